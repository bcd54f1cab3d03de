"""What one cell holds: text, a number as it is shown, a date, a truth value, an error (ECMA-376 Part 1, 18.3.1.4)."""

from __future__ import annotations

import datetime as dt
import math
import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.document import Control, ControlKind, Mark, Run
from pipeline.ooxml.names import S
from pipeline.readers.excel.format_sections import section_for
from pipeline.readers.excel.numbers import Shows, shown
from pipeline.readers.excel.styles import CellFormat, Font, Styles
from pipeline.readers.excel.text import SharedStrings, string_runs, text_runs
from pipeline.signs import BOX_EMPTY, BOX_TICKED, STROKES

if TYPE_CHECKING:
    from lxml.etree import _Element

NOT_WORKED_OUT: Final = "=…"
"""What a formula without a stored value shows: nothing that could be taken for an answer, and not nothing."""

_MOVING: Final = re.compile(r"\b(?:TODAY|NOW)\s*\(", re.IGNORECASE)
OTHER_WORDS: Final = "the number format shows words of its own"
CROSSED: Final = "the cell is crossed out by its borders"


class Fault(Enum):
    """Why a cell has no value."""

    NOT_WORKED_OUT = auto()
    ERROR = auto()


class Value(Struct, frozen=True, kw_only=True):
    """What a cell shows.

    Attributes:
        truth: The truth value in it, for the check boxes that are linked to it.
        copied: It may be the copy that a linked control keeps there: a truth value, a number or ``#N/A``.
        fault: Why its formula has no value.
        noticed: Why it may not be what a person sees: the code of a finding, and what it says.
    """

    runs: tuple[Run, ...] = ()
    truth: bool | None = None
    copied: bool = False
    fault: Fault | None = None
    noticed: tuple[tuple[str, str], ...] = ()


EMPTY: Final = Value()


class ValueReader(Struct, frozen=True, kw_only=True):
    """Read the cells of one workbook.

    Attributes:
        from_1904: Which of its two calendars it has.
        from_blank: It was made from a blank of ours, so formulas in its locked cells are ours too: as long as no
            program has worked one out, it shows nothing.
        shared: The formulas that several cells of a sheet share, by their numbers there; the first cell spells one.
    """

    strings: SharedStrings
    styles: Styles
    from_1904: bool = False
    from_blank: bool = False
    shared: dict[str, str] = field(default_factory=dict)

    def read(self, cell: _Element, look: CellFormat) -> Value:
        """Read a ``c`` element in its format."""
        value = self._read(cell, look)
        if len(cell) > 1 and self._is_moving(cell.find(S + "f")) and value.runs:
            value = replace(value, noticed=(*value.noticed, ("moving_date", "")))
        if value.runs and look.crossed:
            value = replace(value, noticed=(*value.noticed, ("stored_differs", CROSSED)))
        return value

    def _is_moving(self, formula: _Element | None) -> bool:
        """Return whether a formula gives the day on which it is looked at; one that is shared is spelled once."""
        if formula is None:
            return False
        text, shared = formula.text or "", formula.get("si", "")
        if shared and text:
            self.shared[shared] = text
        return _MOVING.search(text or self.shared.get(shared, "")) is not None

    def _read(self, cell: _Element, look: CellFormat) -> Value:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            string = cell.find(S + "is")
            runs = () if string is None else string_runs(string, look, self.styles)
            return _as_text(runs, look)
        stored = cell.findtext(S + "v")
        if not stored:
            return self._without_value(cell, look, kind, stored)
        if kind == "s":
            return _as_text(self.strings.runs(stored, look, self.styles), look)
        return self._typed(kind, stored, look)

    def _without_value(self, cell: _Element, look: CellFormat, kind: str, stored: str | None) -> Value:
        is_empty_text = kind == "str" and stored is not None
        is_ours = self.from_blank and not look.unlocked
        if cell.find(S + "f") is not None and not is_empty_text and not is_ours:
            return Value(runs=_run(NOT_WORKED_OUT, look), fault=Fault.NOT_WORKED_OUT)
        return Value(runs=(_box(ticked=False),), truth=False) if look.check_box else EMPTY

    def _typed(self, kind: str, stored: str, look: CellFormat) -> Value:
        if kind == "b":
            return _truth(stored.strip() in ("1", "true"), look)
        if kind == "e":
            return Value(runs=_run(stored, look), fault=Fault.ERROR, copied=stored == "#N/A")
        if kind == "d":
            return _iso_date(stored.strip(), look)
        if kind == "str":
            return _as_text(text_runs(stored, look.font), look)
        return self._number(stored, look)

    def _number(self, stored: str, look: CellFormat) -> Value:
        try:
            number = float(stored)
        except ValueError:
            return Value(runs=_run(stored, look))
        if not math.isfinite(number):
            return Value(runs=_run(stored, look))
        text, day = shown(number, look.number, from_1904=self.from_1904)
        made = Value(runs=_seen(_dated(text, day, look.font), look), copied=True)
        return _in_section(made, number, look) if look.number.sections else made


