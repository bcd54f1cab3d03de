"""A form made from its mapping alone, for forms that have no template: headings, boxes, options, checklist.

Each label is printed once and in full, and each answer has its place where the mapping's ``at`` says, so the form can
be read by its labels too. Headings are numbered, since a section often has the name of a question in it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from pipeline.mapping.model import FieldKind, Place
from pipeline.mapping.places import named_places
from pipeline.ooxml.names import W14, W_NS
from pipeline.writers.blank_controls import check_box, long_answer, short_answer
from pipeline.writers.plain_package import plain_package

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.mapping import Mapping
    from pipeline.mapping.model import Checklist, Choice, Factor, Field
    from pipeline.mapping.places import NamedPlace
    from pipeline.ooxml import Package

_WIDTH: Final = 9638  # twentieths of a point between the margins
_LABEL_WIDTH: Final = 3600
_BOX_WIDTH: Final = 600
_LONGEST_LIST: Final = 10  # more options than these go into a drop-down list
_SPARE_ROWS: Final = 5
_SHADE: Final = "E7E6E6"
_HOW: Final = "Click a box to tick it. Leave empty what does not apply or is not known."


def plain_form(mapping: Mapping) -> tuple[Package, dict[str, bytes]]:
    """Give a plain form with its controls: its package, and its main part by name."""
    package = plain_package(mapping)
    written = "".join(_Plain(mapping).blocks())
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{W_NS}" '
        f'xmlns:w14="{W14[1:-1]}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"><w:body>'
        f'{written}<w:sectPr><w:footerReference w:type="default" r:id="rIdFooter"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" '
        'w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    return package, {package.main_part: document.encode()}


class _Plain:
    """One plain form, written from top to bottom."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._places = named_places(mapping)

    def blocks(self) -> Iterator[str]:
        """Write title, sections and checklist."""
        anchors = {field.after for field in self._mapping.fields if field.after}
        yield _paragraph(self._mapping.form.title, "Title")
        yield _paragraph(_HOW)
        for number, (heading, fields, checklist) in enumerate(self._sections, start=1):
            plain = heading in anchors  # a question is looked for behind these very words
            yield _paragraph(heading if plain else f"{number}. {heading}" if heading else f"{number}.", "Heading1")
            if checklist is not None:
                yield self._checklist(checklist)
                yield _GAP
            yield from self._fields(fields)

    @cached_property
    def _sections(self) -> list[tuple[str, list[Field], Checklist | None]]:
        """Group the fields by section; the results of the checklist stand behind it."""
        checklist = self._mapping.checklist
        results = self._results if checklist is not None else set()
        sections: list[tuple[str, list[Field], Checklist | None]] = []
        for field in self._mapping.fields:
            if field.under:
                continue
            of_checklist = checklist is not None and (field.id in results or field.section == checklist.section)
            heading = checklist.section if of_checklist and checklist is not None else field.section
            known = next((section for section in sections if section[0] == heading), None)
            if known is None:
                known = (heading, [], checklist if of_checklist else None)
                sections.append(known)
            known[1].append(field)
        if checklist is not None and not any(section[2] for section in sections):
            sections.append((checklist.section, [], checklist))
        return sections

    @property
    def _results(self) -> set[str]:
        score = self._mapping.score
        return {name for name in (score.age_field, score.total_field, score.rag_field) if name} if score else set()

    # Fields

    def _fields(self, fields: Sequence[Field]) -> Iterator[str]:
        rows: list[str] = []
        for field in fields:
            if self._is_short(field):
                rows.append(self._short_row(field))
                continue
            if rows:
                yield _table((_LABEL_WIDTH, _WIDTH - _LABEL_WIDTH), rows) + _GAP
                rows = []
            yield self._alone(field)
        if rows:
            yield _table((_LABEL_WIDTH, _WIDTH - _LABEL_WIDTH), rows) + _GAP

    def _is_short(self, field: Field) -> bool:
        beside = field.at in (Place.AUTO, Place.RIGHT)
        if field.choices:
            return self._is_listed(field)
        return beside and field.kind in (FieldKind.TEXT, FieldKind.DATE, FieldKind.NUMBER)

    def _is_listed(self, field: Field) -> bool:
        return len(field.choices) > _LONGEST_LIST and not self._children(field)

    def _children(self, field: Field) -> list[Field]:
        return [other for other in self._mapping.fields if other.under == field.id]

    def _short_row(self, field: Field) -> str:
        label = _cell(_LABEL_WIDTH, _paragraph(field.label, "Label"), shade=True)
        return _row(label, _cell(_WIDTH - _LABEL_WIDTH, f"<w:p>{short_answer(self._place(field), field)}</w:p>"))

    def _alone(self, field: Field) -> str:
        if field.kind is FieldKind.TABLE:
            return self._table_field(field)
        if self._children(field):
            return self._options_with_children(field)
        if field.choices:
            return self._options(field)
        if field.at is Place.RIGHT:
            label = _cell(_LABEL_WIDTH, _paragraph(field.label, "Label"), shade=True)
            answer = _cell(_WIDTH - _LABEL_WIDTH, self._answer(field))
            return _table((_LABEL_WIDTH, _WIDTH - _LABEL_WIDTH), [_row(label, answer, height=900)]) + _GAP
        if field.at is Place.LINE:
            line = f"<w:p>{_run(field.label + ' ')}{short_answer(self._place(field), field)}</w:p>"
            return _table((_WIDTH,), [_row(_cell(_WIDTH, line))]) + _GAP
        if field.at is Place.INSIDE:
            return _table((_WIDTH,), [_row(_cell(_WIDTH, _paragraph(field.label) + self._answer(field)))]) + _GAP
        label = _row(_cell(_WIDTH, _paragraph(field.label, "Label"), shade=True))
        long = field.kind is FieldKind.NARRATIVE
        return _table((_WIDTH,), [label, _row(_cell(_WIDTH, self._answer(field)), height=1100 if long else 0)]) + _GAP

    def _answer(self, field: Field) -> str:
        if field.kind is FieldKind.NARRATIVE:
            return long_answer(self._place(field))
        return f"<w:p>{short_answer(self._place(field), field)}</w:p>"

    def _place(self, field: Field) -> NamedPlace:
        return self._places[field.id]

    def _table_field(self, field: Field) -> str:
        widths = _shares(len(field.columns))
        rows = []
        if all(column.label for column in field.columns):
            heads = [
                _cell(wide, _paragraph(column.label or "", "Label"), shade=True)
                for wide, column in zip(widths, field.columns, strict=True)
            ]
            rows.append(_row(*heads, header=True))
        places = [self._places[f"{field.id}.{column.id}"] for column in field.columns]
        cells = [_cell(wide, f"<w:p>{short_answer(place)}</w:p>") for wide, place in zip(widths, places, strict=True)]
        rows += [_row(*cells)] * _SPARE_ROWS
        return _paragraph(field.label, "Label") + _table(widths, rows) + _GAP

    # Options

    def _options(self, field: Field) -> str:
        widths = (_BOX_WIDTH, _WIDTH - _BOX_WIDTH)
        label = _row(_cell(_WIDTH, _paragraph(field.label, "Label"), shade=True, span=2))
        return _table(widths, [label, *(self._option(field, choice) for choice in field.choices)]) + _GAP

    def _option(self, field: Field, choice: Choice) -> str:
        box = f"<w:p>{check_box(self._places[f'{field.id}.{choice.id}'])}</w:p>"
        return _row(_cell(_BOX_WIDTH, box), _cell(_WIDTH - _BOX_WIDTH, _paragraph(choice.label)))

    def _options_with_children(self, field: Field) -> str:
        """Write options as lines, each with the choices that stand under it."""
        lines = [_paragraph(field.label, "Label")]
        for choice in field.choices:
            box = check_box(self._places[f"{field.id}.{choice.id}"])
            lines.append(f'<w:p><w:pPr><w:pStyle w:val="Option"/></w:pPr>{box}{_run(" " + choice.label)}</w:p>')
            lines += [self._child(child, choice) for child in self._children(field)]
        return "".join(lines)

    def _child(self, child: Field, above: Choice) -> str:
        marks = "".join(
            f"{check_box(self._places[f'{child.id}.{above.id}.{choice.id}'])}{_run(f' {choice.label}   ')}"
            for choice in child.choices
        )
        style = '<w:pPr><w:pStyle w:val="Child"/></w:pPr>'
        return f"<w:p>{style}{_run(child.label + '  ')}{marks}</w:p>"

    # Checklist

    def _checklist(self, checklist: Checklist) -> str:
        columns = ((checklist.weight, "Points"), (checklist.answer, "Applies"), (checklist.notes, "Notes"))
        heads = ["Factor", *(_header(column, usual) for column, usual in columns if column is not None)]
        widths = _checklist_widths(checklist)
        rows = [
            _row(
                *(_cell(wide, _paragraph(text, "Label"), shade=True) for wide, text in zip(widths, heads, strict=True)),
                header=True,
            )
        ]
        for group in checklist.groups:
            name = _paragraph(group.name, "Group")
            rows.append(_row(_cell(_WIDTH, name, span=len(widths), shade=True)))
            rows += [self._factor(factor, checklist, widths) for factor in group.factors]
        return _table(widths, rows)

    def _factor(self, factor: Factor, checklist: Checklist, widths: Sequence[int]) -> str:
        contents = [_paragraph(factor.label)]
        if checklist.weight:
            contents.append(_paragraph(factor.shown_weight, "Centred"))
        box = check_box(self._places[factor.id])
        contents.append(f'<w:p><w:pPr><w:pStyle w:val="Centred"/></w:pPr>{box}</w:p>')
        if checklist.notes:
            contents.append(f"<w:p>{short_answer(self._places[f'{factor.id}.notes'])}</w:p>")
        return _row(*(_cell(wide, content) for wide, content in zip(widths, contents, strict=True)))


def _header(column: str | int, usual: str) -> str:
    """Give the wording over a column; a mapping may name its place instead."""
    return usual if isinstance(column, int) or column.startswith("+") else column


def _checklist_widths(checklist: Checklist) -> tuple[int, ...]:
    narrow = [1000] * (2 if checklist.weight else 1)
    notes = [3000] if checklist.notes else []
    return (_WIDTH - sum(narrow) - sum(notes), *narrow, *notes)


def _shares(columns: int) -> tuple[int, ...]:
    share = _WIDTH // columns
    return (*([share] * (columns - 1)), _WIDTH - share * (columns - 1))


# Markup


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{_run(text)}</w:p>"


_GAP: Final = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>'


def _cell(width: int, content: str, *, shade: bool = False, span: int = 1) -> str:
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{fill}</w:tcPr>{content}</w:tc>'


def _row(*cells: str, height: int = 0, header: bool = False) -> str:
    """Write a row; a header is repeated on each page."""
    properties = "" if height else "<w:cantSplit/>"
    properties += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    properties += "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _table(widths: Sequence[int], rows: Sequence[str]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="04A0"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )
