"""Rows with options: which one was ticked in its column, marked in the answer box, or typed there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from pipeline.document import Mark
from pipeline.extract.checklist.rows import Boxes, FactorRow, notes_on
from pipeline.extract.form.added import NOTHING, STRUCK_OUT, AddedText, Taken, claim
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.places.options.box import weigh_printed
from pipeline.extract.values.box_signs import sign_on
from pipeline.extract.values.choices import MERGED_ACROSS, Chosen, Signs, reads_as_chosen, weigh
from pipeline.extract.values.entries import read_mark
from pipeline.extract.values.option_words import entry_key, tick_with_comment, typed_option
from pipeline.location import Location
from pipeline.mapping.model import Checklist, Factor, RowOption
from pipeline.mapping.rows import Means, Together
from pipeline.signs import LETTER_CROSSES
from pipeline.submission import FactorAnswer, FactorState
from pipeline.words import Words, joined_by, put_together

NO_HEADER = "columns were added or taken out, and no header there tells which is which"
NOT_KNOWN = "it was answered as not known"
OUT_OF_LINE = "the row and the headers of its table don't have the same columns"
_LABEL_CHOOSING = Mark.HIGHLIGHT | Mark.SHADED | Mark.RINGED


def read_columns(form: CompletedForm, checklist: Checklist, row: FactorRow) -> FactorAnswer:
    """Read a row whose options are columns: a tick, its number or name in one, or emphasis there.

    Where there is an answer column too, the option may be entered there; what the columns say must agree with it.
    """
    where_open = MERGED_ACROSS if form.is_merged_across(list(row.options.values())) else _unknown_columns(form, row)
    signs: list[tuple[str, Signs]] = []
    entered: list[Words] = []
    others: list[AddedText] = []
    worded: dict[str, str] = {}
    denied: list[str] = []
    for option in checklist.options:
        boxes = row.options.get(option.id, ())
        pieces = form.take(boxes, edits=True)
        points = checklist.option_points(row.factor, option)
        sign = sign_on(form, boxes, pieces, (*option.wordings, str(points)))
        if sign is not None and sign.unticked and _is_word(pieces.text):
            denied.append(option.id)
        elif sign is not None and sign.ticked and _is_word(pieces.text) and _names_another(checklist, option, pieces):
            sign = Signs()
            worded[option.id] = f"the word under {option.label!r} says another answer"
        if sign is None and tick_with_comment(pieces.standing) is not None:
            sign, others = Signs(ticked=True), [*others, *pieces]
        elif sign is None:
            sign, others = Signs(), [*others, *pieces]
            other = f"there is something other than a mark under {option.label!r}"
            worded[option.id] = STRUCK_OUT if pieces.has_struck else other
        elif pieces:
            entered.append(put_together((f"{option.label} ", pieces.words)))
        signs.append((option.id, sign))
    chosen = weigh(signs, several=checklist.several is not Together.UNCLEAR)
    if denied and not worded and not (chosen.ids or chosen.reason):
        chosen = _denied(checklist.options, denied)
    pieces = form.take(row.answer, edits=True)
    typed, comment = _typed(checklist, row.factor, pieces)
    chosen = _agreeing(chosen, typed)
    open_for = where_open or (STRUCK_OUT if STRUCK_OUT in worded.values() else "")
    if open_for:
        chosen = Chosen(reason=open_for, signs=(*chosen.ids, *worded))
    entered += [pieces.words] if pieces else []
    notes, marked = _comments(form, row)
    if not chosen.ids and not chosen.reason:
        reason = next(iter(worded.values()), marked)
        chosen = _left_open(reason, form, row, has_notes=bool(notes))
        chosen = replace(chosen, signs=(*chosen.signs, *worded))
    where = [box for name in (chosen.ids or row.options) for box in row.options.get(name, ())]
    return answer_of(
        checklist,
        row.factor,
        chosen,
        entered=joined_by("; ", entered or _labels(checklist.options, chosen.ids)),
        notes=joined_by("\n", (comment, Taken([*others, *notes]).words)),
        location=where[0].location if where else row.label.location,
    )


def _unknown_columns(form: CompletedForm, row: FactorRow) -> str:
    """Return why nobody can tell in which column an option is marked: the row has other columns than the headers."""
    paired = row.paired
    if paired.place is None:
        return ""
    if paired.is_out_of_line and any(form.pieces(box) for box in paired.boxes if box is not row.label):
        return OUT_OF_LINE
    blank = form.layout.blank.tables[paired.place[0]][paired.place[1]]
    is_as_wide = sum(box.span for box in blank) == sum(box.span for box in paired.boxes)
    marked = (box for boxes in row.options.values() for box in boxes if form.pieces(box))
    return "" if is_as_wide or all(box.column in paired.columns for box in marked) else NO_HEADER


def _is_word(text: str) -> bool:
    """Return whether letters were typed, no sign; a cross is one, whatever it is typed with."""
    said = text.strip(" .")
    return said.isalpha() and said.lower() not in LETTER_CROSSES


def _names_another(checklist: Checklist, option: RowOption, said: Taken) -> bool:
    """Return whether a word such as "Yes" is that of another option than the one whose column it is in."""
    wordings = {entry_key(wording) for wording in option.wordings}
    return entry_key(said.text) not in wordings and (
        _is_no(option) or any(entry_key(said.text) in map(entry_key, other.wordings) for other in checklist.options)
    )


def _is_no(option: RowOption) -> bool:
    return option.meaning is Means.NO and reads_as_chosen(option.label) is False


def _denied(options: Sequence[RowOption], denied: Sequence[str]) -> Chosen:
    """Read "No" in the one column that says yes as the one that says no; elsewhere it leaves the row open."""
    yes = [option.id for option in options if option.meaning is Means.YES]
    no = [option.id for option in options if _is_no(option)]
    if len(no) == 1 and yes == denied:
        return Chosen(tuple(no), "typed")
    return Chosen(reason='"no" is typed in a column, and none is marked')


def _agreeing(columns: Chosen, typed: Chosen) -> Chosen:
    """Take what the columns or the answer column say; what one leaves open, or the other contradicts, is open."""
    if not (columns.ids or columns.reason):
        return typed
    if columns.reason or not (typed.ids or typed.reason):
        return columns
    if typed.reason or set(typed.ids) != set(columns.ids):
        return Chosen(reason=typed.reason or "the answer column and the marked column differ", signs=columns.seen)
    return columns


def _comments(form: CompletedForm, row: FactorRow) -> tuple[Taken, str]:
    """Return what was written on a row beside its answer, under its label too; and why a mark there leaves it open."""
    beside = form.take((row.label,))
    marked = any(read_mark(piece.text) is not None for piece in beside)
    return Taken([*beside, *notes_on(form, row)]), "there is a mark at the label" if marked else ""


def _left_open(reason: str, form: CompletedForm, row: FactorRow, *, has_notes: bool) -> Chosen:
    """Say why a row without a mark is not blank all the same: for the reason given, or for other signs in it."""
    if reason:
        return Chosen(reason=reason)
    if row.emphasis_of(row.label) & _LABEL_CHOOSING & ~form.body.ambient:
        return Chosen(reason="the label is marked, but nothing is entered", signs=("label marked",))
    if any(row.paired.is_drawn_on(box) for boxes in (row.answer, *row.options.values()) for box in boxes):
        return Chosen(reason="there is a drawing in the box", signs=("drawing",))
    return Chosen(reason="there is only a note" if has_notes else "")


# -- options in the answer box -----------------------------------------------------------------------------------------


def read_words(form: CompletedForm, checklist: Checklist, row: FactorRow, boxes: Boxes | None = None) -> FactorAnswer:
    """Read a row whose options are printed, or typed, in its answer box; a comment there is a note."""
    boxes = row.answer if boxes is None else boxes
    several = checklist.several is not Together.UNCLEAR
    printed = weigh_printed(form, checklist.options, boxes, several=several)
    comment = NOTHING
    if printed is not None:
        claim(printed.signs)
        chosen, comment = printed.chosen, claim(printed.rest)
        entered = joined_by("; ", _labels(checklist.options, chosen.ids))
        text = Words()
    else:
        pieces = form.take(boxes, edits=True)
        entered = pieces.words
        chosen, text = _typed(checklist, row.factor, pieces)
    notes, marked = _comments(form, row)
    if not chosen.ids and not chosen.reason:
        chosen = _left_open(marked, form, row, has_notes=bool(notes or comment))
    said = joined_by("\n", (text, comment.words, notes.words))
    location = boxes[0].location if boxes else row.label.location
    return answer_of(checklist, row.factor, chosen, entered=entered, notes=said, location=location)


def _typed(checklist: Checklist, factor: Factor, pieces: Taken) -> tuple[Chosen, Words]:
    """Read what was typed: the option, and the comment that is with it."""
    if pieces.is_struck:
        return Chosen(reason=STRUCK_OUT, signs=("struck out",)), Words()
    points = {option.id: checklist.option_points(factor, option) for option in checklist.options}
    chosen, comment = typed_option(pieces.text, checklist.options, points)
    said = pieces.words
    at = said.text.rfind(comment)
    return chosen, said.cut(at, at + len(comment)) if at >= 0 else Words(comment)


# -- the answer --------------------------------------------------------------------------------------------------------


def answer_of(
    checklist: Checklist, factor: Factor, chosen: Chosen, *, entered: Words, notes: Words, location: Location | None
) -> FactorAnswer:
    """Make the answer of a row from the options that were chosen."""
    state = FactorState.UNCLEAR if chosen.reason else FactorState.BLANK
    if chosen.ids:
        meaning = checklist.meaning_of(factor, chosen.ids)
        state = FactorState.UNCLEAR if meaning is Means.UNKNOWN else FactorState(meaning.value)
    reason = NOT_KNOWN if chosen.ids and state is FactorState.UNCLEAR else chosen.reason
    return FactorAnswer(
        factor=factor.id,
        state=state,
        entered=entered.text,
        notes=notes.text,
        location=location,
        reason=reason,
        chosen=chosen.ids,
        signs=chosen.signs,
        struck=entered.struck,
        notes_struck=notes.struck,
    )


def _labels(options: Iterable[RowOption], ids: Iterable[str]) -> list[Words]:
    chosen = set(ids)
    return [Words(option.label) for option in options if option.id in chosen]
