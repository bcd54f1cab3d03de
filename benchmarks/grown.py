"""What one new form costs where very many are done: ``python -m benchmarks.grown 2000 20000``.

A folder is filled as runs would have left it: every form lies in the input, is in the ledger and has its document. They
hold the readings of a few forms under other names and dates, three assessments a child; of documents there is only the
name, since none is read again. Then one form comes in, and the command names the whole folder. Its processor time is
compared with that of the same form in an empty folder.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from benchmarks.forms import DAY, forms, name_unlike_others
from benchmarks.measured import Aim, used_by
from pipeline.batch.ledger.open import open_ledger
from pipeline.batch.ledger.receive import Record, received_again
from pipeline.batch.worker import Worker
from pipeline.cases.decision import digest_of
from pipeline.files import look_of
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import load_catalogue
from pipeline.process.form import read_one
from pipeline.record import Ledger
from pipeline.record.populated import Populated
from pipeline.record.receiving import KnownVersion, Place

ROOT: Final = Path(__file__).resolve().parent.parent
USUAL: Final = (2_000, 20_000)
ASSESSMENTS_A_CHILD: Final = 3
_READINGS: Final = 12
_BORN: Final = dt.date(2010, 1, 1)
_TEAMS: Final = 50
_COMMENT: Final = 8
"""Bytes that make the files differ: a zip may end with a comment, which nobody reads."""


def fill(folder: Path, count: int) -> None:
    """Fill a folder with so many forms that are done, and have the tables written."""
    layouts = prepare_layouts(load_catalogue())
    worker = Worker(layouts=layouts, day=DAY)
    made = [*forms(_READINGS)]
    read = [read_one(form, name="form.docx", layouts=layouts.forms, day=DAY) for form in made]
    (folder / "output").mkdir(parents=True)
    with open_ledger(folder / "output", layouts.mappings) as ledger:
        run = ledger.receiving.begin_run(DAY.isoformat())
        with ledger.database.together():
            for number in range(count):
                result = read[number % _READINGS]
                name = f"Team {number // ASSESSMENTS_A_CHILD % _TEAMS}/form {number}.docx"
                path = folder / "input" / name
                content = _numbered(made[number % _READINGS], number)
                _write(path, content)
                status = "needs_review" if result.needs_review else "assessed"
                record = _of_child(result.record, number)
                received = replace(
                    received_again(record, result.mapping), sha256=hashlib.sha256(content).hexdigest(),
                    made_with=worker.made_with, decided=digest_of(()), status=status, written=path.stat().st_mtime,
                )  # fmt: skip
                place = Place(path=str(path), name=name, root=str(folder / "input"), written=path.stat().st_mtime)
                known = ledger.take(received, [place], run)
                _keep_document(ledger, known, name, folder / "output")
    process(folder)
    process(folder)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _numbered(form: bytes, number: int) -> bytes:
    """Return a form as a file of its own: with a comment at the end of the zip."""
    assert form[-2:] == b"\0\0"
    return form[:-2] + _COMMENT.to_bytes(2, "little") + number.to_bytes(_COMMENT, "little")


def _of_child(record: Record, number: int) -> Record:
    """Return a result as that of another child, or on another day."""
    child, turn = divmod(number, ASSESSMENTS_A_CHILD)
    said = {
        "child_name": name_unlike_others(child),
        "date_of_birth": (_BORN + dt.timedelta(days=child % 3000)).isoformat(),
        "date_completed": (DAY - dt.timedelta(days=100 * turn + child % 90)).isoformat(),
    }
    answers = {
        field: {**answer, "state": "answered", "value": said[field], "raw": said[field]} if field in said else answer
        for field, answer in record["answers"].items()
    }
    return {**record, "answers": answers}


def _keep_document(ledger: Ledger, known: KnownVersion, name: str, output: Path) -> None:
    recorded = ledger.find(known.reference)
    assert recorded is not None
    content = known.sha256.encode()
    _write(output / recorded.target, content)
    sha256 = hashlib.sha256(content).hexdigest()
    ledger.documents.keep(
        Populated(
            reference=known.reference, target=recorded.target, sha256=sha256, intended=sha256, version=known.sha256,
            made_with=known.made_with, decided=known.decided, seen=look_of(output / recorded.target),
        )
    )  # fmt: skip


def process(folder: Path, *options: str, day: dt.date = DAY) -> tuple[float, float]:
    """Process a folder, and return how many seconds of processor time that took, and how many megabytes at most."""
    command = ["-m", "pipeline", "process", str(folder / "input"), "-o", str(folder / "output"), "--quiet"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen([sys.executable, *command, "--day", day.isoformat(), *options], env=environment)
    used = used_by(run)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def new_form(folder: Path, number: int) -> None:
    """Put a form there that nobody saw before."""
    *_, form = forms(_READINGS + number + 1)
    _write(folder / "input" / "Team 7" / f"new {number}.docx", form)


@dataclass(frozen=True, kw_only=True)
class Grown:
    """What runs cost where so many forms are done, in seconds of processor time.

    Attributes:
        first: One form in an empty folder.
        takes: What each run over the whole folder takes, by what is new in it.
        peak: The most memory of a run over the whole folder in which one form is new, in megabytes.
        ledger: Bytes a form.
        tables: The size of each table in bytes.
    """

    count: int
    first: float
    takes: dict[str, float]
    peak: float
    ledger: float
    tables: dict[str, int]


ONE_NEW: Final = "one new form"


def measure(count: int) -> Grown:
    """Measure runs over so many forms that are done."""
    with tempfile.TemporaryDirectory() as name:
        empty = []
        for number in range(3):
            new_form(Path(name) / f"empty {number}", number)
            empty.append(process(Path(name) / f"empty {number}"))
        grown = Path(name) / "grown"
        fill(grown, count)
        nothing_new = [process(grown) for _ in range(3)]
        one_new = []
        for number in range(3):
            new_form(grown, number)
            one_new.append(process(grown))
        (first, _), (nothing, _), (one, peak) = min(empty), min(nothing_new), min(one_new)
        next_day, _ = process(grown, day=DAY + dt.timedelta(days=1))
        takes = {"nothing new": nothing, ONE_NEW: one, "the next day": next_day}
        size = sum(path.stat().st_size for path in (grown / "output").glob("ledger.sqlite*"))
        tables = {path.name: path.stat().st_size for path in sorted((grown / "output").glob("re*.*"))}
        return Grown(count=count, first=first, takes=takes, peak=peak, ledger=size / count, tables=tables)


def aims(grown: Grown) -> Iterator[Aim]:
    """Yield what one new form costs among so many, and what each takes in the ledger."""
    times = grown.takes[ONE_NEW] / grown.first
    what = f"one new form among {grown.count:,} done, times one in an empty folder"
    yield Aim(what=what, before="25", now=times, most=1.5)
    yield Aim(what="ledger, bytes a form", before="26,500", now=grown.ledger, most=6_000)


def said(grown: Grown) -> Iterator[str]:
    """Yield what was measured, in lines to read."""
    yield f"{grown.count:,} forms done; one form in an empty folder takes {grown.first:.2f} s"
    for what, seconds in grown.takes.items():
        yield f"- {what}: {seconds:.2f} s, {seconds / grown.first:.2f} times"
    yield f"- memory: {grown.peak:,.0f} MB at most"
    yield f"- ledger: {grown.ledger:,.0f} bytes a form"
    for name, size in grown.tables.items():
        yield f"- {name}: {size / 1e6:.1f} MB"


def main() -> None:
    """Measure for each number of forms given."""
    for count in map(int, sys.argv[1:] or USUAL):
        for line in said(measure(count)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
