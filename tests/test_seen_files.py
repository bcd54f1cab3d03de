"""What looks as it did is not read again; what may have changed is."""

import io
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline.batch import run as run_module
from pipeline.batch.arriving import search as search_module
from pipeline.batch.arriving.jobs import Job
from pipeline.batch.changes import ToDo
from pipeline.batch.ledger import stands as stands_module
from pipeline.batch.ledger.stands import Standing
from pipeline.batch.run import USUAL
from pipeline.cli.commands import process as process_module
from pipeline.record import Ledger
from tests.at_work import Team, form
from tests.formbuilder import CompletedForm
from tests.pretended import corrected
from tests.test_batch_run import Batch
from tests.test_batch_run import batch as batch  # the fixture

QUIET = replace(USUAL, tell_unchanged=False)
CHECKING = replace(USUAL, check_all=True)


@pytest.fixture(autouse=True, params=[1, 1_000], ids=["together", "one by one"])
def asked_for(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the ledger for forms of a folder together, or for each by itself."""
    monkeypatch.setattr(stands_module, "_MANY", request.param)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every look be certain, and note the files that are read to know their bytes."""
    read: list[str] = []
    monkeypatch.setattr(search_module, "_RACY", -(10**18))
    for module in ("pipeline.batch.arriving.reading", "pipeline.batch.ledger.edits"):
        noted = _noted(read, __import__(module, fromlist=["fingerprint"]).fingerprint)
        monkeypatch.setattr(f"{module}.fingerprint", noted)
    return read


def _noted(read: list[str], fingerprint: Callable[[Path], str]) -> Callable[[Path], str]:
    def noted(path: Path) -> str:
        read.append(path.name)
        return fingerprint(path)

    return noted


def test_what_looks_as_it_did_is_not_read_again(batch: Batch, read: list[str]) -> None:
    for name in ("a.docx", "b.docx"):
        batch.form(name, name.encode())
    batch.run()
    read.clear()
    summary = batch.run()
    assert (batch.statuses(), read) == ({"a.docx": "unchanged", "b.docx": "unchanged"}, [])
    assert summary.recorded == batch.run(orders=QUIET).recorded


@pytest.mark.skipif(sys.platform == "win32", reason="it tells no other time of a change; --check-all reads all")
def test_what_was_changed_is_read_though_size_and_time_are_the_same(batch: Batch, read: list[str]) -> None:
    batch.form("a.docx", b"first")
    batch.run()
    path = batch.input / "a.docx"
    before = path.stat()
    path.write_bytes(b"other")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    batch.run(orders=QUIET)
    assert batch.worked == ["a.docx"]


def test_a_file_that_was_put_in_the_place_of_another_is_read(batch: Batch, read: list[str]) -> None:
    batch.form("a.docx", b"first")
    batch.form("b.docx", b"other")
    batch.run()
    (batch.input / "b.docx").replace(batch.input / "a.docx")
    read.clear()
    batch.run()
    assert read == ["a.docx"]


def test_what_was_changed_a_moment_ago_is_read_again(batch: Batch) -> None:
    batch.form("a.docx", b"first")
    batch.run()
    with Ledger(batch.output) as ledger:
        assert ledger.database.rows("SELECT place FROM source WHERE look != ''") == []


def test_check_all_reads_what_looks_as_it_did(batch: Batch, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "look_in_full", lambda _: "always the same")
    batch.form("a.docx", b"first")
    batch.run()
    batch.form("a.docx", b"other")
    batch.run()
    assert batch.worked == []
    batch.run(orders=CHECKING)
    assert (batch.worked, "a.docx" in read) == (["a.docx"], True)


def test_what_is_gone_is_forgotten(batch: Batch, read: list[str]) -> None:
    batch.form("a.docx", b"first")
    batch.run()
    (batch.input / "a.docx").unlink()
    batch.run()
    with Ledger(batch.output) as ledger:
        assert ledger.database.rows("SELECT place FROM source WHERE look != ''") == []


def test_forms_that_stand_are_those_that_are_unchanged_one_by_one(
    batch: Batch, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several versions, one whose document is gone, one that was edited, one that was made with something else."""
    for name in ("a.docx", "b.docx", "c.docx", "d.docx"):
        batch.form(name, name.encode())
    batch.run()
    batch.form("a.docx", b"a later version")
    batch.form("t/old a.docx", b"a.docx")
    batch.run()
    (batch.output / "b.docx").unlink()
    (batch.output / "c.docx").write_bytes(corrected(b"c.docx"))
    batch.run(orders=QUIET)
    worked = batch.worked
    batch.run(orders=QUIET)
    quiet = batch.run(orders=QUIET)
    monkeypatch.setattr(run_module, "standing_forms", lambda *_: Standing())
    loud = batch.run()
    assert sorted(set(worked)) == ["b.docx", "c.docx"]
    assert (quiet.statuses, quiet.recorded, quiet.rag, quiet.provisional) == (
        loud.statuses, loud.recorded, loud.rag, loud.provisional,
    )  # fmt: skip
    batch.run(made_with="2", orders=QUIET)
    assert sorted(set(batch.worked)) == ["a.docx", "b.docx", "d.docx"]  # of c the edited result counts


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every look be certain, and note the forms that are looked at one by one."""
    names: list[str] = []
    usual = run_module.look_at

    def noted(job: Job, *others: Any) -> ToDo:
        names.append(job.name)
        return usual(job, *others)

    monkeypatch.setattr(search_module, "_RACY", -(10**18))
    monkeypatch.setattr(run_module, "look_at", noted)
    return names


def casey(day: str) -> CompletedForm:
    return form("Casey Madeup", "21/06/2011", day, "sen")


def test_forms_in_archives_stand_too(team: Team, looked_at: list[str]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.docx", casey("05/10/2026").bytes())
    team.put("b.zip", packed.getvalue())
    team.process()
    looked_at.clear()
    team.process("--quiet")
    assert looked_at == []


def test_forms_stand_with_documents_that_are_made_and_lie_there(team: Team, looked_at: list[str]) -> None:
    team.put("a.docx", casey("05/10/2026"))
    team.process("--quiet")
    team.process("--quiet", "--documents")
    looked_at.clear()
    team.process("--quiet", "--documents")
    assert looked_at == []
    for document in (team.output / "documents" / "a").iterdir():
        document.unlink()
    team.process("--quiet", "--documents")
    assert looked_at == ["a.docx"]


def test_what_is_decided_is_looked_at(team: Team, looked_at: list[str]) -> None:
    for number in (1, 2):
        team.put(f"{number}.docx", casey(f"0{number}/10/2026"))
    team.process("--quiet")
    team.process("--quiet")
    looked_at.clear()
    team.process("--quiet")
    assert looked_at == []
    team.run("withdraw", team.ref("2.docx"), "--by", "Jo", "--why", "Wrong form")
    assert team.process().out.count("it was withdrawn") == 1
    summary = team.process("--quiet", "--force").err
    looked_at.clear()
    assert team.process("--quiet").err == summary
    assert looked_at == []


def test_of_many_forms_only_those_get_a_line_about_which_something_was_done(
    team: Team, looked_at: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "_FEW", 1)
    for number in (1, 2):
        team.put(f"{number}.docx", casey(f"0{number}/10/2026"))
    team.process()
    team.put("3.docx", casey("03/10/2026"))
    said = team.process()
    assert [line.split()[:2] for line in said.out.splitlines()] == [["needs", "review"]]
    assert "3 forms" in said.err
    assert "unchanged 2" in said.err
    assert "1.docx" in team.process("-v").out


class Teams:
    """A team with two folders of forms that are done; of each child there is one form."""

    def __init__(self, team: Team, looked_at: list[str]) -> None:
        self.team, self.looked_at = team, looked_at
        for folder in ("a", "b"):
            for number in (1, 2, 3):
                name = f"Casey {folder.upper()}{'bcd'[number - 1]}"
                team.put(f"{folder}/{number}.docx", form(name, f"0{number}/06/2011", "05/10/2026", "sen"))
        for _ in range(2):
            team.process("--quiet")

    def looked_at_by(self, *options: str, code: int = 0) -> list[str]:
        """Process, and return which forms were looked at by themselves."""
        self.looked_at.clear()
        self.team.process("--quiet", *options, code=code)
        return sorted(self.looked_at)


@pytest.fixture
def teams(team: Team, looked_at: list[str]) -> Teams:
    return Teams(team, looked_at)


def test_of_folders_that_are_as_they_were_no_form_is_looked_at(teams: Teams) -> None:
    assert teams.looked_at_by() == []


def test_only_a_new_form_is_looked_at(teams: Teams) -> None:
    teams.team.put("a/4.docx", form("Riley Other", on="06/10/2026"))
    assert teams.looked_at_by() == ["a/4.docx"]
    assert teams.looked_at_by() == []
    assert len(teams.team.rows()) == 7


def test_only_a_form_that_has_changed_is_looked_at(teams: Teams) -> None:
    teams.team.put("a/2.docx", form("Casey Ac", "02/06/2011", "05/10/2026", "neet"))
    assert teams.looked_at_by() == ["a/2.docx"]


def test_a_form_that_was_moved_is_called_after_its_new_place(teams: Teams) -> None:
    (teams.team.input / "b" / "2.docx").rename(teams.team.input / "a" / "9.docx")
    assert teams.looked_at_by() == ["a/9.docx"]
    assert "a/9.docx" in teams.team.documents()
    assert "b/2.docx" not in teams.team.documents()


@pytest.mark.parametrize("name", ["1.docx", "2.docx", "3.docx"])
def test_a_form_that_is_gone_is_noted_wherever_it_lay(teams: Teams, name: str) -> None:
    (teams.team.input / "a" / name).unlink()
    assert "1 form" in teams.team.process().err
    with Ledger(teams.team.output) as ledger:
        assert ledger.database.rows("SELECT name FROM source WHERE NOT is_here") == [(f"a/{name}",)]


def test_a_folder_that_is_gone_is_noted(teams: Teams) -> None:
    (teams.team.input / "a").rename(teams.team.input / "c")
    assert teams.looked_at_by() == ["c/1.docx", "c/2.docx", "c/3.docx"]
    assert sorted(row.file for row in teams.team.rows()) == [
        "b/1.docx", "b/2.docx", "b/3.docx", "c/1.docx", "c/2.docx", "c/3.docx",
    ]  # fmt: skip


def test_a_form_whose_document_is_gone_is_looked_at(teams: Teams) -> None:
    (teams.team.output / "b" / "3.docx").unlink()
    assert teams.looked_at_by() == ["b/3.docx"]
    assert "b/3.docx" in teams.team.documents()


def test_a_document_that_was_edited_is_taken_in(teams: Teams) -> None:
    teams.team.edit("a/1.docx", child_name="Casey Corrected")
    assert teams.looked_at_by() == ["a/1.docx"]
    assert "Casey Corrected" in {row.name for row in teams.team.rows()}


def test_a_form_is_looked_at_whose_documents_are_wanted_too(teams: Teams) -> None:
    assert len(teams.looked_at_by("--documents")) == 6
    assert teams.looked_at_by("--documents") == []
    assert teams.looked_at_by() == []


def test_all_forms_are_looked_at_with_another_policy(teams: Teams) -> None:
    assert len(teams.looked_at_by("--onto", "template")) == 6
    assert teams.looked_at_by("--onto", "template") == []


def test_an_assessment_that_was_erased_comes_in_no_more(teams: Teams) -> None:
    teams.team.run("erase", teams.team.ref("b/1.docx"), "--by", "Jo", "--why", "Asked for", "--yes")
    assert teams.looked_at_by(code=3) == ["b/1.docx"]
    assert "b/1.docx" not in {row.file for row in teams.team.rows()}


def test_what_another_command_changes_is_counted(teams: Teams) -> None:
    teams.team.run("withdraw", teams.team.ref("a/2.docx"), "--by", "Jo", "--why", "Wrong form")
    before = teams.team.process("--quiet", "--force").err
    assert teams.looked_at_by() == []
    assert teams.team.process("--quiet").err == before
    assert len(teams.team.rows()) == 5


def test_a_copy_elsewhere_is_counted_once(teams: Teams) -> None:
    (teams.team.input / "b" / "copy.docx").write_bytes((teams.team.input / "a" / "1.docx").read_bytes())
    told = teams.team.process("-v").err
    teams.team.process("--quiet")
    assert teams.looked_at_by() == []
    assert "7 forms" in told


def test_a_later_version_is_counted_in_place_of_the_one_that_stood(teams: Teams) -> None:
    teams.team.put("b/4.docx", form("Casey Ab", "01/06/2011", "05/10/2026", "sen", "neet"), saved_at="2026-11-01")
    assert teams.looked_at_by() == ["b/4.docx"]
    assert len(teams.team.rows()) == 6
