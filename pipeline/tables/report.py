"""Write the report from the ledger: one page on all forms that were ever processed into this folder."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from pipeline.arrivals.contents import NOT_A_FORM
from pipeline.files import written_atomically
from pipeline.findings import Severity
from pipeline.forms.cache.templates import KeptTemplates
from pipeline.mapping import Mapping
from pipeline.record import Ledger
from pipeline.record.store.kept_blocks import KeptBlocks, KeptOutline, ListedRows
from pipeline.record.views import Row, Views
from pipeline.submission import FactorState
from pipeline.tables.due import next_review
from pipeline.tables.kept_rows import KeptTable, Run
from pipeline.tables.trend import Result, answered
from pipeline.version import __version__
from pipeline.writers.report.block import ReportBlock, ReportRun, ReportSum, sum_of
from pipeline.writers.report.page import write_page
from pipeline.writers.report.row import Reason, ReportRow

FILE_NAME = "report.html"
_COMPILED: Final = KeptTemplates()
_MADE_BY: Final = f"{__version__} 3"
"""Raise the number when a row says something else than before: then all are made anew."""


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
        views = views or ledger.views(day)
        views.keep()
        if again:
            KeptBlocks(ledger.database, "").forget()
            ListedRows(ledger.database).forget_others(())
        with written_atomically(path) as stream:
            reports = _KeptReport(ledger, views, mappings)
            write_page(_not_read(ledger), mappings, day, stream, kept=reports, compiled=_COMPILED)
    return path


class _KeptReport:
    """The rows of assessments, in the order of their names; what was made of most of them before is taken as it is."""

    def __init__(self, ledger: Ledger, views: Views, mappings: Sequence[Mapping]) -> None:
        self._ledger, self._views = ledger, views
        self._mappings = {mapping.form.id: mapping for mapping in mappings}
        said = " ".join((_MADE_BY, *sorted(mapping.digest for mapping in mappings)))
        self._table = KeptTable[ReportBlock, ReportSum](ReportBlock, ledger, views, "", said)
        self._outline, self._listed = KeptOutline(ledger.database, self._table.name), ListedRows(ledger.database)

    def runs(self, make: Callable[[Sequence[ReportRow]], ReportBlock]) -> Iterator[ReportRun]:
        """Return the blocks in runs; those that are not known are made."""

        def made(references: list[str]) -> ReportBlock:
            self._listed.forget(references)
            return make([row for of_one in self._made(references).values() for row in of_one])

        content, runs = self._outline.content, list[Run[ReportSum]]()
        known = msgspec.msgpack.decode(content, type=list[Run[ReportSum]]) if content else []
        for run in self._table.runs(known, made, sum_of):
            runs.append(run.outline)
            yield run
        if runs != known:
            self._outline.keep(msgspec.msgpack.encode(runs))

    def rows_of(self, references: Sequence[str]) -> dict[str, list[ReportRow]]:
        """Return the rows of some assessments, by their references, and keep them for the next time."""
        decoder = msgspec.msgpack.Decoder(list[ReportRow])
        found = {each: decoder.decode(made) for each, made in self._listed.find(references).items()}
        new = self._made([each for each in references if each not in found])
        with self._ledger.database.together():
            self._listed.keep((each, msgspec.msgpack.encode(rows)) for each, rows in new.items())
            self._listed.forget_others(references)
        return found | new

    def _made(self, references: Sequence[str]) -> dict[str, list[ReportRow]]:
        made: dict[str, list[ReportRow]] = {}
        for row in self._views.rows(references=references) if references else ():
            is_copied = self._ledger.receiving.is_copied(row.sha256)
            said = _row(row, json.loads(row.shown), self._mappings.get(row.form), is_copied=is_copied)
            made.setdefault(row.reference, []).append(said)
        return made


def _not_read(ledger: Ledger) -> Iterator[ReportRow]:
    """Return the files that were not read, in the order of their names."""
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
