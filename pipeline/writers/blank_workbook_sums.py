"""What a blank workbook works out while it is filled in: age score, total and its band.

A result is shown only when it is exact: nothing while a date is missing, or when something else than a tick stands in
the checklist. It is an aid for the person who fills it in; wordform works out its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openpyxl.utils import quote_sheetname

from pipeline.mapping.model import Age, Field, FieldKind, Mapping, Score
from pipeline.ooxml.workbook_names import workbook_name
from pipeline.writers.blank_workbook_cells import TICK

_POINTS, _ANSWER = "C", "D"
_LONGEST: Final = 8_000
"""Characters that a formula may have; Excel allows 8,192."""


class Sums:
    """The fields of a form that show its score, and the formulas for them."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping, self._score = mapping, mapping.score

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields with age score, total and level, in the order of the form."""
        score = self._score
        ids = {score.age_field, score.total_field, score.rag_field} if score is not None else set()
        return tuple(field for field in self._mapping.fields if field.id in ids)

    def formula(self, field: Field, sheet: str, rows: tuple[int, int]) -> str:
        """Give the formula of a field; empty where there is none that is always exact.

        Args:
            field: One of the fields.
            sheet: The sheet with the checklist.
            rows: Its first and its last row there.
        """
        score = self._score
        if score is None or not self._can_count(score):
            return ""
        formula = ""
        if field.id == score.age_field and score.age is not None:
            formula = _age(score.age)
        elif field.id == score.total_field:
            formula = _total(score, quote_sheetname(sheet), rows)
        elif field.id == score.rag_field and score.total_field:
            formula = self._level(score, field)
        return formula if len(formula) <= _LONGEST else ""

    def _can_count(self, score: Score) -> bool:
        """Tell whether what goes into a total stands in cells of its own."""
        age = score.age
        dates = [self._mapping.field(name) for name in (age.born, age.on)] if age is not None else []
        return (age is None or bool(score.age_field)) and all(
            date is not None and date.kind is FieldKind.DATE for date in dates
        )

    def _level(self, score: Score, field: Field) -> str:
        names = {choice.id: choice.label for choice in field.choices}
        words = [names.get(band.level, "" if field.choices else band.name) for band in score.bands]
        if not all(words):
            return ""
        total = workbook_name(score.total_field or "")
        starts = ",".join(str(band.from_) for band in score.bands)
        found = f"LOOKUP(MAX({total},{score.bands[0].from_}),{{{starts}}},{{{','.join(map(_quoted, words))}}})"
        return f'IF({total}="","",{found})'


def _age(age: Age) -> str:
    born, on = workbook_name(age.born), workbook_name(age.on)
    steps = list(_steps(age))
    starts = ",".join(str(start) for start, _ in steps)
    points = ",".join(point for _, point in steps)
    found = f'IFERROR(LOOKUP(DATEDIF({born},{on},"Y"),{{{starts}}},{{{points}}}),"")'
    return f'IF(AND(ISNUMBER({born}),ISNUMBER({on})),{found},"")'


def _steps(age: Age) -> Iterator[tuple[int, str]]:
    """Give the ages from which points change, and the points; none between bands and behind the last."""
    for number, band in enumerate(age.bands):
        yield band.from_, str(band.points)
        behind = age.bands[number + 1].from_ if number + 1 < len(age.bands) else None
        if behind != band.to + 1:
            yield band.to + 1, '""'


def _total(score: Score, sheet: str, rows: tuple[int, int]) -> str:
    first, last = rows
    answers, points = (f"{sheet}!${column}${first}:${column}${last}" for column in (_ANSWER, _POINTS))
    ticks = f'COUNTIF({answers},"{TICK}")'
    total = f'SUMIF({answers},"{TICK}",{points})'
    if score.age is None:
        return f'IF(OR({ticks}=0,COUNTA({answers})<>{ticks}),"",{total})'
    age = workbook_name(score.age_field or "")
    return f'IF(OR({age}="",COUNTA({answers})<>{ticks}),"",{total}+{age})'


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
