"""Our hidden bookmarks (ECMA-376 Part 1, 17.13.6) and their names.

    _wf_K7QX2MB3PA_0123456789abcdef   the mark: reference of the assessment, and the file the document was made from
    _wf_t1_0123456789abcdef           a seal around one result: kind, number, digest of what was written

Word, LibreOffice and AbiWord keep bookmarks when they save, also as .odt and .doc, and hide those whose name begins
with an underscore. A name has at most 40 letters, digits and underscores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.ooxml.author import OURS
from pipeline.ooxml.names import W
from pipeline.writers.word.annotation import BOOKMARK_START, attributes
from pipeline.writers.word.markup import prefixed

if TYPE_CHECKING:
    from lxml.etree import _Element

BOOKMARK_END: Final = W + "bookmarkEnd"

_ID: Final = W + "id"
_NAME: Final = W + "name"


def bookmark(near: _Element, id_: str, name: str) -> tuple[str, str]:
    """Return the markup of both ends of a bookmark, with the prefix in use at ``near``."""
    start, end = prefixed(near, "bookmarkStart"), prefixed(near, "bookmarkEnd")
    start_tag = f"<{start}{attributes(near, {'id': id_, 'name': name})}/>"
    return start_tag, f"<{end}{attributes(near, {'id': id_})}/>"


def our_bookmarks(document: _Element) -> list[tuple[str, _Element, _Element | None]]:
    """Return name, start and end of each of our bookmarks; the end is ``None`` if it is missing."""
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
