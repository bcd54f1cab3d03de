"""The Word reader: a package into the neutral :class:`~pipeline.document.Document`, in one walk of each part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.document import UNREAD, Block, Cell, Control, Document, Paragraph, Row, Run, Story, Table
from pipeline.findings import Finding, find
from pipeline.location import Location
from pipeline.ooxml import structure
from pipeline.ooxml.appearance.styles import StyleLooks, style_looks
from pipeline.ooxml.names import W
from pipeline.ooxml.package import Package, Relationship
from pipeline.ooxml.properties import custom_properties
from pipeline.ooxml.structure import PARAGRAPH, TABLE, View
from pipeline.readers.outside import linked_by_fields
from pipeline.readers.word.bullets import PICTURE, Bullets, tick_bullets
from pipeline.readers.word.formatting import shading
from pipeline.readers.word.grounds import HIDDEN, Grounds, crossed_out, of_cell, of_row, paragraph_formatting
from pipeline.readers.word.held import ControlReader
from pipeline.readers.word.plain.accelerator import plain_walk
from pipeline.readers.word.reuse.parts import Units
from pipeline.readers.word.reuse.store import Known, bare_paragraph
from pipeline.readers.word.reuse.tables import PlainCell, PlainRow
from pipeline.readers.word.runs import FOOTNOTE, RunReader, count_changes
from pipeline.readers.word.styles_and_notes import Aside, character_styles, gather
from pipeline.readers.word.text import PLAIN, Context, ParagraphText, joined_into_one

if TYPE_CHECKING:
    from lxml.etree import _Element

_Read = TypeVar("_Read")
_STORIES: Final = ("header", "footer")
_NOTES_DEEP: Final = 4
"""Notes that are followed into one another; Word has no notes in notes."""

_CLOSED: Final = frozenset({PARAGRAPH, TABLE})
"""Blocks in front of which loose text ends."""

_DROP_CAPS: Final = frozenset({"drop", "margin"})


def read_word(package: Package, *, view: View = View.ACCEPTED) -> Document:
    """Read a Word package.

    Args:
        package: The opened package; its main part is the document.
        view: Whether pending tracked changes are read as accepted (the rule) or as not made.

    Raises:
        RefusedForm: A part is broken.
    """
    looks = style_looks(package)
    bullets = tick_bullets(package)
    walk = plain_walk(character_styles(package, looks), looks, bullets)
    units = Units(package.read(package.main_part), looks.signature + bullets.signature, walk)
    document = _read(package, view, units, looks, bullets)
    return document if units.keep() else _read(package, view, Units(), looks, bullets)


def _read(package: Package, view: View, units: Units, looks: StyleLooks, bullets: Bullets) -> Document:
    main = package.xml(package.main_part, units.short)
    related = _once(relation for relation in package.related(package.main_part) if relation.exists)
    aside = gather(package, related, looks, bullets)
    reader = _StoryReader(view, aside, units)
    blocks = reader.body(main)
    tracked = count_changes(main)
    stories: list[Story] = []
    numbers: Counter[str] = Counter()
    for relation in related:
        if relation.kind in _STORIES:
            numbers[relation.kind] += 1
            name = f"{relation.kind} {numbers[relation.kind]}"
            root = package.xml(relation.target)
            story = _StoryReader(view, aside, Units())
            stories.append(Story(name=name, blocks=story.story(root, Location(((name, ""),)))))
            reader.findings += story.findings
            tracked += count_changes(root)
    comments = [package.xml(relation.target) for relation in related if relation.kind == "comments"]
    return Document(
        kind="docx",
        blocks=blocks,
        stories=tuple(stories),
        comments=sum(len(part.findall(W + "comment")) for part in comments),
        commented=_commented(package, comments) if comments else (),
        tracked=tracked,
        properties=custom_properties(package),
        findings=tuple(reader.findings),
    )


def _commented(package: Package, comments: Iterable[_Element]) -> tuple[Location, ...]:
    from pipeline.readers.word.commented import commented  # few forms have comments

    return commented(package, comments)


def _once(relations: Iterable[Relationship]) -> list[Relationship]:
    """Leave out relationships that lead to a part a second time; several sections may share a header that way."""
    return list({(relation.kind, relation.target): relation for relation in relations}.values())


class _StoryReader:
    """Read one story: the body, a header or a footer."""

    def __init__(self, view: View, aside: Aside, units: Units) -> None:
        self._view = view
        self._aside = aside
        self._units = units
        self._runs = RunReader(view, aside.styles, ControlReader(view, aside.glossary, aside.store, units))
        self._grounds = Grounds(aside.styles.looks, self._runs)
        self._controls: dict[_Element, Control] = {}
        self._notes_deep = 0
        self.findings: list[Finding] = []

    def body(self, document: _Element) -> tuple[Block, ...]:
        """Read the blocks of the main part; nothing in several or nested bodies is left out."""
        if document.find(".//" + W + "altChunk") is not None:
            self.findings.append(find("embedded_document"))
        known = self._units.take_body(document)
        return known.read(self._aside) if known is not None else self.story(structure.body(document), Location())

    def story(self, container: _Element, location: Location) -> tuple[Block, ...]:
        """Read a header, footer, note or body element."""
        return self._blocks(container, location, PLAIN)

    def _blocks(self, container: _Element, location: Location, context: Context) -> tuple[Block, ...]:
        blocks: list[Block] = []
        paragraphs = tables = bare = 0
        joined: list[Paragraph] = []
        loose = _Loose(location)
        for element, controls in structure.blocks(container, self._view):
            inner = self._inside(controls, context)
            tag = element.tag
            if loose.parent is not None and tag in _CLOSED:
                blocks += self._loose_blocks(loose)
            if tag == PARAGRAPH:
                paragraphs += 1
                if not (joined or len(element)) and self._apart(inner) and self._units.number(element) is None:
                    bare += 1
                    blocks.append(bare_paragraph(location.steps, paragraphs))
                    continue
                place = location.inside("paragraph", paragraphs)
                paragraph, anchored = self._unit(element, place, inner, self._paragraph)
                joined.append(paragraph)
                if not self._mark_is_gone(element):
                    blocks.append(joined_into_one(joined))
                    joined = []
                blocks += anchored
            elif tag == TABLE:
                tables += 1
                blocks.append(self._unit(element, location.inside("table", tables), inner, self._table))
            else:
                blocks += self._loose_blocks(loose) if loose.parent is not element.getparent() else []
                loose.parent = element.getparent()
                self._runs.read_loose(element, inner, loose.text)
        self._aside.add(bare, 0)
        if joined:
            blocks.append(joined_into_one(joined))
        return (*blocks, *self._loose_blocks(loose))

    def _loose_blocks(self, loose: _Loose) -> list[Block]:
        """Make a paragraph of the text gathered outside of any, and begin anew."""
        if loose.parent is None:
            return []
        text, loose.text, loose.parent = loose.text, ParagraphText(), None
        loose.count += 1
        self._aside.count(text.runs)
        location = loose.location.inside("loose text", loose.count)
        paragraph = Paragraph(location=location, runs=tuple(text.runs), drawings=text.drawings, bookmarks=text.named)
        return [paragraph, *self._anchored(text, location, PLAIN)]

    def _inside(self, controls: tuple[_Element, ...], context: Context) -> Context:
        if not controls:
            return context
        control = context.control
        for element in controls:
            control = self._control(element, control)
        return context if control is context.control else replace(context, control=control)

    def _control(self, element: _Element, outer: Control | None) -> Control:
        """Read a control once, though it may wrap several blocks."""
        if element not in self._controls:
            self._controls[element] = self._runs.control(element, outer)
        return self._controls[element]

    def _apart(self, context: Context) -> bool:
        """Return whether nothing that was read before says anything about what is read now."""
        return context is PLAIN and not self._runs.in_form_field

    def _unit(
        self, element: _Element, place: Location, context: Context, read: Callable[[_Element, Location, Context], _Read]
    ) -> _Read:
        """Take what a table, row, cell or paragraph was read as before, else read it and keep that."""
        number = self._units.number(element)
        if number is None:
            return read(element, place, context)
        return self._numbered(number, element, place, context, read)

    def _numbered(
        self,
        number: int,
        element: _Element | None,
        place: Location,
        context: Context,
        read: Callable[[_Element, Location, Context], _Read],
    ) -> _Read:
        """Reuse the cached result. Markup cached for another place is parsed again: the XML only has a stub."""
        aside, apart = self._aside, self._apart(context)
        known = self._units.known(number, place) if apart else None
        if known is not None:
            aside.add(known.places, known.text_bytes)
            return known.read  # type: ignore[return-value]  # each kind of unit has markup of its own
        places, text_bytes, looked_out = aside.places, aside.text_bytes, self._runs.looked_out
        if element is None or self._units.is_met(number):
            element = self._units.whole(number)
        made = read(element, place, context)
        if apart and looked_out == self._runs.looked_out:
            known = Known(read=made, places=aside.places - places, text_bytes=aside.text_bytes - text_bytes)
            self._units.note(number, place, known)
        return made

    def _paragraph(self, element: _Element, location: Location, context: Context) -> tuple[Paragraph, list[Block]]:
        properties = structure.first(element, structure.PARAGRAPH_PROPERTIES)
        ground, style, level = context.ground, "", None
        if properties is not None:
            ground, style, level = paragraph_formatting(properties, ground)
        text = self._runs.read(element, self._grounds.of_paragraph(ground, style, context, element))
        if self._runs.linked or self._runs.noticed:
            self._note_down(location)
        if context.control is not None and not text.runs:
            text.runs += self._runs.box(context.control, inserted=context.inserted)
            text.name_place(context.control)
        if properties is not None and self._aside.bullets.signs:
            self._bullet(properties, style, text)
        self._aside.count(text.runs)
        paragraph = Paragraph(
            location=location, runs=tuple(text.runs), style=style, list_level=level, drawings=text.drawings,
            bookmarks=text.named,
        )  # fmt: skip
        return paragraph, self._anchored(text, location, context)

    def _bullet(self, properties: _Element, style: str, text: ParagraphText) -> None:
        """Put the tick or box that a list draws in front of a paragraph's text; a picture there is a drawing."""
        sign = self._aside.bullets.of(properties, style, self._view)
        if sign == PICTURE:
            text.drawings += 1
        elif sign:
            text.put_before(Run(text=f"{sign} " if text.runs else sign))

    def _note_down(self, location: Location) -> None:
        """Note what was noticed in a paragraph, with its place."""
        self.findings += linked_by_fields(self._runs.linked, location)
        for noticed in dict.fromkeys(self._runs.noticed):
            facts = {"what": noticed.what} if noticed.what else {}
            self.findings.append(find(noticed.code, location=location, **facts))
        self._runs.linked, self._runs.noticed = [], []

    def _anchored(self, text: ParagraphText, location: Location, context: Context) -> list[Block]:
        """Read the text boxes and notes that hang on a paragraph; hidden as their place is, or by themselves."""
        anchored: list[Block] = []
        is_hidden = bool(context.ground.marks & UNREAD)
        for order, (box, hidden) in enumerate(text.anchored, start=1):
            anchored += self._blocks(box, location.inside("text box", order), HIDDEN if hidden or is_hidden else PLAIN)
        for kind, identifier, hidden in text.notes:
            inner = HIDDEN if hidden or is_hidden else PLAIN
            anchored += self._note("footnote" if kind == FOOTNOTE else "endnote", identifier, location, inner)
        return anchored

    def _mark_is_gone(self, element: _Element) -> bool:
        """Return whether the next paragraph goes on in this line: its mark is gone in this view, or it drops a cap."""
        properties = structure.first(element, structure.PARAGRAPH_PROPERTIES)
        if properties is None:
            return False
        marks = properties.find(W + "rPr")
        if marks is not None and any(marks.find(tag) is not None for tag in self._view.gone):
            return True
        frame = properties.find(W + "framePr")
        return frame is not None and frame.get(W + "dropCap", "none") in _DROP_CAPS

    def _note(self, kind: str, identifier: str, location: Location, context: Context) -> tuple[Block, ...]:
        note = self._aside.note(kind, identifier) if self._notes_deep < _NOTES_DEEP else None
        if note is None:
            return ()
        is_number = identifier.isascii() and identifier.isdigit() and len(identifier) < 10
        self._notes_deep += 1
        blocks = self._blocks(note, location.inside(kind, int(identifier) if is_number else identifier), context)
        self._notes_deep -= 1
        return blocks

    def _table(self, element: _Element, location: Location, context: Context) -> Table:
        context = self._grounds.of_table(element, context)
        plain = self._units.rows(element)
        if plain is not None:
            return self._plain_table(plain, element, location, context)
        rows = [
            self._unit(row, location.inside("row", order), self._inside(controls, context), self._row)
            for order, (row, controls) in enumerate(structure.rows(element, self._view), start=1)
        ]
        return Table(location=location, rows=tuple(rows))

    def _plain_table(self, plain: list[PlainRow], table: _Element, location: Location, context: Context) -> Table:
        """Read a table whose known rows and cells are not in its element."""
        elements = table.iterchildren(structure.ROW)
        rows: list[Row] = []
        for row in plain:
            element = None if self._units.is_met(row.number) else next(elements)
            if element is not None and not structure.is_seen(element, self._view):
                continue
            place = location.inside("row", len(rows) + 1)
            read = self._row if row.cells is None else partial(self._plain_row, row.cells)
            rows.append(self._numbered(row.number, element, place, context, read))
        return Table(location=location, rows=tuple(rows))

    def _plain_row(self, plain: list[PlainCell], row: _Element, location: Location, context: Context) -> Row:
        inner = of_row(row, context)
        elements = row.iterchildren(structure.CELL)
        column = structure.first_column(row)
        cells: list[Cell] = []
        for cell in plain:
            element = None if self._units.is_met(cell.number) else next(elements)
            read = self._cell if cell.paragraphs is None else partial(self._plain_cell, cell.paragraphs)
            cells.append(self._numbered(cell.number, element, location.inside("column", column), inner, read))
            column += cells[-1].span
        return Row(number=int(location.steps[-1][1]), cells=tuple(cells))

    def _plain_cell(self, plain: list[int | None], cell: _Element, location: Location, context: Context) -> Cell:
        self._aside.add(1 + plain.count(None), 0)
        context = of_cell(cell, context)
        elements = cell.iterchildren(PARAGRAPH)
        blocks: list[Block] = []
        for order, each in enumerate(plain, start=1):
            if each is None:
                blocks.append(bare_paragraph(location.steps, order))
                continue
            element = None if self._units.is_met(each) else next(elements)
            place = location.inside("paragraph", order)
            paragraph, anchored = self._numbered(each, element, place, context, self._paragraph)
            blocks += (paragraph, *anchored)
        return self._made_cell(cell, location, tuple(blocks))

    def _row(self, element: _Element, location: Location, context: Context) -> Row:
        inner = of_row(element, context)
        cells: list[Cell] = []
        for cell, controls, column, span in structure.cells(element, self._view):
            place = location.inside("column", column)
            made = self._unit(cell, place, self._inside(controls, inner), self._cell)
            properties = structure.first(cell, structure.CELL_PROPERTIES) if cells else None
            if properties is not None and structure.is_merged_left(properties):
                left = cells[-1]
                cells[-1] = replace(left, span=left.span + span, blocks=(*left.blocks, *made.blocks))
            else:
                cells.append(made)
        return Row(number=int(location.steps[-1][1]), cells=tuple(cells))

    def _cell(self, element: _Element, location: Location, context: Context) -> Cell:
        self._aside.count()
        return self._made_cell(element, location, self._blocks(element, location, of_cell(element, context)))

    def _made_cell(self, element: _Element, location: Location, blocks: tuple[Block, ...]) -> Cell:
        column = int(location.steps[-1][1])
        properties = structure.first(element, structure.CELL_PROPERTIES)
        if properties is None:
            return Cell(location=location, column=column, blocks=blocks)
        self.findings += crossed_out(properties, blocks, location)
        return Cell(
            location=location,
            column=column,
            span=structure.span(properties),
            continues=structure.continues(properties),
            shading=shading(properties.find(W + "shd")),
            blocks=blocks,
        )


class _Loose(Struct):
    """Text that is outside paragraphs, gathered up to the next block."""

    location: Location
    text: ParagraphText = field(default_factory=ParagraphText)
    parent: _Element | None = None
    count: int = 0
