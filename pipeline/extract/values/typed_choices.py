"""A choice that was typed into a box, and the value of options that were chosen by signs."""

from __future__ import annotations

from pipeline.extract.text import is_empty
from pipeline.extract.values.beside import leave_certain
from pipeline.extract.values.choices import Chosen, named_spans, option_words
from pipeline.extract.values.reading import BLANK, Reading, unclear
from pipeline.mapping.model import Field
from pipeline.submission import Value

LEFT_OPEN = "words or signs beside the option leave it open"


def typed_choice(text: str, field: Field) -> Reading[Value]:
    """Read a choice that was typed into a box; several where the field allows it."""
    if is_empty(text):
        return BLANK
    options = option_words(field.choices)
    if not named_spans(text, options):
        text = text.replace(".", "")  # C.I.N.
    named = tuple(dict.fromkeys(name for *_, name in named_spans(text, options)))
    if not named:
        return unclear("none of the options is named")
    if len(named) > 1 and not field.several:
        return unclear("more than one option is named")
    if not leave_certain(text, options, label=field.label):
        return unclear(LEFT_OPEN, proposed=field.picked(named) if len(named) == 1 else None)
    return Reading(field.picked(named))


def chosen_value(chosen: Chosen, field: Field) -> Reading[Value]:
    """Return the chosen options as a value; blank when nothing was chosen, and nothing speaks against it."""
    if chosen.ids:
        return Reading(field.picked(chosen.ids))
    return unclear(chosen.reason, *chosen.signs) if chosen.reason else BLANK
