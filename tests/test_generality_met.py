"""Layouts met on forms that nobody here made: side by side, in one box, the same header twice (G38 to G46)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.documents import MAIN, mutate
from tests.generality import Tool, chosen, codes, points, rows, states, unread, values
from tests.shapes import Element, control, paragraph

if TYPE_CHECKING:
    from pathlib import Path

LADDERS = """
[[checklist]]
group = [{ name = "All", factors = [
  { id = "sex", label = "Sex", option = [
    { id = "male", label = "Male", points = 1 }, { id = "other", label = "Other", points = 2 } ] },
  { id = "skin", label = "Skin", option = [
    { id = "healthy", label = "Healthy", points = 0 }, { id = "dry", label = "Dry", points = 3 },
    { id = "other", label = "Other", points = 4 } ] },
] }]
"""
TICK_BEHIND = rows(
    """
    Sex   |   |  | Skin    |   |
    Male  | 1 |  | Healthy | 0 |
    Other | 2 |  | Dry     | 3 |
          |   |  | Other   | 4 |
    """
)
TICK_BEFORE = rows(
    """
    | Sex   |   |  | Skin    |
    | Male  | 1 |  | Healthy | 0
    | Other | 2 |  | Dry     | 3
    |       |   |  | Other   | 4
    """
)


class TestLaddersSideBySide:
    def test_a_tick_answers_the_ladder_it_is_in(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, LADDERS, "Profile of the skin", TICK_BEHIND)
        assert chosen(tool.read(("Dry", 5, "x"))) == {"skin": "dry"}
        both = tool.read(("Male", 2, "✓"), ("Healthy", 5, "✓"))
        assert chosen(both) == {"sex": "male", "skin": "healthy"}
        assert points(both) == {"sex": 1, "skin": 0}

    def test_rungs_of_one_name_are_told_apart(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, LADDERS, "Profile of the skin", TICK_BEHIND)
        assert chosen(tool.read((3, 5, "x"))) == {"skin": "other"}
        assert chosen(tool.read((2, 2, "x"))) == {"sex": "other"}

    def test_the_box_may_be_before_the_rung(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, LADDERS, "Profile of the skin", TICK_BEFORE)
        assert chosen(tool.read(("Dry", 3, "x"))) == {"skin": "dry"}
        assert chosen(tool.read(("Male", 0, "x"), ("Healthy", 3, "x"))) == {"sex": "male", "skin": "healthy"}


HEADERS_TWICE = """
[[field]]
id = "risks"
kind = "table"
label = "Risks"
column = [
  { id = "risk", label = "Risk" }, { id = "before", label = "Severity" },
  { id = "measure", label = "Measure" }, { id = "after", label = "Severity" },
]
"""


def test_a_header_that_is_printed_twice_heads_two_columns(tmp_path: Path) -> None:
    blank = rows("Risk | Severity | Measure | Severity\n | | |\n | | |")
    tool = Tool(tmp_path, HEADERS_TWICE, "Log of risks\nRisks", blank)
    result = tool.read((1, 0, "Fire"), (1, 1, "5"), (1, 2, "Extinguisher"), (1, 3, "2"))
    assert values(result)["risks"] == ({"risk": "Fire", "before": "5", "measure": "Extinguisher", "after": "2"},)


YES_NO = """
[checklist]
option = [{ id = "yes", label = "Yes", points = 1 }, { id = "no", label = "No", points = 0 }]
group = [{ name = "All", factors = [{ id = "heat", label = "Is there heating?" }] }]
"""


class TestNoInTheYesColumn:
    @pytest.mark.parametrize("word", ["No", "N", "no."])
    def test_it_means_no(self, tmp_path: Path, word: str) -> None:
        tool = Tool(tmp_path, YES_NO, "Check", [["Question", "Yes", "No"], ["Is there heating?", "", ""]])
        assert chosen(tool.read(("Is there heating?", "Yes", word))) == {"heat": "no"}

    @pytest.mark.parametrize("word", ["Yes", "Y"])
    def test_yes_in_the_no_column_is_unclear(self, tmp_path: Path, word: str) -> None:
        tool = Tool(tmp_path, YES_NO, "Check", [["Question", "Yes", "No"], ["Is there heating?", "", ""]])
        assert states(tool.read(("Is there heating?", "No", word))) == {"heat": "unclear"}
        assert chosen(tool.read(("Is there heating?", "No", "x"))) == {"heat": "no"}

    def test_no_in_one_of_several_columns_leaves_the_row_open(self, tmp_path: Path) -> None:
        mapping = YES_NO.replace('{ id = "yes"', '{ id = "some", label = "Some", points = 1 }, { id = "yes"')
        tool = Tool(tmp_path, mapping, "Check", [["Question", "Some", "Yes", "No"], ["Is there heating?", "", "", ""]])
        assert states(tool.read(("Is there heating?", "Some", "No"))) == {"heat": "unclear"}


STATUS = """
[[field]]
id = "status"
kind = "choice"
label = "Status (tick all that apply)"
several = true
choice = [{ id = "done", label = "Done" }, { id = "planned", label = "Planned" }, { id = "none", label = "Not needed" }]
"""


@pytest.mark.parametrize("printed", ["☐ {}", "{}   ☐"])
def test_prompt_and_boxes_are_lines_of_one_cell(tmp_path: Path, printed: str) -> None:
    lines = [printed.format(each) for each in ("Done", "Planned", "Not needed")]
    tool = Tool(tmp_path, STATUS, "Review of measures", [["\n".join(["Status (tick all that apply):", *lines])]])
    ticked = "\n".join(["Status (tick all that apply):", lines[0], lines[1].replace("☐", "☒"), lines[2]])
    assert values(tool.read((0, 0, ticked))) == {"status": "planned"}


CONTACT = "\n".join(
    f'[[field]]\nid = "{name}"\nkind = "text"\nlabel = "{name.title()}"\nat = "line"\n'
    for name in ("name", "tel", "school")
)


class TestAnswersLongerThanTheirLabels:
    @pytest.mark.parametrize(
        "entries",
        [
            {"Name: ": "Alexandra Example of Hill Top House"},
            {"Tel: ": "none at the moment, ask the school", "School: ": "Hill Primary School"},
            {"Name: ": "Alex", "School: ": "Hill Primary School in the next town"},
            {"Name: ": "Alex", "Tel: ": "01632 960123", "School: ": "Hill Primary School in the next town"},
        ],
    )
    def test_they_are_found_in_the_label_s_box(self, tmp_path: Path, entries: dict[str, str]) -> None:
        tool = Tool(tmp_path, CONTACT, "Sheet of contacts", [["Name: "], ["Tel: "], ["School: "]])
        result = tool.read(*[(label, 0, label + said) for label, said in entries.items()])
        assert values(result) == {label.strip(": ").lower(): said for label, said in entries.items()}
        assert unread(result) == []

    def test_a_row_that_was_added_is_none_of_them(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, CONTACT, "Sheet of contacts", [["Name: "], ["Tel: "], ["School: "]])
        result = tool.read(("Name: ", 0, paragraph("Nameless so far")))
        assert "name" not in values(result)


REVIEWED = """
[[field]]
id = "reviewed_on"
kind = "date"
label = "Date of review"

