"""Submission, mapping and day into an Assessment: score, level, review, checks. Pure functions."""

from __future__ import annotations

from pipeline.assess.assess import assess

__all__ = ["assess"]
