"""Forms in sheets as people and programs leave them: filled in, then rearranged, typed otherwise or saved otherwise."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from msgspec import Struct, field
from msgspec.structs import replace

from tests.answers import answers
from tests.as_workbook import BOXED, Page, Place, as_workbook, filled_page, struck_then
from tests.documents import package, parts_of
from tests.form_pieces import asked_by
from tests.spoilt_forms import NOBODY_CAN_TELL
from tests.workbookbuilder import Format, Raw, formula

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from tests.form_pieces import Asked, Piece, Said

_MARKS: Final = ("x", "X", "✓", "☒")
_SERIAL_OF_1904: Final = 1462


class LeftSheet(Struct):
    """A form in sheets with answers, and what a reader should find in it.

    Attributes:
        meant: The answers before it was spoilt.
        free: Keys of questions that may be read in several ways.
        settings: What the workbook says of itself.
        saved: Changes to the parts of the file.
    """

    pieces: Sequence[Piece]
    said: Said
    chance: random.Random
    pages: list[Page]
    meant: Said
    free: set[str] = field(default_factory=set)
    settings: str = ""
    saved: Callable[[dict[str, bytes]], dict[str, bytes]] | None = None

    def bytes(self) -> bytes:
        """Return it as a workbook."""
        data = as_workbook(self.pages, settings=self.settings)
        return data if self.saved is None else package(self.saved(parts_of(data)))

    @property
    def page(self) -> Page:
        """Its first sheet."""
        return self.pages[0]

    def leave_free(self, asked: Asked) -> None:
        """Say nothing of how a question is to be read."""
        self.said.pop(asked.key, None)
        self.free.add(asked.key)

    def pick(self, wanted: Callable[[object], bool] = lambda shown: True) -> Place | None:
        """Choose a cell that somebody filled in."""
        places = [place for place in self.page.answered() if wanted(self.page.cells[place])]
        return self.chance.choice(places) if places else None


def left_sheet(pieces: Sequence[Piece], chance: random.Random, way: str = "") -> tuple[str, LeftSheet]:
    """Fill in a form and spoil it in one way; return which that was."""
    said = answers(pieces, chance, share=0.8)
    way = way or chance.choice(sorted(WAYS))
    made = LeftSheet(pieces=pieces, said=said, chance=chance, pages=[filled_page(pieces, said)], meant={**said})
    WAYS[way](made)
    return way, made


def _stay(at: int) -> int:
    return at


# -- rows, columns and sheets ------------------------------------------------------------------------------------------


def rows_added(form: LeftSheet) -> None:
    """Put empty rows between others."""
    for _ in range(form.chance.randint(1, 3)):
        at = form.chance.randint(1, form.page.height)
        form.page.move(lambda row: row + (row >= at), _stay)  # noqa: B023 - it is called at once


def column_added(form: LeftSheet) -> None:
    """Put an empty column between others."""
    at = form.chance.randint(1, form.page.width)
    form.page.move(_stay, lambda column: column + (column >= at))


def empty_rows_taken_out(form: LeftSheet) -> None:
    """Take out the rows in which nothing is."""
    rows = sorted({row for row, _ in form.page.cells})
    numbers = {row: number for number, row in enumerate(rows, 1)}
    form.page.move(numbers.get, _stay)


def moved(form: LeftSheet) -> None:
    """Begin the sheet further down and further right."""
    down, right = form.chance.randint(0, 4), form.chance.randint(0, 4)
    form.page.move(lambda row: row + down, lambda column: column + right)


def two_sheets(form: LeftSheet) -> None:
    """Cut what is below some empty row, and paste it into another sheet."""
    rows = {row for row, _ in form.page.cells}
    gaps = [row for row in range(2, form.page.height) if row not in rows]
    if gaps:
        cut = form.chance.choice(gaps)
        second = replace(form.page, name="Sheet2", merged=list(form.page.merged))
        form.page.move(lambda row: row if row < cut else None, _stay)
        second.move(lambda row: row - cut if row > cut else None, _stay)
        form.pages.append(second)
        if form.chance.random() < 0.5:
            form.pages.reverse()


def copied(form: LeftSheet) -> None:
    """Copy the sheet as it is."""
    form.pages.append(replace(form.page, name=f"{form.page.name} (2)"))


def copied_blank(form: LeftSheet) -> None:
    """Keep the blank as a sheet before or behind the one that is filled in."""
    form.pages.append(replace(form.page, name="Form (2)", cells={**form.page.blank}))
    if form.chance.random() < 0.5:
        form.pages.reverse()


def unmerged(form: LeftSheet) -> None:
    """Unmerge all cells."""
    form.page.merged = []


def merged_with_the_next(form: LeftSheet) -> None:
    """Merge a cell that is filled in with empty ones on its right."""
    place = form.pick()
    if place is not None:
        last = (place[0], place[1] + form.chance.randint(1, 2))
        between = [(place[0], column) for column in range(place[1] + 1, last[1] + 1)]
        held = {at for first, end in form.page.merged for at in (first, end)}
        if all(form.page.cells.get(at, "") == "" for at in between) and not held & {place, *between}:
            form.page.merged.append((place, last))


def hidden_row(form: LeftSheet) -> None:
    """Hide a row in which something was filled in."""
    place = form.pick()
    if place is not None:
        form.page.hidden.add(place[0])


# -- what is in a cell -------------------------------------------------------------------------------------------------


def other_signs(form: LeftSheet) -> None:
    """Mark with truth values, other signs, or those of a symbol font."""
    for place in form.page.answered():
        if form.page.cells[place] in _MARKS:
            sign = form.chance.choice([True, 1, "X", "✔", "√", "Yes", "(x)", "[x]", "x ", "TRUE", "ü", "þ"])
            form.page.cells[place] = sign
            if sign in ("ü", "þ"):
                form.page.looks[place] = Format(border=True, font='<name val="Wingdings"/>')


def dates_as_text(form: LeftSheet) -> None:
    """Type days as text, in one of many ways."""
    for place in form.page.answered():
        if (day := _day(form.page, place)) is not None:
            ways = ["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%A %d %B %Y", "%Y-%m-%dT00:00:00", "%d-%b-%Y"]
            form.page.cells[place] = f"{day:{form.chance.choice(ways)}}"
            form.page.looks[place] = BOXED


def other_date_formats(form: LeftSheet) -> None:
    """Show days in other formats, also those of months, clocks and plain numbers."""
    codes = [
        "mm-dd-yy",
        "mm/dd/yyyy",
        "yyyy",
        "[h]:mm",
        "0",
        "General",
        "mmm-yy",
        "d/m/yyyy;@",
        "[$-F800]dddd, mmmm dd",
    ]
    for place in form.page.answered():
        if _day(form.page, place) is not None:
            form.page.looks[place] = Format(border=True, code=form.chance.choice(codes))


def from_1904(form: LeftSheet) -> None:
    """Count days from 1904, as the first Excel for the Mac did."""
    form.settings = 'date1904="1"'
    for place in form.page.answered():
        if _day(form.page, place) is not None:
            form.page.cells[place] -= _SERIAL_OF_1904  # type: ignore[operator]


def _day(page: Page, place: Place) -> dt.date | None:
    shown = page.cells[place]
    is_day = isinstance(shown, int) and page.looks[place].code == "dd/mm/yyyy"
    return dt.date(1899, 12, 30) + dt.timedelta(days=shown) if is_day else None  # type: ignore[arg-type]


def struck_words_before(form: LeftSheet) -> None:
    """Strike out words, and write others behind them."""
    place = form.pick(lambda shown: isinstance(shown, str) and len(shown) > 2)
    if place is not None:
        words = str(form.page.cells[place])
        form.page.cells[place] = struck_then(words)
        for asked in asked_by(form.pieces):
            if asked.kind in ("narrative", "table"):  # these keep their words, struck
                form.leave_free(asked)


def struck_out(form: LeftSheet) -> None:
    """Strike out one entry as a whole: nobody can tell what it was to be."""
    _taken_back(form, lambda shown: shown, Format(border=True, font="<strike/>"))


def without_value(form: LeftSheet) -> None:
    """Put a formula in a cell that no program has worked out, or that gives an error."""
    made = form.chance.choice([formula("B2"), formula("1/0", "#DIV/0!", "e"), Raw(' t="e"', "<v>#N/A</v>")])
    _taken_back(form, lambda shown: made, BOXED)


def _taken_back(form: LeftSheet, change: Callable[[object], object], look: Format) -> None:
    """Change an entry so that nobody can tell its answer: each question that it answers."""
    place = form.pick()
    if place is None:
        return
    shown = form.page.cells[place]
    form.page.cells[place], form.page.looks[place] = change(shown), look
    for asked in asked_by(form.pieces):
        without = {key: value for key, value in form.meant.items() if key != asked.key}
        if filled_page(form.pieces, without).cells.get(place, "") != shown:
            if asked.kind in ("narrative", "table", "several"):  # their other words and marks may stand
                form.leave_free(asked)
            elif asked.key in form.said:
                form.said[asked.key] = NOBODY_CAN_TELL


# -- how it was saved --------------------------------------------------------------------------------------------------


def targets_from_the_root(form: LeftSheet) -> None:
    """Point to the parts from the root of the package, under other ids."""

    def change(parts: dict[str, bytes]) -> dict[str, bytes]:
        rels = parts["xl/_rels/workbook.xml.rels"]
        rels = rels.replace(b'Target="', b'Target="/xl/').replace(b'"rId', b'"Rx')
        return {
            **parts,
            "xl/_rels/workbook.xml.rels": rels,
            "xl/workbook.xml": parts["xl/workbook.xml"].replace(b'"rId', b'"Rx'),
        }

    form.saved = change


def without_addresses(form: LeftSheet) -> None:
    """Leave out where cells are, as programs do that write every one of them."""
    page = form.page
    for row in range(1, page.height + 1):
        for column in range(1, page.width + 1):
            page.cells.setdefault((row, column), "")
    form.saved = lambda parts: {
        name: _without_addresses(content) if "worksheets/sheet" in name else content for name, content in parts.items()
    }


def _without_addresses(content: bytes) -> bytes:
    return re.sub(rb'<(c|row) r="[A-Z0-9]+"', rb"<\1", content)


def as_formula_text(form: LeftSheet) -> None:
    """Give the entries as formulas with their stored values, as a form that is filled in by another sheet."""
    for place in form.page.answered():
        shown = form.page.cells[place]
        if isinstance(shown, str):
            form.page.cells[place] = Raw(' t="str"', f"<f>Data!A1</f><v>{escape(shown)}</v>")


WAYS: Final[dict[str, Callable[[LeftSheet], None]]] = {
    way.__name__: way
    for way in (
        rows_added, column_added, empty_rows_taken_out, moved, two_sheets, copied, copied_blank, unmerged,
        merged_with_the_next, hidden_row, other_signs, dates_as_text, other_date_formats, from_1904,
        struck_words_before, struck_out, without_value, targets_from_the_root, without_addresses, as_formula_text,
    )
}  # fmt: skip
