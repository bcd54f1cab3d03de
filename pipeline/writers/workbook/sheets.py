"""Sheets of a workbook: one with a table, and one of lines and charts (ECMA-376 Part 1, 18.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import CannotWrite
from pipeline.writers.workbook.cells import as_written, storable
from pipeline.writers.workbook.charts import BarChart
from pipeline.writers.workbook.looks import Look, Looks, readable_on
from pipeline.writers.workbook.markup import MAIN, RELATIONSHIPS, column_letter, escaped, escaped_value, number_text
from pipeline.writers.workbook.segments import Joined, Segment
from pipeline.writers.workbook.table import Header, Highlight, formula_like

_LONGEST_HEADER: Final = 255
"""Characters of a column's name in a table of Excel."""
_MOST_ROWS: Final = 1_048_576
_FIRST_ROW: Final = 2
"""The row below the header."""
_WIDEST_PAGE: Final = 250
"""Characters that can still be read when they are shrunk to the width of a page."""
_HEADER_HEIGHT: Final = 48
_UPRIGHT_HEIGHT: Final = 170
_HEADER_COLOUR: Final = "1F3864"
_STRIPE_COLOUR: Final = "F2F6FC"
_USUAL_SIZE: Final = 11
_HEADER: Final = Look(bold=True, colour="FFFFFF", fill=_HEADER_COLOUR, is_header=True)
_UPRIGHT: Final = replace(_HEADER, is_upright=True)
_WIDE: Final = '<pageSetup orientation="landscape" paperSize="8" scale="60"/>'
"""A3, and smaller: for sheets that are too wide for a page."""
_SELECTED: Final = 'activeCell="A1" sqref="A1"'


