"""Headers and footers of a sheet as stories (ECMA-376 Part 1, 18.3.1.46: text between codes that begin with ``&``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pipeline.document import Paragraph, Run, Story
from pipeline.location import Location
from pipeline.ooxml.names import S
from pipeline.readers.excel.text import plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_KINDS: Final = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_PART: Final = re.compile(r"&[LCR]")
_CODE: Final = re.compile(r'&(?:"[^"]*"|[0-9]+|K[0-9A-Fa-f]{2}[0-9A-Fa-f+-][0-9A-Fa-f]{3}|[A-Za-z+\-])')
_AMPERSAND: Final = "\ue000"


def header_stories(sheet: _Element, name: str) -> Iterator[Story]:
    """Yield the headers and footers of a sheet; page numbers, dates and fonts in them are left out."""
    settings = sheet.find(S + "headerFooter")
    for kind in _KINDS if settings is not None else ():
        text = "" if settings is None else settings.findtext(S + kind) or ""
        place = "header" if kind.endswith("Header") else "footer"
        location = Location((("sheet", name), (place, place)))
        lines = [line for part in _PART.split(text.replace("&&", _AMPERSAND)) for line in _plain(part).split("\n")]
        blocks = tuple(Paragraph(location=location, runs=(Run(text=line),)) for line in lines if line.strip())
        if blocks:
            yield Story(name=f"{place} of sheet '{name}'", blocks=blocks)


def _plain(part: str) -> str:
    return plain_text(_CODE.sub("", part)).replace(_AMPERSAND, "&")
