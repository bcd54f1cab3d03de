"""Values as people type them when they settle an entry, and how they are called afterwards.

Nothing is guessed: what isn't one of the few ways to say a thing is refused, with what is allowed. Refusals never
repeat what was typed, since it may be a name or a date of birth.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.errors import UsageProblem
from pipeline.findings import in_sentence
from pipeline.mapping.model import FieldKind
from pipeline.mapping.rows import Entered, Means, Together
from pipeline.nearest import nearest
from pipeline.patterns import pattern
from pipeline.signs import LETTER_CROSSES, NO_MARKS, YES_MARKS
from pipeline.submission import Choices, FactorState, Number, Value
from pipeline.vocabulary import NO, NONE, NOT_APPLYING, YES

if TYPE_CHECKING:
    from pipeline.mapping.model import Checklist, Choice, Factor, Field

_YES: Final = YES | YES_MARKS | LETTER_CROSSES
_NO: Final = NO | NONE | NOT_APPLYING | NO_MARKS
_BRITISH: Final = pattern(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})", re.ASCII)
_ISO: Final = pattern(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_YEARS: Final = range(1900, 2100)
_DECIMAL: Final = pattern(r"\d{1,6}(?:\.\d{1,10})?", re.ASCII)
_NUMBER: Final = pattern(r"\d{1,6}", re.ASCII)
_ILLEGAL: Final = pattern("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARTING: Final = pattern(r"[,;\n]")


class FactorValue(Struct, frozen=True, kw_only=True):
    """What a row of a checklist is settled as.

    Attributes:
        number: The points, for rows whose entered number counts.
        chosen: Ids of the options, in printed order.
    """

    state: FactorState
    number: int | None = None
    chosen: tuple[str, ...] = ()


# -- fields ------------------------------------------------------------------------------------------------------------


def field_value(field: Field, text: str) -> Value:
    """Read the value that a field is settled as.

    Raises:
        UsageProblem: It is none that the field takes.
    """
    return _BY_KIND.get(field.kind, _text)(field, text)


def _text(field: Field, text: str) -> str:
    return plain_text(in_sentence(field.label), text)


def plain_text(label: str, text: str) -> str:
    """Read a text, a narrative or a cell of a table.

    Raises:
        UsageProblem: It is empty, or holds what no document can hold.
    """
    said = text.strip()
    if not said:
        raise refused(f"{label}: there is nothing to settle it as.", "Give the answer in words.")
    if _ILLEGAL.search(said):
        raise refused(f"{label}: the text holds a character that no document can hold.", "Type it without.")
    return said


def legal(text: str) -> str:
    """Return a text with a sign in the place of each character that no document can hold."""
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)


def _date(field: Field, text: str) -> dt.date:
    label, said = in_sentence(field.label), text.strip()
    british, iso = _BRITISH.fullmatch(said), _ISO.fullmatch(said)
    if british is None and iso is None:
        raise refused(f"{label} takes a date.", "Write it as dd/mm/yyyy or yyyy-mm-dd.")
    year, month, day = map(int, iso.groups() if iso is not None else reversed(british.groups() if british else ()))
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise refused(f"{label}: there is no such day.", "Check day, month and year.") from None
    if found.year not in _YEARS:
        raise refused(f"{label}: that year is not of this century or the last.", "Check the year.")
    return found


def _number(field: Field, text: str) -> Number:
    label, said = in_sentence(field.label), text.strip()
    if not _DECIMAL.fullmatch(said) or (field.decimals is not None and len(said.partition(".")[2]) > field.decimals):
        raise refused(f"{label} takes a {'whole ' if field.decimals == 0 else ''}number.", "Write it in digits.")
    number = int(said) if said.isdigit() else float(said)
    if not field.takes(number):
        raise refused(f"{label} can't be that number.", "Check it, its decimal point first of all.")
    return number


def _tick(field: Field, text: str) -> bool:
    said = _key(text)
    if said in _YES or said in _NO:
        return said in _YES
    raise _not_allowed(in_sentence(field.label), "yes or no", text, ("yes", "no"))


def _choice(field: Field, text: str) -> str | Choices:
    return field.picked(_options(in_sentence(field.label), field.choices, text, several=field.several))


_BY_KIND: Final[Mapping[FieldKind, Callable[[Field, str], Value]]] = {
    FieldKind.DATE: _date,
    FieldKind.NUMBER: _number,
    FieldKind.CHOICE: _choice,
    FieldKind.TICK: _tick,
}
"""How each kind of answer is settled; any other as text."""


# -- rows of a checklist -----------------------------------------------------------------------------------------------


def factor_value(checklist: Checklist, factor: Factor, text: str) -> FactorValue:
    """Read the value that a row of a checklist is settled as.

    Raises:
        UsageProblem: It is none that the row takes.
    """
    if checklist.options_of(factor):
        return _chosen(checklist, factor, text)
    if checklist.entered is Entered.POINTS:
        return _points(factor, text)
    said = _key(text)
    if said in _YES or (said == str(factor.points) and factor.points):
        return FactorValue(state=FactorState.YES)
    if said in _NO or (said == "0" and factor.points):
        return FactorValue(state=FactorState.NO)
    allowed = f"yes, no, {factor.points} or 0" if factor.points else "yes or no"
    raise _not_allowed(in_sentence(factor.label), allowed, text, ("applies", "does not apply", "yes", "no"))


def _points(factor: Factor, text: str) -> FactorValue:
    said = text.strip()
    points = 0 if _key(text) in _NO else int(said) if _NUMBER.fullmatch(said) else -1
    if not 0 <= points <= factor.points:
        raise refused(f"{in_sentence(factor.label)} takes its points.", f"Write a whole number, 0 to {factor.points}.")
    return FactorValue(state=FactorState.YES if points else FactorState.NO, number=points)


def _chosen(checklist: Checklist, factor: Factor, text: str) -> FactorValue:
    options = checklist.options_of(factor)
    label, several = in_sentence(factor.label), checklist.several is not Together.UNCLEAR
    ids = _by_meaning(checklist, factor, text) or _options(label, options, text, several=several)
    meaning = checklist.meaning_of(factor, ids)
    state = FactorState.UNCLEAR if meaning is Means.UNKNOWN else FactorState(meaning.value)
    return FactorValue(state=state, chosen=ids)


def _by_meaning(checklist: Checklist, factor: Factor, text: str) -> tuple[str, ...]:
    """Return the one option that a number, a tick, "yes" or "no" can only mean; none where an option is called so."""
    options, said = checklist.options_of(factor), _key(text)
    if any(said == _key(wording) for option in options for wording in option.wordings):
        return ()
    means = Means.YES if said in _YES else Means.NO if said in _NO else None
    found = [
        option.id
        for option in options
        if option.meaning is means or said == str(checklist.option_points(factor, option))
    ]
    return tuple(found) if len(found) == 1 else ()


# -- options -----------------------------------------------------------------------------------------------------------


def _options(label: str, options: Sequence[Choice], text: str, *, several: bool) -> tuple[str, ...]:
    """Return the ids of the options that a text names, by id, label or another wording, in printed order."""
    whole = _named(options, text)
    parts = [text] if whole else [part for part in _PARTING.split(text) if part.strip()]
    found = [_named(options, part) for part in parts]
    unknown = next((part for part, name in zip(parts, found, strict=True) if not name), None)
    if unknown is not None or not found:
        known = [*(wording for option in options for wording in option.wordings), *(option.id for option in options)]
        raise _not_allowed(label, _listed([option.id for option in options]), unknown or text, known)
    if len(set(found)) > 1 and not several:
        raise refused(f"{label} takes one option.", f"Give one of {_listed([option.id for option in options])}.")
    return tuple(option.id for option in options if option.id in found)


def _named(options: Sequence[Choice], text: str) -> str:
    """Return the id of the one option that a text names; empty when it names none, or could mean several."""
    if text.strip() in {option.id for option in options}:
        return text.strip()
    said = _key(text)
    named = {option.id for option in options if said in {_key(wording) for wording in wordings(option)}}
    return named.pop() if len(named) == 1 else ""


def wordings(option: Choice) -> tuple[str, ...]:
    """Return everything that an option may be called; of a label with an explanation, what is before the colon."""
    return (*option.wordings, called(option))


def called(option: Choice) -> str:
    """Return how an option is called in a sentence."""
    return option.label.partition(":")[0].strip()


def in_words(options: Sequence[Choice], ids: Iterable[str]) -> str:
    """Return how some options are called."""
    wanted = set(ids)
    return ", ".join(called(option) for option in options if option.id in wanted)


# -- refusals ----------------------------------------------------------------------------------------------------------


def refused(what: str, remedy: str) -> UsageProblem:
    """Make the error for what can't be settled so."""
    return UsageProblem(what, remedy=remedy, code="usage")


def _not_allowed(label: str, allowed: str, text: str, known: Iterable[str]) -> UsageProblem:
    near = nearest(text.strip(), known)
    meant = f" Did you mean '{near}'?" if near else ""
    return refused(f"{label} takes {allowed}.", f"Give one of these.{meant}")


def _listed(names: Sequence[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}" if len(quoted) > 1 else quoted[0]


def _key(text: str) -> str:
    return "".join(text.casefold().replace("’", "'").replace("\ufe0f", "").split()).strip(".,;:!")
