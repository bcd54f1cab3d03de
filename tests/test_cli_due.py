"""``wordform due`` and ``wordform register``: from the ledger alone."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import json
import os
import sqlite3
import stat
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from pipeline.cli.commands import due
from pipeline.cli.main import main
from pipeline.files import look_of
from pipeline.record import Ledger
from pipeline.tables.due import ReviewDue, reviews
from tests.at_work import may_only_read
from tests.ledgers import MAPPING, Assessed, ledger_with, reference_of
from tests.small_forms import write_mapping
from tests.systems import native

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.record.views import Views

DAY = ("--day", "2026-03-20")
LATE = Assessed(form="late.docx", child="Late Child", due="2026-03-10", agreed="2026-03-01", rag="high")
SOON = Assessed(form="soon.docx", child="Soon Child", due="2026-03-24", rag="medium")
FAR = Assessed(form="far.docx", child="Far Child", due="2026-06-01")
OLD = Assessed(form="old.docx", child="Soon Child", completed="2025-01-05", due="2025-03-30")


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    ledger_with(tmp_path / "output", FAR, LATE, OLD, SOON).__exit__(None, None, None)
    return tmp_path / "output"


def reference(output: Path, form: str) -> str:
    """Return what the register calls the assessment of a form."""
    with Ledger(output, read_only=True) as ledger:
        return reference_of(ledger, form)


def listed(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    capsys.readouterr()
    assert main(["due", *DAY, "--json", *options]) == 0
    return [each["form"] for each in json.loads(capsys.readouterr().out)]


def test_the_most_urgent_review_comes_first_and_only_the_newest_of_a_child(
    output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listed(capsys) == ["late.docx", "soon.docx"]
    assert listed(capsys, "--within", "100") == ["late.docx", "soon.docx", "far.docx"]
    assert listed(capsys, "--within", "3") == ["late.docx"]
    assert listed(capsys, "--within", "4") == ["late.docx", "soon.docx"]
    assert listed(capsys, "--overdue") == ["late.docx"]


def test_json_has_iso_dates_and_the_name_only_when_asked_for(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["due", *DAY, "--json", "--overdue"])
    assert json.loads(capsys.readouterr().out) == [
        {
            "reference": reference(output, "late.docx"), "form": "late.docx", "level": "High concern",
            "review": "2026-03-01", "agreed": "2026-03-01", "due": "2026-03-10", "days": -19, "questions": [],
        }
    ]  # fmt: skip
    main(["due", *DAY, "--json", "--overdue", "--names"])
    assert json.loads(capsys.readouterr().out)[0]["name"] == "Late Child"


def test_the_table_has_dates_as_people_write_them(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", *DAY]) == 0
    printed = capsys.readouterr()
    late, soon = [line.split() for line in printed.out.splitlines() if ".docx" in line]
    assert late == ["01/03/2026", "19", "late", reference(output, "late.docx"), "High", "concern", "late.docx"]
    assert soon == ["24/03/2026", "*", "4", reference(output, "soon.docx"), "Medium", "concern", "soon.docx"]
    assert "* by policy; no date after the assessment was agreed" in printed.out
    assert "Child" not in printed.out
    assert printed.err == "2 reviews, 1 overdue on 20/03/2026.\n"


def test_a_name_with_a_line_break_stays_in_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    ledger_with(tmp_path, Assessed(form="two\nlines.docx", due="2026-03-24")).__exit__(None, None, None)
    main(["due", *DAY, "-o", str(tmp_path)])
    assert "two lines.docx" in capsys.readouterr().out


def test_a_level_that_is_open_is_listed_with_what_it_could_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    ledger_with(tmp_path, Assessed(form="open.docx", due="2026-03-24", level_max="high")).__exit__(None, None, None)
    main(["due", *DAY, "-o", str(tmp_path)])
    assert "Low concern (up to High concern)" in capsys.readouterr().out
    main(["due", *DAY, "-o", str(tmp_path), "--json"])
    assert json.loads(capsys.readouterr().out)[0]["level"] == "Low concern (up to High concern)"


def test_a_milder_level_than_the_score_gives_is_listed_with_that_of_the_score(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    due = "2026-03-24"
    milder = Assessed(form="milder.docx", child="Milder Child", due=due, level="low", rag="high")
    stricter = Assessed(form="stricter.docx", child="Stricter Child", due=due, level="high", rag="low", rag_max="high")
    same = Assessed(form="same.docx", child="Same Child", due=due)
    ledger_with(tmp_path, milder, stricter, same).__exit__(None, None, None)
    main(["due", *DAY, "-o", str(tmp_path)])
    assert "Low concern; the score alone: High concern" in capsys.readouterr().out
    main(["due", *DAY, "-o", str(tmp_path), "--json"])
    levels = {each["form"]: each["level"] for each in json.loads(capsys.readouterr().out)}
    assert levels == {
        "milder.docx": "Low concern; the score alone: High concern",
        "stricter.docx": "High concern",
        "same.docx": "Low concern",
    }
    main(["register", *DAY, "-o", str(tmp_path)])
    diary = (tmp_path / "reviews.ics").read_text("utf-8").replace("\n ", "")
    assert "Low concern\\; the score alone: High concern" in diary


def test_names_are_whole_and_questions_have_lines_of_their_own_on_a_narrow_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    long = Assessed(form="long.docx", child="Bartholomew-Featherstonehaugh", due="2026-03-24", completed="2026-04-01")
    ledger_with(tmp_path, long).__exit__(None, None, None)
    main(["due", *DAY, "-o", str(tmp_path), "--names"])
    printed = capsys.readouterr().out
    assert "…" not in printed
    assert "long.docx ?" in printed
    asked = f"? {reference(tmp_path, 'long.docx')}  The date completed, 01/04/2026, lies after 20/03/2026."
    assert asked in printed.splitlines()


def test_a_form_whose_date_is_not_known_is_named(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    undated = Assessed(form="undated.docx", child="Undated Child", completed=None, due=None)
    over = Assessed(form="over.docx", child="Over Child", completed=None, due=None, level="no_longer_required")
    with ledger_with(output, undated, over) as ledger:
        named = reference_of(ledger, "undated.docx")
    for options in ((), ("--json",), ("--overdue",)):
        assert main(["due", *DAY, *options]) == 0
        said = capsys.readouterr().err.splitlines()
        line = f"{named} has no review: the day on which it was completed is not known. undated.docx"
        assert [each for each in said if "has no review" in each] == [line]


def test_what_is_late_is_red_and_what_comes_soon_is_amber(
    output: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    main(["due", *DAY, "--names"])
    late, soon = [line for line in capsys.readouterr().out.splitlines() if ".docx" in line]
    assert "\x1b[1;31m" in late
    assert "\x1b[33m" in soon
    assert "Late Child" in late


def test_nothing_due_is_said(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "--day", "2026-01-06", "--overdue"]) == 0
    assert capsys.readouterr() == ("", "No review is overdue.\n")
    assert main(["due", "--day", "2026-01-06", "--within", "7"]) == 0
    assert capsys.readouterr() == ("", "No review is due by 13/01/2026.\n")
    assert main(["due", "--day", "2026-01-06", "--overdue", "--json"]) == 0
    assert capsys.readouterr().out == "[]\n"


def test_a_folder_without_a_ledger_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("due", "register"):
        assert main([command, "-o", str(tmp_path)]) == 2
        assert "There is no ledger" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_without_the_mapping_of_its_form_a_review_stands(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["register", *DAY])
    before = {path.name: path.read_bytes() for path in output.glob("re*.*")}
    assert {"register.xlsx", "register.csv", "reviews.ics"} == before.keys()
    write_mapping(output.parent)
    assert listed(capsys) == ["late.docx", "soon.docx"]
    assert main(["register", *DAY]) == 0
    assert {path.name: path.read_bytes() for path in output.glob("re*.*")} == before


ASKED = (["due"], ["due", "--names", "--json"], ["questions"], ["retention"], ["history"])


@pytest.mark.parametrize("command", ASKED, ids=" ".join)
def test_who_may_only_read_is_answered_and_leaves_no_trace(
    output: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    named = [reference(output, "late.docx")] if command == ["history"] else []
    assert main([*command, *named, *DAY]) == 0
    answered = capsys.readouterr()
    before = {path: look_of(path) for path in (output, *output.iterdir())}
    may_only_read(monkeypatch)
    assert main([*command, *named, *DAY]) == 0
    assert capsys.readouterr() == answered
    assert {path: look_of(path) for path in (output, *output.iterdir())} == before


def test_a_log_without_changes_is_no_reason_to_write(
    output: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (output / "ledger.sqlite-wal").touch()
    before = sorted(output.iterdir())
    may_only_read(monkeypatch)
    assert listed(capsys) == ["late.docx", "soon.docx"]
    assert sorted(output.iterdir()) == before


def test_a_ledger_that_was_only_begun_is_not_taken_for_an_earlier_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as begun:  # then the disk was full
        begun.execute("PRAGMA journal_mode = WAL")
    may_only_read(monkeypatch)
    assert main(["due", "-o", str(tmp_path)]) == 5
    assert "can't be used (Permission denied)" in capsys.readouterr().err


def test_who_may_only_read_is_told_of_decisions_that_the_ledger_has_not(
    output: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = ["withdraw", reference(output, "late.docx"), "--by", "Jo Bloggs", "--why", "Wrong child"]
    before = (output / "ledger.sqlite").read_bytes()
    assert main([*decided, *DAY]) == 0
    (output / "ledger.sqlite").write_bytes(before)  # put back from a backup
    may_only_read(monkeypatch)
    capsys.readouterr()
    assert main(["due", *DAY]) == 5
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "People decided what its ledger doesn't have yet, and you may not write in 'output'." in printed.err
    assert "have somebody who may write there run wordform register" in printed.err


def test_who_may_only_read_is_told_when_the_ledger_is_written_meanwhile(
    output: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    may_only_read(monkeypatch)

    def meanwhile(views: Views) -> Iterator[ReviewDue]:
        os.utime(output / "ledger.sqlite", (1, 1))
        return reviews(views)

    monkeypatch.setattr(due, "reviews", meanwhile)
    assert main(["due", *DAY]) == 5
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Somebody recorded something meanwhile" in printed.err


@pytest.mark.parametrize("command", ["due", "questions"])
def test_a_wrong_mapping_keeps_nobody_from_asking(
    output: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main([command, *DAY]) == 0
    answered = capsys.readouterr()
    write_mapping(output.parent)
    (output.parent / "mappings" / "home_tally.toml").write_text("[form]\n", "utf-8")
    assert main([command, *DAY]) == 0
    assert capsys.readouterr() == answered


def test_overdue_and_within_contradict_each_other(output: Path) -> None:
    assert main(["due", "--overdue", "--within", "3"]) == 2


def test_the_register_is_written_again_and_says_what_the_ledger_says(
    output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["register", *DAY]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert native("Open output/register.xlsx") in printed.err
    header, *rows = load_workbook(output / "register.xlsx")["Register"].iter_rows(values_only=True)
    found = {row["File"]: row for row in (dict(zip(header, values, strict=True)) for values in rows)}
    name = MAPPING.fields[0].label
    for each in (FAR, LATE, OLD, SOON):
        row, result = found[each.form], each.result()
        assert (row[name], row["Total"], row["Total up to"]) == (each.child, 10, 10)
        assert row["Review due by policy"] == dt.datetime.fromisoformat(each.due or "")
        assert [row[factor.label] for factor in MAPPING.factors] == [None] * len(result["checklist"])  # type: ignore[arg-type]
    assert [found[each.form]["Newest of this child"] for each in (OLD, SOON)] == ["no", "yes"]
    assert found["soon.docx"]["Previous total"] == 10
    assert found["soon.docx"]["Days until review, on 20/03/2026"] == 4
    assert found["old.docx"]["Next review"] is None


def test_another_day_counts_anew_and_the_same_day_changes_nothing(output: Path) -> None:
    main(["register", *DAY])
    first = (output / "register.xlsx").read_bytes()
    main(["register", *DAY])
    assert (output / "register.xlsx").read_bytes() == first
    main(["register", "--day", "2026-03-21"])
    header = load_workbook(output / "register.xlsx")["Register"][1]
    assert "Days until review, on 21/03/2026" in [cell.value for cell in header]


def test_a_child_whose_name_is_a_formula_is_text_everywhere(output: Path) -> None:
    name = '=HYPERLINK("http://example.org","x")'
    ledger_with(output, Assessed(form="late.docx", child=name, status="needs_review")).__exit__(None, None, None)
    main(["register", *DAY])
    book = load_workbook(output / "register.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == name]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)] * 2
    with (output / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        assert f"'{name}" in [entry for line in csv.reader(file) for entry in line]


def test_names_are_in_the_diary_only_when_asked_for(output: Path) -> None:
    main(["register", *DAY])
    assert b"Late Child" not in (output / "reviews.ics").read_bytes()
    main(["register", *DAY, "--names"])
    assert b"Late Child" in (output / "reviews.ics").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_only_the_owner_may_read_what_is_written(output: Path) -> None:
    main(["register", *DAY])
    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in output.iterdir()}
    assert {"register.xlsx", "register.csv", "reviews.ics"} < set(rights)
    assert set(rights.values()) == {0o600}


@pytest.mark.parametrize("command", ["due", "register", "report"])
def test_a_ledger_without_any_bytes_is_damaged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    (tmp_path / "ledger.sqlite").touch()
    assert main([command, "-o", str(tmp_path)]) == 5
    assert "is damaged: it is empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.sqlite"]
