"""What a cell may hold: each key of an entry that fits a cell is a column, and is read as the key's type says.

The columns follow from the entries themselves (:mod:`pipeline.mapping.questions`), so a key that is new there is a
column here. Excel turns what people type: ``TRUE`` into a truth value, ``5`` into 5.0, ``3/4`` into a day. What was
meant is taken where it can be told, and refused where it can't.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Final, Union, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from pipeline.mapping.entry import StrictEntry
from pipeline.mapping.questions import Choice, Column
from pipeline.mapping.rows import ColumnPlace, Worth
from pipeline.mapping.sheet.grid import Unusable, Value
from pipeline.nearest import did_you_mean

YES, NO = "yes", "no"
_TRUE: Final = frozenset({YES, "true", "x", "1", "wahr", "ja"})
_FALSE: Final = frozenset({NO, "false", "0", "falsch", "nein"})
"""Excel writes TRUE into a CSV in the language of the computer."""
_WHOLE: Final = re.compile(r"[+-]?\d+(?:[.,]0+)?")
_DECIMAL: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


class CellKind(Struct, frozen=True, kw_only=True):
    """How the cells of a column are read.

    Attributes:
        read: Returns what a cell says; raises ValueError with what is wrong.
        allowed: The values to choose from; empty when there is no list of them.
        is_number: It holds numbers.
    """

    read: Callable[[Value], Any]
    allowed: tuple[str, ...] = ()
    is_number: bool = False


@cache
def columns_of(kind: type[StrictEntry]) -> dict[str, CellKind]:
    """Return the keys of an entry that fit a cell, as files call them, in the entry's order."""
    found = {key.encode_name: TEXT if key.name == "id" else _kind(key.type) for key in fields(kind)}
    return {name: each for name, each in found.items() if each is not None}


def wording(value: Value) -> str:
    """Return a cell as it is, with the spaces around it, as TOML has them: they make no difference in a label.

    Raises:
        ValueError: Excel made something else of what was typed.
    """
    return value if isinstance(value, str) else text(value)


def text(value: Value) -> str:
    """Return a cell as text, without the spaces around it.

    Raises:
        ValueError: Excel made something else of what was typed.
    """
    if isinstance(value, Unusable):
        raise ValueError(value.why)
    if isinstance(value, bool):
        raise ValueError(f"Excel made a truth value of it ({value}); {_AS_TEXT}")
    if isinstance(value, float):
        raise ValueError(f"holds the number {value:g}, and Excel may have dropped a zero; {_AS_TEXT}")
    return str(value).strip()


_AS_TEXT: Final = "format the cell as Text and type it again"


def as_cell(value: Any) -> str | int | float:
    """Return what a cell says for the value of a key, so that it is read as that value again."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list | tuple):
        parts = [_pair(each) if isinstance(each, dict) else str(each) for each in value]
        return "\n".join(parts) + (_end_of_one(value[0]) if len(parts) == 1 else "")
    return value if isinstance(value, int | float) else str(value)


def _end_of_one(part: Any) -> str:
    """Return what tells a list of one from a value that is no list, and from a list of what it has | between."""
    if isinstance(part, int):
        return "|"
    return "\n" if "|" in str(part) else ""


def _pair(choice: dict[str, Any]) -> str:
    return f"{choice['id']}, {choice['label']}"


def _kind(hint: Any) -> CellKind | None:
    """Return how a key of this type is read from a cell; None where it doesn't fit one."""
    if hint in _SPECIAL:
        return CellKind(read=_SPECIAL[hint], is_number=hint == Worth)
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        is_name = inside[0] is str and getattr(inside[1], "pattern", None)
        return TEXT if is_name else _kind(inside[0])
    if origin in (Union, types.UnionType):
        said = [each for each in inside if each is not types.NoneType]
        return _kind(said[0]) if len(said) == 1 else None
    if origin is tuple:
        return _kind_of_list(inside[0])
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        values = tuple(each.value for each in hint)
        return CellKind(read=lambda value: _one_of(value, values), allowed=values)
    return _PLAIN.get(hint)


def _kind_of_list(part: Any) -> CellKind | None:
    if part in (Choice, Column):
        return CellKind(read=_pairs)
    each = _kind(part)
    return None if each is None else CellKind(read=lambda value: [each.read(said) for said in parts_of(value)])


def parts_of(value: Value) -> Sequence[str]:
    """Return the parts of a list in a cell: its lines, or in a single line what is between ``|``."""
    said = str(value) if isinstance(value, str) else text(value)
    parts = said.splitlines() if "\n" in said.replace("\r", "\n") else said.split("|")
    return [part.strip() for part in parts if part.strip()]


def _one_of(value: Value, allowed: tuple[str, ...]) -> str:
    said = text(value).lower()  # Excel begins what is typed with a capital
    if said not in allowed:
        raise ValueError(f"is {said!r}; allowed are {', '.join(sorted(allowed))}{did_you_mean(said, allowed)}")
    return said


def _flag(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    said = text(value).lower()
    if said not in _TRUE | _FALSE:
        raise ValueError(f"is {said!r}; allowed are {YES} and {NO}")
    return said in _TRUE


def _whole(value: Value) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    said = f"{value:g}" if isinstance(value, float) else text(value)
    if not _WHOLE.fullmatch(said):
        raise ValueError(f"is {said!r}; a whole number is needed")
    return int(re.split("[.,]", said)[0])


def _decimal(value: Value) -> float | int:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    said = text(value)
    if not _DECIMAL.fullmatch(said):
        raise ValueError(f"is {said!r}; a number is needed")
    return float(said.replace(",", ".")) if re.search("[.,]", said) else int(said)


def _column(value: Value) -> str | int:
    """Return a column: its number, or its header (``"+1"`` is counted from the label)."""
    said = text(value)
    return int(said) if said.isdecimal() else said


def _worth(value: Value) -> int | list[int]:
    """Return the points of a row, or those of each of its options."""
    if not isinstance(value, str) or not re.search(r"[|\n]", value):
        return _whole(value)
    return [_whole(part) for part in parts_of(value)]


def _pairs(value: Value) -> list[dict[str, str]]:
    """Return choices, or columns of a table, that a cell lists as ``id, label``."""
    found = []
    for part in parts_of(value):
        name, comma, label = part.partition(",")
        if not comma or not name.strip() or not label.strip():
            raise ValueError(f"has {part!r}; each is 'id, label', with | between them or on a line of its own")
        found.append({"id": name.strip(), "label": label.strip()})
    return found


TEXT: Final = CellKind(read=text)
_PLAIN: Final[dict[Any, CellKind]] = {
    str: CellKind(read=wording),
    bool: CellKind(read=_flag, allowed=(YES, NO)),
    int: CellKind(read=_whole, is_number=True),
    float: CellKind(read=_decimal, is_number=True),
}
_SPECIAL: Final[dict[Any, Callable[[Value], Any]]] = {ColumnPlace: _column, Worth: _worth}
