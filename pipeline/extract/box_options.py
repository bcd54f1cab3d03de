"""Options that the blank prints in an answer box, in one line or a line each: ``☐ Yes  ☐ No``, ``Yes / No``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.answers import Read, label_location, read_as
from pipeline.extract.choices import Chosen, InlineOption, Signs, read_inline, weigh
from pipeline.extract.coerce import BLANK, Coerced, unclear
from pipeline.extract.filled import Filled, Piece, claim
from pipeline.extract.layout import FieldPlace, options_in_line
from pipeline.extract.listed_choices import listed_choice
from pipeline.extract.skeleton import Box
from pipeline.mapping.model import Choice
from pipeline.submission import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What was made of printed options: the chosen ones, the added text read as signs, and what else was added."""

    chosen: Chosen
    signs: tuple[Piece, ...]
    rest: tuple[Piece, ...]


def read_box_choice(filled: Filled, place: FieldPlace) -> Read:
    """Read a choice whose options are printed in its box; other words there are nobody's answer."""
    boxes = filled.boxes(place.boxes)
    location = boxes[0].location if boxes else label_location(filled, place)
    printed = weigh_printed(filled, place.field.choices, boxes, several=place.field.several)
    if printed is None:
        pieces = claim(piece for box in boxes for piece in filled.pieces(box))
        value = listed_choice(pieces, place.field) if pieces else BLANK
        return read_as(place, value, pieces=pieces, location=location)
    chosen = printed.chosen
    value = Coerced(State.ANSWERED, ", ".join(chosen.ids)) if chosen.ids else BLANK
    if chosen.reason:
        value = unclear(chosen.reason)
    claim(printed.signs)
    return read_as(place, value, pieces=printed.signs, location=location, found_by=chosen.how or "label")


def weigh_printed(filled: Filled, choices: Sequence[Choice], boxes: Sequence[Box], *, several: bool) -> Printed | None:
    """Weigh the signs on options printed in some boxes; ``None`` when none prints two of them, or all were deleted."""
    signs: dict[str, Signs] = {}
    read: list[Piece] = []
    seen: list[Box] = []
    for box in boxes:
        blank = filled.matched.box.get(box)
        by_line = {
            number: found
            for number, line in enumerate(blank.lines if blank is not None else ())
            if (found := options_in_line(choices, line))
        }
        if blank is None or sum(map(len, by_line.values())) < 2:
            continue
        seen.append(box)
        for number, found in by_line.items():
            options = [InlineOption(each.choice.id, each.start, each.end, each.choice.wordings) for each in found]
            read += _read_line(filled, box, blank, number, options)
            signs.update({option.name: option.signs for option in options})
    if all(sign.missing for sign in signs.values()):
        return None
    order = [(choice.id, signs[choice.id]) for choice in choices if choice.id in signs]
    for _, sign in order:
        sign.emphasis &= ~filled.ambient
    rest = tuple(piece for box in seen for piece in filled.pieces(box) if piece not in read and not piece.claimed)
    return Printed(chosen=weigh(order, several=several), signs=tuple(read), rest=rest)


def _read_line(filled: Filled, box: Box, blank: Box, number: int, options: list[InlineOption]) -> list[Piece]:
    """Gather the signs on the options of one line, and give the added text that was read as signs."""
    entry = next((each for each in filled.entries(box) if any(c.blank_index == number for c in each.covers)), None)
    if entry is None:
        for option in options:
            option.signs.missing = True
        return []
    pieces = [piece for piece in filled.pieces_on(entry, box) if not piece.claimed]
    read = read_inline(entry, blank.lines[number], number, options, [(piece.start, piece.end) for piece in pieces])
    return [pieces[index] for index in sorted(read)]
