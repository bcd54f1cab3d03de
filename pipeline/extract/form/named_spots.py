"""Where a blank has what its file gives a name: controls and form fields, bookmarks, cells of a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.document import Block, Control, Document, Paragraph, Table, paragraphs
from pipeline.extract.lines import Line, shown
from pipeline.location import Location

if TYPE_CHECKING:
    from pipeline.extract.matching.skeleton import Box, Skeleton

Found = Mapping[str, tuple["NamedSpot", ...]]
"""What a blank gives names to, by the name."""
NO_NAMES: Final[Found] = {}


class NamedSpot(Struct, frozen=True):
    """A place of a blank that its file gives a name.

    Attributes:
        box: The box it is in, or ``None`` for the text between tables.
        line_index: Its line there; ``None`` where the blank shows none.
        letters: How many letters and digits of the line are before it.
        after: The line before it there, -1 where it is in the first.
        own: Tells places of one name apart: the number of a control, or where a bookmark is.
    """

    box: Box | None
    line_index: int | None
    letters: int
    after: int
    own: object


class _Name(Struct, frozen=True):
    """A name in a paragraph, and how many line breaks and letters are shown before it."""

    name: str
    breaks: int
    letters: int
    own: object


def named_spots(document: Document, bones: Skeleton) -> Found:
    """Find the places of a blank that have names; its skeleton says where they are in it."""
    found: dict[str, dict[object, NamedSpot]] = {}
    boxes = {box.location: box for box in bones.boxes()}
    body = 0
    for block in document.blocks:
        for name, spot in _in_table(block, boxes) if isinstance(block, Table) else _in_lines(block, bones.body, body):
            found.setdefault(name, {}).setdefault(spot.own, spot)
        if isinstance(block, Paragraph):
            body += sum(line.location == block.location for line in bones.body[body:])
    return {name: tuple(_different(spots.values())) for name, spots in found.items()}


def _different(spots: Iterable[NamedSpot]) -> list[NamedSpot]:
    """Leave out a bookmark that is round a control of its name, as Word has one round each form field."""
    given = list(spots)
    controls = [(spot.box, spot.line_index) for spot in given if isinstance(spot.own, int)]
    return [spot for spot in given if isinstance(spot.own, int) or (spot.box, spot.line_index) not in controls]


def _in_table(table: Table, boxes: Mapping[Location, Box]) -> Iterator[tuple[str, NamedSpot]]:
    for row in table.rows:
        for cell in row.cells:
            box = boxes.get(cell.location)
            if box is None:
                continue
            yield from ((name, NamedSpot(box, None, 0, -1, cell.location)) for name in cell.names)
            yield from _in_box(cell.blocks, box)


def _in_box(blocks: tuple[Block, ...], box: Box) -> Iterator[tuple[str, NamedSpot]]:
    lines = list(box.lines)
    at = 0
    for paragraph in paragraphs(blocks):
        for name, spot in _in_lines(paragraph, lines, at):
            yield name, NamedSpot(box, spot.line_index, spot.letters, spot.after, spot.own)
        at += sum(line.location == paragraph.location for line in lines[at:])


def _in_lines(paragraph: Paragraph, lines: list[Line], at: int) -> Iterator[tuple[str, NamedSpot]]:
    """Yield the names in a paragraph, whose lines begin at an index where the blank shows any."""
    own = [number for number in range(at, len(lines)) if lines[number].location == paragraph.location]
    for each in _names_in(paragraph):
        line = own[min(each.breaks, len(own) - 1)] if own else None
        yield each.name, NamedSpot(None, line, each.letters, (line if line is not None else at) - 1, each.own)


def _names_in(paragraph: Paragraph) -> Iterator[_Name]:
    text, position = "", 0
    starts: list[tuple[int, int]] = []
    seen: set[int] = set()
    for run in paragraph.runs:
        for control in _and_outer(run.control):
            if control.number not in seen:
                seen.add(control.number)
                yield from (_name(name, text, control.number) for name in (control.tag, control.alias) if name)
        starts.append((position, len(text)))
        position += len(run.text)
        text += shown(run)
    for mark in paragraph.bookmarks:
        at, begin = next(((at, begin) for at, begin in reversed(starts) if at <= mark.start), (0, 0))
        yield _name(mark.name, text[: begin + mark.start - at], (paragraph.location, mark.start))


def _and_outer(control: Control | None) -> Iterator[Control]:
    while control is not None:
        yield control
        control = control.outer


def _name(name: str, before: str, own: object) -> _Name:
    line = before.rpartition("\n")[2]
    return _Name(name, before.count("\n"), sum(map(str.isalnum, line)), own)
