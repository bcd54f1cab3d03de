"""Text as it enters a template: plain, with its line breaks and tabs, or as whole paragraphs; braces stay braces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree
from markupsafe import Markup

from pipeline.errors import CannotWrite
from pipeline.ooxml.names import W_NS, W
from pipeline.ooxml.structure import TABLE
from pipeline.signs import BOX_EMPTY, BOX_TICKED
from pipeline.writers.word import build
from pipeline.writers.word.build import TEXT_END, TEXT_START, with_breaks
from pipeline.writers.word.struck import STRUCK_MARK, StruckText

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element

    from pipeline.words import Words

_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for (2.2): control characters, lone surrogates, two non-characters."""

_STRUCK_START: Final = f'<w:t xml:space="preserve"{STRUCK_MARK}>'
_NO_PARAGRAPH: Final = "<w:p/>"


class Blocks(Markup):
    """Whole paragraphs and tables, ready to be in a document; a template places them with ``{{p name }}``."""

    __slots__ = ()


class Runs(Markup):
    """Runs of text, ready to be in a paragraph; a template places them with ``{{r name }}``."""

    __slots__ = ()


def legal_words(words: Words, field: str) -> Words:
    """Return ``words`` if a Word file can hold them.

    Raises:
        CannotWrite: There is a character that no XML file can hold, as workbooks sometimes have.
    """
    if _ILLEGAL.search(words.text):
        raise CannotWrite(
            f"The answer of '{field}' holds a control character, which no Word document can hold.",
            remedy="Delete it in the form (it can't be seen; type the answer again).",
            code="control_character",
        )
    return words


def inline(text: str) -> Markup:
    """Write text that is inside ``w:t``: breaks and tabs are elements of their own there (17.3.3).

    What is struck out is marked (:mod:`pipeline.writers.word.struck`).
    """
    if not isinstance(text, StruckText):
        return Markup(with_breaks(text, TEXT_START))  # noqa: S704 - escaped there
    pieces = [TEXT_END]
    for part, is_struck in text.words.parts():
        start = _STRUCK_START if is_struck else TEXT_START
        pieces += (start, with_breaks(part, start), TEXT_END)
    return Markup("".join([*pieces, TEXT_START]))  # noqa: S704 - escaped there


def runs(words: Words | str) -> Runs:
    """Write text as a run, what is struck out of it as a struck one."""
    return Runs(build.runs(words))


def paragraphs(lines: Iterable[Words | str]) -> Blocks:
    """Write each line as a paragraph; for none, the empty paragraph that a cell has to have (17.4.65)."""
    written = "".join(f"<w:p>{runs(line)}</w:p>" if line else _NO_PARAGRAPH for line in lines)
    return Blocks(written or _NO_PARAGRAPH)


def blocks(elements: Sequence[_Element]) -> Blocks:
    """Write paragraphs and tables of another document; behind a table a cell needs a paragraph."""
    written = "".join(map(_markup, elements))
    return Blocks(written + (_NO_PARAGRAPH if elements[-1].tag == TABLE else ""))


def run_elements(elements: Sequence[_Element]) -> Runs:
    """Write runs of another document."""
    return Runs("".join(map(_markup, elements)))


def box(*, ticked: bool) -> Runs:
    """Write a check box control ([MS-DOCX] 2.5.2)."""
    glyph, state = (BOX_TICKED, "1") if ticked else (BOX_EMPTY, "0")
    w14 = "http://schemas.microsoft.com/office/word/2010/wordml"
    return Runs(
        f'<w:sdt><w:sdtPr><w14:checkbox xmlns:w14="{w14}"><w14:checked w14:val="{state}"/>'
        '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>'
        '</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" '
        f'w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr><w:t>{glyph}</w:t></w:r></w:sdtContent></w:sdt>'
    )


def _markup(element: _Element) -> str:
    """Serialise an element with the declarations of its own file; jinja renders no braces in a value."""
    if element.nsmap.get("w") not in (None, W_NS):
        element = _renamed(element)
    return etree.tostring(element, encoding="unicode", with_tail=False)


def _renamed(element: _Element) -> _Element:
    holder = etree.Element(W + "body", nsmap={"w": W_NS})
    holder.append(element)
    return element
