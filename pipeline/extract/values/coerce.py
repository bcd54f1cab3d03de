"""Turn added text into values: texts and numbers, and of any kind what is left standing of what was struck out.

What people struck out is no answer: a name, date, number or choice is read from what is left standing. The words of a
narrative are all kept: there a strike may be meant in many ways.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from pipeline.extract.form.added import Taken
from pipeline.extract.text import is_empty
from pipeline.extract.values.choices import TAKEN_BACK
from pipeline.extract.values.numbers import number_value
from pipeline.extract.values.reading import BLANK, Reading, unclear
from pipeline.mapping.model import Field
from pipeline.patterns import pattern
from pipeline.submission import State, Value

CUT = "a part of it is struck out"
STRUCK = "struck out"
_NO_VALUE = pattern(r"=…|#(?:[A-Z_]+!|DIV/0!|N/A|NAME\?)")  # what a cell shows, or its reader, in place of a value


def standing_value(taken: Taken, coerce: Callable[[str], Reading[Value]]) -> Reading[Value]:
    """Read what is not struck out of some added text.

    Args:
        taken: What was added.
        coerce: Reads a text that is as it should be.
    """
    if taken.is_cut:
        return unclear(CUT, STRUCK)
    text = taken.standing
    if not taken.has_struck:
        return coerce(text)
    found = coerce(text) if text.strip() else unclear(TAKEN_BACK)
    return replace(found, signs=(*found.signs, STRUCK)) if found.state is State.UNCLEAR else found


def text_of(taken: Taken, field: Field) -> Reading[Value]:
    """Take the words that were added: of a short text those that are not struck out, all words of a longer one."""
    if taken.has_struck and field.is_text and not field.is_long:
        return standing_value(taken, lambda text: text_value(" ".join(text.split())))
    return unclear(TAKEN_BACK) if taken.is_gone else text_value(taken.spelled or taken.text)


def number_of(taken: Taken, field: Field) -> Reading[Value]:
    """Read the number that was added."""
    return standing_value(taken, lambda text: number_value(text, field))


def text_value(text: str) -> Reading[Value]:
    """Take a text or narrative as it is; only what a formula shows in place of a value is none."""
    if _NO_VALUE.fullmatch(text.strip()):
        return unclear("it is a formula without a value")
    return BLANK if is_empty(text) else Reading(text)
