"""One run at a time in one output folder."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from pipeline.errors import CannotWrite

FILE_NAME: Final = ".wordform.lock"
_LOOK_AGAIN: Final = 0.5  # seconds


@contextlib.contextmanager
def output_lock(folder: Path, *, stop: threading.Event, waiting: Callable[[], None]) -> Iterator[bool]:
    """Hold the lock of an output folder; another run that holds it is waited for.

    The system frees the lock when the process ends, however it ends. The file stays: taking it away would let two runs
    lock two files of one name.

    Args:
        folder: The output folder, which is there.
        stop: Ends the wait.
        waiting: Called once when another run has the folder.

    Yields:
        Whether the lock is ours; it is not when the wait was ended.

    Raises:
        CannotWrite: The file can't be made.
    """
    from filelock import FileLock, Timeout  # only needed here, and slow to load

    lock = FileLock(folder / FILE_NAME, mode=0o600, is_singleton=False)
    patience = 0.0
    ours = False
    while not ours and not stop.is_set():
        try:
            lock.acquire(timeout=patience)
            ours = True
        except Timeout:
            if not patience:
                waiting()
            patience = _LOOK_AGAIN
        except OSError as error:
            raise CannotWrite(
                f"'{folder}' can't be written ({error.strerror}).",
                remedy="Check the free space and that you may write there, or name another folder with -o.",
                code="cannot_write",
            ) from error
    try:
        yield ours
    finally:
        lock.release()
