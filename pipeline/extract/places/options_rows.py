"""Choices whose options have a row of their own each: the row counts beside which something was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.document import Mark
from pipeline.extract.field_place import FieldPlace, Option
from pipeline.extract.form.added import AddedText
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.taken import Taken, claim
from pipeline.extract.matching.formatting import formatting
from pipeline.extract.matching.rows import aligned
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.memo import once
from pipeline.extract.places.answer import Read, label_location, read_as
from pipeline.extract.values.choices import Chosen, Signs, reads_as_chosen
from pipeline.extract.values.coerce import chosen_value, unclear
from pipeline.extract.values.listed_choices import listed_choice
from pipeline.extract.values.row_words import chooses_row
from pipeline.extract.values.weighed import weighed
from pipeline.location import Location


def row_choice(form: CompletedForm, place: FieldPlace) -> Read:
    """Read the row beside which something was written, or that stands out."""
    signs: list[tuple[str, Signs]] = []
    pieces: list[AddedText] = []
    spots: dict[str, Location] = {}
    for option in place.options:
        sign = Signs(missing=True)
        for box in boxes_of(form, option):
            sign.missing = False
            pieces += _box_signs(form, place, option, box, sign)
            blank = form.matched.blank_of(box)
            if blank is not None and not blank.key:
                spots.setdefault(option.choice.id, box.location)
        signs.append((option.choice.id, sign))
    chosen = (
        weighed(form, signs, several=place.field.several) if any(not sign.missing for _, sign in signs) else Chosen()
    )
    doubted = tuple(name for name, sign in signs if sign.doubted)
    if doubted:
        reason = "the words in a row leave it open whether it is meant"
        chosen = Chosen(reason=reason, signs=(*chosen.seen, *doubted))
    behind = _behind_label(form, place)
    if behind:
        return _with_label(place, chosen, pieces, behind, spots)
    location = spots.get(chosen.ids[0]) if chosen.ids else None
    location = location or label_location(form, place)
    return read_as(
        place,
        chosen_value(chosen),
        taken=Taken(pieces),
        location=location,
        found_by=chosen.how or "label",
        places=spots,
    )


def _behind_label(form: CompletedForm, place: FieldPlace) -> Taken:
    """Claim what was typed behind the label of the rows."""
    entries = form.label_entries(place.label) if place.label is not None else ()
    return claim(piece for entry, box in entries for piece in form.pieces_on(entry, box) if not piece.is_edit)


def _with_label(
    place: FieldPlace,
    chosen: Chosen,
    pieces: Sequence[AddedText],
    behind: Taken,
    spots: Mapping[str, Location],
) -> Read:
    """Hold what was typed behind the label against what the rows say."""
    value = listed_choice(behind, place.field)
    rows = chosen_value(chosen)
    if chosen != Chosen() and (rows.state, rows.value, rows.reason) != (value.state, value.value, value.reason):
        value = unclear("what is typed behind the label is not what the rows say", *chosen.seen)
    return read_as(place, value, taken=Taken([*behind, *pieces]), location=behind.location, places=spots)


def boxes_of(form: CompletedForm, option: Option) -> Iterator[Box]:
    """Yield the boxes of an option's row in the form."""
    for boxes in form.rows_of(option.row) if option.row is not None else ():
        yield from boxes


def _box_signs(form: CompletedForm, place: FieldPlace, option: Option, box: Box, sign: Signs) -> Taken:
    """Read what was written in a row: in an empty box everything is about the option, beside print only a mark is."""
    blank = form.matched.blank_of(box)
    sign.add_formatting(_added_formatting(blank, box))
    pieces = form.pieces(box)
    if blank is None or blank.key:
        pieces = [piece for piece in pieces if reads_as_chosen(piece.text) is not None]
    taken = claim(pieces)
    if taken:
        _read_row(form, place, option, taken, sign)
    return taken


def _read_row(form: CompletedForm, place: FieldPlace, option: Option, taken: Taken, sign: Signs) -> None:
    left = taken.standing.strip()
    score = form.layout.mapping.score
    levels = score if score is not None and score.rag_field == place.field.id else None
    chosen = chooses_row(left or taken.text, option.choice, place.field.choices, levels)
    sign.taken_back |= chosen is not False and not left
    sign.doubted |= chosen is None and bool(left)
    sign.ticked |= chosen is True and bool(left)
    sign.unticked |= chosen is False and bool(left)


@once
def _added_formatting(blank: Box | None, box: Box) -> Mark:
    """Return the formatting that the print of a box has and the blank's has not, its shading too."""
    found = Mark.SHADED if box.shading and (blank is None or box.shading != blank.shading) else Mark.NONE
    if blank is None:
        return found
    for entry in aligned(blank, box):
        for cover in entry.covers:
            printed = blank.lines[cover.blank_index]
            found |= formatting(entry, printed, cover.blank_index, 0, len(printed.text)) or Mark.NONE
    return found
