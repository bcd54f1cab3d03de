"""What people at the desk can do about a problem, in words for a page: errors and findings name commands and runs."""

from __future__ import annotations

from typing import Final, Protocol

from pipeline.errors import UsageProblem
from pipeline.patterns import pattern

_ALWAYS: Final = {
    "ledger": "Check the free space, and that you may write there. Then load the page again.",
}
_UNLOCKED: Final = "Save it in Word or Excel without the password, or unpack the zip, and drop that here."
_INSTEAD: Final = {
    "contradicts": "If that was wrong, decide it anew first, on the page of one of these two.",
    "document_not_written": "Look at them there, or here.",
    "encrypted": _UNLOCKED,
    "external_link": "Put it into the form itself, or break the link (Word: File, Info, Edit Links to Files).",
    "line_breaks_moved": "Look at the answer; the blanks on the page Forms keep its lines.",
    "macros": "Save it as .docx or .xlsx, which leaves them out.",
    "no_mapping": "Ask whoever looks after that form: the desk has to be opened with --mapping and its folder.",
    "other_version": "Check that both ask the same.",
    "process_died": "Save the form anew in Word, and drop it again.",
    "reason_missing": "Give a reason: why it stands all the same.",
    "settled": "Take that back first, to settle it otherwise.",
    "too_much_memory": "Make its pictures smaller, and drop it again.",
    "too_slow": "Drop it again when this computer is less busy; else look at the file.",
    "unknown_form": "A form of another kind is made known on the page Forms.",
    "wrong_password": _UNLOCKED,
}
"""What to do at the desk in place of sentences that name commands or options, by the codes of problems and findings."""

_COMMAND: Final = pattern(
    r"(?<!\w)--[a-z]|\bwordform (blank|check|document|draft|due|history|process|questions|read|register|restore|same|"
    r"settle|sign-off|withdraw)\b"
)
_SENTENCES: Final = pattern(r"(?<=[.!?]) (?=[A-Z'])|\n")


class HasRemedy(Protocol):
    """A problem, or why a form was refused: what it is called, and what to do about it."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def remedy(self) -> str: ...  # noqa: D102


class Problem(HasRemedy, Protocol):
    """A problem that says what was found."""

    @property
    def what(self) -> str: ...  # noqa: D102


def remedy(problem: HasRemedy) -> str:
    """Return what to do about a problem at the desk; nothing where only a command that people type would help."""
    found = at_desk(problem.code, problem.remedy)
    return "" if isinstance(problem, UsageProblem) and _COMMAND.search(found) else found


def at_desk(code: str, said: str) -> str:
    """Return what to do at the desk: sentences that name a command give way to what can be done there, if anything."""
    if code in _ALWAYS:
        return _ALWAYS[code]
    sentences = _SENTENCES.split(said)
    kept = [each for each in sentences if not _COMMAND.search(each)]
    if len(kept) < len(sentences) and code in _INSTEAD:
        kept.append(_INSTEAD[code])
    found = " ".join(kept) or said
    return found.replace("then run again", "then try again").replace("Run again when", "Try again when")


def said(problem: Problem) -> str:
    """Return a problem and what to do about it, in a line."""
    return f"{problem.what} {remedy(problem)}".strip()
