"""What a batch says: one line a form, then a summary that ends with what to open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from pipeline.batch.documents import FOLDER
from pipeline.batch.outcome import Headline, Outcome, Status, Summary, Tables, Tally
from pipeline.batch.plan import Plan
from pipeline.cli import wording
from pipeline.cli.problems import say_problem, say_trace
from pipeline.cli.settings import Volume
from pipeline.mapping.model import NO_LEVEL_YET, up_to

if TYPE_CHECKING:
    from rich.text import Text

_WORDS = {
    Status.ASSESSED: "assessed",
    Status.NEEDS_REVIEW: "needs review",
    Status.REFUSED: "refused",
    Status.UNCHANGED: "unchanged",
    Status.CORRECTED: "corrected",
    Status.NOT_A_FORM: "not a form",
}
_STYLES = {
    Status.ASSESSED: "green",
    Status.NEEDS_REVIEW: "yellow",
    Status.REFUSED: "bold red",
    Status.UNCHANGED: "dim",
    Status.CORRECTED: "bold green",
    Status.NOT_A_FORM: "dim",
}
_NAMED = 5
_WIDEST = max(len(word) for word in _WORDS.values())


def outcome_lines(outcome: Outcome, *, verbose: bool) -> Iterator[Text]:
    """Yield a form's line; below it what was kept aside and, when verbose, what was noticed."""
    from rich.text import Text  # slow to load; a quiet run whose forms are all well prints none

    text = _headline(outcome.headline) if outcome.headline else ""
    if outcome.is_withdrawn:
        text = "it was withdrawn; 'wordform history' says why"
    elif outcome.is_superseded:
        text = f"another version counts: {text}"
    elif outcome.is_open:
        text = f"it might count ('wordform questions'): {text}"
    if outcome.refusal:
        text = f"{outcome.refusal.reason} {outcome.refusal.remedy}".strip()
    shown = Status.NOT_A_FORM if outcome.recorded is Status.NOT_A_FORM else outcome.status
    status = (f"{_WORDS[shown]:<{_WIDEST}}", _STYLES[shown])
    yield Text.assemble(status, "  ", (wording.in_line(outcome.name), "bold"), "  ", wording.printable(text))
    below = " " * (_WIDEST + 2)
    if outcome.pending is not None:
        said = f"{below}It was read, and its document is pending: {outcome.pending.what} {outcome.pending.remedy}"
        yield Text(wording.printable(said), style="bold red")
    if outcome.set_aside is not None:
        kept = wording.path(outcome.set_aside)
        yield Text(f"{below}The document in its place had been changed by somebody; it is kept as {kept}")
    for line in outcome.documents.said if outcome.documents is not None else ():
        yield Text(below + wording.printable(line))
    if verbose and outcome.headline:
        for message in outcome.headline.findings:
            yield Text(below + wording.printable(message), style="dim")


def _headline(facts: Headline) -> str:
    """Return ``total 37 (up to 72) · RAG low (up to high) · review by 01/06/2026 · 2 findings``, or why none."""
    if facts.rag_max is None and facts.level_max is None:
        return " · ".join(("no score", *facts.findings[:1]))
    total = f"total {facts.total}"
    if facts.total_max != facts.total:
        total += f" (up to {facts.total_max})"
    elif not facts.complete:
        total += " (incomplete)"
    if facts.rag_max is not None:
        parts = [total, f"RAG {_level(facts.rag, facts.rag_max)}"]
    else:
        parts = ["no score", f"level {_level(facts.level, facts.level_max)}"]
    parts.append(f"review by {wording.day(facts.review_due)}" if facts.review_due else "no review date")
    if facts.findings:
        parts.append(wording.count(len(facts.findings), "finding"))
    return " · ".join(parts)


def _level(found: str | None, highest: str | None) -> str:
    """Print a level by its id, and while it is open what it could be: ``low (up to high)``."""
    return str(found) if highest in (None, found) else f"{found or NO_LEVEL_YET} {up_to(str(highest))}"


def say_summary(
    plan: Plan, summary: Summary, *, levels: Sequence[str], traces: Iterable[tuple[str, ...]], volume: Volume
) -> None:
    """Say on stderr how the batch went, what to open and what to do next.

    Args:
        plan: What was to be done.
        summary: How it went.
        levels: The levels in the order of the form, for the RAG counts.
        traces: Where bugs arose.
        volume: Quiet says only what went wrong.
    """
    if volume > Volume.QUIET:
        for line in _summary_lines(plan, summary, levels):
            click.echo(line, err=True)
    for problem in summary.problems:
        say_problem(problem)
    for trace in traces:
        say_trace(trace)


def _summary_lines(plan: Plan, summary: Summary, levels: Sequence[str]) -> Iterator[str]:
    yield ""
    if plan.left_out:
        yield f"{wording.count(plan.left_out, 'file')} not changed since then left out."
    if not plan.jobs and plan.left_out:
        yield "No forms were changed since then."
    elif not plan.jobs:
        yield "No forms were found: put completed Word forms into the input folder, or name another."
    if not summary.statuses.total() and not plan.jobs:
        yield from left_alone(summary)
        yield from _others(summary)
        return
    yield _counts(summary)
    if summary.rag or summary.provisional:
        yield f"RAG: {rag_counts(summary, levels)}"
    yield from _copies(summary.tables)
    yield from left_alone(summary)
    if summary.pending:
        yield (
            f"{wording.count(summary.pending, 'document')} could not be written: what was read is in register and "
            "reviews all the same, and the next run writes it."
        )
    yield from _others(summary)
    yield from _what_next(plan, summary)


