"""The ledger: what was processed, and with what result. An SQLite file in the output folder, for its owner only."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct
from msgspec.structs import astuple, fields

from pipeline.errors import CannotWrite

FILE_NAME = "ledger.sqlite"
_TABLES = """
BEGIN;
CREATE TABLE form (
    name          TEXT PRIMARY KEY,  -- place below the input
    sha256        TEXT NOT NULL,     -- of the form's bytes; empty when it could not be read
    made_with     TEXT NOT NULL,     -- digest of program, mappings, policy and blanks
    status        TEXT NOT NULL,     -- assessed, needs_review or refused
    target        TEXT NOT NULL,     -- the document, below the output folder
    target_sha256 TEXT NOT NULL,     -- of the document as it was last written; empty for none
    result        TEXT NOT NULL,     -- JSON, as `wordform read --json` prints it; empty when refused
    code          TEXT NOT NULL,     -- why it was refused: short name, what was found, what to do
    reason        TEXT NOT NULL,
    remedy        TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE register (stale INTEGER NOT NULL);  -- one row: forms were kept since the register was written
INSERT INTO register VALUES (0);
PRAGMA user_version = 1;
COMMIT;
"""
_SECOND_LAYOUT = """
BEGIN;
CREATE TABLE reference (
    number INTEGER PRIMARY KEY,  -- what people call an assessment by; never given twice
    name   TEXT NOT NULL UNIQUE, -- of the form
    uid    TEXT NOT NULL         -- what calendars know its review by; says nothing about the form
);
ALTER TABLE register ADD COLUMN day TEXT NOT NULL DEFAULT '';  -- from which the days in the register are counted
PRAGMA user_version = 2;
COMMIT;
"""
_THIRD_LAYOUT = """
BEGIN;
ALTER TABLE form ADD COLUMN source TEXT NOT NULL DEFAULT '';  -- where the form lay
CREATE INDEX form_by_content ON form (sha256, status);  -- so that copies and refused forms are found without …
CREATE INDEX form_by_status ON form (status);           -- … reading all results
PRAGMA user_version = 3;
COMMIT;
"""
_FOURTH_LAYOUT = """
BEGIN;
CREATE TABLE document (          -- documents that follow from forms
    form   TEXT NOT NULL,        -- place of the form below the input; empty for lists of many forms
    id     TEXT NOT NULL,        -- of the document in the mapping
    target TEXT NOT NULL,        -- the file, below the output folder
    sha256 TEXT NOT NULL,        -- of the file as it was last written
    PRIMARY KEY (form, id)
) WITHOUT ROWID;
CREATE TABLE followed (          -- forms whose documents were made
    form TEXT PRIMARY KEY, sha256 TEXT NOT NULL, made_with TEXT NOT NULL
) WITHOUT ROWID;
PRAGMA user_version = 4;
COMMIT;
"""
_LAYOUTS = (
    _TABLES,
    _SECOND_LAYOUT,
    _THIRD_LAYOUT,
    _FOURTH_LAYOUT,
)  # PRAGMA user_version says how many of them a file has


class Entry(Struct, frozen=True, kw_only=True):
    """One form in the ledger; the table explains the columns."""

    name: str
    sha256: str
    made_with: str
    status: str
    target: str
    target_sha256: str
    result: str = ""
    code: str = ""
    reason: str = ""
    remedy: str = ""
    source: str = ""


class WrittenDocument(Struct, frozen=True, kw_only=True):
    """A document that follows from a form, as it was last written; ``target`` lies below the output folder."""

    target: str
    sha256: str


class Reference(Struct, frozen=True, kw_only=True):
    """How an assessment is named outside: by people, and by calendars."""

    number: int
    uid: str


_COLUMNS = tuple(field.name for field in fields(Entry))
_KEEP = f"INSERT OR REPLACE INTO form ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - own names
_GIVE_REFERENCES = """
INSERT INTO reference (name, uid) SELECT name, uid_of(name, sha256) FROM form
WHERE result != '' AND name NOT IN (SELECT name FROM reference) ORDER BY name
"""
_COPIES = """
SELECT form.name, first.name FROM form
JOIN (SELECT sha256, MIN(name) AS name FROM form WHERE status != 'refused' GROUP BY sha256 HAVING COUNT(*) > 1) AS first
ON form.sha256 = first.sha256 AND form.name != first.name
WHERE form.status != 'refused' ORDER BY form.name
"""
_READ = f"SELECT {', '.join(_COLUMNS)} FROM form"  # noqa: S608 - own names


class Ledger:
    """The ledger of one output folder. Use it as a context manager; one process writes it at a time."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        """Open the ledger in ``folder``, or start one.

        Args:
            folder: The output folder.
            read_only: Leave no trace there; the ledger has to be there.

        Raises:
            CannotWrite: It can't be opened, or is no ledger of this version.
        """
        self.path = folder / FILE_NAME
        with self._said():
            if read_only:
                # Without a log of changes beside it, it needs none of the side files that SQLite would make.
                still = "" if self.path.with_name(f"{FILE_NAME}-wal").exists() else "&immutable=1"
                self._connection = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro{still}", uri=True)
                return
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite gives its side files the same rights
            # Each statement commits by itself: a form is recorded as soon as its document is in place.
            self._connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            self._prepare()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def find(self, name: str) -> Entry | None:
        """Find the entry of a form by its place below the input."""
        with self._said():
            row = self._connection.execute(f"{_READ} WHERE name = ?", (name,)).fetchone()
        return None if row is None else _entry(row)

    def was_made_with(self, made_with: str) -> bool:
        """Tell whether some form was worked out with just this (:attr:`Entry.made_with`)."""
        with self._said():
            found = self._connection.execute("SELECT EXISTS (SELECT 1 FROM form WHERE made_with = ?)", (made_with,))
            return bool(found.fetchone()[0])

    def keep(self, entry: Entry) -> bool:
        """Keep an entry in place of the form's earlier one, and tell whether that changed anything."""
        if self.find(entry.name) == entry:
            return False
        with self._said(), self.kept_together():
            self._connection.execute(_KEEP, astuple(entry))
            self._connection.execute("UPDATE register SET stale = 1")
        return True

    @contextlib.contextmanager
    def kept_together(self) -> Iterator[None]:
        """Keep all that is kept meanwhile at the end, or nothing of it; within another one, at the end of that."""
        within_another = self._connection.in_transaction
        if within_another:
            yield
            return
        try:
            with self._said():
                self._connection.execute("BEGIN IMMEDIATE")
            yield
            with self._said():
                self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # SQLite may have taken it back by itself, when the disk is full
                self._connection.execute("ROLLBACK")
            raise

    def entries(self) -> Iterator[Entry]:
        """Give all entries in the order of their names."""
        with self._said():
            for row in self._connection.execute(f"{_READ} ORDER BY name"):
                yield _entry(row)

    def refused(self) -> Iterator[Entry]:
        """Give the entries of the forms that were refused, in the order of their names."""
        with self._said():
            for row in self._connection.execute(f"{_READ} WHERE status = 'refused' ORDER BY name"):
                yield _entry(row)

    def forget(self, name: str) -> None:
        """Take the entry of a form out."""
        with self._said(), self.kept_together():
            self._connection.execute("DELETE FROM form WHERE name = ?", (name,))
            self._connection.execute("UPDATE register SET stale = 1")

    def forms(self) -> set[str]:
        """Give the ids of the forms that have results."""
        with self._said():
            # Results begin with the form's id; no more of them is looked at, for they are long.
            rows = self._connection.execute("SELECT DISTINCT substr(result, 1, instr(result, ',') - 1) FROM form")
            return {json.loads(f"{start}}}")["form"] for (start,) in rows if start}

    def first_of(self, sha256: str) -> str:
        """Give the first of the forms, by name, that are this file, byte for byte; one that has a result has to be."""
        first = "SELECT MIN(name) FROM form WHERE sha256 = ? AND status IN ('assessed', 'needs_review')"
        with self._said():
            return str(self._connection.execute(first, (sha256,)).fetchone()[0])

    def copies(self) -> Iterator[tuple[str, str]]:
        """Give each form that is the same file, byte for byte, as another one, and the name of the first of them."""
        with self._said():
            yield from self._connection.execute(_COPIES)

    @property
    def register_is_stale(self) -> bool:
        """Whether forms were kept since the register was written, by this run or one that was cut short."""
        with self._said():
            return bool(self._connection.execute("SELECT stale FROM register").fetchone()[0])

    def register_written(self, day: str = "") -> None:
        """Note that the register holds what the ledger holds, counted from a day (``YYYY-MM-DD``)."""
        with self._said():
            self._connection.execute("UPDATE register SET stale = 0, day = ?", (day,))

    @property
    def register_day(self) -> str:
        """The day from which the register was counted when it was last written."""
        with self._said():
            return str(self._connection.execute("SELECT day FROM register").fetchone()[0])

    def give_references(self) -> None:
        """Give each form that has a result and no reference yet the next number, in the order of names."""
        with self._said(), self.kept_together():
            self._connection.create_function("uid_of", 2, _uid, deterministic=True)
            self._connection.execute(_GIVE_REFERENCES)

    def reference(self, name: str) -> Reference:
        """Find the reference of a form that was given one."""
        known = "SELECT number, uid FROM reference WHERE name = ?"
        with self._said():
            number, uid = self._connection.execute(known, (name,)).fetchone()
        return Reference(number=number, uid=uid)

    def documents(self, form: str) -> dict[str, WrittenDocument]:
        """Give the documents that follow from a form by their ids, as they were last written."""
        with self._said():
            rows = self._connection.execute("SELECT id, target, sha256 FROM document WHERE form = ?", (form,))
            return {name: WrittenDocument(target=target, sha256=sha256) for name, target, sha256 in rows}

    def keep_documents(self, form: str, documents: Mapping[str, WrittenDocument], sha256: str, made_with: str) -> None:
        """Keep what follows from a form in place of what was kept before, and what it was made from and with."""
        rows = [(form, name, each.target, each.sha256) for name, each in documents.items()]
        with self._said(), self.kept_together():
            self._connection.execute("DELETE FROM document WHERE form = ?", (form,))
            self._connection.executemany("INSERT INTO document VALUES (?, ?, ?, ?)", rows)
            self._connection.execute("INSERT OR REPLACE INTO followed VALUES (?, ?, ?)", (form, sha256, made_with))

    def has_followed(self, form: str, sha256: str, made_with: str) -> bool:
        """Tell whether the documents of a form were made from just this file, with just these mappings."""
        known = "SELECT 1 FROM followed WHERE form = ? AND sha256 = ? AND made_with = ?"
        with self._said():
            if self._connection.execute("PRAGMA user_version").fetchone()[0] < len(_LAYOUTS):
                return False  # opened read-only, and of an older version
            return self._connection.execute(known, (form, sha256, made_with)).fetchone() is not None

    def _prepare(self) -> None:
        layout = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if layout not in range(len(_LAYOUTS) + 1):
            raise CannotWrite(
                f"'{self.path}' was made by another version of wordform.",
                remedy="Use that version, or name a new output folder with -o.",
                code="ledger_version",
            )
        self._connection.execute("PRAGMA synchronous = NORMAL")  # with WAL nothing is lost by a killed process
        if layout == 0:
            self._connection.execute("PRAGMA journal_mode = WAL")
        for statements in _LAYOUTS[layout:]:
            self._connection.executescript(statements)

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """Turn what SQLite and the system complain about into an error that says what to do."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise CannotWrite(
                f"The ledger '{self.path}' can't be used ({reason}).",
                remedy="Check the free space, that you may write there, and that no other run uses this output folder.",
                code="ledger",
            ) from error


def _uid(name: str, sha256: str) -> str:
    """Name a review for calendars: the same in every output folder, and not to be traced back without the form."""
    return hashlib.sha256(f"{sha256} {name}".encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _entry(row: tuple[str, ...]) -> Entry:
    return Entry(**dict(zip(_COLUMNS, row, strict=True)))
