"""The report: one page for the browser that says what was processed, what needs a person, and how it adds up.

It holds results and who each form is about, as the register does: no narrative, nobody else's name. It is a single
file that loads nothing and sends nothing, small enough to be mailed however many forms there are, and the same rows
and day always give the same bytes.
"""

from __future__ import annotations

import base64
import datetime as dt
import functools
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar

from msgspec import Struct

from pipeline.findings import Severity
from pipeline.writers.register.look_first import COULD_BE, MUST, look_first
from pipeline.writers.report.block import KeptReport, ReportBlock, ReportRun, block_of, brief_of
from pipeline.writers.report.charts import Bar, FormCharts, week_bars
from pipeline.writers.report.listed import WHOLE, Brief, Listed
from pipeline.writers.report.row import ReportRow

if TYPE_CHECKING:
    from pipeline.mapping.model import Mapping
    from pipeline.writers.report.template import Compiled

LISTED: Final = 50  # forms in the two lists above the table
_ACRONYMS: Final = {"nrm": "NRM", "rag": "RAG", "ce": "CE"}
_PAGE_FOLDER: Final = Path(__file__).parent

_Text = TypeVar("_Text")


class _Level(Struct, frozen=True, kw_only=True):
    """One band of one form: its name, and the CSS class that carries its colour."""

    form: str
    level: str
    name: str
    colour: str
    style: str


def write_page(
    rows: Iterable[ReportRow], mappings: Sequence[Mapping], day: dt.date, stream: BinaryIO, *,
    kept: KeptReport | None = None, compiled: Compiled | None = None,
) -> None:  # fmt: skip
    """Write the report.

    Args:
        rows: One for each form, in their order; read once and not kept, so they may come from a stream.
        mappings: The forms, for what bands, outcomes and factors are called.
        day: What is overdue, and the weeks of the coming reviews, count from here.
        stream: Takes the page in UTF-8.
        kept: Rows that come before these.
        compiled: Where the template is that an earlier process compiled.
    """
    contents = _Contents(mappings, day)
    if kept is not None:
        contents.take([*kept.runs(contents.block_of)])
    for row in rows:
        contents.add(row)
    if kept is not None:
        contents.listed.fetch(kept.rows_of)
    for piece in _page(contents, day, compiled):
        stream.write(piece.encode("utf-8", "replace"))


def _page(contents: _Contents, day: dt.date, compiled: Compiled | None) -> Iterator[str]:
    from markupsafe import Markup  # slow to load, and only needed here

    from pipeline.writers.report.template import page_template  # Jinja is slow to load

    style = (_PAGE_FOLDER / "page.css").read_text("utf-8") + "".join(_colour_rules(contents.levels))
    script = (_PAGE_FOLDER / "page.js").read_text("utf-8")
    return page_template(compiled).generate(
        contents=contents,
        day=day,
        style=Markup(style),  # noqa: S704 - our own file; colours are checked by the mapping
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=_csp_hash(style),
        script_hash=_csp_hash(script),
        rows=map(Markup, contents.json()),  # no sign in it can end the element
    )


