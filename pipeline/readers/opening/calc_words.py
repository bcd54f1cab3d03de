"""What LibreOffice leaves out of the cells of an ``.ods``, written so that it keeps it.

Tried with LibreOffice 7.4. Of what may stand in a paragraph of a cell (OpenDocument 1.2, part 1, 6.1) it knows text,
spaces, links and spans that are not in one another. Line breaks, tabs, fields and spans in spans are left out with
their words, so that 1, a line break, 0 is 10; and so are headings and lists. Of a cell that neither has a style nor
gets one from its column or row, it forgets what kind of value it holds: a date is the number of a day, and TRUE is 1.
Programs write all of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from pipeline.errors import RefusedForm
from pipeline.ooxml.safe_xml import parse
from pipeline.readers.opening.open_document import with_changed_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_P, _H, _LIST, _SPAN = (f"{_TEXT}{name}" for name in ("p", "h", "list", "span"))
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_WHITE: Final = {f"{_TEXT}line-break": "\n", f"{_TEXT}tab": "\t"}
_SPACE: Final = f"{_TEXT}s"
_MOVING: Final = f"{_TEXT}date"
_BREAK: Final = "\n"
_DAY: Final = 'TEXT(TODAY();"DD/MM/YYYY")'
_LONGEST: Final = 255
"""So many characters may a text of a formula have."""
_KEPT: Final = frozenset(
    f"{_TEXT}{name}"
    for name in (
        "s", "a", "ruby", "ruby-base", "ruby-text", "note", "soft-page-break", "bookmark", "bookmark-start",
        "bookmark-end", "reference-mark", "reference-mark-start", "reference-mark-end",
    )
)  # fmt: skip
"""Elements of a paragraph that lose none of its words, and footnotes, which a sheet can't show."""

_DISSOLVED: Final = "dissolved"
_FORGOTTEN: Final = frozenset({"date", "time", "boolean", "percentage", "currency"})
_STYLE, _GIVEN_STYLE = f"{_TABLE}style-name", f"{_TABLE}default-cell-style-name"


def with_all_words(kind: str, content: bytes) -> bytes:
    """Return a file of an older format in which LibreOffice finds all words of a cell; others than ``.ods`` stay."""
    return with_changed_parts(content, _part) if kind == "ods" else content


def _part(name: str, part: bytes) -> bytes:
    if name != "content.xml":
        return part
    try:
        root = parse(part, name)
    except RefusedForm:
        return part  # LibreOffice won't open it either
    changes = [_cell(cell) for cell in root.iter(*_CELLS)]
    if not any(_GIVEN_STYLE in each.attrib for each in root.iter(f"{_TABLE}table-column", f"{_TABLE}table-row")):
        changes += [_kind_kept(cell) for cell in root.iter(*_CELLS)]
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") if any(changes) else part


def _cell(cell: etree._Element) -> bool:
    """Make plain paragraphs of what a cell holds; say whether anything changed."""
    headings, lists = list(cell.iterchildren(_H)), list(cell.iterchildren(_LIST))
    for heading in headings:
        heading.tag = _P
    for each in lists:
        for paragraph in list(each.iter(_P, _H)):
            paragraph.tag = _P
            each.addprevious(paragraph)
        cell.remove(each)
    if formula := _moving_date(cell):
        cell.set(f"{_TABLE}formula", formula)
        return True
    changes = [_paragraph(paragraph) for paragraph in cell.iterchildren(_P)]
    return bool(headings or lists) or any(changes)


def _kind_kept(cell: etree._Element) -> bool:
    """Name the style that a cell has without one, so that its kind of value counts; say whether it needed that."""
    if cell.get(f"{_OFFICE}value-type") not in _FORGOTTEN or _STYLE in cell.attrib:
        return False
    cell.set(_STYLE, "Default")
    return True


def _moving_date(cell: etree._Element) -> str:
    """Return a formula for what a cell shows, if that has the day on which it is looked at: by it that day is known."""
    paragraphs = list(cell.iterchildren(_P))
    if not any(map(_is_moving, cell.iter(_MOVING))):
        return ""
    parts = [part for paragraph in paragraphs for part in (_BREAK, *_parts(paragraph)) if part][1:]
    if not "".join(part for part in parts if part != _MOVING).strip():
        return "=TODAY()"
    return "=" + "&".join(piece for part in parts for piece in _pieces(part))


def _pieces(part: str) -> Iterator[str]:
    """Yield a part of a text as a formula has it."""
    if part == _MOVING:
        yield _DAY
    elif part == _BREAK:
        yield "CHAR(10)"
    else:
        yield from (_quoted(part[at : at + _LONGEST]) for at in range(0, len(part), _LONGEST))


def _is_moving(element: etree._Element) -> bool:
    return element.tag == _MOVING and element.get(f"{_TEXT}fixed") != "true"


def _parts(element: etree._Element) -> Iterator[str]:
    """Yield the words of an element, and the name of a moving date for each in it."""
    if _is_moving(element):
        yield _MOVING
        return
    yield _WHITE.get(str(element.tag), " " if element.tag == _SPACE else element.text or "")
    for child in element:
        yield from _parts(child)
        yield child.tail or ""


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _paragraph(paragraph: etree._Element) -> bool:
    """Leave only the words of the elements that LibreOffice would leave out with theirs."""
    lost = [each for each in paragraph.iterdescendants() if _is_lost(each, paragraph)]
    for element in lost:
        element.text = _WHITE.get(str(element.tag), element.text)
        element.tag = _DISSOLVED
    etree.strip_tags(paragraph, _DISSOLVED)
    return bool(lost)


def _is_lost(element: etree._Element, paragraph: etree._Element) -> bool:
    if element.tag == _SPAN:
        return element.getparent() is not paragraph
    return str(element.tag).startswith(_TEXT) and element.tag not in _KEPT
