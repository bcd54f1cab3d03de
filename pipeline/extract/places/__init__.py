"""Where the answer of a field is, by the shape of its question, and how it is read there.

:mod:`pipeline.extract.places.find` finds the shapes in a blank; here fields are read in the order of their claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from msgspec.structs import replace

from pipeline.extract.form.added import AddedText, claim
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.recall import Earlier, Recall
from pipeline.extract.lines import Line
from pipeline.extract.memo import once
from pipeline.extract.places.answer import Read, made_unclear, read_as, unless_one_person
from pipeline.extract.places.doubted import unless_hidden, with_doubted_boxes
from pipeline.extract.places.options.printed import NO_MARK, marks_in_lines, options_in_line, with_drawings
from pipeline.extract.places.shape import Shape
from pipeline.extract.places.tagged_answers import with_named
from pipeline.extract.text import label_key
from pipeline.extract.values.reading import Reading, unclear
from pipeline.location import Location
from pipeline.submission import BY_STANDING, State, Value
from pipeline.vocabulary import NONE

SHAPES: Final = (
    ("Gap", "LineAbove", "Between"),
    ("PartOfBox",),
    ("WordsOfBox",),
    ("OptionsUnderOption",),
    (
        "OptionsInCells",
        "OptionsInBox",
        "OptionsInGroups",
        "OptionsUnderLabel",
        "OptionsInline",
        "OptionsInLines",
        "OptionsInRows",
    ),
    ("TickInLine", "TickInBox"),
    ("LabelLine",),
    ("Table",),
    ("Boxes", "BoxesAbove", "NamedBox"),
    ("RestOfBox", "Unprinted"),
)
"""The order of claims, narrow ones first, so that what is left belongs to the wider ones; of those in one line the
mapping's order. The classes are named, so that a form loads those alone that its blank has."""

NOT_TICKED = "other options were deleted, and the box of the one that is left is empty"

_RANKS: Final = {shape: rank for rank, shapes in enumerate(SHAPES) for shape in shapes}


def read_fields(form: CompletedForm, shapes: Iterable[Shape], recall: Recall) -> dict[str, Read]:
    """Read all fields of a completed form; they come in the order of the mapping."""
    found: dict[str, Read] = {}
    earlier = Earlier(found)
    ordered = _in_order(tuple(shapes))
    for shape in ordered:
        found[shape.field.id] = recall.reading(shape, partial(_read, form, shape, earlier), earlier=earlier)
    found |= _with_words_at_options(form, ordered, found)
    found |= _with_drawings_near(form, ordered, found)
    found |= _left_with_boxes(form, ordered, found)
    found |= with_doubted_boxes(form, ordered, found)
    fields = form.layout.mapping.fields
    read = {field.id: found[field.id] for field in fields}
    if not any(field.is_tick for field in fields):
        return read
    from pipeline.extract.places.tick import with_crosses_told  # many forms have no box to tick by itself

    return with_crosses_told(fields, read)


def _read(form: CompletedForm, shape: Shape, earlier: Mapping[str, Read]) -> Read:
    """Read one field."""
    owned, subject = form.named.release(shape.field.id), form.layout.mapping.subject
    read = with_named(form, shape.field, shape.read(form, earlier), owned)
    if subject is not None and shape.field.id == subject.name:
        read = unless_one_person(shape.field, read)
    return _with_marks(form, shape, unless_hidden(form, shape, read))


def _left_with_boxes(
    form: CompletedForm, shapes: Iterable[Shape], found: Mapping[str, Read]
) -> Iterator[tuple[str, Read]]:
    """Yield the options that are chosen only since others were deleted, while their own box is there, and empty."""
    for shape in shapes:
        read = found[shape.field.id]
        if read.answer.found_by == BY_STANDING and read.answer.state is State.ANSWERED:
            from pipeline.extract.places.options.boxed import is_left_with_its_box  # people seldom choose that way

            if is_left_with_its_box(form, shape, read):
                yield shape.field.id, made_unclear(shape.field, read, unclear(NOT_TICKED))


def _with_drawings_near(
    form: CompletedForm, shapes: Iterable[Shape], found: Mapping[str, Read]
) -> Iterator[tuple[str, Read]]:
    """Yield the blank choices with a drawing in their row, or in the next: rings hang on whatever paragraph is near."""
    rows = [row for table in form.matched.rows for row in table]
    drawn = {number: row.drawn_on[-1] for number, row in enumerate(rows) if row.drawn_on}
    at = {box.location: number for number, row in enumerate(rows) for box in row.boxes} if drawn else {}
    for shape in shapes if drawn else ():
        read = found[shape.field.id]
        if not shape.prints_options or read.answer.state is not State.BLANK:
            continue
        places = (Location(line.location.steps[:-1]) for _, line in shape.option_lines(form))
        own = {at[place] for place in places if place in at}
        near = next((box for number, box in drawn.items() if any(abs(number - each) <= 1 for each in own)), None)
        if near is not None:
            yield shape.field.id, with_drawings(shape.field, read, near.lines)


def _with_words_at_options(
    form: CompletedForm, shapes: Iterable[Shape], found: Mapping[str, Read]
) -> Iterator[tuple[str, Read]]:
    """Yield the choices that are not blank: nothing marks an option, but nobody claimed words that stand at one."""
    blank = [each for each in shapes if each.prints_options and found[each.field.id].answer.state is State.BLANK]
    free: dict[Line, list[AddedText]] = {}
    for piece in form.unclaimed() if blank else ():
        if label_key(piece.text) not in NONE:
            free.setdefault(piece.entry.line, []).append(piece)
    for shape in blank if free else ():
        lines = [line for choices, line in shape.option_lines(form) if options_in_line(choices, line)]
        taken = claim(piece for line in lines for piece in free.get(line, ()))
        if taken:
            value: Reading[Value] = unclear(NO_MARK)
            yield shape.field.id, read_as(shape.field, value, taken=taken, location=taken.location)


@once
def _in_order(shapes: tuple[Shape, ...]) -> Sequence[Shape]:
    """Put the fields of a form into the order in which they claim what was added."""
    return sorted(shapes, key=_rank)


def _rank(shape: Shape) -> int:
    rank = _RANKS[type(shape).__name__]
    return min(rank, _RANKS["OptionsUnderOption"]) if shape.field.under is not None else rank


def _with_marks(form: CompletedForm, shape: Shape, read: Read) -> Read:
    """Tell where a result may be ticked in a choice that was left blank and has no boxes for its options."""
    answer = read.answer
    has_place = answer.places or answer.in_lines
    if answer.state is not State.BLANK or has_place or answer.field not in form.layout.mapping.ticked:
        return read
    return replace(read, answer=replace(answer, in_lines=marks_in_lines(shape.option_lines(form))))
