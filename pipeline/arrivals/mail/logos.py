"""Pictures that belong to the text of an e-mail, as logos in signatures do: nobody misses them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_NUMBERED: Final = re.compile(
    r"(?i)(?:image\d{3,}|oledata|outlook-\w+|~wrd\d+|att\d{3,})\.(?:png|jpe?g|gif|bmp|emz|wmz|mso)"
)
"""What Outlook calls pictures in a text."""
_PART_OF_TEXT: Final = re.compile(r"(?i)att\d{3,6}\.(?:txt|html?|dat)")
"""What Exchange calls pieces of a text that go on behind something attached."""
_PICTURE: Final = re.compile(r"(?i).*\.(?:png|jpe?g|gif|bmp|tiff?|emz|wmz|emf|wmf|mso|svg|webp|heic|heif|ico)")
_SMALL: Final = 50_000
"""Bytes; a photo of a form has more."""


def is_missed(name: str, kind: str, *, is_inline: bool) -> bool:
    """Return whether anybody would miss something that is no form.

    Args:
        name: What it is called.
        kind: As :func:`pipeline.arrivals.kinds.kind_of` names it.
        is_inline: It belongs to the text (:func:`is_decoration`).
    """
    if is_inline and (kind in ("image", "empty") or _PICTURE.fullmatch(name)):
        return False
    return not (kind in ("text", "html", "empty", "unknown") and _PART_OF_TEXT.fullmatch(name))


def is_decoration(name: str, content_id: str, size: int, texts: Iterable[str], *, is_hidden: bool = False) -> bool:
    """Return whether something belongs to a text, if it is a picture.

    A name in the text (``cid:``) tells it. Apple's programs name photos like that too, which no text shows.

    Args:
        name: What it is called.
        content_id: What the text would call it; empty for none.
        size: In bytes, about.
        texts: Of the e-mail, as HTML.
        is_hidden: It is not shown among the attachments.
    """
    if is_hidden or (content_id and any(f"cid:{content_id}".lower() in text.lower() for text in texts)):
        return True
    return size < _SMALL and _NUMBERED.fullmatch(name.strip()) is not None
