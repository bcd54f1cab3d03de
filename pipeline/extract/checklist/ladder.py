"""Ladders: rows whose options are rungs, each a row of its own with a descriptor; one rung is marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from pipeline.document import Mark
from pipeline.extract.checklist.merged import SWALLOWED
from pipeline.extract.checklist.options import answer_of
from pipeline.extract.checklist.places import FactorPlace
from pipeline.extract.checklist.unclear import made_unclear
from pipeline.extract.form.added import STRUCK_OUT, AddedText, Taken
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.formatting import EMPHASIS
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.options.printed import NO_MARK
from pipeline.extract.text import tokens
from pipeline.extract.values.box_signs import emphasis_of, sign_on
from pipeline.extract.values.choices import Chosen, Signs, weigh
from pipeline.extract.values.coerce import text_value
from pipeline.extract.values.entries import read_mark
from pipeline.mapping.model import Checklist
from pipeline.mapping.rows import Together
from pipeline.submission import BY_EMPHASIS, FactorAnswer, FactorState, State
from pipeline.vocabulary import DOUBT, refers_elsewhere
from pipeline.words import Words, joined_by

APART = "one of its rows stands out, and something is written beside another"


def read_ladder(form: CompletedForm, checklist: Checklist, place: FactorPlace) -> FactorAnswer:
    """Read a ladder: by the marks on its rungs, else by the one rung beside which something was written."""
    factor = place.factor
    signs: list[tuple[str, Signs]] = []
    written: dict[str, Taken] = {}
    in_print: list[str] = []
    where: dict[str, Box] = {}
    notes: list[AddedText] = []
    one = () if any(checklist.option_points(factor, option) == 1 for option in factor.options) else ("1",)
    for option in factor.options:
        rungs = form.boxes([place.rungs[option.id]])
        boxes = tuple(_beside(form, place, option.id, rungs))
        notes += form.take([box for box in boxes if form.matched.column(box) in place.notes], edits=True)
        marked = tuple(box for box in boxes if _takes_marks(form, place, box, rungs))
        pieces = form.take(marked)
        wordings = (*option.wordings, str(checklist.option_points(factor, option)), *one)
        sign = sign_on(form, marked, pieces, wordings)
        emphasis = _emphasis(form, [box for box in boxes if form.matched.column(box) not in place.notes])
        is_in_print = _is_in_print(form, marked)
        if sign is None or (is_in_print and pieces and read_mark(pieces.text) is None):
            sign = Signs()
            written[option.id] = pieces
            in_print += [option.id] if is_in_print else []
        sign.emphasis |= emphasis
        sign.missing = not rungs
        signs.append((option.id, sign))
        if marked:
            where[option.id] = marked[-1]
    lost = [sign for _, sign in signs if sign.missing]
    is_replaced = bool(lost) and _has_other_rows(form, place)
    for sign in lost:
        sign.replaced = is_replaced
    if all(sign.missing for _, sign in signs):
        return FactorAnswer(factor=factor.id, state=FactorState.NOT_FOUND, reason="none of its rows is there")
    several = checklist.several is not Together.UNCLEAR
    chosen = _chosen(weigh(signs, several=several), written, in_print, several=several)
    said = [piece for pieces in written.values() for piece in pieces]
    if not chosen.ids and not chosen.reason and notes:
        chosen = Chosen(reason="there is only a note")
    labels = [Words(option.label) for option in factor.options if option.id in chosen.ids]
    place_of = next((where[name] for name in (*chosen.ids, *where) if name in where), None)
    return answer_of(
        checklist,
        factor,
        chosen,
        entered=joined_by("; ", labels),
        notes=Taken([*said, *notes]).words,
        location=place_of.location if place_of is not None else None,
    )


def rung_boxes(form: CompletedForm, place: FactorPlace) -> list[Box]:
    """Return the boxes that hold the marks of a ladder, those too that are one with a box above them."""
    rungs = [(name, form.boxes([box])) for name, box in place.rungs.items()]
    beside = (box for name, found in rungs for box in _own(form, place, name, found))
    return [box for box in beside if form.matched.column(box) not in place.notes]


def ladder_unless_swallowed(form: CompletedForm, place: FactorPlace, answer: FactorAnswer) -> FactorAnswer:
    """Return an answer as it was read, but unclear when nothing was, and a box for marks is part of a wider one."""
    if answer.state is not FactorState.BLANK or not place.answer:
        return answer
    for rung in form.boxes(place.rungs.values()):
        row = form.matched.paired(rung)
        if row.is_widened and not any(row.column(box) in place.answer for box in row.boxes):
            return replace(made_unclear(answer, SWALLOWED), location=answer.location or rung.location)
    return answer


def _chosen(marked: Chosen, written: Mapping[str, Taken], in_print: Sequence[str], *, several: bool) -> Chosen:
    """Take what is marked, else the rung beside which something was written; what may say something else is open."""
    if marked.how == BY_EMPHASIS and not written.keys() <= set(marked.ids):
        return Chosen(reason=APART, signs=(*marked.ids, *written))
    if marked.ids or marked.reason or not written:
        return marked
    if len(written) > 1 and not several:
        return Chosen(reason="something is written beside more than one of its rows", signs=tuple(written))
    if any(pieces.has_struck for pieces in written.values()):
        return Chosen(reason=STRUCK_OUT, signs=tuple(written))
    if in_print or not all(_is_worded(pieces.text) for pieces in written.values()):
        return Chosen(reason=NO_MARK, signs=tuple(in_print or written))
    if any(refers_elsewhere(pieces.text) for pieces in written.values()):
        return Chosen(reason="the words beside a row refer to another place", signs=tuple(written))
    if any(_begins_or_ends_in_doubt(pieces.text) for pieces in written.values()):
        return Chosen(reason="the words beside a row leave it open whether it is meant", signs=tuple(written))
    return Chosen(tuple(written), "typed")


def _is_worded(text: str) -> bool:
    """Return whether a text has words: a number, or what a formula shows in place of a value, chooses no row."""
    return any(map(str.isalpha, text)) and text_value(text).state is State.ANSWERED


def _begins_or_ends_in_doubt(text: str) -> bool:
    said = [token.key for token in tokens(text)]
    return said[0] in DOUBT or said[-1] == "?"


def _has_other_rows(form: CompletedForm, place: FactorPlace) -> bool:
    """Return whether a table of the ladder has rows with words that are none of the blank's."""
    tables = {box.table for rung in place.rungs.values() for box in form.boxes([rung])}
    rows = (row for table in tables for row in form.rows_in(table) if row.place is None)
    return any(form.pieces(box) for row in rows for box in row.boxes)


