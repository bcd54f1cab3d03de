"""What a recorded result says, for comparisons: its entries as they were written, and what came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from pipeline.cases.decision import Reading, entry_digests
from pipeline.cases.entries import recorded_entries
from pipeline.cases.overview import Overview
from pipeline.record.store import compact

_IN_FORM, _OTHERWISE = "settled_in_form", "settled_lapsed"
UNREAD: Final = "text that belongs to no question"
"""What stands for the unread text among the entries; no entry has such an address."""


def entries_of(result: str) -> Mapping[str, str]:
    """Return the raw text and signs of each entry of a result JSON, by the entry's address.

    Text that belongs to no question counts as one entry more: who adds some has said something.
    """
    record = msgspec.json.decode(result)
    unread = "\n".join(each["text"] for each in record["unread"])
    return recorded_entries(record) | ({UNREAD: unread} if unread.strip() else {})


def said_in_form(result: str) -> frozenset[str]:
    """Return the fields and factors of a result JSON where the form itself says now what people settled."""
    findings = msgspec.json.decode(result)["findings"]
    fields = {code: {each["field"] for each in findings if each["code"] == code} for code in (_IN_FORM, _OTHERWISE)}
    return frozenset(fields[_IN_FORM] - fields[_OTHERWISE])


def reading_of(entries: Mapping[str, str], overview: str, decisions: Sequence[str]) -> Reading:
    """Return what a decision about a version is bound to.

    Args:
        entries: Its raw entries.
        overview: JSON of its overview.
        decisions: Ids of the entries that were settled.
    """
    facts = compact.read(overview, Overview)
    return Reading(
        entries=entry_digests(entries),
        decisions=tuple(decisions),
        total=_range(str(facts.total), str(facts.total_max)),
        band=_range(facts.rag or "", facts.rag_max or ""),
        review=facts.review.isoformat() if facts.review is not None else "",
    )


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low} (up to {high})"
