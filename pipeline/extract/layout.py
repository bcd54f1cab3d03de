"""Where each field's answer belongs, worked out once on the blank: principle 1, labels lead to answers.

:func:`prepare` reads a blank through its mapping. The result, a :class:`Layout`, is what every completed form is read
with; matching then carries each place over to the completed form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from pathlib import Path

from pipeline.document import Document
from pipeline.errors import InvalidMapping
from pipeline.extract.checklist.places import ChecklistPlace, find_checklist
from pipeline.extract.field_place import FieldPlace
from pipeline.extract.fingerprint import Fingerprint
from pipeline.extract.form.blank import BlankForm, Spot
from pipeline.extract.lines import Print
from pipeline.extract.matching.blank_index import BlankIndex
from pipeline.extract.matching.skeleton import Box, Skeleton, skeleton
from pipeline.extract.places.boxes import boxes_of
from pipeline.extract.places.labels import Labels, gap_in
from pipeline.extract.places.option_places import OptionPlaces
from pipeline.extract.prompts import prompts
from pipeline.extract.text import key, label_key
from pipeline.findings import Finding
from pipeline.mapping import Mapping
from pipeline.mapping.model import Field, FieldKind, Form, Place


class Layout(BlankForm):
    """A blank read through its mapping; see :func:`prepare`.

    Attributes:
        places: Where each field's answer belongs, by its id.
        fingerprint: The printed lines that tell this form from others.
        findings: What the reader noticed in the blank itself, such as a hidden sheet: that is no news in a form.
    """

    name: str
    kind: str
    places: dict[str, FieldPlace]
    checklists: tuple[ChecklistPlace, ...]
    fingerprint: Fingerprint
    findings: tuple[Finding, ...] = ()


def prepare(mapping: Mapping, blank: Document, blank_name: str) -> Layout:
    """Find every label of ``mapping`` in one of its blanks.

    Args:
        mapping: The form's mapping.
        blank: The parsed blank.
        blank_name: Name of its file, for messages.

    Raises:
        InvalidMapping: A label, option, column or factor is not printed in the blank; all of them are named.
    """
    shown = prompts(mapping, blank)
    labels = Labels(mapping, skeleton(blank, Print(cleared=shown.cleared)))
    finder = _Finder(labels)
    places = {field.id: finder.place(field) for field in mapping.fields}
    _relate(places)
    checklists = tuple(find_checklist(labels.blank, each, labels.problems) for each in mapping.checklists)
    if labels.problems:
        where = f"{mapping.path}: with the blank {blank_name}"
        raise InvalidMapping(
            "\n".join(f"{where}: {problem}" for problem in labels.problems),
            remedy="Mend the mapping or the blank; no form was read.",
            code="blank_differs",
        )
    return Layout(
        mapping=mapping,
        name=Path(blank_name).name,
        kind=blank.kind,
        blank=labels.blank,
        index=BlankIndex(labels.blank, finder.aliases(checklists), {t for each in checklists for t in each.tables}),
        places=places,
        checklists=checklists,
        fingerprint=Fingerprint.of(labels.blank),
        prompts=shown,
        print=Print(cleared=shown.cleared, printed=labels.blank.printed()),
        findings=blank.findings,
    )


def _relate(places: MappingOf[str, FieldPlace]) -> None:
    """Tell each place whose box it shares, and whether its boxes are in tables without a box of another field."""
    tables = {field: {box.table for box in place.boxes} for field, place in places.items()}
    for name, place in places.items():
        place.owner = places.get(place.field.part_of or place.field.rest_of or "")
        place.is_alone = all(tables[name].isdisjoint(others) for other, others in tables.items() if other != name)


def try_field(field: Field, blank: Skeleton) -> tuple[FieldPlace, tuple[str, ...]]:
    """Find one field alone in a blank, and say what is wrong with it; so a draft tries what it proposes."""
    form = Form(id="tried", version="1", title="tried")
    # Made without a check of its references: the fields that this one may name are not tried with it.
    mapping = Mapping.model_construct(form=form, fields=(field,))
    labels = Labels(mapping, blank)
    return _Finder(labels).place(field), tuple(labels.problems)


class _Finder:
    """Find where the answers of a mapping's fields belong in a blank."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._options = OptionPlaces(labels)

    def place(self, field: Field) -> FieldPlace:
        """Find where one field's answer belongs."""
        spots = self._labels.spots[field.id]
        if not spots:
            if field.rest_of is None and field.part_of is None and not field.optional:
                self._labels.miss(f"field '{field.id}'", field.label)
            return FieldPlace(field)
        if len(spots) > 1 and field.under is None:
            places = ", ".join(str(self._labels.line(spot).location) for spot in spots)
            self._labels.problems.append(
                f"field '{field.id}': its label {field.label!r} stands in several places ({places}); give more of it"
            )
        place = FieldPlace(field, label=spots[0], repeats=tuple(spots))
        if field.at is Place.GAP:
            place.gap = gap_in(self._labels.line(spots[0]), field.labels) or place.gap
            return place
        if field.kind is FieldKind.TABLE:
            self._table(place, spots[0])
        elif field.kind is FieldKind.CHOICE and self._options.find(place, spots[0]):
            pass
        else:
            place.boxes = boxes_of(self._labels.blank, field, spots[0])
        return place

    # -- tables ------------------------------------------------------------------------------------------------------

    def _table(self, place: FieldPlace, spot: Spot) -> None:
        """Find the rows and columns of a table field: under its label in the same table, or the next table after it."""
        if spot.box is None:
            table = next(
                (n for n, before in enumerate(self._labels.blank.lines_before) if before > spot.line_index), None
            )
            if table is None:
                self._labels.miss(f"field '{place.field.id}' table", place.field.label)
                return
            start = 0
        else:
            table, start = spot.box.table, spot.box.row + 1
        rows = self._labels.blank.tables[table]
        header = next((n for n in range(start, len(rows)) if self._columns(place, rows[n])), None)
        if header is None:
            self._columns_by_order(place, rows[start] if start < len(rows) else [])
        first = start if header is None else header + 1
        place.rows = tuple((table, row) for row in self._table_rows(rows, first))

    def _columns(self, place: FieldPlace, row: Sequence[Box]) -> bool:
        found = {}
        for column in place.field.columns:
            wanted = label_key(column.label or "")
            box = next((box for box in row if wanted and label_key(box.text) == wanted), None)
            if box is not None:
                found[column.id] = box.column
        if len(found) == len(place.field.columns):
            place.columns = found
            return True
        return False

    def _columns_by_order(self, place: FieldPlace, row: Sequence[Box]) -> None:
        if any(box.key for box in row) or len(row) < len(place.field.columns):
            labels = ", ".join(repr(column.label) for column in place.field.columns)
            self._labels.problems.append(f"field '{place.field.id}': no row has all of its column headers ({labels})")
            return
        place.columns = {column.id: box.column for column, box in zip(place.field.columns, row, strict=False)}

    def _table_rows(self, rows: Sequence[Sequence[Box]], first: int) -> list[int]:
        found = []
        for number in range(first, len(rows)):
            if any(id(box) in self._labels.boxes for box in rows[number]):
                break
            found.append(number)
        return found

    # -- other wordings ----------------------------------------------------------------------------------------------

    def aliases(self, checklists: Iterable[ChecklistPlace]) -> dict[str, list[Box]]:
        """Return other wordings of labels, as keys, with the boxes of the labels they stand for."""
        found: dict[str, list[Box]] = defaultdict(list)
        labelled = [
            (field.labels, [spot.box for spot in self._labels.spots[field.id] if spot.box is not None])
            for field in self._labels.mapping.fields
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
