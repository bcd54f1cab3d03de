"""The older formats that can be read once LibreOffice has converted them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct


class Target(Struct, frozen=True, kw_only=True):
    """What an older file becomes: its suffix, and what LibreOffice calls that way of saving."""

    suffix: str
    filter: str


class OlderFormat(Struct, frozen=True, kw_only=True):
    """An older format: what people call it, and what is made of it."""

    label: str
    target: Target


WORD: Final = Target(suffix="docx", filter="MS Word 2007 XML")
EXCEL: Final = Target(suffix="xlsx", filter="Calc MS Excel 2007 XML")

OLDER: Final[Mapping[str, OlderFormat]] = {
    "doc": OlderFormat(label="Word 97-2003 document (.doc)", target=WORD),
    "odt": OlderFormat(label="OpenDocument text (.odt)", target=WORD),
    "rtf": OlderFormat(label="Rich Text document (.rtf)", target=WORD),
    "xls": OlderFormat(label="Excel 97-2003 workbook (.xls)", target=EXCEL),
    "ods": OlderFormat(label="OpenDocument spreadsheet (.ods)", target=EXCEL),
}
"""By the names of :func:`pipeline.ooxml.file_kind.sniff`."""
