"""Other authorities' tools, by mapping alone: where the rows and answers of a form stand (G1 to G17)."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from pipeline.errors import InvalidMapping
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import load_catalogue
from pipeline.process.form import read_one
from tests.documents import document
from tests.generality import DAY, Tool, assessed, chosen, codes, points, rows, states, unread, values
from tests.shapes import cell, control, legacy_box, legacy_text, paragraph, run, table, tick

if TYPE_CHECKING:
    from pathlib import Path

    from tests.shapes import Element

HEADING = "Risk tool of the partnership\nTo be filled in by the lead professional with the family, and kept on file"
FOUR = """
option = [
  { id = "no", label = "No", points = 0 },
  { id = "low", label = "Low", points = 1 },
  { id = "medium", label = "Medium", points = 2 },
  { id = "high", label = "High", points = 3 },
]
"""
YES_NO = """
[checklist]
answer = "Score"
weight = "Points"
group = [{ name = "All", factors = [
  { id = "missing", label = "Missing episodes", points = 5 },
  { id = "gifts", label = "Unexplained gifts", points = 3, also = ["Gifts"] },
] }]
"""


# -- one of several columns (G5) ---------------------------------------------------------------------------------------


COLUMNS = f"""
[checklist]
notes = "Evidence"
group = [
  {{ name = "Behaviour", factors = [
    {{ id = "missing", label = "Missing episodes" }},
    {{ id = "gifts", label = "Unexplained gifts" }},
    {{ id = "older", label = "Older associates" }},
  ] }},
]
{FOUR}
[score]
band = [
  {{ level = "low", to = 2, name = "Low" }},
  {{ level = "high", from = 3, name = "High" }},
]
"""
COLUMNS_BLANK = rows("""
    Indicator         | No | Low | Medium | High | Evidence
    Missing episodes  |    |     |        |      |
    Unexplained gifts |    |     |        |      |
    Older associates  |    |     |        |      |
""")


@pytest.fixture
def columns(tmp_path: Path) -> Tool:
    return Tool(tmp_path, COLUMNS, "Risk tool", COLUMNS_BLANK)


class TestColumns:
    def test_a_tick_in_a_column_gives_its_points(self, columns: Tool) -> None:
        result = columns.read(
            ("Missing episodes", "High", "✓"),
            ("Missing episodes", "Evidence", "Three times in May"),
            ("Unexplained gifts", "Low", "x"),
            ("Older associates", "No", "X"),
        )
        assert chosen(result) == {"missing": "high", "gifts": "low", "older": "no"}
        assert states(result) == {"missing": "yes", "gifts": "yes", "older": "no"}
        assert points(result) == {"missing": 3, "gifts": 1, "older": 0}
        assert result.submission.checklist["missing"].notes == "Three times in May"
        assert (assessed(result).total, assessed(result).rag, assessed(result).complete) == (4, "high", True)
        assert unread(result) == []

    def test_two_ticks_leave_the_row_open_and_show_a_range(self, columns: Tool) -> None:
        result = columns.read(("Missing episodes", "Low", "✓"), ("Missing episodes", "High", "✓"))
        assert states(result)["missing"] == "unclear"
        assert (assessed(result).total, assessed(result).total_max) == (0, 3)
        assert "unclear_answer" in codes(result)

    @pytest.mark.parametrize("entry", ["Yes", "High", "3", "☒", "Y"])
    def test_a_mark_may_be_a_word_the_name_or_the_number_of_the_column(self, columns: Tool, entry: str) -> None:
        assert chosen(columns.read(("Missing episodes", "High", entry))) == {"missing": "high"}

    @pytest.mark.parametrize("entry", ["?", "maybe", "see chronology", "2"])
    def test_other_words_in_a_column_are_never_a_tick(self, columns: Tool, entry: str) -> None:
        result = columns.read(("Missing episodes", "High", entry))
        assert states(result)["missing"] == "unclear"
        assert entry in result.submission.checklist["missing"].notes

    def test_columns_may_be_moved_and_one_that_was_added_is_nobodys(self, columns: Tool) -> None:
        header = ["Indicator", "High", "Medium", "Low", "No", "Evidence"]
        swapped = [header, ["Missing episodes", "x", "", "", "", ""], ["Unexplained gifts", "", "", "x", "", ""]]
        result = columns.read_bytes(document("Risk tool", table([*swapped, ["Older associates", *[""] * 5]])))
        assert chosen(result) == {"missing": "high", "gifts": "low"}
        header = ["Indicator", "No", "Low", "Medium", "Rising", "High", "Evidence"]
        added = [header, ["Missing episodes", "", "", "", "x", "", ""], ["Unexplained gifts", "", "", "", "", "x", ""]]
        result = columns.read_bytes(document("Risk tool", table([*added, ["Older associates", *[""] * 6]])))
        assert chosen(result) == {"gifts": "high"}
        assert unread(result) == ["Rising", "x"]

    def test_rows_may_be_moved_and_one_that_was_added_is_unread(self, columns: Tool) -> None:
        moved = [COLUMNS_BLANK[0], COLUMNS_BLANK[3], ["Online contact", "", "", "x", "", ""], COLUMNS_BLANK[2]]
        filled = [*moved, ["Missing episodes", "", "", "", "x", "Twice"]]
        result = columns.read_bytes(document("Risk tool", table(filled)))
        assert chosen(result) == {"missing": "high"}
        assert unread(result) == ["Online contact", "x"]

    def test_words_behind_a_tick_are_a_comment(self, columns: Tool) -> None:
        result = columns.read(("Missing episodes", "High", "✓ since May"))
        assert chosen(result) == {"missing": "high"}
        assert result.submission.checklist["missing"].notes == "✓ since May"

    def test_evidence_alone_is_no_answer(self, columns: Tool) -> None:
        assert states(columns.read(("Missing episodes", "Evidence", "Seen in town")))["missing"] == "unclear"

    def test_a_shaded_cell_chooses_its_column(self, columns: Tool) -> None:
        assert chosen(columns.read(("Missing episodes", "Medium", cell("", shade="FFFF00")))) == {"missing": "medium"}

    def test_an_untouched_form_is_blank(self, columns: Tool) -> None:
        result = columns.read()
        assert codes(result) == {"nothing_filled_in"}
        assert assessed(result).rag is None


def test_check_boxes_in_columns_are_read(tmp_path: Path) -> None:
    boxes = [[text or tick(False) for text in row] for row in COLUMNS_BLANK]
    tool = Tool(tmp_path, COLUMNS, "Risk tool", boxes)
    assert chosen(tool.read(("Missing episodes", 4, tick()))) == {"missing": "high"}
    assert states(tool.read(("Missing episodes", 4, tick())))["gifts"] == "blank"


def test_printed_numbers_are_ringed_bolded_or_left_standing(tmp_path: Path) -> None:
    printed = [["Indicator", "No", "Low", "Medium", "High", "Evidence"]]
    printed += [
        [label, "0", "1", "2", "3", ""] for label in ("Missing episodes", "Unexplained gifts", "Older associates")
    ]
    tool = Tool(tmp_path, COLUMNS, "Risk tool", printed)
    result = tool.read(
        ("Missing episodes", 4, run("3", ringed=True)),
        ("Unexplained gifts", 2, run("1", bold=True)),
        ("Older associates", 1, run("0", strike=True)),
        ("Older associates", 2, run("1", strike=True)),
        ("Older associates", 4, run("3", strike=True)),
    )
    assert chosen(result) == {"missing": "high", "gifts": "low", "older": "medium"}


def test_points_may_differ_from_row_to_row(tmp_path: Path) -> None:
    mapping = (
        """
