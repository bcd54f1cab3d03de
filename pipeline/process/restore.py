"""What the ledger keeps of a form, as a submission again: the way back from the result JSON, places left out."""

from __future__ import annotations

import json
from collections.abc import Mapping as Table
from typing import Any

from msgspec.structs import replace

from pipeline.cases.entries import recorded_answer, recorded_factor
from pipeline.findings import Finding, Severity
from pipeline.mapping import Mapping
from pipeline.mapping.model import Field
from pipeline.process.json_values import from_json
from pipeline.submission import Answer, FactorAnswer, FactorState, Source, State, Submission


def recorded_submission(result: str, mapping: Mapping) -> Submission:
    """Return the submission that a result was worked out from.

    Args:
        result: JSON, as :meth:`pipeline.process.result.Result.json` renders it.
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
    value = from_json(field, found["value"]) if state is State.ANSWERED else None
    return replace(recorded_answer(field.id, found), value=value)


def _factor(factor: str, found: Table[str, Any] | None) -> FactorAnswer:
    if found is None:
        return FactorAnswer(factor=factor, state=FactorState.NOT_FOUND)
    return recorded_factor(factor, found)


def _finding(found: Table[str, Any]) -> Finding:
    return Finding(
        code=found["code"],
        severity=Severity(found["severity"]),
        message=found["message"],
        remedy=found["remedy"],
        field=found["field"],
        proposed=found.get("proposed", ""),
    )
