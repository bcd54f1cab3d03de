"""Tables and charts as an Excel workbook: text stays text, dates are dates, and the same rows give the same bytes.

Rows are written as they come and not kept, so a workbook of any length needs the same memory. Import this where a
workbook is made and not at the top of a module: openpyxl takes longer to load than a form to read.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal, Self, cast

from msgspec.structs import replace
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.errors import CannotWrite
from pipeline.writers.workbook.cells import Look, Wardrobe, cell_of, number_styles, storable, text_cell
from pipeline.writers.workbook.file import StreamedSheet, save_workbook, start_workbook
from pipeline.writers.workbook.segments import Joined, Measure, Segment, Stretch
from pipeline.writers.workbook.table import Entry, Header, Highlight

if TYPE_CHECKING:
    from openpyxl.chart._chart import ChartBase

_LONGEST_HEADER: Final = 255
"""Characters of a column's name in a table of Excel."""
_MOST_ROWS: Final = 1_048_576
_A3, _A4 = 8, 9
_WIDE_SCALE: Final = 60
"""Percent at which sheets are printed that are too wide for a page."""
_WIDEST_PAGE: Final = 250
"""Characters that can still be read when they are shrunk to the width of a page."""
_HEADER_HEIGHT: Final = 48
_UPRIGHT_HEIGHT: Final = 170
_HEADER_COLOUR: Final = "1F3864"
_STRIPE_COLOUR: Final = "F2F6FC"
_TABLE_STYLE: Final = "TableStyleLight1"
_USUAL_SIZE: Final = 11
_HEADER: Final = Look(bold=True, colour="FFFFFF", fill=_HEADER_COLOUR, is_header=True)
_UPRIGHT: Final = replace(_HEADER, is_upright=True)


class Book:
    """A workbook that is written sheet by sheet and row by row. Use it as a context manager."""

    def __init__(self) -> None:
        """Start an empty workbook without a time of day."""
        self._workbook = start_workbook(streamed=True)
        self._wardrobe = Wardrobe()
        self._sheets: list[StreamedSheet] = []
        self._tables: list[TableSheet] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for sheet in self._sheets:
            sheet.close_file()

    def table(self, title: str, headers: Sequence[Header], *, frozen_columns: int = 0) -> TableSheet:
        """Add a sheet with one table, whose header stays in sight and filters.

        Args:
            title: Name of the sheet, and of the table.
            headers: The columns.
            frozen_columns: Columns that stay in sight.
        """
        narrow = sum(header.width for header in headers) <= _WIDEST_PAGE
        sheet = self._sheet(title, orientation="landscape", one_page_wide=narrow)
        table = TableSheet(sheet, self._sheets[-1].rows, self._wardrobe, headers, frozen_columns)
        self._tables.append(table)
        return table

    def page(self, title: str, widths: Sequence[int]) -> PageSheet:
        """Add a sheet for free text, figures and charts; ``widths`` are those of its columns, in characters."""
        sheet = self._sheet(title, orientation="portrait", one_page_wide=True)
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.sheet_view.showGridLines = False
        return PageSheet(sheet, self._wardrobe)

    def save(self, stream: BinaryIO) -> None:
        """Finish every sheet and write the workbook."""
        for table in self._tables:
            table.finish()
        save_workbook(self._workbook, stream)

    def _sheet(self, title: str, *, orientation: Literal["landscape", "portrait"], one_page_wide: bool) -> Worksheet:
        # A streaming sheet has the attributes used here, but shares no type with the ordinary one.
        streamed = StreamedSheet(self._workbook, title)
        self._sheets.append(streamed)
        sheet = cast("Worksheet", streamed)
        sheet.page_setup.orientation = orientation
        sheet.page_setup.paperSize = _A4
        sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        cast("Any", sheet.oddFooter).center.text = "&A, page &P of &N"
        if one_page_wide:
            sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
            sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        else:
            sheet.page_setup.paperSize, sheet.page_setup.scale = _A3, _WIDE_SCALE
        return sheet


