"""Markup of Word documents made at random: mostly plain, with odd things between, and some of it spoilt."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD: Final = (
    f'<w:document xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>'
)
END: Final = "</w:body></w:document>"

_ODD: Final = (0.0, 0.003, 0.01)
"""How often something odd is taken where something plain could be: much of it makes a whole part ill-formed."""

_ATTRIBUTES: Final = (
    ("", "", ' w:rsidR="00A1"', ' w14:paraId="0F" w14:textId="77" w:rsidR="1" w:rsidRDefault="2"'),
    (' w:rsidR="1" w:rsidR="2"', " w:rsidR='1'", ' rsid="1"', ' w:x="a>b"', ' w:x="a<b"', ' w:x="&amp;"', ' w:x="&x;"',
     ' x:y="1"', f' xmlns:w="{W}"', ' xmlns:w="urn:other"', ' wfunit="0"', "\n", "  ", ' w:x="é"', ' w:é="1"',
     ' w:x=""', ' w:x', ' w:x=1', '\tw:x="1"', ' w:x ="1"', ' w:x="\x02"', "".join(f' w:{x}="1"' for x in "abcdefghi")),
)  # fmt: skip
_TEXTS: Final = (
    ("", "a word", "Score", " two words ", "a &amp; b &lt;c&gt; &quot;d&quot; &apos;e&apos;", "ü é ✓ ☒", "&amp;lt;"),
    ("&#160;x", "&#x2713;", "&nbsp;", "a & b", "]]>", "a > b", "a\nb\tc", "a\r\nb", "\x01", "\x7f", "\ufffe", "\ufeff",
     "\uf0fc", "<!-- no -->", "<![CDATA[<w:p>]]>", "<?pi x?>", "<w:br/>behind", "<w:p/>", "a" * 3000),
)  # fmt: skip
_SIGNS: Final = (
    ("<w:tab/>", "<w:br/>", "<w:cr/>", "<w:noBreakHyphen/>", "<w:softHyphen/>", "<w:lastRenderedPageBreak/>",
     '<w:sym w:font="Wingdings" w:char="F0FC"/>', '<w:br w:type="page"/>', '<w:commentReference w:id="1"/>', " \n"),
    ('<w:footnoteReference w:id="2"/>', '<w:fldChar w:fldCharType="begin"/>', "<w:delText>gone</w:delText>",
     "<w:instrText>PAGE</w:instrText>", "<w:drawing/>", "<w:drawing><w:p/></w:drawing>", "stray", "<w:sym/>",
     "<w:pict><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:pict>", "<w:unknown/>",
     "<w:tab></w:tab>", "<w:tab>x</w:tab>", "<x:tab/>", "<w:br w:type='page'/>", "<tab/>", "<w:t", "/>", "<w:ruby/>"),
)  # fmt: skip
_RUN: Final = (
    ("", "", "<w:rPr/>", "<w:rPr><w:b/></w:rPr>", '<w:rPr><w:b w:val="0"/><w:i/></w:rPr>', "<w:rPr><w:strike/></w:rPr>",
     '<w:rPr><w:u w:val="single"/></w:rPr>', '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>',
     '<w:rPr><w:highlight w:val="yellow"/><w:sz w:val="20"/></w:rPr>', '<w:rPr><w:shd w:fill="FF0000"/></w:rPr>',
     '<w:rPr><w:color w:val="00B050"/></w:rPr>', "<w:rPr><w:vanish/></w:rPr>"),
    ('<w:rPr><w:rStyle w:val="Strong"/></w:rPr>', '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>', "<w:rPr>\n</w:rPr>",
     '<w:rPr><w:ins w:id="1" w:author="x"/></w:rPr>', "<w:rPr><w:rPrChange><w:rPr/></w:rPrChange></w:rPr>",
     "<w:rPr></w:rPr ><w:t>x</w:t><w:rPr></w:rPr>", '<w:rPr w:x="1"><w:b/></w:rPr>', "<w:rPr><w:b></w:rPr>",
     "<w:rPr><w:t>x</w:t></w:rPr>", "<w:rPr><!-- x --></w:rPr>", "<w:rPr/><w:rPr><w:b/></w:rPr>", "<w:rPr",
     '<w:rPr><w:b w:val="1" w:val="0"/></w:rPr>', '<w:rPr><w:sz w:val="1"/></w:rPr>', "<w:rPrx/>"),
)  # fmt: skip
_PARAGRAPH: Final = (
    ("", "", '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>', '<w:pPr><w:jc w:val="left"/></w:pPr>',
     '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>',
     '<w:pPr><w:shd w:val="clear" w:fill="FFFF00"/></w:pPr>', "<w:pPr><w:rPr><w:b/></w:rPr></w:pPr>"),
    ("<w:pPr/>", "<w:pPr><w:rPr><w:del w:id='1' w:author='x'/></w:rPr></w:pPr>", "<w:pPr><w:sectPr/></w:pPr>",
     '<w:pPr><w:framePr w:dropCap="drop"/></w:pPr>', "<w:pPr><w:pPrChange><w:pPr/></w:pPrChange></w:pPr>",
     "<w:pPr><w:r><w:t>x</w:t></w:r></w:pPr>", "<w:pPr></w:pPr><w:pPr><w:shd w:fill='FF0000'/></w:pPr>", "<w:pPr>"),
)  # fmt: skip
_CELL: Final = (
    ("", '<w:tcPr><w:tcW w:w="100"/></w:tcPr>', '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>',
     "<w:tcPr><w:vMerge/></w:tcPr>", '<w:tcPr><w:shd w:val="clear" w:fill="000000"/></w:tcPr>',
     '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>'),
    ("<w:tcPr><w:cellDel w:id='1' w:author='x'/></w:tcPr>", "<w:tcPr><w:hMerge/></w:tcPr>",
     "<w:r><w:t>loose</w:t></w:r>",
     '<w:tcPr><w:tcBorders><w:tl2br w:val="single"/></w:tcBorders></w:tcPr>',
     '<w:tcPr><w:gridSpan w:val="x"/></w:tcPr>', "<w:tcPr/><w:tcPr><w:vMerge/></w:tcPr>",
     "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", "stray",
     "<w:sdt>"),
)  # fmt: skip
_ROW: Final = (
    ("", "<w:trPr/>", '<w:trPr><w:gridBefore w:val="1"/></w:trPr>', "<w:tblPrEx/><w:trPr><w:cantSplit/></w:trPr>"),
    ("<w:trPr><w:hidden/></w:trPr>", '<w:trPr><w:ins w:id="1" w:author="x"/></w:trPr>',
     "<w:trPr><w:del w:id='1'/></w:trPr>",
     "<w:trPr><w:trHeight/>", "<w:sdt><w:sdtContent>", "<w:tc/>"),
)  # fmt: skip
_TABLE: Final = (
    ("<w:tblPr/><w:tblGrid/>", '<w:tblPr><w:tblStyle w:val="TableGrid"/></w:tblPr><w:tblGrid><w:gridCol/></w:tblGrid>'),
    ("", "<w:tblPr><w:tblPrChange/></w:tblPr>", "<w:tblPr>", "<w:tr/>", '<w:bookmarkStart w:id="1" w:name="ä"/>'),
)  # fmt: skip
_BESIDE: Final = (
    ("", "", "", "", '<w:bookmarkStart w:id="1" w:name="_x"/>', '<w:bookmarkEnd w:id="1"/>', "\n  ",
     '<w:proofErr w:type="spellStart"/>', '<w:commentRangeStart w:id="1"/>', '<w:commentRangeEnd w:id="1"/>'),
    ("<w:permStart/>", "stray", '<w:bookmarkStart w:id="1" w:name="given"/>',
     "<w:proofErr></w:proofErr>", "<w:ins><w:r><w:t>new</w:t></w:r></w:ins>",
     "<!-- x -->",
     "<w:sdt><w:sdtContent><w:p><w:r><w:t>x</w:t></w:r></w:p></w:sdtContent></w:sdt>", "<w:bookmarkStart", "</w:p>",
     "<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>", "<w:bookmarkStart/>",
     "<w:bookmarkStart><w:p/></w:bookmarkStart>"),
)  # fmt: skip
_SPOILT: Final = (b"", b"<", b"&", b"\xff", b"]]>")
_IN_FRONT: Final = (
    *(b"", b"", b"\xef\xbb\xbf", b"<!DOCTYPE w:document []>"),
    *(b'<?xml version="1.0" encoding="%s"?>' % encoding for encoding in (b"UTF-8", b"latin-1")),
)
_ENDS: Final = ((">",), (" >", "\n>", "", ">>", "x>"))


class _Maker:
    """Makes markup, by chance."""

    def __init__(self, chance: random.Random, odd: float | None) -> None:
        self._chance = chance
        self._odd = chance.choice(_ODD) if odd is None else odd

    def take(self, pieces: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
        """Take something plain, or seldom something odd."""
        return self._chance.choice(pieces[self._chance.random() < self._odd])

    def some(self, most: int) -> range:
        return range(self._chance.randint(0 if self._chance.random() < self._odd else 1, most))

    def element(self, name: str, content: str) -> str:
        return f"<w:{name}{self.take(_ATTRIBUTES)}>{content}</w:{name}{self.take(_ENDS)}"

    def run(self) -> str:
        inside = "".join(self.text() if self._chance.random() < 0.7 else self.take(_SIGNS) for _ in self.some(3))
        return self.element("r", self.take(_RUN) + inside)

    def text(self) -> str:
        space = self._chance.choice(("", "", ' xml:space="preserve"'))
        return f"<w:t{space}>{self.take(_TEXTS)}</w:t{self.take(_ENDS)}"

    def paragraph(self) -> str:
        if self._chance.random() < 0.15:
            return f"<w:p{self.take(_ATTRIBUTES)}/>"
        return self.element("p", self.take(_PARAGRAPH) + self.several(self.run, 3))

    def several(self, make: Callable[[], str], most: int) -> str:
        return "".join(f"{make()}{self.take(_BESIDE)}" for _ in self.some(most))

    def cell(self) -> str:
        return self.element("tc", self.take(_CELL) + self.several(self.paragraph, 2))

    def row(self) -> str:
        return self.element("tr", self.take(_ROW) + self.several(self.cell, 3))

    def table(self) -> str:
        return self.element("tbl", self.take(_TABLE) + self.several(self.row, 3))

    def blocks(self) -> str:
        return self.several(lambda: self.table() if self._chance.random() < 0.5 else self.paragraph(), 6)


def plain_markup(seed: int, odd: float | None = None) -> bytes:
    """Make a main part, mostly plain."""
    return (HEAD + _Maker(random.Random(seed), odd).blocks() + END).encode()  # noqa: S311 - nothing secret


def spoilt_markup(seed: int) -> bytes:
    """Make a main part of which some bytes are lost, doubled or others, or which is told to be something else."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    xml = bytearray(plain_markup(seed))
    for _ in range(chance.randint(1, 3)):
        begin = chance.randrange(len(xml))
        end = begin + chance.choice((1, 1, 2, 20, 300))
        by = chance.choice(
            (b"", b"", bytes(xml[begin:end]) * 2, bytes([chance.randrange(256)]), b"<", b"&", b"\xff", b"]]>")
        )
        xml[begin:end] = by
    told = (
        b"",
        b"",
        b'<?xml version="1.0" encoding="UTF-8"?>',
        b'<?xml version="1.0" encoding="latin-1"?>',
        b"\xef\xbb\xbf",
    )
    spoilt = chance.choice(told) + bytes(xml)
    return spoilt.decode("latin-1").encode("utf-16") if chance.random() < 0.05 else spoilt
