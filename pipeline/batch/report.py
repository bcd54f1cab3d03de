"""Write the report from the ledger: one page on all forms that were ever processed into this folder."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from pathlib import Path
from typing import Any

from pipeline.batch.files import write_atomically
from pipeline.batch.ledger import Entry, Ledger
from pipeline.batch.outcome import Status
from pipeline.mapping import Mapping
from pipeline.submission import FactorState, State
from pipeline.writers import Reason, ReportRow, report_bytes

FILE_NAME = "report.html"


def write_report(folder: Path, ledger: Ledger, mappings: Sequence[Mapping], day: dt.date) -> Path:
    """Write the report and give its path.

    Args:
        folder: The output folder; links in the report are relative to it.
        ledger: What was processed.
        mappings: The forms, for what their parts are called.
        day: Reviews before it are overdue.

    Raises:
        CannotWrite: It can't be written.
    """
    path = folder / FILE_NAME
    write_atomically(path, report_bytes(_rows(ledger.entries(), mappings), mappings, day))
    return path


def _rows(entries: Iterable[Entry], mappings: Sequence[Mapping]) -> Iterator[ReportRow]:
    by_form = {mapping.form.id: mapping for mapping in mappings}
    for entry in entries:
        if entry.status == Status.REFUSED:
            reason = Reason(code=entry.code, message=entry.reason, remedy=entry.remedy)
            yield ReportRow(name=entry.name, status=entry.status, reasons=(reason,))
        else:
            result = json.loads(entry.result)
            yield _row(entry, result, by_form.get(result["form"]))


def _row(entry: Entry, result: MappingOf[str, Any], mapping: Mapping | None) -> ReportRow:
    assessment = result["assessment"]
    return ReportRow(
        name=entry.name,
        status=entry.status,
        form=result["form"],
        who=_answer(result, mapping.subject.name if mapping and mapping.subject else None) or "",
        document=entry.target,
        total=assessment["total"],
        total_max=assessment["total_max"],
        complete=assessment["complete"],
        rag=assessment["rag"],
        outcome=_answer(result, mapping.score.outcome_field if mapping and mapping.score else None),
        review_due=_review_due(result, mapping),
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


def _review_due(result: MappingOf[str, Any], mapping: Mapping | None) -> dt.date | None:
    """Give the date that was agreed on the form, but never one that is later than the last day allowed.

    An agreed date before the assessment is a slip of the pen (a finding says so) and is left out.
    """
    limit = _date(result["assessment"]["review_due"])
    review = mapping.review if mapping else None
    agreed = _date(_answer(result, review.field)) if review else None
    completed = _date(_answer(result, review.on)) if review else None
    if agreed is None or (completed is not None and agreed < completed):
        return limit
    return min(agreed, limit) if limit else agreed


def _answer(result: MappingOf[str, Any], field: str | None) -> str | None:
    answer = result["answers"].get(field)
    if answer is None or answer["state"] != State.ANSWERED or not isinstance(answer["value"], str):
        return None
    return answer["value"]


def _date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None
