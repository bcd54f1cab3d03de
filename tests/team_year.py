"""A year of a team: made up from a seed, with the truth about it. ``python -m tests.team_year --full`` lives it whole.

60 children and 300 files: renamed, moved, sent again, corrected in Word and outside it; twins, misspelt names and
dates; withdrawn and erased. Some documents say nothing of when they were saved, and some clocks are wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.dask_cluster import running_cluster
from tests.extent import often
from tests.killed import Killer
from tests.team_check import Left, differences, unlike
from tests.team_children import ENDINGS, OF_CHILDREN, OF_DATES
from tests.team_model import AHEAD, BLANKS, NOTHING, Size, Version, Year
from tests.team_orders import all_at_once, as_it_went, shuffled
from tests.team_runs import HERE, Command, Contents, Office, first_time, in_process, killed_before, told
from tests.team_stories import EVERYDAY, OF_ASSESSMENTS
from tests.team_telling import Telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.team_orders import Run
    from tests.team_runs import Told

_OFTEN: Final = (
    "twins", "twins_told_apart", "misspelt", "birthday_mended", "spellings", "result_twice", "result_over_input",
    "result_handed_in", "result_as_it_is", "started_from_result", "fork", "unclear", "settled", "signed_off",
    "two_teams", "assessor_misspelt", "living_document", "future_mended", "withdrawn", "erased",
)  # fmt: skip
_ALL: Final = (*OF_CHILDREN, *OF_ASSESSMENTS, *OF_DATES, *ENDINGS)
_SELDOM: Final = ("twins_unlike", "misspelt_open", "birthday_open", "withdrawn_only", "future")
"""Left out of a small year."""

FULL: Final = Size(
    children=60, files=300, runs=40, orders=5, each={name: 3 if name in _OFTEN else 2 for name in _ALL},
)  # fmt: skip
SMALL: Final = Size(
    children=20, files=80, runs=12, orders=often(1, 3), each={name: int(name not in _SELDOM) for name in _ALL},
)  # fmt: skip

UNDATED, WRONG = 0.2, 0.1
"""Parts of the files: those without a date of their own, and those that were saved under a wrong clock."""
_RUNS_LEFT: Final = 4


def make_year(size: Size, seed: int = 14) -> Year:
    """Make up a year."""
    telling = Telling(size, seed)
    for name, story in OF_CHILDREN.items():
        for _ in range(size.each[name]):
            story(telling)
    while len(telling.year.children) < size.children:
        telling.child()
    _tell_of_assessments(telling)
    _fill(telling)
    _end(telling)
    _set_clocks(telling)
    return telling.year


def _tell_of_assessments(telling: Telling) -> None:
    for name, story in (OF_ASSESSMENTS | OF_DATES).items():
        for _ in range(telling.year.size.each[name]):
            able = [each for each in telling.year.children if telling.can_take(each, runs_left=_RUNS_LEFT)]
            story(telling, min(able, key=lambda each: (len(list(telling.year.of(each))) // 3, telling.rng.random())))


def _fill(telling: Telling) -> None:
    """Tell of everyday work until all files are there but those of the endings; of each child at least once."""
    year = telling.year
    kept = sum(year.size.each[name] * _FILES_OF_ENDINGS[name] for name in ENDINGS)
    while (left := year.size.files - kept - len(year.files)) > 0:
        unknown = [each for each in year.children if not list(year.of(each))]
        able = unknown or [each for each in year.children if telling.can_take(each)]
        possible = [story for story, files in EVERYDAY if files <= max(left - max(len(unknown) - 1, 0), 1)]
        telling.rng.choice(possible)(telling, telling.rng.choice(able))


_FILES_OF_ENDINGS: Final = {"withdrawn": 2, "restored": 1, "erased": 2}


def _end(telling: Telling) -> None:
    for name, story in ENDINGS.items():
        for _ in range(telling.year.size.each[name]):
            story(telling, telling.rng.choice([each for each in telling.year.children if telling.can_end(each)]))


# Clocks


def _set_clocks(telling: Telling) -> None:
    """Take some documents' dates away, and set some clocks wrong, where that leaves the truth to be known."""
    year, rng = telling.year, telling.rng
    undated = _files_of(year, [each for each in year.versions if not each.is_dated])
    candidates = [each for each in year.versions if not each.fixed and each.parent is None]
    rng.shuffle(candidates)
    for version in _as_many(year, candidates, UNDATED * len(year.files) - undated):
        version.clock = rng.choice([BLANKS, BLANKS, NOTHING])
    candidates = [each for each in candidates if each.is_dated]
    half = WRONG * len(year.files) / 2
    for version in _as_many(year, candidates, half):
        version.clock = AHEAD
    known = [each for each in candidates if each.is_dated and _can_be_absurd(year, each)]
    for version in _as_many(year, known, half):
        version.absurd = True


