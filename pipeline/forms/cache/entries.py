"""What is kept, each under a name that says all it follows from."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from pipeline.forms.cache import folder
from pipeline.forms.cache.graph import NotValuesAlone, Pool, Unreadable, read, written
from pipeline.sums import blake2b
from pipeline.version import __version__

_PACKAGE: Final = Path(__file__).resolve().parent.parent.parent
LEFT_OUT: Final = frozenset(
    {"cli", "desk", "batch", "tables", "process", "record", "draft", "writers", "assess", "arrivals"}
)
"""Rooms from whose code no mapping follows that was checked, and no blank that was read: what does these imports none
of them. What follows from one all the same names it (:func:`code_of`)."""
_COMPILED: Final = frozenset({"__pycache__"})
_DIGEST: Final = 32
"""Bytes; as long as those of SHA-256, which takes twice as long where the processor has no help for it."""


def fetched(name: str, base: Sequence[Any]) -> Pool | None:
    """Return the values of an entry; ``None`` where there is none that can be trusted, or its last is no pair."""
    body = folder.fetch(name)
    try:
        values = read(body, base) if body is not None else None
    except Unreadable:
        return None
    is_a_pair = values is not None and isinstance(values[-1], tuple) and len(values[-1]) == 2
    return values if is_a_pair else None


def kept(name: str, value: object, base: Sequence[Any]) -> Pool | None:
    """Keep a value, and return it as the next start will find it."""
    try:
        body = written(value, base)
    except NotValuesAlone:
        return None
    folder.keep(name, body)
    return read(body, base) if not base else None


def digest(*parts: str | bytes) -> str:
    """Return what tells some parts from all others."""
    found = blake2b(digest_size=_DIGEST)
    for part in parts:
        data = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.hexdigest()


@cache
def program() -> str:
    """Return what tells this program from others: its version, Python's, and the files of code that count here.

    A file is known by its size and the time it was written, as Python does for what it compiles.
    """
    code = _code(str(_PACKAGE), LEFT_OUT | _COMPILED)
    return "\n".join([__version__, sys.version, msgspec.__version__, *sorted(code)])


@cache
def code_of(room: str) -> str:
    """Return what tells the code of one room from what it was and will be, as :func:`program` does."""
    return "\n".join(sorted(_code(str(_PACKAGE / room))))


def _code(path: str, left_out: Collection[str] = _COMPILED) -> list[str]:
    try:
        entries = [*os.scandir(path)]
    except OSError:  # in an archive, which has a version
        return []
    found = []
    for entry in entries:
        if entry.name.endswith(".py"):
            seen = entry.stat()
            found.append(f"{entry.path} {seen.st_size} {seen.st_mtime_ns}")
        elif entry.name not in left_out and entry.is_dir():
            found += _code(entry.path)
    return found
