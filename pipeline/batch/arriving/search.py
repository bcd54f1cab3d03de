"""Find the files in the inputs."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from pipeline.arrivals.junk import is_junk
from pipeline.batch.arriving.jobs import Listed
from pipeline.batch.arriving.known import as_known
from pipeline.cases.naming import ACCEPTED
from pipeline.errors import UsageProblem
from pipeline.files import look_in_full
from pipeline.patterns import pattern
from pipeline.windows import all_within_reach, full_stat, leads_elsewhere, really, within_reach

_TOGETHER: Final = 256
"""Forms that are listed together at most: where one of them is another, the others are looked at by themselves."""
_LISTED: Final = pattern(rf"[ -\-/-}}][ -~]*\.(?i:{'|'.join(each[1:] for each in sorted(ACCEPTED))})")
"""Names of forms that are listed: none of them is junk, and all can be written down as they are."""
_RACY: Final = 3_000_000_000
"""Nanoseconds; some file systems count the time of a change in steps of two seconds."""
_BUNDLES: Final = (".pages", ".numbers", ".key", ".rtfd", ".app")
"""Folders that macOS shows as one file."""


class Arrived(Struct, frozen=True, kw_only=True, gc=False):
    """One file that was found by itself, or is told by itself.

    Attributes:
        folder: The input, or the folder of a file that was named by itself.
        place: Its place below that, with ``/`` between folders.
        is_named: It was named by itself.
        look: Its size, times and number on the disk (:func:`pipeline.files.look_in_full`); empty where it was changed
            a moment ago: it may change again and look the same.
        is_link: It is a link to a file elsewhere.
        known: Its path as the ledger knows it (:func:`as_known`), where that was worked out with others.
    """

    folder: Path
    place: str
    is_named: bool = False
    look: str = ""
    is_link: bool = False
    known: str = ""

    @property
    def source(self) -> Path:
        """The file."""
        return self.folder / self.place

    @property
    def path(self) -> str:
        """Its path as the ledger knows it."""
        return self.known or as_known(self.source)


class Searched(Struct, frozen=True, kw_only=True):
    """What was found. Junk is left out.

    Attributes:
        listed: Nearly all forms, in the order of the inputs and of their names.
        others: What else was found: what is no form by its name, links, what lies at a place that can't be written
            down as it is, and what was named by itself.
        roots: The folders that were searched.
        is_one: There was one input, so nothing was found twice.
    """

    listed: tuple[Listed, ...]
    others: tuple[Arrived, ...]
    roots: tuple[Path, ...]
    is_one: bool

    def arrived(self) -> Iterator[Arrived]:
        """Yield all files."""
        for each in self.listed:
            for name, look in each:
                yield Arrived(folder=each.root, place=each.before + name, look=look, known=each.known + name)
        yield from self.others


def search(inputs: Sequence[Path], output: Path) -> Searched:
    """Find the files in some inputs.

    Args:
        inputs: Files and folders; folders are searched all the way down.
        output: The folder for all results.

    Raises:
        UsageProblem: An input is missing, or output and input overlap.
    """
    _check_folders(inputs, output)
    now = time.time_ns()
    listed: list[Listed] = []
    others: list[Arrived] = []
    for path in inputs:
        if within_reach(path).is_file():
            seen = within_reach(path).stat()
            others.append(
                Arrived(
                    folder=path.parent, place=path.name, is_named=True, look=_certain_look(seen, now),
                    is_link=within_reach(path).is_symlink(),
                )
            )  # fmt: skip
        else:
            searching = _Searching(path, now)
            searching.search()
            listed += searching.listed
            others += searching.others
    roots = tuple(path for path in inputs if within_reach(path).is_dir())
    return Searched(listed=tuple(listed), others=tuple(others), roots=roots, is_one=len(inputs) == 1)


class _Searching:
    """The search of one folder.

    Folders that can't be opened are found too, and links to folders, which are not followed: they are to be named.

    Attributes:
        listed: Forms that are nothing but files, those of a folder before and behind each folder in it by themselves.
        others: All else.
    """

    def __init__(self, folder: Path, now: int) -> None:
        """Begin at a moment, in nanoseconds since 1970."""
        self.listed: list[Listed] = []
        self.others: list[Arrived] = []
        self._folder, self._now = folder, now
        self._known = os.path.join(as_known(folder), "")  # noqa: PTH118 - as text

    def search(self) -> None:
        """Find every file, in the order of their places; junk is left out."""
        self._search(all_within_reach(self._folder), "")

    def _search(self, within: Path | str, before: str) -> None:
        """Search a folder and those in it."""
        forms: list[str] = []
        for place, form in self._contents(within, before):
            if form:
                forms.append(form)
            else:
                self._list(before, forms)
                self._search(os.path.join(within, place[:-1]), before + place)  # noqa: PTH118 - as text
        self._list(before, forms)

    def _list(self, before: str, forms: list[str]) -> None:
        """Take down the forms of a folder that follow each other."""
        known = self._known + before.replace("/", os.sep)
        for start in range(0, len(forms), _TOGETHER):
            some = forms[start : start + _TOGETHER]
            lines = "\n".join(some)
            self.listed.append(
                Listed(root=self._folder, before=before, known=known, number=len(some), lines=lines)
            )  # fmt: skip
        forms.clear()

    def _contents(self, within: Path | str, before: str) -> list[tuple[str, str]]:
        """Return the name and the line of each form to list in a folder, and the name of each folder to search.

        That has a ``/`` behind it, and no line: so they are in the order of the places below them. The folder is closed
        again then.
        """
        found = []
        is_plain = before.isascii() and before.isprintable()
        with _opened(within) as opened:
            for entry in self._entries(opened, within, before):
                name = entry.name
                if is_plain and _LISTED.fullmatch(name) and entry.is_file(follow_symlinks=False):  # so are nearly all
                    found.append((name, f"{name}\t{self._look(entry)}"))
                elif is_junk(name):
                    continue
                elif entry.is_file(follow_symlinks=False):
                    self.others.append(Arrived(folder=self._folder, place=before + name, look=self._look(entry)))
                elif _is_searched(entry):
                    found.append((f"{name}/", ""))
                else:
                    self._take_other(before + name, entry)
        return sorted(found)

    def _entries(self, opened: Path | str | int, within: Path | str, before: str) -> list[os.DirEntry[str]]:
        """Return what is in a folder."""
        try:
            with os.scandir(opened) as entries:
                return [*entries]
        except OSError:
            if os.path.isdir(within):  # noqa: PTH112 - a text
                self.others.append(Arrived(folder=self._folder, place=before.rstrip("/") or "."))
            return []

    def _look(self, entry: os.DirEntry[str]) -> str:
        """Return how a file looks that is no link."""
        try:
            return _certain_look(full_stat(entry), self._now)
        except OSError:  # gone meanwhile
            return ""

    def _take_other(self, place: str, entry: os.DirEntry[str]) -> None:
        """Take a link, or a folder that is named as it is, but no device. A link that leads nowhere is to be named."""
        try:
            seen = full_stat(entry)
        except OSError:
            self.others.append(Arrived(folder=self._folder, place=place, is_link=True))
            return
        if stat.S_ISREG(seen.st_mode) or stat.S_ISDIR(seen.st_mode):
            look = _certain_look(seen, self._now)
            self.others.append(Arrived(folder=self._folder, place=place, look=look, is_link=entry.is_symlink()))


@contextlib.contextmanager
def _opened(folder: Path | str) -> Iterator[Path | str | int]:
    """Open a folder to list it, where the system lists open ones: it need not find it again for each file in it."""
    handle = None
    if os.scandir in os.supports_fd:
        with contextlib.suppress(OSError):  # which is said where it is listed
            handle = os.open(folder, os.O_RDONLY)
    try:
        yield folder if handle is None else handle
    finally:
        if handle is not None:
            os.close(handle)


def _is_searched(entry: os.DirEntry[str]) -> bool:
    """Return whether something is a folder that is searched, and not named as it is."""
    if not entry.is_dir(follow_symlinks=False) or entry.name.lower().endswith(_BUNDLES):
        return False
    return not leads_elsewhere(entry.stat(follow_symlinks=False))


def _certain_look(seen: os.stat_result, now: int) -> str:
    """Return how a file looks, unless it may still change without looking otherwise, as git does."""
    certain = now - _RACY
    return look_in_full(seen) if seen.st_mtime_ns < certain and seen.st_ctime_ns < certain else ""


def _check_folders(inputs: Sequence[Path], output: Path) -> None:
    target, there = really(output), within_reach(output)
    if there.exists() and not there.is_dir():
        raise UsageProblem(f"'{output}' is a file, not a folder.", remedy="Name another folder with -o.", code="usage")
    for path in inputs:
        if not within_reach(path).exists():
            raise UsageProblem(f"There is no '{path}'.", remedy="Name a form, or a folder with forms.", code="usage")
        _check_open(path)
        source = really(path)
        if target == source or source in target.parents:
            raise UsageProblem(
                f"The output folder '{output}' lies in the input '{path}'; results would be read as forms.",
                remedy="Name a folder outside the input with -o.",
                code="usage",
            )


def _check_open(path: Path) -> None:
    """Refuse an input that is a folder which can't be opened."""
    try:
        if within_reach(path).is_dir():
            os.scandir(all_within_reach(path)).close()
    except OSError as error:
        raise UsageProblem(
            f"The folder '{path}' can't be opened ({error.strerror}).",
            remedy="Check that you may open it, then run again.",
            code="usage",
        ) from error
