"""Choices whose options are in one line: behind their label, or in the box beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct

from pipeline.extract.form.added import NOTHING, AddedText, Taken, claim
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.formatting import stands_as_printed
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.memo import once
from pipeline.extract.places.answer import Read, read_as
from pipeline.extract.places.options.printed import (
    DIFFERENT,
    lines_drawn_on,
    may_replace,
    options_in_line,
    with_drawings,
)
from pipeline.extract.places.options.weighed import weighed
from pipeline.extract.places.shape import Option, Shape
from pipeline.extract.values.at_options import InlineOption
from pipeline.extract.values.choices import ALL_STRUCK, NOTHING_CHOSEN, TAKEN_BACK, TOO_MANY, Chosen, reads_as_chosen
from pipeline.extract.values.inline_options import read_inline
from pipeline.extract.values.listed_choices import listed_choice
from pipeline.extract.values.reading import BLANK, Reading, unclear
from pipeline.extract.values.typed_choices import chosen_value
from pipeline.location import Location
from pipeline.mapping.model import Choice, Field
from pipeline.signs import EMPTY_BOXES
from pipeline.submission import State, Value

if TYPE_CHECKING:
    from pipeline.extract.places.labels import Labels


class OptionsInline(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A choice whose options are printed in one line."""

    prints_options: ClassVar[bool] = True

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> OptionsInline | None:
        """Find all options in the label's line, or in one line of the box beside it."""
        if not field.has_options:
            return None
        spot, lines = spots[0], tuple(spots)
        options = _behind_label(labels, field, spot)
        if not options:
            options, lines = _beside_label(labels, field, spot)
        if not options:
            return None
        shape = OptionsInline if field.under is None else OptionsUnderOption
        return shape(field=field, label=spot, repeats=lines, options=tuple(options))

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read the marked options; a form may print the same line several times."""
        read = self._read(form)
        if not form.body.drawn_on:
            return read
        regions = {spot.line_index for spot in self.repeats if spot.box is None}
        return with_drawings(self.field, read, lines_drawn_on(form, regions))

    def option_lines(self, form: CompletedForm) -> Iterator[tuple[Sequence[Choice], Line]]:
        """Yield the lines that print the options."""
        entries = (entry for spot in self.repeats for entry, _ in form.label_entries(spot))
        yield from ((self.field.choices, entry.line) for entry in entries)

    def _read(self, form: CompletedForm) -> Read:
        seen = [
            self._occurrence(form, spot, entry, box) for spot in self.repeats for entry, box in form.label_entries(spot)
        ]
        telling = [occurrence for occurrence in seen if occurrence.chosen.ids or occurrence.chosen.reason]
        standing = [occurrence for occurrence in telling if occurrence.chosen.reason not in (ALL_STRUCK, TAKEN_BACK)]
        telling = standing or telling  # with the options of another level the whole level was struck out
        marked = [occurrence for occurrence in telling if occurrence.chosen.ids or occurrence.chosen.reason == TOO_MANY]
        chosen_at = tuple(occurrence.line_index for occurrence in marked)
        if not seen:
            return self._written_over(form)
        if not telling:
            refused = [piece for occurrence in seen for piece in occurrence.pieces]
            return read_as(self.field, BLANK, taken=Taken(refused), location=seen[0].location)
        first = next((occurrence for occurrence in telling if occurrence.chosen.reason), telling[0])
        value = chosen_value(first.chosen, self.field)
        if len({occurrence.chosen.ids for occurrence in telling}) > 1 and not first.chosen.reason:
            seen_there = [each for occurrence in telling for each in occurrence.chosen.seen]
            value = unclear(DIFFERENT, *seen_there)
        taken, how = Taken([piece for each in telling for piece in each.pieces]), first.chosen.how or "label"
        return read_as(self.field, value, taken=taken, location=first.location, found_by=how, chosen_at=chosen_at)

    def _occurrence(self, form: CompletedForm, spot: Spot, entry: Aligned, box: Box | None) -> _Occurrence:
        printed, pieces = form.layout.line(spot), form.pieces_on(entry, box)
        if not pieces and stands_as_printed(entry, printed, spot.line_index):
            return _Occurrence(spot.line_index, NOTHING_CHOSEN, entry.line.location, NOTHING)
        options = _options_on(form, self.field, spot)
        claimed = _read_marks(form, spot, entry, box, options)
        chosen = weighed(form, [(option.name, option.signs) for option in options], several=self.field.several)
        return _Occurrence(spot.line_index, chosen, entry.line.location, claimed)

    def _written_over(self, form: CompletedForm) -> Read:
        """Read what is in the box beside the label in place of the printed line: one option left, or a mark."""
        spots = [spot for spot in self.repeats if spot.box is not None and spot != self.label]
        boxes = form.boxes(spot.box for spot in spots if spot.box is not None)
        lines = {spot.line_index for spot in spots}
        taken = claim(piece for box in boxes for piece in form.pieces(box) if _is_on(lines, piece))
        if not taken:
            return read_as(self.field, BLANK, location=boxes[0].location if boxes else None)
        value = listed_choice(taken, self.field)
        if len(self.field.choices) == 1 and reads_as_chosen(taken.text):
            value = Reading(self.field.choices[0].id)
        return read_as(self.field, value, taken=taken, location=boxes[0].location)


def _is_on(lines: Collection[int], piece: AddedText) -> bool:
    """Return whether an added text is on a line that shows none of the blank's but some."""
    return all(cover.blank_index in lines for cover in piece.entry.covers)


