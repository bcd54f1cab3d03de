"""What the report says about one form or file."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

from msgspec import Struct

from pipeline.findings import Severity


class Reason(Struct, frozen=True, kw_only=True):
    """Why a person has to look at a form, or why it was refused.

    Attributes:
        code: Stable short name, of the finding or the refusal.
        severity: That of the finding; empty for a refusal.
    """

    code: str
    message: str
    remedy: str = ""
    severity: str = ""


class ReportRow(Struct, frozen=True, kw_only=True):
    """What the report says about one form.

    Attributes:
        name: The submitted file, as the batch knows it.
        who: Whom the form is about.
        document: The populated document, below the folder of the report; empty for none.
        reference: What people name the assessment by.
        rag: Id of the band of the total.
        rag_max: The highest band that it could be; ``rag`` when nothing is open.
        level: The outcome that people chose, as a level, else the band.
        level_max: The strictest level that it could be at; ``level`` when nothing is open.
        outcome: Id of the outcome that people chose.
        review_due: The last day for the next review.
        factors: Ids of the factors that apply.
        reasons: The most severe first.
        questions: What only a person can decide about it: short sentences without names.
        signed_off: Who said that a person looked, and when: ``Jo Bloggs, 28/11/2026``; empty while nobody did.
    """

    name: str
    status: str
    reference: str = ""
    form: str = ""
    who: str = ""
    document: str = ""
    total: int | None = None
    total_max: int | None = None
    complete: bool = True
    rag: str | None = None
    rag_max: str | None = None
    level: str | None = None
    level_max: str | None = None
    outcome: str | None = None
    review_due: dt.date | None = None
    factors: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    questions: tuple[str, ...] = ()
    signed_off: str = ""

    @property
    def is_provisional(self) -> bool:
        """Whether the band is open."""
        return self.rag_max is not None and self.rag_max != self.rag

    @property
    def is_signed_off(self) -> bool:
        """Whether somebody said that a person looked."""
        return bool(self.signed_off)

    @property
    def needs_review(self) -> bool:
        """Whether a person has to look."""
        return self.status == "needs_review"

    @property
    def refused(self) -> bool:
        """Whether it could not be read."""
        return self.status == "refused"

    @property
    def is_other(self) -> bool:
        """Whether it is no form; it is in the table, and counted by itself."""
        return self.status == "not_a_form"

    @property
    def stands(self) -> bool:
        """Whether nobody has to look."""
        return not (self.needs_review or self.refused or self.is_other)

    @property
    def link(self) -> str:
        """The address of the document from the report; ``./`` keeps a name from being taken for a scheme."""
        return "./" + quote(self.document, errors="replace") if self.document else ""

    @property
    def to_look_at(self) -> tuple[Reason, ...]:
        """The reasons without mere notes, unless there is nothing else."""
        return tuple(reason for reason in self.reasons if reason.severity != Severity.NOTE) or self.reasons

    @property
    def points(self) -> str:
        """The total as people read it: ``52``, ``52 (up to 62)``, ``52 (incomplete)``."""
        if self.total is None or self.rag is None:
            return ""
        if self.total_max is not None and self.total_max != self.total:
            return f"{self.total} (up to {self.total_max})"
        return str(self.total) if self.complete else f"{self.total} (incomplete)"
