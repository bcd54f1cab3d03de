"""Options that are in one line: the ticks beside them, brackets round them, their formatting, words typed there."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Mark
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.formatting import EMPHASIS, formatting, project, stands_as_printed
from pipeline.extract.text import key
from pipeline.extract.values.at_options import (
    ANY_BOX,
    BEFORE,
    InlineOption,
    at_boxes,
    boxes_printed,
    ends_in_box,
    has_words,
    may_be_at_gone,
    nearest,
)
from pipeline.extract.values.beside import leave_certain
from pipeline.extract.values.choices import OptionWords, named_spans, reads_as_chosen, speaks_against
from pipeline.extract.values.entries import is_cross, read_mark
from pipeline.signs import NO_MARKS, YES_MARKS

_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">", "*": "*", "_": "_", '"': '"', "“": "”"}


def read_inline(
    entry: Aligned, blank: Line, blank_index: int, options: list[InlineOption], added: Sequence[tuple[int, int]]
) -> set[int]:
    """Gather the signs on options that are in one line.

    Args:
        entry: The form's line.
        blank: The blank's line.
        blank_index: Its index in its container.
        options: The options, in printed order; their signs are filled in.
        added: The stretches of the form's line that a person added.

    Returns:
        Which of ``added`` were read as signs.
    """
    if not added and stands_as_printed(entry, blank, blank_index):
        return set()
    for option in options:
        option.span = project(entry, blank, blank_index, option.start, option.end)
        marks = formatting(entry, blank, blank_index, option.start, option.end)
        option.signs.missing = marks is None
        if marks:
            option.signs.struck = Mark.STRIKE in marks
            option.signs.emphasis |= marks & EMPHASIS
    if all(option.span is None for option in options):
        for option in options:
            option.signs.missing = False
    if added and _written_instead(entry.line, options, added):
        return set(range(len(added)))
    return _read_added(entry, options, added, boxes_printed(blank.text, options)) if added else set()


def _written_instead(line: Line, options: list[InlineOption], added: Sequence[tuple[int, int]]) -> bool:
    """Read another wording of an option that was written in place of all: ``CCE and CSE`` for ``Both``."""
    spans = [*added, *(option.span for option in options if option.span is not None)]
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    names = _certainly_named(line.text[start:end], options)
    written = next((option for option in options if names == {option.name} and option.span is None), None)
    left = [option for option in options if option.span is not None]
    if written is None or not left or line.struck(start, end):
        return False
    for option in options:
        option.signs.missing = option is not written
    return True


def _read_added(entry: Aligned, options: list[InlineOption], added: Sequence[tuple[int, int]], boxes: str) -> set[int]:
    """Gather the signs that were typed: ticks, brackets, words; and say which stretches they are."""
    atoms = [
        (number, atom) for number, (start, end) in enumerate(added) for atom in _atoms(entry.line.text, start, end)
    ]
    read = _glued(entry.line, atoms, options) | _brackets(entry.line, added, options)
    listed = _listed(entry.line, added, options)
    whole = [each for each in _whole_marks(entry.line.text, added) if each[0] not in _names(entry.line, added, options)]
    atoms = [(number, atom) for number, atom in atoms if number not in listed | {mark[0] for mark in whole}]
    marks_at = whole + [
        (number, start, end, state)
        for number, (start, end) in atoms
        if (state := read_mark(entry.line.text[start:end])) is not None
    ]
    marks_at.sort(key=lambda mark: mark[1])
    read |= _assign_marks(entry.line, marks_at, options, boxes)
    if boxes:
        _doubt_marks_of_others(entry.line, added, marks_at, options, boxes)
    read |= listed | _typed(entry.line, added, options, read | listed, boxes)
    return read | _speaking_against(entry.line.text, added, options, read)


def _names(line: Line, added: Sequence[tuple[int, int]], options: Sequence[InlineOption]) -> set[int]:
    """Return which added stretches are the name of an option: beside "No" the word "Yes" is no mark at it."""
    named = {key(wording) for option in options for wording in option.wordings}
    return {number for number, (start, end) in enumerate(added) if key(line.text[start:end]).strip(".,:;-()") in named}


def _whole_marks(text: str, added: Sequence[tuple[int, int]]) -> list[tuple[int, int, int, bool]]:
    """Find the added stretches that are one mark or "yes" as a whole."""
    states = [(number, start, end, reads_as_chosen(text[start:end])) for number, (start, end) in enumerate(added)]
    return [(number, start, end, state) for number, start, end, state in states if state is not None]


def _atoms(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut an added stretch at white space, and each box or tick by itself."""
    atoms: list[tuple[int, int]] = []
    begin: int | None = None
    for index in range(start, end + 1):
        character = text[index] if index < end else " "
        alone = character in YES_MARKS or character in NO_MARKS
        if character.isspace() or alone:
            if begin is not None:
                atoms.append((begin, index))
            begin = None
            if alone:
                atoms.append((index, index + 1))
        elif begin is None:
            begin = index
    return atoms


