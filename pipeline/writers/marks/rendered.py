"""Seal results that were rendered with a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.ooxml.structure import CONTROL, PARAGRAPH
from pipeline.writers.marks.seals import Kind
from pipeline.writers.word.stretches import Cut, cut_out, stretches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from pipeline.ooxml.places import Places
    from pipeline.ooxml.splice import Splice
    from pipeline.submission import Answer
    from pipeline.writers.marks.seals import Seals


def seal_rendered(
    splice: Splice, seals: Seals, places: Places, answers: Mapping[str, Answer], texts: Mapping[str, str]
) -> None:
    """Seal each result in the place of its field; one that cannot be told from the text around it is left unsealed.

    Args:
        splice: The main part of the rendered document, being edited.
        seals: The seals of this document.
        places: Its places.
        answers: What was read from it.
        texts: The rendered results, by field.
    """
    for field, text in texts.items():
        answer = answers.get(field)
        locations = [*answer.places.values(), answer.location] if answer is not None else []
        slots = [places.find(each) for each in locations if each is not None]
        found = (cut_out(stretches(slot), text) for slot in slots if slot is not None)
        cuts = next((cuts for cuts in found if len(cuts) == 1), None)
        if cuts is not None:
            _seal(splice, seals, cuts[0], text)


def _seal(splice: Splice, seals: Seals, cut: Cut, text: str) -> None:
    left = {cut.run: cut.left}
    control = next(cut.run.iterancestors(CONTROL, PARAGRAPH), None)
    if control is not None and control.tag == CONTROL and not cut.left and _says_no_more(control, cut):
        seals.enclose(control, text, kind=Kind.RENDERED, left=left)
        return
    before, result, behind = cut.markup(splice)
    splice.replace(cut.run, before + seals.around(cut.run, result, text, kind=Kind.RENDERED, left=left) + behind)


def _says_no_more(control: _Element, cut: Cut) -> bool:
    return all(each.run is cut.run or not each.text.strip() for each in stretches(control))
