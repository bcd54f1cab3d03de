"""Prompts in the text between tables: label and dots, questions, printed options, headings with room under them."""

from __future__ import annotations

import re
from typing import Final

from pipeline.document import ControlKind, Mark
from pipeline.draft.finders.beside import inline_choice
from pipeline.draft.finders.columns import calls_for_words, most_points
from pipeline.draft.finders.line_labels import (
    FILLER,
    before_blank,
    behind_options,
    ends_at_a_tab,
    kind_before,
    open_option,
    options_and_other,
    questions_in,
    questions_under,
    without_addresses,
)
from pipeline.draft.finders.options import LEVEL, choices_of, options_of
from pipeline.draft.finders.pairs import choices_in
from pipeline.draft.finders.tick_lists import CHOOSES, IS_LETTERED, TICKED, is_option_line, plain_choice, ticks
from pipeline.draft.kinds import INSTRUCTION, kind_of, names_a_thing
from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, has_words, name_of, words
from pipeline.extract.lines import Line
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.labels import has_rooms_above
from pipeline.mapping.model import FieldKind, Place
from pipeline.signs import DASHES, PRINTED_MARKS

_PART: Final = re.compile(r"^(part|section|step|stage|annex|appendix|schedule)\s+([ivx]+|\d+|[a-z])\b[^?]*[^:?]$", re.I)
_STATEMENT: Final = re.compile(
    r"^(I|we)\W+((hereby|also|can|do|will)\s+)?"
    r"(verify|declare|confirm|agree|acknowledge|understand|certify|have (read|been)|am|are|consent|authori[sz]e|accept|"
    r"undertake|give)\b",
    re.I,
)
_POINTS_ON: Final = re.compile(r"\b(following|below|overleaf)\b", re.I)
_NUMBERED_WORD: Final = re.compile(r"(?<!\w)\d{1,2}\s?[.)]\s*[^\W\d_]")
_REMARK: Final = re.compile(r"\s*\([^()]*\)\s*$")
_IF_ALONE: Final = re.compile(r"^if (yes|no|so)\W*$", re.I)
_BESIDE: Final = f"{PRINTED_MARKS}[] \t"
_LONGEST_LABEL: Final = 200
_NEXT_PROMPT: Final = re.compile(r"[:?]\s*$|\.{3,}|…|_{2,}")
_TICK: Final = re.compile(r"\b(tick|select|choose|circle|mark|indicate)\b", re.I)
_SURE_SIZE: Final = 2
_FEW_WORDS: Final = 6
PERHAPS_A_HEADING: Final = (
    "Taken as a question because there is room under it. If it is only a heading, take this entry out."
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
        lines = [index for index in range(head + 1, end) if _is_option(body[index])]
        levels = [index for index in lines if LEVEL.match(words(body[index].text))]
        asked = any(_NEXT_PROMPT.search(body[index].text) for index in range(head + 1, min(lines, default=head)))
        ticked = any(TICKED.search(body[index].text) for index in lines) and (
            min(lines) > head + 1 or not all(TICKED.search(body[index].text) for index in lines)
        )
        if len(lines) < 2 or len(levels) < 2 or asked or ticked or words(body[head].text) == blank.title:
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
        if index > head and not LEVEL.match(blank.bones.body[index].text) and not _is_option(blank.bones.body[index])
    ]
    return min(stops, default=len(blank.bones.body))


def _is_option(line: Line) -> bool:
    bold = Mark.BOLD in line.marks(0, len(line.text)) and has_words(line.text)
    return (bold and len(line.text) <= 150) or is_option_line(line.text)


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
    text = without_addresses(line.text)
    if index in blank.contents or _is_to_read(text):
        return []
    listed = _listed(blank, index)
    if listed is not None or len(words(text)) > _LONGEST_LABEL:
        return [listed] if listed is not None else []
    found = questions_under(blank, index) or _with_options(blank, index) or questions_in(spot, text)
    if not found and (parted := options_of(line.text)) is not None and has_words(parted[0]):
        found = [inline_choice(spot, parted), *behind_options(spot, line.text)]
    if found:
        blank.take_line(index)
        return found
    controls = blank.controls.get(line.location, ())
    if any(control.kind is not ControlKind.CHECK_BOX for control in controls[:1]):
        return _controlled(blank, index)
    if len(controls) == 1:
        return []  # a single box to tick
    is_led = ends_at_a_tab(text) and _has_leader(blank, index)
    return _dotted(blank, index) if FILLER.search(text) or is_led else _open(blank, index)


