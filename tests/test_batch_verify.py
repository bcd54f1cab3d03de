"""A written document has to read back: every answer as it was, every result in its place."""

import datetime as dt
from collections.abc import Mapping as Table

import pytest
from msgspec.structs import replace

from pipeline.errors import CannotWrite
from pipeline.location import Location
from pipeline.mapping import Mapping
from pipeline.mapping.strict.models import checked
from pipeline.process.verify import check_written, contradicted_corrections
from pipeline.submission import (
    Answer,
    Assessment,
    FactorAnswer,
    FactorState,
    Source,
    State,
    Submission,
    UnreadText,
    Value,
)

MAPPING = checked(
    Mapping,
    {
        "form": {"id": "small", "version": "1", "title": "Small form"},
        "field": [
            {"id": "name", "kind": "text", "label": "Name"},
            {"id": "done", "kind": "date", "label": "Date completed"},
            {"id": "review", "kind": "date", "label": "Review date"},
            {"id": "total", "kind": "number", "label": "TOTAL"},
        ],
        "score": {"band": [{"level": "low", "from": 0, "name": "Low"}], "total_field": "total"},
        "review": {"on": "done", "field": "review"},
    },
)
ASSESSMENT = Assessment(
    age=None,
    age_points=None,
    factor_points=5,
    total=5,
    total_max=5,
    rag="low",
    level="low",
    complete=True,
    review_due=dt.date(2026, 3, 31),
    points={"sen": 5},
    subtotals={},
)


def _answer(field: str, value: Value) -> Answer:
    place = Location((("table", 1), ("row", 1), ("column", 2)))
    if value is None:
        return Answer(field=field, state=State.BLANK, location=place)
    raw = value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else str(value)
    return Answer(field=field, state=State.ANSWERED, value=value, raw=raw, location=place)


def _submission(values: Table[str, Value], entered: str = "5", unread: tuple[str, ...] = ()) -> Submission:
    return Submission(
        form="small",
        version="1",
        source=Source(name="a.docx", sha256="", kind="docx"),
        answers={field: _answer(field, value) for field, value in values.items()},
        checklist={"sen": FactorAnswer(factor="sen", state=FactorState.YES, entered=entered)},
        unread=tuple(UnreadText(location=Location(), text=text) for text in unread),
    )


BEFORE: dict[str, Value] = {"name": "Example Child", "done": dt.date(2026, 1, 6), "review": None, "total": None}
AFTER = {**BEFORE, "review": dt.date(2026, 3, 31), "total": 5}


def test_answers_that_came_back_with_the_results_in_their_places_pass() -> None:
    check_written(_submission(BEFORE), ASSESSMENT, _submission(AFTER), MAPPING)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "Example"}, "name"),
        ({"name": None}, "name"),
        ({"total": 6}, "total"),
        ({"total": None}, "total"),
        ({"review": dt.date(2026, 3, 30)}, "review"),
    ],
)
def test_an_answer_or_result_that_did_not_come_back_is_an_error(wrong: dict[str, Value], field: str) -> None:
    with pytest.raises(CannotWrite) as problem:
        check_written(_submission(BEFORE), ASSESSMENT, _submission(AFTER | wrong), MAPPING)
    assert f"should: {field}." in problem.value.what
    assert "Example" not in str(problem.value)


def test_what_was_typed_stays_or_is_corrected_and_the_review_date_stays() -> None:
    typed = BEFORE | {"total": 7, "review": dt.date(2026, 2, 1)}
    check_written(_submission(typed), ASSESSMENT, _submission(typed), MAPPING)
    check_written(_submission(typed), ASSESSMENT, _submission(typed | {"total": 5}), MAPPING)
    with pytest.raises(CannotWrite, match="total"):
        check_written(_submission(typed), ASSESSMENT, _submission(typed | {"total": 6}), MAPPING)
    with pytest.raises(CannotWrite, match="review"):
        check_written(_submission(typed), ASSESSMENT, _submission(typed | {"review": ASSESSMENT.review_due}), MAPPING)
    unfinished = replace(ASSESSMENT, complete=False)
    with pytest.raises(CannotWrite, match="total"):
        check_written(_submission(typed), unfinished, _submission(typed | {"total": 5}), MAPPING)


def test_a_correction_that_reads_neither_as_typed_nor_as_worked_out_is_named() -> None:
    typed = BEFORE | {"total": 7}
    for found, named in ((7, set()), (5, set()), (6, {"total"}), (None, {"total"})):
        after = _submission(AFTER | {"total": found})
        assert contradicted_corrections(_submission(typed), ASSESSMENT, after, MAPPING) == named


def test_a_result_that_is_not_known_leaves_its_place_blank() -> None:
    check_written(
        _submission(BEFORE), replace(ASSESSMENT, review_due=None), _submission(AFTER | {"review": None}), MAPPING
    )


def test_a_checklist_entry_that_changed_is_an_error() -> None:
    with pytest.raises(CannotWrite, match="sen"):
        check_written(_submission(BEFORE), ASSESSMENT, _submission(AFTER, entered="x"), MAPPING)


def test_text_that_nobody_claimed_must_not_grow_or_vanish() -> None:
    check_written(_submission(BEFORE, unread=("a", "b")), ASSESSMENT, _submission(AFTER, unread=("b", "a")), MAPPING)
    for unread in ((), ("a", "new")):
        with pytest.raises(CannotWrite, match="belongs to no question"):
            check_written(_submission(BEFORE, unread=("a",)), ASSESSMENT, _submission(AFTER, unread=unread), MAPPING)
