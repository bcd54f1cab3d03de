"""One process that works out forms, seen from the one that started it."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import IO, Final

from pipeline.batch.chunks import Chunk
from pipeline.batch.engines.interface import EngineLost
from pipeline.batch.limits import Limits
from pipeline.batch.worker import Work
from pipeline.windows import end_with_us

GRACE: Final = 5.0  # seconds over the limit: a child that can ends the form by itself
_START: Final = 60.0  # seconds to start, on a busy machine with a slow disk
_PATIENCE: Final = 3.0  # seconds for a child to end
# The child finds the program where this process found it, and nothing in the working folder instead.
PROGRAM: Final = "import sys; sys.path[:] = sys.argv[1:]; from pipeline.batch.engines.child import serve; serve()"


class ChildLost(Exception):
    """The process came to an end.

    Args:
        late: It was ended because a form took too long.
    """

    def __init__(self, *, late: bool) -> None:
        super().__init__()
        self.late = late


class Child:
    """Started when it is first asked; once lost, it is of no more use."""

    def __init__(self, pickled_worker: bytes, limits: Limits) -> None:
        self._pickled_worker = pickled_worker
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._tie: object = None
        self._late = False

    def work_through(self, chunk: Chunk) -> Iterator[Work]:
        """Have a chunk worked out.

        Raises:
            ChildLost: The process came to an end, or a form took too long.
            EngineLost: It can't even start.
        """
        process = self._process or self._start()
        try:
            _send(process.stdin, pickle.dumps(chunk))
            opening = self._limits.seconds * len(chunk.jobs) if chunk.opened_together else 0
            for job in chunk.jobs:
                work = self._answer(process, self._limits.seconds + opening + GRACE)
                if not isinstance(work, Work) or work.job != job:
                    raise ChildLost(late=False)
                opening = 0
                yield work
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise ChildLost(late=self._late) from error

    def kill(self) -> None:
        """End the process, with LibreOffice if it runs just now."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def end(self) -> None:
        """End the process and what ties us to it; for the thread that it works for, or when it works for none."""
        self.kill()
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):  # what was not sent goes nowhere
                    if pipe is not None:
                        pipe.close()
            self._process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        # Ctrl-C is ours to answer: a session or group of its own keeps it from the child.
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        else:
            apart = {"start_new_session": True}
        folders = [os.path.abspath(folder) for folder in sys.path]  # noqa: PTH100 - no links resolved
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this Python, with our own program
                [sys.executable, "-c", PROGRAM, *folders],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a library's complaint may quote a form
                **apart,  # type: ignore[call-overload]
            )
            self._tie = end_with_us(self._process)
            _send(self._process.stdin, self._pickled_worker)
            self._answer(self._process, _START)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise EngineLost(
                "The processes that read the forms can't be started.",
                remedy="Run again with --jobs 1.",
                code="engine_lost",
            ) from error
        return self._process

    def _answer(self, process: subprocess.Popen[bytes], seconds: float) -> object:
        """Wait for what comes next; the process is killed when it takes too long."""
        watchdog = threading.Timer(seconds, self._end_late)
        watchdog.daemon = True
        watchdog.start()
        try:
            assert process.stdout is not None  # noqa: S101 - we asked for a pipe
            return pickle.load(process.stdout)  # noqa: S301 - from our own child
        finally:
            watchdog.cancel()

    def _end_late(self) -> None:
        self._late = True
        self.kill()


def _send(pipe: IO[bytes] | None, pickled: bytes) -> None:
    assert pipe is not None  # noqa: S101 - we asked for a pipe
    pipe.write(pickled)
    pipe.flush()
