"""What a blank prints, by its words: made once for each blank and used for every form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from pipeline.extract.matching.rows import RowPlace
from pipeline.extract.matching.skeleton import Box, BoxRow, Skeleton
from pipeline.extract.memo import once
from pipeline.signs import MARKS, emptied

_PREFIX = 12  # lines are looked up by as many characters at their start
_SHORT_LABEL = 8  # a shorter one may begin any answer ("Health: seen by the GP")
_SHORT_ANSWER = 24  # so long may be what was typed behind a short label
_CUT_PROMPT = 16  # a prompt cut to its first words is known by as many characters
_SHARE_OF_START = 0.6  # so much of a prompt that was edited must be at the start of the line


class BlankIndex:
    """Printed words of a blank, made once for each blank and used for every form."""

    def __init__(
        self,
        blank: Skeleton,
        aliases: Mapping[str, Iterable[Box]],
        scored: Iterable[int] = (),
        *,
        is_sheet: bool = False,
    ) -> None:
        """Index ``blank``.

        Args:
            blank: The blank's skeleton.
            aliases: Other wordings of labels (as keys), and the boxes of those labels.
            scored: Tables that hold rows of the checklist; those are never known by their position.
            is_sheet: It is a workbook.

        Attributes:
            framed: How many boxes of each row are drawn as such.
        """
        self.blank = blank
        self.is_sheet = is_sheet
        self.scored = frozenset(scored)
        self.by_box: dict[str, list[Box]] = defaultdict(list)
        self.by_line: dict[str, list[Box]] = defaultdict(list)
        self.by_start: dict[str, list[tuple[str, Box]]] = defaultdict(list)
        self.by_name = {name: box for box in blank.boxes() for name in box.names}
        self.printed_rows: set[RowPlace] = set()
        self.framed = {
            (table, row): sum(box.framed for box in boxes)
            for table, rows in enumerate(blank.tables)
            for row, boxes in enumerate(rows)
        }
        for box in blank.boxes():
            if box.key:
                self._add(box)
        for key, boxes in aliases.items():
            self.by_box[key].extend(boxes)
            self.by_line[key].extend(boxes)
            if len(key) >= _PREFIX:
                self.by_start[key[:_PREFIX]].extend((key, box) for box in boxes)

    def _add(self, box: Box) -> None:
        if box.key.strip(MARKS):  # boxes to tick alone tell no row from another
            self.printed_rows.add((box.table, box.row))
        self.by_box[box.key].append(box)
        for line in box.lines:
            if len(line.key) > 2 and line.key != box.key:
                self.by_line[line.key].append(box)
            if len(line.key) >= _PREFIX:
                self.by_start[line.key[:_PREFIX]].append((line.key, box))

    def is_printed(self, place: RowPlace) -> bool:
        """Return whether a row of the blank prints anything."""
        return place in self.printed_rows

    def prints(self, table: int) -> bool:
        """Return whether any row of a table of the blank prints anything."""
        return any(printed == table for printed, _ in self.printed_rows)

    def has_row(self, place: RowPlace) -> bool:
        """Return whether the blank has such a row."""
        table, row = place
        return 0 <= row < len(self.blank.tables[table])


@once
def candidates(index: BlankIndex, box: Box) -> Sequence[tuple[str, Sequence[Box]]]:
    """Find the boxes of the blank whose print a box shows: in whole, by its lines, or by the start of a line."""
    if not box.key:
        return []
    whole = box.key if box.key in index.by_box else next(filter(index.by_box.__contains__, _wordings(box.key)), None)
    if whole is not None:
        return [(whole, index.by_box[whole])]
    by_line = []
    for line in box.lines:
        found = index.by_line.get(line.key, []) + (index.by_box.get(line.key, []) if len(line.key) > 2 else [])
        if found:
            by_line.append((line.key, found))
    if by_line:
        return by_line
    by_start = [hit for line in box.lines for hit in _by_start(index, line.key)]
    return by_start or _by_short_label(index, box.key)


def _wordings(key: str) -> Iterator[str]:
    """Yield what else than itself the text of a box may be in the blank: without a tick beside it, with empty boxes."""
    if key[0] in MARKS or key[-1] in MARKS:
        yield key.strip(MARKS)
    printed = emptied(key)
    if printed != key:
        yield printed


@once
def telling(index: BlankIndex, boxes: BoxRow) -> BoxRow:
    """Return the boxes of a row that tell which row it is: those that show some print of the blank, or have a name.

    What somebody wrote into a row changes nothing about them.
    """
    return tuple([box for box in boxes if box.names or candidates(index, box)])


def _by_short_label(index: BlankIndex, key: str) -> list[tuple[str, Sequence[Box]]]:
    """Find a box whose short label a text begins with, a short answer behind it ("TOTAL Score: 52")."""
    found: list[tuple[str, Sequence[Box]]] = []
    for length in range(max(_SHORT_LABEL, len(key) - _SHORT_ANSWER), min(_PREFIX, len(key))):
        label = key[:length]
        if not key[length].isalpha() and label in index.by_box:
            found.append((label, index.by_box[label]))
    return found


def _by_start(index: BlankIndex, key: str) -> list[tuple[str, Sequence[Box]]]:
    """Find prompts that a line begins with, wholly or for the most part; of a prompt's wordings the longest."""
    found: dict[Box, str] = {}
    for printed, box in index.by_start.get(key[:_PREFIX], ()) if len(key) >= _PREFIX else ():
        common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(printed, key, strict=False)))
        cut = common == len(key) and common >= _CUT_PROMPT
        is_said = cut or common == len(printed) or (common > _PREFIX and common >= _SHARE_OF_START * len(printed))
        if is_said and common > len(found.get(box, "")):
            found[box] = printed[:common]
    return [(said, [box]) for box, said in found.items()]
