"""Record forms and put their documents in place: the only place where a batch writes results.

Reading and writing are recorded apart. First all readings are kept, with what is about to be written; then documents
are written; then that is noted. A document that can't be written is pending, and what was read is kept.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.batch.arriving.jobs import Job
from pipeline.batch.arriving.reading import place_of
from pipeline.batch.documents import put_in_place
from pipeline.batch.ledger.edits import keep_bytes
from pipeline.batch.outcome import Headline, Outcome, Refusal, Status, headline
from pipeline.batch.placing import intend, move_documents, put_document
from pipeline.batch.worker import Work, refusal
from pipeline.cases.version import MARK_LENGTH
from pipeline.errors import CannotWrite, RefusedForm
from pipeline.files import folders_flushed_together
from pipeline.readers.opening.open import Opening
from pipeline.record import Ledger
from pipeline.record.receiving import KnownVersion, Place, Received, Refused
from pipeline.record.recorded import Recorded
from pipeline.record.store.tombstones import ERASED

_LONGEST_HELD: Final = 1.0
"""Seconds: what is held is lost with a process that is killed, and worked out again by the next run."""
_MOST_HELD: Final = 16 * 1024**2
"""Bytes of documents."""


class Done(Struct, frozen=True, kw_only=True):
    """What became of forms that were worked out together.

    Attributes:
        outcomes: Of the forms that are done.
        again: Forms that have to be worked out once more, with what people settled on them.
    """

    outcomes: tuple[Outcome, ...] = ()
    again: tuple[Job, ...] = ()


class Recorder:
    """Records the forms of one run."""

    def __init__(self, ledger: Ledger, *, made_with: str, opening: Opening, run: int) -> None:
        self._ledger, self._made_with, self._opening, self._run = ledger, made_with, opening, run
        self._held: list[Work] = []
        self._recorded_at = -_LONGEST_HELD

    def hold(self, works: Iterable[Work]) -> None:
        """Hold forms that were worked out, to record them together.

        What recording writes, pages of the ledger above all, is nearly the same for one form and for thirty.
        """
        self._held.extend(works)

    @property
    def is_due(self) -> bool:
        """Whether what is held has to be recorded now; what a run does first is."""
        if time.monotonic() >= self._recorded_at + _LONGEST_HELD:
            return True
        return sum(len(work.document) for work in self._held) >= _MOST_HELD

    def record_held(self) -> Done:
        """Record what is held, all at once.

        Raises:
            CannotWrite: The ledger can't be written; then it has none of them, and the next run does all of them again.
        """
        held, self._held = self._held, []
        if not held:
            return Done()
        with self._ledger.database.together():
            taken = [self._take(work) for work in held]
        with folders_flushed_together():
            with self._ledger.database.together():
                move_documents(self._ledger, held[0].job.output)
            with self._ledger.database.together():
                outcomes = tuple(self._put(each) for each in taken if not each.again)
        self._recorded_at = time.monotonic()
        return Done(outcomes=outcomes, again=tuple(each.work.job for each in taken if each.again))

    def _take(self, work: Work) -> _Taken:
        """Keep what was read, and what is about to be written."""
        try:
            received = self._received(work)
            places = self._places(work)
        except (RefusedForm, CannotWrite) as problem:
            return self._refuse(work, refusal(problem))
        if received is None or places is None:
            return self._refuse(work, work.refusal or _changed_meanwhile())
        before = self._ledger.receiving.version(received.sha256)
        known = self._ledger.take(received, places, self._run)
        if work.job.role == "input":
            self._ledger.seen_files.keep([(work.job.path, work.job.look, work.sha256)])
        return self._taken(work, known, is_new=before is None)

    def _taken(self, work: Work, known: KnownVersion, *, is_new: bool) -> _Taken:
        recorded = self._ledger.find(known.reference) if known.reference else None
        status = self._status(work, known, is_new=is_new)
        if recorded is None or recorded.is_withdrawn or recorded.counting.id != known.id:
            is_withdrawn = recorded is not None and recorded.is_withdrawn
            is_open = self._ledger.might_count(known)
            is_superseded = recorded is not None and self._ledger.is_superseded(known) and not is_open
            return _Taken(
                work=work, status=status, is_superseded=is_superseded, is_open=is_open, is_withdrawn=is_withdrawn
            )
        if recorded.decided != known.decided:
            decisions = self._ledger.settlings(recorded.reference)
            job = replace(work.job, decisions=decisions, reference=recorded.reference)
            return _Taken(work=replace(work, job=job), status=status, again=True)
        if work.document and work.mark != recorded.reference:
            work = replace(work, document=self._marked(work, recorded))
        sha256 = hashlib.sha256(work.document).hexdigest() if work.document else ""
        intend(self._ledger, recorded, sha256)
        return _Taken(work=work, status=status, recorded=recorded, document_sha256=sha256)

    def _marked(self, work: Work, recorded: Recorded) -> bytes:
        """Return a document that names its assessment: which one it is, only the ledger knows for certain."""
        from pipeline.process.restamp import restamped  # slow to load, and seldom needed
        from pipeline.writers.marks.mark import Mark

        mark = Mark(reference=recorded.reference, parent=recorded.counting.sha256[:MARK_LENGTH])
        return restamped(work.document, mark, self._opening)

    def _received(self, work: Work) -> Received | None:
        if work.sha256:
            self._ledger.refuse_erased(work.sha256)
        return work.received if work.refusal is None else None

    def _places(self, work: Work) -> list[Place] | None:
        """Return where a form lies; of an edited result a copy is kept first, unless it was changed meanwhile."""
        job = work.job
        if job.role == "document":  # no news of where the form lies
            return []
        received = work.received
        written, sent = (received.written, received.sent) if received is not None else (0.0, "")
        here = place_of(job, written=written, sent=sent)
        if job.role != "result":
            return [here]
        kept = keep_bytes(job, work.sha256, self._ledger)
        return [here, kept] if kept is not None else None

    def _status(self, work: Work, known: KnownVersion, *, is_new: bool) -> Status:
        """Return what happened to a form: one of ours that comes back with changes was corrected, mark or none."""
        if known.repeats:
            return Status.UNCHANGED
        parent = self._ledger.receiving.made_from(known.parent) if known.parent else None
        is_ours = parent is not None and parent.reference == known.reference
        is_edited = work.job.role == "result" and work.job.reference == known.reference
        return Status.CORRECTED if is_new and (is_ours or is_edited) else Status(known.status)

    def _refuse(self, work: Work, why: Refusal) -> _Taken:
        refused = Refused(
            place=work.job.path, name=work.job.name, sha256=work.sha256, code=why.code, reason=why.reason,
            remedy=why.remedy,
        )  # fmt: skip
        # A name may be a child's: of what was erased none is kept again.
        if why.code != ERASED and self._ledger.receiving.refuse(refused):
            self._ledger.database.touch()
        return _Taken(work=work, status=Status.REFUSED, refusal=why)

    def _put(self, taken: _Taken) -> Outcome:
        """Write the documents of a form that was kept, and say what became of it."""
        taken = self._as_it_is_now(taken)
        work, recorded = taken.work, taken.recorded
        outcome = Outcome(
            name=work.job.name,
            status=taken.status,
            recorded=taken.recorded_status,
            headline=self._headline(taken),
            refusal=taken.refusal,
            sha256=work.sha256,
            seconds=work.seconds,
        )
        if recorded is None:
            return replace(
                outcome,
                is_superseded=taken.is_superseded,
                is_open=taken.is_open,
                is_withdrawn=taken.is_withdrawn,
            )
        output, sha256 = work.job.output, taken.document_sha256
        placed = put_document(self._ledger, recorded, work.document, sha256, output) if sha256 else None
        following = put_in_place(
            work.following, recorded, output=output, made_with=self._made_with, ledger=self._ledger
        )
        return replace(
            outcome,
            reference=recorded.reference,
            pending=placed.pending if placed is not None else None,
            set_aside=placed.set_aside if placed is not None else None,
            documents=following,
        )

    def _as_it_is_now(self, taken: _Taken) -> _Taken:
        """Return what to write of a form after others were recorded with it: a later version may count by now."""
        known = self._ledger.receiving.version(taken.work.sha256) if taken.recorded is not None else None
        now = self._ledger.find(known.reference) if known is not None else None
        if known is None or now is None:
            return taken
        counts = now.counting.id == known.id and not now.is_withdrawn
        return replace(
            taken,
            recorded=now if counts else None,
            is_superseded=now.counting.id != known.id,
            is_withdrawn=now.is_withdrawn,
        )

    def _headline(self, taken: _Taken) -> Headline | None:
        """Return the facts for a form's line: those of the version that counts."""
        if taken.refusal is not None or taken.work.received is None:
            return None
        known = self._ledger.receiving.version(taken.work.sha256) if taken.is_superseded else None
        return headline(self._ledger.shown(self._ledger.counting(known).sha256) if known else taken.work.received.shown)


class _Taken(Struct, frozen=True, kw_only=True):
    """A form whose reading is kept.

    Attributes:
        status: What happened in this run.
        recorded: Its assessment, when this is the version that counts; its document is to be written.
        document_sha256: Of that document; empty for none.
        again: It has to be worked out once more.
        is_superseded: It was recorded, and another version counts.
        is_open: It was recorded, and might count instead of another version.
        is_withdrawn: It was recorded, and its assessment is withdrawn.
    """

    work: Work
    status: Status
    recorded: Recorded | None = None
    document_sha256: str = ""
    refusal: Refusal | None = None
    again: bool = False
    is_superseded: bool = False
    is_open: bool = False
    is_withdrawn: bool = False

    @property
    def recorded_status(self) -> Status:
        """The status of its result."""
        received = self.work.received
        return Status(received.status) if received is not None and self.refusal is None else Status.REFUSED


def _changed_meanwhile() -> Refusal:
    return refusal(
        RefusedForm("The file was changed while it was read.", remedy="Run again.", code="changed_meanwhile")
    )
