"""Other authorities' tools, by mapping alone: how answers become points and a level (G18 to G28)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import InvalidMapping
from pipeline.findings import Severity
from pipeline.mapping import load_catalogue
from tests.generality import FORM, Tool, assessed, chosen, codes, points, rows, values
from tests.shapes import cell

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result

pytestmark = pytest.mark.usefixtures("bare_registers")

BANDS = """
[score]
total_field = "total"
band = [
  { level = "low", to = 9, name = "Low" },
  { level = "medium", from = 10, to = 19, name = "Medium" },
  { level = "high", from = 20, name = "High" },
]
"""
TOTAL = """
[[field]]
id = "total"
kind = "number"
label = "TOTAL"
"""


def level(result: Result) -> tuple[int, str | None]:
    return assessed(result).total, assessed(result).rag


# -- weights, attributes, subtotals, judgement (G18 to G21) ------------------------------------------------------------


def test_weights_by_row_section_default_zero_and_severity_word(tmp_path: Path) -> None:
    mapping = """
[checklist]
answer = "Applies"
weight = "Severity"
points_of = { High = 10, Moderate = 4 }
points = 1

[[checklist.group]]
name = "Home"
points = 2
factors = [
  { id = "dv", label = "Domestic abuse", printed = "High" },
  { id = "debt", label = "Debts", printed = "Moderate" },
  { id = "noise", label = "Noise", printed = "-" },
  { id = "known", label = "Known to us", points = 0, printed = "none" },
]

[[checklist.group]]
name = "School"
factors = [{ id = "late", label = "Late", printed = "-" }]
"""
    blank = rows("""
        Factor         | Severity | Applies
        Domestic abuse | High     |
        Debts          | Moderate |
        Noise          | -        |
        Known to us    | none     |
        Late           | -        |
    """)
    tool = Tool(tmp_path, mapping, "Family tool", blank)
    every = [(row[0], "Applies", "x") for row in blank[1:]]
    assert points(tool.read(*every)) == {"dv": 10, "debt": 4, "noise": 2, "known": 0, "late": 1}
    wrong = mapping.replace('label = "Debts", printed = "Moderate"', 'label = "Debts", printed = "High"')
    with pytest.raises(InvalidMapping, match="factor 'debt': says 'High', but the blank prints Moderate"):
        _ = Tool(tmp_path, wrong, "Family tool", blank).layouts


ATTRIBUTES = (
    """
[[field]]
id = "born"
kind = "date"
label = "Date of birth"

[[field]]
id = "done"
kind = "date"
label = "Date completed"

[[field]]
id = "status"
kind = "choice"
label = "Status"
choice = [{ id = "CP", label = "CP" }, { id = "CIN", label = "CIN" }, { id = "none", label = "None" }]

[[field]]
id = "episodes"
kind = "number"
label = "Missing episodes"
"""
    + TOTAL
    + BANDS
    + """
[score.age]
born = "born"
on = "done"
band = [{ from = 0, to = 9, points = 5 }, { from = 12, to = 15, points = 3 }, { from = 16, points = 1 }]

[[score.attribute]]
field = "status"
points = { CP = 10, CIN = 5 }

[[score.attribute]]
field = "episodes"
band = [{ from = 0, to = 2, points = 0 }, { from = 3, points = 4 }]
"""
)
ATTRIBUTES_BLANK = [
    ["Date of birth", ""],
    ["Date completed", ""],
    ["Status", ""],
    ["Missing episodes", ""],
    ["TOTAL", ""],
]


@pytest.mark.parametrize(
    ("born", "status", "episodes", "total", "complete"),
    [
        ("01/05/2013", "CP", "4", 17, True),
        ("01/05/1990", "CIN", "2", 6, True),
        ("01/05/2015", "None", "", 0, False),
        ("", "CP", "4", 14, False),
        ("01/05/2013", "CP or CIN", "4", 7, False),
    ],
    ids=["in a band", "over the last one", "in a gap", "not known", "unclear"],
)
def test_points_from_age_and_other_answers(
    tmp_path: Path, born: str, status: str, episodes: str, total: int, complete: bool
) -> None:
    tool = Tool(tmp_path, ATTRIBUTES, "Risk tool", ATTRIBUTES_BLANK)
    result = tool.read(
        ("Date of birth", 1, born), ("Date completed", 1, "01/06/2026"), ("Status", 1, status),
        ("Missing episodes", 1, episodes),
    )  # fmt: skip
    assert (assessed(result).total, assessed(result).complete) == (total, complete)


def test_points_of_other_answers_are_kept_apart(tmp_path: Path) -> None:
    tool = Tool(tmp_path, ATTRIBUTES, "Risk tool", ATTRIBUTES_BLANK)
    result = tool.read(("Status", 1, "CP"), ("Missing episodes", 1, "9"))
    assert dict(assessed(result).attribute_points) == {"status": 10, "episodes": 4}


SUBTOTALS = (
    """
