"""In which order the versions of one assessment came about: by what the files say, never by the order of processing.

What decides, in this order: a version that was made from another comes after it; the date inside the document, else
the day its mail was sent; the run that saw it first; the file's own time. Where two say the same in all of them, or
only one of them says anything, they are tied, which only a person can settle.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from pipeline.cases.version import Version


def in_order(versions: Iterable[Version], *, pinned: str = "") -> tuple[Version, ...]:
    """Return versions from the first to the one that counts.

    Args:
        versions: Of one assessment.
        pinned: SHA-256 of the version that a person said counts; empty when nobody did.
    """
    found = _after_their_parents(_by_dates(versions))
    last = [version for version in found if version.sha256 == pinned]
    return (*(version for version in found if version.sha256 != pinned), *last)


def ties(ordered: Sequence[Version], lineage: Lineage) -> tuple[Version, ...]:
    """Return the versions of which nothing says whether the last one came after them, the last one among them.

    Args:
        ordered: From :func:`in_order`, without a pinned one; at least one.
        lineage: Of these, and of what they were made from.
    """
    last = ordered[-1]
    before = lineage.of(last)
    equal = [each for each in ordered[:-1] if is_tied(each, last) and each.sha256 not in before]
    return (*equal, last) if equal else ()


def is_tied(one: Version, other: Version) -> bool:
    """Return whether nothing but their bytes tells which of two versions came first; our mark is not looked at."""
    dates = _date(one), _date(other)
    if all(dates) and dates[0] != dates[1]:
        return False
    return one.received == other.received and (
        one.written == other.written or not one.written or not other.written
    )  # fmt: skip


class Lineage:
    """Which versions were made from which, by our marks."""

    def __init__(self, versions: Iterable[Version]) -> None:
        by_mark = {each.mark: each for each in versions}
        self._parents = {
            each.sha256: by_mark[each.parent] for each in by_mark.values() if each.parent in by_mark and each.parent
        }

    def parent(self, version: Version) -> Version | None:
        """Return the version that one was made from, where that is among these."""
        return self._parents.get(version.sha256)

    def of(self, version: Version) -> frozenset[str]:
        """Return the digests of all versions that one was made from, directly or through others."""
        found: set[str] = set()
        parent = self._parents.get(version.sha256)
        while parent is not None and parent.sha256 not in found:
            found.add(parent.sha256)
            parent = self._parents.get(parent.sha256)
        return frozenset(found)


def _by_dates(versions: Iterable[Version]) -> list[Version]:
    """Sort by the dates in the documents; one without a date goes behind all that was received, or saved, before it."""
    listed = sorted(versions, key=_last)
    dated = sorted((each for each in listed if _date(each)), key=lambda each: (_date(each), *_last(each)))
    earliest_from = [_receipt(each) for each in dated]  # the earliest receipt of each one and of those behind it
    for place in range(len(dated) - 2, -1, -1):
        earliest_from[place] = min(earliest_from[place], earliest_from[place + 1])
    behind: dict[int, list[Version]] = {}
    for version in listed:
        if not _date(version):
            behind.setdefault(bisect_right(earliest_from, _receipt(version)), []).append(version)
    found = behind.get(0, [])
    for place, version in enumerate(dated, start=1):
        found += [version, *behind.get(place, ())]
    return found


def _date(version: Version) -> str:
    return version.modified or version.sent


def _receipt(version: Version) -> tuple[int, float]:
    return version.received, version.written


def _last(version: Version) -> tuple[int, float, str]:
    return *_receipt(version), version.sha256


def _after_their_parents(ordered: Sequence[Version]) -> list[Version]:
    """Put each version that is before the one it was made from right behind it."""
    marks = {version.mark for version in ordered}
    placed: dict[str, Version] = {}
    waiting: dict[str, list[Version]] = {}
    for version in ordered:
        if version.parent in marks and version.parent not in placed and version.parent != version.mark:
            waiting.setdefault(version.parent, []).append(version)
        else:
            _place(version, placed, waiting)
    for version in ordered:  # marks that name each other in a circle can't be made, only forged
        if version.mark not in placed:
            _place(version, placed, waiting)
    return list(placed.values())


def _place(version: Version, placed: dict[str, Version], waiting: dict[str, list[Version]]) -> None:
    """Place a version, and behind it what waited for it."""
    next_ones = [version]
    while next_ones:
        here = next_ones.pop()
        if here.mark not in placed:
            placed[here.mark] = here
            next_ones += reversed(waiting.pop(here.mark, []))
