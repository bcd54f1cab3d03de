"""The readable sheet of one form: what was answered, how it scores, what was noticed."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from itertools import groupby

from pipeline.cli.settings import Volume
from pipeline.cli.sheet.parts import EMPTY, Cell, Column, Grid, Heading, Line, Part, line
from pipeline.cli.sheet.plain import TooOdd, drawn, width_of_pipe
from pipeline.cli.wording import SEVERITY_STYLE, count, day, printable
from pipeline.findings import Finding
from pipeline.mapping.model import Checklist, Factor, Field, Score
from pipeline.process.result import Result
from pipeline.submission import Answer, FactorAnswer, FactorState, Settled, State
from pipeline.words import Words
from pipeline.writers.values import answer_words

NOT_JUDGEMENT = "Worked out from the form; it does not replace professional judgement."
_STATE_WORDS = {
    State.BLANK: line("blank", "dim"),
    State.UNCLEAR: line("unclear", "bold cyan"),
    State.NOT_FOUND: line("not found in this form", "bold yellow"),
}
_READING_WORDS = {
    FactorState.YES: line("applies", "bold"),
    FactorState.NO: line("no"),
    FactorState.BLANK: line("–", "dim"),
    FactorState.UNCLEAR: line("unclear", "bold cyan"),
    FactorState.NOT_FOUND: line("not found", "bold yellow"),
}


_HIDDEN = line("hidden: ", "bold cyan")
_LEFT_OUT = "struck words left out"
_NOTHING = Words()


def print_sheet(result: Result, volume: Volume = Volume.NORMAL) -> None:
    """Print the sheet on stdout; quiet leaves out answers and checklist, verbose adds where each answer is."""
    parts = [*_heading(result)]
    if volume > Volume.QUIET:
        parts += [*_sections(result, with_places=volume is Volume.VERBOSE), *_checklist(result)]
    parts += [*_score(result), *_findings(result), *_unread(result), line(NOT_JUDGEMENT, "italic dim")]
    width = width_of_pipe()
    if width is not None:
        with contextlib.suppress(TooOdd):
            sys.stdout.write(drawn(parts, width))
            sys.stdout.flush()
            return
    from pipeline.cli.sheet.terminal import draw  # loads rich, which a pipe need not

    draw(parts)


def _heading(result: Result) -> Iterator[Part]:
    form = result.mapping.form
    status = line("needs review", "bold yellow") if result.needs_review else line("assessed", "bold green")
    file = printable(result.submission.source.name)
    yield from (line(f"{form.title} · {form.version}", "bold"), line(f"{file} · ") + status, EMPTY)


def _sections(result: Result, *, with_places: bool) -> Iterator[Part]:
    """Yield the answers under the headings of the form."""
    for section, fields in groupby(result.mapping.fields, key=lambda field: field.section):
        yield Heading(section)
        rows = [
            ((line(field.label),), _answer(field, answer, with_places=with_places))
            for field in fields
            if (answer := result.submission.answers.get(field.id)) is not None
        ]
        yield Grid(columns=(Column(share=1, style="dim"), Column(share=3)), rows=tuple(rows), is_wide=True)
        yield EMPTY


def _answer(field: Field, answer: Answer, *, with_places: bool) -> Cell:
    lines: list[Line | Grid] = []
    if answer.state is State.ANSWERED:
        lines.append(_value(field, answer))
    else:
        lines.append(_STATE_WORDS[answer.state])
    if answer.state is State.UNCLEAR:
        lines.append(_words(answer.words))
    lines += [_settled(each, answer.words) for each in (answer.settled,) if each is not None]
    lines += [_settled(each, cell=cell) for cell, each in answer.cells.items()]
    if with_places and answer.location is not None:
        lines.append(line(f"{answer.location} · by {answer.found_by or 'its place'}", "dim italic"))
    return tuple(lines)


def _settled(settled: Settled, typed: Words = _NOTHING, *, cell: str = "") -> Line:
    """Say who settled an entry, when and why, and what the form says there."""
    from pipeline.cases.settle import day_of  # few forms need it

    why = f": {settled.why}" if settled.why else ""
    said = f" · the form says: {_plain(typed)}" if typed else ""
    return line(printable(f"{cell} settled by {settled.by} on {day_of(settled.at)}{why}{said}".lstrip()), "dim")


def _plain(words: Words) -> str:
    """Return the words that are not struck out, and say when others were left out."""
    return f"{words.standing} ({_LEFT_OUT})".lstrip() if words.struck else words.text


def _value(field: Field, answer: Answer) -> Line | Grid:
    if field.has_rows:
        return Grid(
            columns=tuple(Column(title=column.label or column.id) for column in field.columns),
            rows=tuple(
                tuple((_words(row.get(column.id, Words())),) for column in field.columns) for row in answer.rows
            ),
            has_titles=True,
        )
    return _words(answer_words(field, answer, lambda choice: choice.label))


def _words(words: Words) -> Line:
    """Print the words that are not struck out; a terminal can't be trusted to strike, and a pipe never does."""
    said = line(printable(words.standing))
    return said + line(" " if said.text else "") + line(f"({_LEFT_OUT})", "dim") if words.struck else said


def _checklist(result: Result) -> Iterator[Part]:
    """Yield the checklist by group, with the points that each row counts for."""
    for checklist in result.mapping.checklists:
        yield Heading(checklist.section)
        narrow = [
            Column(title=title, is_right=title in {"Weight", "Points"}, at_least=7)
            for title in ("Weight", "Entered", "Reading", "Points")
        ]
        columns = (Column(title="Factor", share=4), *narrow, Column(title="Notes", share=2))
        yield Grid(columns=columns, rows=tuple(_rows(checklist, result)), has_titles=True, is_wide=True)


