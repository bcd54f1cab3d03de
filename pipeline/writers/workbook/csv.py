"""Lines of a CSV file that Excel opens with all accents, and in which no entry becomes a formula."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import BinaryIO

from pipeline.writers.workbook.table import Entry, formula_like


class CsvLines:
    """Writes one line after another."""

    def __init__(self, stream: BinaryIO, *, is_first: bool = True) -> None:
        """Begin, with what says that the file is UTF-8 unless lines were written before."""
        stream.write(codecs.BOM_UTF8 if is_first else b"")
        self._stream = stream

    def add(self, entries: Sequence[Entry]) -> None:
        """Write a line."""
        line = io.StringIO()
        csv.writer(line).writerow([_entry(entry) for entry in entries])
        self._stream.write(line.getvalue().encode("utf-8", "replace"))


def _entry(entry: Entry) -> str | int | None:
    if isinstance(entry, str):
        return f"'{entry}" if formula_like(entry) else entry
    return entry.isoformat() if isinstance(entry, dt.date) else entry
