"""The author of our comments and tracked changes."""

from __future__ import annotations

from typing import Final

AUTHOR: Final = "wordform"
INITIALS: Final = "wf"
