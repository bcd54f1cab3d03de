"""Find the ledger of an output folder, for the commands that work from it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from pipeline.batch.ledger.open import AtHand, asked_ledger, open_ledger
from pipeline.batch.lock import output_lock
from pipeline.cli import wording
from pipeline.cli.progress import say_waiting
from pipeline.errors import CannotWrite, UsageProblem
from pipeline.mapping import Mapping
from pipeline.record import FILE_NAME, Ledger


def require_ledger(folder: Path) -> None:
    """Make sure that ``wordform process`` left a ledger in an output folder.

    Raises:
        UsageProblem: There is none.
        CannotWrite: It is damaged.
    """
    if not (folder / FILE_NAME).is_file():
        raise UsageProblem(
            f"There is no ledger in '{wording.path(folder)}'.",
            remedy="Name the folder with the results of wordform process with -o.",
            code="no_ledger",
        )
    if not (folder / FILE_NAME).stat().st_size:  # SQLite would start a new one in it
        raise CannotWrite(
            f"The ledger '{wording.path(folder / FILE_NAME)}' is damaged: it is empty.",
            remedy="Run wordform process again, which starts a new one.",
            code="ledger",
        )


def ledger_of(folder: Path, mappings: Collection[Mapping]) -> Ledger:
    """Open the ledger that ``wordform process`` left in an output folder.

    Args:
        folder: The output folder.
        mappings: Those at hand; what an earlier version recorded is understood by them.

    Raises:
        UsageProblem: There is none.
        CannotWrite: It is damaged.
    """
    require_ledger(folder)
    return open_ledger(folder, mappings)


def ledger_to_ask(folder: Path, mappings: AtHand) -> AbstractContextManager[Ledger]:
    """Open the ledger that ``wordform process`` left in an output folder, to ask for what is recorded there.

    Raises:
        UsageProblem: There is none.
        CannotWrite: It is damaged, or what it says is not all that was recorded.
    """
    require_ledger(folder)
    return asked_ledger(folder, mappings)


@contextlib.contextmanager
def ledger_to_write_from(folder: Path, mappings: Collection[Mapping]) -> Iterator[Ledger]:
    """Open the ledger of an output folder to write there what follows from it; a run that writes there is waited for.

    Raises:
        UsageProblem: There is none.
        CannotWrite: It is damaged, or the folder can't be written.
    """
    with (
        ledger_of(folder, mappings) as ledger,
        output_lock(folder, stop=threading.Event(), waiting=lambda: say_waiting(folder)),
    ):
        yield ledger
