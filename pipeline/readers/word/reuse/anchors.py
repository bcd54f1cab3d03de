"""Anchors in the bytes of a part: what says where comments and hidden bookmarks are, and shows nothing itself.

A cell with a comment reads as the same cell without it. So anchors are taken out before units are looked up, and what
was only commented on, or sealed by us, is known from the form itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.patterns import pattern

_ID: Final = rb' w:id="\d{1,10}"/>'
_LOOK: Final = rb'<w:rPr>(?:<w:(?:rStyle|sz|szCs) w:val="\w+"/>)*</w:rPr>'
_OF_COMMENTS: Final = (
    rb"commentRange(?:Start|End)" + _ID,
    rb"r>(?:" + _LOOK + rb")?<w:commentReference" + _ID + rb"</w:r>",
)
_HIDDEN: Final = rb'bookmarkStart w:id="\d{1,10}" w:name="_\w{1,79}"/>'
_END: Final = rb"bookmarkEnd" + _ID
_NAMED: Final = pattern(rb"""<w:bookmarkStart\s[^>]*w:name\s*=\s*["'][^_]""")
"""A bookmark that people gave: a mapping may name it, so it is a part of what a form shows."""


def _anchors(*shapes: bytes) -> re.Pattern[bytes]:
    """Match anchors of some shapes, which are well-formed by themselves.

    They are in front of a run or at the end of a paragraph, where nothing hangs on whether anything is there. Other
    anchors stay, and are parsed.
    """
    one = rb"<w:(?:%s)" % b"|".join(shapes)
    return pattern(rb"%b(?:%b)*(?=</w:p>|<w:r[ >])" % (one, one))


_ANCHORS: Final = _anchors(*_OF_COMMENTS, _HIDDEN, _END)
_BESIDE_NAMED: Final = _anchors(*_OF_COMMENTS, _HIDDEN)
"""The same where ends of bookmarks may be those that people gave."""

_COMMENT: Final = b"<w:comment"
_BOOKMARK: Final = b"<w:bookmark"
_CLOSED: Final = b"</w:p>"
_EMPTIED: Final = re.compile(rb"""<w:p(?: [\w:]+="[^<>"]*")*></w:p>""")
_LEFT: Final = b"></w:p>"


def without_anchors(xml: bytes) -> bytes:
    """Return the bytes of a part without the anchors of comments, and of bookmarks that nobody sees."""
    return b"".join(_without(_BESIDE_NAMED if _has_named(xml) else _ANCHORS, xml))


def _has_named(xml: bytes) -> bool:
    at = xml.find(_BOOKMARK)
    while at >= 0 and not _NAMED.match(xml, at):
        at = xml.find(_BOOKMARK, at + 1)
    return at >= 0


def _without(anchors: re.Pattern[bytes], xml: bytes) -> Iterator[bytes]:
    """Yield a part's bytes without anchors: they are looked for up to ends of paragraphs, and only where any are."""
    at = 0
    comment, bookmark = xml.find(_COMMENT), xml.find(_BOOKMARK)
    while comment >= 0 or bookmark >= 0:
        first = min(place for place in (comment, bookmark) if place >= 0)
        begin = max(at, xml.rfind(_CLOSED, at, first))
        end = xml.find(_CLOSED, first) + len(_CLOSED)
        if end < len(_CLOSED):
            break
        yield xml[at:begin]
        yield _with_bare_end(anchors.sub(b"", xml[begin:end]))
        at = end
        comment = xml.find(_COMMENT, at) if 0 <= comment < at else comment
        bookmark = xml.find(_BOOKMARK, at) if 0 <= bookmark < at else bookmark
    yield xml[at:]


def _with_bare_end(markup: bytes) -> bytes:
    """Write a paragraph at the end of some markup in which only anchors were as one in which nothing ever was."""
    if not markup.endswith(_LEFT) or _EMPTIED.fullmatch(markup, markup.rfind(b"<w:p", 0, -len(_LEFT))) is None:
        return markup
    return markup[: -len(_LEFT)] + b"/>"
