"""A ledger that is gone while other files of its folder still know something: said, and never lost quietly."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from msgspec import Struct

from pipeline.errors import CannotWrite
from pipeline.record import FILE_NAME
from pipeline.record.store import backup, key, trail

_TABLES = ("register.csv", "report.html", "reviews.ics")


class Known(Struct, frozen=True, kw_only=True):
    """What an output folder still knows without its ledger.

    Attributes:
        has_key: References would be the same again.
        decisions: How many decisions are in their file.
        backup: The newest backup; ``None`` when there is none.
        has_results: Tables or kept versions are there, so forms were processed into it.
    """

    has_key: bool
    decisions: int
    backup: Path | None
    has_results: bool

    @property
    def is_anything(self) -> bool:
        """Whether there was a ledger once."""
        return self.has_key or bool(self.decisions) or self.backup is not None or self.has_results


def known_without(folder: Path) -> Known:
    """Return what an output folder still knows without its ledger."""
    decisions = folder / trail.FILE_NAME
    try:
        lines = sum(bool(line.strip()) for line in decisions.read_bytes().splitlines()) if decisions.is_file() else 0
    except OSError:
        lines = 0
    return Known(
        has_key=(folder / key.FILE_NAME).is_file(),
        decisions=lines,
        backup=backup.newest(folder),
        has_results=(folder / "versions").is_dir() or any((folder / name).is_file() for name in _TABLES),
    )


def is_lost(folder: Path) -> bool:
    """Return whether an output folder has no ledger, or an empty one."""
    ledger = folder / FILE_NAME
    return not ledger.is_file() or not ledger.stat().st_size


def say_lost(folder: Path, *, key_is_named: bool) -> str:
    """Return what has to be said when a ledger is made anew; nothing for a folder that never had one.

    Args:
        folder: The output folder, which has no ledger.
        key_is_named: A key was named on the command line.

    Raises:
        CannotWrite: Its key is gone as well, and a backup has both.
    """
    known = known_without(folder)
    if not known.is_anything:
        return ""
    if not known.has_key and not key_is_named and known.backup is not None and (known.backup / key.FILE_NAME).is_file():
        raise CannotWrite(
            f"The ledger and its key are gone from '{folder}'; the backup '{known.backup}' has both.",
            remedy="Copy the files of the backup back into the folder and run again. "
            "To start anew all the same, take the folder 'backups' away first.",
            code="ledger_lost",
        )
    decisions = "1 recorded decision" if known.decisions == 1 else f"{known.decisions} recorded decisions"
    rest = f", {decisions}" if known.decisions else ""
    said = f"The ledger of '{folder}' is gone. It is made anew from the forms, the results{rest}"
    if known.has_key or key_is_named:
        said += " and the key: references stay as they were."
    else:
        said += "; the key is gone too, so references are new ones"
        said += ", and the decisions can't be told to belong to anything." if known.decisions else "."
    if known.backup is not None:
        said += f" The backup of {_day(known.backup)} is in '{known.backup}', if you would rather put that back."
    return said


def _day(path: Path) -> str:
    try:
        return f"{dt.date.fromisoformat(path.name):%d/%m/%Y}"
    except ValueError:  # one that was made before a move to a newer layout
        return path.name
