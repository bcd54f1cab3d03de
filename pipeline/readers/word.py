"""The Word reader: a package into the neutral :class:`~pipeline.document.Document`, in one walk of each part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.document import (
    Block,
    Cell,
    Control,
    ControlKind,
    Document,
    Location,
    Mark,
    Paragraph,
    Row,
    Run,
    Story,
    Table,
)
from pipeline.findings import Finding, find
from pipeline.ooxml import structure
from pipeline.ooxml.names import W
from pipeline.ooxml.package import Package
from pipeline.ooxml.structure import PARAGRAPH, VAL, View, number
from pipeline.readers.word_runs import (
    BOX_CHECKED,
    BOX_EMPTY,
    FOOTNOTE,
    PLAIN,
    Context,
    RunReader,
    count_changes,
    shading,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_STORIES = ("header", "footer")
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}
_CONTINUES = ("continue", "")


def read_word(package: Package, *, view: View = View.ACCEPTED) -> Document:
    """Read a Word package.

    Args:
        package: The opened package; its main part is the document.
        view: Whether pending tracked changes are read as accepted (the rule) or as not made.

    Raises:
        RefusedForm: A part is broken.
    """
    main = package.xml(package.main_part)
    related = [relation for relation in package.related(package.main_part) if relation.exists]
    notes = {_NOTES[relation.kind]: package.xml(relation.target) for relation in related if relation.kind in _NOTES}
    reader = _StoryReader(view, notes)
    blocks = reader.body(main)
    stories: list[Story] = []
    tracked, findings = count_changes(main), list(reader.findings)
    for relation in related:
        if relation.kind in _STORIES:
            inner = _StoryReader(view, notes)
            name = f"{relation.kind} {1 + sum(story.name.startswith(relation.kind) for story in stories)}"
            root = package.xml(relation.target)
            stories.append(Story(name=name, blocks=inner.story(root, Location(((name, ""),)))))
            tracked += count_changes(root)
            findings += inner.findings
    comments = sum(
        len(package.xml(relation.target).findall(W + "comment")) for relation in related if relation.kind == "comments"
    )
    return Document(
        kind="docx",
        blocks=blocks,
        stories=tuple(stories),
        comments=comments,
        tracked=tracked,
        properties=_properties(package),
        findings=tuple(findings),
    )


def _properties(package: Package) -> dict[str, str]:
    """Read the custom properties (ECMA-376 Part 1, 22.3)."""
    for relation in package.related(""):
        if relation.kind == "custom-properties" and relation.exists and not relation.external:
            entries = package.xml(relation.target)
            return {entry.get("name", ""): "".join(entry.itertext()) for entry in entries if isinstance(entry.tag, str)}
    return {}


class _StoryReader:
    """Read one story: the body, a header or a footer."""

    def __init__(self, view: View, notes: Mapping[str, _Element]) -> None:
        self._view = view
        self._notes = notes
        self._runs = RunReader(view)
        self._controls: dict[_Element, Control] = {}
        self.findings: list[Finding] = []

    def body(self, document: _Element) -> tuple[Block, ...]:
        """Read the blocks of the main part; nothing in several or nested bodies is left out."""
        if document.find(".//" + W + "altChunk") is not None:
            self.findings.append(find("embedded_document"))
        return self.story(structure.body(document), Location())

    def story(self, container: _Element, location: Location) -> tuple[Block, ...]:
        """Read a header, footer, note or body element."""
        return self._blocks(container, location, PLAIN)

    def _blocks(self, container: _Element, location: Location, context: Context) -> tuple[Block, ...]:
        blocks: list[Block] = []
        paragraphs = tables = 0
        joined: Paragraph | None = None
        for element, controls in structure.blocks(container, self._view):
            inner = self._inside(controls, context)
            if element.tag == PARAGRAPH:
                paragraphs += 1
                paragraph, anchored = self._paragraph(element, location.inside("paragraph", paragraphs), inner)
                paragraph = _join(joined, paragraph)
                if self._mark_is_gone(element):
                    joined = paragraph
                else:
                    joined = None
                    blocks.append(paragraph)
                blocks.extend(anchored)
            else:
                tables += 1
                blocks.append(self._table(element, location.inside("table", tables), inner))
        if joined is not None:
            blocks.append(joined)
        return tuple(blocks)

    def _inside(self, controls: tuple[_Element, ...], context: Context) -> Context:
        control = context.control
        for element in controls:
            control = self._control(element, control)
        return context if control is context.control else Context(control, context.inserted)

    def _control(self, element: _Element, outer: Control | None) -> Control:
        """Read a control once, though it may wrap several blocks."""
        if element not in self._controls:
            self._controls[element] = self._runs.control(element, outer)
        return self._controls[element]

    def _paragraph(self, element: _Element, location: Location, context: Context) -> tuple[Paragraph, list[Block]]:
        properties = element.find(W + "pPr")
        base, style, level = Mark.NONE, "", None
        if properties is not None:
            base, style, level = self._paragraph_formatting(properties)
        text = self._runs.read(element, context, base)
        runs = text.runs
        if context.control is not None and context.control.kind is ControlKind.CHECK_BOX and not runs:
            glyph = BOX_CHECKED if context.control.checked else BOX_EMPTY
            runs = [Run(text=glyph, control=context.control, inserted=context.inserted)]
        paragraph = Paragraph(
            location=location, runs=tuple(runs), style=style, list_level=level, drawings=text.drawings
        )
        anchored: list[Block] = []
        for order, box in enumerate(text.anchored, start=1):
            anchored += self._blocks(box, location.inside("text box", order), PLAIN)
        for kind, identifier in text.notes:
            anchored += self._note("footnote" if kind == FOOTNOTE else "endnote", identifier, location)
        return paragraph, anchored

    def _paragraph_formatting(self, properties: _Element) -> tuple[Mark, str, int | None]:
        base, style, level = Mark.NONE, "", None
        for child in properties:
            tag = child.tag
            if tag == W + "pStyle":
                style = child.get(VAL, "")
            elif tag == W + "shd" and shading(child):
                base = Mark.SHADED
            elif tag == W + "numPr":
                level = number(child.find(W + "ilvl"), 0)
        return base, style, level

    def _mark_is_gone(self, element: _Element) -> bool:
        """Tell whether this view has no paragraph mark here, so that the next paragraph goes on in the same line."""
        marks = element.find(f"{W}pPr/{W}rPr")
        return marks is not None and any(marks.find(tag) is not None for tag in self._view.gone)

    def _note(self, kind: str, identifier: str, location: Location) -> tuple[Block, ...]:
        notes = self._notes.get(kind)
        if notes is None:
            return ()
        for note in notes.iterchildren(W + kind):
            if note.get(W + "id") == identifier:
                return self._blocks(
                    note, location.inside(kind, int(identifier) if identifier.isdigit() else identifier), PLAIN
                )
        return ()

    def _table(self, element: _Element, location: Location, context: Context) -> Table:
        rows = []
        for order, (row, controls) in enumerate(structure.rows(element, self._view), start=1):
            inner = self._row_context(row, self._inside(controls, context))
            rows.append(Row(number=order, cells=self._cells(row, location.inside("row", order), inner)))
        return Table(location=location, rows=tuple(rows))

    def _row_context(self, row: _Element, context: Context) -> Context:
        properties = row.find(W + "trPr")
        if properties is None:
            return context
        added = properties.find(W + "ins") is not None
        return Context(context.control, inserted=True) if added else context

    def _cells(self, row: _Element, location: Location, context: Context) -> tuple[Cell, ...]:
        cells: list[Cell] = []
        for element, controls, column, span in structure.cells(row, self._view):
            place = location.inside("column", column)
            blocks = self._blocks(element, place, self._inside(controls, context))
            properties = element.find(W + "tcPr")
            if properties is not None and _is_merged_left(properties) and cells:
                cells[-1] = _widened(cells[-1], span, blocks)
                continue
            cells.append(
                Cell(
                    location=place,
                    column=column,
                    span=span,
                    continues=properties is not None and _continues(properties),
                    shading="" if properties is None else shading(properties.find(W + "shd")),
                    blocks=blocks,
                )
            )
        return tuple(cells)


def _join(first: Paragraph | None, second: Paragraph) -> Paragraph:
    if first is None:
        return second
    return Paragraph(
        location=first.location,
        runs=first.runs + second.runs,
        style=second.style,
        list_level=second.list_level,
        drawings=first.drawings + second.drawings,
    )


def _continues(properties: _Element) -> bool:
    merge = properties.find(W + "vMerge")
    return merge is not None and merge.get(VAL, "continue") in _CONTINUES


def _is_merged_left(properties: _Element) -> bool:
    """Tell whether a cell is the right part of one merged the old way (``w:hMerge``, ECMA-376 Part 4)."""
    merge = properties.find(W + "hMerge")
    return merge is not None and merge.get(VAL, "continue") in _CONTINUES


def _widened(cell: Cell, span: int, blocks: tuple[Block, ...]) -> Cell:
    return Cell(
        location=cell.location,
        column=cell.column,
        span=cell.span + span,
        continues=cell.continues,
        shading=cell.shading,
        blocks=cell.blocks + blocks,
    )
