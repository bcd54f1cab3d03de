"""A Document printed: as an outline for people, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from msgspec.structs import asdict

from pipeline.cli.wording import count, printable
from pipeline.document import Block, Cell, Control, Document, Mark, Paragraph, Row, Run, Table

_INDENT = "  "


def outline(document: Document) -> Iterator[str]:
    """Yield the lines of the outline: each block with its place, cells under their table."""
    yield f"{document.kind}: {_contents(document)}"
    for key, value in document.properties.items():
        yield f"property {printable(key)}: {printable(value)}"
    yield from _blocks(document.blocks, 0)
    for story in document.stories:
        yield f"{story.name}:"
        yield from _blocks(story.blocks, 1)
    for finding in document.findings:
        yield f"{finding.severity.value}: {finding.message} {finding.remedy}"


def _contents(document: Document) -> str:
    tables = sum(1 for _ in document.tables())
    parts = [count(len(document.blocks) - tables, "paragraph"), count(tables, "table")]
    if document.comments:
        parts.append(count(document.comments, "comment"))
    if document.tracked:
        parts.append(f"{count(document.tracked, 'tracked change')} read as accepted")
    return ", ".join(parts)


def _blocks(blocks: Iterable[Block], depth: int) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            yield from _table(block, depth)
        elif block.runs:
            yield f"{_INDENT * depth}{block.location}: {_paragraph(block)}"


def _table(table: Table, depth: int) -> Iterator[str]:
    name = f" '{printable(table.name)}'" if table.name else ""
    yield f"{_INDENT * depth}{table.location}{name}: {count(len(table.rows), 'row')}"
    for row in table.rows:
        yield from _row(row, depth + 1)


def _row(row: Row, depth: int) -> Iterator[str]:
    for cell in row.cells:
        if not (cell.text or cell.names) and (cell.continues or not cell.framed) and not _drawings(cell):
            continue
        lines = list(_blocks(cell.blocks, depth + 1))
        plain = len(cell.blocks) == 1 and isinstance(cell.blocks[0], Paragraph)
        facts = _cell_facts(cell)
        if plain:
            yield f"{_INDENT * depth}{cell.location}{facts}: {_paragraph(cell.blocks[0])}"  # type: ignore[arg-type]
        else:
            yield f"{_INDENT * depth}{cell.location}{facts}:"
            yield from lines


def _drawings(cell: Cell) -> int:
    return sum(block.drawings for block in cell.blocks if isinstance(block, Paragraph))


def _cell_facts(cell: Cell) -> str:
    facts = [f"{cell.span} columns wide"] if cell.span > 1 else []
    if cell.continues:
        facts.append("merged with the one above")
    if cell.shading:
        facts.append(f"shaded {cell.shading}")
    facts += [f"named '{printable(name)}'" for name in cell.names]
    return f" ({', '.join(facts)})" if facts else ""


def _paragraph(paragraph: Paragraph) -> str:
    style = f"<{printable(paragraph.style)}> " if paragraph.style else ""
    controls = {name for run in paragraph.runs if run.control for name in (run.control.tag, run.control.alias)}
    marks = [f"[bookmark '{printable(mark.name)}']" for mark in paragraph.bookmarks if mark.name not in controls]
    return style + "".join(_run(run) for run in paragraph.runs) + "".join(marks)


def _run(run: Run) -> str:
    """Print a run with what stands out about it: ``{bold}text{}``, ``[check box 'sen' ticked]``."""
    text = printable(run.text).replace("\n", "⏎").replace("\t", "⇥")
    if run.marks is not Mark.NONE:
        text = f"{{{' '.join(_mark_names(run.marks))}}}{text}{{}}"
    if run.inserted:
        text = f"+{text}+"
    return f"[{_control(run.control)}: {text}]" if run.control else text


def _mark_names(marks: Mark) -> list[str]:
    return [(mark.name or "").lower() for mark in marks]


def _control(control: Control) -> str:
    parts: list[str] = [control.kind.value]
    if control.tag or control.alias:
        parts.append(f"'{printable(control.tag or control.alias)}'")
    if control.checked is not None:
        parts.append("ticked" if control.checked else "not ticked")
    if control.value is not None:
        parts.append(f"= {printable(control.value)}")
    if control.placeholder:
        parts.append("placeholder")
    return " ".join(parts)


def document_json(document: Document) -> str:
    """Render a whole document; empty and default values are omitted."""
    stories = [
        {"name": story.name, "blocks": [_block_json(block) for block in story.blocks]} for story in document.stories
    ]
    whole = {
        "kind": document.kind,
        "comments": document.comments,
        "tracked": document.tracked,
        "properties": dict(document.properties),
        "blocks": [_block_json(block) for block in document.blocks],
        "stories": stories,
        "findings": [
            {"code": finding.code, "severity": finding.severity.value, "message": finding.message}
            for finding in document.findings
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _block_json(block: Block) -> dict[str, object]:
    if isinstance(block, Table):
        rows = [{"number": row.number, "cells": [_cell_json(cell) for cell in row.cells]} for row in block.rows]
        return _present({"table": block.name, "location": str(block.location), "rows": rows}, keep=("table",))
    return _present(
        {
            "text": block.text,
            "location": str(block.location),
            "style": block.style,
            "list_level": block.list_level,
            "bookmarks": [asdict(mark) for mark in block.bookmarks],
            "runs": [_run_json(run) for run in block.runs],
        },
        keep=("text",),
    )


def _cell_json(cell: Cell) -> dict[str, object]:
    return _present(
        {
            "column": cell.column,
            "location": str(cell.location),
            "span": cell.span if cell.span > 1 else None,
            "continues": cell.continues,
            "shading": cell.shading,
            "names": list(cell.names),
            "blocks": [_block_json(block) for block in cell.blocks],
        }
    )


def _run_json(run: Run) -> dict[str, object]:
    control = _present(_control_json(run.control), keep=("kind", "checked")) if run.control else None
    return _present(
        {"text": run.text, "marks": _mark_names(run.marks), "inserted": run.inserted, "control": control},
        keep=("text",),
    )


def _control_json(control: Control) -> dict[str, object]:
    return {**asdict(control), "outer": _control_json(control.outer) if control.outer is not None else None}


def _present(facts: dict[str, object], keep: tuple[str, ...] = ()) -> dict[str, object]:
    """Leave out what is empty, ``False`` or ``None``, but for the keys in ``keep`` (where ``None`` still goes)."""
    return {key: value for key, value in facts.items() if value or (key in keep and value is not None)}
