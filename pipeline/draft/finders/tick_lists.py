"""Lists of boxes to tick under a prompt, each option on a line of its own or several to a line, perhaps in groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.draft.finders.answers import is_known
from pipeline.draft.finders.line_labels import FILLER, before_blank, open_option
from pipeline.draft.finders.options import BOX, boxed_options, choices_of, options_of, shortened
from pipeline.draft.kinds import SEVERAL, names_a_thing
from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, has_words, words
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.text import label_key
from pipeline.mapping.model import FieldKind
from pipeline.signs import DASHES, EMPTY_BOXES

TICKED: Final = re.compile(rf"^\s*(?:{BOX.pattern})|(?:{BOX.pattern})\s*$")
"""A line with a box to tick at its start or end."""
_ONE: Final = re.compile(r"\b(one|single)\b", re.I)
_SURE_SIZE: Final = 2
_KNOWN: Final = re.compile(
    rf"(yes|no)\b(?!\W*\d)|\d+\s*(?:[{DASHES}]|to)\s*\d+|\d+\s*\+|(other|none of the above)\b(?! \w)", re.I
)
CHOOSES: Final = re.compile(
    r"(^\W*|please |[(\[]\s*)(tick|select|choose|circle|mark|check|indicate)\b|\bwhich\b.*(\?|:)|"
    r"\bof the following\b.*\?",
    re.I,
)
_HINTS: Final = re.compile(
    r"\b(such as|includ(e|es|ing)|consider|criteria|for example|e\.g|as follows|coding|legend|based on (the|these)|"
    r"ensure|steps?)\b",
    re.I,
)
_NUMBERED: Final = re.compile(r"\W*[a-z]{0,2}\d{1,3}\s?[.):]", re.I)
_FOLLOWS_UP: Final = re.compile(r"if\b|please\b|e\.?g\b", re.I)
IS_LETTERED: Final = re.compile(r"\s*\(?([a-z])\s?[.)]\s*(?=\S)", re.I)
_FEW_WORDS: Final = 6
_LONGEST: Final = 25
_ETHNIC: Final = re.compile(r"^\W*([a-f]\W+)?(white|mixed|multiple|asian|black)\b", re.I)
"""What lists of ethnic groups have over their parts."""
_LONGEST_GROUP: Final = 10
PERHAPS_HINTS: Final = (
    "The lines under it are taken as its allowed answers. If they only say what to write about, make it "
    'kind = "narrative" and take the choice lines out.'
)
PERHAPS_SEVERAL: Final = (
    "One of these may be ticked. If several may be, add several = true; if each is a question of its own, make each a "
    "[[field]]."
)


def ticks(spot: Spot, label: str, options: Sequence[str]) -> Question:
    """Make a choice of options printed under a label; whether several may be chosen is left open unless it says so."""
    says = len(options) <= _SURE_SIZE or SEVERAL.search(label) or _ONE.search(label)
    notes = () if says else (PERHAPS_SEVERAL,)
    choices = choices_of(shortened(options))
    return Question(spot=spot, label=label, kind=FieldKind.CHOICE, choices=choices, prints=True, notes=notes)


def lines_to_tick(box: Box, index: int) -> list[int]:
    """Return the lines of a box with options to tick right under one of its lines; none where that has a box itself."""
    if TICKED.search(box.lines[index].text) or not has_words(box.lines[index].text):
        return []
    found: list[int] = []
    for number in range(index + 1, len(box.lines)):
        line = box.lines[number]
        if line.key and not is_option_line(line.text):
            break
        found += [number] if line.key else []
    options = [option for number in found for option in options_to_tick(box.lines[number].text)]
    return found if len(options) > 1 else []


def plain_choice(
    spot: Spot, lines: Sequence[str], label: str, *, listed: bool, beside: bool = False
) -> Question | None:
    """Return the choice whose options are the lines under a prompt, without boxes; ``None`` where they are none.

    Args:
        spot: The prompt's line.
        lines: The printed lines under it; the first ones are the options.
        label: The prompt.
        listed: The form prints them as entries of a list.
        beside: They are in a box of their own beside the prompt.
    """
    found = list(takewhile(_is_plain_option, lines))
    lettered = _lettered(found)
    found, listed = lettered or found, listed or bool(lettered)
    known = sum(_KNOWN.match(line) is not None or is_known(line) for line in found)
    asks = label.rstrip()[-1:] in "?:" or "?" in label or CHOOSES.search(label) or known == len(found) or lettered
    certain = known > 1 or (known and len(found) > _SURE_SIZE) or (listed and (beside or CHOOSES.search(label)))
    few = all(len(line.split()) <= _FEW_WORDS for line in found) and len(label.split()) <= 2 * _FEW_WORDS
    certain = certain or (bool(lettered) and few and _NUMBERED.match(label))
    short = listed and few and label.rstrip()[-1:] in ("?:" if lettered else "?")
    if _HINTS.search(label) or any(_first_word(line) == _first_word(label) for line in found):
        return None
    if len(found) < _SURE_SIZE or not (asks or beside) or not (certain or short):
        return None
    choices = choices_of([line.strip() for line in found])
    if len(choices) < len(found) or len({label_key(choice.label) for choice in choices}) < len(found):
        return None
    notes = () if certain else (PERHAPS_HINTS,)
    return Question(spot=spot, label=label, kind=FieldKind.CHOICE, choices=choices, prints=True, notes=notes)


def _lettered(lines: Sequence[str]) -> list[str]:
    """Return the lines that are lettered from a on, without their letters; none when the first is not."""
    found = []
    for number, line in enumerate(lines):
        match = IS_LETTERED.match(line)
        if match is None or match[1].lower() != chr(ord("a") + number):
            break
        found.append(line[match.end() :].strip())
    return found if len(found) >= _SURE_SIZE else []


def _first_word(text: str) -> str:
    return next(iter(words(text).lower().split()), "")


def _is_plain_option(text: str) -> bool:
    plain = has_words(text) or any(sign.isdigit() for sign in text)
    short = len(text.split()) <= _LONGEST and text.strip()[-1:] not in "?:"
    return plain and short and not TICKED.search(text) and not FILLER.search(text) and not _FOLLOWS_UP.match(text)


def is_option_line(text: str) -> bool:
    """Return whether a line prints an option or several with a box each, and no label of its own before them."""
    parted = options_of(text)
    says = has_words(text) or any(map(str.isdigit, text))
    return bool(TICKED.search(text)) and says and not (parted is not None and has_words(parted[0]))


def options_to_tick(text: str) -> Sequence[str]:
    """Return the options of a line: one, or several with a box each."""
    parted = options_of(text)
    return parted[1] if parted is not None and not parted[0] else boxed_options(text) or (before_blank(text),)


# -- in groups ---------------------------------------------------------------------------------------------------------


class _Group(Struct, frozen=True):
    """Options under a heading of their own, each with a box; ``spots`` are their lines."""

    heading: str
    options: tuple[str, ...]
    spots: tuple[Spot, ...]


def find_grouped(blank: Blank) -> list[Question]:
    """Find the questions whose options are printed in groups with headings: ``White: ☐ British  ☐ Irish``."""
    found: list[Question] = []
    for table, rows in enumerate(blank.bones.tables):
        found += _grouped_table(blank, table) or [each for row in rows for box in row for each in _in_box(blank, box)]
    for index in range(len(blank.bones.body)):
        found += _in_text(blank, index)
    return found


def _in_box(blank: Blank, box: Box) -> list[Question]:
    """Find groups that fill a box, under a label in it or with the label before it."""
    lines = [(Spot(box, number), line.text) for number, line in enumerate(box.lines) if line.key]
    if not blank.free(box) or not BOX.search(box.text):
        return []
    row = blank.bones.tables[box.table][box.row]
    beside = next((each for each in reversed(row[: box.index]) if has_words(each.text)), None)
    for start in (0, 1):
        groups = _groups(lines[start:])
        label = lines[0][0] if start else Spot(beside, 0) if beside is not None and blank.free(beside) else None
        if label is not None and groups and _is_whole(lines[start:], groups):
            return _one_question(blank, label, groups)
    return []


def _grouped_table(blank: Blank, table: int) -> list[Question]:
    """Find groups that fill a table under a line: each in a box of its own, or with its heading in the box before."""
    rows = blank.bones.tables[table]
    above = [index for index in blank.lines_above(table) if has_words(blank.bones.body[index].text)]
    if not above or not blank.free_line(above[-1]):
        return []
    groups: list[_Group] = []
    for row in rows:
        printed = [box for box in row if box.key]
        pair = _in_pair(printed)
        found = pair or [group for box in printed for group in _whole_group(box)]
        if not all(map(blank.free, row)) or not (pair or len(found) == len(printed)):
            return []
        groups += found
    return _one_question(blank, Spot(None, above[-1]), groups)


def _in_pair(row: Sequence[Box]) -> list[_Group]:
    """Return the group whose heading is in the first box of a row and its options in the second."""
    if len(row) != _SURE_SIZE or not _is_heading(row[0].text):
        return []
    lines = [(Spot(row[1], number), line.text) for number, line in enumerate(row[1].lines) if line.key]
    options = [option for _, text in lines for option in options_to_tick(text)]
    ticked = all(BOX.search(text) and not _parted(text) for _, text in lines)
    return [_Group(words(row[0].text), tuple(options), tuple(spot for spot, _ in lines))] if ticked and lines else []


def _whole_group(box: Box) -> list[_Group]:
    lines = [(Spot(box, number), line.text) for number, line in enumerate(box.lines) if line.key]
    groups = _groups(lines)
    return groups if len(groups) == 1 and _is_whole(lines, groups) else []


def _in_text(blank: Blank, index: int) -> list[Question]:
    """Find groups in the text under a line that is no heading of one itself."""
    body = blank.bones.body
    end = min((before for before in blank.bones.lines_before if before > index), default=len(body))
    lines = [(Spot(None, each), body[each].text) for each in range(index + 1, end) if body[each].key]
    taken = list(takewhile(lambda line: blank.free_line(line[0].line_index), lines))
    starts = blank.free_line(index) and has_words(body[index].text) and not BOX.search(body[index].text)
    groups = _groups(taken) if starts and not (taken and is_option_line(taken[0][1])) else []
    return _one_question(blank, Spot(None, index), groups)


def _groups(lines: Sequence[tuple[Spot, str]]) -> list[_Group]:
    """Return the groups that lines begin with: a heading over its options, or before them on their line."""
    found: list[_Group] = []
    number = 0
    while number < len(lines):
        spot, text = lines[number]
        parted = _parted(text)
        under = list(takewhile(lambda line: is_option_line(line[1]), lines[number + 1 :]))
        if parted is not None:
            found.append(_Group(*parted, (spot,)))
        elif _is_heading(text) and under:
            options = tuple(option for _, each in under for option in options_to_tick(each))
            found.append(_Group(words(text), options, tuple(each for each, _ in under)))
        else:
            break
        number += 1 if parted is not None else 1 + len(under)
    return found


def _parted(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Part the heading of a group from the options behind it on its line."""
    parted = options_of(text)
    if parted is not None and has_words(parted[0]) and BOX.search(text):
        return parted
    parts = [part.strip(" \t:") for part in BOX.split(text)]
    return (parts[0], (parts[1],)) if len(parts) == _SURE_SIZE and all(map(has_words, parts)) else None