class TableSheet:
    """A sheet that holds one table. Make it with :meth:`pipeline.writers.workbook.book.Book.table`."""

    def __init__(self, title: str, headers: Sequence[Header], frozen_columns: int, looks: Looks) -> None:
        """Write the header row.

        Args:
            title: Name of the sheet, and of the table.
            headers: The columns.
            frozen_columns: Columns that stay in sight, at least one.
            looks: Those of the workbook.
        """
        self.title, self._headers, self._frozen, self._looks = title, headers, frozen_columns, looks
        self.names = _unique([header.text for header in headers])
        self.rows = Joined(TemporaryFile())  # noqa: SIM115 - closed by the book
        self._count = 1
        self._header_row = self._header_cells()

    def add(self, rows: Segment, number: int) -> None:
        """Put rows below those that are there.

        Args:
            rows: Their markup (:func:`pipeline.writers.workbook.rows.rows_xml`).
            number: How many they are.

        Raises:
            CannotWrite: A sheet of Excel can't hold so many.
        """
        self._count += number
        if self._count > _MOST_ROWS:
            raise CannotWrite(
                f"A sheet of Excel holds {_MOST_ROWS:,} rows, and there are more.",
                remedy="Process the forms into several output folders.",
                code="too_many_rows",
            )
        self.rows.add(rows)

    @property
    def has_table(self) -> bool:
        """Whether there are rows; a table of Excel has at least one."""
        return self._count > 1

    @property
    def area(self) -> tuple[str, str]:
        """The first and the last cell."""
        return "A1", f"{column_letter(len(self._headers))}{self._count}"

    @property
    def defined_names(self) -> Iterator[tuple[str, str, str]]:
        """The names that the workbook has for this sheet, each with a further attribute and what it means."""
        if not self.has_table:
            last = column_letter(len(self._headers))
            yield "_FilterDatabase", ' hidden="1"', f"'{self.title}'!$A$1:${last}$1"
        yield "Print_Titles", "", f"'{self.title}'!$1:$1,'{self.title}'!$A:${column_letter(self._frozen)}"

    def table_xml(self, number: int) -> str:
        """Return the part of the table."""
        name, area = self.title.replace(" ", "_"), ":".join(self.area)
        columns = "".join(
            f'<tableColumn id="{index}" name="{escaped_value(each)}"/>'
            for index, each in enumerate(self.names, start=1)
        )
        return (
            f'<table id="{number}" name="{name}" displayName="{name}" ref="{area}" headerRowCount="1" xmlns="{MAIN}">'
            f'<autoFilter ref="{area}"/><tableColumns count="{len(self.names)}">{columns}</tableColumns>'
            '<tableStyleInfo name="TableStyleLight1"/></table>'
        )

    def top(self) -> str:
        """Return the markup before the rows."""
        place = f"{column_letter(self._frozen + 1)}{_FIRST_ROW}"
        view = (
            f'<sheetView workbookViewId="0"><pane xSplit="{self._frozen}" ySplit="1" topLeftCell="{place}"'
            ' activePane="bottomRight" state="frozen"/><selection pane="topRight"/><selection pane="bottomLeft"/>'
            f'<selection pane="bottomRight" {_SELECTED}/></sheetView>'
        )
        widths = [header.width for header in self._headers]
        return f"{_top(view, widths, one_page_wide=self._is_narrow)}{self._header_row}"

    def bottom(self) -> str:
        """Return the markup after the rows: filters, colours that follow what cells hold, how it is printed."""
        table = f'<tableParts count="1"><tablePart xmlns:r="{RELATIONSHIPS}" r:id="rId1"/></tableParts>'
        setup = _on_one_page("landscape") if self._is_narrow else _WIDE
        filters = "" if self.has_table else f'<autoFilter ref="{":".join(self.area)}"/>'
        return f"</sheetData>{filters}{self._colours()}{_printed(setup)}{table if self.has_table else ''}</worksheet>"

    @property
    def _is_narrow(self) -> bool:
        return sum(header.width for header in self._headers) <= _WIDEST_PAGE

    def _header_cells(self) -> str:
        height = _UPRIGHT_HEIGHT if any(header.upright for header in self._headers) else _HEADER_HEIGHT
        cells = [
            _text_cell(f"{column_letter(number)}1", name, _UPRIGHT if header.upright else _HEADER, self._looks)
            for number, (name, header) in enumerate(zip(self.names, self._headers, strict=True), start=1)
        ]
        return f'<row r="1" ht="{height}" customHeight="1">{"".join(cells)}</row>'

    def _colours(self) -> str:
        columns: dict[Highlight, list[str]] = {}
        for number, header in enumerate(self._headers, start=1):
            for highlight in header.highlights:
                columns.setdefault(highlight, []).append(column_letter(number))
        last = max(self._count, _FIRST_ROW)
        found = [(_cells_of(letters, last), _rule(highlight, letters[0])) for highlight, letters in columns.items()]
        # Stripes come last, so that colours with a meaning win; as a rule, since not every program shows table styles.
        stripes = f"A{_FIRST_ROW}:{column_letter(len(self._headers))}{last}"
        found.append((stripes, _Rule(formula="MOD(ROW(),2)=1", ground=_STRIPE_COLOUR)))
        rules: dict[str, list[tuple[int, _Rule]]] = {}
        for priority, (cells, rule) in enumerate(found, start=1):
            rules.setdefault(cells, []).append((priority, rule))
        return "".join(
            f'<conditionalFormatting sqref="{cells}">{"".join(self._rule_xml(*each) for each in of_cells)}'
            "</conditionalFormatting>"
            for cells, of_cells in rules.items()
        )

    def _rule_xml(self, priority: int, rule: _Rule) -> str:
        kind, operator = ("cellIs", ' operator="equal"') if rule.is_word else ("expression", "")
        look = self._looks.differing(rule.ground, rule.letters)
        start = f'<cfRule type="{kind}" priority="{priority}"{operator} dxfId="{look}">'
        return f"{start}<formula>{escaped(rule.formula)}</formula></cfRule>"


class _Rule(Struct, frozen=True, kw_only=True):
    """Colours cells for which a formula holds, or which hold just the word that it is."""

    formula: str
    is_word: bool = False
    ground: str
    letters: str = ""


def _cells_of(letters: Sequence[str], last: int) -> str:
    """Return the cells of some columns below the header."""
    end = f":{{}}{last}" if last > _FIRST_ROW else ""
    return " ".join(f"{letter}{_FIRST_ROW}{end.format(letter)}" for letter in letters)


