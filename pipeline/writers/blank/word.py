"""The Word blank of a form: its template with a control in the place of each tag, or a plain form where it has none.

The template says how the form looks, the mapping what it asks. So a factor that is added to the mapping is in the
blank, and whoever edits the template in Word edits the blank.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from pipeline.mapping.places import named_places
from pipeline.ooxml.names import W
from pipeline.ooxml.safe_xml import parse
from pipeline.ooxml.structure import CONTROL, RUN, TEXT, VAL
from pipeline.writers.blank.controls import (
    check_box,
    complete,
    element,
    factor_answer,
    long_answer,
    number_controls,
    prompt_run,
    short_answer,
)
from pipeline.writers.blank.identity import finished
from pipeline.writers.blank.plain import plain_form
from pipeline.writers.template.answers import option_rows
from pipeline.writers.template.render import render_values
from pipeline.writers.template.text import Blocks, Runs

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from lxml.etree import _Element

    from pipeline.mapping import Mapping
    from pipeline.mapping.model import Factor, Field
    from pipeline.mapping.places import NamedPlace
    from pipeline.writers.template.answers import PrintedRows

_SPARE_ROWS: Final = 5
_START, _END = "\ue000", "\ue001"
_SLOT: Final = re.compile(f"{_START}(.*?){_END}")
"""Where a tag stood: the name of the place between two characters for private use."""


def blank_word(mapping: Mapping, *, printed: PrintedRows, protected: bool = False) -> bytes:
    """Make the Word blank of a form; the same mapping and template give the same bytes.

    Args:
        mapping: The form's mapping.
        printed: The rows that the tables print, by table field; empty rows where there are none.
        protected: Only the places for answers can be changed.

    Raises:
        InvalidMapping: The template is wrong.
    """
    if mapping.form.template is None:
        package, parts = plain_form(mapping)
    else:
        package, parts = render_values(mapping, _values(mapping, printed))
    for name, content in parts.items():
        document = parse(content, name)
        _place_controls(document, mapping)
        number_controls(document)
        parts[name] = etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True)
    return finished(package, parts, mapping, protected=protected)


# What the tags see


def _values(mapping: Mapping, printed: PrintedRows) -> dict[str, Any]:
    places = named_places(mapping)
    facts = dict.fromkeys(("day", "age", "age_points", "total", "total_max", "rag", "level", "review_due"), "")
    form = {"form_title": mapping.form.title, "form_id": mapping.form.id, "form_version": mapping.form.version}
    fields = {field.id: _value(field, places, printed) for field in mapping.fields}
    marks = {
        field.id: {choice.id: _slot(f"{field.id}.{choice.id}") for choice in field.choices}
        for field in mapping.fields
        if field.choices
    }
    return {
        **facts,
        **form,
        **fields,
        "mark": marks,
        "checklist": _checklist(mapping, places),
        "unread": Blocks("<w:p/>"),
    }


def _slot(name: str) -> str:
    return f"{_START}{name}{_END}"


def _value(field: Field, places: dict[str, NamedPlace], printed: PrintedRows) -> Any:
    if field.is_long:
        return Blocks(long_answer(places[field.id]))
    if field.has_rows:
        empty = [{column.id: "" for column in field.columns}] * _SPARE_ROWS
        return [_row(field, row) for row in printed.get(field.id) or empty]
    return _slot(field.id)


def _row(field: Field, printed: Table[str, str]) -> dict[str, str]:
    """Return a row of a table: what it prints stays as it is, since people edit that too."""
    return {column.id: printed.get(column.id) or _slot(f"{field.id}.{column.id}") for column in field.columns}


def _checklist(mapping: Mapping, places: dict[str, NamedPlace]) -> list[dict[str, Any]]:
    return [
        {"name": group.name, "factors": [_factor(factor, mapping, places) for factor in group.factors]}
        for group in mapping.groups
    ]


def _factor(factor: Factor, mapping: Mapping, places: dict[str, NamedPlace]) -> dict[str, Any]:
    checklist = mapping.checklist_of[factor.id]
    marks = {
        option.id: Runs(check_box(places[f"{factor.id}.{option.id}"]))
        for option in checklist.options_of(factor)
        if f"{factor.id}.{option.id}" in places
    }
    return {
        "id": factor.id,
        "label": factor.label,
        "points": factor.points,
        "state": "",
        "entry": Runs(factor_answer(places[factor.id], checklist)),
        "mark": marks,
        "options": option_rows(factor, checklist, marks),
        "notes": _slot(f"{factor.id}.notes"),
    }


# Controls in the place of tags


def _place_controls(document: _Element, mapping: Mapping) -> None:
    places = named_places(mapping)
    for text in list(document.iter(TEXT)):
        if text.text and _START in text.text:
            _place(text, mapping, places)
    for control in document.iter(CONTROL):
        tag = control.find(f"{W}sdtPr/{W}tag")
        place = places.get(tag.get(VAL, "")) if tag is not None else None
        if place is not None:
            complete(control, place)


def _place(text: _Element, mapping: Mapping, places: dict[str, NamedPlace]) -> None:
    """Put controls where the slots of one text are; the control that a template has round a slot is kept."""
    run = next(text.iterancestors(RUN))
    parts = _SLOT.split(text.text or "")
    around = next(run.iterancestors(CONTROL), None)
    tag = around.find(f"{W}sdtPr/{W}tag") if around is not None else None
    if tag is not None and tag.get(VAL) in parts[1::2]:
        run.addnext(element(prompt_run(places[tag.get(VAL, "")])))
        run.getparent().remove(run)  # type: ignore[union-attr]
        return
    for number, part in enumerate(parts):
        if number % 2:
            run.addprevious(element(_control(places[part], mapping)))
        elif part:
            run.addprevious(_with_text(run, part))
    run.getparent().remove(run)  # type: ignore[union-attr]


def _control(place: NamedPlace, mapping: Mapping) -> str:
    if place.choice is not None:
        return check_box(place)
    return short_answer(place, None if place.column else mapping.field(place.asked))


def _with_text(run: _Element, text: str) -> _Element:
    """Return a run that looks like another and says ``text``."""
    made = etree.Element(RUN)
    properties = run.find(W + "rPr")
    if properties is not None:
        made.append(etree.fromstring(etree.tostring(properties, with_tail=False)))
    said = etree.SubElement(made, TEXT)
    said.text = text
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made
