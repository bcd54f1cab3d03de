"""Make the templates of the starters anew from their mappings: python templates/make_forms.py.

A template is a Word file that the team edits in Word; this is how the first ones were made, and a way back to them. The
blanks are made from them (``mappings/make_blanks.py``), so both print the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from pipeline.mapping import Mapping, load_catalogue
from pipeline.mapping.model import Checklist, Choice, Field, FieldKind
from pipeline.mapping.places import named_places
from pipeline.writers.blank.controls import check_box
from pipeline.writers.following.package import usual_package
from pipeline.writers.word.build import GAP, LABEL_FILL, WIDTH, cell, main_part, paragraph, row, runs, table

HERE: Final = Path(__file__).resolve().parent
MAPPINGS: Final = HERE.parent / "mappings"
OTHERS: Final = ("ce_assessment",)
"""Mappings of forms that others print; their templates are made otherwise."""

HOW: Final = {
    "domestic_abuse_checklist": (
        "Ask when you are alone with the person, and tick one box in each row. Leave a row open only if it was not "
        "asked.",
        "A starter of the type of DASH, in words of our own: not the DASH itself, and no substitute for its training.",
    ),
    "nutrition_screen": (
        "Tick one row in each step. A body mass index is the weight in kilograms, divided twice by the height in "
        "metres; a loss of weight is counted in hundredths of the weight before.",
        "A starter of the type of MUST, in words of our own: not the MUST itself, and no substitute for its training.",
    ),
    "risk_assessment": (
        "Write each hazard into a row of its own, and add rows as you need them. Severity: 1 negligible, 2 minor, "
        "3 moderate, 4 major, 5 fatal. Likelihood: 1 rare, 2 unlikely, 3 possible, 4 likely, 5 certain.",
        "A starter in words of our own, to be adapted to your own matrix.",
    ),
}
"""What a form prints below its title, where that is not the usual."""
ROWS: Final = {"domestic_abuse_checklist": "Question"}
"""What heads the rows of its checklist."""
USUAL: Final = ("Tick one box in each row of the indicators, and one level. Leave open what is not known.",)
SHORT: Final = (FieldKind.TEXT, FieldKind.DATE, FieldKind.NUMBER)
LABEL_WIDTH: Final = 3600
BOX_WIDTH: Final = 700
MARK_WIDTH: Final = 1700
CHOICE_WIDTH: Final = 1500
SHORTEST: Final = 10
"""Letters: options that have no more stand in one row."""
FACTOR_WIDTH: Final = 2900
OPTION_WIDTH: Final = 1050
POINTS_WIDTH: Final = 1100
NUMBER_WIDTH: Final = 1420
TICK_WIDTH: Final = 1300


def main() -> None:
    """Write the templates."""
    for name, content in made().items():
        (HERE / name).write_bytes(content)


def made() -> dict[str, bytes]:
    """Make the templates, by their file names."""
    starters = [path for path in sorted(MAPPINGS.glob("*.toml")) if path.stem not in OTHERS]
    return {f"{each.form.id}.docx": _template(each) for each in load_catalogue(starters).mappings}


def _template(mapping: Mapping) -> bytes:
    return usual_package(main_part(_blocks(mapping)), mapping.form.title, width=WIDTH)


def _blocks(mapping: Mapping) -> Iterator[str]:
    yield paragraph(mapping.form.title, "Title")
    for line in HOW.get(mapping.form.id, USUAL):
        yield paragraph(line, "Prompt")
    for number, (section, fields) in enumerate(groupby(mapping.fields, key=lambda field: field.section), start=1):
        yield paragraph(f"{number}. {section}", "Heading1")
        for checklist in mapping.checklists:
            if checklist.section == section:
                yield _checklist(checklist, ROWS.get(mapping.form.id, "Indicator"))
        yield from _fields(list(fields), _boxes(mapping), _numbers(mapping))
    yield paragraph("{{p unread }}")


def _fields(fields: list[Field], boxes: dict[str, str], numbers: set[str]) -> Iterator[str]:
    for is_short, group in groupby(fields, key=lambda field: field.kind in SHORT):
        if is_short:
            yield table((LABEL_WIDTH, WIDTH - LABEL_WIDTH), [_short(field) for field in group]) + GAP
        else:
            yield from (_long(field, boxes, numbers) + GAP for field in group)


def _short(field: Field) -> str:
    label = cell(LABEL_WIDTH, paragraph(field.label, "Label"), fill=LABEL_FILL)
    return row(label, cell(WIDTH - LABEL_WIDTH, paragraph(f"{{{{ {field.id} }}}}")))


def _long(field: Field, boxes: dict[str, str], numbers: set[str]) -> str:
    if field.columns:
        return _rows(field, numbers)
    if field.choices and max(len(choice.label) for choice in field.choices) <= SHORTEST:
        return _beside(field, boxes)
    if field.choices:
        label = row(cell(WIDTH, _label(field.label), fill=LABEL_FILL, span=2))
        wide = MARK_WIDTH if "mark." in boxes[f"{field.id}.{field.choices[0].id}"] else BOX_WIDTH
        return table((wide, WIDTH - wide), [label, *(_option(field, each, boxes, wide) for each in field.choices)])
    label = row(cell(WIDTH, _label(field.label), fill=LABEL_FILL))
    return table((WIDTH,), [label, row(cell(WIDTH, paragraph(f"{{{{p {field.id} }}}}")), height=1100, splits=True)])


def _beside(field: Field, boxes: dict[str, str]) -> str:
    """Write a question with its options in one row, each in a cell with its box."""
    wide = [CHOICE_WIDTH] * len(field.choices)
    first = WIDTH - sum(wide)
    cells = [
        cell(CHOICE_WIDTH, f"<w:p>{boxes[f'{field.id}.{choice.id}']}{runs(' ' + choice.label)}</w:p>")
        for choice in field.choices
    ]
    return table((first, *wide), [row(cell(first, _label(field.label), fill=LABEL_FILL), *cells)])


def _option(field: Field, choice: Choice, boxes: dict[str, str], wide: int) -> str:
    box = boxes[f"{field.id}.{choice.id}"]
    return row(cell(wide, f"<w:p>{box}</w:p>"), cell(WIDTH - wide, paragraph(choice.label)))


def _boxes(mapping: Mapping) -> dict[str, str]:
    """Return what is ticked: check boxes, and a tag for the worked-out level, which may say more than a tick."""
    shown = mapping.score.rag_field if mapping.score is not None else None
    places = named_places(mapping).items()
    return {
        name: runs(f"{{{{ mark.{name} }}}}") if place.asked == shown else check_box(place)
        for name, place in places
        if place.choice is not None
    }


def _numbers(mapping: Mapping) -> set[str]:
    """Return the columns of tables that hold numbers alone, and need little room."""
    tables = mapping.score.tables if mapping.score is not None else ()
    return {
        f"{each.field}.{column}" for each in tables for column in (*each.multiply, each.result) if column is not None
    }


def _rows(field: Field, numbers: set[str]) -> str:
    """Write a table that has as many rows as there are answers, on a blank some empty ones."""
    narrow = [f"{field.id}.{column.id}" in numbers for column in field.columns]
    share = (WIDTH - NUMBER_WIDTH * sum(narrow)) // (len(narrow) - sum(narrow))
    widths = [NUMBER_WIDTH if is_narrow else share for is_narrow in narrow]
    widths[0] += WIDTH - sum(widths)
    texts = [f"{{{{ row.{column.id} }}}}" for column in field.columns]
    rows = [
        _across(field.label, len(widths)),
        _heads(widths, [str(column.label) for column in field.columns]),
        *_loops(widths, (f"row in {field.id}",), row(*_cells(widths, texts))),
    ]
    return table(widths, rows)


def _checklist(checklist: Checklist, rows: str) -> str:
    return _columns(checklist, rows) if checklist.has_option_columns else _ladders(checklist)


def _ladders(checklist: Checklist) -> str:
    """Write each factor as a heading over its rungs, each with its points and a box."""
    widths = (WIDTH - POINTS_WIDTH - TICK_WIDTH, POINTS_WIDTH, TICK_WIDTH)
    rung = ("{{ option.label }}", "{{ option.points }}", "{{r option.mark }}")
    rows = [
        _heads(widths, (checklist.groups[0].name, "Points", str(checklist.answer))),
        *_loops(
            widths,
            ("group in checklist", "factor in group.factors"),
            _across("{{ factor.label }}", len(widths)),
            *_loops(widths, ("option in factor.options",), row(*_cells(widths, rung))),
        ),
    ]
    return table(widths, rows) + GAP


def _loops(widths: Sequence[int], loops: Sequence[str], *rows: str) -> Iterator[str]:
    yield from (_across(f"{{%tr for {loop} %}}", len(widths)) for loop in loops)
    yield from rows
    yield from (_across("{%tr endfor %}", len(widths)) for _ in loops)


def _heads(widths: Sequence[int], headers: Sequence[str]) -> str:
    heads = [cell(wide, _label(text), fill=LABEL_FILL) for wide, text in zip(widths, headers, strict=True)]
    return row(*heads, header=True)


def _cells(widths: Sequence[int], texts: Sequence[str]) -> Iterator[str]:
    return (cell(wide, paragraph(text)) for wide, text in zip(widths, texts, strict=True))


def _columns(checklist: Checklist, first: str) -> str:
    """Write each factor as a row, with a box for each option and room for notes."""
    options = checklist.options
    notes = WIDTH - FACTOR_WIDTH - OPTION_WIDTH * len(options)
    widths = (FACTOR_WIDTH, *(OPTION_WIDTH for _ in options), notes)
    headers = (first, *(option.label for option in options), str(checklist.notes))
    marks = [f"{{{{r factor.mark.{option.id} }}}}" for option in options]
    factor = ("{{ factor.label }}", *marks, "{{ factor.notes }}")
    rows = [
        _heads(widths, headers),
        *_loops(
            widths,
            ("group in checklist",),
            _across("{{ group.name }}", len(widths)),
            *_loops(widths, ("factor in group.factors",), row(*_cells(widths, factor))),
        ),
    ]
    return table(widths, rows) + GAP


def _label(text: str) -> str:
    """Write a label over what it asks, on the same page as that."""
    return f'<w:p><w:pPr><w:pStyle w:val="Label"/><w:keepNext/></w:pPr>{runs(text)}</w:p>'


def _across(text: str, columns: int) -> str:
    return row(cell(WIDTH, _label(text), fill=LABEL_FILL, span=columns))


if __name__ == "__main__":
    main()
