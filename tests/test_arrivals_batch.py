"""Forms in containers go through a batch as others do: mirrored, unchanged, resumed, moved; with pretended work."""

import datetime as dt
import hashlib
import sqlite3
from pathlib import Path

import pytest

from pipeline.arrivals.contents import Contents
from pipeline.arrivals.examine import examine
from pipeline.batch.arriving.examiner import Examiner
from pipeline.batch.decisions.decide import Author
from pipeline.batch.decisions.erase import erase_assessment
from pipeline.batch.outcome import Outcome, Summary
from pipeline.batch.plan import plan_batch
from pipeline.batch.run import USUAL, Orders, run_batch
from pipeline.errors import UsageProblem
from pipeline.readers import Opening
from pipeline.record import Ledger
from pipeline.tables import register as register_module
from pipeline.writers.register.run import Starts
from tests.arriving import PICTURE, attached, docx, locked, mail, pdf, zipped
from tests.pretended import marked, pretend_worker


class Batch:
    """An input and an output folder, and runs over them."""

    def __init__(self, folder: Path) -> None:
        self.input, self.output = folder / "input", folder / "output"
        self.input.mkdir()
        self.told: dict[str, Outcome] = {}
        self.worked: list[str] = []

    def put(self, name: str, content: bytes) -> Path:
        path = self.input / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def run(self, *, since: dt.date | None = None, passwords: tuple[str, ...] = (), orders: Orders = USUAL) -> Summary:
        worker = pretend_worker(opening=Opening(passwords=passwords))
        plan = plan_batch([self.input], self.output, Examiner(passwords, output=self.output), since=since)
        outcomes: list[Outcome] = []
        summary = run_batch(plan, worker, told=outcomes.append, orders=orders)
        self.told, self.worked = {each.name: each for each in outcomes}, worker.worked
        return summary

    def statuses(self) -> dict[str, str]:
        return {name: outcome.status.value for name, outcome in self.told.items()}

    def documents(self) -> list[str]:
        return sorted(path.relative_to(self.output).as_posix() for path in self.output.rglob("*.docx"))

    def refused(self) -> dict[str, str]:
        with Ledger(self.output) as ledger:
            return {each.name: each.code for each in ledger.receiving.refused()}

    def sources(self) -> list[tuple[str, int]]:
        rows = sqlite3.connect(self.output / "ledger.sqlite").execute("SELECT name, is_here FROM source ORDER BY name")
        return rows.fetchall()


@pytest.fixture
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    monkeypatch.setattr(register_module, "write_register", lambda *_, **__: Starts())
    monkeypatch.setattr("pipeline.process.restamp.restamped", marked)
    return Batch(tmp_path)


def test_documents_of_forms_in_a_container_go_into_a_folder_of_its_name(batch: Batch) -> None:
    batch.put("team/all.zip", zipped({"a.docx": docx("a"), "x.zip": zipped({"b": docx("b")}), "scan.pdf": pdf()}))
    summary = batch.run()
    assert batch.statuses() == {
        "team/all.zip/a.docx": "assessed", "team/all.zip/x.zip/b": "assessed", "team/all.zip/scan.pdf": "not_a_form",
    }  # fmt: skip
    assert batch.documents() == ["team/all.zip/a.docx", "team/all.zip/x.zip/b.docx"]
    assert (summary.exit_code, summary.others, summary.left) == (0, 1, 0)


def test_what_has_not_changed_is_not_read_again(batch: Batch) -> None:
    batch.put("all.zip", zipped({"a.docx": docx("a"), "b.docx": docx("b")}))
    batch.run()
    batch.run()
    assert (set(batch.statuses().values()), batch.worked) == ({"unchanged"}, [])
    batch.put("all.zip", zipped({"a.docx": docx("a"), "b.docx": docx("other"), "c.docx": docx("c")}))
    batch.run()
    assert sorted(batch.worked) == ["all.zip/b.docx", "all.zip/c.docx"]


