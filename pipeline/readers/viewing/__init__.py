"""A copy of a Word form for the eye: what a plain renderer would lose is put so that it shows, and places get names."""

from __future__ import annotations

from pipeline.readers.viewing.comments import Comment
from pipeline.readers.viewing.copy import ViewingCopy, viewing_copy
from pipeline.readers.viewing.pdf import as_pdf, can_make_pdf

__all__ = ["Comment", "ViewingCopy", "as_pdf", "can_make_pdf", "viewing_copy"]
