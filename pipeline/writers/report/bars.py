"""The charts of the report as markup: bars in SVG, and the table of outcomes against bands.

Lengths are percentages and letters keep their size, so the same chart fits a phone and a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from markupsafe import Markup

from pipeline.writers.report.charts import Bar, Cell, FormCharts, Matrix
from pipeline.writers.report.contents import Contents

_LINE = 18
_BELOW = 26
"""Pixels that a line of a label takes, and what follows it: the bar and some room; the whole of a short bar."""
_NOTHING = Markup()


def charts_of_forms(contents: Contents) -> Markup:
    """Return the charts of every kind of form, each with its title where there are several."""
    several = len(contents.charts) > 1
    return _NOTHING.join(
        Markup('{title}<div class="columns">\n{rag}{matrix}{factors}{weeks}</div>\n').format(
            title=Markup('<h2 class="form-title">{}</h2>').format(charts.title) if several else "",
            rag=_rag(charts),
            matrix=_matrix(charts.matrix) if charts.matrix else "",
            factors=_factors(charts),
            weeks="" if number else _weeks(contents, several=several),
        )
        for number, charts in enumerate(contents.charts)
    )


def _rag(charts: FormCharts) -> Markup:
    if not charts.rag_bars:
        return _NOTHING
    return Markup(
        '  <section class="panel"><div class="panel-head"><h2>RAG</h2>'
        "<p>Band of the total, {forms:,} form{s}.</p></div>\n    {bars}\n  </section>\n"
    ).format(forms=charts.forms, s="" if charts.forms == 1 else "s", bars=_tall_bars("RAG", charts.rag_bars))


def _factors(charts: FormCharts) -> Markup:
    if not charts.factor_bars:
        return _NOTHING
    return Markup(
        '  <section class="panel"><div class="panel-head"><h2>Most frequent factors</h2>'
        "<p>How many forms each applies to.</p></div>\n    {}\n  </section>\n"
    ).format(_tall_bars("Most frequent factors", charts.factor_bars))


def _matrix(matrix: Matrix) -> Markup:
    return Markup("""\
  <section class="panel"><div class="panel-head"><h2>Outcome against band</h2>\
<p>{differing:,} outcome{s} chosen by people differ{they} from the band of the total.</p></div>
    <div class="scroll" tabindex="0" role="region" aria-label="Outcome against band">
    <table class="matrix">
      <thead><tr><th scope="col">Outcome</th>{columns}</tr></thead>
      <tbody>
{rows}      </tbody>
    </table>
    </div>
  </section>
""").format(
        differing=matrix.differing,
        s="" if matrix.differing == 1 else "s",
        they="s" if matrix.differing == 1 else "",
        columns=_NOTHING.join(Markup('<th scope="col">{}</th>').format(name) for name in matrix.columns),
        rows=_NOTHING.join(
            Markup('        <tr><th scope="row">{}</th>{}</tr>\n').format(name, _NOTHING.join(map(_cell, cells)))
            for name, cells in matrix.rows
        ),
    )


def _cell(cell: Cell) -> Markup:
    agree = Markup(" <small>agree</small>") if cell.number and cell.kind == "agrees" else ""
    return Markup('<td class="{}">{:,}{}</td>').format(cell.kind if cell.number else "zero", cell.number, agree)


def _weeks(contents: Contents, *, several: bool) -> Markup:
    return Markup(
        '  <section class="panel"><div class="panel-head"><h2>Reviews due</h2>'
        "<p>By week from Monday to Sunday{all}.</p></div>\n    {bars}\n{first}  </section>\n"
    ).format(
        all=", all forms" if several else "",
        bars=_short_bars("Reviews due by week", contents.weeks),
        first=_first_reviews(len(contents.listed.due), contents.dated) if not contents.listed.is_whole else "",
    )


def _first_reviews(first: int, dated: int) -> Markup:
    """Say how many of the reviews are listed, where not all forms are."""
    if not first:
        return _NOTHING
    more = Markup(" And {:,} more: in the register and on the desk.").format(dated - first) if first < dated else ""
    return Markup(
        '    <p class="more">The first {} of {:,} by day, overdue ones before the others, are in the table. '
        '<button type="button" class="plain" data-sort="due">Show them</button>{}</p>\n'
    ).format(first, dated, more)


def _tall_bars(title: str, bars: Sequence[Bar]) -> Markup:
    """Draw bars that lie below their labels."""
    heights = [_LINE * len(bar.lines) + _BELOW for bar in bars]
    return _chart(title, sum(heights), _NOTHING.join(map(_tall_bar, bars, accumulate(heights, initial=0))))


def _tall_bar(bar: Bar, y: int) -> Markup:
    below = y + _LINE * len(bar.lines) + 3
    return Markup("""\
<g role="listitem" aria-label="{label}: {number}{share}">
{lines}
<text class="number" x="100%" y="{y}" text-anchor="end">{number:,}{behind}</text>
<rect class="track" x="0" y="{below}" width="100%" height="8" rx="4"/>
{bar}
</g>
""").format(
        label=bar.label,
        number=bar.number,
        share=f", {bar.share}" if bar.share else "",
        lines=_NOTHING.join(
            Markup('<text x="0" y="{}">{}</text>').format(y + 14 + _LINE * index, line)
            for index, line in enumerate(bar.lines)
        ),
        y=y + 14,
        behind=Markup('<tspan class="share" dx="6">{}</tspan>').format(bar.share) if bar.share else "",
        below=below,
        bar=Markup('<rect class="bar {}" x="0" y="{}" width="{:.2f}%" height="8" rx="4"/>').format(
            bar.style, below, bar.width
        )
        if bar.number
        else "",
    )


def _short_bars(title: str, bars: Sequence[Bar]) -> Markup:
    """Draw bars that lie beside their labels."""
    drawn = _NOTHING.join(_short_bar(bar, _BELOW * index) for index, bar in enumerate(bars))
    return _chart(title, _BELOW * len(bars), drawn)


def _short_bar(bar: Bar, y: int) -> Markup:
    width = bar.width * 0.55
    return Markup("""\
<g role="listitem" aria-label="{label}: {number}">
<text x="0" y="{y}">{label}</text>
{bar}
<text class="number{zero}" x="{end:.2f}%" dx="{gap}" y="{y}">{number:,}</text>
</g>
""").format(
        label=bar.label,
        number=bar.number,
        y=y + 15,
        bar=Markup('<rect class="bar {}" x="32%" y="{}" width="{:.2f}%" height="14" rx="3"/>').format(
            bar.style, y + 4, width
        )
        if bar.number
        else "",
        zero="" if bar.number else " zero",
        end=32 + width,
        gap=8 if bar.number else 0,
    )


def _chart(title: str, height: int, drawn: Markup) -> Markup:
    return Markup('<svg class="chart" role="list" aria-label="{}" width="100%" height="{}">\n{}</svg>\n').format(
        title, height, drawn
    )
