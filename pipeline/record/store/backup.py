"""Backups of the ledger with its key and trail: one a day, one before it is moved to a newer layout."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Final

from pipeline.errors import CannotWrite
from pipeline.files import make_folder, open_for_owner
from pipeline.record.store import database, key, trail
from pipeline.windows import let_only_the_owner_in

FOLDER: Final = "backups"
_KEPT: Final = 14
"""Days of which a backup is kept."""
_PAGES: Final = 16
"""Pages of a copy that are held at a time. Each is written once; the two megabytes that are usual become eight when the
copy takes over the larger pages of the ledger."""


def back_up_once(folder: Path, connection: sqlite3.Connection, day: str) -> None:
    """Make the backup of a day, unless it is there.

    Raises:
        CannotWrite: It can't be written.
    """
    if not (folder / FOLDER / day).is_dir():
        back_up(folder, connection, day)
        _drop_oldest(folder / FOLDER)


def back_up(folder: Path, connection: sqlite3.Connection, name: str) -> Path:
    """Make a backup of a ledger and of what lies beside it, in a folder of this name.

    Raises:
        CannotWrite: It can't be written.
    """
    target = folder / FOLDER / name
    unfinished = folder / FOLDER / f".{name}.part"
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        make_folder(unfinished)
        os.close(open_for_owner(unfinished / database.FILE_NAME, os.O_RDWR))
        with contextlib.closing(sqlite3.connect(unfinished / database.FILE_NAME)) as copy:
            copy.execute(f"PRAGMA cache_size = {_PAGES}")
            connection.backup(copy)
        for beside in (key.FILE_NAME, trail.FILE_NAME):
            if (folder / beside).is_file():
                shutil.copy2(folder / beside, unfinished / beside)
                let_only_the_owner_in(unfinished / beside)
        if target.exists():
            shutil.rmtree(target)
        unfinished.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise CannotWrite(
            f"The backup '{target}' can't be written ({error}).",
            remedy="Check the free space and that you may write there, then run again.",
            code="backup",
        ) from error
    return target


def newest(folder: Path) -> Path | None:
    """Return the newest backup of an output folder, or ``None``."""
    try:
        found = [each for each in (folder / FOLDER).iterdir() if (each / database.FILE_NAME).is_file()]
    except OSError:
        return None
    return max(found, key=lambda each: (each.name[:1].isdigit(), each.name), default=None)


def drop_all(folder: Path) -> None:
    """Take every backup away: they hold what was erased.

    Raises:
        CannotWrite: One can't be taken away.
    """
    if not (folder / FOLDER).is_dir():
        return
    try:
        shutil.rmtree(folder / FOLDER)
    except OSError as error:
        raise CannotWrite(
            f"The backups in '{folder / FOLDER}' can't be taken away ({error.strerror}).",
            remedy="Close them in other programs and erase again: they still hold what was erased.",
            code="backup",
        ) from error


def _drop_oldest(backups: Path) -> None:
    days = sorted(each for each in backups.iterdir() if each.is_dir() and each.name[:1].isdigit())
    for each in days[:-_KEPT]:
        shutil.rmtree(each, ignore_errors=True)
