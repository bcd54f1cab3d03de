"""Words in the texts of a form: whether something is mentioned in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from msgspec import Struct

from pipeline.patterns import compiled, pattern
from pipeline.submission import Answer, State, Submission, shown

_PIECE = pattern(r"[^\W\d_]+|\d+")


class Texts(Struct, frozen=True, eq=False, dict=True):
    """Texts of a form. They are looked through for many wordings, so what that takes is made of them once."""

    each: tuple[str, ...]

    @cached_property
    def lowered(self) -> tuple[str, ...]:
        """The texts in small letters."""
        return tuple([text.lower() for text in self.each])

    @cached_property
    def together(self) -> str:
        """All of them in small letters: most wordings are in none."""
        return "\n".join(self.lowered)


def is_mentioned(words: Sequence[str], texts: Texts, denied_by: Sequence[str] = ()) -> bool:
    """Return whether one of the wordings is in the texts, outside the wordings of ``denied_by``.

    Case, punctuation and spaces do not count: ``S.47`` is found in "s47" and "S 47", never in "S 470".
    """
    pieces = _longest_pieces(tuple(words))
    if not _holds_any(pieces, texts.together):
        return False
    denial = _pattern(tuple(denied_by)) if denied_by else None
    pattern = _pattern(tuple(words))
    may_say = (text for text, lowered in zip(texts.each, texts.lowered, strict=True) if _holds_any(pieces, lowered))
    return any(pattern.search(denial.sub(" ", text) if denial else text) for text in may_say)


def _holds_any(pieces: Sequence[str], lowered: str) -> bool:
    """Tell quickly whether a pattern could be found at all."""
    return any(piece in lowered for piece in pieces)


@lru_cache(maxsize=256)
def _longest_pieces(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple({max(_PIECE.findall(wording), key=len).lower() for wording in words})


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    wordings = (r"[\W_]{0,3}".join(_PIECE.findall(wording)) for wording in words)
    return compiled(rf"(?<![^\W_])(?:{'|'.join(wordings)})s?(?![^\W_])", re.IGNORECASE)


def text_of(answer: Answer) -> str:
    """Return what an answer says as text: rows of a table line by line, an unclear entry as it is.

    What is struck out is no evidence; of what somebody settled the value counts, not what was typed.
    """
    if answer.state is not State.ANSWERED:
        return answer.words.standing
    if isinstance(answer.value, tuple):
        return "\n".join("\t".join(words.standing for words in row.values()) for row in answer.rows)
    if answer.settled is not None or isinstance(answer.value, bool):
        return shown(answer.value)
    return (answer.words if isinstance(answer.value, int | float | dt.date) else answer.text).standing


def all_texts(submission: Submission) -> Texts:
    """Return everything that was written on a form: answers, notes of the checklist, and text that nobody claims.

    What is struck out or hidden is no evidence.
    """
    answers = (text_of(answer) for answer in submission.answers.values())
    notes = (factor.note_words.standing for factor in submission.checklist.values() if factor.notes)
    unread = (text.words.standing for text in submission.unread if not text.hidden)
    return Texts(tuple([text for text in (*answers, *notes, *unread) if text]))
