"""What is ours in a document: the author of comments and tracked changes, and how our bookmarks begin."""

from __future__ import annotations

from typing import Final

AUTHOR: Final = "wordform"
INITIALS: Final = "wf"
OURS: Final = "_wf_"
"""Prefix of all our bookmark names."""
