"""A batch: no form stops another, nothing is done twice, nobody's work is overwritten."""

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import pytest

from pipeline.batch import placing as placing_module
from pipeline.batch.outcome import ASSESSMENT, Outcome, Status, Summary, headline
from pipeline.batch.plan import plan_batch
from pipeline.batch.run import USUAL, Orders, run_batch
from pipeline.errors import CannotWrite, ExitCode
from pipeline.mapping import Mapping
from pipeline.record import Ledger
from pipeline.tables import register as register_module
from pipeline.writers.register.row import RegisterRow
from pipeline.writers.register.run import Starts
from tests.formbuilder import CompletedForm
from tests.pretended import RESULT, corrected, marked, pretend_worker
from tests.reading import read_result


class Batch:
    """An input and an output folder, and runs over them."""

    def __init__(self, folder: Path) -> None:
        self.input, self.output = folder / "input", folder / "output"
        self.input.mkdir()
        self.told: list[Outcome] = []
        self.outcomes: dict[str, Outcome] = {}
        self.worked: list[str] = []

    def form(self, name: str, content: bytes) -> None:
        path = self.input / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)

    def run(self, *, made_with: str = "1", orders: Orders = USUAL) -> Summary:
        worker = pretend_worker(made_with=made_with)
        self.told = []
        summary = run_batch(plan_batch([self.input], self.output), worker, told=self.told.append, orders=orders)
        self.outcomes = {outcome.name: outcome for outcome in self.told}
        self.worked = worker.worked
        return summary

    def statuses(self) -> dict[str, str]:
        return {name: outcome.status.value for name, outcome in self.outcomes.items()}

    def kept(self) -> list[bytes]:
        """What people edited, as they left it."""
        return [path.read_bytes() for path in sorted((self.output / "versions").rglob("*.docx"))]

    def disk(self) -> dict[str, tuple[bytes, int]]:
        files = (path for path in self.output.rglob("*") if path.is_file())
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.fixture
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    def render(
        rows: Iterable[RegisterRow], mapping: Mapping, day: dt.date, *, workbook: BinaryIO, **_: object
    ) -> Starts:
        workbook.write("\n".join(row.name for row in rows).encode())
        return Starts()

    monkeypatch.setattr(register_module, "write_register", render)
    monkeypatch.setattr("pipeline.process.restamp.restamped", marked)
    return Batch(tmp_path)


def test_each_form_gets_its_document_and_the_bad_ones_stop_nothing(batch: Batch) -> None:
    for name, content in {"a.docx": b"bug", "b.docx": b"refuse", "c.docx": b"fine", "t/d.docx": b"look"}.items():
        batch.form(name, content)
    summary = batch.run()
    assert batch.statuses() == {
        "a.docx": "refused",
        "b.docx": "refused",
        "c.docx": "assessed",
        "t/d.docx": "needs_review",
    }
    assert (batch.output / "c.docx").read_bytes() == b"FINE"
    assert (batch.output / "t" / "d.docx").read_bytes() == b"LOOK"
    assert not (batch.output / "b.docx").exists()
    assert summary.rag == {"medium": 2}
    assert (batch.output / "register.xlsx").read_text() == "c.docx\nt/d.docx"


@pytest.mark.parametrize(
    ("bound", "orders", "worked_when_told"),
    [
        ({}, USUAL, [1, 4, 4, 4]),
        ({"_LONGEST_HELD": 0}, USUAL, [1, 2, 3, 4]),
        ({"_MOST_HELD": 8}, USUAL, [1, 3, 3, 4]),
        ({}, Orders(fail_fast=True), [1, 2, 3, 4]),
    ],
    ids=["together", "in time", "before they take much room", "one by one where a refused one ends it"],
)
def test_the_first_form_is_recorded_at_once_and_then_those_of_a_second(
    batch: Batch, monkeypatch: pytest.MonkeyPatch, bound: dict[str, int], orders: Orders, worked_when_told: list[int]
) -> None:
    for name, most in {"_LONGEST_HELD": 3600, "_MOST_HELD": 1000, **bound}.items():
        monkeypatch.setattr(f"pipeline.batch.record.{name}", most)
    for number in range(4):
        batch.form(f"{number}.docx", f"form {number}".encode())
    worker, worked = pretend_worker(), []
    plan = plan_batch([batch.input], batch.output)
    run_batch(plan, worker, told=lambda _: worked.append(len(worker.worked)), orders=orders)
    assert worked == worked_when_told


def test_the_line_of_a_form_has_its_total_and_review_date(batch: Batch) -> None:
    batch.form("a.docx", b"fine")
    batch.run()
    facts = batch.outcomes["a.docx"].headline
    assert facts is not None
    assert (facts.total, facts.total_max, facts.rag, facts.complete) == (45, 55, "medium", False)
    assert facts.review_due == dt.date(2026, 3, 31)
    assert facts.findings == ("One thing.",)


