"""Texts written into a copy of a parsed document, as a person would type them into the file."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from pipeline.document import Block, Cell, Document, Paragraph, Run, Table
from pipeline.location import Location


class Written(Struct, frozen=True, kw_only=True):
    """A text, and where it goes.

    Attributes:
        location: A cell, or the paragraph of a line.
        line: The printed line of the paragraph; ``None`` for a cell, which takes the text under what it prints.
        start: Where in the line it goes.
        instead: How many characters it takes the place of.
    """

    location: Location
    text: str
    line: str | None = None
    start: int = 0
    instead: int = 0


def written_into(document: Document, texts: Iterable[Written]) -> Document:
    """Return a copy of a document with texts in it."""
    by_place: dict[Location, list[Written]] = {}
    for text in texts:
        by_place.setdefault(text.location, []).append(text)
    return replace(document, blocks=tuple(_block(block, by_place) for block in document.blocks))


def _block(block: Block, by_place: dict[Location, list[Written]]) -> Block:
    if isinstance(block, Paragraph):
        return _paragraph(block, by_place.get(block.location, ()))
    rows = tuple(replace(row, cells=tuple(_cell(cell, by_place) for cell in row.cells)) for row in block.rows)
    return Table(location=block.location, rows=rows, name=block.name)


def _cell(cell: Cell, by_place: dict[Location, list[Written]]) -> Cell:
    blocks = tuple(_block(block, by_place) for block in cell.blocks)
    for text in by_place.get(cell.location, ()):
        number = len(blocks) + 1
        added = Paragraph(location=cell.location.inside("paragraph", number), runs=(Run(text=text.text),))
        blocks = (*blocks, added) if cell.text.strip() else (added,)
    changes = {name: getattr(cell, name) for name in Cell.__struct_fields__}
    return Cell(**{**changes, "blocks": blocks})


def _paragraph(paragraph: Paragraph, texts: Iterable[Written]) -> Paragraph:
    runs, printed = list(paragraph.runs), paragraph.text
    for text in sorted(texts, key=lambda each: -each.start):  # from the end on, so that places before it stay
        begin = printed.find(text.line or "")
        if begin >= 0:
            runs = _with_text(runs, begin + text.start, text)
    return Paragraph(
        location=paragraph.location, runs=tuple(runs), style=paragraph.style, list_level=paragraph.list_level,
        drawings=paragraph.drawings, bookmarks=paragraph.bookmarks,
    )  # fmt: skip


def _with_text(runs: Iterable[Run], start: int, text: Written) -> list[Run]:
    """Put a text among runs; what it takes the place of goes."""
    made: list[Run] = []
    position, is_in, end = 0, False, start + text.instead
    for run in runs:
        last = position + len(run.text)
        before, behind = run.text[: max(start - position, 0)], run.text[max(end - position, 0) :]
        if not is_in and start <= last:
            made += [replace(run, text=before), Run(text=text.text), replace(run, text=behind)]
            is_in = True
        else:
            made.append(run if last <= start or position >= end else replace(run, text=behind))
        position = last
    return [run for run in made if run.text] if is_in else [*made, Run(text=text.text)]