[checklist]
group = [{ name = "All", factors = [
  { id = "missing", label = "Missing episodes", points = [0, 1, 5, 10] },
  { id = "gifts", label = "Unexplained gifts", points = [0, 2, 3, 4] },
  { id = "older", label = "Older associates", points = [0, 0, 0, 1] },
] }]
"""
        + FOUR
    )
    tool = Tool(tmp_path, mapping, "Risk tool", COLUMNS_BLANK)
    result = tool.read(("Missing episodes", "High", "x"), ("Unexplained gifts", "Medium", "x"))
    assert points(result) == {"missing": 10, "gifts": 3, "older": 0}


# -- side by side, evidence rows, headings (G3, G4) --------------------------------------------------------------------


def test_two_lists_side_by_side_have_each_its_own_column(tmp_path: Path) -> None:
    mapping = """
[checklist]
answer = "Score"
group = [
  { name = "Push", points = 2, factors = [
    { id = "conflict", label = "Family conflict" },
    { id = "loss", label = "Loss" },
  ] },
  { name = "Pull", points = 5, factors = [
    { id = "gifts", label = "Gifts" },
    { id = "travel", label = "Travel" },
  ] },
]
"""
    blank = rows("""
        Push factors    | Score | Pull factors | Score
        Family conflict |       | Gifts        |
        Loss            |       | Travel       |
    """)
    result = Tool(tmp_path, mapping, "Risk tool", blank).read(("Family conflict", 3, "x"), ("Loss", 1, "x"))
    assert points(result) == {"conflict": 0, "loss": 2, "gifts": 5, "travel": 0}
    assert states(result) == {"conflict": "blank", "loss": "yes", "gifts": "yes", "travel": "blank"}


EVIDENCE_ROWS = """
[checklist]
answer = "Score"
notes_rows = 1
points = 4
group = [{ name = "All", factors = [
  { id = "missing", label = "Missing episodes" },
  { id = "gifts", label = "Unexplained gifts" },
] }]

