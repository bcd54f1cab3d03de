"""Open the ledger of an output folder; one that an earlier version made is moved on the way."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.mapping import Mapping
from pipeline.record import Ledger

if TYPE_CHECKING:
    from pipeline.record.receiving import Received


def open_ledger(folder: Path, mappings: Collection[Mapping], *, key: Path | None = None) -> Ledger:
    """Open the ledger of an output folder, or start one.

    Args:
        folder: The output folder.
        mappings: Those at hand; what an earlier version recorded is understood by them.
        key: A file with the key of references; the one beside the ledger unless told.

    Raises:
        CannotWrite: It can't be used.
        UsageProblem: The key can't be used.
    """

    def convert(text: str) -> Received:
        from pipeline.batch.ledger.receive import from_earlier  # only for a ledger of an earlier version: slow to load

        return from_earlier(text, mappings)

    return Ledger(folder, convert=convert, key=key)
