"""While a question is open, the stricter counts: the highest band that could be, and the earliest review."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.assess import assess
from pipeline.batch.outcome import headline
from pipeline.submission import Answer, FactorAnswer, FactorState, State, Submission
from tests.extent import often
from tests.formbuilder import CompletedForm
from tests.generality import Tool, assessed, codes, rows
from tests.reading import DAY, layouts, read_result
from tests.test_rules import EIGHTY, FORTY, good, high, low

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pipeline.process.result import Result
    from pipeline.submission import Assessment

SEVENTY = dict(list(EIGHTY.items())[:6])  # 60, and 5 for the age
ORDER = ("low", "medium", "high")
RANK = ("no_longer_required", *ORDER)
COMPLETED = dt.date(2026, 10, 12)
FOUR_WEEKS, SIX_WEEKS, TWELVE_WEEKS = (COMPLETED + dt.timedelta(weeks=number) for number in (4, 6, 12))


def levels(form: CompletedForm) -> tuple[str | None, str | None, str | None, str | None]:
    found = read_result(form).assessment
    return found.rag, found.rag_max, found.level, found.level_max


def due(form: CompletedForm) -> tuple[dt.date | None, dt.date | None]:
    found = read_result(form).assessment
    return found.review_due, found.review_limit


# -- the band ----------------------------------------------------------------------------------------------------------


def test_a_band_that_is_certain_could_be_no_other() -> None:
    assert levels(good()) == ("medium", "medium", "medium", "medium")
    assert levels(good(scores={**FORTY, "nrm": "?"})) == ("medium", "medium", "medium", "medium")  # worth nothing


def test_a_range_over_several_bands_could_be_the_highest_of_them() -> None:
    form = low(outcome=None, scores={**dict.fromkeys(FORTY, "?"), **dict.fromkeys(SEVENTY, "?")})
    assert levels(form) == ("low", "medium", "low", "medium")
    assert levels(low(outcome=None, scores=dict.fromkeys(EIGHTY, "?"))) == ("low", "high", "low", "high")


def test_an_age_that_is_not_known_could_have_the_most_points() -> None:
    form = good(scores={**SEVENTY, "sen": "5"}, outcome=None, born="")
    assert (read_result(form).assessment.total, *levels(form)[:2]) == (65, "medium", "high")


def test_a_blank_form_has_no_band_and_could_have_none() -> None:
    assert levels(CompletedForm()) == (None, None, None, None)


# -- the level ---------------------------------------------------------------------------------------------------------


def test_an_outcome_below_an_open_band_could_be_at_that_band() -> None:
    form = low(scores=dict.fromkeys(EIGHTY, "?"))
    assert levels(form) == ("low", "high", "low", "high")


def test_an_outcome_above_all_that_the_band_could_be_is_certain() -> None:
    form = high(scores=dict.fromkeys(EIGHTY, "?"))
    assert levels(form) == ("low", "high", "high", "high")


def test_an_outcome_that_differs_from_a_certain_band_leaves_nothing_open() -> None:
    assert levels(high(outcome="low", kind="CCE")) == ("high", "high", "low", "low")


def test_an_outcome_that_can_not_be_read_could_be_any() -> None:
    form = low(outcome=None)
    form.choose("outcome", "low", highlight="yellow").choose("outcome", "medium", highlight="yellow")
    assert read_result(form).submission.answers["outcome"].state is State.UNCLEAR
    assert levels(form) == ("low", "low", "low", "high")
    assert due(form) == (FOUR_WEEKS, SIX_WEEKS)


# -- the review --------------------------------------------------------------------------------------------------------


def test_an_open_band_is_reviewed_as_the_highest_that_it_could_be() -> None:
    assert due(low(review_date="")) == (TWELVE_WEEKS, TWELVE_WEEKS)
    assert due(low(review_date="", scores=dict.fromkeys(EIGHTY, "?"))) == (FOUR_WEEKS, SIX_WEEKS)


def test_an_outcome_that_ends_the_pathway_is_reviewed_as_long_as_the_points_could_say_otherwise() -> None:
    ended = {"outcome": "no_longer_required", "kind": None, "review_date": ""}
    assert due(low(**ended)) == (None, None)
    form = low(**ended, scores=dict.fromkeys(EIGHTY, "?"))
    assert due(form) == (FOUR_WEEKS, SIX_WEEKS)
    assert levels(form) == ("low", "high", "no_longer_required", "high")


def test_without_the_date_completed_there_is_no_review_however_high_it_could_be() -> None:
    form = low(completed="", scores=dict.fromkeys(EIGHTY, "?"))
    assert due(form) == (None, None)
    assert "review_date_unknown" in {finding.code for finding in read_result(form).findings}


def test_a_finding_that_names_the_day_says_what_it_goes_by() -> None:
    found = {finding.code: finding.message for finding in read_result(low(review_date="")).findings}
    assert found["review_missing"] == "No review date was agreed; at this level the review is due by 04/01/2027."
    form = low(review_date="", scores=dict.fromkeys(EIGHTY, "?"))
    said = {finding.code: finding.message for finding in read_result(form).findings}
    assert said["review_missing"] == (
        "No review date was agreed; at this level the review is due by 09/11/2026. "
        "(The level is open; this goes by the highest that it could be: High concern.)"
    )


def test_an_agreed_day_past_what_the_highest_level_allows_is_said() -> None:
    form = low(review_date="30/11/2026", scores=dict.fromkeys(EIGHTY, "?"))
    assert "review_too_late" in {finding.code for finding in read_result(form).findings}
    assert "review_too_late" not in {finding.code for finding in read_result(low(review_date="30/11/2026")).findings}


def test_a_marked_band_is_held_against_all_that_it_could_be() -> None:
    form = low(scores=dict.fromkeys(EIGHTY, "?")).rag("high")
    said = [finding.message for finding in read_result(form).findings if finding.code == "rag_differs"]
    assert said == ["The form is marked High concern; the total gives Low concern (up to High concern)."]


# -- other tools -------------------------------------------------------------------------------------------------------

TIERS = """
[[field]]
id = "done"
kind = "date"
label = "Date completed"

