"""The columns of the register: which ones a mapping asks for, and what each takes out of a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.mapping.model import up_to
from pipeline.mapping.register import COLUMNS
from pipeline.submission import shown
from pipeline.writers.register.look_first import COULD_BE, MUST
from pipeline.writers.register.row import RegisterRow
from pipeline.writers.register.words import labels_of, reasons, settled, signed_off, status, to_look_at_first
from pipeline.writers.workbook.table import Entry

if TYPE_CHECKING:
    from pipeline.mapping.model import Factor, Field, Mapping

RED, AMBER, GREY = "F8CBAD", "FFE699", "EDEDED"
SOON: Final = 28
"""Days before a review from which on it is shown as soon."""
_LOOK_FIRST: Final = "look_first"
_LONG_AGO: Final = -100_000


class Column(Struct, frozen=True, kw_only=True):
    """One column.

    Attributes:
        header: Its name.
        width: In characters.
        entry: Takes the entry out of a row.
        upright: The header is turned, so that the column can be narrow.
        wrapped: Entries go over several lines.
        words: Colours of cells that hold just this word.
        parts: Colours of cells that hold this among other words; the first that fits counts.
        filled: Colour of cells that hold anything else; none when empty.
        numbers: Colours of cells with a number in this range.
        counts_days: It says how many days are left until the review, which is all that hangs on the day.
    """

    header: str
    width: int
    entry: Callable[[RegisterRow], Entry]
    upright: bool = False
    wrapped: bool = False
    words: tuple[tuple[str, str], ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    filled: str = ""
    numbers: tuple[tuple[tuple[int, int], str], ...] = ()
    counts_days: bool = False


def register_columns(mapping: Mapping, day: dt.date) -> tuple[Column, ...]:
    """Return the columns that a mapping asks for, or the usual ones.

    Args:
        mapping: Of the form.
        day: From which the days until a review are counted.
    """
    made = _made(mapping, day)
    return tuple(column for name in column_names(mapping) for column in made(name))


def column_names(mapping: Mapping) -> tuple[str, ...]:
    """Name what a mapping's register shows: fields, factors, and what was worked out.

    What has to be looked at first is always there, behind the columns in front that say which form it is.
    """
    names = _asked_for(mapping) or tuple(_usual(mapping))
    if _LOOK_FIRST in names:
        return names
    saying_which = {"reference", "file", *(mapping.subject.told_by if mapping.subject else ())}
    front = next((index for index, name in enumerate(names) if name not in saying_which), len(names))
    return (*names[:front], _LOOK_FIRST, *names[front:])


def _asked_for(mapping: Mapping) -> tuple[str, ...]:
    return mapping.register_.columns if mapping.register_ else ()


def _usual(mapping: Mapping) -> Iterator[str]:
    score, review = mapping.score, mapping.review
    yield "reference"
    subject = [] if mapping.subject is None else [*mapping.subject.told_by, mapping.subject.born or ""]
    required = [field.id for field in mapping.fields if field.required and field.is_short]
    yield from dict.fromkeys(name for name in (*subject, *required) if name)
    yield from ("status", "signed_off")
    if score is not None:
        yield from ("rag", "total", "total_max") if score.has_numbers else ("rag",)
        if score.outcome_field:
            yield score.outcome_field
            yield from (field.id for field in mapping.fields if field.under == score.outcome_field)
    if review is not None:
        if review.field:
            yield review.field
        yield "review_due"
        if any(interval.at_most for interval in review.intervals):
            yield "review_limit"
        yield from ("next_review", "days_until_review")
    if score is not None and score.has_numbers:
        yield from ("previous_total", "change", "age_only", "changes")
        yield from ("age", "age_points") if score.age else ()
        yield from ("factor_points", "subtotals")
    yield from ("findings", "reasons", "settled", "versions", "factors", "newest", "form", "file", "document")


def _made(mapping: Mapping, day: dt.date) -> Callable[[str], tuple[Column, ...]]:
    """Return the function that makes the columns of a name."""
    special = _special(mapping, day)
    factors = {factor.id: factor for factor in mapping.factors}

    def make(name: str) -> tuple[Column, ...]:
        if name == "subtotals":
            return tuple(_subtotal_column(group.name) for group in mapping.groups)
        if name == "factors":
            return tuple(_factor_column(factor, mapping) for factor in mapping.factors)
        if name in COLUMNS:
            return (special[name] if name in special else _column(name),)
        if name in factors:
            return (_factor_column(factors[name], mapping),)
        field = mapping.field(name)
        assert field is not None  # noqa: S101 -- the mapping was checked
        return (_field_column(field, _choice_names(field, mapping)),)

    return make


def _column(name: str, entry: Callable[[RegisterRow], Entry] | None = None) -> Column:
    """Return the column of something that was worked out; what the row calls by its name needs no ``entry``."""
    header, width = COLUMNS[name]
    return Column(header=header, width=width, entry=entry or attrgetter(name))


def _special(mapping: Mapping, day: dt.date) -> dict[str, Column]:
    """Return the columns that have colours, or say more than the row does by itself."""
    return {
        "look_first": look_first_column(mapping),
        "rag": rag_column(mapping),
        **_about_the_form(mapping),
        **_about_the_review(day),
        **_about_the_trend(mapping),
    }


def _about_the_form(mapping: Mapping) -> dict[str, Column]:
    labels = labels_of(mapping)
    return {
        "file": _column("file", lambda row: row.name),
        "status": replace(_column("status", status), parts=(("needs review", AMBER),), wrapped=True),
        "signed_off": _column("signed_off", signed_off),
        "settled": replace(_column("settled", lambda row: settled(row, labels)), wrapped=True),
        "findings": _column("findings", lambda row: len(row.findings)),
        "reasons": replace(_column("reasons", lambda row: reasons(row, labels)), wrapped=True),
        "newest": replace(_column("newest", lambda row: "yes" if row.newest else "no"), words=(("no", GREY),)),
        "total": _column("total", lambda row: row.total if row.rag else None),
        "total_max": _column("total_max", lambda row: row.total_max if row.rag else None),
    }


def rag_column(mapping: Mapping) -> Column:
    """Return the column of the band, in the colour of the highest that it could be."""
    bands = mapping.score.bands if mapping.score else ()
    return replace(
        _column("rag", lambda row: mapping.level_text(row.rag, row.rag_max) or None),
        words=tuple((band.name, band.colour) for band in bands),
        parts=tuple((up_to(band.name), band.colour) for band in bands),
        wrapped=True,
    )


def look_first_column(mapping: Mapping) -> Column:
    """Return the column of what comes first: red where something must be mended, or it could be the highest band."""
    labels = labels_of(mapping)
    highest = mapping.score.bands[-1:] if mapping.score else ()
    return replace(
        _column("look_first", lambda row: to_look_at_first(row, mapping, labels)),
        parts=((MUST, RED), *((COULD_BE + band.name, RED) for band in highest)),
        filled=AMBER,
        wrapped=True,
    )


def _about_the_review(day: dt.date) -> dict[str, Column]:
    until = _column("days_until_review", lambda row: (row.review.day - day).days if row.review else None)
    return {
        "next_review": _column("next_review", lambda row: row.review.day if row.review else None),
        "days_until_review": replace(
            until,
            header=until.header.format(day=day),
            numbers=(((_LONG_AGO, -1), RED), ((0, SOON), AMBER)),
            counts_days=True,
        ),
    }


def _about_the_trend(mapping: Mapping) -> dict[str, Column]:
    labels = {factor.id: factor.label for factor in mapping.factors}
    return {
        "previous_total": _column("previous_total", lambda row: row.trend.previous_total if row.trend else None),
        "change": _column("change", lambda row: row.trend.change if row.trend else None),
        "age_only": _column("age_only", _age_only),
        "changes": replace(_column("changes", lambda row: _changes(row, labels)), wrapped=True),
    }


def _age_only(row: RegisterRow) -> Entry:
    if row.trend is None or row.trend.change == 0:
        return None
    return "yes" if row.trend.by_age_only else "no"


def _changes(row: RegisterRow, labels: MappingOf[str, str]) -> Entry:
    """Return which factors read differently than last time, and what that did to the total."""
    trend = row.trend
    if trend is None:
        return None
    said = [
        f"{labels.get(each.factor, each.factor)} {_signed(each.points) if each.points else _state(each.now)}"
        for each in trend.factors
    ]
    if trend.age_change:
        said.append(f"age {_signed(trend.age_change)}")
    if not trend.certain:
        said.append("a total is not complete")
    return "; ".join(said) or "nothing"


def _signed(points: int) -> str:
    return f"+{points}" if points > 0 else f"\N{MINUS SIGN}{-points}"


def _state(state: str) -> str:
    return {"blank": "no longer marked", "not_found": "not found", "yes": "now applies", "no": "now no"}.get(
        state, f"now {state}"
    )


def _choice_names(field: Field, mapping: Mapping) -> MappingOf[str, str]:
    """Name the choices of a field; of the outcome by its level, since the form prints a whole sentence for that."""
    if mapping.score is not None and mapping.score.outcome_field == field.id:
        return mapping.level_names
    return {choice.id: choice.label for choice in field.choices}


def _field_column(field: Field, names: MappingOf[str, str]) -> Column:
    def entry(row: RegisterRow) -> Entry:
        value = row.answers.get(field.id)
        if field.is_date and isinstance(value, str):
            return _date(value)
        if isinstance(value, bool):
            return shown(value)
        return names.get(value, value) if isinstance(value, str) else value

    return Column(header=field.label, width=14 if field.is_date else 28, entry=entry)


def _date(text: str) -> Entry:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text


def _subtotal_column(group: str) -> Column:
    made = _column("subtotals", lambda row: row.subtotals.get(group))
    return replace(made, header=made.header.format(group=group))


def _factor_column(factor: Factor, mapping: Mapping) -> Column:
    options = {option.id: option.label for option in mapping.checklist_of[factor.id].options_of(factor)}
    made = _column("factors", _factor_entry(factor.id, options))
    words = (("yes", RED), ("unclear", AMBER), ("not found", AMBER))
    return replace(made, header=made.header.format(factor=factor.label), upright=True, words=words)


def _factor_entry(factor: str, options: MappingOf[str, str]) -> Callable[[RegisterRow], Entry]:
    """Return what a row says: the options that were chosen, as printed; else its state."""

    def entry(row: RegisterRow) -> Entry:
        if factor in row.chosen:
            return ", ".join(options.get(name, name) for name in row.chosen[factor])
        # An unmarked factor stays an empty cell: nobody wrote "no".
        return row.factors.get(factor, "").replace("blank", "").replace("_", " ")

    return entry
