"""What a person has to look at before trusting a row of register or report, in few words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipeline.mapping import Mapping
    from pipeline.writers.register_row import RegisterRow
    from pipeline.writers.report import ReportRow

COULD_BE: Final = "could be "
MUST: Final = "must: "


def look_first(row: RegisterRow | ReportRow, mapping: Mapping | None, broken: Iterable[str]) -> Iterator[str]:
    """Give what has to be looked at first: what the form could be, what only a person can decide, what must be mended.

    Args:
        row: The row; once somebody signed it off, what must be mended was seen.
        mapping: Of its form, for the names of levels; ``None`` when it isn't known any more.
        broken: The findings that demand something, in words.
    """
    highest = _open_level(row)
    if highest is not None:
        yield COULD_BE + (mapping.level_name(highest) if mapping is not None else highest)
    elif row.is_provisional:
        yield f"RAG {COULD_BE}{mapping.level_name(str(row.rag_max)) if mapping is not None else row.rag_max}"
    yield from row.questions
    if not row.is_signed_off:
        yield from (MUST + said for said in broken)


def _open_level(row: RegisterRow | ReportRow) -> str | None:
    return row.level_max if row.level_max not in (None, row.level) else None
