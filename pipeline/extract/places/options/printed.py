"""What finders and readers of printed options share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.extract.form.added import AddedText
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.lines import Line
from pipeline.extract.matching.rows import RowPlace
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.answer import Read, read_as
from pipeline.extract.places.shape import Option
from pipeline.extract.text import label_key, tokens
from pipeline.extract.values.reading import unclear
from pipeline.findings import find
from pipeline.location import MarkInLine
from pipeline.mapping.model import Choice, Field
from pipeline.patterns import pattern
from pipeline.signs import EMPTY_BOXES, NO_MARKS
from pipeline.submission import State

if TYPE_CHECKING:
    from pipeline.extract.places.labels import Labels

NO_MARK = "there is something other than a mark at an option"
DIFFERENT = "different options are chosen in different places"
_LETTER = pattern(r"\s*\(?[a-z]\s?[.)]\s*(?=\S)", re.IGNORECASE)
_SURE_START = 4  # so many letters of an option are enough to know it by, whatever follows them

Printed = tuple[int | RowPlace, str, tuple[Line, ...]]
"""A line of the body or a row, and what is printed there."""


def options_in_line(choices: Iterable[Choice], line: Line) -> list[Option]:
    """Find the options that a line prints, in printed order; one whose words are within another's is not there."""
    found: list[Option] = []
    words, taken = line.tokens, set[int]()
    labels = [(choice, [token.key for token in tokens(choice.label)]) for choice in choices]
    for choice, wanted in sorted(labels, key=lambda each: -len(each[1])):
        for start in range(len(words) - len(wanted) + 1):
            stretch = range(start, start + len(wanted))
            if taken.isdisjoint(stretch) and [words[index].key for index in stretch] == wanted and wanted:
                found.append(Option(choice, words[start].start, words[stretch[-1]].end))
                taken.update(stretch)
                break
    return sorted(found, key=lambda option: option.start)


def begins_with(text: str, label: str) -> bool:
    """Return whether a text begins with an option; "No" is not the start of "Notes".

    A box to tick may be before it, or a letter that lists the options: ``b) No``.
    """
    return _begins(text, label) or _begins(text[start_of_option(text) :], label)


def start_of_option(text: str) -> int:
    """Return where an option begins behind the letter that lists it."""
    lettered = _LETTER.match(text)
    return lettered.end() if lettered is not None else 0


def _begins(text: str, label: str) -> bool:
    wanted = label_key(label)
    if not label_key(text).lstrip(EMPTY_BOXES).startswith(wanted):
        return False
    words = [token.key for token in tokens(text) if token.key not in EMPTY_BOXES]
    sought = [token.key for token in tokens(label)]
    return len(wanted) >= _SURE_START or words[: len(sought)] == sought


def names_another(own: Choice, choices: Iterable[Choice], text: str) -> bool:
    """Return whether what was typed at an option is the name of another one: "Yes" at "No" says nothing for certain."""
    said = label_key(text)
    others = (wording for choice in choices if choice is not own for wording in choice.wordings)
    return any(label_key(wording) == said for wording in others) and all(
        label_key(wording) != said for wording in own.wordings
    )


def may_replace(piece: AddedText) -> bool:
    """Return whether added text may be another wording of an option that is gone; what is in brackets is a comment."""
    said = piece.standing.strip(" \t\u00a0.,;")
    return bool(said) and not (said.startswith("(") and said.endswith(")"))


def is_option(field: Field, text: str) -> bool:
    """Return whether a text begins with one of a choice's options."""
    return any(begins_with(text, choice.label) for choice in field.choices)


def table_behind(labels: Labels, spot: Spot) -> tuple[int | None, int]:
    """Return the table behind a label and its first row there; none when another question is between."""
    if spot.box is not None:
        return spot.box.table, spot.box.row + 1
    before_tables = labels.blank.lines_before
    table = next((n for n, before in enumerate(before_tables) if before > spot.line_index), None)
    others = {each.line_index for spots in labels.spots.values() for each in spots if each.box is None}
    end = before_tables[table] if table is not None else 0
    return (None if any(spot.line_index < other < end for other in others) else table), 0


def end_of_body_run(labels: Labels, start: int) -> int:
    """Return the body line before which the next table is, or the end of the body."""
    return next((before for before in labels.blank.lines_before if before > start), len(labels.blank.body))


