"""Tables that are there to be read: a matrix of risks, likelihood by severity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.draft.finders.answers import printed_answer
from pipeline.draft.finders.options import BOX
from pipeline.draft.view import Blank, words
from pipeline.extract.matching.skeleton import Box, BoxRow

_SIDES: Final = (
    re.compile(r"\b(likelihood|probability|frequency)\b", re.I),
    re.compile(r"\b(severity|impact|consequences?|harm)\b", re.I),
)
_FEWEST: Final = 2


def take_legends(blank: Blank) -> None:
    """Take the boxes of each matrix of risks, so that nobody looks for questions there."""
    for table, rows in enumerate(blank.bones.tables):
        inner = _inner(rows)
        lines = [box.text for row in rows for box in row]
        lines += [blank.bones.body[index].text for index in blank.lines_above(table)]
        named = all(any(map(side.search, lines)) for side in _SIDES)
        if inner and (named or _multiplies(rows)) and not any(map(blank.controls_in, _flat(rows))):
            blank.take(*_flat(rows))


def _flat(rows: Sequence[BoxRow]) -> list[Box]:
    return [box for row in rows for box in row]


def _inner(rows: Sequence[BoxRow]) -> list[list[str]]:
    """Return what a table prints within its headers, if that is a number or level in every box; else nothing."""
    wide = max(map(len, rows), default=0)
    full = [row for row in rows if len(row) >= wide - 1]  # a word for a side may be before all rows, and above them
    inner = [[words(box.text) for box in row[len(row) - wide + 2 :]] for row in full[1:]]
    told = all(text and printed_answer(text) is not None for row in inner for text in row)
    boxes = any(BOX.search(box.text) for box in _flat(rows))
    large = len(inner) >= _FEWEST and wide > _FEWEST and len(full) >= len(rows) - 1
    return inner if large and told and not boxes and len(set(map(tuple, inner))) > 1 else []


def _multiplies(rows: Sequence[BoxRow]) -> bool:
    """Return whether each box prints the product of the numbers in its headers."""
    headers = [_number(box.text) for box in rows[0]]
    products = [
        [
            _number(row[0].text) * header == _number(box.text) > 0
            for header, box in zip(headers[1:], row[1:], strict=False)
        ]
        for row in rows[1:]
    ]
    return all(map(all, products))


def _number(text: str) -> int:
    """Return the number that a text names; 0 without one."""
    found = re.search(r"\d+", text)
    return int(found[0]) if found is not None else 0
