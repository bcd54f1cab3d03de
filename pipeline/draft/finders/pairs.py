"""Labels in boxes, with their answer beside, below, inside, or on a line of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.draft.finders.beside import (
    OPEN_LINE,
    inline_choice,
    is_alone,
    is_line_label,
    options_below,
    options_beside,
)
from pipeline.draft.finders.line_labels import (
    DATE_ROOM,
    before_blank,
    behind_options,
    kind_before,
    open_option,
    questions_in,
)
from pipeline.draft.finders.options import (
    choices_of,
    in_brackets,
    options_of,
)
from pipeline.draft.finders.tick_lists import lines_to_tick, options_to_tick, ticks
from pipeline.draft.kinds import INSTRUCTION, date_and_more, kind_of, names_a_thing, sentences
from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, has_words, name_of, rows_of, words
from pipeline.extract.form.hints import is_hint
from pipeline.extract.matching.skeleton import Box, BoxRow
from pipeline.mapping.model import Choice, FieldKind, Place

_PROMPT: Final = re.compile(
    r"\?|^\W*(describe|explain|give|list|state|tell|summar|detail|provide|outline|comment|reason|what|who|when|where|why|"
    r"how|view|analysis|please (describe|give|list|state|tell|provide|explain))",
    re.I,
)
_TITLE: Final = re.compile(
    r"\b(form|assessment|template|checklist|review|tool|plan|report|questionnaire|record|application|referral|log|"
    r"register|survey|profile|evaluation|audit)\b",
    re.I,
)
_SCORE_HEADER: Final = re.compile(r"(score|points?|marks?|total)s?", re.I)
_ROOMY: Final = 3
_SOME_ROOM: Final = 2
_SHORT_LABEL: Final = 40
_NEAR: Final = 4
_FEWEST_LISTED: Final = 2
PERHAPS_TO_READ: Final = "Perhaps this is not a question but something to read; then take this entry out."
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
                found += options_below(blank, table, number, box) or _labelled(blank, box)
    return found


def find_labels_under(blank: Blank) -> list[Question]:
    """Find rows of labels, each printed under the empty box for its answer: ``Signature | Print name | Date``."""
    found: list[Question] = []
    for rows in blank.bones.tables:
        number = 0
        while number + 1 < len(rows):
            pairs = _rows_over_labels(blank, rows, number)
            for boxes, labels in pairs:
                blank.take(*boxes, *labels)
                found += [_under(blank, label, boxes) for label in labels if label.key]
            number += 2 * len(pairs) or 1
    return found


def _rows_over_labels(blank: Blank, rows: Sequence[BoxRow], start: int) -> list[tuple[BoxRow, BoxRow]]:
    """Return the rows of empty boxes from a row on, each with the row of labels under it.

    Nothing else may be meant: what is above the first of them prints its own answers or heads them all, and no empty
    row is under the last.
    """
    above = rows[start - 1] if start else ()
    if len(above) > 1 and not any(not box.key for box in above):
        return []
    found = []
    for number in range(start, len(rows) - 1, 2):
        boxes, labels = rows[number], rows[number + 1]
        if not _are_under(blank, labels, boxes):
            break
        found.append((boxes, labels))
    end = start + 2 * len(found)
    ends = end >= len(rows) or any(box.key for box in rows[end]) or not any(box.framed for box in rows[end])
    return found if ends else []


def _are_under(blank: Blank, labels: BoxRow, boxes: BoxRow) -> bool:
    """Return whether a row has a short label under each of several empty boxes, and nothing but these."""
    printed = [box for box in labels if box.key]
    over = [[box for box in boxes if box.overlaps(label)] for label in printed]
    short = all(len(box.lines) == 1 and len(box.text) <= _SHORT_LABEL and has_words(box.text) for box in printed)
    open_boxes = all(each and not any(box.key for box in each) and all(box.framed for box in each) for each in over)
    things = [box for box in printed if names_a_thing(words(box.text))]
    free = all(map(blank.free, (*labels, *boxes))) and not any(box.text.rstrip()[-1:] == "?" for box in printed)
    return len(printed) > 1 and short and open_boxes and free and 2 * len(things) >= len(printed)


def _under(blank: Blank, label: Box, boxes: BoxRow) -> Question:
    answer = tuple(box for box in boxes if box.overlaps(label))
    kind = kind_by_control(blank, answer) or kind_of(words(label.text), roomy=False)
    listed = choices_in(blank, label.text, answer)
    return Question(
        spot=Spot(label, 0), label=label.lines[0].text, kind=FieldKind.CHOICE if listed else kind, answer=answer,
        choices=listed, tag=blank.tag(*answer), at=Place.ABOVE,
    )  # fmt: skip


def _labelled(blank: Blank, box: Box) -> list[Question]:
    if _is_title(blank, box):
        return []
    answer, roomy = right_of(blank, box), False
    if answer:
        roomy = any(blank.spaces.get(each.location, 0) >= _ROOMY for each in answer)
    elif beside := options_beside(blank, box):
        return beside
    elif answer := _hinted(blank, box):
        roomy = blank.spaces.get(answer[0].location, 0) >= _ROOMY
    else:
        answer = below(blank, box)
        spaces = [blank.spaces.get(each.location, 0) for each in answer]
        roomy = bool(answer) and (is_alone(blank, box) or min(spaces) >= _ROOMY)
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
        or (FieldKind.DATE if DATE_ROOM.search(answer[0].text) else None)
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


def _hinted(blank: Blank, label: Box) -> tuple[Box, ...]:
    """Take the free box right of a label that says no more than what to write there: ``NHS number | If known``."""
    beside = blank.bones.tables[label.table][label.row][label.index + 1 : label.index + 2]
    alone = len(label.lines) == 1 and not is_hint(label.text) and label.text.rstrip()[-1:] != "?"
    return tuple(box for box in beside if alone and is_hint(box.text) and blank.free(box))


def below(blank: Blank, label: Box) -> tuple[Box, ...]:
    """Take the free empty boxes under a label, as far as rows print nothing."""
    found = []
    for row in blank.bones.tables[label.table][label.row + 1 :]:
        under = [box for box in row if box.column <= label.column < box.column + box.span]
        if any(box.key for box in row) or not under or not blank.free(under[0]) or not under[0].framed:
            break
        found += under
    return tuple(found)


def _inside(blank: Blank, box: Box) -> list[Question]:
    """Find prompts that are answered in their own box: under the words, or behind each of its lines."""
    if _heads_pairs(blank, box):
        return []
    spaces = blank.spaces.get(box.location, 0)
    labels = [index for index, line in enumerate(box.lines) if is_line_label(line.text)]
    if not labels and _is_among_labels(blank, box):
        labels = [0]
    if _heads_a_column(blank, box):
        blank.take(box)
        return [_prompt_inside(blank, box, labels)]
    if labels == [0] and spaces and not is_alone(blank, box):
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
        others = [each for number in ticked for each in open_option(Spot(box, number), box.lines[number].text)]
        return [ticks(spot, line.text, options), *others]
    several = questions_in(spot, line.text)
    parted = options_of(line.text)
    if several or (parted is not None and (has_words(parted[0]) or len(box.lines) == 1)):
        return several or [_line_choice(spot, line.text, parted), *behind_options(spot, line.text)]  # type: ignore[arg-type]
    if index in labels:
        label = before_blank(line.text)
        return [Question(spot=spot, label=label, kind=kind_before(line.text, label))]
    asks = spaces >= _SOME_ROOM or _PROMPT.search(line.text) or (spaces and len(box.lines) == 1)
    asks = asks and not INSTRUCTION.match(line.text)
    return [_prompt_inside(blank, box, labels)] if index == 0 and asks and is_alone(blank, box) else []


def _line_choice(spot: Spot, text: str, parted: tuple[str, tuple[str, ...]]) -> Question:
    return inline_choice(spot, parted if parted[0] else (text, parted[1]))


def _is_title(blank: Blank, box: Box) -> bool:
    """Return whether a box holds the title of the form, as forms with a logo in a table do."""
    is_first = box.table == box.row == 0 and words(box.text) == blank.title and not OPEN_LINE.search(box.text)
    alone = is_first and len(blank.bones.tables[0][0]) == 1
    return is_first and (box.index > 0 or (alone and _TITLE.search(box.text) is not None))


def _heads_a_column(blank: Blank, box: Box) -> bool:
    """Return whether a box is one of some side by side, each with a few words over room of its own."""
    row = blank.bones.tables[box.table][box.row]
    return len(row) > 1 and all(
        len(each.lines) == 1 and has_words(each.text) and blank.spaces.get(each.location, 0) >= _ROOMY for each in row
    )


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
        labelled = all(each.key for each in others) and any(is_line_label(each.text) for each in others)
        return labelled and len(box.lines) == 1 and names_a_thing(words(box.text))
    short = len(box.lines) == 1 and len(box.text) <= _SHORT_LABEL and box.text.rstrip()[-1:] not in ".?"
    near = [row[0] for row in rows[max(box.row - _NEAR, 0) : box.row + _NEAR] if len(row) == 1 and row[0].key]
    labels = [each for each in near if len(each.lines) == 1 and each.span == box.span and is_line_label(each.text)]
    return short and len(rows[box.row]) == 1 and bool(labels)
