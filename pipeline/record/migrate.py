"""Move a ledger that knew files alone (layouts 1 to 4) to the one that knows assessments.

Old numbers and what calendars know reviews by live on as other names of the new references.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from pipeline.record.ledger import Ledger
from pipeline.record.populated import Populated
from pipeline.record.receiving import Place, Received, Refused

_OLD_TABLES: Final = ("form", "register", "reference", "document", "followed")

Convert = Callable[[str], Received]
"""Make what is recorded of a result JSON of an earlier version."""


def move(ledger: Ledger, convert: Convert) -> None:
    """Move all that an old ledger holds, then take its tables away; within the transaction of the caller."""
    connection = ledger.database.connection
    for table in _tables(connection):
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    for (index,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall():
        connection.execute(f"DROP INDEX {index}")
    ledger.database.make_tables()
    tables = _tables(connection, "old_")
    references = _references(connection, tables)
    run = ledger.receiving.begin_run("")
    for entry in _entries(connection):
        _move_entry(ledger, entry, references, run, convert)
    _move_documents(ledger, connection, tables)
    _keep_first_uids(ledger)
    for table in tables:
        connection.execute(f"DROP TABLE {table}")


def _tables(connection: sqlite3.Connection, prefix: str = "") -> list[str]:
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [f"{prefix}{name}" for name in _OLD_TABLES if f"{prefix}{name}" in names]


def _references(connection: sqlite3.Connection, tables: list[str]) -> dict[str, tuple[int, str]]:
    if "old_reference" not in tables:
        return {}
    return {
        name: (number, uid) for number, name, uid in connection.execute("SELECT number, name, uid FROM old_reference")
    }


def _entries(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    cursor = connection.execute("SELECT * FROM old_form ORDER BY name")
    columns = [each[0] for each in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor]


def _move_entry(
    ledger: Ledger, entry: dict[str, Any], references: dict[str, tuple[int, str]], run: int, convert: Convert
) -> None:
    name, path = entry["name"], entry.get("source") or entry["name"]
    root = path[: -len(name)].rstrip("/\\") if path.endswith(name) else os.path.dirname(path)  # noqa: PTH120 - text
    if not entry["result"]:
        refused = Refused(
            place=path, name=name, sha256=entry["sha256"], code=entry["code"], reason=entry["reason"],
            remedy=entry["remedy"],
        )  # fmt: skip
        ledger.receiving.refuse(refused)
        return
    received = replace(
        convert(entry["result"]), sha256=entry["sha256"], status=entry["status"], made_with=entry["made_with"]
    )
    ledger.take(received, [Place(path=path, name=name, root=root)], run)
    known = ledger.receiving.version(entry["sha256"])
    if known is None or not known.reference:
        return
    if name in references:
        number, uid = references[name]
        ledger.database.change(
            "INSERT OR IGNORE INTO alias SELECT ?, record, ? FROM version WHERE id = ?", str(number), uid, known.id
        )
    if entry["target_sha256"]:
        ledger.documents.keep(
            Populated(
                reference=known.reference, target=entry["target"], sha256=entry["target_sha256"],
                intended=entry["target_sha256"], version=entry["sha256"], made_with=entry["made_with"],
            )
        )  # fmt: skip


def _move_documents(ledger: Ledger, connection: sqlite3.Connection, tables: list[str]) -> None:
    """Keep documents that follow with the assessment of their form; lists of many forms stay those of none."""
    if "old_document" not in tables:
        return
    for form, name, target, sha256 in connection.execute(
        "SELECT form, id, target, sha256 FROM old_document"
    ).fetchall():
        reference = _reference_of(ledger, form) if form else ""
        if reference or not form:
            ledger.database.change(
                "INSERT OR IGNORE INTO document VALUES (?, ?, ?, ?)", reference, name, target, sha256
            )
    for form, sha256, made_with in connection.execute("SELECT form, sha256, made_with FROM old_followed").fetchall():
        reference = _reference_of(ledger, form) if form else ""
        if reference or not form:
            ledger.database.change("INSERT OR IGNORE INTO followed VALUES (?, ?, ?)", reference, sha256, made_with)


def _reference_of(ledger: Ledger, name: str) -> str:
    found = ledger.database.value(
        "SELECT version.reference FROM source JOIN version USING (sha256) WHERE source.name = ?", name
    )
    return str(found or "")


def _keep_first_uids(ledger: Ledger) -> None:
    """Keep of each child the one UID that calendars knew: that of the lowest number."""
    seen: set[tuple[str, str]] = set()
    rows = ledger.database.rows(
        "SELECT alias.alias, record.form, record.child FROM alias JOIN record USING (reference) "
        "WHERE alias.uid != '' ORDER BY CAST(alias.alias AS INTEGER)"
    )
    for alias, form, child in rows:
        if (form, child) in seen:
            ledger.database.change("UPDATE alias SET uid = '' WHERE alias = ?", alias)
        seen.add((form, child))
