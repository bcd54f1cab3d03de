"""The signs on an option that has boxes of its own: a mark in them, their formatting, their print struck or deleted."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.document import Mark
from pipeline.extract.form.added import Taken
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.formatting import EMPHASIS
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.memo import once
from pipeline.extract.text import label_key
from pipeline.extract.values.choices import Signs, reads_as_chosen
from pipeline.extract.values.entries import read_mark
from pipeline.extract.values.option_words import entry_key
from pipeline.signs import STROKES


@once
def emphasis_of(blank: Box | None, box: Box) -> Mark:
    """Return the formatting of a printed box that its blank does not have."""
    mine, printed = _marks(box), _marks(blank) if blank is not None else Mark.NONE
    if box.shading and box.shading != (blank.shading if blank is not None else ""):
        mine |= Mark.SHADED
    return mine & ~printed


def _marks(box: Box) -> Mark:
    line = next((line for line in box.lines if line.key), None)
    return Mark.NONE if line is None else line.marks(0, len(line.text))


def sign_on(form: CompletedForm, boxes: Iterable[Box], taken: Taken, wordings: Iterable[str]) -> Signs | None:
    """Return the signs on an option's boxes; ``None`` when words are there that are no mark."""
    sign = Signs()
    boxes = list(boxes)
    printed = [box.key for box in boxes if box.key]
    sign.open = bool(printed) and all(read_mark(shown) is False for shown in printed)
    for box in boxes:
        blank = form.matched.blank_of(box)
        marks = emphasis_of(blank, box)
        sign.struck |= Mark.STRIKE in marks
        sign.emphasis |= marks & EMPHASIS & ~form.body.ambient
        sign.missing |= blank is not None and bool(blank.key) and not box.key
    text = taken.text
    if not text:
        return sign
    if taken.is_struck:
        return None
    mark = _as_mark(text, wordings)
    if mark is None:
        return None
    sign.ticked, sign.unticked, sign.struck = mark, not mark, False
    return sign


def _as_mark(text: str, wordings: Iterable[str]) -> bool | None:
    said = entry_key(text)
    if said in {label_key(wording) for wording in wordings}:
        return True
    is_no = said == "0" or (bool(said) and STROKES.issuperset(said))
    return False if is_no else reads_as_chosen(text)
