"""Forms for the eye: a copy of a Word form that a plain renderer shows as Word does, and what was written beside it."""

from __future__ import annotations

from pipeline.readers.viewing.cell_comments import cell_comments
from pipeline.readers.viewing.comments import Comment
from pipeline.readers.viewing.copy import ViewingCopy, viewing_copy
from pipeline.readers.viewing.pdf import as_pdf, can_make_pdf

__all__ = ["Comment", "ViewingCopy", "as_pdf", "can_make_pdf", "cell_comments", "viewing_copy"]