[checklist]
points = 1
group = [{ name = "All", factors = [{ id = "missing", label = "Goes missing" }, { id = "gifts", label = "Gifts" }] }]
round = [{ id = "initial", column = "Initial" }, { id = "review", column = "Review" }]
"""


def test_a_review_with_a_date_and_no_answer_asks(tmp_path: Path) -> None:
    blank = rows("Indicator | Initial | Review\nGoes missing | |\nGifts | |")
    tool = Tool(tmp_path, REVIEWED, "Screening", [["Date of review", ""]], blank)
    assert "round_unmarked" in codes(tool.read(("Gifts", "Initial", "x"), ("Date of review", 1, "03/03/2026")))
    assert "round_unmarked" not in codes(tool.read(("Gifts", "Initial", "x")))
    both = ("Gifts", "Initial", "x"), ("Gifts", "Review", "x"), ("Date of review", 1, "03/03/2026")
    assert "round_unmarked" not in codes(tool.read(*both))


NUMBER = """
[[field]]
id = "level"
kind = "number"
label = "Reading"

[checklist]
answer = "Score"
entered = "points"
group = [{ name = "All", factors = [{ id = "mood", label = "Mood", points = 5 }] }]
"""


@pytest.mark.parametrize("typed", ["36,8", "1,000", "-1"])
def test_commas_and_signs_belong_to_a_number(tmp_path: Path, typed: str) -> None:
    tool = Tool(tmp_path, NUMBER, "Sheet", [["Reading", ""]], [["Item", "Score"], ["Mood", ""]])
    result = tool.read(("Reading", 1, typed), ("Mood", "Score", typed))
    assert result.submission.answers["level"].state == "unclear"
    assert states(result) == {"mood": "unclear"}


def test_an_option_within_another_is_none_of_its_own(tmp_path: Path) -> None:
    mapping = STATUS.replace('"Done"', '"Planned in part"')
    lines = ["☐ Planned in part", "☐ Planned", "☐ Not needed"]
    tool = Tool(tmp_path, mapping, "Review of measures", [["\n".join(["Status (tick all that apply):", *lines])]])
    ticked = "\n".join(["Status (tick all that apply):", lines[0], lines[1].replace("☐", "☒"), lines[2]])
    assert values(tool.read((0, 0, ticked))) == {"status": "planned"}


def test_a_line_may_be_answered_in_the_box_under_it(tmp_path: Path) -> None:
    mapping = '[[field]]\nid = "said"\nkind = "narrative"\nlabel = "Statement of the witness"\n'
    tool = Tool(tmp_path, mapping, "Report of an incident", "Statement of the witness", [[""]], "Office use only")
    assert values(tool.read((0, 0, "It was dark."))) == {"said": "It was dark."}
    assert values(tool.read()) == {}


def test_a_line_of_options_ends_before_the_next_question(tmp_path: Path) -> None:
    mapping = STATUS + STATUS.replace('"status"', '"other"').replace("Status (tick", "Other (tick")
    one = ["Status (tick all that apply)", "☐ Done", "☐ Planned", "☐ Not needed"]
    tool = Tool(
        tmp_path, mapping, "Review", "\n".join([*one, "Other (tick all that apply)  ☐ Done  ☐ Planned  ☐ Not needed"])
    )
    data = tool.form()
    assert values(tool.read_bytes(mutate(data, MAIN, "☐ Done  ☐ P", "☒ Done  ☐ P"))) == {"other": "done"}


def test_a_date_in_a_blank_ends_before_the_next_label(tmp_path: Path) -> None:
    mapping = (
        '[[field]]\nid = "born"\nkind = "date"\nlabel = "Born"\nat = "gap"\n'
        '[[field]]\nid = "town"\nkind = "text"\nlabel = "Town"\nat = "gap"\n'
    )
    tool = Tool(tmp_path, mapping, "Application form", "Born: ________   Town: ________")
    data = mutate(tool.form(), MAIN, "Born: ________   Town: ________", "Born: 3rd of March 2011   Town: Hill End")
    assert values(tool.read_bytes(data)) == {"born": dt.date(2011, 3, 3), "town": "Hill End"}


def test_of_labels_in_a_row_the_one_in_the_column_of_after_is_meant(tmp_path: Path) -> None:
    mapping = "\n".join(
        f'[[field]]\nid = "{name}"\nkind = "date"\nlabel = "Date"\nafter = "{after}"\n'
        for name, after in (("first", "Worker"), ("second", "Manager"), ("third", "Parent"))
    )
    blank = rows("Worker | | Manager | | Parent |\nDate | | Date | | Date |")
    tool = Tool(tmp_path, mapping, "Signatures", blank)
    result = tool.read((1, 1, "01/02/2026"), (1, 5, "03/02/2026"))
    assert values(result) == {"first": dt.date(2026, 2, 1), "third": dt.date(2026, 2, 3)}


DROPPED = """
[[field]]
id = "status"
kind = "choice"
label = "Status"
choice = [{ id = "open", label = "Open" }, { id = "shut", label = "Select committee" }]

