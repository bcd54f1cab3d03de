"""Tables that repeat: a row of headers over rows to fill in, or rows of empty boxes under a prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.draft.names import Names
from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, has_words, words
from pipeline.extract.matching.skeleton import Box
from pipeline.mapping.model import Column, FieldKind

_LONGEST_HEADER: Final = 60
_EMPTY_ENOUGH: Final = 0.5
_NO_HEADINGS: Final = (
    "The form prints no headings over these columns, so they go by their order. Give them telling ids."
)


def find_tables(blank: Blank) -> list[Question]:
    """Find every repeating table and take its boxes and the line that is its label."""
    found = []
    for table, rows in enumerate(blank.bones.tables):
        number = 0
        while number < len(rows):
            question, end = _headed(blank, table, number)
            if question is None and number == 0:
                question, end = _bare(blank, table)
            if question is not None:
                found.append(question)
            number = end if question is not None else number + 1
    return found


def _headed(blank: Blank, table: int, number: int) -> tuple[Question | None, int]:
    """Find a table whose header is one row."""
    rows = blank.bones.tables[table]
    header = [box for box in rows[number] if box.key or box.framed]
    filled = [box for box in header if box.key]
    if len(filled) < 2 or len(filled) < len(header) - 1 or not all(_is_header(blank, box) for box in filled):
        return None, number
    end = number + 1
    while end < len(rows) and _is_row(blank, rows[end], header):
        end += 1
    if end == number + 1:
        return None, number
    label = _label(blank, table, number)
    if label is None:
        return None, number
    blank.take(*(box for row in rows[number:end] for box in row))
    names = Names()
    tags = _column_tags(blank, rows[number + 1])
    columns = tuple(
        Column(id=names.take(words(box.text), tag=tags.get(box.column, "")), label=words(box.text)) for box in filled
    )
    spot, text = label
    tag = _table_tag(blank, rows[number + 1])
    return Question(spot=spot, label=text, kind=FieldKind.TABLE, columns=columns, tag=tag), end


def _is_header(blank: Blank, box: Box) -> bool:
    return blank.free(box) and has_words(box.text) and len(box.text) <= _LONGEST_HEADER and not blank.controls_in(box)


def _is_row(blank: Blank, row: Sequence[Box], header: Sequence[Box]) -> bool:
    """Return whether a row is one to fill in: as wide as the header, and most of its boxes empty."""
    drawn = [box for box in row if box.key or box.framed]
    empty = sum(not box.key for box in drawn)
    fits = {box.column for box in drawn} <= {box.column for box in header} and len(drawn) >= len(header) - 1
    framed = any(box.framed for box in drawn if not box.key)
    last_free = not drawn[-1].key if drawn else False
    return fits and framed and last_free and empty > _EMPTY_ENOUGH * len(drawn) and all(map(blank.free, row))


def _bare(blank: Blank, table: int) -> tuple[Question | None, int]:
    """Find a table of empty boxes alone; a prompt has to be above it."""
    rows = blank.bones.tables[table]
    wide = len(rows[0]) if rows else 0
    if wide < 2 or len(rows) < 2 or any(box.key for row in rows for box in row):
        return None, 0
    label = _label(blank, table, 0)
    if label is None:
        return None, 0
    blank.take(*(box for row in rows for box in row))
    spot, text = label
    tags = _column_tags(blank, rows[0])
    names = Names()
    columns = tuple(
        Column(id=names.take(f"column {number}", tag=tags.get(box.column, ""))) for number, box in enumerate(rows[0], 1)
    )
    notes = () if tags else (_NO_HEADINGS,)
    tag = _table_tag(blank, rows[0])
    return Question(spot=spot, label=text, kind=FieldKind.TABLE, columns=columns, tag=tag, notes=notes), len(rows)


def _label(blank: Blank, table: int, number: int) -> tuple[Spot, str] | None:
    """Find the words over a table: a row of its own above the header, else the nearest line in the text."""
    above = blank.bones.tables[table][number - 1] if number else []
    printed = [box for box in above if box.key and blank.free(box)]
    if len(printed) == 1 and has_words(printed[0].text):
        blank.take(*above)
        return Spot(printed[0], 0), printed[0].lines[0].text
    if number:
        higher = [box for row in blank.bones.tables[table][:number] for box in row if box.key and blank.free(box)]
        if blank.document.kind == "xlsx" and higher:
            blank.take(higher[-1])
            return Spot(higher[-1], 0), higher[-1].lines[0].text
        return None
    for index in reversed(blank.lines_above(table)):
        line = blank.bones.body[index]
        if has_words(line.text) and blank.free_line(index):
            blank.take_line(index)
            return Spot(None, index), line.text
    return None


def _table_tag(blank: Blank, row: Sequence[Box]) -> str:
    return next((tag.partition(".")[0] for box in row if "." in (tag := blank.tag(box))), "")


def _column_tags(blank: Blank, row: Sequence[Box]) -> dict[int, str]:
    return {box.column: tag.rpartition(".")[2] for box in row if (tag := blank.tag(box))}
