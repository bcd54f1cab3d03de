"""Documents that follow, in a batch and by themselves: written, not repeated, taken away with care."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline import files
from pipeline.batch.ledger.receive import received_again
from pipeline.batch.lists import write_list
from pipeline.cli.main import main
from pipeline.errors import CannotWrite
from pipeline.process.restore import recorded_submission
from pipeline.readers import Opening, read_document
from pipeline.record import Ledger
from pipeline.writers.word.protect import protect
from tests.formbuilder import CompletedForm
from tests.ledgers import MAPPING, Assessed, day, ledger_with, reference_of
from tests.reading import read_result
from tests.systems import is_for_owner_only

pytestmark = pytest.mark.usefixtures("bare_registers")

DAY = ("--day", "2026-01-12")
NAME = "Example Child.docx"


def form(outcome: str = "medium", status: str = "CP") -> CompletedForm:
    """Return a form from which the police sheet and the Mosaic sheet follow; at Low the Mosaic sheet alone."""
    made = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "14/03/2012")
    made.put("date_completed", "06/01/2026").put("case_status", status).factor("sen", "5")
    return made.choose("outcome", outcome, highlight="yellow")


class Office:
    """An input with one form, and an output."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.input, self.output, self._capsys = folder / "in", folder / "out", capsys
        self.input.mkdir()
        self.put(form())

    def put(self, made: CompletedForm | bytes) -> None:
        data = made if isinstance(made, bytes) else made.bytes()
        (self.input / NAME).write_bytes(data)

    def run(self, *options: str, exit_code: int = 0) -> str:
        """Process the input and give all that was printed."""
        assert main(["process", str(self.input), "-o", str(self.output), *DAY, *options]) == exit_code
        printed = self._capsys.readouterr()
        return printed.out + printed.err

    def path(self, name: str) -> Path:
        return self.output / "documents" / "Example Child" / f"{name}.docx"

    def names(self) -> list[str]:
        folder = self.output / "documents"
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.docx"))


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    return Office(tmp_path, capsys)


def test_documents_are_written_only_when_asked_for(office: Office) -> None:
    office.run()
    assert office.names() == []

    said = office.run("--documents")
    assert office.names() == [
        "Example Child/mosaic_entry.docx", "Example Child/police_share.docx", "transition_list.docx"
    ]  # fmt: skip
    assert "(2 documents made now)" in said
    assert is_for_owner_only(office.path("police_share"))


def test_a_rerun_repeats_nothing_and_makes_again_what_is_gone(office: Office) -> None:
    office.run("--documents")
    before = {path: path.stat().st_mtime_ns for path in office.output.rglob("*.docx")}
    assert "unchanged" in office.run("--documents")
    assert {path: path.stat().st_mtime_ns for path in office.output.rglob("*.docx")} == before

    office.path("police_share").unlink()
    assert "would be done" in office.run("--documents", "--dry-run")
    office.run("--documents")
    assert office.path("police_share").is_file()


def test_a_document_that_follows_no_longer_is_taken_away(office: Office) -> None:
    office.run("--documents")
    office.put(form("low"))
    said = office.run("--documents")

    assert not office.path("police_share").exists()
    assert "Police (CVET) share sheet: it follows no longer, and was taken away." in said


def test_what_somebody_edited_is_never_deleted_or_overwritten(office: Office) -> None:
    office.run("--documents")
    for name in ("police_share", "mosaic_entry"):
        office.path(name).write_bytes(b"edited")
    office.put(form("low"))
    said = office.run("--documents")

    assert office.path("police_share").read_bytes() == b"edited"
    assert "somebody changed it, so it stays where it is" in said
    assert office.path("mosaic_entry").with_name("mosaic_entry.kept-1.docx").read_bytes() == b"edited"
    assert read_document(office.path("mosaic_entry").read_bytes(), name="x").text


