"""Put a mark into a document, or replace it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import CannotWrite
from pipeline.ooxml import Package, structure
from pipeline.ooxml.splice import Splice
from pipeline.ooxml.structure import PARAGRAPH, PARAGRAPH_PROPERTIES, first
from pipeline.writers.marks.bookmarks import bookmark, our_bookmarks
from pipeline.writers.marks.mark import mark_named
from pipeline.writers.word.annotation import Ids

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.writers.marks.mark import Mark
    from pipeline.writers.marks.seals import Seals


def put_marks(splice: Splice, document: _Element, mark: Mark | None, ids: Ids, seals: Seals | None = None) -> None:
    """Insert the mark and the last seal at the start of the first paragraph outside tables, or of the very first."""
    body = structure.body(document)
    paragraph = next(body.iterchildren(PARAGRAPH), None)
    paragraph = next(document.iter(PARAGRAPH), None) if paragraph is None else paragraph
    near = body if paragraph is None else paragraph
    markup = "" if mark is None else "".join(bookmark(near, ids.next(), mark.name))
    markup += "" if seals is None else seals.last(near)
    splice.lead(near, markup, behind=first(near, PARAGRAPH_PROPERTIES))


def remarked(document: bytes, mark: Mark) -> bytes:
    """Return the same Word file with another mark; everything else stays byte for byte.

    Costs unpacking, parsing and repacking the main part: about 5 ms for a form of the usual size.

    Raises:
        CannotWrite: It is not a Word file.
    """
    package = Package.open(document)
    if package.family != "docx":
        raise CannotWrite("Only Word files can carry a mark.", code="no_word_file")
    main = package.xml(package.main_part)
    splice = Splice(package.read(package.main_part), main)
    places = [(name, start) for name, start, _ in our_bookmarks(main) if mark_named(name)]
    for name, start in places:
        splice.replace(start, splice.markup(start).replace(name, mark.name))
    if not places:
        put_marks(splice, main, mark, Ids(main))
    return package.rewritten({package.main_part: splice.result()})