[[field]]
id = "comment"
kind = "narrative"
label = "Comments"
after = "Unexplained gifts"
at = "right"
"""


def test_the_row_under_a_row_is_its_evidence(tmp_path: Path) -> None:
    blank = rows("""
        Indicator         | Score
        HOME              |
        Missing episodes  |
        Evidence:         |
        Unexplained gifts |
        Evidence:         |
        Comments          |
    """)
    tool = Tool(tmp_path, EVIDENCE_ROWS, "Risk tool", blank)
    result = tool.read((2, 1, "x"), (3, 1, "Twice in May"), (5, 1, "None seen"), (6, 1, "Quiet week"))
    checklist = result.submission.checklist
    assert (checklist["missing"].state, checklist["missing"].notes) == ("yes", "Twice in May")
    assert (checklist["gifts"].state, checklist["gifts"].notes) == ("unclear", "None seen")
    assert values(result) == {"comment": "Quiet week"}
    assert unread(result) == []
    behind = tool.read((2, 1, "x"), (3, 0, "Evidence: seen in town"), (5, 0, "Evidence:\nnone"))
    assert [each.notes for each in behind.submission.checklist.values()] == ["seen in town", "none"]


def test_a_category_merged_downwards_and_headings_between_are_no_rows(tmp_path: Path) -> None:
    blank = table(
        [
            ["Area", "Indicator", "Points", "Score"],
            [cell("Behaviour", merge="restart"), "Missing episodes", "5", ""],
            [cell("", merge="continue"), "Unexplained gifts", "3", ""],
        ]
    )
    filled = table(
        [
            ["Area", "Indicator", "Points", "Score"],
            [cell("Behaviour", merge="restart"), "Missing episodes", "5", "5"],
            [cell("", merge="continue"), "Unexplained gifts", "3", ""],
        ]
    )
    tool = Tool(tmp_path, YES_NO, "Risk tool", blank)
    assert points(tool.read_bytes(document("Risk tool", filled))) == {"missing": 5, "gifts": 0}


# -- the answer column (G1, G2) ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["3", '"+2"', '"Your score"'])
def test_a_column_is_named_by_number_offset_or_header(tmp_path: Path, column: str) -> None:
    mapping = f"""
[checklist]
answer = {column}
points = 2
group = [{{ name = "All", factors = [{{ id = "missing", label = "Missing episodes" }}] }}]
"""
    blank = [["Indicator", "Hint", "Your score", "Office"], ["Missing episodes", "in a year", "", ""]]
    tool = Tool(tmp_path, mapping, "Risk tool", blank)
    assert points(tool.read(("Missing episodes", 2, "x"))) == {"missing": 2}
    assert unread(tool.read(("Missing episodes", 3, "later"))) == ["later"]


def test_a_header_may_be_split_over_two_rows(tmp_path: Path) -> None:
    mapping = """
[checklist]
group = [{ name = "All", factors = [{ id = "missing", label = "Missing episodes" }] }]
option = [
  { id = "recent", label = "Last 6 months", points = 5 },
  { id = "before", label = "6-12 months", points = 1 },
]
"""
    blank = [["Indicator", "Last", "6-12"], ["", "6 months", "months"], ["Missing episodes", "", ""]]
    tool = Tool(tmp_path, mapping, "Risk tool", blank)
    assert points(tool.read(("Missing episodes", 2, "x"))) == {"missing": 1}


def test_a_header_merged_over_the_options_is_passed_by(tmp_path: Path) -> None:
    header = [cell("Indicator", merge="restart"), cell("Level of risk", span=4)]
    second = [cell("", merge="continue"), "No", "Low", "Medium", "High"]
    mapping = COLUMNS.replace('notes = "Evidence"', "")
    labels = ("Missing episodes", "Unexplained gifts", "Older associates")
    lines = [[label, "", "", "", ""] for label in labels]
    tool = Tool(tmp_path, mapping, "Risk tool", [header, second, *lines])
    assert chosen(tool.read(("Unexplained gifts", 3, "x"))) == {"gifts": "medium"}


@pytest.mark.parametrize("label", ["MISSING  EPISODES:", "Missing\nepisodes", "missingepisodes", "Missing episodes –"])
def test_a_label_is_known_however_it_is_typed(tmp_path: Path, label: str) -> None:
    blank = [["Indicator", "Points", "Score"], ["Missing episodes", "5", ""], ["Unexplained gifts", "3", ""]]
    tool = Tool(tmp_path, YES_NO, "Risk tool", blank)
    filled = [blank[0], [label, "5", "5"], ["Gifts", "3", "x"]]
    assert points(tool.read_bytes(document("Risk tool", table(filled)))) == {"missing": 5, "gifts": 3}


def test_a_reworded_label_is_taken_only_as_far_as_the_mapping_says(tmp_path: Path) -> None:
    blank = [["Indicator", "Points", "Score"], ["Missing episodes", "5", ""], ["Unexplained gifts", "3", ""]]
    form = document("Risk tool", table([blank[0], ["Missing episode(s)", "5", "5"], ["Unexplained gifts", "3", ""]]))
    strict = Tool(tmp_path, YES_NO, "Risk tool", blank).read_bytes(form)
    assert states(strict)["missing"] == "not_found"
    assert "factor_missing" in codes(strict)
    loose = Tool(tmp_path, YES_NO.replace("[checklist]", "[checklist]\nsimilar = 85"), "Risk tool", blank).read_bytes(
        form
    )
    assert points(loose)["missing"] == 5
    assert "factor_alike" in codes(loose)


def test_the_first_line_of_a_cell_may_be_the_label(tmp_path: Path) -> None:
    blank = [
        ["Indicator", "Points", "Score"],
        ["Missing episodes\nfrom home or care", "5", ""],
        ["Unexplained gifts", "3", ""],
    ]
    tool = Tool(tmp_path, YES_NO, "Risk tool", blank)
    assert points(tool.read(("Missing episodes\nfrom home or care", "Score", "x"))) == {"missing": 5, "gifts": 0}


# -- ladders, and several options (G6, G7, G8) -------------------------------------------------------------------------


LADDER = """
[checklist]
answer = "Tick"

