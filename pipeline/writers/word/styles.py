"""The style sheet of Word documents that are made from nothing: blanks without a template, documents that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.ooxml.names import W_NS

if TYPE_CHECKING:
    from collections.abc import Mapping

_BUILT_IN: Final = {
    "Title": "Title", "Subtitle": "Subtitle", "Heading1": "heading 1", "Heading2": "heading 2",
    "ListBullet": "List Bullet", "Header": "header", "Footer": "footer",
}  # fmt: skip
"""Word's own names of the styles that it knows."""
_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_GRID: Final = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    "<w:tblPr><w:tblBorders>"
    + "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>' for side in _SIDES)
    + '</w:tblBorders><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)


def style_sheet(looks: Mapping[str, tuple[str, str]], *, after: int) -> str:
    """Return the content of a styles part, with the style of tables with lines.

    Args:
        looks: For each paragraph style, by its id, what it says of paragraphs and of text.
        after: Space behind a paragraph, in twentieths of a point.
    """
    styles = "".join(_style(name, *look) for name, look in looks.items())
    return (
        f'<w:styles xmlns:w="{W_NS}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="MS Gothic" w:cs="Arial"/><w:sz w:val="21"/>'
        '<w:szCs w:val="21"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        f'<w:spacing w:before="20" w:after="{after}" w:line="259" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        f"{styles}{_GRID}</w:styles>"
    )


def _style(name: str, paragraph: str, run: str) -> str:
    look = f"<w:rPr>{run}</w:rPr>" if run else ""
    custom = "" if name in _BUILT_IN else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{name}"><w:name w:val="{_BUILT_IN.get(name, name)}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr>{paragraph}</w:pPr>{look}</w:style>'
    )
