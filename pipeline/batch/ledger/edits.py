"""Results that somebody edited: found among those that the ledger knows, kept before anything is written over them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.batch.arriving.examiner import Examiner
from pipeline.batch.arriving.jobs import Job
from pipeline.batch.arriving.lying import lies_at
from pipeline.errors import CannotWrite
from pipeline.files import LooksBelow, fingerprint, leads_outside, look_of, opened_by, require_inside, write_atomically
from pipeline.record import Ledger
from pipeline.record.populated import Populated
from pipeline.record.receiving import Place
from pipeline.record.recorded import Recorded
from pipeline.windows import within_reach

FOLDER: Final = "versions"


class EditedResult(Struct, frozen=True, kw_only=True):
    """A result that is not as it was written.

    Attributes:
        job: Reads it.
        opened_by: Who has it open: it is left alone until it is closed; empty when nobody has.
    """

    job: Job
    opened_by: str = ""


def changed_documents(ledger: Ledger, output: Path) -> frozenset[str]:
    """Return the assessments whose documents don't lie there, or don't look as they did when they were written."""
    with LooksBelow(output) as below:
        return frozenset(
            reference
            for reference, target, seen in ledger.documents.seen()
            if not seen or below.look(target) != seen
        )  # fmt: skip


def edited_results(
    ledger: Ledger, output: Path, *, note: bool = True, among: Collection[str] | None = None
) -> Iterator[EditedResult]:
    """Return each result that is not as it was written; what is in no ledger is never looked at.

    Args:
        ledger: Of the output folder.
        output: The output folder.
        note: Note which results were only touched, so that the next run need not read them.
        among: Assessments whose documents are looked at; ``None`` for all.
    """
    for document in ledger.documents.all() if among is None else ledger.documents.of(among):
        path = output / document.target
        if leads_outside(path, output) or within_reach(path).is_symlink():  # what lies elsewhere is none of our results
            continue
        if document.sha256 and look_of(path) != document.seen and _is_edited(ledger, document, path, note=note):
            job = Job(name=document.target, folder=output, output=output, role="result", reference=document.reference)
            yield EditedResult(job=job, opened_by=opened_by(path))


def _is_edited(ledger: Ledger, document: Populated, path: Path, *, note: bool) -> bool:
    there = fingerprint(path)
    if there in (document.sha256, document.intended):
        if note:
            ledger.documents.keep(replace(document, sha256=there, seen=look_of(path)))
            ledger.receiving.forget_refused(str(path.absolute()))
        return False
    if there and ledger.documents.of_content(there) is not None:  # another document of ours, as it was written
        if note:
            ledger.documents.keep(replace(document, pending="not_written"))
        return False
    return bool(there) and ledger.receiving.version(there) is None


def keep_bytes(job: Job, sha256: str, ledger: Ledger) -> Place | None:
    """Keep the bytes of an edited result, for its owner only; ``None`` when it was changed again meanwhile.

    Raises:
        CannotWrite: They can't be kept.
    """
    try:
        data = within_reach(job.source).read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data).hexdigest() != sha256:
        return None
    folder = job.output / FOLDER / job.reference
    known = next((each for each in ledger.receiving.places(sha256) if each.role == "kept"), None)
    path = Path(known.path) if known is not None else _free(folder, job.source.suffix)
    if fingerprint(path) != sha256:
        require_inside(path, job.output)
        write_atomically(path, data)
    return Place(path=str(path.absolute()), name=job.name, root=str(folder.absolute()), role="kept")


def _free(folder: Path, suffix: str) -> Path:
    number = 1
    while within_reach(folder / f"{number}{suffix}").exists():
        number += 1
    return folder / f"{number}{suffix}"


def kept_versions(output: Path) -> Iterator[Job]:
    """Return a job for each copy of an edited result, in the order in which they were kept."""
    for folder in sorted((output / FOLDER).glob("*/")) if (output / FOLDER).is_dir() else ():
        for path in sorted(folder.iterdir(), key=lambda each: (len(each.stem), each.name)):
            if path.is_file() and path.stem.isdigit():
                yield Job(name=path.name, folder=folder, output=output, role="kept", reference=folder.name)


def job_for(ledger: Ledger, reference: str, output: Path, examiner: Examiner) -> Job | None:
    """Return a job that works the counting version of an assessment out again; ``None`` when nothing is left of it."""
    recorded = ledger.find(reference)
    if recorded is None:
        return None
    for place in ledger.receiving.places(recorded.counting.sha256):
        lying = lies_at(place.path, recorded.counting.sha256, examiner) if place.role != "result" else None
        if lying is not None:
            path = lying.source
            return Job(
                name=recorded.name or path.name, folder=path.parent, output=output, place=path.name,
                member=lying.member, role=place.role, reference=reference,
            )  # fmt: skip
    return _from_document(ledger, recorded, output)


def _from_document(ledger: Ledger, recorded: Recorded, output: Path) -> Job | None:
    """Return a job that reads an assessment from its document, which says all that the form said."""
    document = ledger.documents.find(recorded.reference)
    sha256 = recorded.counting.sha256
    if document is None or not document.sha256 or document.version != sha256:
        return None
    if fingerprint(output / document.target) != document.sha256:
        return None
    return Job(
        name=recorded.name or document.target, folder=output, output=output, place=document.target, role="document",
        version=sha256, reference=recorded.reference,
    )  # fmt: skip


def require_unlocked(path: Path) -> None:
    """Refuse to write a document that is open in Word.

    Raises:
        CannotWrite: It is; the message says who has it open.
    """
    owner = opened_by(path)
    if owner:
        raise CannotWrite(
            f"'{path.name}' is open ({owner}).",
            remedy="Close it; the next run writes it.",
            code="open_in_word",
        )