[[checklist.group]]
name = "Care"

[[checklist.group.factors]]
id = "food"
label = "Food"
option = [
  { id = "1", label = "Regular and balanced meals", points = 1 },
  { id = "2", label = "Meals are missed now and then", points = 2 },
  { id = "3", label = "Often hungry", points = 3 },
]

[[checklist.group.factors]]
id = "home"
label = "Home"
option = [
  { id = "1", label = "Warm and clean", points = 1 },
  { id = "2", label = "Cold or dirty", points = 2 },
]
"""
LADDER_BLANK = rows("""
    Area | What it looks like            | Tick
    Food | Regular and balanced meals    |
         | Meals are missed now and then |
         | Often hungry                  |
    Home | Warm and clean                |
         | Cold or dirty                 |
""")


class TestLadder:
    def test_one_of_several_rows_is_chosen(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, LADDER, "Care profile", LADDER_BLANK)
        result = tool.read(("Meals are missed now and then", "Tick", "✓"), ("Warm and clean", "Tick", "x"))
        assert chosen(result) == {"food": "2", "home": "1"}
        assert points(result) == {"food": 2, "home": 1}

    def test_a_descriptor_may_be_highlighted_or_ringed(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, LADDER, "Care profile", LADDER_BLANK)
        result = tool.read(
            ("Often hungry", 1, run("Often hungry", highlight="yellow")),
            ("Cold or dirty", 1, run("Cold or dirty", ringed=True)),
        )
        assert chosen(result) == {"food": "3", "home": "2"}

    def test_the_row_beside_which_something_was_written_counts(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, LADDER, "Care profile", LADDER_BLANK)
        result = tool.read(("Often hungry", "Tick", "Asked for food at school"))
        assert chosen(result) == {"food": "3"}
        assert result.submission.checklist["food"].notes == "Asked for food at school"

    def test_two_rows_are_unclear_unless_the_highest_counts(self, tmp_path: Path) -> None:
        both = ("Often hungry", "Tick", "x"), ("Regular and balanced meals", "Tick", "x")
        strict = Tool(tmp_path, LADDER, "Care profile", LADDER_BLANK).read(*both)
        assert states(strict)["food"] == "unclear"
        assert (assessed(strict).total, assessed(strict).total_max) == (0, 3)
        mapping = LADDER.replace("[checklist]", '[checklist]\nseveral = "highest"')
        loose = Tool(tmp_path, mapping, "Care profile", LADDER_BLANK).read(*both)
        assert points(loose)["food"] == 3
        assert chosen(loose) == {"food": "1, 3"}

    def test_a_descriptor_left_out_of_the_blank_is_named(self, tmp_path: Path) -> None:
        mapping = LADDER.replace("Often hungry", "Starving")
        with pytest.raises(InvalidMapping, match="factor 'food', option '3': its label 'Starving' is not printed"):
            _ = Tool(tmp_path, mapping, "Care profile", LADDER_BLANK).layouts


def test_columns_may_add_up(tmp_path: Path) -> None:
    mapping = """
