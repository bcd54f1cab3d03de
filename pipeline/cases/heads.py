"""Versions between which nobody can decide but a person: forks, where a later one lacks what a correction answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from pipeline.cases.order import Lineage, in_order, ties
from pipeline.cases.version import Version


class Heads(Struct, frozen=True, kw_only=True):
    """What represents an assessment now.

    Attributes:
        ordered: Its versions, the one that counts last; without those that only repeat the one they were made from.
        open: Versions that might count instead, until a person pins one.
        lacking: The entries that the counting version lacks, though an earlier correction answered them.
        tied: Nothing says which of them came last.
    """

    ordered: tuple[Version, ...]
    open: tuple[Version, ...] = ()
    lacking: tuple[str, ...] = ()
    tied: bool = False

    @property
    def counting(self) -> Version:
        """The version that counts."""
        return self.ordered[-1]


def heads_of(versions: Sequence[Version], *, pinned: str = "") -> Heads:
    """Return which version of an assessment counts, and which others might.

    Args:
        versions: Of one assessment; at least one.
        pinned: SHA-256 of the version that a person said counts.
    """
    everything = in_order(versions, pinned=pinned)
    lineage = Lineage(everything)
    ordered = tuple(each for each in everything if not (each.repeats and lineage.parent(each))) or everything
    last = ordered[-1]
    if pinned == last.sha256:
        return Heads(ordered=ordered)
    tied = ties(ordered, lineage)
    corrections = _corrections(ordered, lineage)
    forks = {each.sha256: lacking for each, before in corrections if (lacking := _undone(before, each, last))}
    others = {*forks, *(each.sha256 for each in tied[:-1])}
    return Heads(
        ordered=ordered,
        open=tuple(version for version in ordered if version.sha256 in others),
        lacking=tuple(dict.fromkeys(entry for entries in forks.values() for entry in entries)),
        tied=bool(tied),
    )


def _corrections(ordered: Sequence[Version], lineage: Lineage) -> Iterator[tuple[Version, Version]]:
    """Return the corrections from which the last version was not made, each with what it corrects.

    A version that bears our mark corrects the one that it was made from. One without a mark corrects the one before it,
    which is only of interest where the last version says by its mark that it was made from another.
    """
    last = ordered[-1]
    made_from, says_from_what = lineage.of(last), lineage.parent(last) is not None
    for before, correction in pairwise((None, *ordered[:-1])):
        assert correction is not None  # noqa: S101 - only the first one is
        corrected = lineage.parent(correction) or (before if says_from_what else None)
        if corrected is not None and corrected.sha256 != last.sha256 and correction.sha256 not in made_from:
            yield correction, corrected


def _undone(before: Version, correction: Version, last: Version) -> tuple[str, ...]:
    """Return the entries that a correction answered and the last version still has as before."""
    return tuple(
        entry
        for entry, text in correction.entries.items()
        if text != (old := before.entries.get(entry, "")) and last.entries.get(entry, "") == old
    )
