"""Work out one form after another: no writing and no ledger, so any number may work at once, in any process."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.batch.arriving.jobs import Job
from pipeline.batch.arriving.reading import digest, own_time, read_job, sent_by
from pipeline.batch.chunks import Chunk, Opened, open_together
from pipeline.batch.limits import USUAL, Limits, OverTime, bounded
from pipeline.batch.outcome import Refusal
from pipeline.batch.trace import bug_trace
from pipeline.cases.decision import digest_of
from pipeline.cases.version import MARK_LENGTH
from pipeline.errors import ExitCode, RefusedForm, WordformError
from pipeline.forms.layouts import Layouts
from pipeline.readers import AS_IT_COMES, OpenedForm, Opening, open_form
from pipeline.record.store.key import NO_KEY, ReferenceKey

if TYPE_CHECKING:
    from pipeline.process.documents import Following
    from pipeline.process.result import Result
    from pipeline.record.receiving import Received
    from pipeline.writers.marks.mark import Mark

_NOTHING_OPENED: Opened = MappingProxyType({})
_DIGITS: Final = 24
"""Of the digest that stands in the ledger with each form: no two of them will ever be alike by chance."""


class Work(Struct, frozen=True, kw_only=True):
    """One form worked out, not yet put in place.

    Attributes:
        sha256: Of the form's bytes; empty when it could not be read.
        received: What is recorded of it; ``None`` when it could not be read.
        mark: The reference that the document names; empty for none.
        document: Empty for a form that gives none.
        following: The documents that follow from it; ``None`` when they were not asked for.
        seconds: How long it took.
    """

    job: Job
    sha256: str = ""
    received: Received | None = None
    mark: str = ""
    document: bytes = b""
    following: Following | None = None
    refusal: Refusal | None = None
    seconds: float = 0.0


class Worker(Struct, frozen=True, kw_only=True):
    """Works out forms. It is sent to other processes and machines, so it holds nothing that can't be pickled."""

    layouts: Layouts
    day: dt.date
    opening: Opening = AS_IT_COMES
    comments: bool = True
    onto_template: bool = False
    documents: bool = False
    limits: Limits = USUAL
    key: ReferenceKey = NO_KEY

    @property
    def made_with(self) -> str:
        """What documents are made with: when it changes, they have to be made again."""
        chosen = ("" if self.comments else " without comments") + (" onto template" if self.onto_template else "")
        return self.layouts.digest[:_DIGITS] + chosen

    def work_through(self, chunk: Chunk) -> Iterator[Work]:
        """Work out the forms of a chunk in their order."""
        if not chunk.opened_together:
            yield from (self.work(job) for job in chunk.jobs)
            return
        try:
            with bounded(self.limits, forms=len(chunk.jobs)):
                opened = open_together(chunk.jobs, self.opening)
        except (Exception, OverTime):  # noqa: BLE001 - each is opened by itself then, and says what is wrong with it
            opened = _NOTHING_OPENED
        for job in chunk.jobs:
            yield self.work(job, opened)

    def work(self, job: Job, opened: Opened = _NOTHING_OPENED) -> Work:
        """Work out one form; whatever goes wrong becomes a refusal with its reason.

        Args:
            job: The form.
            opened: Forms that were opened together, this one perhaps among them.
        """
        start = time.perf_counter()
        try:
            with bounded(self.limits):
                work = self._work(job, opened)
        except OverTime:
            work = given_up(job, took_too_long(self.limits))
        except MemoryError:
            work = given_up(job, took_too_much(self.limits))
        return replace(work, seconds=time.perf_counter() - start)

    def _work(self, job: Job, opened: Opened) -> Work:
        # Here, for a run that finds nothing changed needs none of them, and they are slow to load.
        from pipeline.batch.ledger.receive import received_from, saved_at
        from pipeline.process.form import process_one

        sha256 = ""
        try:
            written, form = own_time(job), read_job(job, self.opening.passwords)
            sha256 = hashlib.sha256(form).hexdigest()
            opened_form = self._opened(form, opened.get(sha256))
            result, document = process_one(
                form,
                name=job.name,
                sha256=sha256,
                layouts=self.layouts.forms,
                day=self.day,
                suffix=job.suffix,
                opened=opened_form,
                comments=self.comments,
                onto_template=self.onto_template,
                mark=lambda found: self._mark(job, sha256, found),
                decisions=job.decisions,
            )
            result = _standing_for(result, job.version) if job.version else result
            following = self._following(result, opened_form) if self.documents else None
            received = received_from(
                result,
                written=written,
                made_with=self.made_with,
                decided=digest_of(job.decisions),
                sent=sent_by(job, self.day),
                saved=saved_at(opened_form.package, self.day, self.layouts.blank_dates),
                parent=result.mark.parent if result.mark is not None else "",
            )
        except WordformError as error:
            return Work(job=job, sha256=sha256, refusal=refusal(error))
        except MemoryError:
            raise
        except Exception as bug:  # noqa: BLE001 - one form's bug stops no other; the report makes it loud
            return Work(job=job, sha256=sha256, refusal=_bug(bug))
        return Work(
            job=job,
            sha256=sha256,
            received=received,
            mark=self._reference(job, sha256, result),
            document=b"" if received.is_blank else document,
            following=following,
        )

    def _following(self, result: Result, opened: OpenedForm) -> Following:
        from pipeline.process.documents import make_documents  # few runs ask for them

        return make_documents(result, opened, self.day)

    def _mark(self, job: Job, sha256: str, result: Result) -> Mark:
        from pipeline.writers.marks.mark import Mark

        return Mark(reference=self._reference(job, sha256, result), parent=(job.version or sha256)[:MARK_LENGTH])

    def _reference(self, job: Job, sha256: str, result: Result) -> str:
        """Return what the assessment is most likely called; the ledger knows it for certain."""
        from pipeline.batch.ledger.receive import identity_of_result

        return (
            job.reference
            or self.key.of_identity(identity_of_result(result))
            or self.key.reference(result.submission.form, "file", sha256)
        )

    def _opened(self, form: bytes, found: OpenedForm | RefusedForm | None) -> OpenedForm:
        if isinstance(found, RefusedForm):
            raise found
        return found or open_form(form, self.opening)


