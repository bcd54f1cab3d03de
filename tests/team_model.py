"""What the year of a team consists of: children, versions of forms, files that lie somewhere, and what is true of them.

Nothing here knows the pipeline. What the register has to hold in the end is in ``tests.team_truth``, how a year comes
about in ``tests.team_stories``, in which orders it can be told in ``tests.team_orders``.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tests.team_form import BLANKS_OWN, NO_PART, Entries, stamp, team_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FIRST_DAY, CLOSING_DAY = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
LONG_AFTER: Final = dt.datetime(2036, 4, 5, 9, 30, tzinfo=dt.UTC)
"""What a document says that was saved under a wrong clock."""
ABSURD: Final = dt.datetime(1980, 1, 2, tzinfo=dt.UTC)
"""What a file says that was unpacked by a program which keeps no times."""

RIGHT, BLANKS, NOTHING, AHEAD = "right", "the blank's own", "none", "ahead"
"""What the document says of its last change: the truth, what its blank said, nothing, or a day that is yet to come."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much happens in a year.

    Attributes:
        children: How many children there are; twins are two, and one whose name was misspelt is one.
        files: How many files arrive; one that is moved or renamed is the same file.
        runs: How often the folder is processed.
        orders: In how many random orders.
        each: How often each story is told, by its name; what is left of the files is everyday work.
    """

    children: int
    files: int
    runs: int
    orders: int
    each: Mapping[str, int]


@dataclass(kw_only=True, eq=False)
class Child:
    """A child as they are; forms may say otherwise.

    Attributes:
        key: Names them in the truth.
        folder: Where their team puts forms.
        free: Days on which they can still be assessed, in order.
        closed: Nothing else happens to them.
    """

    key: str
    name: str
    born: dt.date
    folder: str
    free: list[dt.date]
    closed: bool = False


@dataclass(kw_only=True, eq=False)
class Version:
    """One version of a form: its bytes, wherever they lie.

    Attributes:
        child: Whom it is about in truth.
        entries: What it says.
        at: When it was in truth saved.
        run: The first run after that.
        parent: It was typed over the result of this one, or is that result.
        in_place: It was typed over the result where that lies; into the input it comes later.
        left_alone: The program that saved it left the old date in the document.
        clock: What the document says of its last change.
        absurd: Its files have an absurd time.
        fixed: Nothing about its clock may be changed, since something hangs on it.
    """

    number: int
    child: Child
    entries: Entries
    at: dt.datetime
    run: int
    parent: Version | None = None
    in_place: bool = False
    left_alone: bool = False
    clock: str = RIGHT
    absurd: bool = False
    fixed: bool = False

    @property
    def modified(self) -> str:
        """The time of the last change as the document says it."""
        if self.parent is not None and (self.left_alone or self.parent.modified == NO_PART):
            return self.parent.modified
        said = {RIGHT: stamp(self.at), AHEAD: stamp(LONG_AFTER), BLANKS: BLANKS_OWN, NOTHING: NO_PART}
        return said[self.clock]

    @property
    def is_dated(self) -> bool:
        """Whether the document says when it was saved, or when what it was made from was."""
        return self.modified not in {BLANKS_OWN, NO_PART, stamp(LONG_AFTER)}

    def bytes(self) -> bytes:
        """Return the file, of one that is no result."""
        assert self.parent is None
        return team_form(self.entries, modified=self.modified)


@dataclass(kw_only=True, eq=False)
class Lying:
    """A file in the input: some version at some place.

    Attributes:
        run: The run by which it has arrived, as the year went.
        time: When it was in truth last changed.
        ended_by: The file that took its place, or the place that it was moved to.
        moved: It is a file that lay elsewhere before.
        late: It arrives after everything has been decided.
        leaves: It is deleted after everything has been decided.
    """

    place: str
    version: Version
    run: int
    time: dt.datetime
    ended_by: Lying | None = None
    moved: bool = False
    late: bool = False
    leaves: bool = False

    @property
    def file_time(self) -> float:
        """What the file says of its last change, in seconds as the system counts them."""
        return (ABSURD if self.version.absurd else self.time).timestamp()


@dataclass(kw_only=True, eq=False)
class Assessment:
    """One assessment, as it truly is.

    Attributes:
        child: Key of the child once everything is decided.
        spelt: Key of the child as the forms say it, while nothing is decided.
        versions: All of them, the one that counts last.
        end: What is decided about it in the end: ``withdrawn``, ``erased`` or nothing.
        in_doubt: Only a person can say which of two versions counts.
        settled: What it says once a person has settled an entry.
        future: Its day is yet to come.
    """

    number: int
    child: str
    spelt: str
    versions: list[Version]
    end: str = ""
    in_doubt: tuple[Version, ...] = ()
    settled: Entries | None = None
    future: bool = False

    @property
    def counting(self) -> Version:
        return self.versions[-1]

    def entries(self, *, decided: bool) -> Entries:
        """Return what counts."""
        return self.settled if decided and self.settled else self.counting.entries

    def stands(self, *, decided: bool) -> bool:
        return not (decided and self.end)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What only a person can decide.

    Attributes:
        kind: As the program calls it.
        about: The assessments; of similar children one each, any of theirs.
        until_decided: It is answered by a decision.
    """

    kind: str
    about: tuple[Assessment, ...]
    until_decided: bool = False

    @property
    def children(self) -> frozenset[str]:
        return frozenset(each.spelt for each in self.about)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a person tells the program; assessments in it stand for their references."""

    words: tuple[str | Assessment, ...]

    @property
    def about(self) -> tuple[Assessment, ...]:
        return tuple(each for each in self.words if isinstance(each, Assessment))


@dataclass(kw_only=True)
class Year:
    """A year: everything that happens, and what is true in the end."""

    size: Size
    rng: random.Random
    children: list[Child] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    lyings: list[Lying] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def files(self) -> list[Lying]:
        """All files that ever arrived."""
        return [each for each in self.lyings if not each.moved]

    def run_day(self, run: int) -> dt.date:
        """Return the day of a run; the last one is the closing day."""
        return FIRST_DAY + (CLOSING_DAY - FIRST_DAY) * (run + 1) // self.size.runs

    def run_of(self, at: dt.datetime) -> int:
        """Return the first run that finds what was saved then."""
        return next(run for run in range(self.size.runs) if at.date() <= self.run_day(run))

    def after_run(self, run: int) -> dt.datetime:
        """Return a time between a run and the next one."""
        return self.time_on(self.run_day(run) + dt.timedelta(days=1))

    def time_on(self, day: dt.date) -> dt.datetime:
        """Return some time of a working day, to the second."""
        start = dt.datetime.combine(day, dt.time(8), dt.UTC)
        return start + dt.timedelta(seconds=self.rng.randrange(36_000))

    def of(self, child: Child) -> Iterable[Version]:
        """Return the versions that are about a child."""
        return (each for each in self.versions if each.child is child)
