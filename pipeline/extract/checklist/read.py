"""Checklists: each factor's row found by its label, never by where it is, and its answer read.

A label must be equal after normalising, or a declared alias; a mapping may say how like one may be instead. One that is
merely like it is only suggested: "Is not in education" is nearly "Is in education".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from msgspec.structs import replace

from pipeline.extract.checklist.against_note import unless_its_note_differs
from pipeline.extract.checklist.crosses import with_crosses_told
from pipeline.extract.checklist.emphasis import Telling, telling_emphasis
from pipeline.extract.checklist.entry import read_by_itself, read_round, read_row
from pipeline.extract.checklist.hidden import answer_boxes, entry_boxes, factor_unless_hidden, round_boxes
from pipeline.extract.checklist.merged import (
    factor_unless_marked_aside,
    factor_unless_merged,
    factor_unless_out_of_line,
    factor_unless_swallowed,
)
from pipeline.extract.checklist.places import ChecklistPlace, FactorPlace
from pipeline.extract.checklist.rows import FactorRow, find_rows, notes_on
from pipeline.extract.checklist.struck_rows import with_struck_rows
from pipeline.extract.checklist.unclear import made_unclear
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.recall import Recall
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.doubted import HIDDEN
from pipeline.extract.places.tagged_answers import factor_with_named
from pipeline.findings import Finding, find
from pipeline.mapping.model import Checklist, Factor
from pipeline.mapping.rows import Open
from pipeline.nearest import nearest
from pipeline.submission import FactorAnswer, FactorState
from pipeline.words import joined_by

_CERTAIN: Final = (FactorState.BLANK, FactorState.YES, FactorState.NO)
OF_SEVERAL: Final = "it differs between the people for whom it is scored"
"""Said of the form as a whole (``several_people``), not of each row."""


def read_checklist(
    form: CompletedForm, checklists: tuple[ChecklistPlace, ...], recall: Recall, *, notes_findings: bool = True
) -> tuple[dict[str, FactorAnswer], list[Finding]]:
    """Read every factor of every checklist; what was noticed comes back beside the answers, if it is asked for."""
    answers: dict[str, FactorAnswer] = {}
    findings: list[Finding] = []
    for place in checklists:
        found = find_rows(form, checklists, place)
        read = _recalled(form, place, found, recall)
        if place.checklist.optional and all(each.state is FactorState.NOT_FOUND for each in read.values()):
            read = {name: replace(each, state=FactorState.BLANK) for name, each in read.items()}
        elif notes_findings:
            for factor in place.checklist.factors:
                findings += _noticed(form, place.checklist, factor, found.get(factor.id, []), read[factor.id])
        answers |= read
    return {factor.id: answers[factor.id] for factor in form.layout.mapping.factors}, findings


def _recalled(
    form: CompletedForm, place: ChecklistPlace, found: Mapping[str, list[FactorRow]], recall: Recall
) -> dict[str, FactorAnswer]:
    """Read the rows of a checklist, or take what the same ones were read as; it is not to be changed."""
    rows = [row for rows in found.values() for row in rows]
    paired = list({row.paired: None for row in rows})
    return recall.reading(place, partial(_read_with_notes, form, place, found), given=rows, rows=paired)


def _read_with_notes(
    form: CompletedForm, place: ChecklistPlace, found: Mapping[str, list[FactorRow]]
) -> dict[str, FactorAnswer]:
    read = _read(form, place, found)
    return {each.id: unless_its_note_differs(place.checklist, each, read[each.id]) for each in place.checklist.factors}


def _read(form: CompletedForm, place: ChecklistPlace, found: Mapping[str, list[FactorRow]]) -> dict[str, FactorAnswer]:
    emphasis = telling_emphasis(place.checklist, [row for rows in found.values() for row in rows])
    answers: dict[str, FactorAnswer] = {}
    entered: dict[str, list[Box]] = {}
    for factor in place.checklist.factors:
        rows, spot = found.get(factor.id, []), place.rows.get(factor.id)
        owned = form.named.release(factor.id)
        if factor.options and spot is not None:
            from pipeline.extract.checklist.ladder import read_ladder  # few forms have ladders

            answers[factor.id] = read_ladder(form, place.checklist, spot)
        elif rows:
            answers[factor.id] = _merged([_row(form, place, row, emphasis) for row in rows])
        else:
            reason = "no row has its label"
            answers[factor.id] = FactorAnswer(factor=factor.id, state=FactorState.NOT_FOUND, reason=reason)
        if not (place.checklist.options_of(factor) or place.checklist.rounds):
            answers[factor.id] = factor_with_named(form, factor, answers[factor.id], owned)
        boxes = entered[factor.id] = list(_entry_boxes(form, factor, spot, rows))
        if not place.checklist.rounds:
            shared = boxes if factor.options else answer_boxes(rows)
            answers[factor.id] = factor_unless_merged(form, answers[factor.id], shared)
            if form.is_widened:
                answers[factor.id] = _unless_swallowed(form, spot, rows, answers[factor.id])
            answers[factor.id] = factor_unless_out_of_line(form, answers[factor.id], boxes)
        if (form.hidden or form.doubts) and not place.checklist.rounds:
            answers[factor.id] = factor_unless_hidden(form, answers[factor.id], boxes)
    for name, boxes in entered.items() if not place.checklist.rounds else ():
        answers[name] = factor_unless_marked_aside(form, answers[name], boxes)
    answers = with_crosses_told(form, place, found, answers)
    if place.checklist.rounds:
        return _of_round(place.checklist, answers)
    return with_struck_rows(place, found, answers)


def _unless_swallowed(
    form: CompletedForm, spot: FactorPlace | None, rows: Sequence[FactorRow], answer: FactorAnswer
) -> FactorAnswer:
    if spot is None or not spot.rungs:
        return factor_unless_swallowed(answer, rows)
    from pipeline.extract.checklist.ladder import ladder_unless_swallowed  # as above

    return ladder_unless_swallowed(form, spot, answer)


def _entry_boxes(
    form: CompletedForm, factor: Factor, spot: FactorPlace | None, rows: Sequence[FactorRow]
) -> Iterable[Box]:
    """Return the boxes that a factor's answer is entered in."""
    if not factor.options or spot is None:
        return entry_boxes(rows)
    from pipeline.extract.checklist.ladder import rung_boxes  # as above

    return rung_boxes(form, spot)