[checklist]
several = "add"
group = [{ name = "All", factors = [{ id = "missing", label = "Missing" }, { id = "drugs", label = "Drugs" }] }]
option = [
  { id = "recent", label = "Last 6 months", points = 5 },
  { id = "before", label = "6-12 months", points = 1 },
]
"""
    blank = [["Indicator", "Last 6 months", "6-12 months"], ["Missing", "", ""], ["Drugs", "", ""]]
    tool = Tool(tmp_path, mapping, "Risk tool", blank)
    result = tool.read(("Missing", 1, "x"), ("Missing", 2, "x"), ("Drugs", 2, "1"))
    assert points(result) == {"missing": 6, "drugs": 1}
    assert chosen(result)["missing"] == "recent, before"


# -- words, and numbers (G9, G10) --------------------------------------------------------------------------------------


WORDS = """
[checklist]
answer = "Answer"
group = [{ name = "All", factors = [
  { id = "dv", label = "Domestic abuse", points = 5 },
  { id = "debt", label = "Debts", points = 3 },
] }]
option = [
  { id = "yes", label = "Yes", means = "yes" },
  { id = "no", label = "No", means = "no" },
  { id = "possible", label = "Possible", also = ["Suspected"], points = 2 },
  { id = "not_known", label = "Not known", also = ["NK", "Unknown"], means = "unknown" },
]
"""
WORDS_BLANK = [["Question", "Answer"], ["Domestic abuse", ""], ["Debts", ""]]


class TestWords:
    @pytest.mark.parametrize(
        ("entry", "option", "worth", "notes"),
        [
            ("Yes", "yes", 5, ""),
            ("no", "no", 0, ""),
            ("Suspected", "possible", 2, ""),
            ("Yes - police called in May", "yes", 5, "police called in May"),
            ("No, none seen", "no", 0, "none seen"),
            ("Possible (neighbour)", "possible", 2, "(neighbour)"),
            ("✓", None, 0, ""),
        ],
    )
    def test_each_word_has_its_value_and_a_comment_is_a_note(
        self, tmp_path: Path, entry: str, option: str | None, worth: int, notes: str
    ) -> None:
        result = Tool(tmp_path, WORDS, "Risk tool", WORDS_BLANK).read(("Domestic abuse", 1, entry))
        assert chosen(result).get("dv") == option
        assert (points(result)["dv"], result.submission.checklist["dv"].notes) == (worth, notes)

    def test_not_known_is_an_answer_that_leaves_the_total_open(self, tmp_path: Path) -> None:
        result = Tool(tmp_path, WORDS, "Risk tool", WORDS_BLANK).read(("Domestic abuse", 1, "NK"), ("Debts", 1, "Yes"))
        assert chosen(result)["dv"] == "not_known"
        assert (assessed(result).total, assessed(result).total_max, assessed(result).complete) == (3, 8, False)
        assert "answer_unknown" in codes(result)
        assert "unclear_answer" not in codes(result)

    @pytest.mark.parametrize("entry", ["Yes/No", "yes or no", "was yes", "Yes?", "no longer", "??"])
    def test_words_of_doubt_are_unclear(self, tmp_path: Path, entry: str) -> None:
        result = Tool(tmp_path, WORDS, "Risk tool", WORDS_BLANK).read(("Domestic abuse", 1, entry))
        assert states(result)["dv"] == "unclear"
        assert result.submission.checklist["dv"].entered == entry

    @pytest.mark.parametrize(
        ("entry", "option"),
        [
            ([paragraph(run("Yes", strike=True), " / No / Not known")], None),
            ([paragraph(run("Yes", bold=True), " / No / Not known")], "yes"),
            ([paragraph("Yes / ", run("No", highlight="yellow"), " / Not known")], "no"),
            ([paragraph("Not known")], "not_known"),
            ([paragraph("Yes / No ✓ / Not known")], "no"),
            ([paragraph("Yes / No / Not known"), paragraph("Moved in May")], None),
        ],
    )
    def test_words_printed_in_the_answer_cell_are_marked_struck_or_deleted(
        self, tmp_path: Path, entry: list[Element], option: str | None
    ) -> None:
        blank = [["Question", "Answer"], ["Domestic abuse", "Yes / No / Not known"], ["Debts", "Yes / No / Not known"]]
        result = Tool(tmp_path, WORDS, "Risk tool", blank).read(("Domestic abuse", 1, entry))
        assert chosen(result).get("dv") == option


def test_a_typed_number_counts_itself_where_the_mapping_says_so(tmp_path: Path) -> None:
    blank = [["Indicator", "Points", "Score"], ["Missing episodes", "5", ""], ["Unexplained gifts", "3", ""]]
    entries = ("Missing episodes", "Score", "2"), ("Unexplained gifts", "Score", "3")
    printed = Tool(tmp_path, YES_NO, "Risk tool", blank).read(*entries)
    assert points(printed) == {"missing": 5, "gifts": 3}
    assert "score_differs" in codes(printed)
    mapping = YES_NO.replace("[checklist]", '[checklist]\nentered = "points"')
    tool = Tool(tmp_path, mapping, "Risk tool", blank)
    typed = tool.read(*entries)
    assert points(typed) == {"missing": 2, "gifts": 3}
    assert codes(typed) == set()
    assert states(tool.read(("Missing episodes", "Score", "6")))["missing"] == "unclear"
    assert states(tool.read(("Missing episodes", "Score", "x")))["missing"] == "unclear"


# -- choices and controls (G11, G12) -----------------------------------------------------------------------------------


LEVEL = """
[[field]]
id = "name"
kind = "text"
label = "Name"