def test_a_document_that_is_open_elsewhere_costs_neither_the_result_nor_the_others(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(path: Path, data: bytes) -> None:
        if path.stem == "police_share":
            raise CannotWrite("It can't be written.", remedy="Close it.", code="cannot_write")
        files.write_atomically(path, data)

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.batch.documents.write_atomically", write)
        said = office.run("--documents", "--quiet", exit_code=5)
        assert "Police (CVET) share sheet: It can't be written. Close it." in said
        assert "1 document could not be written" in office.run("--documents", exit_code=5)
    assert office.names() == ["Example Child/mosaic_entry.docx", "transition_list.docx"]
    with Ledger(office.output) as ledger:
        assert [row.status for row in ledger.views(day("2026-01-12")).rows()] == ["needs_review"]

    office.run("--documents")
    assert office.path("police_share").is_file()
    assert "unchanged" in office.run("--documents")


def test_a_document_that_cannot_be_taken_away_is_said_and_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.run("--documents")
    office.put(form("low"))

    def locked(path: Path, **_: object) -> None:
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", locked)
        assert "can't be taken away (in use)" in office.run("--documents", exit_code=5)
    assert office.path("police_share").is_file()

    assert "it follows no longer, and was taken away" in office.run("--documents")
    assert not office.path("police_share").exists()


def test_documents_that_are_older_than_their_form_are_said(office: Office) -> None:
    office.run("--documents")
    office.put(form("low"))

    said = office.run()
    assert "Its documents are those of an earlier run; --documents makes them anew:" in said
    assert "police_share.docx" in said  # each that may have been passed on is named
    assert office.path("police_share").is_file()


def test_a_correction_names_what_had_been_made_for_others(office: Office) -> None:
    assert "may have been passed on" not in office.run("--documents")
    office.put(form().put("harm", "Seen in town"))  # the police sheet says nothing of that

    said = " ".join(office.run("--documents").split())
    place = "documents/Example Child/mosaic_entry.docx"
    assert f"Mosaic entry sheet: made anew; the one before may have been passed on ({place})." in said
    assert "Police (CVET) share sheet: made anew" not in said
    assert "may have been passed on" not in office.run("--documents", "--force")


def test_what_cannot_be_told_is_said_and_not_written(office: Office) -> None:
    office.put(form("high", "CIN?"))
    said = office.run("--documents")

    assert not office.path("duty_and_advice").exists()
    assert "Duty and Advice referral: not written, for it can't be told whether it follows without “Child’s" in said
    assert "1 document that may follow not written" in said


def test_a_protected_form_has_protected_documents(office: Office, tmp_path: Path) -> None:
    office.put(protect(form().bytes(), "secret-1"))
    passwords = tmp_path / "passwords"
    passwords.write_text("secret-1\n", "utf-8")
    passwords.chmod(0o600)
    office.run("--documents", "--password-file", str(passwords))
    data = office.path("police_share").read_bytes()

    assert not data.startswith(b"PK")
    assert "Example Child" in read_document(data, name="x", opening=Opening(passwords=("secret-1",))).text


def test_a_form_may_not_lie_where_the_documents_go(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    folder = office.input / "documents"
    folder.mkdir()
    (folder / "a.docx").write_bytes(form().bytes())

    assert main(["process", str(office.input), "-o", str(office.output), "--documents"]) == 2
    assert "where the documents that follow go" in capsys.readouterr().err


def test_one_document_can_be_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(NAME).write_bytes(form("low").put("perpetrators", "Somebody").bytes())

    assert main(["document", "police_share", NAME, "--on-request"]) == 0
    printed = capsys.readouterr()
    path = Path("output/documents/Example Child/police_share.docx")
    assert printed.out.strip() == str(path)
    assert "it doesn't follow from this form" in printed.err
    assert "Somebody" in read_document(path.read_bytes(), name="x").text

    assert main(["document", "police_share", NAME, "-o", "sheet.docx", "--quiet"]) == 0
    assert "Somebody" not in read_document(Path("sheet.docx").read_bytes(), name="x").text
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["police_shere", NAME], "There is no document 'police_shere'; did you mean 'police_share'? Documents are: "),
        (["police_share"], "No form is named."),
        ([], "No document is named."),
        (["transition_list", "."], "There is no ledger"),
    ],
)
def test_a_wrong_call_is_told_what_to_do(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(NAME).write_bytes(CompletedForm.blank())

    assert main(["document", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_the_documents_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["document", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert [line.split()[0] for line in lines[:2]] == ["police_share", "duty_and_advice"]
    assert "only on request" in lines[0]
    assert any(line.startswith("transition_list") and "a list of many forms" in line for line in lines)


# Lists


def test_a_list_has_each_child_once_by_the_newest_form(tmp_path: Path) -> None:
    seventeen = {"child": "Alex Fictional", "born": "2008-06-01"}
    with ledger_with(
        tmp_path,
        Assessed(form="a1.docx", completed="2025-10-01", agreed="2025-12-01", **seventeen),
        Assessed(form="a2.docx", completed="2026-01-05", agreed="2026-03-01", **seventeen),
        Assessed(form="young.docx", child="Example Child", born="2014-01-01"),
        Assessed(form="unknown.docx", child="Robin Invented", born=None),
        Assessed(form="refused.docx", status="refused"),
    ) as ledger:
        document = next(each for each in MAPPING.documents if each.is_list)
        path = tmp_path / "documents" / "list.docx"
        write_list(document, MAPPING, path, tmp_path, ledger, ledger.views(day("2026-01-12")), day("2026-01-12"))
    text = read_document(path.read_bytes(), name="x").text

    assert "01/03/2026" in text
    assert "01/12/2025" not in text
    assert "01/06/2026" in text  # the 18th birthday
    assert "Example Child" not in text
    assert "A long story" not in text


def test_a_child_of_whom_it_cannot_be_told_is_named_by_reference(tmp_path: Path) -> None:
    unclear = Assessed(form="a.docx", child="Robin Invented")
    record = unclear.result()
    record["answers"]["date_of_birth"] = {"state": "unclear", "value": None, "raw": "2008?"}
    with ledger_with(tmp_path) as ledger:
        received = replace(received_again(record, MAPPING), made_with="1")
        ledger.take(received, [unclear.place()], 1)
        document = next(each for each in MAPPING.documents if each.is_list)
        path = tmp_path / "list.docx"
        write_list(document, MAPPING, path, tmp_path, ledger, ledger.views(day("2026-01-12")), day("2026-01-12"))
        reference = reference_of(ledger, "a.docx")
    text = read_document(path.read_bytes(), name="x").text

    assert f"Ref. {reference}: without the age." in text
    assert "Robin" not in text


def test_a_form_comes_back_out_of_the_ledger_as_it_was_read(tmp_path: Path) -> None:
    result = read_result(
        form().put("harm", "Missing\nfrom home").agencies([("A", "PC", "Police", "1")]).factor("nrm", "?")
    )
    again = recorded_submission(result.json(), result.mapping)

    for name, answer in result.submission.answers.items():
        found = again.answers[name]
        assert (found.state, found.value, found.raw) == (answer.state, answer.value, answer.raw), name
    for name, factor in result.submission.checklist.items():
        assert (again.checklist[name].state, again.checklist[name].notes) == (factor.state, factor.notes), name


def test_what_followed_from_a_version_is_known_by_it_and_by_what_it_was_made_with(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.documents.keep_following("AAAAAAAAAA", {}, "1", "2")
        assert ledger.documents.has_followed("AAAAAAAAAA", "1", "2")
        assert not ledger.documents.has_followed("AAAAAAAAAA", "1", "3")
        assert not ledger.documents.has_followed("AAAAAAAAAA", "2", "2")
