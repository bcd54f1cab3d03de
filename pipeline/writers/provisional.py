"""How a level that is still open reads in documents: what it could be is said wherever it is named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipeline.mapping import Mapping
    from pipeline.submission import Assessment

PROVISIONAL: Final = "(provisional)"
OPEN_TOTAL: Final = re.compile(r"\d+ \((?:up to \d+|not complete)\)")
"""A total or subtotal as it is written while entries are open."""

_OPEN_ENTRIES: Final = "entries are unclear or missing"


def total_text(assessment: Assessment) -> str:
    """Say the total; when it isn't final, how far it could go: ``57``, ``52 (up to 62)``, ``52 (not complete)``."""
    if assessment.total_max != assessment.total:
        return f"{assessment.total} (up to {assessment.total_max})"
    return str(assessment.total) if assessment.complete else f"{assessment.total} (not complete)"


def rag_text(assessment: Assessment, mapping: Mapping) -> str:
    """Return the name of the band, and while it is open what it could be: ``Low concern (up to High concern)``."""
    return mapping.level_text(assessment.rag, assessment.rag_max)


def mark_note(assessment: Assessment, mapping: Mapping) -> str:
    """Return what is behind the tick at the band: ``(provisional, up to High concern)``; nothing when it is final."""
    if assessment.is_provisional:
        return f"(provisional, up to {mapping.level_name(str(assessment.rag_max))})"
    return "" if assessment.complete else PROVISIONAL


def rag_for_others(assessment: Assessment, mapping: Mapping) -> str:
    """Say the band to people who don't have the form: why it is provisional, and what it could be."""
    return _for_others(assessment.rag, assessment.rag_max, mapping, stands=assessment.complete)


def level_for_others(assessment: Assessment, mapping: Mapping, *, chosen: bool) -> str:
    """Say the level to people who don't have the form; one that people ``chose`` needs no complete total."""
    return _for_others(assessment.level, assessment.level_max, mapping, stands=chosen or assessment.complete)


def review_for_others(assessment: Assessment, date: str) -> str:
    """Return the day of the next review by policy, as ``date`` writes it, and say when its level is open."""
    if assessment.review_due is None:
        return ""
    said = "" if assessment.level == assessment.level_max else " (by the highest level that it could be)"
    return assessment.review_due.strftime(date) + said


def _for_others(level: str | None, highest: str | None, mapping: Mapping, *, stands: bool) -> str:
    if highest is None:
        return ""
    text = mapping.level_text(level, level)
    if highest != level:
        could_be = f"provisional, up to {mapping.level_name(highest)}: {_OPEN_ENTRIES}"
        return f"{text} ({could_be})" if text else could_be
    return text if stands else f"{text} (provisional: {_OPEN_ENTRIES})"
