"""The columns of a checklist, told by the header over them and by what its rows print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from pipeline.draft.finders.options import level_id
from pipeline.draft.view import has_words, words
from pipeline.extract.matching.skeleton import Box
from pipeline.mapping.rows import Means, RowOption
from pipeline.signs import BOXES, TICKS
from pipeline.vocabulary import PRINTED_NO, PRINTED_UNKNOWN, any_of

_ANSWER: Final = re.compile(
    rf"\b(score|answer|yes|applies|applicable|tick|present|response|points?|entered|y/n)\b|[{TICKS}]", re.I
)
_PLAIN_ANSWER: Final = re.compile(
    rf"^(yes|yes\s*/\s*no|y\s*/\s*n|tick|tick if.*|[{TICKS}]|applies\??|present\??|answer|score|response|"
    r"yes\s*/\s*no\s*/.*)\W*$",
    re.I,
)
_NOTES: Final = re.compile(r"\b(notes?|comments?|evidence|details?|rationale|information|explain|why)\b", re.I)
_OPTION: Final = re.compile(
    rf"^(?P<word>yes|{any_of(PRINTED_UNKNOWN)}|{any_of(PRINTED_NO)}|possible|possibly|suspected|"
    r"no (?:risk|concerns?|evidence)|emerging|standard|(?:very )?(?:low|medium|moderate|high|significant|severe)"
    r"(?: (?:risk|concerns?))?|rarely|sometimes|often|always)"
    r"(?:\W*(?:please )?tick[^()]*)?\W*(?P<points>\d{1,3})?\W*(?:points?)?\W*$",
    re.I,
)
_NEVER: Final = re.compile(rf"^(?:{any_of(PRINTED_NO)})\b", re.I)
_UNKNOWN: Final = re.compile(rf"^(?:{any_of(PRINTED_UNKNOWN)})", re.I)
_TOTAL: Final = re.compile(r"^\W*((\w+ )?(sub-?|grand )?total|score for)\b", re.I)
POINTS: Final = re.compile(r"\d{1,3}")
_FEWEST: Final = 3
_FEWEST_WITH_OPTIONS: Final = 2
_NEARLY_ALL: Final = 0.9


class Columns(Struct, frozen=True):
    """Where the parts of a checklist stand: grid columns; ``options`` by column, in printed order."""

    label: int
    answer: int | None
    weight: int | None
    notes: int | None
    options: tuple[tuple[int, RowOption], ...] = ()

    @property
    def to_fill(self) -> tuple[int, ...]:
        """The columns that people fill in for the answer."""
        return (self.answer,) if self.answer is not None else tuple(column for column, _ in self.options)


def at(row: Sequence[Box], column: int | None) -> Box | None:
    """Return the box of a row that covers a grid column."""
    return next((box for box in row if column is not None and box.column <= column < box.column + box.span), None)


def columns_of(header: Sequence[Box], rows: Sequence[Sequence[Box]]) -> Columns | None:
    """Judge whether a row is the header of a checklist, and give its columns."""
    if sum(bool(box.key) and not _is_tick_box(box) for box in header) < 2 or any(
        POINTS.fullmatch(box.text.strip()) for box in header
    ):
        return None
    weight = _weight(header, rows)
    options = _options(header, rows)
    if options:
        items = [row for row in rows if _is_open(row, [column for column, _ in options])]
        fewest, answer = _FEWEST_WITH_OPTIONS, None
    elif weight is not None:
        items = [row for row in rows if _prints_points(row, weight)]
        fewest, answer = _FEWEST, _answer(header, items)
    else:
        answer = next((box.column for box in header if _PLAIN_ANSWER.match(box.text.strip())), None)
        items = [row for row in rows if answer is not None and _is_open(row, [answer])]
        fewest = _FEWEST
    label = _label(header, items, weight)
    if len(items) < fewest or label is None or (answer is None and not options):
        return None
    used = {label, weight, answer, *(column for column, _ in options)}
    empty = [box for box in header if box.key and box.column not in used and _share(items, box.column, filled=False)]
    notes = next((box.column for box in empty if _NOTES.search(box.text)), None)
    return Columns(label, answer, weight, notes, options)


def _is_tick_box(box: Box) -> bool:
    """Return whether a box prints a check box and no words: that is for an answer, and heads no column."""
    return any(sign in BOXES for sign in box.text) and not words(box.text)


def is_item(row: Sequence[Box], columns: Columns) -> bool:
    """Return whether a row is one of the checklist: a label, free boxes for its answer, points where there are any."""
    label = at(row, columns.label)
    if label is None or not has_words(label.text) or label.column in columns.to_fill or is_total(row):
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
    column, count = counts.most_common(1)[0] if counts else (0, 0)
    return column if count >= _FEWEST else None


def _options(header: Sequence[Box], rows: Sequence[Sequence[Box]]) -> tuple[tuple[int, RowOption], ...]:
    """Find columns that are answers to tick: ``No``, ``Low (1)``, ``Medium (2)``."""
    found = [(box.column, match) for box in header if (match := _OPTION.match(words(box.text)))]
    columns = [column for column, _ in found]
    if len(found) < 2 or sum(_is_open(row, columns) for row in rows) < _FEWEST_WITH_OPTIONS:
        return ()
    options = []
    for column, match in found:
        box = at(header, column)
        assert box is not None  # noqa: S101 - for the type checker; it was found there
        options.append((column, _option(words(box.text), match)))
    different = len({option.id for _, option in options}) == len(options)
    return tuple(options) if different else ()


def _option(header: str, match: re.Match[str]) -> RowOption:
    word = match["word"].strip()
    points = int(match["points"]) if match["points"] else None
    means = None
    if points is None:
        means = Means.UNKNOWN if _UNKNOWN.match(word) else Means.NO if _NEVER.match(word) else Means.YES
    return RowOption(
        id=level_id(word) if word.lower() != "no" else "no",
        label=word,
        points=points,
        means=means,
        column=header if header != word else None,
    )


def _answer(header: Sequence[Box], items: Sequence[Sequence[Box]]) -> int | None:
    empty = [box for box in header if box.key and _share(items, box.column, filled=False)]
    wanted = [box for box in empty if _ANSWER.search(box.text)] or [box for box in empty if not _NOTES.search(box.text)]
    return next((box.column for box in wanted or empty), None)


def _label(header: Sequence[Box], items: Sequence[Sequence[Box]], weight: int | None) -> int | None:
    """Find the column of labels: the one with most words in its rows."""
    texts = {
        box.column: sum(len(found.text) for row in items if (found := at(row, box.column)) is not None)
        for box in header
        if box.column != weight and _share(items, box.column, filled=True)
    }
    return max(texts, key=lambda column: texts[column]) if texts else None


def _share(items: Sequence[Sequence[Box]], column: int, *, filled: bool) -> bool:
    found = [box for row in items if (box := at(row, column)) is not None]
    return bool(items) and sum(bool(box.key) == filled for box in found) >= _NEARLY_ALL * len(items)


def _prints_points(row: Sequence[Box], weight: int) -> bool:
    box = at(row, weight)
    return box is not None and bool(POINTS.fullmatch(box.text.strip()))


def _is_open(row: Sequence[Box], columns: Sequence[int]) -> bool:
    """Return whether a row prints something and has nothing but check boxes in some columns."""
    boxes = [at(row, column) for column in columns]
    others = any(box.key for box in row if box not in boxes)
    return others and bool(boxes) and all(box is not None and not words(box.text) for box in boxes)
