"""What somebody may write for a question, and where: a tick at an option, a date in its box, words behind a label."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pipeline.extract import Layout
from pipeline.extract.checklist.places import ChecklistPlace, FactorPlace
from pipeline.extract.form.blank import Spot
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.boxes import Boxes, LabelLine
from pipeline.extract.places.gap import Gap, LineAbove
from pipeline.extract.places.labels import rooms_in
from pipeline.extract.places.named import Between, around
from pipeline.extract.places.options.box import OptionsInBox, OptionsUnderLabel
from pipeline.extract.places.options.cells import OptionsInCells
from pipeline.extract.places.options.inline import OptionsInline
from pipeline.extract.places.options.lines import OptionsInLines
from pipeline.extract.places.options.printed import options_in_line
from pipeline.extract.places.options.rows import OptionsInRows
from pipeline.extract.places.shape import Shape
from pipeline.extract.places.tick import TickInBox, TickInLine
from pipeline.forms.trial.writing import Written
from pipeline.mapping.model import Choice, Field, Place
from pipeline.mapping.rows import Entered
from pipeline.signs import BOX_TICKED, EMPTY_BOXES, TICK
from pipeline.submission import Number


class Sample(Struct, frozen=True, kw_only=True):
    """An answer that was written.

    Attributes:
        name: The id of its field or factor.
        texts: What was written where.
        expected: What it has to be read as: the value, or the ids of options; of a row its state, option or points.
    """

    name: str
    texts: tuple[Written, ...]
    expected: object


def samples(layout: Layout, way: int) -> Iterator[Sample]:
    """Yield an answer for each question whose place is known; ``way`` chooses among options and places to write."""
    for number, shape in enumerate(layout.places.values()):
        found = _of_shape(layout, shape, number, way)
        if found is not None and found.texts:
            yield found
    for checklist in layout.checklists:
        for place in checklist.rows.values():
            row = _of_row(layout, checklist, place, way)
            if row is not None and row.texts:
                yield row


# -- fields ------------------------------------------------------------------------------------------------------------


def _of_shape(layout: Layout, shape: Shape, number: int, way: int) -> Sample | None:
    field = shape.field
    if shape.owner is not None or field.under is not None or field.part_of or field.rest_of:
        return None
    if shape.label is None and field.named is None:
        return None
    if isinstance(shape, TickInBox | TickInLine):
        mark = _in_or_behind(shape.boxes) if isinstance(shape, TickInBox) else _at_words(layout, shape)
        return Sample(name=field.id, texts=(mark,), expected=True)
    if field.has_options:
        choice = field.choices[0 if way % 2 == 0 else -1]
        texts = _at_option(layout, shape, choice) if shape.prints_options else _typed(layout, shape, choice.label)
        return Sample(name=field.id, texts=tuple(texts), expected=(choice.id,) if field.several else choice.id)
    text, expected = _answer(layout, field, number)
    if field.has_rows:
        return None
    return Sample(name=field.id, texts=tuple(_typed(layout, shape, text)), expected=expected)


def _answer(layout: Layout, field: Field, number: int) -> tuple[str, object]:
    """Return a text for a field, other than those of other fields, and the value that it is."""
    if field.is_date:
        day = dt.date(2026, 1 + number % 12, 1 + number % 28)
        return day.strftime("%d/%m/%Y"), day
    if field.kind.value == "number":
        value = _number(field, number)
        return str(value), value
    subject = layout.mapping.subject
    text = "Alex Fictional" if subject is not None and subject.name == field.id else f"Tried words {number + 1}"
    return text, text


def _number(field: Field, number: int) -> Number:
    """Return a number that the field takes, other than those of other fields where there is room."""
    least, most = field.at_least, field.at_most
    tried = [float(number) + 3, *([least + number, least] if least is not None else []), *([most] if most else [])]
    value = next((each for each in tried if field.takes(each)), tried[0])
    return int(value) if value.is_integer() else value


def _typed(layout: Layout, shape: Shape, text: str) -> Iterator[Written]:
    """Yield where a typed answer goes: its own box, else behind its label or under it."""
    label = shape.label
    if label is None:
        yield from _at_name(layout, shape, text)
        return
    if isinstance(shape, Gap):
        yield _in_gap(layout, shape, text)
        return
    if isinstance(shape, LineAbove):
        yield _above(layout, label, shape, text)
        return
    own = [box for box in shape.boxes if box is not label.box]
    if (
        isinstance(shape, Boxes)
        and own
        and not (isinstance(shape, LabelLine) and len(label.box.lines if label.box else ()) > 1)
    ):
        yield Written(location=own[0].location, text=text)
    elif label.box is None or shape.field.at is Place.LINE or len(label.box.lines) > 1:
        yield _behind(layout, label, text)
    else:
        yield Written(location=label.box.location, text=text)


def _at_name(layout: Layout, shape: Shape, text: str) -> Iterator[Written]:
    """Yield where a typed answer goes whose place has a name: its box, else where the name is in its line."""
    if shape.boxes:
        yield Written(location=shape.boxes[0].location, text=text)
    if isinstance(shape, Between) and shape.spot.line_index is not None:
        line = layout.line(Spot(shape.spot.box, shape.spot.line_index))
        if line.key:
            start, _ = around(line, shape.spot.letters)
            yield Written(location=line.location, line=line.text, start=start, text=f" {text} ")


def _at_words(layout: Layout, shape: TickInLine) -> Written:
    """Tick the box that is in the line of its words, else write a tick behind them."""
    assert shape.label is not None  # noqa: S101 - for the type checker; the caller has looked
    line, words = layout.line(shape.label), shape.words
    if words.box is None:
        return _behind(layout, shape.label, TICK)
    start, end = words.box
    return Written(location=line.location, line=line.text, start=start, instead=end - start, text=BOX_TICKED)


def _behind(layout: Layout, spot: Spot, text: str) -> Written:
    """Write behind the words of a line, in place of the dots there."""
    line = layout.line(spot).text
    kept = line.rstrip(" ._…\t")
    return Written(
        location=layout.line(spot).location, line=line, start=len(kept), instead=len(line) - len(kept), text=f" {text}"
    )


def _in_gap(layout: Layout, shape: Gap, text: str) -> Written:
    assert shape.label is not None  # noqa: S101 - for the type checker
    line = layout.line(shape.label)
    start, end = shape.gap[1], shape.gap[2]
    between = line.text[start:end]
    kept = len(between) - len(between.lstrip(" :"))
    return Written(
        location=line.location,
        line=line.text,
        start=start + kept,
        instead=max(end - start - kept, 0),
        text=f" {text}   ",
    )


def _above(layout: Layout, label: Spot, shape: LineAbove, text: str) -> Written:
    line = layout.line(Spot(None, label.line_index - 1))
    start, end = rooms_in(line.text, like=shape.drawn)[shape.number]
    return Written(location=line.location, line=line.text, start=start, instead=end - start, text=text)


# -- options -----------------------------------------------------------------------------------------------------------


def _at_option(layout: Layout, shape: Shape, choice: Choice) -> Iterator[Written]:
    """Yield the mark at a printed option."""
    if isinstance(shape, OptionsInCells):
        yield _in_or_behind(shape.cells[choice.id])
    elif isinstance(shape, OptionsInRows):
        row = next((option.row for option in shape.options if option.choice.id == choice.id), None)
        if row is not None:
            boxes = layout.blank.tables[row[0]][row[1]]
            yield _in_or_behind(tuple(boxes))
    elif isinstance(shape, OptionsInLines):
        option = next(option for option in shape.options if option.choice.id == choice.id)
        yield _marked(layout, Spot(None, option.lines[0]), choice, shape.field)
    elif isinstance(shape, OptionsInline):
        yield _marked(layout, shape.repeats[0], choice, shape.field)
    elif isinstance(shape, OptionsUnderLabel):
        yield from _in_lines(layout, shape.lines, choice, shape.field)
    elif isinstance(shape, OptionsInBox):
        spots = [Spot(box, number) for box in shape.boxes for number in range(len(box.lines))]
        yield from _in_lines(layout, spots, choice, shape.field)


def _in_lines(layout: Layout, spots: Sequence[Spot], choice: Choice, field: Field) -> Iterator[Written]:
    for spot in spots:
        if any(option.choice.id == choice.id for option in options_in_line(field.choices, layout.line(spot))):
            yield _marked(layout, spot, choice, field)
            return


def _in_or_behind(boxes: Sequence[Box]) -> Written:
    """Write a tick into the first empty box, or the one with a box to tick, else behind the words."""
    empty = [box for box in boxes if not box.key.strip(EMPTY_BOXES) and box.framed and not box.continues]
    if empty and empty[0].key:
        line = next(line for line in empty[0].lines if line.key)
        at = next(index for index, sign in enumerate(line.text) if sign in EMPTY_BOXES)
        return Written(location=line.location, line=line.text, start=at, instead=1, text=BOX_TICKED)
    if empty:
        return Written(location=empty[0].location, text=TICK)
    box = next((box for box in boxes if box.key), None)
    if box is None:  # a workbook that draws no frame round its cells
        return Written(location=boxes[0].location, text=TICK)
    line = next(line for line in box.lines if line.key)
    return Written(location=line.location, line=line.text, start=len(line.text), text=f" {TICK}")


def _marked(layout: Layout, spot: Spot, choice: Choice, field: Field) -> Written:
    """Tick the printed box of an option in a line, else write a tick behind it."""
    line = layout.line(spot)
    found = options_in_line(field.choices, line)
    option = next((each for each in found if each.choice.id == choice.id), None)
    start, end = (option.start, option.end) if option is not None else (0, len(line.text))
    before = max((each.end for each in found if each.end <= start), default=0)
    behind = min((each.start for each in found if each.start >= end), default=len(line.text))
    signs = [index for index, sign in enumerate(line.text) if sign in EMPTY_BOXES]
    first = signs and found and signs[0] < found[0].start
    own = [at for at in signs if (before <= at < start if first else end <= at < behind)]
    if own:
        return Written(
            location=line.location, line=line.text, start=own[-1 if first else 0], instead=1, text=BOX_TICKED
        )
    return Written(location=line.location, line=line.text, start=end, text=f" {TICK} ")


# -- rows of checklists ------------------------------------------------------------------------------------------------


def _of_row(layout: Layout, checklist: ChecklistPlace, place: FactorPlace, way: int) -> Sample | None:
    entry, factor = checklist.checklist, place.factor
    if not place.printed or (entry.rounds and not place.rounds):
        return None
    if place.rungs:
        name, rung = list(place.rungs.items())[0 if way % 2 == 0 else -1]
        row = layout.blank.tables[rung.table][rung.row]
        reach = place.reaches.get(name)
        boxes = [box for box in row if (reach is None or box.column in reach) and box.column not in place.notes]
        return Sample(name=factor.id, texts=(_in_or_behind(boxes),), expected=(name,))
    if place.label is None or place.round_options:
        return None
    row = layout.blank.tables[place.label.table][place.label.row]
    if place.options:
        name, columns = list(place.options.items())[0 if way % 2 == 0 else -1]
        boxes = [box for box in row if box.column in columns]
        return Sample(name=factor.id, texts=(_in_or_behind(boxes),) if boxes else (), expected=(name,))
    columns = place.answer or next(iter(place.rounds.values()), frozenset())
    boxes = [box for box in row if box.column in columns]
    return _typed_row(checklist, place, boxes) if boxes else None


def _typed_row(checklist: ChecklistPlace, place: FactorPlace, boxes: Sequence[Box]) -> Sample | None:
    entry, factor = checklist.checklist, place.factor
    options = entry.options_of(factor)
    if options and boxes[0].key:
        return None
    if options:
        text, expected = options[0].label, (options[0].id,)
        return Sample(name=factor.id, texts=(Written(location=boxes[0].location, text=text),), expected=expected)
    if entry.entered is Entered.POINTS:
        most = entry.most(factor)
        return Sample(name=factor.id, texts=(Written(location=boxes[0].location, text=str(most)),), expected="yes")
    return Sample(name=factor.id, texts=(_in_or_behind(boxes),), expected="yes")
