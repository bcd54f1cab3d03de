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

from pipeline.mapping.model import Checklist, Field, FieldKind, Mapping
from pipeline.mapping.places import FORM_PROPERTY, VERSION_PROPERTY
from pipeline.writers.blank_workbook_cells import (
    DATE_BOX,
    HEADER,
    LABEL,
    LONG_BOX,
    NOTE,
    NUMBER_BOX,
    OPTION,
    POINTS,
    TEXT_BOX,
    TICK_BOX,
    TITLE,
    Box,
    FormSheet,
    fits_a_list,
)
from pipeline.writers.blank_workbook_sums import Sums
from pipeline.writers.template_answers import PrintedRows
from pipeline.writers.workbook_file import save_workbook, start_workbook

_LABEL_WIDTH, _ANSWER_WIDTH = 38, 88
_TABLE_WIDTH: Final = 126
_TABLE_ROWS: Final = 30
_NARRATIVE_LINES: Final = 5
_BOXES: Final = {FieldKind.DATE: DATE_BOX, FieldKind.NUMBER: NUMBER_BOX, FieldKind.NARRATIVE: LONG_BOX}
_SAYS: Final = "Fill in the white boxes; where a box has an arrow, choose from its list."


def blank_workbook(mapping: Mapping, *, printed: PrintedRows | None = None) -> bytes:
    """Make the workbook.

    Args:
        mapping: The form's mapping.
        printed: Rows that tables print.
    """
    workbook = start_workbook()
    del workbook[workbook.sheetnames[0]]
    workbook.properties.title = mapping.form.title
    for name, value in ((FORM_PROPERTY, mapping.form.id), (VERSION_PROPERTY, mapping.form.version)):
        cast("Any", workbook).custom_doc_props.append(StringProperty(name=name, value=value))
    sums = Sums(mapping)
    beside_checklist = sums.fields if mapping.checklist is not None else ()
    tables = [field for field in mapping.fields if field.kind is FieldKind.TABLE]
    questions = [field for field in mapping.fields if field not in (*tables, *beside_checklist)]
    if questions or mapping.checklist is None:
        _questions(workbook, mapping, questions)
    if mapping.checklist is not None:
        _checklist(workbook, mapping, mapping.checklist, sums)
    for field in tables:
        _table(workbook, field, (printed or {}).get(field.id, ()))
    workbook.calculation.fullCalcOnLoad = True
    stream = io.BytesIO()
    save_workbook(workbook, stream)
    return stream.getvalue()


# -- the questions -----------------------------------------------------------------------------------------------------


def _questions(workbook: Workbook, mapping: Mapping, fields: Sequence[Field]) -> None:
    page = FormSheet(workbook, "Form", (_LABEL_WIDTH, _ANSWER_WIDTH), header_rows=1)
    page.show(1, 1, mapping.form.title, TITLE)
    page.show(2, 1, f"{_SAYS} Form {mapping.form.id}, version {mapping.form.version}.", NOTE)
    row, section = 3, ""
    for field in fields:
        if field.section and field.section != section:
            row, section = row + 1, field.section
            if not _is_a_label(mapping, section):
                page.band(row, 2, section)
                row += 1
        row = _question(page, row, field)
    page.finish(row - 1, 2)


def _is_a_label(mapping: Mapping, text: str) -> bool:
    """Tell whether a heading says what a question says: a label stands once, so that its answer is found by it."""
    labels = [*(each.labels for each in mapping.fields), *(each.labels for each in mapping.factors)]
    return _words(text) in (_words(label) for wordings in labels for label in wordings)


def _words(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _question(page: FormSheet, row: int, field: Field) -> int:
    """Put one question with its boxes, and give the row behind it."""
    if field.kind is FieldKind.CHOICE and (field.several or not fits_a_list(_entries(field))):
        return _options(page, row, field)
    # A box grows with its text; empty lines behind the label leave some room for it before.
    room = "\n" * (_NARRATIVE_LINES - 1) if field.kind is FieldKind.NARRATIVE else ""
    page.show(row, 1, field.label + room, LABEL)
    page.box(row, 2, _box(field), name=field.id)
    return row + 1


def _options(page: FormSheet, row: int, field: Field) -> int:
    """Put a choice whose options are ticked: a row for each."""
    page.show(row, 1, field.label, LABEL)
    for number, choice in enumerate(field.choices, start=1):
        page.show(row + number, 1, choice.label, OPTION)
        page.box(row + number, 2, TICK_BOX, name=f"{field.id}.{choice.id}")
    return row + len(field.choices) + 1


def _box(field: Field) -> Box:
    if field.kind is FieldKind.CHOICE:
        return Box(entries=_entries(field), says="Choose from the list.")
    return _BOXES.get(field.kind, TEXT_BOX)


def _entries(field: Field) -> tuple[str, ...]:
    return tuple(choice.label for choice in field.choices)


# -- the checklist -----------------------------------------------------------------------------------------------------


def _checklist(workbook: Workbook, mapping: Mapping, checklist: Checklist, sums: Sums) -> None:
    weight, notes = checklist.weight, checklist.notes
    headers = ["Category", "Factor", *([weight] if weight else []), checklist.answer, *([notes] if notes else [])]
    widths = [22, 44, *([9] if weight else []), 11, *([42] if notes else [])]
    answer = 4 if weight else 3
    page = FormSheet(workbook, checklist.section, widths, header_rows=3)
    page.show(1, 1, "" if _is_a_label(mapping, checklist.section) else checklist.section, TITLE)
    page.show(2, 1, TICK_BOX.says, NOTE)
    for column, header in enumerate(headers, start=1):
        page.show(3, column, header, HEADER)
    row = 4
    for group in checklist.groups:
        for factor in group.factors:
            page.show(row, 1, "" if _is_a_label(mapping, group.name) else group.name, LABEL)
            page.show(row, 2, factor.label, LABEL)
            if weight:
                page.show(row, 3, factor.points, POINTS)
            page.box(row, answer, TICK_BOX, name=factor.id)
            if notes:
                page.box(row, answer + 1, LONG_BOX, name=f"{factor.id}.notes")
            row += 1
    last, row = row - 1, row + 1
    for field in sums.fields:
        formula = sums.formula(field, page.sheet.title, (4, last)) if weight else ""
        page.show(row, 2, field.label, LABEL)
        if formula:
            page.formula(row, answer, formula, name=field.id)
        else:
            page.box(row, answer, _box(field), name=field.id)
        row += 1
    page.finish(row - 1, len(headers))


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
