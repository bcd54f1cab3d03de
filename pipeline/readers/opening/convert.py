"""Older formats into today's: LibreOffice converts them where it is installed, many files in one start.

A file that cannot be converted spoils no other: what a common start leaves undone is tried again by itself.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from pipeline.errors import RefusedForm
from pipeline.ooxml.file_kind import refusal
from pipeline.ooxml.limits import TOTAL_BYTES
from pipeline.readers.opening.libreoffice import convert_together, find_libreoffice
from pipeline.readers.opening.older_formats import EXCEL, OLDER, WORD, Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_START_SECONDS: Final = 60.0
"""Time for starting LibreOffice, on a busy machine with a slow disk; one second is usual."""

_FILE_SECONDS: Final = 5.0
"""Time for one file more; a long form takes a second."""

TOGETHER: Final = 50
"""Files for one start: starting takes as long as some ten forms, and what goes wrong is tried again one by one."""

_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)


def convert_many(files: Mapping[str, tuple[str, bytes]]) -> dict[str, bytes | RefusedForm]:
    """Convert older files to .docx or .xlsx.

    Args:
        files: Kind (a key of :data:`~pipeline.readers.opening.older_formats.OLDER`) and content, by any key of the
            caller's.

    Returns:
        The converted file, or why there is none, by the same keys. The same file gives the same bytes each time.
    """
    program = find_libreoffice()
    if program is None:
        return {key: _missing(kind) for key, (kind, _) in files.items()}
    done: dict[str, bytes | RefusedForm] = {}
    for target in (WORD, EXCEL):
        own = {key: file for key, file in files.items() if OLDER[file[0]].target is target}
        done |= _converted(program, own, target) if own else {}
    return {key: done[key] for key in files}


def _converted(
    program: str, files: Mapping[str, tuple[str, bytes]], target: Target
) -> Iterator[tuple[str, bytes | RefusedForm]]:
    """Convert files that become the same kind: all in one start, then one by one those that gave nothing.

    One alone has a second try as well: on a busy machine LibreOffice now and then gives up a file that is whole.
    """
    together = _start(program, files, target)
    for key, file in files.items():
        found = together.get(key) or _start(program, {key: file}, target).get(key)
        yield key, found or _failed(file[0])


def _start(program: str, files: Mapping[str, tuple[str, bytes]], target: Target) -> dict[str, bytes]:
    """Convert files in one start, under neutral names: their own may hold a child's name."""
    names = {key: f"{number:04}.{kind}" for number, (key, (kind, _)) in enumerate(files.items(), start=1)}
    seconds = _START_SECONDS + _FILE_SECONDS * len(files)
    results = convert_together(program, {names[key]: file for key, (_, file) in files.items()}, target, seconds=seconds)
    whole = {key: _undated(results[name]) for key, name in names.items() if name in results}
    return {key: result for key, result in whole.items() if result is not None}


def _undated(package: bytes) -> bytes | None:
    """Write the package again without the time of day; ``None`` when it is not whole.

    The times that LibreOffice gives to the members are all that differs between two conversions of one file.
    """
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
            if sum(member.file_size for member in source.infolist()) > TOTAL_BYTES:
                return None
            for member in source.infolist():
                copy.writestr(zipfile.ZipInfo(member.filename, _FIRST_DAY), source.read(member), zipfile.ZIP_DEFLATED)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
        return None
    return made.getvalue()


def _missing(kind: str) -> RefusedForm:
    return RefusedForm(
        f"This is an older format, {OLDER[kind].label}, and LibreOffice, which would convert it, is not installed.",
        remedy=refusal(kind).remedy,
        code="libreoffice_missing",
    )


def _failed(kind: str) -> RefusedForm:
    return RefusedForm(
        f"LibreOffice could not convert this {OLDER[kind].label}: it may be damaged.",
        remedy=refusal(kind).remedy,
        code="not_converted",
    )
