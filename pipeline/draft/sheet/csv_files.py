"""Tables as CSV files that Excel opens with all accents."""

from __future__ import annotations

import codecs
import csv
import io

from pipeline.draft.sheet.tables import SheetTable


def csv_of(table: SheetTable) -> bytes:
    """Return one table as a CSV."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(table.columns)
    lines.writerows([row.get(name, "") for name in table.columns] for row in table.rows)
    return codecs.BOM_UTF8 + text.getvalue().encode("utf-8", "replace")
