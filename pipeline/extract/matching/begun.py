"""Rows with labels too short to tell them, known by their neighbours: ``Name: Jo Example`` above ``Address: …``.

So are rows that print nothing but their number. One that was taken for one more row of a table without print, since it
is behind such a row, is the next one where it begins as that does.
"""

from __future__ import annotations

from pipeline.extract.matching.blank_index import BlankIndex
from pipeline.extract.matching.rows import RowPlace
from pipeline.extract.matching.skeleton import BoxRow
from pipeline.extract.memo import once_a_table
from pipeline.extract.text import ROOM, tokens
from pipeline.signs import BOX_EMPTY, emptied

Places = tuple[RowPlace | None, ...]
"""For each row of a table the row of the blank that it stands for; rows that were added have none."""


@once_a_table
def with_begun_rows(index: BlankIndex, table: tuple[BoxRow, ...], places: Places) -> Places:
    """Match rows whose boxes begin as those of the blank do, where that is the row behind or before a known one.

    Args:
        index: The blank's index.
        table: Rows of the form.
        places: The rows of the blank that they are, as far as their print tells.
    """
    known, taken = list(places), set(places)
    again = {row for row in range(1, len(places)) if places[row] == places[row - 1]}
    for rows, step in ((range(1, len(known)), 1), (range(len(known) - 2, -1, -1), -1)):
        for row in rows:
            beside = known[row - step]
            if beside is None or (known[row] is not None and row not in again):
                continue
            place = (beside[0], beside[1] + step)
            if (
                place not in taken
                and index.has_row(place)
                and _begins(index.blank.tables[place[0]][place[1]], table[row], is_sheet=index.is_sheet)
            ):
                known[row] = place
                taken.add(place)
                again.discard(row)
            elif step > 0 and row in again and known[row] != beside:
                known[row] = _behind(index, beside, place)  # what it was taken for one more row of is further up
    return tuple(known)


def _behind(index: BlankIndex, beside: RowPlace, following: RowPlace) -> RowPlace | None:
    """Return which row of the blank one without print is by the row before it: the next one, or one more of that."""
    if index.has_row(following) and not index.is_printed(following):
        return following
    return beside if not index.is_printed(beside) else None


def _begins(blank: BoxRow, boxes: BoxRow, *, is_sheet: bool) -> bool:
    """Return whether each printed box of a row begins its box in the form, or is the same number.

    How many empty cells are behind them depends on what else is on a sheet.
    """
    printed = [(each, box) for each, box in zip(blank, boxes, strict=False) if each.key]
    is_alike = _is_start if any(any(map(str.isalpha, each.key)) for each, _ in printed) else _is_same
    is_as_wide = len(blank) == len(boxes) or (is_sheet and not any(each.key for each in blank[len(boxes) :]))
    return is_as_wide and bool(printed) and all(is_alike(each.text, box.text) for each, box in printed)


def _is_same(label: str, text: str) -> bool:
    return label.split() == text.split()


def _is_start(label: str, text: str) -> bool:
    """Return whether a text begins as a label does and has all its words in their order, with answers between them.

    Dots to write on may be gone, and boxes be ticked.
    """
    wanted = [token.key for token in tokens(label) if token.key != ROOM]
    said = [token.key for token in tokens(emptied(text))]
    is_typed_anew = said.count(BOX_EMPTY) > wanted.count(BOX_EMPTY)
    left = iter(said)
    return not is_typed_anew and wanted[:1] == said[:1] and wanted != said and all(word in left for word in wanted)
