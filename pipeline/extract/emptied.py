"""Boxes that were emptied as no person empties them: gone are the control of a blank of ours, and its prompt.

Word puts a prompt back into a control that somebody empties, and the control itself can't be deleted by mistake. Where
neither is left, a program dropped what stood there, answer and all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.document import Block, Document, Table
from pipeline.extract.form.tagged import names_in
from pipeline.extract.layout import Layout
from pipeline.findings import Finding, find
from pipeline.location import Location
from pipeline.submission import Answer, FactorAnswer, FactorState, State


def emptied_boxes(
    document: Document, layout: Layout, answers: Mapping[str, Answer], checklist: Mapping[str, FactorAnswer]
) -> list[Finding]:
    """Return the questions whose control is gone with all that stood in it.

    Args:
        document: The completed form, prompts and all.
        layout: The blank that it was made from.
        answers: What was read of its fields.
        checklist: What was read of its factors.
    """
    lost = set(layout.prompts.tags) - names_in(document) if layout.prompts.tags else set()
    asked = {
        field.id: (answers[field.id].location, field.label)
        for field in layout.mapping.fields
        if field.id in lost and field.is_text and answers[field.id].state is State.BLANK
    }
    asked |= {
        factor.id: (checklist[factor.id].location, factor.label)
        for factor in layout.mapping.factors
        if factor.id in lost and checklist[factor.id].state is FactorState.BLANK
    }
    empty = set(_empty_boxes(document.blocks)) if asked else set()
    return [
        find("answer_dropped", field=name, location=location, label=label)
        for name, (location, label) in asked.items()
        if location in empty
    ]


def _empty_boxes(blocks: tuple[Block, ...]) -> Iterator[Location]:
    cells = (cell for table in blocks if isinstance(table, Table) for row in table.rows for cell in row.cells)
    for cell in cells:
        if not cell.text.strip():
            yield cell.location
        yield from _empty_boxes(cell.blocks)
