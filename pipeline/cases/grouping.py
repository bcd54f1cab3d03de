"""Which versions are one assessment: form, child and date completed, each known, or bridged by our mark or the place.

Equal known parts join, contradicting ones part. What a version doesn't say for certain is bridged only where it was
made from another version by our mark, or lay at the same place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from pipeline.cases.child import is_like, is_other_child, is_same_child, nodes_of
from pipeline.cases.version import Version

_SHARE: Final = 0.25
"""Of the entries that are filled in: where more differ, two versions of one day are two assessments …"""
_FEWEST: Final = 5
"""… unless fewer entries than this differ: a form with little on it is soon a quarter different."""

Assessment = tuple[Version, ...]


def grouped(versions: Sequence[Version]) -> tuple[Assessment, ...]:
    """Return versions of one form by assessment, whatever order they are given in.

    Args:
        versions: All versions that share a child, a mark or a place with each other.
    """
    groups = _Groups(versions)
    for one, other in _derived(versions):
        groups.join(one, other, corrected=True)
    for one, other in _equal(versions):
        groups.join(one, other)
    for one, other in _at_one_place(versions):
        groups.join(one, other)
    return groups.found()


def is_contradicted(one: Version, other: Version) -> bool:
    """Return whether two versions can't be one assessment by what they say of form, child and date."""
    first, second = one.identity, other.identity
    dates = bool(first.on and second.on and first.on != second.on)
    return first.form != second.form or dates or _are_two_children(one, other)


def is_equal(one: Version, other: Version) -> bool:
    """Return whether two versions say for certain that they are of one form, child and date."""
    first, second = one.identity, other.identity
    same_day = bool(first.on) and first.on == second.on
    return first.form == second.form and same_day and _are_one_child(one, other)


def _are_two_children(one: Version, other: Version) -> bool:
    if _are_linked(one, other):
        return one.child != other.child
    return is_other_child(one.identity, other.identity)


def _are_one_child(one: Version, other: Version) -> bool:
    if _are_linked(one, other):
        return one.child == other.child
    return is_same_child(one.identity, other.identity)


def _are_linked(one: Version, other: Version) -> bool:
    """Return whether both belong to children who are known: then what people decided about these counts as well."""
    return all(each.child and nodes_of(each.identity) for each in (one, other))


def differs_by_much(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether two sets of entries are too different to be versions of one another.

    Over a quarter of the entries that are filled in differ. A version that only adds to the other is a form that was
    filled in further, whatever it adds.

    Args:
        one: Raw text and signs by the entry's address.
        other: The same of another version.
    """
    filled = {entry for entry in {*one, *other} if one.get(entry, "").strip() or other.get(entry, "").strip()}
    differing = [entry for entry in filled if one.get(entry, "").strip() != other.get(entry, "").strip()]
    if len(differing) < _FEWEST or len(differing) <= _SHARE * len(filled):
        return False
    return not all(not one.get(entry, "").strip() for entry in differing) and not all(
        not other.get(entry, "").strip() for entry in differing
    )


def _derived(versions: Sequence[Version]) -> Iterator[tuple[Version, Version]]:
    """Return each version with the one that it was made from, where they may be one assessment."""
    by_mark = {version.sha256[:16]: version for version in versions}
    for version in sorted(versions, key=lambda each: each.sha256):
        parent = by_mark.get(version.parent) if version.parent else None
        if parent is not None and parent is not version and not is_contradicted(version, parent):
            yield parent, version


def _equal(versions: Sequence[Version]) -> Iterator[tuple[Version, Version]]:
    for one, other in combinations(sorted(versions, key=lambda each: each.sha256), 2):
        if is_equal(one, other) and not differs_by_much(one.entries, other.entries):
            yield one, other


def _at_one_place(versions: Sequence[Version]) -> Iterator[tuple[Version, Version]]:
    """Return pairs that lay at one place, of which one doesn't say for certain whose or when it is."""
    for one, other in combinations(sorted(versions, key=lambda each: each.sha256), 2):
        if one.places & other.places and not is_equal(one, other) and not is_contradicted(one, other):
            yield one, other


class _Groups:
    """Versions that are joined one pair after another, but never two that contradict each other."""

    def __init__(self, versions: Sequence[Version]) -> None:
        self._group = {version.sha256: [version] for version in sorted(versions, key=lambda each: each.sha256)}

    def join(self, one: Version, other: Version, *, corrected: bool = False) -> None:
        """Join what two versions stand for; a version made by our mark may correct who assessed."""
        first, second = self._group[one.sha256], self._group[other.sha256]
        if first is second:
            return
        pairs = [(each, another) for each in first for another in second]
        if any(is_contradicted(*pair) for pair in pairs):
            return
        if not corrected and any(_by_others(*pair) for pair in pairs):
            return
        first.extend(second)
        for version in second:
            self._group[version.sha256] = first

    def found(self) -> tuple[Assessment, ...]:
        """Return the groups, each once, in the order of their first members."""
        groups = {id(group): group for group in self._group.values()}
        return tuple(tuple(sorted(group, key=lambda each: each.sha256)) for group in groups.values())


def _by_others(one: Version, other: Version) -> bool:
    """Return whether two versions name two people who assessed."""
    first, second = one.identity.assessor, other.identity.assessor
    return bool(first and second) and not is_like(first, second)
