"""The part of the mapping language that says what the register shows of a form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import StringConstraints

from pipeline.mapping.entry import StrictEntry, Text
from pipeline.mapping.nearest import did_you_mean

FileName = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]

COLUMNS: Final = (
    "reference", "look_first", "status", "signed_off", "settled", "versions", "form", "file", "document", "rag",
    "total", "total_max", "age", "age_points", "factor_points", "subtotals", "factors", "review_due", "review_limit",
    "next_review", "days_until_review", "previous_total", "change", "age_only", "changes", "newest", "findings",
    "reasons",
)  # fmt: skip
"""Columns that hold what was worked out; ``docs/mappings.md`` explains each."""


class Register(StrictEntry):
    """What the register shows of a form.

    Attributes:
        file: Name of its files, without a suffix.
        columns: Names of :data:`COLUMNS`, and ids of fields and factors; the usual ones when there are none.
    """

    file: FileName | None = None
    columns: tuple[Text, ...] = ()

    def check(self, answers: Iterable[str], unfit: Iterable[str]) -> None:
        """Refuse columns that don't exist, stand twice, or would put narrative or other people into the register.

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
