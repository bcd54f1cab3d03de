"""The part of the mapping language that says what the register shows of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Final

from msgspec import Meta

from pipeline.mapping.entry import StrictEntry, Text
from pipeline.nearest import did_you_mean

FileName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]

COLUMNS: Final[Mapping[str, tuple[str, int]]] = MappingProxyType(
    {
        "reference": ("Reference", 13),
        "look_first": ("Look first", 34),
        "status": ("Status", 13),
        "signed_off": ("Signed off", 24),
        "settled": ("Settled by people", 30),
        "versions": ("Versions", 9),
        "form": ("Form", 16),
        "file": ("File", 36),
        "document": ("Document", 36),
        "rag": ("RAG", 20),
        "total": ("Total", 8),
        "total_max": ("Total up to", 8),
        "age": ("Age", 7),
        "age_points": ("Age score", 8),
        "factor_points": ("Factor points", 8),
        "subtotals": ("{group} (points)", 9),
        "factors": ("{factor}", 9),
        "review_due": ("Review due by policy", 12),
        "review_limit": ("Latest day by policy", 12),
        "next_review": ("Next review", 12),
        "days_until_review": ("Days until review, on {day:%d/%m/%Y}", 13),
        "previous_total": ("Previous total", 9),
        "change": ("Change", 8),
        "age_only": ("Change due to age only", 11),
        "changes": ("What changed", 70),
        "newest": ("Newest of this child", 11),
        "findings": ("Findings", 10),
        "reasons": ("Needs review because", 60),
    }
)
"""Columns that hold what was worked out: the header of each and its width in characters.

The docstring of :class:`Register` explains each. What a row says in one is its attribute of that name
(:class:`pipeline.writers.register.row.RegisterRow`), unless ``pipeline/writers/register/columns.py`` says otherwise.
"""


class Register(StrictEntry, frozen=True, kw_only=True):
    """What the register shows of a form.

    Ids of fields and factors are columns, except narratives and tables, which no register holds. What was worked out
    has these:

    Columns:
        reference, status, form, file, document: The form: its reference, what became of it, its title, its file and the
            document that was written.
        findings, reasons: How many findings there are; why the form needs review, in words.
        look_first: What to look at before trusting the row, in few words ("could be High concern", open questions, what
            must be mended). It is always there, right of the columns in front that say which form it is, also when
            ``columns`` doesn't name it.
        signed_off, settled, versions: What people decided: who looked, and when; which entries they settled; how many
            files of it are there, in the input or kept.
        rag: The level; while it is open, with what it could be: "Low concern (up to High concern)".
        total, total_max, age, age_points, factor_points: The score and what it is made of.
        subtotals, factors: A column for each group; a column for each factor.
        review_due, review_limit: The review by policy; the last day that may be agreed, usual where an interval has
            ``at_most``.
        next_review, days_until_review, newest: The review as agreed, else by policy; only the newest assessment of a
            child has these, and ``newest`` says which that is.
        previous_total, change, age_only, changes: The child's previous assessment: its total, the difference, whether
            the total changed by age alone, the changes factor by factor.

    Attributes:
        file: Name of its files, without ``.xlsx``; else ``register``, or ``register-ID`` where there are several forms.
        columns: The columns of the register, in their order; the usual ones unless told.

    Example:
        [register]
        columns = ["reference", "child_name", "rag", "total", "next_review", "days_until_review", "sen", "reasons"]
    """

    file: FileName | None = None
    columns: tuple[Text, ...] = ()

    def check(self, answers: Iterable[str], unfit: Iterable[str]) -> None:
        """Refuse columns that don't exist, occur twice, or would put narrative or other people into the register.

        Args:
            answers: Ids of the fields and factors that may be columns.
            unfit: Ids of the fields that may not.
        """
        known, unfit, seen = {*COLUMNS, *answers}, set(unfit), set[str]()
        for name in self.columns:
            if name in unfit and name not in COLUMNS:
                raise ValueError(f"register.columns: '{name}' is a narrative or a table, which no register holds")
            if name not in known:
                raise ValueError(f"register.columns: there is no column '{name}'{did_you_mean(name, known)}")
            if name in seen:
                raise ValueError(f"register.columns: '{name}' is listed twice")
            seen.add(name)