class _Contents:
    """What the page shows, counted as the rows come, so that they need not all be kept."""

    def __init__(self, mappings: Sequence[Mapping], day: dt.date) -> None:
        """Start counting."""
        self.day = day
        self.levels = tuple(_levels(mappings))
        self._counts = ReportBlock()
        self._charts = {mapping.form.id: FormCharts(mapping, self._styles(mapping.form.id)) for mapping in mappings}
        self._mappings = {mapping.form.id: mapping for mapping in mappings}
        self._by_level = {(level.form, level.level): number for number, level in enumerate(self.levels)}
        self._from_highest = dict(_from_highest(mappings))
        self._texts: dict[tuple[str, str, str], int] = {}
        self._outcomes: dict[str, int] = {}
        self._forms: dict[str, int] = {}
        self.listed = Listed()

    def add(self, row: ReportRow) -> None:
        """Count a form, and keep it if it is one that the page lists."""
        self._counts.count(row)
        self.listed.add(brief_of(row, self._from_highest), row)

    def block_of(self, rows: Sequence[ReportRow]) -> ReportBlock:
        """Return what some forms come to."""
        return block_of(rows, self._from_highest)

    def take(self, runs: Sequence[ReportRun]) -> None:
        """Count the forms of all runs; the rows of those that the page lists are asked for later."""
        are_few = sum(run.sum.number for run in runs) <= WHOLE
        for run in runs:
            self._counts.take(run.sum.counts)
            if are_few:
                for brief in _briefs(run):
                    self.listed.add(brief)
            else:
                self.listed.take(run.sum.firsts, run.sum.number, functools.partial(_briefs, run))

    @property
    def statuses(self) -> dict[str, int]:
        """How many forms there are of each status."""
        return self._counts.statuses

    @property
    def overdue(self) -> int:
        """How many reviews are."""
        return sum(number for day, number in self._counts.due.items() if day < self.day)

    @property
    def total(self) -> int:
        """How many forms there are."""
        return sum(self.statuses.values()) - self.others

    @property
    def others(self) -> int:
        """How many files are no forms."""
        return self.statuses["not_a_form"]

    @property
    def assessed(self) -> int:
        """How many forms nobody has to look at."""
        return self.statuses["assessed"] + self.statuses["corrected"]

    @property
    def dated(self) -> int:
        """How many forms have a next review."""
        return sum(self._counts.due.values())

    @cached_property
    def review(self) -> list[ReportRow]:
        """The forms that need review, the most urgent first."""
        return self.listed.review[:LISTED]

    @cached_property
    def refused(self) -> list[ReportRow]:
        """The forms that were refused, by name."""
        return self.listed.refused[:LISTED]

    @cached_property
    def due(self) -> list[ReportRow]:
        """The forms with the first reviews."""
        return self.listed.due

    @cached_property
    def rows(self) -> list[ReportRow]:
        """The forms in the table: of many, those to look at first."""
        return self.listed.rows()

    @cached_property
    def in_table(self) -> Counter[str]:
        """How many forms of each status are in the table."""
        return Counter(row.status for row in self.rows)

    @property
    def charts(self) -> list[FormCharts]:
        """The charts of each form that was met."""
        for form, charts in self._charts.items():
            charts.counts = self._counts.forms.get(form, charts.counts)
        return [charts for charts in self._charts.values() if charts.forms]

    @property
    def weeks(self) -> list[Bar]:
        """The bars of the reviews by week."""
        return list(week_bars(self._counts.due, self.day))

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why forms need review: the code in words and how many forms."""
        ordered = sorted(self._counts.codes.items(), key=lambda item: (-item[1], item[0]))
        return [(in_words(code), number) for code, number in ordered]

    def level(self, row: ReportRow) -> _Level | None:
        """Return the band of a form; while it is open, the highest that it could be."""
        number = self._level_number(row)
        return None if number is None else self.levels[number]

    def level_text(self, row: ReportRow) -> str:
        """Say the band of a form, and while it is open what it could be."""
        mapping = self._mappings.get(row.form)
        return mapping.level_text(row.rag, row.rag_max) if mapping is not None else ""

    def other_outcome(self, row: ReportRow) -> str:
        """Return the outcome that people chose where it isn't the band of the total."""
        return self._outcome_name(row) if row.rag is not None and row.outcome != row.rag else ""

    def look_first(self, row: ReportRow, *, broken: bool = True) -> list[tuple[bool, str]]:
        """Return what comes first, each with whether it is urgent; ``broken`` adds what must be mended."""
        mapping = self._mappings.get(row.form)
        highest = mapping.score.bands[-1].name if mapping is not None and mapping.score is not None else ""
        musts = [reason.message for reason in row.reasons if broken and reason.severity == Severity.MUST]
        said = look_first(row, mapping, musts)
        return [(text.startswith(MUST) or text.endswith(COULD_BE + highest), text) for text in said]

    def json(self) -> Iterator[str]:
        """Yield what the table shows, piece by piece, as JSON that can be in a page."""
        lines = [_json(self._record(row)) for row in self.rows]
        head: dict[str, object] = {
            "day": self.day.isoformat(),
            "levels": [[level.name, level.style] for level in self.levels],
            "outcomes": list(self._outcomes),
            "forms": list(self._forms),
            "texts": list(self._texts),
        }
        if not self.listed.is_whole:
            head["of"] = self.listed.number
        yield f'{_json(head)[:-1]},"rows":['
        yield ",".join(lines)
        yield "]}"

    def _styles(self, form: str) -> dict[str, str]:
        return {level.level: level.style for level in self.levels if level.form == form}

    def _level_number(self, row: ReportRow) -> int | None:
        return self._by_level.get((row.form, row.rag_max or row.rag or ""))

    def _record(self, row: ReportRow) -> list[object]:
        """Return one line of the table; texts that many forms share are numbers. ``page.js`` has the same order."""
        return [
            row.name,
            row.who,
            self._number(self._forms, self._form_title(row.form)),
            row.status,
            self._level_number(row),
            row.total if row.rag else None,
            row.points,
            self._number(self._outcomes, self._outcome_name(row)),
            row.review_due.isoformat() if row.review_due else "",
            row.document,
            [
                self._number(self._texts, (reason.severity, reason.message, reason.remedy))
                for reason in row.to_look_at
                if not row.stands or reason.severity != Severity.NOTE
            ],
            self.level_text(row) if row.is_provisional else "",
            self.look_first(row),
            row.reference,
            row.signed_off,
        ]

    def _form_title(self, form: str) -> str:
        return self._charts[form].title if form in self._charts else form

    def _outcome_name(self, row: ReportRow) -> str:
        if row.outcome is None:
            return ""
        return self._charts[row.form].outcome_name(row.outcome) if row.form in self._charts else row.outcome

    @staticmethod
    def _number(numbers: dict[_Text, int], text: _Text) -> int:
        return numbers.setdefault(text, len(numbers))


def in_words(code: str) -> str:
    """Print a finding's code for people: ``unread_text`` becomes ``Unread text``."""
    words = " ".join(_ACRONYMS.get(word, word) for word in code.split("_"))
    return words[:1].upper() + words[1:]


def _levels(mappings: Iterable[Mapping]) -> Iterator[_Level]:
    bands = ((mapping.form.id, band) for mapping in mappings if mapping.score for band in mapping.score.bands)
    for number, (form, band) in enumerate(bands):
        yield _Level(form=form, level=band.level, name=band.name, colour=band.colour, style=f"level-{number}")


def _from_highest(mappings: Iterable[Mapping]) -> Iterator[tuple[tuple[str, str | None], int]]:
    """Say of each level of each form how many are above it."""
    for mapping in mappings:
        for number, band in enumerate(reversed(mapping.score.bands if mapping.score else ())):
            yield (mapping.form.id, band.level), number


def _colour_rules(levels: Iterable[_Level]) -> Iterator[str]:
    return (f".{level.style}{{--level:#{level.colour}}}\n" for level in levels)


def _json(value: object) -> str:
    """Render JSON in which nothing can be taken for HTML."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _briefs(run: ReportRun) -> Iterator[Brief]:
    return (brief for block in run.blocks() for brief in block.briefs)
