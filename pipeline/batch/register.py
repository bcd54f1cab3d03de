"""Write registers and diary from the ledger: for each form a workbook and a CSV, and one calendar of all reviews."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.due import next_review, reviews
from pipeline.batch.files import written_atomically
from pipeline.batch.ledger import Ledger
from pipeline.batch.outcome import Status
from pipeline.batch.trend import Cases, trend
from pipeline.mapping import Mapping as FormMapping
from pipeline.writers.diary import DiaryEntry, write_diary
from pipeline.writers.diary_before import diary_before
from pipeline.writers.register import write_register
from pipeline.writers.register_row import RegisterRow, Trend

DIARY = "reviews.ics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The files that were written, or still hold what the ledger holds."""

    registers: tuple[Path, ...]
    diary: Path


def register_paths(folder: Path, mappings: Sequence[FormMapping]) -> dict[Path, FormMapping]:
    """Say which register holds which form: the file that its mapping names, else one called like the form.

    A form that is the only one has ``register.xlsx``.
    """
    if len(mappings) == 1:
        return {folder / f"{_named(mappings[0]) or 'register'}.xlsx": mappings[0]}
    names = {mapping.form.id: _named(mapping) for mapping in mappings}
    taken = [name for name in names.values() if name]
    return {
        folder / f"{name if name and taken.count(name) == 1 else f'register-{mapping.form.id}'}.xlsx": mapping
        for mapping in mappings
        for name in (names[mapping.form.id],)
    }


def _named(mapping: FormMapping) -> str | None:
    return mapping.register_.file if mapping.register_ is not None else None


def _present(ledger: Ledger, mappings: Sequence[FormMapping]) -> list[FormMapping]:
    """Leave out forms that never came in; when none came at all, those that name no register."""
    forms = ledger.forms()
    present = [each for each in mappings if each.form.id in forms]
    return present or [each for each in mappings if _named(each)] or list(mappings)


def write_registers(
    folder: Path, ledger: Ledger, mappings: Sequence[FormMapping], day: dt.date, *, again: bool = False,
    names: bool = False,
) -> Written:  # fmt: skip
    """Write registers and diary if they no longer hold what the ledger holds, and give their paths.

    Args:
        folder: The output folder.
        ledger: Of that folder.
        mappings: Of the forms.
        day: From which the days until a review are counted.
        again: Write them in any case.
        names: Say the children's names in the diary.

    Raises:
        CannotWrite: One can't be written, for instance because it is open in Excel.
    """
    paths, diary = register_paths(folder, mappings), folder / DIARY
    present = _present(ledger, mappings)
    paths = {path: mapping for path, mapping in paths.items() if mapping in present}
    written = Written(registers=tuple(paths), diary=diary)
    if not again and _is_current(ledger, written, day):
        return written
    for path, mapping in paths.items():
        with written_atomically(path) as workbook, written_atomically(path.with_suffix(".csv")) as table:
            write_register(_rows(ledger, mapping), mapping, day, workbook=workbook, table=table)
    before = diary_before(diary)
    with written_atomically(diary) as stream:
        write_diary(_diary_entries(ledger, mappings), day, stream, names=names, before=before)
    ledger.register_written(day.isoformat())
    return written


def _is_current(ledger: Ledger, written: Written, day: dt.date) -> bool:
    files = [written.diary, *written.registers, *(path.with_suffix(".csv") for path in written.registers)]
    same_day = ledger.register_day == day.isoformat()
    return same_day and not ledger.register_is_stale and all(path.is_file() for path in files)


def _rows(ledger: Ledger, mapping: FormMapping) -> Iterator[RegisterRow]:
    """Give the rows of one form in the order of their names; what was refused has none."""
    cases = Cases(ledger.entries(), [mapping])
    ledger.give_references()
    for entry in ledger.entries():
        result = json.loads(entry.result) if entry.status != Status.REFUSED else None
        if result is None or result["form"] != mapping.form.id:
            continue
        case = cases.find(entry.name)
        yield RegisterRow.from_result(
            result,
            reference=ledger.reference(entry.name).number,
            name=entry.name,
            status=entry.status,
            document=entry.target,
            newest=case.newest,
            review=next_review(result, mapping) if case.newest else None,
            trend=_trend(ledger, case.previous, result),
        )


def _trend(ledger: Ledger, previous: str | None, result: Mapping[str, object]) -> Trend | None:
    before = ledger.find(previous) if previous else None
    return trend(json.loads(before.result), result) if before else None


def _diary_entries(ledger: Ledger, mappings: Sequence[FormMapping]) -> Iterator[DiaryEntry]:
    for due in reviews(ledger, mappings):
        yield DiaryEntry(
            uid=due.uid,
            reference=due.reference,
            day=due.review.day,
            due=due.review.due,
            level=due.level,
            times=due.times,
            child=due.child,
        )