def _standing_for(result: Result, version: str) -> Result:
    """Let what was read from our own document be the result of the form that it was made from."""
    source = replace(result.submission.source, sha256=version)
    return replace(result, submission=replace(result.submission, source=source))


def given_up(job: Job, why: Refusal) -> Work:
    """Return the work on a form that was ended from outside."""
    return Work(job=job, sha256=digest(job), refusal=why)


def refusal(error: WordformError) -> Refusal:
    """Refuse a form for an error."""
    return Refusal(code=error.code, reason=error.what, remedy=error.remedy, exit_code=error.exit_code)


def took_too_long(limits: Limits) -> Refusal:
    """Refuse a form that was not done in its time."""
    return Refusal(
        code="too_slow",
        reason=f"It took longer than {limits.seconds:g} seconds to read.",
        remedy="Run again when the machine is less busy or with a larger --form-time-limit; else look at the file.",
    )


def took_too_much(limits: Limits) -> Refusal:
    """Refuse a form that asked for more memory than it may have."""
    return Refusal(
        code="too_much_memory",
        reason=f"It needs more than {limits.megabytes} MB of memory.",
        remedy="Make it smaller, or run again with a larger --form-memory-limit.",
    )


def killed_its_process() -> Refusal:
    """Refuse a form whose process came to an end twice while it was read."""
    return Refusal(
        code="process_died",
        reason="The process that read it came to an end, twice; perhaps there was no memory left.",
        remedy="Run again with --jobs 1, or save the form anew in Word.",
    )


def _bug(bug: Exception) -> Refusal:
    return Refusal(
        code="bug",
        reason=f"A bug in wordform ({type(bug).__name__}), not a fault of the form.",
        remedy="Please report the lines at the end.",
        exit_code=ExitCode.BUG,
        trace=bug_trace(bug),
    )
