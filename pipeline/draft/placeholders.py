"""The parts of a mapping that a form does not print, as comments to fill in: a guessed one would look like a rule."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Final

from pipeline.draft.proposal import Proposal
from pipeline.mapping.model import Field, FieldKind

LOOK: Final = "LOOK:"
"""How the comments begin that ask for a person's eye."""

_WIDTH: Final = 118
_RATING: Final = re.compile(r"\b(rag|rating|risk level|outcome|level of (risk|concern))\b", re.I)
_STEP: Final = 10
_USUAL: Final = (("low", "Low"), ("medium", "Medium"), ("high", "High"))
_REVIEW: Final = (
    "When is the next review due? That is policy, and forms do not print it. To have review dates worked out, take "
    "away the '# ' before the lines below and put in your own weeks."
)
_OFFERED: Final = 3
_SUBJECT: Final = (
    "No label names the person whom the form is about, so a form is known by its file alone. If one of these does, "
    "take away the '# ' before the lines below. If it is about a thing, write thing = [ … ] in place of name: the "
    "fields that say together which one."
)
_SCORE: Final = (
    "The form prints points, but not from how many points on a level begins. To have levels worked out, take away the "
    "'# ' before the lines below and put in your own numbers."
)


def wrapped(note: str) -> list[str]:
    """Return a note as lines of a comment."""
    return textwrap.wrap(f"{LOOK} {note}", _WIDTH, subsequent_indent="  ")


def commented(lines: Sequence[str]) -> str:
    """Make a comment of lines."""
    return "".join(f"# {line}\n" if line else "#\n" for line in lines)


def subject_to_fill_in(proposal: Proposal) -> str:
    """Return the lines of ``[subject]``, for a form whose labels name no person; else nothing."""
    if not proposal.lacks_subject:
        return ""
    fields = [noted.entry for noted in proposal.fields]
    names = [field.id for field in fields if field.is_text and not field.is_long][:_OFFERED]
    names = names or [field.id for field in fields if field.is_text][:_OFFERED]
    done = next((field.id for field in fields if field.is_date), "")
    others = f"  # or {', '.join(map(repr, names[1:]))}" if names[1:] else ""
    lines = [*wrapped(_SUBJECT), "[subject]", f'name = "{names[0]}"{others}']
    lines += [f'on = "{done}"'] if done else []
    return commented(lines)


def score_to_fill_in(proposal: Proposal) -> str:
    """Return the lines of ``[score]``, for a form that prints points and no bands; else nothing."""
    if not proposal.scores_without_bands:
        return ""
    lines = [*wrapped(_SCORE), "[score]", *(f'{key} = "{name}"' for key, name in shown_in(proposal).items())]
    lines.append("band = [")
    levels = levels_of(proposal)
    for number, (level, name) in enumerate(levels):
        end = f"to = {(number + 1) * _STEP - 1}, " if number + 1 < len(levels) else ""
        lines.append(f'  {{ level = "{level}", from = {number * _STEP}, {end}name = "{name}" }},')
    return commented([*lines, "]"])


def review_to_fill_in(proposal: Proposal) -> str:
    """Return the lines of ``[review]``, for a form with levels and a date to count from; else nothing."""
    if proposal.review is not None or not proposal.review_on or not (proposal.score or proposal.scores_without_bands):
        return ""
    lines = [*wrapped(_REVIEW), "[review]", f'on = "{proposal.review_on}"']
    lines += [f'field = "{proposal.review_field}"'] if proposal.review_field else []
    lines += ["interval = [", *(f'  {{ level = "{level}", weeks = 12 }},' for level, _ in levels_of(proposal)), "]"]
    return commented(lines)


def _rating(proposal: Proposal) -> Field | None:
    choices = (noted.entry for noted in proposal.fields if noted.entry.has_options)
    return next((field for field in choices if _RATING.search(field.label)), None)


def shown_in(proposal: Proposal) -> dict[str, str]:
    """Return the fields of the form that show its total and its level, by their keys in ``[score]``."""
    fields = [noted.entry for noted in proposal.fields]
    total = next((f.id for f in fields if f.kind is FieldKind.NUMBER and "total" in f.label.lower()), "")
    rating = _rating(proposal)
    found = {"total_field": total, "rag_field": rating.id if rating is not None else ""}
    return {key: name for key, name in found.items() if name}


def levels_of(proposal: Proposal) -> list[tuple[str, str]]:
    """Return ids and names of the levels: those of the bands, else the answers of the rating, else the usual three."""
    if proposal.score is not None:
        return [(band.level, band.name) for band in proposal.score.entry.bands]
    rating = _rating(proposal)
    return [(choice.id, choice.label) for choice in rating.choices] if rating is not None else list(_USUAL)