def _is_in_print(form: CompletedForm, boxes: Iterable[Box]) -> bool:
    """Return whether something was written into a box that prints words of the form, or that the blank doesn't have."""
    filled = (form.matched.blank_of(box) for box in boxes if form.pieces(box))
    return any(blank is None or blank.key for blank in filled)


def _beside(form: CompletedForm, place: FactorPlace, option: str, rungs: list[Box]) -> Iterator[Box]:
    """Yield the boxes of a rung's rows that begin there."""
    yield from (box for box in _own(form, place, option, rungs) if not box.continues)


def _own(form: CompletedForm, place: FactorPlace, option: str, rungs: list[Box]) -> Iterator[Box]:
    """Yield the boxes of a rung's rows, but for the ladder's label beside it, and what belongs to others there."""
    labels = {id(box) for box in form.boxes([place.label])} if place.label is not None else set()
    reach = place.reaches.get(option)
    for rung in rungs:
        row = form.matched.paired(rung)
        own = (
            box for box in row.boxes if reach is None or (row.column(box) in reach and not row.is_in_added_column(box))
        )
        yield from (box for box in own if id(box) not in labels)


def _emphasis(form: CompletedForm, boxes: Iterable[Box]) -> Mark:
    """Return the formatting of a rung's row: its points may be ringed, or the whole row highlighted."""
    found = Mark.NONE
    for box in boxes:
        found |= emphasis_of(form.matched.blank_of(box), box) & EMPHASIS & ~form.body.ambient
    return found


def _takes_marks(form: CompletedForm, place: FactorPlace, box: Box, rungs: list[Box]) -> bool:
    """Return whether a rung is marked in a box: its own, those of the answer column, or any but the notes."""
    column = form.matched.column(box)
    if place.answer:
        return box in rungs or column in place.answer
    return column not in place.notes
