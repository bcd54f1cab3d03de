"""Texts made comparable: the short ways come to what the long way comes to."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.extract.text import _SAME, _UNSEEN, is_empty, is_filler, key, without_filler

ODD = st.text(st.sampled_from("aZ5 `'\"’“–—\t\n\u00a0\u200b\ufeff_.…☒éﬁ²ß\x1c\x85"), max_size=30)


@given(st.one_of(ODD, st.text(max_size=30)))
@example("The child’s “friend” – ﬁve…")
@example("\x1c\x1dplain\x1f text `quoted´")
def test_a_key_is_the_text_without_case_signs_and_what_is_not_seen(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text) if not text.isascii() else text
    assert key(text) == _UNSEEN.sub("", plain.translate(_SAME).casefold())


@given(ODD)
def test_a_text_is_empty_when_its_key_is(text: str) -> None:
    assert is_empty(text) == (key(text) == "")


@given(st.text(st.sampled_from("._… a\t"), max_size=12))
def test_filler_is_dots_and_lines_and_nothing_else(text: str) -> None:
    rest = without_filler(text)
    assert is_filler(text) == (rest != text and not rest.strip())