def before_next_question(labels: Labels, field: Field, printed: Iterable[Printed]) -> Iterator[int | RowPlace]:
    """Yield the places before the next label, but for labels that are options, or are printed under them."""
    others = (other for other in labels.mapping.fields if other is not field and other.under != field.id)
    known = {id(labels.line(spot)) for other in others for spot in labels.spots[other.id]}
    for place, text, lines in printed:
        if not is_option(field, text) and any(id(line) in known for line in lines):
            return
        yield place


def starts_of_options(labels: Labels, field: Field, printed: list[Printed]) -> list[tuple[Choice, int | RowPlace]]:
    """Return where each option begins; the first of them has to be before the next question.

    None of them is found when not all are, which is a problem of the mapping.
    """
    starts = []
    missing = []
    for choice in field.choices:
        hit = next((place for place, text, _ in printed if begins_with(text, choice.label)), None)
        if hit is None:
            missing.append(choice)
        else:
            starts.append((choice, hit))
    near = set(before_next_question(labels, field, printed))
    if not any(place in near for _, place in starts):
        return []
    for choice in missing:
        labels.miss(f"field '{field.id}', choice '{choice.id}'", choice.label)
    return [] if missing else starts


def lines_drawn_in(form: CompletedForm, boxes: Iterable[Box]) -> Iterator[Line]:
    """Yield the lines of some boxes that hold a drawing that the blank does not have."""
    yield from (line for box in boxes if form.matched.paired(box).is_drawn_on(box) for line in box.lines)


def with_drawings(field: Field, read: Read, lines: Iterable[Line]) -> Read:
    """Report drawings at the options, and leave a choice open that may have been made by one (a ring, an arrow)."""
    drawn = next((line.location for line in lines if line.drawings), None)
    if drawn is None:
        return read
    found = find("drawing_near_choice", field=field.id, location=drawn, label=field.label)
    if read.answer.state is State.BLANK:
        read = read_as(field, unclear("there is a drawing", "drawing"), location=drawn, places=read.answer.places)
    return Read(answer=read.answer, findings=(*read.findings, found), chosen_at=read.chosen_at)


def lines_drawn_on(form: CompletedForm, regions: set[int]) -> Iterator[Line]:
    """Yield the lines of the body that hold a drawing, in some regions of the blank or right behind them."""
    yield from (entry.line for entry in form.body.drawn_on if entry.after in regions)


def marks_in_lines(printed: Iterable[tuple[Sequence[Choice], Line]]) -> dict[str, MarkInLine]:
    """Return where the marks of options go that lines of a form print; one that is printed twice has no place.

    Args:
        printed: The lines, each with the options that it may print.
    """
    found: dict[str, list[MarkInLine]] = {}
    for choices, line in printed:
        options = options_in_line(choices, line)
        is_shared = len(options) > 1
        for option, sign in zip(options, _signs_at(line.text, options), strict=False):
            mark = MarkInLine(
                location=line.location,
                line=line.text,
                sign=sign,
                end=option.end if is_shared else len(line.text.rstrip()),
                is_shared=is_shared,
            )
            found.setdefault(option.choice.id, []).append(mark)
    return {name: marks[0] for name, marks in found.items() if len(marks) == 1}


def _signs_at(text: str, options: Sequence[Option]) -> Sequence[int | None]:
    """Return where the box of each option is: before all of them, or behind; nothing where that can't be told."""
    ends = [0, *(option.end for option in options)]
    starts = [*(option.start for option in options), len(text)]
    between = list(zip(ends, starts, strict=True))
    before = [_last_sign(text, *stretch) for stretch in between[:-1]]
    behind = [_first_sign(text, *stretch) for stretch in between[1:]]
    whole: list[list[int | None]] = [signs for signs in (before, behind) if None not in signs]
    if whole:
        return whole[0]
    return [None] * len(options) if not any(sign in text for sign in NO_MARKS) else []


def _last_sign(text: str, start: int, end: int) -> int | None:
    at = start + len(text[start:end].rstrip()) - 1
    return at if at >= start and text[at] in NO_MARKS else None


def _first_sign(text: str, start: int, end: int) -> int | None:
    at = end - len(text[start:end].lstrip())
    return at if at < end and text[at] in NO_MARKS else None