def _row(form: CompletedForm, place: ChecklistPlace, row: FactorRow, emphasis: Telling) -> FactorAnswer:
    checklist = place.checklist
    if checklist.rounds:
        return _rounds(form, checklist, row)
    if checklist.has_option_columns or checklist.options:
        from pipeline.extract.checklist.options import read_columns, read_words  # most checklists have points alone

        return (read_columns if checklist.has_option_columns else read_words)(form, checklist, row)
    if checklist.notes_rows or not form.is_as_added(row.paired):
        return read_row(form, checklist, row, emphasis)
    reading = read_by_itself(place, row, emphasis)
    for box, number in reading.claimed:
        form.pieces(box)[number].claimed = True
    return reading.answer


def _merged(answers: list[FactorAnswer]) -> FactorAnswer:
    """Make one answer of the rows that bear the same label: nothing that was written in any of them is dropped."""
    if len(answers) == 1:
        return answers[0]
    first = next((answer for answer in answers if answer.state is not FactorState.BLANK), answers[0])
    agree = len({(answer.state, answer.number, answer.chosen) for answer in answers}) == 1
    entered = joined_by(" | ", [answer.words for answer in answers])
    notes = joined_by("\n", dict.fromkeys(answer.note_words for answer in answers))
    return replace(
        first,
        state=first.state if agree else FactorState.UNCLEAR,
        entered=entered.text,
        struck=entered.struck,
        number=first.number if agree else None,
        chosen=first.chosen if agree else (),
        notes=notes.text,
        notes_struck=notes.struck,
        reason=first.reason if agree else "its row is in the form more than once, with different entries",
        signs=tuple(dict.fromkeys(sign for answer in answers for sign in answer.signs)),
    )


# -- rounds ------------------------------------------------------------------------------------------------------------


def _rounds(form: CompletedForm, checklist: Checklist, row: FactorRow) -> FactorAnswer:
    """Read all rounds of a row."""
    rounds = {}
    for each in checklist.rounds:
        boxes = list(round_boxes(row, each.id))
        read = factor_unless_merged(form, _round(form, checklist, row, each.id), boxes)
        read = factor_unless_out_of_line(form, read, boxes)
        rounds[each.id] = factor_unless_hidden(form, read, boxes)
    notes = notes_on(form, row).words
    return FactorAnswer(
        factor=row.factor.id, state=FactorState.BLANK, notes=notes.text, rounds=rounds, notes_struck=notes.struck
    )


