"""The stage between extract and assess: what people settled takes the place of what could not be read.

A reading is never changed by it. Text, signs and places stay as they were read, and without the decisions everything
is as it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cases.apply import apply, is_told, says, settled_text, value_of
from pipeline.cases.decision import Decision
from pipeline.cases.entries import Address, address, bound_to, raw_entries
from pipeline.cases.targets import (
    CellTarget,
    FactorTarget,
    Target,
    is_counting,
    is_in_use,
    location_of,
    results_of,
    rows_of,
    state_of,
    target_of,
)
from pipeline.errors import UsageProblem
from pipeline.findings import Finding, find
from pipeline.mapping.rows import Open
from pipeline.submission import Settled, State, Submission

if TYPE_CHECKING:
    from pipeline.mapping import Mapping

_ABOUT_READING: Final = frozenset(
    {
        "unclear_answer", "not_found", "factor_missing", "factor_twice", "factor_alike", "answer_unknown",
        "drawing_near_choice", "picture_unread", "read_outside_box", "label_missing", "type_elsewhere",
        "prompt_marked", "column_added", "told_twice",
    }
)  # fmt: skip
"""What is said of one entry's reading: whoever settles the entry has looked at it."""

_OF_THE_CELL: Final = "formula_without_value"
"""What is said of the place of an entry, not of the entry."""

REWORDED: Final = "the entry reads otherwise now"
NO_ENTRY: Final = "the form has no such entry to settle"
NOT_ALLOWED: Final = "the entry takes no such answer any more"
NO_ROUND: Final = "nobody filled in that round"


class Settlement(Struct, frozen=True, kw_only=True):
    """What a form says with what people settled, and the decisions that could not be applied."""

    submission: Submission
    lapsed: tuple[Decision, ...] = ()


def settle(submission: Submission, decisions: Sequence[Decision], mapping: Mapping) -> Settlement:
    """Return entries that could not be read the values that people settled.

    A decision holds as long as what it is bound to is in the form, whatever was made of that; else it has lapsed,
    which a finding says. Of two on one entry the later one counts.

    Args:
        submission: What was read.
        decisions: What people settled, in any order.
        mapping: Of the form.
    """
    if not decisions:
        return Settlement(submission=submission)
    entries = raw_entries(submission)
    settled, lapsed = submission, []  # type: Submission, list[Decision]
    for decision in _in_order(_latest(decisions), mapping):
        target = target_of(decision.entry, mapping)
        reason = _lapsed(decision, target, submission, settled, mapping, bound_to(decision.entry, entries))
        if target is None or reason:
            lapsed.append(decision)
            settled = _with_lapsed(settled, decision, target, reason)
        else:
            settled = _settled(decision, target, settled)
    return Settlement(submission=settled, lapsed=tuple(lapsed))


def _latest(decisions: Iterable[Decision]) -> Iterable[Decision]:
    """Return the latest decision on each entry."""
    ordered = sorted(decisions, key=lambda decision: _moment(decision.at))
    return {decision.entry: decision for decision in ordered}.values()


def _moment(at: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(at)
    return found if found.tzinfo is not None else found.replace(tzinfo=dt.UTC)


def _in_order(decisions: Iterable[Decision], mapping: Mapping) -> list[Decision]:
    """Put decisions into the order of the form, rows of a table from the first on."""
    names = [field.id for field in mapping.fields] + [factor.id for factor in mapping.factors]
    places = {name: number for number, name in enumerate(names)}

    def place(decision: Decision) -> tuple[int, int, str]:
        at = address(decision.entry) or Address(name="")
        return places.get(at.name, len(places)), at.row, decision.entry

    return sorted(decisions, key=place)


# -- whether a decision holds ------------------------------------------------------------------------------------------


def _lapsed(
    decision: Decision, target: Target | None, read: Submission, settled: Submission, mapping: Mapping, raw: str
) -> str:
    """Say why a decision can't be applied; nothing when it can."""
    if target is None or target.at.name in results_of(mapping) or not has_place(target, settled):
        return NO_ENTRY
    try:
        value_of(target, decision.value)
    except UsageProblem:
        return NOT_ALLOWED
    if raw != decision.raw or is_blank(read):
        return REWORDED
    return NO_ROUND if isinstance(target, FactorTarget) and not is_in_use(target, read) else ""


def has_place(target: Target, submission: Submission) -> bool:
    """Return whether a table has the row of a cell, or can take it as its next one."""
    if not isinstance(target, CellTarget):
        return True
    answer = submission.answers.get(target.at.name)
    is_readable = answer is None or answer.state is not State.UNCLEAR
    return is_readable and target.at.row <= len(rows_of(answer)) + 1


def is_blank(submission: Submission) -> bool:
    """Return whether nothing is filled in, so that there is nothing to settle."""
    return any(finding.code == "nothing_filled_in" for finding in submission.findings)


# -- what is said about it ---------------------------------------------------------------------------------------------


def _settled(decision: Decision, target: Target, submission: Submission) -> Submission:
    state = state_of(target, submission)
    who = Settled(by=decision.by, at=decision.at, why=decision.why, was=state.value)
    found = apply(target, value_of(target, decision.value), who, submission)
    kept = [each for each in submission.findings if not _is_answered(each, target, submission)]
    value = f' as "{settled_text(target, found)}"' if is_told(target) else ""
    said = [_finding("settled", decision, target, found, value=value)]
    if isinstance(target, FactorTarget) and _is_still_unknown(target, found):
        location = location_of(target, found)
        said.append(find("answer_unknown", field=target.at.name, location=location, label=target.factor.label))
    return replace(found, findings=(*kept, *said))


def _is_answered(finding: Finding, target: Target, submission: Submission) -> bool:
    """Return whether a finding is about how an entry was read, so that it says nothing more once that is settled."""
    location = location_of(target, submission)
    if finding.code == _OF_THE_CELL and finding.location is not None and not isinstance(target, CellTarget):
        return location is not None and finding.location.within(location)
    if finding.field != target.at.name or finding.code not in _ABOUT_READING:
        return False
    if isinstance(target, CellTarget):
        return finding.code == "not_found"
    return not isinstance(target, FactorTarget) or is_counting(target, submission)


def _is_still_unknown(target: FactorTarget, submission: Submission) -> bool:
    """Return whether a row that counts was settled as not known, where that leaves something open."""
    is_open = target.checklist.unknown is not Open.NONE
    return is_open and is_counting(target, submission) and submission.checklist[target.factor.id].is_unknown


def _with_lapsed(settled: Submission, decision: Decision, target: Target | None, reason: str) -> Submission:
    if target is not None and reason == REWORDED and says(target, value_of(target, decision.value), settled):
        found = _finding("settled_in_form", decision, target, settled)
    else:
        found = _finding("settled_lapsed", decision, target, settled, reason=reason)
    return replace(settled, findings=(*settled.findings, found))


def _finding(code: str, decision: Decision, target: Target | None, submission: Submission, **facts: str) -> Finding:
    return find(
        code,
        field=target.at.name if target is not None else "",
        location=location_of(target, submission) if target is not None else None,
        label=target.label if target is not None else f"'{decision.entry}'",
        entry=decision.entry,
        by=decision.by,
        on=day_of(decision.at),
        **facts,
    )


def day_of(at: str) -> str:
    """Return the day of a decision as people write it."""
    return dt.datetime.fromisoformat(at).strftime("%d/%m/%Y")