def test_a_run_that_was_cut_short_is_taken_up(batch: Batch) -> None:
    batch.put("all.zip", zipped({"a.docx": docx("a"), "b.docx": docx("b"), "c.docx": docx("c")}))
    plan = plan_batch([batch.input], batch.output)

    class Killed(BaseException):
        pass

    def told(outcome: Outcome) -> None:
        raise Killed

    with pytest.raises(Killed):
        run_batch(plan, pretend_worker(), told=told)
    batch.run()
    assert batch.worked == ["all.zip/b.docx", "all.zip/c.docx"]
    assert len(batch.documents()) == 3


def test_the_same_form_in_many_containers_is_one_version_with_many_sources(batch: Batch) -> None:
    for number in range(10):
        batch.put(f"{number}.zip", zipped({"a.docx": docx("a")}))
    batch.run()
    with Ledger(batch.output) as ledger:
        assert list(ledger.receiving.copies()) == []
    assert batch.documents() == ["0.zip/a.docx"]
    assert [name for name, _ in batch.sources()] == [f"{number}.zip/a.docx" for number in range(10)]


def sent_dates(batch: Batch) -> list[tuple[str, bool]]:
    """Return when each version was sent, and whether it counts."""
    database = sqlite3.connect(batch.output / "ledger.sqlite")
    rows = database.execute("SELECT sent, id IN (SELECT counting FROM assessment) FROM version ORDER BY sent")
    return [(sent, bool(counts)) for sent, counts in rows]


@pytest.mark.parametrize("order", [("new", "old", "again"), ("again", "new", "old"), ("old", "again", "new")])
def test_the_version_that_was_sent_last_counts_in_whatever_order_they_come(
    batch: Batch, order: tuple[str, ...]
) -> None:
    """An old form that is sent again is no new one."""
    sent = {"old": "2 Mar 2025", "new": "9 Mar 2025", "again": "1 Apr 2025"}
    forms = {"old": docx("old"), "new": docx("new"), "again": docx("old")}
    for name in order:
        batch.put("form.eml", mail(attached(forms[name]), date=f"{sent[name]} 09:30:00 +0000"))
        batch.run()
    assert sent_dates(batch) == [("2025-03-02T09:30:00", False), ("2025-03-09T09:30:00", True)]


def test_a_date_after_the_day_is_none(batch: Batch) -> None:
    batch.put("form.eml", mail(attached(docx("a")), date="2 Mar 2099 09:30:00 +0000"))
    batch.run()
    assert sent_dates(batch) == [("", True)]


def test_what_is_taken_out_of_a_container_is_gone_and_what_stands_stays(batch: Batch) -> None:
    batch.put("all.zip", zipped({"a.docx": docx("a"), "b.docx": docx("b"), "scan.pdf": pdf()}))
    batch.run()
    batch.put("all.zip", zipped({"a.docx": docx("a")}))
    assert batch.run().gone == ("all.zip/b.docx",)
    assert batch.refused() == {}
    (batch.input / "all.zip").unlink()
    assert batch.run().gone == ("all.zip/a.docx",)


def test_a_container_that_cannot_be_opened_for_now_takes_nothing_with_it(batch: Batch) -> None:
    path = batch.put("all.zip", zipped({"a.docx": docx("a")}))
    batch.run()
    path.write_bytes(path.read_bytes()[:-20])
    summary = batch.run()
    assert (summary.gone, summary.exit_code) == ((), 3)
    assert batch.refused() == {"all.zip": "damaged"}
    assert batch.sources() == [("all.zip/a.docx", 1)]


