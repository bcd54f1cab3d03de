"""A ledger of layout 5 to 10 becomes one of today's when it is opened, and says what it said.

``ledgers`` holds what the code of each layout recorded of two forms, as SQL: Casey's of 2026-10-05 and Riley's of
2026-08-05, in a folder ``{team}/input``. Blocks of tables, on which nothing hangs, are left out.
"""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from pipeline.record import Ledger
from pipeline.record.store import layouts
from tests.at_work import Team, form

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("whole_registers")

LEDGERS: Final = Path(__file__).with_name("ledgers")
KEY: Final = f"{7:064}"
ROWS: Final = [
    ("Casey Madeup", "2011-06-21", "2026-10-05", "a.docx"),
    ("Riley Fictional", "2012-02-03", "2026-08-05", "b.docx"),
]


@pytest.fixture(params=range(layouts.FIRST_WITH_VERSIONS, layouts.CURRENT))
def old(request: pytest.FixtureRequest, team: Team) -> Team:
    team.output.mkdir()
    (team.output / "ledger.key").write_text(KEY, "ascii")
    script = gzip.decompress((LEDGERS / f"layout-{request.param}.sql.gz").read_bytes()).decode()
    with _opened(team) as connection:
        connection.executescript(script.replace("{team}/input", team.input.absolute().as_posix()))
    return team


class _opened:  # noqa: N801 - used like a function
    def __init__(self, team: Team) -> None:
        self._connection = sqlite3.connect(team.output / "ledger.sqlite")

    def __enter__(self) -> sqlite3.Connection:
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def built(team: Team) -> Iterator[tuple[object, ...]]:
    """Yield what the ledger is built of: tables with their columns, indexes, and what the database does by itself."""
    with _opened(team) as connection:
        yield from connection.execute("PRAGMA user_version")
        for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall():
            columns = connection.execute("SELECT name FROM pragma_table_info(?) ORDER BY name", (name,)).fetchall()
            yield kind, name, *columns, *([sql] if kind == "trigger" else [])


def shown(team: Team) -> list[tuple[str, ...]]:
    return [(row.name, row.born, row.completed, row.file) for row in team.rows()]


def test_what_was_recorded_is_shown_and_goes_on(old: Team) -> None:
    reviews = {each["reference"]: each["review"] for each in old.due()}  # only reads
    old.run("register")
    assert shown(old) == ROWS
    assert {row.reference: row.review for row in old.rows()} == reviews
    old.run("withdraw", old.ref("a.docx"), "--by", "Sam Lead", "--why", "Wrong form")
    assert shown(old) == ROWS[1:]
    old.put("c.docx", form("Riley Fictional", "03/02/2012", "05/10/2026", "neet", "sen"))
    old.process()
    assert [(row.file, row.newest) for row in old.rows()] == [("b.docx", "no"), ("c.docx", "yes")]
    tables = [(old.output / name).read_bytes() for name in ("register.xlsx", "register.csv", "reviews.ics")]
    old.run("register")
    assert tables == [(old.output / name).read_bytes() for name in ("register.xlsx", "register.csv", "reviews.ics")]


def test_it_is_built_as_a_new_one(old: Team, tmp_path_factory: pytest.TempPathFactory) -> None:
    with Ledger(old.output):
        pass
    new = Team(tmp_path_factory.mktemp("new"))
    new.output.mkdir()
    with Ledger(new.output):
        pass
    assert [*built(old)] == [*built(new)]
    with _opened(old) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
