"""Pages and parts of pages: templates in which every value is escaped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct
from starlette.responses import HTMLResponse

from pipeline.cases.overview import Overview
from pipeline.desk.folder import Folder
from pipeline.desk.listing import Listing, needs_person
from pipeline.desk.remedies import remedy
from pipeline.desk.work import Work
from pipeline.errors import WordformError
from pipeline.mapping import Mapping
from pipeline.version import __version__

HERE: Final = Path(__file__).parent
_STATUSES: Final = {
    "assessed": "Assessed",
    "needs_review": "Needs review",
    "refused": "Refused",
    "not_a_form": "Not a form",
    "unchanged": "Unchanged",
    "corrected": "Corrected",
    "waiting": "Waiting",
}


def count(number: int, noun: str, plural: str = "") -> str:
    """Return ``1 form``, ``2 forms``, ``12,000 forms``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def day(value: dt.date | str | None) -> str:
    """Return a date as people here write it; nothing for none."""
    if isinstance(value, str):
        value = dt.date.fromisoformat(value[:10]) if value else None
    return f"{value:%d/%m/%Y}" if value else ""


def status(value: str) -> str:
    """Return a status in words."""
    return _STATUSES.get(value, value)


def total(least: int, most: int) -> str:
    """Return a total, with what it could be."""
    return str(least) if least == most else f"{least} (up to {most})"


_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters.update(count=count, day=day, status=status, remedy=remedy)
_TEMPLATES.globals.update(total=total)


class HasLevel(Protocol):
    """What has a total with its band, and the level that people chose."""

    @property
    def level(self) -> str | None: ...  # noqa: D102
    @property
    def rag(self) -> str | None: ...  # noqa: D102
    @property
    def rag_max(self) -> str | None: ...  # noqa: D102


class ShownLevel(Struct, frozen=True, kw_only=True):
    """A level in words, and how serious it is.

    Attributes:
        name: What people call it.
        most: What it could be while entries are open; empty when it can't be another.
        score: The band of the total, where people chose another level.
        score_most: What that band could be.
        severity: A word that a style sheet colours: that of the strictest of these, so that nothing looks safer.
    """

    name: str
    most: str
    score: str
    score_most: str
    severity: str


def _most(facts: HasLevel, order: Sequence[str]) -> str:
    """Return the strictest level that it could be at; what tables keep has only how serious that is."""
    if isinstance(facts, Overview):
        strictest = order[facts.rank] if 0 <= facts.rank < len(order) else facts.level
    else:
        strictest = getattr(facts, "level_max", None)
    return strictest or facts.rag_max or facts.level or facts.rag or ""


def _name(level: str, mapping: Mapping | None) -> str:
    return mapping.level_name(level) if mapping is not None else level.replace("_", " ")


def _severity(place: int, number: int) -> str:
    """Return how serious a level is among those of its form, by its place among them."""
    if place < 0:
        return "none"
    return "mild" if place == 0 else "severe" if place == number - 1 else "middle"


class Frame:
    """What is shown round every page: where one is, how much waits, and who one is.

    Attributes:
        by: Who decides, as they call themselves; empty until somebody said it.
    """

    def __init__(self, folder: Folder, listing: Listing, work: Work, by: str) -> None:
        self.by = by
        self._folder, self._listing, self._work = folder, listing, work

    def page(self, template: str, *, code: int = 200, **values: Any) -> HTMLResponse:
        """Return a whole page."""
        around = {
            "by": self.by,
            "waiting": self._waiting(),
            "version": __version__,
            "inbox_name": self._folder.inbox.name,
        }
        return self.part(template, code=code, **around, **values)

    def _waiting(self) -> int:
        """Return how many assessments wait for a person; none where the ledger can't be asked, which the page says."""
        try:
            return sum(map(needs_person, self._listing.rows()))
        except WordformError:
            return 0

    def part(self, template: str, *, code: int = 200, **values: Any) -> HTMLResponse:
        """Return a part of a page."""
        around = {"today": self._folder.day, "level_of": self._level, "said": self._work.said}
        shown = _TEMPLATES.get_template(template).render(**around, **values)
        return HTMLResponse(shown, code)

    def _level(self, facts: HasLevel, form: str) -> ShownLevel:
        """Return the level of an assessment as pages show it, with the score where that says something else."""
        mapping = self._mapping(facts, form)
        bands = mapping.score.bands if mapping is not None and mapping.score is not None else ()
        order = [band.level for band in bands]
        level, most = facts.level or facts.rag or "", _most(facts, order)
        differs = facts.level not in (None, facts.rag)
        worst = max((order.index(each) for each in (level, most, facts.rag_max) if each in order), default=-1)
        return ShownLevel(
            name=_name(level, mapping),
            most=_name(most, mapping) if most != level else "",
            score=_name(facts.rag or "", mapping) if differs else "",
            score_most=_name(facts.rag_max or "", mapping) if differs and facts.rag_max != facts.rag else "",
            severity=_severity(worst, len(order)),
        )

    def _mapping(self, facts: HasLevel, form: str) -> Mapping | None:
        """Return the mapping of a form; without one, the first that has the band."""
        for each in self._folder.mappings:
            if form == each.form.id or (not form and each.score is not None and facts.rag in each.score.levels):
                return each
        return None
