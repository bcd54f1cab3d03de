"""Whether markup reads the same whatever is around it: only then is kept what it reads as."""

from __future__ import annotations

from typing import Final

from pipeline.patterns import pattern
from pipeline.readers.word.reuse.tables import NUMBERED

SELF_CONTAINED: Final = frozenset(
    b"tbl tblPr tblStyle tblpPr tblOverlap tblStyleRowBandSize tblStyleColBandSize tblCellSpacing tblCaption "
    b"tblDescription bidiVisual tblGrid gridCol "
    b"tr trPr cnfStyle trHeight cantSplit tblHeader tblPrEx tblCellMar tblBorders tblLook tblLayout tblW tblInd "
    b"gridBefore gridAfter wBefore wAfter jc hidden divId tc tcPr tcW gridSpan vMerge tcBorders top left start bottom "
    b"right end insideH insideV shd noWrap tcMar textDirection tcFitText vAlign hideMark p pPr pStyle "
    b"keepNext keepLines pageBreakBefore widowControl numPr ilvl numId suppressLineNumbers pBdr between bar tabs tab "
    b"suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    b"snapToGrid spacing ind contextualSpacing mirrorIndents textAlignment outlineLvl r rPr rFonts b bCs i iCs caps "
    b"smallCaps strike dstrike outline shadow emboss imprint noProof vanish webHidden color w kern position sz szCs "
    b"highlight u effect bdr vertAlign rtl cs em lang specVanish t br cr sym noBreakHyphen softHyphen "
    b"lastRenderedPageBreak proofErr bookmarkStart bookmarkEnd".split()
)
"""Elements that say nothing about, and ask nothing of, what is outside of their row, cell or paragraph."""

_TAGS: Final = pattern(rb"<(/?[\w:.-]+)(?=[ />])")
_SELF_CONTAINED_TAGS: Final = frozenset(mark + name for name in SELF_CONTAINED for mark in (b"w:", b"/w:"))
_AROUND: Final = frozenset({b"w:body", b"/w:body", b"/w:document"})
LONGEST: Final = 32_768
"""Bytes of a unit that is kept: longer ones are rarely met twice."""


def outward_tags(short: bytes) -> tuple[bytes, ...]:
    """Return the tags in a part, in front of its last section, that a self-contained unit has none of.

    It is asked once for all units: looking for these few in each takes a fifth of looking at each one's tags.
    """
    start, section = short.find(b"<w:body"), short.rfind(b"<w:sectPr")
    end = section if section >= 0 and short.find(NUMBERED, section) < 0 else len(short)
    tags = _TAGS.findall(short, start, end)
    if len(tags) != short.count(b"<", start, end):
        return (b"<",)
    outward = {b"<" + tag for tag in set(tags) - _SELF_CONTAINED_TAGS - _AROUND}
    return tuple(outward | {b"<w:sectPr"} if short.find(b"</w:p>", section) >= 0 else outward)


def is_self_contained(markup: bytes, kind: bytes, outward: tuple[bytes, ...]) -> bool:
    """Return whether markup is one element that reads the same whatever is around it."""
    if len(markup) > LONGEST or NUMBERED in markup or b"<w:" + kind + b"/" in markup:
        return False
    for asks in outward:
        if asks in markup:
            return False
    tag = markup[: markup.find(b">")]
    return not tag.endswith(b"/") and b"'" not in tag and tag.count(b'"') % 2 == 0
