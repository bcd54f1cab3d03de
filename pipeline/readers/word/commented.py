"""Where people commented in Word: the paragraphs that their comments hang on (ECMA-376 Part 1, 17.13.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pipeline.location import Location
from pipeline.ooxml import structure
from pipeline.ooxml.author import AUTHOR
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import PARAGRAPH, TABLE

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.ooxml import Package

_MARKS: Final = (W + "commentRangeStart", W + "commentReference")
_ID: Final = W + "id"


def commented(package: Package, parts: Iterable[_Element]) -> tuple[Location, ...]:
    """Return the paragraphs that people commented on; our own comments say nothing of theirs.

    Args:
        package: The form.
        parts: Its parts with comments.
    """
    every = (each for part in parts for each in part.iterfind(W + "comment"))
    theirs = {each.get(_ID, "") for each in every if each.get(W + "author") != AUTHOR}
    if not theirs:
        return ()
    return tuple(_in(structure.body(package.xml(package.main_part)), Location(), theirs))


def _in(container: _Element, location: Location, theirs: Collection[str]) -> Iterator[Location]:
    paragraphs = tables = 0
    for block, _ in structure.blocks(container):
        if block.tag == PARAGRAPH:
            paragraphs += 1
            if any(mark.get(_ID) in theirs for mark in block.iter(*_MARKS)):
                yield location.inside("paragraph", paragraphs)
        elif block.tag == TABLE:
            tables += 1
            yield from _in_table(block, location.inside("table", tables), theirs)


def _in_table(table: _Element, location: Location, theirs: Collection[str]) -> Iterator[Location]:
    for number, (row, _) in enumerate(structure.rows(table), start=1):
        for cell, _, column, _ in structure.cells(row):
            yield from _in(cell, location.inside("row", number).inside("column", column), theirs)
