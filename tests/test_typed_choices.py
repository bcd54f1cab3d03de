"""A typed option is certain when everything beside it is known to leave it so; with anything else a person is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pipeline.extract.values.beside import _SEPARATORS, _allowed
from pipeline.extract.values.option_words import typed_option
from pipeline.extract.values.typed_choices import typed_choice
from pipeline.mapping.model import RowOption
from pipeline.submission import State
from tests.formbuilder import CompletedForm
from tests.reading import answer, layouts, read_result

if TYPE_CHECKING:
    from pipeline.mapping.model import Field

WORDINGS = ["CIN", "CP", "CLA", "EH", "child in need", "Child Protection plan", "LAC", "S.17"]


def status() -> Field:
    """Return the field of the case status."""
    field = layouts().mappings[0].field("case_status")
    assert field is not None
    return field


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("Subject to a child protection plan", "CP"), ("open on a CIN plan", "CIN"), ("YP is CLA", "CLA"),
        ("Status: LAC", "CLA"), ("Child’s/ young person’s Case Status: CP", "CP"), ("CP plan in place", "CP"),
        ("CIN, started 4 June 2025", "CIN"), ("CP (registered on 04/06/2025)", "CP"), ("EH since autumn", None),
        ("CLA since June '25", "CLA"), ("CP since Wed 4 June 2025", "CP"),
        ("CIN - allocated SW: B Worker", "CIN"), ("CIN, held by A. Worker", "CIN"),
        ("CP plan under the category of neglect and physical abuse", "CP"), ("CP: risk of sexual abuse", "CP"),
        ("LAC - section 31, interim care order", "CLA"), ("Early Help level 3", "Early Help"), ("CIN (S17)", "CIN"),
        ("LAC/CLA", "CLA"), ("Open to CSC as CIN", "CIN"), ("CP since Thu 4 June 2025", "CP"),
        ("CIN plan, Disability Team", "CIN"), ("“CIN”", "CIN"), ("C.I.N.", "CIN"),
        ("CP (neglect) and CLA", "CP, CLA"),
    ],
)  # fmt: skip
def test_known_words_leave_it_certain(typed: str, ids: str | None) -> None:
    found = typed_choice(typed, status())
    assert (str(found.value) if found.value else None, found.state is State.UNCLEAR) == (ids, ids is None)


@pytest.mark.parametrize(
    "typed",
    [
        "CP enquiries", "S47, CP", "no CIN plan", "off a CP plan", "CIN if parents agree", "CIN?", "ex CLA",
        "CP plan, taken off in June", "CIN 2024", "CIN until June", "going to CP", "to CIN", "CIN*", "~CIN", "CP!",
        "CIN → CP", "CIN, CP since June 2025", "CIN - CP", "CP (CIN)", "CIN or CP", "either CIN or CP", "twin is CP",
        "CIN (SW says closing)", "CP - discharged", "CLA elsewhere", "CIN since he moved", "not CP", "CP; no",
    ],
)  # fmt: skip
def test_anything_else_beside_it_is_asked(typed: str) -> None:
    assert typed_choice(typed, status()).state is State.UNCLEAR


def test_the_one_option_that_is_named_is_proposed() -> None:
    result = read_result(CompletedForm().put("case_status", "off the CP plan"))
    (finding,) = [found for found in result.findings if found.field == "case_status" and found.code == "unclear_answer"]
    assert finding.proposed == "CP"


@settings(max_examples=150, deadline=None)
@given(
    wording=some.sampled_from(WORDINGS),
    word=some.text("bcdfghjkmnpqrtvwxz", min_size=3, max_size=9) | some.sampled_from("?!*~^<>→≠†#§%$"),
    place=some.sampled_from(
        ["{w} {o}", "{o} {w}", "{o} ({w})", "{o} - {w}", "{o}, {w}", "{o}\n{w}", "on a {w} {o} plan"]
    ),
)
def test_an_unknown_word_is_never_answered_in_silence(wording: str, word: str, place: str) -> None:
    typed = place.format(w=word, o=wording)
    assert typed_choice(typed, status()).state is State.UNCLEAR


@given(signs=some.from_regex(_SEPARATORS.pattern, fullmatch=True), since=some.booleans())
def test_signs_alone_hold_nothing_of_what_is_allowed_beside_an_option(signs: str, *, since: bool) -> None:
    assert _allowed(("neglect", "section 17"), since=since).search(signs) is None


@pytest.mark.parametrize("typed", ["CIN x CP", "CIN ✓ CP", "CIN ☒ CP", "CIN X CP X CLA"])
def test_marks_that_may_be_at_either(typed: str) -> None:
    assert answer(CompletedForm().put("case_status", typed), "case_status").state is State.UNCLEAR


@pytest.mark.parametrize("typed", ["CIN ✗ CP ✓", "✓ CIN ✗ CP", "CIN ✘, CP ✔, CLA ✘"])
def test_a_cross_among_ticks_may_say_no(typed: str) -> None:
    assert answer(CompletedForm().put("case_status", typed), "case_status").state is State.UNCLEAR


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("☒ CP ☐ CIN", "CP"), ("CIN / CP ✓", "CP"), ("☐ EH ☐ CIN ☒ CP plan since June 2025 ☐ CLA", "CP"),
        ("☒ CP, discharged ☐ CIN", None), ("x CP if agreed", None), ("☐ CIN ☒ CP?", None),
    ],
)  # fmt: skip
def test_words_beside_a_ticked_one_count_too(typed: str, ids: str | None) -> None:
    found = answer(CompletedForm().put("case_status", typed), "case_status")
    assert (str(found.value) if found.value else None, found.state is State.UNCLEAR) == (ids, ids is None)


@pytest.mark.parametrize(
    ("typed", "kind"), [(" - CCE", "CCE"), (": CCE, dropped", None), (" CSE since June 2025", "CSE")]
)
def test_a_type_typed_behind_its_question_is_read_alike(typed: str, kind: str | None) -> None:
    form = (
        CompletedForm()
        .choose("outcome", "medium", highlight="yellow")
        .choose("exploitation_type", "Both", under="medium", after=typed)
    )
    found = answer(form, "exploitation_type")
    assert (found.value, found.state is State.UNCLEAR) == (kind, kind is None)


RUNGS = [
    RowOption(id=name, label=name.title(), points=points) for points, name in enumerate(("no", "low", "medium", "high"))
]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("Low - seen once", ("low",)), ("High: was seen with older men", ("high",)), ("No, nothing known", ("no",)),
        ("Medium (high levels of conflict at home)", ("medium",)), ("Low, maybe medium", ()), ("Low (now high)", ()),
        ("No - possibly", ()), ("High (tbc)", ()), ("Medium - or high", ()), ("Low - probably once", ()),
    ],
)  # fmt: skip
def test_a_comment_that_turns_its_option_leaves_the_row_open(typed: str, ids: tuple[str, ...]) -> None:
    chosen, comment = typed_option(typed, RUNGS, {option.id: option.points or 0 for option in RUNGS})
    assert (chosen.ids, bool(chosen.reason), bool(comment)) == (ids, not ids, True)