[[field]]
id = "home_score"
kind = "number"
label = "Subtotal"
after = "Home"

[[field]]
id = "school_score"
kind = "number"
label = "Subtotal"
after = "School"

[checklist]
answer = "Score"
weight = "Points"

[[checklist.group]]
name = "Home"
total_field = "home_score"
factors = [{ id = "dv", label = "Domestic abuse", points = 10 }, { id = "debt", label = "Debts", points = 3 }]

[[checklist.group]]
name = "School"
total_field = "school_score"
factors = [{ id = "late", label = "Late", points = 2 }, { id = "excluded", label = "Excluded", points = 5 }]
"""
    + TOTAL
    + BANDS
)
SUBTOTALS_BLANK = rows("""
    Factor         | Points | Score
    Home           |        |
    Domestic abuse | 10     |
    Debts          | 3      |
    Subtotal       |        |
    School         |        |
    Late           | 2      |
    Excluded       | 5      |
    Subtotal       |        |
    TOTAL          |        |
""")


class TestSubtotals:
    def test_blank_subtotals_are_written(self, tmp_path: Path) -> None:
        blank = [["Subtotal", "", ""] if row[0] == "Subtotal" else row for row in SUBTOTALS_BLANK]
        tool = Tool(tmp_path, SUBTOTALS, "Family tool", blank)
        result, again = tool.process((2, 2, "x"), (3, 2, "x"), (7, 2, "x"))
        assert dict(assessed(result).subtotals) == {"Home": 13, "School": 5}
        assert values(again) == {"home_score": 13, "school_score": 5, "total": 18}

    def test_typed_subtotals_are_checked(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, SUBTOTALS, "Family tool", SUBTOTALS_BLANK)
        result = tool.read((2, 2, "x"), (4, 2, "12"), (8, 2, "0"))
        assert [finding.field for finding in result.findings if finding.code == "shown_differs"] == ["home_score"]

    def test_an_open_row_shows_what_the_subtotal_could_be(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, SUBTOTALS, "Family tool", SUBTOTALS_BLANK)
        _, again = tool.process((2, 2, "x"), (3, 2, "?"))
        assert again.submission.answers["home_score"].raw == "10 (up to 13)"


JUDGEMENT = (
    """
[[field]]
id = "added"
kind = "number"
label = "Points by professional judgement"

[[field]]
id = "why"
kind = "narrative"
label = "Reason"

[checklist]
answer = "Score"
points = 8
group = [{ name = "All", factors = [{ id = "missing", label = "Missing" }] }]
"""
    + TOTAL
    + BANDS
    + """
[score.judgement]
field = "added"
at_most = 5
reason = "why"
"""
)
JUDGEMENT_BLANK = [
    ["Factor", "Score"], ["Missing", ""], ["Points by professional judgement", ""], ["Reason", ""], ["TOTAL", ""],
]  # fmt: skip


@pytest.mark.parametrize(
    ("added", "why", "total", "said"),
    [
        ("5", "Siblings were exploited", (13, "medium"), set()),
        ("5", "", (13, "medium"), {"judgement_reason_missing"}),
        ("6", "More than allowed", (8, "low"), {"judgement_too_high"}),
        ("", "", (8, "low"), set()),
    ],
)
def test_points_by_judgement_are_counted_and_kept_apart(
    tmp_path: Path, added: str, why: str, total: tuple[int, str], said: set[str]
) -> None:
    tool = Tool(tmp_path, JUDGEMENT, "Risk tool", JUDGEMENT_BLANK)
    entries = ("Missing", 1, "x"), ("Points by professional judgement", 1, added), ("Reason", 1, why)
    result = tool.read(*entries)
    assert (level(result), codes(result)) == (total, said)
    assert assessed(result).factor_points == 8


def test_points_by_judgement_that_cannot_be_read_leave_the_total_open(tmp_path: Path) -> None:
    mapping = JUDGEMENT.replace("at_most = 5", "")
    tool = Tool(tmp_path, mapping, "Risk tool", JUDGEMENT_BLANK)
    result = tool.read(("Missing", 1, "x"), ("Points by professional judgement", 1, "some"))
    assert (assessed(result).total, assessed(result).complete) == (8, False)


# -- bands, counts, the highest row, tiers, overrides (G22 to G25) -----------------------------------------------------


FIVE = """
[checklist]
id = "risk"
group = [
  { name = "Tier 1", factors = [{ id = "taken", label = "Taken away" }, { id = "weapon", label = "Weapon" }] },
  { name = "Tier 2", factors = [
    { id = "missing", label = "Missing" },
    { id = "gifts", label = "Gifts" },
    { id = "online", label = "Online contact" },
  ] },
]
option = [
  { id = "no", label = "No", points = 0 },
  { id = "low", label = "Low", points = 1 },
  { id = "high", label = "High", points = 3 },
]
"""
FIVE_BLANK = rows("""
    Factor         | No | Low | High
    Taken away     |    |     |
    Weapon         |    |     |
    Missing        |    |     |
    Gifts          |    |     |
    Online contact |    |     |