[[field]]
id = "seen"
kind = "date"
label = "Date seen"

[[field]]
id = "level"
kind = "choice"
label = "Level of need"
choice = [{ id = "low", label = "Low" }, { id = "medium", label = "Medium" }, { id = "high", label = "High" }]
"""
LEVEL_BLANK = rows("""
    Name      |
    Date seen |
""")
PRINTED = "Level of need: Low / Medium / High"


@pytest.mark.parametrize(
    "line",
    [
        paragraph("Level of need: Low / Medium / ", run("High", highlight="yellow")),
        paragraph("Level of need: Low / Medium / ", run("High", bold=True)),
        paragraph("Level of need: Low / Medium / ", run("High", underline=True)),
        paragraph("Level of need: ", run("Low / Medium", strike=True), " / High"),
        paragraph("Level of need: High"),
        paragraph("Level of need: Low / Medium / High ✓"),
    ],
    ids=["highlighted", "bold", "underlined", "others struck", "others deleted", "ticked"],
)
def test_a_choice_is_made_by_emphasis_striking_deleting_or_leaving_one(tmp_path: Path, line: Element) -> None:
    tool = Tool(tmp_path, LEVEL, HEADING, LEVEL_BLANK, PRINTED)
    entries = [["Name", "Jo Example"], ["Date seen", ""]]
    assert values(tool.read_bytes(document(HEADING, table(entries), line))) == {"name": "Jo Example", "level": "high"}


@pytest.mark.parametrize(
    ("blank", "entry"),
    [
        ([["Level of need", "Low", "Medium", "High"]], ("Level of need", 3, cell("High", shade="FF0000"))),
        ([["Level of need", "Low", "Medium", "High"]], ("Level of need", 3, "High ✓")),
        ([["Level of need", "Low", "", "Medium", "", "High", ""]], ("Level of need", 6, "x")),
        ([["Level of need", "Low", "Medium", "High"], ["", "", "", ""]], (1, 3, "x")),
        ([["Level of need", "☐ Low\n☐ Medium\n☐ High"]], ("Level of need", 1, "☐ Low\n☐ Medium\n☒ High")),
        (
            [["Level of need", "Low / Medium / High"]],
            ("Level of need", 1, [paragraph("Low / Medium / ", run("High", bold=True))]),
        ),
    ],
    ids=["shaded box", "tick in its box", "box behind", "box below", "lines of one box", "one line of a box"],
)
def test_a_choice_is_made_in_boxes_beside_its_label(tmp_path: Path, blank: list[list[str]], entry: Any) -> None:
    tool = Tool(tmp_path, LEVEL, [*blank, *LEVEL_BLANK], HEADING)
    result = tool.read(entry)
    assert values(result) == {"level": "high"}
    assert unread(result) == []


def test_controls_and_old_form_fields_are_read_and_their_prompts_are_blank(tmp_path: Path) -> None:
    text, day = control("Write here", placeholder=True), control("Pick", kind="date", placeholder=True)
    tool = Tool(tmp_path, LEVEL, HEADING, [["Name", text], ["Date seen", day]], PRINTED)
    assert values(tool.read(("Date seen", 1, control("3 May 2026", kind="date", value="2026-05-03T00:00:00Z")))) == {
        "seen": dt.date(2026, 5, 3)
    }
    assert values(tool.read(("Name", 1, legacy_text("Jo Example")))) == {"name": "Jo Example"}


def test_old_check_boxes_in_columns_are_read(tmp_path: Path) -> None:
    boxes = [[text or legacy_box("0") for text in row] for row in COLUMNS_BLANK]
    tool = Tool(tmp_path, COLUMNS, "Risk tool", boxes)
    assert chosen(tool.read(("Missing episodes", 3, legacy_box("1")))) == {"missing": "medium"}


# -- sentences, and boxes with several answers (G13, G14) --------------------------------------------------------------


SENTENCE = """
[[field]]
id = "previous_date"
kind = "date"
label = "The assessment completed on"
at = "gap"

[[field]]
id = "previous_score"
kind = "number"
label = "had a score of"
at = "gap"

