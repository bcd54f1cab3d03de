"""The hidden bookmarks that we leave in a document (ECMA-376 Part 1, 17.13.6), by their names.

    _wf_K7QX2MB3PA_0123456789abcdef   the mark: which assessment the document is of, which file it was made from
    _wf_t1_0123456789abcdef           a seal round one result: its kind, its number, a digest of what was written

Word, LibreOffice and AbiWord keep bookmarks through saving, also as .odt and .doc, and show none whose name begins with
an underscore. They allow 40 characters: letters, digits, underscores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.ooxml.names import W
from pipeline.writers.annotation import BOOKMARK_START, attributes
from pipeline.writers.marks import OURS
from pipeline.writers.markup import prefixed

if TYPE_CHECKING:
    from lxml.etree import _Element

BOOKMARK_END: Final = W + "bookmarkEnd"

_ID: Final = W + "id"
_NAME: Final = W + "name"


def bookmark(near: _Element, id_: str, name: str) -> tuple[str, str]:
    """Write the two ends of a bookmark, the way the file around them is written."""
    start, end = prefixed(near, "bookmarkStart"), prefixed(near, "bookmarkEnd")
    start_tag = f"<{start}{attributes(near, {'id': id_, 'name': name})}/>"
    return start_tag, f"<{end}{attributes(near, {'id': id_})}/>"


def our_bookmarks(document: _Element) -> list[tuple[str, _Element, _Element | None]]:
    """List name, start and end of each of our bookmarks; the end is ``None`` where it was lost."""
    found: list[tuple[str, _Element, _Element | None]] = []
    waiting: dict[str, int] = {}
    for each in document.iter(BOOKMARK_START, BOOKMARK_END):
        id_, name = each.get(_ID, ""), each.get(_NAME, "")
        if each.tag == BOOKMARK_START and name.startswith(OURS):
            waiting[id_] = len(found)
            found.append((name, each, None))
        elif each.tag == BOOKMARK_END and id_ in waiting:
            at = waiting.pop(id_)
            found[at] = (*found[at][:2], each)
    return found
