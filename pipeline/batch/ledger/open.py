"""Open the ledger of an output folder; one that an earlier version made is moved on the way."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pipeline.mapping import Mapping
from pipeline.record import Ledger


def open_ledger(
    folder: Path, mappings: Collection[Mapping], *, key: Path | None = None, read_only: bool = False
) -> Ledger:
    """Open the ledger of an output folder, or start one.

    Args:
        folder: The output folder.
        mappings: Those at hand; what an earlier version recorded is understood by them.
        key: A file with the key of references; the one beside the ledger unless told.
        read_only: Leave no trace there; the ledger has to be there, and none that has to be moved first.

    Raises:
        CannotWrite: It can't be used.
        UsageProblem: The key can't be used.
    """

    def move(ledger: Ledger) -> None:
        # Imported here: only a ledger of an earlier version needs it, and it is slow to load.
        from pipeline.batch.ledger.receive import from_earlier
        from pipeline.record import migrate

        migrate.move(ledger, lambda text: from_earlier(text, mappings))

    def common(form: str) -> bytes:
        from pipeline.batch.ledger.common_words import common_words

        return common_words(form, mappings)

    return Ledger(folder, move=move, read_only=read_only, key=key, common=common)
