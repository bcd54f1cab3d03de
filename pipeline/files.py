"""Files on disk: read without touching, written whole or not at all, for the owner's eyes only."""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Self, TypeVar

from pipeline.errors import CannotWrite, InvalidMapping, RefusedForm
from pipeline.sums import sha256
from pipeline.windows import (
    as_people_know_it,
    is_held,
    is_in_the_cloud_only,
    let_only_the_owner_in,
    really,
    within_reach,
)

if TYPE_CHECKING:
    from pipeline.mapping import Mapping

LARGEST_FORM = 150 * 1024 * 1024  # bytes; far above any form with pictures, far below what would exhaust a machine

_to_flush: ContextVar[set[Path] | None] = ContextVar("_to_flush", default=None)
"""Folders that are flushed later, together; ``None`` outside of :func:`folders_flushed_together`."""

_FOLDERS_OPEN: Final = 100
_FRESH = os.O_RDWR | os.O_TRUNC
_PAUSES: Final = (0.05, 0.1, 0.2, 0.4)
"""Seconds between tries on a file that another program holds: a virus scanner or OneDrive lets go within a moment."""
_Found = TypeVar("_Found")


def read_blanks(mapping: Mapping, paths: Iterable[Path]) -> Iterator[tuple[Path, bytes]]:
    """Yield the bytes of some blanks of a mapping.

    Raises:
        InvalidMapping: One is missing or unreadable.
    """
    for path in paths:
        try:
            yield path, path.read_bytes()
        except OSError as error:
            raise InvalidMapping(
                f"{mapping.path}: the blank '{path.name}' can't be read ({error.strerror}).",
                remedy=f"Put it into {path.parent}, or mend form.blanks.",
                code="blank_unreadable",
            ) from error


def read_form(path: Path) -> bytes:
    """Read a completed form; the file is opened for reading only.

    Raises:
        RefusedForm: It is no file, is not readable, or is far too large.
    """
    path = within_reach(path)
    try:
        if not path.is_file():
            raise RefusedForm("The file is not there any more.", remedy="Run again when it is back.", code="vanished")
        if path.stat().st_size > LARGEST_FORM:
            raise RefusedForm(
                f"The file is larger than {LARGEST_FORM // 1024**2} MB.",
                remedy="Make its pictures smaller in Word, or take them out.",
                code="too_large",
            )
        return patiently(path.read_bytes)
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> RefusedForm:
    """Make the error for a file that the system doesn't let us read."""
    path = within_reach(path)
    if is_in_the_cloud_only(path):
        return RefusedForm(
            f"The file is not on this computer, only in the cloud ({error.strerror}).",
            remedy="In the file manager, right-click it and choose 'Always keep on this device', then run again.",
            code="in_the_cloud_only",
        )
    owner = opened_by(path)
    who = f"; {owner} has it open" if owner else ""
    return RefusedForm(
        f"The file can't be read ({error.strerror}{who}).",
        remedy="Close it in other programs and check that you may read it, then run again.",
        code="unreadable",
    )


def patiently(use: Callable[[], _Found]) -> _Found:
    """Return what a use of a file comes to; try again for a moment while another program holds it.

    Raises:
        OSError: It can't be used.
    """
    for pause in _PAUSES:
        try:
            return use()
        except OSError as error:
            if not is_held(error):
                raise
            time.sleep(pause)
    return use()


_OWNER_LENGTH: Final = 54
"""Bytes at the start of Word's owner file that hold the length and then the name of who has the document open."""


def opened_by(path: Path) -> str:
    """Return who has a document open in Word or LibreOffice, by the file beside it that says so; empty for nobody.

    Word calls it ``~$`` and the document's name, of which a longer one loses its first two signs; LibreOffice
    ``.~lock.``, the name and ``#``.
    """
    path = within_reach(path)
    for name in (f"~${path.name}", f"~${path.name[2:]}"):
        owner = path.with_name(name)
        if owner.is_file():
            return _owner(owner) or "somebody"
    lock = path.with_name(f".~lock.{path.name}#")
    return _locked_by(lock) or "somebody" if lock.is_file() else ""


def _owner(path: Path) -> str:
    try:
        start = path.read_bytes()[:_OWNER_LENGTH]
    except OSError:  # Word holds it
        return ""
    length = start[0] if start else 0
    return start[1 : 1 + length].decode("cp1252", "replace").strip("\0 ")


def _locked_by(path: Path) -> str:
    """Return the name in a lock of LibreOffice: the first of its fields, which have commas between them."""
    try:
        return path.read_text("utf-8", "replace").split(",")[0].strip()
    except OSError:
        return ""


def written_at(path: Path) -> float:
    """Return the file's own time in seconds since 1970; 0 when it can't be told."""
    try:
        return within_reach(path).stat().st_mtime
    except OSError:
        return 0.0


def look_of(path: Path | str) -> str:
    """Return what changes when a file is written to: its size and times; empty when it is not there.

    Of very many files the paths may be texts.
    """
    try:
        seen = os.stat(within_reach(path))  # noqa: PTH116 - as above
    except OSError:
        return ""
    return _look(seen)


def _look(seen: os.stat_result) -> str:
    return f"{seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns}"