@pytest.mark.parametrize("before", [{}, {"assessment": {"state": "answered", "raw": '"assessment": {"age": 3, '}}])
@pytest.mark.parametrize("layout", [{}, {"indent": 2}])
def test_the_line_of_a_form_says_the_same_whatever_stands_before(
    before: dict[str, object], layout: dict[str, int]
) -> None:
    facts = headline(json.dumps({**RESULT, "answers": before}, **layout))
    assert (facts.total, facts.findings) == (45, ("One thing.",))


def test_a_result_has_its_assessment_where_the_line_is_taken_from() -> None:
    found = read_result(CompletedForm().put("child_name", '"assessment": {"age": 3').bytes())
    result = found.json()
    start = result.index(ASSESSMENT)
    assert result.count(ASSESSMENT) == 1
    assert json.loads("{" + result[start:]).keys() == {"assessment", "findings", "unread"}


def test_a_second_run_works_nothing_out_and_changes_nothing_on_disk(batch: Batch) -> None:
    batch.form("a.docx", b"fine")
    batch.form("b.docx", b"look")
    batch.run()
    before = batch.disk()
    summary = batch.run()
    assert batch.worked == []
    assert batch.statuses() == {"a.docx": "unchanged", "b.docx": "unchanged"}
    assert batch.disk() == before
    assert summary.rag == {"medium": 2}
    assert summary.recorded == {Status.ASSESSED: 1, Status.NEEDS_REVIEW: 1}


def test_only_what_changed_is_done_again(batch: Batch) -> None:
    batch.form("a.docx", b"fine")
    batch.form("b.docx", b"fine too")
    batch.run()
    batch.form("b.docx", b"better")
    batch.run()
    assert batch.statuses() == {"a.docx": "unchanged", "b.docx": "assessed"}
    assert (batch.output / "b.docx").read_bytes() == b"BETTER"


def test_another_mapping_does_all_again(batch: Batch) -> None:
    batch.form("a.docx", b"fine")
    batch.run(made_with="1")
    batch.run(made_with="2")
    assert batch.worked == ["a.docx"]


def test_a_document_that_is_gone_is_written_again(batch: Batch) -> None:
    batch.form("a.docx", b"fine")
    batch.run()
    (batch.output / "a.docx").unlink()
    batch.run()
    assert (batch.output / "a.docx").read_bytes() == b"FINE"


def test_a_register_that_is_gone_is_written_again(batch: Batch) -> None:
    batch.form("a.docx", b"fine")
    batch.run()
    (batch.output / "register.xlsx").unlink()
    batch.run()
    assert batch.worked == []
    assert (batch.output / "register.xlsx").read_text() == "a.docx"


def test_a_document_that_somebody_edited_is_taken_in_and_kept_as_they_left_it(batch: Batch) -> None:
    batch.form("a.docx", b"fine")
    batch.run()
    edited = corrected(b"fine")
    (batch.output / "a.docx").write_bytes(edited)
    batch.run()
    assert [(each.name, each.status) for each in batch.told] == [("a.docx", "corrected"), ("a.docx", "unchanged")]
    assert (batch.output / "a.docx").read_bytes() == edited.upper()
    assert batch.kept() == [edited]
    assert (batch.output / "register.xlsx").read_text() == "a.docx"


def test_what_was_corrected_stands_in_every_later_run(batch: Batch) -> None:
    batch.form("a.docx", b"fine")
    batch.run()
    (batch.output / "a.docx").write_bytes(corrected(b"fine"))
    batch.run()
    before = batch.disk()
    batch.run()
    assert batch.worked == []
    assert batch.outcomes["a.docx"].is_superseded
    assert batch.disk() == before


def test_a_document_that_somebody_edited_is_kept_when_its_form_has_changed_too(batch: Batch) -> None:
    batch.form("a.docx", b"fine")
    batch.run()
    (batch.output / "a.docx").write_bytes(corrected(b"fine"))
    batch.form("a.docx", b"better")
    batch.run()
    assert (batch.output / "a.docx").read_bytes() == b"BETTER"
    assert batch.kept() == [corrected(b"fine")]
    assert (batch.output / "register.xlsx").read_text() == "a.docx"
    assert not list(batch.output.glob("*.kept-*"))


def test_a_file_of_somebody_else_in_the_output_folder_is_kept(batch: Batch) -> None:
    batch.output.mkdir()
    (batch.output / "a.docx").write_bytes(b"not ours")
    batch.form("a.docx", b"fine")
    batch.run()
    assert (batch.output / "a.kept-1.docx").read_bytes() == b"not ours"


def test_a_run_cut_short_between_document_and_ledger_is_completed_without_fuss(batch: Batch) -> None:
    batch.form("a.docx", b"fine")
    batch.output.mkdir()
    (batch.output / "a.docx").write_bytes(b"FINE")  # written, but the ledger never heard of it
    batch.run()
    assert batch.statuses() == {"a.docx": "assessed"}
    assert not (batch.output / "a.kept-1.docx").exists()