class OptionsUnderOption(OptionsInline, frozen=True, eq=False, kw_only=True, dict=True):
    """A choice that is printed once more under each option of another one."""


def _behind_label(labels: Labels, field: Field, spot: Spot) -> list[Option]:
    """Find all options in the label's line, where no box beside it takes the answer.

    On a sheet that draws none there, boxes to tick in the line say that it is given in the line.
    """
    line = labels.line(spot)
    found = options_in_line(field.choices, line)
    beside = labels.empty_right(spot.box, skip_printed=False) if spot.box is not None else ()
    is_beside = any(box.framed for box in beside) or (beside and not any(sign in EMPTY_BOXES for sign in line.text))
    return found if len(found) == len(field.choices) and not is_beside else []


def _beside_label(labels: Labels, field: Field, spot: Spot) -> tuple[list[Option], tuple[Spot, ...]]:
    """Find all options in one line of the box right of the label, as ``☐ Yes  ☐ No`` is beside a question."""
    row = labels.blank.tables[spot.box.table][spot.box.row][spot.box.index + 1 :] if spot.box is not None else ()
    beside = next((box for box in row if box.key), None)
    for number, line in enumerate(beside.lines if beside is not None else ()):
        found = options_in_line(field.choices, line)
        if len(found) == len(field.choices):
            return found, (Spot(beside, number),)
    return [], ()


class _Occurrence(Struct, frozen=True):
    """What one line with the options says; a form may print the same line several times."""

    line_index: int
    chosen: Chosen
    location: Location
    pieces: Taken


def marked_in_label(form: CompletedForm, field: Field, label: Spot | None) -> Reading[Value]:
    """Read a choice whose box is empty by the options that its label names: a marked one, or the only one left there.

    Several that are left, but not all, leave it open: people shorten labels too. Of copies those count that say
    something, and they have to agree.
    """
    if label is None:
        return BLANK
    readings = (_marked_on(form, field, label, entry, box) for entry, box in form.label_entries(label))
    said = list(dict.fromkeys(reading for reading in readings if reading.state is not State.BLANK))
    if len(said) > 1:
        return unclear(DIFFERENT, *dict.fromkeys(sign for reading in said for sign in reading.signs))
    return said[0] if said else BLANK


def _marked_on(form: CompletedForm, field: Field, label: Spot, entry: Aligned, box: Box | None) -> Reading[Value]:
    options = _options_on(form, field, label)
    if len(options) < 2:
        return BLANK
    _read_marks(form, label, entry, box, options)
    left = _left_in_label(options)
    marked = weighed(form, [(option.name, option.signs) for option in options], several=field.several)
    if marked != NOTHING_CHOSEN or len(left) == len(options):
        return chosen_value(marked, field)
    return Reading(field.picked(left)) if len(left) == 1 else unclear("only some options are left there", *left)


def _left_in_label(options: Sequence[InlineOption]) -> list[str]:
    """Return the options that a label still names, or all if it names none; in other words they are no answer."""
    left = []
    for option in options:
        if option.signs.typed or not option.signs.missing:
            left.append(option.name)
        option.signs.typed &= not option.signs.missing
        option.signs.missing = False
    return left


def _read_marks(form: CompletedForm, spot: Spot, entry: Aligned, box: Box | None, options: list[InlineOption]) -> Taken:
    """Gather the signs on the options of one line, and claim the added text that was read as signs."""
    pieces = [piece for piece in form.pieces_on(entry, box) if not piece.claimed]
    added = [(piece.start, piece.end) for piece in pieces]
    read = read_inline(entry, form.layout.line(spot), spot.line_index, options, added)
    is_reworded = any(number not in read and may_replace(piece) for number, piece in enumerate(pieces))
    for option in options:
        option.signs.replaced = option.signs.missing and is_reworded
    return claim(pieces[number] for number in sorted(read))


def _options_on(form: CompletedForm, field: Field, spot: Spot) -> list[InlineOption]:
    return [
        InlineOption(option.choice.id, option.start, option.end, option.choice.wordings, option.choice.beside)
        for option in _options_at(field.choices, form.layout.line(spot))
    ]


@once
def _options_at(choices: tuple[Choice, ...], printed: Line) -> Sequence[Option]:
    return options_in_line(choices, printed)
