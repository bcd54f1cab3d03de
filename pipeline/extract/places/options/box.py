"""Options that the blank prints in an answer box or under the label, several to a line: ``☐ Yes  ☐ No``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from msgspec import Struct

from pipeline.extract.form.added import AddedText, Taken, claim
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.answer import Read, label_location, read_as
from pipeline.extract.places.options.printed import (
    DIFFERENT,
    begins_with,
    end_of_body_run,
    is_option,
    lines_drawn_in,
    lines_drawn_on,
    may_replace,
    names_another,
    options_in_line,
    table_behind,
    with_drawings,
)
from pipeline.extract.places.options.retyped import add_retyped
from pipeline.extract.places.shape import Option, Shape
from pipeline.extract.values.at_options import InlineOption
from pipeline.extract.values.choices import Chosen, Signs, weigh
from pipeline.extract.values.inline_options import read_inline
from pipeline.extract.values.listed_choices import listed_choice
from pipeline.extract.values.reading import BLANK
from pipeline.extract.values.typed_choices import chosen_value
from pipeline.location import Location
from pipeline.mapping.model import Choice, Field
from pipeline.signs import EMPTY_BOXES, PRINTED_MARKS

if TYPE_CHECKING:
    from pipeline.extract.places.labels import Labels


_LONGEST_HEADING = 10


class PrintedOptions(Struct, frozen=True, kw_only=True):
    """What was made of printed options: the chosen ones, the added text read as signs, and what else was added."""

    chosen: Chosen
    signs: Taken
    rest: Taken


class _PrintedLine(Struct, frozen=True):
    """A line of the blank that prints options, and where it is in the form, if it does.

    Attributes:
        copy: Which of several copies of the question in the form it is in.
    """

    line: Line
    number: int
    entry: Aligned | None
    box: Box | None
    copy: int = 0


_Found = tuple[_PrintedLine, Sequence[Option]]


class OptionsInBox(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A choice whose options are printed in its box."""

    prints_options: ClassVar[bool] = True
    is_in_groups: ClassVar[bool] = False

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the box right of a label, or right under it, that prints every option, over several lines."""
        label = spots[0].box
        if not field.has_options or label is None:
            return None
        rows = labels.blank.tables[label.table]
        beside = rows[label.row][label.index + 1 :]
        below = [box for row in rows[label.row + 1 : label.row + 2] for box in row if box.column == label.column]
        wanted = {choice.id for choice in field.choices}
        for box in (*beside, *below):
            printed = {each.choice.id for line in box.lines for each in options_in_line(field.choices, line)}
            if len(wanted) > 1 and printed == wanted:
                return cls(field=field, label=spots[0], repeats=tuple(spots), boxes=(box,))
        return None

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read the marked options; other words there are no answer."""
        boxes = form.boxes(self.boxes)
        several, in_groups = self.field.several, self.is_in_groups
        printed = weigh_printed(form, self.field.choices, boxes, several=several, in_groups=in_groups)
        return with_drawings(self.field, _answer(form, self, boxes, printed), lines_drawn_in(form, boxes))

    def option_lines(self, form: CompletedForm) -> Iterator[tuple[Sequence[Choice], Line]]:
        """Yield the lines of its box."""
        yield from ((self.field.choices, line) for box in form.boxes(self.boxes) for line in box.lines)


