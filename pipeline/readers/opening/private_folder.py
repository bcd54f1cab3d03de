"""Folders for conversions that nobody else may enter, and that don't outlive the program, however it ends.

A program that is killed can't tidy up. So each folder is locked while it is in use: the system frees the lock when the
process ends, and the next command empties the folders whose locks are free. LibreOffice may have outlived the program
that started it; what still works in such a folder is ended first.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PREFIX: Final = "wordform-"
_LOCK: Final = ".lock"
_PATIENCE: Final = 3.0  # seconds for a program to end


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """Return a folder that only its owner may enter, and remove it with all that is in it."""
    from filelock import FileLock  # only needed here, and slow to load

    # A process that is being killed may still write for a moment; a second sweep takes that too.
    with (
        tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name,
        FileLock(Path(name) / _LOCK, mode=0o600, is_singleton=False),
    ):
        yield Path(name)
    if Path(name).exists():
        shutil.rmtree(name)


def sweep() -> int:
    """Remove the folders that a program of ours left when it was killed, and return how many there were."""
    swept = 0
    for folder in _left():
        swept += _remove(folder)
    return swept


def _left() -> list[Path]:
    """Return the folders that may have been left; only the owner's are looked at."""
    try:
        with os.scandir(tempfile.gettempdir()) as entries:
            return [Path(each.path) for each in entries if each.name.startswith(PREFIX) and _is_own(each)]
    except OSError:
        return []


def _is_own(entry: os.DirEntry[str]) -> bool:
    try:
        is_folder = entry.is_dir(follow_symlinks=False)
        return is_folder and (os.name != "posix" or entry.stat(follow_symlinks=False).st_uid == os.getuid())
    except OSError:  # gone meanwhile
        return False


def _remove(folder: Path) -> bool:
    """Remove a folder unless somebody works in it."""
    from filelock import FileLock, Timeout

    lock = folder / _LOCK
    if not lock.exists():  # it is being made or removed just now, or isn't ours
        return False
    try:
        with FileLock(lock, timeout=0, is_singleton=False):
            _end_programs(folder)
    except (Timeout, OSError):
        return False
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _end_programs(folder: Path) -> None:
    """End what still works in a folder: LibreOffice was told to keep its profile there."""
    import psutil  # only for what a killed program left

    orphans = []
    for process in psutil.process_iter(["cmdline"]):
        if any(folder.name in part for part in process.info["cmdline"] or ()) and process.pid != os.getpid():
            with contextlib.suppress(psutil.Error):
                process.kill()
                orphans.append(process)
    psutil.wait_procs(orphans, timeout=_PATIENCE)
