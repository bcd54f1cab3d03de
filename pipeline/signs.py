"""Every sign of an answer: ticks, crosses, boxes, circles and dashes, each spelled here and nowhere else.

What a sign means is told by its set. Only the tables of symbol fonts (``pipeline/readers/symbols.py``) name glyphs too.
"""

from __future__ import annotations

from typing import Final

TICK: Final = "✓"
"""The tick that we write."""
BOX_TICKED: Final = "☒"
BOX_EMPTY: Final = "☐"
"""What a check box shows in each state, as Word draws it."""

TICKS: Final = "✓✔√✅🗸🮱"
CROSSES: Final = "✗✘×⨯☓✕✖❎"
"""Who crosses a box chooses it as who ticks it."""
CROSSED_BOXES: Final = "☒🗷⊠⮽"
TICKED_BOXES: Final = "☑🗹" + CROSSED_BOXES
EMPTY_BOXES: Final = "☐□▢◻⬜❏❐❑❒"
CIRCLES: Final = "○◯\u20dd"
"""Empty option buttons; the last one is drawn round the character before it."""
BOXES: Final = EMPTY_BOXES + TICKED_BOXES

YES_MARKS: Final = frozenset(TICKS + CROSSES + TICKED_BOXES)
NO_MARKS: Final = frozenset(EMPTY_BOXES + CIRCLES)
MARKS: Final = TICKS + CROSSES + BOXES + CIRCLES
"""What may have been typed beside a label, or put in the place of a printed box."""
PRINTED_MARKS: Final = TICKS + BOXES + CIRCLES
"""What a blank prints where people tick. A cross printed there may be a multiplication sign."""
LETTER_CROSSES: Final = frozenset({"x", "xx"})

LONG_DASHES: Final = "‒–—―−"
"""They part what is on either side; a hyphen may join two words."""
DASHES: Final = "-‐‑" + LONG_DASHES
"""The plain hyphen comes first, so that they can begin a class of a pattern."""

STROKES: Final = frozenset((*DASHES, "_"))
"""Drawn through a box, or the line to write on, left as it is: it says no."""

_EMPTIED: Final = str.maketrans(dict.fromkeys(TICKED_BOXES, BOX_EMPTY))


def emptied(text: str) -> str:
    """Return a text with its ticked boxes empty: what was printed before somebody ticked."""
    return text if text.isascii() else text.translate(_EMPTIED)
