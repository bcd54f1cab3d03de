"""The folder of the cache: the user's own, and trusted only where nobody else can have written into it.

It holds what mappings and blanks say and nothing of any form. A file in it that is foreign, open to others, a link, cut
off or damaged is as if it weren't there; nothing is ever said about it, for it costs time alone.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import zlib
from pathlib import Path
from typing import Final

from pipeline.errors import CannotWrite
from pipeline.files import make_folder
from pipeline.patterns import pattern
from pipeline.windows import let_only_the_owner_in, within_reach

VARIABLE: Final = "WORDFORM_CACHE"
"""The environment variable that moves the cache into another folder, or switches it off."""

_OFF: Final = frozenset({"off", "0", "no", "none"})
_HEAD: Final = b"wordform cache 2\n"
_SUM: Final = 4
"""Bytes of the sum over the others. It tells a file that is cut off or damaged, and nothing of who wrote it."""

_LARGEST: Final = 64 * 1024 * 1024
_MOST: Final = 300
"""Files that are kept: some thirty forms, each as two versions of the program take them. Those written last stay."""

_KEPT_NAME: Final = pattern(
    r"[0-9a-f]{64}\.(?:mappings|told|layout|units|expressions|template)|\.[0-9a-f]{40}\.[0-9]+\.part"
)
"""How files of the cache are called. Nothing else is removed: a folder that a person named may hold more."""


def cache_folder() -> Path | None:
    """Return where the cache lies; ``None`` when it is switched off or there is no such place."""
    said = os.environ.get(VARIABLE, "")
    if said.lower() in _OFF:
        return None
    if said:
        return Path(said)
    usual = _usual()
    return usual / "wordform" if usual is not None and usual.is_absolute() else None


def _usual() -> Path | None:
    """Return the folder in which the system wants caches."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "")
        return Path(local) if local else None
    try:
        home = Path.home()
    except RuntimeError:  # a user without a home
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches"
    said = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return said if said.is_absolute() else home / ".cache"


def fetch(name: str) -> bytes | None:
    """Return what was kept under a name; ``None`` for nothing that can be trusted."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        if not _is_ours(os.lstat(within_reach(folder)), stat.S_ISDIR):
            return None
        handle = os.open(within_reach(folder / name), os.O_RDONLY | _NO_LINK | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            seen = os.fstat(file.fileno())
            data = file.read() if _is_ours(seen, stat.S_ISREG) and seen.st_size <= _LARGEST else b""
    except (OSError, ValueError):
        return None
    found, body = data[len(_HEAD) : len(_HEAD) + _SUM], data[len(_HEAD) + _SUM :]
    is_whole = data.startswith(_HEAD) and _sum(body) == found
    return body if is_whole else None


def keep(name: str, body: bytes) -> None:
    """Keep something under a name, if that is possible; whoever looks meanwhile finds all of it or nothing."""
    folder = cache_folder()
    if folder is None or len(body) > _LARGEST:
        return
    with contextlib.suppress(OSError, ValueError, CannotWrite):
        if not _is_made_ours(folder):
            return
        path, part = within_reach(folder / name), within_reach(folder / f".{name[:40]}.{os.getpid()}.part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode=0o600)
        try:
            let_only_the_owner_in(part)
            with os.fdopen(handle, "wb") as file:
                file.write(_HEAD + _sum(body) + body)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        _forget_oldest(folder)


def _sum(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(_SUM, "big")


def _is_made_ours(folder: Path) -> bool:
    """Make the folder if it isn't there, and return whether nobody else can have written into it.

    One of ours that others could look or write into is closed to them, and what lay in it is forgotten; unless it holds
    other things than a cache: then it is left as it is.
    """
    make_folder(folder)
    seen = os.lstat(within_reach(folder))
    if _is_ours(seen, stat.S_ISDIR):
        return True
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid():
        return False
    entries = list(within_reach(folder).iterdir())
    if not all(_KEPT_NAME.fullmatch(path.name) for path in entries):
        return False
    within_reach(folder).chmod(0o700)
    for path in entries:
        path.unlink()
    return True


_NO_LINK: Final[int] = getattr(os, "O_NOFOLLOW", 0)


def _is_ours(seen: os.stat_result, is_kind: object) -> bool:
    """Return whether a file or folder is of a kind, belongs to who runs the program and is closed to all others."""
    is_right = callable(is_kind) and bool(is_kind(seen.st_mode))
    if os.name != "posix":  # folders below the user's own are closed to others there, and links need an administrator
        return is_right
    return is_right and seen.st_uid == os.getuid() and not stat.S_IMODE(seen.st_mode) & 0o077


def _forget_oldest(folder: Path) -> None:
    """Remove what was written longest ago, so that the folder stays small."""
    kept = (path for path in within_reach(folder).iterdir() if _KEPT_NAME.fullmatch(path.name))
    files = [(path.lstat().st_mtime_ns, path) for path in kept]
    for _, path in sorted(files)[:-_MOST]:
        path.unlink(missing_ok=True)
