"""What a careful script would do without wordform: python-docx to read, docxtpl to write. Used only for comparison."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import docxtpl
import mammoth
from docx2python import docx2python
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK = Path(__file__).resolve().parent.parent / "mappings" / "blanks" / "ce_assessment_original.docx"
_MAIN = "word/document.xml"
TAGS = 60
"""Answers that the script writes."""


def floor(data: bytes) -> int:
    """Unzip and parse the main part: nobody can read a form for less."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return len(etree.fromstring(archive.read(_MAIN)))


def walk(data: bytes) -> int:
    """Read every paragraph and cell with python-docx, each row once."""
    return sum(len(text) for text in _texts(docx.Document(io.BytesIO(data))))


def _texts(document: docx.document.Document) -> Iterator[str]:
    for paragraph in document.paragraphs:
        yield paragraph.text
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield cell.text


def docx2python_text(data: bytes) -> int:
    """Read a form with docx2python."""
    with docx2python(io.BytesIO(data)) as read:
        return len(read.text)


def mammoth_text(data: bytes) -> int:
    """Read the bare text of a form with mammoth."""
    return len(mammoth.extract_raw_text(io.BytesIO(data)).value)


def rewritten(data: bytes) -> int:
    """Parse and serialise the main part and copy the rest as it is: nobody can write a form for less."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        packed = etree.tostring(etree.fromstring(archive.read(_MAIN)))
        made.writestr(_MAIN, packed)
    return len(stream.getvalue()) + len(data)


def rendered(data: bytes, template: bytes, tags: int) -> int:
    """Render a template with docxtpl as it comes; the texts of ``data`` are not read, only counted."""
    answers = {f"answer_{number}": f"An answer {len(data)}" for number in range(tags)}
    document = docxtpl.DocxTemplate(io.BytesIO(template))
    document.render(answers, autoescape=True)
    return len(_saved(document))


def template() -> bytes:
    """Make a docxtpl template of a blank: a tag in each of its first empty cells."""
    document = docx.Document(_BLANK)
    empty = [cell for table in document.tables for row in table.rows for cell in row.cells if not cell.text]
    for number, cell in enumerate(empty[:TAGS]):
        cell.paragraphs[0].add_run(f"{{{{ answer_{number} }}}}")
    return _saved(document)


def script(data: bytes, template: bytes, tags: int) -> int:
    """Do the whole job the usual way: read with python-docx, add up, render with docxtpl, save."""
    texts = list(_texts(docx.Document(io.BytesIO(data))))
    rendered = docxtpl.DocxTemplate(io.BytesIO(template))
    rendered.render({f"answer_{number}": text for number, text in enumerate(texts[:tags])}, autoescape=True)
    return len(_saved(rendered))


def _saved(document: docx.document.Document | docxtpl.DocxTemplate) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
