"""The last look: the whole proposal is read as a mapping with its blank, and what does not fit is taken out."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.document import Document
from pipeline.draft.proposal import Proposal
from pipeline.errors import InvalidMapping
from pipeline.extract import prepare
from pipeline.mapping.strict.models import ValidationError

_PARTS = {"subject": "the person whom the form is about", "score": "the score"}


def settle(proposal: Proposal, document: Document, blank_name: str) -> Proposal:
    """Return the proposal as it loads and fits its blank."""
    if not _misfit(proposal, document, blank_name):
        return proposal

    def with_more(kept: Proposal, longer: Proposal, what: str) -> Proposal:
        reason = _misfit(longer, document, blank_name)
        return _without(kept, what, reason) if reason else longer

    kept = replace(proposal, subject=None, fields=(), checklists=(), score=None, review_on="", review_field="")
    for field in proposal.fields:
        kept = with_more(kept, replace(kept, fields=(*kept.fields, field)), f"the field '{field.entry.id}'")
    for checklist in proposal.checklists:
        name = f"the checklist '{checklist.entry.id or checklist.entry.section}'"
        kept = with_more(kept, replace(kept, checklists=(*kept.checklists, checklist)), name)
    for part in ("subject", "score"):
        kept = with_more(kept, replace(kept, **{part: getattr(proposal, part)}), _PARTS[part])
    ids = {field.entry.id for field in kept.fields}
    return replace(
        kept,
        review_on=proposal.review_on if proposal.review_on in ids else "",
        review_field=proposal.review_field if proposal.review_field in ids else "",
    )


def _misfit(proposal: Proposal, document: Document, blank_name: str) -> str:
    """Return what does not fit, in words; empty when all does."""
    try:
        prepare(proposal.mapping(), document, blank_name)
    except InvalidMapping as error:
        return error.what.splitlines()[0].rpartition(f"{blank_name}: ")[2]
    except ValidationError as error:
        return str(error.errors()[0]["msg"])
    return ""


def _without(proposal: Proposal, what: str, reason: str) -> Proposal:
    note = f"What was seen as {what} does not fit the rest ({reason.rstrip('.')}), so it is not in this draft."
    return replace(proposal, left_out=(*proposal.left_out, note))
