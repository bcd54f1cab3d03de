"""Lines of boxes to tick in which marks were typed in the place of boxes: ``X Yes  ☐ No``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.extract.text import Token
from pipeline.signs import LETTER_CROSSES, NO_MARKS, YES_MARKS

_FEWEST_BOXES: Final = 2


def words_left(printed: Sequence[Token], said: Sequence[Token]) -> list[tuple[Token, Token]]:
    """Return the words that a line still shows of a printed one, each with its own; none where more than boxes differ.

    It has several boxes: a mark behind a single word may as well be at an option that the form prints without a box.

    Args:
        printed: The words and signs of the blank's line.
        said: Those of the form's.
    """
    if len(printed) != len(said) or sum(token.key in NO_MARKS for token in printed) < _FEWEST_BOXES:
        return []
    pairs = list(zip(printed, said, strict=True))
    left = [(token, other) for token, other in pairs if token.key == other.key]
    is_marked = all(
        token.key in NO_MARKS and (other.key in YES_MARKS or other.key in LETTER_CROSSES)
        for token, other in pairs
        if token.key != other.key
    )
    has_words = any(token.key.isalpha() for token, _ in left)
    return left if is_marked and has_words and len(left) < len(pairs) else []
