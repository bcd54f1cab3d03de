"""By which policy the forms of an output folder were last worked out: one that is left out is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.mapping import Mapping
from pipeline.record import Ledger
from pipeline.record.store.kept_blocks import MadeTable

_POLICY_OF: Final = "policy of {}"


def say_policies_left_out(ledger: Ledger, mappings: Iterable[Mapping]) -> Iterator[str]:
    """Yield what has to be said of forms that were worked out by a policy which this run goes without."""
    for mapping in mappings:
        before, now = _noted(ledger, mapping).said, mapping.policy
        if before and before != now:
            by = f"goes by '{now}'" if now else "goes by none"
            yield (
                f"The forms '{mapping.form.id}' here were worked out by the policy '{before}', and this run {by}: "
                "their reviews and checks follow from that. If it isn't meant, run it again with --policy."
            )


def note_policies(ledger: Ledger, mappings: Iterable[Mapping]) -> None:
    """Note by which policies the forms of a folder were worked out."""
    for mapping in mappings:
        noted = _noted(ledger, mapping)
        if noted.said != mapping.policy:
            noted.note(mapping.policy)


def _noted(ledger: Ledger, mapping: Mapping) -> MadeTable:
    return MadeTable(ledger.database, _POLICY_OF.format(mapping.form.id))
