"""Save a workbook so that the same content gives the same bytes: without a time of day and a trace of the system."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_STAMP: Final = dt.datetime(1980, 1, 1)  # noqa: DTZ001 -- openpyxl takes naive times as UTC
_NO_RESULT: Final = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)(><f>[^<]*</f><v)(?: ?/>|></v>)')
_END_OF_ROWS: Final = b"</sheetData>"
_FIXED_HEIGHT: Final = b' customHeight="1"'


def start_workbook(*, streamed: bool = False) -> Workbook:
    """Start an empty workbook; a streamed one keeps no rows in memory."""
    workbook = Workbook(write_only=streamed)
    workbook.properties.creator = "wordform"
    workbook.properties.created = workbook.properties.modified = _STAMP
    return workbook


def save_workbook(workbook: Workbook, stream: BinaryIO, *, rows: Mapping[int, BinaryIO] | None = None) -> None:
    """Write a workbook.

    Args:
        workbook: Only one that isn't streamed may have formulas; they give an empty text until worked out.
        stream: Takes the file.
        rows: Of a streamed workbook: rows that come below those that openpyxl wrote, by the number of their sheet.
    """
    archive = _StreamedZip(stream, rows or {}) if workbook.write_only else _ZipOfForm(stream, "w")
    # Not Workbook.save, which puts the time of day into the properties.
    ExcelWriter(workbook, archive).save()


class _DatelessZip(zipfile.ZipFile):
    """A zip whose members carry no time of day and no trace of the system; openpyxl calls just these two methods."""

    def writestr(self, name: Any, data: Any, *_: Any, **__: Any) -> None:  # type: ignore[override]
        with self.open(_member(name), "w") as member:
            member.write(data.encode() if isinstance(data, str) else data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        with Path(filename).open("rb") as source, self.open(_member(arcname), "w", force_zip64=True) as member:
            shutil.copyfileobj(source, member)


class _StreamedZip(_DatelessZip):
    """One for sheets of any length: their rows come from a file of their own."""

    def __init__(self, stream: BinaryIO, rows: Mapping[int, BinaryIO]) -> None:
        super().__init__(stream, "w")
        self._rows = {f"xl/worksheets/sheet{number}.xml": file for number, file in rows.items()}

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        rows = self._rows.get(arcname)
        if rows is None:
            super().write(filename, arcname)
            return
        rows.seek(0)
        above, end, below = Path(filename).read_bytes().partition(_END_OF_ROWS)
        with self.open(_member(arcname), "w", force_zip64=True) as member:
            member.write(above)
            shutil.copyfileobj(rows, member)
            member.write(end + below)


class _ZipOfForm(_DatelessZip):
    """One for sheets that people type into.

    Its formulas have a result, since one that was never worked out is no empty cell, and rows grow with their text.
    openpyxl can say neither.
    """

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        sheet = _NO_RESULT.sub(rb'\1 t="str"\2></v>', Path(filename).read_bytes())
        self.writestr(arcname, sheet.replace(_FIXED_HEIGHT, b""))


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 0
    return member
