"""Answers that were once read wrong, or lost, without a word: each is read right now, or somebody is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.documents import document
from tests.generality import Tool, chosen, rows, states, unread, values
from tests.shapes import cell, paragraph, row, run, table

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result
    from tests.shapes import Element

SEEN = '{ id = "yes", label = "Yes" }, { id = "no", label = "No" }'
PLACES = '{ id = "home", label = "Home" }, { id = "school", label = "School" }, { id = "street", label = "Street" }'


def choice(label: str, options: str = PLACES, more: str = "") -> str:
    """Return the mapping of one question with options."""
    name = label.split()[0].lower()
    return f'[[field]]\nid = "{name}"\nkind = "choice"\nlabel = "{label}"\nchoice = [{options}]\n{more}\n'


def state(result: Result, field: str) -> str:
    """Return the state of an answer."""
    return result.submission.answers[field].state.value


# -- options in lines of the text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Yes", "No"])
@pytest.mark.parametrize("boxed", ["", "☐ "])
def test_the_name_of_an_option_under_them_all_is_no_mark_at_the_last(tmp_path: Path, typed: str, boxed: str) -> None:
    printed = ["Seen alone?", f"{boxed}Yes", f"{boxed}No"]
    tool = Tool(tmp_path, choice("Seen alone?", SEEN), "Visit", *printed, [["Remarks", ""]])
    result = tool.read_bytes(document("Visit", *printed, typed, table([["Remarks", ""]])))
    assert values(result) == {"seen": typed.lower()}


def test_the_name_of_one_option_on_the_line_of_another_leaves_both_open(tmp_path: Path) -> None:
    tool = Tool(tmp_path, choice("Seen alone?", SEEN), "Visit", "Seen alone?", "Yes", "No", [["Remarks", ""]])
    result = tool.read_bytes(document("Visit", "Seen alone?", "Yes", "No Yes", table([["Remarks", ""]])))
    assert state(result, "seen") == "unclear"


def test_words_under_a_table_are_not_at_the_options_above_it(tmp_path: Path) -> None:
    printed = ["Where did it happen?", "☐ Home", "☐ School", "☐ Street"]
    tool = Tool(tmp_path, choice("Where did it happen?"), "Visit", *printed, [["Remarks", ""]], "Signed by:")
    result = tool.read_bytes(document("Visit", *printed, table([["Remarks", ""]]), "Street", "Signed by:"))
    assert (values(result), unread(result)) == ({}, ["Street"])


def test_the_options_of_a_question_that_was_pasted_again_are_not_typed(tmp_path: Path) -> None:
    printed = ["Where did it happen?", "Home", "School", "Street"]
    tool = Tool(tmp_path, choice("Where did it happen?"), "Visit", *printed, [["Remarks", ""]])
    again = [printed[0], "Home  X", "School", "Street"]
    result = tool.read_bytes(document("Visit", *printed, "", *again, table([["Remarks", ""]])))
    assert values(result) == {}
    assert "Home  X" in unread(result)


# -- options in one line, or in a box ----------------------------------------------------------------------------------


def test_a_mark_before_the_question_is_none_at_its_first_option(tmp_path: Path) -> None:
    tool = Tool(tmp_path, choice("Seen alone?", SEEN), "Visit to a home", "Seen alone?  ☐ Yes  ☐ No", "Remarks:")
    marked = document("Visit to a home", "x Seen alone?  ☐ Yes  ☐ No", "Remarks:")
    assert state(tool.read_bytes(marked), "seen") == "unclear"


BESIDE = ["Where did it happen?", "☐ Home\n☐ School\n☐ Street"]


@pytest.mark.parametrize(
    ("first", "second", "read"),
    [
        ("☐ Home\n☒ School\n☐ Street", "☐ Home\n☐ School\n☒ Street", None),
        ("☐ Home\n☒ School\n☐ Street", "☐ Home\n☒ School\n☐ Street", "school"),
        ("☐ Home\n☒ School\n☐ Street", "☐ Home\n☐ School\n☐ Street", "school"),
        ("☐ Home\n☐ School\n☐ Street", "☐ Home\n☐ School\n☒ Street", "street"),
    ],
)
@pytest.mark.parametrize("own_box", [True, False])
def test_a_question_pasted_twice_has_one_answer_or_none(
    tmp_path: Path, first: str, second: str, read: str | None, own_box: bool
) -> None:
    def asked(options: str) -> Element:
        return table([[BESIDE[0], options]] if own_box else [[f"{BESIDE[0]}\n{options}"]])

    mapping = choice("Where did it happen?")
    tool = Tool(tmp_path, mapping, "Visit", asked(BESIDE[1]), "Remarks")
    result = tool.read_bytes(document("Visit", asked(first), paragraph(), asked(second), "Remarks"))
    assert values(result).get("where") == read
    assert (state(result, "where") == "unclear") is (read is None)


@pytest.mark.parametrize("line", ["Home ☐  School ☐  ☒", "Home ☐  ☒  Street ☐", "☒  School ☐  Street ☐"])
def test_a_box_that_a_deleted_option_left_is_not_its_neighbours(tmp_path: Path, line: str) -> None:
    tool = Tool(tmp_path, choice("Where did it happen?"), "Visit", [[BESIDE[0], "Home ☐  School ☐  Street ☐"]])
    assert state(tool.read((BESIDE[0], 1, line)), "where") == "unclear"


def test_an_option_that_was_left_alone_with_its_empty_box_is_asked_about(tmp_path: Path) -> None:
    line = "☐ Home   ☐ School   ☐ Street"
    tool = Tool(tmp_path, choice("Where did it happen?"), "Visit", [[BESIDE[0], line]])
    assert state(tool.read((BESIDE[0], 1, "   ☐ School   ")), "where") == "unclear"
    assert state(tool.read((BESIDE[0], 1, line)), "where") == "blank"


HOME_OR_SCHOOL = PLACES.rpartition(", {")[0]
WHERE = BESIDE[0]


@pytest.mark.parametrize(
    ("printed", "left"),
    [
        ([[WHERE, ""], ["☐", "Home"], ["☐", "School"]], [[WHERE, ""], ["☐", "School"]]),
        ([[WHERE, ""], ["Home", "☐"], ["School", "☐"]], [[WHERE, ""], ["School", "☐"]]),
        ([[WHERE], ["☐ Home"], ["☐ School"]], [[WHERE], ["☐ School"]]),
        ([[f"{WHERE}\n☐ Home\n☐ School"]], [[f"{WHERE}\n☐ School"]]),
        ([[WHERE, "☐ Home\n☐ School"]], [[WHERE, "☐ School"]]),
        ([[WHERE, "☐ Home", "☐ School"]], [[WHERE, "", "☐ School"]]),
        ([[WHERE, "☐", "Home", "☐", "School"]], [[WHERE, "", "", "☐", "School"]]),
    ],
)
def test_so_is_one_left_in_a_table_with_its_empty_box(
    tmp_path: Path, printed: list[list[str]], left: list[list[str]]
) -> None:
    tool = Tool(tmp_path, choice(WHERE, HOME_OR_SCHOOL), "Visit", printed, "Remarks:")
    assert state(tool.read_bytes(document("Visit", table(left), "Remarks:")), "where") == "unclear"


def test_one_left_without_a_box_is_chosen(tmp_path: Path) -> None:
    tool = Tool(tmp_path, choice(WHERE, HOME_OR_SCHOOL), "Visit", [[WHERE, "Home\nSchool"]], "Remarks:")
    assert values(tool.read_bytes(document("Visit", table([[WHERE, "School"]]), "Remarks:"))) == {"where": "school"}


@pytest.mark.parametrize("new", ["Outdoors", "Schol", "School, at noon"])
@pytest.mark.parametrize("mark", ["", "  X"])
@pytest.mark.parametrize("where", ["lines", "line", "box", "rows"])
def test_an_option_in_other_words_was_not_deleted(tmp_path: Path, new: str, mark: str, where: str) -> None:
    """Older forms word options otherwise: what they print in their place doesn't leave the others standing."""

    def form(second: str) -> list[Element]:
        options = ["Home", second]
        blocks = {
            "lines": [paragraph(BESIDE[0]), *map(paragraph, options), table([["Remarks", ""]])],
            "line": [paragraph(f"{BESIDE[0]}  " + "  /  ".join(options)), paragraph("Remarks:")],
            "box": [table([[BESIDE[0], "\n".join(options)]])],
            "rows": [table([[BESIDE[0], "Tick"], *([each, ""] for each in options)])],
        }
        return [paragraph("Visit to a home"), *blocks[where]]

    two = PLACES.rpartition(", {")[0]
    tool = Tool(tmp_path, choice("Where did it happen?", two), *form("School"))
    result = tool.read_bytes(document(*form(new + mark)))
    assert values(result) == {} or result.submission.answers["where"].value == "school"