[[field]]
id = "worker"
kind = "text"
label = "Worker"

[checklist]
answer = "Answer"
points = 2
group = [{ name = "All", factors = [{ id = "away", label = "Away" }] }]
"""


def dropped(shown: str, kind: str) -> Element:
    return control(shown, kind=kind, options=[shown, "Open", "Select committee"])


@pytest.mark.parametrize("kind", ["dropDownList", "comboBox"])
@pytest.mark.parametrize(
    "shown", ["Select…", "Choose an item", "-- Please select --", "[Select one]", "Choose from list"]
)
def test_a_list_that_shows_its_prompt_is_blank(tmp_path: Path, shown: str, kind: str) -> None:
    tool = Tool(tmp_path, DROPPED, [["Status", ""], ["Worker", ""]], [["Row", "Answer"], ["Away", ""]])
    result = tool.read(
        ("Status", 1, dropped(shown, kind)), ("Worker", 1, dropped(shown, kind)), ("Away", 1, dropped(shown, kind))
    )
    assert (values(result), states(result)) == ({}, {"away": "blank"})


def test_an_entry_that_begins_like_a_prompt_is_an_answer(tmp_path: Path) -> None:
    tool = Tool(tmp_path, DROPPED, [["Status", ""], ["Worker", ""]], [["Row", "Answer"], ["Away", ""]])
    chosen_entry = control("Select committee", kind="dropDownList", options=["Select…", "Open", "Select committee"])
    assert values(tool.read(("Status", 1, chosen_entry))) == {"status": "shut"}
