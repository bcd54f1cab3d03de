"""The last look: the whole proposal is read as a mapping with its blank, and what does not fit is taken out."""

from __future__ import annotations

import pydantic
from msgspec.structs import replace

from pipeline.document import Document
from pipeline.draft.proposal import Proposal
from pipeline.errors import InvalidMapping
from pipeline.extract import prepare

_PARTS = {"subject": "the person whom the form is about", "score": "the score"}


def settle(proposal: Proposal, document: Document, blank_name: str) -> Proposal:
    """Return the proposal as it loads and fits its blank."""
    if _fits(proposal, document, blank_name):
        return proposal
    kept = replace(proposal, subject=None, fields=(), checklists=(), score=None, review_on="", review_field="")
    for field in proposal.fields:
        longer = replace(kept, fields=(*kept.fields, field))
        kept = longer if _fits(longer, document, blank_name) else _without(kept, f"the field '{field.entry.id}'")
    for checklist in proposal.checklists:
        longer = replace(kept, checklists=(*kept.checklists, checklist))
        kept = longer if _fits(longer, document, blank_name) else _without(kept, "a checklist")
    for part in ("subject", "score"):
        longer = replace(kept, **{part: getattr(proposal, part)})
        kept = longer if _fits(longer, document, blank_name) else _without(kept, _PARTS[part])
    ids = {field.entry.id for field in kept.fields}
    return replace(
        kept,
        review_on=proposal.review_on if proposal.review_on in ids else "",
        review_field=proposal.review_field if proposal.review_field in ids else "",
    )


def _fits(proposal: Proposal, document: Document, blank_name: str) -> bool:
    try:
        prepare(proposal.mapping(), document, blank_name)
    except (InvalidMapping, pydantic.ValidationError):
        return False
    return True


def _without(proposal: Proposal, what: str) -> Proposal:
    note = f"What was seen as {what} does not fit the rest, so it is not in this draft."
    return replace(proposal, left_out=(*proposal.left_out, note))
