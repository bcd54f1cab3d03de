"""Bytes into a Document: the safe package opener, Word, Excel, older formats, encrypted files."""

from __future__ import annotations

from pipeline.readers.opening.open import AS_IT_COMES, OpenedForm, Opening, open_form, open_forms
from pipeline.readers.read import read_document
from pipeline.readers.read_package import read_package

__all__ = ["AS_IT_COMES", "OpenedForm", "Opening", "open_form", "open_forms", "read_document", "read_package"]