class PageSheet:
    """A sheet of lines and charts. Make it with :meth:`pipeline.writers.workbook.book.Book.page`."""

    def __init__(self, title: str, widths: Sequence[int], looks: Looks) -> None:
        """Start an empty page; ``widths`` are those of its columns, in characters."""
        self.title, self._widths, self._looks = title, widths, looks
        self.row_number = 0
        self.charts: list[BarChart] = []
        self._rows: list[str] = []
        self._breaks: list[int] = []

    def line(self, *entries: str | int, bold: bool = False, size: int = _USUAL_SIZE) -> None:
        """Write one row."""
        first, others = (Look(size=size, bold=bold, is_centred=centred) for centred in (False, True))
        height = f' ht="{number_text(size * 1.5)}" customHeight="1"' if size > _USUAL_SIZE else ""
        self._append(entries, [others if number else first for number in range(len(entries))], height)

    def heading(self, *entries: str, colours: Sequence[str] = ()) -> None:
        """Write the header row of a small table; ``colours`` are those of its columns after the first."""
        fills = [_HEADER_COLOUR, *(colours or [_HEADER_COLOUR] * (len(entries) - 1))]
        looks = [
            Look(bold=True, colour=readable_on(fill), fill=fill, is_centred=number > 0)
            for number, fill in enumerate(fills)
        ]
        self._append(entries, looks)

    def gap(self, until: int) -> None:
        """Leave rows empty, so that the next one is number ``until`` and begins a page."""
        while self.row_number < until - 1:
            self.line()
        self._breaks.append(self.row_number)

    def chart(self, chart: BarChart) -> None:
        """Put a chart on the page."""
        self.charts.append(chart)

    def xml(self) -> str:
        """Return the part."""
        view = f'<sheetView showGridLines="0" workbookViewId="0"><selection {_SELECTED}/></sheetView>'
        number = len(self._breaks)
        breaks = "".join(f'<brk id="{row}" min="0" max="16383" man="1"/>' for row in self._breaks)
        drawing = f'<drawing xmlns:r="{RELATIONSHIPS}" r:id="rId1"/>' if self.charts else ""
        return (
            f"{_top(view, self._widths, one_page_wide=True)}{''.join(self._rows)}</sheetData>"
            f"{_printed(_on_one_page('portrait'))}"
            f'<rowBreaks count="{number}" manualBreakCount="{number}">{breaks}</rowBreaks>{drawing}</worksheet>'
        )

    def _append(self, entries: Sequence[str | int], looks: Sequence[Look], height: str = "") -> None:
        self.row_number += 1
        cells = "".join(
            self._cell(f"{column_letter(number)}{self.row_number}", entry, look)
            for number, (entry, look) in enumerate(zip(entries, looks, strict=True), start=1)
        )
        self._rows.append(f'<row r="{self.row_number}"{height}>{cells}</row>')

    def _cell(self, place: str, entry: str | int, look: Look) -> str:
        if isinstance(entry, str):
            return _text_cell(place, entry, look, self._looks) if entry else ""
        return f'<c r="{place}" s="{self._looks.number(look)}" t="n"><v>{entry}</v></c>'


def _text_cell(place: str, text: str, look: Look, looks: Looks) -> str:
    """Return a cell that stays text whatever it begins with, in Excel and in what people export from it."""
    number = looks.number(look, quoted=formula_like(text))
    written = as_written(text)
    space = ' xml:space="preserve"' if written != written.strip() else ""
    return f'<c r="{place}" s="{number}" t="inlineStr"><is><t{space}>{escaped(written)}</t></is></c>'


def _top(view: str, widths: Sequence[int], *, one_page_wide: bool) -> str:
    columns = "".join(
        f'<col width="{width}" customWidth="1" min="{number}" max="{number}"/>'
        for number, width in enumerate(widths, start=1)
    )
    fit = ' fitToPage="1"' if one_page_wide else ""
    return (
        f'<worksheet xmlns="{MAIN}"><sheetPr><outlinePr summaryBelow="1" summaryRight="1"/>'
        f"<pageSetUpPr{fit}/></sheetPr><sheetViews>{view}</sheetViews>"
        f'<sheetFormatPr baseColWidth="8" defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
    )


def _on_one_page(orientation: str) -> str:
    return f'<pageSetup orientation="{orientation}" paperSize="9" fitToHeight="0" fitToWidth="1"/>'


def _printed(setup: str) -> str:
    return (
        f'<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.5" footer="0.5"/>{setup}'
        "<headerFooter><oddHeader></oddHeader><oddFooter>&amp;C&amp;A, page &amp;P of &amp;N</oddFooter><evenHeader>"
        "</evenHeader><evenFooter></evenFooter><firstHeader></firstHeader><firstFooter></firstFooter></headerFooter>"
    )


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


def _rule(highlight: Highlight, letter: str) -> _Rule:
    colour, is_word = highlight.colour, bool(highlight.word)
    formula = _quoted(highlight.word) if is_word else _formula(highlight, f"{letter}{_FIRST_ROW}")
    return _Rule(formula=formula, is_word=is_word, ground=colour, letters=readable_on(colour))


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
