"""What earlier runs found in containers and other files, out of the ledger of the output folder."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import CannotWrite
from pipeline.record import FILE_NAME, Ledger
from pipeline.record.store.looked_into import Seen


def remembered(output: Path) -> dict[str, Seen]:
    """Return what was found, by path; nothing where there is no ledger, or none that can be read."""
    if not (output / FILE_NAME).is_file():
        return {}
    try:
        with Ledger(output, read_only=True) as ledger:
            return {seen.place: seen for seen in ledger.looked_into.all()}
    except CannotWrite:  # the run itself says what is wrong with it
        return {}