""")
LEVELS = """
[score]
by = "{by}"
band = [
  {{ level = "none", to = 0, name = "No risk", colour = "FFFFFF" }},
  {{ level = "emerging", from = 1, to = {end}, name = "Emerging", colour = "92D050", also = ["Low"] }},
  {{ level = "significant", from = {next}, name = "Significant", colour = "FF0000", also = ["High"] }},
]
"""


def five(folder: Path, score: str, *entries: str) -> Result:
    ticks = [(entry.split(": ")[0], entry.split(": ")[1], "x") for entry in entries]
    return Tool(folder, FIVE + score, "Risk tool of the partnership", FIVE_BLANK).read(*ticks)


@pytest.mark.parametrize(
    ("ticked", "expected"),
    [
        (["Missing: No"], "none"),
        (["Missing: Low"], "emerging"),
        (["Missing: High", "Gifts: Low", "Weapon: Low"], "significant"),
    ],
)
def test_a_level_by_count(tmp_path: Path, ticked: list[str], expected: str) -> None:
    assert assessed(five(tmp_path, LEVELS.format(by="count", end=2, next=3), *ticked)).rag == expected


@pytest.mark.parametrize(
    ("ticked", "expected"),
    [(["Missing: No"], "none"), (["Missing: Low", "Gifts: Low"], "emerging"), (["Missing: High"], "significant")],
)
def test_a_level_by_the_highest_row(tmp_path: Path, ticked: list[str], expected: str) -> None:
    assert assessed(five(tmp_path, LEVELS.format(by="highest", end=2, next=3), *ticked)).rag == expected


TIERS = (
    LEVELS.format(by="total", end=90, next=91)
    + """
[[score.override]]
id = "two_high"
when = "count('risk', 'high') >= 2"
at_least = "significant"
say = "Two or more indicators are high."
do = "Hold a strategy meeting."
severity = "should"

[[score.override]]
id = "tiers"
when = "count('Tier 1') >= 1 and count(['missing', 'gifts']) >= 1"
set = "significant"
flag = "tiered"
say = "Tier 1 with missing or gifts."
"""
)


class TestOverrides:
    def test_two_high_rows_raise_the_level_and_are_explained(self, tmp_path: Path) -> None:
        result = five(tmp_path, TIERS, "Missing: High", "Online contact: High")
        assert (assessed(result).band, assessed(result).rag) == ("emerging", "significant")
        change = assessed(result).overrides[0]
        assert (change.id, change.before, change.after) == ("two_high", "emerging", "significant")
        said = [finding for finding in result.findings if finding.code == "level_override"]
        assert [(each.message, each.remedy, each.severity) for each in said] == [
            ("Two or more indicators are high.", "Hold a strategy meeting.", Severity.SHOULD)
        ]

    def test_any_of_these_and_one_of_those(self, tmp_path: Path) -> None:
        result = five(tmp_path, TIERS, "Weapon: Low", "Gifts: Low")
        assert (assessed(result).rag, assessed(result).flags) == ("significant", ("tiered",))
        assert assessed(five(tmp_path, TIERS, "Weapon: Low", "Online contact: Low")).rag == "emerging"

    def test_one_that_hangs_on_an_unclear_row_asks_and_changes_nothing(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, FIVE + TIERS, "Risk tool of the partnership", FIVE_BLANK)
        result = tool.read(("Missing", "High", "x"), ("Gifts", "High", "?"))
        assert assessed(result).rag == "emerging"
        said = [finding.message for finding in result.findings if finding.code == "level_override"]
        assert said == ["Can't say for certain without “Gifts”: Two or more indicators are high."]

    def test_each_sees_the_level_that_those_before_it_left(self, tmp_path: Path) -> None:
        second = """
