"""The cells of a blank workbook: what is printed and can't be typed over, and the named boxes for answers.

Import this where a workbook is made and not at the top of a module: openpyxl takes longer to load than a form to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, cast

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import absolute_coordinate, get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.ooxml.workbook_names import LONGEST, workbook_name
from pipeline.signs import TICK
from pipeline.writers.workbook.table import formula_like

LONGEST_LIST: Final = 255
"""Characters that the entries of a drop-down list may have together, commas included."""

_A4: Final = 9
_BOX_HEIGHT: Final = 20
_LONGEST_TITLE: Final = 31
_NOT_IN_TITLES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_DARK, _BAND, _PALE, _LINE = "1F3864", "D9E2F3", "F2F2F2", "A6A6A6"
_THIN: Final = Side(style="thin", color=_LINE)
_BOX: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TEXT: Final = "@"
"""Format of boxes for text: what is typed stays as it was typed, also ``=``, ``1/2`` and ``007``."""


class Look(Struct, frozen=True, kw_only=True):
    """How a printed cell looks."""

    size: int = 11
    bold: bool = False
    colour: str = "000000"
    fill: str = ""
    boxed: bool = False
    middle: bool = False
    indent: int = 0


TITLE: Final = Look(size=18, bold=True, colour=_DARK)
NOTE: Final = Look(colour="595959")
SECTION: Final = Look(size=13, bold=True, colour=_DARK, fill=_BAND)
LABEL: Final = Look(fill=_PALE, boxed=True)
OPTION: Final = Look(fill=_PALE, boxed=True, indent=2)
HEADER: Final = Look(bold=True, colour="FFFFFF", fill=_DARK, boxed=True)
POINTS: Final = Look(fill=_PALE, boxed=True, middle=True)
_WIDE: Final = (TITLE, NOTE, SECTION)
"""Looks of texts that go on over the cells beside them."""


class Box(Struct, frozen=True, kw_only=True):
    """What goes into a box for an answer.

    Attributes:
        entries: The only entries that its list offers.
        says: What a person is told who is on the box.
        kind: ``date`` or ``whole``, when only those are right.
        code: Number format.
        middle: The answer is in the middle.
        long: It may take many lines.
        strict: Nothing but the entries can be typed; else the program asks whether it is to stay.
    """

    entries: tuple[str, ...] = ()
    says: str = ""
    kind: str = ""
    code: str = _TEXT
    middle: bool = False
    long: bool = False
    strict: bool = False


TEXT_BOX: Final = Box()
LONG_BOX: Final = Box(long=True)
DATE_BOX: Final = Box(kind="date", code="dd/mm/yyyy", says="A date, such as 31/01/2026.")
NUMBER_BOX: Final = Box(kind="whole", code="0", says="A whole number.")
DECIMAL_BOX: Final = Box(kind="decimal", code="General", says="A number.")
TICK_BOX: Final = Box(entries=(TICK,), middle=True, strict=True, says=f"Choose {TICK} if it applies, else leave it.")


class FormSheet:
    """A sheet of the form. Only its boxes can be typed into; there is no password, so the team can change it."""

    def __init__(self, workbook: Workbook, title: str, widths: Sequence[int], *, header_rows: int) -> None:
        """Start a sheet.

        Args:
            workbook: The workbook that it is part of.
            title: Its name; shortened where Excel's names are shorter, and made one that is not there yet.
            widths: Of its columns, in characters.
            header_rows: Rows at its top that stay in sight and are printed on each page.
        """
        self._workbook = workbook
        self.sheet = cast("Worksheet", workbook.create_sheet(_free_title(workbook, title)))
        self._rules: dict[Box, DataValidation] = {}
        sheet = self.sheet
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = f"A{header_rows + 1}"
        sheet.print_title_rows = f"1:{header_rows}"
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.orientation = "portrait" if sum(widths) <= 130 else "landscape"
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        cast("Any", sheet.oddFooter).center.text = "&A, page &P of &N"
        self._protect()

    def _protect(self) -> None:
        protection = self.sheet.protection
        protection.sheet = True
        # In the file these say what is forbidden.
        protection.formatRows = protection.formatColumns = protection.formatCells = False
        protection.insertRows = protection.sort = protection.autoFilter = False

    def show(self, row: int, column: int, text: str | int, look: Look) -> None:
        """Print a text or a number."""
        cell = cast("Any", self.sheet.cell(row, column))
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text) if isinstance(text, str) else text
        if isinstance(text, str):
            cell.data_type = "s"  # also when it begins with "="
            cell.quotePrefix = formula_like(text)
        self._dress(cell, look)
        if isinstance(text, str):
            self._make_room(row, column, text, look)

    def band(self, row: int, last_column: int, text: str) -> None:
        """Print a heading across the sheet."""
        for column in range(2, last_column + 1):
            self._dress(cast("Any", self.sheet.cell(row, column)), SECTION)
        self.show(row, 1, text, SECTION)

    def box(self, row: int, column: int, box: Box, *, name: str = "") -> None:
        """Leave a box for an answer, and call it by the id of its place."""
        cell = cast("Any", self.sheet.cell(row, column))
        cell.number_format = box.code
        cell.border = _BOX
        cell.protection = Protection(locked=False)
        cell.alignment = Alignment(
            vertical="top" if box.long else "center", wrap_text=True, horizontal="center" if box.middle else "left"
        )
        if box.entries or box.kind or box.says:
            self._rule(box).add(cell.coordinate)
        self._heighten(row, _BOX_HEIGHT)
        if name:
            self.call(name, cell.coordinate)

    def fill(self, row: int, column: int, text: str) -> None:
        """Print a text into a box, where it may be typed over."""
        cell = cast("Any", self.sheet.cell(row, column))
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
        cell.data_type, cell.quotePrefix = "s", formula_like(text)
        self._make_room(row, column, text, LABEL)

    def formula(self, row: int, column: int, formula: str, *, name: str) -> None:
        """Put a result that the workbook works out itself; it can't be typed over."""
        cell = cast("Any", self.sheet.cell(row, column))
        cell.value = f"={formula}"
        self._dress(cell, Look(bold=True, boxed=True, middle=True))
        self.call(name, cell.coordinate)

    def call(self, identifier: str, cells: str) -> None:
        """Name cells after an id. Names that differ only in case are the same to Excel, so the first stays."""
        name = workbook_name(identifier)
        taken = {other.casefold() for other in self._workbook.defined_names}
        if len(name) <= LONGEST and name.casefold() not in taken:
            reference = f"{quote_sheetname(self.sheet.title)}!{absolute_coordinate(cells)}"
            self._workbook.defined_names[name] = DefinedName(name, attr_text=reference)

    def finish(self, rows: int, columns: int) -> None:
        """Print what the sheet holds, and no more."""
        self.sheet.print_area = f"A1:{get_column_letter(columns)}{rows}"
        for rule in self._rules.values():
            self.sheet.add_data_validation(rule)

    def _make_room(self, row: int, column: int, text: str, look: Look) -> None:
        """Make a row as high as a text needs; programs make it higher when more is typed, but some not on opening."""
        width = self.sheet.column_dimensions[get_column_letter(column)].width
        lines = 1 if look in _WIDE else sum(max(1, -(-len(line) // int(0.9 * width))) for line in text.split("\n"))
        self._heighten(row, lines * 1.35 * look.size + 4)

    def _heighten(self, row: int, height: float) -> None:
        rows = self.sheet.row_dimensions
        rows[row].height = max(rows[row].height or 0, height)

    def _dress(self, cell: Any, look: Look) -> None:
        cell.font = Font(name="Calibri", size=look.size, bold=look.bold, color=look.colour)
        cell.alignment = Alignment(
            vertical="top" if "\n" in str(cell.value) else "center",
            wrap_text=look not in _WIDE,
            horizontal="center" if look.middle else "left",
            indent=look.indent,
        )
        if look.fill:
            cell.fill = PatternFill("solid", fgColor=look.fill)
        if look.boxed:
            cell.border = _BOX

    def _rule(self, box: Box) -> DataValidation:
        if box not in self._rules:
            self._rules[box] = _validation(box)
        return self._rules[box]


def fits_a_list(entries: Sequence[str]) -> bool:
    """Return whether a drop-down list of Excel can offer some entries."""
    joined = ",".join(entries)
    return len(_units(joined)) <= LONGEST_LIST and joined.count(",") == len(entries) - 1


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")[::2]


def _validation(box: Box) -> DataValidation:
    rule = DataValidation(allow_blank=True, errorStyle="stop" if box.strict else "warning")
    if box.entries:
        quoted = ",".join(box.entries).replace('"', '""')
        rule.type, rule.formula1 = "list", f'"{quoted}"'
        rule.error = "It is none of the list." + ("" if box.strict else " Is it to stay?")
    elif box.kind == "date":
        rule.type, rule.operator, rule.formula1 = "date", "greaterThan", "1"
        rule.error = "It is no date such as 31/01/2026. Is it to stay?"
    elif box.kind in ("whole", "decimal"):
        kind: Literal["whole", "decimal"] = "whole" if box.kind == "whole" else "decimal"
        rule.type, rule.operator, rule.formula1, rule.formula2 = kind, "between", "-1000000", "1000000"
        rule.error = f"It is no {'whole ' if kind == 'whole' else ''}number. Is it to stay?"
    rule.showErrorMessage, rule.showInputMessage = True, bool(box.says)
    rule.prompt = box.says or None
    return rule


def _free_title(workbook: Workbook, title: str) -> str:
    """Make a name for a sheet: Excel allows 31 characters, and no two that differ only in case."""
    plain = " ".join(ILLEGAL_CHARACTERS_RE.sub(" ", title).translate(_NOT_IN_TITLES).split()).strip("'") or "Sheet"
    taken = {sheet.title.casefold() for sheet in workbook.worksheets} | {"history"}
    name, number = _cut(plain, _LONGEST_TITLE), 1
    while name.casefold() in taken:
        number += 1
        name = f"{_cut(plain, _LONGEST_TITLE - 4)} {number}"
    return name


def _cut(text: str, longest: int) -> str:
    """Shorten a text at a word's end where that leaves most of it."""
    if len(text) <= longest:
        return text
    words = text[: longest + 1].rpartition(" ")[0]
    return (words if 2 * len(words) > longest else text[:longest]).rstrip(" '")
