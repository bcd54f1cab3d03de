"""Find the ledger of an output folder, for the commands that work from it."""

from __future__ import annotations

from pathlib import Path

from pipeline.batch.ledger import FILE_NAME, Ledger
from pipeline.cli import wording
from pipeline.errors import UsageProblem


def open_ledger(folder: Path) -> Ledger:
    """Open the ledger that ``wordform process`` left in an output folder.

    Raises:
        UsageProblem: There is none.
    """
    if not (folder / FILE_NAME).is_file():
        raise UsageProblem(
            f"There is no ledger in '{wording.path(folder)}'.",
            remedy="Name the folder with the results of wordform process with -o.",
            code="no_ledger",
        )
    return Ledger(folder)