[[score.override]]
id = "again"
when = "rag == 'significant' and not missing == 'high'"
set = "none"
say = "Back to none."
"""
        found = assessed(five(tmp_path, TIERS + second, "Weapon: Low", "Gifts: Low"))
        assert found.rag == "none"
        assert [(each.id, each.before, each.after) for each in found.overrides] == [
            ("tiers", "emerging", "significant"),
            ("again", "significant", "none"),
        ]

    def test_by_age_and_status(self, tmp_path: Path) -> None:
        override = """
[[score.override]]
id = "young"
when = "age < 13 and status == 'CP'"
at_least = "high"
say = "Under 13 on a plan."
"""
        tool = Tool(tmp_path, ATTRIBUTES + override, "Risk tool", ATTRIBUTES_BLANK)
        entries = ("Date completed", 1, "01/06/2026"), ("Status", 1, "CP")
        assert assessed(tool.read(*entries, ("Date of birth", 1, "01/05/2016"))).rag == "high"
        assert assessed(tool.read(*entries, ("Date of birth", 1, "01/05/2010"))).rag == "medium"
        unknown = tool.read(*entries)
        assert (assessed(unknown).rag, "level_override" in codes(unknown)) == ("medium", True)


@pytest.mark.parametrize(
    ("bands", "message"),
    [
        ('{ level = "a", to = 5, name = "A" }, { level = "b", from = 7, name = "B" }', "leaves a gap after 'a'"),
        ('{ level = "a", to = 5, name = "A" }, { level = "b", from = 5, name = "B" }', "overlaps 'a'"),
        ('{ level = "a", name = "A" }, { level = "b", from = 5, name = "B" }', "'a' has no 'to'"),
        ('{ level = "a", to = 1, name = "A" }, { level = "b", to = 5, name = "B" }', "'b' has no 'from'"),
        (
            '{ level = "a", to = 1, name = "A", also = ["X"] }, { level = "b", from = 2, name = "B", also = ["x"] }',
            "'x' also stands for 'a'",
        ),
    ],
)
def test_bands_that_do_not_fit_are_refused(tmp_path: Path, bands: str, message: str) -> None:
    path = tmp_path / "tool.toml"
    path.write_text(f"{FORM}[score]\nband = [{bands}]", "utf-8")
    with pytest.raises(InvalidMapping) as problem:
        load_catalogue([path])
    assert message in problem.value.what
    assert "score.band" in problem.value.what


# -- no score, missing answers, rounds (G26, G27, G28) -----------------------------------------------------------------


NO_SCORE = """
[[field]]
id = "done"
kind = "date"
label = "Date completed"

[[field]]
id = "level"
kind = "choice"
label = "Level agreed"
choice = [{ id = "Standard", label = "Standard" }, { id = "medium", label = "Medium" }, { id = "high", label = "High" }]

[[field]]
id = "review"
kind = "date"
label = "Review on"

[score]
outcome_field = "level"
band = [
  { level = "low", name = "Low", also = ["Standard"] },
  { level = "medium", name = "Medium" },
  { level = "high", name = "High" },
]