def read_marks(line: Line, stretch: tuple[int, int], options: list[InlineOption]) -> None:
    """Assign each mark alone in a stretch of a line to the option it is at.

    One between two may be at either, and a box too many is that of an option whose words are gone.
    """
    found = [(start, end, read_mark(line.text[start:end])) for start, end in _atoms(line.text, *stretch)]
    marks = [(0, start, end, state) for start, end, state in found if state is not None]
    _assign_marks(line, marks, options)
    spans = [option.span for option in options if option.span is not None]
    boxes = sum(line.text[start] in ANY_BOX for _, start, *_ in marks)
    if marks and (_are_all_between(marks, spans) or _are_around(marks, spans) or boxes > len(options)):
        for option in options:
            option.signs.doubted = True


def _are_all_between(marks: Sequence[tuple[int, int, int, bool]], spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether marks are only between options, so that they may be behind one or before the next."""
    return bool(spans) and spans[0][1] <= marks[0][1] and marks[-1][2] <= spans[-1][0]


def _are_around(marks: Sequence[tuple[int, int, int, bool]], spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether marks are before the first of several options and behind the last, so that one is in between."""
    return len(spans) > 1 and marks[0][2] <= spans[0][0] and marks[-1][1] >= spans[-1][1]


def _assign_marks(
    line: Line, marks: list[tuple[int, int, int, bool]], options: list[InlineOption], boxes: str = ""
) -> set[int]:
    """Assign each tick or box to the option that it is at; one that may be at either of two leaves both open.

    Args:
        line: The form's line.
        marks: Their numbers, where they begin and end, and whether they choose.
        options: The options, whose signs are filled in.
        boxes: Where the blank prints a box for each of them, if it does.
    """
    placed = [option for option in options if option.span is not None]
    if not marks or not placed:
        return set()
    first = min(option.span[0] for option in placed if option.span)
    marks = [mark for mark in marks if mark[2] > first or not has_words(line.text[mark[2] : first])]
    if not marks:
        return set()
    before = marks[0][2] <= first or line.text[:first].rstrip()[-1:] in ANY_BOX
    behind = not before and ends_in_box(line.text, placed)
    for _, start, end, state in marks:
        if boxes:
            at = at_boxes(line.text, (start, end), placed, boxes)
        else:
            left = [option for option in placed if behind and option.span is not None and option.span[1] <= start]
            at = left[-1:] or nearest(line.text, start, end, placed, before=before)
        for option in at:
            is_sure = len(at) == 1 and not may_be_at_gone(line.text, (start, end), options, option, boxes)
            agrees = _agrees(line.text[start:end], option, state=state)
            is_sure &= agrees is not False
            _add_mark(line, (start, end), option, state=state or agrees is not None, is_sure=is_sure)
    return {number for number, *_ in marks}


def _agrees(said: str, option: InlineOption, *, state: bool) -> bool | None:
    """Return whether "Y" or "N" says what its option says, where that is a yes or a no: beside "No" a "Y" does not."""
    word = said.strip(" .,:;-()")
    meaning = reads_as_chosen(option.wordings[0]) if word.isalpha() and word[0] in "yYnN" else None
    return None if meaning is None else meaning == state


def _doubt_marks_of_others(
    line: Line,
    added: Sequence[tuple[int, int]],
    marks: Sequence[tuple[int, int, int, bool]],
    options: list[InlineOption],
    boxes: str,
) -> None:
    """Doubt options beside which an option was added with its own mark: ``☐ Yes  ☐ No  ☒ N/A``.

    So does a ticked box more than there are options, where the option beside it has its own.
    """
    text = line.text
    last = max((option.span[1] for option in options if option.span is not None), default=len(text))
    has_more = sum(sign in ANY_BOX for sign in text) > len(options)
    for number, start, end, state in marks:
        low, high = added[number]
        words = text[end:high] if boxes == BEFORE else text[low:start]
        is_of_others = any(map(str.isalpha, words)) and reads_as_chosen(words) is not True
        is_extra = has_more and text[start] in ANY_BOX and start >= last
        has_own = boxes == BEFORE or any(sign in ANY_BOX for sign in text[last:start])
        if state and (is_of_others or (is_extra and has_own)):
            for option in options:
                option.signs.doubted |= option.signs.ticked


def _add_mark(line: Line, at: tuple[int, int], option: InlineOption, *, state: bool, is_sure: bool) -> None:
    is_struck = bool(line.struck(*at))
    signs = option.signs
    signs.doubted |= not is_sure and state and not is_struck
    signs.taken_back |= is_struck and state
    signs.ticked |= is_sure and state and not is_struck
    signs.crossed |= is_sure and is_cross(line.text[at[0] : at[1]]) and not is_struck
    signs.unticked |= is_sure and not state and not is_struck


def _glued(line: Line, atoms: list[tuple[int, tuple[int, int]]], options: list[InlineOption]) -> set[int]:
    """Read a mark typed against an option without a space (``CCEx``): the option looks changed, but is not gone."""
    read = set()
    for number, (start, end) in atoms:
        shown = key(line.text[start:end])
        for option in options:
            name = key(option.wordings[0])
            rest = shown.removeprefix(name) if shown.startswith(name) else shown.removesuffix(name)
            if option.span is None and rest != shown and read_mark(rest):
                option.span, option.signs.missing = (start, end), False
                option.signs.taken_back = bool(line.struck(start, end))
                option.signs.ticked = not option.signs.taken_back
                read.add(number)
    return read


def _brackets(line: Line, added: Sequence[tuple[int, int]], options: list[InlineOption]) -> set[int]:
    """Read brackets, asterisks or quotes typed round an option as a ring."""
    read = set()
    for option in options:
        if option.span is None:
            continue
        opening = next((n for n, (start, end) in enumerate(added) if _touches(line.text, end, option.span[0])), None)
        closing = next((n for n, (start, end) in enumerate(added) if _touches(line.text, option.span[1], start)), None)
        if opening is None or closing is None or opening == closing:
            continue
        around = (*line.struck(*added[opening]), *line.struck(*added[closing]))
        if not around and closes(line.text[slice(*added[opening])], line.text[slice(*added[closing])]):
            option.signs.emphasis |= Mark.RINGED
            read |= {opening, closing}
    return read


def closes(before: str, behind: str) -> bool:
    """Return whether what was typed before and behind an option is a pair of brackets, asterisks or quotes."""
    left, right = before.strip(), behind.strip()
    return bool(left and right) and _PAIRS.get(left[-1]) == right[0]


def _touches(text: str, end: int, start: int) -> bool:
    return end <= start and not text[end:start].strip() and "\t" not in text[end:start]


def _listed(line: Line, added: Sequence[tuple[int, int]], options: list[InlineOption]) -> set[int]:
    """Read marks beside options that were typed once more: ``CCE x``, ``☒ CCE  ☐ CSE``."""
    found, by_name = set(), {option.name: option.signs for option in options}
    for number, (start, end) in enumerate(added):
        named = [
            InlineOption(name, low, high, (), span=(start + low, start + high))
            for low, high, name in named_spans(line.text[start:end], _words(options))
        ]
        read_marks(line, (start, end), named)
        if any(each.signs.ticked or each.signs.unticked or each.signs.taken_back for each in named):
            is_doubted = not leave_certain(line.text[start:end], _words(options), listed=True)
            for each in named:
                by_name[each.name].add_marks(each.signs)
                by_name[each.name].doubted |= is_doubted
            found.add(number)
    return found


def _words(options: Sequence[InlineOption]) -> list[OptionWords]:
    return [OptionWords(option.name, option.wordings, option.beside) for option in options]


def _certainly_named(text: str, options: Sequence[InlineOption]) -> set[str]:
    """Return the options that a text names, when nothing beside them leaves them open."""
    words = _words(options)
    return {name for *_, name in named_spans(text, words)} if leave_certain(text, words) else set()


def _typed(
    line: Line, added: Sequence[tuple[int, int]], options: list[InlineOption], read: set[int], boxes: str
) -> set[int]:
    """Read an option that was typed by name; in the place of another one's box it may speak of either."""
    found = set()
    for number, (start, end) in enumerate(added):
        if number in read:
            continue
        names = {name for *_, name in named_spans(line.text[start:end], _words(options))}
        if len(names) == 1:
            signs = next(option for option in options if option.name in names).signs
            signs.taken_back |= bool(line.struck(start, end))
            signs.typed |= not line.struck(start, end)
            signs.doubted |= not _certainly_named(line.text[start:end], options)
            signs.doubted |= bool(boxes) and _is_in_a_box(line, (start, end), options, names, boxes)
            found.add(number)
    return found


def _is_in_a_box(line: Line, at: tuple[int, int], options: list[InlineOption], names: set[str], boxes: str) -> bool:
    """Return whether the name of one option is where another one's box was."""
    placed = [option for option in options if option.span is not None]
    left = sum(sign in ANY_BOX for sign in line.text)
    beside = at_boxes(line.text, at, placed, boxes) if placed and left < len(options) else ()
    return bool(beside) and names.isdisjoint(option.name for option in beside)


def _speaking_against(
    text: str, added: Sequence[tuple[int, int]], options: list[InlineOption], read: set[int]
) -> set[int]:
    """Read words that deny or doubt what is left of the options, once others were taken out of their line.

    Among "Yes" and "No" they may as well be the reason for the answer.
    """
    gone = {option.name for option in options if option.span is None or option.signs.struck}
    if not gone or any(reads_as_chosen(wording) is not None for option in options for wording in option.wordings):
        return set()
    found: set[int] = set()
    for number, (start, end) in enumerate(added):
        if number not in read and speaks_against(text[start:end], _words(options)):
            named = {name for _, _, name in named_spans(text[start:end], _words(options))}
            doubted = [option for option in options if option.name in named or option.name not in gone]
            for option in doubted:
                option.signs.doubted = True
            found |= {number} if doubted else set()
    return found
