"""A form made from its mapping alone, for forms that have no template: headings, boxes, options, checklist.

Each label is printed once and in full, and each answer has its place where the mapping's ``at`` says, so the form can
be read by its labels too. Headings are numbered, since a section often has the name of a question in it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec import field as dataclass_field

from pipeline.mapping.model import Place
from pipeline.mapping.places import is_a_label, named_places
from pipeline.ooxml.names import MC, R_NS, W14, W_NS
from pipeline.writers.blank.controls import check_box, long_answer, short_answer
from pipeline.writers.blank.package import plain_package
from pipeline.writers.blank.plain_checklist import checklist_table
from pipeline.writers.word.build import GAP, LABEL_FILL, WIDTH, cell, main_part, paragraph, row, runs, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.mapping import Mapping
    from pipeline.mapping.model import Checklist, Choice, Field
    from pipeline.mapping.places import NamedPlace
    from pipeline.ooxml import Package

_SCOPE: Final = f'xmlns:w="{W_NS}" xmlns:w14="{W14[1:-1]}" xmlns:r="{R_NS}" xmlns:mc="{MC[1:-1]}" mc:Ignorable="w14"'
_LABEL_WIDTH: Final = 3600
_BESIDE: Final = (_LABEL_WIDTH, WIDTH - _LABEL_WIDTH)
_BOX_WIDTH: Final = 600
_LONGEST_LIST: Final = 10  # more options than these go into a drop-down list
_SPARE_ROWS: Final = 5
_HOW: Final = "Click a box to tick it. Leave empty what does not apply or is not known."


def plain_form(mapping: Mapping) -> tuple[Package, dict[str, bytes]]:
    """Return a plain form with its controls: its package, and its main part by name."""
    package = plain_package(mapping)
    document = main_part(_Plain(mapping).blocks(), scope=_SCOPE, has_header=False)
    return package, {package.main_part: document.encode()}


class _Section(Struct):
    """A heading and what is under it."""

    heading: str
    fields: list[Field] = dataclass_field(default_factory=list)
    checklists: list[Checklist] = dataclass_field(default_factory=list)


def _add_checklists(sections: dict[str, _Section], checklists: Sequence[Checklist]) -> None:
    for checklist in checklists:
        sections.setdefault(checklist.section, _Section(checklist.section)).checklists.append(checklist)


class _Plain:
    """One plain form, written from top to bottom."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._places = named_places(mapping)

    def blocks(self) -> Iterator[str]:
        """Write title, sections and checklists."""
        yield paragraph(self._mapping.form.title, "Title")
        yield paragraph(_HOW)
        for number, section in enumerate(self._sections, start=1):
            heading = section.heading if section.heading in self._anchors else f"{number}. {section.heading}".rstrip()
            yield paragraph(heading, "Heading1")
            for checklist in section.checklists:
                yield checklist_table(checklist, self._places) + GAP
            yield from self._fields(section.fields)

    @cached_property
    def _anchors(self) -> set[str | None]:
        """Return the lines behind which questions are looked for: such a heading has to be alone on its line."""
        return {field.after for field in self._mapping.fields}

    @cached_property
    def _sections(self) -> list[_Section]:
        """Group the fields by section; what shows results is behind the last checklist."""
        sections: dict[str, _Section] = {}
        waiting = list(self._mapping.checklists)
        home = waiting[-1].section if waiting else ""
        for field in self._mapping.fields:
            if field.under or field.part_of:
                continue
            is_result = bool(home) and field.id in self._results
            due = [each for each in waiting if is_result or each.section == field.section]
            waiting = [each for each in waiting if each not in due]
            _add_checklists(sections, due)
            heading = home if is_result else field.section
            sections.setdefault(heading, _Section(heading)).fields.append(field)
        _add_checklists(sections, waiting)
        return list(sections.values())

    @cached_property
    def _results(self) -> set[str | None]:
        score, checklists = self._mapping.score, self._mapping.checklists
        shown: set[str | None] = {checklist.total_field for checklist in checklists}
        shown |= {group.total_field for group in self._mapping.groups}
        shown |= {each.total_field for checklist in checklists for each in checklist.rounds}
        return shown | ({score.age_field, score.total_field, score.rag_field} if score is not None else set())

    # Fields

    def _fields(self, fields: Sequence[Field]) -> Iterator[str]:
        rows: list[str] = []
        headings = {section.heading for section in self._sections}
        said = ""
        for field in fields:
            if field.after and field.after not in {said, *headings} and not is_a_label(self._mapping, field.after):
                if rows:
                    yield table(_BESIDE, rows) + GAP
                    rows = []
                said = field.after
                yield paragraph(said, "Label")
            if self._is_short(field):
                rows.append(self._short_row(field))
                continue
            if rows:
                yield table(_BESIDE, rows) + GAP
                rows = []
            yield self._alone(field)
        if rows:
            yield table(_BESIDE, rows) + GAP

    def _is_short(self, field: Field) -> bool:
        beside = field.at in (Place.AUTO, Place.RIGHT)
        if field.choices:
            return self._is_listed(field)
        return beside and field.is_short

    def _is_listed(self, field: Field) -> bool:
        return len(field.choices) > _LONGEST_LIST and not self._children(field)

    def _children(self, field: Field) -> list[Field]:
        return [other for other in self._mapping.fields if other.under == field.id]

    def _short_row(self, field: Field) -> str:
        label = cell(_LABEL_WIDTH, paragraph(field.label, "Label"), fill=LABEL_FILL)
        return row(label, cell(WIDTH - _LABEL_WIDTH, f"<w:p>{short_answer(self._place(field), field)}</w:p>"))

    def _alone(self, field: Field) -> str:
        if field.has_rows:
            return self._table_field(field)
        if self._children(field):
            return self._options_with_children(field)
        if field.choices:
            return self._options(field)
        if field.at is Place.RIGHT:
            label = cell(_LABEL_WIDTH, paragraph(field.label, "Label"), fill=LABEL_FILL)
            answer = cell(WIDTH - _LABEL_WIDTH, self._answer(field))
            return table(_BESIDE, [row(label, answer, height=900, splits=True)]) + GAP
        if field.at in (Place.LINE, Place.GAP):
            line = f"<w:p>{runs(field.label + ' ')}{short_answer(self._place(field), field)}</w:p>"
            return table((WIDTH,), [row(cell(WIDTH, line))]) + GAP
        if field.at is Place.INSIDE:
            return table((WIDTH,), [row(cell(WIDTH, paragraph(field.label) + self._answer(field)))]) + GAP
        label = row(cell(WIDTH, paragraph(field.label, "Label"), fill=LABEL_FILL))
        long = field.is_long
        answer = row(cell(WIDTH, self._answer(field)), height=1100 if long else 0, splits=long)
        return table((WIDTH,), [answer, label] if field.at is Place.ABOVE else [label, answer]) + GAP

    def _answer(self, field: Field) -> str:
        if field.is_long:
            return long_answer(self._place(field))
        return f"<w:p>{short_answer(self._place(field), field)}</w:p>"

    def _place(self, field: Field) -> NamedPlace:
        return self._places[field.id]

    def _table_field(self, field: Field) -> str:
        widths = _shares(len(field.columns))
        rows = []
        if any(column.label for column in field.columns):
            heads = [
                cell(wide, paragraph(column.label or "", "Label"), fill=LABEL_FILL)
                for wide, column in zip(widths, field.columns, strict=True)
            ]
            rows.append(row(*heads, header=True))
        places = [self._places[f"{field.id}.{column.id}"] for column in field.columns]
        cells = [cell(wide, f"<w:p>{short_answer(place)}</w:p>") for wide, place in zip(widths, places, strict=True)]
        rows += [row(*cells)] * _SPARE_ROWS
        return paragraph(field.label, "Label") + table(widths, rows) + GAP

    # Options

    def _options(self, field: Field) -> str:
        widths = (_BOX_WIDTH, WIDTH - _BOX_WIDTH)
        label = row(cell(WIDTH, paragraph(field.label, "Label"), fill=LABEL_FILL, span=2))
        return table(widths, [label, *(self._option(field, choice) for choice in field.choices)]) + GAP

    def _option(self, field: Field, choice: Choice) -> str:
        style = "" if choice is field.choices[-1] else "<w:pPr><w:keepNext/></w:pPr>"
        box = f"<w:p>{style}{check_box(self._places[f'{field.id}.{choice.id}'])}</w:p>"
        return row(cell(_BOX_WIDTH, box), cell(WIDTH - _BOX_WIDTH, paragraph(choice.label)))

    def _options_with_children(self, field: Field) -> str:
        """Write options as lines, each with the choices that are under it."""
        lines = [paragraph(field.label, "Label")]
        for choice in field.choices:
            box = check_box(self._places[f"{field.id}.{choice.id}"])
            lines.append(f'<w:p><w:pPr><w:pStyle w:val="Option"/></w:pPr>{box}{runs(" " + choice.label)}</w:p>')
            lines += [self._child(child, choice) for child in self._children(field)]
        return "".join(lines)

    def _child(self, child: Field, above: Choice) -> str:
        marks = "".join(
            f"{check_box(self._places[f'{child.id}.{above.id}.{choice.id}'])}{runs(f' {choice.label}   ')}"
            for choice in child.choices
        )
        style = '<w:pPr><w:pStyle w:val="Child"/></w:pPr>'
        return f"<w:p>{style}{runs(child.label + '  ')}{marks}</w:p>"


def _shares(columns: int) -> tuple[int, ...]:
    share = WIDTH // columns
    return (*([share] * (columns - 1)), WIDTH - share * (columns - 1))
