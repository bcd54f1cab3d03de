"""Tell all at once which forms stand as they were done, by how their files look: most of a folder is not read again."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec import Struct

from pipeline.batch.arriving.jobs import Jobs
from pipeline.batch.changes import Demands
from pipeline.record import Ledger
from pipeline.record.store.seen_files import Facts, facts_of
from pipeline.windows import within_reach


class Stands(Struct, frozen=True, kw_only=True, gc=False):
    """A form about which nothing has to be done: its assessment, and how it stands."""

    reference: str
    facts: Facts


def standing_forms(jobs: Jobs, ledger: Ledger, demands: Demands, as_written: Collection[str]) -> Mapping[str, Stands]:
    """Return the forms about which nothing has to be done, by their paths.

    It is what :func:`pipeline.batch.changes.look_at` says of each of them. Of those that are not among them, that says
    what has to be done.

    Args:
        jobs: All forms.
        ledger: Of the output folder.
        demands: What results are held against.
        as_written: References of the assessments whose documents lie there as they were written.
    """
    if demands.force or demands.check_all:
        return {}
    followed = _followed(ledger, demands, jobs.output) if demands.documents else None
    found: dict[str, Stands] = {}
    for place, look, reference, stands in ledger.seen_files.standing(demands.made_with):
        facts = facts_of(stands)
        is_shown = facts.counts and not facts.is_withdrawn
        if jobs.look(place) != look or (is_shown and facts.has_document and reference not in as_written):
            continue
        if followed is None or not is_shown or reference in followed:
            found[place] = Stands(reference=reference, facts=facts)
    return found


def _followed(ledger: Ledger, demands: Demands, output: Path) -> Collection[str]:
    """Return the assessments whose documents were made from what counts, with just these mappings, and lie there."""
    gone = {
        reference
        for reference, target in ledger.documents.all_following()
        if not os.path.isfile(within_reach(os.path.join(output, target)))  # noqa: PTH113, PTH118 - many of them
    }
    return ledger.documents.all_followed(demands.made_with) - gone
