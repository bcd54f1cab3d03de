"""Forms of pieces in a sheet: what :mod:`tests.form_pieces` draws for Word, laid out in cells as people do in Excel."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from msgspec import Struct, field
from openpyxl.utils import get_column_letter

from tests.formbuilder import text_of
from tests.shapes import q
from tests.workbookbuilder import Format, Raw, Sheet, empty, number, rich, text, truth, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tests.form_pieces import Piece, Said
    from tests.shapes import Element

Place = tuple[int, int]
BOXED: Final = Format(border=True)
HIGHLIGHTED: Final = Format(border=True, fill="FFFF00")
DATED: Final = Format(border=True, code="dd/mm/yyyy")
_DATE: Final = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_EPOCH: Final = dt.date(1899, 12, 30)


class Page(Struct):
    """A sheet as its cells: what each shows and how it looks, by row and column from 1 on.

    Attributes:
        cells: A text, number, truth value, or a cell as XML; ``""`` for an empty one with a border.
        looks: Formats of cells.
        merged: First and last cell of each merged range.
        hidden: Rows that are hidden.
        blank: The cells of the blank, by the same places.
    """

    name: str = "Form"
    state: str = "visible"
    cells: dict[Place, object] = field(default_factory=dict)
    looks: dict[Place, Format] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    blank: dict[Place, object] = field(default_factory=dict)

    def answered(self) -> list[Place]:
        """Return the cells that show something else than those of the blank."""
        return [place for place, shown in self.cells.items() if shown != "" and shown != self.blank.get(place, "")]

    @property
    def height(self) -> int:
        """The number of its last row."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def width(self) -> int:
        """The number of its last column."""
        return max((column for _, column in self.cells), default=0)

    def move(self, row: Callable[[int], int | None], column: Callable[[int], int | None]) -> None:
        """Move all cells; where nothing is returned they are taken out."""

        def moved(place: Place) -> Place | None:
            at = row(place[0]), column(place[1])
            return (at[0], at[1]) if at[0] is not None and at[1] is not None else None

        self.cells = {at: shown for place, shown in self.cells.items() if (at := moved(place))}
        self.blank = {at: shown for place, shown in self.blank.items() if (at := moved(place))}
        self.looks = {at: look for place, look in self.looks.items() if (at := moved(place))}
        corners = [(moved(first), moved(last)) for first, last in self.merged]
        self.merged = [(first, last) for first, last in corners if first and last and first != last]
        self.hidden = {at for each in self.hidden if (at := row(each))}


def drawn_page(pieces: Sequence[Piece], said: Said | None = None) -> Page:
    """Lay out a form of pieces in a sheet, blank or with answers: each piece has the room of its blank at least."""
    page = Page()
    top = 1
    for piece in pieces:
        room = _draw_piece(Page(), 1, piece.draw({}))
        top += max(room, _draw_piece(page, top, piece.draw(said or {}))) + 1  # a row is left between them
    page.cells = {place: shown for place, shown in page.cells.items() if shown != "" or place in page.looks}
    return page


def _draw_piece(page: Page, top: int, blocks: Iterable[Element]) -> int:
    """Draw blocks one below the other, and return how many rows they take."""
    height = 0
    for block in blocks:
        height += _draw(page, top + height, block)
    return height


def filled_page(pieces: Sequence[Piece], said: Said) -> Page:
    """Lay out a form with answers: each piece where it is in the blank, and dates as dates."""
    page, blank = drawn_page(pieces, said), drawn_page(pieces)
    page.blank = blank.cells
    for place in page.answered():
        shown = str(page.cells[place])
        if day := _DATE.fullmatch(shown):
            page.cells[place] = (dt.date(int(day[3]), int(day[2]), int(day[1])) - _EPOCH).days
            page.looks[place] = DATED
        elif shown.isdecimal():
            page.cells[place] = int(shown)
    return page


def _draw(page: Page, top: int, block: Element) -> int:
    if block.tag == q("w:p"):
        page.cells[top, 1] = text_of(block)
        return 1
    merges: dict[int, Place] = {}
    rows = list(block.iter(q("w:tr")))
    for row_number, row in enumerate(rows, top):
        column = 1
        for cell in row.findall(q("w:tc")):
            properties = cell.find(q("w:tcPr"))
            span = _attribute(properties, "gridSpan", "1")
            merge = _attribute(properties, "vMerge", "continue")
            is_merged = properties is not None and properties.find(q("w:vMerge")) is not None
            place = (row_number, column)
            page.looks[place] = HIGHLIGHTED if next(cell.iter(q("w:highlight")), None) is not None else BOXED
            page.cells[place] = "\n".join(text_of(line) for line in cell.iter(q("w:p"))).rstrip("\n")
            if is_merged and merge == "restart":
                merges[column] = place
            elif is_merged:
                _extend(page, merges[column], place)
            if int(span) > 1:
                page.merged.append((place, (row_number, column + int(span) - 1)))
            column += int(span)
    return len(rows)


def _extend(page: Page, first: Place, last: Place) -> None:
    page.merged = [each for each in page.merged if each[0] != first]
    page.merged.append((first, last))


def _attribute(properties: Element | None, name: str, default: str) -> str:
    found = properties.find(q(f"w:{name}")) if properties is not None else None
    return default if found is None else found.get(q("w:val"), default)


def as_workbook(pages: Iterable[Page], **more: object) -> bytes:
    """Return sheets as a workbook; ``more`` is what :func:`tests.workbookbuilder.workbook` takes besides."""
    return workbook(*map(_sheet, pages), **more)  # type: ignore[arg-type]


def _sheet(page: Page) -> Sheet:
    cells = {_address(place): _cell(page.cells[place], page.looks.get(place, Format())) for place in sorted(page.cells)}
    merged = [f"{_address(first)}:{_address(last)}" for first, last in page.merged]
    rows = dict.fromkeys(sorted(page.hidden), 'hidden="1"')
    return Sheet(cells, name=page.name, state=page.state, merged=merged, rows=rows)


def _address(place: Place) -> str:
    return f"{get_column_letter(place[1])}{place[0]}"


def _cell(shown: object, look: Format) -> Raw:
    if isinstance(shown, Raw):
        return Raw(shown.attributes, shown.inner, look)
    if isinstance(shown, bool):
        return truth(shown, look)
    if isinstance(shown, int | float):
        return number(shown, look)
    return text(str(shown), look) if shown != "" else empty(look)


def struck_then(words: str) -> Raw:
    """Make a cell in which other words are struck out before some."""
    return rich(f'<r><rPr><strike/></rPr><t xml:space="preserve">Wrong </t></r><r><t>{escape(words)}</t></r>')
