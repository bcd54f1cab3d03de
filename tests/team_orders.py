"""In which orders a year can be told: as it went, all at once, and shuffled. Each leaves the same files in the end."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from tests.team_model import CLOSING_DAY, Decision, Lying, Version, Year

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Files = dict[str, Lying]
"""What lies in the input, by place."""


@dataclass(kw_only=True)
class Run:
    """One run: what lies there, the day it is done, and what people decide afterwards."""

    day: dt.date
    files: Files
    decisions: list[Decision] = field(default_factory=list)


def as_it_went(year: Year) -> list[Run]:
    """Tell a year in true order, each run on its day; everything is decided in the end."""
    files = _files(year, {each: each.run for each in year.lyings}, year.size.runs)
    runs = [Run(day=year.run_day(number), files=each) for number, each in enumerate(files)]
    runs[-1].decisions = list(year.decisions)
    return runs


def all_at_once(year: Year) -> list[Run]:
    """Find everything in one run."""
    (files,) = _files(year, dict.fromkeys(year.lyings, 0), 1)
    return [Run(day=CLOSING_DAY, files=files, decisions=list(year.decisions))]


def shuffled(year: Year, seed: int) -> list[Run]:
    """Tell a year in some other order, all on the closing day; each decision comes as soon as its files are there.

    A file whose document says nothing of its time, or something wrong, comes after the earlier files about its child
    and not after the later ones. What lies in one place comes in true order.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret
    of_version = arrivals(year, rng)
    starts: dict[Lying, int] = {}
    first: set[Version] = set()
    for lying in year.lyings:  # the first one of a version is where it arrives
        begins = of_version[lying.version]
        is_first = lying.version not in first or _is_hidden(lying.version, starts)
        first.add(lying.version)
        starts[lying] = begins if is_first else rng.randint(max(begins, _before(lying, starts)), year.size.runs - 1)
    runs = [Run(day=CLOSING_DAY, files=each) for each in _files(year, starts, year.size.runs)]
    for decision in year.decisions:
        runs[_settled_by(year, decision, of_version)].decisions.append(decision)
    return runs


def closing(year: Year) -> Files:
    """Return what lies there after everything: what is deleted is gone, and what comes late is there."""
    files = all_at_once(year)[0].files
    late = {each.place: each for each in year.lyings if each.late}
    return {place: each for place, each in (files | late).items() if not each.leaves}


def arrivals(year: Year, rng: random.Random) -> dict[Version, int]:
    """Return each version a run to arrive in."""
    found: dict[Version, int] = {}
    for child in year.children:
        found |= _of_a_child(list(year.of(child)), year.size.runs, rng)
    for chain in _chains(year):
        for version, run in zip(chain, sorted(found[each] for each in chain), strict=True):
            found[version] = run
    return found


def _of_a_child(versions: list[Version], runs: int, rng: random.Random) -> dict[Version, int]:
    """Shuffle the versions between those that have no date of their own, and keep those where they are."""
    groups = [list(group) for _, group in groupby(sorted(versions, key=_time), key=_time)]
    fixed = sorted(rng.randrange(runs) for group in groups if not _is_dated(group))
    found: dict[Version, int] = {}
    bounds = [0, *fixed, runs - 1]
    passed = 0
    for group in groups:
        if _is_dated(group):
            run = rng.randint(bounds[passed], bounds[passed + 1])
        else:
            run, passed = fixed[passed], passed + 1
        found |= dict.fromkeys(group, run)
    return found


def _time(version: Version) -> dt.datetime:
    return version.at


def _is_dated(group: Iterable[Version]) -> bool:
    return all(each.is_dated for each in group)


def _chains(year: Year) -> Iterable[list[Version]]:
    """Yield the versions that were saved one over the other in the same place, in true order."""
    for lying in year.lyings:
        if lying.ended_by is None or lying.ended_by.version is lying.version:
            continue
        yield [lying.version, lying.ended_by.version]


def _before(lying: Lying, starts: Mapping[Lying, int]) -> int:
    """Return the run since which the file lies where it is moved from."""
    return max((starts[each] for each in starts if each.ended_by is lying), default=0)


def _is_hidden(version: Version, starts: Mapping[Lying, int]) -> bool:
    """Return whether another version takes its place in the run in which it arrives, so that it is seen in a copy only.

    That copy was made when the other one took its place: it arrives with that, and not some day.
    """
    return all(
        each.ended_by is not None and each.ended_by.version is not version and starts.get(each.ended_by) == start
        for each, start in starts.items()
        if each.version is version
    )


def _settled_by(year: Year, decision: Decision, arrived: Mapping[Version, int]) -> int:
    """Return the run after which all files about the children of a decision are there."""
    children = {version.child for each in decision.about for version in each.versions}
    return max(arrived[version] for child in children for version in year.of(child))


def _files(year: Year, starts: Mapping[Lying, int], runs: int) -> list[Files]:
    """Return what lies there in each run: what was there before, until it is overwritten or moved."""
    found: list[Files] = []
    for run in range(runs):
        there = [each for each in year.lyings if not each.late and starts[each] <= run]
        gone = {each for each in there if each.ended_by is not None and starts[each.ended_by] <= run}
        found.append({each.place: each for each in there if each not in gone})
    return found
