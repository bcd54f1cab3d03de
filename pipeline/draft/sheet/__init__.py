"""Questions written as a sheet that people edit in Excel or LibreOffice, as a workbook or as CSV files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.draft.placeholders import LOOK
from pipeline.draft.proposal import Noted, Proposal
from pipeline.draft.sheet.csv_files import csv_of
from pipeline.draft.sheet.tables import fit_a_sheet, tables_of
from pipeline.mapping.model import Checklist, Field
from pipeline.mapping.sheet.files import CSV, part_of


def sheet_of(proposal: Proposal, file: Path) -> dict[Path, bytes]:
    """Return the files of the sheet of a draft: one workbook, or a CSV for each table that holds anything.

    Args:
        proposal: The draft.
        file: What the sheet is called; its suffix says what it is.
    """
    fields = [Noted(entry=each.entry, notes=tuple(f"{LOOK} {note}" for note in each.notes)) for each in proposal.fields]
    return sheet_of_entries(fields, [noted.entry for noted in proposal.checklists], file)


def sheet_of_entries(fields: Sequence[Noted[Field]], checklists: Sequence[Checklist], file: Path) -> dict[Path, bytes]:
    """Return the files of a sheet of fields, with notes for people, and of the rows of checklists."""
    tables = tables_of(fields, checklists if fit_a_sheet(checklists) else [])
    if file.suffix.lower() == CSV:
        return {part_of(file, table.name): csv_of(table) for table in tables if table.rows}
    from pipeline.draft.sheet.workbook import workbook_of  # openpyxl is slow to load

    return {file: workbook_of(tables)}
