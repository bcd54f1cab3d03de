"""What a field's kind makes of added text, one table for all kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pipeline.extract.form.added import Taken
from pipeline.extract.values.choices import TAKEN_BACK
from pipeline.extract.values.coerce import number_value, standing_value, text_value
from pipeline.extract.values.dated import date_value
from pipeline.extract.values.listed_choices import listed_choice
from pipeline.extract.values.reading import Reading, unclear
from pipeline.mapping.model import Field, FieldKind
from pipeline.submission import Value


def value_of(taken: Taken, field: Field) -> Reading[Value]:
    """Read what was added for a field as its kind wants it."""
    return _READERS[field.kind](taken, field)


def _date(taken: Taken, field: Field) -> Reading[Value]:
    return standing_value(taken, lambda text: date_value(text, field.labels, taken.controls))


def _number(taken: Taken, field: Field) -> Reading[Value]:
    return standing_value(taken, number_value)


def _text(taken: Taken, field: Field) -> Reading[Value]:
    if not taken.has_struck:
        return _whole(taken, field)
    return standing_value(taken, lambda text: text_value(" ".join(text.split())))


def _whole(taken: Taken, field: Field) -> Reading[Value]:
    """Take all words; what is struck out of a narrative may be meant in many ways."""
    return unclear(TAKEN_BACK) if taken.is_gone else text_value(taken.text)


_READERS: Final[Mapping[FieldKind, Callable[[Taken, Field], Reading[Value]]]] = {
    FieldKind.TEXT: _text,
    FieldKind.NARRATIVE: _whole,
    FieldKind.DATE: _date,
    FieldKind.NUMBER: _number,
    FieldKind.CHOICE: listed_choice,
    FieldKind.TABLE: _whole,
}
