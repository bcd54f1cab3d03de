"""Answers drawn at random for what a form asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.form_pieces import asked_by

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from tests.form_pieces import Asked, Piece, Said

NAMES = ("Alex Fictional", "Robin Example", "Sam Invented")
WORDS = ("Harbour", "Robin", "Seven Oaks", "Mill Lane 4", "A. Fictional", "North team", "quiet", "Tuesday group")


def answers(pieces: Sequence[Piece], chance: random.Random, share: float = 0.8) -> Said:
    """Answer about ``share`` of the questions of a form."""
    return {each.key: answer(each, chance) for each in asked_by(pieces) if chance.random() < share}


def answer(asked: Asked, chance: random.Random) -> Any:
    """Answer one question."""
    if asked.kind == "tick":
        return True
    if asked.kind == "date":
        return f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2026"
    if asked.kind == "number":
        return str(chance.randint(0, 40))
    if asked.kind == "scored" and not asked.options:
        return chance.choice(asked.points)
    if asked.kind == "several":
        return chance.sample(asked.options, chance.randint(1, len(asked.options)))
    if asked.kind == "table":
        return [[chance.choice(WORDS) for _ in asked.options] for _ in range(chance.randint(1, 2))]
    if asked.options:
        return chance.choice(asked.options)
    if asked.kind == "text":
        return chance.choice(NAMES)  # the form may be about whoever is named there
    more = " ".join(chance.choices(WORDS, k=6)) if asked.kind == "narrative" else ""
    return f"{chance.choice(WORDS)} {more}".strip()
