"""What an entry may be settled as: what a page or a list offers to a person who settles it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.cases.targets import CellTarget, FactorTarget, Target
from pipeline.cases.values import called
from pipeline.mapping.rows import Entered

if TYPE_CHECKING:
    from pipeline.mapping.model import Field

_SEVERAL: Final = "Several may be given, with commas between them."


class Offered(Struct, frozen=True, kw_only=True):
    """What an entry may be settled as.

    Attributes:
        yes: The value that says that it applies; empty where that is not asked.
        no: The value that says that it doesn't.
        options: The values that are printed, each with how people call it.
        hint: How another value is written; empty where there is none.
    """

    yes: str = ""
    no: str = ""
    options: Mapping[str, str] = {}
    hint: str = ""


def offered(target: Target) -> Offered:
    """Return what an entry may be settled as."""
    if isinstance(target, FactorTarget):
        return _of_factor(target)
    if isinstance(target, CellTarget):
        return Offered(hint="In words, as it would stand in the table.")
    return _of_field(target.field)


def _of_factor(target: FactorTarget) -> Offered:
    checklist, factor = target.checklist, target.factor
    options = checklist.options_of(factor)
    if options:
        return Offered(options={option.id: called(option) for option in options})
    if checklist.entered is Entered.POINTS:
        return Offered(yes=str(factor.points), no="0", hint=f"The points: a whole number, 0 to {factor.points}.")
    return Offered(yes="yes", no="no")


def _of_field(field: Field) -> Offered:
    if field.has_options:
        options = {option.id: called(option) for option in field.choices}
        return Offered(options=options, hint=_SEVERAL if field.several else "")
    if field.is_date:
        return Offered(hint="A date: dd/mm/yyyy.")
    if field.is_tick:
        return Offered(yes="yes", no="no")
    return Offered(hint="A number." if field.is_number else "In words.")
