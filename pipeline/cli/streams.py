"""Standard output and error that outlast their readers: a closed pipe, or a full disk, ends no work half-way."""

from __future__ import annotations

import contextlib
import errno
import sys
from collections.abc import Iterator
from typing import Final, TextIO, cast

from pipeline.errors import MOST_SERIOUS_FIRST, CannotWrite, ExitCode

_LESS_SERIOUS: Final = MOST_SERIOUS_FIRST[MOST_SERIOUS_FIRST.index(ExitCode.CANNOT_WRITE) + 1 :]


class LastingStream:
    """A stream of text that is written to up to its first error; what comes then is lost.

    Attributes:
        problem: That error; ``None`` while all is well.
    """

    def __init__(self, stream: TextIO) -> None:
        self.problem: OSError | None = None
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        """Be the stream in all else."""
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write as long as that is possible."""
        if self.problem is None:
            try:
                self._stream.write(text)
            except OSError as problem:
                self.problem = problem
        return len(text)

    def flush(self) -> None:
        """Flush as long as that is possible."""
        if self.problem is None:
            try:
                self._stream.flush()
            except OSError as problem:
                self.problem = problem


@contextlib.contextmanager
def lasting_streams() -> Iterator[LastingStream | None]:
    """Make standard output and error last while a command runs, and give the output; ``None`` when there is none."""
    before = sys.stdout, sys.stderr
    output, error = map(_lasting, before)
    sys.stdout, sys.stderr = cast("TextIO", output), cast("TextIO", error)
    try:
        yield output
    finally:
        sys.stdout, sys.stderr = (cast("TextIO", _left(*each)) for each in zip(before, (output, error), strict=True))


def exit_code_after(code: int, output: LastingStream | None) -> int:
    """Return the exit code of a command that ended with ``code``; say so if its output could not be written.

    Who reads no further, as ``head`` does, has all that was wanted.
    """
    if output is None or output.problem is None or _is_read_no_further(output.problem):
        return code
    problem = CannotWrite(
        f"Standard output can't be written to ({output.problem.strerror}).",
        remedy="Send it to another place.",
        code="cannot_write",
    )
    from pipeline.cli.problems import say_problem  # loads click, which is seldom needed here

    said = say_problem(problem)
    return said if code in _LESS_SERIOUS else code


def _is_read_no_further(problem: OSError) -> bool:
    """Return whether the reader of a pipe closed it; Windows calls that an invalid argument."""
    return isinstance(problem, BrokenPipeError) or (sys.platform == "win32" and problem.errno == errno.EINVAL)


def _lasting(stream: TextIO | None) -> LastingStream | None:
    """Have it print UTF-8 too, whatever the locale says: forms hold ticks and names that others cannot show."""
    if stream is None:
        return None
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")
    return LastingStream(stream)


def _left(stream: TextIO | None, lasting: LastingStream | None) -> TextIO | None:
    """Return what to go on with: none where it failed, for Python would complain of it once more at exit."""
    if lasting is None:
        return stream
    lasting.flush()
    return stream if lasting.problem is None else None
