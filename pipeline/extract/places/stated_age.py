"""An age beside a date of birth is the child's on the day of the assessment, or one of the two is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping as Mapping_

from pipeline.extract.places.answer import Read, made_unclear
from pipeline.extract.values.dated import stated_ages
from pipeline.extract.values.reading import unclear
from pipeline.mapping import Mapping

_OTHER_AGE = "the age beside it is another one on the day of the assessment"
_MONTHS = 12


def with_agreeing_age(reads: Mapping_[str, Read], mapping: Mapping) -> dict[str, Read]:
    """Return what was read, but a date of birth as unclear when the age stated beside it contradicts it."""
    found = dict(reads)
    for born, on in _pairs(mapping):
        birth, day = found[born].answer, found[on].answer.value
        if not isinstance(birth.value, dt.date) or not isinstance(day, dt.date):
            continue
        months = _months(birth.value, day)
        if not all(_agrees(age, months) for age in stated_ages(birth.words.standing)):
            field = next(field for field in mapping.fields if field.id == born)
            found[born] = made_unclear(field, found[born], unclear(_OTHER_AGE, proposed=birth.value))
    return found


def _pairs(mapping: Mapping) -> set[tuple[str, str]]:
    """Return the fields with a date of birth, each with that of the day on which its age counts."""
    subject, age = mapping.subject, mapping.score.age if mapping.score is not None else None
    pairs = {(age.born, age.on)} if age is not None else set()
    if subject is not None and subject.born and subject.on:
        pairs.add((subject.born, subject.on))
    return pairs


def _months(born: dt.date, day: dt.date) -> int:
    return _MONTHS * (day.year - born.year) + day.month - born.month - (day.day < born.day)


def _agrees(age: tuple[int, int | None], months: int) -> bool:
    """Return whether an age is one of so many months; where it has months too, they are counted in many ways."""
    years, more = age
    return years == months // _MONTHS if more is None else abs(_MONTHS * years + more - months) <= 1
