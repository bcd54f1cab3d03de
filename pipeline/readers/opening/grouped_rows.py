"""Grouped rows in tables of an ``.odt``: LibreOffice 7.4 leaves them out with their words, so they are ungrouped."""

from __future__ import annotations

from typing import Final

from lxml import etree

from pipeline.errors import RefusedForm
from pipeline.ooxml.safe_xml import parse
from pipeline.readers.opening.open_document import with_changed_parts

_GROUP: Final = "table-row-group"
_TAG: Final = f"{{urn:oasis:names:tc:opendocument:xmlns:table:1.0}}{_GROUP}"


def with_grouped_rows(kind: str, content: bytes) -> bytes:
    """Return a file of an older format in which LibreOffice finds all rows; others than ``.odt`` stay."""
    return with_changed_parts(content, _part) if kind == "odt" else content


def _part(name: str, part: bytes) -> bytes:
    if name != "content.xml" or _GROUP.encode() not in part:
        return part
    try:
        root = parse(part, name)
    except RefusedForm:
        return part  # LibreOffice won't open it either
    etree.strip_tags(root, _TAG)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