def test_marks_before_the_first_and_behind_the_last_of_listed_options_leave_them_open(tmp_path: Path) -> None:
    mapping = choice("Where did it happen?", more="several = true")
    tool = Tool(tmp_path, mapping, "Visit", [[BESIDE[0], "Home ☐  School ☐  Street ☐"]])
    assert state(tool.read((BESIDE[0], 1, "✓ Home ☐  School ☒  Street ☒")), "where") == "unclear"


@pytest.mark.parametrize(
    ("printed", "ticked", "read"),
    [
        ("Home (   )  School (   )  Street (   )", "Home ( x )  School (   )  Street (   )", "home"),
        ("Home (   )  School (   )  Street (   )", "Home (   )  School (x)  Street (   )", "school"),
        ("[  ] Home  [  ] School  [  ] Street", "[  ] Home  [ x ] School  [  ] Street", "school"),
        ("[ ] Home   [ ] School   [ ] Street", "[ ] Home   [ ] School   [x] Street", "street"),
    ],
)
@pytest.mark.parametrize("own_box", [True, False])
def test_a_mark_in_brackets_is_at_the_option_whose_they_are(
    tmp_path: Path, printed: str, ticked: str, read: str, own_box: bool
) -> None:
    """The option on their other side may be nearer."""

    def form(options: str) -> list[Element]:
        asked = table([[BESIDE[0], options]]) if own_box else paragraph(f"{BESIDE[0]}  {options}")
        return [paragraph("Visit to a home"), asked, paragraph("Remarks on what was seen there")]

    tool = Tool(tmp_path, choice("Where did it happen?"), *form(printed))
    assert values(tool.read_bytes(document(*form(ticked)))) == {"where": read}


