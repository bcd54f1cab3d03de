"""How what was answered reads in a document."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.words import Words

if TYPE_CHECKING:
    from pipeline.mapping.model import Choice, Field
    from pipeline.submission import Answer


def answer_words(asked: Field, answer: Answer, called: Callable[[Choice], str]) -> Words:
    """Return the words for the value of an answer that is certain.

    Args:
        asked: What was asked.
        answer: What was read; a table has rows and no words.
        called: Names a choice.
    """
    if asked.has_options:
        return Words(", ".join(called(choice) for choice in asked.choices if choice.id in answer.chosen))
    return answer.text
