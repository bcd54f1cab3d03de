"""The rows of a completed form that bear a factor's label, with the boxes of their answers."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.extract.checklist_columns import Columns, labels_of
from pipeline.extract.checklist_places import ChecklistPlace, FactorPlace
from pipeline.extract.filled import Filled, Piece, claim
from pipeline.extract.once import once
from pipeline.extract.skeleton import Box
from pipeline.extract.text import label_key
from pipeline.mapping.model import Factor

_TICKS = "✓✔☑☒√✅✗✘☐□ "
_LONG_PROMPT = 200
_LONG_LABEL = 12  # a label of so many letters is known with words behind it

Boxes = tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One row of the form that bears a factor's label.

    Attributes:
        notes: Boxes for notes, those of the rows under it too.
        prompts: What the blank prints in the rows under it, as keys: no part of a note.
        in_label: It is answered in its label's own box: ``☐ Family conflict``.
    """

    factor: Factor
    label: Box
    answer: Boxes
    weight: Box | None
    notes: Boxes
    options: dict[str, Boxes] = field(default_factory=dict)
    rounds: dict[str, Boxes] = field(default_factory=dict)
    round_options: dict[str, dict[str, Boxes]] = field(default_factory=dict)
    prompts: tuple[str, ...] = ()
    is_like: bool = False
    in_label: bool = False


def find_rows(filled: Filled, place: ChecklistPlace) -> dict[str, list[FactorRow]]:
    """Find the rows of each factor by its label, never by where they stand."""
    found: dict[str, list[FactorRow]] = defaultdict(list)
    for boxes in _rows(filled, place):
        for label, factor in _labelled(filled, place, boxes):
            found[factor.id].append(_row(filled, place, place.rows[factor.id], label, boxes))
    for factor_id in place.rows.keys() - found.keys() if place.checklist.similar else ():
        row = _alike(filled, place, place.rows[factor_id], found)
        if row is not None:
            found[factor_id].append(row)
    return found


def _rows(filled: Filled, place: ChecklistPlace) -> Iterator[Sequence[Box]]:
    tables = place.tables
    for number, table in enumerate(filled.form.tables):
        if filled.matched.table.get(number) in tables:
            yield from table


def _labelled(filled: Filled, place: ChecklistPlace, boxes: Sequence[Box]) -> list[tuple[Box, Factor]]:
    """Find the labels in a row, each once; where none is in its column, the first one found."""
    seen = [(box, factor) for box in boxes if (factor := _factor_of(filled, place, box)) is not None]
    here = [(box, factor) for box, factor in seen if _in_label_column(filled, place, box, factor)]
    return list({factor.id: (box, factor) for box, factor in reversed(here)}.values()) or seen[:1]


def _factor_of(filled: Filled, place: ChecklistPlace, box: Box) -> Factor | None:
    """Give the factor whose label a box bears; a tick or cross typed beside it is no part of it."""
    for wording, factor in _named_by(place, box):
        if not _is_another_lists(filled, place, box, wording):
            return factor
    return _with_words_behind(filled, place, box)


@once
def _named_by(place: ChecklistPlace, box: Box) -> Sequence[tuple[str, Factor]]:
    """Give the factors whose labels a box bears, each with the wording that it has there."""
    known = place.by_label
    named = [(wording, known.get(wording) or known.get(wording.strip(_TICKS))) for wording in labels_of(box)]
    return [(wording, factor) for wording, factor in named if factor is not None and factor.id in place.rows]


def _with_words_behind(filled: Filled, place: ChecklistPlace, box: Box) -> Factor | None:
    """Give the factor in whose label's box words were added behind the whole label: they are a comment.

    Where the answer is a typed yes or no, such words may be the answer or change the label: no guess is made there.
    """
    if not place.checklist.options:
        return None
    printed = filled.matched.blank_of(box)
    spot = next((row for row in place.rows.values() if row.label is printed and printed is not None), None)
    is_behind = printed is not None and len(printed.key) >= _LONG_LABEL and box.key.startswith(printed.key)
    return spot.factor if spot is not None and is_behind else None


def _is_another_lists(filled: Filled, place: ChecklistPlace, box: Box, wording: str) -> bool:
    """Tell whether a label that two checklists print stands in the row of the other one."""
    others = [each for each in filled.layout.checklists if each is not place and wording in each.by_label]
    blank_row = filled.matched.row.get((box.table, box.row))
    places = (each.rows.get(each.by_label[wording].id) for each in others)
    return any(row is not None and row.label is not None and blank_row == _at(row.label) for row in places)


def _at(box: Box) -> tuple[int, int]:
    return (box.table, box.row)


