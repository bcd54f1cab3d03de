"""What somebody added is tried at once: an answer at the place that was pointed at has to be read as theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pipeline.document import Block, Document, Table
from pipeline.draft.added import Added
from pipeline.errors import UsageProblem
from pipeline.extract import Layout, extract
from pipeline.forms.trial.writing import Written, written_into
from pipeline.submission import Source, State


def require_read(blank: Document, layout: Layout, added: Added, names: Collection[str]) -> None:
    """Make sure that an answer at a place is read as the answer of what was added there.

    Rows of a checklist, and options that are printed at the place, were found by what is printed.

    Args:
        blank: The blank.
        layout: Reads completed forms by the draft.
        added: What was added.
        names: The ids that are new by it.

    Raises:
        UsageProblem: It is not.
    """
    text = next(_written(blank.blocks, added), None)
    if text is None:
        return
    source = Source(name="", sha256="", kind=blank.kind)
    answers = extract(written_into(blank, [text]), layout, source).answers
    if not any(answers[name].state not in (State.BLANK, State.NOT_FOUND) for name in names if name in answers):
        raise UsageProblem(
            "An answer at this place would not be found.",
            remedy="Choose other words on the form that lead to it, or the place beside it.",
            code="draft",
        )


def _written(blocks: Sequence[Block], added: Added) -> Iterator[Written]:
    """Yield what is written at the place, where that says something."""
    if not added.example:
        return
    for block in blocks:
        if not isinstance(block, Table):
            if str(block.location) == added.place and not (added.chooses and block.text.strip()):
                yield Written(location=block.location, line=block.text, start=len(block.text), text=f" {added.example}")
            continue
        for cell in (cell for row in block.rows for cell in row.cells):
            if str(cell.location) == added.place and not (added.chooses and cell.text.strip()):
                yield Written(location=cell.location, text=added.example)
            yield from _written(cell.blocks, added)
