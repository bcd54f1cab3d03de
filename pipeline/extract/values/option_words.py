"""An option that was typed: alone, as a mark or number, or with a comment behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.extract.text import key, label_key, tokens
from pipeline.extract.values.choices import Chosen, named_spans, option_words
from pipeline.extract.values.entries import read_mark
from pipeline.mapping.model import RowOption
from pipeline.mapping.rows import Means
from pipeline.patterns import pattern
from pipeline.signs import DASHES, YES_MARKS
from pipeline.vocabulary import DOUBT, leaves_open

_PARTING = f"{DASHES}:;,.(["
_COMMENT = pattern(rf"[{DASHES}\s:;,.]*(.*?)\s*", re.DOTALL)
_LEFT_OPEN = "the words leave it open which option is meant"
_TURNING = DOUBT | {"or", "to", "now", "then"}
_SAYS_NOTHING = frozenset({"risk", "concern", "concerns", "level", "point", "points", "score", "(", ")", "-", ":", "="})


def typed_option(text: str, options: Sequence[RowOption], points: Mapping[str, int]) -> tuple[Chosen, str]:
    """Read which option was typed into an answer box, and the comment beside it.

    Args:
        text: What was typed.
        options: The options of the row.
        points: The points of each option, by its id: its number means it too.
    """
    said = entry_key(text)
    if not said:
        return Chosen(), ""
    named = [option.id for option in options if said in {label_key(wording) for wording in option.wordings}]
    if len(named) == 1:
        return Chosen((named[0],), "typed"), ""
    mark = read_mark(text)
    if mark is not None:
        return _marked(options) if mark else Chosen(), ""
    by_number = [name for name, number in points.items() if said == str(number)]
    if len(by_number) == 1:
        return Chosen((by_number[0],), "typed"), ""
    return _before_comment(text, options) or _among_words(text, options, points)


def entry_key(text: str) -> str:
    """Return the comparable form of an entry; a question mark in it is doubt, and stays."""
    return key(text).rstrip(".:,;!")


def tick_with_comment(text: str) -> str | None:
    """Return the comment beside a tick (``✓ since May``), or ``None`` if there is no tick, or doubt."""
    shown = text.strip()
    for sign, comment in ((shown[:1], shown[1:]), (shown[-1:], shown[:-1])):
        if sign in YES_MARKS and not leaves_open(word.key for word in tokens(comment)):
            return comment.strip(f" \t\u00a0{DASHES}:;,")
    return None


def _marked(options: Sequence[RowOption]) -> Chosen:
    applying = [option.id for option in options if option.meaning is Means.YES]
    return Chosen((applying[0],), "mark") if len(applying) == 1 else Chosen(reason="a mark leaves it open which option")


def _before_comment(text: str, options: Sequence[RowOption]) -> tuple[Chosen, str] | None:
    """Read an option at the start of a text, with a comment behind a comma, dash, bracket or on a new line."""
    words = tokens(text)
    wordings = [([token.key for token in tokens(wording)], each.id) for each in options for wording in each.wordings]
    for wording, name in sorted(wordings, key=lambda pair: -len(pair[0])):
        if [word.key for word in words[: len(wording)]] != wording:
            continue
        rest = text[words[len(wording) - 1].end :]
        parted = rest.lstrip(" \t\u00a0")
        if parted[:1] in {"\n", *_PARTING} and not parted.strip(_PARTING + " )]").startswith("?"):
            found = _COMMENT.fullmatch(rest)
            comment = found[1] if found else rest
            is_open = _leaves_open(comment, [other for other, each in wordings if each != name])
            return Chosen(reason=_LEFT_OPEN) if is_open else Chosen((name,), "typed"), comment
        return None
    return None


def _leaves_open(comment: str, others: Sequence[Sequence[str]]) -> bool:
    """Return whether a comment begins with doubt, or names another option and no more: "Low, maybe medium"."""
    said = [word.key for word in tokens(comment) if word.key.isalnum() or word.key in DOUBT]
    return bool(said) and (said[0] in DOUBT or [word for word in said if word not in _TURNING] in others)


def _among_words(text: str, options: Sequence[RowOption], points: Mapping[str, int]) -> tuple[Chosen, str]:
    """Read an option among words that add nothing: "High risk", "Low (1)"."""
    found = {name for *_, name in named_spans(text, option_words(options))}
    if len(found) == 1:
        own = next(option for option in options if option.id in found)
        spoken = {token.key for wording in own.wordings for token in tokens(wording)}
        if {token.key for token in tokens(text)} <= spoken | _SAYS_NOTHING | {str(points[own.id])}:
            return Chosen((own.id,), "typed"), ""
    if len(found) > 1:
        return Chosen(reason="more than one option is named"), ""
    return Chosen(reason=_LEFT_OPEN), ""
