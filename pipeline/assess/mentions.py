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
_Pieces = tuple[str, tuple[str, ...]]
"""The longest piece of a wording, which few texts have, and its others."""


class Texts(Struct, frozen=True, eq=False, dict=True):
    """Texts of a form. They are looked through for many wordings, so what that takes is made of them once."""

    each: tuple[str, ...]

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The texts as pieces of wordings are looked for in them."""
        return tuple([_folded(text) for text in self.each])

    @cached_property
    def together(self) -> str:
        """All of them, folded: most wordings are in none."""
        return "\n".join(self.folded)


def is_mentioned(words: Sequence[str], texts: Texts, denied_by: Sequence[str] = ()) -> bool:
    """Return whether one of the wordings is in the texts, outside the wordings of ``denied_by``.

    Case, punctuation and spaces do not count: ``S.47`` is found in "s47" and "S 47", never in "S 470".
    """
    pieces = _pieces(tuple(words))
    if not _may_hold(pieces, texts.together):
        return False
    said, denials = _pattern(tuple(words)), _pieces(tuple(denied_by))
    for text, folded in zip(texts.each, texts.folded, strict=True):
        if _may_hold(pieces, folded):
            is_denied = bool(denied_by) and _may_hold(denials, folded)
            if said.search(_pattern(tuple(denied_by)).sub(" ", text) if is_denied else text):
                return True
    return False


def _may_hold(wordings: Sequence[_Pieces], folded: str) -> bool:
    """Tell quickly whether a text could say one of some wordings: all pieces of it are somewhere in the text."""
    return any(longest in folded and all(map(folded.__contains__, others)) for longest, others in wordings)


def _folded(text: str) -> str:
    """Return a text so that all that a pattern takes for the same, whatever its case, is the same."""
    return (text if text.isascii() else text.replace("ı", "i").replace("İ", "i")).casefold()


@lru_cache(maxsize=256)
def _pieces(words: tuple[str, ...]) -> Sequence[_Pieces]:
    """Return the pieces of each wording."""
    found = []
    for wording in words:
        longest, *others = sorted(dict.fromkeys(map(_folded, _PIECE.findall(wording))), key=len, reverse=True)
        found.append((longest, tuple(others)))
    return found


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
