"""A choice that was typed into a box, and the value of options that were chosen by signs."""

from __future__ import annotations

from pipeline.extract.text import is_empty
from pipeline.extract.values.choices import Chosen, are_all_held, named_spans, option_wordings, wordings_in
from pipeline.extract.values.reading import BLANK, Reading, unclear
from pipeline.mapping.model import Field
from pipeline.submission import Value


def typed_choice(text: str, field: Field) -> Reading[Value]:
    """Read a choice that was typed into a box; several where the field allows it."""
    if is_empty(text):
        return BLANK
    options = option_wordings(field.choices)
    found = wordings_in(text, options)
    if found == []:
        text = text.replace(".", "")  # C.I.N.
        found = wordings_in(text, options)
    if found is None:
        named = tuple(dict.fromkeys(name for _, _, name in named_spans(text, options)))
        proposed = field.picked(named) if len(named) == 1 else None
        return unclear("the words leave it open which option is meant", proposed=proposed)
    if not found:
        return unclear("none of the options is named")
    if len(found) > 1 and not field.several:
        return unclear("more than one option is named")
    if field.several and not are_all_held(text, options, found):
        return unclear("the words leave it open which of the options hold now")
    return Reading(field.picked(found))


def chosen_value(chosen: Chosen, field: Field) -> Reading[Value]:
    """Return the chosen options as a value; blank when nothing was chosen, and nothing speaks against it."""
    if chosen.ids:
        return Reading(field.picked(chosen.ids))
    return unclear(chosen.reason, *chosen.signs) if chosen.reason else BLANK
