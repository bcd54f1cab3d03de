"""What people wrote beside a form in Word: its comments, each with the place it is at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.ooxml.names import W
from pipeline.ooxml.structure import CELL, PARAGRAPH, TEXT
from pipeline.readers.viewing.places import PREFIX

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.ooxml.package import Package

_MARKS: Final = (W + "commentRangeStart", W + "commentReference")


class Comment(Struct, frozen=True, kw_only=True):
    """A comment that somebody wrote in Word.

    Attributes:
        author: Who wrote it, as Word was told.
        day: When, ISO; empty when the file doesn't say.
        text: What it says, a paragraph a line.
        place: What its place is called; empty when it is at none that has a name, as in a header.
    """

    author: str
    day: str
    text: str
    place: str


def comments_of(package: Package, main: _Element) -> tuple[Comment, ...]:
    """Return the comments of a form, in the order of their places.

    Args:
        package: The form.
        main: Its main part, with a bookmark at every place.
    """
    at = _places(main)
    order = {number: index for index, number in enumerate(at)}
    found = sorted(_comments(package), key=lambda each: order.get(each.get(W + "id", ""), len(order)))
    return tuple(
        Comment(
            author=each.get(W + "author", ""),
            day=each.get(W + "date", "")[:10],
            text="\n".join(_text(line) for line in each.iter(PARAGRAPH)).strip(),
            place=at.get(each.get(W + "id", ""), ""),
        )
        for each in found
    )


def _comments(package: Package) -> Iterator[_Element]:
    for related in package.related(package.main_part):
        root = package.sound_xml(related.target) if related.kind == "comments" and related.exists else None
        if root is not None:
            yield from root.iter(W + "comment")


def _places(main: _Element) -> dict[str, str]:
    """Return the place of each comment by its number, in the order of the document."""
    found: dict[str, str] = {}
    for mark in main.iter(*_MARKS):
        if mark.get(W + "id", "") not in found:
            found[mark.get(W + "id", "")] = _place(mark)
    return found


def _place(mark: _Element) -> str:
    """Return the name of the cell that a mark is in, else of its paragraph; between two, of what follows."""
    around = next(mark.iterancestors(CELL), None)
    if around is None:
        around = next(mark.iterancestors(PARAGRAPH), None)
    if around is None:
        around = next(mark.itersiblings(), mark)
    names = [each.get(W + "name", "") for each in around.iter(W + "bookmarkStart")]
    return min((name for name in names if name.startswith(PREFIX)), key=len, default="")


def _text(paragraph: _Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(TEXT))
