"""Whether a form asks a question as its blank does: once, and with no other words in its label.

"DOB" with "Parent" put before it asks for another date. Words that leave the question as it is are known; with any
others its answer is unclear.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from pipeline.extract.form.added import AddedText, Taken
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.answer import value_of
from pipeline.extract.places.shared_box import dated_in
from pipeline.extract.text import key, label_key, tokens
from pipeline.extract.values.choices import named_spans, option_words, reads_as_chosen
from pipeline.mapping.model import Field
from pipeline.submission import State
from pipeline.vocabulary import IN_LABELS, THE_CHILD

_CLOSING = 3
"""So many signs may close a label: a colon, a dash and the spaces round it."""
_KNOWN = IN_LABELS | THE_CHILD


class Asking(Struct, frozen=True, kw_only=True):
    """One place of a form in which a question is asked.

    Attributes:
        boxes: The boxes of its label and of its answer.
        written: What is written there, apart from what was put into its label.
        is_answered: Whether anything is in the boxes of its answer.
        words: What was put into its label.
        is_changed: Some of that may ask for something else.
    """

    boxes: tuple[Box, ...]
    written: tuple[AddedText, ...]
    is_answered: bool
    words: tuple[AddedText, ...]
    is_changed: bool


def asked(form: CompletedForm, field: Field, label: Spot | None, boxes: Sequence[Box]) -> list[Asking]:
    """Find where a form asks a question that is answered in boxes; where it was changed only if it is nowhere else.

    Args:
        form: The completed form.
        field: The question.
        label: Its label in the blank.
        boxes: The boxes for its answer in the blank.
    """
    labels = form.forms_of(label.box) if label is not None and label.box is not None else []
    if label is None or label.box in boxes or not labels:
        return []
    rows = {(box.table, box.row) for box in labels}
    answers = form.boxes(boxes)
    is_beside = {(box.table, box.row) for box in answers} <= rows
    found = []
    for box in labels:
        own = [each for each in answers if not is_beside or (each.table, each.row) == (box.table, box.row)]
        found.append(_asking(form, field, label, box, own))
    plain = [asking for asking in found if not asking.is_changed]
    return plain or found


def is_changed_on_its_line(form: CompletedForm, field: Field, label: Spot, entry: Aligned, box: Box | None) -> bool:
    """Return whether words were put into a label behind which its answer is typed that may ask for something else."""
    end = _end_of_label(form, field, label, entry)
    words = [piece.text for piece in form.pieces_on(entry, box) if piece.start < end and _may_ask(field, piece.text)]
    return not _leaves_the_question(field, " ".join(words))


def differ(field: Field, askings: Iterable[Asking], *, is_shared: bool) -> bool:
    """Return whether a question that is asked more than once has different answers; words beside a date are none."""
    answered = [asking for asking in askings if asking.is_answered]
    if len(answered) < 2:
        return False
    said = {_said(field, Taken(asking.written), is_shared=is_shared) for asking in answered}
    return len(said - {""}) > 1


def _said(field: Field, taken: Taken, *, is_shared: bool) -> str:
    if is_shared:
        dated = dated_in(taken, field)
        return str(dated[1].value.value) if dated is not None else ""
    value = value_of(taken, field)
    return key(str(value.value) if value.state is State.ANSWERED else taken.text)


def dates_cut(form: CompletedForm, field: Field, askings: Iterable[Asking]) -> Iterator[AddedText]:
    """Cut the date out of what is written at each place at which one is asked for."""
    for asking in askings:
        dated = dated_in(Taken(asking.written), field)
        if dated is not None:
            yield form.cut(dated[0], dated[1].start, dated[1].end)


def _asking(form: CompletedForm, field: Field, label: Spot, box: Box, own: Sequence[Box]) -> Asking:
    free = [piece for each in (box, *own) for piece in form.pieces(each) if not (piece.claimed or piece.is_edit)]
    is_answered = any(piece.box is not box for piece in free)
    words = tuple(_words_in_label(form, field, label, box, answered=is_answered))
    text = " ".join(piece.text for piece in words)
    return Asking(
        boxes=(box, *own),
        written=tuple([piece for piece in free if piece not in words]),
        is_answered=is_answered,
        words=words,
        is_changed=bool(words) and not (bears_its_label(field, [box]) or _leaves_the_question(field, text)),
    )


def bears_its_label(field: Field, boxes: Iterable[Box]) -> bool:
    """Return whether one of some boxes bears another wording of a question's label that the mapping knows."""
    wanted = {label_key(wording) for wording in field.labels}
    return any(label_key(line.text) in wanted for box in boxes for line in box.lines)


def _words_in_label(form: CompletedForm, field: Field, label: Spot, box: Box, *, answered: bool) -> Iterator[AddedText]:
    """Yield what was put into a label, or in its place; behind it an answer may be while its box is empty."""
    entries = form.entries(box)
    lines = [entry for entry in entries if any(cover.blank_index == label.line_index for cover in entry.covers)]
    if not lines and answered:
        lines = [entry for entry in entries if entry.line.key and not entry.covers][:1]
    for entry in lines:
        end = _end_of_label(form, field, label, entry)
        for piece in form.pieces_on(entry, box):
            is_before = piece.start < end
            if not piece.claimed and (is_before or answered) and _may_ask(field, piece.text):
                yield piece


def _end_of_label(form: CompletedForm, field: Field, label: Spot, entry: Aligned) -> int:
    """Return where the last printed words of a label end on a line; prompts may follow it there."""
    printed = form.layout.line(label).text
    length = len(field.label)
    if len(printed.strip()) <= length + _CLOSING:
        length = len(printed)
    covers = [cover for cover in entry.covers if cover.blank_index == label.line_index and cover.blank_start < length]
    return max((cover.start + min(cover.blank_end, length) - cover.blank_start for cover in covers), default=0)


def _may_ask(field: Field, text: str) -> bool:
    """Return whether a text may be words of a label: no date, number or mark, and no option of the question."""
    if not any(map(str.isalpha, text)) or any(map(str.isdigit, text)) or reads_as_chosen(text) is not None:
        return False
    return not (field.has_options and named_spans(text, option_words(field.choices)))


def _leaves_the_question(field: Field, text: str) -> bool:
    known = _KNOWN.union(token.key for wording in field.labels for token in tokens(wording))
    words = [token.key for token in tokens(text)]
    return "?" not in words and all(word in known for word in words if any(map(str.isalnum, word)))
