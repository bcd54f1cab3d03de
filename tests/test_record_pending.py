"""A document that can't be written waits; what was read stands. No child goes missing because Word is open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.at_work import HIGH, NAME, Team, form, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.formbuilder import CompletedForm

DUE = "2026-11-02"
"""The review of a High child assessed on 05/10/2026; overdue on the day of these tests."""


class HeldOpen:
    """Files that another program holds: nothing can be put in their place, and they can't be moved or deleted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: set[str] = set()
        for owner, name, count in ((os, "replace", 2), (os, "rename", 2), (os, "unlink", 1), (os, "remove", 1)):
            monkeypatch.setattr(owner, name, self._guarded(getattr(owner, name), count))
        for name, count in (("rename", 2), ("replace", 2), ("unlink", 1)):
            monkeypatch.setattr(Path, name, self._guarded(getattr(Path, name), count))

    def _guarded(self, real: Callable[..., Any], count: int) -> Callable[..., Any]:
        def call(*paths: Any, **options: Any) -> Any:
            if {Path(os.fsdecode(each)).name for each in paths[:count]} & self.names:
                raise PermissionError(13, "Permission denied")
            return real(*paths, **options)

        return call


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> HeldOpen:
    return HeldOpen(monkeypatch)


def word_has_open(path: Path, owner: str) -> Path:
    """Put the file beside a document that Word puts there, and return it."""
    beside = path.with_name(f"~${path.name}" if len(path.stem) < 7 else f"~${path.name[2:]}")
    beside.write_bytes(bytes([len(owner)]) + owner.encode("cp1252").ljust(53, b" ") + b"\0" * 108)
    return beside


def assert_stands(team: Team, total: str) -> None:
    """See that row, review and event are those of the reading."""
    row = team.row()
    assert (row.total, row.rag, row.review) == (total, "High concern", DUE)
    assert [(each["reference"], each["review"]) for each in team.due()] == [(row.reference, DUE)]
    assert [event["DTSTART"] for event in team.live_events()] == [DUE.replace("-", "")]
    assert len(team.events()) == 1


def test_a_result_that_is_held_open_waits_and_its_child_stays(team: Team, held: HeldOpen) -> None:
    team.put("a.docx", form(NAME, "03/02/2012", "05/10/2026", *HIGH))
    team.process()
    before = team.document("a.docx")
    team.put("a.docx", form(NAME, "03/02/2012", "05/10/2026", *HIGH, "sen"))
    held.names = {"a.docx"}
    said = team.process(code=5)
    assert "its document is pending" in said.all
    assert "1 document could not be written" in said.all
    assert "refused" not in said.all
    assert_stands(team, "90")
    assert team.document("a.docx") == before

    held.names = set()
    team.process()
    assert_stands(team, "90")
    assert "90" in words_of(team.document("a.docx"))
    assert "unchanged" in team.process().err
    assert team.documents() == ["a.docx"]


def test_the_first_result_that_cannot_be_written_has_its_row_too(team: Team, held: HeldOpen) -> None:
    team.put("a.docx", form(NAME, "03/02/2012", "05/10/2026", *HIGH))
    held.names = {"a.docx"}
    team.process(code=5)
    assert_stands(team, "85")
    assert team.row().document == ""  # there is none to open yet
    team.process(code=5)
    held.names = set()
    team.process()
    assert_stands(team, "85")
    assert team.row().document == "a.docx"


def test_it_says_who_has_the_document_open(team: Team) -> None:
    team.put("a.docx", form(NAME, "03/02/2012", "05/10/2026", *HIGH))
    team.process()
    before = team.document("a.docx")
    owner = word_has_open(team.output / "a.docx", "Pat Kaye")
    team.put("a.docx", form(NAME, "03/02/2012", "05/10/2026", *HIGH, "sen"))
    said = team.process(code=5)
    assert "'a.docx' is open" in said.all
    assert "(Pat Kaye)" in said.all
    assert team.document("a.docx") == before
    assert owner.exists()
    assert_stands(team, "90")
    owner.unlink()
    team.process()
    assert "90" in words_of(team.document("a.docx"))


def test_the_owner_of_a_document_with_a_long_name_is_known(team: Team) -> None:
    team.put("assessment.docx", form(NAME, "03/02/2012", "05/10/2026", *HIGH))
    team.process()
    word_has_open(team.output / "assessment.docx", "Pat Kaye").rename(team.output / "~$sessment.docx")
    team.put("assessment.docx", form(NAME, "03/02/2012", "05/10/2026", *HIGH, "sen"))
    assert "(Pat Kaye)" in team.process(code=5).all