@pytest.mark.parametrize(("several", "read"), [("several = true", {}), ("", {"where": "home"})])
def test_words_in_the_box_of_one_option_beside_a_tick_at_another_are_not_passed_over(
    tmp_path: Path, several: str, read: dict[str, str]
) -> None:
    blank = [["Where did it happen?", "Home", "", "School", "", "Street", ""]]
    tool = Tool(tmp_path, choice("Where did it happen?", more=several), "Visit to a home", blank)
    result = tool.read_bytes(
        document("Visit to a home", table([[*blank[0][:2], "x", "School", "on Monday", "Street", ""]]))
    )
    assert values(result) == read
    assert (state(result, "where"), unread(result)) == (("unclear", []) if several else ("answered", ["on Monday"]))


@pytest.mark.parametrize("typed", ["/", "//"])
def test_strokes_beside_an_option_are_asked_about(tmp_path: Path, typed: str) -> None:
    blank = rows("""
        Where did it happen? | Tick one
        Home                 |
        School               |
        Street               |
    """)
    tool = Tool(tmp_path, choice("Where did it happen?"), "Visit", blank)
    assert state(tool.read(("School", 1, typed)), "where") == "unclear"


# -- rows and columns --------------------------------------------------------------------------------------------------

LADDER = """
[checklist]
answer = "Tick"

[[checklist.group]]
name = "Care"
factors = [{ id = "food", label = "Food", option = [
  { id = "1", label = "Regular meals", points = 1 },
  { id = "2", label = "Often hungry", points = 2 },
] }]
"""
LADDER_BLANK = rows("""
    Area | What it looks like | Points | Tick
    Food | Regular meals      | 1      |
         | Often hungry       | 2      |
""")


