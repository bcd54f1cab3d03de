"""Names of things in containers: cleaned, so that each is safe as a path on every system, and unique."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.arrivals import limits
from pipeline.arrivals.container import Item
from pipeline.arrivals.junk import is_junk
from pipeline.arrivals.kinds import suffix_of

_FORBIDDEN: Final = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
"""Names that Windows keeps for devices."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Signs that nobody sees, among them those that turn the direction of writing round."""


def named(items: Iterable[Item]) -> Iterator[tuple[str, Item]]:
    """Return the things in a container with names that are safe and unique; what programs leave behind is left out.

    Call it with the same things in the same order, and it gives the same names.
    """
    kept = [item for item in items if not any(is_junk(part) for part in _parts(item.name) if part.strip("."))]
    names = [safe(item.name) or f"attachment {number}" for number, item in enumerate(kept, start=1)]
    taken = {folder for name in names for folder in _folders(name.casefold())}  # else a thing may be taken for a folder
    for name, item in zip(names, kept, strict=True):
        free = _free(name, taken)
        taken.add(free.casefold())
        yield free, item


def safe(name: str) -> str:
    """Return a name, with its folders, that stays below any folder it is put into; empty when nothing is left of it."""
    return "/".join(filter(None, map(_safe_part, _parts(name))))


def leads_out(name: str) -> bool:
    """Return whether a path is meant to end up outside of the folder that it is unpacked into."""
    path = name.replace("\\", "/")
    return path.startswith("/") or ".." in path.split("/") or re.match(r"[A-Za-z]:", path) is not None


def _parts(name: str) -> list[str]:
    return name.replace("\\", "/").split("/")


def _safe_part(part: str) -> str:
    seen = "".join(sign for sign in part if unicodedata.category(sign) not in _UNSEEN or sign in "\u200c\u200d")
    text = _FORBIDDEN.sub("_", " ".join(unicodedata.normalize("NFC", seen).split())).rstrip(". ")
    text = f"_{text}" if _RESERVED.fullmatch(text) else text
    return _short(text) if text.strip(".") else ""


def _short(text: str) -> str:
    suffix = suffix_of(text)
    stem = text.removesuffix(text[len(text) - len(suffix) :]) if suffix else text
    room = limits.NAME_BYTES - len(suffix.encode())
    if len(stem.encode()) <= room:
        return text
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + suffix


def _free(name: str, taken: set[str]) -> str:
    """Return the name, or with a number behind it where another thing is called so, or a folder of one."""
    suffix = suffix_of(name)
    stem = name[: len(name) - len(suffix)]
    wanted, number = name, 1
    while wanted.casefold() in taken:
        number += 1
        wanted = f"{stem} ({number}){name[len(stem) :]}"
    return wanted


def _folders(name: str) -> Iterator[str]:
    """Yield the folders in a name."""
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name