def _in_label_column(filled: Filled, place: ChecklistPlace, box: Box, factor: Factor) -> bool:
    """Tell whether a label stands in the column of labels; the same words in another column are somebody's note."""
    label = place.rows[factor.id].label
    return label is not None and filled.matched.column(box) == label.column


def _row(
    filled: Filled, checklist: ChecklistPlace, place: FactorPlace, label: Box, boxes: Sequence[Box], like: bool = False
) -> FactorRow:
    beside = [
        (box, filled.matched.column(box))
        for box in boxes
        if box is not label and not filled.matched.paired(box).is_in_added_column(box)
    ]

    def at(columns: Columns) -> Boxes:
        return tuple(box for box, column in beside if column in columns)

    weight = at(place.weight)
    return FactorRow(
        place.factor,
        label,
        at(place.answer),
        weight[0] if weight else None,
        at(place.notes) + _under(filled, checklist, place, label),
        {option: at(columns) for option, columns in place.options.items()},
        {each: at(columns) for each, columns in place.rounds.items()},
        {
            each: {option: at(columns) for option, columns in options.items()}
            for each, options in place.round_options.items()
            if options
        },
        _prompts(filled, checklist, place),
        like,
        place.label is not None and place.label.column in place.answer,
    )


def _under(filled: Filled, checklist: ChecklistPlace, place: FactorPlace, label: Box) -> Boxes:
    """Give the boxes of the rows under a row that take notes on it, and of those that were added between them."""
    count = checklist.checklist.notes_rows
    if not count or place.label is None:
        return ()
    table, first = place.label.table, place.label.row + 1
    wanted = {(table, row) for row in range(first, first + count)}
    found: list[Box] = []
    for boxes in filled.form.tables[label.table][label.row + 1 :]:
        blank_row = filled.matched.row.get(_at(boxes[0])) if boxes else None
        if (blank_row is not None and blank_row not in wanted) or _labelled(filled, checklist, boxes):
            break
        found += boxes
    return tuple(found)


def _prompts(filled: Filled, checklist: ChecklistPlace, place: FactorPlace) -> tuple[str, ...]:
    if not checklist.checklist.notes_rows or place.label is None:
        return ()
    first = place.label.row + 1
    rows = filled.layout.blank.tables[place.label.table][first : first + checklist.checklist.notes_rows]
    return tuple(label_key(line.text) for boxes in rows for box in boxes for line in box.lines if line.key)


def notes_on(filled: Filled, row: FactorRow) -> list[Piece]:
    """Claim the notes on a row, without the prompts that many rows print alike (``Evidence:``)."""
    found = claim(pieces_in(filled, row.notes))
    for piece in found:
        start = next((end for prompt in row.prompts if (end := _end_of(prompt, piece.text))), 0)
        piece.start += start
    return [piece for piece in found if piece.end > piece.start]


def _end_of(prompt: str, text: str) -> int:
    """Give where a prompt ends at the start of a text, with the colon or dash behind it; 0 when it isn't there."""
    for end in range(1, len(text) + 1):
        if label_key(text[:end]) == prompt:
            rest = text[end:].lstrip(" \t\u00a0:.-–—")
            return len(text) - len(rest)
        if end > _LONG_PROMPT:
            break
    return 0


def _alike(
    filled: Filled, checklist: ChecklistPlace, place: FactorPlace, found: dict[str, list[FactorRow]]
) -> FactorRow | None:
    """Find the one row whose label is as like as the mapping asks for, among those that bear no other label."""
    taken = {row.label for rows in found.values() for row in rows}
    wanted = [label_key(label) for label in place.factor.labels]
    least = (checklist.checklist.similar or 100) / 100
    likeness: Counter[Box] = Counter()
    for boxes in _rows(filled, checklist):
        for box in boxes:
            if box.key and box not in taken and _in_label_column(filled, checklist, box, place.factor):
                ratios = (
                    difflib.SequenceMatcher(None, one, wording, autojunk=False).ratio()
                    for one in labels_of(box)
                    for wording in wanted
                )
                likeness[box] = round(1000 * max(ratios))
    best = [box for box, ratio in likeness.most_common(2) if ratio >= 1000 * least]
    if not best or (len(best) > 1 and likeness[best[0]] == likeness[best[1]]):
        return None
    boxes = filled.form.tables[best[0].table][best[0].row]
    claim(filled.pieces(best[0]))  # the reworded label itself is no added text
    return _row(filled, checklist, place, best[0], boxes, like=True)


def pieces_in(filled: Filled, boxes: Sequence[Box]) -> list[Piece]:
    """Give what was added in some boxes."""
    return [piece for box in boxes for piece in filled.pieces(box)]
