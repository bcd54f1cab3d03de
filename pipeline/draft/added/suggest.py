"""What a question at a place most likely is."""

from __future__ import annotations

from typing import Final

from pipeline.document import Document
from pipeline.draft.added.grids import grid_at, label_of
from pipeline.draft.added.model import Suggested
from pipeline.draft.added.places import at_place, labels_near
from pipeline.draft.finders.options import options_of
from pipeline.draft.kinds import kind_of
from pipeline.draft.view import see
from pipeline.errors import UsageProblem
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.values.ticks import boxed_words
from pipeline.mapping.model import FieldKind

_MOST_LABELS: Final = 8


def suggest(document: Document, place: str) -> Suggested:
    """Return what a question at a place of a blank most likely is.

    Raises:
        UsageProblem: Nothing is printed near it.
    """
    blank = see(document)
    at = at_place(blank, place)
    near = [one_line(text) for _, text in labels_near(blank, at)]
    table = label_of(blank, at) if isinstance(at, Box) else None
    leads = [one_line(table[1])] if table is not None else []
    labels = tuple(dict.fromkeys([*dict.fromkeys(near[:_MOST_LABELS]), *leads]))
    if not labels:
        raise UsageProblem("Nothing is printed near this place that could ask it.", code="draft")
    printed = options_of(at.text) if isinstance(at, Box) else None
    options = printed[1] if printed is not None else ()
    kind = FieldKind.CHOICE if options else kind_of(labels[0], roomy=False)
    if not options and isinstance(at, Box) and any(part.is_sign for part in boxed_words(f"{at.text} {labels[0]}")):
        kind = FieldKind.TICK
    return Suggested(
        labels=labels,
        kind=kind,
        options=tuple(options),
        table_label=next(iter(leads), ""),
        heads=grid_at(blank, at).heads if isinstance(at, Box) else (),
    )


def one_line(text: str) -> str:
    """Return a printed line as a page shows it."""
    return " ".join(text.split())
