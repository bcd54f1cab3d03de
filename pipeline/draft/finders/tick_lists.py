"""Lists of boxes to tick under a prompt, each option on a line of its own or several to a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.draft.finders.options import BOX, boxed_options, choices_of, options_of, shortened
from pipeline.draft.kinds import SEVERAL
from pipeline.draft.question import Question
from pipeline.draft.view import Spot, has_words, words
from pipeline.extract.matching.skeleton import Box
from pipeline.mapping.model import FieldKind

TICKED: Final = re.compile(rf"^\s*(?:{BOX.pattern})|(?:{BOX.pattern})\s*$")
"""A line with a box to tick at its start or end."""
_ONE: Final = re.compile(r"\b(one|single)\b", re.I)
_SURE_SIZE: Final = 2
PERHAPS_SEVERAL: Final = (
    "One of these may be ticked. If several may be, add several = true; if each is a question of its own, make each a "
    "[[field]]."
)


def ticks(spot: Spot, label: str, options: Sequence[str]) -> Question:
    """Make a choice of options printed under a label; whether several may be chosen is left open unless it says so."""
    says = len(options) <= _SURE_SIZE or SEVERAL.search(label) or _ONE.search(label)
    notes = () if says else (PERHAPS_SEVERAL,)
    return Question(spot=spot, label=label, kind=FieldKind.CHOICE, choices=choices_of(shortened(options)), notes=notes)


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


def is_option_line(text: str) -> bool:
    """Return whether a line prints an option or several with a box each, and no label of its own before them."""
    parted = options_of(text)
    return bool(TICKED.search(text)) and has_words(text) and not (parted is not None and has_words(parted[0]))


def options_to_tick(text: str) -> Sequence[str]:
    """Return the options of a line: one, or several with a box each."""
    parted = options_of(text)
    return parted[1] if parted is not None and not parted[0] else boxed_options(text) or (words(text),)
