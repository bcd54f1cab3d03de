"""Tell all at once which forms stand as they were done, by how their files look: most of a folder is not read again.

Forms that are listed together are held against the ledger as one text, names and looks. Where these say the same, none
of them is looked at by itself.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec import field as with_default

from pipeline.batch.arriving.jobs import Jobs, Listed
from pipeline.batch.changes import Demands
from pipeline.record import Ledger
from pipeline.record.store.seen_files import Facts, SeenFiles, Stretch, Together, facts_of
from pipeline.windows import within_reach

_MANY: Final = 8
"""Forms that are asked for together at least; fewer are told sooner one by one."""


class Standing(Struct, frozen=True, kw_only=True):
    """The forms about which nothing has to be done.

    Attributes:
        whole: Those that are listed together and stand all of them.
        paths: Where the others lie.
        references: Their assessments, by how they stand.
    """

    whole: frozenset[Listed] = frozenset()
    paths: Collection[str] = frozenset()
    references: Mapping[Facts, Sequence[str]] = with_default(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, self.references.values()))

    def assessments(self) -> Iterator[str]:
        """Yield their assessments."""
        for each in self.references.values():
            yield from each

    def stretches(self) -> list[Stretch]:
        """Return where those lie that are listed together."""
        return [_stretch(each) for each in self.whole]


def standing_forms(jobs: Jobs, ledger: Ledger, demands: Demands, changed: frozenset[str]) -> Standing:
    """Return the forms about which nothing has to be done.

    It is what :func:`pipeline.batch.changes.look_at` says of each of them. Of those that are not among them, that says
    what has to be done.

    Args:
        jobs: All forms.
        ledger: Of the output folder.
        demands: What results are held against.
        changed: References of the assessments whose documents are not there as they were written.
    """
    if demands.force or demands.check_all:
        return Standing()
    ledger.seen_files.work_out(demands.made_with)
    followed = _followed(ledger, demands, jobs.output) if demands.documents else None
    whole: list[Listed] = []
    references: dict[str, list[str]] = {}
    for listed, together in _as_they_were(jobs, ledger.seen_files):
        if changed.isdisjoint(together.references) and (followed is None or followed.issuperset(together.references)):
            whole.append(listed)
            for stands, reference in zip(together.stands, together.references, strict=True):
                references.setdefault(stands, []).append(reference)
    paths = set[str]()
    for place, look, reference, stands in ledger.seen_files.standing(but=[*map(_stretch, whole)]):
        facts = facts_of(stands)
        is_shown = facts.counts and not facts.is_withdrawn
        if jobs.look(place) != look or (is_shown and facts.has_document and reference in changed):
            continue
        if followed is None or not is_shown or reference in followed:
            paths.add(place)
            references.setdefault(stands, []).append(reference)
    by_facts = {facts_of(stands): found for stands, found in references.items()}
    return Standing(whole=frozenset(whole), paths=paths, references=by_facts)


def _as_they_were(jobs: Jobs, seen_files: SeenFiles) -> Iterator[tuple[Listed, Together]]:
    """Yield the forms that are listed together and look as they did when they were done, all of them."""
    for listed in jobs.listed:
        if listed.number >= _MANY:
            together = seen_files.together(_stretch(listed), listed.known)
            if together.lines == listed.lines and "" not in together.stands:
                yield listed, together


def _stretch(listed: Listed) -> Stretch:
    return Stretch(listed.known + listed.first, listed.known + listed.last)


def _followed(ledger: Ledger, demands: Demands, output: Path) -> set[str]:
    """Return the assessments whose documents were made from what counts, with just these mappings, and lie there."""
    gone = {
        reference
        for reference, target in ledger.documents.all_following()
        if not os.path.isfile(within_reach(os.path.join(output, target)))  # noqa: PTH113, PTH118 - many of them
    }
    return ledger.documents.all_followed(demands.made_with) - gone
