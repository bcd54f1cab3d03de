"""What people at the desk can do about a problem, in words for a page: errors name commands and runs."""

from __future__ import annotations

from typing import Final

from pipeline.errors import UsageProblem, WordformError

_AT_THE_DESK: Final = {
    "reason_missing": "Give a reason: why it stands all the same.",
    "settled": "Take that back first, to settle it otherwise.",
    "no_mapping": "Open the desk with --mapping, and the folder of that form.",
    "ledger": "Check the free space, and that you may write there. Then load the page again.",
}
"""What to do at the desk, by the codes of problems whose remedies name commands."""


def remedy(problem: WordformError) -> str:
    """Return what to do about a problem at the desk; nothing where only a command would help."""
    if problem.code in _AT_THE_DESK:
        return _AT_THE_DESK[problem.code]
    names_command = isinstance(problem, UsageProblem) and ("wordform " in problem.remedy or "--" in problem.remedy)
    return "" if names_command else problem.remedy.replace("then run again", "then try again")


def said(problem: WordformError) -> str:
    """Return a problem and what to do about it, in a line."""
    return f"{problem.what} {remedy(problem)}".strip()
