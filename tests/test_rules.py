"""Each rule of practice: a form that passes it, one that fails it and, where it can be, one that can't tell."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import jinja2
import pytest

from pipeline.assess.mentions import Texts, is_mentioned
from pipeline.findings import Severity
from pipeline.mapping import load_catalogue
from pipeline.mapping.conditions import compiled
from pipeline.people import stands_in
from tests.formbuilder import CompletedForm
from tests.reading import read_result

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.findings import Finding

AGENCIES = [
    ["PC A", "Officer", "Police", "1"],
    ["B", "Social worker", "Social worker/Lead professional", "2"],
    ["Dr C", "GP", "Health-GP as a minimum plus any other involved health professional", "3"],
    ["D", "Head of year", "Education", "4"],
]
FORTY = {"wanted_missing": "10", "self_harm_suicidal": "10", "drug_alcohol_abuse": "10", "victim_sexual_crime": "10"}
THIRTY = dict(list(FORTY.items())[:3])
EIGHTY = {**FORTY, "suspect_weapon_possession": "10", "suspect_pwits": "10", "cuckooing": "10", "ocg_association": "10"}


def good(
    *,
    born: str = "14/05/2011",
    completed: str = "12/10/2026 No previous concern.",
    status: str = "CIN",
    scores: dict[str, str] | None = None,
    outcome: str | None = "medium",
    kind: str | None = "CCE",
    agencies: list[list[str]] | None = None,
    views: str = "08/10/2026",
    **answers: str,
) -> CompletedForm:
    """Fill in a form that passes every rule: a child of 15, 45 points, Medium; arguments change one thing each."""
    texts = {
        "child_name": "Example Child", "date_of_birth": born, "case_status": status, "date_completed": completed,
        "review_date": "04/01/2027", "safeguarding_lead": "E", "team_manager": "F",
        "perpetrators": "A man known by a nickname. Passed to the Level 2 meeting.",
    }  # fmt: skip
    form = CompletedForm()
    for field, text in {**texts, **answers}.items():
        if text:
            form.put(field, text)
    form.agencies(AGENCIES if agencies is None else agencies).views_date(views)
    form.factors({"open_to_social_services": "Yes", "nrm": "No", **(FORTY if scores is None else scores)})
    if outcome:
        form.choose("outcome", outcome, highlight="yellow")
    if outcome and kind:
        form.choose("exploitation_type", kind, under=outcome, highlight="yellow")
    return form


def high(**changes: object) -> CompletedForm:
    """Fill in a form at High that passes every rule."""
    texts = {"next_steps": "S.47 strategy meeting on 14 October.", "review_date": "09/11/2026", **changes}
    return good(**{"scores": EIGHTY, "outcome": "high", **texts})  # type: ignore[arg-type]


def low(**changes: object) -> CompletedForm:
    """Fill in a form of a child of 12 at Low that passes every rule."""
    texts = {"next_steps": "A child and family assessment is under way.", **changes}
    return good(**{"born": "13/10/2013", "scores": {}, "outcome": "low", **texts})  # type: ignore[arg-type]


def found(form: CompletedForm, code: str) -> list[Finding]:
    return [finding for finding in read_result(form).findings if finding.code == code]


# -- every rule --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Case:
    """Forms on one rule; ``severity`` is that of the failure."""

    code: str
    severity: Severity
    passes: Callable[[], CompletedForm]
    fails: Callable[[], CompletedForm]
    cannot_tell: Callable[[], CompletedForm] | None = None


MUST, SHOULD, ASK, NOTE = Severity.MUST, Severity.SHOULD, Severity.ASK, Severity.NOTE


def case(
    code: str,
    severity: Severity,
    passes: Callable[[], CompletedForm],
    fails: Callable[[], CompletedForm],
    cannot_tell: Callable[[], CompletedForm] | None = None,
) -> Case:
    return Case(code=code, severity=severity, passes=passes, fails=fails, cannot_tell=cannot_tell)


def _without(*agencies: str) -> list[list[str]]:
    return [row for row in AGENCIES if not row[2].startswith(agencies)]


def two_outcomes() -> CompletedForm:
    return good(outcome=None).choose("outcome", "low", highlight="yellow").choose("outcome", "high", highlight="yellow")


CASES = {
    "outcome_missing": case("outcome_missing", MUST, good, lambda: good(outcome=None)),
    "outcome_twice": case("outcome_twice", ASK, good, two_outcomes),
    "type_missing": case("type_missing", MUST, good, lambda: good(kind=None)),
    "outcome_differs": case("outcome_differs", NOTE, good, lambda: high(scores=FORTY, professional_judgement="Why.")),
    "judgement_missing": case(
        "judgement_missing", SHOULD, lambda: high(scores=FORTY, professional_judgement="Why."),
        lambda: high(scores=FORTY), lambda: good(scores={**FORTY, "ocg_association": "?", "cuckooing": "?",
        "suspect_pwits": "?"}),
    ),
    "early_help_level": case(
        "early_help_level", MUST, lambda: low(status="Early Help"), lambda: good(status="Early Help"),
        lambda: good(scores={**THIRTY, "ocg_association": "?"}, outcome="low", status="Early Help"),
    ),
    "early_help_and_more": case(
        "early_help_level", MUST, lambda: good(status="CIN"), lambda: high(status="Early Help")
    ),
    "strategy_meeting": case(
        "strategy_meeting", ASK, high, lambda: high(next_steps="Lifts home from school."),
        lambda: good(scores={**FORTY, "ocg_association": "?", "cuckooing": "?", "suspect_pwits": "?"}),
    ),
    "strategy_meeting denied": case(
        "strategy_meeting", MUST, lambda: high(next_steps="No S.47 in 2024. A s47 strategy meeting is on 14 October."),
        lambda: high(next_steps="There was no strategy meeting."),
    ),
    "child_and_family_assessment": case(
        "child_and_family_assessment", SHOULD, low, lambda: low(next_steps="Lifts home."),
        lambda: low(born="spring 2014", next_steps="Lifts home."),
    ),
    "transition": case(
        "transition", SHOULD, lambda: good(born="12/10/2009", transition_pathway="Adult services met."),
        lambda: good(born="12/10/2009", transition_pathway="N/A"), lambda: good(born="2009"),
    ),
    "eighteenth_birthday": case(
        "eighteenth_birthday", NOTE, lambda: good(born="05/01/2009", transition_pathway="Met."),
        lambda: good(born="04/01/2009", transition_pathway="Met."),
    ),
    "nrm_status": case(
        "nrm_status", SHOULD, lambda: good(scores={**FORTY, "nrm": ""}, harm="An NRM referral is made."),
        lambda: _nrm_blank(),
        lambda: _nrm_blank(victim_modern_slavery="?"),
    ),
    "nrm_status with modern slavery": case(
        "nrm_status", MUST, lambda: good(scores={**FORTY, "victim_modern_slavery": "10", "nrm": "x"}),
        lambda: good(scores={**FORTY, "victim_modern_slavery": "10"}),
        lambda: good(scores={**FORTY, "victim_modern_slavery": "10", "nrm": "?"}),
    ),
    "views_date": case("views_date", SHOULD, good, lambda: good(views="")),
    "views_date with a reason": case(
        "views_date", SHOULD, lambda: good(views="", child_views_good="He didn’t want to talk."),
        lambda: good(views="", child_views_good="Football."),
    ),
    "views_in_future": case("date_in_future", ASK, good, lambda: good(views="01/01/2027")),
    "agencies_missing": case(
        "agencies_missing", SHOULD, good, lambda: good(agencies=_without("Police")),
        lambda: _no_agencies(),
    ),
    "agencies_missing without a GP": case(
        "agencies_missing", SHOULD, good,
        lambda: good(agencies=[*_without("Health"), ["J", "School nurse", AGENCIES[2][2], "3"]]),
    ),
    "agencies_missing with a placeholder": case(
        "agencies_missing", SHOULD, good, lambda: good(agencies=[*_without("Education"), ["tbc", "", "Education", ""]])
    ),
    "oversight_missing": case("oversight_missing", SHOULD, good, lambda: good(safeguarding_lead="")),
    "oversight_missing, no manager": case(
        "oversight_missing", SHOULD, lambda: low(status="Early Help", team_manager=""), lambda: good(team_manager=""),
        lambda: good(status="CIN?", team_manager="", scores={**FORTY, "open_to_social_services": ""}),
    ),
    "oversight_missing with the YOS": case(
        "oversight_missing", SHOULD, lambda: low(status="Early Help", scores={"known_to_yos": "x"}),
        lambda: low(status="Early Help", scores={"known_to_yos": "x"}, team_manager=""),
    ),
    "review_missing": case("review_missing", SHOULD, good, lambda: good(review_date="")),
    "review_too_late": case(
        "review_too_late", SHOULD, good, lambda: good(review_date="05/01/2027"), lambda: good(review_date="in 12 weeks")
    ),
    "review_too_late at High": case(
        "review_too_late", SHOULD, lambda: high(review_date="23/11/2026"), lambda: high(review_date="24/11/2026")
    ),
    "review_later_than_usual": case(
        "review_later_than_usual", NOTE, high, lambda: high(review_date="10/11/2026")
    ),
    "review_before_assessment": case(
        "review_before_assessment", SHOULD, good, lambda: good(review_date="11/10/2026")
    ),
    "review_before_assessment on its day": case(
        "review_before_assessment", SHOULD, lambda: good(review_date="13/10/2026"),
        lambda: good(review_date="12/10/2026"),
    ),
    "actions_incomplete": case(
        "actions_incomplete", SHOULD, lambda: good().actions([["Lifts home", "School", "now"]]),
        lambda: good().actions([["Lifts home", "School", "now"], ["A mentor", "", "now"]]),
    ),
    "previous_concern": case("previous_concern", ASK, good, lambda: good(completed="12/10/2026")),
    "level_2": case(
        "level_2", ASK, lambda: good(perpetrators="None known at present."), lambda: good(perpetrators="A man.")
    ),
    "status_conflict": case(
        "status_conflict", ASK, good, lambda: good(status="CLA"),
        lambda: good(scores={**FORTY, "looked_after_child": "?"}),
    ),
    "status_conflict at Early Help": case(
        "status_conflict", ASK, lambda: low(status="CIN"), lambda: low(status="Early Help")
    ),
}  # fmt: skip


def _nrm_blank(**scores: str) -> CompletedForm:
    return good(scores={**FORTY, "nrm": "", **scores})


def _no_agencies() -> CompletedForm:
    form = good()
    table = next(form.cell("Contact details").iterancestors("{*}tbl"))
    return form.remove(table)


@pytest.mark.parametrize("name", CASES)
def test_a_form_that_keeps_a_rule_has_no_finding(name: str) -> None:
    assert found(CASES[name].passes(), CASES[name].code) == []


@pytest.mark.parametrize("name", CASES)
def test_a_form_that_breaks_a_rule_has_its_finding(name: str) -> None:
    (finding,) = found(CASES[name].fails(), CASES[name].code)
    assert finding.severity is CASES[name].severity
    assert finding.message
    assert finding.remedy


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name].cannot_tell])
def test_an_unclear_entry_that_matters_is_asked_for(name: str) -> None:
    unclear = CASES[name].cannot_tell
    assert unclear is not None
    (finding,) = found(unclear(), CASES[name].code)
    assert finding.severity is Severity.ASK
    assert finding.message.startswith("Can't say for certain without ")


def test_every_rule_has_its_forms() -> None:
    codes = {rule.finding_code for rule in load_catalogue().find("ce_assessment").rules}
    assert {made.code for made in CASES.values()} == codes


@pytest.mark.parametrize("make", [good, high, low], ids=["medium", "high", "low"])
def test_a_good_form_breaks_no_rule(make: Callable[[], CompletedForm]) -> None:
    form = make() if make is not low else low(status="CIN")
    assert [finding.message for finding in read_result(form).findings] == []


def test_a_blank_form_is_checked_for_nothing() -> None:
    assert [finding.code for finding in read_result(CompletedForm.blank()).findings] == ["nothing_filled_in"]


# -- edges -------------------------------------------------------------------------------------------------------------


def test_thirteen_is_not_under_thirteen() -> None:
    assert found(low(born="12/10/2013", next_steps="Lifts."), "child_and_family_assessment") == []


def test_an_unclear_entry_that_makes_no_difference_is_not_asked_for() -> None:
    form = good(scores={**FORTY, "sen": "?"}, status="Early Help")
    (finding,) = found(form, "early_help_level")
    assert finding.severity is Severity.MUST


def test_the_stricter_of_outcome_and_band_is_the_level() -> None:
    assert found(high(outcome="low", next_steps="Lifts.", professional_judgement="Why."), "strategy_meeting")
    assert found(high(scores={}, next_steps="Lifts.", professional_judgement="Why."), "strategy_meeting")


def test_an_outcome_that_ends_the_pathway_has_no_level() -> None:
    ended = low(outcome="no_longer_required", kind=None, next_steps="None.", review_date="")
    codes = {finding.code for finding in read_result(ended).findings}
    assert not codes & {"child_and_family_assessment", "type_missing", "review_missing", "outcome_differs"}


def test_without_an_outcome_the_level_is_provisional() -> None:
    (finding,) = found(good(outcome=None, status="Early Help"), "early_help_level")
    assert finding.message.endswith("(Provisional: no outcome is chosen.)")


def test_the_worries_box_is_never_asked_for() -> None:
    assert not [finding for finding in read_result(good()).findings if finding.field == "child_views_worries"]


def test_an_unreadable_review_date_is_shown_with_the_limit() -> None:
    (finding,) = found(good(review_date="in 12 weeks"), "review_too_late")
    assert "04/01/2027" in finding.message


def test_findings_point_to_their_place() -> None:
    (finding,) = found(good(team_manager=""), "oversight_missing")
    assert (finding.field, str(finding.location)[:5]) == ("team_manager", "table")


def test_messages_hold_nothing_that_was_written() -> None:
    form = good(
        born="12/10/2009", status="Early Help", agencies=[], safeguarding_lead="", perpetrators="Zebulon",
        child_name="Wilhelmina", professional_judgement="Yesteryear",
    )  # fmt: skip
    said = " ".join(finding.message for finding in read_result(form).findings)
    assert not [word for word in ("Zebulon", "Wilhelmina", "Yesteryear", "2009") if word in said]


# -- evidence ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["S.47", "s47", "S 47 meeting", "an S-47.", "(S47)"])
def test_punctuation_does_not_count_in_evidence(text: str) -> None:
    assert is_mentioned(["S.47"], Texts((text,)))


def test_evidence_is_found_whatever_the_case_of_its_letters() -> None:
    for one, other in (("i", "İ"), ("i", "ı"), ("s", "ſ"), ("k", "\u212a"), ("å", "\u212b"), ("µ", "μ"), ("ß", "ẞ")):
        assert is_mentioned([f"pla{one}n"], Texts((f"The PLA{other}N.",)))


def test_quick_looks_at_a_text_miss_no_evidence() -> None:
    choose = random.Random(7)  # noqa: S311 - nothing secret
    bits = ["no", "No ", "strategy", "ſtrategy", "meeting", "Meeting", "s47", " S.47", " ", "-", "İ", "x", ", "]

    def some(most: int) -> str:
        return "".join(choose.choice(bits) for _ in range(choose.randint(1, most)))

    for _ in range(2_000):
        words, denied = ["strategy meeting", "S.47 " + some(2).strip(" ,-")], ["no strategy meeting", "no s47"]
        texts = tuple(some(8) for _ in range(2))
        said, denials = (re.compile(_any_wording(each), re.IGNORECASE) for each in (words, denied))
        assert is_mentioned(words, Texts(texts)) == any(map(said.search, texts))
        assert is_mentioned(words, Texts(texts), denied) == any(said.search(denials.sub(" ", text)) for text in texts)


def _any_wording(words: list[str]) -> str:
    wordings = (r"[\W_]{0,3}".join(re.findall(r"[^\W\d_]+|\d+", wording)) for wording in words)
    return rf"(?<![^\W_])(?:{'|'.join(wordings)})s?(?![^\W_])"


@pytest.mark.parametrize("text", ["S 470", "as47", "S.", "47", ""])
def test_other_words_are_no_evidence(text: str) -> None:
    assert not is_mentioned(["S.47"], Texts((text,)))


@pytest.mark.parametrize(
    "text", ["", "N/A", "n/k", "tbc", "None.", "None known at present", "-", "?", "Nil", "Not known"]
)
def test_placeholders_say_nothing(text: str) -> None:
    assert stands_in(text)


@pytest.mark.parametrize("text", ["None of them is named", "No name, silver car", "Nil by mouth", "J. Nobody"])
def test_sentences_say_something(text: str) -> None:
    assert not stands_in(text)


@pytest.mark.parametrize("name", ["range", "dict", "lipsum", "namespace"])
def test_a_condition_sees_the_values_of_the_form_alone(name: str) -> None:
    assert compiled("age > 9 and age in [10, 11]").holds(age=10) is True
    with pytest.raises(jinja2.UndefinedError):
        compiled(f"{name} == 1").holds(age=10)


def test_a_condition_may_ask_for_a_field_of_any_name() -> None:
    assert compiled("template == 'a' and values == 'b'").holds(template="a", values="b") is True
