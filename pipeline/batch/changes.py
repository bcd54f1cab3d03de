"""Tell which forms have to be worked out, and why."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from pipeline.batch.arriving.jobs import Job
from pipeline.batch.arriving.reading import digest
from pipeline.cases.decision import Decision
from pipeline.errors import CannotWrite
from pipeline.record import FILE_NAME, Ledger
from pipeline.record.receiving import KnownVersion
from pipeline.record.recorded import Recorded
from pipeline.windows import within_reach


class Why(StrEnum):
    """Why a form has to be worked out, in words for people."""

    NEW = "new"
    FORCED = "--force"
    REFUSED = "was refused"
    OTHER_WAY = "another version of wordform, mapping, policy, blank, template or option"
    NO_DOCUMENT = "its document is gone"
    PENDING = "its document could not be written"
    CHANGED = "has changed"
    DECIDED = "somebody decided about it"
    DOCUMENTS = "its documents are not made, or gone"
    EDITED = "its result was edited"


class ToDo(Struct, frozen=True, kw_only=True):
    """What has to be done about one form.

    Attributes:
        why: Why it has to be worked out; ``None`` when its result is still valid.
        sha256: Of the file as it lies there; empty when it can't be read.
        version: The version that it is, or that our own unchanged document was made from; ``None`` for one that was
            never read.
        decisions: What people settled on its assessment.
    """

    why: Why | None
    sha256: str = ""
    version: KnownVersion | None = None
    decisions: tuple[Decision, ...] = ()


class Demands(Struct, frozen=True, kw_only=True):
    """What results are held against.

    Attributes:
        made_with: What documents would be made with now (:attr:`pipeline.batch.worker.Worker.made_with`).
        forms: Ids of the forms whose mappings are at hand; results of others are kept.
        force: Work out whatever was done before.
        documents: The documents that follow are wanted as well.
        check_all: Read every file, instead of going by how it looks.
    """

    made_with: str
    forms: Collection[str]
    force: bool = False
    documents: bool = False
    check_all: bool = False


def look_at(job: Job, ledger: Ledger | None, demands: Demands) -> ToDo:
    """Return whether a form has to be worked out. A version that doesn't count any more is left as it is.

    What was refused is tried again: the cause may have gone, and people need to hear of it again.

    Args:
        job: The form.
        ledger: Of the output folder; ``None`` when there is none yet.
        demands: What its result is held against.
    """
    sha256 = _sha256(job, ledger, demands)
    version = ledger.receiving.version(sha256) if ledger is not None and sha256 else None
    if version is None or ledger is None:
        own = ledger.own_document(sha256) if ledger is not None and sha256 else None
        return ToDo(why=None if own is not None else _why_unknown(job, ledger), sha256=sha256, version=own)
    recorded = ledger.find(version.reference) if version.reference else None
    if recorded is None or recorded.is_withdrawn or recorded.counting.id != version.id:
        is_blank_again = not version.reference and version.made_with != demands.made_with
        why = Why.OTHER_WAY if is_blank_again and version.form in demands.forms else None
        return ToDo(why=why, sha256=sha256, version=version)
    return look_at_recorded(recorded, job.output, ledger, demands)


def _sha256(job: Job, ledger: Ledger | None, demands: Demands) -> str:
    """Return the SHA-256 of a form, by how its file looks where that is known."""
    if ledger is None or demands.check_all or job.member is not None:
        return digest(job)
    return ledger.seen_files.sha256(job.path, job.look) or digest(job)


def look_at_recorded(recorded: Recorded, output: Path, ledger: Ledger, demands: Demands) -> ToDo:
    """Return whether the version that counts for an assessment has to be worked out again."""
    version = recorded.counting
    why = _why_again(recorded, output, ledger, demands) if version.form in demands.forms else None
    decisions = ledger.settlings(recorded.reference) if why is not None and recorded.decided else ()
    return ToDo(why=why, sha256=version.sha256, version=version, decisions=decisions)


def _why_unknown(job: Job, ledger: Ledger | None) -> Why:
    if ledger is None:
        return Why.NEW
    if ledger.receiving.refused_at(job.path) is not None:
        return Why.REFUSED
    return Why.NEW if ledger.receiving.at(job.path) is None else Why.CHANGED


def _why_again(recorded: Recorded, output: Path, ledger: Ledger, demands: Demands) -> Why | None:
    version = recorded.counting
    if demands.force:
        return Why.FORCED
    if version.made_with != demands.made_with:
        return Why.OTHER_WAY
    if version.decided != recorded.decided:
        return Why.DECIDED
    document = ledger.documents.find(recorded.reference)
    if document is None or document.pending:
        return Why.PENDING
    if (document.version, document.decided) != (version.sha256, version.decided):
        return Why.DECIDED
    if document.sha256 and not within_reach(output / document.target).is_file():
        return Why.NO_DOCUMENT
    if demands.documents and _lacks_documents(recorded, output, ledger, demands):
        return Why.DOCUMENTS
    return None


def _lacks_documents(recorded: Recorded, output: Path, ledger: Ledger, demands: Demands) -> bool:
    made_from = recorded.counting.sha256 + recorded.decided
    if not ledger.documents.has_followed(recorded.reference, made_from, demands.made_with):
        return True
    following = ledger.documents.following(recorded.reference)
    return any(not within_reach(output / each.target).is_file() for each in following.values())


def was_made_with(folder: Path, made_with: str) -> bool:
    """Return whether a form of this output folder was worked out with this program and these mappings and blanks."""
    if not (folder / FILE_NAME).is_file():
        return False
    try:
        with Ledger(folder, read_only=True) as ledger:
            return ledger.was_made_with(made_with)
    except CannotWrite:  # the run itself says what is wrong with the ledger
        return False
