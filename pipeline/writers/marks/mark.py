"""The mark of a document: which assessment it belongs to, and which file it was made from.

A corrected document is recognised by its mark, whatever its file name is by then.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from pipeline.ooxml.author import OURS
from pipeline.patterns import pattern

_NAME: Final = pattern(rf"{OURS}(?P<reference>[A-Z2-7]{{10}})_(?P<parent>[0-9a-f]{{16}})")


class Mark(Struct, frozen=True, kw_only=True):
    """The identity that a document carries.

    Attributes:
        reference: The assessment's reference: ten base32 characters (``A``-``Z``, ``2``-``7``).
        parent: First 16 hexadecimal digits of the SHA-256 of the file that the document was made from.
    """

    reference: str
    parent: str

    def __post_init__(self) -> None:
        """Reject values that could not be read back."""
        if not _NAME.fullmatch(self.name):
            raise ValueError("a mark has ten characters of base32 and 16 hexadecimal digits")

    @property
    def name(self) -> str:
        """Name of its bookmark."""
        return f"{OURS}{self.reference}_{self.parent}"


def mark_named(name: str) -> Mark | None:
    """Return the mark that a bookmark name holds, or ``None``; programs that copy text may have added a suffix."""
    found = _NAME.match(name)
    return Mark(reference=found["reference"], parent=found["parent"]) if found else None
