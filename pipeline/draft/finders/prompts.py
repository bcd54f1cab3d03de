"""Prompts in the text between tables: label and dots, questions, printed options, headings with room under them."""

from __future__ import annotations

import re
from typing import Final

from pipeline.document import Mark
from pipeline.draft.finders.options import LEVEL, choices_of, options_of
from pipeline.draft.finders.pairs import choices_in, inline_choice
from pipeline.draft.kinds import kind_of
from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, has_words, words
from pipeline.extract.lines import Line
from pipeline.mapping.model import FieldKind
from pipeline.signs import DASHES, PRINTED_MARKS

_FILLER: Final = re.compile(r"\.{3,}|…|_{2,}|-{4,}")
_INSTRUCTION: Final = re.compile(
    r"^\W*(instructions?|notes?\b|guidance|please (consider|note|see|refer|ensure|fill|complete)|for further|"
    r"if further)",
    re.I,
)
_TICKED: Final = re.compile(rf"^\s*(?:[{PRINTED_MARKS}]|\[\s?\])|(?:[{PRINTED_MARKS}]|\[\s?\])\s*$")
_BESIDE: Final = f"{PRINTED_MARKS}[] \t"
_LONGEST_LABEL: Final = 200
_TWO_IN_A_LINE: Final = (
    "Only the first of these is taken: a line that asks for two things can't be told apart. "
    "Give the second a line of its own."
)


def find_prompts(blank: Blank) -> list[Question]:
    """Find every prompt in the text, and take its lines."""
    found = _levels(blank)
    index = 0
    while index < len(blank.bones.body):
        if blank.free_line(index) and has_words(blank.bones.body[index].text):
            found += _prompt(blank, index)
        index += 1
    return found


# -- levels, each in a paragraph of its own ----------------------------------------------------------------------------


def _levels(blank: Blank) -> list[Question]:
    """Find a choice whose options are paragraphs under a heading, and what is printed under each of them."""
    found = []
    body = blank.bones.body
    for head in sorted(blank.headings):
        if not blank.free_line(head):
            continue
        end = _end_of_section(blank, head)
        lines = [index for index in range(head + 1, end) if _is_option(blank, body[index], index)]
        levels = [index for index in lines if LEVEL.match(words(body[index].text))]
        if len(lines) < 2 or len(levels) < 2:
            continue
        spot = Spot(None, head)
        options = [body[index].text.strip() for index in lines]
        texts = [_short(text, options) for text in options]
        found.append(Question(spot=spot, label=body[head].text, kind=FieldKind.CHOICE, choices=choices_of(texts)))
        found += _repeated(blank, spot, range(head + 1, end))
        blank.take_line(*range(head, end))
        blank.headings -= set(lines)
    return found


def _end_of_section(blank: Blank, head: int) -> int:
    """Return the body line before which the section ends: the next heading that is not an option, or the next table."""
    stops = [before for before in blank.bones.lines_before if before > head]
    stops += [
        index
        for index in blank.headings
        if index > head
        and not LEVEL.match(blank.bones.body[index].text)
        and not _is_option(blank, blank.bones.body[index], index)
    ]
    return min(stops, default=len(blank.bones.body))


def _is_option(blank: Blank, line: Line, index: int) -> bool:
    bold = Mark.BOLD in line.marks(0, len(line.text)) and has_words(line.text)
    return (bold and len(line.text) <= 150) or (bool(_TICKED.search(line.text)) and has_words(line.text))


def _short(text: str, options: list[str]) -> str:
    """Cut an option at its first colon or dash where it still differs from the others."""
    plain = text.strip(_BESIDE)
    cut = re.split(rf":\s|\s[{DASHES}]\s", plain)[0].rstrip(" :")
    return cut if sum(other.strip(_BESIDE).startswith(cut) for other in options) == 1 and len(cut) > 3 else plain


def _repeated(blank: Blank, above: Spot, lines: range) -> list[Question]:
    """Find a choice that is printed again and again under the options of another."""
    texts = [blank.bones.body[index].key for index in lines]
    for index in lines:
        line = blank.bones.body[index]
        parted = options_of(line.text)
        if texts.count(line.key) > 1 and parted is not None and parted[0]:
            label, options = parted
            return [
                Question(
                    spot=Spot(None, index), label=label, kind=FieldKind.CHOICE, choices=choices_of(options), under=above
                )
            ]
    return []


