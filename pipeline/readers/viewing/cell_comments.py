"""What people wrote beside the cells of a workbook: notes, and comments in threads with their replies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pipeline.location import Location
from pipeline.ooxml.names import R, S
from pipeline.readers.excel.places import position
from pipeline.readers.viewing.comments import Comment
from pipeline.readers.viewing.places import place_id

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.ooxml.package import Package

_THREADS: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_OF_THREADS: Final = "tc="
"""How the author is called of a note that only repeats a thread, for versions of Excel without threads."""
_LAST: Final = (1 << 30, 0)


def cell_comments(package: Package) -> tuple[Comment, ...]:
    """Return the notes and comments of a workbook, sheet by sheet, in the order of their cells ([MS-XLSX] 2.6.201)."""
    people = _people(package)
    links = {link.id: link for link in package.related(package.main_part)}
    found = []
    for sheet in package.xml(package.main_part).iterfind(f"{S}sheets/{S}sheet"):
        link = links.get(sheet.get(R + "id", ""))
        if link is not None and link.exists and not link.external:
            name = sheet.get("name", "") if sheet.get("state", "visible") == "visible" else ""
            found += [comment for _, comment in sorted(_of_sheet(package, link.target, name, people), key=_order)]
    return tuple(found)


def _order(found: tuple[str, Comment]) -> tuple[int, int]:
    return position(found[0]) or _LAST


def _of_sheet(package: Package, part: str, sheet: str, people: dict[str, str]) -> Iterator[tuple[str, Comment]]:
    """Yield what is written on a sheet, each with its cell; one that is hidden has no places in the page."""
    for link in package.related(part):
        root = package.sound_xml(link.target) if link.exists and "omment" in link.kind else None
        if root is None:
            continue
        for cell, author, day, text in _notes(root) if link.kind == "comments" else _threads(root, people):
            place = place_id(Location((("sheet", sheet), ("cell", cell)))) if sheet else ""
            yield cell, Comment(author=author, day=day[:10], text=text.strip(), place=place)


def _notes(root: _Element) -> Iterator[tuple[str, str, str, str]]:
    """Yield notes: cell, author, no day, and text without the author's name that Excel puts before it."""
    authors = dict(enumerate(author.text or "" for author in root.iterfind(f"{S}authors/{S}author")))
    for note in root.iter(S + "comment"):
        number = note.get("authorId", "")
        author = authors.get(int(number), "") if number.isdigit() else ""
        if not author.startswith(_OF_THREADS):
            text = "".join(each.text or "" for each in note.iter(S + "t"))
            yield note.get("ref", ""), author, "", text.removeprefix(f"{author}:")


def _threads(root: _Element, people: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the comments of threads, each reply behind what it replies to: cell, author, day and text."""
    for comment in root.iter(_THREADS + "threadedComment"):
        author = people.get(comment.get("personId", ""), "")
        yield comment.get("ref", ""), author, comment.get("dT", ""), comment.findtext(_THREADS + "text", "")


def _people(package: Package) -> dict[str, str]:
    """Return the names of those who write in threads, by their ids."""
    parts = [link.target for link in package.related(package.main_part) if link.kind == "person" and link.exists]
    roots = [root for root in map(package.sound_xml, parts) if root is not None]
    return {
        person.get("id", ""): person.get("displayName", "")
        for root in roots
        for person in root.iter(_THREADS + "person")
    }
