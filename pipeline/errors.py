"""What went wrong with *us*: exceptions that carry an exit code.

An error means a job could not be done. A fact about a form is a :class:`~pipeline.findings.Finding` instead;
any other exception is a bug and stays loud (exit code 1).

Exit codes are a contract (``docs/architecture.md``): 0 done, 1 bug, 2 usage, 3 some forms refused,
4 mapping or template invalid, 5 cannot write, 6 ``--strict`` and something needs review.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class ExitCode(IntEnum):
    """The exit codes of the ``wordform`` command."""

    DONE = 0
    BUG = 1
    USAGE = 2
    REFUSED = 3
    INVALID_MAPPING = 4
    CANNOT_WRITE = 5
    NEEDS_REVIEW = 6


INTERRUPTED: Final = 130  # what shells report for a program ended by Ctrl-C
TERMINATED: Final = 143  # … and for one ended by SIGTERM, as services and schedulers do

MOST_SERIOUS_FIRST: Final = (
    ExitCode.BUG, ExitCode.CANNOT_WRITE, ExitCode.INVALID_MAPPING, ExitCode.REFUSED, ExitCode.NEEDS_REVIEW,
    ExitCode.DONE,
)  # fmt: skip
"""What a run ends with when several things happened."""


class WordformError(Exception):
    """Base of the errors a person can act on.

    Args:
        what: What was found, in one sentence, without any answer text from a form.
        remedy: What to do about it, in one sentence.
        code: A stable short name of the problem, for logs and ``refused.csv``.
    """

    exit_code = ExitCode.BUG

    def __init__(self, what: str, *, remedy: str = "", code: str = "error") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.code = code

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the trip back from a worker process (exceptions with keyword arguments do not by default)."""
        return _rebuild, (type(self), self.what, self.remedy, self.code)


def _rebuild(kind: type[WordformError], what: str, remedy: str, code: str) -> WordformError:
    return kind(what, remedy=remedy, code=code)


class RefusedForm(WordformError):
    """A file cannot be read as a form; the batch goes on with the next."""

    exit_code = ExitCode.REFUSED


class InvalidMapping(WordformError):
    """A mapping, template or blank is wrong; nothing is read before it is mended."""

    exit_code = ExitCode.INVALID_MAPPING


class CannotWrite(WordformError):
    """An output could not be written, or did not read back as what was meant."""

    exit_code = ExitCode.CANNOT_WRITE


class UsageProblem(WordformError):
    """The command was called with something that does not exist or does not fit together."""

    exit_code = ExitCode.USAGE
