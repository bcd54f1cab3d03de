"""The Excel reader: a workbook's parts into the neutral :class:`~pipeline.document.Document`.

Each visible sheet becomes a table. Formulas count with their stored values, links to other files are never followed,
macros never run. Hidden sheets are no part of the form; what is in them is kept as stories, so that a text that
someone put there comes out as unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.document import Block, Document, Mark, Paragraph, Run, Story
from pipeline.errors import RefusedForm
from pipeline.findings import Finding, find
from pipeline.location import Location
from pipeline.mapping.places import FORM_PROPERTY
from pipeline.ooxml.names import R, S
from pipeline.ooxml.package import Package, Relationship
from pipeline.ooxml.properties import custom_properties
from pipeline.readers.excel.conditional import doubt_formatted
from pipeline.readers.excel.controls import ControlType, FormControl, control_numbers, controls_of
from pipeline.readers.excel.drawings import Drawn, control_captions, drawn_on
from pipeline.readers.excel.grid import sheet_table
from pipeline.readers.excel.headers import header_stories
from pipeline.readers.excel.lists import lists_of, offer_lists
from pipeline.readers.excel.names import name_cells, said_by_names
from pipeline.readers.excel.overlay import lay_over, without_place
from pipeline.readers.excel.places import cell_name, cell_range
from pipeline.readers.excel.sheet import Content, Sheet, read_sheet
from pipeline.readers.excel.styles import Styles
from pipeline.readers.excel.text import SharedStrings
from pipeline.readers.excel.values import Fault, ValueReader

if TYPE_CHECKING:
    from lxml.etree import _Element

_FILLED_CELLS: Final = 100_000
"""Cells that hold something in the whole workbook: a form has some hundred."""

_CHARACTERS: Final = 10_000_000
"""Text of all cells together; a string that many cells share counts once a cell."""

_KINDS_OF_SHEET: Final = frozenset({"worksheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"})

_HIDDEN_LINES: Final = 500
"""Rows of a hidden sheet that are kept for comparing; a list of schools is longer, a form is not."""

_ERROR: Final = re.compile(r"#(?:[A-Z_]+[!?]|DIV/0!|N/A)")
_OF_THREADS: Final = "tc="
_ON: Final = frozenset({"1", "true", "on"})


def read_excel(package: Package) -> Document:
    """Read an Excel package (.xlsx, .xlsm, Strict or not).

    Raises:
        RefusedForm: A part is broken or missing, or the workbook is far larger than any form.
    """
    workbook = package.xml(package.main_part)
    properties = {**said_by_names(workbook), **custom_properties(package)}
    sheets = list(_sheets(package, workbook, from_blank=FORM_PROPERTY in properties))
    name_cells(workbook, [part.sheet for part in sheets])
    offer_lists(workbook, [part.sheet for part in sheets])
    lay_over([(part.sheet, part.controls, part.drawn) for part in sheets])
    shown = [part for part in sheets if not part.sheet.hidden]
    return Document(
        kind="xlsx",
        blocks=tuple(block for part in shown for block in _blocks(part)),
        stories=(
            *(story for part in shown for story in part.stories),
            *(_hidden_story(part.sheet) for part in sheets if part.sheet.hidden and part.sheet.filled),
        ),
        comments=sum(part.comments for part in sheets),
        commented=tuple(
            Location((("sheet", part.sheet.name), ("cell", cell))) for part in shown for cell in part.commented
        ),
        properties=properties,
        findings=tuple(finding for part in sheets for finding in (*_noticed(part.sheet), *_lost_controls(part))),
    )


class _SheetPart(Struct, frozen=True, kw_only=True):
    """A sheet with what is drawn above its cells and printed round them."""

    sheet: Sheet
    controls: tuple[FormControl, ...]
    drawn: tuple[Drawn, ...]
    stories: tuple[Story, ...]
    comments: int
    commented: tuple[str, ...]


def _sheets(package: Package, workbook: _Element, *, from_blank: bool) -> Iterator[_SheetPart]:
    """Read the sheets in the order of their tabs; charts on a sheet of their own hold no answers."""
    links = {link.id: link for link in package.related(package.main_part)}
    values = _value_reader(package, workbook, links, from_blank=from_blank)
    filled = characters = 0
    for entry in workbook.iterfind(f"{S}sheets/{S}sheet"):
        link = links.get(entry.get(R + "id", ""))
        if link is None or link.external or link.kind not in _KINDS_OF_SHEET:
            continue
        hidden = entry.get("state", "visible") != "visible"
        part = _sheet_part(package, link.target, entry.get("name", ""), values, hidden=hidden)
        for _, _, content in part.sheet.contents():
            filled += 1
            characters += len(content.text)
        if filled > _FILLED_CELLS or characters > _CHARACTERS:
            raise _too_large()
        yield part


def _sheet_part(package: Package, part: str, name: str, values: ValueReader, *, hidden: bool) -> _SheetPart:
    try:
        root = package.xml(part)
    except RefusedForm as refused:
        raise (_too_large() if refused.code == "too_complex" else refused) from None
    sheet = read_sheet(root, name=name, hidden=hidden, values=values)
    sheet.lists = lists_of(root)
    doubt_formatted(root, sheet, values.styles)
    related = [link for link in package.related(part) if link.exists and not link.external]
    tables = (cell_range(package.xml(link.target).get("ref", "")) for link in related if link.kind == "table")
    sheet.coloured += [table for table in tables if table is not None]
    drawings = [package.xml(link.target) for link in related if link.kind == "drawing"]
    numbers = frozenset(control_numbers(root))
    captions = {number: text for drawing in drawings for number, text in control_captions(drawing, numbers).items()}
    remarks = [(package.sound_xml(link.target), link.kind) for link in related if "omment" in link.kind]
    return _SheetPart(
        sheet=sheet,
        controls=controls_of(package, part, root, captions),
        drawn=tuple(found for drawing in drawings for found in drawn_on(drawing, sheet.geometry, numbers)),
        stories=tuple(header_stories(root, name)),
        comments=sum(_comments(root, kind) for root, kind in remarks),
        commented=tuple(dict.fromkeys(cell for root, _ in remarks if root is not None for cell in _commented(root))),
    )


def _value_reader(
    package: Package, workbook: _Element, links: dict[str, Relationship], *, from_blank: bool
) -> ValueReader:
    def root(kind: str, parse: Callable[[str], _Element | None] = package.xml) -> _Element | None:
        found = (link.target for link in links.values() if link.kind == kind and link.exists and not link.external)
        return next((parse(part) for part in found), None)

    properties = workbook.find(S + "workbookPr")
    return ValueReader(
        strings=SharedStrings(root("sharedStrings")),
        styles=Styles(root("styles"), root("theme", package.sound_xml), root("FeaturePropertyBag")),
        from_1904=properties is not None and properties.get("date1904", "0") in _ON,
        from_blank=from_blank,
    )


def _too_large() -> RefusedForm:
    return RefusedForm(
        f"The workbook holds more than a form does: over {_FILLED_CELLS:,} filled cells, or that much text or format.",
        remedy="Copy the form's own sheets into a new workbook and save that.",
        code="too_big",
    )


def _commented(root: _Element) -> Iterator[str]:
    """Yield the cells that a part of comments, or of threads of them, is about."""
    return (cell for each in root.iter("{*}comment", "{*}threadedComment") if (cell := each.get("ref", "")))


def _comments(root: _Element | None, kind: str) -> int:
    """Count the comments of a part; what an old-style comment repeats of a thread counts once, in the thread."""
    if root is None:
        return 0
    if kind == "threadedComment":
        return sum(1 for entry in root if isinstance(entry.tag, str) and entry.tag.endswith("}threadedComment"))
    authors = [author.text or "" for author in root.iterfind(f"{S}authors/{S}author")]
    threads = {str(number) for number, author in enumerate(authors) if author.startswith(_OF_THREADS)}
    return sum(1 for comment in root.iter(S + "comment") if comment.get("authorId", "") not in threads)


# -- the document ------------------------------------------------------------------------------------------------------


def _blocks(part: _SheetPart) -> Iterator[Block]:
    """Yield a sheet's table, and behind it the texts of its text boxes, each at the cell that it lies on."""
    yield sheet_table(part.sheet)
    for drawn in part.drawn:
        place = Location((("sheet", part.sheet.name), ("cell", cell_name(drawn.row, drawn.column))))
        marks = Mark.HIDDEN if drawn.hidden else Mark.NONE
        yield from (Paragraph(location=place, runs=(Run(text=line, marks=marks),)) for line in drawn.lines)


