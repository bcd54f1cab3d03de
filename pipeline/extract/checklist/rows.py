"""The rows of a completed form that bear a factor's label, with the boxes of their answers."""

from __future__ import annotations

import difflib
import functools
import operator
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.document import Mark
from pipeline.extract.checklist.columns import Columns, labels_of
from pipeline.extract.checklist.places import ChecklistPlace, FactorPlace
from pipeline.extract.form.added import AddedInBoxes, Taken
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.rows import PairedRow, aligned
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.memo import once
from pipeline.extract.text import label_key
from pipeline.extract.values.box_signs import emphasis_of
from pipeline.mapping.model import Factor
from pipeline.signs import DASHES, MARKS

_LONG_PROMPT = 200
_LONG_LABEL = 12  # a label of so many letters is known with words behind it

Boxes = tuple[Box, ...]
HasPieces = CompletedForm | AddedInBoxes
"""A completed form, or some of its rows by themselves."""


class FactorRow(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """One row of the form that bears a factor's label.

    Attributes:
        paired: The row, beside that of the blank.
        notes: Boxes for notes, those of the rows under it too.
        prompts: What the blank prints in the rows under it, as keys: no part of a note.
        in_label: It is answered in its label's own box: ``☐ Family conflict``.
    """

    factor: Factor
    paired: PairedRow
    label: Box
    answer: Boxes
    weight: Box | None
    notes: Boxes
    options: dict[str, Boxes] = field(default_factory=dict)
    rounds: dict[str, Boxes] = field(default_factory=dict)
    round_options: dict[str, dict[str, Boxes]] = field(default_factory=dict)
    prompts: tuple[str, ...] = ()
    is_like: bool = False
    in_label: bool = False

    @cached_property
    def emphasis(self) -> Mark:
        """The formatting of its weight, or else its label, that the blank does not have."""
        return self.emphasis_of(self.weight or self.label)

    def emphasis_of(self, box: Box | None) -> Mark:
        """Return the formatting of one of its boxes that the blank does not have."""
        return emphasis_of(self.paired.blanks.get(box), box) if box is not None else Mark.NONE

    @cached_property
    def label_emphasis(self) -> Mark:
        """The formatting of its label that the blank does not have."""
        return self.emphasis_of(self.label)

    @cached_property
    def answer_emphasis(self) -> Mark:
        """The formatting of its answer boxes that the blank does not have."""
        return functools.reduce(operator.or_, map(self.emphasis_of, self.answer), Mark.NONE)

    @cached_property
    def is_marked(self) -> bool:
        """Whether any of it has formatting that the blank does not have."""
        return any(marks is not Mark.NONE for marks in (self.emphasis, self.label_emphasis, self.answer_emphasis))

    @cached_property
    def is_cut(self) -> bool:
        """Whether any of its print is struck out, or its points were deleted."""
        return self.is_struck or self.is_struck_in_part or self.lacks_points

    @cached_property
    def is_struck(self) -> bool:
        """Whether its label or its points are struck out."""
        return Mark.STRIKE in self.label_emphasis | self.emphasis_of(self.weight)

    @cached_property
    def is_struck_in_part(self) -> bool:
        """Whether any print of its label or its points is struck out that isn't in the blank."""
        boxes = [box for box in (self.label, self.weight) if box is not None]
        return any(_has_struck_print(self.paired.blanks.get(box), box) for box in boxes)

    @cached_property
    def lacks_points(self) -> bool:
        """Whether its points were deleted."""
        if self.weight is None or self.weight.key:
            return False
        blank = self.paired.blanks.get(self.weight)
        return blank is not None and bool(blank.key)

    @cached_property
    def has_drawings(self) -> bool:
        """Whether a drawing is in it that the blank does not have; a ring hangs on any of its boxes."""
        return bool(self.paired.drawn_on)

    @cached_property
    def has_drawings_beside(self) -> bool:
        """Whether one is elsewhere than with its notes, where a picture may be evidence."""
        return any(box not in self.notes for box in self.paired.drawn_on)


def _has_struck_print(blank: Box | None, box: Box) -> bool:
    if blank is None or not any(line.has_struck for line in box.lines) or any(line.has_struck for line in blank.lines):
        return False
    return any(entry.line.struck(cover.start, cover.end) for entry in aligned(blank, box) for cover in entry.covers)


def find_rows(
    form: CompletedForm, lists: tuple[ChecklistPlace, ...], place: ChecklistPlace
) -> dict[str, list[FactorRow]]:
    """Find the rows of each factor by its label, never by where they are."""
    found: dict[str, list[FactorRow]] = defaultdict(list)
    for paired in _rows(form, place):
        if place.checklist.notes_rows:
            rows = [_with_rows_under(form, lists, place, row) for row in _rows_in(lists, place, paired)]
        else:
            rows = _rows_in(lists, place, paired)
        for row in rows:
            found[row.factor.id].append(row)
    for factor_id in place.rows.keys() - found.keys() if place.checklist.similar else ():
        like = _alike(form, place, place.rows[factor_id], found)
        if like is not None:
            found[factor_id].append(_with_rows_under(form, lists, place, like))
    return found


def _rows(form: CompletedForm, place: ChecklistPlace) -> Iterator[PairedRow]:
    tables = place.tables
    for number, rows in enumerate(form.matched.rows):
        if form.matched.table.get(number) in tables:
            yield from rows


@once
def _rows_in(lists: tuple[ChecklistPlace, ...], place: ChecklistPlace, paired: PairedRow) -> list[FactorRow]:
    """Return what one row of the form is to a checklist: mostly one factor's, or none's; it is not to be changed."""
    return [_row(place.rows[factor.id], label, paired) for label, factor in _labelled(lists, place, paired)]


def _labelled(lists: Sequence[ChecklistPlace], place: ChecklistPlace, paired: PairedRow) -> list[tuple[Box, Factor]]:
    """Find the labels in a row, each once; where none is in its column, the first one found.

    A label that stands in a box which the blank has empty was typed there: it makes no row where it is in another
    column, or all that was typed in the row.
    """
    seen = [(box, factor) for box in paired.boxes if (factor := _factor_of(lists, place, paired, box)) is not None]
    here = [(box, factor) for box, factor in seen if _in_label_column(place, paired, box, factor)]
    if len(paired.added) == 1:
        here = [(box, factor) for box, factor in here if not _was_empty(paired, box)]
    if here:
        return list({factor.id: (box, factor) for box, factor in reversed(here)}.values())
    return [(box, factor) for box, factor in seen if not _was_empty(paired, box)][:1]


def _was_empty(paired: PairedRow, box: Box) -> bool:
    blank = paired.blanks.get(box)
    return blank is not None and not blank.key and not blank.continues


def _factor_of(lists: Sequence[ChecklistPlace], place: ChecklistPlace, paired: PairedRow, box: Box) -> Factor | None:
    """Return the factor whose label a box bears; a tick or cross typed beside it is no part of it."""
    for wording, factor in _named_by(place, box):
        if not _is_another_lists(lists, place, paired, wording):
            return factor
    return _with_words_behind(place, paired, box)


@once
def _named_by(place: ChecklistPlace, box: Box) -> Sequence[tuple[str, Factor]]:
    """Return the factors whose labels a box bears, each with the wording that it has there."""
    known = place.by_label
    named = [(wording, known.get(wording) or known.get(wording.strip(MARKS))) for wording in labels_of(box)]
    return [(wording, factor) for wording, factor in named if factor is not None and factor.id in place.rows]


def _with_words_behind(place: ChecklistPlace, paired: PairedRow, box: Box) -> Factor | None:
    """Return the factor in whose label's box words were added behind the whole label: they are a comment.

    Where the answer is a typed yes or no, such words may be the answer or change the label: no guess is made there.
    """
    if not place.checklist.options:
        return None
    printed = paired.blanks.get(box)
    spot = next((row for row in place.rows.values() if row.label is printed and printed is not None), None)
    is_behind = printed is not None and len(printed.key) >= _LONG_LABEL and box.key.startswith(printed.key)
    return spot.factor if spot is not None and is_behind else None


def _is_another_lists(lists: Sequence[ChecklistPlace], place: ChecklistPlace, paired: PairedRow, wording: str) -> bool:
    """Return whether a label that two checklists print is in the row of the other one."""
    others = [each for each in lists if each is not place and wording in each.by_label]
    places = (each.rows.get(each.by_label[wording].id) for each in others)
    return any(row is not None and row.label is not None and paired.place == _at(row.label) for row in places)


def _at(box: Box) -> tuple[int, int]:
    return (box.table, box.row)


def _in_label_column(place: ChecklistPlace, paired: PairedRow, box: Box, factor: Factor) -> bool:
    """Return whether a label is in the column of labels; the same words in another column are somebody's note."""
    label = place.rows[factor.id].label
    return label is not None and paired.column(box) == label.column


def _row(place: FactorPlace, label: Box, paired: PairedRow, *, like: bool = False) -> FactorRow:
    beside = [
        (box, paired.column(box)) for box in paired.boxes if box is not label and not paired.is_in_added_column(box)
    ]

    def at(columns: Columns) -> Boxes:
        return tuple([box for box, column in beside if column in columns])

    weight = at(place.weight)
    return FactorRow(
        factor=place.factor,
        paired=paired,
        label=label,
        answer=at(place.answer),
        weight=weight[0] if weight else None,
        notes=at(place.notes),
        options={option: at(columns) for option, columns in place.options.items()},
        rounds={each: at(columns) for each, columns in place.rounds.items()},
        round_options={
            each: {option: at(columns) for option, columns in options.items()}
            for each, options in place.round_options.items()
            if options
        },
        is_like=like,
        in_label=place.label is not None and place.label.column in place.answer,
    )


def _with_rows_under(
    form: CompletedForm, lists: Sequence[ChecklistPlace], checklist: ChecklistPlace, row: FactorRow
) -> FactorRow:
    """Add to a row the rows under it that take notes on it, where its checklist has such."""
    place = checklist.rows[row.factor.id]
    notes = (*row.notes, *_under(form, lists, checklist, row))
    return replace(row, notes=notes, prompts=_prompts(form, checklist, place))


def _under(form: CompletedForm, lists: Sequence[ChecklistPlace], checklist: ChecklistPlace, row: FactorRow) -> Boxes:
    """Return the boxes of the rows under a row that take notes on it, and of those that were added between them."""
    count, place, label = checklist.checklist.notes_rows, checklist.rows[row.factor.id], row.label
    if not count or place.label is None:
        return ()
    table, first = place.label.table, place.label.row + 1
    wanted = {(table, row) for row in range(first, first + count)}
    found: list[Box] = []
    for paired in form.matched.rows[label.table][label.row + 1 :]:
        known_elsewhere = bool(paired.boxes) and paired.place is not None and paired.place not in wanted
        if known_elsewhere or _labelled(lists, checklist, paired):
            break
        found += paired.boxes
    return tuple(found)


def _prompts(form: CompletedForm, checklist: ChecklistPlace, place: FactorPlace) -> tuple[str, ...]:
    if not checklist.checklist.notes_rows or place.label is None:
        return ()
    first = place.label.row + 1
    rows = form.layout.blank.tables[place.label.table][first : first + checklist.checklist.notes_rows]
    return tuple(label_key(line.text) for boxes in rows for box in boxes for line in box.lines if line.key)


def notes_on(form: HasPieces, row: FactorRow) -> Taken:
    """Claim the notes on a row, without the prompts that many rows print alike (``Evidence:``)."""
    found = form.take(row.notes, edits=True)
    for piece in found:
        start = next((end for prompt in row.prompts if (end := _end_of(prompt, piece.text))), 0)
        piece.start += start
    return Taken([piece for piece in found if piece.end > piece.start])


def _end_of(prompt: str, text: str) -> int:
    """Return where a prompt ends at the start of a text, with the colon or dash behind it; 0 when it isn't there."""
    for end in range(1, len(text) + 1):
        if label_key(text[:end]) == prompt:
            rest = text[end:].lstrip(f" \t\u00a0:.{DASHES}")
            return len(text) - len(rest)
        if end > _LONG_PROMPT:
            break
    return 0


def _alike(
    form: CompletedForm, checklist: ChecklistPlace, place: FactorPlace, found: dict[str, list[FactorRow]]
) -> FactorRow | None:
    """Find the one row whose label is as like as the mapping asks for, among those that bear no other label."""
    taken = {row.label for rows in found.values() for row in rows}
    wanted = [label_key(label) for label in place.factor.labels]
    least = (checklist.checklist.similar or 100) / 100
    likeness: Counter[Box] = Counter()
    for paired in _rows(form, checklist):
        for box in paired.boxes:
            if box.key and box not in taken and _in_label_column(checklist, paired, box, place.factor):
                ratios = (
                    difflib.SequenceMatcher(None, one, wording, autojunk=False).ratio()
                    for one in labels_of(box)
                    for wording in wanted
                )
                likeness[box] = round(1000 * max(ratios))
    best = [box for box, ratio in likeness.most_common(2) if ratio >= 1000 * least]
    if not best or (len(best) > 1 and likeness[best[0]] == likeness[best[1]]):
        return None
    form.take(best[:1], edits=True)  # the reworded label itself is no added text
    return _row(place, best[0], form.matched.paired(best[0]), like=True)