class TableSheet:
    """A sheet that holds one table. Make it with :meth:`Book.table`."""

    def __init__(
        self, sheet: Worksheet, rows: Joined, wardrobe: Wardrobe, headers: Sequence[Header], frozen_columns: int
    ) -> None:
        """Write the header row."""
        self._sheet, self._rows, self._count = sheet, rows, 1
        number_styles(sheet)
        self._headers, self._names = headers, _unique([header.text for header in headers])
        upright = any(header.upright for header in headers)
        for number, header in enumerate(headers, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = header.width
        sheet.row_dimensions[1].height = _UPRIGHT_HEIGHT if upright else _HEADER_HEIGHT
        sheet.freeze_panes = f"{get_column_letter(frozen_columns + 1)}2"
        sheet.print_title_rows = "1:1"
        sheet.print_title_cols = f"A:{get_column_letter(max(frozen_columns, 1))}"
        cells = [text_cell(sheet, name) for name in self._names]
        for cell, header in zip(cells, headers, strict=True):
            wardrobe.dress(cell, _UPRIGHT if header.upright else _HEADER)
        sheet.append(cells)

    def add(self, rows: Segment, number: int) -> None:
        """Put rows below those that are there.

        Args:
            rows: Their markup (:func:`pipeline.writers.workbook.rows.rows_xml`).
            number: How many they are.

        Raises:
            CannotWrite: A sheet of Excel can't hold so many.
        """
        self._count_rows(number)
        self._rows.add(rows)

    def add_lying(self, rows: Stretch, measure: Measure, number: int) -> None:
        """Put rows below those that are there which lie packed in a file; it has to stay open until the book is saved.

        Args:
            rows: Where they lie.
            measure: What they come to.
            number: How many they are.

        Raises:
            CannotWrite: A sheet of Excel can't hold so many.
        """
        self._count_rows(number)
        self._rows.add_lying(rows, measure)

    @property
    def start(self) -> int:
        """Where the rows begin in the file of the book, once that is saved."""
        return self._rows.start

    def _count_rows(self, number: int) -> None:
        self._count += number
        if self._count > _MOST_ROWS:
            raise CannotWrite(
                f"A sheet of Excel holds {_MOST_ROWS:,} rows, and there are more.",
                remedy="Process the forms into several output folders.",
                code="too_many_rows",
            )

    def finish(self) -> None:
        """Lay the table and its colours over the rows that were written."""
        last = get_column_letter(len(self._headers))
        if self._count > 1:
            table = Table(displayName=self._sheet.title.replace(" ", "_"), ref=f"A1:{last}{self._count}")
            table.tableStyleInfo = TableStyleInfo(name=_TABLE_STYLE)
            cast("Any", table)._initialise_columns()  # what a streaming sheet doesn't do by itself
            for column, name in zip(table.tableColumns, self._names, strict=True):
                column.name = name
            with warnings.catch_warnings(action="ignore"):  # that the columns have to be named, which they are
                self._sheet.add_table(table)
        else:  # a table of Excel has at least one row
            self._sheet.auto_filter.ref = f"A1:{last}1"
        self._colour()

    def _colour(self) -> None:
        columns: dict[Highlight, list[str]] = {}
        for number, header in enumerate(self._headers, start=1):
            for highlight in header.highlights:
                columns.setdefault(highlight, []).append(get_column_letter(number))
        last = max(self._count, 2)
        for highlight, letters in columns.items():
            cells = " ".join(f"{letter}2:{letter}{last}" for letter in letters)
            self._sheet.conditional_formatting.add(cells, _rule(highlight, letters[0]))
        # Stripes come last, so that colours with a meaning win; as a rule, since not every program shows table styles.
        stripe = DifferentialStyle(fill=PatternFill("solid", bgColor=_STRIPE_COLOUR))
        cells = f"A2:{get_column_letter(len(self._headers))}{last}"
        self._sheet.conditional_formatting.add(cells, Rule(type="expression", formula=["MOD(ROW(),2)=1"], dxf=stripe))


class PageSheet:
    """A sheet of lines and charts. Make it with :meth:`Book.page`."""

    def __init__(self, sheet: Worksheet, wardrobe: Wardrobe) -> None:
        self.sheet, self._wardrobe = sheet, wardrobe
        self.row_number = 0

    def line(self, *entries: Entry, bold: bool = False, size: int = 11) -> None:
        """Write one row."""
        if size > _USUAL_SIZE:
            self.sheet.row_dimensions[self.row_number + 1].height = size * 1.5
        first, others = (Look(size=size, bold=bold, is_centred=centred) for centred in (False, True))
        self._append(entries, [others if number else first for number in range(len(entries))])

    def heading(self, *entries: Entry, colours: Sequence[str] = ()) -> None:
        """Write the header row of a small table; ``colours`` are those of its columns after the first."""
        fills = [_HEADER_COLOUR, *(colours or [_HEADER_COLOUR] * (len(entries) - 1))]
        looks = [
            Look(bold=True, colour=_readable_on(fill), fill=fill, is_centred=number > 0)
            for number, fill in enumerate(fills)
        ]
        self._append(entries, looks)

    def gap(self, until: int) -> None:
        """Leave rows empty, so that the next one is number ``until`` and begins a page."""
        while self.row_number < until - 1:
            self.line()
        self.sheet.row_breaks.append(Break(id=self.row_number))

    def _append(self, entries: Sequence[Entry], looks: Sequence[Look]) -> None:
        self.row_number += 1
        cells = [cell_of(self.sheet, entry) for entry in entries]
        for cell, look in zip(cells, looks, strict=True):
            if cell is not None:
                self._wardrobe.dress(cell, look)
        self.sheet.append(cells)

    def chart(self, chart: ChartBase, place: str) -> None:
        """Put a chart with its upper left corner on a cell."""
        self.sheet.add_chart(chart, place)


def _unique(names: Sequence[str]) -> list[str]:
    """Return each column a name of its own: Excel mends a workbook in which two have the same, whatever their case."""
    seen: set[str] = set()
    result = []
    for text in names:
        name, number = storable(text)[:_LONGEST_HEADER], 1
        while name.casefold() in seen:
            number += 1
            name = f"{text[: _LONGEST_HEADER - 8]} ({number})"
        seen.add(name.casefold())
        result.append(name)
    return result


def _rule(highlight: Highlight, letter: str) -> Rule:
    style = DifferentialStyle(
        fill=PatternFill("solid", bgColor=highlight.colour), font=Font(color=_readable_on(highlight.colour))
    )
    if highlight.word:
        return Rule(type="cellIs", operator="equal", formula=[_quoted(highlight.word)], dxf=style)
    return Rule(type="expression", formula=[_formula(highlight, f"{letter}2")], dxf=style)


def _formula(highlight: Highlight, cell: str) -> str:
    if highlight.part:
        return f"ISNUMBER(FIND({_quoted(highlight.part)},{cell}))"
    if highlight.filled:
        return f"LEN({cell})>0"
    low, high = highlight.between
    # An empty cell would count as 0.
    return f"AND(ISNUMBER({cell}),{cell}>={low},{cell}<={high})"


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))


def _readable_on(colour: str) -> str:
    """Return black or white, whichever has more contrast (weights of ITU-R BT.601)."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (0, 2, 4))
    return "000000" if 299 * red + 587 * green + 114 * blue > 128_000 else "FFFFFF"
