"""What one form comes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping as Mapping_
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.extract import Layout
from pipeline.findings import Finding, Severity
from pipeline.mapping import Mapping
from pipeline.submission import Answer, Assessment, FactorAnswer, Submission, UnreadText

if TYPE_CHECKING:
    from pipeline.cases.decision import Decision
    from pipeline.process.result_json import Json
    from pipeline.writers.marks.mark import Mark


class Result(Struct, frozen=True, kw_only=True):
    """What was read from one form and worked out, before anything is written.

    Attributes:
        submission: What the form says, with what people settled.
        kind: ``docx`` or ``xlsx``: what was read, after converting an older format.
        unsettled: What was read, when there were decisions.
        lapsed: Decisions that could not be applied.
        mark: The mark that the form carried, if it is a document of ours that came back.
    """

    submission: Submission
    assessment: Assessment
    layout: Layout
    kind: str = "docx"
    mark: Mark | None = None
    unsettled: Submission | None = None
    lapsed: tuple[Decision, ...] = ()

    @property
    def as_read(self) -> Submission:
        """What was read, whatever people settled: this is in the form, and in its document."""
        return self.unsettled or self.submission

    @property
    def mapping(self) -> Mapping:
        """The mapping that the form was read with."""
        return self.layout.mapping

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was noticed, the most severe first."""
        order = list(Severity)
        found = (*self.submission.findings, *self.assessment.findings)
        return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))

    @property
    def answers(self) -> Mapping_[str, Answer]:
        """The answers by the ids of their fields: state, value, raw text and place."""
        return self.submission.answers

    @property
    def checklist(self) -> Mapping_[str, FactorAnswer]:
        """The entries of the checklist by the ids of their factors."""
        return self.submission.checklist

    @property
    def total(self) -> int | None:
        """The total score in points; ``None`` where the form has none, or is blank."""
        return self.assessment.total

    @property
    def total_max(self) -> int | None:
        """What the total could be if every unclear entry applied."""
        return self.assessment.total_max

    @property
    def level(self) -> str | None:
        """The level that counts: the outcome that people chose, else the band of the total (``low``, ``medium``, …)."""
        return self.assessment.level

    @property
    def review_due(self) -> dt.date | None:
        """The day of the next review, or ``None``."""
        return self.assessment.review_due

    @property
    def unread(self) -> tuple[UnreadText, ...]:
        """Text that belongs to no question, with its place: nothing that people wrote is left out."""
        return self.submission.unread

    @property
    def record(self) -> Json:
        """What :meth:`json` renders."""
        from pipeline.process.result_json import record_of  # who looks at a result by itself needs no JSON

        return record_of(self.submission, self.assessment, self.findings)

    def json(self, *, indent: int | None = None) -> str:
        """Return the result JSON (``docs/result-json.md``), in one line or indented by so many spaces."""
        from pipeline.process.result_json import rendered  # as above

        return rendered(self.record, indent=indent)

    @property
    def needs_review(self) -> bool:
        """Whether a person has to look: the total is not final, text was not read, or a finding demands or asks."""
        urgent = {Severity.MUST, Severity.ASK}
        return (
            not self.assessment.complete
            or bool(self.submission.unread)
            or any(finding.severity in urgent for finding in self.findings)
        )
