"""Tell which forms have to be worked out, and why."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pipeline.batch.files import fingerprint
from pipeline.batch.ledger import FILE_NAME, Entry, Ledger
from pipeline.batch.outcome import Status
from pipeline.batch.plan import Job
from pipeline.errors import CannotWrite


class Why(StrEnum):
    """Why a form has to be worked out, in words for people."""

    NEW = "new"
    FORCED = "--force"
    REFUSED = "was refused"
    OTHER_WAY = "another version of wordform, mapping, policy, blank, template or option"
    NO_DOCUMENT = "its document is gone"
    CHANGED = "has changed"
    DOCUMENTS = "its documents are not made, or gone"


def why_to_do(job: Job, entry: Entry | None, made_with: str, *, force: bool = False) -> Why | None:
    """Say why a form has to be worked out; ``None`` when its result stands.

    What was refused is tried again: the cause may have gone, and people need to hear of it again.

    Args:
        job: The form.
        entry: What the ledger has on it.
        made_with: What documents would be made with now.
        force: Work it out whatever was done before.
    """
    if entry is None:
        return Why.NEW
    if force:
        return Why.FORCED
    if entry.status == Status.REFUSED:
        return Why.REFUSED
    if entry.made_with != made_with:
        return Why.OTHER_WAY
    if entry.target_sha256 and not job.target.is_file():
        return Why.NO_DOCUMENT
    return None if fingerprint(job.source) == entry.sha256 else Why.CHANGED


def was_made_with(folder: Path, made_with: str) -> bool:
    """Tell whether a form of this output folder was worked out with this program, these mappings and blanks before."""
    if not (folder / FILE_NAME).is_file():
        return False
    try:
        with Ledger(folder, read_only=True) as ledger:
            return ledger.was_made_with(made_with)
    except CannotWrite:  # the run itself says what is wrong with the ledger
        return False
