"""How one entry reads: a tick, a word, a number (the table in ``docs/reading.md``; source: the form's scoring rules).

The accepted spellings are in ``pipeline/signs.py`` and ``pipeline/vocabulary.py``. What is not there is unclear: it is
shown to a person, never guessed.
"""

from __future__ import annotations

from msgspec import Struct

from pipeline.extract.text import key
from pipeline.extract.values.reading import Reading
from pipeline.patterns import pattern
from pipeline.signs import CROSSES, DASHES, LETTER_CROSSES, NO_MARKS, STROKES, TICKS, YES_MARKS
from pipeline.submission import FactorState
from pipeline.vocabulary import NO, NONE, NOT_APPLYING, YES

_YES = YES | LETTER_CROSSES
_NO = NO | NONE | NOT_APPLYING
_NEUTRAL = frozenset({"point", "points", "pts", "pt", "score", "scored", "scores"})
_NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
}  # fmt: skip
_SIGNS = frozenset("()[]{}.,:;=/|'\"‘’“”")
_PARTS = pattern(r"\d+(?:\.\d+)?|n\s*/\s*a\b|[^\W\d_]+|[^\w\s]|_")
_UNSEEN = pattern(r"[\u200b-\u200f\ufe0e\ufe0f\u2060\ufeff\u00ad]")
_OF_ALL = pattern(r"(?<!\d)(\d+)\s*(?:/|out of)\s*(\d+)(?!\d)")
_IN_ORDER = pattern(r",*(?:-+|[nw](?:,*[-/]?,*[nw])*),*")
"""How parts may follow each other: a stroke is alone or between two parts, so "-10" and "10/" are no entry."""
_NUMBERS_APART = pattern(r"n,*[-/],*n")
_BELOW_ZERO = pattern(rf"[{DASHES}]0*[1-9]")


class Entry(Reading[bool], frozen=True):
    """What an entry says: whether the factor applies, or why that is unclear.

    Attributes:
        number: The number in it.
    """

    number: int | None = None

    @property
    def says(self) -> FactorState:
        """Whether the factor applies."""
        if self.reason:
            return FactorState.UNCLEAR
        return FactorState.BLANK if self.value is None else FactorState.YES if self.value else FactorState.NO


def read_mark(text: str) -> bool | None:
    """Read a lone mark: ``True`` for a tick, cross or ``x``, ``False`` for an empty box, ``None`` for anything else."""
    shown = _bare(text)
    if not shown:
        return None
    if all(character in YES_MARKS for character in shown) or shown.lower() in LETTER_CROSSES:
        return True
    return False if all(character in NO_MARKS for character in shown) else None


def is_cross(text: str) -> bool:
    """Return whether a mark is a cross: it ticks, and yet where others tick it may say no."""
    shown = _bare(text)
    return shown.lower() in LETTER_CROSSES or (bool(shown) and all(character in CROSSES for character in shown))


def _bare(text: str) -> str:
    return _seen(text).strip().strip("()[]").strip()


def _seen(text: str) -> str:
    return text if text.isascii() else _UNSEEN.sub("", text)


def read_entry(text: str, points: int) -> Entry:
    """Read an entry of the answer column.

    Args:
        text: The entry as typed.
        points: The printed weight of the row.

    Returns:
        ``number`` is given where a number was entered that is not the weight.
    """
    shown = _seen(text).casefold().strip()
    if not shown:
        return Entry()
    if _BELOW_ZERO.match(shown):
        return Entry(reason="the number is below zero")
    parts = _Parts.of(shown, points)
    if parts.unknown:
        return Entry(reason="the entry is neither a mark nor a number")
    if parts.yes and parts.no:
        return Entry(reason="the entry says yes and no")
    return _by_number(parts, points) if parts.numbers else _by_word(parts)


