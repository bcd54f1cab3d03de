"""Where each field's answer belongs, worked out once on the blank: principle 1, labels lead to answers.

:func:`prepare` reads a blank through its mapping. The result, a :class:`Layout`, is what every completed form is read
with; matching then carries each place over to the completed form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.document import Document
from pipeline.errors import InvalidMapping
from pipeline.extract.checklist.places import ChecklistPlace, find_checklist
from pipeline.extract.fingerprint import Fingerprint
from pipeline.extract.form.blank import BlankForm, Spot
from pipeline.extract.form.frames import unframed
from pipeline.extract.form.prompts import prompts
from pipeline.extract.lines import Print
from pipeline.extract.matching.blank_index import BlankIndex
from pipeline.extract.matching.skeleton import Box, Skeleton, skeleton
from pipeline.extract.places.shape import Shape
from pipeline.extract.text import key
from pipeline.findings import Finding
from pipeline.mapping import Mapping
from pipeline.mapping.model import Field, Form

if TYPE_CHECKING:
    from pipeline.extract.form.named_spots import Found
    from pipeline.extract.places.labels import Labels


class Layout(BlankForm):
    """A blank read through its mapping; see :func:`prepare`.

    Attributes:
        places: Where each field's answer belongs, by its id.
        fingerprint: The printed lines that tell this form from others.
        findings: What the reader noticed in the blank itself, such as a hidden sheet: that is no news in a form.
        unasked: The printed lines that belong to no question.
    """

    name: str
    kind: str
    places: dict[str, Shape]
    checklists: tuple[ChecklistPlace, ...]
    fingerprint: Fingerprint
    findings: tuple[Finding, ...] = ()
    unasked: tuple[Spot, ...] = ()


def prepare(mapping: Mapping, blank: Document, blank_name: str) -> Layout:
    """Find every label of ``mapping`` in one of its blanks.

    Args:
        mapping: The form's mapping.
        blank: The parsed blank.
        blank_name: Name of its file, for messages.

    Raises:
        InvalidMapping: A label, option, column or factor is not printed in the blank; all of them are named.
    """
    # What finds labels and places is imported here and below: a form is mostly read with a blank that was kept.
    from pipeline.extract.checklist.side_by_side import part_ladders
    from pipeline.extract.form.named_spots import named_spots
    from pipeline.extract.places.find import find_shapes
    from pipeline.extract.places.labels import Labels
    from pipeline.mapping.sheet.rows import with_row

    blank = unframed(blank)
    shown = prompts(mapping, blank)
    bones = skeleton(blank, Print(prompts=shown))
    labels = Labels(mapping, bones, named_spots(blank, bones) if any(each.named for each in mapping.fields) else {})
    places = find_shapes(labels)
    checklists = tuple(find_checklist(labels.blank, each, labels.problems) for each in mapping.checklists)
    part_ladders(labels.blank, checklists)
    if labels.problems:
        named = blank_name if blank_name.startswith("blank ") else f"blank {blank_name}"  # "blank made from it.docx"
        where = f"{mapping.path}: with the {named}"
        raise InvalidMapping(
            "\n".join(with_row(mapping, f"{where}: {problem}") for problem in labels.problems),
            remedy="Mend the mapping or the blank; no form was read.",
            code="blank_differs",
        )
    layout = Layout(
        mapping=mapping,
        name=Path(blank_name).name,
        kind=blank.kind,
        blank=labels.blank,
        index=BlankIndex(
            labels.blank,
            _aliases(labels, checklists),
            {t for each in checklists for t in each.tables},
            is_sheet=blank.kind == "xlsx",
        ),
        places=places,
        checklists=checklists,
        fingerprint=Fingerprint.of(labels.blank),
        prompts=shown,
        print=Print(prompts=shown, printed=labels.blank.printed()),
        findings=blank.findings,
    )
    layout.unasked = tuple(_unasked(layout, blank))
    return layout


def _unasked(layout: Layout, blank: Document) -> Iterator[Spot]:
    """Yield the printed lines of a blank that belong to no question."""
    from pipeline.extract.form.completed import CompletedForm

    form = CompletedForm(blank, layout)
    asked = {place for shape in layout.places.values() for place in shape.locations(form)}
    scored = {table for each in layout.checklists for table in each.tables}
    yield from (
        Spot(None, number)
        for number, (line, own) in enumerate(zip(form.bones.body, layout.blank.body, strict=True))
        if own.key and line.location not in asked
    )
    for box in layout.blank.boxes():
        if box.table not in scored and box.location not in asked:
            yield from (Spot(box, number) for number, line in enumerate(box.lines) if line.key)


def try_field(field: Field, blank: Skeleton, named: Found | None = None) -> tuple[Shape, tuple[str, ...]]:
    """Find one field alone in a blank, and say what is wrong with it; so a draft tries what it proposes.

    Args:
        field: The field.
        blank: The blank.
        named: What the blank gives names to.
    """
    from pipeline.extract.places.find import find_shape
    from pipeline.extract.places.labels import Labels

    form = Form(id="tried", version="1", title="tried")
    # Nothing is checked: the fields that this one may name are not tried with it.
    mapping = Mapping(form=form, fields=(field,))
    labels = Labels(mapping, blank, named or {})
    return find_shape(labels, field), tuple(labels.problems)


def _aliases(labels: Labels, checklists: Iterable[ChecklistPlace]) -> dict[str, list[Box]]:
    """Return other wordings of labels, as keys, with the boxes of those labels."""
    found: dict[str, list[Box]] = defaultdict(list)
    labelled = [
        (field.labels, [spot.box for spot in labels.spots[field.id] if spot.box is not None])
        for field in labels.mapping.fields
    ]
    labelled += [
        (row.factor.labels, [row.label])
        for place in checklists
        for row in place.rows.values()
        if row.label and row.printed
    ]
    for wordings, boxes in labelled:
        for label in wordings:
            if boxes and key(label) != boxes[0].key:
                found[key(label)] += boxes
    return found
