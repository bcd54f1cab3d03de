"""Pictures that belong to the text of an e-mail, as logos in signatures do: nobody misses them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_NUMBERED: Final = re.compile(r"(?i)(?:image|oledata|outlook-|~wrd|att)[-\w]*\.(?:png|jpe?g|gif|bmp|emz|wmz|mso)")
"""What Outlook calls pictures in a text."""
_SMALL: Final = 50_000
"""Bytes; a photo of a form has more."""


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
