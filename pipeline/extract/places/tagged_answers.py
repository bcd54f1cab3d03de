"""Answers from named places: what the printed words did not lead to, and what contradicts where they led.

Fields and checklist are read by their labels first, with what is in their own named places and in nobody else's.
Mostly that is all. Where labels were edited, moved or lost, the names still say whose answer it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from pipeline.extract.form.added import STRUCK_OUT, AddedText, Taken, claim
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.tagged import Owned
from pipeline.extract.places.answer import Read, read_as, rows_as, value_of
from pipeline.extract.values.entries import read_mark
from pipeline.extract.values.reading import BLANK, Reading, unclear
from pipeline.mapping.model import Factor, Field
from pipeline.submission import Answer, FactorAnswer, FactorState, State
from pipeline.words import joined_by

BY_NAME = "control"
_LOST = (State.BLANK, State.NOT_FOUND)
_CONTRADICTION = "its control and the place at its label say different things"


def with_named(form: CompletedForm, field: Field, read: Read, owned: Sequence[Owned]) -> Read:
    """Add to an answer what is in the field's named places and was not read by its label.

    Args:
        form: The completed form.
        field: The field.
        read: What was read by its label.
        owned: What is in its named places.
    """
    if not (owned or form.named.locations):
        return read
    if field.has_rows:
        return _table(field, read, owned)
    if field.choices:
        read = _ticked(field, read, owned)
    left = claim(each.piece for each in owned if each.place.choice is None)
    if left:
        read = _combined(field, read, left)
    location = form.named.locations.get(field.place_name) or form.named.locations.get(field.id)
    if read.answer.state is State.NOT_FOUND and location is not None:
        return read_as(field, BLANK, location=location, found_by=BY_NAME)
    is_control = location is not None and field.place_name not in form.named.bookmarked
    return _by_name(read) if owned or (is_control and read.answer.state is State.BLANK) else read


def _by_name(read: Read) -> Read:
    return replace(read, answer=replace(read.answer, found_by=BY_NAME))


def _combined(field: Field, read: Read, left: Taken) -> Read:
    value = value_of(left, field)
    answer = read.answer
    if answer.state in _LOST:
        return read_as(field, value, taken=left, location=left.location, found_by=BY_NAME)
    if field.is_text:
        return replace(read, answer=_with_more(field, answer, left))
    if answer.state is State.ANSWERED and answer.value == value.value:
        return read
    value = unclear(_CONTRADICTION, *answer.signs, *filter(None, [answer.raw]))
    return read_as(field, value, taken=left, location=left.location, found_by=BY_NAME)


def _with_more(field: Field, answer: Answer, left: Taken) -> Answer:
    """Add to a text what is elsewhere; what is struck out of it is no part of a short one."""
    said = joined_by("\n", [answer.words, left.words])
    value = said.text if field.is_long else joined_by("\n", [answer.text, left.words]).standing
    return replace(answer, value=value, raw=said.text, struck=said.struck)


# Ticks


def _ticked(field: Field, read: Read, owned: Sequence[Owned]) -> Read:
    """Hold the boxes that are ticked against what was read by the words beside them."""
    ticks = [each for each in owned if each.place.choice is not None and read_mark(each.piece.text)]
    chosen = {each.place.choice for each in ticks}
    claim(each.piece for each in ticks)
    answer = read.answer
    if not chosen or answer.state is State.UNCLEAR:
        return read
    by_words = set(answer.chosen)
    if by_words == chosen:
        return _by_name(read)
    together = chosen | by_words
    names = [choice.id for choice in field.choices if choice.id in together]
    value = unclear(_CONTRADICTION if by_words else "more than one option is chosen", *names)
    if len(together) == 1 or field.several:
        value = Reading(field.picked(names))
    location = ticks[0].piece.location
    taken = Taken([each.piece for each in ticks])
    again = read_as(field, value, taken=taken, location=location, found_by=BY_NAME, places=answer.places)
    return Read(answer=again.answer, findings=(*read.findings, *again.findings), chosen_at=read.chosen_at)


# Tables


def _table(field: Field, read: Read, owned: Sequence[Owned]) -> Read:
    """Read the rows by the names of their cells where the table itself was not found."""
    if read.answer.state not in _LOST:
        return _by_name(read) if owned else read
    rows: dict[object, dict[str, list[AddedText]]] = {}
    for each in owned:
        box = each.piece.box
        if each.place.column is not None and not each.piece.claimed:
            row = rows.setdefault((box.table, box.row) if box is not None else each.piece.location, {})
            row.setdefault(each.place.column, []).append(each.piece)
    if not rows:
        return read
    taken = claim(piece for row in rows.values() for cell in row.values() for piece in cell)
    columns = [column.id for column in field.columns]
    found = [{name: Taken(row.get(name, ())).words for name in columns} for row in rows.values()]
    return rows_as(field, found, taken=taken, location=taken.location, found_by=BY_NAME)


# The checklist


def factor_with_named(
    form: CompletedForm, factor: Factor, answer: FactorAnswer, owned: Sequence[Owned]
) -> FactorAnswer:
    """Add to a factor's answer what is in its named places and was not read by its label."""
    if not (owned or answer.notes or answer.state is FactorState.NOT_FOUND):
        return answer
    noted = claim(each.piece for each in owned if each.place.is_notes).words
    notes = joined_by("\n", [answer.note_words, noted])
    left = Taken([piece for piece in claim(each.piece for each in owned) if read_mark(piece.text) is not False])
    if answer.state is FactorState.NOT_FOUND and factor.id in form.named.locations:
        location = form.named.locations[factor.id]
        answer = FactorAnswer(factor=factor.id, state=FactorState.BLANK, location=location)
    if left:
        answer = _factor(answer, left)
    if notes and answer.state is FactorState.BLANK:
        answer = replace(answer, state=FactorState.UNCLEAR, reason="there is only a note")
    return replace(answer, notes=notes.text, notes_struck=notes.struck)


def _factor(answer: FactorAnswer, left: Taken) -> FactorAnswer:
    only_noted = answer.state is FactorState.UNCLEAR and not answer.entered
    entered = joined_by(" | ", [answer.words, left.words])
    answer = replace(answer, entered=entered.text, struck=entered.struck)
    if left.is_struck:
        return replace(answer, state=FactorState.UNCLEAR, reason=STRUCK_OUT, signs=("struck out",))
    ticked = all(read_mark(piece.text) for piece in left)
    if ticked and (answer.state in (FactorState.YES, FactorState.BLANK) or only_noted):
        return replace(answer, state=FactorState.YES, location=left.location, reason="")
    return replace(answer, state=FactorState.UNCLEAR, reason=_CONTRADICTION)
