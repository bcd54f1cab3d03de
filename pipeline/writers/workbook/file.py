"""Save a form's workbook so that the same content gives the same bytes: without a time of day."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from pipeline.writers.workbook.packed import DatelessZip

_STAMP: Final = dt.datetime(1980, 1, 1)  # noqa: DTZ001 -- openpyxl takes naive times as UTC
_NO_RESULT: Final = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)(><f>[^<]*</f><v)(?: ?/>|></v>)')
_FIXED_HEIGHT: Final = b' customHeight="1"'


def start_workbook() -> Workbook:
    """Start an empty workbook."""
    workbook = Workbook()
    workbook.properties.creator = "wordform"
    workbook.properties.created = workbook.properties.modified = _STAMP
    return workbook


def save_workbook(workbook: Workbook, stream: BinaryIO) -> None:
    """Write a workbook; its formulas give an empty text until worked out."""
    # Not Workbook.save, which puts the time of day into the properties.
    ExcelWriter(workbook, _ZipOfForm(stream, "w")).save()


class _ZipOfForm(DatelessZip):
    """One for sheets that people type into; openpyxl calls its methods ``writestr`` and, for sheets, ``write``.

    Its formulas have a result, since one that was never worked out is no empty cell, and rows grow with their text.
    openpyxl can say neither.
    """

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Write the file of a sheet."""
        sheet = _NO_RESULT.sub(rb'\1 t="str"\2></v>', Path(filename).read_bytes())
        self.writestr(arcname, sheet.replace(_FIXED_HEIGHT, b""))
