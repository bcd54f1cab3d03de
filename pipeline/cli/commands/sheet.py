"""The readable sheet of one form: what was answered, how it scores, what was noticed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pipeline.cases.settle import day_of
from pipeline.cli.settings import Volume
from pipeline.cli.wording import SEVERITY_STYLE, count, day, printable
from pipeline.findings import Finding
from pipeline.mapping.model import Checklist, Factor, Field
from pipeline.process.result import Result
from pipeline.submission import Answer, FactorAnswer, FactorState, Settled, State
from pipeline.words import Words
from pipeline.writers.values import answer_words

NOT_JUDGEMENT = "Worked out from the form; it does not replace professional judgement."
_STATE_WORDS = {
    State.BLANK: Text("blank", style="dim"),
    State.UNCLEAR: Text("unclear", style="bold cyan"),
    State.NOT_FOUND: Text("not found in this form", style="bold yellow"),
}
_READING_WORDS = {
    FactorState.YES: Text("applies", style="bold"),
    FactorState.NO: Text("no"),
    FactorState.BLANK: Text("–", style="dim"),
    FactorState.UNCLEAR: Text("unclear", style="bold cyan"),
    FactorState.NOT_FOUND: Text("not found", style="bold yellow"),
}


_HIDDEN = Text("hidden: ", style="bold cyan")
_LEFT_OUT = "struck words left out"
_NOTHING = Words()


def print_sheet(result: Result, volume: Volume = Volume.NORMAL) -> None:
    """Print the sheet on stdout; quiet leaves out answers and checklist, verbose adds where each answer is."""
    console = Console(file=sys.stdout, highlight=False, soft_wrap=False, markup=False, emoji=False)
    parts: list[RenderableType] = [_heading(result)]
    if volume > Volume.QUIET:
        parts += [*_sections(result, with_places=volume is Volume.VERBOSE), *_checklist(result)]
    parts += [*_score(result), *_findings(result), *_unread(result), Text(NOT_JUDGEMENT, style="italic dim")]
    console.print(Group(*parts))


def _heading(result: Result) -> RenderableType:
    form = result.mapping.form
    status = Text("needs review", style="bold yellow") if result.needs_review else Text("assessed", style="bold green")
    file = printable(result.submission.source.name)
    return Group(Text(f"{form.title} · {form.version}", style="bold"), Text.assemble(f"{file} · ", status), "")


def _sections(result: Result, *, with_places: bool) -> Iterator[RenderableType]:
    """Yield the answers under the headings of the form."""
    for section, fields in groupby(result.mapping.fields, key=lambda field: field.section):
        yield Rule(section, align="left", style="dim")
        table = Table(box=None, show_header=False, expand=True, padding=(0, 2, 0, 0))
        table.add_column(ratio=1, style="dim")
        table.add_column(ratio=3)
        for field in fields:
            answer = result.submission.answers.get(field.id)
            if answer is not None:
                table.add_row(Text(field.label), _answer(field, answer, with_places=with_places))
        yield table
        yield ""


def _answer(field: Field, answer: Answer, *, with_places: bool) -> RenderableType:
    lines: list[RenderableType] = []
    if answer.state is State.ANSWERED:
        lines.append(_value(field, answer))
    else:
        lines.append(_STATE_WORDS[answer.state])
    if answer.state is State.UNCLEAR:
        lines.append(_words(answer.words))
    lines += [_settled(each, answer.words) for each in (answer.settled,) if each is not None]
    lines += [_settled(each, cell=cell) for cell, each in answer.cells.items()]
    if with_places and answer.location is not None:
        lines.append(Text(f"{answer.location} · by {answer.found_by or 'its place'}", style="dim italic"))
    return Group(*lines)


def _settled(settled: Settled, typed: Words = _NOTHING, *, cell: str = "") -> Text:
    """Say who settled an entry, when and why, and what the form says there."""
    why = f": {settled.why}" if settled.why else ""
    said = f" · the form says: {_plain(typed)}" if typed else ""
    return Text(printable(f"{cell} settled by {settled.by} on {day_of(settled.at)}{why}{said}".lstrip()), style="dim")


def _plain(words: Words) -> str:
    """Return the words that are not struck out, and say when others were left out."""
    return f"{words.standing} ({_LEFT_OUT})".lstrip() if words.struck else words.text


def _value(field: Field, answer: Answer) -> RenderableType:
    if field.has_rows:
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for column in field.columns:
            table.add_column(column.label or column.id)
        for row in answer.rows:
            table.add_row(*(_words(row.get(column.id, Words())) for column in field.columns))
        return table
    return _words(answer_words(field, answer, lambda choice: choice.label))


def _words(words: Words) -> Text:
    """Print the words that are not struck out; a terminal can't be trusted to strike, and a pipe never does."""
    said = Text(printable(words.standing))
    return Text.assemble(said, " " if said else "", (f"({_LEFT_OUT})", "dim")) if words.struck else said


def _checklist(result: Result) -> Iterator[RenderableType]:
    """Yield the checklist by group, with the points that each row counts for."""
    for checklist in result.mapping.checklists:
        yield Rule(checklist.section, align="left", style="dim")
        yield _rows(checklist, result)


def _rows(checklist: Checklist, result: Result) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("Factor", ratio=4)
    for heading in ("Weight", "Entered", "Reading", "Points"):
        table.add_column(heading, justify="right" if heading in {"Weight", "Points"} else "left", min_width=7)
    table.add_column("Notes", ratio=2)
    for group in checklist.groups:
        subtotal = result.assessment.subtotals.get(group.name, 0)
        table.add_row(Text(group.name, style="bold"), "", "", "", Text(str(subtotal), style="bold"), "")
        for factor in group.factors:
            table.add_row(*_factor(checklist.most(factor), factor, result))
    return table


