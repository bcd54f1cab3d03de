"""Write the registers from the ledger: one workbook a form, one row an assessment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.batch.files import write_atomically
from pipeline.batch.ledger import Entry, Ledger
from pipeline.batch.outcome import Status
from pipeline.mapping import Mapping
from pipeline.writers import RegisterRow, register_bytes


def register_paths(folder: Path, mappings: Sequence[Mapping]) -> dict[Path, Mapping]:
    """Say which register holds which form: ``register.xlsx``, or one for each when there are several forms."""
    if len(mappings) == 1:
        return {folder / "register.xlsx": mappings[0]}
    return {folder / f"register-{mapping.form.id}.xlsx": mapping for mapping in mappings}


def write_registers(folder: Path, ledger: Ledger, mappings: Sequence[Mapping]) -> tuple[Path, ...]:
    """Write the registers again if they no longer hold what the ledger holds, and give their paths.

    Raises:
        CannotWrite: One can't be written, for instance because it is open in Excel.
    """
    paths = register_paths(folder, mappings)
    if ledger.register_is_stale or not all(path.is_file() for path in paths):
        for path, mapping in paths.items():
            write_atomically(path, register_bytes(_rows(ledger.entries(), mapping.form.id), mapping))
        ledger.register_written()
    return tuple(paths)


def _rows(entries: Iterable[Entry], form: str) -> Iterator[RegisterRow]:
    """Give the rows of one form in the order of their names; what was refused has none."""
    number = 0
    for entry in entries:
        result = json.loads(entry.result) if entry.status != Status.REFUSED else None
        if result is not None and result["form"] == form:
            number += 1
            yield RegisterRow.from_result(
                result, reference=number, name=entry.name, status=entry.status, document=entry.target
            )
