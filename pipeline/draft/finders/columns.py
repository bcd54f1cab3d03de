"""The columns of a checklist, told by the header over them and by what its rows print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import takewhile
from typing import Final

from msgspec import Struct

from pipeline.draft.finders.answers import PrintedAnswer, printed_answer
from pipeline.draft.finders.options import BOX, level_id, options_of
from pipeline.draft.view import has_words, words
from pipeline.extract.matching.skeleton import Box
from pipeline.mapping.rows import Means, RowOption
from pipeline.mapping.strict.models import make
from pipeline.signs import BOXES, DASHES, TICKS

_ANSWER: Final = re.compile(
    rf"\b(score|answer|yes|applies|applicable|tick|present|response|points?|rating|entered|y/n)\b|[{TICKS}]", re.I
)
_PLAIN_ANSWER: Final = re.compile(
    rf"^(yes|yes\s*/\s*no|y\s*/\s*n|tick|(tick|check) (if|when|box|off|here|below).*|check|checked|done|completed?|"
    rf"[{TICKS}]|applies\??|present\??|answer|response|"
    r"yes\s*/\s*no\s*/.*)\W*$",
    re.I,
)
_TO_SCORE: Final = re.compile(r"\b(score|scoring|rating|rate|points?|marks?|grade)\b", re.I)
_SCALE: Final = re.compile(
    rf"\b(?P<from>\d)\s*(?:[{DASHES}]|to)\s*(?P<to>\d{{1,2}})\b|\bout of\s*(?P<of>\d{{1,2}})\b|/\s*(?P<by>\d{{1,2}})\b|"
    r"\bmax(?:imum)?\.?\s*(?P<max>\d{1,2})\b",
    re.I,
)
NOTES: Final = re.compile(
    r"\b(notes?|comments?|evidence|details?|rationale|information|explain|why|examples?|remarks?|observations?)\b", re.I
)
_NO_ANSWER: Final = re.compile(
    r"\b(date|name|by whom|who|when|action|signature|signed|initials|role|contact|ref|cost|number of)\b", re.I
)
_CALLS_FOR_WORDS: Final = re.compile(
    r"^\W*(if (you |they |the )?(have )?(answered |answer |ticked )?[\"'“‘]?(yes|no|so|other)\b|"
    r"please (state|give|explain|describe|provide|specify|detail|outline)|(further )?details|comments?\b|explain|"
    r"describe|give details)",
    re.I,
)
_SHORT_HEADER: Final = 25
_TOTAL: Final = re.compile(r"^\W*((\w+ )?(sub-?|grand )?totals?|score for)\b", re.I)
POINTS: Final = re.compile(r"\d{1,3}")
_FEWEST: Final = 3
_FEWEST_WITH_OPTIONS: Final = 2
_NEARLY_ALL: Final = 0.9
_LONGEST_OPTION: Final = 6


class Columns(Struct, frozen=True, kw_only=True):
    """Where the parts of a checklist are: grid columns.

    Attributes:
        options: Columns that are options to tick, by column, in printed order.
        worded: The options that are typed or marked in the answer column.
        most: The most points that are typed in the answer column; ``None`` when none are.
    """

    label: int
    answer: int | None = None
    weight: int | None = None
    notes: int | None = None
    options: tuple[tuple[int, RowOption], ...] = ()
    worded: tuple[RowOption, ...] = ()
    most: int | None = None

    @property
    def to_fill(self) -> tuple[int, ...]:
        """The columns that people fill in for the answer."""
        return (self.answer,) if self.answer is not None else tuple(column for column, _ in self.options)


def at(row: Sequence[Box], column: int | None) -> Box | None:
    """Return the box of a row that covers a grid column."""
    return next((box for box in row if column is not None and box.column <= column < box.column + box.span), None)


def columns_of(header: Sequence[Box], rows: Sequence[Sequence[Box]], scale: int | None = None) -> Columns | None:
    """Judge whether a row is the header of a checklist, and give its columns.

    Args:
        header: The row.
        rows: The rows under it.
        scale: The most points that the lines before the table speak of.
    """
    if sum(bool(box.key) and not _is_tick_box(box) for box in header) < 2:
        return None
    if any(box.framed for box in header):  # on a sheet its frame ends before other things begin
        rows = list(takewhile(lambda row: any(box.key or box.framed for box in row), rows))
    options = _options(header, rows)
    if options:
        return _by_options(header, rows, options)
    if any(POINTS.fullmatch(box.text.strip()) for box in header):
        return None
    weight = _weight(header, rows)
    return _weighed(header, rows, weight) if weight is not None else _answered(header, rows, scale)


def _by_options(
    header: Sequence[Box], rows: Sequence[Sequence[Box]], options: tuple[tuple[int, RowOption], ...]
) -> Columns | None:
    columns = [column for column, _ in options]
    items = [row for row in rows if _is_open(row, columns)]
    label = _label(header, items, None) if items else _wordiest(header, columns)
    if label is None or label in columns:
        return None
    used = {label, *columns}
    return Columns(label=label, options=options, notes=_notes(header, items, used))


def _weighed(header: Sequence[Box], rows: Sequence[Sequence[Box]], weight: int) -> Columns | None:
    items = [row for row in rows if _prints_points(row, weight)]
    answer, label = _answer(header, items), _label(header, items, weight)
    if len(items) < _FEWEST or label is None or answer is None:
        return None
    return Columns(label=label, answer=answer, weight=weight, notes=_notes(header, items, {label, weight, answer}))


def _answered(header: Sequence[Box], rows: Sequence[Sequence[Box]], scale: int | None) -> Columns | None:
    """Find a column for the answer without printed points: a tick, a word, or the points themselves."""
    for box in header:
        most = _most(box.text, scale)
        listed = options_of(box.text)
        worded = listed[1] if listed is not None and not has_words(listed[0]) else ()
        if not (most or worded or _PLAIN_ANSWER.match(box.text.strip())) or (worded and BOX.search(box.text)):
            continue  # boxes to tick are no header
        items = [row for row in rows if _is_open(row, [box.column])]
        label = _label(header, items, None)
        if _are_several(header, items, {label, box.column}):
            continue
        sure = most or worded or box.text.strip() in TICKS
        if len(items) < (_FEWEST_WITH_OPTIONS if sure else _FEWEST) or label in (None, box.column):
            continue
        assert label is not None  # noqa: S101 - for the type checker
        head = at(header, label)
        if head is not None and head.text.rstrip().endswith("?") and worded:
            continue  # a question with its options, and no header
        notes = _notes(header, items, {label, box.column})
        options = tuple(option_of(printed_answer(each) or PrintedAnswer(each), None, None) for each in worded)
        return Columns(label=label, answer=box.column, notes=notes, worded=options, most=most)
    return None


def _are_several(header: Sequence[Box], items: Sequence[Sequence[Box]], used: Collection[int | None]) -> bool:
    """Return whether rows have other columns to fill in, besides notes: no single one of them is the answer."""
    others = [box for box in header if box.key and box.column not in used and not NOTES.search(box.text)]
    return sum(_share(items, box.column, filled=False) for box in others) > 1


def most_points(text: str) -> int | None:
    """Return the most points of a scale that a text names: 3 of "0-3", 5 of "1 = never … 5 = always"."""
    match = _SCALE.search(text)
    if match is not None:
        return int(match["to"] or match["of"] or match["by"] or match["max"])
    named = [int(each) for each in re.findall(rf"\b(\d{{1,2}})\s*[=:{DASHES}]\s*[^\W\d]", text)]
    return max(named) if len(named) > 1 and len(set(named)) == len(named) else None


def _most(header: str, scale: int | None) -> int | None:
    if not _TO_SCORE.search(header):
        return None
    return most_points(header) or scale


def _notes(header: Sequence[Box], items: Sequence[Sequence[Box]], used: set[int]) -> int | None:
    empty = [box for box in header if box.key and box.column not in used and _share(items, box.column, filled=False)]
    return next((box.column for box in empty if NOTES.search(box.text)), None)


def _is_tick_box(box: Box) -> bool:
    """Return whether a box prints a check box and no words: that is for an answer, and heads no column."""
    return any(sign in BOXES for sign in box.text) and not words(box.text)


def is_item(row: Sequence[Box], columns: Columns) -> bool:
    """Return whether a row is one of the checklist: a label, free boxes for its answer, points where there are any."""
    label = at(row, columns.label)
    if label is None or not has_words(label.text) or label.column in columns.to_fill or is_total(row):
        return False
    if calls_for_words(label.text):
        return False
    return _is_open(row, columns.to_fill) and (columns.weight is None or _prints_points(row, columns.weight))


def is_total(row: Sequence[Box]) -> bool:
    """Return whether a row shows what the rows above it come to."""
    first = next((box for box in row if box.key), None)
    return first is not None and bool(_TOTAL.match(first.text))


def _weight(header: Sequence[Box], rows: Sequence[Sequence[Box]]) -> int | None:
    headed = {box.column for box in header if box.key}
    counts = Counter(
        box.column for row in rows for box in row if POINTS.fullmatch(box.text.strip()) and box.column in headed
    )
    counts = Counter({column: count for column, count in counts.items() if not _counts_rows(header, rows, column)})
    column, count = counts.most_common(1)[0] if counts else (0, 0)
    return column if count >= _FEWEST else None


def _counts_rows(header: Sequence[Box], rows: Sequence[Sequence[Box]], column: int, *, fewest: int = 0) -> bool:
    """Return whether the first column numbers the rows: 1, 2, 3."""
    numbers = [words(box.text) for row in rows if (box := at(row, column)) is not None and box.key]
    numbers = [number for number in numbers if POINTS.fullmatch(number)]
    counts = numbers == [str(each) for each in range(1, len(numbers) + 1)] and len(numbers) >= fewest
    return column == header[0].column and counts


def _options(header: Sequence[Box], rows: Sequence[Sequence[Box]]) -> tuple[tuple[int, RowOption], ...]:
    """Find columns that are answers to tick: ``No``, ``Low (1)``, ``Strongly agree``, ``3``."""
    found = [
        (box, answer)
        for box, answer in _answers_in(header)
        if not _heads_words(rows, box) and not _counts_rows(header, rows, box.column, fewest=2)  # "No" for number
    ]
    columns = [box.column for box, _ in found]
    numbers = {answer.points for _, answer in found if answer.points is not None}
    pointed = len(numbers) == len(found) >= _FEWEST  # SA (4) | A (3) | D (2)
    if len(found) < 2 or not (pointed or any(answer.is_known for _, answer in found)):
        return ()
    open_rows = [row for row in rows if _is_open(row, columns)]
    asks = any(answer.says_no for _, answer in found)
    if len(open_rows) < _FEWEST_WITH_OPTIONS and not (
        asks and (open_rows or _is_answered_under(header, rows, columns))
    ):
        return ()
    points = _points_of(found, open_rows)
    options = [
        (box.column, option_of(answer, words(box.text), number))
        for (box, answer), number in zip(found, points, strict=True)
    ]
    unique = len({option.id for _, option in options}) == len(options)
    return tuple(options) if unique else ()


def _heads_words(rows: Sequence[Sequence[Box]], header: Box) -> bool:
    """Return whether the rows print words under a header: ``Standard`` heads what is rated, and is no rating."""
    under = [box for row in rows if (box := at(row, header.column)) is not None and box.span == header.span]
    return 2 * sum(has_words(box.text) for box in under) > len(under) > 0


def _answers_in(header: Sequence[Box]) -> list[tuple[Box, PrintedAnswer]]:
    """Return the headers that are answers; a number beside words counts the rows.

    A single word right behind usual answers is one too: ``Pass | Fail | Clean | Replace``.
    """
    found: list[tuple[Box, PrintedAnswer]] = []
    for box in header:
        answer = _as_option(box)
        known = sum(each.is_known for _, each in found)
        follows = known > 1 and found[-1][0].index == box.index - 1
        if answer is None and follows and _is_single_word(box):
            answer = PrintedAnswer(words(box.text), is_known=False)
        found += [(box, answer)] if answer is not None else []
    numbers = [answer for _, answer in found if answer.word.isdigit()]
    few = len(numbers) < _FEWEST and len(numbers) < len(found)
    return [(box, answer) for box, answer in found if not (few and answer.word.isdigit())]


def _is_single_word(box: Box) -> bool:
    text = words(box.text)
    other = _NO_ANSWER.search(text) or NOTES.search(text)
    return len(text.split()) == 1 == box.span and has_words(text) and not other


def _points_of(found: Sequence[tuple[Box, PrintedAnswer]], rows: Sequence[Sequence[Box]]) -> Sequence[int | None]:
    """Return the points of answers: those of their headers, else the numbers that all rows print under them."""
    printed = [_printed_points(rows, box.column) for box, _ in found]
    if len(set(printed)) == len(printed) and None not in printed:
        return printed
    own = [answer.points for _, answer in found]
    bare = [answer for _, answer in found if answer.points is None and not answer.is_unknown and not answer.says_no]
    return [None] * len(found) if bare else own


def _as_option(box: Box) -> PrintedAnswer | None:
    text = words(box.text)
    if not text or box.span > 1 or len(text.split()) > _LONGEST_OPTION or _NO_ANSWER.search(text):
        return None
    return printed_answer(box.text)


def _printed_points(rows: Sequence[Sequence[Box]], column: int) -> int | None:
    """Return the number that all rows print in a column, to be ringed."""
    texts = {words(box.text) for row in rows if (box := at(row, column)) is not None}
    text = next(iter(texts), "") if len(texts) == 1 else ""
    return int(text) if POINTS.fullmatch(text) else None


def option_of(answer: PrintedAnswer, header: str | None, points: int | None) -> RowOption:
    """Return a printed answer as an option of rows.

    Args:
        answer: The answer.
        header: What is printed over its column; ``None`` for an answer that is written.
        points: What it counts; ``None`` where that goes by the row.
    """
    word = answer.word
    means = None
    if points is None:
        means = Means.UNKNOWN if answer.is_unknown else Means.NO if answer.says_no else Means.YES
    return make(
        RowOption,
        id=level_id(word) if word.lower() not in ("no", "n") else "no",
        label=word,
        points=points,
        means=means,
        column=header if header not in (None, word) else None,
    )


def is_own_row(row: Sequence[Box], label: int, columns: Sequence[int]) -> bool:
    """Return whether a row under a question has a free box under each option, and no label of its own."""
    box, boxes = at(row, label), [at(row, column) for column in columns]
    is_merged = box is not None and (box.continues or not box.key)
    return is_merged and all(each is not None and not words(each.text) for each in boxes)


def _is_answered_under(header: Sequence[Box], rows: Sequence[Sequence[Box]], columns: Sequence[int]) -> bool:
    label = _wordiest(header, columns)
    box = at(header, label)
    asks = box is not None and asks_itself(box.text)
    return asks and label is not None and bool(rows) and is_own_row(rows[0], label, columns)


def asks_itself(text: str) -> bool:
    """Return whether the header over labels is a question or prompt, such as "Does it involve:", and no "Question"."""
    return text.strip()[-1:] in ("?", ":") or len(text.strip()) > _SHORT_HEADER


def _wordiest(header: Sequence[Box], columns: Sequence[int]) -> int | None:
    others = [box for box in header if box.column not in columns and has_words(box.text)]
    return max(others, key=lambda box: len(box.text)).column if others else None


def calls_for_words(text: str) -> bool:
    """Return whether a text asks to explain: "If yes, please explain"."""
    return bool(_CALLS_FOR_WORDS.match(text))


def _answer(header: Sequence[Box], items: Sequence[Sequence[Box]]) -> int | None:
    empty = [box for box in header if box.key and _share(items, box.column, filled=False)]
    wanted = [box for box in empty if _ANSWER.search(box.text)] or [box for box in empty if not NOTES.search(box.text)]
    return next((box.column for box in wanted or empty), None)


def _label(header: Sequence[Box], items: Sequence[Sequence[Box]], weight: int | None) -> int | None:
    """Find the column of labels: the one with most words in its rows, also in front of where the header begins."""
    in_front = [box for row in items for box in row if box.column < header[0].column]
    in_front += [
        box for row in items for box in row if _is_within(header, box)
    ]  # a header may be over number and label
    texts = {
        box.column: sum(len(found.text) for row in items if (found := at(row, box.column)) is not None)
        for box in [*header, *in_front]
        if box.column != weight and _share(items, box.column, filled=True)
    }
    return max(texts, key=lambda column: texts[column]) if texts else None


def _is_within(header: Sequence[Box], box: Box) -> bool:
    over = at(header, box.column)
    return over is not None and over.column < box.column


def _share(items: Sequence[Sequence[Box]], column: int, *, filled: bool) -> bool:
    found = [box for row in items if (box := at(row, column)) is not None]
    return bool(items) and sum(bool(box.key) == filled for box in found) >= _NEARLY_ALL * len(items)


def _prints_points(row: Sequence[Box], weight: int) -> bool:
    box = at(row, weight)
    return box is not None and bool(POINTS.fullmatch(box.text.strip()))


def _is_open(row: Sequence[Box], columns: Sequence[int]) -> bool:
    """Return whether a row prints something and has nothing but check boxes, or numbers to ring, in some columns."""
    boxes = [at(row, column) for column in columns]
    others = any(box.key for box in row if box not in boxes)
    separate = len({id(box) for box in boxes}) == len(boxes)
    numbers = len(boxes) > 1 and all(box is not None and POINTS.fullmatch(words(box.text)) for box in boxes)
    free = all(box is not None and not words(box.text) for box in boxes)
    return others and bool(boxes) and separate and (free or numbers)