def test_an_edited_result_is_left_while_it_is_open_and_taken_in_later(team: Team) -> None:
    team.put("a.docx", _with_unclear())
    team.process()
    edited = team.edit("a.docx", sen="5")
    owner = word_has_open(team.output / "a.docx", "Pat Kaye")
    team.process(code=None)
    assert team.document("a.docx") == edited
    assert team.row().versions == "1"
    owner.unlink()
    assert "corrected" in team.process().err
    assert_stands(team, "90")


def _with_unclear() -> CompletedForm:
    return form(NAME, "03/02/2012", "05/10/2026", *HIGH).factor("sen", "?")


def test_a_document_that_is_open_while_it_has_to_move_waits(team: Team, held: HeldOpen) -> None:
    team.put("a.docx", form(NAME, "03/02/2012", "05/06/2026", "sen"))
    team.process()
    first = team.document("a.docx")
    team.put("a.docx", form(NAME, "03/02/2012", "05/10/2026", *HIGH))
    held.names = {"a.docx"}
    team.process(code=5)
    assert [(each.completed, each.total) for each in team.rows()] == [("2026-06-05", "10"), ("2026-10-05", "85")]
    assert [each["review"] for each in team.due()] == [DUE]
    assert team.document("a.docx") == first  # nothing of the earlier assessment was written over

    held.names = set()
    team.process()
    assert team.documents() == ["a 2026-06-05.docx", "a.docx"]
    assert team.document("a 2026-06-05.docx") == first
    assert "85" in words_of(team.document("a.docx"))
    assert {each.document for each in team.rows()} == {"a 2026-06-05.docx", "a.docx"}


def test_a_renamed_form_whose_document_is_open_keeps_it_until_it_is_closed(team: Team, held: HeldOpen) -> None:
    path = team.put("a.docx", form(NAME, "03/02/2012", "05/10/2026", *HIGH))
    team.process()
    before = team.document("a.docx")
    path.rename(team.input / "renamed.docx")
    held.names = {"a.docx"}
    team.process(code=None)
    assert team.documents() == ["a.docx"]
    assert_stands(team, "85")
    held.names = set()
    team.process()
    assert team.documents() == ["renamed.docx"]
    assert team.document("renamed.docx") == before
    assert_stands(team, "85")


def test_a_register_that_is_open_in_excel_is_said_and_written_by_the_next_run(team: Team, held: HeldOpen) -> None:
    team.put("a.docx", form(NAME, "03/02/2012", "05/10/2026", "sen"))
    team.process()
    team.put("b.docx", form("Casey Madeup", "21/06/2011", "05/10/2026", *HIGH))
    held.names = {"register.xlsx"}
    team.process(code=5)
    assert len(team.due()) == 2
    held.names = set()
    team.process()
    assert len(team.rows()) == 2


def test_settling_while_the_document_is_open_counts_at_once_and_the_document_follows(
    team: Team, held: HeldOpen
) -> None:
    team.put("a.docx", _with_unclear())
    team.process()
    before = team.document("a.docx")
    held.names = {"a.docx"}
    team.run("settle", team.ref(), "sen", "--as", "yes", code=5)
    assert_stands(team, "90")
    assert team.document("a.docx") == before
    held.names = set()
    team.process()
    assert "90" in words_of(team.document("a.docx"))
    assert_stands(team, "90")


def test_a_full_disk_is_told_like_a_file_that_is_open(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.replace

    def full(source: Any, target: Any, **options: Any) -> None:
        if os.fsdecode(target).endswith("a.docx"):
            raise OSError(28, "No space left on device")
        real(source, target, **options)

    team.put("a.docx", form(NAME, "03/02/2012", "05/10/2026", *HIGH))
    monkeypatch.setattr(os, "replace", full)
    assert "No space left on device" in team.process(code=5).all
    assert_stands(team, "85")
    assert not [each for each in team.output.rglob("*") if each.name.endswith(".part")]


@pytest.mark.parametrize("held_open", ["register.xlsx", "register.csv", "report.html"])
def test_a_table_that_is_held_open_keeps_no_other_from_being_written(
    team: Team, held: HeldOpen, held_open: str
) -> None:
    team.put("a.docx", form(NAME, "03/02/2012", "05/10/2026", "sen"))
    team.process()
    before = (team.output / held_open).read_bytes()
    team.put("b.docx", form("Casey Madeup", "21/06/2011", "05/10/2026", *HIGH))
    held.names = {held_open}
    said = team.process(code=5)
    assert f"{held_open}' can't be written" in said.all
    assert len(team.live_events()) == 2
    assert (team.output / held_open).read_bytes() == before
    others = {"register.xlsx", "register.csv", "report.html"} - {held_open}
    assert all(b"b.docx" in (team.output / name).read_bytes() for name in others if name != "register.xlsx")

    held.names = set()
    team.process()
    assert (team.output / held_open).read_bytes() != before
