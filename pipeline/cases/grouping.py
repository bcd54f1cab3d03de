"""Which versions are one assessment: form, child and date completed, each known, or bridged by our mark or the place.

Equal known parts join, contradicting ones part. What a version doesn't say for certain is bridged only where it was
made from another version by our mark, or lay at the same place right before or after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Final

from msgspec import Struct

from pipeline.cases.child import birth_node, is_like, name_key, nodes_of, number_node, own_key
from pipeline.cases.order import Lineage, in_order
from pipeline.cases.version import Identity, Version, filled

_SHARE: Final = 0.25
"""Of the entries that are filled in: where more differ, two versions of one day are two assessments …"""
_FEWEST: Final = 5
"""… unless fewer entries than this differ: a form with little on it is soon a quarter different."""

Assessment = tuple[Version, ...]
Pair = tuple[Version, Version]


def grouped(versions: Iterable[Version]) -> tuple[Assessment, ...]:
    """Return versions by assessment, each in its order, whatever order they are given in.

    Args:
        versions: All versions that share a child and a day, a mark or a place with each other.
    """
    ordered = in_order(versions)
    groups = _Groups((version,) for version in ordered)
    for one, other in _derived(ordered):
        groups.join(one, other, corrected=True)
    for one, other in _of_one_child_and_day(ordered):
        groups.join_unless_different(one, other)
    for one, other in _at_one_place(ordered):
        groups.join(one, other)
    return groups.found()


def together(assessments: Sequence[Assessment]) -> tuple[Assessment, ...]:
    """Return what is one assessment when all these are of one form, child and day: a person said that of the child.

    Two that different people assessed, or that differ by much, stay two.
    """
    versions = in_order(version for each in assessments for version in each)
    groups = _Groups(sorted(assessments, key=lambda each: versions.index(each[0])), is_one_child=True)
    for one, other in combinations(versions, 2):
        groups.join_unless_different(one, other)
    return groups.found()


def is_complete(identity: Identity) -> bool:
    """Return whether it says for certain whose and when it is: then nothing is bridged by the place."""
    return bool(identity.on and nodes_of(identity))


def differs_by_much(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether two sets of entries are too different to be versions of one another.

    Over a quarter of the entries that are filled in differ. A version that only adds to the other is a form that was
    filled in further, whatever it adds.

    Args:
        one: Raw text and signs by the entry's address.
        other: The same of another version.
    """
    first, second = filled(one), filled(other)
    entries = {**first, **second}
    differing = [entry for entry in entries if first.get(entry) != second.get(entry)]
    if len(differing) < _FEWEST or len(differing) <= _SHARE * len(entries):
        return False
    return any(entry in first for entry in differing) and any(entry in second for entry in differing)


# Pairs that may be one


def _derived(ordered: Sequence[Version]) -> Iterator[Pair]:
    """Return each version with the one that it was made from."""
    lineage = Lineage(ordered)
    for version in ordered:
        parent = lineage.parent(version)
        if parent is not None:
            yield parent, version


def _of_one_child_and_day(ordered: Sequence[Version]) -> Iterator[Pair]:
    """Return pairs that share form, child and day; where several numbers share name and birth, only within a number."""
    sharing: dict[tuple[str, ...], list[Version]] = {}
    for version in ordered:
        identity = version.identity
        if identity.on:
            for node in (number_node(identity), birth_node(identity)):
                sharing.setdefault((identity.form, identity.on, node), []).append(version)
    for key, versions in sharing.items():
        if key[-1]:
            numbers = {own_key(each.identity) for each in versions}
            for one, other in combinations(versions, 2):
                is_one_number = own_key(one.identity) == own_key(other.identity)
                if is_one_number or len(numbers - {""}) == 1:
                    yield one, other


def _at_one_place(ordered: Sequence[Version]) -> Iterator[Pair]:
    """Return pairs that lay at one place one right after the other, if one doesn't say whose or when it is."""
    by_place: dict[str, list[Version]] = {}
    for version in ordered:
        for place in version.places:
            by_place.setdefault(place, []).append(version)
    for _, versions in sorted(by_place.items()):
        for one, other in pairwise(versions):
            if not (is_complete(one.identity) and is_complete(other.identity)):
                yield one, other


# What they say


class Said(Struct, frozen=True, kw_only=True):
    """What a version says of itself, so that it can be compared."""

    form: str
    on: str
    number: str
    name: str
    born: str

    @classmethod
    def of(cls, identity: Identity) -> Said:
        """Take what an identity says as it is compared."""
        return cls(
            form=identity.form,
            on=identity.on,
            number=own_key(identity),
            name=name_key(identity.name),
            born=identity.born,
        )

    def contradicts(self, other: Said) -> bool:
        """Return whether two can't be one assessment by form, child and date; a number decides whose it is."""
        if self.form != other.form or _differ(self.on, other.on):
            return True
        if self.number and other.number:
            return self.number != other.number
        return _differ(self.name, other.name) or _differ(self.born, other.born)


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


class _Group:
    """Versions that are one assessment so far, and all that they say."""

    def __init__(self, versions: Assessment) -> None:
        self.versions = list(versions)
        self.said = {Said.of(each.identity) for each in versions}
        self.assessors = {each.identity.assessor for each in versions} - {""}

    def contradicts(self, other: _Group) -> bool:
        return any(one.contradicts(another) for one in self.said for another in other.said)

    def is_by_others(self, other: _Group) -> bool:
        """Return whether they name two people who assessed."""
        return any(not is_like(one, another) for one in self.assessors for another in other.assessors)

    def take(self, other: _Group) -> None:
        self.versions += other.versions
        self.said |= other.said
        self.assessors |= other.assessors


class _Groups:
    """Versions that are joined one pair after another, but never two that contradict each other."""

    def __init__(self, groups: Iterable[Assessment], *, is_one_child: bool = False) -> None:
        self._group = {version.sha256: group for each in groups for group in (_Group(each),) for version in each}
        self._is_one_child = is_one_child

    def join(self, one: Version, other: Version, *, corrected: bool = False) -> None:
        """Join the assessments of two versions; a version made by our mark may correct who assessed."""
        first, second = self._group[one.sha256], self._group[other.sha256]
        if self._may_join(first, second, corrected=corrected):
            self._unite(first, second)

    def join_unless_different(self, one: Version, other: Version) -> None:
        """Join the assessments of two versions of one child and day, unless hardly an entry is the same."""
        first, second = self._group[one.sha256], self._group[other.sha256]
        if self._may_join(first, second) and not differs_by_much(one.entries, other.entries):
            self._unite(first, second)

    def _may_join(self, first: _Group, second: _Group, *, corrected: bool = False) -> bool:
        if first is second or (not self._is_one_child and first.contradicts(second)):
            return False
        return corrected or not first.is_by_others(second)

    def _unite(self, first: _Group, second: _Group) -> None:
        first, second = (first, second) if len(first.versions) >= len(second.versions) else (second, first)
        first.take(second)
        for version in second.versions:
            self._group[version.sha256] = first

    def found(self) -> tuple[Assessment, ...]:
        """Return the groups, each once and in its order."""
        groups = {id(group): group for group in self._group.values()}
        return tuple(in_order(group.versions) for group in groups.values())
