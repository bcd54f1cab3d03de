"""Cells, rows and lines that people put in, take out, merge or paste in a Word form: read right, or asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents import document
from tests.generality import Tool, chosen, codes, rows, states, values
from tests.shapes import cell, paragraph, row, table
from tests.test_wrong_in_silence import BESIDE, GRID, GRID_BLANK, LADDER, LADDER_BLANK, VISITS, choice, state, text

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result
    from tests.shapes import Element

PERSON = text("name", "First name") + text("country", "Country")
PERSON_BLANK = rows("""
    First name |
    Country    |
""")


def filled(*lines: list[Any], title: str = "Details of a person") -> bytes:
    """Return a form with one table."""
    return document(title, table(lines))


# -- cells that were put in or taken out -------------------------------------------------------------------------------


@pytest.mark.parametrize("country", ["Utopia", ""])
def test_a_column_of_other_peoples_words_between_labels_and_boxes_is_no_answer(tmp_path: Path, country: str) -> None:
    tool = Tool(tmp_path, PERSON, "Details of a person", PERSON_BLANK)
    result = tool.read_bytes(filled(["First name", "Reviewer", "Robin"], ["Country", "checked", country]))
    assert (values(result), state(result, "name"), state(result, "country")) == ({}, "unclear", "unclear")


def test_the_same_words_in_a_column_put_in_before_empty_boxes_are_no_answers(tmp_path: Path) -> None:
    tool = Tool(tmp_path, PERSON, "Details of a person", PERSON_BLANK)
    result = tool.read_bytes(filled(["First name", "checked", ""], ["Country", "checked", ""]))
    assert (values(result), state(result, "name"), state(result, "country")) == ({}, "unclear", "unclear")


def test_words_beside_an_empty_cell_that_was_added_are_read_and_said(tmp_path: Path) -> None:
    tool = Tool(tmp_path, PERSON, "Details of a person", PERSON_BLANK)
    result = tool.read_bytes(filled(["First name", "Robin", ""], ["Country", "", ""]))
    assert (values(result), codes(result)) == ({"name": "Robin"}, {"column_added"})
    assert codes(tool.read_bytes(filled(["First name", "Robin"], ["Country", ""]))) == set()


def test_a_box_that_was_split_asks_for_the_part_that_nobody_claims(tmp_path: Path) -> None:
    tool = Tool(tmp_path, PERSON, "Details of a person", PERSON_BLANK)
    result = tool.read_bytes(filled(["First name", "Robin", "Fictional"], ["Country", cell("Utopia", span=2)]))
    assert (values(result), state(result, "name")) == ({"country": "Utopia"}, "unclear")


def test_words_beside_a_date_that_are_no_date_leave_it_certain(tmp_path: Path) -> None:
    born = '[[field]]\nid = "born"\nkind = "date"\nlabel = "Date of birth"\n'
    tool = Tool(tmp_path, born, "Details of a person", [["Date of birth", ""]])
    assert state(tool.read_bytes(filled(["Date of birth", "03/07/2011", "seen"])), "born") == "answered"
    assert state(tool.read_bytes(filled(["Date of birth", "04/08/2026", "03/07/2011"])), "born") == "unclear"


def test_a_column_of_numbers_in_front_is_no_answer(tmp_path: Path) -> None:
    views = '[[field]]\nid = "views"\nkind = "narrative"\nlabel = "What is going well?"\n'
    tool = Tool(tmp_path, views, "Visit", [["What is going well?"], [""]])
    result = tool.read_bytes(document("Visit", table([["1", "What is going well?"], ["2", "School"]])))
    assert values(result) == {"views": "School"}
    blank = tool.read_bytes(document("Visit", table([["1", "What is going well?"], ["2", ""]])))
    assert values(blank) == {}


MORE = rows("""
    Question     | Yes | No | Remarks
    Debts        |  x  |    |
    Goes missing |     | x  |
