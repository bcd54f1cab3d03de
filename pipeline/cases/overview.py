"""What reviews, diary and order of urgency need of a result, kept with it so that no mapping is needed later."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct


class Overview(Struct, frozen=True, kw_only=True, array_like=True):
    """The few facts of a result that say what is due, and how urgent it is.

    Ledgers hold the values in this order, so a new one goes to the end.

    Attributes:
        total: Points that are certain.
        total_max: Points that there could be.
        complete: The total is final.
        rag: Id of the band of the total.
        rag_max: Id of the highest band that it could be.
        level: Id of the level: the outcome that people chose, else the band.
        level_name: The level for people, with what it could be, and the band where people chose a milder level:
            ``Low concern (up to High concern)``, ``Low concern; the score alone: High concern``.
        rank: How serious the level could be: 0 for the mildest band; -1 when there is none.
        agreed: The review date on the form.
        due: The review date by policy, by the strictest level that could be.
        limit: The last day that may be agreed by policy.
        review: When the next review is: the agreed date, else the one by policy; ``None`` when none is due.
        musts: Codes of the findings that demand something.
    """

    total: int = 0
    total_max: int = 0
    complete: bool = False
    rag: str | None = None
    rag_max: str | None = None
    level: str | None = None
    level_name: str = ""
    rank: int = -1
    agreed: dt.date | None = None
    due: dt.date | None = None
    limit: dt.date | None = None
    review: dt.date | None = None
    musts: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the band could still be another."""
        return self.rag != self.rag_max
