"""What happens to the forms of a team in a year: stories that say who a child is, when, and whether it stands.

Those of children bring their own ones; the others are told of any child, as those in ``tests.team_stories``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tests.team_stories import corrected, plain
from tests.team_telling import WHY, Telling

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.team_model import Assessment, Child, Lying, Version

SIMILAR, FUTURE = "similar_children", "future_date"
"""Kinds of questions."""


# Dates that are yet to come


def future(telling: Telling, child: Child) -> None:
    """The year is mistyped, and nobody mends it; the child was assessed on another day too."""
    plain(telling, child)
    version, _ = _in_the_future(telling, child)
    telling.ask(FUTURE, telling.assess(version))


def future_mended(telling: Telling, child: Child) -> None:
    """The year is mistyped; a new form has it right, and the wrong one is withdrawn."""
    wrong, lying = _in_the_future(telling, child)
    right = telling.next(wrong, replace(wrong.entries, completed=wrong.entries.completed.replace(year=2025)))
    telling.beside(right, lying, " date mended")
    mended = telling.assess(right)
    replaced = telling.assess(wrong, end="withdrawn")
    telling.ask(FUTURE, replaced, until_decided=True)
    telling.decide("withdraw", replaced, "--replaced-by", mended, *WHY)


def future_only(telling: Telling) -> None:
    """Nothing else is known of the child."""
    child = telling.child()
    version, _ = _in_the_future(telling, child)
    telling.ask(FUTURE, telling.assess(version))
    child.closed = True


def _in_the_future(telling: Telling, child: Child) -> tuple[Version, Lying]:
    day = telling.day(child)
    entries = telling.entries(child, day.replace(year=telling.rng.choice([2036, 2052])))
    return telling.first(child, entries, on=day)


# Withdrawn and erased


def withdrawn(telling: Telling, child: Child) -> None:
    """The newest assessment is withdrawn: the one before counts again. Later the same bytes come once more."""
    assessment = _last(telling, child, "withdrawn")
    telling.decide("withdraw", assessment, *WHY)
    _comes_late(telling, assessment)


def restored(telling: Telling, child: Child) -> None:
    assessment = _last(telling, child, "")
    telling.decide("withdraw", assessment, *WHY)
    telling.decide("restore", assessment)


def erased(telling: Telling, child: Child) -> None:
    """The newest assessment is erased: the one before counts again. Later the same bytes come once more."""
    assessment = _last(telling, child, "erased")
    telling.decide("erase", assessment, *WHY, "--yes")
    _comes_late(telling, assessment)


def withdrawn_only(telling: Telling) -> None:
    """The only assessment of a child is withdrawn."""
    assessment = _only(telling, "withdrawn")
    telling.decide("withdraw", assessment, *WHY)


def erased_only(telling: Telling) -> None:
    """The only assessment of a child is erased."""
    assessment = _only(telling, "erased")
    telling.decide("erase", assessment, *WHY, "--yes")
    _comes_late(telling, assessment)


def _last(telling: Telling, child: Child, end: str) -> Assessment:
    version, _ = telling.first(child, telling.entries(child, telling.last_day(child)))
    return telling.assess(version, end=end)


def _only(telling: Telling, end: str) -> Assessment:
    """Assess a child once, with a correction."""
    child = telling.child()
    corrected(telling, child)
    child.closed = True
    made = telling.year.assessments[-1]
    made.end = end
    return made


def _comes_late(telling: Telling, assessment: Assessment) -> None:
    version = assessment.counting
    lying = telling.sent_again(version, f"From mail/late {version.number:04}.docx")
    lying.late = True


# Who it is about


def twins(telling: Telling) -> None:
    """Their names are alike; nobody says yet that they are two."""
    telling.ask(SIMILAR, *_twins(telling, ("Amelia", "Amelie"), ("Jonah", "Jonas"), ("Elisa", "Eliza")))


def twins_told_apart(telling: Telling) -> None:
    one, other = _twins(telling, ("Maria", "Marie"), ("Aiden", "Aidan"), ("Julian", "Julia"))
    telling.ask(SIMILAR, one, other, until_decided=True)
    telling.decide("same", one, other, "--not")


def twins_unlike(telling: Telling) -> None:
    """Only surname and date of birth are the same: no question."""
    _twins(telling, ("Bertram", "Josephine"), ("Alexander", "Wilhelmina"))


def _twins(telling: Telling, *names: tuple[str, str]) -> list[Assessment]:
    surname = telling.surname()
    born = _special_birthday(telling)
    children = [telling.child(name=f"{first} {surname}", born=born) for first in telling.rng.choice(names)]
    return [plain(telling, child) for child in children]


def namesakes(telling: Telling) -> None:
    """Two children have one name and dates of birth that nobody mistypes for each other: no question."""
    one = telling.child(born=dt.date(2004, 2, 3))
    other = telling.child(name=one.name, born=dt.date(2007, 11, 28))
    for child in (one, other):
        plain(telling, child)


def misspelt(telling: Telling) -> None:
    """A name is misspelt once; somebody says that they are one."""
    right, wrong = _misspelt(telling)
    telling.ask(SIMILAR, right, wrong, until_decided=True)
    telling.decide("same", wrong, right)


def misspelt_open(telling: Telling) -> None:
    right, wrong = _misspelt(telling)
    wrong.child = wrong.spelt
    telling.ask(SIMILAR, right, wrong)


def _misspelt(telling: Telling) -> tuple[Assessment, Assessment]:
    child = telling.child()
    first, last = child.name.split()
    spellings = [f"{first} {last[:3]}{last[4:]}", f"{first} {last}e", f"{first} Ann {last}"]
    right = plain(telling, child)
    entries = replace(telling.entries(child, telling.day(child)), name=telling.rng.choice(spellings))
    version, _ = telling.first(child, entries)
    return right, telling.assess(version, spelt=f"{child.key} misspelt")


def birthday_mended(telling: Telling) -> None:
    """A corrected copy has another date of birth; the wrong one is withdrawn."""
    wrong, right = _birthdays(telling)
    wrong.end = "withdrawn"
    telling.ask(SIMILAR, wrong, right, until_decided=True)
    telling.decide("withdraw", wrong, "--replaced-by", right, *WHY)


def birthday_open(telling: Telling) -> None:
    telling.ask(SIMILAR, *_birthdays(telling))


def _birthdays(telling: Telling) -> tuple[Assessment, Assessment]:
    child = telling.child(born=_special_birthday(telling))
    born = child.born
    wrong = telling.rng.choice(
        [born.replace(day=born.day + 1), dt.date(born.year, born.day, born.month), born.replace(year=born.year + 1)]
    )
    first, lying = telling.first(child, replace(telling.entries(child, telling.day(child)), born=wrong))
    second = telling.next(first, replace(first.entries, born=born))
    telling.beside(second, lying, " DOB mended")
    spelt = f"{child.key} born otherwise"
    mistyped = telling.assess(first, spelt=spelt)
    mistyped.child = spelt
    return mistyped, telling.assess(second)


def _special_birthday(telling: Telling) -> dt.date:
    """Return a date of birth that no other child has, with a day that could be a month."""
    number = len(telling.year.children)
    month = 1 + number % 12
    return dt.date(2002 + number // 12, month, month % 7 + 2)


def spellings(telling: Telling) -> None:
    """A name is written in ways that are all the same: case, accents, order, apostrophes, what a child is called."""
    ways = next(ways for ways in _WAYS if all(each.name != ways[0] for each in telling.year.children))
    child = telling.child(name=ways[0])
    written = iter(telling.rng.sample(ways, len(ways)))
    for _ in range(2):
        entries = replace(telling.entries(child, telling.day(child)), name=next(written))
        version, lying = telling.first(child, entries)
        second = telling.next(version, replace(telling.changed(entries), name=next(written)))
        telling.beside(second, lying, " v2")
        telling.assess(version, second)


_WAYS: Final = (
    ("Zoë O'Malley", "ZOË O'MALLEY", "O’Malley, Zoë", "Zoe Omalley", "Zoë O'Malley (known as Zozo)"),
    ("José Núñez", "josé núñez", "Núñez, José", "Jose Nunez", "José (known as Pepe) Núñez"),
    ("Seán D'Arcy", "SEAN D'ARCY", "D`Arcy  Seán", "Sean Darcy", "Seán D’Arcy (known as Shay)"),
)


def other_child(telling: Telling) -> None:
    """The form of another child is saved over one; what it was before is in an archive."""
    one, other = telling.child(), telling.child()
    first, lying = telling.first(one, telling.entries(one, one.free.pop(1)), fixed=True)
    second = telling.saved(other, telling.entries(other, other.free.pop(3)), fixed=True)
    telling.over(second, lying)
    telling.kept(lying)
    telling.assess(first)
    telling.assess(second)
    one.closed = other.closed = True  # what lies in one place hangs the order of their files together


OF_CHILDREN: Final[dict[str, Callable[[Telling], object]]] = {
    story.__name__: story
    for story in (
        twins, twins_told_apart, twins_unlike, namesakes, misspelt, misspelt_open, birthday_mended, birthday_open,
        spellings, other_child, future_only, withdrawn_only, erased_only,
    )
}  # fmt: skip
OF_DATES: Final[dict[str, Callable[[Telling, Child], object]]] = {
    story.__name__: story for story in (future, future_mended)
}
ENDINGS: Final[dict[str, Callable[[Telling, Child], object]]] = {
    story.__name__: story for story in (withdrawn, restored, erased)
}
