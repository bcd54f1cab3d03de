"""What pending tracked changes would change: the form is read a second time as it was before them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pipeline.assess import assess
from pipeline.cases.decision import Decision
from pipeline.cases.settle import settle
from pipeline.extract import Layout, extract
from pipeline.findings import Finding, find, in_sentence
from pipeline.mapping import Mapping
from pipeline.ooxml import Package, View
from pipeline.readers import read_package
from pipeline.submission import Assessment, Submission

_LABELS_NAMED = 5


def pending_changes(
    package: Package,
    layout: Layout,
    count: int,
    accepted: Submission,
    assessment: Assessment,
    day: dt.date,
    decisions: Sequence[Decision] = (),
) -> tuple[Finding, ...]:
    """Return which answers the pending changes touch, with both totals when they differ.

    Args:
        package: The opened form.
        layout: The blank it was read with.
        count: Number of pending changes.
        accepted: The form as read, with the changes accepted.
        assessment: What was worked out from that, with what people settled.
        day: The day to work from.
        decisions: What they settled; it counts in both totals.
    """
    original = extract(read_package(package, view=View.ORIGINAL), layout, accepted.source)
    touched = _touched(accepted, original, layout.mapping)
    if not touched:
        return ()
    before = assess(settle(original, decisions, layout.mapping).submission, layout.mapping, day).total
    totals = f" Accepted, the total is {assessment.total}; before them it was {before}."
    field = touched[0][0] if len(touched) == 1 else ""
    totals = totals if before != assessment.total else ""
    return (find("tracked_changes", field=field, count=count, labels=_named(touched), totals=totals),)


def _named(touched: list[tuple[str, str]]) -> str:
    labels = [in_sentence(label) for _, label in touched]
    more = [f"and {len(labels) - _LABELS_NAMED} more"] if len(labels) > _LABELS_NAMED else []
    return "; ".join(labels[:_LABELS_NAMED] + more)


def _touched(accepted: Submission, original: Submission, mapping: Mapping) -> list[tuple[str, str]]:
    """Return id and label of every field and factor that reads differently before the changes."""
    found = []
    for field in mapping.fields:
        now, then = accepted.answers[field.id], original.answers[field.id]
        if (now.state, now.value) != (then.state, then.value):
            found.append((field.id, field.label))
    for factor in mapping.factors:
        mark, past = accepted.checklist[factor.id], original.checklist[factor.id]
        if (mark.state, mark.number, mark.notes) != (past.state, past.number, past.notes):
            found.append((factor.id, factor.label))
    return found
