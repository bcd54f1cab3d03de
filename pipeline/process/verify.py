"""Read a written document back and reject it if the answers differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from collections.abc import Mapping as Table

from msgspec.structs import replace

from pipeline.cases.entries import address
from pipeline.errors import CannotWrite
from pipeline.mapping import Mapping
from pipeline.submission import Answer, Assessment, FactorAnswer, State, Submission
from pipeline.writers.in_place.corrections import Correction, corrections
from pipeline.writers.in_place.write import Entry, results


def check_written(
    before: Submission,
    assessment: Assessment,
    after: Submission,
    mapping: Mapping,
    settled: Submission | None = None,
    left_alone: Collection[str] = (),
) -> None:
    """Check that every answer came back, and that every result is in its place.

    A wrong result may have come back as it was or corrected: not every one can be corrected by a tracked change. What
    people settled is in comments alone, so all of it comes back as it was read.

    Args:
        before: What the completed form says.
        assessment: What was worked out and written.
        after: What the written document says.
        mapping: The form's mapping; it names the fields that were written to.
        settled: What the form says with what people settled, when they did: nothing was written where they answered.
        left_alone: Fields that show no result, though blank.

    Raises:
        CannotWrite: Something differs; the message names the fields, not their answers.
    """
    entries = list(results(settled or before, assessment, mapping, but=left_alone))
    written = {entry.field: entry for entry in entries if not entry.cell}
    before = replace(before, answers=_with_cells(before.answers, entries))
    corrected = _corrected(corrections(before, assessment, mapping), after)
    differing = [*_answers(before, after, written, corrected), *_factors(before, after)]
    if _unread(before) != _unread(after):
        differing.append("text that belongs to no question")
    if differing:
        raise CannotWrite(
            f"The document that was written does not read back as it should: {', '.join(differing)}.",
            remedy="The form is as it was and nothing was put in place; please report this.",
            code="not_read_back",
        )


def _unread(submission: Submission) -> list[str]:
    return sorted(text.text for text in submission.unread)


def contradicted_corrections(
    before: Submission, assessment: Assessment, after: Submission, mapping: Mapping
) -> frozenset[str]:
    """Name the corrected fields that read neither as before nor as corrected.

    A mark that was moved may contradict a highlight that is where it was.
    """
    wrong = list(corrections(before, assessment, mapping))
    return frozenset(
        field
        for field in {each.field for each in wrong} - _corrected(wrong, after)
        if field not in after.answers or not _came_back(before.answers[field], after.answers[field])
    )


def lost_marks(submission: Submission, assessment: Assessment, after: Submission, mapping: Mapping) -> frozenset[str]:
    """Name the choices without boxes for their options whose mark does not read back; words beside it may turn it."""
    entries = [each for each in results(submission, assessment, mapping) if each.mark is not None or each.is_typed]
    is_read = _unread(submission) == _unread(after)
    return frozenset(entry.field for entry in entries if not is_read or not _stands(entry, after.answers[entry.field]))


def _corrected(wrong: Iterable[Correction], after: Submission) -> frozenset[str]:
    """Name the fields that were wrong and read as worked out now."""
    computed = {each.field: each.computed for each in wrong}
    found = {field: after.answers.get(field) for field in computed}
    return frozenset(
        field
        for field, answer in found.items()
        if answer is not None and answer.state is State.ANSWERED and answer.value == computed[field]
    )


def _answers(
    before: Submission, after: Submission, written: Table[str, Entry], corrected: Collection[str]
) -> Iterator[str]:
    for field, answer in before.answers.items():
        if field in corrected:
            continue
        found = after.answers.get(field)
        entry = written.get(field)
        if found is None or not (_stands(entry, found) if entry else _came_back(answer, found)):
            yield field


def _with_cells(answers: Table[str, Answer], entries: Iterable[Entry]) -> Table[str, Answer]:
    """Return answers with the results in cells of their tables."""
    rows = {name: [dict(row) for row in each.value] for name, each in answers.items() if isinstance(each.value, tuple)}
    for entry in entries:
        at = address(entry.field + entry.cell)
        if entry.cell and at is not None:
            rows[entry.field][at.row - 1][at.column] = entry.text
    return {**answers, **{name: replace(answers[name], value=tuple(found)) for name, found in rows.items()}}


def _stands(entry: Entry, found: Answer) -> bool:
    """Return whether a result is where it was written: a mark as the chosen option, anything else as its text."""
    if entry.choice is not None:
        return found.state is State.ANSWERED and found.chosen == (entry.choice,)
    return found.raw.split() == entry.text.split()


def _came_back(before: Answer, after: Answer) -> bool:
    if before.state is State.ANSWERED:
        return after.state is State.ANSWERED and after.value == before.value
    return after.state is before.state and after.raw == before.raw


def _factors(before: Submission, after: Submission) -> Iterator[str]:
    for factor, answer in before.checklist.items():
        found = after.checklist.get(factor)
        if found is not answer and (found is None or _said(found) != _said(answer)):
            yield factor


def _said(answer: FactorAnswer) -> tuple[object, ...]:
    rounds = [(name, each.state, each.entered) for name, each in answer.rounds.items()]
    return answer.state, answer.entered, answer.notes, answer.chosen, rounds
