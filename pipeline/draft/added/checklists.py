"""Rows of a checklist that a person adds, with what each column is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.draft.added.grids import grid_pointed_at
from pipeline.draft.added.model import Added, Use
from pipeline.draft.finders.answers import PrintedAnswer, printed_answer
from pipeline.draft.finders.checklist import checklist_of
from pipeline.draft.finders.columns import Columns, option_of
from pipeline.draft.names import Names
from pipeline.draft.proposal import Noted
from pipeline.draft.view import Blank, words
from pipeline.errors import UsageProblem
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.text import label_key
from pipeline.location import Location
from pipeline.mapping.model import Checklist
from pipeline.mapping.rows import RowOption
from pipeline.mapping.strict.models import ValidationError

_ONE_AT_MOST: Final = (Use.ANSWER, Use.POINTS, Use.NOTES)


def added_checklist(
    blank: Blank, added: Added, at: Box | Location, names: Names, known: Sequence[Checklist]
) -> tuple[Noted[Checklist], frozenset[Box]]:
    """Return a checklist that somebody added, and the boxes of its rows.

    Args:
        blank: The blank.
        added: What the columns are for.
        at: The cell that was pointed at.
        names: Ids that are taken.
        known: The checklists that the draft has.

    Raises:
        UsageProblem: Its rows can't be answered so.
    """
    grid = grid_pointed_at(blank, at)
    if not grid.header:
        raise _problem("Nothing is printed over these columns.", "A checklist is found by the headings of its columns.")
    try:
        found = checklist_of(blank, grid.header, grid.rows, _columns(grid.header, added), names, known)
    except ValidationError as error:
        raise _problem("These columns make no checklist.", "Say otherwise what they are for.") from error
    if found is None:
        raise _problem(
            "No row here has words and room for an answer.", "Say otherwise what the columns are for, or point higher."
        )
    noted, boxes = found
    printed = {label_key(factor.label) for checklist in known for factor in checklist.factors}
    if any(label_key(factor.label) in printed for factor in noted.entry.factors):
        raise _problem("Some of these rows are in the checklist already.", "Point at the first row that isn't.")
    return noted, boxes


def _columns(header: Sequence[Box], added: Added) -> Columns:
    by_use = {use: [box for box in header if added.uses.get(box.column) is use] for use in Use}
    if len(by_use[Use.LABEL]) != 1 or any(len(by_use[use]) > 1 for use in _ONE_AT_MOST):
        raise _problem(
            "Each use but the ticks is for one column, and one has the words of the rows.", "Choose it once for each."
        )
    ticks, answer = by_use[Use.TICK], _only(by_use[Use.ANSWER])
    if len(ticks) == 1 and answer is None:
        ticks, answer = [], ticks[0].column
    if not ticks and answer is None:
        raise _problem("No column is for the answers.", "Choose one, or one for each answer that may be ticked.")
    return Columns(
        label=by_use[Use.LABEL][0].column,
        answer=answer,
        weight=_only(by_use[Use.POINTS]),
        notes=_only(by_use[Use.NOTES]),
        options=tuple((box.column, option) for box, option in zip(ticks, _ticked(ticks), strict=True)),
        worded=tuple(_worded(added)) if not ticks else (),
    )


def _only(boxes: Sequence[Box]) -> int | None:
    return boxes[0].column if boxes else None


def _ticked(boxes: Sequence[Box]) -> list[RowOption]:
    """Return the options that are columns; points count where all but those that say no print some."""
    answers = [printed_answer(box.text) or PrintedAnswer(words(box.text), is_known=False) for box in boxes]
    counted = all(each.points is not None or each.is_unknown or each.says_no for each in answers)
    options = [
        option_of(answer, words(box.text), answer.points if counted else None)
        for answer, box in zip(answers, boxes, strict=True)
    ]
    if len({option.id for option in options}) < len(options):
        raise _problem("Two of the columns to tick are headed alike.", "Word them differently in the form.")
    return options


def _worded(added: Added) -> Iterator[RowOption]:
    for text in filter(None, map(str.strip, added.options)):
        yield option_of(printed_answer(text) or PrintedAnswer(text, is_known=False), None, None)


def _problem(what: str, remedy: str) -> UsageProblem:
    return UsageProblem(what, remedy=remedy, code="draft")
