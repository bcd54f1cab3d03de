"""Say what changed from one assessment of a child to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pipeline.writers.register.row import FactorChange, Trend

Result = Mapping[str, Any]

_UNMARKED: Final = frozenset({"no", "blank"})


def trend(before: Result, now: Result) -> Trend:
    """Return how a result differs from the child's previous one."""
    old, new = before["assessment"], now["assessment"]
    return Trend(
        previous_total=old["total"],
        change=new["total"] - old["total"],
        age_change=(new["age_points"] or 0) - (old["age_points"] or 0),
        factors=tuple(
            FactorChange(factor=factor, now=answer["state"], points=answer["points"] - earlier["points"])
            for factor, answer in now["checklist"].items()
            if (earlier := before["checklist"].get(factor)) is not None and _reads_differently(earlier, answer)
        ),
        certain=old["complete"] and new["complete"],
    )


def answered(result: Result, field: str) -> object:
    """Return the value of a certain answer, else ``None``."""
    answer = result["answers"].get(field)
    return answer["value"] if answer and answer["state"] == "answered" else None


def _reads_differently(before: Result, now: Result) -> bool:
    if "answer" in before and "answer" in now:
        return bool(before["answer"] != now["answer"])
    return _differs(before["state"], now["state"]) or (before["state"] == "yes" and before["points"] != now["points"])


def _differs(before: str, now: str) -> bool:
    return before != now and not {before, now} <= _UNMARKED  # "no" and no mark count the same