def test_a_refused_form_is_tried_again_and_takes_no_earlier_row_away(batch: Batch) -> None:
    batch.form("a.docx", b"fine")
    batch.form("b.docx", b"fine too")
    batch.run()
    batch.form("b.docx", b"refuse")
    assert batch.run().exit_code == ExitCode.REFUSED
    assert (batch.output / "register.xlsx").read_text() == "a.docx\nb.docx"
    assert (batch.output / "b.docx").read_bytes() == b"FINE TOO"
    before = batch.disk()
    assert batch.run().exit_code == ExitCode.REFUSED
    assert batch.worked == ["b.docx"]
    assert batch.disk() == before
    with Ledger(batch.output) as ledger:
        (refused,) = ledger.receiving.refused()
    assert (refused.name, refused.code, refused.reason, refused.remedy) == ("b.docx", "torn", "It is torn.", "Glue it.")


def test_a_form_that_was_never_read_has_no_row(batch: Batch) -> None:
    batch.form("a.docx", b"fine")
    batch.form("b.docx", b"refuse")
    batch.run()
    assert (batch.output / "register.xlsx").read_text() == "a.docx"


def test_a_form_that_was_refused_and_is_mended_replaces_its_old_document(batch: Batch) -> None:
    for content in (b"fine", b"refuse", b"mended"):
        batch.form("a.docx", content)
        batch.run()
    assert (batch.output / "a.docx").read_bytes() == b"MENDED"
    assert not (batch.output / "a.kept-1.docx").exists()
    with Ledger(batch.output) as ledger:
        assert list(ledger.receiving.refused()) == []


@pytest.mark.parametrize(
    ("contents", "strict", "exit_code"),
    [
        ((b"fine",), False, 0),
        ((b"fine", b"look"), False, 0),
        ((b"fine", b"look"), True, 6),
        ((b"fine",), True, 0),
        ((b"look", b"refuse"), True, 3),
        ((b"refuse", b"bug"), False, 1),
        ((), False, 0),
    ],
)
def test_the_exit_code_is_that_of_the_most_serious_thing(
    batch: Batch, contents: tuple[bytes, ...], strict: bool, exit_code: int
) -> None:
    for number, content in enumerate(contents):
        batch.form(f"{number}.docx", content)
    assert batch.run(orders=Orders(strict=strict)).exit_code == exit_code


def test_strict_minds_forms_that_needed_review_in_an_earlier_run(batch: Batch) -> None:
    batch.form("a.docx", b"look")
    batch.run()
    assert batch.run(orders=Orders(strict=True)).exit_code == ExitCode.NEEDS_REVIEW


def test_a_document_that_cannot_be_written_is_pending_and_what_was_read_stands(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.form("a.docx", b"fine")
    batch.form("b.docx", b"fine too")
    write = placing_module.write_atomically

    def locked(path: Path, document: bytes) -> None:
        if path.name == "a.docx":
            raise CannotWrite("It is locked.", remedy="Close it.", code="cannot_write")
        write(path, document)

    monkeypatch.setattr(placing_module, "write_atomically", locked)
    summary = batch.run()
    assert (summary.exit_code, summary.pending) == (ExitCode.CANNOT_WRITE, 1)
    assert batch.statuses() == {"a.docx": "assessed", "b.docx": "assessed"}
    assert [str(each.pending) for each in batch.outcomes.values()] == ["It is locked. Close it.", "None"]
    assert (batch.output / "register.xlsx").read_text() == "a.docx\nb.docx"
    assert batch.run().exit_code == ExitCode.CANNOT_WRITE
    monkeypatch.setattr(placing_module, "write_atomically", write)
    assert batch.run().exit_code == ExitCode.DONE
    assert batch.worked == ["a.docx"]
    assert (batch.output / "a.docx").read_bytes() == b"FINE"


def test_a_register_that_cannot_be_written_is_said_and_tried_again(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.form("a.docx", b"fine")
    render = register_module.write_register

    def open_in_excel(*_: object, **__: object) -> None:
        raise CannotWrite("The register is open.", remedy="Close it.", code="cannot_write")

    monkeypatch.setattr(register_module, "write_register", open_in_excel)
    summary = batch.run()
    assert (summary.exit_code, summary.tables.registers) == (ExitCode.CANNOT_WRITE, ())
    assert len(summary.problems) == 1
    monkeypatch.setattr(register_module, "write_register", render)
    assert batch.run().exit_code == ExitCode.DONE
    assert (batch.output / "register.xlsx").read_text() == "a.docx"


def test_the_completed_forms_are_as_they_were(batch: Batch) -> None:
    batch.form("a.docx", b"fine")
    before = (batch.input / "a.docx").stat()
    batch.run()
    after = (batch.input / "a.docx").stat()
    assert (after.st_mtime_ns, after.st_mode) == (before.st_mtime_ns, before.st_mode)
    assert (batch.input / "a.docx").read_bytes() == b"fine"
