"""Find the files in the inputs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from pipeline.arrivals.junk import is_junk
from pipeline.errors import UsageProblem
from pipeline.windows import all_within_reach, as_people_know_it, really, within_reach

_BUNDLES: Final = (".pages", ".numbers", ".key", ".rtfd", ".app")
"""Folders that macOS shows as one file."""


class Arrived(Struct, frozen=True, kw_only=True):
    """One file that was found.

    Attributes:
        folder: The input, or the folder of a file that was named by itself.
        place: Its place below that, with ``/`` between folders.
        is_named: It was named by itself.
    """

    folder: Path
    place: str
    is_named: bool = False

    @property
    def source(self) -> Path:
        """The file."""
        return self.folder / self.place


class Searched(Struct, frozen=True, kw_only=True):
    """What was found.

    Attributes:
        arrived: All files, in the order of the inputs and of their names. Junk is left out.
        roots: The folders that were searched.
        is_one: There was one input, so nothing was found twice.
    """

    arrived: tuple[Arrived, ...]
    roots: tuple[Path, ...]
    is_one: bool


def search(inputs: Sequence[Path], output: Path) -> Searched:
    """Find the files in some inputs.

    Args:
        inputs: Files and folders; folders are searched all the way down.
        output: The folder for all results.

    Raises:
        UsageProblem: An input is missing, or output and input overlap.
    """
    _check_folders(inputs, output)
    arrived: list[Arrived] = []
    for path in inputs:
        if within_reach(path).is_file():
            arrived.append(Arrived(folder=path.parent, place=path.name, is_named=True))
        else:
            arrived += (Arrived(folder=path, place=place) for place in _below(path))
    roots = tuple(path for path in inputs if within_reach(path).is_dir())
    return Searched(arrived=tuple(arrived), roots=roots, is_one=len(inputs) == 1)


def as_known(path: Path) -> str:
    """Return a path as the ledger knows it: some names can't be written down as they are."""
    full = as_people_know_it(os.path.abspath(path))  # noqa: PTH100 - no links resolved
    return os.fsencode(full).decode("utf-8", "replace")


def above(path: str) -> Iterator[str]:
    """Yield what a path lies in, from the innermost on: folders, and containers as the ledger knows them."""
    end = max(path.rfind("/"), path.rfind(os.sep))
    while end > 0:
        path = path[:end]
        yield path
        end = max(path.rfind("/"), path.rfind(os.sep))


def _below(path: Path) -> Iterator[str]:
    """Yield the place of every file below a folder, with ``/`` between folders; junk left out.

    Folders that can't be opened are yielded too, and links to folders, which are not followed: they are to be named.
    """
    top = all_within_reach(path)
    closed: list[str] = []
    for folder, folders, names in os.walk(top, onerror=lambda error: closed.append(str(error.filename))):
        named = [*names, *(name for name in folders if _is_named(folder, name))]
        folders[:] = sorted(name for name in folders if not is_junk(name) and name not in named)
        place = Path(folder).relative_to(top).as_posix()
        before = "" if place == "." else f"{place}/"
        yield from (before + name for name in sorted(named) if not (is_junk(name) or _is_device(folder, name)))
    yield from (Path(folder).relative_to(top).as_posix() for folder in closed if os.path.isdir(folder))  # noqa: PTH112


def _is_device(folder: str, name: str) -> bool:
    """Return whether something that is listed as a file is none; a link that leads nowhere is to be named."""
    path = os.path.join(folder, name)  # noqa: PTH118 - many of them
    return not (os.path.isfile(path) or os.path.isdir(path)) and os.path.exists(path)  # noqa: PTH110, PTH112, PTH113


def _is_named(folder: str, name: str) -> bool:
    """Return whether a folder is named as it is and not searched."""
    return os.path.splitext(name)[1].lower() in _BUNDLES or os.path.islink(os.path.join(folder, name))  # noqa: PTH114, PTH118, PTH122 - many of them


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