[review]
on = "done"
field = "review"
interval = [{ level = "high", weeks = 2 }, { level = "low", months = 3 }]
"""
NO_SCORE_BLANK = [["Date completed", ""], ["Level agreed", ""], ["Review on", ""]]


@pytest.mark.parametrize(
    ("typed", "expected", "due"), [("High", "high", "15/06/2026"), ("Standard", "low", "01/09/2026")]
)
def test_without_a_score_the_level_of_people_passes_through(
    tmp_path: Path, typed: str, expected: str, due: str
) -> None:
    tool = Tool(tmp_path, NO_SCORE, "Risk tool", NO_SCORE_BLANK)
    result, again = tool.process(("Date completed", 1, "01/06/2026"), ("Level agreed", 1, typed))
    assert (assessed(result).level, assessed(result).rag, assessed(result).complete) == (expected, None, True)
    assert again.submission.answers["review"].raw == due
    assert codes(result) == set()


@pytest.mark.parametrize(
    ("policy", "total_max", "rag", "complete"),
    [("none", 3, "emerging", True), ("range", 15, "emerging", False), ("block", 15, None, False)],
)
def test_rows_left_blank_count_nothing_open_a_range_or_block(
    tmp_path: Path, policy: str, total_max: int, rag: str | None, complete: bool
) -> None:
    score = LEVELS.format(by="total", end=90, next=91)
    mapping = FIVE.replace("[checklist]", f'[checklist]\nblank = "{policy}"') + score
    result = Tool(tmp_path, mapping, "Risk tool of the partnership", FIVE_BLANK).read(("Missing", "High", "x"))
    found = assessed(result)
    assert (found.total, found.total_max, found.rag, found.complete) == (3, total_max, rag, complete)
    assert ("level_blocked" in codes(result)) is (policy == "block")


@pytest.mark.parametrize(
    ("policy", "total_max", "rag", "said"),
    [("none", 3, "emerging", set()), ("range", 6, "emerging", {"answer_unknown"}),
     ("block", 6, None, {"answer_unknown", "level_blocked"})],
)  # fmt: skip
def test_an_answer_not_known_counts_nothing_opens_a_range_or_blocks(
    tmp_path: Path, policy: str, total_max: int, rag: str | None, said: set[str]
) -> None:
    mapping = FIVE.replace("[checklist]", f'[checklist]\nunknown = "{policy}"')
    mapping = mapping.replace("option = [", 'option = [\n  { id = "nk", label = "Not known", means = "unknown" },')
    mapping += LEVELS.format(by="total", end=90, next=91)
    blank = [[*row, "Not known" if not number else ""] for number, row in enumerate(FIVE_BLANK)]
    tool = Tool(tmp_path, mapping, "Risk tool of the partnership", blank)
    result = tool.read(("Missing", "High", "x"), ("Gifts", "Not known", "x"))
    assert (assessed(result).total, assessed(result).total_max, assessed(result).rag) == (3, total_max, rag)
    assert codes(result) == said


ROUNDS = (
    """
[[field]]
id = "first"
kind = "number"
label = "Total at first"

[checklist]
weight = "Points"
group = [{ name = "All", factors = [
  { id = "missing", label = "Missing", points = 10 },
  { id = "gifts", label = "Gifts", points = 4 },
] }]
round = [
  { id = "initial", column = "Initial", total_field = "first" },
  { id = "review", column = "Review" },
  { id = "final", column = "Final" },
]
"""
    + TOTAL
    + BANDS
)
ROUNDS_BLANK = rows("""
    Factor         | Points | Initial | Review | Final
    Missing        | 10     |         |        |
    Gifts          | 4      |         |        |
    Total at first |        |         |        |
    TOTAL          |        |         |        |
""")


DATED_ROUNDS = (
    ROUNDS.replace('column = "Review" }', 'column = "Review", on = "reviewed" }')
    + """
[review]
on = "completed"
interval = [{ level = "low", weeks = 1 }, { level = "medium", weeks = 1 }]

[[field]]
id = "completed"
kind = "date"
label = "Completed on"

