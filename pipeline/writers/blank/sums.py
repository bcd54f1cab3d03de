"""What a blank workbook works out while it is filled in: age score, total and its band.

There are formulas only for plain forms, where ticked rows count their weight, and a result is shown only when it is
exact: nothing while a date is missing, or when something else than a tick is in the checklist. It is an aid for the
person who fills it in; wordform works out its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from openpyxl.utils import get_column_letter, quote_sheetname

from pipeline.mapping.checklist import Checklist
from pipeline.mapping.model import Age, Band, Field, Mapping
from pipeline.mapping.rows import Entered
from pipeline.mapping.score import LevelBy
from pipeline.ooxml.workbook_names import workbook_name
from pipeline.signs import TICK
from pipeline.writers.blank.cells import Box

_LONGEST: Final = 8_000
"""Characters that a formula may have; Excel allows 8,192."""


class Score:
    """The fields of a form that show its score, and the formulas for them."""

    def __init__(self, mapping: Mapping, box_for: Callable[[Field], Box]) -> None:
        self._mapping, self._score, self._box_for = mapping, mapping.score, box_for

    @property
    def fields(self) -> tuple[tuple[Field, Box], ...]:
        """The fields with age score, total and level, in the order of the form, with a box for each."""
        score = self._score
        ids = {score.age_field, score.total_field, score.rag_field} if score is not None else set()
        return tuple((field, self._box_for(field)) for field in self._mapping.fields if field.id in ids)

    def formula(self, field: Field, sheet: str, rows: tuple[int, int], columns: tuple[int, int]) -> str:
        """Return the formula of a field; empty where there is none that is always exact.

        Args:
            field: One of the fields.
            sheet: The sheet with the checklist.
            rows: Its first and its last row there.
            columns: Those of weights and answers.
        """
        score = self._score
        if score is None or not self._is_plain():
            return ""
        formula = ""
        if field.id == score.age_field and score.age is not None:
            formula = _age(score.age)
        elif field.id == score.total_field:
            points, answers = (_cells(sheet, column, rows) for column in columns)
            formula = _total(answers, points, age=score.age_field or "" if score.age is not None else "")
        elif field.id == score.rag_field and score.total_field:
            formula = self._level(score.total_field, score.bands, field)
        return formula if len(formula) <= _LONGEST else ""

    def _is_plain(self) -> bool:
        """Return whether ticked rows count their weight, the age its points, and the bands measure the sum of them."""
        score, checklists = self._score, self._mapping.checklists
        if score is None or len(checklists) != 1 or not _is_plain(checklists[0]):
            return False
        if (
            score.attributes
            or score.multipliers
            or score.tables
            or score.judgement
            or score.overrides
            or score.by is not LevelBy.TOTAL
        ):
            return False
        dates = [self._mapping.field(name) for name in (score.age.born, score.age.on)] if score.age is not None else []
        return (score.age is None or bool(score.age_field)) and all(date is not None and date.is_date for date in dates)

    def _level(self, total_field: str, bands: tuple[Band, ...], field: Field) -> str:
        names = {choice.id: choice.label for choice in field.choices}
        words = [names.get(band.level, "" if field.choices else band.name) for band in bands]
        starts = [band.from_ for band in bands[1:]]
        if not all(words) or None in starts:
            return ""
        total = workbook_name(total_field)
        lowest = -1_000_000  # the first band has no lower end
        numbers = ",".join(map(str, [lowest, *starts]))
        return f'IF({total}="","",LOOKUP({total},{{{numbers}}},{{{",".join(map(_quoted, words))}}}))'


def _is_plain(checklist: Checklist) -> bool:
    own = (checklist.options, checklist.rounds, checklist.has_ladders, checklist.notes_rows)
    applies = checklist.entered is Entered.APPLIES and checklist.in_total
    return applies and not any(own) and all(factor.printed is None for factor in checklist.factors)


def _age(age: Age) -> str:
    born, on = workbook_name(age.born), workbook_name(age.on)
    steps = list(_steps(age))
    starts = ",".join(str(start) for start, _ in steps)
    points = ",".join(point for _, point in steps)
    found = f'IFERROR(LOOKUP(DATEDIF({born},{on},"Y"),{{{starts}}},{{{points}}}),"")'
    return f'IF(AND(ISNUMBER({born}),ISNUMBER({on})),{found},"")'


def _steps(age: Age) -> Iterator[tuple[int, str]]:
    """Yield the ages from which points change, and the points; none between bands and behind the last."""
    for number, band in enumerate(age.bands):
        yield band.from_, str(band.points)
        behind = age.bands[number + 1].from_ if number + 1 < len(age.bands) else None
        if band.to is not None and behind != band.to + 1:
            yield band.to + 1, '""'


def _total(answers: str, points: str, *, age: str) -> str:
    ticks = f'COUNTIF({answers},"{TICK}")'
    total = f'SUMIF({answers},"{TICK}",{points})'
    if not age:
        return f'IF(OR({ticks}=0,COUNTA({answers})<>{ticks}),"",{total})'
    scored = workbook_name(age)
    return f'IF(OR({scored}="",COUNTA({answers})<>{ticks}),"",{total}+{scored})'


def _cells(sheet: str, column: int, rows: tuple[int, int]) -> str:
    letter, (first, last) = get_column_letter(column), rows
    return f"{quote_sheetname(sheet)}!${letter}${first}:${letter}${last}"


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
