"""What was written in the row of an option: whether it chooses the row, says "no", or leaves it open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.text import key, tokens
from pipeline.extract.values.beside import leave_certain
from pipeline.extract.values.choices import named_spans, option_words, reads_as_chosen, speaks_against
from pipeline.extract.values.numbers import number_value
from pipeline.extract.values.option_words import tick_with_comment
from pipeline.mapping.model import Choice
from pipeline.mapping.score import Score
from pipeline.patterns import pattern
from pipeline.signs import STROKES
from pipeline.submission import State
from pipeline.vocabulary import NONE

_NOT_CHOSEN = NONE | {"0"}
_TOLD = pattern(r"\b(?:\d{1,3}|points?|pts|total|score|risk|level|concern)\b", re.IGNORECASE)
"""What a level's own row may say beside its name."""
_POINTING = frozenset("*←<#")


def chooses_row(text: str, own: Choice, choices: Sequence[Choice], score: Score | None) -> bool | None:
    """Return whether what was written in an option's row chooses it; ``None`` when that stays open.

    Args:
        text: What was written.
        own: The option.
        choices: All options.
        score: How points become a level, when the options are the levels: a total in its own level's row chooses it.
    """
    said = key(text).strip(".:-()")
    if any(said == key(wording) for wording in own.wordings):
        return True
    if any(said == key(wording) for other in choices for wording in other.wordings):
        return None
    mark = reads_as_chosen(text)
    if mark is not None:
        return mark
    shown = set(key(text))
    if shown <= STROKES | _POINTING:
        return not shown <= STROKES
    if said in _NOT_CHOSEN:
        return False
    options = option_words(choices)
    named = {name for *_, name in named_spans(text, options)}
    if named:
        is_certain = leave_certain(text, options) or leave_certain(_TOLD.sub(" ", text), options)
        return True if named == {own.id} and is_certain else None
    if _is_yes_with_comment(text, choices):
        return True
    number = number_value(text)
    if number.state is State.ANSWERED and isinstance(number.value, int):
        return True if score is None or score.band(number.value).level == own.id else None
    return None


def _is_yes_with_comment(text: str, choices: Sequence[Choice]) -> bool:
    """Return whether a tick, or a word such as "yes", is before or behind words that don't doubt it."""
    wordings = option_words(choices)
    if speaks_against(text, wordings):
        return False
    return tick_with_comment(text) is not None or reads_as_chosen(tokens(text)[0].key) is True
