"""What people struck out is no answer: a name, date, number or choice is read from what is left standing.

The words of a narrative are all kept: there a strike may be meant in many ways.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from pipeline.extract.form.added import AddedText, Taken
from pipeline.extract.values.choices import TAKEN_BACK
from pipeline.extract.values.coerce import first_date, only_a_date
from pipeline.extract.values.reading import Reading, unclear
from pipeline.submission import State, Value

_CUT = "a part of it is struck out"
_STRUCK = "struck out"


def standing_value(taken: Taken, coerce: Callable[[str], Reading[Value]]) -> Reading[Value]:
    """Read what is not struck out of some added text.

    Args:
        taken: What was added.
        coerce: Reads a text that is as it should be.
    """
    if taken.is_cut:
        return unclear(_CUT, _STRUCK)
    text = taken.standing
    if not taken.has_struck:
        return coerce(text)
    found = coerce(text) if text.strip() else unclear(TAKEN_BACK)
    return replace(found, signs=(*found.signs, _STRUCK)) if found.state is State.UNCLEAR else found


def first_standing_date(piece: AddedText) -> tuple[Reading[Value], tuple[int, int]]:
    """Read a piece that holds a date and more: the first date that stands, with struck ones beside it.

    An empty stretch means that there is no date.
    """
    value, (start, end) = first_date(piece.standing)
    if not piece.struck:
        return value, (start, end)
    if not end:
        start, end = first_date(piece.text)[1]
        return unclear(TAKEN_BACK, _STRUCK), (start, end)
    if piece.is_cut:
        value = unclear(_CUT, _STRUCK)
    for low, high in piece.struck:
        if only_a_date(piece.text[low:high]) and not any(
            map(str.isalnum, _between(piece.text, (low, high), (start, end)))
        ):
            start, end = min(start, low), max(end, high)
    return value, (start, end)


def _between(text: str, first: tuple[int, int], second: tuple[int, int]) -> str:
    return text[min(first[1], second[1]) : max(first[0], second[0])]


def struck_dates(pieces: Sequence[AddedText]) -> list[AddedText]:
    """Return the pieces that are nothing but a date struck out."""
    return [piece for piece in pieces if not piece.standing.strip() and only_a_date(piece.text)]
