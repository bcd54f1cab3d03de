"""What a draft missed, added by a person who points at the place: questions, tables, and rows of a checklist."""

from __future__ import annotations

from pipeline.draft.added.add import with_added
from pipeline.draft.added.model import CHECKLIST, Added, Head, Suggested, Use
from pipeline.draft.added.suggest import suggest

__all__ = ["CHECKLIST", "Added", "Head", "Suggested", "Use", "suggest", "with_added"]
