"""The ``wordform`` command: its table of sub-commands, and the one place where an error becomes an exit code."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence

import click

from pipeline.batch.garbage import look_seldom
from pipeline.cli.interrupts import INTERRUPTED, TERMINATED
from pipeline.cli.lazy import LazyCommand, LazyGroup
from pipeline.cli.leftovers import clear_leftovers
from pipeline.cli.problems import say_bug, say_problem
from pipeline.cli.streams import exit_code_after, lasting_streams
from pipeline.errors import ExitCode, WordformError
from pipeline.version import __version__

COMMANDS = {
    "process": LazyCommand("pipeline.cli.commands.process:process", "Score forms and write the populated documents."),
    "desk": LazyCommand("pipeline.cli.commands.desk:desk", "Open all of it as pages in the browser."),
    "read": LazyCommand("pipeline.cli.commands.read:read", "Show the answers, score and findings of one form."),
    "show": LazyCommand("pipeline.cli.forms.show:show", "Show what the reader sees in any Word or Excel file."),
    "blank": LazyCommand("pipeline.cli.forms.blank:blank", "Make the blank of a form, to be filled in."),
    "document": LazyCommand("pipeline.cli.commands.document:document", "Write one document that follows from a form."),
    "due": LazyCommand("pipeline.cli.commands.due:due", "List the reviews that are due or overdue."),
    "questions": LazyCommand("pipeline.cli.record.history:questions", "List what only a person can decide."),
    "settle": LazyCommand(
        "pipeline.cli.record.settle:settle", "Answer an unclear or missing entry without touching the form."
    ),
    "sign-off": LazyCommand("pipeline.cli.record.sign_off:sign_off", "Say that a person looked at an assessment."),
    "withdraw": LazyCommand(
        "pipeline.cli.record.withdraw:withdraw", "Take an assessment out of register, reviews and diary."
    ),
    "restore": LazyCommand("pipeline.cli.record.withdraw:restore", "Take a withdrawn assessment back in."),
    "same": LazyCommand("pipeline.cli.record.same:same", "Say that two records are one child, or not."),
    "history": LazyCommand("pipeline.cli.record.history:history", "Show versions and decisions of an assessment."),
    "erase": LazyCommand(
        "pipeline.cli.record.erase:erase", "Remove all that says anything about an assessment, for good."
    ),
    "retention": LazyCommand(
        "pipeline.cli.record.retention:retention", "List the assessments that are past their time."
    ),
    "register": LazyCommand(
        "pipeline.cli.commands.register:register", "Write the register and the diary of reviews again."
    ),
    "report": LazyCommand("pipeline.cli.commands.report:report", "Write the report again."),
    "watch": LazyCommand("pipeline.cli.commands.watch:watch", "Process forms as they arrive in a folder."),
    "forms": LazyCommand("pipeline.cli.forms.forms:forms", "List the forms that can be read."),
    "draft": LazyCommand("pipeline.cli.forms.draft:draft", "Propose the mapping of a new form from its blank."),
    "schema": LazyCommand("pipeline.cli.forms.schema:schema", "Print the JSON Schema of mappings, for editors."),
    "check": LazyCommand(
        "pipeline.cli.forms.check:check", "Check mappings, policy, blanks and templates against each other."
    ),
}


@click.command(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wordform", message="%(prog)s %(version)s")
def cli() -> None:
    """Read completed Word forms, score them, and write the populated document back.

    \b
    Examples:
      wordform process                    every form in input/, results in output/
      wordform read "smith review.docx"   one form on the screen, nothing written

    Tab completion: eval "$(_WORDFORM_COMPLETE=bash_source wordform)", or zsh_source or fish_source.
    """


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
    try:
        result = cli.main(args=arguments, prog_name="wordform", standalone_mode=False)
        return int(result or ExitCode.DONE)
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was finished is kept.", err=True)
        return INTERRUPTED
    except WordformError as problem:
        return say_problem(problem)
    except Exception as bug:
        if os.environ.get("WORDFORM_DEBUG") == "1":  # for those who mend it, with invented forms
            raise
        return say_bug(bug)


def _tidy_up_when_terminated() -> None:
    """Leave through every ``finally`` when the system ends the program, so that no copy of a form stays behind."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
