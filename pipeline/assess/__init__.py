"""Submission, mapping and day into an Assessment: score, level, review, checks. Pure functions."""

from __future__ import annotations

from pipeline.assess.assess import assess, following, is_meant
from pipeline.assess.following import Follows

__all__ = ["Follows", "assess", "following", "is_meant"]
