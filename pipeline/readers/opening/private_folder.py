"""Folders for conversions that nobody else may enter, and that don't outlive the program, however it ends.

A program that is killed can't tidy up. So each folder is locked while it is in use: the system frees the lock when the
process ends, and the next command empties the folders whose locks are free. The lock is there before anything else is,
and goes after everything else, so nothing that a form says is ever in a folder without one. LibreOffice may have
outlived the program that started it; what still works in such a folder is ended first.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.patterns import pattern

if TYPE_CHECKING:
    import psutil

PREFIX: Final = "wordform-"
_NAME: Final = pattern(rf"{PREFIX}[a-z0-9_]{{8}}")  # as tempfile names them
_LOCK: Final = ".lock"
_INSIDE: Final = "inside"
_ROUNDS: Final = 5  # a program that is ended may just have started another one
_PATIENCE: Final = 3.0  # seconds for a program to end


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """Return a folder that only its owner may enter, and remove it with all that is in it."""
    from filelock import FileLock  # only needed here, and slow to load

    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with FileLock(folder / _LOCK, mode=0o600, is_singleton=False):
            # Until it was locked, another command may have taken the folder for left over: rights of its own.
            inside = folder / _INSIDE
            inside.mkdir(mode=0o700)
            try:
                yield inside
            finally:
                _empty(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _empty(folder: Path) -> None:
    """Remove what is in a folder but for its lock; what is being killed may still write there, so twice."""
    for _ in range(2):
        shutil.rmtree(folder / _INSIDE, ignore_errors=True)


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
            return [Path(each.path) for each in entries if _NAME.fullmatch(each.name) and _is_own(each)]
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
    if not lock.exists():  # killed before it was locked, or being made just now, which bears it; or isn't ours
        with contextlib.suppress(OSError):  # there is something in it
            folder.rmdir()
        return not folder.exists()
    try:
        with FileLock(lock, timeout=0, is_singleton=False):
            _end_programs(folder)
            _empty(folder)
    except (Timeout, OSError):
        return False
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _end_programs(folder: Path) -> None:
    """End what still works in a folder: LibreOffice was told to keep its profile there."""
    import psutil  # only for what a killed program left

    for _ in range(_ROUNDS):
        orphans = [each for each in psutil.process_iter(["cmdline"]) if _works_in(folder, each)]
        for process in orphans:
            with contextlib.suppress(psutil.Error):
                process.kill()
        if not orphans:
            return
        psutil.wait_procs(orphans, timeout=_PATIENCE)


def _works_in(folder: Path, process: psutil.Process) -> bool:
    return process.pid != os.getpid() and any(folder.name in part for part in process.info["cmdline"] or ())
