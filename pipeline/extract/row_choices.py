"""Choices whose options have a row of their own each: the row counts beside which something was written."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.document import Mark
from pipeline.extract.answers import Read, label_location, read_as
from pipeline.extract.choices import Chosen, Signs, reads_as_chosen
from pipeline.extract.coerce import chosen_value
from pipeline.extract.field_place import FieldPlace, Option
from pipeline.extract.filled import Filled
from pipeline.extract.marks import formatting
from pipeline.extract.once import once
from pipeline.extract.paired_row import aligned
from pipeline.extract.pieces import Piece, claim
from pipeline.extract.skeleton import Box
from pipeline.extract.weighed import weighed
from pipeline.location import Location


def row_choice(filled: Filled, place: FieldPlace) -> Read:
    """Read the row beside which something was written, or that stands out."""
    signs: list[tuple[str, Signs]] = []
    pieces: list[Piece] = []
    spots: dict[str, Location] = {}
    for option in place.options:
        sign = Signs(missing=True)
        for box in boxes_of(filled, option):
            sign.missing = False
            pieces += _box_signs(filled, box, sign)
            blank = filled.matched.blank_of(box)
            if blank is not None and not blank.key:
                spots.setdefault(option.choice.id, box.location)
        signs.append((option.choice.id, sign))
    chosen = weighed(filled, place, signs) if any(not sign.missing for _, sign in signs) else Chosen()
    location = spots.get(chosen.ids[0]) if chosen.ids else None
    location = location or label_location(filled, place)
    return read_as(
        place, chosen_value(chosen), pieces=pieces, location=location, found_by=chosen.how or "label", places=spots
    )


def boxes_of(filled: Filled, option: Option) -> Iterator[Box]:
    """Give the boxes of an option's row in the form."""
    for boxes in filled.rows_of(option.row) if option.row is not None else ():
        yield from boxes


def _box_signs(filled: Filled, box: Box, sign: Signs) -> list[Piece]:
    blank = filled.matched.blank_of(box)
    sign.add_formatting(_added_formatting(blank, box))
    return [piece for piece in filled.pieces(box) if _chooses_row(piece, sign, blank)]


@once
def _added_formatting(blank: Box | None, box: Box) -> Mark:
    """Give the formatting that the print of a box has and the blank's has not, its shading too."""
    found = Mark.SHADED if box.shading and (blank is None or box.shading != blank.shading) else Mark.NONE
    if blank is None:
        return found
    for entry in aligned(blank, box):
        for cover in entry.covers:
            printed = blank.lines[cover.blank_index]
            found |= formatting(entry, printed, cover.blank_index, 0, len(printed.text)) or Mark.NONE
    return found


def _chooses_row(piece: Piece, sign: Signs, blank: Box | None) -> bool:
    """Read what was written in a row: in an empty box anything but "no" chooses it, beside print only a mark."""
    is_struck = not piece.standing.strip()
    state = reads_as_chosen(piece.text if is_struck else piece.standing)
    if piece.claimed or (state is None and (blank is None or blank.key)):
        return False
    sign.taken_back |= is_struck and state is not False
    sign.ticked |= state is not False and not is_struck
    return bool(claim([piece]))
