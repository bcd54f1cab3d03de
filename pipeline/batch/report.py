"""Write the report from the ledger: one page on all forms that were ever processed into this folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from pipeline.batch.assessments import Assessed, Assessments
from pipeline.batch.due import next_review
from pipeline.batch.files import written_atomically
from pipeline.batch.ledger import Ledger
from pipeline.batch.trend import Result, answered
from pipeline.findings import Severity
from pipeline.mapping import Mapping
from pipeline.submission import FactorState
from pipeline.writers.report import Reason, ReportRow, write_page

FILE_NAME = "report.html"


def write_report(
    folder: Path, ledger: Ledger, mappings: Sequence[Mapping], day: dt.date, *, again: bool = False,
    assessments: Assessments | None = None,
) -> Path:  # fmt: skip
    """Write the report if it no longer says what the ledger holds, and give its path.

    Call this before the registers are written: the ledger then notes that all of them are.

    Args:
        folder: The output folder; links in the report are relative to it.
        ledger: What was processed.
        mappings: The forms, for what their parts are called.
        day: Reviews before it are overdue.
        again: Write it in any case.
        assessments: Of the ledger, when they were read before.

    Raises:
        CannotWrite: It can't be written.
    """
    path = folder / FILE_NAME
    current = path.is_file() and not ledger.register_is_stale and ledger.register_day == day.isoformat()
    if again or not current:
        with written_atomically(path) as stream:
            write_page(_rows(assessments or Assessments(ledger, mappings), ledger), mappings, day, stream)
    return path


def _rows(assessments: Assessments, ledger: Ledger) -> Iterator[ReportRow]:
    """Give the rows in the order of their names; a review is due for a child's newest assessment alone."""
    ledger.give_references()
    for each in assessments:
        entry = each.entry
        if each.result is None:
            reason = Reason(code=entry.code, message=entry.reason, remedy=entry.remedy)
            yield ReportRow(name=entry.name, status=entry.status, reasons=(reason,))
        else:
            row = replace(_row(each, each.result), reference=str(ledger.reference(entry.name).number))
            first = ledger.first_of(entry.sha256)
            is_copy = first != entry.name
            yield replace(row, reasons=(*row.reasons, _same_file(first))) if is_copy else row


def _row(each: Assessed, result: Result) -> ReportRow:
    mapping, assessment = each.mapping, result["assessment"]
    review = next_review(result, mapping) if mapping and each.case.newest else None
    return ReportRow(
        name=each.entry.name,
        status=each.entry.status,
        form=result["form"],
        who=_answer(result, mapping.subject.name if mapping and mapping.subject else None) or "",
        document=each.entry.target,
        total=assessment["total"],
        total_max=assessment["total_max"],
        complete=assessment["complete"],
        rag=assessment["rag"],
        rag_max=assessment.get("rag_max", assessment["rag"]),
        level=assessment["level"],
        level_max=assessment.get("level_max", assessment["level"]),
        outcome=_answer(result, mapping.score.outcome_field if mapping and mapping.score else None),
        review_due=review.day if review else None,
        factors=tuple(factor for factor, answer in result["checklist"].items() if answer["state"] == FactorState.YES),
        reasons=tuple(
            Reason(
                code=finding["code"],
                severity=finding["severity"],
                message=finding["message"],
                remedy=finding.get("remedy", ""),
            )
            for finding in result["findings"]
        ),
    )


def _same_file(original: str) -> Reason:
    return Reason(code="same_file", severity=Severity.ASK, message=f"The same file as {original}, byte for byte.")


def _answer(result: Result, field: str | None) -> str | None:
    value = answered(result, field) if field else None
    return value if isinstance(value, str) else None