""")


@pytest.mark.parametrize("cells", [["Goes missing", "x", ""], ["Goes missing", "", "", "x", ""]])
def test_a_mark_in_a_row_with_a_cell_more_or_less_than_its_table_is_asked_about(
    tmp_path: Path, cells: list[str]
) -> None:
    tool = Tool(tmp_path, GRID, "Checklist", GRID_BLANK)
    result = tool.read_bytes(document("Checklist", table([*MORE[:2], cells])))
    assert states(result) == {"debts": "yes", "missing": "unclear"}


def test_where_a_header_lost_a_cell_all_rows_under_it_are_asked_about(tmp_path: Path) -> None:
    tool = Tool(tmp_path, GRID, "Checklist", GRID_BLANK)
    result = tool.read_bytes(document("Checklist", table([["Question\nYes", "No", "Remarks"], *MORE[1:]])))
    assert states(result) == {"debts": "unclear", "missing": "unclear"}


def test_a_column_put_into_the_whole_table_moves_no_answer(tmp_path: Path) -> None:
    tool = Tool(tmp_path, GRID, "Checklist", GRID_BLANK)
    wider = [[*line[:1], said, *line[1:]] for line, said in zip(MORE, ["Reviewer", "seen", "seen"], strict=True)]
    assert chosen(tool.read_bytes(document("Checklist", table(wider)))) == {"debts": "yes", "missing": "no"}


def test_a_row_of_a_table_with_a_cell_too_many_is_named(tmp_path: Path) -> None:
    tool = Tool(tmp_path, VISITS, "Record", "Visits", rows("Day | Who came\n | \n | "))
    plain = [["Day", "Who came"], ["3 May", "Aunt"], ["4 May", "Uncle"]]
    assert codes(tool.read_bytes(document("Record", "Visits", table(plain)))) == set()
    shifted = [*plain[:2], ["", "4 May", "Uncle"]]
    result = tool.read_bytes(document("Record", "Visits", table(shifted)))
    assert "unclear_answer" in codes(result)
    assert "visits" in values(result)  # one row must not take the others out of what is shown


def test_options_under_a_question_have_their_row_though_another_table_has_them_in_that_column(tmp_path: Path) -> None:
    grid = [["", "Home", "", "School"], ["", "Street", "", "Shop"]]
    places = [["Where now?", "Tick"], ["Home", ""], ["School", ""], ["Street", ""]]
    four = PLACES_AND_SHOP
    mapping = choice("Where now?", three_of(four)) + choice("Which places before?", four)
    tool = Tool(tmp_path, mapping, "Visit", places, "Which places before?", grid)
    numbered = [[str(number), *line] for number, line in enumerate(places, 1)]
    numbered[2][2] = "x"
    result = tool.read_bytes(document("Visit", table(numbered), "Which places before?", table(grid)))
    assert values(result) == {"where": "school"} or state(result, "where") == "unclear"
    assert state(result, "which") == "blank"


PLACES_AND_SHOP = ", ".join(
    f'{{ id = "{name.lower()}", label = "{name}" }}' for name in ("Home", "School", "Street", "Shop")
)


def three_of(options: str) -> str:
    """Return all options but the last."""
    return options.rpartition(", {")[0]


def test_columns_that_changed_places_under_a_title_keep_their_headers(tmp_path: Path) -> None:
    mapping = """
        [[field]]
        id = "actions"
        kind = "table"
        label = "Plan now"
        column = [{ id = "what", label = "What" }, { id = "who", label = "Whom" }, { id = "when", label = "By when" }]
    """
    blank: list[Any] = [[cell("Plan now", span=3)], ["What", "Whom", "By when"], ["", "", ""]]
    tool = Tool(tmp_path, mapping, "Plan", table(blank))
    swapped: list[Any] = [blank[0], ["By when", "Whom", "What"], ["3 May", "Aunt", "Call the school"]]
    result = tool.read_bytes(document("Plan", table([[cell("Plan now", span=3)], *swapped[1:]])))
    assert values(result) == {"actions": ({"what": "Call the school", "who": "Aunt", "when": "3 May"},)}


# -- cells that were merged --------------------------------------------------------------------------------------------


def test_boxes_merged_downwards_answer_neither_of_their_questions(tmp_path: Path) -> None:
    tool = Tool(tmp_path, PERSON, "Details of a person", PERSON_BLANK)
    merged = [["First name", cell("Robin\nUtopia", merge="restart")], ["Country", cell(merge="continue")]]
    result = tool.read_bytes(filled(*merged))
    assert (values(result), state(result, "name"), state(result, "country")) == ({}, "unclear", "unclear")


def test_a_label_merged_into_that_of_the_row_above_is_no_answer(tmp_path: Path) -> None:
    tool = Tool(tmp_path, PERSON, "Details of a person", PERSON_BLANK)
    merged = [[cell("First name\nCountry", merge="restart"), ""], [cell(merge="continue"), "Utopia"]]
    assert "name" not in values(tool.read_bytes(filled(*merged)))


def test_an_option_merged_with_the_box_of_the_next_one_is_asked_about(tmp_path: Path) -> None:
    grid = [["", "Home", "", "School"], ["", "Street", "", "Shop"]]
    tool = Tool(tmp_path, choice("Where did it happen?", PLACES_AND_SHOP), "Visit", "Where did it happen?", grid)
    merged: list[Any] = [row(["", cell("Home\nX", span=2), "School"]), grid[1]]
    result = tool.read_bytes(document("Visit", "Where did it happen?", table(merged)))
    assert (values(result), state(result, "where")) == ({}, "unclear")


def test_cells_of_a_row_merged_with_each_other_are_named(tmp_path: Path) -> None:
    tool = Tool(tmp_path, VISITS, "Record", "Visits", rows("Day | Who came\n | \n | "))
    merged: list[Any] = [["Day", "Who came"], row([cell("3 May\nAunt", span=2)]), ["4 May", "Uncle"]]
    result = tool.read_bytes(document("Record", "Visits", table(merged)))
    assert "unclear_answer" in codes(result)


def test_rungs_whose_boxes_were_merged_are_asked_about(tmp_path: Path) -> None:
    tool = Tool(tmp_path, LADDER, "Care profile", LADDER_BLANK)
    merged = [
        LADDER_BLANK[0],
        [*LADDER_BLANK[1][:3], cell("✓", merge="restart")],
        [*LADDER_BLANK[2][:3], cell(merge="continue")],
    ]
    assert states(tool.read_bytes(document("Care profile", table(merged)))) == {"food": "unclear"}


TWO_LADDERS = f"""{LADDER}
[[checklist.group]]
name = "Health"
factors = [{{ id = "skin", label = "Skin", option = [
  {{ id = "1", label = "Healthy", points = 0 }},
  {{ id = "2", label = "Dry", points = 1 }},
] }}]
"""
SKIN = [["Skin", "Healthy", "0", ""], ["", "Dry", "1", ""]]


def test_so_is_a_ladder_whose_first_box_is_one_with_the_last_of_the_ladder_above(tmp_path: Path) -> None:
    blank = [*LADDER_BLANK, *SKIN]
    tool = Tool(tmp_path, TWO_LADDERS, "Care profile", blank)
    merged = [
        *blank[:-3],
        [*LADDER_BLANK[-1][:3], cell("✓", merge="restart")],
        [*SKIN[0][:3], cell(merge="continue")],
        SKIN[1],
    ]
    result = tool.read_bytes(document("Care profile", table(merged)))
    assert states(result) == {"food": "unclear", "skin": "unclear"}


def test_so_is_a_rung_whose_points_are_one_with_its_box(tmp_path: Path) -> None:
    tool = Tool(tmp_path, LADDER, "Care profile", LADDER_BLANK)
    last = [*LADDER_BLANK[-1][:2], cell(f"{LADDER_BLANK[-1][2]}\n✓", span=2)]
    result = tool.read_bytes(document("Care profile", table([*LADDER_BLANK[:-1], last])))
    assert states(result) == {"food": "unclear"}


# -- what was copied, moved or mistyped --------------------------------------------------------------------------------


@pytest.mark.parametrize(("second", "read"), [("Robin", {"name": "Robin"}), ("Alex", {})])
def test_a_copied_row_with_label_and_answer_in_one_box_gives_its_text_once(
    tmp_path: Path, second: str, read: dict[str, str]
) -> None:
    tool = Tool(tmp_path, text("name", "First name:"), "Details of a person", [["First name: "], ["Remarks: "]])
    result = tool.read_bytes(filled(["First name: Robin"], [f"First name: {second}"], ["Remarks: "]))
    assert values(result) == read
    assert (state(result, "name") == "unclear") is (not read)


@pytest.mark.parametrize("label", ["Nmae of school:", "Name of scool:", "Name of schhool:", "Name of schoul:"])
def test_a_slip_in_a_label_is_no_part_of_the_answer(tmp_path: Path, label: str) -> None:
    gap = 'at = "gap"'
    mapping = text("school", "Name of school:", gap) + text("team", "Name of team:", gap)
    tool = Tool(tmp_path, mapping, "Details of a person", "Name of school: ________   Name of team: ________")
    result = tool.read_bytes(document("Details of a person", f"{label} Mill Lane   Name of team: North"))
    assert values(result) == {"school": "Mill Lane", "team": "North"}


@pytest.mark.parametrize("said", ["A flat", "Two rooms, 3 beds", "2 rooms"])
def test_words_behind_a_label_without_a_space_have_none_of_its_letters(tmp_path: Path, said: str) -> None:
    views = '[[field]]\nid = "views"\nkind = "narrative"\nlabel = "Describe the home"\n'
    lines = Tool(tmp_path, views, "Visit", "Describe the home", "Remarks:")
    assert values(lines.read_bytes(document("Visit", f"Describe the home{said}", "Remarks:"))) == {"views": said}
    boxes = Tool(tmp_path, views, "Visit", [["Describe the home"], ["Remarks:"]])
    assert values(boxes.read(("Describe the home", 0, f"Describe the home{said}"))) == {"views": said}


@pytest.mark.parametrize("kind", ["text", "date"])
def test_so_has_a_date_behind_its_label(tmp_path: Path, kind: str) -> None:
    born = f'[[field]]\nid = "born"\nkind = "{kind}"\nlabel = "Date of birth"\n'
    tool = Tool(tmp_path, born, "Visit", [["Date of birth"], ["Remarks:"]])
    assert tool.read(("Date of birth", 0, "Date of birth01/02/2011")).submission.answers["born"].raw == "01/02/2011"


def test_a_question_that_was_moved_takes_its_short_options_along(tmp_path: Path) -> None:
    seen = '{ id = "yes", label = "Yes" }, { id = "no", label = "No" }'
    mapping = choice("Was the child seen alone?", seen) + text("name", "Name of the worker:")
    lines = ["Was the child seen alone?", "Yes", "No"]
    tool = Tool(tmp_path, mapping, "Visit to a home", *lines, "Name of the worker: ________", "What was said")
    moved = ["Name of the worker: Robin", "What was said", lines[0], "Yes", "No  X"]
    assert values(tool.read_bytes(document("Visit to a home", *moved))) == {"was": "no", "name": "Robin"}


LINES = ("Home", "School", "Street")


@pytest.mark.parametrize(
    ("first", "second", "read"),
    [
        (("Home", "School  X", "Street"), LINES, None),
        (LINES, ("Home", "School", "Street  X"), None),
        (("Home", "School  X", "Street"), ("Home", "School", "Street  X"), None),
        (LINES, LINES, ""),
    ],
)
def test_a_question_in_lines_that_was_pasted_twice_is_asked_about(
    tmp_path: Path, first: tuple[str, ...], second: tuple[str, ...], read: str | None
) -> None:
    tool = Tool(tmp_path, choice(BESIDE[0]), "Visit", BESIDE[0], *LINES, [["Remarks", ""]])
    form = document("Visit", BESIDE[0], *first, "", BESIDE[0], *second, table([["Remarks", ""]]))
    result = tool.read_bytes(form)
    assert (values(result), state(result, "where")) == ({}, "unclear" if read is None else "blank")


@pytest.mark.parametrize("label", ["Where did it happen?", "Where (tick all)", "Where"])
def test_so_is_one_whose_options_are_in_its_line(tmp_path: Path, label: str) -> None:
    line = f"{label}  Home ☐  School ☐  Street ☐"
    tool = Tool(tmp_path, choice(label, more="several = true"), "Visit", line, [["Remarks", ""]])
    marked = [line.replace(f"{option} ☐", f"{option} ☒") for option in ("Home", "Street")]
    result = tool.read_bytes(document("Visit", marked[0], "", marked[1], table([["Remarks", ""]])))
    assert (values(result), state(result, "where")) == ({}, "unclear")


def test_a_label_that_was_pasted_twice_with_different_answers_is_asked_about(tmp_path: Path) -> None:
    tool = Tool(tmp_path, text("name", "Surname:"), "Details of a person", "Surname: ________", "Remarks")
    result = tool.read_bytes(document("Details of a person", "Surname: Example", "Surname: Fictional", "Remarks"))
    assert (values(result), state(result, "name")) == ({}, "unclear")


def test_a_table_that_was_turned_into_text_is_no_part_of_the_narrative_above_it(tmp_path: Path) -> None:
    views = '[[field]]\nid = "views"\nkind = "narrative"\nlabel = "What is going well?"\n'
    tool = Tool(tmp_path, views + GRID, "Visit", "What is going well?", GRID_BLANK)
    lines = ["\t".join(line).rstrip() for line in MORE]
    result = tool.read_bytes(document("Visit", "What is going well?", "School", *lines[1:]))
    assert values(result) == {"views": "School"}


# -- marks that may be at either of two options ------------------------------------------------------------------------


def test_of_several_options_those_that_another_was_deleted_beside_are_not_chosen_by_that(tmp_path: Path) -> None:
    printed = [BESIDE[0], "Home ☐", "School ☐", "Street ☐"]
    tool = Tool(tmp_path, choice(BESIDE[0], more="several = true"), "Visit", *printed, "Remarks on the visit")

    def said(*lines: str) -> Result:
        return tool.read_bytes(document("Visit", BESIDE[0], *lines, "Remarks on the visit"))

    assert values(said("Home ☐", "☐", "Street ☐")) == {}
    assert values(said("Home ☒", "School ☐", "Street ☐")) == {"where": "home"}


@pytest.mark.parametrize("typed", ["Yes", "x"])
def test_a_mark_on_a_line_of_its_own_under_a_boxed_option_is_asked_about(tmp_path: Path, typed: str) -> None:
    printed = [BESIDE[0], "Home ☐", "School ☐", "Street ☐"]
    tool = Tool(tmp_path, choice(BESIDE[0]), "Visit", *printed, [["Remarks", ""]])
    result = tool.read_bytes(document("Visit", *printed, typed, table([["Remarks", ""]])))
    assert state(result, "where") == "unclear"


def test_a_sign_that_is_no_mark_in_the_place_of_a_box_leaves_several_options_open(tmp_path: Path) -> None:
    printed = "\n".join([BESIDE[0], "☐ Home", "☐ School", "☐ Street"])
    tool = Tool(tmp_path, choice(BESIDE[0], more="several = true"), "Visit", [[printed]])
    signed = printed.replace("☐ Home", "☒ Home").replace("☐ Street", "4 Street")
    assert state(tool.read_bytes(document("Visit", table([[signed]]))), "where") == "unclear"


def test_words_of_an_added_row_beside_a_mark_leave_a_row_of_options_open(tmp_path: Path) -> None:
    seen = '{ id = "yes", label = "Yes" }, { id = "no", label = "No" }'
    blank: list[Any] = [["2", cell("Seen alone?", merge="restart"), "Yes", "No"], ["", cell(merge="continue"), "", ""]]
    tool = Tool(tmp_path, choice("Seen alone?", seen), "Visit", table(blank))
    marked: list[Any] = [blank[0], ["Added", "", "quiet", "x"], ["", "", "x", ""]]
    form: list[Element] = [paragraph("Visit"), table(marked)]
    assert values(tool.read_bytes(document(*form))) == {}