def read_points(text: str, most: int) -> Entry:
    """Read an entry that gives the points themselves, 0 to ``most``."""
    shown = _seen(text).casefold().strip()
    if not shown:
        return Entry()
    if _BELOW_ZERO.match(shown):
        return Entry(reason="the number is below zero")
    parts = _Parts.of(shown, most)
    if not parts.numbers and not parts.unknown and (parts.no or parts.dash) and not parts.yes:
        return Entry(False, number=0)
    if parts.unknown or not parts.numbers:
        return Entry(reason="no number of points is entered")
    if len(set(parts.numbers)) > 1 or parts.numbers[0] != int(parts.numbers[0]):
        return Entry(reason="no single whole number is entered")
    number = int(parts.numbers[0])
    if number > most or (number and parts.no):
        return Entry(reason=f"the number entered is not one from 0 to {most}")
    return Entry(bool(number), number=number)


def _by_word(parts: _Parts) -> Entry:
    if parts.yes:
        return Entry(True)
    if parts.no or parts.dash:
        return Entry(False)
    return Entry(reason="the entry is neither a mark nor a number")


def _by_number(parts: _Parts, points: int) -> Entry:
    numbers = parts.numbers
    if len(set(numbers)) > 1:
        return Entry(reason="several numbers were entered")
    number = numbers[0]
    if number != int(number):
        return Entry(reason="the number is not whole")
    entered = int(number)
    if parts.no:
        return Entry(False) if entered == 0 else Entry(reason="the entry says no and gives points")
    if entered == 0:
        return _zero(parts, points)
    return Entry(True, number=None if entered == points else entered)


def _zero(parts: _Parts, points: int) -> Entry:
    if points == 0:
        return Entry(True) if parts.yes else Entry(reason="0 on a factor of weight 0 may mean yes or no")
    return Entry(reason="the entry says yes and 0") if parts.yes else Entry(False)


class _Parts(Struct):
    """An entry taken apart by the table of spellings."""

    yes: bool = False
    no: bool = False
    dash: bool = False
    unknown: bool = False
    numbers: tuple[float, ...] = ()

    @classmethod
    def of(cls, shown: str, points: int) -> _Parts:
        """Take an entry apart; of "10/10" and "0/10" the first number was given, when the second is all there are."""
        parts = cls()
        shown = _OF_ALL.sub(lambda found: found[1] if int(found[2]) == points else found[0], shown)
        whole = key(shown).strip(".")
        if whole in _YES or whole in _NO:  # phrases too: "not applicable"
            parts.yes, parts.no = whole in _YES, whole in _NO
            return parts
        numbers: list[float] = []
        kinds = ""
        for found in _PARTS.finditer(shown):
            if parts.unknown:
                return parts  # as nearly all sentences are from their first word on
            part = found[0]
            if part[0].isdigit():
                parts._number(part, numbers)
                kinds += "n"
            else:
                kinds += parts._word("".join(part.split()), numbers)
        parts.numbers = tuple(numbers)
        is_whole = _IN_ORDER.fullmatch(kinds) is not None and not _NUMBERS_APART.search(kinds)
        parts.unknown = parts.unknown or not is_whole or _is_crossed_and_ticked(shown)
        return parts

    def _number(self, part: str, numbers: list[float]) -> None:
        if part.isascii() and len(part) <= 6:
            numbers.append(float(part))
        else:
            self.unknown = True

    def _word(self, part: str, numbers: list[float]) -> str:
        """Take a word or sign, and return what it is: a number, a word, a stroke or punctuation."""
        if part in _NUMBERS:
            numbers.append(_NUMBERS[part])
            return "n"
        if part in STROKES:
            self.dash = True
            return "-"
        if part in _SIGNS:
            return "/" if part == "/" else ","
        if part in _YES or all(character in YES_MARKS for character in part):
            self.yes = True
        elif part in NO_MARKS or part in _NO:
            self.no = True
        elif part not in _NEUTRAL:
            self.unknown = True
        return "w"


def _is_crossed_and_ticked(shown: str) -> bool:
    """Return whether a tick and a cross are there: one of them says no."""
    marks = set(_PARTS.findall(shown))
    return not marks.isdisjoint(TICKS) and any(map(is_cross, marks))
