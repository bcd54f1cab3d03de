"""What was added in the boxes of a form, or of some of its rows by themselves."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.extract.form.added import AddedText
from pipeline.extract.form.taken import Taken, claim
from pipeline.extract.matching.rows import PairedRow
from pipeline.extract.matching.skeleton import Box, BoxPlace


class AddedInBoxes:
    """What was added in the boxes of some rows.

    Attributes:
        hidden: What was added there and can't be seen; it is among the pieces of no box.
    """

    def __init__(self, rows: Iterable[PairedRow]) -> None:
        self.hidden: list[AddedText] = []
        self._by_place: dict[BoxPlace, list[AddedText]] = {}
        for row in rows:
            for box, added in row.added:
                pieces = [AddedText(entry, start, end, box) for entry, start, end in added]
                self._by_place[box.place] = seen(pieces, self.hidden)

    def pieces(self, box: Box) -> list[AddedText]:
        """Return the added text of a box."""
        return self._by_place.get((box.table, box.row, box.index)) or []

    def take(self, boxes: Iterable[Box], *, edits: bool = False) -> Taken:
        """Claim the added text of some boxes that is still free; words put into print only with ``edits``."""
        return claim(piece for box in boxes for piece in self.pieces(box) if edits or not piece.is_edit)

    def all(self) -> Iterable[list[AddedText]]:
        """Return the pieces of each box in which something was added, in reading order."""
        return self._by_place.values()


def seen(pieces: list[AddedText], hidden: list[AddedText]) -> list[AddedText]:
    """Leave out of some pieces what can't be seen, and add that to ``hidden``."""
    for piece in pieces:
        if piece.entry.line.has_unread:
            break
    else:
        return pieces
    hidden += [piece for piece in pieces if piece.is_hidden]
    return [piece for piece in pieces if not piece.is_hidden]
