"""The report: one page for the browser that says what was processed, what needs a person, and how it adds up.

It holds results and who each form is about, as the register does: no narrative, nobody else's name. It is a single
file that loads nothing and sends nothing, small enough to be mailed however many forms there are, and the same rows
and day always give the same bytes.

The page is put together by Markup's own formatting, which escapes all that is no markup. A run that writes one report
would take longer to load and compile a template than to read its forms.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from markupsafe import Markup

from pipeline.writers.report.bars import charts_of_forms
from pipeline.writers.report.block import KeptReport
from pipeline.writers.report.cases import reasons_section, refused_section, review_section
from pipeline.writers.report.contents import Contents, Level
from pipeline.writers.report.row import ReportRow

if TYPE_CHECKING:
    from pipeline.mapping.model import Mapping

_PAGE_FOLDER: Final = Path(__file__).parent
_NOTHING: Final = Markup()


def write_page(
    rows: Iterable[ReportRow], mappings: Sequence[Mapping], day: dt.date, stream: BinaryIO, *,
    kept: KeptReport | None = None,
) -> None:  # fmt: skip
    """Write the report.

    Args:
        rows: One for each form, in their order; read once and not kept, so they may come from a stream.
        mappings: The forms, for what bands, outcomes and factors are called.
        day: What is overdue, and the weeks of the coming reviews, count from here.
        stream: Takes the page in UTF-8.
        kept: Rows that come before these.
    """
    contents = Contents(mappings, day)
    if kept is not None:
        for block in kept.blocks(contents.block_of):
            contents.take(block)
    for row in rows:
        contents.add(row)
    if kept is not None:
        contents.listed.fetch(kept.rows_of)
    stream.write(_page(contents, day).encode("utf-8", "replace"))


def _page(contents: Contents, day: dt.date) -> str:
    style = _part("page.css") + "".join(_colour_rules(contents.levels))
    script = _part("page.js")
    title = "All forms" if contents.listed.is_whole else "Forms to look at first"
    page = Markup(_part("page.html").removesuffix("\n"))  # noqa: S704 - our own file
    return page.format(
        style=Markup(style),  # noqa: S704 - our own file; colours are checked by the mapping
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=_csp_hash(style),
        script_hash=_csp_hash(script),
        day=day,
        total=contents.total,
        s="" if contents.total == 1 else "s",
        forms=_NOTHING.join(
            Markup('<span class="sep"> · </span>{} {}').format(charts.title, charts.version)
            for charts in contents.charts
        ),
        others=_others(contents.others),
        tiles=_tiles(contents),
        jumps=_jumps(contents),
        title=title,
        skip_to=title[:1].lower() + title[1:],
        review=review_section(contents),
        refused=refused_section(contents),
        charts=charts_of_forms(contents),
        reasons=reasons_section(contents),
        listed=_what_is_listed(contents),
        elsewhere="register.xlsx holds the same rows" if contents.listed.is_whole else "The register holds all forms",
        rows=Markup("".join(contents.json())),  # noqa: S704 - no sign in it can end the element
    )


def _part(name: str) -> str:
    return (_PAGE_FOLDER / name).read_text("utf-8")


def _others(number: int) -> Markup:
    if not number:
        return _NOTHING
    are = " is no form" if number == 1 else "s are no forms"
    return Markup('<span class="sep"> · </span>{:,} other file{}').format(number, are)


def _tiles(contents: Contents) -> Markup:
    """Return the key figures; those that call for somebody are coloured."""
    statuses = contents.statuses
    tiles = (
        ("Assessed", contents.assessed, ""),
        ("Need review", statuses["needs_review"], " ask"),
        ("Refused", statuses["refused"], " bad"),
        ("Reviews overdue", contents.overdue, " bad"),
    )
    return Markup("\n      ").join(
        Markup('<div class="tile{}"><dt>{}</dt><dd>{:,}</dd></div>').format(style if number else "", name, number)
        for name, number, style in tiles
    )


def _jumps(contents: Contents) -> Markup:
    """Return the links to the sections that there are."""
    sections = (
        ("review", "Needs review", contents.review),
        ("refused", "Refused", contents.refused),
        ("results", "Results", contents.charts),
    )
    links = (Markup('<a href="#{}">{}</a>').format(place, name) if there else "" for place, name, there in sections)
    return Markup("").join(Markup("{}\n").format(link) for link in links)


def _what_is_listed(contents: Contents) -> Markup:
    """Say which forms are in the table, where not all of them are."""
    if contents.listed.is_whole:
        return _NOTHING
    listed, number = len(contents.rows), contents.listed.number
    return Markup(
        "\n    <p>The most urgent that need review, the reviews that come first, and the first files that were refused"
        " or are no forms: {:,} of {:,}. And {:,} more: forms in the register and on the desk, files in refused.csv."
        " Search, filters and sorting here see only what is listed.</p>"
    ).format(listed, number, number - listed)


def _colour_rules(levels: Iterable[Level]) -> Iterator[str]:
    return (f".{level.style}{{--level:#{level.colour}}}\n" for level in levels)


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
