"""Versions between which nobody can decide but a person: forks, where a later one lacks what a correction answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from pipeline.cases.order import in_order, is_descendant, ties
from pipeline.cases.version import Version


class Heads(Struct, frozen=True, kw_only=True):
    """What stands for an assessment now.

    Attributes:
        counting: The version that counts.
        open: Versions that might count instead, until a person pins one.
        lacking: The entries that the counting version lacks, though an earlier correction answered them.
        tied: Nothing says which of them came last.
    """

    counting: Version
    open: tuple[Version, ...] = ()
    lacking: tuple[str, ...] = ()
    tied: bool = False


def heads_of(versions: Sequence[Version], *, pinned: str = "") -> Heads:
    """Return which version of an assessment counts, and which others might.

    Args:
        versions: Of one assessment; at least one.
        pinned: SHA-256 of the version that a person said counts.
    """
    ordered = in_order(versions, pinned=pinned)
    last = ordered[-1]
    if pinned == last.sha256:
        return Heads(counting=last)
    tied = ties(ordered)
    forks = [(each, lacking) for each in ordered[:-1] if (lacking := _lacking(last, each, ordered))]
    others = {each.sha256: each for each in (*tied[:-1], *(each for each, _ in forks))}
    return Heads(
        counting=last,
        open=tuple(version for version in ordered if version.sha256 in others),
        lacking=tuple(dict.fromkeys(entry for _, entries in forks for entry in entries)),
        tied=bool(tied),
    )


def _lacking(last: Version, correction: Version, ordered: Sequence[Version]) -> tuple[str, ...]:
    """Return the entries that a correction answered and the last version, not made from it, still has as before.

    A version that bears our mark corrects the one that it was made from. One without a mark corrects the one before it,
    which is only of interest where the last version says by its mark that it was made from another.
    """
    if is_descendant(last, correction, ordered):
        return ()
    before = next((each for each in ordered if correction.is_made_from(each)), None)
    if before is None and any(last.is_made_from(each) for each in ordered):
        place = ordered.index(correction)
        before = ordered[place - 1] if place else None
    if before is None or before.sha256 == last.sha256:
        return ()
    return tuple(_undone(before, correction, last))


def _undone(before: Version, correction: Version, last: Version) -> Iterator[str]:
    for entry, text in correction.entries.items():
        old = before.entries.get(entry, "")
        if text != old and last.entries.get(entry, "") == old:
            yield entry
