"""The group of all commands, as click knows it."""

from __future__ import annotations

from collections.abc import Sequence

import click

from pipeline.cli.lazy import LazyCommand, LazyGroup
from pipeline.errors import ExitCode
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


def run(arguments: Sequence[str] | None) -> int:
    """Run a command, and give its own exit code; what is typed wrongly is said.

    Raises:
        KeyboardInterrupt: It was interrupted.
    """
    try:
        result = cli.main(args=arguments, prog_name="wordform", standalone_mode=False)
        return int(result or ExitCode.DONE)
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
