"""Lay what is above the cells onto them: check boxes, drop-downs, and drawings that nobody can read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipeline.document import Control, ControlKind, Run
from pipeline.readers.excel.controls import ControlType, FormControl
from pipeline.readers.excel.drawings import Drawn
from pipeline.readers.excel.places import EMU_A_POINT, cell_range, sheet_and_cells
from pipeline.readers.excel.sheet import Content, Sheet
from pipeline.signs import BOX_EMPTY, BOX_TICKED

_UNDECIDED: Final = "?"
"""What a check box gives that is greyed, neither on nor off: a person has to look."""

_SAME_LINE: Final = 8 * EMU_A_POINT
"""Boxes whose tops differ by less stand side by side."""

_WITH_BOX: Final = frozenset({ControlType.CHECK_BOX, ControlType.OPTION})

Overlaid = tuple[Sheet, Sequence[FormControl], Sequence[Drawn]]
Book = Mapping[str, Sheet]


def lay_over(sheets: Sequence[Overlaid]) -> None:
    """Put each control and drawing into the cell that it lies on; a control without a place lies on none.

    A cell that a control is linked to holds a copy of its state, which Excel takes for the truth when it opens the
    file; so does this. The copy is then taken out of its cell, so that it doesn't count a second time.
    """
    book = {sheet.name.casefold(): sheet for sheet, _, _ in sheets}
    shown = [(sheet, list(_shown(sheet, controls, book))) for sheet, controls, _ in sheets]
    for sheet, controls, _ in sheets:
        for control in controls:
            if _cell_of(control, sheet) is not None:  # else the copy is all that there is
                _take_out_copy(control, sheet, book)
    for sheet, cells in shown:
        for row, column, runs, drawings in cells:
            if runs or drawings:
                _add(sheet.at(row, column), runs, drawings)
    for sheet, _, drawn in sheets:
        for drawing in drawn:
            if not drawing.lines:
                sheet.at(drawing.row, drawing.column).drawings += 1
        sheet.drop_emptied()


def without_place(controls: Sequence[FormControl], sheet: Sheet) -> list[FormControl]:
    """Return the controls of a sheet of which nobody can tell where they lie."""
    return [each for each in controls if _cell_of(each, sheet) is None]


def _cell_of(control: FormControl, sheet: Sheet) -> tuple[int, int] | None:
    return sheet.geometry.box_cell(control.anchor)


def _add(content: Content, runs: Sequence[Run], drawings: int) -> None:
    parting = (Run(text=" "),) if runs and content.runs else ()
    content.runs = (*runs, *parting, *content.runs)
    content.drawings += drawings


def _shown(sheet: Sheet, controls: Sequence[FormControl], book: Book) -> Iterator[tuple[int, int, list[Run], int]]:
    """Yield for each cell with controls above it what they show, and how many of them can't be read."""
    by_cell: dict[tuple[int, int], list[FormControl]] = defaultdict(list)
    for control in controls:
        cell = _cell_of(control, sheet)
        if cell is not None:
            by_cell[cell].append(control)
    number = 0
    for (row, column), here in sorted(by_cell.items(), key=lambda entry: entry[0]):
        runs: list[Run] = []
        drawings = 0
        for line in _lines(here):
            parting = "\n"
            for control in line:
                number += 1
                found = _runs(control, sheet, book, number)
                drawings += found is None
                runs += [*([Run(text=parting)] if runs and found else []), *(found or ())]
                parting = "  "
        yield row, column, runs, drawings


def _lines(controls: list[FormControl]) -> list[list[FormControl]]:
    """Order the controls above one cell as a person sees them: in lines, each from left to right."""
    lines: list[list[FormControl]] = []
    top = 0
    for control in sorted(controls, key=lambda control: (control.anchor.start.row, control.anchor.start.y)):
        start = control.anchor.start
        if lines and lines[-1][0].anchor.start.row == start.row and start.y - top < _SAME_LINE:
            lines[-1].append(control)
        else:
            lines.append([control])
            top = start.y
    return [sorted(line, key=lambda control: (control.anchor.start.column, control.anchor.start.x)) for line in lines]


def _runs(control: FormControl, sheet: Sheet, book: Book, number: int) -> list[Run] | None:
    """Return what a control shows; ``None`` for one that can't be read."""
    if control.kind in _WITH_BOX:
        return [_box(control, _state(control, sheet, book), number), *_caption(control)]
    if control.kind is ControlType.DROP_DOWN and not control.chosen:
        return []
    entry = _entry(control, sheet, book) if control.kind is ControlType.DROP_DOWN else ""
    if not entry:
        return None
    chosen = Control(kind=ControlKind.DROP_DOWN, alias=control.name, value=entry, number=number)
    return [Run(text=entry, control=chosen)]


def _box(control: FormControl, state: bool | None, number: int) -> Run:
    if state is None:
        return Run(text=_UNDECIDED)
    box = Control(kind=ControlKind.CHECK_BOX, alias=control.name, checked=state, number=number)
    return Run(text=BOX_TICKED if state else BOX_EMPTY, control=box)


def _caption(control: FormControl) -> list[Run]:
    return [Run(text=f" {control.caption}")] if control.caption else []


def _state(control: FormControl, sheet: Sheet, book: Book) -> bool | None:
    copy = _linked(control, sheet, book) if control.kind is ControlType.CHECK_BOX else None
    if copy is None or not copy.copied:
        return control.checked
    if copy.truth is None:
        return None if copy.fault else control.checked
    return copy.truth


def _entry(control: FormControl, sheet: Sheet, book: Book) -> str:
    """Find the entry that a drop-down shows: that of its number in the range of its entries."""
    home, text = _on_sheet(control.entries, sheet, book)
    entries = cell_range(text) if home is not None else None
    if home is None or entries is None or control.chosen > entries.bottom - entries.top + 1:
        return ""
    content = home.filled.get(entries.top + control.chosen - 1, {}).get(entries.left)
    return content.text if content is not None else ""


def _linked(control: FormControl, sheet: Sheet, book: Book) -> Content | None:
    home, text = _on_sheet(control.link, sheet, book)
    place = cell_range(text) if home is not None else None
    return None if home is None or place is None else home.filled.get(place.top, {}).get(place.left)


def _take_out_copy(control: FormControl, sheet: Sheet, book: Book) -> None:
    copy = _linked(control, sheet, book)
    if copy is not None and copy.copied:
        copy.runs, copy.fault = (), None


def _on_sheet(reference: str, sheet: Sheet, book: Book) -> tuple[Sheet | None, str]:
    """Find the sheet that a reference leads to, and the cells there; one to another file leads nowhere."""
    name, cells = sheet_and_cells(reference)
    return (book.get(name.casefold()) if name else sheet), cells
