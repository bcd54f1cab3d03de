"""Pages and parts of pages: templates in which every value is escaped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from pipeline.desk.folder import Folder
from pipeline.desk.listing import Listing, needs_person
from pipeline.desk.work import Work
from pipeline.errors import WordformError
from pipeline.mapping.model import Band
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
_TEMPLATES.filters.update(count=count, day=day, status=status)
_TEMPLATES.globals.update(total=total)


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
        return self.part(template, code=code, said=self._work.said, **around, **values)

    def _waiting(self) -> int:
        """Return how many assessments wait for a person; none where the ledger can't be asked, which the page says."""
        try:
            return sum(map(needs_person, self._listing.rows()))
        except WordformError:
            return 0

    def part(self, template: str, *, code: int = 200, **values: Any) -> HTMLResponse:
        """Return a part of a page."""
        shown = _TEMPLATES.get_template(template).render(
            today=self._folder.day, level_name=self._level_name, severity=self._severity, **values
        )
        return HTMLResponse(shown, code)

    def _level_name(self, level: str, form: str) -> str:
        return next((band.name for band in self._bands(level, form) if band.level == level), level)

    def _severity(self, level: str, form: str) -> str:
        """Return how serious a level is among those of its form, as a word that a style sheet colours."""
        levels = [band.level for band in self._bands(level, form)]
        if level not in levels:
            return "none"
        return "mild" if level == levels[0] else "severe" if level == levels[-1] else "middle"

    def _bands(self, level: str, form: str) -> Sequence[Band]:
        """Return the bands of a form; without one, those of the first form that has the level."""
        scores = [each.score for each in self._folder.mappings if form in ("", each.form.id) and each.score]
        return next((score.bands for score in scores if any(band.level == level for band in score.bands)), ())
