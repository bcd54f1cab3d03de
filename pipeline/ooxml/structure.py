"""The structure of WordprocessingML, defined once: which blocks, rows and cells a person sees, and at which place.

Content hides behind wrappers: content controls round a block, row, cell or run (ECMA-376 Part 1, 17.5.2), tracked
insertions and moves (17.13.5), custom XML and smart tags (17.5.1), alternate content (Part 3, 9). Everything that
walks a document, the reader as well as the writers, walks it through here, so a :class:`Location` that one prints is
the place that the other finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from pipeline.ooxml.names import MC, W

if TYPE_CHECKING:
    from lxml.etree import _Element


PARAGRAPH, TABLE, ROW, CELL, RUN, TEXT = W + "p", W + "tbl", W + "tr", W + "tc", W + "r", W + "t"
PARAGRAPH_PROPERTIES, ROW_PROPERTIES, CELL_PROPERTIES = W + "pPr", W + "trPr", W + "tcPr"
CONTROL, CONTROL_CONTENT = W + "sdt", W + "sdtContent"
ALTERNATE, CHOICE, FALLBACK = MC + "AlternateContent", MC + "Choice", MC + "Fallback"
VAL = W + "val"
OFF = frozenset({"0", "false", "off"})
_KNOWN = ("http://schemas.microsoft.com/office/", "http://schemas.openxmlformats.org/", "urn:schemas-microsoft-com:")
"""What the namespaces begin with that choices of Word's own ask for."""

_DIGITS = 5
"""Digits of a number that is believed: Word counts columns up to 63 and list entries up to 25."""

Wrapped = tuple["_Element", tuple["_Element", ...]]
_CONTINUES = ("continue", "")


class View(Enum):
    """Which side of pending tracked changes is read: after accepting them, or as it was before."""

    ACCEPTED = "accepted"
    ORIGINAL = "original"

    @property
    def gone(self) -> frozenset[str]:
        """Name the elements whose content does not exist in this view."""
        return _ADDED if self is View.ORIGINAL else _REMOVED


_REMOVED = frozenset({W + "del", W + "moveFrom"})
_ADDED = frozenset({W + "ins", W + "moveTo"})

_ROW_GONE = {View.ACCEPTED: W + "del", View.ORIGINAL: W + "ins"}

