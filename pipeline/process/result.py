"""What one form comes to."""

from __future__ import annotations

from msgspec import Struct

from pipeline.cases.decision import Decision
from pipeline.extract import Layout
from pipeline.findings import Finding, Severity
from pipeline.mapping import Mapping
from pipeline.submission import Assessment, Submission
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
        """What was read, whatever people settled: this stands in the form, and in its document."""
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
    def needs_review(self) -> bool:
        """Whether a person has to look: the total does not stand, text was not read, or a finding demands or asks."""
        urgent = {Severity.MUST, Severity.ASK}
        return (
            not self.assessment.complete
            or bool(self.submission.unread)
            or any(finding.severity in urgent for finding in self.findings)
        )
