"""Suggest what somebody probably meant. A suggestion only: nothing is ever accepted because it is near."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like ``name``, or ``None`` when none is."""
    import difflib  # seldom is anything wrong

    by_lower = {candidate.lower(): candidate for candidate in known}
    found = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"``, or nothing when no known name is near."""
    found = nearest(name, known)
    return f"; did you mean '{found}'?" if found else ""


def did_you_mean_or_stop(name: str, known: Iterable[str]) -> str:
    """End a sentence with what was probably meant, as a question, or with a full stop."""
    return did_you_mean(name, known) or "."