PROPERTIES = frozenset(
    W + name
    for name in (
        *("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "tblPrEx", "sectPr", "sdtPr", "sdtEndPr"),
        *("smartTagPr", "customXmlPr", "instrText", "delInstrText", "fldData", "ffData", "rubyPr", "rt"),
    )
)
_BLOCKS = frozenset({PARAGRAPH, TABLE, RUN, TEXT})
_ROWS = frozenset({ROW})
_CELLS = frozenset({CELL})
_BEFORE = f"{ROW_PROPERTIES}/{W}gridBefore"


def first(element: _Element, tag: str) -> _Element | None:
    """Return the first child called ``tag``, as ``find`` does, which takes twice as long."""
    return next(element.iterchildren(tag), None) if len(element) else None


def is_on(element: _Element | None) -> bool:
    """Read an on/off property (ECMA-376 17.17.4): present without a value means on."""
    return element is not None and element.get(VAL, "1").lower() not in OFF


def number(element: _Element | None, default: int) -> int:
    """Read a whole number from ``w:val``; anything unreadable, negative or beyond sense gives ``default``."""
    text = element.get(VAL, "") if element is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else default


def is_ticked(box: _Element) -> bool:
    """Return whether a check box of older Word is ticked; ``box`` is its ``w:checkBox`` (17.16.7)."""
    return is_on(_state_or_default(box, "checked"))


def list_entries(choices: _Element) -> list[str]:
    """Return the entries of a list of older Word; ``choices`` is its ``w:ddList`` (17.16.9)."""
    return [entry.get(VAL, "") for entry in choices.iterchildren(W + "listEntry")]


def chosen_entry(choices: _Element) -> int:
    """Return which entry of such a list is chosen, counted from 0; there may be none with that number."""
    return number(_state_or_default(choices, "result"), 0)


def _state_or_default(settings: _Element, state: str) -> _Element | None:
    stored = settings.find(W + state)
    return stored if stored is not None else settings.find(W + "default")


def branch(alternate: _Element) -> _Element | None:
    """Take the one branch of alternate content that is read.

    It is the first choice that has a place for text, else the fallback: programs draw a symbol or a picture in a
    choice and leave what it says to the fallback. A choice that asks for what Word doesn't know counts last.
    """
    found = [each for tag in (CHOICE, FALLBACK) for each in alternate.iterchildren(tag) if len(each)]
    branches = sorted(found, key=_is_unknown) if len(found) > 1 else found
    if len(found) > 1 and _is_unknown(found[0]):
        return branches[0]
    return next((each for each in branches if _has_place_for_text(each)), branches[0] if branches else None)


def _is_unknown(branch: _Element) -> bool:
    """Return whether a choice asks for something that no Word knows, so that it shows the fallback (Part 3, 10.2)."""
    asked = (branch.nsmap.get(prefix, "") for prefix in branch.get("Requires", "").split())
    return any(name and not name.startswith(_KNOWN) for name in asked)


def _has_place_for_text(element: _Element) -> bool:
    return next(element.iter(PARAGRAPH, TEXT), None) is not None


def unwrapped(
    parent: _Element, wanted: frozenset[str], view: View, inside: tuple[_Element, ...] = ()
) -> Iterator[Wrapped]:
    """Yield the children of ``parent`` that are ``wanted``, however wrapped, with their controls, outermost first.

    Elements that nobody knows are looked through, so text in them is not lost.
    """
    for child in parent:
        tag = child.tag
        if tag in wanted:
            yield child, inside
        elif tag == CONTROL:
            content = child.find(CONTROL_CONTENT)
            if content is not None:
                yield from unwrapped(content, wanted, view, (*inside, child))
        elif tag == ALTERNATE:
            chosen = branch(child)
            if chosen is not None:
                yield from unwrapped(chosen, wanted, view, inside)
        elif isinstance(tag, str) and tag not in PROPERTIES and len(child) and tag not in view.gone:
            yield from unwrapped(child, wanted, view, inside)


def blocks(container: _Element, view: View = View.ACCEPTED) -> Iterator[Wrapped]:
    """Return the paragraphs and tables of a body, cell or text box, and runs or texts that are outside paragraphs."""
    return unwrapped(container, _BLOCKS, view)


def rows(table: _Element, view: View = View.ACCEPTED) -> Iterator[Wrapped]:
    """Return the rows of a table, without those that a tracked change removes."""
    return ((row, inside) for row, inside in unwrapped(table, _ROWS, view) if is_seen(row, view))


def is_seen(row: _Element, view: View) -> bool:
    """Return whether no tracked change takes a row away in a view."""
    properties = first(row, ROW_PROPERTIES)
    return properties is None or properties.find(_ROW_GONE[view]) is None


def cells(row: _Element, view: View = View.ACCEPTED) -> Iterator[tuple[_Element, tuple[_Element, ...], int, int]]:
    """Yield each cell of a row with its controls, its 1-based grid column and the number of grid columns it spans.

    ``w:gridBefore`` shifts the first cell (ECMA-376 17.4.15); a cell that a tracked change removes keeps its columns,
    so that the cells after it do not move.
    """
    gone = W + ("cellIns" if view is View.ORIGINAL else "cellDel")
    column = first_column(row)
    for cell, inside in unwrapped(row, _CELLS, view):
        properties = first(cell, CELL_PROPERTIES)
        columns = span(properties) if properties is not None else 1
        if properties is None or properties.find(gone) is None:
            yield cell, inside, column, columns
        column += columns


def first_column(row: _Element) -> int:
    """Return the 1-based grid column of a row's first cell."""
    before = row.find(_BEFORE) if first(row, ROW_PROPERTIES) is not None else None
    return 1 + number(before, 0)


def span(properties: _Element) -> int:
    """Return the number of grid columns that the cell of a ``w:tcPr`` covers (ECMA-376 17.4.17)."""
    return max(1, number(properties.find(W + "gridSpan"), 1))


def body(document: _Element) -> _Element:
    """Return the element whose blocks are the body: ``w:body``, or the document itself when it has several or none."""
    bodies = document.findall(W + "body")
    return bodies[0] if len(bodies) == 1 else document


def continues(properties: _Element) -> bool:
    """Return whether a cell is the lower part of one merged over rows."""
    merge = properties.find(W + "vMerge")
    return merge is not None and merge.get(VAL, "continue") in _CONTINUES


def is_merged_left(properties: _Element) -> bool:
    """Return whether a cell is the right part of one merged the old way (``w:hMerge``, ECMA-376 Part 4)."""
    merge = properties.find(W + "hMerge")
    return merge is not None and merge.get(VAL, "continue") in _CONTINUES
