"""Options whose printed line was changed, or typed once more: they are not gone, whatever became of their print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.extract.form.added import AddedText
from pipeline.extract.values.beside import leave_certain
from pipeline.extract.values.choices import Signs, option_words
from pipeline.extract.values.listed_choices import options_named
from pipeline.mapping.model import Choice


def add_retyped(choices: Sequence[Choice], signs: Mapping[str, Signs], pieces: Iterable[AddedText]) -> list[AddedText]:
    """Add the signs on options that lost their print and are named in what was added at their question.

    A mark beside the name counts; other words there leave the option open.

    Args:
        choices: The options.
        signs: Their signs, which are filled in.
        pieces: What was added.

    Returns:
        The pieces that name such an option.
    """
    lost = {name for name, sign in signs.items() if sign.missing}
    if not lost or len(lost) == len(signs):
        return []
    read = []
    for piece in pieces:
        named = [option for option in options_named(piece, choices) if option.name in signs]
        if lost.isdisjoint(option.name for option in named):
            continue
        read.append(piece)
        is_certain = leave_certain(piece.standing, option_words(choices), listed=True)
        for option in named:
            sign, seen = signs[option.name], option.signs
            sign.missing = False
            sign.add_marks(seen)
            sign.struck |= seen.struck
            is_marked = seen.ticked or seen.unticked or seen.taken_back or seen.struck
            sign.doubted |= seen.doubted or not is_marked or not (is_certain or seen.struck)
    return read
