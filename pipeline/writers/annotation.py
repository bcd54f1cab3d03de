"""What comments and tracked changes have in common (ECMA-376 Part 1, 17.13.4 and 17.13.5): an id, an author, a date."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.names import W_NS, W
from pipeline.writers.markup import attribute_prefix, prefixed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from lxml.etree import _Element

AUTHOR: Final = "wordform"
INITIALS: Final = "wf"

_AUTHOR: Final = W + "author"
_ID: Final = W + "id"
_HIGHEST_BELIEVED: Final = 2**30
"""Ids are signed numbers of 32 bits in Word; above this one there might be no room for ours."""


def attributes(near: _Element, values: Mapping[str, str]) -> str:
    """Write attributes of WordprocessingML for an element at ``near``, each with a space in front."""
    prefix = attribute_prefix(near)
    declared = "" if prefix else f' xmlns:w="{W_NS}"'
    return declared + "".join(f' {prefix or "w"}:{name}="{value}"' for name, value in values.items())


def first_free_id(*elements: Iterable[_Element]) -> int:
    """Give an id above all that are used, from which one may count on."""
    written = (element.get(_ID, "") for several in elements for element in several)
    used = (int(text) for text in written if text.isascii() and text.isdigit() and len(text) <= len("2147483647"))
    return max((number for number in used if number < _HIGHEST_BELIEVED), default=-1) + 1


def stamp(day: dt.date) -> str:
    """Write the day as the date of a comment or change; the clock is left out of it."""
    return f"{day.isoformat()}T00:00:00Z"


def is_changed_by_us(element: _Element) -> bool:
    """Tell whether a tracked change of ours is pending inside the element."""
    return any(change.get(_AUTHOR) == AUTHOR for change in element.iter(W + "ins", W + "del"))


def is_changed_by_others(element: _Element) -> bool:
    """Tell whether a tracked change of anybody else is pending inside the element."""
    return any(change.get(_AUTHOR, AUTHOR) != AUTHOR for change in element.iter("*"))


class Tracker:
    """Makes the tracked changes of one document.

    Args:
        document: The main part; new ids are above all that it uses.
        day: The date of the changes.
    """

    def __init__(self, document: _Element, day: dt.date) -> None:
        self._document = document
        self._used = 0
        self._date = stamp(day)

    def inserted(self, near: _Element, run: str) -> str:
        """Write ``run`` as a tracked insertion (17.13.5.18)."""
        return self._change(near, "ins", run)

    def deleted(self, near: _Element, run: str) -> str:
        """Write ``run``, whose text is ``w:delText``, as a tracked deletion (17.13.5.14)."""
        return self._change(near, "del", run)

    @cached_property
    def _first_id(self) -> int:
        return first_free_id(self._document.iter("*"))  # most documents are not corrected

    def _change(self, near: _Element, kind: str, run: str) -> str:
        values = {"id": str(self._first_id + self._used), "author": AUTHOR, "date": self._date}
        self._used += 1
        name = prefixed(near, kind)
        return f"<{name}{attributes(near, values)}>{run}</{name}>"
