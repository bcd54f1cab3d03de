"""Bytes into a Document: the safe package opener, Word, Excel, older formats, encrypted files."""

from __future__ import annotations

from pipeline.readers.read import read_document

__all__ = ["read_document"]
