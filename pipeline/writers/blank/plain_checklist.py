"""A checklist on a plain form: a row for each factor, its answers under the headers that the mapping names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.writers.blank.controls import check_box, factor_answer, short_answer
from pipeline.writers.word.build import LABEL_FILL, WIDTH, cell, paragraph, row, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.mapping.checklist import Checklist
    from pipeline.mapping.places import NamedPlace
    from pipeline.mapping.rows import ColumnPlace, Factor

_NARROW: Final = 1000
_WORDS: Final = 1700
_NOTES: Final = 2600
_LEAST_LABEL: Final = 2400


def checklist_table(checklist: Checklist, places: Mapping[str, NamedPlace]) -> str:
    """Write a checklist with its controls, and before it the line that the mapping says it is behind."""
    line = paragraph(checklist.after, "Label") if checklist.after else ""
    return line + _Rows(checklist, places).table()


class _Rows:
    def __init__(self, checklist: Checklist, places: Mapping[str, NamedPlace]) -> None:
        self._list = checklist
        self._places = places

    def table(self) -> str:
        heads = [cell(wide, paragraph(text, "Label"), fill=LABEL_FILL) for wide, text in self._columns]
        rows = [row(*heads, header=True)]
        for group in self._list.groups:
            rows.append(row(cell(WIDTH, paragraph(group.name, "Group"), fill=LABEL_FILL, span=len(self._columns))))
            rows += [each for factor in group.factors for each in self._factor(factor)]
        return table(self._widths, rows)

    # Columns: label, weight, answers, notes

    @property
    def _columns(self) -> list[tuple[int, str]]:
        found = [(self._label_width, "Factor")]
        if self._list.weight is not None:
            found.append((_NARROW, _header(self._list.weight, "Points")))
        found += [(self._answer_width, header) for header in self._answers]
        found += [(self._notes_width, _header(column, "Notes")) for column in self._note_columns]
        return found

    @property
    def _note_columns(self) -> list[ColumnPlace]:
        first = [self._list.notes] if self._list.notes is not None else []
        return [*first, *self._list.more_notes]

    @property
    def _notes_width(self) -> int:
        return _NOTES if len(self._note_columns) < 2 else _WORDS

    @property
    def _widths(self) -> list[int]:
        return [wide for wide, _ in self._columns]

    @property
    def _answers(self) -> list[str]:
        if self._list.rounds:
            return [_header(each.column, each.id) for each in self._list.rounds]
        options = self._list.options if self._list.has_option_columns else ()
        own = [_header(self._list.answer, "Applies")] if self._list.answer is not None or not options else []
        return own + [_header(option.column or option.label, option.label) for option in options]

    @property
    def _answer_width(self) -> int:
        wide = _WORDS if self._list.options and not self._list.has_option_columns else _NARROW
        room = WIDTH - _LEAST_LABEL - self._beside
        return min(wide, room // len(self._answers))

    @property
    def _beside(self) -> int:
        return _NARROW * (self._list.weight is not None) + self._notes_width * len(self._note_columns)

    @property
    def _label_width(self) -> int:
        return WIDTH - self._beside - self._answer_width * len(self._answers)

    # Rows

    def _factor(self, factor: Factor) -> Iterator[str]:
        if factor.options:
            yield from self._ladder(factor)
            return
        answers = [self._answer(place) for place in self._answer_places(factor)]
        yield self._row(factor.label, factor.shown_weight, answers, self._notes(factor))
        for _ in range(self._list.notes_rows):
            control = short_answer(self._places[f"{factor.id}.notes"])
            yield row(cell(WIDTH, f"<w:p>{control}</w:p>", span=len(self._columns)))

    def _answer_places(self, factor: Factor) -> list[NamedPlace]:
        if self._list.rounds:
            return [self._places[f"{factor.id}.{each.id}"] for each in self._list.rounds]
        options = self._list.options if self._list.has_option_columns else ()
        own = [self._places[factor.id]] if self._list.answer is not None or not options else []
        return own + [self._places[f"{factor.id}.{option.id}"] for option in options]

    def _answer(self, place: NamedPlace) -> str:
        control = check_box(place) if place.choice is not None else factor_answer(place, self._list)
        return f'<w:p><w:pPr><w:pStyle w:val="Centred"/></w:pPr>{control}</w:p>'

    def _notes(self, factor: Factor) -> list[str]:
        numbers = ["", *(f"_{number}" for number in range(2, self._list.notes_columns + 1))]
        places = (self._places[f"{factor.id}.notes{number}"] for number in numbers[: self._list.notes_columns])
        return [f"<w:p>{short_answer(place)}</w:p>" for place in places]

    def _ladder(self, factor: Factor) -> Iterator[str]:
        """Put the factor's rungs under its label, each with a box."""
        empty = "<w:p/>"
        yield self._row(factor.label, "", [empty] * len(self._answers))
        for option in factor.options:
            box = self._answer(self._places[f"{factor.id}.{option.id}"])
            yield self._row(option.label, "", [box, *[empty] * (len(self._answers) - 1)])

    def _row(self, label: str, weight: str, answers: Sequence[str], notes: Sequence[str] = ()) -> str:
        contents = [paragraph(label)]
        if self._list.weight is not None:
            contents.append(paragraph(weight, "Centred"))
        contents += answers
        contents += notes or ["<w:p/>"] * self._list.notes_columns
        return row(*(cell(wide, content) for wide, content in zip(self._widths, contents, strict=True)))


def _header(column: ColumnPlace | None, usual: str) -> str:
    """Return the wording over a column; a mapping may say where it is instead."""
    return usual if column is None or isinstance(column, int) or column.startswith("+") else column