def _is_heading(text: str) -> bool:
    few = has_words(text) and len(text.split()) <= _LONGEST_GROUP
    return few and not BOX.search(text) and not FILLER.search(text) and text.rstrip()[-1:] not in "?."


def _is_whole(lines: Sequence[tuple[Spot, str]], groups: Sequence[_Group]) -> bool:
    """Return whether groups are all that lines print."""
    return {spot for spot, text in lines if BOX.search(text)} == {spot for group in groups for spot in group.spots}


def _one_question(blank: Blank, label: Spot, groups: Sequence[_Group]) -> list[Question]:
    """Make a choice of groups that answer one question; nothing where each may be a question of its own."""
    text = blank.line(label).text
    options = [option for group in groups for option in group.options]
    headings = [group.heading for group in groups]
    ethnic = sum(bool(_ETHNIC.match(heading)) for heading in headings) >= _SURE_SIZE
    asks = CHOOSES.search(text) or SEVERAL.search(text) or _ONE.search(text)
    apart = any(names_a_thing(heading) or heading.rstrip()[-1:] == "?" for heading in headings)
    drawn = all(any(sign in EMPTY_BOXES for sign in blank.line(spot).text) for each in groups for spot in each.spots)
    different = drawn and len({label_key(option) for option in options}) == len(options)
    if len(groups) < _SURE_SIZE or not different or not (ethnic or (asks and not apart)):
        return []
    spots = [spot for group in groups for spot in group.spots]
    if label.box is None:
        blank.take_line(label.line_index)
    else:
        blank.take(label.box)
    for spot in spots:
        if spot.box is None:
            blank.take_line(*range(label.line_index, spot.line_index + 1))
        else:
            blank.take(*blank.bones.tables[spot.box.table][spot.box.row])
    found = ticks(label, text, options)
    others = [each for spot in spots for each in open_option(spot, blank.line(spot).text)]
    return [replace(found, notes=()) if ethnic else found, *others]
