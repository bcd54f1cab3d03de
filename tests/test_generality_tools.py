"""Whole tools in the manner of those in use, each read from front to back by its mapping alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.documents import document
from tests.generality import Tool, assessed, chosen, codes, points, rows, states, unread, values
from tests.shapes import paragraph, run, table, tick

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result

# -- a checklist for domestic abuse: yes, no, don't know; a count of the ticks; a long header; comments under the questi

DASH = """
[[field]]
id = "ticks"
kind = "number"
label = "Total number of yes"

[[field]]
id = "judgement"
kind = "choice"
label = "Professional judgement: is this a high risk case?"
choice = [{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]

[checklist]
notes = "Source of the information"
group = [{ name = "Questions", factors = [
  { id = "injury", label = "1. Has the current incident resulted in injury?" },
  { id = "frightened", label = "2. Are you very frightened?" },
  { id = "weapons", label = "3. Has a weapon ever been used?" },
  { id = "children", label = "4. Are there children in the home?" },
] }]
option = [
  { id = "yes", label = "Yes", column = "Yes (tick", points = 1 },
  { id = "no", label = "No", points = 0 },
  { id = "dont_know", label = "Don't know", means = "unknown" },
]

[score]
by = "count"
total_field = "ticks"
band = [
  { level = "standard", to = 1, name = "Standard" },
  { level = "medium", from = 2, to = 2, name = "Medium" },
  { level = "high", from = 3, name = "High" },
]

[[score.override]]
id = "judged_high"
when = "judgement == 'yes'"
at_least = "high"
say = "Professional judgement says high."
do = "Refer to the conference."
severity = "must"

[[route]]
id = "conference"
when = "rag == 'high'"
to = "Multi-agency conference"
"""
DASH_BLANK = rows("""
    Please ask every question | Yes (tick this box) | No | Don't know | Source of the information
    1. Has the current incident resulted in injury? | | | |
    2. Are you very frightened? | | | |
    3. Has a weapon ever been used? | | | |
    4. Are there children in the home? | | | |
    Total number of yes | | | |
""")
JUDGED = [["Professional judgement: is this a high risk case?", [paragraph("☐ Yes"), paragraph("☐ No")]]]


def dash(folder: Path, *entries: tuple[int, int, str], judged: list[object] | None = None) -> Result:
    tool = Tool(folder, DASH, "Risk checklist for the first visit", DASH_BLANK, JUDGED)
    filled = [list(row) for row in DASH_BLANK]
    for row, column, text in entries:
        filled[row][column] = text
    answer = judged or [paragraph("☐ Yes"), paragraph("☐ No")]
    blocks = ("Risk checklist for the first visit", table(filled), table([[JUDGED[0][0], answer]]))
    return tool.read_bytes(document(*blocks))


class TestDash:
    def test_ticks_are_counted_and_comments_under_a_question_are_notes(self, tmp_path: Path) -> None:
        commented = "1. Has the current incident resulted in injury?\nA broken wrist"
        result = dash(
            tmp_path, (1, 0, commented), (1, 1, "✓"), (2, 1, "✓"), (3, 2, "✓"), (4, 1, "✓"), (4, 4, "Her mother")
        )
        assert chosen(result) == {"injury": "yes", "frightened": "yes", "weapons": "no", "children": "yes"}
        assert result.submission.checklist["injury"].notes == "A broken wrist"
        assert (assessed(result).total, assessed(result).rag) == (3, "high")
        assert assessed(result).routes == ("Multi-agency conference",)
        assert unread(result) == []

    def test_further_columns_of_notes_are_read_too(self, tmp_path: Path) -> None:
        mapping = DASH.replace('notes = "Source of the information"', 'notes = "Source"\nmore_notes = ["When", 7]')
        header = ["Please ask every question", "Yes (tick this box)", "No", "Don't know", "Source", "When", ""]
        blank = [header, *([row[0], *[""] * 6] for row in DASH_BLANK[1:])]
        tool = Tool(tmp_path, mapping, "Risk checklist for the first visit", blank, JUDGED)
        result = tool.read((1, 1, "x"), (1, 4, "Her mother"), (1, 5, "3 May"), (1, 6, "Seen"))
        assert result.submission.checklist["injury"].notes == "Her mother\n3 May\nSeen"
        assert unread(result) == []

    def test_a_comment_behind_the_question_on_its_line_is_a_note(self, tmp_path: Path) -> None:
        result = dash(tmp_path, (3, 0, "3. Has a weapon ever been used? A knife in May"), (3, 1, "✓"))
        assert chosen(result) == {"weapons": "yes"}
        assert result.submission.checklist["weapons"].notes == "A knife in May"

    def test_judgement_raises_the_level(self, tmp_path: Path) -> None:
        result = dash(tmp_path, (1, 1, "✓"), judged=[paragraph("☒ Yes"), paragraph("☐ No")])
        assert values(result) == {"judgement": "yes"}
        assert (assessed(result).band, assessed(result).rag) == ("standard", "high")
        assert [finding.remedy for finding in result.findings if finding.code == "level_override"] == [
            "Refer to the conference."
        ]

    def test_dont_know_leaves_the_count_open(self, tmp_path: Path) -> None:
        result = dash(tmp_path, (1, 1, "✓"), (2, 3, "✓"), (3, 2, "x"), (4, 2, "x"))
        assert (assessed(result).rag, assessed(result).complete) == ("standard", False)
        assert {"answer_unknown"} <= codes(result)


# -- a tool of vulnerabilities and risks: one point a tick, then points by how long ago --------------------------------

SERAF = """
[[field]]
id = "vulnerability_score"
kind = "number"
label = "Vulnerability score"

[[field]]
id = "risk_score"
kind = "number"
label = "Risk score"

[[field]]
id = "total"
kind = "number"
label = "Total score"

[[checklist]]
id = "vulnerabilities"
section = "Vulnerabilities"
after = "Part 1: vulnerabilities"
answer = "Tick"
points = 1
total_field = "vulnerability_score"
group = [{ name = "Vulnerabilities", factors = [
  { id = "abuse", label = "Emotional neglect or abuse" },
  { id = "isolated", label = "Isolated from peers" },
] }]

[[checklist]]
id = "risks"
section = "Significant risks"
after = "Part 2: significant risks"
several = "add"
total_field = "risk_score"
group = [{ name = "Risks", factors = [
  { id = "missing", label = "Disappearing from the system" },
  { id = "clipped", label = "Seen in hot spots" },
] }]
option = [
  { id = "recent", label = "Within last 6 months", points = 5 },
  { id = "before", label = "Over 6 months ago", points = 1 },
]

[score]
total_field = "total"
band = [
  { level = "none", to = 1, name = "Not at risk" },
  { level = "mild", from = 2, to = 5, name = "Mild" },
  { level = "significant", from = 6, name = "Significant" },
]
"""


def test_two_parts_are_scored_each_in_its_way_and_their_scores_written(tmp_path: Path) -> None:
    tool = Tool(
        tmp_path,
        SERAF,
        "Part 1: vulnerabilities",
        rows("""
            Indicator                  | Tick
            Emotional neglect or abuse |
            Isolated from peers        |
        """),
        "Part 2: significant risks",
        rows("""
            Indicator                    | Within last 6 months | Over 6 months ago
            Disappearing from the system |                      |
            Seen in hot spots            |                      |
        """),
        [["Vulnerability score", ""], ["Risk score", ""], ["Total score", ""]],
    )
    result, again = tool.process(
        ("Isolated from peers", 1, "✓"),
        ("Disappearing from the system", 1, "✓"),
        ("Disappearing from the system", 2, "✓"),
        ("Seen in hot spots", 2, "✓"),
    )
    assert points(result) == {"abuse": 0, "isolated": 1, "missing": 6, "clipped": 1}
    assert values(again) == {"vulnerability_score": 1, "risk_score": 7, "total": 8}
    assert assessed(result).rag == "significant"


# -- a care profile: a grade of 1 to 5 in a grid of descriptors; the worst of an area counts, and nothing adds up ------

GRID = """
[[field]]
id = "area_a"
kind = "number"
label = "Worst grade of area A"

[checklist]
id = "care"
in_total = false
blank = "range"
several = "unclear"
group = [{ name = "Area A", factors = [
  { id = "nutrition", label = "Nutrition" },
  { id = "housing", label = "Housing" },
] }]
option = [
  { id = "1", label = "Grade 1", points = 1 },
  { id = "2", label = "Grade 2", points = 2 },
  { id = "3", label = "Grade 3", points = 3 },
]

[score]
band = [{ level = "good", name = "Good enough" }, { level = "concern", name = "Concern" }]

[[score.override]]
id = "worst"
when = "highest('Area A') >= 3"
set = "concern"
say = "An item of area A is graded 3."

[[score.override]]
id = "fine"
when = "highest('Area A') < 3"
set = "good"
say = "No item of area A is graded 3."

[[write]]
field = "area_a"
value = "highest('Area A')"
"""
GRID_BLANK = rows("""
    Item      | Grade 1            | Grade 2               | Grade 3
    Nutrition | Meals are balanced | Meals are irregular   | Often without food
    Housing   | Warm and safe      | In need of repairs    | Unfit to live in
    Worst grade of area A | | |
""")


class TestGrid:
    def test_the_descriptor_that_stands_out_is_the_grade(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, GRID, "Graded care", GRID_BLANK)
        result, again = tool.process(
            ("Nutrition", 3, run("Often without food", highlight="yellow")), ("Housing", 1, "Warm and safe ✓")
        )
        assert chosen(result) == {"nutrition": "3", "housing": "1"}
        assert (assessed(result).rag, assessed(result).total) == ("concern", 0)
        assert values(again) == {"area_a": 3}

    def test_a_grade_that_is_missing_leaves_the_level_open(self, tmp_path: Path) -> None:
        result = Tool(tmp_path, GRID, "Graded care", GRID_BLANK).read(("Housing", 1, "Warm and safe ✓"))
        assert assessed(result).rag is None
        assert [finding.code for finding in result.findings] == ["level_override", "level_override"]


# -- concerns against strengths: a matrix of two scores ----------------------------------------------------------------

MATRIX = """
[[checklist]]
id = "concerns"
answer = "Concern"
entered = "points"
group = [{ name = "Concerns", factors = [
  { id = "violence", label = "Violence", points = 4 },
  { id = "planning", label = "Planning", points = 4 },
] }]

[[checklist]]
id = "strengths"
answer = "Strength"
entered = "points"
in_total = false
group = [{ name = "Strengths", factors = [
  { id = "carer", label = "A trusted carer", points = 4 },
  { id = "school", label = "Goes to school", points = 4 },
] }]

[score]
band = [{ level = "low", name = "Low" }, { level = "medium", name = "Medium" }, { level = "high", name = "High" }]

[[score.override]]
id = "low_concern"
when = "points('concerns') < 4"
set = "low"
say = "Low concern."

[[score.override]]
id = "high_concern_high_strength"
when = "points('concerns') >= 4 and points('strengths') >= 4"
set = "medium"
say = "High concern, high strength."

[[score.override]]
id = "high_concern_low_strength"
when = "points('concerns') >= 4 and points('strengths') < 4"
set = "high"
say = "High concern, low strength."
"""


@pytest.mark.parametrize(
    ("concern", "strength", "expected"), [("1", "4", "low"), ("4", "4", "medium"), ("4", "1", "high"), ("4", "?", None)]
)
def test_a_matrix_of_two_scores(tmp_path: Path, concern: str, strength: str, expected: str | None) -> None:
    tool = Tool(
        tmp_path,
        MATRIX,
        "Concerns and strengths",
        [["Item", "Concern"], ["Violence", ""], ["Planning", ""]],
        [["Item", "Strength"], ["A trusted carer", ""], ["Goes to school", ""]],
    )
    result = tool.read(("Violence", 1, concern), ("A trusted carer", 1, strength))
    assert assessed(result).rag == expected


# -- a home safety check: "no" is the answer that counts; boxes in the answer cell; items ticked in a list -------------

SAFETY = """
[[field]]
id = "hazards"
kind = "choice"
label = "Hazards seen (tick all that apply):"
several = true
choice = [
  { id = "pool", label = "Pond or pool" },
  { id = "dog", label = "Dangerous dog" },
  { id = "damp", label = "Damp or mould" },
]

[checklist]
answer = "Answer"
notes = "Action"
group = [{ name = "Safety", factors = [
  { id = "alarm", label = "Is there a working smoke alarm?" },
  { id = "gate", label = "Is there a stair gate?" },
  { id = "medicine", label = "Are medicines locked away?" },
] }]
option = [
  { id = "yes", label = "Yes", points = 0 },
  { id = "no", label = "No", points = 2 },
  { id = "na", label = "N/A", points = 0 },
]

[score]
band = [{ level = "safe", to = 1, name = "Safe" }, { level = "unsafe", from = 2, name = "Unsafe" }]

[[score.attribute]]
field = "hazards"
points = { pool = 3, dog = 2, damp = 1 }
"""


def boxes(ticked: int | None = None) -> list[object]:
    parts: list[object] = []
    for number, word in enumerate(("Yes", "No", "N/A")):
        parts += [tick(number == ticked), f" {word}   "]
    return [paragraph(*parts)]  # type: ignore[arg-type]


def safety(hazards: tuple[str, ...], *ticked: int | None) -> bytes:
    questions = ("Is there a working smoke alarm?", "Is there a stair gate?", "Are medicines locked away?")
    lines = [[question, boxes(each), ""] for question, each in zip(questions, ticked, strict=True)]
    options = [
        f"{'☒' if name in hazards else '☐'} {name}" for name in ("Pond or pool", "Dangerous dog", "Damp or mould")
    ]
    heading = "Home safety check of the family service"
    return document(
        heading, table([["Question", "Answer", "Action"], *lines]), "Hazards seen (tick all that apply):", *options
    )


def test_answers_in_boxes_and_a_list_of_ticks(tmp_path: Path) -> None:
    tool = Tool(tmp_path, SAFETY, "")
    (tmp_path / "blanks" / "tool.docx").write_bytes(safety((), None, None, None))
    result = tool.read_bytes(safety(("Dangerous dog", "Damp or mould"), 1, 2, 0))
    assert chosen(result) == {"alarm": "no", "gate": "na", "medicine": "yes"}
    assert states(result) == {"alarm": "yes", "gate": "no", "medicine": "no"}
    assert values(result) == {"hazards": "dog, damp"}
    assert (assessed(result).total, assessed(result).rag) == (5, "unsafe")
    assert unread(result) == []
