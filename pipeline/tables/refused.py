"""The list of refused forms, for those who mend them: ``refused.csv`` in the output folder."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Final

from pipeline.errors import CannotWrite
from pipeline.files import fingerprint, write_atomically
from pipeline.record import Ledger
from pipeline.windows import within_reach
from pipeline.writers.workbook.csv import CsvLines

FILE_NAME: Final = "refused.csv"
_HEADER: Final = ("Form", "Reason", "What to do", "Code", "File")


def write_refused(folder: Path, ledger: Ledger) -> Path | None:
    """Write the list if it no longer says what the ledger holds; without any refused form there is no list.

    Raises:
        CannotWrite: It can't be written or removed.
    """
    path, contents = folder / FILE_NAME, io.BytesIO()
    lines = CsvLines(contents)
    lines.add(_HEADER)
    empty = contents.tell()
    for refused in ledger.receiving.refused():
        lines.add((refused.name, refused.reason, refused.remedy, refused.code, refused.place))
    if contents.tell() == empty:
        _remove(path)
        return None
    if fingerprint(path) != hashlib.sha256(contents.getvalue()).hexdigest():
        write_atomically(path, contents.getvalue())
    return path


def forget_mended(ledger: Ledger, present: Mapping[str, Container[str]]) -> None:
    """Forget the refused forms that are not there any more: they were mended under another name, or taken out.

    A folder that is not there may be a share that is away for a moment, so its forms are kept in mind.

    Args:
        ledger: Knows them.
        present: What is in each folder that was searched, and in the containers there.
    """
    for refused in list(ledger.receiving.refused()):
        source = Path(refused.place)
        inside = next((lying for root, lying in present.items() if source.is_relative_to(root)), None)
        is_gone = refused.place not in inside if inside is not None else within_reach(source.parent).is_dir()
        if is_gone and not within_reach(source).exists():
            ledger.receiving.forget_refused(refused.place)
            ledger.database.touch()


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(
            f"'{path}' can't be removed ({error.strerror}).",
            remedy="Close it in other programs and run again.",
            code="cannot_write",
        ) from error
