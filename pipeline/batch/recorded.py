"""What the ledger keeps of a form, as a submission again: the way back from the result JSON, places left out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping as Table
from typing import Any

from pipeline.findings import Finding, Severity
from pipeline.mapping import Mapping
from pipeline.mapping.model import Field, FieldKind
from pipeline.submission import Answer, FactorAnswer, FactorState, Source, State, Submission, Value
from pipeline.words import Spans


def recorded_submission(result: str, mapping: Mapping) -> Submission:
    """Give the submission that a result was worked out from.

    Args:
        result: JSON, as :func:`pipeline.batch.result_json.result_json` renders it.
        mapping: Of its form. What the mapping asks for since then is not found.
    """
    record = json.loads(result)
    return Submission(
        form=record["form"],
        version=record["version"],
        source=Source(**record["source"]),
        answers={field.id: _answer(field, record["answers"].get(field.id)) for field in mapping.fields},
        checklist={factor.id: _factor(factor.id, record["checklist"].get(factor.id)) for factor in mapping.factors},
        findings=tuple(_finding(each) for each in record["findings"]),
    )


def _answer(field: Field, found: Table[str, Any] | None) -> Answer:
    if found is None:
        return Answer(field=field.id, state=State.NOT_FOUND)
    state = State(found["state"])
    value = _value(field, found["value"]) if state is State.ANSWERED else None
    struck = found.get("struck", ())
    if field.kind is FieldKind.TABLE:
        cells = tuple({name: _spans(spans) for name, spans in row.items()} for row in struck)
        return Answer(field=field.id, state=state, value=value, raw=found["raw"], struck_cells=cells)
    return Answer(field=field.id, state=state, value=value, raw=found["raw"], struck=_spans(struck))


def _spans(found: Any) -> Spans:
    return tuple((start, end) for start, end in found)


def _value(field: Field, value: Any) -> Value:
    if field.kind is FieldKind.DATE:
        return dt.date.fromisoformat(value)
    if field.kind is FieldKind.TABLE:
        return tuple(dict(row) for row in value)
    return value  # type: ignore[no-any-return]


def _factor(factor: str, found: Table[str, Any] | None) -> FactorAnswer:
    if found is None:
        return FactorAnswer(factor=factor, state=FactorState.NOT_FOUND)
    rounds = {name: _factor(factor, each) for name, each in found.get("rounds", {}).items()}
    return FactorAnswer(
        factor=factor,
        state=FactorState(found["state"]),
        entered=found["entered"],
        notes=found.get("notes", ""),
        chosen=tuple((found.get("answer") or "").split(", ")) if found.get("answer") else (),
        rounds=rounds,
        struck=_spans(found.get("struck", ())),
        notes_struck=_spans(found.get("notes_struck", ())),
    )


def _finding(found: Table[str, Any]) -> Finding:
    return Finding(
        code=found["code"],
        severity=Severity(found["severity"]),
        message=found["message"],
        remedy=found["remedy"],
        field=found["field"],
    )
