"""A log for other programs: a line of JSON for each form. It names no file and no person, only the form's hash."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from pipeline.batch.outcome import Outcome, Summary
from pipeline.errors import CannotWrite
from pipeline.files import open_for_owner
from pipeline.version import __version__

_REFERENCE: Final = 16  # signs of the hash; the ledger has all of it


class Log:
    """Adds lines to a log file, each written before the next form."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def began(self, *, forms: int, made_with: str) -> None:
        """Note that a batch begins."""
        self._write("began", version=__version__, forms=forms, made_with=made_with[:_REFERENCE])

    def told(self, outcome: Outcome) -> None:
        """Note what became of a form."""
        self._write(
            "form",
            reference=outcome.sha256[:_REFERENCE] or None,
            assessment=outcome.reference or None,
            status=outcome.status.value,
            rag=outcome.headline.rag if outcome.headline else None,
            rag_max=outcome.headline.rag_max if outcome.headline else None,
            findings=len(outcome.headline.findings) if outcome.headline else None,
            code=outcome.refusal.code if outcome.refusal else None,
            seconds=round(outcome.seconds, 3),
        )

    def ended(self, summary: Summary) -> None:
        """Note how a batch ended."""
        statuses = {status.value: number for status, number in sorted(summary.statuses.items())}
        codes = [problem.code for problem in summary.problems]
        self._write("ended", **statuses, left=summary.left, problems=codes, exit_code=int(summary.exit_code))

    def _write(self, event: str, **facts: object) -> None:
        moment = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        with contextlib.suppress(OSError):  # a disk that is full stops no form
            self._stream.write(json.dumps({"time": moment, "event": event, **facts}) + "\n")
            self._stream.flush()


@contextlib.contextmanager
def log_to(path: Path | None) -> Iterator[Log]:
    """Open a log file for its owner alone, to add to; without a path nothing is kept.

    Raises:
        CannotWrite: It can't be opened.
    """
    try:
        target = path or Path(os.devnull)
        stream = os.fdopen(open_for_owner(target, os.O_WRONLY | os.O_APPEND), "w", encoding="utf-8")
    except OSError as error:
        raise CannotWrite(
            f"The log file '{path}' can't be written ({error.strerror}).",
            remedy="Name another one with --log-file.",
            code="log_file",
        ) from error
    try:
        yield Log(stream)
    finally:
        with contextlib.suppress(OSError):
            stream.close()