[[field]]
id = "plan"
kind = "choice"
label = "On a plan"
choice = [{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]

[checklist]
{policy}
answer = "Score"
points = 5
group = [{ name = "All", factors = [{ id = "missing", label = "Missing" }, { id = "gifts", label = "Gifts" }] }]

[score]
band = [
  { level = "low", to = 4, name = "Low risk" },
  { level = "medium", from = 5, to = 9, name = "Medium risk" },
  { level = "high", from = 10, name = "High risk" },
]

[[score.override]]
id = "plan"
when = "plan == 'yes'"
at_least = "high"
say = "A child on a plan."

[review]
on = "done"
interval = [
  { level = "high", weeks = 1 },
  { level = "medium", weeks = 4 },
  { level = "low", weeks = 12 },
]
"""
TIERS_BLANK = rows("""
    Date completed |
    On a plan      |
    Factor         | Score
    Missing        |
    Gifts          |
""")


def tiers(folder: Path, *, plan: str = "No", missing: str = "", gifts: str = "", policy: str = "") -> Result:
    entries = ("Date completed", 1, "05/01/2026"), ("On a plan", 1, plan), ("Missing", 1, missing), ("Gifts", 1, gifts)
    tool = Tool(folder, TIERS.replace("{policy}", policy), "Risk tool", [[*row, ""][:2] for row in TIERS_BLANK])
    return tool.read(*entries)


def test_an_override_that_can_not_be_told_could_apply(tmp_path: Path) -> None:
    found = assessed(tiers(tmp_path, plan="Yes or no"))
    assert (found.rag, found.rag_max, found.complete) == ("low", "high", True)
    assert found.review_due == dt.date(2026, 1, 12)


def test_an_override_that_applies_leaves_nothing_open(tmp_path: Path) -> None:
    found = assessed(tiers(tmp_path, plan="Yes", gifts="?"))
    assert (found.rag, found.rag_max, found.level, found.level_max) == ("high", "high", "high", "high")


def test_an_open_override_is_tried_on_every_band_that_there_could_be(tmp_path: Path) -> None:
    mapping = TIERS.replace('at_least = "high"', 'set = "low"').replace("{policy}", "")
    tool = Tool(tmp_path, mapping, "Risk tool", [[*row, ""][:2] for row in TIERS_BLANK])
    found = assessed(tool.read(("On a plan", 1, "Yes or no"), ("Missing", 1, "x"), ("Gifts", 1, "?")))
    assert (found.rag, found.rag_max) == ("medium", "high")


def test_a_level_that_is_blocked_could_be_any_and_is_reviewed_as_the_strictest(tmp_path: Path) -> None:
    result = tiers(tmp_path, missing="x", policy='blank = "block"')
    found = assessed(result)
    assert (found.rag, found.level, found.rag_max, found.level_max) == (None, None, "high", "high")
    assert found.review_due == dt.date(2026, 1, 12)
    assert "level_blocked" in codes(result)


def test_points_by_judgement_without_an_end_could_reach_the_highest_band(tmp_path: Path) -> None:
    mapping = """
[[field]]
id = "added"
kind = "number"
label = "Points by judgement"
""" + TIERS.replace("{policy}", "").replace("[review]", '[score.judgement]\nfield = "added"\n\n[review]')
    tool = Tool(tmp_path, mapping, "Risk tool", [["Points by judgement", ""], *([*row, ""][:2] for row in TIERS_BLANK)])
    some = assessed(tool.read(("On a plan", 1, "No"), ("Points by judgement", 1, "some")))
    assert (some.total, some.rag, some.rag_max) == (0, "low", "high")
    none = assessed(tool.read(("On a plan", 1, "No"), ("Points by judgement", 1, "")))
    assert (none.rag, none.rag_max) == ("low", "low")


PEOPLE = """
[[field]]
id = "level"
kind = "{kind}"
label = "Level agreed"
{choice}

[score]
outcome_field = "level"
band = [{ level = "low", name = "Low" }, { level = "medium", name = "Medium" }, { level = "high", name = "High" }]
"""
CHOICES = (
    'choice = [{ id = "low", label = "Low" }, { id = "medium", label = "Medium" }, { id = "high", label = "High" }]'
)


@pytest.mark.parametrize(("kind", "choice"), [("choice", CHOICES), ("text", "")])
@pytest.mark.parametrize(
    ("typed", "expected"), [("Medium", ("medium", "medium")), ("", (None, None)), ("Low? High", (None, "high"))]
)
def test_where_people_alone_choose_the_level_only_their_choice_can_be_open(
    tmp_path: Path, kind: str, choice: str, typed: str, expected: tuple[str | None, str | None]
) -> None:
    mapping = PEOPLE.replace("{kind}", kind).replace("{choice}", choice)
    found = assessed(Tool(tmp_path, mapping, "Risk tool", [["Level agreed", ""]]).read(("Level agreed", 1, typed)))
    assert (found.rag, found.rag_max) == (None, None)
    if kind == "choice" or typed != "Low? High":  # a text is taken as it stands
        assert (found.level, found.level_max) == expected


# -- the document ----

RATED = """
[[field]]
id = "rating"
kind = "choice"
label = "RAG rating"
choice = [
  { id = "low", label = "Low concern" },
  { id = "medium", label = "Medium concern" },
  { id = "high", label = "High concern" },
]

[[field]]
id = "total"
kind = "number"
label = "TOTAL"

[checklist]
answer = "Score"
points = 10
group = [{ name = "All", factors = [{ id = "missing", label = "Missing" }, { id = "gifts", label = "Gifts" }] }]

[score]
total_field = "total"
rag_field = "rating"
band = [
  { level = "low", to = 9, name = "Low concern" },
  { level = "medium", from = 10, to = 19, name = "Medium concern" },
  { level = "high", from = 20, name = "High concern" },
]
"""
RATED_CHECKLIST = [["Factor", "Score"], ["Missing", ""], ["Gifts", ""], ["TOTAL", ""]]


@pytest.mark.parametrize(
    "options",
    [
        [["RAG rating", ""], ["Low concern", ""], ["Medium concern", ""], ["High concern", ""]],
        [["RAG rating", "Low concern", "", "Medium concern", "", "High concern", ""]],
        [["RAG rating", "", ""], ["Low concern", "Medium concern", "High concern"], ["", "", ""]],
    ],
    ids=["rows", "boxes beside", "boxes below"],
)
@pytest.mark.parametrize(
    ("gifts", "mark"), [("?", "✓ (provisional, up to High concern)"), ("", "✓ (provisional, up to Medium concern)")]
)
def test_what_stands_behind_the_tick_names_no_other_option(
    tmp_path: Path, options: list[list[str]], gifts: str, mark: str
) -> None:
    tool = Tool(tmp_path, RATED, "Risk tool", options, RATED_CHECKLIST)
    _, again = tool.process(("Missing", 1, "?"), ("Gifts", 1, gifts))
    rating = again.submission.answers["rating"]
    assert (rating.state, rating.value, rating.raw) == (State.ANSWERED, "low", mark)


# -- the result --------------------------------------------------------------------------------------------------------


def test_the_result_of_a_complete_form_has_two_more_keys_and_nothing_else_changes() -> None:
    found = json.loads(read_result(good()).json())["assessment"]
    assert list(found)[-2:] == ["rag_max", "level_max"]
    assert next(iter(found)) == "age"  # by which the facts for a line are found without reading the answers
    assert (found["rag_max"], found["level_max"]) == (found["rag"], found["level"])


def test_a_result_of_an_earlier_version_leaves_nothing_open() -> None:
    record = json.loads(read_result(low(scores=dict.fromkeys(EIGHTY, "?"))).json())
    assert (headline(json.dumps(record)).rag_max, headline(json.dumps(record)).level_max) == ("high", "high")
    del record["assessment"]["rag_max"], record["assessment"]["level_max"]
    assert (headline(json.dumps(record)).rag_max, headline(json.dumps(record)).level_max) == ("low", "low")


# -- any form ----------------------------------------------------------------------------------------------------------

MAPPING = next(each for each in layouts().mappings if each.form.id == "ce_assessment")
WEIGHTED = [factor.id for factor in MAPPING.factors if factor.points]
OUTCOMES = ("", "no_longer_required", *ORDER)
BIRTHDAYS = (dt.date(2016, 1, 1), dt.date(2011, 1, 1), dt.date(2009, 1, 1))
"""A child of each age band."""


@lru_cache(maxsize=1)
def filled() -> Submission:
    return read_result(good(review_date="", outcome=None)).submission


def submission(factors: Mapping[str, FactorState], outcome: str | None, born: dt.date | None) -> Submission:
    """Make a form with these entries and no others; ``None`` is unclear, an empty outcome left blank."""
    made = filled()
    answers = {"outcome": _answer("outcome", outcome), "date_of_birth": _answer("date_of_birth", born)}
    checklist = {
        factor: FactorAnswer(factor=factor, state=factors.get(factor, FactorState.BLANK), location=each.location)
        for factor, each in made.checklist.items()
    }
    return replace(made, answers={**made.answers, **answers}, checklist=checklist)


def _answer(field: str, value: str | dt.date | None) -> Answer:
    if value is None:
        return Answer(field=field, state=State.UNCLEAR, raw="?")
    return Answer(field=field, state=State.ANSWERED if value else State.BLANK, value=value or None)


@st.composite
def entries(draw: st.DrawFn) -> tuple[dict[str, FactorState], str | None, dt.date | None]:
    """Draw entries, up to five of the checklist's rows not certain."""
    order = draw(st.permutations(WEIGHTED))
    certain, is_open = draw(st.integers(0, 12)), draw(st.integers(0, 5))
    states = draw(st.lists(st.sampled_from([FactorState.UNCLEAR, FactorState.NOT_FOUND]), min_size=5, max_size=5))
    factors = dict.fromkeys(order[:certain], FactorState.YES)
    factors |= dict(zip(order[certain : certain + is_open], states, strict=False))
    return factors, draw(st.sampled_from((None, *OUTCOMES))), draw(st.sampled_from((None, *BIRTHDAYS)))


def settled(factors: Mapping[str, FactorState], outcome: str | None, born: dt.date | None) -> Iterator[Assessment]:
    """Return what comes out for every answer that the open entries could have."""
    unsure = [factor for factor, state in factors.items() if state is not FactorState.YES]
    outcomes = OUTCOMES[1:] if outcome is None else (outcome,)
    for *answers, chosen, birthday in product(
        *[(FactorState.YES, FactorState.BLANK)] * len(unsure), outcomes, BIRTHDAYS if born is None else (born,)
    ):
        known = {**factors, **dict(zip(unsure, answers, strict=True))}
        yield assess(submission(known, chosen, birthday), MAPPING, DAY)


@settings(max_examples=often(15, 60), deadline=None)
@given(entries())
def test_no_answer_to_an_open_entry_makes_it_stricter_than_was_said(
    found: tuple[dict[str, FactorState], str | None, dt.date | None],
) -> None:
    now = assess(submission(*found), MAPPING, DAY)
    later = list(settled(*found))
    assert now.rag_max == max((str(each.rag) for each in later), key=ORDER.index)
    assert now.review_due == min((each.review_due for each in later if each.review_due), default=None)
    assert now.review_limit == min((each.review_limit for each in later if each.review_limit), default=None)
    _, outcome, _ = found
    could_be = {stricter(each) for each in later}
    is_open = outcome is None or now.rag != now.rag_max or len(could_be) > 1
    assert now.level_max == (max(could_be, key=RANK.index) if is_open else now.level)
    assert ORDER.index(str(now.rag_max)) >= ORDER.index(str(now.rag))


def stricter(found: Assessment) -> str:
    """Return the level that a form without open entries is at: one that ends the pathway does so at Low alone."""
    rag, level = str(found.rag), str(found.level)
    return max(rag, level, key=ORDER.index) if level in ORDER else level if rag == "low" else rag
