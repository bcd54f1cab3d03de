"""Compound files and Outlook's e-mails (.msg), written property by property after [MS-CFB] and [MS-OXMSG]."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

Tree: TypeAlias = Mapping[str, "bytes | Tree"]
SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_file(tree: Tree) -> bytes:
    """Write a compound file, its tables and its directory first, so that cutting its tail cuts streams."""
    entries = _entries(tree)
    mini, mini_table, mini_starts = _chained([data for _, data, _, _ in entries if data and len(data) < CUTOFF], MINI)
    large = [data for _, data, _, _ in entries if data and len(data) >= CUTOFF]
    directory_sectors = -(-len(entries) * 128 // SECTOR)
    mini_table_sectors = -(-len(mini_table) * 4 // SECTOR)
    streams = [mini, *large]
    rest = directory_sectors + mini_table_sectors + sum(-(-len(data) // SECTOR) for data in streams)
    tables = 1
    while tables * (SECTOR // 4) < rest + tables:
        tables += 1
    table = [TABLE] * tables
    starts = [_chain(table, count) for count in (directory_sectors, mini_table_sectors)]
    starts += [_chain(table, -(-len(data) // SECTOR)) for data in streams]
    small_starts, large_starts = iter(mini_starts), iter(starts[3:])
    records = [
        _record(entry, starts[2], len(mini), small_starts, large_starts, is_root=number == 0)
        for number, entry in enumerate(entries)
    ]
    table += [FREE] * (-len(table) % (SECTOR // 4))
    body = struct.pack(f"<{len(table)}L", *table) + _padded(b"".join(records))
    body += _padded(struct.pack(f"<{len(mini_table)}L", *mini_table)) + b"".join(map(_padded, streams))
    return _header(tables, starts[0], starts[1] if mini_table else END, mini_table_sectors) + body


_Entry: TypeAlias = tuple[str, "bytes | None", int, int]
"""Name, bytes or ``None`` for a storage, next sibling, first child."""


def _entries(tree: Tree) -> list[_Entry]:
    entries: list[_Entry] = [("Root Entry", None, FREE, FREE)]
    waiting: list[tuple[int, Tree]] = [(0, tree)]
    while waiting:
        parent, inside = waiting.pop()
        first = len(entries)
        for place, (name, content) in enumerate(inside.items()):
            following = first + place + 1 if place + 1 < len(inside) else FREE
            entries.append((name, content if isinstance(content, bytes) else None, following, FREE))
        if inside:
            entries[parent] = (*entries[parent][:3], first)
        waiting += [
            (first + place, content)
            for place, content in enumerate(inside.values())
            if not isinstance(content, bytes)
        ]  # fmt: skip
    return entries


def _chained(contents: Sequence[bytes], size: int) -> tuple[bytes, list[int], list[int]]:
    body, table, starts = b"", list[int](), list[int]()
    for content in contents:
        starts.append(_chain(table, -(-len(content) // size)))
        body += content + bytes(-len(content) % size)
    return body, table, starts


def _chain(table: list[int], count: int) -> int:
    if not count:
        return END
    start = len(table)
    table += [*range(start + 1, start + count), END]
    return start


def _record(entry: _Entry, mini_start: int, mini_size: int, small: object, large: object, *, is_root: bool) -> bytes:
    name, data, following, child = entry
    start, size = (mini_start, mini_size) if is_root else (0, 0)
    if data:
        start, size = next(small if len(data) < CUTOFF else large), len(data)  # type: ignore[call-overload]
    coded = name.encode("utf-16-le") + b"\0\0"
    kind = 5 if is_root else 1 if data is None else 2
    head = coded.ljust(64, b"\0") + struct.pack("<HBB3L", len(coded), kind, 1, FREE, following, child)
    return head + bytes(16 + 4 + 16) + struct.pack("<LQ", start if size else END if data is not None else 0, size)


def _header(tables: int, directory: int, mini_table: int, mini_table_sectors: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9L", 0, tables, directory, 0, CUTOFF, mini_table, mini_table_sectors, END, 0)
    return head + struct.pack("<109L", *range(tables), *[FREE] * (109 - tables))


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % SECTOR)


# -- Outlook's e-mails -------------------------------------------------------------------------------------------------

NAME, SHORT_NAME, SHOWN, METHOD, DATA = 0x3707, 0x3704, 0x3001, 0x3705, 0x3701
SUBMITTED, DELIVERED, FLAGS, CODE_PAGE, HIDDEN, CONTENT_ID = 0x0039, 0x0E06, 0x0E07, 0x3FFD, 0x7FFE, 0x3712
HEADERS, HTML, BODY = 0x007D, 0x1013, 0x1000
SENT: Final = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)

Value: TypeAlias = "str | bytes | int | bool | dt.datetime"


def outlook(*attachments: Tree, sent: dt.datetime | None = SENT, **more: Mapping[int, Value]) -> bytes:
    """Write an e-mail of Outlook; ``says`` has more of what it says."""
    return compound_file(message(*attachments, sent=sent, **more))


def message(
    *attachments: Tree, sent: dt.datetime | None = SENT, says: Mapping[int, Value] | None = None, head: int = 32,
    declared: int | None = None, ansi: str = "",
) -> Tree:  # fmt: skip
    """Return the storage of an e-mail; one within another has a ``head`` of 24 bytes."""
    values: dict[int, Value] = {SUBMITTED: sent} if sent is not None else {}
    count = len(attachments) if declared is None else declared
    start = (bytes(8) + struct.pack("<4L", 0, count, 0, count)).ljust(head, b"\0")
    stored = {f"__attach_version1.0_#{number:08X}": each for number, each in enumerate(attachments)}
    return {**_stored({**values, **(says or {})}, start, ansi), **stored}


def attached(
    content: bytes | Tree | None, name: str = "form.docx", *, says: Mapping[int, Value] | None = None, method: int = 1,
    ansi: str = "",
) -> Tree:  # fmt: skip
    """Return the storage of something attached: bytes, an e-mail or an object of another program, or nothing."""
    values: dict[int, Value] = {METHOD: method, **({NAME: name} if name else {}), **(says or {})}
    if isinstance(content, bytes):
        values[DATA] = content
    storage = _stored(values, bytes(8), ansi)
    return {**storage, "__substg1.0_3701000D": content} if isinstance(content, Mapping) else storage


def _stored(values: Mapping[int, Value], head: bytes, ansi: str) -> dict[str, bytes | Tree]:
    listed, streams = head, dict[str, bytes | Tree]()
    for number, value in values.items():
        kind, content, is_listed = _coded(value, ansi)
        listed += struct.pack("<LL", number << 16 | kind, 6) + (
            content if is_listed else struct.pack("<LL", len(content), 0)
        )
        if not is_listed:
            streams[f"__substg1.0_{number:04X}{kind:04X}"] = content
    return {"__properties_version1.0": listed, **streams}


def _coded(value: Value, ansi: str) -> tuple[int, bytes, bool]:
    if isinstance(value, bool):
        return 0x000B, struct.pack("<Q", value), True
    if isinstance(value, int):
        return 0x0003, struct.pack("<q", value), True
    if isinstance(value, dt.datetime):
        ticks = (value - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1) * 10
        return 0x0040, struct.pack("<Q", ticks), True
    if isinstance(value, str):
        return (0x001E, value.encode(ansi), False) if ansi else (0x001F, value.encode("utf-16-le"), False)
    return 0x0102, value, False