class LooksBelow:
    """Tells how files below a folder look, as :func:`look_of` does; of very many it takes half the time.

    Each folder on the way is opened once, so that the system need not find it again for each file. Use it as a context
    manager.
    """

    def __init__(self, top: Path) -> None:
        """Look below a folder."""
        self._top = str(top)
        self._open: dict[str, int | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def look(self, place: str) -> str:
        """Return how a file looks by its place below the folder, with ``/`` between folders; empty for none."""
        folder, _, name = place.rpartition("/")
        if folder not in self._open:
            self._open_folder(folder)
        handle = self._open[folder]
        if handle is None:
            return look_of(os.path.join(self._top, place))  # noqa: PTH118 - many of them
        try:
            seen = os.stat(name, dir_fd=handle)
        except OSError:
            return ""
        return _look(seen)

    def _open_folder(self, folder: str) -> None:
        if len(self._open) >= _FOLDERS_OPEN:
            self._close()
        self._open[folder] = None
        if os.stat in os.supports_dir_fd:  # Windows can't; and some folders may be looked through, but not opened
            with contextlib.suppress(OSError):
                self._open[folder] = os.open(os.path.join(self._top, folder), os.O_RDONLY)  # noqa: PTH118 - as above

    def _close(self) -> None:
        for handle in self._open.values():
            if handle is not None:
                os.close(handle)
        self._open.clear()


def look_in_full(seen: os.stat_result) -> str:
    """Return what changes when another file is put in a file's place, too: its size, times and number on the disk."""
    return f"{seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns} {seen.st_ino}"


def full_look_of(path: Path) -> str:
    """Return that of a file; empty when it is not there."""
    try:
        return look_in_full(within_reach(path).stat())
    except OSError:
        return ""


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; empty when it is not there or can't be read."""
    try:
        with within_reach(path).open("rb", buffering=0) as file:
            import hashlib  # see pipeline.sums; here files may be long

            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def set_aside(path: Path) -> Path:
    """Rename a file to the first free name beside it (``x.kept-1.docx``) and give that.

    Raises:
        CannotWrite: It can't be renamed.
    """
    names = (path.with_name(f"{path.stem}.kept-{number}{path.suffix}") for number in itertools.count(1))
    free = next(name for name in names if not within_reach(name).exists())
    try:
        patiently(lambda: within_reach(path).rename(within_reach(free)))
    except OSError as error:
        raise cannot_write(path, error) from error
    return free


def make_folder(path: Path) -> None:
    """Make a folder and those above it; only the owner may look into those that are new.

    Raises:
        CannotWrite: It can't be made.
    """
    path = within_reach(path)
    try:
        for folder in reversed([path, *path.parents]):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
                let_only_the_owner_in(folder)
    except OSError as error:
        raise cannot_write(path, error) from error


def leads_outside(path: Path, folder: Path) -> bool:
    """Return whether a place below a folder is really elsewhere: a link on the way leads out of the folder."""
    try:
        return not really(path.parent).is_relative_to(really(folder))
    except RuntimeError:  # a link that leads to itself
        return True


def require_inside(path: Path, folder: Path) -> None:
    """Refuse to write through a link that leads out of the output folder.

    Raises:
        CannotWrite: It does.
    """
    if leads_outside(path, folder):
        raise CannotWrite(
            f"'{path}' leads out of the output folder by a link.",
            remedy="Take the link away, or name the folder that it leads to with -o.",
            code="leads_outside",
        )


def write_atomically(path: Path, data: bytes) -> None:
    """Put a file in place in one step; see :func:`written_atomically`.

    Raises:
        CannotWrite: It can't be written; the old file is as it was.
    """
    with written_atomically(path) as file:
        file.write(data)


def temporary_beside(path: Path) -> Path:
    """Return where a file lies until it is put in place.

    It is always the same name, so that what a killed run left is written over by the next one; and a hash, since the
    name of the file itself may be as long as names can be.
    """
    return path.with_name(f".{sha256(os.fsencode(path.name)).hexdigest()[:16]}.part")


@contextlib.contextmanager
def written_atomically(path: Path) -> Iterator[BinaryIO]:
    """Write a file piece by piece and put it in place in one step: temporary name beside it, flushed to disk, renamed.

    Whoever looks finds the old file or the new one, never half of one; only the owner may read it. No two may write the
    same file at a time (:func:`pipeline.batch.lock.output_lock`).

    Raises:
        CannotWrite: It can't be written; the old file is as it was.
    """
    path = within_reach(path)
    make_folder(path.parent)
    temporary = temporary_beside(path)
    try:
        with os.fdopen(open_for_owner(temporary, _FRESH), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        patiently(lambda: temporary.replace(path))
        _flush_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def open_for_owner(path: Path, flags: int) -> int:
    """Open a file that is made if it isn't there; only the owner may read one that is new.

    Args:
        path: Of the file.
        flags: As for :func:`os.open`.

    Raises:
        OSError: It can't be opened.
    """
    is_new = not path.exists()
    handle = os.open(path, flags | os.O_CREAT | getattr(os, "O_BINARY", 0), mode=0o600)
    if is_new:
        let_only_the_owner_in(path)
    return handle


@contextlib.contextmanager
def folders_flushed_together() -> Iterator[None]:
    """Flush each folder once for all files that are put there meanwhile; a flush is most of what a small file takes."""
    folders: set[Path] = set()
    before = _to_flush.set(folders)
    try:
        yield
    finally:
        _to_flush.reset(before)
        for folder in folders:
            _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    """Flush the rename itself, where the system can do that (Windows can't)."""
    together = _to_flush.get()
    if together is not None:
        together.add(folder)
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def cannot_write(path: Path, error: OSError) -> CannotWrite:
    """Make the error for a file that can't be written, with who has it open if a file beside it says so."""
    owner = opened_by(path)
    who = f"; {owner} has it open" if owner else ""
    return CannotWrite(
        f"'{as_people_know_it(str(path))}' can't be written ({error.strerror}{who}).",
        remedy="Close it in other programs, check the free space and that you may write there, then run again.",
        code="cannot_write",
    )