def _as_many(year: Year, versions: Iterable[Version], files: float) -> Iterator[Version]:
    """Yield versions until so many files are theirs."""
    given: list[Version] = []
    for version in versions:
        if _files_of(year, [*given, version]) <= files:
            given.append(version)
            yield version


def _files_of(year: Year, versions: list[Version]) -> int:
    return sum(each.version in versions for each in year.files)


def _can_be_absurd(year: Year, version: Version) -> bool:
    """Return whether a file's own time is not needed: each version of the assessment has a date of its own."""
    return all(
        other.is_dated for assessment in year.assessments if version in assessment.versions
        for other in assessment.versions
    )  # fmt: skip


# Living it


class Living:
    """Lives a year in all ways, and says what differs.

    Attributes:
        differing: How much differed.
    """

    def __init__(self, year: Year, folder: Path) -> None:
        self.differing = 0
        self._year, self._folder, self._began = year, folder, time.monotonic()
        self._at_once: Left | None = None
        self._contents: Contents = {}

    def live(self) -> None:
        self._contents, first = first_time(self._new("first"), self._year)
        self._say_told("as it went, typing over results", first)
        together = told(Office(self._new("at once"), self._year, self._contents), all_at_once(self._year))
        self._say_told("all at once", together)
        self._at_once = together.closed
        for seed in range(self._year.size.orders):
            self._live(f"order {seed}", shuffled(self._year, seed))
        killer = Killer(seed=14)
        self._live("killed", as_it_went(self._year), killed_before(killer))
        _say(f"{killer.kills} commands were killed")
        with running_cluster(self._new("scheduler")) as cluster:
            engine = ("--engine", "dask", "--scheduler", cluster.address)
            self._live("on a cluster", all_at_once(self._year), engine=engine)

    def _live(
        self, way: str, runs: Sequence[Run], command: Command = in_process, *, engine: Sequence[str] = HERE
    ) -> None:
        office = Office(self._new(way), self._year, self._contents, command=command, engine=engine)
        office.live(runs)
        office.close()
        left = office.left()
        assert self._at_once is not None
        differing = [*differences(self._year, left, decided=True), *unlike(left, self._at_once)]
        self._say(way, [*office.trouble, *differing])

    def _say_told(self, way: str, left: Told) -> None:
        self._say(f"{way}, undecided", differences(self._year, left.undecided, decided=False))
        self._say(f"{way}, decided", [*left.trouble, *differences(self._year, left.decided, decided=True)])
        self._say(f"{way}, closed", differences(self._year, left.closed, decided=True))

    def _say(self, way: str, problems: list[str]) -> None:
        seconds, self._began = time.monotonic() - self._began, time.monotonic()
        self.differing += len(problems)
        _say(f"{way}: {len(problems) or 'nothing'} differs ({seconds:.1f} s)", *problems[:_SHOWN])

    def _new(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder


_SHOWN: Final = 40


def _say(*lines: str) -> None:
    sys.stdout.write("\n    ".join(lines) + "\n")
    sys.stdout.flush()


def _main() -> int:
    parser = argparse.ArgumentParser(description="Live a year of a team in all orders, and say what differs.")
    parser.add_argument("--full", action="store_true", help="60 children and 300 files, not 20 and 80")
    parser.add_argument("--seed", type=int, default=14, help="of chance; another one makes up another year")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        living = Living(make_year(FULL if chosen.full else SMALL, chosen.seed), Path(folder))
        living.live()
    return min(living.differing, 1)


if __name__ == "__main__":
    sys.exit(_main())