class OptionsInGroups(OptionsInBox, frozen=True, eq=False, kw_only=True, dict=True):
    """A choice whose options are in several boxes of a table, each with some of them: ``White | ☐ British ☐ Irish``."""

    is_in_groups: ClassVar[bool] = True

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the boxes of the table under a line that print the options, each of them once, and others none."""
        table, _ = table_behind(labels, spots[0])
        if not field.has_options or spots[0].box is not None or table is None:
            return None
        lines = [(box, line) for row in labels.blank.tables[table] for box in row for line in box.lines]
        ticked = [(box, line) for box, line in lines if any(sign in EMPTY_BOXES for sign in line.text)]
        printed = [(box, option.choice.id) for box, line in ticked for option in _options_on(field.choices, line)]
        boxes, names = tuple(dict.fromkeys(box for box, _ in printed)), sorted(name for _, name in printed)
        if names != sorted(choice.id for choice in field.choices) or len(boxes) == len(names):
            return None
        return cls(field=field, label=spots[0], repeats=tuple(spots), boxes=boxes) if len(boxes) > 1 else None


class OptionsUnderLabel(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A choice whose options are printed under its label: several to a line, or in its box each on a line of its own.

    Attributes:
        lines: Those lines.
    """

    prints_options: ClassVar[bool] = True

    lines: tuple[Spot, ...]

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the lines right under a label that print all options."""
        if not field.has_options:
            return None
        spot = spots[0]
        if any(sign in EMPTY_BOXES for sign in labels.line(spot).text) and options_in_line(
            field.choices, labels.line(spot)
        ):
            return None  # the boxes under it are those of the next question
        printed = _printed_under(labels, field, spot)
        names = [option.choice.id for options in printed.values() for option in options]
        is_whole = sorted(names) == sorted(choice.id for choice in field.choices)
        if not is_whole or (len(names) <= len(printed) and not _are_answered_there(labels, spot, printed)):
            return None
        lines = tuple(Spot(spot.box, number) for number in printed)
        return cls(field=field, label=spot, repeats=tuple(spots), lines=lines)

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read the marked options; other words there are no answer."""
        printed = _weigh(form, self.field.choices, self._lines(form), several=self.field.several)
        read = _answer(form, self, (), printed)
        box = self.lines[0].box
        drawn = lines_drawn_in(form, form.boxes([box])) if box is not None else self._lines_drawn_on(form)
        return with_drawings(self.field, read, drawn)

    def _lines_drawn_on(self, form: CompletedForm) -> Iterator[Line]:
        return lines_drawn_on(form, {line.line_index for line in self.lines})

    def option_lines(self, form: CompletedForm) -> Iterator[tuple[Sequence[Choice], Line]]:
        """Yield the options' lines."""
        entries = (entry for line in self.lines for entry, _ in form.label_entries(line))
        yield from ((self.field.choices, entry.line) for entry in entries)

    def option_locations(self, form: CompletedForm) -> Iterator[Location]:
        """Yield the options' lines."""
        yield from (entry.line.location for line in self.lines for entry, _ in form.label_entries(line))

    def _lines(self, form: CompletedForm) -> list[_PrintedLine]:
        found = []
        for spot in self.lines:
            line, entries = form.layout.line(spot), form.label_entries(spot)
            found += [
                _PrintedLine(line, spot.line_index, entry, box, copy) for copy, (entry, box) in enumerate(entries)
            ]
            found += [] if entries else [_PrintedLine(line, spot.line_index, None, None)]
        return found


def _are_answered_there(labels: Labels, spot: Spot, lines: Iterable[int]) -> bool:
    """Return whether options with a line each in their label's box are marked there: no empty box takes the answer."""
    if spot.box is None or len(spot.box.lines) < 2:
        return False
    ticked = all(any(sign in PRINTED_MARKS for sign in spot.box.lines[line].text) for line in lines)
    return ticked or not labels.empty_right(spot.box, skip_printed=True)


def _printed_under(labels: Labels, field: Field, spot: Spot) -> Mapping[int, Sequence[Option]]:
    """Return the lines right under a label that print options, with those; one that has all of them is the last."""
    lines = labels.blank.body if spot.box is None else spot.box.lines
    end = end_of_body_run(labels, spot.line_index) if spot.box is None else len(lines)
    others = {each.line_index for spots in labels.spots.values() for each in spots if each.box is spot.box}
    printed: dict[int, Sequence[Option]] = {}
    for number in range(spot.line_index + 1, end):
        if number not in others and _heads(field, lines, number):
            continue
        options = _options_on(field.choices, lines[number])
        if lines[number].key and (not options or (number in others and not is_option(field, lines[number].text))):
            break
        if options:
            printed[number] = options
        if len(options) == len(field.choices):
            break
    return printed


def _heads(field: Field, lines: Sequence[Line], number: int) -> bool:
    """Return whether a line is the heading of a group of options: short words right over an option with its box."""
    text = lines[number].text.strip()
    under = next((line for line in lines[number + 1 :] if line.key), None)
    if not text or under is None or len(text.split()) > _LONGEST_HEADING or text.endswith("?"):
        return False
    is_box = any(sign in PRINTED_MARKS for sign in text) or under.text.lstrip()[:1] not in EMPTY_BOXES
    return not is_box and bool(options_in_line(field.choices, under))


def _options_on(choices: Iterable[Choice], line: Line) -> list[Option]:
    """Return the options that a line prints; where each box is before one of them, words before a box are none."""
    found = options_in_line(choices, line)
    signs = sum(sign in EMPTY_BOXES for sign in line.text)
    behind = [each for each in found if line.text[: each.start].rstrip().endswith(tuple(EMPTY_BOXES))] if signs else []
    return behind if behind and len(behind) == signs else found


def _answer(form: CompletedForm, shape: Shape, boxes: Sequence[Box], printed: PrintedOptions | None) -> Read:
    """Make the answer; where all printed options were deleted, of what was typed in their place."""
    field, location = shape.field, boxes[0].location if boxes else label_location(form, shape.label)
    if printed is None:
        taken = form.take(boxes, edits=True)
        value = listed_choice(taken, field) if taken else BLANK
        return read_as(field, value, taken=taken, location=location)
    chosen, how = printed.chosen, printed.chosen.how or "label"
    claim(printed.signs)
    value = chosen_value(chosen, field)
    return read_as(field, value, taken=printed.signs, location=location, found_by=how)


