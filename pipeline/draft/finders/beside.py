"""Choices whose options are in the box beside their label, or in rows under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.draft.finders.columns import calls_for_words
from pipeline.draft.finders.line_labels import before_blank, behind_options, kind_before, open_option, questions_in
from pipeline.draft.finders.options import BOX, LEVEL, boxed_options, choices_of, options_of, parted_behind, shortened
from pipeline.draft.finders.tick_lists import options_to_tick, plain_choice
from pipeline.draft.kinds import kind_of
from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, has_words, words
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.text import label_key
from pipeline.mapping.model import FieldKind
from pipeline.signs import DASHES, PRINTED_MARKS

OPEN_LINE: Final = re.compile(rf"[{DASHES}:]\s*$|[.…_]{{3,}}\s*$|[:?]?\s*_{{3,}}\s?[^\W\d_]{{1,6}}\s*$")
"""A line that ends open, perhaps with a unit behind its blank."""
_ASKS_FOR_ONE: Final = re.compile(
    r"\b(rating|outcome|level|risk|tick|select|choose|decision|recommend|status|category|stage)\b", re.I
)
_TO_TICK: Final = re.compile(r"\b(tick|select|choose|mark|indicate)\b.{0,30}\b(one|of the following|below|all)\b", re.I)
_RATING: Final = re.compile(r"^(overall |risk |final |rag )?(rating|outcome|decision|recommendation)$", re.I)
PERHAPS_QUESTIONS: Final = (
    "The rows under it are taken as its answers. If each of them is a question of its own, make each a [[field]]."
)
_LONGEST_OPTION: Final = 30
_WORDS_BESIDE_A_TICK: Final = 4
_LONGEST_LINE_LABEL: Final = 60
_FEWEST_LISTED: Final = 2


def is_alone(blank: Blank, label: Box) -> bool:
    """Return whether nothing is printed beside a label but its number."""
    row = blank.bones.tables[label.table][label.row]
    return all(box is label or not box.key or not has_words(box.text) for box in row)


def is_line_label(text: str) -> bool:
    """Return whether a line is a short label that ends open: ``Name:``, ``Date ____``."""
    return bool(OPEN_LINE.search(text)) and has_words(text) and len(words(text)) <= _LONGEST_LINE_LABEL


def inline_choice(spot: Spot, parted: tuple[str, tuple[str, ...]]) -> Question:
    """Make a choice of a line that prints label and options."""
    label, options = parted
    return Question(spot=spot, label=label, kind=FieldKind.CHOICE, choices=choices_of(options), prints=True)


def options_beside(blank: Blank, box: Box) -> list[Question]:
    """Find a choice whose options are in the box right of its label, and what lines under the options ask for."""
    row = blank.bones.tables[box.table][box.row]
    beside = next((other for other in row[box.index + 1 :] if other.key), None)
    in_boxes = box.index > 0 and OPEN_LINE.search(row[box.index - 1].text)  # each label of the row has its own box
    if beside is None or in_boxes or not blank.free(beside):
        return []
    if listed := _listed_beside(blank, box, beside):
        return listed
    options, last = _options_in(beside)
    if not options and _single_tick(beside):
        options, last = (words(beside.text) or beside.text.strip(),), len(beside.lines) - 1
    if not options:
        return []
    blank.take(box, beside)
    choice = Question(
        spot=Spot(box, 0), label=box.lines[0].text, kind=FieldKind.CHOICE, answer=(beside,), choices=choices_of(options)
    )
    return [choice, *_asked_behind(beside, last)]


def _options_in(box: Box) -> tuple[tuple[str, ...], int]:
    """Return the options that a box prints, and its last line that has one; lines under them ask for something else."""
    last = max((number for number, line in enumerate(box.lines) if BOX.search(line.text)), default=len(box.lines) - 1)
    lines = [parted_behind(line.text)[0] for line in box.lines[: last + 1] if line.key]
    more = [line.text for line in box.lines[last + 1 :] if line.key]
    if not all(is_line_label(text) or calls_for_words(text) for text in more):
        return (), last
    if len(lines) == 1:
        parted = options_of(lines[0])
        return parted[1] if parted is not None and not parted[0] else boxed_options(lines[0]), last
    own = any(parted is not None and has_words(parted[0]) for parted in map(options_of, lines))
    ticked = all(BOX.search(line) for line in lines) and not own  # no line is a question with its options
    return tuple(option for line in lines for option in options_to_tick(line)) if ticked else (), last


def _asked_behind(box: Box, last: int) -> list[Question]:
    """Find what the box of options asks besides them: behind the last of them, and in lines under it."""
    found = [each for number in range(last + 1) for each in behind_options(Spot(box, number), box.lines[number].text)]
    if last:
        found += [each for number in range(last + 1) for each in open_option(Spot(box, number), box.lines[number].text)]
    under = [(number, box.lines[number].text) for number in range(last + 1, len(box.lines)) if box.lines[number].key]
    for number, text in under:
        label = before_blank(text)
        several = questions_in(Spot(box, number), text)
        found += several or [Question(spot=Spot(box, number), label=label, kind=kind_before(text, label))]
    return found


def _listed_beside(blank: Blank, box: Box, beside: Box) -> list[Question]:
    """Find a choice whose options are a list without boxes to tick, in the box right of its label."""
    lines = [line for line in beside.lines if line.key]
    listed = sum(line.location in blank.listed for line in lines) >= _FEWEST_LISTED
    found = plain_choice(Spot(box, 0), [line.text for line in lines], box.lines[0].text, listed=listed, beside=True)
    if found is None:
        return []
    blank.take(box, beside)
    last = lines.index(next(line for line in lines if label_key(line.text) == label_key(found.choices[-1].label)))
    below = [number for number, line in enumerate(beside.lines) if line in lines[last + 1 :]]
    labels = [
        (number, before_blank(beside.lines[number].text))
        for number in below
        if is_line_label(beside.lines[number].text)
    ]
    return [
        found,
        *(Question(spot=Spot(beside, at), label=text, kind=kind_of(text, roomy=False)) for at, text in labels),
    ]


def _single_tick(box: Box) -> bool:
    """Return whether a box prints one check box, perhaps with a word or two."""
    ticks = sum(sign in PRINTED_MARKS for sign in box.text)
    return ticks == 1 and len(box.lines) == 1 and len(words(box.text).split()) <= _WORDS_BESIDE_A_TICK


def options_below(blank: Blank, table: int, number: int, box: Box) -> list[Question]:
    """Find a choice whose options are in rows of their own under it, each with an empty box."""
    rows = blank.bones.tables[table]
    if not is_alone(blank, box):
        return []
    options = _option_rows(blank, rows[number + 1 :])
    levels = sum(bool(LEVEL.match(option.text)) for option in options)
    told = _TO_TICK.search(box.text) is not None
    longest = _LONGEST_OPTION if told else 12
    asks = bool(_ASKS_FOR_ONE.search(box.text)) and all(len(option.text.split()) <= longest for option in options)
    own = any(not other.key and other.framed for other in rows[number] if other is not box)
    boxes = [any(other.key and not words(other.text) for other in rows[option.row]) for option in options]
    certain = levels > 1 or (asks and not own) or all(boxes)  # a check box beside each
    if len(options) < 2 or not (certain or _RATING.match(words(box.text))):
        return []
    blank.take(box, *(other for row in rows[number + 1 : number + 1 + len(options)] for other in row))
    choices = choices_of(shortened([option.lines[0].text for option in options]))
    notes = () if certain else (PERHAPS_QUESTIONS,)
    return [Question(spot=Spot(box, 0), label=box.lines[0].text, kind=FieldKind.CHOICE, choices=choices, notes=notes)]


def _option_rows(blank: Blank, rows: Sequence[Sequence[Box]]) -> list[Box]:
    """Return the boxes of options from the first row on, each alone in its row with an empty or tick box."""
    options: list[Box] = []
    asked = ""
    for row in rows:
        printed = [box for box in row if words(box.text)]
        empty = [box for box in row if not words(box.text) and box.framed]
        named = next((tag.partition(".")[0] for box in empty if (tag := blank.tag(box))), "")
        other = bool(options) and named != asked  # the form's author says that another question begins
        if len(printed) != 1 or not empty or other or not all(map(blank.free, row)) or printed[0].text[-1] in ":?":
            break
        if options and (printed[0].column, printed[0].span) != (options[0].column, options[0].span):
            break
        options.append(printed[0])
        asked = named
    return options
