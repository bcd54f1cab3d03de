"""Entries that are unclear for a reason that shows only once they were read."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.submission import FactorAnswer, FactorState


def made_unclear(answer: FactorAnswer, reason: str) -> FactorAnswer:
    """Return a row's answer as unclear: what was entered stays, its number and options go."""
    return replace(answer, state=FactorState.UNCLEAR, number=None, chosen=(), reason=reason)
