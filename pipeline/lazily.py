"""Attributes that are worked out when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

_Owner = TypeVar("_Owner")
_Value = TypeVar("_Value")


class lazily(Generic[_Owner, _Value]):  # noqa: N801 - read as a decorator
    """Work an attribute out once, as :class:`functools.cached_property` does, for classes whose objects have a dict.

    Python 3.11 holds a lock around that, which no two threads need that would only work out the same twice. A form
    asks some four hundred attributes for the first time.
    """

    def __init__(self, work_out: Callable[[_Owner], _Value]) -> None:
        self._work_out = work_out
        self._name = work_out.__name__
        self.__doc__ = work_out.__doc__

    @overload
    def __get__(self, owner: None, kind: type[Any]) -> Self: ...
    @overload
    def __get__(self, owner: _Owner, kind: type[Any]) -> _Value: ...
    def __get__(self, owner: Any, kind: type[Any]) -> Any:
        """Work it out and keep it with its owner, where it is found from then on."""
        if owner is None:
            return self
        value = owner.__dict__[self._name] = self._work_out(owner)
        return value
