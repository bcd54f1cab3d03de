"""A zip whose members carry no time of day and no trace of the system; some of a member may be packed already."""

from __future__ import annotations

import shutil
import zipfile
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Final, cast

from pipeline.writers.workbook.segments import Joined, segment_of

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_FOR_OWNER: Final = 0o600 << 16


class DatelessZip(zipfile.ZipFile):
    """Such a zip."""

    def writestr(self, name: Any, data: Any, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Write a member."""
        with self.open(_member(name), "w") as member:
            member.write(data.encode() if isinstance(data, str) else data)

    def write_around(self, name: str, top: bytes, rows: Joined, bottom: bytes) -> None:
        """Write a member of which the middle is packed already."""
        if not rows.size:
            self.writestr(name, top + bottom)
            return
        with TemporaryFile() as packed:
            whole = Joined(packed)
            whole.add(segment_of(top))
            whole.add_all(rows)
            whole.end(bottom)
            self._write_packed(_member(name), whole)

    def _write_packed(self, member: zipfile.ZipInfo, whole: Joined) -> None:
        """Write a member that is packed already."""
        target = cast("BinaryIO", self.fp)
        member.CRC, member.file_size, member.compress_size = whole.checksum, whole.size, whole.packed
        member.external_attr, member.header_offset = _FOR_OWNER, target.tell()
        target.write(member.FileHeader())
        whole.stream.seek(0)
        shutil.copyfileobj(whole.stream, target)
        self.filelist.append(member)
        self.NameToInfo[member.filename] = member
        self.start_dir, self._didModify = target.tell(), True


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 0
    return member
