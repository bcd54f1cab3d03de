"""Choices whose options have a row of their own each: the row counts beside which something was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from pipeline.document import Mark
from pipeline.extract.form.added import AddedText, Taken, claim
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.lines import Line
from pipeline.extract.matching.formatting import formatting
from pipeline.extract.matching.rows import aligned
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.memo import once
from pipeline.extract.places.answer import Read, label_location, read_as
from pipeline.extract.places.options.lines import options_are_lines
from pipeline.extract.places.options.printed import (
    Printed,
    begins_with,
    lines_drawn_in,
    starts_of_options,
    table_behind,
    with_drawings,
)
from pipeline.extract.places.options.retyped import add_retyped
from pipeline.extract.places.options.weighed import weighed
from pipeline.extract.places.shape import Option, Shape
from pipeline.extract.values.choices import Chosen, Signs, reads_as_chosen
from pipeline.extract.values.listed_choices import listed_choice
from pipeline.extract.values.reading import unclear
from pipeline.extract.values.typed_choices import chosen_value
from pipeline.location import Location
from pipeline.mapping.model import Choice, Field

if TYPE_CHECKING:
    from pipeline.extract.places.labels import Labels


class OptionsInRows(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A choice whose options are rows of a table."""

    prints_options: ClassVar[bool] = True

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the rows that begin with the options; the first of them is before the next question."""
        if not field.has_options or options_are_lines(labels, field, spots[0]):
            return None
        starts = starts_of_options(labels, field, _rows_behind(labels, spots[0]))
        options = [Option(choice, row=start) for choice, start in starts if isinstance(start, tuple)]
        return cls(field=field, label=spots[0], repeats=tuple(spots), options=tuple(options)) if options else None

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read the row beside which something was written, or that stands out."""
        boxes = (box for option in self.options for box in _boxes_of(form, option))
        return with_drawings(self.field, self._read(form), lines_drawn_in(form, boxes))

    def option_lines(self, form: CompletedForm) -> Iterator[tuple[Sequence[Choice], Line]]:
        """Yield the line of each option's row that begins with it."""
        for option in self.options:
            lines = (line for box in _boxes_of(form, option) for line in box.lines)
            yield from (((option.choice,), line) for line in lines if begins_with(line.text, option.choice.label))

    def option_locations(self, form: CompletedForm) -> Iterator[Location]:
        """Yield the boxes of the options' rows."""
        yield from (box.location for option in self.options for box in _boxes_of(form, option))

    def _read(self, form: CompletedForm) -> Read:
        signs: list[tuple[str, Signs]] = []
        pieces: list[AddedText] = []
        spots: dict[str, Location] = {}
        for option in self.options:
            sign = Signs(missing=True)
            for box in _boxes_of(form, option):
                sign.missing = False
                pieces += self._box_signs(form, option, box, sign)
                blank = form.matched.blank_of(box)
                if blank is not None and not blank.key:
                    spots.setdefault(option.choice.id, box.location)
            signs.append((option.choice.id, sign))
        pieces += claim(add_retyped(self.field.choices, dict(signs), self._in_other_rows(form)))
        is_reworded = bool(self._in_other_rows(form))
        for _, sign in signs:
            sign.replaced = sign.missing and is_reworded
        chosen = (
            weighed(form, signs, several=self.field.several) if any(not sign.missing for _, sign in signs) else Chosen()
        )
        doubted = tuple(name for name, sign in signs if sign.doubted)
        if doubted:
            reason = "the words in a row leave it open whether it is meant"
            chosen = Chosen(reason=reason, signs=(*chosen.seen, *doubted))
        behind = self._behind_label(form)
        if behind:
            return self._with_label(chosen, pieces, behind, spots)
        location = spots.get(chosen.ids[0]) if chosen.ids else None
        location = location or label_location(form, self.label)
        taken, how = Taken(pieces), chosen.how or "label"
        value = chosen_value(chosen, self.field)
        return read_as(self.field, value, taken=taken, location=location, found_by=how, places=spots)

    def _in_other_rows(self, form: CompletedForm) -> list[AddedText]:
        """Return what was added in rows of the options' tables that are none of the blank's."""
        tables = {box.table for option in self.options for box in _boxes_of(form, option)}
        boxes = (box for table in sorted(tables) for row in form.rows_in(table) for box in row.boxes)
        unknown = (box for box in boxes if form.matched.blank_of(box) is None)
        return [piece for box in unknown for piece in form.pieces(box) if not piece.claimed]

    def _behind_label(self, form: CompletedForm) -> Taken:
        """Claim what was typed behind the label of the rows."""
        entries = form.label_entries(self.label) if self.label is not None else ()
        return claim(piece for entry, box in entries for piece in form.pieces_on(entry, box) if not piece.is_edit)

    def _with_label(
        self, chosen: Chosen, pieces: Sequence[AddedText], behind: Taken, spots: Mapping[str, Location]
    ) -> Read:
        """Hold what was typed behind the label against what the rows say."""
        value = listed_choice(behind, self.field)
        rows = chosen_value(chosen, self.field)
        if chosen != Chosen() and (rows.state, rows.value, rows.reason) != (value.state, value.value, value.reason):
            value = unclear("what is typed behind the label is not what the rows say", *chosen.seen)
        return read_as(self.field, value, taken=Taken([*behind, *pieces]), location=behind.location, places=spots)

    def _box_signs(self, form: CompletedForm, option: Option, box: Box, sign: Signs) -> Taken:
        """Read what was written in a row: an empty box is all about the option, beside print only a mark is."""
        blank = form.matched.blank_of(box)
        sign.add_formatting(_added_formatting(blank, box))
        pieces = form.pieces(box)
        if blank is None or blank.key:
            pieces = [piece for piece in pieces if reads_as_chosen(piece.text) is not None]
        taken = claim(pieces)
        if taken:
            self._read_row(form, option, taken, sign)
        return taken

    def _read_row(self, form: CompletedForm, option: Option, taken: Taken, sign: Signs) -> None:
        from pipeline.extract.values.row_words import chooses_row  # most such rows are left as they are

        left = taken.standing.strip()
        score = form.layout.mapping.score
        levels = score if score is not None and score.rag_field == self.field.id else None
        chosen = chooses_row(left or taken.text, option.choice, self.field.choices, levels)
        sign.taken_back |= chosen is not False and not left
        sign.doubted |= chosen is None and bool(left)
        sign.ticked |= chosen is True and bool(left)
        sign.unticked |= chosen is False and bool(left)


def _rows_behind(labels: Labels, spot: Spot) -> list[Printed]:
    table, start = table_behind(labels, spot)
    rows = labels.blank.tables[table][start:] if table is not None else ()
    return [((box.table, box.row), box.text, box.lines) for row in rows for box in row if box.key]


def _boxes_of(form: CompletedForm, option: Option) -> Iterator[Box]:
    """Yield the boxes of an option's row in the form."""
    for row in form.rows_at(option.row) if option.row is not None else ():
        yield from row.boxes


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