class TestLadder:
    def read(self, folder: Path, *entries: tuple[str | int, str | int, object]) -> Result:
        tool = Tool(folder, LADDER, "Care profile", LADDER_BLANK)
        return tool.read(*entries)

    @pytest.mark.parametrize("typed", ["see above", "as before", "Please see the report attached"])
    def test_words_that_send_to_another_place_choose_no_row(self, tmp_path: Path, typed: str) -> None:
        assert states(self.read(tmp_path, ("Often hungry", "Tick", typed))) == {"food": "unclear"}

    @pytest.mark.parametrize("typed", ["x?", "Maybe at weekends", "1", "3", "#N/A", "=…"])
    def test_doubt_and_what_is_no_word_choose_no_row(self, tmp_path: Path, typed: str) -> None:
        assert states(self.read(tmp_path, ("Often hungry", "Tick", typed))) == {"food": "unclear"}

    def test_a_one_is_a_mark_where_no_row_has_that_many_points(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, LADDER.replace("points = 1", "points = 0"), "Care profile", LADDER_BLANK)
        assert chosen(tool.read(("Often hungry", "Tick", "1"))) == {"food": "2"}

    def test_words_in_a_printed_box_choose_no_row(self, tmp_path: Path) -> None:
        assert states(self.read(tmp_path, ("Often hungry", 1, "Often hungry now and then"))) == {"food": "unclear"}
        assert chosen(self.read(tmp_path, ("Often hungry", 1, "Often hungry ✓"))) == {"food": "2"}

    @pytest.mark.parametrize("left", ["", " since May"])
    def test_a_tick_that_is_struck_out_chooses_no_row(self, tmp_path: Path, left: str) -> None:
        struck = cell(paragraph(run("✓", strike=True), left))
        assert states(self.read(tmp_path, ("Often hungry", "Tick", struck))) == {"food": "unclear"}
        both = self.read(tmp_path, ("Often hungry", "Tick", struck), ("Regular meals", "Tick", "✓"))
        assert chosen(both) == {"food": "1"}

    def test_a_row_that_stands_out_and_words_beside_another_choose_no_row(self, tmp_path: Path) -> None:
        stands_out = ("Regular meals", 1, run("Regular meals", highlight="yellow"))
        assert chosen(self.read(tmp_path, stands_out)) == {"food": "1"}
        both = self.read(tmp_path, stands_out, ("Often hungry", "Tick", "at weekends"))
        assert states(both) == {"food": "unclear"}
        ticked = self.read(tmp_path, ("Regular meals", "Tick", "✓"), ("Often hungry", "Tick", "at weekends"))
        assert chosen(ticked) == {"food": "1"}

    def test_points_that_came_into_another_box_by_a_merge_choose_no_row(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, LADDER, "Care profile", LADDER_BLANK)
        merged = row(["", cell("Often hungry\n2", span=2), ""])
        result = tool.read_bytes(document("Care profile", table([*LADDER_BLANK[:2], merged])))
        assert states(result) == {"food": "unclear"}


GRID = """
[checklist]
option = [{ id = "yes", label = "Yes", means = "yes" }, { id = "no", label = "No", means = "no" }]

[[checklist.group]]
name = "All"
factors = [{ id = "debts", label = "Debts", points = 1 }, { id = "missing", label = "Goes missing", points = 1 }]
"""
GRID_BLANK = rows("""
    Question     | Yes | No | Remarks
    Debts        |     |    |
    Goes missing |     |    |
""")


def test_a_row_that_lacks_a_cell_of_its_headers_is_asked_about(tmp_path: Path) -> None:
    tool = Tool(tmp_path, GRID, "Checklist", GRID_BLANK)
    shifted = [["Question", "", "Yes", "No", "Remarks"], ["Debts", "", "x", ""], ["Goes missing", "", "", ""]]
    assert states(tool.read_bytes(document("Checklist", table(shifted)))) == {"debts": "unclear", "missing": "blank"}
    whole = [["Question", "Since", "Yes", "No", "Remarks"], ["Debts", "", "", "x", ""], ["Goes missing", *[""] * 4]]
    assert chosen(tool.read_bytes(document("Checklist", table(whole)))) == {"debts": "no"}


VISITS = """
[[field]]
id = "visits"
kind = "table"
label = "Visits"
column = [{ id = "day", label = "Day" }, { id = "who", label = "Who came" }]
"""


def test_a_column_that_was_put_into_a_table_is_none_of_its_columns(tmp_path: Path) -> None:
    tool = Tool(tmp_path, VISITS, "Record", "Visits", rows("No. | Day | Who came\n 1 | | \n 2 | | "))
    added = rows("No. | Place | Day | Who came\n 1 | Park | 3 May | Aunt\n 2 | School | | ")
    result = tool.read_bytes(document("Record", "Visits", table(added)))
    assert values(result) == {"visits": ({"day": "3 May", "who": "Aunt"},)}
    assert {"Place", "Park", "School"} <= set(unread(result))


