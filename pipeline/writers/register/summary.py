"""The summary sheet of the register: key figures and charts, counted while the rows pass by.

Import this where a workbook is made and not at the top of a module: openpyxl takes longer to load than a form to read.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, cast

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties

from pipeline.writers.register.columns import SOON
from pipeline.writers.register.counted import Counted, CountedBand, Month

if TYPE_CHECKING:
    from pipeline.mapping.model import Band, Mapping
    from pipeline.writers.workbook.book import Book, PageSheet

_MOST_MONTHS: Final = 24
_MOST_FACTORS: Final = 12
_MONTHS_AHEAD: Final = 6
_PALE: Final = "D9D9D9"
_WHITE: Final = "FFFFFF"
_BLUE: Final = "2F5597"
_OVERDUE_COLOUR: Final = "C00000"
_WIDTHS: Final = (46, 16, 16, 16, 16, 16, 16)
_CHARTS_ROW: Final = 10
_FIGURES_ROW: Final = 50
_SOON: Final = f"Due in {SOON} days"


class Summary:
    """Writes what rows come to."""

    def __init__(self, mapping: Mapping, day: dt.date, found: Counted) -> None:
        """Get ready.

        Args:
            mapping: Names the levels and factors.
            day: From which reviews are overdue or soon.
            found: What all rows come to.
        """
        self._mapping, self._day = mapping, day
        self._counts = Counter(found.counts)
        self._levels: Counter[CountedBand] = Counter(found.levels)
        self._levels_by_month: Counter[tuple[Month, CountedBand]] = Counter(
            {((year, month), (level, is_open)): each for (year, month, level, is_open), each in found.by_month.items()}
        )
        self._factors = Counter(found.factors)
        self._reviews = found.reviews

    def write(self, book: Book) -> None:
        """Write the sheet: figures on top, charts below them, and under these the numbers that they show."""
        page = book.page("Summary", _WIDTHS)
        self._write_figures(page)
        page.gap(_FIGURES_ROW)
        page.line("Figures of the charts", bold=True, size=13)
        self._write_levels(page)
        self._write_reviews(page)
        self._write_factors(page)

    def _write_figures(self, page: PageSheet) -> None:
        count, children = self._counts, self._counts["children"]
        page.line(self._mapping.form.title, bold=True, size=18)
        page.line("Worked out from the forms; it does not replace professional judgement.")
        page.line()
        page.heading(f"On {self._day:%d/%m/%Y}", "Assessments", "Children", "Need review", "Reviews overdue", _SOON)
        figures = (count["assessments"], children, count["needs review"], self._overdue, self._due_within(SOON))
        page.line("All forms", *figures, bold=True, size=14)
        if self._mapping.score is not None:
            bands = self._mapping.score.bands
            page.line()
            page.heading("Children by RAG", *(band.name for band in bands), colours=[band.colour for band in bands])
            newest, could_be = ([self._levels[band.level, is_open] for band in bands] for is_open in (False, True))
            page.line("By each child's newest form", *newest, bold=True, size=14)
            if any(could_be):
                page.line("Provisional: it could be", *could_be, bold=True, size=14)

    @property
    def _overdue(self) -> int:
        return sum(number for day, number in self._reviews.items() if day < self._day)

    def _due_within(self, days: int) -> int:
        end = self._day + dt.timedelta(days=days)
        return sum(number for day, number in self._reviews.items() if self._day <= day <= end)

    # Each of these writes its numbers, then lays a chart over them.

    def _write_levels(self, page: PageSheet) -> None:
        months = sorted({month for month, _ in self._levels_by_month})
        bands = self._mapping.score.bands if self._mapping.score else ()
        if not months or not bands:
            return
        open_levels = {level for _, (level, is_open) in self._levels_by_month if is_open}
        columns = [(band, False) for band in bands] + [(band, True) for band in bands if band.level in open_levels]
        page.line()
        page.heading("Assessments by month completed", *(_column_name(band, is_open) for band, is_open in columns))
        first = page.row_number
        for month in _all_months(months)[-_MOST_MONTHS:]:
            page.line(
                _named(month), *(self._levels_by_month[month, (band.level, is_open)] for band, is_open in columns)
            )
        chart = _bars(page, "Assessments by month and RAG", first, columns=len(columns))
        chart.grouping, chart.overlap = "stacked", 100
        for series, (band, is_open) in zip(chart.series, columns, strict=True):
            series.graphicalProperties = _hatched(band.colour) if is_open else _filled(band.colour)
        page.chart(chart, f"A{_CHARTS_ROW}")

    def _write_reviews(self, page: PageSheet) -> None:
        if not self._reviews:
            return
        page.line()
        page.heading("Reviews by month", "Children")
        first = page.row_number
        page.line("Overdue", self._overdue)
        ahead: Counter[Month] = Counter()
        for day, number in self._reviews.items():
            if day >= self._day:
                ahead[day.year, day.month] += number
        months = _months_from((self._day.year, self._day.month), _MONTHS_AHEAD)
        for month in months:
            page.line(_named(month), ahead.pop(month, 0))
        page.line("Later", ahead.total())
        chart = _bars(page, "Next reviews by month", first, columns=1)
        chart.legend = None
        overdue = DataPoint(idx=0)
        overdue.graphicalProperties = _filled(_OVERDUE_COLOUR)
        chart.series[0].dPt.append(overdue)
        page.chart(chart, f"D{_CHARTS_ROW}")

    def _write_factors(self, page: PageSheet) -> None:
        order = [factor.id for factor in self._mapping.factors]
        labels = {factor.id: factor.label for factor in self._mapping.factors}
        most = sorted((-number, order.index(factor)) for factor, number in self._factors.items() if factor in labels)
        if not most:
            return
        page.line()
        page.heading("Most frequent factors", "Children")
        first = page.row_number
        for number, index in most[:_MOST_FACTORS]:
            page.line(labels[order[index]], -number)
        chart = _bars(page, "Most frequent factors, by children's newest assessments", first, columns=1)
        chart.type, chart.legend, chart.gapWidth = "bar", None, 40
        chart.x_axis.scaling.orientation = "maxMin"  # the most frequent on top
        chart.y_axis.crosses = "max"
        chart.width, chart.height = 30, 11
        chart.y_axis.majorGridlines = None
        # Labels are long and the plot would be squeezed into what they leave; so its place is fixed.
        chart.layout = Layout(
            ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=0.36, y=0.12, w=0.6, h=0.78)
        )
        page.chart(chart, f"A{_CHARTS_ROW + 18}")


def _bars(page: PageSheet, title: str, first: int, *, columns: int) -> BarChart:
    """Make a bar chart of the rows from ``first`` (their header) to the last one written."""
    chart = BarChart()
    chart.title = title
    last = page.row_number
    chart.add_data(
        Reference(page.sheet, min_col=2, max_col=columns + 1, min_row=first, max_row=last), titles_from_data=True
    )
    chart.set_categories(Reference(page.sheet, min_col=1, min_row=first + 1, max_row=last))
    chart.width, chart.height, chart.gapWidth = 15, 9, 60
    # Without these, newer versions of Excel hide the axes.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "0"
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=_PALE)))
    chart.legend.position = "b"
    if columns == 1:
        chart.series[0].graphicalProperties = _filled(_BLUE)
        chart.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    return chart


def _filled(colour: str) -> GraphicalProperties:
    return GraphicalProperties(solidFill=colour)


def _hatched(colour: str) -> GraphicalProperties:
    lines, ground = (cast("Any", ColorChoice)(srgbClr=each) for each in (colour, _WHITE))
    fill = PatternFillProperties(prst="wdUpDiag", fgClr=lines, bgClr=ground)
    return GraphicalProperties(pattFill=fill, ln=LineProperties(solidFill=colour))


def _column_name(band: Band, is_open: bool) -> str:
    return f"Provisional, up to {band.name}" if is_open else band.name


def _all_months(months: list[Month]) -> list[Month]:
    """Fill the gaps between the first and the last of sorted months; of a long time only the end counts."""
    (first_year, first), (last_year, last) = months[0], months[-1]
    count = (last_year - first_year) * 12 + last - first + 1
    start = (last_year * 12 + last - 1) - min(count, _MOST_MONTHS) + 1
    return _months_from((start // 12, start % 12 + 1), min(count, _MOST_MONTHS))


def _months_from(start: Month, count: int) -> list[Month]:
    year, month = start
    return [((year * 12 + month - 1 + step) // 12, (month - 1 + step) % 12 + 1) for step in range(count)]


def _named(month: Month) -> str:
    return f"{dt.date(month[0], month[1], 1):%b %Y}"
