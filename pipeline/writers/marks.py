"""What tells a document as ours: the mark that names its assessment, and the words that all our signs have in them.

The mark says which assessment a document is of, and which file it was made from. So a document that somebody corrected
is known again, whatever it is called by then.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

AUTHOR: Final = "wordform"
"""The author of our comments and tracked changes."""

OURS: Final = "_wf_"
"""What the names of our bookmarks begin with."""

_NAME: Final = re.compile(rf"{OURS}(?P<reference>[A-Z2-7]{{10}})_(?P<parent>[0-9a-f]{{16}})")


class Mark(Struct, frozen=True, kw_only=True):
    """What a document says of itself.

    Attributes:
        reference: Of the assessment: ten characters of base32 (``A``-``Z``, ``2``-``7``).
        parent: The first 16 hexadecimal digits of the SHA-256 of the file that the document was made from.
    """

    reference: str
    parent: str

    def __post_init__(self) -> None:
        """Refuse what would not be known again."""
        if not _NAME.fullmatch(self.name):
            raise ValueError("a mark has ten characters of base32 and 16 hexadecimal digits")

    @property
    def name(self) -> str:
        """What its bookmark is called."""
        return f"{OURS}{self.reference}_{self.parent}"


def mark_named(name: str) -> Mark | None:
    """Read a mark from the name of its bookmark; a program that copies text may have put a number behind it."""
    found = _NAME.match(name)
    return Mark(reference=found["reference"], parent=found["parent"]) if found else None