[[field]]
id = "previous_level"
kind = "choice"
label = "which is"
at = "gap"
choice = [{ id = "low", label = "Low" }, { id = "high", label = "High" }]
"""
DOTS = "The assessment completed on ………… had a score of ............ which is ______ risk."


@pytest.mark.parametrize(
    "line",
    [
        "The assessment completed on 3.2.26 had a score of 57 which is high risk.",
        "The assessment completed on …3/2/2026…… had a score of .....57..... which is __High__ risk.",
        "The assessment completed on 3rd February 2026 had a score of 57 points which is High risk.",
    ],
)
def test_blanks_within_a_sentence(tmp_path: Path, line: str) -> None:
    tool = Tool(tmp_path, SENTENCE, HEADING, DOTS)
    result = tool.read_bytes(document(HEADING, line))
    day = dt.date(2026, 2, 3)
    assert values(result) == {"previous_date": day, "previous_score": 57, "previous_level": "high"}
    assert unread(result) == []


def test_a_blank_left_open_in_a_sentence_is_blank(tmp_path: Path) -> None:
    tool = Tool(tmp_path, SENTENCE, HEADING, DOTS)
    line = "The assessment completed on ………… had a score of 57 which is ______ risk."
    result = tool.read_bytes(document(HEADING, line))
    assert values(result) == {"previous_score": 57}
    assert codes(result) == set()


COMPOSITE = """
[[field]]
id = "child"
kind = "text"
label = "Name, date of birth and aliases"

[[field]]
id = "born"
kind = "date"
label = "Date of birth"
part_of = "child"
behind = ["DOB", "born"]

[[field]]
id = "aliases"
kind = "text"
label = "Aliases"
part_of = "child"
behind = ["aka", "also known as"]

[[field]]
id = "completed"
kind = "date"
label = "Date completed and history"

[[field]]
id = "history"
kind = "narrative"
label = "History"
rest_of = "completed"
"""


@pytest.mark.parametrize(
    "entry",
    [
        "Jo Example, DOB 12/03/2011, aka JoJo",
        "Jo Example aka JoJo (born 12.3.11)",
        "Jo Example\nDOB: 12 March 2011\nAlso known as: JoJo",
    ],
)
def test_a_box_with_several_answers_is_split(tmp_path: Path, entry: str) -> None:
    blank = rows("""
        Name, date of birth and aliases |
        Date completed and history      |
    """)
    tool = Tool(tmp_path, COMPOSITE, "Risk tool", blank)
    result = tool.read(
        ("Name, date of birth and aliases", 1, entry), ("Date completed and history", 1, "1/6/2026. CE before: no")
    )
    assert values(result) == {
        "child": "Jo Example",
        "born": dt.date(2011, 3, 12),
        "aliases": "JoJo",
        "completed": dt.date(2026, 6, 1),
        "history": "CE before: no",
    }
    assert unread(result) == []


# -- tables, two places, several sections (G15, G16, G17) --------------------------------------------------------------


def test_tables_with_added_rows_printed_cells_or_without_headings(tmp_path: Path) -> None:
    mapping = """
[[field]]
id = "people"
kind = "table"
label = "People in the home"
column = [{ id = "name", label = "Name" }, { id = "role", label = "Relation" }]

[[field]]
id = "phones"
kind = "table"
label = "Telephone numbers"
column = [{ id = "whose" }, { id = "number" }]
"""
    people = [["Name", "Relation"], ["", "Mother"], ["", ""]]
    tool = Tool(tmp_path, mapping, "People in the home", people, "Telephone numbers", [["", ""], ["", ""]])
    filled = [people[0], ["Ann Example", "Mother"], ["Ben Example", "Brother"], ["Cy Example", "Uncle"]]
    form = document(
        "People in the home", table(filled), "Telephone numbers", table([["Mother", "01632 960001"], ["", ""]])
    )
    assert values(tool.read_bytes(form)) == {
        "people": (
            {"name": "Ann Example", "role": "Mother"},
            {"name": "Ben Example", "role": "Brother"},
            {"name": "Cy Example", "role": "Uncle"},
        ),
        "phones": ({"whose": "Mother", "number": "01632 960001"},),
    }


TWICE = """
[[field]]
id = "born"
kind = "date"
label = "Date of birth"

[[field]]
id = "born_again"
kind = "date"
label = "DOB"
after = "Summary"
same_as = "born"
"""


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("12/03/2011", "12.3.11", set()),
        ("12/03/2011", "", set()),
        ("12/03/2011", "13/03/2011", {"values_differ"}),
        ("", "12/03/2011", {"value_elsewhere"}),
    ],
)
def test_the_same_question_in_two_places_is_cross_checked(
    tmp_path: Path, first: str, second: str, found: set[str]
) -> None:
    tool = Tool(tmp_path, TWICE, "Identity", [["Date of birth", ""]], "Summary", [["DOB", ""]])
    assert codes(tool.read(("Date of birth", 1, first), ("DOB", 1, second))) == found


SECTIONS = """
[[checklist]]
id = "push"
section = "Push factors"
after = "Push factors"
answer = "Score"
points = 2
group = [{ name = "Push", factors = [{ id = "push_drugs", label = "Drugs" }, { id = "loss", label = "Loss" }] }]

[[checklist]]
id = "pull"
section = "Pull factors"
after = "Pull factors"
answer = "Score"
points = 5
optional = true
group = [{ name = "Pull", factors = [{ id = "pull_drugs", label = "Drugs" }, { id = "gifts", label = "Gifts" }] }]

