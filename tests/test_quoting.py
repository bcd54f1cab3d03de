"""Text in markup: what the standard library would write, without what it loads for that."""

from xml.sax import saxutils

from hypothesis import given
from hypothesis import strategies as st

from pipeline.ooxml.quoting import escape, quoteattr

TEXTS = st.text(alphabet=st.sampled_from("a&<>\"'\n\r\t;é"))


@given(TEXTS)
def test_text_is_written_as_the_standard_library_writes_it(text: str) -> None:
    assert escape(text) == saxutils.escape(text)
    assert quoteattr(text) == saxutils.quoteattr(text)
