"""Text that nobody who looks at a form sees: told from what its blank prints or hides at the same place.

A row that somebody hid still prints its label, and a label in white may be on a picture. So hidden text that the
blank prints in the same column is print; everything else that is hidden was added, and is no answer.
"""

from __future__ import annotations

from msgspec import Struct

from pipeline.extract.text import key
from pipeline.location import Location

Column = int | None
"""A grid column; ``None`` for text between tables."""


class Hidden(Struct, frozen=True):
    """A stretch of hidden text; ``location`` is the box or else the paragraph that holds it."""

    location: Location
    text: str
    column: Column = None


class Printed(Struct, frozen=True, eq=False):
    """What a blank says, as comparable texts by column.

    Attributes:
        shown: Its lines.
        hidden: Its hidden texts.
    """

    shown: frozenset[tuple[Column, str]] = frozenset()
    hidden: frozenset[tuple[Column, str]] = frozenset()

    def shows(self, column: Column, text: str) -> bool:
        """Return whether a text is print, though it can't be seen in this form."""
        return (column, key(text)) in self.shown

    def hides(self, hidden: Hidden) -> bool:
        """Return whether the blank hides the same itself."""
        return (hidden.column, key(hidden.text)) in self.hidden