def _factor(most: int, factor: Factor, result: Result) -> Iterator[RenderableType]:
    answer = result.submission.checklist.get(factor.id) or FactorAnswer(factor=factor.id, state=FactorState.NOT_FOUND)
    points = result.assessment.points.get(factor.id, 0)
    yield Padding(Text(factor.label), (0, 0, 0, 2))
    yield str(most)
    yield _words(answer.words)
    yield _READING_WORDS[answer.state]
    yield Text(str(points), style="bold" if points else "dim")
    notes = [_words(answer.note_words)] if answer.notes else []
    yield Group(*notes, *_settled_row(answer))


def _settled_row(answer: FactorAnswer) -> Iterator[Text]:
    """Say who settled a row, or its rounds."""
    if answer.settled is not None and not answer.rounds:
        yield _settled(answer.settled)
    yield from (_settled(each.settled, cell=name) for name, each in answer.rounds.items() if each.settled is not None)


def _score(result: Result) -> Iterator[RenderableType]:
    """Yield age score, total, RAG and review date."""
    assessment, score = result.assessment, result.mapping.score
    if score is None:
        return
    yield Rule("Score", align="left", style="dim")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim")
    table.add_column()
    if score.age is not None:
        known = assessment.age_points is not None
        table.add_row(
            "Age score", f"{assessment.age_points} (age {assessment.age})" if known else Text("not known", style="cyan")
        )
    if score.has_numbers:
        table.add_row("Checklist", str(assessment.factor_points))
        for name, points in _further_points(result):
            table.add_row(name, points)
        table.add_row("Total", _total(result))
        table.add_row("RAG", _rag(result))
    table.add_row("Level", _level(result))
    if assessment.routes:
        table.add_row("Goes to", "; ".join(assessment.routes))
    table.add_row("Review by", _review(result))
    yield table
    yield ""


def _further_points(result: Result) -> Iterator[tuple[str, str]]:
    """Yield the points that don't come from the checklist: for other answers, and those that people added."""
    assessment = result.assessment
    for field, points in assessment.attribute_points.items():
        asked = result.mapping.field(field)
        yield printable(asked.label if asked is not None else field), str(points)
    for name, product in assessment.products.items():
        times = "?" if product.times is None else f"{product.times:g}"
        yield f"Multiplied: {name}", f"{product.points} x {times} = {product.product}"
    for field, rows in assessment.table_points.items():
        asked = result.mapping.field(field)
        yield printable(asked.label if asked is not None else field), ", ".join(str(row.points) for row in rows)
    if assessment.judgement_points is not None:
        yield "Added by judgement", str(assessment.judgement_points)
    for each in assessment.rounds[:-1]:
        yield f"Round {each.id}", str(each.total)
    for change in assessment.overrides:
        yield "Override", f"{change.id}: {change.before or 'none'} becomes {change.after or 'none'}"


def _total(result: Result) -> Text:
    assessment = result.assessment
    total = Text(str(assessment.total), style="bold")
    if assessment.total_max != assessment.total:
        total.append(f"  up to {assessment.total_max} if every unclear entry applied", style="cyan")
    elif not assessment.complete:
        total.append("  incomplete", style="cyan")
    return total


def _rag(result: Result) -> Text:
    """Return the level of the total in words, on the form's own colour of the highest that it could be."""
    score, assessment = result.mapping.score, result.assessment
    band = next((band for band in score.bands if band.level == assessment.rag_max), None) if score else None
    if band is None:
        return Text("none", style="dim")
    text = result.mapping.level_text(assessment.rag, assessment.rag_max)
    return Text.assemble((f" {text} ", f"bold black on #{band.colour}"))


def _level(result: Result) -> Text:
    assessment, score = result.assessment, result.mapping.score
    outcome = result.submission.answers.get(score.outcome_field) if score and score.outcome_field else None
    if assessment.level_max is None:
        return Text("none", style="dim")
    if outcome is None or outcome.state is not State.ANSWERED:
        how = " (from the total)"
    else:
        how = " (settled)" if outcome.settled is not None else " (chosen on the form)"
    text = result.mapping.level_text(assessment.level, assessment.level_max)
    return Text.assemble(text, (how if assessment.level else "", "dim"))


def _review(result: Result) -> Text:
    """Return the day of the next review, and while the level is open that it goes by the strictest."""
    assessment = result.assessment
    if assessment.review_due is None:
        return Text("no date", style="dim")
    is_open = assessment.level_max != assessment.level
    return Text.assemble(
        day(assessment.review_due), (" (by the highest level that it could be)" if is_open else "", "dim")
    )


def _findings(result: Result) -> Iterator[RenderableType]:
    findings = result.findings
    if not findings:
        return
    yield Rule(f"To look at: {count(len(findings), 'finding')}", align="left", style="dim")
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for finding in findings:
        severity = Text(finding.severity.value, style=SEVERITY_STYLE[finding.severity])
        table.add_row(severity, Text(printable(finding.message)))
        table.add_row("", Text(_place_and_remedy(finding), style="dim"))
    yield table
    yield ""


def _place_and_remedy(finding: Finding) -> str:
    proposed = f"perhaps {finding.proposed}" if finding.proposed else ""
    return printable(" · ".join(part for part in (str(finding.location or ""), proposed, finding.remedy) if part))


def _unread(result: Result) -> Iterator[RenderableType]:
    unread = result.submission.unread
    if not unread:
        return
    yield Rule("Not read: in no answer", align="left", style="dim")
    for piece in unread:
        yield Text.assemble((f"{piece.location}: ", "dim"), *([_HIDDEN] if piece.hidden else []), _words(piece.words))
    yield ""
