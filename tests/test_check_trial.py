"""``wordform check`` tries a mapping on copies of its blank, and says what may read wrong though all of it fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli.main import main
from tests.documents import document
from tests.drafted import drafted
from tests.generality import FORM, Rows, rows
from tests.public_forms import FORMS
from tests.shapes import table


def _check(
    folder: Path, capsys: pytest.CaptureFixture[str], mapping: str, *blocks: str | Rows, options: tuple[str, ...] = ()
) -> tuple[str, str]:
    (folder / "blanks").mkdir(exist_ok=True)
    blank = document(*(table(block) if isinstance(block, list) else block for block in blocks))
    (folder / "blanks" / "tool.docx").write_bytes(blank)
    (folder / "tool.toml").write_text(FORM + mapping, "utf-8")
    assert main(["check", str(folder / "tool.toml"), *options]) == 0
    printed = capsys.readouterr()
    return printed.out, printed.err


NAME = '[[field]]\nid = "name"\nkind = "text"\nlabel = "Name"\n'
DATE = '[[field]]\nid = "done"\nkind = "date"\nlabel = "Date of visit"\n'


def test_a_mapping_that_reads_all_has_no_doubts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = _check(tmp_path, capsys, NAME + DATE, "Visits", [["Name", ""], ["Date of visit", ""]])
    assert out.endswith("All of it fits together.\n")
    assert "may read wrong" not in err


def test_what_does_not_come_back_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    signed = '[[field]]\nid = "signed"\nkind = "text"\nlabel = "Signed"\n'
    out, err = _check(
        tmp_path, capsys, signed + DATE + 'at = "gap"\n', "Visits", "Signed: ______ Date of visit: ______"
    )
    assert "field[signed]: 'Tried words 1' at paragraph 2 is read as" in err
    assert out.endswith("that may read wrong.\n")


def test_boxes_that_nothing_reads_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, err = _check(tmp_path, capsys, NAME, "Visits", [["Name", ""], ["Date of visit", ""]])
    assert "nothing reads the empty boxes at table 1, row 2, column 2" in err


def test_a_box_that_two_fields_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    again = '[[field]]\nid = "born"\nkind = "date"\nlabel = "Date of birth"\nat = "right"\n'
    _, err = _check(tmp_path, capsys, NAME + 'at = "right"\n' + again, "Visits", [["Name", "Date of birth", ""]])
    assert "field[born] and field[name] both read the box at table 1, row 1, column 3" in err


TWICE = (
    NAME.replace('"name"', '"child"') + 'after = "Child"\n' + NAME.replace('"name"', '"parent"') + 'after = "Parent"\n'
)
TWO_NAMES = rows("Child |\nName |\nParent |\nName |")


def test_labels_that_are_printed_again_are_said_to_be_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = _check(tmp_path, capsys, TWICE, "Visits", TWO_NAMES)
    assert "told apart by 'after': 2 fields" in out
    out, _ = _check(tmp_path, capsys, TWICE, "Visits", TWO_NAMES, options=("--verbose",))
    assert "told apart by 'after': parent: of 2 lines 'Name' the one after 'Parent'" in out


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("", "its file alone; [subject] says whom it is about"),
        ('[subject]\nname = "name"\n', "name, no date of the assessment: [subject] on"),
        ('[subject]\nname = "name"\non = "done"\n', "name, done"),
    ],
)
def test_it_says_what_an_assessment_is_known_by(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], subject: str, said: str
) -> None:
    out, _ = _check(tmp_path, capsys, subject + NAME + DATE, "Visits", [["Name", ""], ["Date of visit", ""]])
    assert f"an assessment is known by: {said}\n" in out


def test_the_blank_of_a_neighbour_is_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "blanks").mkdir()
    (tmp_path / "blanks" / "other.docx").write_bytes(document("Other"))
    (tmp_path / "other.toml").write_text(FORM.replace("tool", "other"), "utf-8")
    _, err = _check(tmp_path, capsys, NAME, "Visits", [["Name", ""]])
    assert "no mapping uses this blank" not in err


@pytest.mark.parametrize("name", ["ethics form", "application", "skin score", "two ladders"])
def test_drafts_come_back_from_their_trial(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    drafted(tmp_path, FORMS[name])
    assert main(["check", str(tmp_path / "form.toml")]) == 0
    assert "is read as" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("printed", "points", "is_said"),
    [
        ("3 - Severe", 3, False),
        ("3 - Severe", 2, True),
        ("Severe (2)", 2, False),
        ("Severe (2)", 3, True),
        ("Severe [2 points]", 3, True),
        ("Severe: score 2", 3, True),
        ("Severe = 2", 3, True),
        ("1. Severe", 3, False),  # it counts the options
        ("Severe, more than 20", 3, False),
        ("From 5 - 10 a week", 3, False),
        ("Severe", 3, False),
    ],
)
def test_points_of_rungs_are_held_against_the_printed_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], printed: str, points: int, *, is_said: bool
) -> None:
    mapping = (
        f'[[checklist]]\ngroup = [{{ name = "All", factors = [{{ id = "pain", label = "Pain", options = [\n'
        f'{{ id = "none", label = "None at all", points = 0 }},\n'
        f'{{ id = "severe", label = "{printed}", points = {points} }}] }}] }}]\n'
    )
    _, err = _check(tmp_path, capsys, mapping, "Visits", [["Pain", ""], ["None at all", ""], [printed, ""]])
    assert ("may read wrong" in err) is is_said
    assert ("factors[pain].options[severe]: gives" in err) is is_said


def test_points_printed_in_a_cell_of_the_rung_are_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapping = (
        '[[checklist]]\ngroup = [{ name = "All", factors = [{ id = "pain", label = "Pain", options = [\n'
        '{ id = "none", label = "None at all", points = 0 }, { id = "bad", label = "Severe", points = 3 }] }] }]\n'
    )
    table_ = [["Pain", "Points", ""], ["None at all", "0", ""], ["Severe", "4", ""]]
    _, err = _check(tmp_path, capsys, mapping, "Visits", table_)
    assert "factors[pain].options[bad]: gives 3 points, and the blank prints 4 at table 1, row 3, column 2" in err


def test_so_are_those_of_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapping = (
        '[[checklist]]\noption = [{ id = "low", label = "Low (1)", points = 1 },\n'
        '  { id = "high", label = "High (3)", points = 2 }]\n'
        'group = [{ name = "Other", factors = [{ id = "damp", label = "Damp" }] }]\n'
    )
    _, err = _check(tmp_path, capsys, mapping, "Visits", rows("Other | Low (1) | High (3)\nDamp | |"))
    assert "checklist.option[high]: gives 2 points, and the blank prints 3 at table 1, row 1, column 3" in err
    assert "option[low]" not in err


@pytest.mark.parametrize(
    "printed",
    [
        [["Sleep", "☐ Good (0)   ☐ Poor (2)"]],
        [["Sleep", "0 = Good   2 = Poor"]],
        [["Sleep", "Good (0)", "Poor (2)"]],
        [["Sleep", ""], ["Good - 0", ""], ["Poor - 2", ""]],
    ],
    ids=str,
)
def test_so_are_those_of_a_question(tmp_path: Path, capsys: pytest.CaptureFixture[str], printed: Rows) -> None:
    labels = ("Good (0)", "Poor (2)") if len(printed[0]) == 3 else ("Good", "Poor")
    mapping = (
        '[[field]]\nid = "sleep"\nkind = "choice"\nlabel = "Sleep"\n'
        f'choice = [{{ id = "good", label = "{labels[0]}" }}, {{ id = "poor", label = "{labels[1]}" }}]\n'
        '[score]\nband = [{ level = "low", to = 1, name = "L" }, { level = "high", from = 2, name = "H" }]\n'
        '[[score.attribute]]\nfield = "sleep"\npoints = { poor = 3 }\n'
    )
    _, err = _check(tmp_path, capsys, mapping, "Visits", printed)
    assert "score.attribute[sleep].points.poor: gives 3 points, and the blank prints 2 at" in err
    assert "points.good" not in err
