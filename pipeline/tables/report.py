"""Write the report from the ledger: one page on all forms that were ever processed into this folder."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.arrivals.contents import NOT_A_FORM
from pipeline.files import written_atomically
from pipeline.findings import Severity
from pipeline.mapping import Mapping
from pipeline.record import Ledger
from pipeline.record.views import Row, Views
from pipeline.submission import FactorState
from pipeline.tables.due import next_review
from pipeline.tables.trend import Result, answered
from pipeline.writers.report.page import write_page
from pipeline.writers.report.row import Reason, ReportRow

FILE_NAME = "report.html"


def write_report(
    folder: Path, ledger: Ledger, mappings: Sequence[Mapping], day: dt.date, *, again: bool = False,
    views: Views | None = None,
) -> Path:  # fmt: skip
    """Write the report if it no longer says what the ledger holds, and return its path.

    Call this before the registers are written: the ledger then notes that all of them are.

    Args:
        folder: The output folder; links in the report are relative to it.
        ledger: What was processed.
        mappings: The forms, for what their parts are called.
        day: Reviews before it are overdue.
        again: Write it in any case.
        views: Of the ledger, when it was judged before.

    Raises:
        CannotWrite: It can't be written.
    """
    path = folder / FILE_NAME
    current = path.is_file() and not ledger.is_stale and ledger.tables_day == day.isoformat()
    if again or not current:
        by_form = {mapping.form.id: mapping for mapping in mappings}
        views = views or ledger.views(day)
        views.keep()
        with written_atomically(path) as stream:
            write_page(_rows(views, ledger, by_form), mappings, day, stream)
    return path


def _rows(views: Views, ledger: Ledger, mappings: dict[str, Mapping]) -> Iterator[ReportRow]:
    """Return the rows in the order of their names: assessments, then files that were not read."""
    copies = {first for _, first in ledger.receiving.copies()}
    for row in views.rows():
        yield _row(row, json.loads(row.shown), mappings.get(row.form), is_copied=row.name in copies)
    for refused in ledger.receiving.refused():
        reason = Reason(code=refused.code, message=refused.reason, remedy=refused.remedy)
        status = NOT_A_FORM if refused.code == NOT_A_FORM else "refused"
        yield ReportRow(name=refused.name, status=status, reasons=(reason,))


def _row(row: Row, result: Result, mapping: Mapping | None, *, is_copied: bool) -> ReportRow:
    assessment = result["assessment"]
    review = next_review(row)
    reasons = [
        Reason(
            code=finding["code"],
            severity=finding["severity"],
            message=finding["message"],
            remedy=finding.get("remedy", ""),
        )
        for finding in result["findings"]
    ]
    if is_copied:
        same = "The same file lies in the input more than once, byte for byte; it counts once."
        # Asked, not noted: it may have been saved under the name of another child, whose form is missing then.
        reasons.append(Reason(code="same_file", severity=Severity.ASK, message=same))
    return ReportRow(
        name=row.name,
        status=row.status,
        reference=row.reference,
        form=row.form,
        who=row.identity.name,
        document=row.document,
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
        reasons=tuple(reasons),
        questions=tuple(question.message for question in row.questions),
        signed_off=f"{row.signed.by}, {dt.date.fromisoformat(row.signed.on):%d/%m/%Y}" if row.signed else "",
    )


def _answer(result: Result, field: str | None) -> str | None:
    value = answered(result, field) if field else None
    return value if isinstance(value, str) else None
