"""What comments and tracked changes have in common (ECMA-376 Part 1, 17.13.4 and 17.13.5): an id, an author, a date."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.author import AUTHOR
from pipeline.ooxml.names import W_NS, W
from pipeline.writers.word.markup import attribute_prefix, prefixed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from lxml.etree import _Element

Change = tuple[str, str]
"""A tracked change by kind (``ins`` or ``del``) and text."""

BOOKMARK_START: Final = W + "bookmarkStart"
CHANGES: Final = tuple(W + name for name in ("ins", "del", "moveFrom", "moveTo"))

_AUTHOR: Final = W + "author"
_ID: Final = W + "id"
_NUMBERED: Final = (
    BOOKMARK_START,
    *CHANGES,
    *(W + name for name in ("cellIns", "cellDel", "cellMerge", "numberingChange", "tblPrExChange", "tblGridChange")),
    *(W + f"{name}Change" for name in ("rPr", "pPr", "sectPr", "tblPr", "trPr", "tcPr")),
)
"""Elements that share one series of ids."""
_HIGHEST_BELIEVED: Final = 2**30
"""Ids are signed numbers of 32 bits in Word; above this one there might be no room for ours."""


def attributes(near: _Element, values: Mapping[str, str]) -> str:
    """Write attributes of WordprocessingML for an element at ``near``, each with a space in front."""
    prefix = attribute_prefix(near)
    declared = "" if prefix else f' xmlns:w="{W_NS}"'
    return declared + "".join(f' {prefix or "w"}:{name}="{value}"' for name, value in values.items())


def first_free_id(*elements: Iterable[_Element]) -> int:
    """Return an id above all that are used, from which one may count on."""
    written = (element.get(_ID, "") for several in elements for element in several)
    used = (int(text) for text in written if text.isascii() and text.isdigit() and len(text) <= len("2147483647"))
    return max((number for number in used if number < _HIGHEST_BELIEVED), default=-1) + 1


def stamp(day: dt.date) -> str:
    """Write the day as the date of a comment or change; the clock is left out of it."""
    return f"{day.isoformat()}T00:00:00Z"


def is_ours(change: _Element) -> bool:
    """Return whether a tracked change is ours."""
    return change.get(_AUTHOR) == AUTHOR


class Ids:
    """Numbers the new bookmarks and tracked changes of a document (17.13.6.2), above all ids in use."""

    def __init__(self, document: _Element) -> None:
        self._document = document
        self._given = 0

    def next(self) -> str:
        """Return the next free id."""
        self._given += 1
        return str(self._first + self._given - 1)

    @cached_property
    def _first(self) -> int:
        return first_free_id(self._document.iter(*_NUMBERED))


class Tracker:
    """Makes the tracked changes of one document.

    Args:
        ids: Source of ids.
        day: The date of the changes.
        earlier: Dates of changes that an earlier run made, by kind and text; a change made again keeps its date.
    """

    def __init__(self, ids: Ids, day: dt.date, earlier: Mapping[Change, str]) -> None:
        self._ids = ids
        self._date = stamp(day)
        self._earlier = earlier

    def inserted(self, near: _Element, run: str, text: str) -> str:
        """Write ``run``, which says ``text``, as a tracked insertion (17.13.5.18)."""
        return self._change(near, "ins", run, text)

    def deleted(self, near: _Element, run: str, text: str) -> str:
        """Write ``run``, whose text is ``w:delText``, as a tracked deletion (17.13.5.14)."""
        return self._change(near, "del", run, text)

    def _change(self, near: _Element, kind: str, run: str, text: str) -> str:
        date = self._earlier.get((kind, text), self._date)
        values = {"id": self._ids.next(), "author": AUTHOR, "date": date}
        name = prefixed(near, kind)
        return f"<{name}{attributes(near, values)}>{run}</{name}>"