def _others(summary: Summary) -> Iterator[str]:
    """Say how many files are not forms, and where each is named."""
    if summary.others:
        files = wording.count(summary.others, "other file is not a form", "other files are not forms")
        listed = f"; {wording.path(summary.tables.refused)} says what each is" if summary.tables.refused else ""
        yield f"{files}{listed}."


def left_alone(summary: Summary) -> Iterator[str]:
    """Name the results and forms that nothing could be done about now."""
    for name, who in summary.in_use:
        yield f"{wording.in_line(name)} was edited and is open ({wording.printable(who)}): the next run takes it in."
    for reference in summary.without_file:
        yield f"{reference} can't be worked out again: its file is gone. Put it back into the input and run again."
    if summary.gone:
        forms = wording.count(len(summary.gone), "form is", "forms are")
        yield f"{forms} no longer in the input; what was read stays, until somebody withdraws it:"
        yield from (f"  {wording.in_line(name)}" for name in summary.gone[:_NAMED])
        if (more := len(summary.gone) - _NAMED) > 0:
            yield f"  … and {more:,} more"


def without_mapping(form: str) -> str:
    """Say that the register of a form stays as it is."""
    return f"The register of '{form}' stays as it is: its mapping is not at hand; name it with --mapping."


def rag_counts(counted: Summary | Tally, levels: Sequence[str]) -> str:
    """Return ``low 2, medium 3, none 1, provisional 2 (up to high)``: a band that is open counts as none of them.

    Levels of forms whose mapping is not at hand come behind those that are known.
    """
    known = [*levels, *sorted({*filter(None, counted.rag), *counted.provisional}.difference(levels))]
    parts = [f"{level or 'none'} {number:,}" for level, number in _in_order(counted.rag, known)]
    highest = [level for level in known if counted.provisional[level]][-1:]
    return ", ".join([*parts, *(f"provisional {counted.provisional.total():,} {up_to(level)}" for level in highest)])


def _copies(tables: Tables) -> Iterator[str]:
    """Name the forms that are the same file as another one."""
    if not tables.copies:
        return
    copies = wording.count(tables.copies_number, "form is a copy of another", "forms are copies of others")
    yield f"{copies}, byte for byte:"
    for name, original in tables.copies:
        yield f"  {wording.in_line(name)} is the same as {wording.in_line(original)}"
    if more := tables.copies_number - len(tables.copies):
        yield f"  … and {more:,} more, which the report names"


def _documents(plan: Plan, summary: Summary) -> Iterator[str]:
    """Yield where the documents that follow are, and how many of them wait for a person."""
    found = summary.documents
    if found.open:
        yield f"{wording.count(found.open, 'document')} that may follow not written: the lines above say why."
    if found.failed:
        yield f"{wording.count(found.failed, 'document')} could not be written: see the lines above, then run again."
    if found.written or summary.tables.lists:
        made = f" ({wording.count(found.written, 'document')} made now)" if found.written else ""
        yield f"Open {wording.path(plan.output / FOLDER)} for the documents that follow{made}"


def _in_order(rag: Counter[str | None], levels: Sequence[str]) -> Iterator[tuple[str | None, int]]:
    """Yield the counts from the lowest level to the highest; forms without one come last."""
    yield from ((level, rag[level]) for level in (*levels, None) if rag[level])


def _counts(summary: Summary) -> str:
    forms = wording.count(summary.statuses.total(), "form")
    parts = [f"{_WORDS[status]} {summary.statuses[status]:,}" for status in Status if summary.statuses[status]]
    return f"{forms}: {', '.join(parts)}"


def _what_next(plan: Plan, summary: Summary) -> Iterator[str]:
    done = summary.recorded.total() - summary.recorded[Status.REFUSED]
    if summary.left:
        yield f"Stopped with {wording.count(summary.left, 'form')} left; run the same command again to go on."
    elif summary.statuses[Status.UNCHANGED] == summary.statuses.total():
        yield "No form has changed since the last run, so none was worked out again."
    yield from _to_look_at(plan, summary)
    if summary.tables.report is not None:
        yield f"Open {wording.path(summary.tables.report)} for all of it at a glance"
    if done:
        yield f"Open {wording.path(plan.output)} for the documents"
    yield from _documents(plan, summary)
    for form in summary.tables.without_mapping:
        yield without_mapping(form)
    for register in summary.tables.registers:
        yield f"Open {wording.path(register)} for the register"
    if done and summary.tables.diary is not None:
        yield f"Import {wording.path(summary.tables.diary)} into a calendar for the reviews"


def _to_look_at(plan: Plan, summary: Summary) -> Iterator[str]:
    """Say what waits for a person: forms to look at, questions to decide, and forms to mend."""
    if review := summary.recorded[Status.NEEDS_REVIEW]:
        forms = wording.count(review, "form that needs", "forms that need")
        yield f"Look at {forms} review: the report says why, and so does 'wordform read FILE'."
    if summary.tables.questions:
        open_ = wording.count(summary.tables.questions, "question is open", "questions are open")
        questions = f"wordform questions {wording.names_output(plan.output)}".strip()
        yield f"{open_} that only a person can decide: '{questions}' lists what to do."
    if refused := summary.recorded[Status.REFUSED]:
        listed = f" ({wording.path(summary.tables.refused)} lists them)" if summary.tables.refused else ""
        yield f"Mend {wording.count(refused, 'refused form')} as their lines say{listed}, then run again."
