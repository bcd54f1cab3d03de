"""Values to and from the result JSON: dates are ISO, several choices one text, the rows of a table objects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from pipeline.mapping.model import Field, FieldKind
from pipeline.submission import Choices, Value


def to_json(value: Value) -> object:
    """Return a value as the JSON has it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [dict(row) for row in value]
    return str(value) if isinstance(value, Choices) else value


def from_json(field: Field, found: Any) -> Value:
    """Return the value of an answered field that the JSON has."""
    read = _READERS.get(field.kind)
    return found if read is None else read(field, found)


def _choice(field: Field, found: str) -> Value:
    return Choices.parse(found) if field.several else found


_READERS: Final[Mapping[FieldKind, Callable[[Field, Any], Value]]] = {
    FieldKind.DATE: lambda _, found: dt.date.fromisoformat(found),
    FieldKind.CHOICE: _choice,
    FieldKind.TABLE: lambda _, found: tuple(dict(row) for row in found),
}
