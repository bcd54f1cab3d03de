"""What the notes of a draft say on its page, to people who set there what a maintainer would write into the mapping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.draft.finders.beside import PERHAPS_QUESTIONS
from pipeline.draft.finders.checklist import LADDER, NO_POINTS
from pipeline.draft.finders.pairs import PERHAPS_TO_READ, UNSURE_LIST
from pipeline.draft.finders.prompts import PERHAPS_A_HEADING
from pipeline.draft.finders.scores import LEVELS_ASSUMED
from pipeline.draft.finders.tables import NO_HEADINGS
from pipeline.draft.finders.tick_lists import PERHAPS_SEVERAL
from pipeline.draft.roles import NO_DATES_FOR_AGE

_ONE_BY_ONE: Final = "If each of them is a question of its own, leave this one out and add them one by one below."
_ON_THE_PAGE: Final[Mapping[str, str]] = {
    LADDER: "The points of each group climb, so each group is taken as a ladder of which one row is chosen.",
    NO_POINTS: "The form prints no points beside these rows, so they count 0. Put in points where a row should count.",
    PERHAPS_QUESTIONS: f"The rows under it are taken as its answers. {_ONE_BY_ONE}",
    PERHAPS_TO_READ: "Perhaps this is not a question but something to read; then leave it out.",
    UNSURE_LIST: "The label lists these answers in brackets. May people give several of them, or write anything?",
    PERHAPS_A_HEADING: "Taken as a question because there is room under it. If it is only a heading, leave it out.",
    LEVELS_ASSUMED: "The form prints no answers to choose from here; these are the levels that it prints elsewhere.",
    NO_HEADINGS: "The form prints no headings over these columns, so they go by their order.",
    PERHAPS_SEVERAL: f"One of these may be ticked. May several be? {_ONE_BY_ONE}",
    NO_DATES_FOR_AGE: "The form gives points for age, but not both a date of birth and a day completed.",
}


def on_the_page(note: str) -> str:
    """Return a note as it is said on the page, where people set what it asks for."""
    return _ON_THE_PAGE.get(note, note)
