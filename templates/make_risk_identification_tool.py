"""Make ``risk_identification_tool.docx`` anew from its mapping: python templates/make_risk_identification_tool.py.

The template is a Word file that the team edits in Word; this is how the first one was made, and a way back to it. The
form's blank is made from it (``mappings/make_risk_identification_tool.py``), so both print the same words.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from pipeline.mapping import Mapping, load_catalogue
from pipeline.mapping.model import Checklist, Choice, Field, FieldKind
from pipeline.mapping.places import NamedPlace, named_places
from pipeline.writers.blank.controls import check_box
from pipeline.writers.following.package import usual_package
from pipeline.writers.word.build import GAP, LABEL_FILL, WIDTH, cell, main_part, paragraph, row, table

FORM: Final = "risk_identification_tool"
HERE: Final = Path(__file__).resolve().parent
MAPPING: Final = HERE.parent / "mappings" / f"{FORM}.toml"
LABEL_WIDTH: Final = 3600
BOX_WIDTH: Final = 700
FACTOR_WIDTH: Final = 2900
OPTION_WIDTH: Final = 1050


def main() -> None:
    """Write the template."""
    (HERE / f"{FORM}.docx").write_bytes(made())


def made() -> bytes:
    """Make the template."""
    mapping = load_catalogue([MAPPING]).find(FORM)
    return usual_package(main_part(_blocks(mapping)), mapping.form.title, width=WIDTH)


def _blocks(mapping: Mapping) -> Iterator[str]:
    yield paragraph(mapping.form.title, "Title")
    yield paragraph(
        "Tick one box in each row of the indicators, and one level. Leave open what is not known.", "Prompt"
    )
    for number, (section, fields) in enumerate(groupby(mapping.fields, key=lambda field: field.section), start=1):
        yield paragraph(f"{number}. {section}", "Heading1")
        for checklist in mapping.checklists:
            if checklist.section == section:
                yield _checklist(checklist)
        yield from _fields(list(fields), named_places(mapping))
    yield paragraph("{{p unread }}")


def _fields(fields: list[Field], places: dict[str, NamedPlace]) -> Iterator[str]:
    for is_short, group in groupby(fields, key=lambda field: field.kind in (FieldKind.TEXT, FieldKind.DATE)):
        if is_short:
            yield table((LABEL_WIDTH, WIDTH - LABEL_WIDTH), [_short(field) for field in group]) + GAP
        else:
            yield from (_long(field, places) + GAP for field in group)


def _short(field: Field) -> str:
    label = cell(LABEL_WIDTH, paragraph(field.label, "Label"), fill=LABEL_FILL)
    return row(label, cell(WIDTH - LABEL_WIDTH, paragraph(f"{{{{ {field.id} }}}}")))


def _long(field: Field, places: dict[str, NamedPlace]) -> str:
    if field.choices:
        label = row(cell(WIDTH, paragraph(field.label, "Label"), fill=LABEL_FILL, span=2))
        return table((BOX_WIDTH, WIDTH - BOX_WIDTH), [label, *(_option(field, each, places) for each in field.choices)])
    label = row(cell(WIDTH, paragraph(field.label, "Label"), fill=LABEL_FILL))
    return table((WIDTH,), [label, row(cell(WIDTH, paragraph(f"{{{{p {field.id} }}}}")), height=1100, splits=True)])


def _option(field: Field, choice: Choice, places: dict[str, NamedPlace]) -> str:
    box = check_box(places[f"{field.id}.{choice.id}"])
    return row(cell(BOX_WIDTH, f"<w:p>{box}</w:p>"), cell(WIDTH - BOX_WIDTH, paragraph(choice.label)))


def _checklist(checklist: Checklist) -> str:
    options = checklist.options
    notes = WIDTH - FACTOR_WIDTH - OPTION_WIDTH * len(options)
    widths = (FACTOR_WIDTH, *(OPTION_WIDTH for _ in options), notes)
    headers = ("Indicator", *(option.label for option in options), str(checklist.notes))
    marks = [f"{{{{r factor.mark.{option.id} }}}}" for option in options]
    factor = ("{{ factor.label }}", *marks, "{{ factor.notes }}")
    heads = [cell(wide, paragraph(text, "Label"), fill=LABEL_FILL) for wide, text in zip(widths, headers, strict=True)]
    rows = [
        row(*heads, header=True),
        _across("{%tr for group in checklist %}", len(widths)),
        _across("{{ group.name }}", len(widths)),
        _across("{%tr for factor in group.factors %}", len(widths)),
        row(*(cell(wide, paragraph(text)) for wide, text in zip(widths, factor, strict=True))),
        _across("{%tr endfor %}", len(widths)),
        _across("{%tr endfor %}", len(widths)),
    ]  # fmt: skip
    return table(widths, rows) + GAP


def _across(text: str, columns: int) -> str:
    return row(cell(WIDTH, paragraph(text, "Label"), fill=LABEL_FILL, span=columns))


if __name__ == "__main__":
    main()
