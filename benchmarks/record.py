"""How long the record takes when it holds very many assessments: ``python -m benchmarks.record 10000 100000``.

A ledger is filled through the door by which a run fills it, with small results of invented children, three assessments
each. What is asked of it is compared with ``due``, which goes through all of them, as ``questions`` does, which says
who may be one child. ``history`` asks about one, and must not take longer the more others there are. All is processor
time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.forms import DAY, name_unlike_others
from pipeline.cases.overview import Overview
from pipeline.cases.version import Identity
from pipeline.record import Ledger
from pipeline.record.receiving import Place, Received
from pipeline.tables.due import reviews
from pipeline.tables.history import history_of

BORN: Final = dt.date(2008, 1, 1)
DAYS_OF_BIRTH: Final = 6_500
ASSESSMENTS_A_CHILD: Final = 3
ROUNDS: Final = 5


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How forms lie in the input, and whom they are about.

    Attributes:
        place: Returns the place of a form by its number.
        unclear: One form in so many says nothing of its child; none for 0.
    """

    what: str
    place: Callable[[int], str]
    unclear: int = 0


SHAPES: Final = (
    Shape(what="each form has a place", place=lambda number: f"Team {number % 50}/form {number}.docx"),
    Shape(what="each form lies in a folder of its own", place=lambda number: f"{number}/assessment.docx"),
    Shape(what="one place holds all of them", place=lambda _: "assessment.docx"),
    Shape(what="one place, some children unclear", place=lambda _: "assessment.docx", unclear=50),
    Shape(what="one place, no child known", place=lambda _: "assessment.docx", unclear=1),
)


def received(number: int, shape: Shape) -> Received:
    """Make up what is recorded of a form by its number."""
    child, turn = divmod(number, ASSESSMENTS_A_CHILD)
    on = DAY - dt.timedelta(days=100 * turn + child % 90)
    is_unclear = bool(shape.unclear) and number % shape.unclear == 0
    born = BORN + dt.timedelta(days=child % DAYS_OF_BIRTH)
    name = "" if is_unclear else name_unlike_others(child)
    identity = Identity(form="form", name=name, born=born.isoformat(), on=on.isoformat())
    review = on + dt.timedelta(days=84)
    result = {
        "answers": {"child": {"state": "answered", "value": identity.name, "raw": identity.name}},
        "checklist": {},
        "unread": [],
    }
    return Received(
        sha256=hashlib.sha256(str(number).encode()).hexdigest(),
        identity=identity,
        modified=f"{on}T10:00:00",
        status="assessed",
        made_with="",
        overview=Overview(total=40, total_max=40, rag="low", rag_max="low", due=review, review=review, rank=0),
        shown="{}",
        result=json.dumps(result),
    )


def fill(ledger: Ledger, count: int, shape: Shape) -> float:
    """Record so many forms, and return how many milliseconds each of the last tenth took."""
    run = ledger.receiving.begin_run(DAY.isoformat())
    last, start = count - max(count // 10, 1), 0.0
    with ledger.database.together():
        for number in range(count):
            start = time.process_time() if number == last else start
            name = shape.place(number)
            ledger.take(received(number, shape), [Place(path=f"/input/{name}", name=name, root="/input")], run)
    return 1000 * (time.process_time() - start) / (count - last)


def measure(folder: Path, count: int) -> Iterator[tuple[str, float]]:
    """Yield what takes how many milliseconds in a ledger that holds so many assessments."""
    with Ledger(folder) as ledger:
        yield "taking a form in", fill(ledger, count, SHAPES[0])
        references = [found for (found,) in ledger.database.rows("SELECT reference FROM assessment LIMIT 100")]
        yield "due", _ms(lambda: [*reviews(ledger.views(DAY))])
        yield "history of one", _ms(lambda: history_of(ledger, references.pop(), (), DAY))
        yield "all questions, who may be one child among them", _ms(lambda: [*ledger.views(DAY).questions()])
        yield "calendar", _ms(lambda: [*ledger.views(DAY).reviews()])
        yield "rows of tables", _ms(lambda: sum(1 for _ in ledger.views(DAY).rows()))


def _ms(work: Callable[[], object]) -> float:
    """Return the shortest of some rounds: the one that was disturbed least."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * min(times)


def table(count: int) -> str:
    """Measure and render a table; each is compared with ``due``."""
    with tempfile.TemporaryDirectory() as name:
        found = dict(measure(Path(name), count))
    lines = [f"| {count:,} assessments | times due | milliseconds |", "|---|---:|---:|"]
    return "\n".join([*lines, *(f"| {what} | {ms / found['due']:.4f} | {ms:,.2f} |" for what, ms in found.items())])


def shapes(count: int) -> str:
    """Measure how long a form takes at the end of so many that lie in different ways."""
    lines = [f"| taking a form in, after {count:,} | times the first | milliseconds |", "|---|---:|---:|"]
    found: dict[str, float] = {}
    for shape in SHAPES:
        with tempfile.TemporaryDirectory() as name, Ledger(Path(name)) as ledger:
            found[shape.what] = fill(ledger, count, shape)
    first = found[SHAPES[0].what]
    return "\n".join([*lines, *(f"| {what} | {ms / first:.2f} | {ms:,.2f} |" for what, ms in found.items())])


def main() -> None:
    """Measure for each number of assessments given; ``--shapes`` measures how forms may lie instead."""
    made = shapes if "--shapes" in sys.argv else table
    for count in (int(each) for each in sys.argv[1:] if each.isdigit()):
        print(made(count) + "\n", flush=True)


if __name__ == "__main__":
    main()
