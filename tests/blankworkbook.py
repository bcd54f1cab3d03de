"""A blank workbook of ours, and answers for every question of it: by the name of the cell they are typed into."""

from __future__ import annotations

import datetime as dt
import io
from functools import lru_cache
from typing import TYPE_CHECKING

import openpyxl

from pipeline.extract import prepare
from pipeline.forms.generated_blanks import blank_bytes
from pipeline.mapping.model import FieldKind
from pipeline.ooxml.workbook_names import workbook_name
from pipeline.process.form import read_one
from pipeline.readers import read_document
from pipeline.submission import FactorState
from tests.reading import DAY, layouts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.cell import Cell

    from pipeline.extract import Layout
    from pipeline.mapping import Mapping
    from pipeline.mapping.model import Field
    from pipeline.process.result import Result

TICK = "✓"
WORKED_OUT = frozenset({"age_score", "total_score", "rag_rating"})
"""Fields that the workbook fills in by formulas."""

TICKED_EVERY = 3
ROWS = 2


def mapping() -> Mapping:
    """Return the shipped form."""
    return next(each for each in layouts().mappings if each.form.id == "ce_assessment")


@lru_cache
def blank() -> bytes:
    """Make its blank workbook."""
    return blank_bytes(mapping(), excel=True)


@lru_cache
def layout() -> Layout:
    """Read the blank through its mapping."""
    return prepare(mapping(), read_document(blank()), "blank.xlsx")


def read_workbook(data: bytes) -> Result:
    """Read a workbook that was made from the blank."""
    return read_one(data, name="form.xlsx", layouts=(layout(),), day=DAY)


def expected() -> dict[str, object]:
    """Return an answer to every question."""
    return {field.id: _answer(number, field) for number, field in enumerate(mapping().fields) if _is_asked(field)}


def ticked() -> frozenset[str]:
    """Return the factors that are ticked."""
    return frozenset(factor.id for factor in mapping().factors[::TICKED_EVERY])


def _is_asked(field: Field) -> bool:
    return field.id not in WORKED_OUT


def _answer(number: int, field: Field) -> object:
    match field.kind:
        case FieldKind.DATE:
            return dt.date(2011 if field.id == "date_of_birth" else 2026, 7, 1 + number % 28)
        case FieldKind.CHOICE:
            return field.picked([field.choices[-1].id])
        case FieldKind.TABLE:
            return tuple({column.id: f"{column.id} {row}" for column in field.columns} for row in range(ROWS))
        case FieldKind.NARRATIVE:
            return f"First line of {field.id}\n=second line"
        case _:
            return "Example Child" if field.id == "child_name" else f"Example {field.id}"


def typed() -> dict[str, str | dt.date]:
    """Return what is typed into named cells."""
    found: dict[str, str | dt.date] = {}
    for field in mapping().fields:
        value = expected().get(field.id)
        if field.several:
            found[workbook_name(f"{field.id}.{value}")] = TICK
        elif field.kind is FieldKind.CHOICE and value:
            found[field.id] = next(choice.label for choice in field.choices if choice.id == value)
        elif isinstance(value, str | dt.date):
            found[field.id] = value
    return {**found, **dict.fromkeys(ticked(), TICK), f"{mapping().factors[0].id}.notes": "a note"}


def typed_into_tables() -> Iterator[tuple[str, str, str]]:
    """Yield sheet, cell and text of what is typed into the tables, which have headers and no names."""
    book = openpyxl.load_workbook(io.BytesIO(blank()))
    for field in mapping().fields:
        if field.kind is FieldKind.TABLE:
            title = next(sheet.title for sheet in book if sheet["A1"].value == field.label)
            for row in range(ROWS):
                for number, column in enumerate(field.columns):
                    yield title, f"{'ABCDEFG'[number]}{3 + row}", f"{column.id} {row}"


def filled() -> openpyxl.Workbook:
    """Fill the blank in with openpyxl, which works out no formulas."""
    book = openpyxl.load_workbook(io.BytesIO(blank()))
    for name, value in typed().items():
        cell = cell_of(book, name)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    for title, address, text in typed_into_tables():
        book[title][address] = text
    return book


def cell_of(book: openpyxl.Workbook, name: str) -> Cell:
    """Return the cell that has a name."""
    ((title, address),) = book.defined_names[name].destinations
    return book[title][address.replace("$", "")]  # type: ignore[return-value]


def saved(book: openpyxl.Workbook) -> bytes:
    """Return a workbook as a file."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def check_read(data: bytes) -> Result:
    """Check that every answer comes back, and nothing is left over."""
    result = read_workbook(data)
    submission = result.submission
    assert {name: submission.answers[name].value for name in expected()} == expected()
    applies = {name for name, answer in submission.checklist.items() if answer.state is FactorState.YES}
    assert applies == ticked()
    assert submission.checklist[mapping().factors[0].id].notes == "a note"
    assert [text.text for text in submission.unread] == []
    return result
