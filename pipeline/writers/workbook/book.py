"""Tables and charts as an Excel workbook: text stays text, dates are dates, and the same rows give the same bytes.

Rows are written as they come and not kept, so a workbook of any length needs the same memory. The parts are put
together here, since a library that makes workbooks takes longer to load than several forms to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final, Self

from pipeline.writers.workbook.charts import BarChart, chart_xml, drawing_xml
from pipeline.writers.workbook.looks import Looks
from pipeline.writers.workbook.markup import MAIN, RELATIONSHIPS
from pipeline.writers.workbook.packed import DatelessZip
from pipeline.writers.workbook.sheets import PageSheet, TableSheet
from pipeline.writers.workbook.table import Header

_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = "application/vnd.openxmlformats-officedocument"
_PACKAGE_TYPES: Final = "application/vnd.openxmlformats-package"
_TABLE, _CHART, _DRAWING = (f"{RELATIONSHIPS}/{kind}" for kind in ("table", "chart", "drawing"))
_SHEET_TYPE: Final = f"{_TYPES}.spreadsheetml.worksheet+xml"
_TABLE_TYPE: Final = f"{_TYPES}.spreadsheetml.table+xml"
_DRAWING_TYPE: Final = f"{_TYPES}.drawing+xml"
_CHART_TYPE: Final = f"{_TYPES}.drawingml.chart+xml"
_THEME: Final = Path(__file__).with_name("theme.xml")
"""That of Office, with its colours and letters, as openpyxl has it (MIT)."""
_DAY: Final = 'xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z'
_TERMS: Final = 'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


class Book:
    """A workbook that is written sheet by sheet and row by row. Use it as a context manager."""

    def __init__(self) -> None:
        """Start an empty workbook without a time of day."""
        self._looks = Looks()
        self._sheets: list[TableSheet | PageSheet] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for sheet in self._tables:
            sheet.rows.stream.close()

    def table(self, title: str, headers: Sequence[Header], *, frozen_columns: int = 1) -> TableSheet:
        """Add a sheet with one table, whose header stays in sight and filters.

        Args:
            title: Name of the sheet, and of the table.
            headers: The columns.
            frozen_columns: Columns that stay in sight, at least one.
        """
        sheet = TableSheet(title, headers, frozen_columns, self._looks)
        self._sheets.append(sheet)
        return sheet

    def page(self, title: str, widths: Sequence[int]) -> PageSheet:
        """Add a sheet for free text, figures and charts; ``widths`` are those of its columns, in characters."""
        sheet = PageSheet(title, widths, self._looks)
        self._sheets.append(sheet)
        return sheet

    def save(self, stream: BinaryIO) -> None:
        """Write the workbook."""
        with DatelessZip(stream, "w") as package:
            _Package(package, self._sheets, self._looks).write()

    @property
    def _tables(self) -> list[TableSheet]:
        return [sheet for sheet in self._sheets if isinstance(sheet, TableSheet)]


class _Package:
    """The parts of a workbook, written one after the other (ECMA-376 Part 1, 12)."""

    def __init__(self, package: DatelessZip, sheets: Sequence[TableSheet | PageSheet], looks: Looks) -> None:
        self._package, self._sheets, self._looks = package, sheets, looks
        self._parts = [
            ("/xl/styles.xml", f"{_TYPES}.spreadsheetml.styles+xml"),
            ("/xl/theme/theme1.xml", f"{_TYPES}.theme+xml"),
            ("/docProps/core.xml", f"{_PACKAGE_TYPES}.core-properties+xml"),
            ("/docProps/app.xml", f"{_TYPES}.extended-properties+xml"),
        ]
        self._tables = self._drawings = self._charts = 0

    def write(self) -> None:
        self._put("docProps/app.xml", _APP)
        self._put("docProps/core.xml", _CORE)
        self._put("xl/theme/theme1.xml", _THEME.read_text("utf-8"))
        for number, sheet in enumerate(self._sheets, start=1):
            self._parts.append((f"/xl/worksheets/sheet{number}.xml", _SHEET_TYPE))
            if isinstance(sheet, TableSheet):
                self._write_table(number, sheet)
            else:
                self._write_page(number, sheet)
        for number, (page, chart) in enumerate(self._all_charts(), start=1):
            self._put(f"xl/charts/chart{number}.xml", chart_xml(chart, page.title))
        self._put("xl/styles.xml", self._looks.xml())
        self._put("_rels/.rels", _relationships(_OF_PACKAGE))
        self._put("xl/workbook.xml", _workbook_xml(self._sheets))
        self._put("xl/_rels/workbook.xml.rels", _relationships(_of_workbook(len(self._sheets))))
        self._parts.append(("/xl/workbook.xml", f"{_TYPES}.spreadsheetml.sheet.main+xml"))
        self._put("[Content_Types].xml", _content_types(self._parts))

    def _put(self, name: str, content: str | bytes) -> None:
        self._package.writestr(name, content)

    def _all_charts(self) -> Iterator[tuple[PageSheet, BarChart]]:
        pages = (sheet for sheet in self._sheets if isinstance(sheet, PageSheet))
        return ((page, chart) for page in pages for chart in page.charts)

    def _write_table(self, number: int, sheet: TableSheet) -> None:
        self._package.write_around(
            f"xl/worksheets/sheet{number}.xml", _ascii(sheet.top()), sheet.rows, _ascii(sheet.bottom())
        )
        if sheet.has_table:
            self._tables += 1
            name = f"xl/tables/table{self._tables}.xml"
            self._put(name, sheet.table_xml(self._tables))
            self._parts.append((f"/{name}", _TABLE_TYPE))
            self._put(f"xl/worksheets/_rels/sheet{number}.xml.rels", _relationships([(_TABLE, f"/{name}")]))

    def _write_page(self, number: int, sheet: PageSheet) -> None:
        self._put(f"xl/worksheets/sheet{number}.xml", _ascii(sheet.xml()))
        if not sheet.charts:
            return
        self._drawings += 1
        name = f"drawing{self._drawings}.xml"
        self._parts.append((f"/xl/drawings/{name}", _DRAWING_TYPE))
        charts = [f"/xl/charts/chart{self._charts + each}.xml" for each in range(1, len(sheet.charts) + 1)]
        self._charts += len(charts)
        self._put(f"xl/drawings/{name}", drawing_xml(sheet.charts))
        self._put(f"xl/drawings/_rels/{name}.rels", _relationships([(_CHART, chart) for chart in charts]))
        of_sheet = _relationships([(_DRAWING, f"/xl/drawings/{name}")])
        self._put(f"xl/worksheets/_rels/sheet{number}.xml.rels", of_sheet)
        self._parts += [(chart, _CHART_TYPE) for chart in charts]


def _ascii(markup: str) -> bytes:
    return markup.encode("ascii", "xmlcharrefreplace")


_APP: Final = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>wordform</Application></Properties>"
)
_CORE: Final = (
    f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties">'
    '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">wordform</dc:creator>'
    f"<dcterms:created {_TERMS} {_DAY}</dcterms:created><dcterms:modified {_TERMS} {_DAY}</dcterms:modified>"
    "</cp:coreProperties>"
)
_OF_PACKAGE: Final = (
    (f"{RELATIONSHIPS}/officeDocument", "xl/workbook.xml"),
    (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    (f"{RELATIONSHIPS}/extended-properties", "docProps/app.xml"),
)


def _of_workbook(sheets: int) -> Iterator[tuple[str, str]]:
    for number in range(1, sheets + 1):
        yield f"{RELATIONSHIPS}/worksheet", f"/xl/worksheets/sheet{number}.xml"
    yield f"{RELATIONSHIPS}/styles", "styles.xml"
    yield f"{RELATIONSHIPS}/theme", "theme/theme1.xml"


def _relationships(targets: Iterable[tuple[str, str]]) -> str:
    """Return the part that leads to others, each with what it is and its name."""
    each = "".join(
        f'<Relationship Type="{kind}" Target="{target}" Id="rId{number}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _content_types(parts: Sequence[tuple[str, str]]) -> str:
    each = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_PACKAGE_TYPES}.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{each}</Types>'
    )


def _workbook_xml(sheets: Sequence[TableSheet | PageSheet]) -> str:
    listed = "".join(
        f'<sheet xmlns:r="{RELATIONSHIPS}" name="{sheet.title}" sheetId="{number}" state="visible" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    names = "".join(
        f'<definedName name="_xlnm.{name}" localSheetId="{index}"{hidden}>{meaning}</definedName>'
        for index, sheet in enumerate(sheets)
        if isinstance(sheet, TableSheet)
        for name, hidden, meaning in sheet.defined_names
    )
    return (
        f'<workbook xmlns="{MAIN}"><workbookPr/><workbookProtection/><bookViews><workbookView visibility="visible"'
        ' minimized="0" showHorizontalScroll="1" showVerticalScroll="1" showSheetTabs="1" tabRatio="600" firstSheet="0"'
        f' activeTab="0" autoFilterDateGrouping="1"/></bookViews><sheets>{listed}</sheets>'
        f'<definedNames>{names}</definedNames><calcPr calcId="124519" fullCalcOnLoad="1"/></workbook>'
    )
