"""The words in which the stories of a team's year are told: a child, a form, a correction, a copy, a question."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tests.team_form import FACTORS, NOT, UNCLEAR, YES, Entries
from tests.team_model import (
    CLOSING_DAY,
    FIRST_DAY,
    Assessment,
    Child,
    Decision,
    Lying,
    Question,
    Size,
    Version,
    Year,
)

if TYPE_CHECKING:
    from collections.abc import Collection

BY: Final = ("--by", "Robin Invented")
WHY: Final = ("--why", "Invented for a test")
_CHANCES: Final = 8
"""How many days a year has on which one child can be assessed."""
_TEAMS: Final = ("Team North", "Team South", "Team West")
_ASSESSORS: Final = ("Priya Shah", "Tomasz Wojcik", "Grace Adeyemi", "Huw Prosser")
_FIRST: Final = (
    "Abigail", "Bartholomew", "Cordelia", "Dominic", "Esmeralda", "Fergus", "Gwendolen", "Humphrey", "Imogen", "Joshua",
    "Katarzyna", "Leopold", "Mirabel", "Nathaniel", "Ottilie", "Percival", "Quentin", "Rosalind", "Sylvester",
    "Theodora", "Ulysses", "Veronica", "Wilfred", "Xanthe", "Yusuf", "Zuleika", "Ambrose", "Beatrix", "Caspian",
    "Delphine", "Ezekiel", "Florence", "Gregory", "Henrietta", "Ibrahim", "Jemima", "Kenneth", "Lavinia", "Mustafa",
    "Nerys", "Octavius", "Philippa", "Rupert", "Sunniva", "Tobias", "Ursula", "Vincent", "Winifred", "Zachary",
    "Alasdair", "Bronwen", "Crispin", "Dorothy", "Emmanuel", "Frances", "Gideon", "Hyacinth", "Isidore", "Jocasta",
    "Kingsley", "Lysander", "Mehmet", "Nicolette", "Obadiah", "Prudence", "Roderick", "Saffron", "Thaddeus",
)  # fmt: skip
_LAST: Final = (
    "Ashgrove", "Birkenshaw", "Chidgey", "Drummond", "Eckersley", "Fothergill", "Gudgeon", "Hawksworth", "Inchbald",
    "Jellicoe", "Kowalczyk", "Lightfoot", "Mukherjee", "Nwankwo", "Oxenham", "Puddifoot", "Quarmby", "Rowbotham",
    "Silverlock", "Thistlewood", "Umfreville", "Vavasour", "Wigglesworth", "Yarborough", "Zephaniah", "Appleyard",
    "Bickerstaff", "Cholmondeley", "Dewhurst", "Entwistle", "Farquhar", "Goldsworthy", "Heathcote", "Iremonger",
    "Jankowski", "Killigrew", "Longbottom", "Micklethwait", "Nightingale", "Okonkwo", "Pemberton", "Quiller",
    "Ravenscroft", "Sotheby", "Trevelyan", "Uttley", "Venables", "Weatherby", "Youngman", "Zielinska", "Arkwright",
    "Blenkinsop", "Cruickshank", "Dalrymple", "Elphinstone", "Fairweather", "Grimshaw", "Hollingbery", "Isherwood",
    "Jephcott", "Kettlewell", "Liversidge", "Mandeville", "Norwood", "Oglethorpe", "Penhaligon", "Rushbrooke",
    "Sidebottom",
)  # fmt: skip


class Telling:
    """Tells a year, one thing after another.

    Attributes:
        year: What was told so far.
        rng: Chance; the same seed tells the same year.
    """

    def __init__(self, size: Size, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - no secret
        self.year = Year(size=size, rng=self.rng)
        self._names = list(zip(self._mixed(_FIRST), self._mixed(_LAST), strict=True))
        self._places = 0

    def _mixed(self, words: Collection[str]) -> list[str]:
        return self.rng.sample(list(words), len(words))

    # Whom it is about

    def child(self, *, name: str = "", born: dt.date | None = None) -> Child:
        """Bring in a child, by default one that resembles no other."""
        number = len(self.year.children)
        made = Child(
            key=f"child {number}",
            name=name or " ".join(self._names.pop()),
            born=born or dt.date(2008, 1, 3) + dt.timedelta(days=37 * number + self.rng.randrange(29)),
            folder=_TEAMS[number % len(_TEAMS)],
            free=self._days(),
        )
        self.year.children.append(made)
        return made

    def surname(self) -> str:
        """Return a surname that no other child has."""
        return self._names.pop()[1]

    def _days(self) -> list[dt.date]:
        """Return the days on which a child can be assessed, well apart."""
        step = (CLOSING_DAY - FIRST_DAY).days // _CHANCES
        starts = (FIRST_DAY + dt.timedelta(days=3 + step * number) for number in range(_CHANCES))
        return [start + dt.timedelta(days=self.rng.randrange(step // 3)) for start in starts]

    def can_take(self, child: Child, *, runs_left: int = 0) -> bool:
        """Return whether a child can be assessed once more, early enough for some more runs."""
        return not child.closed and any(self._is_early(day, runs_left) for day in child.free)

    def day(self, child: Child, *, runs_left: int = 0) -> dt.date:
        """Take one of the days on which a child can be assessed, and so many runs come after that."""
        found = self.rng.choice([day for day in child.free if self._is_early(day, runs_left)])
        child.free.remove(found)
        return found

    def can_end(self, child: Child) -> bool:
        """Return whether a child was assessed, and can be assessed once more after all that."""
        return not child.closed and bool(self._after_all(child))

    def last_day(self, child: Child) -> dt.date:
        """Take a day after all on which the child was assessed; nothing comes after it."""
        child.closed = True
        return self._after_all(child)[0]

    def _after_all(self, child: Child) -> list[dt.date]:
        known = [each.entries.completed for each in self.year.of(child) if each.entries.completed <= CLOSING_DAY]
        return [day for day in child.free if known and day > max(known) and self._is_early(day, 0)]

    def unused_day(self, child: Child, earliest: dt.date) -> dt.date:
        """Return the first day from one on, on which a child was not assessed and won't be."""
        taken = {*child.free, *(each.entries.completed for each in self.year.of(child))}
        return next(day for day in (earliest + dt.timedelta(days=each) for each in range(99)) if day not in taken)

    def _is_early(self, day: dt.date, runs_left: int) -> bool:
        arrived = self.year.time_on(day + dt.timedelta(days=3))
        return arrived.date() <= CLOSING_DAY and self.year.run_of(arrived) + runs_left < self.year.size.runs

    # What a form says

    def entries(
        self, child: Child, completed: dt.date, *, total: int | None = None, unclear: str = "", free: str = ""
    ) -> Entries:
        """Return the entries of a new form.

        Args:
            child: Whom it is about.
            completed: When.
            total: What it comes to.
            unclear: Id of a factor that is entered so that nobody can say whether it applies.
            free: Id of a factor that is left blank.
        """
        marks = self._marks(50 + 5 * self.rng.randrange(8) if total is None else total, {unclear, free})
        marks |= {unclear: UNCLEAR} if unclear else {}
        return Entries(
            name=child.name,
            born=child.born,
            completed=completed,
            assessor=self.rng.choice(_ASSESSORS),
            marks=tuple(marks.get(factor, NOT) for factor in FACTORS),
        )

    def _marks(self, total: int, without: Collection[str]) -> dict[str, str]:
        """Mark at least eight factors that come to a total: so many that one change is a small one."""
        while True:
            chosen: list[str] = []
            for factor in self._mixed([each for each in FACTORS if each not in without]):
                if sum(FACTORS[each][1] for each in [*chosen, factor]) <= total:
                    chosen.append(factor)
            if len(chosen) >= 8 and sum(FACTORS[each][1] for each in chosen) == total:
                return dict.fromkeys(chosen, YES)

    def changed(self, entries: Entries, factor: str = "", mark: str = YES) -> Entries:
        """Change one factor, by default one that was left blank."""
        blank = [each for each, old in zip(FACTORS, entries.marks, strict=True) if old == NOT]
        wanted = factor or self.rng.choice(blank)
        marks = (mark if each == wanted else old for each, old in zip(FACTORS, entries.marks, strict=True))
        return replace(entries, marks=tuple(marks))

    # What happens to files

    def version(self, child: Child, entries: Entries, at: dt.datetime, *, fixed: bool = False) -> Version:
        """Save a form."""
        at = min(at, dt.datetime.combine(CLOSING_DAY, dt.time(18), dt.UTC))
        number = len(self.year.versions)
        made = Version(number=number, child=child, entries=entries, at=at, run=self.year.run_of(at), fixed=fixed)
        self.year.versions.append(made)
        return made

    def saved(self, child: Child, entries: Entries, *, on: dt.date | None = None, fixed: bool = False) -> Version:
        """Save a new form, some days after the day of the assessment."""
        at = self.year.time_on((on or entries.completed) + dt.timedelta(days=self.rng.randrange(3)))
        return self.version(child, entries, at, fixed=fixed)

    def first(
        self, child: Child, entries: Entries, *, on: dt.date | None = None, fixed: bool = False
    ) -> tuple[Version, Lying]:
        """Save a new form and put it into the team's folder."""
        made = self.saved(child, entries, on=on, fixed=fixed)
        return made, self.lay(made, self.place(child))

    def next(self, before: Version, entries: Entries, *, fixed: bool = False) -> Version:
        """Save a form once more with other entries, some days later, not knowing of any result."""
        at = before.at + dt.timedelta(days=self.rng.randint(1, 14), seconds=self.rng.randrange(3_000))
        return self.version(before.child, entries, at, fixed=fixed)

    def typed_over(self, before: Version, entries: Entries, *, in_place: bool = False, fixed: bool = False) -> Version:
        """Type into the result that a run wrote for a form."""
        made = self.version(before.child, entries, self.year.after_run(before.run), fixed=fixed)
        made.parent, made.in_place, made.left_alone = before, in_place, self.rng.random() < 0.3
        return made

    def place(self, child: Child) -> str:
        """Name a place where nothing lies yet."""
        self._places += 1
        return f"{child.folder}/{self._places:04} assessment.docx"

    def lay(self, version: Version, place: str, *, run: int | None = None, time: dt.datetime | None = None) -> Lying:
        """Put a version somewhere."""
        run = version.run if run is None else run
        made = Lying(place=place, version=version, run=run, time=time or version.at)
        self.year.lyings.append(made)
        return made

    def beside(self, version: Version, other: Lying, suffix: str) -> Lying:
        """Put a version beside another file, under a name like that one's."""
        return self.lay(version, other.place.replace(".docx", f"{suffix}.docx"))

    def over(self, version: Version, other: Lying, *, run: int | None = None) -> Lying:
        """Save a version over another file."""
        other.ended_by = self.lay(version, other.place, run=run)
        return other.ended_by

    def moved(self, lying: Lying, place: str) -> Lying:
        """Move or rename a file some time later; it keeps its time."""
        lying.ended_by = self.lay(lying.version, place, run=self._later(lying.run), time=lying.time)
        lying.ended_by.moved = True
        return lying.ended_by

    def sent_again(self, version: Version, place: str) -> Lying:
        """Let the very same bytes arrive once more, later and with a time of that day."""
        run = self._later(version.run)
        return self.lay(version, place, run=run, time=max(version.at, self.year.time_on(self.year.run_day(run))))

    def kept(self, lying: Lying) -> Lying:
        """Keep a copy of a file in an archive when another one takes its place; it keeps its time.

        So all bytes that ever were are there in the end: who finds everything at once knows as much as who saw it come.
        """
        assert lying.ended_by is not None
        place = f"Archive/{lying.place.replace('/', ' - ')}"
        return self.lay(lying.version, place, run=lying.ended_by.run, time=lying.time)

    def _later(self, run: int) -> int:
        return self.rng.randint(min(run + 1, self.year.size.runs - 1), self.year.size.runs - 1)

    # What is true, and what people decide

    def assess(self, *versions: Version, spelt: str = "", end: str = "") -> Assessment:
        """Return which versions are one assessment; the last one counts."""
        child = versions[0].child
        number = len(self.year.assessments)
        made = Assessment(
            number=number, child=child.key, spelt=spelt or child.key, versions=list(versions), end=end,
            future=versions[-1].entries.completed > CLOSING_DAY,
        )  # fmt: skip
        self.year.assessments.append(made)
        return made

    def ask(self, kind: str, *about: Assessment, until_decided: bool = False) -> None:
        """Say that something can only be decided by a person."""
        self.year.questions.append(Question(kind=kind, about=about, until_decided=until_decided))

    def decide(self, *words: str | Assessment) -> None:
        """Let a person decide something in the end."""
        self.year.decisions.append(Decision(words=(*words, *BY)))
