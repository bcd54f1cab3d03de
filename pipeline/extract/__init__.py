"""Document and mapping into a Submission: align with the blank, locate, coerce."""

from __future__ import annotations

from pipeline.extract.identify import identify
from pipeline.extract.layout import Layout, prepare
from pipeline.extract.submit import extract, extract_answers

__all__ = ["Layout", "extract", "extract_answers", "identify", "prepare"]
