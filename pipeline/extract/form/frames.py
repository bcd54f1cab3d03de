"""A form within a table that only frames it: pasted into the layout of an e-mail or letter, or designed so.

What is in such a table is read as if it stood in the body; places stay as they are, table in table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from msgspec.structs import replace

from pipeline.document import Block, Document, Row, Table
from pipeline.extract.form.blank import BlankForm
from pipeline.extract.memo import once, once_a_table
from pipeline.extract.text import key


def unframed(document: Document, form: BlankForm | None = None) -> Document:
    """Take a form out of the tables round it.

    Args:
        document: A blank, or a completed form.
        form: The blank of a completed form. A table is its frame when other tables in it print half of what the blank
            prints in its own, or in one of its frames; else they are part of an answer.
    """
    if not any(_may_frame(table.rows) for table in document.tables()):
        return document
    printed = _printed(form) if form is not None else None
    return replace(document, blocks=tuple(_lifted(document.blocks, printed)))


def _printed(form: BlankForm) -> Sequence[Set[str]]:
    """Return what the blank prints in all its boxes, and in those of each of its frames."""
    framed: dict[object, set[str]] = {}
    whole: set[str] = set()
    for box in form.blank.boxes():
        shown = {line.key for line in box.lines if line.key}
        whole |= shown
        steps = box.location.steps
        if sum(word == "table" for word, _ in steps) > 1:
            framed.setdefault(steps[0], set()).update(shown)
    return [whole, *filter(None, framed.values())]


def _lifted(blocks: Iterable[Block], printed: Sequence[Set[str]] | None) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Table) and _may_frame(block.rows) and _shows(block, printed):
            for row in block.rows:
                for cell in row.cells:
                    yield from _lifted(cell.blocks, printed)
        else:
            yield block


@once_a_table
def _may_frame(rows: tuple[Row, ...]) -> bool:
    """Return whether a table has other tables in it, and in each row no more than one cell that holds anything.

    Or each row has other tables side by side, perhaps behind their heading; a heading may also be alone in its row.
    """
    if not any(map(_holds_tables, rows)):
        return False
    alone = all(sum(bool(cell.text.strip() or _inner(cell.blocks)) for cell in row.cells) <= 1 for row in rows)
    return alone or all(_is_of_tables(row) if _holds_tables(row) else len(row.cells) == 1 for row in rows)


def _is_of_tables(row: Row) -> bool:
    return sum(bool(cell.text.strip()) and not _inner(cell.blocks) for cell in row.cells) <= 1


@once
def _holds_tables(row: Row) -> bool:
    return any(Table in map(type, cell.blocks) for cell in row.cells)


def _inner(blocks: Iterable[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def _shows(table: Table, printed: Sequence[Set[str]] | None) -> bool:
    if printed is None:
        return True
    inner = [each for row in table.rows for cell in row.cells for each in _inner(cell.blocks)]
    shown = {key(line) for each in inner for text in _texts(each) for line in text.splitlines()}
    return any(2 * len(each & shown) >= len(each) for each in printed)


def _texts(table: Table) -> Iterator[str]:
    """Yield the texts of a table's cells, and of those of tables in it."""
    for row in table.rows:
        for cell in row.cells:
            for block in cell.blocks:
                if isinstance(block, Table):
                    yield from _texts(block)
                else:
                    yield block.text
