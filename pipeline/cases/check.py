"""Whether an entry may be settled, and as what: looked at before a decision is recorded.

What may be settled is unclear, not found or blank. What was answered with certainty is corrected in the form, and
results are worked out. Refusals say what is allowed and never repeat what was typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.cases.apply import value_of
from pipeline.cases.decision import Decision
from pipeline.cases.entries import address, bound_to, raw_entries
from pipeline.cases.settle import has_place, is_blank
from pipeline.cases.targets import (
    FactorTarget,
    FieldTarget,
    Target,
    all_entries,
    is_in_use,
    is_settled,
    results_of,
    rounds_in_use,
    rows_of,
    state_of,
    target_of,
)
from pipeline.cases.values import refused
from pipeline.findings import in_sentence
from pipeline.nearest import did_you_mean_or_stop
from pipeline.submission import FactorState, State

if TYPE_CHECKING:
    from pipeline.errors import UsageProblem
    from pipeline.mapping import Mapping
    from pipeline.submission import Submission

_CERTAIN: Final = frozenset({State.ANSWERED.value, FactorState.YES.value, FactorState.NO.value})
_BLANK: Final = State.BLANK.value
_NAMED: Final = 12


class Proposal(Struct, frozen=True, kw_only=True):
    """What may be decided: the parts of a decision that follow from the form.

    Attributes:
        entry: Address of the entry.
        value: As the person gave it.
        raw: What the decision will be bound to.
        label: How people call the entry.
    """

    entry: str
    value: str
    raw: str
    label: str

    def decided(self, *, by: str, at: str, why: str = "") -> Decision:
        """Return the decision that somebody takes."""
        return Decision(entry=self.entry, value=self.value, raw=self.raw, by=by, at=at, why=why)


def check_settling(submission: Submission, mapping: Mapping, entry: str, value: str, *, day: dt.date) -> Proposal:
    """Return what may be decided about an entry.

    Args:
        submission: What was read; with what was settled before, further rows of a table can follow each other.
        mapping: Of the form.
        entry: Address of the entry, as the person gave it.
        value: As the person gave it.
        day: The day on which it is decided.

    Raises:
        UsageProblem: The entry can't be settled, or not as this.
    """
    target = target_of(entry, mapping)
    if target is None:
        raise _unknown(entry, submission, mapping)
    _check_open(target, submission, mapping)
    found = value_of(target, value)
    if isinstance(target, FieldTarget) and isinstance(found, dt.date):
        _check_day(target, found, submission, mapping, day)
    name = str(target.at)
    raw = bound_to(name, raw_entries(submission))
    return Proposal(entry=name, value=value.strip(), raw=raw, label=target.label)


def open_entries(submission: Submission, mapping: Mapping) -> list[str]:
    """Return the entries that may be settled: unclear ones and those not found before blank ones."""
    found = [(entry, state) for entry in _entries(submission, mapping) if (state := _open(entry, submission, mapping))]
    return [entry for entry, state in found if state != _BLANK] + [entry for entry, state in found if state == _BLANK]


# -- entries -----------------------------------------------------------------------------------------------------------


def _entries(submission: Submission, mapping: Mapping) -> Iterator[str]:
    """Yield the entries of a form; of a table those of the rows that it has."""
    for entry in all_entries(mapping):
        at = address(entry)
        rows = len(rows_of(submission.answers.get(at.name))) if at is not None and at.row else 0
        yield entry
        yield from (entry.replace("[1]", f"[{number}]") for number in range(2, rows + 1))


def _open(entry: str, submission: Submission, mapping: Mapping) -> str:
    """Return the state of an entry that may be settled; nothing for another one."""
    target = target_of(entry, mapping)
    if target is None or target.at.name in results_of(mapping) or not has_place(target, submission):
        return ""
    if isinstance(target, FactorTarget) and not is_in_use(target, submission):
        return ""
    state = state_of(target, submission).value
    return "" if state in _CERTAIN else state


def _check_open(target: Target, submission: Submission, mapping: Mapping) -> None:
    if is_blank(submission):
        raise refused("Nothing is filled in on this form.", "There is nothing to settle before it is.")
    if target.at.name in results_of(mapping):
        said = f"{target.label} is worked out from the other entries."
        raise refused(said, "Settle what it is worked out from." + _open_ones(submission, mapping))
    if not has_place(target, submission):
        rows = len(rows_of(submission.answers.get(target.at.name)))
        raise refused(f"{target.label}: there is no such row.", f"The next row of its table is {rows + 1}.")
    if isinstance(target, FactorTarget) and not is_in_use(target, submission):
        used = " or ".join(rounds_in_use(target.checklist, submission))
        raise refused(f"{target.label}: nobody filled in that round.", f"Fill it in on the form, or settle {used}.")
    if state_of(target, submission).value in _CERTAIN and not is_settled(target, submission):
        said = f"{target.label} was read with certainty."
        raise refused(said, "Correct it in the form and process that again." + _open_ones(submission, mapping))


def _unknown(entry: str, submission: Submission, mapping: Mapping) -> UsageProblem:
    name = entry.strip().partition("@")[0].partition("[")[0].partition(".")[0]
    table, checklist = mapping.field(name), mapping.checklist_of.get(name)
    if table is not None and table.has_rows:
        columns = ", ".join(column.id for column in table.columns)
        what = f"{in_sentence(table.label)} is a table."
        return refused(what, f"Name a cell, such as {name}[1].{table.columns[0].id}; its columns are {columns}.")
    if checklist is not None and entry.strip().endswith(".notes"):
        return refused("Notes can't be settled.", f"Settle {name} itself.")
    if checklist is not None and checklist.rounds:
        rounds = ", ".join(f"{name}@{each.id}" for each in checklist.rounds)
        return refused(f"'{name}' is entered in several rounds.", f"Name one: {rounds}.")
    known = [*_entries(submission, mapping)]
    said = f"This form has no entry of that name{did_you_mean_or_stop(entry.strip(), known)}"
    return refused(said, _open_ones(submission, mapping).strip() or "Nothing is open on it.")


def _open_ones(submission: Submission, mapping: Mapping) -> str:
    """Name what may be settled."""
    names = open_entries(submission, mapping)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f" To be settled are {', '.join(names[:_NAMED])}{more}." if names else ""


# -- dates -------------------------------------------------------------------------------------------------------------


def _check_day(target: FieldTarget, found: dt.date, submission: Submission, mapping: Mapping, day: dt.date) -> None:
    """Refuse a date of birth or completion that can't be: one to come, or one on the wrong side of the other."""
    born, done = _dates_of_birth(mapping), _dates_completed(mapping)
    name = target.field.id
    if name in born | done and found > day:
        raise refused(f"{target.label} lies in the future.", "Check day, month and year.")
    if name in born and any(other < found for other in _answered(done, submission)):
        raise refused(f"{target.label} lies after the date completed.", "Check day, month and year.")
    if name in done and any(other > found for other in _answered(born, submission)):
        raise refused(f"{target.label} lies before the date of birth.", "Check day, month and year.")


def _dates_of_birth(mapping: Mapping) -> set[str]:
    age = mapping.score.age if mapping.score is not None else None
    names = {mapping.subject.born if mapping.subject is not None else None, age.born if age is not None else None}
    return {name for name in names if name}


def _dates_completed(mapping: Mapping) -> set[str]:
    age = mapping.score.age if mapping.score is not None else None
    names = {
        mapping.review.on if mapping.review is not None else None,
        mapping.subject.on if mapping.subject is not None else None,
        age.on if age is not None else None,
    }
    return {name for name in names if name}


def _answered(names: set[str], submission: Submission) -> Iterator[dt.date]:
    for name in names:
        answer = submission.answers.get(name)
        if answer is not None and isinstance(answer.value, dt.date):
            yield answer.value
