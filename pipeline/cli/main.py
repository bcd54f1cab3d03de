"""The ``wordform`` command: where it starts, and the one place where an error becomes an exit code."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence

from pipeline.batch.garbage import look_hardly_ever, look_seldom
from pipeline.cli.leftovers import clear_leftovers
from pipeline.cli.plain import asked_plainly
from pipeline.cli.streams import exit_code_after, lasting_streams
from pipeline.errors import INTERRUPTED, TERMINATED, ExitCode, UsageProblem, WordformError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code (``docs/architecture.md`` lists them).

    Args:
        arguments: What is after ``wordform``; taken from the process when not given.
    """
    look_seldom()
    _tidy_up_when_terminated()
    clear_leftovers()
    with lasting_streams() as output:
        code = _run(arguments)
    return exit_code_after(code, output)


def _run(arguments: Sequence[str] | None) -> int:
    """Run a command and give its own exit code."""
    # What prints problems, and click, which reads most command lines, are loaded where they are needed: a form is
    # read in three quarters of the time without them.
    try:
        _require_working_folder()
        return _run_command(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. What was finished is kept.\n")
        return INTERRUPTED
    except WordformError as problem:
        from pipeline.cli.problems import say_problem

        return say_problem(problem)
    except Exception as bug:
        if os.environ.get("WORDFORM_DEBUG") == "1":  # for those who mend it, with invented forms
            raise
        from pipeline.cli.problems import say_bug

        return say_bug(bug)


def _run_command(arguments: Sequence[str] | None) -> int:
    asked = asked_plainly(sys.argv[1:] if arguments is None else arguments)
    if asked is None:
        from pipeline.cli.group import run

        return run(arguments)
    look_hardly_ever()
    from pipeline.cli.commands.reading import print_reading
    from pipeline.cli.settings import usual_settings

    print_reading(asked.file, usual_settings(), as_json=asked.as_json)
    return ExitCode.DONE


def _require_working_folder() -> None:
    """Refuse to work from a folder that was deleted, moved or on a drive that was taken out meanwhile.

    Raises:
        UsageProblem: It was.
    """
    try:
        os.getcwd()  # noqa: PTH109 - Path.cwd is the same, and a start that reads one form loads less
    except OSError as error:
        raise UsageProblem(
            "The folder that you are working in is not there any more.",
            remedy="Change to another folder (cd), then run the command again.",
            code="usage",
        ) from error


def _tidy_up_when_terminated() -> None:
    """Leave through every ``finally`` when the system ends the program, so that no copy of a form stays behind."""
    with contextlib.suppress(ValueError):  # only the main thread may, and no other is told
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
