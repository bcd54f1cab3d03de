"""What the documents of assessments are called: after the completed form, and by date where several are of one name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct

from pipeline.patterns import pattern

ACCEPTED: Final = frozenset({
    ".docx", ".docm", ".dotx", ".dotm", ".doc", ".odt", ".rtf", ".xlsx", ".xlsm", ".xls", ".ods"
})  # fmt: skip
"""Suffixes of files that may be forms."""

# Word opens no document with macros that isn't called so. A template becomes the document that it was filled in as.
_KEPT: Final = frozenset({".docx", ".docm"})
_WITH_MACROS: Final = frozenset({".dotm"})
_NEAR: Final = 60
"""Of 100: from here on a reference may be what somebody meant to type."""
_UNDATED: Final = "undated"
_DATED: Final = pattern(rf"(.+) (?:\d{{4}}-\d\d-\d\d|{_UNDATED})(?: \(\d+\))?(\.doc[xm])")


def is_form_by_name(name: str) -> bool:
    """Return whether a file is taken for a form by its suffix."""
    stem, dot, suffix = name.rpartition(".")
    return f"{dot}{suffix}".rstrip().lower() in ACCEPTED and bool(stem.rpartition("/")[2].strip("."))


def document_name(name: str) -> str:
    """Return the name of the document that a form becomes: a Word document, whatever came in."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - names keep their "/" on every system
    if suffix.lower() in _KEPT:
        return name
    if suffix.lower() in _WITH_MACROS:
        return f"{stem}.docm"
    return f"{stem}.docx" if suffix.lower() in ACCEPTED else f"{name}.docx"


def base_of(name: str) -> str:
    """Return what the names of documents share that can't lie side by side: some systems don't tell case apart."""
    return document_name(name).casefold()


def dated_base(base: str) -> str:
    """Return the base of whose documents one may be called like this base, by its date; empty for none."""
    found = _DATED.fullmatch(base)
    return found[1] + found[2] if found else ""


def nearest(typed: str, references: Sequence[str]) -> str:
    """Return the reference that somebody may have meant to type; empty when none is like it."""
    from rapidfuzz import fuzz, process  # only where somebody mistyped a reference: nothing else waits for it

    found = process.extractOne(typed, references, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return str(found[0]) if found is not None else ""


class Titled(Struct, frozen=True, kw_only=True):
    """One assessment among those whose forms are called alike.

    Attributes:
        name: Of the form.
        completed: Date completed, ISO; empty when it is not known.
    """

    reference: str
    name: str
    completed: str = ""
    withdrawn: bool = False


def document_names(
    assessments: Iterable[Titled], is_taken: Callable[[str], bool] = lambda base: False
) -> dict[str, str]:
    """Return the name of each document, by reference.

    The newest one is called like its form. The others have their date behind that, by date and order and never by
    arrival, so that any order of processing gives the same names.

    Args:
        assessments: Of one base (:func:`base_of`): all of them, or the newest and all of some dates.
        is_taken: Tells whether other forms have a base; no document but the newest is called like one of these.
    """
    found: dict[str, str] = {}
    used: set[str] = set()
    newest_first = sorted(sorted(assessments, key=lambda each: each.reference), key=_newest_last, reverse=True)
    for each in newest_first:
        name = document_name(each.name)
        stem, suffix = os.path.splitext(name)  # noqa: PTH122 - as above
        dated = f"{stem} {each.completed or _UNDATED}"
        wanted, number = name if not used else f"{dated}{suffix}", 1
        while wanted.casefold() in used or (used and is_taken(wanted.casefold())):
            number += 1
            wanted = f"{dated} ({number}){suffix}"
        used.add(wanted.casefold())
        found[each.reference] = wanted
    return found


def _newest_last(each: Titled) -> tuple[bool, str]:
    return not each.withdrawn, each.completed
