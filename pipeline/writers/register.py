"""The register: a workbook with one row a form, for sorting, filtering and handing on.

It holds results and who the form is about, but no narrative and nobody else's name. Everything that came from a form is
stored as text and can't become a formula; the same rows always give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from dataclasses import field as with_default
from typing import TYPE_CHECKING, Any, Final

from pipeline.findings import Severity
from pipeline.mapping.model import FieldKind

if TYPE_CHECKING:
    from pipeline.mapping.model import Field, Mapping
    from pipeline.writers.workbook import Entry

_SHORT_KINDS: Final = (FieldKind.TEXT, FieldKind.DATE, FieldKind.NUMBER, FieldKind.CHOICE)
_RAG: Final = "RAG"
_REASONS: Final = (Severity.MUST, Severity.ASK)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """What the register says about one form.

    Attributes:
        reference: Number of the row for people to name a form by.
        name: The submitted file, as the batch knows it.
        document: The populated document, below the output folder; empty for none.
        answers: Certain answers by field; of these only the identifying and the scored fields are shown.
        factors: State of each factor of the checklist, as in the result JSON.
        findings: Code and severity of each finding.
    """

    reference: int
    name: str
    status: str
    form: str = ""
    document: str = ""
    answers: MappingOf[str, Entry] = with_default(default_factory=dict)
    factors: MappingOf[str, str] = with_default(default_factory=dict)
    age: int | None = None
    age_points: int | None = None
    factor_points: int | None = None
    subtotals: MappingOf[str, int] = with_default(default_factory=dict)
    total: int | None = None
    total_max: int | None = None
    rag: str | None = None
    review_due: dt.date | None = None
    findings: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_result(
        cls, result: MappingOf[str, Any], *, reference: int, name: str, status: str, document: str = ""
    ) -> RegisterRow:
        """Make the row of a form from its result JSON (``docs/architecture.md``, Result JSON)."""
        assessment = result["assessment"]
        due = assessment["review_due"]
        return cls(
            reference=reference,
            name=name,
            status=status,
            form=result["form"],
            document=document,
            answers={
                field: answer["value"]
                for field, answer in result["answers"].items()
                if answer["state"] == "answered" and isinstance(answer["value"], str | int)
            },
            factors={factor: answer["state"] for factor, answer in result["checklist"].items()},
            age=assessment["age"],
            age_points=assessment["age_points"],
            factor_points=assessment["factor_points"],
            subtotals=assessment["subtotals"],
            total=assessment["total"],
            total_max=assessment["total_max"],
            rag=assessment["rag"],
            review_due=dt.date.fromisoformat(due) if due else None,
            findings=tuple((finding["code"], finding["severity"]) for finding in result["findings"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One column: its header, how wide it is in characters, and what it takes out of a row."""

    header: str
    width: int
    entry: Callable[[RegisterRow], Entry]


def register_bytes(rows: Iterable[RegisterRow], mapping: Mapping) -> bytes:
    """Render the register.

    Args:
        rows: One for each form, in the order they are to stand; read once, so they may come from a stream.
        mapping: Says which columns there are: identifying fields, groups and factors of the checklist, bands.

    Returns:
        The workbook, ready to be written to a file.
    """
    from pipeline.writers.workbook import Header, table_workbook  # openpyxl is slow to load, and only needed here

    columns = tuple(_columns(mapping))
    bands = mapping.score.bands if mapping.score else ()
    return table_workbook(
        "Register",
        [Header(text=column.header, width=column.width) for column in columns],
        ([column.entry(row) for column in columns] for row in rows),
        frozen_columns=2,
        colours={_RAG: {band.name: band.colour for band in bands}},
    )


# Columns


def _columns(mapping: Mapping) -> Iterator[_Column]:
    yield _Column(header="Reference", width=12, entry=lambda row: row.reference)
    yield _Column(header="File", width=36, entry=lambda row: row.name)
    yield _Column(header="Form", width=16, entry=lambda row: row.form)
    yield _Column(header="Status", width=14, entry=lambda row: row.status.replace("_", " "))
    for field in mapping.fields:
        if field.required and field.kind in _SHORT_KINDS:
            yield _field_column(field)
    if mapping.score is not None:
        yield from _score_columns(mapping)
    if mapping.review is not None:
        yield _Column(header="Review due", width=12, entry=lambda row: row.review_due)
        agreed = mapping.field(mapping.review.field or "")
        if agreed is not None:
            yield _field_column(agreed)
    yield _Column(header="Findings", width=12, entry=lambda row: len(row.findings))
    yield _Column(header="Needs review because", width=36, entry=_reasons)
    for factor in mapping.factors:
        yield _Column(header=factor.label, width=14, entry=_factor_entry(factor.id))
    yield _Column(header="Document", width=36, entry=lambda row: row.document)


def _score_columns(mapping: Mapping) -> Iterator[_Column]:
    score = mapping.score
    assert score is not None  # noqa: S101 -- the caller looked
    if score.age is not None:
        yield _Column(header="Age", width=8, entry=lambda row: row.age)
        yield _Column(header="Age score", width=8, entry=lambda row: row.age_points)
    yield _Column(header="Factor points", width=8, entry=lambda row: row.factor_points)
    for group in mapping.checklist.groups if mapping.checklist else ():
        yield _Column(header=group.name, width=12, entry=_subtotal(group.name))
    yield _Column(header="Total", width=8, entry=lambda row: row.total)
    yield _Column(header="Total up to", width=8, entry=lambda row: row.total_max)
    names = {band.level: band.name for band in score.bands}
    yield _Column(header=_RAG, width=16, entry=lambda row: names.get(row.rag, row.rag) if row.rag else None)
    outcome = mapping.field(score.outcome_field or "")
    if outcome is not None:
        yield _field_column(outcome, names)  # the form prints a whole sentence for a level
        yield from (_field_column(field) for field in mapping.fields if field.under == outcome.id)


def _field_column(field: Field, names: MappingOf[str, str] | None = None) -> _Column:
    choices = {choice.id: choice.label for choice in field.choices} | dict(names or {})

    def entry(row: RegisterRow) -> Entry:
        value = row.answers.get(field.id)
        if field.kind is FieldKind.DATE and isinstance(value, str):
            return _date(value)
        return choices.get(value, value) if isinstance(value, str) else value

    return _Column(header=field.label, width=12 if field.kind is FieldKind.DATE else 24, entry=entry)


def _date(text: str) -> Entry:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text


def _subtotal(group: str) -> Callable[[RegisterRow], Entry]:
    return lambda row: row.subtotals.get(group)


def _factor_entry(factor: str) -> Callable[[RegisterRow], Entry]:
    # An unmarked factor stays an empty cell: nobody wrote "no".
    return lambda row: row.factors.get(factor, "").replace("blank", "").replace("_", " ")


def _reasons(row: RegisterRow) -> Entry:
    codes = (code for code, severity in row.findings if severity in _REASONS)
    return ", ".join(dict.fromkeys(codes))
