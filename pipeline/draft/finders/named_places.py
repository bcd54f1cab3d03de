"""Boxes beside which nothing is printed, but which the form's author gave a name that says what belongs there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.draft.finders.options import choices_of
from pipeline.draft.finders.pairs import entries_of
from pipeline.draft.kinds import kind_of
from pipeline.draft.names import legal_tag
from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, words
from pipeline.extract.form.named_spots import NamedSpot
from pipeline.mapping.model import FieldKind
from pipeline.signs import PRINTED_MARKS

_LETTERS = 3
"""A name with fewer says nothing."""
_UNPRINTED = "Nothing is printed that asks it: the label is made of what the file calls its place. Find a better one."
_OF_PROGRAMMERS = re.compile(r"^(txt|chk|cb|ddl|dd|cbo|cmb|dtp|fld|frm|bkm|bm|ctl)_(?=[a-z])")
"""What programmers put before the names of controls."""
_KINDS = {"check box": FieldKind.TICK, "date": FieldKind.DATE}


def find_named_places(blank: Blank) -> list[Question]:
    """Find the boxes that nobody has and whose name is one that a person gave."""
    found: list[Question] = []
    for name, spots in blank.named.items():
        if len(spots) == 1 and _is_telling(name):
            found += _at(blank, name, spots[0])
    return found


def _is_telling(name: str) -> bool:
    return "." not in name and sum(map(str.isalpha, legal_tag(name))) >= _LETTERS


def _at(blank: Blank, name: str, spot: NamedSpot) -> Iterator[Question]:
    box = spot.box
    if box is None or not blank.free(box) or words(box.text) or box.key.strip(PRINTED_MARKS):
        return
    blank.take(box)
    label = _OF_PROGRAMMERS.sub("", legal_tag(name)).replace("_", " ").capitalize()
    entries = entries_of(blank, (box,))
    kinds = [_KINDS[control.kind.value] for control in blank.controls_in(box) if control.kind.value in _KINDS]
    kind = kinds[0] if kinds else FieldKind.CHOICE if len(entries) > 1 else kind_of(label, roomy=False)
    choices = choices_of(entries) if kind is FieldKind.CHOICE else ()
    kind = FieldKind.TEXT if kind is FieldKind.NARRATIVE else kind
    yield Question(
        spot=Spot(box, 0), label=label, kind=kind, answer=(box,), choices=choices, named=name,
        notes=(_UNPRINTED,),
    )  # fmt: skip
