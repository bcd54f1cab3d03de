"""Tables that repeat: a row of headers over rows to fill in, or rows of empty boxes under a prompt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.draft.finders.answers import are_answers
from pipeline.draft.finders.line_labels import FILLER, labels_in
from pipeline.draft.finders.options import BOX, options_of
from pipeline.draft.names import Names
from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, has_words, words
from pipeline.extract.matching.skeleton import Box, BoxRow
from pipeline.extract.places.table import with_merged
from pipeline.extract.text import label_key
from pipeline.mapping.model import Column, FieldKind
from pipeline.mapping.strict.models import make
from pipeline.signs import CROSSES, TICKS

_LONGEST_HEADER: Final = 60
_LONGEST_STATEMENT: Final = 120
_LONGEST_OF_ALL: Final = 250
_LONGEST_HINT: Final = 8
_LONGEST_LINE: Final = 120
_EMPTY_ENOUGH: Final = 0.5
_ROOMY: Final = 3
_FEWEST_BESIDE: Final = 3
_TICK_ASKED_FOR: Final = re.compile(rf"(?<=\w)\s*\(?[{TICKS}]\)?\s*$")
"""``Done (✓)``: how to mark a box under it."""
_SIGNED: Final = re.compile(r"\bsign(ed|atures?)\b", re.I)
_LETTERS: Final = re.compile(rf"[^\W\d_](\s?[x{CROSSES}*+]\s?[^\W\d_])*\.?|[£€$%#]")
_COUNTED: Final = re.compile(r"\d{1,2}[.)]?|[a-z][.)]", re.I)
NO_HEADINGS: Final = "The form prints no headings over these columns, so they go by their order. Give them telling ids."


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
    """Find a table whose header is one row, perhaps under another with headers over several columns."""
    rows = blank.bones.tables[table]
    grouped = number > 0 and any(box.key and box.span > 1 for box in rows[number - 1])
    header = [box for box in (with_merged(rows, number) if grouped else rows[number]) if box.key or box.framed]
    filled = [box for box in header if box.key]
    header = [box for box in header if box.key or not _is_spacer(rows[number:], box)]
    if len(filled) < 2 or len(filled) < len(header) - 1 or not _are_headers(blank, filled):
        return None, number
    counted = _counted(rows[number + 1 :], header)
    header = [box for box in header if box is not counted]
    end = number + 1
    while end < len(rows) and _is_row(blank, rows[end], header, counted):
        end += 1
    columns = [box for box in filled if box is not counted]
    if end == number + 2 and all(blank.spaces.get(box.location, 0) >= _ROOMY for box in rows[number + 1]):
        return None, number  # each is a question with room of its own
    if _are_labels(header, rows[number + 1 : end]):
        return None, number  # each row is a label with its box, beside a heading
    if end == number + 2 and _are_signed(columns, rows[end : end + 2]):
        return None, number  # each has its answer in the box under it
    if end == number + 2 and are_answers([box.text for box in columns]):
        return None, number  # each is an option over its box
    first = min(box.row for box in filled)  # headers may go down over two rows
    label = _label(blank, table, first) if end > number + 1 and len(columns) > 1 else None
    if end == number + 1 or len(columns) < 2:
        return None, number
    named = next((box for box in columns if _is_unique(blank, box)), columns[0])
    spot, text = label or (Spot(named, 0), named.text)
    blank.take(*(box for row in rows[first:end] for box in row))
    tag = _table_tag(blank, rows[number + 1])
    beside = [box for box in header if not box.key and _names_rows(rows[number + 1 : end], box)]
    found = _columns(blank, sorted([*columns, *beside], key=lambda box: box.column), rows[number + 1])
    return Question(spot=spot, label=text, kind=FieldKind.TABLE, columns=found, tag=tag), end


def _are_labels(header: Sequence[Box], rows: Sequence[BoxRow]) -> bool:
    """Return whether rows print a label before their last box, and the first one does, too: no header is over that."""
    if header[-1].key or len(header) < _FEWEST_BESIDE:
        return False
    last = header[-2]
    return bool(rows) and all(any(box.column == last.column and box.key for box in row) for row in rows)


def _are_signed(headers: Sequence[Box], following: Sequence[BoxRow]) -> bool:
    """Return whether labels over a single row are those of signatures, or others over a row of their own follow."""
    if any(_SIGNED.search(box.text) for box in headers) or len({box.key for box in headers}) == 1:
        return True
    again = len(following) > 1 and len(following[0]) == len(headers) and all(box.key for box in following[0])
    return again and not any(box.key for box in following[1])


def _names_rows(rows: Sequence[BoxRow], header: Box) -> bool:
    """Return whether each row prints what it is for under an empty header: ``Morning``, ``Afternoon``."""
    return all(any(box.column == header.column and box.key for box in row) for row in rows)


def _is_unique(blank: Blank, header: Box) -> bool:
    return sum(label_key(line) == label_key(header.text) for line in blank.lines()) == 1


def _is_spacer(rows: Sequence[BoxRow], box: Box) -> bool:
    """Return whether an empty box of a header only keeps two headers apart: nothing is printed under it."""
    header = rows[0]
    between = 0 < box.index < len(header) - 1 and header[box.index - 1].key and header[box.index + 1].key
    under = [each for row in rows[1:] for each in row if each.column == box.column]
    return bool(between) and bool(under) and not any(each.key for each in under)


def _columns(blank: Blank, headers: Sequence[Box], row: BoxRow) -> tuple[Column, ...]:
    names, tags = Names(), _column_tags(blank, row)
    return tuple(
        make(Column, id=names.take(words(box.text) or "row", tag=tags.get(box.column, "")), label=box.text or None)
        for box in headers
    )


def _are_headers(blank: Blank, boxes: Sequence[Box]) -> bool:
    """Return whether boxes can be headers: free, in words, and short but perhaps for one."""
    long = sum(len(box.text) > _LONGEST_HEADER for box in boxes)
    fits = all(len(box.text) <= _LONGEST_OF_ALL and not _is_answered(blank, box) for box in boxes)
    few = long <= 1 or (long < len(boxes) - 1 and all(len(box.text) <= _LONGEST_STATEMENT for box in boxes))
    worded = sum(has_words(box.text) for box in boxes)
    named = worded == len(boxes) or (2 * worded >= len(boxes) and all(_is_letter(box) for box in boxes))
    return fits and few and named and all(map(blank.free, boxes))


def _is_letter(box: Box) -> bool:
    """Return whether a header has words, or is a letter or sign that stands for some: ``L``, ``S``, ``R``, ``£``."""
    return has_words(box.text) or _LETTERS.fullmatch(box.text.strip()) is not None


def _is_answered(blank: Blank, box: Box) -> bool:
    """Return whether something is answered in a box itself: in a control, on a blank or in a list of options."""
    listed = sum(line.location in blank.listed for line in box.lines) > 1
    return (
        bool(blank.controls_in(box))
        or listed
        or any(FILLER.search(line.text) or BOX.search(_TICK_ASKED_FOR.sub("", line.text)) for line in box.lines)
    )


def _counted(rows: Sequence[BoxRow], header: Sequence[Box]) -> Box | None:
    """Return the header of a column in which the rows are numbered."""
    first = header[0]
    printed = [row[0].text.strip() for row in rows if row and row[0].column == first.column and row[0].key]
    return first if printed and _COUNTED.fullmatch(printed[0]) else None


def _is_row(blank: Blank, row: BoxRow, header: Sequence[Box], counted: Box | None) -> bool:
    """Return whether a row is one to fill in: as wide as the header, and most of its boxes empty, or its first one."""
    if counted is not None and (not row or not _COUNTED.fullmatch(row[0].text.strip())):
        return False
    known = {box.column for box in header}
    spaced = len(header) > 1 and all(box.key for box in header)  # perhaps with empty columns between the headers
    boxes = [box for box in row if box.key or box.column in known or not spaced]
    drawn = [box for box in boxes[counted is not None :] if box.key or box.framed]
    fits = {box.column for box in drawn} <= {box.column for box in header} and len(drawn) >= len(header) - 1
    if not drawn or not fits or not all(map(blank.free, row)):
        return False
    empty = [box for box in drawn if not box.key]
    hinted = not drawn[0].key and all(len(box.text.split()) <= _LONGEST_HINT for box in drawn)
    mostly = not drawn[-1].key and len(empty) > _EMPTY_ENOUGH * len(drawn)
    return any(box.framed for box in empty) and (mostly or hinted)


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
        make(Column, id=names.take(f"column {number}", tag=tags.get(box.column, "")))
        for number, box in enumerate(rows[0], 1)
    )
    notes = () if tags else (NO_HEADINGS,)
    tag = _table_tag(blank, rows[0])
    return Question(spot=spot, label=text, kind=FieldKind.TABLE, columns=columns, tag=tag, notes=notes), len(rows)


def _label(blank: Blank, table: int, number: int) -> tuple[Spot, str] | None:
    """Find the words over a table: a row of its own above the header, else the nearest line in the text."""
    rows = blank.bones.tables[table]
    while number and _is_over_several(rows[number - 1]):
        blank.take(*rows[number - 1])
        number -= 1
    above = rows[number - 1] if number else []
    printed = [box for box in above if box.key and blank.free(box)]
    if len(printed) == 1 and has_words(printed[0].text):
        blank.take(*above)
        return Spot(printed[0], 0), printed[0].lines[0].text
    if number:
        higher = [box for row in rows[:number] for box in row if box.key and blank.free(box)]
        if blank.document.kind == "xlsx" and higher and not _has_own_box(rows[higher[-1].row], higher[-1]):
            blank.take(higher[-1])
            return Spot(higher[-1], 0), higher[-1].lines[0].text
        return None
    return _line_above(blank, table)


def _has_own_box(row: BoxRow, box: Box) -> bool:
    """Return whether a box on a sheet is answered in the box beside it."""
    return any(other.framed and not other.key and other.index > box.index for other in row)


def _is_over_several(row: BoxRow) -> bool:
    """Return whether a row prints headers over several columns each."""
    printed = [box for box in row if box.key]
    return len(printed) > 1 and sum(box.span > 1 for box in printed) >= len(printed) - 1


def _line_above(blank: Blank, table: int) -> tuple[Spot, str] | None:
    """Return the nearest free line before a table, a short one before guidance."""
    free = [
        index
        for index in reversed(blank.lines_above(table))
        if blank.free_line(index)
        and has_words(blank.bones.body[index].text)
        and not _asks(blank.bones.body[index].text)
    ]
    short = [index for index in free if len(blank.bones.body[index].text) <= _LONGEST_LINE]
    index = next(iter(short or free), None)
    if index is None:
        return None
    blank.take_line(index)
    return Spot(None, index), blank.bones.body[index].text


def _asks(text: str) -> bool:
    """Return whether a line asks for something itself, in a blank or by its options."""
    parted = options_of(text)
    return bool(labels_in(text) or FILLER.search(text) or (parted is not None and has_words(parted[0])))


def _table_tag(blank: Blank, row: BoxRow) -> str:
    return next((tag.partition(".")[0] for box in row if "." in (tag := blank.tag(box))), "")


def _column_tags(blank: Blank, row: BoxRow) -> dict[int, str]:
    return {box.column: tag.rpartition(".")[2] for box in row if (tag := blank.tag(box))}
