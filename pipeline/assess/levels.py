"""From numbers to a level: the band, and the overrides that change it, tried in their order and explained."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from pipeline.assess.conditions import decide, open_names
from pipeline.assess.facts import Facts
from pipeline.assess.rules import message
from pipeline.assess.score import Points
from pipeline.findings import Finding, Severity, find
from pipeline.mapping import Mapping
from pipeline.mapping.model import Override, Score
from pipeline.mapping.score import LevelBy
from pipeline.submission import LevelChange


class Levelled(Struct, frozen=True, kw_only=True):
    """The level, and what led to it.

    Attributes:
        facts: The facts with the level in them.
        band: The level by numbers alone; ``None`` when there are none, or not yet.
        changes: What overrides did.
        flags: Words that they raised.
        findings: What has to be said about it.
    """

    facts: Facts
    band: str | None
    changes: tuple[LevelChange, ...] = ()
    flags: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def bands_of(points: Points, mapping: Mapping) -> tuple[str, ...]:
    """Return the levels that the numbers could fall into, the certain one first; none when people alone choose."""
    score = mapping.score
    if score is None or not score.has_numbers:
        return ()
    levels = score.levels
    measured = points.measured
    first, last = (levels.index(score.band(number).level) for number in (measured.certain, measured.possible))
    has_no_end = points.has_no_end and score.by is LevelBy.TOTAL
    return levels[first:] if has_no_end else levels[first : last + 1]


def levelled(facts: Facts) -> Levelled:
    """Work out the level: the band of the numbers, then every override whose condition holds."""
    score = facts.mapping.score
    if score is None:
        return Levelled(facts=facts, band=None)
    findings: list[Finding] = []
    changes: list[LevelChange] = []
    band = facts.rag
    for override in score.overrides:
        verdict = decide(override.when, facts)
        if verdict is None:
            findings.append(_open(override, facts))
            facts = replace(facts, reached=_each_once(*facts.bands, *_all_changed(override, facts, score)))
            continue
        if verdict:
            level = _changed(override, facts.rag, score)
            findings.append(_applied(override, facts))
            changes.append(LevelChange(id=override.id, before=facts.rag, after=level, flag=override.flag or ""))
            facts = replace(facts, rag=level, reached=_each_once(*_all_changed(override, facts, score)))
    if facts.points.blocked_by and score.has_numbers:
        findings.append(_blocked(facts))
        facts = replace(facts, rag=None, reached=score.levels)
    if facts.is_of_others:
        findings.append(_of_others(facts))
        facts = replace(facts, rag=None, reached=score.levels if score.has_numbers else facts.reached)
    flags = tuple(dict.fromkeys(change.flag for change in changes if change.flag))
    return Levelled(facts=facts, band=band, changes=tuple(changes), flags=flags, findings=tuple(findings))


def _all_changed(override: Override, facts: Facts, score: Score) -> Iterator[str]:
    """Return what an override makes of each level that there could be; an empty one means none."""
    return (_changed(override, each, score) or "" for each in facts.bands)


def _each_once(*levels: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(levels))


def _changed(override: Override, level: str | None, score: Score) -> str | None:
    if override.set:
        return override.set
    if override.at_least and (not level or score.levels.index(level) < score.levels.index(override.at_least)):
        return override.at_least
    return level


def _applied(override: Override, facts: Facts) -> Finding:
    return Finding(
        code="level_override",
        severity=override.severity,
        message=message(override.say, facts),
        remedy=override.do,
        facts={"override": override.id},
    )


def _open(override: Override, facts: Facts) -> Finding:
    said = message(override.say, facts)
    missing = ", ".join(open_names([override.when], facts))
    return Finding(
        code="level_override",
        severity=Severity.ASK,
        message=f"Can't say for certain without {missing}: {said}",
        remedy=override.do,
        facts={"override": override.id},
    )


def _blocked(facts: Facts) -> Finding:
    rows = facts.points.blocked_by
    answered = facts.submission.checklist.get(rows[0]) or facts.submission.answers.get(rows[0])
    location = answered.location if answered is not None else None
    return find("level_blocked", field=rows[0], location=location, rows=len(rows))


def _of_others(facts: Facts) -> Finding:
    people = ", ".join(f"“{facts.labels[each]}”" for each in facts.people)
    answer = facts.submission.answers.get(facts.people[-1])
    location = answer.location if answer is not None else None
    return find("several_people", field=facts.people[-1], location=location, people=people)
