"""Open the ledger of an output folder; one that an earlier version made is moved on the way."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from pipeline.errors import CannotWrite
from pipeline.mapping import Mapping
from pipeline.record import CANNOT_BE_USED, Ledger

AtHand = Collection[Mapping] | Callable[[], Collection[Mapping]]
"""Mappings, or what loads them where they are needed."""


def open_ledger(folder: Path, mappings: AtHand, *, key: Path | None = None, read_only: bool = False) -> Ledger:
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

    def at_hand() -> Collection[Mapping]:
        return mappings() if callable(mappings) else mappings

    def move(ledger: Ledger) -> None:
        # Imported here: only a ledger of an earlier version needs it, and it is slow to load.
        from pipeline.batch.ledger.receive import from_earlier
        from pipeline.record import migrate

        known = at_hand()
        migrate.move(ledger, lambda text: from_earlier(text, known))

    def common(form: str) -> bytes:
        from pipeline.batch.ledger.common_words import common_words

        return common_words(form, at_hand())

    return Ledger(folder, move=move, read_only=read_only, key=key, common=common)


@contextlib.contextmanager
def asked_ledger(folder: Path, mappings: AtHand, *, key: Path | None = None) -> Iterator[Ledger]:
    """Open the ledger of an output folder to ask for what is recorded there at one moment.

    Who may not write there is answered all the same, and leaves no trace.

    Args:
        folder: The output folder; its ledger is there.
        mappings: As for :func:`open_ledger`.
        key: As for :func:`open_ledger`.

    Raises:
        CannotWrite: It can't be used, or what it says is not all that was recorded.
        UsageProblem: The key can't be used.
    """
    with _opened_to_ask(folder, mappings, key) as ledger:
        with ledger.database.at_one_moment():
            yield ledger
        if ledger.database.was_changed:
            raise _asked_too_early(folder, "Somebody recorded something meanwhile")


def _opened_to_ask(folder: Path, mappings: AtHand, key: Path | None) -> Ledger:
    try:
        return open_ledger(folder, mappings, key=key)
    except CannotWrite as problem:
        if problem.code != CANNOT_BE_USED:
            raise
        try:
            ledger = open_ledger(folder, mappings, read_only=True)
        except CannotWrite as also:
            raise (problem if also.code == CANNOT_BE_USED else also) from None
        if ledger.trail.is_ahead:
            ledger.database.close()
            raise _asked_too_early(folder, "People decided what its ledger doesn't have yet") from None
        return ledger


def _asked_too_early(folder: Path, why: str) -> CannotWrite:
    """Return the error for a ledger that can only be read, and doesn't say all that was recorded."""
    return CannotWrite(
        f"{why}, and you may not write in '{folder}'.",
        remedy="Ask again in a moment; if that doesn't help, have somebody who may write there run wordform register.",
        code="ledger_behind",
    )
