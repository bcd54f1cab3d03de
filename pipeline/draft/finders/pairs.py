"""Labels in boxes, with their answer beside, below, inside, or on a line of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.draft.finders.columns import calls_for_words
from pipeline.draft.finders.line_labels import before_blank, behind_options, kind_before, questions_in
from pipeline.draft.finders.options import (
    BOX,
    LEVEL,
    boxed_options,
    choices_of,
    in_brackets,
    options_of,
    parted_behind,
    shortened,
)
from pipeline.draft.finders.tick_lists import lines_to_tick, options_to_tick, plain_choice, ticks
from pipeline.draft.kinds import INSTRUCTION, date_and_more, kind_of, names_a_thing, sentences
from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, has_words, name_of, rows_of, words
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.text import label_key
from pipeline.mapping.model import Choice, FieldKind
from pipeline.signs import DASHES, PRINTED_MARKS

_PROMPT: Final = re.compile(
    r"\?|^\W*(describe|explain|give|list|state|tell|summar|detail|provide|outline|comment|reason|what|who|when|where|why|"
    r"how|view|analysis|please (describe|give|list|state|tell|provide|explain))",
    re.I,
)
_OPEN_LINE: Final = re.compile(rf"[{DASHES}:]\s*$|[.…_]{{3,}}\s*$|[:?]?\s*_{{3,}}\s?[^\W\d_]{{1,6}}\s*$")
"""A line that ends open, perhaps with a unit behind its blank."""
_ASKS_FOR_ONE: Final = re.compile(
    r"\b(rating|outcome|level|risk|tick|select|choose|decision|recommend|status|category|stage)\b", re.I
)
_TO_TICK: Final = re.compile(r"\b(tick|select|choose|mark|indicate)\b.{0,30}\b(one|of the following|below|all)\b", re.I)
_TITLE: Final = re.compile(
    r"\b(form|assessment|template|checklist|review|tool|plan|report|questionnaire|record|application|referral|log|"
    r"register|survey|profile|evaluation|audit)\b",
    re.I,
)
_SCORE_HEADER: Final = re.compile(r"(score|points?|marks?|total)s?", re.I)
_RATING: Final = re.compile(r"^(overall |risk |final |rag )?(rating|outcome|decision|recommendation)$", re.I)
PERHAPS_QUESTIONS: Final = (
    "The rows under it are taken as its answers. If each of them is a question of its own, make each a [[field]]."
)
_ROOMY: Final = 3
_SOME_ROOM: Final = 2
_LONGEST_OPTION: Final = 30
_WORDS_BESIDE_A_TICK: Final = 4
_LONGEST_LINE_LABEL: Final = 60
_SHORT_LABEL: Final = 40
_NEAR: Final = 4
_FEWEST_LISTED: Final = 2
PERHAPS_TO_READ: Final = "Perhaps this is no question but something to read; then take this entry out."
UNSURE_LIST: Final = (
    "Taken as the allowed answers because the label lists them in brackets. If people may give several, add "
    'several = true; if they may write anything, make it kind = "text" and take the choice lines out.'
)


def find_pairs(blank: Blank) -> list[Question]:
    """Find every label in a box and take it with the boxes of its answer."""
    found: list[Question] = []
    for table, number, row in rows_of(blank):
        for box in row:
            if box.key and blank.free(box) and has_words(box.text):
                found += _options_below(blank, table, number, box) or _labelled(blank, box)
    return found


def _labelled(blank: Blank, box: Box) -> list[Question]:
    if _is_title(blank, box):
        return []
    answer, roomy = right_of(blank, box), False
    if answer:
        roomy = any(blank.spaces.get(each.location, 0) >= _ROOMY for each in answer)
    elif beside := _options_beside(blank, box):
        return beside
    else:
        answer = below(blank, box)
        spaces = [blank.spaces.get(each.location, 0) for each in answer]
        roomy = bool(answer) and (_alone(blank, box) or min(spaces) >= _ROOMY)
    if answer:
        blank.take(box, *answer)
        return _with_answer(blank, box, answer, roomy=roomy)
    return _inside(blank, box)


def _with_answer(blank: Blank, box: Box, answer: tuple[Box, ...], *, roomy: bool) -> list[Question]:
    spot, label = Spot(box, 0), box.lines[0].text
    tag = blank.tag(*answer)
    two = date_and_more(label)
    if two is not None:
        first = Question(spot=spot, label=two[0], kind=FieldKind.DATE, answer=answer, tag=tag)
        note = "It shares its box with the date: the date is taken out, and what is left is this answer."
        rest = Question(spot=spot, label=two[1], kind=FieldKind.NARRATIVE, rest_of=spot, notes=(note,))
        return [first, rest]
    listed = choices_in(blank, label, answer)
    if listed:
        notes = (UNSURE_LIST,) if in_brackets(label) and not entries_of(blank, answer) else ()
        return [
            Question(spot=spot, label=label, kind=FieldKind.CHOICE, answer=answer, choices=listed, tag=tag, notes=notes)
        ]
    kind = (
        kind_by_control(blank, answer)
        or _kind_by_header(blank, box, answer[0])
        or kind_of(sentences(label)[0] if sentences(label) else label, roomy=roomy)
    )
    return [Question(spot=spot, label=label, kind=kind, answer=answer, tag=tag)]


def choices_in(blank: Blank, label: str, answer: Sequence[Box]) -> tuple[Choice, ...]:
    """Return the allowed answers: those of a drop-down list in the box, else those that the label lists in brackets."""
    entries = entries_of(blank, answer)
    return choices_of(entries) if len(entries) > 1 else choices_of(in_brackets(label))


def entries_of(blank: Blank, answer: Sequence[Box]) -> tuple[str, ...]:
    """Return the entries of a drop-down list that is in the boxes."""
    listed = [control.entries for control in blank.controls_in(*answer) if control.entries]
    listed += [blank.allowed[box.location] for box in answer if box.location in blank.allowed]
    return next(iter(listed), ())


def kind_by_control(blank: Blank, answer: Sequence[Box]) -> FieldKind | None:
    """Judge the kind of answer by the control in its box: a date control takes a date."""
    kinds = {control.kind.value for control in blank.controls_in(*answer)}
    return FieldKind.DATE if kinds == {"date"} else None


def _kind_by_header(blank: Blank, label: Box, answer: Box) -> FieldKind | None:
    """Judge the kind of answer by the header over its box: points go under "Score"."""
    above = blank.bones.tables[answer.table][: label.row]
    heads = [box for row in above for box in row if box.column == answer.column and box.key and answer.row == label.row]
    return FieldKind.NUMBER if heads and _SCORE_HEADER.fullmatch(words(heads[-1].text)) else None


def right_of(blank: Blank, label: Box) -> tuple[Box, ...]:
    """Take the free empty boxes right of a label; on a sheet those drawn as boxes come before open ones."""
    found = []
    for box in blank.bones.tables[label.table][label.row][label.index + 1 :]:
        if box.key or not blank.free(box):
            break
        found.append(box)
    framed = tuple(box for box in found if box.framed)
    open_ended = label.lines[-1].text.rstrip()[-1:] in ":?" and not below(blank, label)
    return framed or (tuple(found[:1]) if open_ended else ())


def below(blank: Blank, label: Box) -> tuple[Box, ...]:
    """Take the free empty boxes under a label, as far as rows print nothing."""
    found = []
    for row in blank.bones.tables[label.table][label.row + 1 :]:
        under = [box for box in row if box.column <= label.column < box.column + box.span]
        if any(box.key for box in row) or not under or not blank.free(under[0]) or not under[0].framed:
            break
        found += under
    return tuple(found)


def _alone(blank: Blank, label: Box) -> bool:
    """Return whether nothing is printed beside a label but its number."""
    row = blank.bones.tables[label.table][label.row]
    return all(box is label or not box.key or not has_words(box.text) for box in row)


def _inside(blank: Blank, box: Box) -> list[Question]:
    """Find prompts that are answered in their own box: under the words, or behind each of its lines."""
    if _heads_pairs(blank, box):
        return []
    spaces = blank.spaces.get(box.location, 0)
    labels = [index for index, line in enumerate(box.lines) if _is_line_label(line.text)]
    if not labels and _is_among_labels(blank, box):
        labels = [0]
    if labels == [0] and spaces and not _alone(blank, box):
        blank.take(box)
        return [_prompt_inside(blank, box, ())]
    alone = len(box.lines) == 1 and not spaces and labels
    if labels == [0] and not alone:
        labels = []  # the words over an answer that goes under them
    found: list[Question] = []
    ticked: list[int] = []
    for index in range(len(box.lines)):
        if index in ticked:
            continue
        listed = lines_to_tick(box, index)
        ticked += listed
        found += _of_line(blank, box, index, labels, listed)
    if found:
        blank.take(box)
    return found


def _of_line(blank: Blank, box: Box, index: int, labels: Sequence[int], ticked: Sequence[int]) -> list[Question]:
    """Find what one line of a box asks, with the lines to tick under it."""
    line, spot, spaces = box.lines[index], Spot(box, index), blank.spaces.get(box.location, 0)
    if ticked:
        options = [option for each in ticked for option in options_to_tick(box.lines[each].text)]
        return [ticks(spot, line.text, options)]
    several = questions_in(spot, line.text)
    parted = options_of(line.text)
    if several or (parted is not None and (has_words(parted[0]) or len(box.lines) == 1)):
        return several or [_line_choice(spot, line.text, parted), *behind_options(spot, line.text)]  # type: ignore[arg-type]
    if index in labels:
        label = before_blank(line.text)
        return [Question(spot=spot, label=label, kind=kind_before(line.text, label))]
    asks = spaces >= _SOME_ROOM or _PROMPT.search(line.text) or (spaces and len(box.lines) == 1)
    asks = asks and not INSTRUCTION.match(line.text)
    return [_prompt_inside(blank, box, labels)] if index == 0 and asks and _alone(blank, box) else []


def _line_choice(spot: Spot, text: str, parted: tuple[str, tuple[str, ...]]) -> Question:
    return inline_choice(spot, parted if parted[0] else (text, parted[1]))


def _is_title(blank: Blank, box: Box) -> bool:
    """Return whether a box holds the title of the form, as forms with a logo in a table do."""
    is_first = box.table == box.row == 0 and words(box.text) == blank.title and not _OPEN_LINE.search(box.text)
    alone = is_first and len(blank.bones.tables[0][0]) == 1
    return is_first and (box.index > 0 or (alone and _TITLE.search(box.text) is not None))


def _heads_pairs(blank: Blank, box: Box) -> bool:
    """Return whether a prompt over several columns is the heading of the labels under it."""
    row, rows = blank.bones.tables[box.table][box.row], blank.bones.tables[box.table][box.row + 1 :]
    following = rows[0] if rows else ()
    asks = box.text.rstrip().endswith(":")
    wide = len(row) == 1 and box.span > 1 and len(box.lines) == 1 and not blank.spaces.get(box.location, 0)
    if not wide or len(following) < _FEWEST_LISTED or not following[0].key:
        return False
    apart = bool(box.shading) and not any(each.shading for each in following)
    return apart if asks else any(not each.key for each in following[1:])


def _prompt_inside(blank: Blank, box: Box, labels: Sequence[int]) -> Question:
    """Make a question of a prompt over room in its own box; lines in ``labels`` ask for something else."""
    elsewhere = [control for index in labels for control in blank.controls.get(box.lines[index].location, ())]
    own = [name_of(control) for control in blank.controls_in(box) if name_of(control) and control not in elsewhere]
    spaces, label = blank.spaces.get(box.location, 0), box.lines[0].text
    notes = () if spaces else (PERHAPS_TO_READ,)
    short = spaces < _ROOMY and len(box.lines) == 1 and names_a_thing(words(label)) and "?" not in label
    kind = kind_of(words(label), roomy=False) if short else FieldKind.NARRATIVE
    return Question(
        spot=Spot(box, 0), label=label, kind=kind, answer=(box,), tag=next(iter(own), ""), notes=notes,
    )  # fmt: skip


def _is_among_labels(blank: Blank, box: Box) -> bool:
    """Return whether a short text is a label because boxes near it are, answered behind the words.

    Those near it are in its row, or above and below one that is alone in its row.
    """
    rows = blank.bones.tables[box.table]
    if len(rows[box.row]) > 1:
        others = [each for each in rows[box.row] if each is not box]
        labelled = all(each.key for each in others) and any(_is_line_label(each.text) for each in others)
        return labelled and len(box.lines) == 1 and names_a_thing(words(box.text))
    short = len(box.lines) == 1 and len(box.text) <= _SHORT_LABEL and box.text.rstrip()[-1:] not in ".?"
    near = [row[0] for row in rows[max(box.row - _NEAR, 0) : box.row + _NEAR] if len(row) == 1 and row[0].key]
    labels = [each for each in near if len(each.lines) == 1 and each.span == box.span and _is_line_label(each.text)]
    return short and len(rows[box.row]) == 1 and bool(labels)


def _is_line_label(text: str) -> bool:
    return bool(_OPEN_LINE.search(text)) and has_words(text) and len(words(text)) <= _LONGEST_LINE_LABEL


# -- options -----------------------------------------------------------------------------------------------------------


def inline_choice(spot: Spot, parted: tuple[str, tuple[str, ...]]) -> Question:
    """Make a choice of a line that prints label and options."""
    label, options = parted
    return Question(spot=spot, label=label, kind=FieldKind.CHOICE, choices=choices_of(options), prints=True)


def _options_beside(blank: Blank, box: Box) -> list[Question]:
    """Find a choice whose options are in the box right of its label, and what lines under the options ask for."""
    row = blank.bones.tables[box.table][box.row]
    beside = next((other for other in row[box.index + 1 :] if other.key), None)
    in_boxes = box.index > 0 and _OPEN_LINE.search(row[box.index - 1].text)  # each label of the row has its own box
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
    if not all(_is_line_label(text) or calls_for_words(text) for text in more):
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
        if _is_line_label(beside.lines[number].text)
    ]
    return [
        found,
        *(Question(spot=Spot(beside, at), label=text, kind=kind_of(text, roomy=False)) for at, text in labels),
    ]


def _single_tick(box: Box) -> bool:
    """Return whether a box prints one check box, perhaps with a word or two."""
    ticks = sum(sign in PRINTED_MARKS for sign in box.text)
    return ticks == 1 and len(box.lines) == 1 and len(words(box.text).split()) <= _WORDS_BESIDE_A_TICK


def _options_below(blank: Blank, table: int, number: int, box: Box) -> list[Question]:
    """Find a choice whose options are in rows of their own under it, each with an empty box."""
    rows = blank.bones.tables[table]
    if not _alone(blank, box):
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
