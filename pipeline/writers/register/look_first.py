"""What a person has to look at before trusting a row of register or report, in few words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from pipeline.mapping import Mapping

COULD_BE: Final = "could be "
MUST: Final = "must: "


class Row(Protocol):
    """What has to be known of a form: the attributes of the rows of register and report."""

    @property
    def rag_max(self) -> str | None:
        """The highest band that it could be."""

    @property
    def level(self) -> str | None:
        """The outcome that people chose, else the band."""

    @property
    def level_max(self) -> str | None:
        """The strictest level that it could be at."""

    @property
    def is_provisional(self) -> bool:
        """Whether the band is open."""

    @property
    def questions(self) -> tuple[str, ...]:
        """What only a person can decide."""

    @property
    def is_signed_off(self) -> bool:
        """Whether somebody said that a person looked."""


def look_first(row: Row, mapping: Mapping | None, broken: Iterable[str]) -> Iterator[str]:
    """Yield what has to be looked at first: what it could be, what only a person can decide, what must be mended.

    Args:
        row: The row; once somebody signed it off, what must be mended was seen.
        mapping: Of its form, for the names of levels; ``None`` when it isn't known any more.
        broken: The findings that demand something, in words.
    """
    if row.level_max is not None and row.level_max != row.level:
        yield COULD_BE + _named(row.level_max, mapping)
    elif row.is_provisional:
        yield f"RAG {COULD_BE}{_named(str(row.rag_max), mapping)}"
    yield from row.questions
    if not row.is_signed_off:
        yield from (MUST + said for said in broken)


def _named(level: str, mapping: Mapping | None) -> str:
    return mapping.level_name(level) if mapping is not None else level
