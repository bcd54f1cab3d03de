"""What was read: a value, or why there is none. One type for dates and numbers, choices, and entries of a checklist."""

from __future__ import annotations

from typing import Any, Final, Generic, TypeVar

from msgspec import Struct

from pipeline.submission import State

_Value = TypeVar("_Value")


class Reading(Struct, Generic[_Value], frozen=True):
    """A value, or why there is none.

    Attributes:
        value: ``None`` where nothing was entered, and where it is unclear.
        how: How it shows, where that can differ.
        reason: Why it is unclear, without quoting the answer.
        signs: What an unclear one shows beside its text.
        proposed: What an unclear one most likely is; a person only has to agree.
    """

    value: _Value | None = None
    how: str = ""
    reason: str = ""
    signs: tuple[str, ...] = ()
    proposed: _Value | None = None

    @property
    def state(self) -> State:
        """Whether it is an answer, blank or unclear."""
        if self.reason:
            return State.UNCLEAR
        return State.BLANK if self.value is None else State.ANSWERED


BLANK: Final[Reading[Any]] = Reading()


def unclear(reason: str, *signs: str, proposed: Any = None) -> Reading[Any]:
    """Say why there is no value, what there is to see, and what the value most likely is."""
    return Reading(reason=reason, signs=signs, proposed=proposed)
