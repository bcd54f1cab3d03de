"""Write registers and diary from the ledger: for each form a workbook and a CSV, and one calendar of all reviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from pipeline.batch.assessments import Assessed, Assessments
from pipeline.batch.due import next_review, reviews
from pipeline.batch.files import written_atomically
from pipeline.batch.ledger import Ledger
from pipeline.batch.trend import trend
from pipeline.mapping import Mapping as FormMapping
from pipeline.writers.diary import DiaryEntry, write_diary
from pipeline.writers.diary_before import diary_before
from pipeline.writers.register import write_register
from pipeline.writers.register_row import RegisterRow, Trend

DIARY = "reviews.ics"


class Written(Struct, frozen=True, kw_only=True):
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
    names: bool = False, assessments: Assessments | None = None,
) -> Written:  # fmt: skip
    """Write registers and diary if they no longer hold what the ledger holds, and give their paths.

    Args:
        folder: The output folder.
        ledger: Of that folder.
        mappings: Of the forms.
        day: From which the days until a review are counted.
        again: Write them in any case.
        names: Say the children's names in the diary.
        assessments: Of the ledger, when they were read before.

    Raises:
        CannotWrite: One can't be written, for instance because it is open in Excel.
    """
    paths, diary = register_paths(folder, mappings), folder / DIARY
    present = _present(ledger, mappings)
    paths = {path: mapping for path, mapping in paths.items() if mapping in present}
    written = Written(registers=tuple(paths), diary=diary)
    if not again and _is_current(ledger, written, day):
        return written
    assessments = assessments or Assessments(ledger, mappings)
    for path, mapping in paths.items():
        with written_atomically(path) as workbook, written_atomically(path.with_suffix(".csv")) as table:
            write_register(_rows(assessments, ledger, mapping), mapping, day, workbook=workbook, table=table)
    before = diary_before(diary)
    with written_atomically(diary) as stream:
        write_diary(_diary_entries(assessments, ledger), day, stream, names=names, before=before)
    ledger.register_written(day.isoformat())
    return written


def _is_current(ledger: Ledger, written: Written, day: dt.date) -> bool:
    files = [written.diary, *written.registers, *(path.with_suffix(".csv") for path in written.registers)]
    same_day = ledger.register_day == day.isoformat()
    return same_day and not ledger.register_is_stale and all(path.is_file() for path in files)


def _rows(assessments: Assessments, ledger: Ledger, mapping: FormMapping) -> Iterator[RegisterRow]:
    """Give the rows of one form in the order of their names; what was refused has none."""
    ledger.give_references()
    for each in assessments:
        if each.result is None or each.result["form"] != mapping.form.id:
            continue
        yield RegisterRow.from_result(
            each.result,
            reference=str(ledger.reference(each.entry.name).number),
            name=each.entry.name,
            status=each.entry.status,
            document=each.entry.target,
            newest=each.case.newest,
            review=next_review(each.result, mapping) if each.case.newest else None,
            trend=_trend(assessments, each),
        )


def _trend(assessments: Assessments, now: Assessed) -> Trend | None:
    before = assessments.find(now.case.previous).result if now.case.previous else None
    return trend(before, now.result) if before and now.result else None


def _diary_entries(assessments: Assessments, ledger: Ledger) -> Iterator[DiaryEntry]:
    for due in reviews(assessments, ledger):
        yield DiaryEntry(
            uid=due.uid,
            reference=due.reference,
            day=due.review.day,
            due=due.review.due,
            level=due.level,
            times=due.times,
            child=due.child,
        )