[[field]]
id = "push_comment"
kind = "narrative"
label = "Comments"
after = "Push factors"

[[field]]
id = "pull_comment"
kind = "narrative"
label = "Comments"
after = "Pull factors"
optional = true
"""
PUSH = [["Factor", "Score"], ["Drugs", ""], ["Loss", ""], ["Comments", ""]]
PULL = [["Factor", "Score"], ["Drugs", ""], ["Gifts", ""], ["Comments", ""]]


class TestSections:
    def test_rows_of_one_name_in_two_sections_are_kept_apart(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, SECTIONS, "Push factors", PUSH, "Pull factors", PULL)
        pull = [["Factor", "Score"], ["Drugs", "x"], ["Gifts", ""], ["Comments", "Much later"]]
        push = [["Factor", "Score"], ["Drugs", ""], ["Loss", "x"], ["Comments", "Soon"]]
        result = tool.read_bytes(document("Push factors", table(push), "Pull factors", table(pull)))
        assert points(result) == {"push_drugs": 0, "loss": 2, "pull_drugs": 5, "gifts": 0}
        assert values(result) == {"push_comment": "Soon", "pull_comment": "Much later"}

    def test_a_section_may_be_absent(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, SECTIONS, "Push factors", PUSH, "Pull factors", PULL)
        push = [["Factor", "Score"], ["Drugs", "x"], ["Loss", ""], ["Comments", ""]]
        result = tool.read_bytes(document("Push factors", table(push)))
        assert points(result) == {"push_drugs": 2, "loss": 0, "pull_drugs": 0, "gifts": 0}
        assert (codes(result), assessed(result).complete) == (set(), True)

    def test_a_section_that_is_absent_opens_and_blocks_nothing(self, tmp_path: Path) -> None:
        mapping = SECTIONS.replace("optional = true\ngroup", 'optional = true\nblank = "block"\ngroup')
        tool = Tool(tmp_path, mapping, "Push factors", PUSH, "Pull factors", PULL)
        push = [["Factor", "Score"], ["Drugs", "x"], ["Loss", ""], ["Comments", ""]]
        assert assessed(tool.read_bytes(document("Push factors", table(push)))).complete
        pull = tool.read_bytes(document("Push factors", table(push), "Pull factors", table(PULL)))
        assert not assessed(pull).complete


def test_a_workbook_has_its_rows_on_a_named_sheet_under_a_header_somewhere(tmp_path: Path) -> None:
    mapping = """
[form]
id = "tool"
version = "1"
title = "Tool"
blanks = ["tool.xlsx"]

[[field]]
id = "name"
kind = "text"
label = "Name"
sheet = "Front"

[[field]]
id = "worker"
kind = "text"
label = "Name"
sheet = "Scores"

[checklist]
sheet = "Scores"
answer = "Score"
points = 3
group = [{ name = "All", factors = [{ id = "missing", label = "Missing" }, { id = "gifts", label = "Gifts" }] }]
"""
    (tmp_path / "blanks").mkdir()

    def workbook(name: str, worker: str, score: str) -> bytes:
        made = openpyxl.Workbook()
        front = made.active
        front.title = "Front"
        for line in ([HEADING], ["Name", name], ["Missing", "see the other sheet"]):
            front.append(line)
        scores = made.create_sheet("Scores")
        for line in (
            ["Name", worker],
            [],
            ["Factor", "Hint", "Score"],
            ["Missing", "in a year", score],
            ["Gifts", "", ""],
        ):
            scores.append(line)
        stream = io.BytesIO()
        made.save(stream)
        return stream.getvalue()

    (tmp_path / "blanks" / "tool.xlsx").write_bytes(workbook("", "", ""))
    (tmp_path / "tool.toml").write_text(mapping, "utf-8")
    layouts = prepare_layouts(load_catalogue([tmp_path])).forms
    result = read_one(workbook("Jo Example", "A. Worker", "x"), name="form.xlsx", layouts=layouts, day=DAY)
    assert values(result) == {"name": "Jo Example", "worker": "A. Worker"}
    assert points(result) == {"missing": 3, "gifts": 0}


def test_hidden_text_beside_an_optional_table_that_the_blank_does_not_print(tmp_path: Path) -> None:
    mapping = """
[[field]]
id = "name"
kind = "text"
label = "Name"

[[field]]
id = "people"
kind = "table"
label = "People"
optional = true
column = [{ id = "who", label = "Who" }]
"""
    tool = Tool(tmp_path, mapping, "Tool of one question", [["Name of the child", ""], ["Name", ""]])
    result = tool.read(("Name", 1, "Ann"), ("Name of the child", 1, cell(run("secret", hidden=True))))
    assert values(result) == {"name": "Ann"}
    assert "hidden_text" in codes(result)
