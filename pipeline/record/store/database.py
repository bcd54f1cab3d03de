"""The SQLite file of a ledger: opened for its owner only, changed as a whole, every complaint in plain words."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import msgspec

from pipeline.errors import CannotWrite
from pipeline.files import look_of, open_for_owner
from pipeline.record.store import layouts

FILE_NAME: Final = "ledger.sqlite"
CANNOT_BE_USED: Final = "ledger"
"""The code of the error for a file that is in order, as far as anybody can tell, and can't be opened or written."""
_PATIENCE: Final = 30  # seconds that a transaction of another process is waited for
_CACHE: Final = 8192
"""Kilobytes of pages that SQLite keeps at most. Tables are in the order of names and readings in that of their arrival:
with the two megabytes that are usual each page is read again and again."""


class Database:
    """One ledger file; one process writes it at a time."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        """Open the file in ``folder``, or start one; one of an older layout stays as it is.

        Args:
            folder: The output folder.
            read_only: Leave no trace there; the file has to be there.

        Raises:
            CannotWrite: It can't be opened, or is no ledger of this version.
        """
        self.path = folder / FILE_NAME
        self._look = ""
        self._said = _Said(self)
        with self._said:
            self.connection = self._connected(read_only=read_only)
            try:
                if read_only:
                    self._check_layout()
                    if self.layout == 0:
                        raise self._cannot_be_used("nothing was recorded in it yet")
                else:
                    self._prepare()
            except BaseException:
                self.close()  # on Windows nobody could put another file in its place
                raise

    def _connected(self, *, read_only: bool) -> sqlite3.Connection:
        if read_only:
            # Without changes in a log beside it, it needs none of the side files that SQLite would make.
            log = self.path.with_name(f"{FILE_NAME}-wal")
            is_still = not log.exists() or log.stat().st_size == 0
            self._look = look_of(self.path) if is_still else ""
            uri = f"{self.path.absolute().as_uri()}?mode=ro{'&immutable=1' if is_still else ''}"
            return sqlite3.connect(uri, uri=True, isolation_level=None)
        os.close(open_for_owner(self.path, os.O_RDWR))  # SQLite gives its side files the same rights
        # Each statement commits by itself, unless several are kept together.
        return sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    @property
    def layout(self) -> int:
        """The layout that the file has; 0 for an empty one."""
        return int(self.connection.execute("PRAGMA user_version").fetchone()[0])

    @property
    def was_changed(self) -> bool:
        """Whether a file that is only read, and that nobody wrote when it was opened, was written since."""
        return self._look not in ("", look_of(self.path))

    def rows(self, statement: str, *values: object) -> list[Any]:
        """Return all rows that a statement gives."""
        with self._said:
            return self.connection.execute(statement, values).fetchall()

    def row(self, statement: str, *values: object) -> Any:
        """Return the first row that a statement gives, or ``None``."""
        with self._said:
            return self.connection.execute(statement, values).fetchone()

    def value(self, statement: str, *values: object) -> Any:
        """Return the first column of the first row, or ``None``."""
        found = self.row(statement, *values)
        return None if found is None else found[0]

    def has_table(self, name: str) -> bool:
        """Return whether there is a table; a ledger of an earlier version that is only read lacks the later ones."""
        return self.row("SELECT 1 FROM sqlite_master WHERE name = ?", name) is not None

    def stream(self, statement: str, *values: object) -> Iterator[Any]:
        """Return rows one by one, so that any number needs no memory."""
        with self._said:
            yield from self.connection.execute(statement, values)

    def change(self, statement: str, *values: object) -> int:
        """Carry out a statement and return how many rows it changed."""
        with self._said:
            return self.connection.execute(statement, values).rowcount

    def change_many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Carry out a statement for each row of values."""
        with self._said:
            self.connection.executemany(statement, rows)

    def together(self) -> AbstractContextManager[None]:
        """Keep all changes made meanwhile at the end, or none of them; within another one, at the end of that."""
        return self._within("BEGIN IMMEDIATE")

    def at_one_moment(self) -> AbstractContextManager[None]:
        """Ask for what is recorded at one moment, whatever is recorded meanwhile: nobody is waited for, nor waits."""
        return self._within("BEGIN")

    @contextlib.contextmanager
    def _within(self, begin: str) -> Iterator[None]:
        if self._is_within:
            yield
            return
        try:
            with self._said:
                self.connection.execute(begin)
            yield
            with self._said:
                self.connection.execute("COMMIT")
        except BaseException:
            self._take_back()
            raise

    @property
    def _is_within(self) -> bool:
        return self.connection.in_transaction

    def _take_back(self) -> None:
        if self._is_within:  # SQLite may have done it by itself, when the disk is full
            self.connection.execute("ROLLBACK")

    def shrink(self) -> None:
        """Write the file anew without what was deleted, and empty the log of changes beside it."""
        with self._said:
            self._keep_aside("FILE")  # all of the ledger
            self.connection.execute("VACUUM")
            self._keep_aside("MEMORY")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _keep_aside(self, store: str) -> None:
        """Tell where SQLite keeps what it needs for a moment: pages as they were before a statement, what it sorts.

        In a file, which lies outside of the output folder, those pages were ten times what a form takes in the ledger.
        """
        self.connection.execute(f"PRAGMA temp_store = {store}")

    def touch(self) -> None:
        """Note that register, report and diary no longer say what is recorded."""
        self.change("UPDATE tables SET stale = 1, revision = revision + 1")

    def _check_layout(self) -> None:
        if self.layout > layouts.CURRENT:
            raise CannotWrite(
                f"'{self.path}' was made by a newer version of wordform.",
                remedy="Use that version, or name a new output folder with -o.",
                code="ledger_version",
            )

    def _prepare(self) -> None:
        self._check_layout()
        self.connection.execute("PRAGMA synchronous = NORMAL")  # with WAL nothing is lost by a killed process
        self.connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten
        # Whoever begins it at the same time makes tables and layout in one step.
        is_filled = self.connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        if is_filled and self.layout == 0:
            raise CannotWrite(
                f"'{self.path}' is a database of another program.",
                remedy="Move it elsewhere, or name another output folder with -o.",
                code="ledger_of_others",
            )
        if self.layout == 0:
            self.connection.execute("PRAGMA page_size = 16384")  # so that several readings share one, with little left
            self.connection.execute("PRAGMA journal_mode = WAL")
            with self.together():
                if self.layout == 0:
                    self.make_tables()
        elif self.layout >= layouts.FIRST_WITH_VERSIONS:
            self._make_later_tables()
        # Last: kilobytes become a number of pages, and that stays when the pages of a new file become larger.
        self.connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        self._keep_aside("MEMORY")

    def _make_later_tables(self) -> None:
        """Make what an earlier version had not; that must not open what is recorded from now on."""
        if self.layout == layouts.CURRENT:
            return
        with self.together():
            for (trigger,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                self.change(f"DROP TRIGGER {trigger}")
            moved = layouts.LOOKS_MOVED if self.layout < layouts.FIRST_WITH_LOOKS else ""
            for statement in _statements(layouts.GONE + moved + layouts.LATER + layouts.FILLED):
                self.change(statement)
            self.change(f"PRAGMA user_version = {layouts.CURRENT}")

    def make_tables(self) -> None:
        """Make the tables of the current layout, within the transaction of the caller."""
        for statement in _statements(layouts.TABLES + layouts.LATER):
            self.change(statement)
        self.change(f"PRAGMA user_version = {layouts.CURRENT}")

    def what_to_do(self, error: Exception) -> CannotWrite | None:
        """Return the error that says what to do about one of SQLite or the system; nothing for any other."""
        if isinstance(error, sqlite3.OperationalError | sqlite3.ProgrammingError | sqlite3.IntegrityError):
            return self._cannot_be_used(str(error))
        if isinstance(error, sqlite3.DatabaseError):
            return self.damaged(str(error))
        if isinstance(error, sqlite3.Error | OSError):
            return self._cannot_be_used(error.strerror if isinstance(error, OSError) else str(error))
        return None

    def damaged(self, reason: str) -> CannotWrite:
        """Return the error that says that the ledger is damaged, and what to do."""
        return CannotWrite(
            f"The ledger '{self.path}' is damaged ({reason}).",
            remedy=f"Put it back from a backup in '{self.path.parent / 'backups'}'; or take it away and run "
            "wordform process again, which makes it anew from forms, results, decisions and key.",
            code="ledger_damaged",
        )

    def _cannot_be_used(self, reason: str | None) -> CannotWrite:
        return CannotWrite(
            f"The ledger '{self.path}' can't be used ({reason}).",
            remedy="Check the free space, that you may write there, and that no other run uses this output folder.",
            code=CANNOT_BE_USED,
        )


def as_json(values: Iterable[object]) -> str:
    """Return values as a statement takes any number of them, by ``json_each``."""
    return msgspec.json.encode([*values]).decode()


class _Said:
    """Turns what SQLite and the system complain about into an error that says what to do.

    It is entered a hundred times a form, so it is no generator, which would take five times as long.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        said = self._database.what_to_do(error) if isinstance(error, Exception) else None
        if said is not None:
            raise said from error


def _statements(script: str) -> Iterator[str]:
    """Return the statements of a script one by one: run as a whole it would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