# -- one line ----------------------------------------------------------------------------------------------------------


def _prompt(blank: Blank, index: int) -> list[Question]:
    line, spot = blank.bones.body[index], Spot(None, index)
    if _INSTRUCTION.match(line.text) or len(words(line.text)) > _LONGEST_LABEL:
        return []
    parted = options_of(line.text)
    if parted is not None and has_words(parted[0]):
        blank.take_line(index)
        return [inline_choice(spot, parted)]
    controls = blank.controls.get(line.location, ())
    if len(controls) == 1 or (controls and controls[0].kind.value != "check box"):
        return _controlled(blank, index)
    if _FILLER.search(line.text):
        return _dotted(blank, index)
    ticked = _ticked_lines(blank, index)
    if len(ticked) > 1 and not _TICKED.search(line.text):
        blank.take_line(index, *ticked)
        options = [words(blank.bones.body[each].text) for each in ticked]
        note = "If more than one may be ticked, add several = true."
        return [Question(spot=spot, label=line.text, kind=FieldKind.CHOICE, choices=choices_of(options), notes=(note,))]
    return _open(blank, index)


def _controlled(blank: Blank, index: int) -> list[Question]:
    line, spot = blank.bones.body[index], Spot(None, index)
    control = blank.controls[line.location][0]
    blank.take_line(index)
    label = words(line.text)
    if len(control.entries) > 1:
        kept = control.entries
        return [Question(spot=spot, label=label, kind=FieldKind.CHOICE, choices=choices_of(kept), tag=control.tag)]
    kind = FieldKind.DATE if control.kind.value == "date" else kind_of(label, roomy=False)
    return [Question(spot=spot, label=label, kind=kind, tag=control.tag)]


def _dotted(blank: Blank, index: int) -> list[Question]:
    """Read a line of label and dots; a line of dots alone is room for the prompt above it."""
    line = blank.bones.body[index]
    parts = [part for part in _FILLER.split(line.text) if has_words(part)]
    label = words(_FILLER.split(line.text)[0])
    if not has_words(label):
        return []
    blank.take_line(index)
    notes = (_TWO_IN_A_LINE,) if len(parts) > 1 else ()
    choices = choices_in(blank, label, ())
    kind = FieldKind.CHOICE if choices else kind_of(label, roomy=_room(blank, index) > 0)
    return [Question(spot=Spot(None, index), label=label, kind=kind, choices=choices, notes=notes)]


def _ticked_lines(blank: Blank, index: int) -> list[int]:
    found = []
    for following in range(index + 1, len(blank.bones.body)):
        line = blank.bones.body[following]
        if line.key and not (_TICKED.search(line.text) and has_words(line.text)):
            break
        if line.key:
            found.append(following)
    return found


def _open(blank: Blank, index: int) -> list[Question]:
    """Read a line that ends as a prompt does, or that has room under it."""
    line = blank.bones.body[index]
    text, room = line.text.strip(), _room(blank, index)
    if index in blank.lists:
        return []
    label = words(text)
    short = len(label) <= _LONGEST_LABEL and len(text.splitlines()) == 1
    if text[-1] in ":?" and short and not _leads_on(blank, index):
        blank.take_line(index)
        kind = kind_of(label, roomy=room > 1 or text[-1] == "?")
        return [Question(spot=Spot(None, index), label=label, kind=kind)]
    if room > 1 and short and label != blank.title:
        blank.take_line(index)
        note = "Taken as a question because there is room under it. If it is only a heading, take this entry out."
        return [Question(spot=Spot(None, index), label=label, kind=FieldKind.NARRATIVE, notes=(note,))]
    return []


def _room(blank: Blank, index: int) -> int:
    """Count the empty paragraphs, or lines of dots, under a line."""
    room = blank.spaces.get(blank.bones.body[index].location, 0)
    for line in blank.bones.body[index + 1 :]:
        if has_words(line.text) or not _FILLER.search(line.text):
            break
        room += 1
    return room


def _leads_on(blank: Blank, index: int) -> bool:
    """Return whether a colon leads on to a list or a table, so that nothing is answered there."""
    return index + 1 in blank.lists or any(
        before == index + 1 and any(box.key for row in blank.bones.tables[table] for box in row)
        for table, before in enumerate(blank.bones.lines_before)
    )
