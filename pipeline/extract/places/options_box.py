"""Options that the blank prints in an answer box, in one line or a line each: ``☐ Yes  ☐ No``, ``Yes / No``."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from pipeline.extract.field_place import FieldPlace
from pipeline.extract.form.added import AddedText
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.taken import Taken, claim
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.answer import Read, label_location, read_as
from pipeline.extract.places.option_places import options_in_line
from pipeline.extract.values.choices import Chosen, Signs, weigh
from pipeline.extract.values.coerce import BLANK, chosen_value
from pipeline.extract.values.inline_options import InlineOption, read_inline
from pipeline.extract.values.listed_choices import listed_choice
from pipeline.mapping.model import Choice


class Printed(Struct, frozen=True, kw_only=True):
    """What was made of printed options: the chosen ones, the added text read as signs, and what else was added."""

    chosen: Chosen
    signs: Taken
    rest: Taken


def read_box_choice(form: CompletedForm, place: FieldPlace) -> Read:
    """Read a choice whose options are printed in its box, or in lines under it; other words there are no answer."""
    boxes = form.boxes(place.boxes)
    location = boxes[0].location if boxes else label_location(form, place)
    several = place.field.several
    if place.lines:
        printed = _weigh(form, place.field.choices, _lines_at(form, place), several=several)
    else:
        printed = weigh_printed(form, place.field.choices, boxes, several=several)
    if printed is None:
        taken = form.take(boxes, edits=True)
        value = listed_choice(taken, place.field) if taken else BLANK
        return read_as(place, value, taken=taken, location=location)
    chosen = printed.chosen
    claim(printed.signs)
    return read_as(place, chosen_value(chosen), taken=printed.signs, location=location, found_by=chosen.how or "label")


class _PrintedLine(Struct, frozen=True):
    """A line of the blank that prints options, and where it stands in the form, if it does."""

    line: Line
    number: int
    entry: Aligned | None
    box: Box | None


def _lines_at(form: CompletedForm, place: FieldPlace) -> list[_PrintedLine]:
    found = []
    for spot in place.lines:
        entry, box = next(iter(form.label_entries(spot)), (None, None))
        found.append(_PrintedLine(form.layout.line(spot), spot.line_index, entry, box))
    return found


def weigh_printed(
    form: CompletedForm, choices: Sequence[Choice], boxes: Sequence[Box], *, several: bool
) -> Printed | None:
    """Weigh the signs on options printed in some boxes; ``None`` when none prints two of them, or all were deleted."""
    lines: list[_PrintedLine] = []
    for box in boxes:
        blank = form.matched.blank_of(box)
        if blank is None or sum(len(options_in_line(choices, line)) for line in blank.lines) < 2:
            continue
        for number, line in enumerate(blank.lines):
            standing = (each for each in form.entries(box) if any(c.blank_index == number for c in each.covers))
            lines.append(_PrintedLine(line, number, next(standing, None), box))
    return _weigh(form, choices, lines, several=several)


def _weigh(
    form: CompletedForm, choices: Sequence[Choice], lines: Sequence[_PrintedLine], *, several: bool
) -> Printed | None:
    signs: dict[str, Signs] = {}
    read: list[AddedText] = []
    for line in lines:
        found = options_in_line(choices, line.line)
        options = [InlineOption(each.choice.id, each.start, each.end, each.choice.wordings) for each in found]
        if options:
            read += _read_line(form, line, options)
            signs.update({option.name: option.signs for option in options})
    if all(sign.missing for sign in signs.values()):
        return None
    order = [(choice.id, signs[choice.id]) for choice in choices if choice.id in signs]
    for _, sign in order:
        sign.emphasis &= ~form.body.ambient
    boxes = dict.fromkeys(line.box for line in lines if line.box is not None)
    rest = [piece for box in boxes for piece in form.pieces(box) if piece not in read and not piece.claimed]
    return Printed(chosen=weigh(order, several=several), signs=Taken(read), rest=Taken(rest))


def _read_line(form: CompletedForm, line: _PrintedLine, options: list[InlineOption]) -> list[AddedText]:
    """Gather the signs on the options of one line, and give the added text that was read as signs."""
    if line.entry is None:
        for option in options:
            option.signs.missing = True
        return []
    pieces = [piece for piece in form.pieces_on(line.entry, line.box) if not piece.claimed]
    added = [(piece.start, piece.end) for piece in pieces]
    read = read_inline(line.entry, line.line, line.number, options, added)
    return [pieces[index] for index in sorted(read)]
