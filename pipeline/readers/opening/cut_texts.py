"""Texts in workbooks of older Excel that end where programs cut them off when they save that format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipeline.document import Document
from pipeline.findings import Finding, find

_LONGEST_KEPT: Final = 255
"""The most that a text held before Excel 97; programs that still write its records keep no more of one."""


def texts_perhaps_cut(document: Document, older: str) -> Iterator[Finding]:
    """Yield a finding for each text of exactly that length, counted in UTF-16 as the format does.

    Args:
        document: The form.
        older: The format that it came in, if it was converted from one.
    """
    if older != "xls":
        return
    for table in document.tables():
        for cell in (cell for row in table.rows for cell in row.cells):
            if len(cell.text) <= _LONGEST_KEPT and len(cell.text.encode("utf-16-le")) == 2 * _LONGEST_KEPT:
                yield find("text_perhaps_cut", location=cell.location, length=_LONGEST_KEPT)
