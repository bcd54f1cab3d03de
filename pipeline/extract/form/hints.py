"""Words in a box that say what to write there, or how: people write over them, or behind them."""

from __future__ import annotations

import re

from pipeline.extract.text import is_filler, key
from pipeline.patterns import pattern

_SAY = "print|describe|state|specify|list|give|include|write|type|insert|enter|provide|explain|click|tap|use"
_HINT = pattern(
    r"^\W*((if|where) (known|available|applicable|appropriate|different|relevant|any|held|not)\b|e\.?g\b|i\.?e\b|"
    rf"for example\b|please ({_SAY})\b|({_SAY}) (here|your|the|any|all|an?|if|or|what|how|who|why|details|"
    r"full|name|date|text)\b|"
    r"(in )?(block )?(capitals|letters)\b|capital letters\b|d{1,2}\W*m{1,4}\W*y{2,4}\b|day\W+month\W+year\b|"
    r"hh\W*mm\b|24.hour\b|(include|including|optional|not to be|max(imum)?\.? \d+ (words|characters))\b|"
    r"as (it appears |shown )?on\b)|^\W*\((?!(go to|see|if|tick|office|delete)\b)[^()]*[^\W\d_][^()]*\)\W*$",
    re.IGNORECASE,
)
_LONGEST = 90


def is_hint(text: str) -> bool:
    """Return whether the words of a box only say what to write there."""
    plain = text.strip()
    if is_filler(plain) or key(plain) == "//":
        return True  # room for a date
    return len(plain) <= _LONGEST and plain[-1:] not in ("?", ":") and _HINT.search(plain) is not None
