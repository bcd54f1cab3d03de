"""The rules of a mapping, applied to one form: pass, fail, not applicable or cannot tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from pipeline.assess.conditions import cases, holds, names_in, open_names
from pipeline.assess.facts import Facts
from pipeline.assess.mentions import is_mentioned
from pipeline.assess.tables import rows_missing
from pipeline.findings import Finding, Severity
from pipeline.location import Location
from pipeline.mapping.policy import Rule
from pipeline.submission import State

_CANNOT_TELL = "Can't say for certain without {missing}: {say}"
_PROVISIONAL = " (Provisional: no outcome is chosen.)"
_EARLIEST = " (The level is open; this goes by the highest that it could be: {level}.)"


class Result(StrEnum):
    """What a rule comes to."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    NOT_APPLICABLE = "not applicable"
    CANNOT_TELL = "cannot tell"


class Verdict(Struct, frozen=True, kw_only=True):
    """What a rule comes to on a form.

    Attributes:
        missing: For "fail": the rows that are missing. For "cannot tell": what can't be read, as people call it.
        severity: Severity of a failure, where it isn't the rule's own.
    """

    result: Result
    missing: tuple[str, ...] = ()
    severity: Severity | None = None


def apply_rules(facts: Facts) -> Iterator[Finding]:
    """Apply every rule that isn't switched off; findings come in the order of the mapping.

    Of rules that share a code, only the first one says that it can't be told.
    """
    open_codes: set[tuple[str, str | None]] = set()
    for rule in facts.mapping.rules:
        verdict = judge(rule, facts) if not rule.off else None
        if verdict is None or verdict.result in (Result.PASS, Result.NOT_APPLICABLE):
            continue
        if verdict.result is Result.CANNOT_TELL:
            if rule.severity is Severity.NOTE or (rule.finding_code, rule.field) in open_codes:
                continue
            open_codes.add((rule.finding_code, rule.field))
        yield _finding(rule, verdict, facts)


def judge(rule: Rule, facts: Facts) -> Verdict:
    """Judge a form by one rule."""
    if rule.check is not None:
        return _judge_table(rule, facts)
    tried = cases(rule.conditions, facts)
    if tried is None:
        return Verdict(result=Result.CANNOT_TELL, missing=open_names(rule.conditions, facts))
    applies = holds(str(rule.when), tried, facts)
    if applies is False:
        return Verdict(result=Result.NOT_APPLICABLE)
    broken = applies if rule.unless is None else holds(str(rule.when), tried, facts, unless=rule.unless)
    if broken is False or (rule.mention and is_mentioned(rule.mention, facts.texts(rule.in_), rule.denied_by)):
        return Verdict(result=Result.PASS)
    if broken is None:
        return Verdict(result=Result.CANNOT_TELL, missing=open_names(rule.conditions, facts))
    return Verdict(result=Result.FAIL, severity=_silence(rule, facts))


def _judge_table(rule: Rule, facts: Facts) -> Verdict:
    answer = facts.submission.answers.get(str(rule.field))
    if answer is None or answer.state in (State.NOT_FOUND, State.UNCLEAR):
        return Verdict(result=Result.CANNOT_TELL, missing=(facts.labels.get(str(rule.field), str(rule.field)),))
    rows = [{name: words.standing for name, words in row.items()} for row in answer.rows]
    missing = rows_missing(rule, rows, facts.mapping)
    return Verdict(result=Result.FAIL if missing else Result.PASS, missing=missing)


def _silence(rule: Rule, facts: Facts) -> Severity | None:
    """Return the severity for a form that neither says nor denies it."""
    denied = rule.denied_by and is_mentioned(rule.denied_by, facts.texts(rule.in_))
    return None if denied else rule.silent


# -- findings ----------------------------------------------------------------------------------------------------------


def _finding(rule: Rule, verdict: Verdict, facts: Facts) -> Finding:
    said = message(rule.say, facts, verdict.missing, facts.found(rule.field))
    severity = verdict.severity or rule.severity
    if verdict.result is Result.CANNOT_TELL:
        severity = Severity.ASK
        said = _CANNOT_TELL.format(missing=", ".join(verdict.missing), say=said)
    if facts.is_provisional and "level" in names_in(rule.conditions):
        said += _PROVISIONAL
    if "{review_" in rule.say and facts.review.due is not None and facts.level_max != facts.level:
        said += _EARLIEST.format(level=facts.mapping.level_name(str(facts.level_max)))
    return Finding(
        code=rule.finding_code,
        severity=severity,
        message=said,
        remedy=rule.do,
        field=rule.field or "",
        location=_location(rule.field, facts),
        facts={"result": verdict.result.value, "rule": rule.id},
    )


def _location(name: str | None, facts: Facts) -> Location | None:
    answer = facts.submission.answers.get(str(name)) or facts.submission.checklist.get(str(name))
    return answer.location if answer is not None else None


def message(say: str, facts: Facts, missing: tuple[str, ...] = (), found: str = "") -> str:
    """Return a rule's message with its facts filled in; facts are computed only if it uses them."""
    return say.format_map({**message_facts(facts, missing), "found": found}) if "{" in say or "}" in say else say


def message_facts(facts: Facts, missing: tuple[str, ...] = ()) -> dict[str, str]:
    """Return what a message may name in braces."""
    mapping = facts.mapping
    return {
        "level": " or ".join(mapping.level_name(level) for level in facts.levels if level),
        "rag": mapping.level_text(facts.rag, facts.rag_max) or "not known",
        "outcome": mapping.level_name(facts.outcome) if facts.outcome else "not chosen",
        "total": str(facts.total),
        "review_due": _day(facts.review.due),
        "review_limit": _day(facts.review.limit),
        "missing": "; ".join(missing),
    }


def _day(day: dt.date | None) -> str:
    return day.strftime("%d/%m/%Y") if day is not None else "not known"
