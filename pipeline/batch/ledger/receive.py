"""What the ledger records of a result: who and when it is about, what reviews need, what tables show."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cases.overview import Overview
from pipeline.cases.version import Identity
from pipeline.findings import Severity
from pipeline.mapping import Mapping
from pipeline.ooxml import Package
from pipeline.ooxml.properties import last_saved
from pipeline.process.result import Result
from pipeline.process.result_json import answer_record, rendered
from pipeline.record.receiving import Received
from pipeline.submission import State
from pipeline.writers.register.columns import column_names
from pipeline.writers.register.row import standing_value

_OF_A_FACTOR: Final = ("state", "points", "answer")

Record = dict[str, Any]
"""A result as its JSON holds it (``docs/result-json.md``)."""


def received_from(
    result: Result, *, written: float, made_with: str, decided: str, saved: str, sent: str = "", parent: str = ""
) -> Received:
    """Return what is recorded of a form that was read.

    Args:
        result: What was read and worked out.
        written: The file's own time, in seconds since 1970.
        made_with: Digest of program, mappings, policy and blanks.
        decided: Digest of the decisions that the result holds.
        saved: When the document was last saved by its own word; empty when that says nothing.
        sent: When the innermost e-mail around it was sent; empty for none.
        parent: The mark of the version that it was made from; empty for none.
    """
    return replace(
        received_again(result.record, result.mapping),
        written=written,
        made_with=made_with,
        decided=decided,
        modified=saved,
        sent=sent,
        parent=parent,
        status="needs_review" if result.needs_review else "assessed",
    )


def received_again(record: Record, mapping: Mapping | None) -> Received:
    """Return what is recorded of a result JSON, of this version or an earlier one.

    Args:
        record: The result.
        mapping: Of its form; ``None`` when that is not at hand, and then little is known of it.
    """
    return Received(
        sha256=record["source"]["sha256"],
        identity=identity_of(record, mapping),
        is_blank=any(finding["code"] == "nothing_filled_in" for finding in record["findings"]),
        status="assessed",
        made_with="",
        overview=overview_of(record, mapping),
        shown=rendered(_without_narrative(record, mapping)),
        result=rendered(record),
    )


def from_earlier(text: str, mappings: Collection[Mapping]) -> Received:
    """Return what is recorded of a result JSON of an earlier version, understood by the mapping of its form."""
    record = json.loads(text)
    by_form = {mapping.form.id: mapping for mapping in mappings}
    return replace(received_again(record, by_form.get(record["form"])), result=text)


def identity_of(record: Record, mapping: Mapping | None) -> Identity:
    """Return what a form says of child, date and assessor, as far as it was read with certainty."""
    fields = _identifying(mapping)
    told = tuple(_certain(record, name) for name in fields.thing)
    return Identity(
        form=record["form"],
        thing=told if all(told) else (),
        number=_certain(record, fields.number),
        name=", ".join(filter(None, told)) or _certain(record, fields.name),
        born=_day(_certain(record, fields.born)),
        on=_day(_certain(record, fields.on)),
        assessor=_certain(record, fields.assessor),
    )


def identity_of_result(result: Result) -> Identity:
    """Return the same of a result that was not rendered yet; only what it asks for is rendered."""
    fields = _identifying(result.mapping)
    names = (*fields.thing, fields.number, fields.name, fields.born, fields.on, fields.assessor)
    asked = [name for name in names if name is not None and name in result.answers]
    answers = {name: answer_record(result.answers[name]) for name in asked}
    return identity_of({"form": result.submission.form, "answers": answers}, result.mapping)


class _Identifying(Struct, frozen=True, kw_only=True):
    """The fields of a form that say whom or what it is about, and when."""

    number: str | None = None
    name: str | None = None
    born: str | None = None
    on: str | None = None
    assessor: str | None = None
    thing: tuple[str, ...] = ()


def _identifying(mapping: Mapping | None) -> _Identifying:
    subject = mapping.subject if mapping is not None else None
    review = mapping.review if mapping is not None else None
    on = review.on if review is not None else None
    if subject is None:
        return _Identifying(on=on)
    return _Identifying(
        number=subject.number, name=subject.name, born=subject.born, on=subject.on or on, assessor=subject.assessor,
        thing=subject.thing,
    )  # fmt: skip


def overview_of(record: Record, mapping: Mapping | None) -> Overview:
    """Return what reviews, diary and order of urgency need of a result."""
    assessment = record["assessment"]
    rule = mapping.review if mapping is not None else None
    agreed = _parsed(_certain(record, rule.field if rule else None))
    completed = _parsed(_certain(record, rule.on if rule else None))
    due = _parsed(assessment["review_due"])
    level, strictest = assessment["level"], assessment.get("level_max", assessment["level"])
    rag, rag_max = assessment["rag"], assessment.get("rag_max", assessment["rag"])
    # An agreed day stands, also one past the limit (a finding says so). Only one that is not after the assessment
    # can't be meant; then the policy's counts. An outcome that ends the pathway has no review.
    is_over = due is None and rule is not None and assessment["level"] in rule.none_for
    is_possible = agreed is not None and (completed is None or agreed > completed)
    return Overview(
        total=assessment["total"],
        total_max=assessment["total_max"],
        complete=assessment["complete"],
        rag=rag,
        rag_max=rag_max,
        level=level,
        level_name=mapping.levels_text(level, strictest, rag, rag_max) if mapping is not None else str(level or ""),
        rank=mapping.rank(strictest) if mapping is not None else -1,
        agreed=agreed,
        due=due,
        limit=_parsed(assessment.get("review_limit") or ""),
        review=None if is_over else agreed if is_possible else due,
        musts=tuple(finding["code"] for finding in record["findings"] if finding["severity"] == Severity.MUST),
    )


def saved_at(package: Package, day: dt.date, blank_dates: Collection[str]) -> str:
    """Return when a document was last saved, unless that is the blank's own date or lies after the day.

    Args:
        package: The opened form.
        day: The day to work from.
        blank_dates: When blanks were saved: a program that leaves the date alone leaves theirs.
    """
    saved = last_saved(package)
    return saved if saved and saved not in blank_dates and saved[:10] <= day.isoformat() else ""


def _without_narrative(record: Record, mapping: Mapping | None) -> Record:
    """Keep of a result what tables show."""
    shown = _shown(mapping)
    return {
        "form": record["form"],
        "answers": {
            field: {"state": answer["state"], "value": standing_value(answer)}
            for field, answer in record["answers"].items()
            if field in shown
        },
        "checklist": {
            factor: {part: answer[part] for part in _OF_A_FACTOR if part in answer}
            for factor, answer in record["checklist"].items()
        },
        "assessment": record["assessment"],
        "findings": [{name: part for name, part in each.items() if name != "location"} for each in record["findings"]],
    }


def _shown(mapping: Mapping | None) -> frozenset[str]:
    """Name the fields that some table shows, or goes by."""
    if mapping is None:
        return frozenset()
    subject, review, score = mapping.subject, mapping.review, mapping.score
    shown = (review and review.on, review and review.field, score and score.outcome_field)
    gone_by = (*(subject.told_by if subject else ()), *shown)
    return frozenset((*column_names(mapping), *(field for field in gone_by if field)))


def _certain(record: Record, field: str | None) -> str:
    answer = record["answers"].get(field) if field else None
    value = answer["value"] if answer is not None and answer["state"] == State.ANSWERED else None
    return str(value).strip() if isinstance(value, str | int) else ""


def _day(text: str) -> str:
    day = _parsed(text)
    return day.isoformat() if day is not None else ""


def _parsed(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:  # a mapping that names a field of another kind
        return None
