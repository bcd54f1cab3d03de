"""Line breaks that LibreOffice moved: as it saves, those of a plain text control end up before it.

Seen with LibreOffice 7.4. Where they were can't be told any more, so words of two lines run together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipeline.document import ControlKind, Document, Paragraph, paragraphs
from pipeline.findings import Finding, find

_WITH_TEXT: Final = frozenset({ControlKind.TEXT, ControlKind.OTHER})


def moved_breaks(document: Document) -> Iterator[Finding]:
    """Yield a finding for each answer whose line breaks were moved."""
    for paragraph in paragraphs(document.blocks):
        if paragraph.runs and _begins_with_breaks(paragraph):
            yield find("line_breaks_moved", location=paragraph.location)


def _begins_with_breaks(paragraph: Paragraph) -> bool:
    """Return whether a paragraph begins with line breaks, and goes on with a control without any."""
    before, control, text = "", None, ""
    for run in paragraph.runs:
        if control is None and run.control is None:
            before += run.text
        elif control is None or run.control is control:
            control, text = run.control, text + run.text
        else:
            break
    is_text = control is not None and control.kind in _WITH_TEXT and not control.placeholder
    return is_text and "\n" in before and not before.strip() and bool(text.strip()) and "\n" not in text
