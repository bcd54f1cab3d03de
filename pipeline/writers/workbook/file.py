"""Save a workbook so that the same content gives the same bytes: without a time of day and a trace of the system."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Final, cast

from openpyxl import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from pipeline.writers.workbook.segments import Joined, Segment, last_segment, measure_of, segment_of

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_STAMP: Final = dt.datetime(1980, 1, 1)  # noqa: DTZ001 -- openpyxl takes naive times as UTC
_NO_RESULT: Final = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)(><f>[^<]*</f><v)(?: ?/>|></v>)')
_END_OF_ROWS: Final = b"</sheetData>"
_FOR_OWNER: Final = 0o600 << 16
_FIXED_HEIGHT: Final = b' customHeight="1"'


def start_workbook(*, streamed: bool = False) -> Workbook:
    """Start an empty workbook; a streamed one keeps no rows in memory."""
    workbook = Workbook(write_only=streamed)
    workbook.properties.creator = "wordform"
    workbook.properties.created = workbook.properties.modified = _STAMP
    return workbook


def save_workbook(workbook: Workbook, stream: BinaryIO) -> None:
    """Write a workbook.

    Args:
        workbook: Only one that isn't streamed may have formulas; they give an empty text until worked out.
        stream: Takes the file.
    """
    archive = _StreamedZip(stream, _rows_of(workbook)) if workbook.write_only else _ZipOfForm(stream, "w")
    # Not Workbook.save, which puts the time of day into the properties.
    ExcelWriter(workbook, archive).save()


def _rows_of(workbook: Workbook) -> dict[int, Joined]:
    """Return the rows that are packed already, by the file of their sheet."""
    sheets = [sheet for sheet in cast("Any", workbook).worksheets if isinstance(sheet, StreamedSheet)]
    return {id(sheet.file): sheet.rows for sheet in sheets if sheet.rows.measure.size}


class StreamedSheet(WriteOnlyWorksheet):
    """A sheet whose rows wait on the disk until it is packed, in a file without a name.

    openpyxl would give the file a name, and when a run is killed the rows would stay there.
    """

    def __init__(self, workbook: Workbook, title: str) -> None:
        """Add a sheet to a streamed workbook."""
        super().__init__(workbook, title)
        self.file = TemporaryFile()  # noqa: SIM115 - closed by `close_file`
        self.rows = Joined(TemporaryFile())  # noqa: SIM115 - as above
        self._streamed = cast("Any", self)  # as openpyxl knows it
        cast("Any", workbook)._add_sheet(self)

    def _get_writer(self) -> None:
        if self._streamed._writer is None:
            self._streamed._writer = _FileWriter(self, out=self.file)
            self._streamed._writer.write_top()

    def close_file(self) -> None:
        """Close the file, also of a sheet that was not saved."""
        for writing in (self._streamed._rows, self._streamed._writer):
            if writing is not None:
                writing.close()
        self.file.close()
        self.rows.stream.close()


class _FileWriter(WorksheetWriter):
    def cleanup(self) -> None:
        """Remove no file, since there is none with a name."""


class _DatelessZip(zipfile.ZipFile):
    """A zip whose members carry no time of day and no trace of the system.

    openpyxl calls its methods ``writestr`` and, for sheets, ``write``.
    """

    def writestr(self, name: Any, data: Any, *_: Any, **__: Any) -> None:  # type: ignore[override]
        with self.open(_member(name), "w") as member:
            member.write(data.encode() if isinstance(data, str) else data)


class _StreamedZip(_DatelessZip):
    """One for sheets of any length, which come as open files; some of their rows are packed already."""

    def __init__(self, stream: BinaryIO, rows: Mapping[int, Joined]) -> None:
        super().__init__(stream, "w")
        self._rows = rows

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        filename.seek(0)
        content = filename.read()
        rows = self._rows.get(id(filename))
        if rows is None:
            self.writestr(arcname, content)
            return
        end = content.rindex(_END_OF_ROWS)
        self._write_packed(_member(arcname), segment_of(content[:end]), rows, last_segment(content[end:]))

    def _write_packed(self, member: zipfile.ZipInfo, head: Segment, rows: Joined, end: Segment) -> None:
        """Write a member that is packed already."""
        target = cast("BinaryIO", self.fp)
        whole = measure_of(head).followed_by(rows.measure).followed_by(measure_of(end))
        member.CRC, member.file_size, member.compress_size = whole.checksum, whole.size, whole.packed
        member.external_attr, member.header_offset = _FOR_OWNER, target.tell()
        target.write(member.FileHeader())
        target.write(head.packed)
        rows.copy_to(target)
        target.write(end.packed)
        self.filelist.append(member)
        self.NameToInfo[member.filename] = member
        self.start_dir, self._didModify = target.tell(), True


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
