"""An authority's policy: rules changed, switched off and added; review dates off weekends, holidays and closed days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipeline.assess import assess
from pipeline.assess.review import review_dates
from pipeline.errors import InvalidMapping
from pipeline.findings import Severity
from pipeline.mapping import load_catalogue
from pipeline.mapping.catalogue import shipped_folder
from tests.reading import DAY, read_form
from tests.test_rules import good, high

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.mapping import Mapping
    from pipeline.submission import Submission

    Policy = Callable[[str], Mapping]


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    """Lay a policy over the shipped mapping."""

    def load(text: str) -> Mapping:
        path = tmp_path / "policy.toml"
        path.write_text(f'extends = "ce_assessment"\n{text}', "utf-8")
        return load_catalogue([shipped_folder()], path).find("ce_assessment")

    return load


def refused(policy: Policy, text: str) -> str:
    with pytest.raises(InvalidMapping) as problem:
        policy(text)
    return problem.value.what


def _codes(submission: Submission, mapping: Mapping) -> dict[str, Severity]:
    return {finding.code: finding.severity for finding in assess(submission, mapping, DAY).findings}


# -- rules -------------------------------------------------------------------------------------------------------------


def test_a_rule_is_switched_off(policy: Policy) -> None:
    submission, _ = read_form(good(team_manager=""))
    assert _codes(submission, policy("")) == {"oversight_missing": Severity.SHOULD}
    assert _codes(submission, policy('[[rule]]\nid = "oversight_manager"\noff = true')) == {}


def test_one_key_of_a_rule_is_changed_and_the_rest_stays(policy: Policy) -> None:
    submission, _ = read_form(good(team_manager=""))
    changed = policy('[[rule]]\nid = "oversight_manager"\nseverity = "must"')
    assert _codes(submission, changed) == {"oversight_missing": Severity.MUST}


def test_a_rule_is_added(policy: Policy) -> None:
    submission, _ = read_form(good())
    rule = '[[rule]]\nid = "school"\nseverity = "ask"\nwhen = "age > 14"\nmention = ["PEP"]\nsay = "No plan."'
    assert _codes(submission, policy(rule)) == {"school": Severity.ASK}


def test_the_rows_that_a_table_needs_are_changed(policy: Policy) -> None:
    submission, _ = read_form(good())
    rows = '[[rule]]\nid = "agencies_missing"\n[[rule.row]]\nlabel = "Housing"'
    (finding,) = assess(submission, policy(rows), DAY).findings
    assert finding.message == "No person is named for: Housing."


RULE = '[[rule]]\nid = "new"\nseverity = "ask"\nsay = "New."\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (RULE + "when = \"levl == 'high'\"", "names 'levl', which is not there; did you mean 'level'?"),
        (RULE + "when = \"filled('team_manger')\"", "no such field; did you mean 'team_manager'?"),
        (RULE + 'when = "age <"', "is not a condition"),
        (RULE + 'when = "age.__class__"', "uses getattr"),
        (RULE + 'when = "[1] * 9 ** 9"', "uses mul"),
        (RULE + 'when = "range(9)"', "calls 'range'"),
        (RULE + 'when = "filled()"', "takes 1 value in its brackets"),
        (RULE + 'when = "total | string"', "uses filter"),
        (RULE + "when = \"age < '13'\"", "mixes kinds of values"),
        (RULE + 'when = "review_date > 3"', "mixes kinds of values"),
        (RULE, "a rule has either 'when' or 'check'"),
        (RULE + 'when = "age"\ncheck = "rows_complete"', "either 'when' or 'check'"),
        (RULE + 'check = "rows_complete"', "needs 'field' and 'column'"),
        (
            RULE + 'check = "rows_complete"\nfield = "actions"\ncolumn = ["wat"]',
            "did you mean 'what'?",
        ),
        (RULE + 'when = "age"\nin = ["harms"]', "there is no field 'harms'; did you mean 'harm'?"),
        (RULE.replace("New.", "Of {childs_name}.") + 'when = "age"', "'{childs_name}' is not known"),
        (RULE.replace("New.", "Of {.") + 'when = "age"', "say: "),
        (RULE.replace('"ask"', '"shoud"') + 'when = "age"', "did you mean 'should'?"),
        (RULE + 'wen = "age"', "did you mean 'when'?"),
        ('[[rule]]\nid = "level2"\noff = true', "no such rule to change; did you mean 'level_2'?"),
        ('[review]\ninterval = [{ level = "high", weeks = 6, at_most = 4 }]', "less than 'weeks'"),
        ('[review]\nholidays = "Englnd"', "did you mean 'England'?"),
    ],
)
def test_a_wrong_rule_is_named_before_any_form_is_read(policy: Policy, text: str, message: str) -> None:
    assert message in refused(policy, text)


def test_what_a_policy_gets_wrong_is_said_of_its_own_file(policy: Policy, tmp_path: Path) -> None:
    said = refused(policy, '[review]\ninterval = [{ level = "hihg", weeks = 6 }]')
    assert said == f"{tmp_path / 'policy.toml'}: review: there is no level 'hihg'; did you mean 'high'?"


def test_all_wrong_rules_are_named_at_once(policy: Policy) -> None:
    second = RULE.replace("new", "newer")
    said = refused(policy, f'{RULE}when = "agee > 1"\n{second}when = "totl > 1"')
    assert len(said.splitlines()) == 2


# -- reviews -----------------------------------------------------------------------------------------------------------


def _dates(mapping: Mapping, completed: str, level: str = "medium") -> tuple[str, str]:
    submission, _ = read_form(good(completed=completed))
    dates = review_dates(submission, mapping, level, level)
    return str(dates.due), str(dates.limit)


@pytest.mark.parametrize(
    ("keys", "completed", "due"),
    [
        ("", "02/10/2026", "2026-12-25"),
        ('holidays = "England"', "02/10/2026", "2026-12-24"),
        ('holidays = "England"', "05/10/2026", "2026-12-27"),
        ('holidays = "England"\nweekends = "earlier"', "05/10/2026", "2026-12-24"),
        ('weekends = "earlier"', "03/10/2026", "2026-12-25"),
        ('weekends = "earlier"', "04/10/2026", "2026-12-25"),
        ('holidays = "Scotland"', "11/10/2026", "2027-01-03"),
        ("closed = [2026-12-25]", "02/10/2026", "2026-12-24"),
        ('holidays = "England"\nweekends = "earlier"\nclosed = [2026-12-24]', "05/10/2026", "2026-12-23"),
        ("closed = [2026-12-24]", "02/10/2026", "2026-12-25"),
    ],
)
def test_a_date_moves_earlier_off_days_that_the_policy_names(
    policy: Policy, keys: str, completed: str, due: str
) -> None:
    assert _dates(policy(f"[review]\n{keys}"), completed)[0] == due


def test_a_date_never_moves_to_the_day_of_the_assessment(policy: Policy) -> None:
    days = ", ".join(str(dt.date(2026, 10, 2) + dt.timedelta(days=number)) for number in range(85))
    assert _dates(policy(f"[review]\nclosed = [{days}]"), "02/10/2026")[0] == "2026-12-25"


def test_high_is_reviewed_after_four_weeks_and_after_six_at_most(policy: Policy) -> None:
    assert _dates(policy(""), "12/10/2026", "high") == ("2026-11-09", "2026-11-23")


def test_a_dated_setting_counts_from_its_day(policy: Policy) -> None:
    mapping = policy('[review]\ninterval = [{ level = "high", weeks = 6, from = 2026-10-12 }]')
    assert _dates(mapping, "12/10/2026", "high") == ("2026-11-23", "2026-11-23")
    assert _dates(mapping, "11/10/2026", "high") == ("2026-11-08", "2026-11-22")


def test_the_limit_in_a_finding_is_the_one_that_moved(policy: Policy) -> None:
    submission, _ = read_form(high(review_date="24/11/2026"))
    (finding,) = assess(submission, policy("[review]\nclosed = [2026-11-23]"), DAY).findings
    assert finding.message == "The agreed review date is later than the last day, 22/11/2026."
