"""Where the blank shows its score: rating, points for age, total; and the bands that it prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.draft.finders.pairs import right_of
from pipeline.draft.finders.scale import RatedRow, age_bands_in, bands_in, rated_rows
from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, has_words, rows_of
from pipeline.extract.matching.skeleton import Box
from pipeline.mapping.model import AgeBand, Band, Choice, FieldKind
from pipeline.mapping.strict.models import make

_LONGEST_DECISION: Final = 40
_DECISION: Final = re.compile(r"\b(outcome|decision|agreed level|level of (risk|concern)|risk level)\b", re.I)
LEVELS_ASSUMED: Final = (
    "The form prints no answers to choose from here; these are the levels of its bands. "
    "Add what else people may choose."
)


class Scale(Struct, frozen=True, kw_only=True):
    """What was found about the score.

    Attributes:
        questions: The places that show it.
        bands: Bands of the total, lowest first; none when the blank prints none.
        ages: Points for ages.
    """

    questions: tuple[Question, ...] = ()
    bands: tuple[Band, ...] = ()
    ages: tuple[AgeBand, ...] = ()


def find_scale(blank: Blank) -> Scale:
    """Find bands and the places that show the score, and take their boxes."""
    ages, age_questions = _ages(blank)
    bands, rating = _rated(blank)
    if not bands:
        bands, rating = _inline(blank)
    return Scale(questions=tuple(age_questions + rating), bands=bands, ages=ages)


def with_levels(question: Question, scale: Scale) -> Question:
    """Make people's own decision a choice of the levels, where the form leaves an empty box for it."""
    plain = question.kind in (FieldKind.TEXT, FieldKind.NARRATIVE) and question.rest_of is None
    if not scale.bands or not plain or len(question.label) > _LONGEST_DECISION or not _DECISION.search(question.label):
        return question
    choices = tuple(make(Choice, id=band.level, label=band.name, also=band.also) for band in scale.bands)
    return replace(question, kind=FieldKind.CHOICE, choices=choices, notes=(LEVELS_ASSUMED,))


# -- points for age ----------------------------------------------------------------------------------------------------


def _ages(blank: Blank) -> tuple[tuple[AgeBand, ...], list[Question]]:
    found: list[AgeBand] = []
    questions: list[Question] = []
    for _, _, row in rows_of(blank):
        for box in row:
            bands = age_bands_in(box.text)
            found += bands
            if bands and not questions:
                questions += _age_place(blank, row, box)
            if bands:
                blank.take(box)
    for line in blank.bones.body:
        found += age_bands_in(line.text)
    return tuple(found), questions


def _age_place(blank: Blank, row: Sequence[Box], box: Box) -> list[Question]:
    """Find where the points for age go: the label is the box itself, or one left of it."""
    before = [other for other in row if other.column < box.column and has_words(other.text)]
    label = before[-1] if before else box
    answer = right_of(blank, box)
    if not answer:
        return []
    blank.take(label, box, *answer)
    text = re.split(r"\d", label.lines[0].text)[0].strip() or label.lines[0].text
    return [
        Question(
            spot=Spot(label, 0), label=text, kind=FieldKind.NUMBER, answer=answer, tag=blank.tag(*answer), role="age"
        )
    ]


# -- bands of the total ------------------------------------------------------------------------------------------------


def _rated(blank: Blank) -> tuple[tuple[Band, ...], list[Question]]:
    """Find rows that print a band each; with an empty box in each of them they are a choice."""
    for rows in rated_rows(blank):
        bands = tuple(row.band for row in rows)
        label = _label_over(blank, rows[0])
        boxes = [box for row in rows for box in row.boxes]
        if label is not None and all(row.answer for row in rows):
            blank.take(*boxes)
            if label.box is not None:
                blank.take(*blank.bones.tables[label.box.table][label.box.row])
            choices = tuple(_choice(row) for row in rows)
            tags = [tag for row in rows if "." in (tag := blank.tag(*row.answer))]
            return bands, [
                Question(
                    spot=label, label=blank.line(label).text, kind=FieldKind.CHOICE, choices=choices, role="rag",
                    tag=tags[0].partition(".")[0] if tags else "",
                )
            ]  # fmt: skip
        blank.take(*boxes)
        return bands, []
    return (), []


def _label_over(blank: Blank, row: RatedRow) -> Spot | None:
    above = blank.bones.tables[row.name.table][: row.name.row]
    for boxes in reversed(above):
        printed = [box for box in boxes if box.key]
        if len(printed) == 1 and blank.free(printed[0]):
            return Spot(printed[0], 0)
    return None


def _choice(row: RatedRow) -> Choice:
    label = next((line.text for line in row.name.lines if line.key), row.band.name)
    return make(Choice, id=row.band.level, label=label)


def _inline(blank: Blank) -> tuple[tuple[Band, ...], list[Question]]:
    """Find bands that one line prints, in a label or in the text."""
    for box in blank.bones.boxes():
        bands = bands_in(box.text)
        if bands:
            answer = right_of(blank, box)
            if not answer or not blank.free(box):
                return bands, []
            blank.take(box, *answer)
            label = box.lines[0].text.split("(")[0].strip() or box.lines[0].text
            choices = tuple(make(Choice, id=band.level, label=band.name) for band in bands)
            return bands, [
                Question(
                    spot=Spot(box, 0), label=label, kind=FieldKind.CHOICE, answer=answer, choices=choices, role="rag",
                    tag=blank.tag(*answer),
                )
            ]  # fmt: skip
    for line in blank.bones.body:
        bands = bands_in(line.text)
        if bands:
            return bands, []
    return (), []
