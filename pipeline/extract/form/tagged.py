"""Named places in a completed form: controls whose tag says which answer they hold (``pipeline.mapping.places``).

What is in such a control belongs to its field or factor and to no other, whatever became of the words around it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from pipeline.document import Cell, Control, Document, Paragraph, Row, Table, paragraphs
from pipeline.extract.form.added import AddedText
from pipeline.extract.form.prompts import Prompts
from pipeline.extract.lines import Line
from pipeline.extract.memo import once, once_a_table
from pipeline.location import Location
from pipeline.mapping.places import NamedPlace

_BOX_STEPS = ("column", "cell")  # the step of a location behind which only the inside of a box follows


class Owned(Struct, frozen=True):
    """Added text that is in a named place."""

    piece: AddedText
    place: NamedPlace


class Named(Struct):
    """The named places of a completed form.

    Attributes:
        locations: The box, or else the paragraph, of each named place that the form has, by name.
        bookmarked: The names of those that only bookmarks have: what is in them is not kept for anybody.
    """

    locations: dict[str, Location]
    bookmarked: frozenset[str] = frozenset()
    _owned: dict[str, list[Owned]] = field(default_factory=lambda: defaultdict(list))

    def reserve(self, place: NamedPlace, piece: AddedText) -> None:
        """Keep a piece for the field or factor that it belongs to."""
        piece.claimed = True
        self._owned[place.asked].append(Owned(piece, place))

    def release(self, asked: str) -> list[Owned]:
        """Let those who read a field or factor have what was kept for it."""
        found = self._owned.pop(asked, [])
        for owned in found:
            owned.piece.claimed = False
        return found


def named_places_of(document: Document, known: Prompts) -> Named:
    """Find the named places that a form has."""
    locations = _locations(document, known)
    marked = _bookmarks(document, known) if known.has_given else {}
    return Named({**marked, **locations}, frozenset(marked.keys() - locations.keys()))


def _locations(document: Document, known: Prompts) -> dict[str, Location]:
    found: dict[str, Location] = {}
    for block in document.blocks:
        named = _named_in_rows(block.rows) if isinstance(block, Table) else _named_in(block) if block.runs else ()
        for control, location in named:
            place = known.place_of(control)
            if place is not None:
                found.setdefault(place.name, location)
    return found


def _bookmarks(document: Document, known: Prompts) -> dict[str, Location]:
    found: dict[str, Location] = {}
    for paragraph in paragraphs(document.blocks):
        for place in known.bookmarked(paragraph):
            found.setdefault(place.name, _box(paragraph.location))
    return found


def names_in(document: Document) -> frozenset[str]:
    """Return the tags of a document's controls and the names of its cells."""
    found: set[str] = set()
    for block in document.blocks:
        if isinstance(block, Table):
            found |= _called_in_rows(block.rows)
        elif block.runs:
            found.update([control.tag for control, _ in _named_in(block)])
    return frozenset(found)


@once_a_table
def _called_in_rows(rows: tuple[Row, ...]) -> frozenset[str]:
    tags = frozenset([control.tag for control, _ in _named_in_rows(rows)])
    return tags.union(*[cell.names for row in rows for cell in row.cells if cell.names])


@once_a_table
def _named_in_rows(rows: tuple[Row, ...]) -> Sequence[tuple[Control, Location]]:
    return tuple([each for row in rows for each in _named_in_row(row)])


@once
def _named_in_row(row: Row) -> Sequence[tuple[Control, Location]]:
    return tuple([each for cell in row.cells for each in _named_in_cell(cell)])


@once
def _named_in_cell(cell: Cell) -> Sequence[tuple[Control, Location]]:
    written = [paragraph for paragraph in paragraphs(cell.blocks) if paragraph.runs]
    return tuple([each for paragraph in written for each in _named_in(paragraph)])


def _named_in(paragraph: Paragraph) -> list[tuple[Control, Location]]:
    controls = [run.control for run in paragraph.runs if run.control is not None]
    return [(control, _box(paragraph.location)) for control in controls] if controls else []


def _box(location: Location) -> Location:
    last = max((at for at, (word, _) in enumerate(location.steps) if word in _BOX_STEPS), default=len(location.steps))
    return Location(location.steps[: last + 1])


def stretches(line: Line, known: Prompts) -> list[tuple[int, int, NamedPlace]]:
    """Return the stretches of a line that are in named places."""
    found: list[tuple[int, int, NamedPlace]] = []
    for start, end, run in line.runs:
        place = known.place_of(run.control)
        if place is not None:
            joins = found and found[-1][1] == start and found[-1][2] is place
            found.append((found.pop()[0] if joins else start, end, place))
    return found


def within(pieces: Iterable[AddedText], start: int, end: int) -> list[tuple[AddedText, int, int]]:
    """Return what of some pieces of a line is in a stretch of it, without white space at its ends."""
    found = []
    for piece in pieces:
        low, high = max(start, piece.start) - piece.start, min(end, piece.end) - piece.start
        text = piece.text[low:high] if low < high else ""
        if text.strip():
            found.append((piece, low + len(text) - len(text.lstrip()), high - len(text) + len(text.rstrip())))
    return found
