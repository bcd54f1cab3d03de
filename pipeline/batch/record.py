"""Put one form's document in place and record it: the only place where a batch writes results."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from pipeline.batch.documents import put_in_place
from pipeline.batch.files import fingerprint, folders_flushed_together, set_aside, write_atomically
from pipeline.batch.ledger import Entry, Ledger
from pipeline.batch.outcome import Outcome, Refusal, Status, headline
from pipeline.batch.worker import Work, refusal
from pipeline.errors import CannotWrite


def record_together(works: Sequence[Work], *, output: Path, made_with: str, ledger: Ledger) -> list[Outcome]:
    """Record forms that were done at the same time: first all documents are on the disk, then all entries are kept.

    Raises:
        CannotWrite: The ledger can't be written; then it has none of them, and the next run does all of them again.
    """
    if not works:
        return []
    with ledger.kept_together(), folders_flushed_together():
        return [record(work, output=output, made_with=made_with, ledger=ledger) for work in works]


def record(work: Work, *, output: Path, made_with: str, ledger: Ledger) -> Outcome:
    """Write a form's document, then keep its entry; killed between the two, the next run does both again.

    Raises:
        CannotWrite: The ledger can't be written. A document that can't be is a refusal of its form.
    """
    before = ledger.find(work.job.name)
    why, kept, placed = work.refusal, None, None
    written = before.target_sha256 if before else ""
    if why is None and not work.document:
        written = ""
    elif why is None:
        try:
            digest = hashlib.sha256(work.document).hexdigest()
            kept = _write_document(work, digest, written)
            written = digest
        except CannotWrite as error:
            why = refusal(error)
    if why is None:
        placed = put_in_place(
            work.following, work.job, sha256=work.sha256, output=output, made_with=made_with, ledger=ledger
        )
    entry = _entry(work, why, output, made_with, written)
    ledger.keep(entry)
    status = Status(entry.status)
    return Outcome(
        name=work.job.name,
        status=status,
        recorded=status,
        headline=headline(entry.result) if entry.result else None,
        refusal=why,
        set_aside=kept,
        documents=placed,
        sha256=work.sha256,
        seconds=work.seconds,
    )


def _write_document(work: Work, digest: str, written_before: str) -> Path | None:
    """Put the document in place; one that a person changed or put there is kept under another name, which is given."""
    target = work.job.target
    there = fingerprint(target)
    if there == digest:
        return None
    kept = set_aside(target) if target.exists() and there != written_before else None
    write_atomically(target, work.document)
    return kept


def _entry(work: Work, why: Refusal | None, output: Path, made_with: str, target_sha256: str) -> Entry:
    return Entry(
        name=work.job.name,
        sha256=work.sha256,
        made_with=made_with,
        status=Status.REFUSED if why else work.status,
        target=work.job.target.relative_to(output).as_posix() if target_sha256 or why else "",
        target_sha256=target_sha256,
        result="" if why else work.result,
        code=why.code if why else "",
        reason=why.reason if why else "",
        remedy=why.remedy if why else "",
        source=os.fsencode(work.job.source.absolute()).decode("utf-8", "replace"),
    )
