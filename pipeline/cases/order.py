"""In which order the versions of one assessment came about: by what the files say, never by the order of processing.

What decides, in this order: a version that was made from another comes after it; the date inside the document; the day
its mail was sent; the run that saw it first; the file's own time. What is the same in all of them is a tie, which only
a person can settle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.cases.version import Version


def in_order(versions: Iterable[Version], *, pinned: str = "") -> tuple[Version, ...]:
    """Return versions from the first to the one that counts.

    Args:
        versions: Of one assessment.
        pinned: SHA-256 of the version that a person said counts; empty when nobody did.
    """
    found = _by_dates(list(versions))
    found = _after_their_parents(found)
    last = [version for version in found if version.sha256 == pinned]
    return (*(version for version in found if version.sha256 != pinned), *last)


def ties(ordered: Sequence[Version]) -> tuple[Version, ...]:
    """Return the versions of which nothing says whether the last one came after them, the last one among them.

    Args:
        ordered: From :func:`in_order`, without a pinned one.
    """
    if not ordered:
        return ()
    last = ordered[-1]
    equal = [
        version
        for version in ordered[:-1]
        if _date_key(version) == _date_key(last)
        and _receipt_key(version) == _receipt_key(last)
        and not is_descendant(last, version, ordered)
    ]
    return (*equal, last) if equal else ()


def is_descendant(version: Version, ancestor: Version, among: Iterable[Version]) -> bool:
    """Return whether a version was made from another, directly or through others of these."""
    by_mark = {each.sha256[:16]: each for each in among}
    seen: set[str] = set()
    parent = by_mark.get(version.parent) if version.parent else None
    while parent is not None and parent.sha256 not in seen:
        if parent.sha256 == ancestor.sha256:
            return True
        seen.add(parent.sha256)
        parent = by_mark.get(parent.parent) if parent.parent else None
    return False


def _by_dates(versions: list[Version]) -> list[Version]:
    """Sort by the dates in the documents; those without one go behind what was received, or saved, before them."""
    dated = sorted((each for each in versions if _date_key(each)), key=lambda each: (_date_key(each), *_last(each)))
    for version in sorted((each for each in versions if not _date_key(each)), key=_last):
        earlier = [place for place, each in enumerate(dated) if _receipt_key(each) <= _receipt_key(version)]
        dated.insert(earlier[-1] + 1 if earlier else 0, version)
    return dated


def _date_key(version: Version) -> str:
    return version.modified or version.sent


def _receipt_key(version: Version) -> tuple[int, float]:
    return version.received, version.written


def _last(version: Version) -> tuple[int, float, str]:
    return *_receipt_key(version), version.sha256


def _after_their_parents(ordered: list[Version]) -> list[Version]:
    """Put each version that stands before the one it was made from right behind it."""
    placed: list[Version] = []
    waiting = list(ordered)
    while waiting:
        here = {version.sha256[:16] for version in waiting}
        ready = next(
            (each for each in waiting if each.parent not in here or each.parent == each.sha256[:16]), waiting[0]
        )
        waiting.remove(ready)
        placed.append(ready)
        children = [each for each in waiting if each.is_made_from(ready) and ordered.index(each) < ordered.index(ready)]
        for child in reversed(children):
            waiting.remove(child)
            waiting.insert(0, child)
    return placed
