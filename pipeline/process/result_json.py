"""The result of one form as JSON: the contract of ``wordform read --json``, also what the ledger keeps."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any

import msgspec

from pipeline.findings import Finding
from pipeline.location import Location
from pipeline.process.json_values import to_json
from pipeline.submission import (
    BY_PERSON,
    Answer,
    Assessment,
    Choices,
    FactorAnswer,
    Settled,
    Source,
    Submission,
    UnreadText,
)

Json = dict[str, object]


def rendered(record: Json, *, indent: int | None = None) -> str:
    """Render the record of a result, in one line or indented by so many spaces, as :func:`json.dumps` does.

    Nearly all are spelt by msgspec, in C. It spells some fractions otherwise, and no name of a file that is no text.
    """
    if not _has_fractions(record):
        with contextlib.suppress(UnicodeEncodeError):
            return msgspec.json.format(msgspec.json.encode(record), indent=indent or 0).decode()
    import json  # slow to load, and seldom needed

    return json.dumps(record, ensure_ascii=False, indent=indent)


def _has_fractions(held: Any) -> bool:
    for each in held.values() if isinstance(held, dict) else held:
        kind = type(each)
        if kind is float or ((kind is dict or kind is list) and _has_fractions(each)):
            return True
    return False


def record_of(submission: Submission, assessment: Assessment, findings: Iterable[Finding]) -> Json:
    """Return what the JSON of a result holds; dates are ISO, and a value is ``None`` unless its answer is certain."""
    return {
        "form": submission.form,
        "version": submission.version,
        "source": _source(submission.source),
        "answers": {field: answer_record(answer) for field, answer in submission.answers.items()},
        "checklist": {
            factor: _factor(answer, assessment.points.get(factor, 0)) for factor, answer in submission.checklist.items()
        },
        "assessment": _assessment(assessment),
        "findings": _findings(findings),
        "unread": [_unread(text) for text in submission.unread],
    }


def _source(source: Source) -> Json:
    return {"name": source.name, "sha256": source.sha256, "kind": source.kind}


def answer_record(answer: Answer) -> Json:
    """Return what the JSON of a result holds of one answer."""
    found: Json = {
        "state": answer.state.value,
        "value": to_json(answer.value),
        "raw": answer.raw,
        "location": _place(answer.location),
        "found_by": answer.found_by,
        **_signs(answer),
        **_struck(answer),
    }
    if answer.settled is not None:
        found["settled"] = _settled(answer.settled)
    if answer.cells:
        found["settled_cells"] = {cell: _settled(each) for cell, each in answer.cells.items()}
    return found


def _signs(answer: Answer | FactorAnswer) -> Json:
    """Return what an entry that isn't certain shows beside its text; nothing for most."""
    return {"signs": list(answer.signs)} if answer.signs else {}


def _settled(settled: Settled) -> Json:
    return {"by": settled.by, "at": settled.at, "why": settled.why, "was": settled.was}


def _struck(answer: Answer) -> Json:
    """Name what is struck out: stretches of ``raw``, or for a table those of each cell, by row and column."""
    if answer.struck_cells:
        return {"struck": [{name: list(spans) for name, spans in row.items()} for row in answer.struck_cells]}
    return {"struck": list(answer.struck)} if answer.struck else {}


def _factor(answer: FactorAnswer, points: int) -> Json:
    found: Json = {
        "state": answer.state.value,
        "entered": answer.entered,
        "points": points,
        "notes": answer.notes,
        "location": _place(answer.location),
        **_signs(answer),
        **_settled_factor(answer),
    }
    if answer.struck:
        found["struck"] = list(answer.struck)
    if answer.notes_struck:
        found["notes_struck"] = list(answer.notes_struck)
    if answer.chosen:
        found["answer"] = str(Choices(answer.chosen))
    if answer.rounds:
        found["rounds"] = {name: _round(each) for name, each in answer.rounds.items()}
    return found


def _round(answer: FactorAnswer) -> Json:
    return {
        "state": answer.state.value,
        "entered": answer.entered,
        "answer": str(Choices(answer.chosen)) or None,
        **_signs(answer),
        **({"struck": list(answer.struck)} if answer.struck else {}),
        **_settled_factor(answer),
    }


def _settled_factor(answer: FactorAnswer) -> Json:
    return {} if answer.settled is None else {"found_by": BY_PERSON, "settled": _settled(answer.settled)}


def _assessment(assessment: Assessment) -> Json:
    return {
        "age": assessment.age,
        "age_points": assessment.age_points,
        "factor_points": assessment.factor_points,
        "total": assessment.total,
        "total_max": assessment.total_max,
        "rag": assessment.rag,
        "level": assessment.level,
        "review_due": to_json(assessment.review_due),
        "review_limit": to_json(assessment.review_limit),
        "complete": assessment.complete,
        "subtotals": dict(assessment.subtotals),
        "band": assessment.band,
        "overrides": [
            {"id": change.id, "before": change.before, "after": change.after} for change in assessment.overrides
        ],
        "flags": list(assessment.flags),
        "judgement_points": assessment.judgement_points,
        "attribute_points": dict(assessment.attribute_points),
        "rounds": {each.id: {"total": each.total, "total_max": each.total_max} for each in assessment.rounds},
        "previous_total": assessment.previous_total,
        "trend": assessment.trend,
        "routes": list(assessment.routes),
        "rag_max": assessment.rag_max,
        "level_max": assessment.level_max,
        **_of_few(assessment),
    }


def _of_few(assessment: Assessment) -> Json:
    """Return what forms have whose mapping multiplies points, or scores several people; nothing for the others."""
    found: Json = {}
    people = {each.person: each for each in assessment.rounds if each.person}
    if len(people) > 1:
        found["people"] = {
            name: {"round": each.id, "total": each.total, "total_max": each.total_max} for name, each in people.items()
        }
    if assessment.products:
        found["products"] = {
            name: {"points": each.points, "times": each.times, "product": each.product, "product_max": each.product_max}
            for name, each in assessment.products.items()
        }
    if assessment.table_points:
        found["table_points"] = {
            name: [{"points": row.points, "points_max": row.points_max, "level": row.level} for row in rows]
            for name, rows in assessment.table_points.items()
        }
    return found


def _findings(findings: Iterable[Finding]) -> list[Json]:
    return [
        {
            "code": finding.code,
            "severity": finding.severity.value,
            "field": finding.field,
            "location": _place(finding.location),
            "message": finding.message,
            "remedy": finding.remedy,
            **({"proposed": finding.proposed} if finding.proposed else {}),
        }
        for finding in findings
    ]


def _unread(text: UnreadText) -> Json:
    found: Json = {"location": _place(text.location), "text": text.text}
    if text.struck:
        found["struck"] = list(text.struck)
    if text.hidden:
        found["hidden"] = True
    return found


def _place(location: Location | None) -> str | None:
    return None if location is None else str(location)