def _rows(checklist: Checklist, result: Result) -> Iterator[tuple[Cell, ...]]:
    nothing = (EMPTY,)
    for group in checklist.groups:
        subtotal = line(str(result.assessment.subtotals.get(group.name, 0)), "bold")
        yield (line(group.name, "bold"),), nothing, nothing, nothing, (subtotal,), nothing
        for factor in group.factors:
            yield tuple(_factor(checklist.most(factor), factor, result))


def _factor(most: int, factor: Factor, result: Result) -> Iterator[Cell]:
    answer = result.submission.checklist.get(factor.id) or FactorAnswer(factor=factor.id, state=FactorState.NOT_FOUND)
    points = result.assessment.points.get(factor.id, 0)
    yield (line(factor.label, indent=2),)
    yield (line(str(most)),)
    yield (_words(answer.words),)
    yield (_READING_WORDS[answer.state],)
    yield (line(str(points), "bold" if points else "dim"),)
    notes = [_words(answer.note_words)] if answer.notes else []
    yield (*notes, *_settled_row(answer))


def _settled_row(answer: FactorAnswer) -> Iterator[Line]:
    """Say who settled a row, or its rounds."""
    if answer.settled is not None and not answer.rounds:
        yield _settled(answer.settled)
    yield from (_settled(each.settled, cell=name) for name, each in answer.rounds.items() if each.settled is not None)


def _score(result: Result) -> Iterator[Part]:
    """Yield age score, total, RAG and review date."""
    if result.mapping.score is None:
        return
    yield Heading("Score")
    rows = tuple(((line(name),), (said,)) for name, said in _score_rows(result.mapping.score, result))
    yield Grid(columns=(Column(style="dim"), Column()), rows=rows)
    yield EMPTY


def _score_rows(score: Score, result: Result) -> Iterator[tuple[str, Line]]:
    assessment = result.assessment
    if score.age is not None:
        known = assessment.age_points is not None
        said = line(f"{assessment.age_points} (age {assessment.age})") if known else line("not known", "cyan")
        yield "Age score", said
    if score.has_numbers:
        yield "Checklist", line(str(assessment.factor_points))
        yield from ((name, line(points)) for name, points in _further_points(result))
        yield "Total", _total(result)
        yield "RAG", _rag(result)
    yield "Level", _level(result)
    if assessment.routes:
        yield "Goes to", line("; ".join(assessment.routes))
    yield "Review by", _review(result)


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


def _total(result: Result) -> Line:
    assessment = result.assessment
    total = line(str(assessment.total), "bold")
    if assessment.total_max != assessment.total:
        return total + line(f"  up to {assessment.total_max} if every unclear entry applied", "cyan")
    return total if assessment.complete else total + line("  incomplete", "cyan")


def _rag(result: Result) -> Line:
    """Return the level of the total in words, on the form's own colour of the highest that it could be."""
    score, assessment = result.mapping.score, result.assessment
    band = next((band for band in score.bands if band.level == assessment.rag_max), None) if score else None
    if band is None:
        return line("none", "dim")
    text = result.mapping.level_text(assessment.rag, assessment.rag_max)
    return line(f" {text} ", f"bold black on #{band.colour}")


def _level(result: Result) -> Line:
    assessment, score = result.assessment, result.mapping.score
    outcome = result.submission.answers.get(score.outcome_field) if score and score.outcome_field else None
    if assessment.level_max is None:
        return line("none", "dim")
    if outcome is None or outcome.state is not State.ANSWERED:
        how = " (from the total)"
    else:
        how = " (settled)" if outcome.settled is not None else " (chosen on the form)"
    text = result.mapping.level_text(assessment.level, assessment.level_max)
    return line(text) + line(how if assessment.level else "", "dim")


def _review(result: Result) -> Line:
    """Return the day of the next review, and while the level is open that it goes by the strictest."""
    assessment = result.assessment
    if assessment.review_due is None:
        return line("no date", "dim")
    is_open = assessment.level_max != assessment.level
    return line(day(assessment.review_due)) + line(" (by the highest level that it could be)" if is_open else "", "dim")


def _findings(result: Result) -> Iterator[Part]:
    findings = result.findings
    if not findings:
        return
    yield Heading(f"To look at: {count(len(findings), 'finding')}")
    rows: list[tuple[Cell, Cell]] = []
    for finding in findings:
        severity = line(finding.severity.value, SEVERITY_STYLE[finding.severity])
        rows.append(((severity,), (line(printable(finding.message)),)))
        rows.append(((EMPTY,), (line(_place_and_remedy(finding), "dim"),)))
    yield Grid(columns=(Column(wraps=False), Column()), rows=tuple(rows), gap=1)
    yield EMPTY


def _place_and_remedy(finding: Finding) -> str:
    proposed = f"perhaps {finding.proposed}" if finding.proposed else ""
    return printable(" · ".join(part for part in (str(finding.location or ""), proposed, finding.remedy) if part))


def _unread(result: Result) -> Iterator[Part]:
    unread = result.submission.unread
    if not unread:
        return
    yield Heading("Not read: in no answer")
    for piece in unread:
        yield line(f"{piece.location}: ", "dim") + (_HIDDEN if piece.hidden else EMPTY) + _words(piece.words)
    yield EMPTY
