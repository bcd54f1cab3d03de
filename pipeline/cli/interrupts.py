"""Ctrl-C and SIGTERM: the first one ends a batch after the forms in hand, the second one at once."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final

from pipeline.errors import INTERRUPTED, TERMINATED

_EXIT_CODES: Final = {signal.SIGINT: INTERRUPTED, signal.SIGTERM: TERMINATED}


class Interrupts:
    """What came in so far.

    Attributes:
        stop: Set by the first interrupt.
        exit_code: For a batch that ended because of it; 0 when none came.
    """

    def __init__(self, said: str) -> None:
        self.stop = threading.Event()
        self.exit_code = 0
        self._said = said

    def answer(self, number: int, _frame: FrameType | None) -> None:
        """Answer a signal."""
        if self.stop.is_set():
            if number == signal.SIGINT:
                raise KeyboardInterrupt
            sys.exit(TERMINATED)
        self.exit_code = _EXIT_CODES[signal.Signals(number)]
        self.stop.set()
        with contextlib.suppress(OSError):  # not by print, which the signal may have interrupted
            before = "\n" if self._said and os.isatty(2) else ""  # there "^C" or a bar is on the line
            os.write(2, f"{before}{self._said}".encode())


@contextlib.contextmanager
def answered_interrupts(said: str = "") -> Iterator[Interrupts]:
    """Answer Ctrl-C and SIGTERM while a batch runs.

    Args:
        said: What to say on stderr at the first one.
    """
    interrupts = Interrupts(said)
    if threading.current_thread() is not threading.main_thread():  # signals only arrive there
        yield interrupts
        return
    before = {number: signal.signal(number, interrupts.answer) for number in _EXIT_CODES}
    try:
        yield interrupts
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
