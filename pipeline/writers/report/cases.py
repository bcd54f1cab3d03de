"""The lists of the report as markup: forms that need review, files that were refused, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup

from pipeline.writers.report.contents import Contents
from pipeline.writers.report.row import Reason, ReportRow

_AT_ONCE: Final = 5
"""Reasons of one form that are seen at once."""
_NOTHING: Final = Markup()


def review_section(contents: Contents) -> Markup:
    """Return the forms that a person has to look at; nothing where there are none."""
    if not contents.review:
        return _NOTHING
    number = contents.statuses["needs_review"]
    return Markup("""\
<section class="panel" id="review" aria-labelledby="review-title">
  <div class="panel-head">
    <h2 id="review-title">Needs review</h2>
    <p>{number:,} form{s} that a person has to look at, the most urgent first.</p>
  </div>
  <ul class="cases">
{cases}  </ul>
  {cut}
</section>
""").format(
        number=number,
        s="" if number == 1 else "s",
        cases=_NOTHING.join(_case(row, contents) for row in contents.review),
        cut=_cut(contents, "needs_review", len(contents.review), "in the register and on the desk"),
    )


def refused_section(contents: Contents) -> Markup:
    """Return the files that were refused; nothing where there are none."""
    if not contents.refused:
        return _NOTHING
    number = contents.statuses["refused"]
    return Markup("""\
<section class="panel" id="refused" aria-labelledby="refused-title">
  <div class="panel-head">
    <h2 id="refused-title">Refused</h2>
    <p>{number:,} file{s} that could not be read as a form. Nothing was written for {them}.</p>
  </div>
  <ul class="cases">
{cases}  </ul>
  {cut}
</section>
""").format(
        number=number,
        s="" if number == 1 else "s",
        them="it" if number == 1 else "them",
        cases=_NOTHING.join(map(_refused_case, contents.refused)),
        cut=_cut(contents, "refused", len(contents.refused), "in refused.csv"),
    )


def reasons_section(contents: Contents) -> Markup:
    """Return how often each reason was found; nothing where there are none."""
    if not contents.reasons:
        return _NOTHING
    return Markup("""\
<section class="panel"><div class="panel-head"><h2>Why forms need review</h2>\
<p>How many forms each reason was found in.</p></div>
  <ul class="why">{}</ul>
</section>
""").format(
        _NOTHING.join(Markup("<li><b>{:,}</b> {}</li>").format(number, reason) for reason, number in contents.reasons)
    )


def _case(row: ReportRow, contents: Contents) -> Markup:
    return Markup("""\
    <li class="case">
      <div class="case-head">
        <h3>{name}</h3>
{who}{level}{points}
{reference}      </div>
{first}{reasons}    </li>
""").format(
        name=Markup('<a href="{}">{}</a>').format(row.link, row.name) if row.link else row.name,
        who=Markup('<span class="who">{}</span>').format(row.who) if row.who else "",
        level=_level(row, contents),
        points=Markup('<span class="points">Total {}</span>').format(row.points) if row.points else "",
        reference=Markup('<span class="points">Ref. {}</span>').format(row.reference) if row.reference else "",
        first=_look_first(contents.look_first(row, broken=False)),
        reasons=_reasons(row.to_look_at),
    )


def _level(row: ReportRow, contents: Contents) -> Markup:
    level = contents.level(row)
    if level is None:
        return Markup('<span class="rag none">No score</span>')
    return Markup('<span class="rag {}">{}</span>').format(level.style, contents.level_text(row))


def _look_first(first: Iterable[tuple[bool, str]]) -> Markup:
    urgent_class = Markup(' class="urgent"')
    items = [Markup("<li{}>{}</li>").format(urgent_class if urgent else "", text) for urgent, text in first]
    if not items:
        return _NOTHING
    return Markup('<ul class="first" aria-label="Look first">{}</ul>').format(_NOTHING.join(items))


def _reasons(reasons: Sequence[Reason]) -> Markup:
    """Return why a person has to look at a form, the most severe reasons at once."""
    shown = _NOTHING.join(Markup("        {}\n").format(_noticed(reason)) for reason in reasons[:_AT_ONCE])
    rest = _NOTHING.join(map(_noticed, reasons[_AT_ONCE:]))
    return Markup('      <ul class="reasons">\n{}      </ul>\n{}').format(
        shown or _INCOMPLETE,
        Markup(
            '      <details class="rest"><summary>and {} more</summary><ul class="reasons">{}</ul></details>\n'
        ).format(len(reasons) - _AT_ONCE, rest)
        if rest
        else "",
    )


_INCOMPLETE: Final = Markup(
    '        <li><b class="severity ask">Ask</b><span>The total is not complete. '
    "<em>Look at the checklist and the dates in the form.</em></span></li>\n"
)


def _refused_case(row: ReportRow) -> Markup:
    return Markup("""\
    <li class="case">
      <div class="case-head"><h3>{}</h3></div>
      <ul class="reasons">
{}
      </ul>
    </li>
""").format(row.name, _NOTHING.join(map(_noticed, row.reasons)))


def _noticed(reason: Reason) -> Markup:
    severity, said = reason.severity, reason.severity.capitalize()
    return Markup("<li>{}<span>{} <em>{}</em></span></li>\n").format(
        Markup('<b class="severity {}">{}</b>').format(severity, said) if severity else "",
        reason.message,
        reason.remedy,
    )


def _cut(contents: Contents, status: str, shown: int, elsewhere: str) -> Markup:
    """Say how many forms of a status are not listed here, and where they are."""
    number, listed = contents.statuses[status], contents.in_table[status]
    if number <= shown:
        return _NOTHING
    if listed == number:
        rest = Markup('. <button type="button" class="plain" data-show="{}">Show all in the table</button>')
        rest = rest.format(status)
    else:
        rest = Markup(
            '; {} are in the table below. <button type="button" class="plain" data-show="{}">Show them</button>'
            " And {:,} more: {}."
        ).format(listed, status, number - listed, elsewhere)
    return Markup('  <p class="more">The first {} of {:,}{}</p>\n').format(shown, number, rest)