def weigh_printed(
    form: CompletedForm, choices: Sequence[Choice], boxes: Sequence[Box], *, several: bool, in_groups: bool = False
) -> PrintedOptions | None:
    """Weigh the signs on options printed in some boxes; ``None`` when none prints two of them, or all were deleted.

    Where they are ``in_groups`` each box prints some of them; else several boxes are copies of one.
    """
    lines: list[_PrintedLine] = []
    seen: Counter[Box] = Counter()
    for number, box in enumerate(boxes):
        blank = form.matched.blank_of(box)
        printed = sum(len(options_in_line(choices, line)) for line in blank.lines) if blank is not None else 0
        if blank is None or printed < (1 if in_groups else 2):
            continue
        copy = seen[blank] if in_groups else number
        seen[blank] += 1
        for index, line in enumerate(blank.lines):
            standing = (each for each in form.entries(box) if any(c.blank_index == index for c in each.covers))
            lines.append(_PrintedLine(line, index, next(standing, None), box, copy))
    return _weigh(form, choices, lines, several=several)


def _weigh(
    form: CompletedForm, choices: Sequence[Choice], lines: Sequence[_PrintedLine], *, several: bool
) -> PrintedOptions | None:
    copies: dict[int, dict[str, Signs]] = {}
    read: list[AddedText] = []
    for line, found in _where_meant([(line, _options_on(choices, line.line)) for line in lines]):
        options = [
            InlineOption(each.choice.id, each.start, each.end, each.choice.wordings, each.choice.beside)
            for each in found
        ]
        if options:
            read += _read_line(form, line, options)
            elsewhere = [piece for piece in read if piece.entry is line.entry and len(found) == 1]
            options[0].signs.doubted |= any(names_another(found[0].choice, choices, each.text) for each in elsewhere)
            copies.setdefault(line.copy, {}).update({option.name: option.signs for option in options})
    for sign in (sign for copy in copies.values() for sign in copy.values()):
        sign.emphasis &= ~form.body.ambient
    differing = _differing(copies.values(), several=several) if len(copies) > 1 else ()
    signs = _together(copies.values())
    if all(sign.missing for sign in signs.values()):
        return None
    beside = _beside(form, lines)
    read += add_retyped(choices, signs, [piece for piece in beside if piece not in read])
    left = any(piece not in read and may_replace(piece) for piece in beside)
    for sign in signs.values():
        sign.replaced = sign.missing and left
    order = [(choice.id, signs[choice.id]) for choice in choices if choice.id in signs]
    boxes = dict.fromkeys(line.box for line in lines if line.box is not None)
    rest = [piece for box in boxes for piece in form.pieces(box) if piece not in read and not piece.claimed]
    chosen = Chosen(reason=DIFFERENT, signs=differing) if differing else weigh(order, several=several)
    return PrintedOptions(chosen=chosen, signs=Taken(read), rest=Taken(rest))


def _differing(copies: Iterable[Mapping[str, Signs]], *, several: bool) -> tuple[str, ...]:
    """Return what copies of a question say that is in a form more than once, where they don't say the same."""
    whole = [copy for copy in copies if not any(sign.missing for sign in copy.values())]
    said = {weigh(list(copy.items()), several=several).ids for copy in whole} - {()}
    return tuple(name for ids in sorted(said) for name in ids) if len(said) > 1 else ()


def _together(copies: Iterable[Mapping[str, Signs]]) -> dict[str, Signs]:
    """Put together the signs on each option in all copies of its question."""
    found: dict[str, Signs] = {}
    for copy in copies:
        for name, sign in copy.items():
            if name in found:
                found[name].add(sign)
            else:
                found[name] = sign
    return found


def _beside(form: CompletedForm, lines: Sequence[_PrintedLine]) -> list[AddedText]:
    """Return what was added among the lines that print options, or in their box, and is free."""
    boxes = dict.fromkeys(line.box for line in lines if line.box is not None)
    numbers = [line.number for line in lines]
    among = range(min(numbers) - 1, max(numbers) + 1)
    source = [piece for box in boxes for piece in form.pieces(box)]
    if not source:
        source = [piece for piece in form.body_pieces if piece.entry.after in among and not form.is_under_table(piece)]
    return [piece for piece in source if not piece.claimed]


def _where_meant(printed: Sequence[_Found]) -> list[_Found]:
    """Leave out words of an option within a line, such as "If yes, where?", where another line begins with it."""
    own = {
        each.choice.id
        for line, options in printed
        for each in options
        if begins_with(line.line.text, each.choice.label)
    }
    return [
        (
            line,
            [
                each
                for each in options
                if each.choice.id not in own or len(options) > 1 or begins_with(line.line.text, each.choice.label)
            ],
        )
        for line, options in printed
    ]


def _read_line(form: CompletedForm, line: _PrintedLine, options: list[InlineOption]) -> list[AddedText]:
    """Gather the signs on the options of one line, and give the added text that was read as signs."""
    if line.entry is None:
        for option in options:
            option.signs.missing = True
        return []
    pieces = [piece for piece in form.pieces_on(line.entry, line.box) if not piece.claimed]
    added = [(piece.start, piece.end) for piece in pieces]
    read = read_inline(line.entry, line.line, line.number, options, added)
    return [pieces[index] for index in sorted(read)]
