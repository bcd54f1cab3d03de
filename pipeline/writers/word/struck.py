"""Struck words in Word documents: runs that are struck out, and how a template's tags come to show them.

A tag is within the text of a run, whose formatting a value can't know. So what is struck out of a value is marked
where it is, and once all is filled in the run is parted there, each part with the formatting of the whole.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final, Self

from lxml import etree

from pipeline.ooxml import structure
from pipeline.ooxml.names import W
from pipeline.ooxml.safe_xml import parse
from pipeline.ooxml.structure import RUN, is_on

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.words import Words

STRUCK_MARK: Final = ' wfstruck="1"'
"""Of a ``w:t`` that has to become a struck run; no document keeps it."""

STRUCK_LOOK: Final = "<w:rPr><w:strike/></w:rPr>"
_MARK: Final = "wfstruck"
_PROPERTIES: Final = W + "rPr"
_STRIKES: Final = (W + "strike", W + "dstrike")
_BEFORE: Final = frozenset(W + name for name in ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps"))
"""What is in front of a strike (ECMA-376 Part 1, 17.3.2.28)."""


class StruckText(str):
    """Words as a template sees them: what is not struck out. Struck words show only where all of it is shown."""

    __slots__ = ("words",)
    words: Words

    def __new__(cls, words: Words) -> Self:
        """Make it of some words."""
        made = super().__new__(cls, words.standing)
        made.words = words
        return made

    def __bool__(self) -> bool:
        """Return whether anything is shown: words that are all struck out are no gap."""
        return bool(self.words)


def for_template(words: Words) -> str:
    """Return words as a value of a template."""
    return StruckText(words) if words.struck else words.text


def is_struck(run: _Element) -> bool:
    """Return whether a run is struck out by its own formatting."""
    properties = structure.first(run, _PROPERTIES)
    return properties is not None and any(is_on(properties.find(tag)) for tag in _STRIKES)


def strike(run: _Element) -> None:
    """Strike a run out."""
    if is_struck(run):
        return
    properties = structure.first(run, _PROPERTIES)
    if properties is None:
        properties = etree.Element(_PROPERTIES)
        run.insert(0, properties)
    for off in properties.findall(_STRIKES[0]):
        properties.remove(off)
    at = sum(child.tag in _BEFORE for child in properties)
    properties.insert(at, etree.Element(_STRIKES[0]))


def with_struck_runs(part: bytes, name: str) -> bytes:
    """Part the runs of a rendered part at what is marked as struck out.

    Raises:
        RefusedForm: It is no well-formed XML: a tag is where it can't be filled in.
    """
    if STRUCK_MARK.encode() not in part:
        return part
    root = parse(part, name)
    for run in list(root.iter(RUN)):
        if any(_MARK in child.attrib for child in run):
            _part(run)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _part(run: _Element) -> None:
    """Part a run where what is struck out begins and ends; tabs and breaks stay with the text in front of them."""
    properties = structure.first(run, _PROPERTIES)
    plain = [] if properties is None else [deepcopy(properties)]
    groups: list[tuple[bool, list[_Element]]] = []
    for child in [child for child in run if child is not properties]:
        struck = child.attrib.pop(_MARK, None) is not None
        if not groups or (child.tag == structure.TEXT and struck != groups[-1][0]):
            groups.append((struck, []))
        groups[-1][1].append(child)
    last = run
    for number, (struck, content) in enumerate(groups):
        if number:
            made = etree.Element(RUN, nsmap=run.nsmap)
            made.extend([*map(deepcopy, plain), *content])
            last.addnext(made)
            last = made
        if struck:
            strike(last)