# -- lines and boxes of other questions --------------------------------------------------------------------------------


def text(name: str, label: str, more: str = "") -> str:
    """Return the mapping of one question that is answered in words."""
    return f'[[field]]\nid = "{name}"\nkind = "text"\nlabel = "{label}"\n{more}\n'


def test_a_line_that_is_printed_again_and_again_keeps_its_place_when_it_is_left_blank(tmp_path: Path) -> None:
    things = ["Vest", "Boots", "Gloves"]
    mapping = "".join(text(each.lower(), "Action:", f'after = "{each}"') for each in things)

    def form(*actions: str) -> list[Element]:
        lines = [
            [table([[each, ""]]), paragraph(f"Action: {said}")] for each, said in zip(things, actions, strict=True)
        ]
        return [paragraph("Equipment"), *(block for pair in lines for block in pair)]

    tool = Tool(tmp_path, mapping, *form(*["________"] * 3))
    assert values(tool.read_bytes(document(*form("washed", "________", "sewn")))) == {
        "vest": "washed",
        "gloves": "sewn",
    }


def test_questions_that_were_pasted_under_the_last_one_are_not_its_answer(tmp_path: Path) -> None:
    mapping = text("name", "Surname:") + text("nationality", "Nationality:")
    tool = Tool(tmp_path, mapping, "Details of a person", "Surname: ________", "Nationality: ________")
    pasted = ["Surname: Fictional", "Nationality: Utopian"]
    result = tool.read_bytes(document("Details of a person", "Surname: ________", "Nationality: ________", "", *pasted))
    assert (values(result), unread(result)) == ({}, pasted)


def test_a_box_merged_with_the_label_of_another_question_answers_neither(tmp_path: Path) -> None:
    mapping = text("name", "First name") + text("country", "Country")
    tool = Tool(tmp_path, mapping, "Details of a person", [["First name", "", "Country", ""]])
    merged = row(["First name", cell("Alex\nCountry", span=2), "Utopia"])
    result = tool.read_bytes(document("Details of a person", table([merged])))
    assert (values(result), state(result, "name"), state(result, "country")) == ({}, "unclear", "unclear")


def test_a_row_that_was_shifted_does_not_move_the_columns_of_its_table(tmp_path: Path) -> None:
    tool = Tool(tmp_path, GRID, "Checklist", GRID_BLANK)
    shifted = [GRID_BLANK[0], GRID_BLANK[1], ["", "Goes missing", "x", "", ""]]
    result = tool.read_bytes(document("Checklist", table(shifted)))
    assert states(result)["missing"] in ("yes", "unclear")


@pytest.mark.parametrize("left", ["", " since May"])
def test_a_tick_that_is_struck_out_in_the_column_of_an_option_chooses_nothing(tmp_path: Path, left: str) -> None:
    tool = Tool(tmp_path, GRID, "Checklist", GRID_BLANK)
    struck = cell(paragraph(run("✓", strike=True), left))
    result = tool.read(("Debts", "Yes", struck), ("Goes missing", "No", "✓"))
    assert states(result) == {"debts": "unclear", "missing": "no"}


SCALE = """
[checklist]
option = [{ id = "one", label = "1", points = 1 }, { id = "two", label = "2", points = 2 }]

[[checklist.group]]
name = "All"
factors = [{ id = "tired", label = "Is often tired" }, { id = "missing", label = "Goes missing" }]
"""
SCALE_BLANK = rows("""
    Healthy        | 1 | Average intake | 1
    Dry            | 2 | Poor intake    | 2
    Broken         | 3 | Fluids only    | 3
    Question       | 1 | 2              |
    Is often tired |   |                |
    Goes missing   |   |                |
""")


def test_columns_put_before_numbers_that_are_printed_twice_in_a_row_exchange_none(tmp_path: Path) -> None:
    tool = Tool(tmp_path, SCALE, "Checklist", SCALE_BLANK)
    form = [["", "", *cells] for cells in SCALE_BLANK]
    form[4][3], form[5][4] = "x", "x"
    assert chosen(tool.read_bytes(document("Checklist", table(form)))) == {"tired": "one", "missing": "two"}
