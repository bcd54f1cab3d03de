"""Lists of boxes to tick under a prompt, each option on a line of its own or several to a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from pipeline.draft.finders.answers import is_known
from pipeline.draft.finders.line_labels import FILLER, before_blank
from pipeline.draft.finders.options import BOX, boxed_options, choices_of, options_of, shortened
from pipeline.draft.kinds import SEVERAL
from pipeline.draft.question import Question
from pipeline.draft.view import Spot, has_words, words
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.text import label_key
from pipeline.mapping.model import FieldKind
from pipeline.signs import DASHES

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
    return bool(TICKED.search(text)) and has_words(text) and not (parted is not None and has_words(parted[0]))


def options_to_tick(text: str) -> Sequence[str]:
    """Return the options of a line: one, or several with a box each."""
    parted = options_of(text)
    return parted[1] if parted is not None and not parted[0] else boxed_options(text) or (before_blank(text),)