def _has_leader(blank: Blank, index: int) -> bool:
    """Return whether the tab at the end of a short line leads to where people write, as in lines above or below it."""
    label = words(blank.bones.body[index].text)
    near = blank.bones.body[max(index - 1, 0) : index] + blank.bones.body[index + 1 : index + 2]
    led = names_a_thing(label) or any(ends_at_a_tab(line.text) for line in near)
    return led and len(label.split()) <= _FEW_WORDS and index not in blank.headings


def _is_to_read(text: str) -> bool:
    """Return whether a line asks for nothing by its words: an instruction, the heading of a part, an address."""
    is_read = INSTRUCTION.match(text) or _PART.match(words(text)) or _IF_ALONE.match(text)
    return bool(is_read) or not has_words(_REMARK.sub("", text))


def _is_legend(text: str) -> bool:
    """Return whether a line says what numbers mean: ``1 = never, 2 = often``."""
    return most_points(text) is not None or len(_NUMBERED_WORD.findall(text)) > _SURE_SIZE


def _with_options(blank: Blank, index: int) -> list[Question]:
    """Find a prompt whose options are printed under it: a line with a box each, or several in the next line."""
    line, spot = blank.bones.body[index], Spot(None, index)
    ticked = _ticked_lines(blank, index)
    heads = index in blank.headings and words(line.text) == blank.title
    if len(ticked) > 1 and not (heads or TICKED.search(line.text) or FILLER.search(line.text)):
        blank.take_line(*ticked)
        texts = [blank.bones.body[each].text for each in ticked]
        others = [each for at, text in zip(ticked, texts, strict=True) for each in open_option(Spot(None, at), text)]
        return [ticks(spot, line.text, list(map(before_blank, texts))), *others]
    following = _next_line(blank, index)
    if following is None or not (line.text.rstrip()[-1:] in ":?" or _TICK.search(line.text)):
        return []
    text = blank.bones.body[following].text
    options, is_other = options_and_other(text)
    parted = options_of(text)
    if parted is not None and has_words(parted[0]):
        return []
    if len(options) <= _SURE_SIZE and parted is not None and not parted[0]:
        options = parted[1]
    elif len(options) <= _SURE_SIZE:
        return []
    blank.take_line(following)
    found = [ticks(spot, line.text, options)]
    if is_other:
        found.append(Question(spot=Spot(None, following), label="Other", kind=FieldKind.TEXT, at=Place.GAP))
    return found


def _listed(blank: Blank, index: int) -> Question | None:
    """Find a prompt over a list of its options, which have no boxes, and take their lines."""
    lines: list[int] = []
    following = _next_line(blank, index)
    while following is not None and (following in blank.lists or IS_LETTERED.match(blank.bones.body[following].text)):
        lines.append(following)
        room = blank.spaces.get(blank.bones.body[following].location, 0)
        following = _next_line(blank, following) if not room else None
    body = blank.bones.body
    found = plain_choice(Spot(None, index), [body[each].text for each in lines], body[index].text, listed=True)
    entry = index in blank.lists and not (
        CHOOSES.search(body[index].text) or re.search(r"[?:]", body[index].text)
    )  # one of a list itself
    if found is None or entry or blank.spaces.get(body[index].location, 0):
        return None
    taken = lines[: len(found.choices)]
    if found.notes and blank.spaces.get(body[taken[-1]].location, 0) > _SURE_SIZE:
        return None  # there is room to write under what the list says
    blank.take_line(index, *taken)
    return found


def _next_line(blank: Blank, index: int) -> int | None:
    """Return the printed line right under another, when no table is between."""
    following = index + 1
    free = following < len(blank.bones.body) and blank.free_line(following)
    return following if free and following not in blank.bones.lines_before else None


def _controlled(blank: Blank, index: int) -> list[Question]:
    line, spot = blank.bones.body[index], Spot(None, index)
    control = blank.controls[line.location][0]
    blank.take_line(index)
    label = words(line.text)
    if len(control.entries) > 1:
        kept = control.entries
        return [Question(spot=spot, label=label, kind=FieldKind.CHOICE, choices=choices_of(kept), tag=name_of(control))]
    kind = FieldKind.DATE if control.kind.value == "date" else kind_of(label, roomy=False)
    return [Question(spot=spot, label=label, kind=kind, tag=name_of(control))]