def _round(form: CompletedForm, checklist: Checklist, row: FactorRow, name: str) -> FactorAnswer:
    """Read one round of a row by itself; its notes belong to the row."""
    from pipeline.extract.checklist.options import read_columns, read_words  # as above

    alone = replace(row, notes=(), options=row.round_options.get(name, {}))
    if alone.options:
        return read_columns(form, checklist, alone)
    boxes = row.rounds.get(name, ())
    if checklist.options:
        return read_words(form, checklist, alone, boxes)
    return read_round(form, checklist, row.factor, boxes)


def _of_round(checklist: Checklist, answers: dict[str, FactorAnswer]) -> dict[str, FactorAnswer]:
    """Let each row say what its round that counts says: the same one in all rows, or that of each person."""
    filled_in = [each for each in checklist.rounds if any(_says(answer, each.id) for answer in answers.values())]
    counting = checklist.counting_round([each.id for each in filled_in])
    last = {each.person: each.id for each in filled_in}
    if len(last) > 1:
        return {name: _of_people(answer, tuple(last.values())) for name, answer in answers.items()}
    return {name: _counting(answer, counting) if answer.rounds else answer for name, answer in answers.items()}


def _of_people(answer: FactorAnswer, rounds: Sequence[str]) -> FactorAnswer:
    """Let a row say what it says of all people alike; where they differ it says nothing of one of them."""
    said = [answer.rounds[name] for name in rounds if name in answer.rounds]
    if not said:
        return answer
    own = _counting(answer, rounds[-1])
    if len({(each.state, each.number, each.chosen) for each in said}) == 1:
        return own
    entered = joined_by(" | ", [each.words for each in said])
    return replace(made_unclear(own, OF_SEVERAL), entered=entered.text, struck=entered.struck, proposed=None)


def _counting(answer: FactorAnswer, name: str) -> FactorAnswer:
    """Let a row say what one of its rounds says; its notes go along."""
    found = answer.rounds[name]
    notes = joined_by("\n", (found.note_words, answer.note_words))
    return replace(found, notes=notes.text, notes_struck=notes.struck, rounds=answer.rounds)


def _says(answer: FactorAnswer, name: str) -> bool:
    """Return whether something was entered in a round; hidden text alone begins none."""
    found = answer.rounds.get(name)
    is_only_hidden = found is not None and found.reason == HIDDEN and not found.entered
    return found is not None and found.state is not FactorState.BLANK and not is_only_hidden


# -- what was noticed --------------------------------------------------------------------------------------------------


def _noticed(
    form: CompletedForm, checklist: Checklist, factor: Factor, rows: Sequence[FactorRow], answer: FactorAnswer
) -> list[Finding]:
    if len(rows) == 1 and answer.state in _CERTAIN and not (rows[0].is_like or rows[0].has_drawings):
        return []
    found = []
    place = answer.location
    if answer.state is FactorState.NOT_FOUND:
        printed = (box.text for box in form.unclaimed_boxes())
        near = nearest(factor.label, printed)
        suggestion = " (one row has a similar label, which was not taken for it)" if near else ""
        found.append(find("factor_missing", field=factor.id, label=factor.label, suggestion=suggestion))
    if len(rows) > 1 and not factor.options:
        found.append(
            find("factor_twice", field=factor.id, location=rows[1].label.location, label=factor.label, rows=len(rows))
        )
    if any(row.is_like for row in rows):
        found.append(find("factor_alike", field=factor.id, location=rows[0].label.location, label=factor.label))
    if answer.is_unknown and checklist.unknown is not Open.NONE:
        found.append(find("answer_unknown", field=factor.id, location=place, label=factor.label))
    elif answer.state is FactorState.UNCLEAR and not answer.is_unknown and answer.reason != OF_SEVERAL:
        asked = find("unclear_answer", field=factor.id, location=place, label=factor.label, reason=answer.reason)
        found.append(replace(asked, proposed=str(answer.proposed or "")))
    if any(row.has_drawings for row in rows):
        found.append(find("drawing_near_choice", field=factor.id, location=place, label=factor.label))
    return found
