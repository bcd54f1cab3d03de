"""Write what all forms of an output folder go into: report, registers, diary, lists, and the list of refused forms."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Final

from pipeline.batch.outcome import Tables
from pipeline.batch.worker import Worker
from pipeline.errors import CannotWrite
from pipeline.record import Ledger
from pipeline.tables.refused import write_refused
from pipeline.tables.register import noting, write_registers
from pipeline.tables.report import write_report

_COPIES_NAMED: Final = 5


def write_tables(output: Path, ledger: Ledger, worker: Worker) -> Tables:
    """Write the tables; what is open in Excel is said, and written by the next run."""
    mappings, problems = worker.layouts.mappings, list[CannotWrite]()
    report, refused = None, None
    lists: tuple[Path, ...] = ()
    views = ledger.views(worker.day)
    with noting(problems):
        report = write_report(output, ledger, mappings, worker.day, views=views)
    with noting(problems):
        if worker.documents or ledger.documents.following(""):  # lists that are there stay true
            from pipeline.batch.lists import write_lists

            lists = write_lists(output, ledger, mappings, worker.day, views=views)
    written = write_registers(output, ledger, mappings, worker.day, views=views, others_written=not problems)
    if written.problem is not None:
        problems.append(written.problem)
    with noting(problems):
        refused = write_refused(output, ledger)
    found = ledger.receiving.copies()
    copies = tuple(islice(found, _COPIES_NAMED))
    return Tables(
        report=report,
        registers=written.registers,
        diary=written.diary,
        refused=refused,
        lists=lists,
        without_mapping=written.without_mapping,
        copies=copies,
        copies_number=len(copies) + sum(1 for _ in found),
        questions=sum(1 for _ in views.questions()),
        problem=problems[0] if problems else None,
    )
