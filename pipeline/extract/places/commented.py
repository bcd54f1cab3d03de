"""Questions that were left blank and have a comment: it may be their answer, and comments are not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.places.shape import Shape
from pipeline.findings import Finding, find
from pipeline.location import Location
from pipeline.patterns import pattern
from pipeline.submission import Answer, FactorAnswer, FactorState, State

_OF_ROW: Final = pattern(r"\d+$")


def comments_at_blanks(
    places: Iterable[Location],
    form: CompletedForm,
    shapes: Mapping[str, Shape],
    answers: Mapping[str, Answer],
    checklist: Mapping[str, FactorAnswer],
) -> list[Finding]:
    """Name the questions and rows that were left blank where people commented; results are not theirs to give."""
    commented = list(places)
    return [*_fields(commented, form, shapes, answers), *_rows(commented, form, checklist)] if commented else []


def _fields(
    commented: list[Location], form: CompletedForm, shapes: Mapping[str, Shape], answers: Mapping[str, Answer]
) -> Iterator[Finding]:
    from pipeline.cases.targets import results_of  # few forms have comments there

    results = results_of(form.layout.mapping)
    for field in form.layout.mapping.fields:
        if answers[field.id].state is not State.BLANK or field.id in results:
            continue
        shape = shapes[field.id]
        own = [*shape.locations(form), *(line.location for _, line in shape.option_lines(form))]
        here = next((each for each in commented if any(each.within(place) for place in own)), None)
        if here is not None:
            yield find("comment_at_blank", field=field.id, location=here, label=field.label)


def _rows(commented: list[Location], form: CompletedForm, checklist: Mapping[str, FactorAnswer]) -> Iterator[Finding]:
    by_row = {_row(each): each for each in commented}
    for factor in form.layout.mapping.factors:
        row = checklist[factor.id]
        here = by_row.get(_row(row.location)) if row.location is not None else None
        if row.state is FactorState.BLANK and not row.notes and here is not None:
            yield find("comment_at_blank", field=factor.id, location=here, label=factor.label)


def _row(location: Location) -> object:
    """Return the row that a place is in: of a table, or of a sheet; the place itself where it is in none."""
    words = [word for word, _ in location.steps]
    if "row" in words:
        return location.steps[: len(words) - words[::-1].index("row")]
    if words == ["sheet", "cell"]:
        return location.steps[0], "".join(_OF_ROW.findall(str(location.steps[1][1])))
    return location.steps
