"""The models that check what a mapping file says: one for each entry, made of the entry itself.

A mapping that is right is made of plain entries (:mod:`pipeline.mapping.entry`); pydantic is there to name each mistake
of one that isn't, and is loaded for that alone.
"""

from __future__ import annotations

import os
import types
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar, Union, cast, get_args, get_origin

from msgspec import NODEFAULT, Meta
from msgspec.structs import fields

# Else pydantic looks through all that is installed for plugins, which takes as long as reading a form; and what they
# do is to log what is validated.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    StrictBool,
    StrictInt,
    StringConstraints,
    Tag,
    ValidationError,
    WrapValidator,
    create_model,
    model_validator,
)
from pydantic import Field as Key

from pipeline.mapping.entry import StrictEntry
from pipeline.mapping.model import NOT_WRITTEN
from pipeline.mapping.rows import ColumnPlace, Worth

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ValidationError", "as_written", "checked", "make", "model_of"]

Entry = TypeVar("Entry", bound=StrictEntry)

_ONE, _EACH, _HEADER, _NUMBER = "<one>", "<each>", "<header>", "<number>"  # pipeline.mapping.loader leaves them out


def checked(kind: type[Entry], tree: Any) -> Entry:
    """Check what a file says in an entry, and return the entry.

    Args:
        kind: The entry's class.
        tree: Its keys; parts that are entries already are taken as they are.

    Raises:
        ValidationError: With every mistake.
    """
    return cast("Entry", _built(kind, model_of(kind).model_validate(tree)))


def make(kind: type[Entry], /, **keys: Any) -> Entry:
    """Return an entry of its keys, checked as if a file said them; raises like :func:`checked`."""
    return checked(kind, keys)


def as_written(entry: StrictEntry) -> dict[str, Any]:
    """Return the keys of an entry as a file says them, without those that say no more than their default."""
    said = ((key, getattr(entry, key.name)) for key in fields(type(entry)) if key.name not in NOT_WRITTEN)
    return {key.encode_name: _plain(value) for key, value in said if value != _default(key)}


@cache
def model_of(kind: type[StrictEntry]) -> type[BaseModel]:
    """Return the model that checks a kind of entry: its keys and what their values may be."""
    keys = {
        key.name: (_strict(key.type), Key(default=_default(key), alias=key.encode_name))
        for key in fields(kind)
        if key.name not in NOT_WRITTEN
    }
    before: Any = classmethod(lambda _, tree: kind.completed(tree))
    model = create_model(
        kind.__name__,
        __doc__=kind.__doc__,
        __config__=ConfigDict(extra="forbid", frozen=True, populate_by_name=True, protected_namespaces=()),
        __validators__={"_completed": cast("Callable[..., Any]", model_validator(mode="before")(before))},
        **cast("dict[str, Any]", keys),
    )
    return cast("type[BaseModel]", model)


def _default(key: Any) -> Any:
    if key.default is not NODEFAULT:
        return key.default
    return key.default_factory() if key.default_factory is not NODEFAULT else ...


def _built(kind: type[StrictEntry], model: BaseModel) -> StrictEntry:
    """Make an entry of its model, whose parts are entries already."""
    entry = kind(**{name: getattr(model, name) for name in type(model).model_fields})
    entry.require_whole()
    return entry


def _strict(hint: Any) -> Any:
    """Return how pydantic checks a value."""
    if hint in _ALTERNATIVES:
        return _ALTERNATIVES[hint]
    if isinstance(hint, type) and issubclass(hint, StrictEntry):
        return Annotated[model_of(hint), WrapValidator(_taking(hint))]
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _bounded(inside[0], inside[1])
    if origin in (Union, types.UnionType):
        return Union[tuple(_strict(each) for each in inside)]  # noqa: UP007 - of as many as there are
    if origin is not None:
        return origin[tuple(each if each is ... else _strict(each) for each in inside)]
    return {bool: StrictBool, int: StrictInt, float: _NUMBER_OF_ANY_KIND}.get(hint, hint)


def _bounded(hint: Any, said: Meta) -> Any:
    if hint is str:
        return Annotated[str, StringConstraints(strict=True, pattern=said.pattern, min_length=said.min_length)]
    return Annotated[_strict(hint), Key(ge=said.ge, le=said.le, min_length=said.min_length)]


def _taking(kind: type[StrictEntry]) -> Callable[[Any, Callable[[Any], Any]], StrictEntry]:
    """Return what takes an entry as it is, and makes one of anything else."""

    def take(value: Any, check: Callable[[Any], Any]) -> StrictEntry:
        return value if isinstance(value, kind) else _built(kind, check(value))

    return take


def _plain(value: Any) -> Any:
    if isinstance(value, StrictEntry):
        return as_written(value)
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.value if hasattr(value, "value") else value


_NUMBER_OF_ANY_KIND: Any = Annotated[float, Key(strict=True, allow_inf_nan=False)]
_POINTS: Any = Annotated[StrictInt, Key(ge=0)]
_ALTERNATIVES: Final[dict[Any, Any]] = {
    ColumnPlace: Annotated[
        Annotated[str, StringConstraints(strict=True, min_length=1), Tag(_HEADER)]
        | Annotated[StrictInt, Key(ge=1), Tag(_NUMBER)],
        Discriminator(lambda value: _NUMBER if isinstance(value, int) else _HEADER),
    ],
    Worth: Annotated[
        Annotated[_POINTS, Tag(_ONE)] | Annotated[tuple[_POINTS, ...], Tag(_EACH)],
        Discriminator(lambda value: _EACH if isinstance(value, list | tuple) else _ONE),
    ],
}