def _dotted(blank: Blank, index: int) -> list[Question]:
    """Read a line of label and dots; a line of dots alone is room for the prompt above it."""
    line = blank.bones.body[index]
    label = words(FILLER.split(line.text)[0])
    if not has_words(label):
        return []
    blank.take_line(index)
    choices = choices_in(blank, label, ())
    kind = FieldKind.CHOICE if choices else kind_before(line.text, label, roomy=_room(blank, index) > 0)
    return [Question(spot=Spot(None, index), label=label, kind=kind, choices=choices)]


def _ticked_lines(blank: Blank, index: int) -> list[int]:
    found = []
    for following in range(index + 1, len(blank.bones.body)):
        line = blank.bones.body[following]
        if following in blank.bones.lines_before or (line.key and not is_option_line(line.text)):
            break
        if line.key:
            found.append(following)
    return found


def _open(blank: Blank, index: int) -> list[Question]:
    """Read a line that ends as a prompt does, or that has room under it."""
    text, room = blank.bones.body[index].text.strip(), _room(blank, index)
    label = words(text)
    box = _box_under(blank, index)
    if box is not None and len(label) <= _LONGEST_LABEL:
        blank.take_line(index)
        blank.take(box)
        return [Question(spot=Spot(None, index), label=label, kind=FieldKind.NARRATIVE)]
    asks = (_REMARK.sub("", text) or text)[-1] in ":?" or calls_for_words(label)
    if _STATEMENT.match(label) or (_POINTS_ON.search(label) and _is_over_table(blank, index)) or _is_legend(label):
        return []
    if len(label) > _LONGEST_LABEL or len(text.splitlines()) > 1 or (index in blank.lists and room < 1):
        return []
    if asks and (room or not _leads_on(blank, index, sure=not names_a_thing(label))):
        blank.take_line(index)
        roomy = room > 1 or text[-1] != ":"
        return [Question(spot=Spot(None, index), label=label, kind=kind_of(label, roomy=roomy))]
    if room > 1 and label != blank.title and index not in blank.headings:
        blank.take_line(index)
        return [Question(spot=Spot(None, index), label=label, kind=FieldKind.NARRATIVE, notes=(PERHAPS_A_HEADING,))]
    return []


def _box_under(blank: Blank, index: int) -> Box | None:
    """Return the empty box that is a table by itself, right under a line."""
    table = next((n for n, before in enumerate(blank.bones.lines_before) if before == index + 1), None)
    boxes = [box for row in blank.bones.tables[table] for box in row] if table is not None else []
    return boxes[0] if len(boxes) == 1 and not boxes[0].key and blank.free(boxes[0]) else None


def _room(blank: Blank, index: int) -> int:
    """Count the empty paragraphs, or lines of dots, under a line."""
    room = blank.spaces.get(blank.bones.body[index].location, 0)
    for following in range(index + 1, len(blank.bones.body)):
        text = blank.bones.body[following].text
        if has_words(text) or not FILLER.search(text) or _is_over_labels(blank, following):
            break
        room += 1
    return room


def _is_over_labels(blank: Blank, index: int) -> bool:
    """Return whether a line is drawn to be written on, over labels that say what."""
    return index + 1 < len(blank.bones.body) and has_rooms_above(blank.bones, index + 1)


def _is_over_table(blank: Blank, index: int) -> bool:
    """Return whether a table that prints something is right under a line."""
    tables = (n for n, before in enumerate(blank.bones.lines_before) if before == index + 1)
    return any(box.key for n in tables for row in blank.bones.tables[n] for box in row)


def _leads_on(blank: Blank, index: int, *, sure: bool) -> bool:
    """Return whether a line leads on to a list or a table, so that nothing is answered there.

    One that asks for something of unknown kind (``sure``) leads on to any text under it.
    """
    if index + 1 in blank.lists or _is_over_table(blank, index):
        return True
    following = _next_line(blank, index) if sure else None
    text = blank.bones.body[following].text if following is not None else ""
    return has_words(text) and following not in blank.headings and not _NEXT_PROMPT.search(text)
