"""A completed form laid beside its blank: every stretch of added text, and who has claimed it (principle 3)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Final, TypeVar

from pipeline.document import Document
from pipeline.extract.form.added import AddedInBoxes, AddedText, Taken, seen
from pipeline.extract.form.blank import BlankForm, Spot
from pipeline.extract.form.looked import Watch
from pipeline.extract.form.tagged import named_places_of, stretches, within
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.body import added_to_stories, aligned_body
from pipeline.extract.matching.matched import Matched
from pipeline.extract.matching.rows import Added, PairedRow, RowPlace, aligned, is_parting, lines_shown
from pipeline.extract.matching.skeleton import Box, Skeleton, skeleton
from pipeline.extract.matching.tables import match
from pipeline.extract.text import is_filler, key
from pipeline.extract.unseen import Hidden
from pipeline.findings import Finding
from pipeline.location import Location

_Answer = TypeVar("_Answer")
_OF_DATES: Final = frozenset({"moving_date", "date_differs"})
_DOUBTS: Final = {
    "moving_date": "the date updates itself",
    "date_differs": "the date shown is not the one chosen in the date control, or reads otherwise month first",
    "stored_differs": "what is seen is not what the file holds",
    "field_unread": "a field draws something there that can't be read",
}
"""Findings by which an answer at their place is unclear, and the reason that is given for it."""


class CompletedForm:
    """A completed form, aligned with the blank of its layout.

    Who reads a question gets rows and boxes from its methods alone, which note what is looked at (:meth:`watched`).

    Attributes:
        is_widened: Whether any box is wider than its blank.
        hidden: Text that was added and that nobody sees: no piece, and no answer.
        doubts: What the reader noticed by which an answer is not certain.
    """

    def __init__(self, document: Document, layout: BlankForm, news: Iterable[Finding] = ()) -> None:
        """Lay them beside each other; ``news`` is what the reader noticed that it doesn't in the blank."""
        self.layout = layout
        self.bones: Skeleton = skeleton(document, layout.print)
        self.body = aligned_body(layout.blank, tuple(self.bones.body))
        self.matched: Matched = match(layout.index, self.bones, self.body.after)
        self.is_widened = any(row.is_widened for rows in self.matched.rows for row in rows)
        self._in_boxes = AddedInBoxes([row for rows in self.matched.rows for row in rows if row.added])
        hidden = self._in_boxes.hidden
        self.body_pieces = seen(_pieces(self.body.added), hidden)
        self.stories = seen(_pieces(added_to_stories(layout.blank, tuple(self.bones.stories))), hidden)
        self.hidden = [
            *layout.print.news(self.bones.hidden),
            *(Hidden(piece.location, piece.text) for piece in hidden),
        ]
        self._merged_columns: dict[int, Collection[int]] = {}
        self._watch: Watch | None = None
        self.doubts = [each for each in news if each.code in _DOUBTS]
        self.named = named_places_of(document, layout.prompts)
        if self.named.locations:
            self._reserve()

    def _reserve(self) -> None:
        """Keep what was written in named places for those whose answers they hold."""
        for box, number, line in self._lines():
            for start, end, place in stretches(line, self.layout.prompts):
                for piece in within(self.pieces_at(box, number), start, end):
                    self.named.reserve(place, self.cut(*piece))

    def _lines(self) -> Iterator[tuple[Box | None, int, Line]]:
        """Yield the lines of the form, each with its box and its number there."""
        yield from ((None, number, line) for number, line in enumerate(self.bones.body))
        yield from ((box, number, line) for box in self.bones.boxes() for number, line in enumerate(box.lines))

    def watched(self, watch: Watch, read: Callable[[], _Answer]) -> _Answer:
        """Read something, and note what is looked at."""
        self._watch = watch
        try:
            return read()
        finally:
            self._watch = None

    def rows_at(self, place: RowPlace) -> Sequence[PairedRow]:
        """Return the form's rows that correspond to a row of the blank, in reading order."""
        if self._watch is not None:
            self._watch.at(place)
        return self.matched.rows_at(place)

    def rows_in(self, table: int) -> Sequence[PairedRow]:
        """Return the rows of a table of the form."""
        if self._watch is not None:
            self._watch.within(table)
        return self.matched.rows[table]

    def forms_of(self, blank: Box) -> Sequence[Box]:
        """Return the form's boxes that correspond to a box of the blank, in reading order."""
        if self._watch is not None:
            self._watch.at((blank.table, blank.row))
        return self.matched.forms_of(blank)

    def hidden_in(self, places: Iterable[Location]) -> Location | None:
        """Return the first of some places that hold hidden text."""
        where = {each.location for each in self.hidden}
        return next((place for place in places if any(each.within(place) for each in where)), None)

    def doubted_in(self, places: Iterable[Location], *, dates: bool = False) -> tuple[Location | None, str]:
        """Return the first of some places at which the reader had a doubt, and why; some matter to dates only."""
        doubts = [each for each in self.doubts if dates or each.code not in _OF_DATES]
        for place in places:
            for doubt in doubts:
                if doubt.location is not None and doubt.location.within(place):
                    return place, str(doubt.facts.get("what", _DOUBTS[doubt.code]))
        return None, ""

    def entries(self, box: Box) -> list[Aligned]:
        """Return the lines of a box of the form, aligned with its box in the blank."""
        return aligned(self.matched.blank_of(box), box)

    def pieces(self, box: Box) -> list[AddedText]:
        """Return the added text of a box of the form."""
        return self._in_boxes.pieces(box)

    def take(self, boxes: Iterable[Box], *, edits: bool = False) -> Taken:
        """Claim the added text of some boxes that is still free; words put into print only with ``edits``."""
        return self._in_boxes.take(boxes, edits=edits)

    def take_once(self, boxes: Sequence[Box]) -> Taken:
        """Claim the added text of some boxes that is still free, and leave out what a copy of one says once more.

        Whole sheets and tables are copied as they are filled in.
        """
        taken = self.take(boxes)
        if len(boxes) < 2 or len(taken) < 2:
            return taken
        by_box = {box: Taken([piece for piece in taken if piece.box is box]) for box in reversed(boxes)}
        different = {(self.matched.blank_of(box), said.words): said for box, said in by_box.items()}
        kept = {id(piece) for said in different.values() for piece in said}
        return Taken([piece for piece in taken if id(piece) in kept])

    def is_as_added(self, row: PairedRow) -> bool:
        """Return whether nobody has claimed or cut anything of what was added in a row."""
        if not row.added:
            return True
        touched = [piece.claimed for box, _ in row.added for piece in self.pieces(box)]
        return not (self.named.locations or any(touched))

    def boxes(self, blank_boxes: Iterable[Box]) -> list[Box]:
        """Return the form's boxes that correspond to boxes of the blank."""
        return [box for blank in blank_boxes for box in self.forms_of(blank)]

    def is_as_printed(self, blank: Box) -> bool:
        """Return whether a box of the blank is in the form no more than once, and nothing was added to it."""
        forms = self.forms_of(blank)
        return not forms or (len(forms) == 1 and not self._in_boxes.pieces(forms[0]))

    def merged_columns(self, table: int) -> Collection[int]:
        """Return the columns of a table of the form in which boxes are merged over several rows."""
        found = self._merged_columns.get(table)
        if found is None:
            lower = (box for row in self.bones.tables[table] for box in row if box.continues)
            found = {column for box in lower for column in range(box.column, box.column + box.span)}
            self._merged_columns[table] = found
        if self._watch is not None:
            self._watch.merged[table] = found
        return found

    def is_merged_across(self, boxes: Sequence[Sequence[Box]]) -> bool:
        """Return whether something was added in a box that is wider than its blank, where one of several has no box.

        Args:
            boxes: The boxes of each of several options.
        """
        if all(boxes):
            return False
        filled = (box for own in boxes for box in own if box.span > 1 and self.pieces(box))
        blanks = ((box, self.matched.blank_of(box)) for box in filled)
        return any(blank is None or box.span > blank.span for box, blank in blanks)

    def is_merged_with_others(self, own: Collection[Box]) -> bool:
        """Return whether something was written in a box that one of a question and a printed one of others became."""
        rows = (row for place in dict.fromkeys((box.table, box.row) for box in own) for row in self.rows_at(place))
        for row in rows:
            for box, blank in row.blanks.items() if row.is_widened else ():
                if box.span > blank.span and self.pieces(box):
                    merged = {blank, *self._swallowed(row, box)}
                    if merged & set(own) and any((each.key or blank.key) and each not in own for each in merged):
                        return True
        return False

    def is_merged_between(self, options: Iterable[Collection[Box]]) -> bool:
        """Return whether something was written in a box that boxes of several options in the blank became."""
        owners = {box: number for number, boxes in enumerate(options) for box in boxes}
        rows = (row for place in dict.fromkeys((box.table, box.row) for box in owners) for row in self.rows_at(place))
        for row in rows:
            for box, blank in row.blanks.items() if row.is_widened else ():
                if box.span > blank.span and self.pieces(box):
                    merged = {owners[each] for each in (blank, *self._swallowed(row, box)) if each in owners}
                    if len(merged) > 1:
                        return True
        return False

    def _swallowed(self, row: PairedRow, box: Box) -> Iterator[Box]:
        """Yield the boxes of the blank that are gone where a box of the form is."""
        own = range(box.column, box.column + box.span)
        columns = {*own, *(row.columns.get(column, column) for column in own)}
        for blank in self.layout.blank.tables[row.place[0]][row.place[1]] if row.place is not None else ():
            if blank.column in columns and not self.forms_of(blank):
                yield blank

    def boxes_beside(self, boxes: Sequence[Box]) -> list[Box]:
        """Return what is right of some boxes where the blank has no box: added cells, free cells of a sheet."""
        found: list[Box] = []
        for box in boxes:
            row = self.matched.paired(box).boxes
            found += takewhile(self._is_no_box_of_the_blank, row[box.index + 1 :])
        return found

    def _is_no_box_of_the_blank(self, box: Box) -> bool:
        blank = self.matched.blank_of(box)
        return blank is None or not (blank.key or blank.framed)

    def label_entries(self, spot: Spot) -> list[tuple[Aligned, Box | None]]:
        """Return the form's lines that show a printed line of the blank, each with its box."""
        if spot.box is None:
            return [(entry, None) for entry in self.body.printed_on.get(spot.line_index, ())]
        boxes = [box for box in self.forms_of(spot.box) if spot.line_index in lines_shown(spot.box, box)]
        found = [(entry, box) for box in boxes for entry in self.entries(box)]
        return [(entry, box) for entry, box in found if any(c.blank_index == spot.line_index for c in entry.covers)]

    def shows(self, spot: Spot) -> bool:
        """Return whether a printed line of the blank, or a part of it, is in the form."""
        if spot.box is None:
            return spot.line_index in self.body.printed_on
        return any(spot.line_index in lines_shown(spot.box, box) for box in self.forms_of(spot.box))

    def pieces_on(self, entry: Aligned, box: Box | None) -> list[AddedText]:
        """Return the added text on one line."""
        return self.pieces_at(box, entry.number)

    def pieces_at(self, box: Box | None, number: int) -> list[AddedText]:
        """Return the added text on the line with a number: in a box, or else in the body."""
        source = self.body_pieces if box is None else self.pieces(box)
        return [piece for piece in source if piece.entry.number == number]

    def pieces_behind(self, spot: Spot, entry: Aligned, box: Box | None) -> list[AddedText]:
        """Return the added text behind a printed line of the blank on a line of the form that nobody has claimed."""
        end = max(cover.end for cover in entry.covers if cover.blank_index == spot.line_index)
        return [piece for piece in self.pieces_on(entry, box) if piece.start >= end and not piece.claimed]

    def lines_under(self, entry: Aligned) -> Iterator[Aligned]:
        """Yield the lines of the body under one of it, up to the next printed words or the next table."""
        start = entry.number + 1
        end = next((before for before in self.bones.lines_before if before >= start), len(self.body.entries))
        for other in self.body.entries[start:end]:
            printed = (self.layout.blank.body[cover.blank_index].text for cover in other.covers)
            if not all(map(is_filler, printed)):
                return
            yield other

    def is_under_table(self, piece: AddedText) -> bool:
        """Return whether a table is between text added to the body and the printed line before it."""
        end = piece.entry.number
        before = next((entry.number for entry in reversed(self.body.entries[: end + 1]) if entry.covers), -1)
        return any(before < lines <= end for lines in self.bones.lines_before)

    def body_pieces_under(self, table: int) -> list[AddedText]:
        """Return what was added right under a table of the form, up to the next printed line or table.

        A line that the blank prints elsewhere was printed here too: a second copy of the form follows.
        """
        before = self.bones.lines_before
        if not self.body_pieces or table + 1 == len(before):
            return []  # at the end of a form stand signatures and remarks, not answers
        lines = self.body.entries[before[table] : before[table + 1]]
        printed = {line.key for line in self.layout.blank.body if line.key}
        under = {
            entry.number for entry in takewhile(lambda entry: not entry.covers and entry.line.key not in printed, lines)
        }
        return [piece for piece in self.body_pieces if piece.entry.number in under and not piece.claimed]

    def cut(self, piece: AddedText, start: int, end: int) -> AddedText:
        """Cut a stretch out of a piece: it stays as a piece, and what is before and behind it becomes pieces."""
        home = self.pieces(piece.box) if piece.box is not None else self.body_pieces
        at = home.index(piece)
        low, high = piece.start + start, piece.start + end
        before, after = _cleaned(piece, piece.start, low), _cleaned(piece, high, piece.end)
        piece.start, piece.end = low, high
        home[at : at + 1] = [*before, piece, *after]
        return piece

    def unclaimed(self) -> Iterator[AddedText]:
        """Yield what nobody claimed, in reading order: body, tables, headers and footers."""
        # A program that turns a document into another kind may put the form's title before it once more.
        title = key(self.layout.mapping.form.title)
        yield from (piece for piece in self.body_pieces if not piece.claimed and piece.entry.line.key != title)
        for box in self.unclaimed_boxes():
            if not self._repeats_print(box):
                yield from [piece for piece in self.pieces(box) if not piece.claimed]
        yield from (piece for piece in self.stories if not piece.claimed)

    def _repeats_print(self, box: Box) -> bool:
        """Return whether a box only says what its table prints elsewhere: a heading repeated, or rows sorted beside it.

        It has to be in the column of that print, or alone in its row. A number is print only in its own row: anywhere
        else somebody entered it, also in a row that was added and bears no label. So did who wrote into an empty box.
        """
        own = self.matched.blank_of(box)
        if not any(map(str.isalpha, box.key)) or (own is not None and not own.key and not own.continues):
            return False
        table, column = self.matched.table.get(box.table), self.matched.column(box)
        printed = [blank for blank in self.layout.index.by_box.get(box.key, ()) if blank.table == table]
        alone = not any(other.key for other in self.bones.tables[box.table][box.row] if other is not box)
        return any(alone or blank.column == column for blank in printed)

    def unclaimed_boxes(self) -> Iterator[Box]:
        """Yield the boxes that hold text nobody claimed."""
        for pieces in self._in_boxes.all():
            free = next((piece for piece in pieces if not piece.claimed), None)
            if free is not None and free.box is not None:
                yield free.box


def _pieces(added: Iterable[Added]) -> list[AddedText]:
    return [AddedText(entry, start, end) for entry, start, end in added]


def _cleaned(piece: AddedText, start: int, end: int) -> list[AddedText]:
    """Make a piece of a stretch without the white space and commas that parted it from what was cut out."""
    text = piece.entry.line.text
    while start < end and is_parting(text[start]):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [AddedText(piece.entry, start, end, piece.box)] if end > start else []