def test_what_was_looked_into_is_remembered_until_it_changes(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def examined(path: Path, passwords: tuple[str, ...]) -> Contents:
        looked.append(path.name)
        return examine(path, passwords)

    monkeypatch.setattr("pipeline.arrivals.examine.examine", examined)
    path = batch.put("all.zip", zipped({"a.docx": docx("a"), "scan.pdf": pdf()}))
    batch.put("locked.zip", locked({"b.docx": docx("b")}, "secret"))
    batch.put("photo.png", PICTURE)
    batch.run()
    assert sorted(looked) == ["all.zip", "locked.zip", "photo.png"]
    looked.clear()
    batch.run()
    assert looked == ["locked.zip"]  # somebody may have given the password
    assert batch.statuses() == {
        "all.zip/a.docx": "unchanged", "all.zip/scan.pdf": "unchanged", "photo.png": "unchanged",
        "locked.zip/b.docx": "refused",
    }  # fmt: skip
    looked.clear()
    path.write_bytes(zipped({"a.docx": docx("a")}))
    batch.run()
    assert sorted(looked) == ["all.zip", "locked.zip"]
    path.unlink()
    batch.run()
    with Ledger(batch.output) as ledger:
        assert [Path(seen.place).name for seen in ledger.looked_into.all()] == ["photo.png"]


def test_of_a_form_that_was_erased_the_container_says_nothing_any_more(batch: Batch) -> None:
    batch.put("all.zip", zipped({"a.docx": docx("a"), "b.docx": docx("b")}))
    batch.run()
    with Ledger(batch.output) as ledger:
        sha256 = hashlib.sha256(docx("a")).hexdigest()
        version = ledger.receiving.version(sha256)
        assert version is not None
        author = Author(by="Jo", at="2026-01-06T10:00:00", account="jo@here")
        left = erase_assessment(ledger, batch.output, version.reference, author, "x", dt.date(2026, 1, 6))
        assert [Path(place).name for place in left.inputs] == ["a.docx"]
        assert list(ledger.looked_into.all()) == []
    for _ in range(2):
        assert batch.run().exit_code == 3
        assert batch.statuses() == {"all.zip/a.docx": "refused", "all.zip/b.docx": "unchanged"}
    with Ledger(batch.output) as ledger:
        assert list(ledger.looked_into.all()) == []


def test_only_containers_that_were_touched_since_a_day_are_opened(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = batch.put("old.zip", zipped({"a.docx": docx("a")}))
    batch.run()
    batch.put("new.zip", zipped({"b.docx": docx("b")}))
    monkeypatch.setattr("pipeline.batch.plan._touched", lambda path: 0.0 if path == old else float("inf"))
    summary = batch.run(since=dt.date(2026, 1, 6))
    assert (batch.worked, summary.gone) == (["new.zip/b.docx"], ())
    assert batch.sources() == [("new.zip/b.docx", 1), ("old.zip/a.docx", 1)]


def test_a_container_that_could_not_be_opened_is_refused_until_it_can(batch: Batch) -> None:
    batch.put("all.zip", locked({"a.docx": docx("a")}, "secret"))
    assert batch.run().exit_code == 3
    assert batch.statuses() == {"all.zip/a.docx": "refused"}
    assert batch.refused() == {"all.zip/a.docx": "encrypted"}
    batch.run(passwords=("secret",))
    assert (batch.refused(), batch.worked) == ({}, ["all.zip/a.docx"])


def test_what_was_mended_in_a_container_that_is_named_by_itself_is_forgotten(batch: Batch) -> None:
    path = batch.put("all.zip", zipped({"a.docx": docx("a"), "scan.pdf": pdf()}))
    for content, refused in ((None, ["all.zip/scan.pdf"]), (zipped({"a.docx": docx("a")}), [])):
        path.write_bytes(content or path.read_bytes())
        run_batch(plan_batch([path], batch.output), pretend_worker(), told=lambda _: None)
        with Ledger(batch.output) as ledger:
            assert [each.name for each in ledger.receiving.refused()] == refused


def test_a_document_that_is_gone_is_made_again_from_the_container(batch: Batch) -> None:
    path = batch.put("all.zip", zipped({"a.docx": docx("a")}))
    batch.run()
    (batch.output / "all.zip" / "a.docx").unlink()
    batch.run()
    assert batch.worked == ["all.zip/a.docx"]
    with Ledger(batch.output) as ledger:
        ledger.database.change("UPDATE populated SET pending = 'x'")
    path.rename(path.with_name("moved.zip"))
    batch.run()
    assert batch.worked == ["moved.zip/a.docx"]


def test_a_result_is_never_written_over_a_container(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(zipped({"a.docx": docx()}))
    with pytest.raises(UsageProblem, match="would replace"):
        plan_batch([path], tmp_path)
