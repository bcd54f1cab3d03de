"""Write registers and diary from the ledger: for each form a workbook and a CSV, and one calendar of all reviews."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import CannotWrite
from pipeline.files import written_atomically
from pipeline.mapping import Mapping as FormMapping
from pipeline.record import Ledger
from pipeline.record.store.kept_blocks import KeptBlocks
from pipeline.record.views import Row, Views
from pipeline.tables.diary import DIARY, write_reviews
from pipeline.tables.due import next_review
from pipeline.tables.register_rows import KeptRows
from pipeline.tables.trend import trend
from pipeline.writers.register.row import RegisterRow
from pipeline.writers.register.write import write_register


class Written(Struct, frozen=True, kw_only=True):
    """The files that were written, or still hold what the ledger holds.

    Attributes:
        diary: ``None`` when it could not be written.
        without_mapping: Ids of forms whose registers stay as they are, since their mappings are not at hand.
        problem: Why one could not be written, for instance because it is open in Excel; the others are.
    """

    registers: tuple[Path, ...]
    diary: Path | None
    without_mapping: tuple[str, ...] = ()
    problem: CannotWrite | None = None


def register_paths(folder: Path, mappings: Sequence[FormMapping]) -> dict[Path, FormMapping]:
    """Return which register holds which form: the file that its mapping names, else one called like the form.

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
    """Leave out forms that never came in; when none came at all, those that name no register.

    The register of a form whose mapping is not at hand stays as it is.
    """
    forms = ledger.forms()
    present = [each for each in mappings if each.form.id in forms]
    if present or forms:
        return present
    return [each for each in mappings if _named(each)] or list(mappings)


def write_registers(
    folder: Path, ledger: Ledger, mappings: Sequence[FormMapping], day: dt.date, *, again: bool = False,
    names: bool = False, views: Views | None = None, others_written: bool = True,
) -> Written:  # fmt: skip
    """Write registers and diary if they no longer hold what the ledger holds, and return their paths.

    One that can't be written keeps no other from it: no review is missing in the diary because a register is open.

    Args:
        folder: The output folder.
        ledger: Of that folder.
        mappings: Of the forms.
        day: From which the days until a review are counted.
        again: Write them in any case.
        names: Say the children's names in the diary.
        views: Of the ledger, when it was judged before.
        others_written: The report and the lists say what is recorded, too; else the next run writes all of it again.
    """
    paths, diary = register_paths(folder, mappings), folder / DIARY
    present = _present(ledger, mappings)
    paths = {path: mapping for path, mapping in paths.items() if mapping in present}
    unknown = tuple(sorted(ledger.forms() - {mapping.form.id for mapping in mappings}))
    written = Written(registers=tuple(paths), diary=diary, without_mapping=unknown)
    if not again and _is_current(folder, ledger, written, day):
        return written
    views = views or ledger.views(day)
    views.keep()
    done, problems = list[Path](), list[CannotWrite]()
    for path, mapping in paths.items():
        if again:
            KeptBlocks(ledger.database, mapping.form.id).forget()
        with noting(problems):
            _write_register(path, KeptRows(ledger, views, mapping, day, register_row), mapping, day)
            done.append(path)
    with noting(problems):
        write_reviews(folder, ledger, views, day, names=names, again=again)
        done.append(diary)
    if problems:
        kept = diary if diary in done else None
        return replace(
            written, registers=tuple(path for path in paths if path in done), diary=kept, problem=problems[0]
        )
    ledger.tables_written(day.isoformat(), all_of_them=others_written and len(present) == len(ledger.forms()))
    return written


@contextmanager
def noting(problems: list[CannotWrite]) -> Iterator[None]:
    """Note that a table can't be written, so that the others are written all the same."""
    try:
        yield
    except CannotWrite as error:
        problems.append(error)


def _write_register(path: Path, rows: KeptRows, mapping: FormMapping, day: dt.date) -> None:
    beside = path.with_suffix(".csv")
    with (
        written_atomically(path) as workbook,
        written_atomically(beside) as table,
        rows.files_before(path, beside) as before,
    ):
        starts = write_register(rows, mapping, day, workbook=workbook, table=table, before=before)
    rows.note(path, beside, starts)


def _is_current(folder: Path, ledger: Ledger, written: Written, day: dt.date) -> bool:
    files = [folder / DIARY, *written.registers, *(path.with_suffix(".csv") for path in written.registers)]
    same_day = ledger.tables_day == day.isoformat()
    return same_day and not ledger.is_stale and all(path.is_file() for path in files)


def register_row(row: Row) -> RegisterRow:
    """Return what the register says about one assessment."""
    now = json.loads(row.shown)
    made = RegisterRow.from_result(
        now,
        reference=row.reference,
        name=row.name,
        status=row.status,
        document=row.document,
        newest=row.is_newest,
        review=next_review(row),
        trend=trend(json.loads(row.previous), now) if row.previous else None,
    )
    return replace(
        made,
        questions=tuple(question.message for question in row.questions),
        signed_off_by=row.signed.by if row.signed is not None else "",
        signed_off_on=dt.date.fromisoformat(row.signed.on) if row.signed is not None else None,
        settled=row.settled,
        versions=row.versions,
        corrected=row.is_corrected,
    )
