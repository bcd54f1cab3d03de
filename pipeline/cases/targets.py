"""What an entry means in a mapping: a field, a cell of a table, a row of a checklist or one of its rounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.cases.entries import Address, address
from pipeline.findings import in_sentence
from pipeline.submission import Answer, FactorAnswer, FactorState, State, Submission

if TYPE_CHECKING:
    from pipeline.location import Location
    from pipeline.mapping import Mapping
    from pipeline.mapping.model import Checklist, Column, Factor, Field


class FieldTarget(Struct, frozen=True, kw_only=True):
    """A field that is no table."""

    at: Address
    field: Field

    @property
    def label(self) -> str:
        """How people call it."""
        return in_sentence(self.field.label)


class CellTarget(Struct, frozen=True, kw_only=True):
    """A cell of a table."""

    at: Address
    field: Field
    column: Column

    @property
    def label(self) -> str:
        """How people call it."""
        return f"{in_sentence(self.field.label)}, row {self.at.row}, {self.column.label or self.column.id}"


class FactorTarget(Struct, frozen=True, kw_only=True):
    """A row of a checklist, or one of its rounds."""

    at: Address
    checklist: Checklist
    factor: Factor

    @property
    def label(self) -> str:
        """How people call it."""
        label = in_sentence(self.factor.label)
        return f"{label} ({self.at.round})" if self.at.round else label


Target = FieldTarget | CellTarget | FactorTarget


def target_of(entry: str, mapping: Mapping) -> Target | None:
    """Return what an entry means; ``None`` when the form has no such entry."""
    at = address(entry)
    field = mapping.field(at.name) if at is not None else None
    if at is None:
        return None
    if field is None:
        return _factor_target(at, mapping)
    if field.has_rows:
        column = next((each for each in field.columns if each.id == at.column), None)
        return CellTarget(at=at, field=field, column=column) if column is not None else None
    return FieldTarget(at=at, field=field) if at == Address(name=field.id) else None


def _factor_target(at: Address, mapping: Mapping) -> FactorTarget | None:
    checklist = mapping.checklist_of.get(at.name)
    factor = next((each for each in mapping.factors if each.id == at.name), None)
    if checklist is None or factor is None or at.row:
        return None
    rounds = [each.id for each in checklist.rounds] or [""]
    return FactorTarget(at=at, checklist=checklist, factor=factor) if at.round in rounds else None


def all_entries(mapping: Mapping) -> Iterator[str]:
    """Yield the address of every entry of a form; of a table, those of its first row."""
    for field in mapping.fields:
        if field.has_rows:
            yield from (str(Address(name=field.id, row=1, column=column.id)) for column in field.columns)
        else:
            yield field.id
    for checklist in mapping.checklists:
        for factor in checklist.factors:
            rounds = [each.id for each in checklist.rounds] or [""]
            yield from (str(Address(name=factor.id, round=each)) for each in rounds)


# -- where it is in a form -----------------------------------------------------------------------------------------


def state_of(target: Target, submission: Submission) -> State | FactorState:
    """Return the state in which an entry was read; a cell of a table is answered or blank."""
    if isinstance(target, FactorTarget):
        row = factor_of(target, submission)
        return row.state if row is not None else FactorState.NOT_FOUND
    answer = submission.answers.get(target.at.name)
    if answer is None:
        return State.NOT_FOUND
    if isinstance(target, CellTarget) and answer.state is State.ANSWERED:
        return State.ANSWERED if cell_text(target.at, answer).strip() else State.BLANK
    return answer.state


def is_settled(target: Target, submission: Submission) -> bool:
    """Return whether somebody settled it already."""
    if isinstance(target, FactorTarget):
        row = factor_of(target, submission)
        return row is not None and row.settled is not None
    answer = submission.answers.get(target.at.name)
    return answer is not None and (answer.settled is not None or target.at.cell in answer.cells)


def factor_of(target: FactorTarget, submission: Submission) -> FactorAnswer | None:
    """Return the row of the checklist, or its round."""
    row = submission.checklist.get(target.factor.id)
    if row is None or not target.at.round:
        return row
    return row.rounds.get(target.at.round)


def rows_of(answer: Answer | None) -> tuple[dict[str, str], ...]:
    """Return the rows of a table."""
    found = answer.value if answer is not None and isinstance(answer.value, tuple) else ()
    return tuple(dict(row) for row in found)


def cell_text(at: Address, answer: Answer | None) -> str:
    """Return the text of a cell; empty for one in a row that isn't there."""
    rows = rows_of(answer)
    return rows[at.row - 1].get(at.column, "") if at.row <= len(rows) else ""


def location_of(target: Target, submission: Submission) -> Location | None:
    """Return where an entry is in the form, a cell as its table; ``None`` where it has no place."""
    if isinstance(target, FactorTarget):
        row = factor_of(target, submission) or submission.checklist.get(target.factor.id)
        return row.location if row is not None else None
    answer = submission.answers.get(target.at.name)
    return answer.location if answer is not None else None


def _filled_rounds(checklist: Checklist, submission: Submission) -> list[str]:
    """Return the rounds of a checklist in which somebody entered anything."""
    factors = [factor.id for factor in checklist.factors]
    rows = [submission.checklist[name] for name in factors if name in submission.checklist]
    return [
        each.id
        for each in checklist.rounds
        if any(each.id in row.rounds and row.rounds[each.id].state is not FactorState.BLANK for row in rows)
    ]


def is_counting(target: FactorTarget, submission: Submission) -> bool:
    """Return whether it is the row itself, or its round that counts."""
    rounds = _filled_rounds(target.checklist, submission)
    return not target.at.round or target.at.round == target.checklist.counting_round(rounds)


def rounds_in_use(checklist: Checklist, submission: Submission) -> list[str]:
    """Return the rounds that are filled in, or count: an entry in another would make that one count for all rows."""
    filled = _filled_rounds(checklist, submission)
    counting = checklist.counting_round(filled) if checklist.rounds else ""
    return filled if counting in ("", *filled) else [*filled, counting]


def is_in_use(target: FactorTarget, submission: Submission) -> bool:
    """Return whether it is no round, or one in use."""
    return not target.at.round or target.at.round in rounds_in_use(target.checklist, submission)


# -- what is not for people to settle ----------------------------------------------------------------------------------


def results_of(mapping: Mapping) -> frozenset[str]:
    """Return the fields that show what is worked out; the agreed review date is people's."""
    score = mapping.score
    shown: set[str | None] = {each.total_field for each in mapping.checklists}
    shown |= {each.total_field for each in mapping.groups}
    shown |= {each.total_field for checklist in mapping.checklists for each in checklist.rounds}
    shown |= {each.field for each in mapping.writes if not each.column}
    shown |= {score.age_field, score.total_field, score.rag_field} if score is not None else set()
    agreed = mapping.review.field if mapping.review is not None else None
    return frozenset(name for name in shown if name and name != agreed)
