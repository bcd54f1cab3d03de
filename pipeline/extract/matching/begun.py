"""Rows with labels too short to tell them, known by their neighbours: ``Name: Jo Example`` above ``Address: …``.

So are rows that print nothing but their number.
"""

from __future__ import annotations

from pipeline.extract.matching.blank_index import BlankIndex
from pipeline.extract.matching.rows import RowPlace
from pipeline.extract.matching.skeleton import BoxRow
from pipeline.extract.memo import once_a_table
from pipeline.extract.text import tokens

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
    for rows, step in ((range(1, len(known)), 1), (range(len(known) - 2, -1, -1), -1)):
        for row in rows:
            beside = known[row - step]
            if known[row] is not None or beside is None:
                continue
            place = (beside[0], beside[1] + step)
            if (
                place not in taken
                and index.has_row(place)
                and _begins(index.blank.tables[place[0]][place[1]], table[row])
            ):
                known[row] = place
                taken.add(place)
    return tuple(known)


def _begins(blank: BoxRow, boxes: BoxRow) -> bool:
    """Return whether each printed box of a row begins its box in the form, or is the same number."""
    printed = [(each, box) for each, box in zip(blank, boxes, strict=False) if each.key]
    is_alike = _is_start if any(any(map(str.isalpha, each.key)) for each, _ in printed) else _is_same
    return len(blank) == len(boxes) and bool(printed) and all(is_alike(each.text, box.text) for each, box in printed)


def _is_same(label: str, text: str) -> bool:
    return label.split() == text.split()


def _is_start(label: str, text: str) -> bool:
    """Return whether a text begins as a label does and has all its words in their order, with answers between them."""
    wanted, said = [token.key for token in tokens(label)], [token.key for token in tokens(text)]
    left = iter(said)
    return wanted[:1] == said[:1] and wanted != said and all(word in left for word in wanted)
