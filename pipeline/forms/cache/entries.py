"""What is kept, each under a name that says all it follows from."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec

from pipeline.forms.cache import folder
from pipeline.forms.cache.graph import NotValuesAlone, Pool, Unreadable, read, written
from pipeline.sums import blake2b
from pipeline.version import __version__

_PACKAGE: Final = Path(__file__).resolve().parent.parent.parent
ABOVE: Final = frozenset({"cli", "desk", "batch", "tables", "process"})
"""Rooms that use this one. Imports go only downwards, so nothing that is kept follows from their code."""
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


@lru_cache(maxsize=1)
def program() -> str:
    """Return what tells this program from others: its version, Python's, and the files of code that count here.

    A file is known by its size and the time it was written, as Python does for what it compiles.
    """
    return "\n".join([__version__, sys.version, msgspec.__version__, *sorted(_code(str(_PACKAGE), ABOVE))])


def _code(path: str, left_out: Collection[str] = ()) -> Iterable[str]:
    try:
        entries = list(os.scandir(path))
    except OSError:  # in an archive, which has a version
        return
    for entry in entries:
        if entry.name in left_out:
            continue
        if entry.is_dir():
            yield from _code(entry.path)
        elif entry.name.endswith(".py"):
            seen = entry.stat()
            yield f"{entry.path} {seen.st_size} {seen.st_mtime_ns}"
