"""Choices whose options have boxes of their own: beside the label in its row, in a row under a line, or row by row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import Final

from msgspec.structs import replace

from pipeline.draft.finders.answers import are_answers, is_known
from pipeline.draft.finders.options import BOX, LEVEL, TO_WRITE, choices_of, options_of
from pipeline.draft.finders.tick_lists import is_option_line, ticks
from pipeline.draft.kinds import SEVERAL, names_a_thing
from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, has_words, rows_of, words
from pipeline.extract.matching.skeleton import Box, BoxRow
from pipeline.mapping.model import FieldKind

_TICK_HEADER: Final = re.compile(
    r"^\W*(please )?(tick|select|choose|mark|circle)"
    r"( (as appropriate|relevant|below|here|box|(?P<one>(only )?one( box)?)|(?P<all>(all|any) that apply)))?\W*$",
    re.I,
)
_ASKS_FOR_ONE: Final = re.compile(r"\b(tick|select|choose|circle|delete|indicate|mark|which|highlight)\b|\?\s*$", re.I)
_TO_TICK: Final = re.compile(r"\b(tick|select|choose|circle|which|mark|(please|an?|with) x)\b", re.I)
_CATEGORY: Final = re.compile(
    r"^\W*(\d+\W+)?(your )?(age|gender|sex|ethnic\w*|religion|faith|belief|nationality|disability|marital|sexual|type|"
    r"category|status)\b[^?]{0,30}$",
    re.I,
)
_KIND: Final = re.compile(
    r"\b(outcome|rating|level|type|category|status|decision|stage|priority|recommendation|conclusion|result|grade|"
    r"condition|method|reason)s?\b",
    re.I,
)
_LONGEST: Final = 6
_FEWEST: Final = 2
_FEWEST_WORDS: Final = 3
_MOST_CELLS: Final = 12
PERHAPS_ONE: Final = "Several of these may be ticked. If only one may be, take several = true out."


def find_rated(blank: Blank) -> list[Question]:
    """Find questions under a header such as ``Rating | Tick one``, whose options have a row each."""
    found = []
    for table, number, row in rows_of(blank):
        header = [box for box in row if box.key]
        match = _TICK_HEADER.match(header[1].text) if len(header) == 2 == len(row) else None
        if match is None or not has_words(header[0].text) or not all(map(blank.free, row)):
            continue
        options = _rows_to_tick(blank.bones.tables[table][number + 1 :])
        levels = sum(bool(LEVEL.match(option.text)) for option in options)
        if len(options) < _FEWEST or not (match["one"] or match["all"] or levels >= _FEWEST):
            continue
        blank.take(*row, *(box for option in options for box in blank.bones.tables[table][option.row]))
        choices = choices_of([option.lines[0].text for option in options])
        found.append(
            Question(
                spot=Spot(header[0], 0), label=header[0].lines[0].text, kind=FieldKind.CHOICE, choices=choices,
                several=bool(match["all"]),
            )
        )  # fmt: skip
    return found


def _rows_to_tick(rows: Sequence[BoxRow]) -> list[Box]:
    options = []
    for row in rows:
        if len(row) != 2 or not has_words(row[0].text) or words(row[1].text) or row[0].text.rstrip()[-1:] in "?:":
            break
        options.append(row[0])
    return options


def find_option_cells(blank: Blank) -> list[Question]:
    """Find rows of options, each in a box of its own, with the label before them or in the line above the table."""
    found = []
    for _, _, row in rows_of(blank):
        if all(map(blank.free, row)):
            question = _ticked_cells(blank, row) or _labelled(blank, row) or _under_a_line(blank, row)
            found += [question] if question is not None else []
    return found


def _labelled(blank: Blank, row: Sequence[Box]) -> Question | None:
    """Find a label with its options right of it; a number may be before the label."""
    first = next((box for box in row if has_words(box.text)), None)
    if first is None:
        return None
    options = _options(row[first.index + 1 :])
    texts = [box.text for box in options]
    certain = len(texts) >= _FEWEST and (all(map(is_known, texts)) or _is_scale(first.text, texts))
    certain = certain or _is_kind_of(row, first, options)
    if not certain and not (_ASKS_FOR_ONE.search(first.text) and len(texts) > _FEWEST and _are_boxed(row, options)):
        return None
    if is_known(first.text):
        return None
    blank.take(*row)
    return _choice(Spot(first, 0), first.lines[0].text, options)


def _is_kind_of(row: Sequence[Box], label: Box, options: Sequence[Box]) -> bool:
    """Return whether a label asks which of some kinds beside it applies: ``Outcome | Better | [] | Worse | []``.

    It has no box of its own, and each of them has one; none names what people write.
    """
    boxed = len(options) > _FEWEST and options[0].index == label.index + 1 and _are_boxed(row, options)
    things = any(names_a_thing(words(box.text)) for box in options)
    return boxed and not things and _KIND.search(words(label.text)) is not None


def _is_scale(label: str, texts: Sequence[str]) -> bool:
    """Return whether texts are the numbers of a scale behind a statement: 1, 2, 3, 4, 5."""
    numbers = [int(words(text)) for text in texts if words(text).isdigit()]
    follows = len(numbers) == len(texts) > _FEWEST and all(high == low + 1 for low, high in pairwise(numbers))
    return follows and numbers[0] in (0, 1) and len(words(label).split()) >= _FEWEST_WORDS


def _ticked_cells(blank: Blank, row: Sequence[Box]) -> Question | None:
    """Find cells with an option and its box to tick each, under a line or under a label alone in its row."""
    table = blank.bones.tables[row[0].table] if row else ()
    printed = [box for box in row if box.key]
    spot: Spot | None = None
    if len(printed) == 1 and has_words(printed[0].text) and not BOX.search(printed[0].text):
        spot, start = Spot(printed[0], 0), row[0].row + 1
    elif row and row[0].row == 0:
        above = [index for index in blank.lines_above(row[0].table) if has_words(blank.bones.body[index].text)]
        free = above and blank.free_line(above[-1]) and words(blank.bones.body[above[-1]].text) != blank.title
        spot, start = Spot(None, above[-1]) if free else None, 0
    if spot is None or BOX.search(blank.line(spot).text):
        return None
    rows = list(takewhile(_are_ticked, table[start:]))
    options = [words(box.text) for each in rows for box in each if box.key]
    is_whole = spot.box is not None or len(rows) == len(table)
    if len(options) < _FEWEST or not is_whole or not any(len(each) > 1 for each in rows):
        return None
    blank.take(*(box for each in rows for box in each), *((spot.box,) if spot.box is not None else ()))
    if spot.box is None:
        blank.take_line(spot.line_index)
    return ticks(spot, blank.line(spot).text, options)


def _are_ticked(row: BoxRow) -> bool:
    """Return whether each box of a row that prints anything prints an option with its box to tick."""
    printed = [box for box in row if box.key]
    each = (len(BOX.findall(box.text)) == 1 and _is_one_line(box) and is_option_line(box.text) for box in printed)
    return bool(printed) and all(each)


def _under_a_line(blank: Blank, row: Sequence[Box]) -> Question | None:
    """Find a row of nothing but options and empty boxes, under a line that asks to tick one."""
    above = blank.lines_above(row[0].table) if row and row[0].row == 0 else range(0)
    spot = next((Spot(None, index) for index in reversed(above) if has_words(blank.bones.body[index].text)), None)
    if spot is None or not blank.free_line(spot.line_index):
        return None
    rows, sure = _rows_of_options(blank.bones.tables[row[0].table])
    label = blank.line(spot).text
    parted = options_of(label)
    texts = [box.text for each in rows for box in _options(each)]
    usual = not sure or all(map(is_known, texts)) or _is_scale(label, texts)
    told = _TO_TICK.search(label) or (sure and len(texts) > _FEWEST and (_CATEGORY.search(label) or are_answers(texts)))
    asks = told or (label.rstrip()[-1:] in "?)" and "?" in label and usual)
    if not rows or not asks or (parted is not None and parted[0]):
        return None
    blank.take(*(box for each in rows for box in each))
    blank.take_line(spot.line_index)
    found = _choice(spot, label, [box for each in rows for box in _options(each)])
    return found if sure else replace(found, several=True, notes=(PERHAPS_ONE,))


def _rows_of_options(rows: Sequence[BoxRow]) -> tuple[Sequence[BoxRow], bool]:
    """Return the rows of a table that are options, each beside an empty box, or in a grid of nothing but options.

    The rows come with whether empty boxes show that they are to be ticked.
    """
    rows = [row for number, row in enumerate(rows) if not _is_heading(row, rows[number + 1 :])]
    options = [_options(row) for row in rows]
    boxed = list(takewhile(lambda each: each[1] and _are_boxed(*each), zip(rows, options, strict=True)))
    if sum(len(each) for _, each in boxed) >= _FEWEST:
        return [row for row, _ in boxed], True
    if len(rows) == _FEWEST and len(options[0]) == len(rows[0]) == len(rows[1]) > 1 and not any(map(_prints, rows[1])):
        return rows, True  # each is over its own box
    texts = [box.key for each in options for box in each]
    whole = all(
        len(each) == len(row) > 1 and all(map(_is_named, each)) for row, each in zip(rows, options, strict=True)
    )
    return (rows, False) if whole and len(rows) > 1 and len(set(texts)) == len(texts) <= _MOST_CELLS else ((), False)


def _is_heading(row: BoxRow, under: Sequence[BoxRow]) -> bool:
    """Return whether a row is a heading over several columns, with an option in the row under it."""
    return len(row) == 1 and row[0].span > 1 and has_words(row[0].text) and bool(under) and len(under[0]) > 1


def _prints(box: Box) -> bool:
    return bool(words(box.text))


def _is_named(box: Box) -> bool:
    return has_words(box.text) and not TO_WRITE.search(box.text)


def _options(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes that print a short text each, when all that print something do."""
    printed = [box for box in boxes if words(box.text)]
    short = all(len(words(box.text).split()) <= _LONGEST and _is_one_line(box) for box in printed)
    different = len({box.key for box in printed}) == len(printed)
    return printed if short and different and not any(box.text.rstrip()[-1:] in "?:" for box in printed) else []


def _is_one_line(box: Box) -> bool:
    return sum(bool(words(line.text)) for line in box.lines) == 1


def _are_boxed(row: Sequence[Box], options: Sequence[Box]) -> bool:
    """Return whether each option has an empty box behind it, or each one before it."""
    return bool(options) and any(
        all(0 <= option.index + side < len(row) and not words(row[option.index + side].text) for option in options)
        for side in (1, -1)
    )


def _choice(spot: Spot, label: str, options: Sequence[Box]) -> Question:
    return Question(
        spot=spot, label=label, kind=FieldKind.CHOICE, several=bool(SEVERAL.search(label)),
        choices=choices_of([words(box.text) for box in options]),
    )  # fmt: skip