def _hidden_story(sheet: Sheet) -> Story:
    """Keep the text of a hidden sheet, a line a row, so that it can be compared with the blank's."""
    lines = []
    for row in sorted(sheet.filled)[:_HIDDEN_LINES]:
        cells = sheet.filled[row]
        place = Location((("sheet", sheet.name), ("cell", cell_name(row, min(cells)))))
        text = "\t".join(cells[column].text.replace("\n", " ") for column in sorted(cells))
        lines.append(Paragraph(location=place, runs=(Run(text=text, marks=Mark.UNSEEN),)))
    return Story(name=f"hidden sheet '{sheet.name}'", blocks=tuple(lines))


def _noticed(sheet: Sheet) -> Iterator[Finding]:
    place = Location((("sheet", sheet.name),))
    if sheet.hidden:
        characters = sum(len(content.text) for _, _, content in sheet.contents())
        if characters:
            yield find("hidden_sheet", location=place, characters=characters)
        return
    rows, columns = sheet.hidden_with_content()
    if rows or columns:
        yield find("hidden_rows", location=place, rows=rows, columns=columns)
    for row, column, content in sheet.contents():
        for code, what in content.noticed:
            facts = {"what": what} if what else {}
            yield find(code, location=place.inside("cell", cell_name(row, column)), **facts)
        if content.fault is not None:
            location = place.inside("cell", cell_name(row, column))
            yield find("formula_without_value", location=location, reason=_reason(content))


def _lost_controls(part: _SheetPart) -> Iterator[Finding]:
    lost = without_place(part.controls, part.sheet)
    if lost and not part.sheet.hidden:
        unset = sum(
            each.checked is False and not each.chosen and each.kind is not ControlType.ACTIVE_X for each in lost
        )
        place = Location((("sheet", part.sheet.name),))
        yield find("controls_without_place", location=place, controls=len(lost), set=len(lost) - unset)


def _reason(content: Content) -> str:
    """Say why a cell has no value, without anything that a person typed there."""
    if content.fault is Fault.NOT_WORKED_OUT:
        return "it was never worked out"
    error = _ERROR.search(content.text)
    return f"it gives {error[0]}" if error else "it gives an error"