[[field]]
id = "reviewed"
kind = "date"
label = "Reviewed on"
"""
)


class TestRounds:
    def test_the_last_round_that_is_filled_in_counts_and_shows_the_trend(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, ROUNDS, "Risk tool", ROUNDS_BLANK)
        result = tool.read(("Missing", "Initial", "10"), ("Gifts", "Initial", "x"), ("Gifts", "Review", "x"))
        found = assessed(result)
        assert (found.total, found.previous_total, found.trend) == (4, 14, "down")
        assert [(each.id, each.total) for each in found.rounds] == [("initial", 14), ("review", 4)]
        assert result.submission.checklist["missing"].rounds["initial"].state == "yes"
        assert result.submission.checklist["missing"].state == "blank"

    def test_the_first_round_has_no_trend(self, tmp_path: Path) -> None:
        found = assessed(Tool(tmp_path, ROUNDS, "Risk tool", ROUNDS_BLANK).read(("Missing", "Initial", "x")))
        assert (found.total, found.previous_total, found.trend) == (10, None, None)

    def test_a_mapping_may_say_which_round_counts(self, tmp_path: Path) -> None:
        mapping = ROUNDS.replace("[checklist]", '[checklist]\ncounts = "initial"')
        tool = Tool(tmp_path, mapping, "Risk tool", ROUNDS_BLANK)
        assert assessed(tool.read(("Missing", "Initial", "x"), ("Gifts", "Review", "x"))).total == 10

    def test_a_form_filled_in_for_another_round_is_not_blank(self, tmp_path: Path) -> None:
        mapping = ROUNDS.replace("[checklist]", '[checklist]\ncounts = "initial"')
        result = Tool(tmp_path, mapping, "Risk tool", ROUNDS_BLANK).read(("Gifts", "Review", "x"))
        assert "nothing_filled_in" not in codes(result)

    @pytest.mark.parametrize(
        ("entries", "due"),
        [
            ([("Missing", "Initial", "x")], dt.date(2026, 1, 15)),
            (
                [("Missing", "Initial", "x"), ("Gifts", "Review", "x"), ("Reviewed on", 2, "01/03/2026")],
                dt.date(2026, 3, 8),
            ),
            ([("Missing", "Initial", "x"), ("Gifts", "Review", "x")], None),
            ([("Missing", "Initial", "x"), ("Reviewed on", 2, "01/03/2026")], dt.date(2026, 1, 15)),
        ],
        ids=["the first round", "the review", "a review without its date", "a dated review without answers"],
    )
    def test_the_review_is_counted_from_the_date_of_the_round(
        self, tmp_path: Path, entries: list[tuple[str, str | int, str]], due: dt.date | None
    ) -> None:
        tool = Tool(
            tmp_path,
            DATED_ROUNDS,
            "Risk tool",
            [*ROUNDS_BLANK, ["Completed on", *[""] * 4], ["Reviewed on", *[""] * 4]],
        )
        result = tool.read(("Completed on", 2, "08/01/2026"), *entries)
        assert assessed(result).review_due == due
        has_only_a_date = len(entries) == 2 and entries[1][0] == "Reviewed on"
        assert ("round_unmarked" in codes(result)) is has_only_a_date
        assert ("review_date_unknown" in codes(result)) is (due is None)

    def test_the_date_of_a_round_is_a_date(self, tmp_path: Path) -> None:
        mapping = DATED_ROUNDS.replace('on = "reviewed"', 'on = "total"')
        with pytest.raises(InvalidMapping, match=r"checklist.round\[review\].on: 'total' is a number"):
            _ = Tool(tmp_path, mapping, "Risk tool", ROUNDS_BLANK).layouts

    def test_the_total_of_a_round_is_written(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, ROUNDS, "Risk tool", ROUNDS_BLANK)
        _, again = tool.process(("Missing", "Initial", "x"), ("Gifts", "Review", "x"))
        assert values(again) == {"first": 10, "total": 4}

    def test_each_round_may_have_a_column_for_each_option(self, tmp_path: Path) -> None:
        mapping = """
[checklist]
notes = "Notes"
group = [{ name = "All", factors = [{ id = "missing", label = "Missing" }, { id = "gifts", label = "Gifts" }] }]
round = [{ id = "initial", column = "Initial" }, { id = "review", column = "Review" }]
option = [{ id = "no", label = "No", points = 0 }, { id = "low", label = "Low", points = 1 },
  { id = "high", label = "High", points = 3 }]
"""
        header = [cell("Factor", merge="restart"), cell("Initial", span=3), cell("Review", span=3), "Notes"]
        options = [cell("", merge="continue"), *("No", "Low", "High") * 2, ""]
        blank = [header, options, ["Missing", *[""] * 7], ["Gifts", *[""] * 7]]
        result = Tool(tmp_path, mapping, "Risk tool of the partnership", blank).read(
            ("Missing", 3, "x"), ("Gifts", 2, "x"), ("Missing", 5, "x"), ("Gifts", 4, "x"), ("Gifts", 7, "Given back")
        )
        assert chosen(result) == {"missing": "low", "gifts": "no"}
        assert result.submission.checklist["missing"].rounds["initial"].chosen == ("high",)
        assert result.submission.checklist["gifts"].notes == "Given back"
        assert (assessed(result).total, assessed(result).previous_total, assessed(result).trend) == (1, 4, "down")

    def test_an_unclear_entry_leaves_the_trend_open(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, ROUNDS, "Risk tool", ROUNDS_BLANK)
        found = assessed(tool.read(("Missing", "Initial", "x"), ("Gifts", "Review", "?")))
        assert (found.total, found.total_max, found.trend) == (0, 4, None)
