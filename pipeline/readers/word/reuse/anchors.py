"""Anchors in the bytes of a part: what says where comments and bookmarks are, and shows nothing itself.

A cell with a comment reads as the same cell without it. So anchors are taken out before units are looked up, and what
was only commented on, or sealed by us, is known from the form itself.
"""

from __future__ import annotations

import re
from typing import Final

_ID: Final = rb' w:id="\d{1,10}"/>'
_LOOK: Final = rb'<w:rPr>(?:<w:(?:rStyle|sz|szCs) w:val="\w+"/>)*</w:rPr>'
_ANCHOR: Final = rb"<w:(?:%s)" % b"|".join(
    (
        rb"commentRange(?:Start|End)" + _ID,
        rb"r>(?:" + _LOOK + rb")?<w:commentReference" + _ID + rb"</w:r>",
        rb'bookmarkStart w:id="\d{1,10}" w:name="\w{1,80}"/>',
        rb"bookmarkEnd" + _ID,
    )
)
_ANCHORS: Final = re.compile(rb"%b(?:%b)*(?=</w:p>|<w:r[ >])" % (_ANCHOR, _ANCHOR))
"""Only these very shapes, which are well-formed by themselves, and only in front of a run or at the end of a paragraph,
where nothing hangs on whether anything is there. Other anchors stay, and are parsed."""


def without_anchors(xml: bytes) -> bytes:
    """Return the bytes of a part without the anchors of comments and bookmarks."""
    return _ANCHORS.sub(b"", xml) if b"<w:comment" in xml or b"<w:bookmark" in xml else xml
