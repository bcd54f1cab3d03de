"""What somebody dropped on the page: put into a folder of its own in the inbox, under names that any system takes."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
import shutil
from collections import Counter
from pathlib import Path
from typing import Final

from pipeline.arrivals.junk import is_junk
from pipeline.desk.folder import Folder
from pipeline.errors import CannotWrite, UsageProblem
from pipeline.files import make_folder, patiently, written_at
from pipeline.windows import all_within_reach, within_reach

_UNFINISHED: Final = ".drop-"
_FINISHED: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d\.\d\d(?: \(\d+\))?")
_ID: Final = re.compile(r"[0-9a-f]{16}")
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*\ud800-\udfff]')
_RESERVED: Final = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
_LONGEST, _DEEPEST, _MANY = 120, 8, 10_000


class Drops:
    """Takes in what is dropped. A drop is gathered out of sight, so that no run reads half of one."""

    def __init__(self, folder: Folder) -> None:
        self._folder_of = folder
        self._taken: Counter[str] = Counter()

    @property
    def _inbox(self) -> Path:
        return self._folder_of.inbox

    def begin(self) -> str:
        """Begin a drop, and return what it is called."""
        name = secrets.token_hex(8)
        make_folder(self._inbox / f"{_UNFINISHED}{name}")
        return name

    def open(self, drop: str, place: str) -> Path | None:
        """Return where a file of a drop is to be written; ``None`` for what programs leave behind.

        What is no form is taken all the same: the run names it, and what to do about it.

        Args:
            drop: What the drop is called.
            place: The file's place in what was dropped, as the browser tells it.

        Raises:
            UsageProblem: There is no such drop, or it has too many files.
            CannotWrite: It can't be written.
        """
        folder = self._folder(drop)
        parts = _parts(place)
        if not parts or any(map(is_junk, parts)):
            return None
        if self._taken[drop] >= _MANY:
            raise UsageProblem(
                f"A drop takes {_MANY:,} files.", remedy="Drop the rest separately.", code="too_many_files"
            )
        self._taken[drop] += 1
        target = folder.joinpath(*parts)
        make_folder(target.parent)
        return within_reach(_free(target.parent, target.stem, target.suffix))

    def finish(self, drop: str, now: dt.datetime) -> str:
        """Let a drop be seen, and return the name of its folder; empty when there is no form in it.

        Raises:
            UsageProblem: There is no such drop.
            CannotWrite: It can't be moved.
        """
        folder = self._folder(drop)
        del self._taken[drop]
        if not any(names for _, _, names in os.walk(all_within_reach(folder))):
            shutil.rmtree(all_within_reach(folder), ignore_errors=True)
            return ""
        target = _free(self._inbox, f"{now:%Y-%m-%d %H.%M}")
        try:
            patiently(lambda: folder.rename(target))
        except OSError as error:
            raise CannotWrite(
                f"What was dropped can't be put into '{self._inbox}' ({error.strerror}).",
                remedy="Check the free space and that you may write there.",
                code="cannot_write",
            ) from error
        return target.name

    def clear(self, before: float) -> None:
        """Take away drops that were never finished: the browser was closed, or the desk ended.

        Args:
            before: Only those that nothing came to since, in seconds since 1970: another desk may gather one.
        """
        for folder in self._inbox.glob(f"{_UNFINISHED}*"):
            if written_at(folder) < before:
                shutil.rmtree(all_within_reach(folder), ignore_errors=True)

    def _folder(self, drop: str) -> Path:
        folder = self._inbox / f"{_UNFINISHED}{drop}"
        if not _ID.fullmatch(drop) or not folder.is_dir():
            raise UsageProblem("This drop is over.", remedy="Drop the files again.", code="no_drop")
        return folder


def is_of_drop(name: str) -> bool:
    """Return whether a form, by its place below the inbox, came in by a drop."""
    return _FINISHED.fullmatch(name.partition("/")[0]) is not None


def _parts(place: str) -> list[str]:
    """Return the folders and the name of a file, in signs that any system takes; the last folders of a deep one."""
    parts = [_tame(part) for part in re.split(r"[/\\]", place)]
    return [part for part in parts if part not in {"", ".", ".."}][-_DEEPEST:]


def _tame(part: str) -> str:
    part = _FORBIDDEN.sub("_", part).strip().rstrip(". ")
    stem, suffix = os.path.splitext(part)  # noqa: PTH122 - a name, no path
    while len((stem + suffix).encode()) > _LONGEST and stem:
        stem = stem[:-1]
    return f"_{stem}{suffix}" if _RESERVED.match(part) else f"{stem}{suffix}"


def _free(folder: Path, stem: str, suffix: str = "") -> Path:
    """Return a path that is not taken: a number goes behind the name."""
    number, free = 2, folder / f"{stem}{suffix}"
    while within_reach(free).exists():
        free, number = folder / f"{stem} ({number}){suffix}", number + 1
    return free