def _as_text(runs: tuple[Run, ...], look: CellFormat) -> Value:
    made = Value(runs=_seen(runs, look))
    return _in_section(made, None, look) if look.number.sections else made


def _in_section(value: Value, number: float | None, look: CellFormat) -> Value:
    """Return a value as the section of its format shows it: not at all, in white, or with other words."""
    section = section_for(number, look.number.sections)
    if section is None or not value.runs or (number == 0 and section.words and STROKES.issuperset(section.words)):
        return value
    if section.words == "":
        return replace(value, runs=_marked(value.runs, Mark.HIDDEN))
    if section.white and not look.shading:
        return replace(value, runs=_marked(value.runs, Mark.UNSEEN))
    if section.words is None and not section.led:
        return value
    runs = value.runs if section.words is None else (Run(text=section.words, marks=look.font.marks),)
    return replace(value, runs=runs, noticed=(("stored_differs", OTHER_WORDS),))


def _seen(runs: tuple[Run, ...], look: CellFormat) -> tuple[Run, ...]:
    """Mark text as hidden when the number format (``;;;``) shows nothing."""
    return runs if look.number.shows is not Shows.NOTHING else _marked(runs, Mark.HIDDEN)


def _marked(runs: tuple[Run, ...], mark: Mark) -> tuple[Run, ...]:
    return tuple(replace(run, marks=run.marks | mark) for run in runs)


def _run(text: str, look: CellFormat) -> tuple[Run, ...]:
    return _seen((Run(text=text, marks=look.font.marks),), look)


def _box(*, ticked: bool) -> Run:
    return Run(text=BOX_TICKED if ticked else BOX_EMPTY, control=Control(kind=ControlKind.CHECK_BOX, checked=ticked))


def _truth(truth: bool, look: CellFormat) -> Value:
    if look.check_box:
        return Value(runs=(_box(ticked=truth),), truth=truth)
    return Value(runs=_run("TRUE" if truth else "FALSE", look), truth=truth, copied=True)


def _dated(text: str, day: dt.date | None, font: Font) -> tuple[Run, ...]:
    control = None if day is None else Control(kind=ControlKind.DATE, value=day.isoformat())
    return (Run(text=text, marks=font.marks, control=control),)


def _iso_date(stored: str, look: CellFormat) -> Value:
    """Read a date of a Strict workbook, written as ISO 8601."""
    try:
        moment = dt.datetime.fromisoformat(stored.removesuffix("Z"))
    except ValueError:
        return Value(runs=_run(stored, look))
    time = f" {moment:%H:%M}" if moment.time() != dt.time() and (look.number.time or "T" in stored) else ""
    day = moment.date()
    return Value(runs=_seen(_dated(f"{day:%d/%m}/{day.year:04d}{time}", day, look.font), look))
