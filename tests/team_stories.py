"""What happens to the forms of a team in a year, one story a function, each with its truth.

These are stories of one assessment or two; each is told of any child that can still be assessed. Those that say who a
child is, and whether an assessment stands, are in ``tests.team_children``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tests.team_form import FACTORS, NOT, YES
from tests.team_model import NOTHING, Assessment, Child
from tests.team_telling import WHY, Telling

if TYPE_CHECKING:
    from collections.abc import Callable

SAME_DAY, FORK, ORDER = "same_day", "fork", "order"
"""Kinds of questions."""
_TEN, _ANOTHER_TEN = "weapons", "gifts"
"""Two factors of ten points: either one takes a form into the next band where a story needs that."""


# Everyday work: one form, and what becomes of its file


def plain(telling: Telling, child: Child) -> Assessment:
    entries = telling.entries(child, telling.day(child))
    if telling.rng.random() < 0.3:
        entries = replace(entries, agreed=entries.completed + dt.timedelta(days=telling.rng.randint(7, 90)))
    version, _ = telling.first(child, entries)
    return telling.assess(version)


def renamed(telling: Telling, child: Child) -> None:
    version, lying = telling.first(child, telling.entries(child, telling.day(child)))
    telling.moved(lying, lying.place.replace(" assessment", " CE assessment signed"))
    telling.assess(version)


def moved(telling: Telling, child: Child) -> None:
    """It arrives in a folder for everybody, and the team takes it out of there, twice."""
    version, lying = telling.first(child, telling.entries(child, telling.day(child)))
    place = lying.place
    lying.place = f"Inbox/{place.rpartition('/')[2]}"
    telling.moved(telling.moved(lying, place), f"Done/{place.rpartition('/')[2]}")
    telling.assess(version)


def copied(telling: Telling, child: Child) -> None:
    version, lying = telling.first(child, telling.entries(child, telling.day(child)))
    telling.sent_again(version, telling.rng.choice(["Archive/", "Zeta/"]) + lying.place.replace("/", " - "))
    telling.assess(version)


def deleted(telling: Telling, child: Child) -> None:
    """The file is gone in the end; the assessment is not."""
    version, lying = telling.first(child, telling.entries(child, telling.day(child)))
    lying.leaves = True
    telling.assess(version)


def corrected(telling: Telling, child: Child) -> None:
    """A corrected copy beside the old one."""
    first, lying = telling.first(child, telling.entries(child, telling.day(child)))
    second = telling.next(first, telling.changed(first.entries))
    telling.beside(second, lying, " FINAL v2")
    telling.assess(first, second)


def overwritten(telling: Telling, child: Child) -> None:
    """Corrected in place; an archive keeps what was there before."""
    first, lying = telling.first(child, telling.entries(child, telling.day(child)))
    marked = [factor for factor, mark in zip(FACTORS, first.entries.marks, strict=True) if mark == YES]
    second = telling.next(first, telling.changed(first.entries, telling.rng.choice(marked), NOT))
    telling.over(second, lying)
    telling.kept(lying)
    telling.assess(first, second)


def corrected_twice(telling: Telling, child: Child) -> None:
    first, lying = telling.first(child, telling.entries(child, telling.day(child)))
    second = telling.next(first, telling.changed(first.entries))
    third = telling.next(second, telling.changed(second.entries))
    telling.beside(second, lying, " v2")
    telling.beside(third, lying, " (1)")
    telling.assess(first, second, third)


def sent_again(telling: Telling, child: Child) -> None:
    """The old version comes once more, after the corrected one."""
    first, lying = telling.first(child, telling.entries(child, telling.day(child)))
    second = telling.next(first, telling.changed(first.entries))
    telling.beside(second, lying, " amended")
    again = telling.sent_again(first, f"From mail/{lying.place.rpartition('/')[2]}")
    again.run = max(again.run, second.run)
    again.time = max(again.time, second.at + dt.timedelta(hours=1))
    telling.assess(first, second)


EVERYDAY: Final = (
    (plain, 1), (plain, 1), (renamed, 1), (moved, 1), (deleted, 1),
    (copied, 2), (corrected, 2), (corrected, 2), (overwritten, 3), (corrected_twice, 3), (sent_again, 3),
)  # fmt: skip
"""What a team does all the time, and how many files arrive by that."""


# An entry that can't be read, and results that are corrected in Word


def unclear(telling: Telling, child: Child) -> Assessment:
    """Nobody says whether the factor applies; the band could be the next one."""
    total = telling.rng.choice([50, 55, 65, 70])
    entries = telling.entries(child, telling.day(child), total=total, unclear=_TEN)
    version, _ = telling.first(child, entries)
    return telling.assess(version)


def settled(telling: Telling, child: Child) -> None:
    assessment = unclear(telling, child)
    assessment.settled = telling.changed(assessment.counting.entries, _TEN)
    telling.decide("settle", assessment, _TEN, "--as", YES)


def signed_off(telling: Telling, child: Child) -> None:
    telling.decide("sign-off", plain(telling, child), *WHY)


def result_over_input(telling: Telling, child: Child) -> None:
    """Typed into the result, where it lies or in a copy; it takes the place of the form, of which a copy is kept."""
    entries = telling.entries(child, telling.day(child, runs_left=3), total=65, unclear=_TEN)
    first, lying = telling.first(child, entries)
    mark = telling.rng.choice([YES, YES, NOT])
    in_place = telling.rng.random() < 0.5
    second = telling.typed_over(first, telling.changed(entries, _TEN, mark), in_place=in_place)
    telling.over(second, lying, run=second.run + in_place)
    telling.kept(lying)
    telling.assess(first, second)


def result_handed_in(telling: Telling, child: Child) -> None:
    """Typed into a copy of the result, which is handed in; then the old form is sent again."""
    entries = telling.entries(child, telling.day(child, runs_left=3), total=50, unclear=_TEN)
    first, lying = telling.first(child, entries)
    second = telling.typed_over(first, telling.changed(entries, _TEN))
    telling.beside(second, lying, " corrected")
    again = telling.sent_again(first, f"From mail/{lying.place.rpartition('/')[2]}")
    again.run, again.time = second.run, second.at + dt.timedelta(hours=1)
    telling.assess(first, second)


def result_twice(telling: Telling, child: Child) -> None:
    """Typed into the result, and into the result of that."""
    entries = telling.entries(child, telling.day(child, runs_left=4), total=55, unclear=_TEN, free=_ANOTHER_TEN)
    first, lying = telling.first(child, entries)
    second = telling.typed_over(first, telling.changed(entries, _TEN))
    third = telling.typed_over(second, telling.changed(second.entries, _ANOTHER_TEN))
    telling.beside(second, lying, " corrected")
    telling.beside(third, lying, " corrected again")
    telling.assess(first, second, third)


def result_then_form(telling: Telling, child: Child) -> None:
    """Typed into the result; then the form itself is saved with that answer and one more: nothing is lacking."""
    entries = telling.entries(child, telling.day(child, runs_left=3), total=55, unclear=_TEN, free=_ANOTHER_TEN)
    first, lying = telling.first(child, entries, fixed=True)
    second = telling.typed_over(first, telling.changed(entries, _TEN), fixed=True)
    third = telling.next(second, telling.changed(second.entries, _ANOTHER_TEN), fixed=True)
    telling.beside(second, lying, " corrected")
    telling.beside(third, lying, " complete")
    telling.assess(first, second, third)


def result_rewritten(telling: Telling, child: Child) -> None:
    """Half the checklist is typed anew into the result: still the same assessment, for the result says which it is."""
    entries = telling.entries(child, telling.day(child, runs_left=3), total=65)
    first, lying = telling.first(child, entries)
    marks = tuple({YES: NOT, NOT: YES}[mark] if number % 2 else mark for number, mark in enumerate(entries.marks))
    second = telling.typed_over(first, replace(entries, marks=marks))
    telling.beside(second, lying, " reworked")
    telling.assess(first, second)


def result_as_it_is(telling: Telling, child: Child) -> None:
    """The result comes back as it went out, in a copy."""
    entries = telling.entries(child, telling.day(child, runs_left=3), total=70, unclear=_TEN)
    first, lying = telling.first(child, entries)
    second = telling.typed_over(first, entries)
    second.left_alone = True
    telling.beside(second, lying, " scored")
    telling.assess(first, second)


def started_from_result(telling: Telling, child: Child) -> None:
    """The next assessment is typed into the result of the last one: what stands there was worked out for that."""
    entries = telling.entries(child, telling.day(child, runs_left=3), total=55, free=_ANOTHER_TEN)
    first, lying = telling.first(child, entries)
    day = telling.unused_day(child, telling.year.run_day(first.run))
    second = telling.typed_over(first, replace(telling.changed(entries, _ANOTHER_TEN), completed=day))
    telling.beside(second, lying, " next")
    telling.assess(first)
    telling.assess(second)


def fork(telling: Telling, child: Child) -> None:
    """The result was answered; then the form was changed by somebody who knew nothing of that."""
    entries = telling.entries(child, telling.day(child, runs_left=3), total=60, unclear=_TEN, free=_ANOTHER_TEN)
    first, lying = telling.first(child, entries, fixed=True)
    answered = telling.typed_over(first, telling.changed(entries, _TEN), fixed=True)
    changed = telling.next(answered, telling.changed(entries, _ANOTHER_TEN), fixed=True)
    telling.beside(answered, lying, " corrected")
    telling.beside(changed, lying, " v2")
    assessment = telling.assess(first, answered, changed)
    assessment.in_doubt = (answered, changed)
    telling.ask(FORK, assessment)


def tie(telling: Telling, child: Child) -> None:
    """Two versions arrive together, and nothing says which one is newer."""
    entries = telling.entries(child, telling.day(child), total=65, free=_ANOTHER_TEN)
    first, lying = telling.first(child, entries, fixed=True)
    second = telling.version(child, telling.changed(entries, _ANOTHER_TEN), first.at, fixed=True)
    first.clock = second.clock = NOTHING
    telling.beside(second, lying, " b")
    assessment = telling.assess(first, second)
    assessment.in_doubt = (first, second)
    telling.ask(ORDER, assessment)


# One child on one day


def two_teams(telling: Telling, child: Child) -> None:
    """Two people assess a child on the same day and come to different results."""
    day = telling.day(child)
    one, other = (telling.entries(child, day, total=total) for total in (60, 80))
    one, other = replace(one, assessor="Priya Shah"), replace(other, assessor="Huw Prosser")
    told = [telling.assess(telling.first(child, each)[0]) for each in (one, other)]
    telling.ask(SAME_DAY, *told)


def two_forms(telling: Telling, child: Child) -> None:
    """The same person, the same day, and hardly an entry alike."""
    entries = telling.entries(child, telling.day(child), total=50)
    opposite = replace(entries, marks=tuple({YES: NOT, NOT: YES}[mark] for mark in entries.marks))
    told = [telling.assess(telling.first(child, each)[0]) for each in (entries, opposite)]
    telling.ask(SAME_DAY, *told)


def assessor_misspelt(telling: Telling, child: Child) -> None:
    """A corrected copy in which the name of who assessed is written a little differently."""
    entries = replace(telling.entries(child, telling.day(child)), assessor="Tomasz Wojcik")
    first, lying = telling.first(child, entries)
    spelt = telling.rng.choice(["tomasz wojcik", "Tomasz Wójcik", "Tomas Wojcik"])
    second = telling.next(first, replace(telling.changed(entries), assessor=spelt))
    telling.beside(second, lying, " v2")
    telling.assess(first, second)


# One place, several assessments


def living_document(telling: Telling, child: Child) -> None:
    """The same file is saved with a later date; what it was before is in an archive."""
    one, other = sorted(telling.day(child) for _ in range(2))
    first, lying = telling.first(child, telling.entries(child, one))
    second = telling.saved(child, telling.entries(child, other))
    telling.over(second, lying)
    telling.kept(lying)
    telling.assess(first)
    telling.assess(second)


OF_ASSESSMENTS: Final[dict[str, Callable[[Telling, Child], object]]] = {
    story.__name__: story
    for story in (
        result_twice, result_over_input, result_handed_in, result_then_form, result_rewritten, result_as_it_is,
        started_from_result, fork, tie, unclear, settled, signed_off, two_teams, two_forms, assessor_misspelt,
        living_document,
    )
}  # fmt: skip
