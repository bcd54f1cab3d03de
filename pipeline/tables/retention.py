"""Which assessments are past the time for which they are kept. They are listed; a person erases."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pipeline.mapping import Mapping
from pipeline.record import Ledger


class PastRetention(Struct, frozen=True, kw_only=True):
    """An assessment that is kept longer than its policy says.

    Attributes:
        kept_until: The last day for which it is kept.
        level: Id of its level.
        years: For how many years assessments of that level are kept.
    """

    reference: str
    form: str
    completed: dt.date
    kept_until: dt.date
    level: str
    years: int


def past_retention(ledger: Ledger, mappings: Sequence[Mapping], day: dt.date) -> Iterator[PastRetention]:
    """Return the assessments that are past their time on a day, withdrawn ones too, the oldest first."""
    rules = {mapping.form.id: mapping.retention for mapping in mappings}
    for reference, form, completed, overview in ledger.completed_assessments():
        rule = rules.get(form)
        years = rule.years_for(overview.level) if rule is not None else None
        end = _after(completed, years) if years is not None else None
        if years is not None and end is not None and end < day:
            yield PastRetention(
                reference=reference, form=form, completed=completed, kept_until=end, level=overview.level or "",
                years=years,
            )  # fmt: skip


def _after(start: dt.date, years: int) -> dt.date | None:
    year = start.year + years
    if year > dt.MAXYEAR:
        return None
    return dt.date(year, start.month, min(start.day, calendar.monthrange(year, start.month)[1]))
