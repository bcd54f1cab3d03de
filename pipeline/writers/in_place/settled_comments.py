"""What comments say about entries that people settled: as what, who, when and why; the document may hold all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.cases.apply import settled_text
from pipeline.cases.settle import day_of
from pipeline.cases.targets import CellTarget, FactorTarget, Target, factor_of, target_of
from pipeline.cases.values import legal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.findings import Finding
    from pipeline.mapping import Mapping
    from pipeline.submission import Settled, Submission


def with_reasons(findings: Iterable[Finding], submission: Submission, mapping: Mapping) -> list[Finding]:
    """Return findings as comments tell them: what was settled in full, everything else as it is.

    Args:
        findings: What was noticed.
        submission: What the form says, with what people settled.
        mapping: Of the form.
    """
    return [_in_full(each, submission, mapping) if each.code == "settled" else each for each in findings]


def _in_full(finding: Finding, submission: Submission, mapping: Mapping) -> Finding:
    target = target_of(str(finding.facts.get("entry", "")), mapping)
    settled = _settled(target, submission) if target is not None else None
    if target is None or settled is None:
        return finding
    named = f"{target.label}: s" if isinstance(target, CellTarget) or finding.location is None else "S"
    why = f": {settled.why.strip()}" if settled.why.strip() else "."
    said = f'{named}ettled as "{settled_text(target, submission)}" by {settled.by} on {day_of(settled.at)}{why}'
    return replace(finding, message=legal(said), remedy="")


def _settled(target: Target, submission: Submission) -> Settled | None:
    if isinstance(target, FactorTarget):
        row = factor_of(target, submission)
        return row.settled if row is not None else None
    answer = submission.answers[target.at.name]
    return answer.cells.get(target.at.cell) if isinstance(target, CellTarget) else answer.settled
