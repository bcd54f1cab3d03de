"""Find the files in the inputs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from pipeline.arrivals.junk import is_junk
from pipeline.errors import UsageProblem

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
        if path.is_file():
            arrived.append(Arrived(folder=path.parent, place=path.name, is_named=True))
        else:
            arrived += (Arrived(folder=path, place=place) for place in _below(path))
    return Searched(
        arrived=tuple(arrived), roots=tuple(path for path in inputs if path.is_dir()), is_one=len(inputs) == 1
    )


def as_known(path: Path) -> str:
    """Return a path as the ledger knows it: some names can't be written down as they are."""
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "replace")  # noqa: PTH100 - no links resolved


def above(path: str) -> Iterator[str]:
    """Yield what a path lies in, from the innermost on: folders, and containers as the ledger knows them."""
    end = max(path.rfind("/"), path.rfind(os.sep))
    while end > 0:
        path = path[:end]
        yield path
        end = max(path.rfind("/"), path.rfind(os.sep))


def _below(path: Path) -> Iterator[str]:
    """Yield the place of every file below a folder, with ``/`` between folders; junk left out."""
    for folder, folders, names in os.walk(path):
        bundles = [name for name in folders if os.path.splitext(name)[1].lower() in _BUNDLES]  # noqa: PTH122
        folders[:] = sorted(name for name in folders if not is_junk(name) and name not in bundles)
        place = Path(folder).relative_to(path).as_posix()
        before = "" if place == "." else f"{place}/"
        for name in sorted([*names, *bundles]):
            if not is_junk(name) and (name in bundles or os.path.isfile(os.path.join(folder, name))):  # noqa: PTH113, PTH118 - many of them
                yield before + name


def _check_folders(inputs: Sequence[Path], output: Path) -> None:
    target = output.resolve()
    if target.exists() and not target.is_dir():
        raise UsageProblem(f"'{output}' is a file, not a folder.", remedy="Name another folder with -o.", code="usage")
    for path in inputs:
        if not path.exists():
            raise UsageProblem(f"There is no '{path}'.", remedy="Name a form, or a folder with forms.", code="usage")
        source = path.resolve()
        if target == source or source in target.parents:
            raise UsageProblem(
                f"The output folder '{output}' lies in the input '{path}'; results would be read as forms.",
                remedy="Name a folder outside the input with -o.",
                code="usage",
            )
