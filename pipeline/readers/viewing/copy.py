"""Make the viewing copy of a Word form: for the eye alone, never kept and never read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from lxml import etree
from msgspec import Struct

from pipeline.readers.viewing.comments import Comment, comments_of
from pipeline.readers.viewing.places import Places
from pipeline.readers.viewing.plain import leave_out, make_bullets_plain, make_plain, unseen_shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from pipeline.ooxml.package import Package

_WITH_TEXT: Final = frozenset({"header", "footer", "footnotes", "endnotes"})
_OUTSIDE: Final = "External"


class ViewingCopy(Struct, frozen=True, kw_only=True):
    """A form as a page may show it.

    Attributes:
        content: A Word document.
        ids: What its places are called, each by a bookmark in it: all have to be in the page.
        merged: For a cell that continues one above it: what that one is called.
        shapes: How many drawn shapes it has that may not be shown.
        comments: What people wrote beside it in Word; the copy itself shows none.
    """

    content: bytes
    ids: tuple[str, ...]
    merged: Mapping[str, str]
    shapes: int
    comments: tuple[Comment, ...]


def viewing_copy(package: Package) -> ViewingCopy:
    """Return a copy of a Word form that a plain renderer shows as Word does, with a bookmark at every place.

    Raises:
        RefusedForm: A part is damaged.
    """
    main = package.xml(package.main_part)
    leave_out(main)
    places = Places(main)
    comments = comments_of(package, main)
    make_plain(main)
    parts = {package.main_part: _bytes(main), **dict(_others(package)), **dict(without_links(package))}
    return ViewingCopy(
        content=package.rewritten(parts),
        ids=tuple(places.ids),
        merged=places.merged,
        shapes=unseen_shapes(main),
        comments=comments,
    )


def _others(package: Package) -> Iterator[tuple[str, bytes]]:
    """Return the other parts that are shown; one that is damaged stays as it is."""
    related = {each.target: each.kind for each in package.related(package.main_part) if each.exists}
    for name, kind in related.items():
        root = package.sound_xml(name) if kind in _WITH_TEXT or kind == "numbering" else None
        if root is None:
            continue
        if kind == "numbering":
            make_bullets_plain(root)
        else:
            leave_out(root)
            make_plain(root)
        yield name, _bytes(root)


def without_links(package: Package) -> Iterator[tuple[str, bytes]]:
    """Return the lists of relationships without those that lead out of the file."""
    for name in package.names:
        root = package.sound_xml(name) if name.endswith(".rels") else None
        if root is None:
            continue
        outside = [each for each in root if each.get("TargetMode") == _OUTSIDE]
        for each in outside:
            root.remove(each)
        if outside:
            yield name, _bytes(root)


def _bytes(root: _Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
