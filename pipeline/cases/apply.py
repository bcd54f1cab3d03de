"""One decision applied to what was read: the answer takes the value, and everything else stays as it was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from msgspec.structs import replace

from pipeline.cases.entries import factor_signs, signs_of
from pipeline.cases.targets import (
    CellTarget,
    FactorTarget,
    Target,
    cell_text,
    factor_of,
    is_counting,
    rows_of,
)
from pipeline.cases.values import FactorValue, factor_value, field_value, in_words, plain_text
from pipeline.mapping.model import FieldKind
from pipeline.submission import BY_PERSON, Answer, FactorAnswer, FactorState, Settled, State, Submission, Value

SettledValue = FactorValue | Value


def value_of(target: Target, text: str) -> SettledValue:
    """Read the value that an entry is settled as.

    Raises:
        UsageProblem: The entry takes no such value.
    """
    if isinstance(target, FactorTarget):
        return factor_value(target.checklist, target.factor, text)
    if isinstance(target, CellTarget):
        return plain_text(target.label, text)
    return field_value(target.field, text)


def says(target: Target, value: SettledValue, submission: Submission) -> bool:
    """Return whether an entry was read with certainty, and as this value."""
    if isinstance(value, FactorValue):
        row = factor_of(target, submission) if isinstance(target, FactorTarget) else None
        same_number = row is not None and value.number in (None, row.number)
        return row is not None and same_number and (row.state, row.chosen) == (value.state, value.chosen)
    answer = submission.answers.get(target.at.name)
    if isinstance(target, CellTarget):
        return cell_text(target.at, answer).strip() == value
    return answer is not None and answer.state is State.ANSWERED and answer.value == value


def apply(target: Target, value: SettledValue, settled: Settled, submission: Submission) -> Submission:
    """Return a submission in which an entry has the value that it was settled as.

    Args:
        target: The entry.
        value: As :func:`value_of` read it.
        settled: Who settled it, and the state that it was read in.
        submission: What was read, with other decisions applied already.
    """
    name = target.at.name
    if isinstance(target, FactorTarget) and isinstance(value, FactorValue):
        return replace(submission, checklist={**submission.checklist, name: _row(target, value, settled, submission)})
    answer = submission.answers.get(name) or Answer(field=name, state=State.NOT_FOUND)
    if isinstance(target, CellTarget):
        answer = _with_cell(target, str(value), settled, answer)
    elif not isinstance(value, FactorValue):
        answer = _with_value(value, settled, answer)
    return replace(submission, answers={**submission.answers, name: answer})


def _with_value(value: Value, settled: Settled, answer: Answer) -> Answer:
    return replace(
        answer,
        state=State.ANSWERED,
        value=value,
        found_by=BY_PERSON,
        reason="",
        signs=signs_of(answer),
        settled=settled,
    )


def _with_cell(target: CellTarget, text: str, settled: Settled, answer: Answer) -> Answer:
    rows, at = rows_of(answer), target.at
    if at.row > len(rows):
        rows = (*rows, dict.fromkeys((column.id for column in target.field.columns), ""))
    changed = tuple({**row, at.column: text} if number == at.row else row for number, row in enumerate(rows, start=1))
    found_by = answer.found_by if answer.state is State.ANSWERED else BY_PERSON
    cells = {**answer.cells, at.cell: settled}
    struck = tuple(
        {column: spans for column, spans in row.items() if (number, column) != (at.row, at.column)}
        for number, row in enumerate((*answer.struck_cells, *({},) * (len(rows) - len(answer.struck_cells))), start=1)
    )
    return replace(
        answer,
        state=State.ANSWERED,
        value=changed,
        found_by=found_by,
        cells=cells,
        struck_cells=struck if any(struck) else (),
    )


def _row(target: FactorTarget, value: FactorValue, settled: Settled, submission: Submission) -> FactorAnswer:
    name = target.factor.id
    row = submission.checklist.get(name) or FactorAnswer(factor=name, state=FactorState.NOT_FOUND)
    if not target.at.round:
        return _entered(value, settled, row)
    read = row.rounds.get(target.at.round) or FactorAnswer(factor=name, state=FactorState.NOT_FOUND)
    found = {**row.rounds, target.at.round: _entered(value, settled, read)}
    rounds = {each.id: found[each.id] for each in target.checklist.rounds if each.id in found}
    counting = rounds[target.at.round] if is_counting(target, submission) else row
    return replace(counting, notes=row.notes, rounds=rounds)


def _entered(value: FactorValue, settled: Settled, row: FactorAnswer) -> FactorAnswer:
    return replace(
        row,
        state=value.state,
        number=value.number,
        chosen=value.chosen,
        reason="",
        signs=factor_signs(row),
        settled=settled,
    )


# -- in words ----------------------------------------------------------------------------------------------------------


def settled_text(target: Target, submission: Submission) -> str:
    """Return in words what an entry was settled as."""
    if isinstance(target, FactorTarget):
        return _row_text(target, factor_of(target, submission))
    answer = submission.answers.get(target.at.name)
    if isinstance(target, CellTarget):
        return cell_text(target.at, answer)
    value = answer.value if answer is not None else None
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return in_words(target.field.choices, answer.chosen) if target.field.choices and answer is not None else str(value)


def _row_text(target: FactorTarget, row: FactorAnswer | None) -> str:
    if row is None:
        return ""
    if row.chosen:
        return in_words(target.checklist.options_of(target.factor), row.chosen)
    return row.state.value if row.number is None else str(row.number)


def is_told(target: Target) -> bool:
    """Return whether findings may say what an entry was settled as: never a text, a narrative or a date."""
    return isinstance(target, FactorTarget) or target.field.kind in (FieldKind.CHOICE, FieldKind.NUMBER)


# -- another document of the same form ---------------------------------------------------------------------------------


def carried(settled: Submission, onto: Submission) -> Submission:
    """Return a reading of another document of the same answers, with what was settled in it.

    Args:
        settled: What the form says, with what people settled.
        onto: What the other document says.
    """
    answers = {name: _carried(settled.answers.get(name), answer) for name, answer in onto.answers.items()}
    checklist = {name: _carried_row(settled.checklist.get(name), row) for name, row in onto.checklist.items()}
    return replace(onto, answers=answers, checklist=checklist)


def _carried(settled: Answer | None, answer: Answer) -> Answer:
    if settled is None or (settled.settled is None and not settled.cells):
        return answer
    return replace(
        answer,
        state=settled.state,
        value=settled.value,
        found_by=settled.found_by,
        reason="",
        settled=settled.settled,
        cells=settled.cells,
        struck_cells=settled.struck_cells,
    )


def _carried_row(settled: FactorAnswer | None, row: FactorAnswer) -> FactorAnswer:
    if settled is None:
        return row
    rounds: Mapping[str, FactorAnswer] = {
        name: _carried_row(settled.rounds.get(name), each) for name, each in row.rounds.items()
    }
    if settled.settled is None:
        return replace(row, rounds=rounds) if rounds else row
    return replace(
        row,
        state=settled.state,
        number=settled.number,
        chosen=settled.chosen,
        reason="",
        settled=settled.settled,
        rounds=rounds,
    )
