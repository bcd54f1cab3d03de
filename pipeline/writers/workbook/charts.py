"""Bar charts of figures that are on a sheet (DrawingML, ECMA-376 Part 1, 21.2), and where they are (20.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from pipeline.writers.workbook.markup import RELATIONSHIPS, column_letter, escaped

CHARTS: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING: Final = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_PLACES: Final = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_PALE: Final = "D9D9D9"
_PER_CENTIMETRE: Final = 360_000
_SOLID: Final = f'<a:ln {_DRAWING}><a:prstDash val="solid"/></a:ln>'


class Fill(Struct, frozen=True, kw_only=True):
    """How bars are filled: with a colour, or ``hatched`` with it."""

    colour: str
    hatched: bool = False


class BarChart(Struct, frozen=True, kw_only=True):
    """Bars of one or several columns of figures; the first column has what they are called.

    Attributes:
        title: What is above it.
        first: The row with the names of the columns; the figures are below it.
        last: The last row.
        fills: How the bars of each column are filled.
        first_fill: How the first bar is filled, where it is another one.
        is_stacked: Bars of one row lie on each other, and a legend says what each is; else each shows its figure.
        is_level: Bars lie, the first on top, and what they are called may be long.
        place: Where the upper left corner is: column and row, from 0 on.
        size: Width and height in centimetres.
    """

    title: str
    first: int
    last: int
    fills: Sequence[Fill]
    first_fill: Fill | None = None
    is_stacked: bool = False
    is_level: bool = False
    place: tuple[int, int]
    size: tuple[int, int] = (15, 9)


def chart_xml(chart: BarChart, sheet: str) -> str:
    """Return the part of a chart whose figures are on a sheet with that name."""
    level, stacked = chart.is_level, chart.is_stacked
    bars = (
        f'<barDir val="{"bar" if level else "col"}"/><grouping val="{"stacked" if stacked else "clustered"}"/>'
        f"{''.join(_series(chart, sheet, index) for index in range(len(chart.fills)))}"
        f"{'' if stacked else _FIGURES}"
        f'<gapWidth val="{40 if level else 60}"/>{_OVERLAP if stacked else ""}<axId val="10"/><axId val="100"/>'
    )
    return (
        f'<chartSpace xmlns="{CHARTS}"><chart><title><tx><rich><a:bodyPr {_DRAWING}/><a:p {_DRAWING}>'
        f"<a:pPr><a:defRPr/></a:pPr><a:r><a:t>{escaped(chart.title)}</a:t></a:r></a:p></rich></tx></title>"
        f"<plotArea>{_LAYOUT if level else ''}<barChart>{bars}</barChart>{_axes(is_level=level)}</plotArea>"
        f"{_LEGEND if stacked else ''}"
        '<plotVisOnly val="1"/><dispBlanksAs val="gap"/></chart></chartSpace>'
    )


def drawing_xml(charts: Sequence[BarChart]) -> str:
    """Return the part that says where charts are."""
    return f'<wsDr xmlns="{_PLACES}">{"".join(map(_placed, range(1, len(charts) + 1), charts))}</wsDr>'


_FIGURES: Final = (
    '<dLbls><showLegendKey val="0"/><showVal val="1"/><showCatName val="0"/><showSerName val="0"/></dLbls>'
)
_OVERLAP: Final = '<overlap val="100"/>'
_LEGEND: Final = '<legend><legendPos val="b"/></legend>'
# Labels are long and the plot would be squeezed into what they leave; so its place is fixed.
_LAYOUT: Final = (
    '<layout><manualLayout><layoutTarget val="inner"/><xMode val="edge"/><yMode val="edge"/><wMode val="factor"/>'
    '<hMode val="factor"/><x val="0.36"/><y val="0.12"/><w val="0.6"/><h val="0.78"/></manualLayout></layout>'
)
_LINES: Final = (
    f'<majorGridlines><spPr><a:ln {_DRAWING}><a:solidFill><a:srgbClr val="{_PALE}"/></a:solidFill>'
    '<a:prstDash val="solid"/></a:ln></spPr></majorGridlines>'
)
_NO_TICKS: Final = '<majorTickMark val="none"/><minorTickMark val="none"/>'
# Without "delete", newer versions of Excel hide the axes.
_SHOWN: Final = '<delete val="0"/><axPos val="l"/>'


def _axes(*, is_level: bool) -> str:
    order = "maxMin" if is_level else "minMax"  # the first on top
    return (
        f'<catAx><axId val="10"/><scaling><orientation val="{order}"/></scaling>{_SHOWN}{_NO_TICKS}'
        '<crossAx val="100"/><lblOffset val="100"/></catAx>'
        f'<valAx><axId val="100"/><scaling><orientation val="minMax"/></scaling>{_SHOWN}{"" if is_level else _LINES}'
        f'<numFmt formatCode="0" sourceLinked="0"/>{_NO_TICKS}<crossAx val="10"/>'
        f"{_AT_THE_END if is_level else ''}</valAx>"
    )


_AT_THE_END: Final = '<crosses val="max"/>'


def _series(chart: BarChart, sheet: str, index: int) -> str:
    column = column_letter(index + 2)
    first = f'<dPt><idx val="0"/>{_filled(chart.first_fill)}</dPt>' if chart.first_fill is not None else ""
    return (
        f'<ser><idx val="{index}"/><order val="{index}"/>'
        f"<tx><strRef><f>'{sheet}'!{column}{chart.first}</f></strRef></tx>{_filled(chart.fills[index])}{first}"
        f"<cat><numRef><f>{_cells(chart, sheet, 'A')}</f></numRef></cat>"
        f"<val><numRef><f>{_cells(chart, sheet, column)}</f></numRef></val></ser>"
    )


def _cells(chart: BarChart, sheet: str, column: str) -> str:
    start = f"'{sheet}'!${column}${chart.first + 1}"
    return f"{start}:${column}${chart.last}" if chart.last > chart.first + 1 else start


def _filled(fill: Fill) -> str:
    colour = f'<a:srgbClr val="{fill.colour}"/>'
    if not fill.hatched:
        return f"<spPr><a:solidFill {_DRAWING}>{colour}</a:solidFill>{_SOLID}</spPr>"
    return (
        f'<spPr><a:pattFill {_DRAWING} prst="wdUpDiag"><a:fgClr>{colour}</a:fgClr>'
        '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>'
        f'<a:ln {_DRAWING}><a:solidFill>{colour}</a:solidFill><a:prstDash val="solid"/></a:ln></spPr>'
    )


def _placed(number: int, chart: BarChart) -> str:
    (column, row), (width, height) = chart.place, chart.size
    return (
        f"<oneCellAnchor><from><col>{column}</col><colOff>0</colOff><row>{row}</row><rowOff>0</rowOff></from>"
        f'<ext cx="{width * _PER_CENTIMETRE}" cy="{height * _PER_CENTIMETRE}"/>'
        f'<graphicFrame><nvGraphicFramePr><cNvPr id="{number}" name="Chart {number}"/><cNvGraphicFramePr/>'
        f"</nvGraphicFramePr><xfrm/><a:graphic {_DRAWING}>"
        f'<a:graphicData uri="{CHARTS}"><c:chart xmlns:c="{CHARTS}" xmlns:r="{RELATIONSHIPS}" r:id="rId{number}"/>'
        "</a:graphicData></a:graphic></graphicFrame><clientData/></oneCellAnchor>"
    )
