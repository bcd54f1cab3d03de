"""What a template is filled with: plain values by field id, results, marks, and the blocks of rich narrative.

A template sees text, numbers, lists and dicts, never an object with methods of ours:

    child_name, total_score, …     by field id: the text as typed, else the result that belongs there
    harm, …                        narratives: whole paragraphs, for ``{{p harm }}``
    agencies, actions, …           tables: a list of rows, each with its columns by id
    checklist                      a list of groups (name, factors), a factor has id, label, points, entry, notes, for
                                   options in columns mark.high, …, and options: each with id, label, points, mark
    mark.rag_rating.low, …         the mark beside a printed option
    total, total_max, rag, level, age, age_points, review_due, day, form_title
    unread                         text that is in no answer, for ``{{p unread }}``
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping as Table
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from pipeline.mapping.model import Field
from pipeline.mapping.rows import Means
from pipeline.signs import BOX_EMPTY, BOX_TICKED, EMPTY_BOXES, LETTER_CROSSES, MARKS, TICK
from pipeline.submission import DATE, Answer, FactorAnswer, FactorState, State
from pipeline.vocabulary import YES
from pipeline.words import Words, joined_by, put_together
from pipeline.writers.provisional import mark_note, rag_text, total_text
from pipeline.writers.template.text import Runs, blocks, box, legal_words, paragraphs, run_elements, runs
from pipeline.writers.values import answer_words
from pipeline.writers.word.struck import for_template

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.mapping import Mapping
    from pipeline.mapping.model import Checklist, Factor, RowOption
    from pipeline.submission import Assessment, Submission
    from pipeline.writers.template.rich_text import RichSource

_UNCLEAR: Final = "?"
_OPEN: Final = (State.BLANK, State.NOT_FOUND)
_MARKED: Final = frozenset({"mark", "control"})
"""How a choice is found by a mark at one of its options."""

_BOXES: Final = {BOX_TICKED: True, BOX_EMPTY: False}

PrintedRows = Table[str, Sequence[Table[str, str]]]
"""By table field: the rows that its blank prints, by column id; empty strings where nothing is printed."""


class Filling(Struct, frozen=True, kw_only=True):
    """Everything that goes into a template.

    Attributes:
        values: What the tags see.
        carried: The blocks and runs taken from the submitted file; they still refer to its styles, lists and pictures.
        rich: How they came, by field id: written into the values once they are at home in the new document.
    """

    values: dict[str, Any]
    carried: tuple[_Element, ...] = ()
    rich: Table[str, Sequence[_Element]] = field(default_factory=dict)
    entries: Table[str, Sequence[_Element]] = field(default_factory=dict)

    def settled(self) -> dict[str, Any]:
        """Return the values with what was carried, after it was made at home."""
        values = dict(self.values)
        for name, elements in self.rich.items():
            values[name] = blocks(elements)
        for group in values["checklist"]:
            for factor in group["factors"]:
                if factor["id"] in self.entries:
                    factor["entry"] = run_elements(self.entries[factor["id"]])
        return values


def result_texts(submission: Submission, assessment: Assessment, mapping: Mapping) -> dict[str, str]:
    """Return the results for fields that people left open, by field id; none for a blank form."""
    if assessment.is_blank:
        return {}
    wanted: dict[str | None, str] = {}
    if mapping.score is not None and assessment.rag is not None:
        if assessment.age_points is not None:
            wanted[mapping.score.age_field] = str(assessment.age_points)
        wanted[mapping.score.total_field] = total_text(assessment)
        wanted[mapping.score.rag_field] = f"{TICK} {mark_note(assessment, mapping)}".strip()
    if mapping.review is not None and assessment.review_due is not None:
        wanted[mapping.review.field] = assessment.review_due.strftime(DATE)
    for shown in assessment.shown:
        if not shown.cell:
            wanted[shown.field] = shown.text or TICK
    return {
        name: text
        for name, text in wanted.items()
        if name and (answer := submission.answers.get(name)) is not None and answer.state in _OPEN
    }


def filling(
    submission: Submission,
    assessment: Assessment,
    mapping: Mapping,
    day: dt.date,
    *,
    results: Table[str, str],
    printed: PrintedRows,
    source: RichSource | None,
    unticked: Sequence[Field] = (),
) -> Filling:
    """Gather what a template is filled with.

    Args:
        submission: What was read.
        assessment: What was worked out.
        mapping: The form's mapping.
        day: The day of processing.
        results: What goes into fields that people left open (:func:`result_texts`).
        printed: The rows that the blank's tables print.
        source: The submitted Word file, for rich narrative; ``None`` writes every narrative as plain paragraphs.
        unticked: Choices whose answer no check box of the template can show; their words go to the unread text.

    Raises:
        CannotWrite: An answer holds a character that no Word file can hold.
    """
    rich: dict[str, Sequence[_Element]] = {}
    values: dict[str, Any] = _facts(assessment, mapping, day)
    for each in mapping.fields:
        answer = submission.answers[each.id]
        values[each.id] = _value(each, answer, results.get(each.id, ""), printed.get(each.id, ()))
        found = source.typed(answer.location, answer.words) if source and each.is_long else []
        if found:
            rich[each.id] = found
    values["mark"] = {
        each.id: _marks(each, submission.answers[each.id], results, assessment, source)
        for each in mapping.fields
        if each.choices
    }
    values["checklist"] = _checklist(submission, mapping)
    unread = [text.words for text in submission.unread if not text.hidden]
    texts = [*unread, *(in_words(each, submission) for each in unticked)]
    values["unread"] = paragraphs(legal_words(text, "unread text") for text in texts)
    entries = _rich_entries(submission, source)
    carried = [
        *(block for found in rich.values() for block in found),
        *(run for each in entries.values() for run in each),
    ]
    return Filling(values=values, carried=tuple(carried), rich=rich, entries=entries)


def _facts(assessment: Assessment, mapping: Mapping, day: dt.date) -> dict[str, Any]:
    due = assessment.review_due
    return {
        "form_title": mapping.form.title,
        "form_id": mapping.form.id,
        "form_version": mapping.form.version,
        "day": day.strftime(DATE),
        "age": "" if assessment.age is None else assessment.age,
        "age_points": "" if assessment.age_points is None else assessment.age_points,
        "total": assessment.total,
        "total_max": assessment.total_max,
        "rag": rag_text(assessment, mapping),
        "level": assessment.level or "",
        "review_due": due.strftime(DATE) if due else "",
    }


# Fields


def _value(asked: Field, answer: Answer, result: str, printed: Sequence[Table[str, str]]) -> Any:
    if asked.has_rows:
        return _rows(asked, answer, printed)
    words = legal_words(shown_words(asked, answer), asked.id)
    if asked.is_long:
        return paragraphs(words.lines() if words else ())
    return for_template(words) if words else "" if asked.choices else result


def shown_words(asked: Field, answer: Answer) -> Words:
    """Return the words of an answer: as typed, else what the mark or control meant.

    A mark that was typed at an option, in a row of its own, says nothing in a box for all of them.
    """
    is_mark = bool(asked.choices) and answer.found_by in _MARKED and all(map(_is_mark, answer.raw.splitlines()))
    if answer.state is not State.ANSWERED or (answer.raw and not is_mark):
        return answer.words
    if answer.value is True:
        return Words(TICK)
    return answer_words(asked, answer, lambda choice: choice.label)


def _is_mark(line: str) -> bool:
    said = line.strip().casefold()
    return not said.strip(MARKS) or said in LETTER_CROSSES | YES | {"1"}


def in_words(asked: Field, submission: Submission) -> Words:
    """Return the answer of a choice in a line by itself, for a template that has no box for it."""
    lines = [line.strip() for line in shown_words(asked, submission.answers[asked.id]).lines()]
    return put_together((f"{asked.id.replace('_', ' ').capitalize()}: ", joined_by(" ", lines)))


def _rows(asked: Field, answer: Answer, printed: Sequence[Table[str, str]]) -> list[dict[str, str]]:
    """Lay the rows that were filled in among those that the blank prints, in the order of both."""
    names = [column.id for column in asked.columns]
    rows = [{name: legal_words(row.get(name, Words()), asked.id) for name in names} for row in answer.rows]
    laid = _among_printed(rows, names, printed)
    return [{name: for_template(words) for name, words in row.items()} for row in laid]


def _among_printed(
    rows: list[dict[str, Words]], names: Sequence[str], printed: Sequence[Table[str, str]]
) -> list[dict[str, Words]]:
    at = 0
    for model in printed:
        words = {name: text for name, text in model.items() if text}
        found = next((number for number in range(at, len(rows)) if _is_row(rows[number], words)), None)
        if found is not None:
            at = found + 1
        elif words:
            rows.insert(at, {name: Words(words.get(name, "")) for name in names})
            at += 1
    return rows + [dict.fromkeys(names, Words())] * (len(printed) - len(rows))


def _is_row(row: Table[str, Words], words: Table[str, str]) -> bool:
    return bool(words) and all(name in row and row[name].text.startswith(text) for name, text in words.items())


def _marks(
    asked: Field, answer: Answer, results: Table[str, str], assessment: Assessment, source: RichSource | None
) -> dict[str, str]:
    """Return the mark beside each printed option: what was typed there, else a tick at what was chosen.

    Boxes that were left empty are the form's own.
    """
    typed = {name: source.cell_words(place) if source else Words() for name, place in answer.places.items()}
    marks = {choice.id: for_template(legal_words(typed.get(choice.id, Words()), asked.id)) for choice in asked.choices}
    if any(words.text.strip(EMPTY_BOXES) for words in typed.values()):
        return marks
    marks = dict.fromkeys(marks, "")
    if asked.id in results and assessment.rag in marks:
        marks[assessment.rag] = results[asked.id]
    elif answer.state is State.UNCLEAR:
        return dict.fromkeys(marks, _UNCLEAR)  # marked by formatting or a drawing: which row is meant stays open
    elif answer.state is State.ANSWERED:
        marks |= dict.fromkeys(answer.chosen, TICK)
    return marks


# Checklist


def _checklist(submission: Submission, mapping: Mapping) -> list[dict[str, Any]]:
    groups = mapping.groups
    return [
        {
            "name": group.name,
            "factors": [
                _factor(each, submission.checklist[each.id], mapping.checklist_of[each.id]) for each in group.factors
            ],
        }
        for group in groups
    ]


def _factor(factor: Factor, answer: FactorAnswer, checklist: Checklist) -> dict[str, Any]:
    marks = {option.id: _option_mark(option, answer) for option in checklist.options_of(factor)}
    return {
        "id": factor.id,
        "label": factor.label,
        "points": factor.points,
        "state": answer.state.value,
        "entry": _entry(factor, answer),
        "mark": marks,
        "options": option_rows(factor, checklist, marks),
        "notes": for_template(legal_words(answer.note_words, factor.id)),
    }


def option_rows(factor: Factor, checklist: Checklist, marks: Table[str, Runs]) -> list[dict[str, Any]]:
    """Return the options of a factor in their order, for a template that prints them as rows."""
    return [
        {
            "id": option.id,
            "label": option.label,
            "points": "–" if option.meaning is Means.UNKNOWN else checklist.option_points(factor, option),
            "mark": marks[option.id],
        }
        for option in checklist.options_of(factor)
    ]


def _option_mark(option: RowOption, answer: FactorAnswer) -> Runs:
    """Write what is in the column of an option: as typed, else a box."""
    label = f"{option.label} "
    said = (part.cut(len(label), len(part.text)) for part in answer.words.split("; ") if part.text.startswith(label))
    typed = next(said, Words())
    if typed and typed.text not in _BOXES:
        return runs(legal_words(typed, answer.factor))
    return box(ticked=_BOXES.get(typed.text, option.id in answer.chosen))


def _entry(factor: Factor, answer: FactorAnswer) -> Runs:
    """Write the entry as typed; one made by formatting or a drawing as what it was read as."""
    if answer.entered in _BOXES:
        return box(ticked=_BOXES[answer.entered])
    if answer.entered:
        return runs(legal_words(answer.words, factor.id))
    if answer.state is FactorState.YES:
        return runs(str(factor.points) if factor.points else TICK)
    if answer.state is FactorState.UNCLEAR and not answer.notes:
        return runs(_UNCLEAR)
    return runs("No" if answer.state is FactorState.NO else "")


def _rich_entries(submission: Submission, source: RichSource | None) -> dict[str, Sequence[_Element]]:
    """Take entries that are not certain with their formatting: one that is struck out has to stay struck out."""
    if source is None:
        return {}
    unclear = [answer for answer in submission.checklist.values() if answer.state is FactorState.UNCLEAR]
    found = {answer.factor: source.cell_runs(answer.location, answer.words) for answer in unclear if answer.entered}
    return {factor: elements for factor, elements in found.items() if elements}
