"""Make the blank workbook of a form from its mapping: to be filled in, and read again by the names of its cells.

One sheet has the questions, one the checklist, and each table of the form has its own. The same mapping always gives
the same bytes. Import this where a workbook is made and not at the top of a module: openpyxl takes longer to load than
a form to read.
"""

from __future__ import annotations

import io
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from typing import Any, Final, cast

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from pipeline.mapping.model import Field, FieldKind, Mapping
from pipeline.mapping.places import FORM_PROPERTY, VERSION_PROPERTY, is_a_label, label_words
from pipeline.writers.blank.cells import (
    DATE_BOX,
    DECIMAL_BOX,
    HEADER,
    LABEL,
    LONG_BOX,
    NOTE,
    NUMBER_BOX,
    OPTION,
    TEXT_BOX,
    TICK_BOX,
    TITLE,
    Box,
    FormSheet,
    fits_a_list,
)
from pipeline.writers.blank.checklist import ChecklistSheet
from pipeline.writers.blank.sums import Score
from pipeline.writers.template.answers import PrintedRows
from pipeline.writers.workbook.file import save_workbook, start_workbook

_LABEL_WIDTH, _ANSWER_WIDTH = 38, 88
_TABLE_WIDTH: Final = 126
_TABLE_ROWS: Final = 30
_NARRATIVE_LINES: Final = 5
_BOXES: Final = {
    FieldKind.DATE: DATE_BOX,
    FieldKind.NUMBER: NUMBER_BOX,
    FieldKind.NARRATIVE: LONG_BOX,
    FieldKind.TICK: TICK_BOX,
}
_SAYS: Final = "Fill in the white boxes; where a box has an arrow, choose from its list."


def blank_workbook(
    mapping: Mapping, *, printed: PrintedRows | None = None, questions: MappingOf[str, str] | None = None
) -> bytes:
    """Make the workbook.

    Args:
        mapping: The form's mapping.
        printed: Rows that tables print.
        questions: By field, the whole question where the mapping's label is only its start.
    """
    workbook = start_workbook()
    del workbook[workbook.sheetnames[0]]
    workbook.properties.title = mapping.form.title
    for name, value in _identity(mapping).items():
        cast("Any", workbook).custom_doc_props.append(StringProperty(name=name, value=value))
    score = Score(mapping, box_for)
    results = [field for field, _ in score.fields] if mapping.checklists else []
    tables = [field for field in mapping.fields if field.has_rows]
    asked = [field for field in mapping.fields if field not in (*tables, *results) and field.part_of is None]
    sheets = list(dict.fromkeys(field.sheet or "Form" for field in asked)) or ["Form"]
    for sheet in sheets:
        on_it = [field for field in asked if (field.sheet or "Form") == sheet]
        _questions(workbook, mapping, sheet, on_it, questions or {})
    _checklists(workbook, mapping, score)
    for field in tables:
        _table(workbook, field, (printed or {}).get(field.id, ()))
    workbook.calculation.fullCalcOnLoad = True
    stream = io.BytesIO()
    save_workbook(workbook, stream)
    return stream.getvalue()


def _identity(mapping: Mapping) -> dict[str, str]:
    """Return what the workbook says of its form."""
    return {FORM_PROPERTY: mapping.form.id, VERSION_PROPERTY: mapping.form.version}


# -- the questions -----------------------------------------------------------------------------------------------------


def _questions(
    workbook: Workbook, mapping: Mapping, sheet: str, fields: Sequence[Field], questions: MappingOf[str, str]
) -> None:
    page = FormSheet(workbook, sheet, (_LABEL_WIDTH, _ANSWER_WIDTH), header_rows=1)
    page.show(1, 1, mapping.form.title, TITLE)
    for name, value in _identity(mapping).items():  # programs that drop properties keep the names of cells
        page.call(f"{name}.{value}", "A1")
    page.show(2, 1, f"{_SAYS} Form {mapping.form.id}, version {mapping.form.version}.", NOTE)
    row, section = 3, ""
    for field in fields:
        if field.section and field.section != section:
            row, section = row + 1, field.section
            if not is_a_label(mapping, section):
                page.band(row, 2, section)
                row += 1
        if (
            field.after
            and not is_a_label(mapping, field.after)
            and label_words(field.after) != label_words(field.section)
        ):
            page.show(row, 1, field.after, NOTE)
            row += 1
        row = _question(page, row, field, questions.get(field.id, field.label))
    page.finish(row - 1, 2)


def _question(page: FormSheet, row: int, field: Field, question: str) -> int:
    """Put one question with its boxes, and give the row behind it."""
    if field.has_options and (field.several or not fits_a_list(_entries(field))):
        return _options(page, row, field)
    # A box grows with its text; empty lines behind the label leave some room for it before.
    room = "\n" * (_NARRATIVE_LINES - 1) if field.is_long else ""
    page.show(row, 1, question + room, LABEL)
    page.box(row, 2, box_for(field), name=field.id)
    return row + 1


def _options(page: FormSheet, row: int, field: Field) -> int:
    """Put a choice whose options are ticked: a row for each."""
    page.show(row, 1, field.label, LABEL)
    for number, choice in enumerate(field.choices, start=1):
        page.show(row + number, 1, choice.label, OPTION)
        page.box(row + number, 2, TICK_BOX, name=f"{field.id}.{choice.id}")
    return row + len(field.choices) + 1


def box_for(field: Field) -> Box:
    """Return the box that suits a field."""
    if field.has_options:
        return Box(entries=_entries(field), says="Choose from the list.")
    return DECIMAL_BOX if field.decimals else _BOXES.get(field.kind, TEXT_BOX)


def _entries(field: Field) -> tuple[str, ...]:
    return tuple(choice.label for choice in field.choices)


# -- the checklists ----------------------------------------------------------------------------------------------------


def _checklists(workbook: Workbook, mapping: Mapping, score: Score) -> None:
    for checklist in mapping.checklists:
        title = "" if is_a_label(mapping, checklist.section) else checklist.section
        names = [group.name for group in checklist.groups]
        categories = {name: "" if is_a_label(mapping, name) else name for name in names}
        sheet = ChecklistSheet(workbook, checklist, title=title, categories=categories)
        if checklist is mapping.checklists[-1]:
            sheet.add_results(score)
        sheet.finish()


# -- the tables --------------------------------------------------------------------------------------------------------


def _table(workbook: Workbook, field: Field, printed: Sequence[MappingOf[str, str]]) -> None:
    count = len(field.columns)
    page = FormSheet(workbook, field.label, [max(14, _TABLE_WIDTH // count)] * count, header_rows=2)
    page.show(1, 1, field.label, TITLE)
    for number, column in enumerate(field.columns, start=1):
        page.show(2, number, column.label or column.id.replace("_", " ").capitalize(), HEADER)
    last = 2 + max(_TABLE_ROWS, len(printed) + _TABLE_ROWS // 3)
    for row in range(3, last + 1):
        texts = printed[row - 3] if row - 3 < len(printed) else {}
        for number, column in enumerate(field.columns, start=1):
            page.box(row, number, LONG_BOX)
            if texts.get(column.id):
                page.fill(row, number, texts[column.id])
    page.finish(last, count)
