"""Work that is only pretended, for tests of what happens around it; children and clusters can load it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import signal
import time
from typing import TYPE_CHECKING, Any, Final

from msgspec import field
from msgspec.structs import replace

from pipeline.batch.arriving.reading import own_time, read_job, sent_by
from pipeline.batch.ledger.receive import received_again
from pipeline.batch.outcome import Refusal
from pipeline.batch.worker import Work, Worker
from pipeline.cases.decision import digest_of
from pipeline.errors import ExitCode
from pipeline.forms.layouts import Layouts
from pipeline.mapping import Mapping
from pipeline.mapping.strict.models import checked
from pipeline.record.receiving import MARK_LENGTH, Received

if TYPE_CHECKING:
    from pipeline.batch.arriving.jobs import Job
    from pipeline.batch.chunks import Opened

RESULT: Final[dict[str, Any]] = {
    "form": "ce_assessment",
    "version": "2026.1",
    "source": {"name": "a.docx", "sha256": "", "kind": "docx"},
    "answers": {},
    "checklist": {},
    "assessment": {
        "age": 14, "age_points": 5, "factor_points": 40, "total": 45, "total_max": 55, "rag": "medium",
        "level": "medium", "review_due": "2026-03-31", "complete": False, "subtotals": {},
    },
    "findings": [{"code": "unread_text", "severity": "ask", "message": "One thing."}],
    "unread": [],
}  # fmt: skip


class PretendBlank:
    """Stands for the blank of the one form that there is."""

    layout = None
    mapping = checked(Mapping, {"form": {"id": "ce_assessment", "version": "1", "title": "A form"}})


class PretendWorker(Worker, frozen=True, kw_only=True):
    """Gives each form's text in capitals; some texts get what they say, the others are in :func:`suffer`.

    The form says neither whose it is nor when it was completed, so its place says which assessment it belongs to, or
    the mark in it (:func:`corrected`).
    """

    worked: list[str] = field(default_factory=list)

    def _work(self, job: Job, opened: Opened) -> Work:
        form = read_job(job, self.opening.passwords)
        self.worked.append(job.name)
        sha256 = hashlib.sha256(form).hexdigest()
        suffer(form)
        if form.startswith(b"refuse"):
            return Work(job=job, sha256=sha256, refusal=Refusal(code="torn", reason="It is torn.", remedy="Glue it."))
        if form == b"bug":
            bug = Refusal(code="bug", reason="A bug.", exit_code=ExitCode.BUG, trace=("KeyError",))
            return Work(job=job, sha256=sha256, refusal=bug)
        mark = job.reference or self.key.reference("ce_assessment", "file", sha256)
        return Work(job=job, sha256=sha256, received=self._read(job, form), mark=mark, document=form.upper())

    def _read(self, job: Job, form: bytes) -> Received:
        sha256 = hashlib.sha256(form).hexdigest()
        said = {"state": "answered", "value": None, "raw": form.decode("latin-1"), "found_by": "label"}
        source = {"name": job.name, "sha256": sha256, "kind": "docx"}
        record = {**RESULT, "source": source, "answers": {"said": said}}
        found = _MADE_FROM.search(form)
        return replace(
            received_again(record, PretendBlank.mapping),
            written=own_time(job),
            sent=sent_by(job, self.day),
            made_with=self.made_with,
            decided=digest_of(job.decisions),
            parent=found[1].decode() if found else "",
            status="needs_review" if form.startswith(b"look") else "assessed",
        )


_MADE_FROM: Final = re.compile(rb" made from ([0-9a-f]{16})$")


def marked(document: bytes, *_: object) -> bytes:
    """Stand for :func:`pipeline.process.restamp.restamped`: pretended documents bear no mark that could be changed."""
    return document


def corrected(form: bytes) -> bytes:
    """Return the document of a form as somebody edited it: it still says what it was made from."""
    return b"edited, made from " + hashlib.sha256(form).hexdigest()[:MARK_LENGTH].encode()


def suffer(form: bytes) -> None:
    """Do what a bad form may do to the process that reads it."""
    if form == b"kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif form == b"loop":
        while True:
            pass
    elif form == b"hang":  # as a loop in C does: deaf to alarms
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        time.sleep(600)
    elif form == b"swell":
        bytearray(64 * 1024**3)
    elif form.startswith(b"kill once "):
        mark = form.removeprefix(b"kill once ")
        if not os.path.exists(mark):  # noqa: PTH110 - bytes
            os.close(os.open(mark, os.O_CREAT))
            os.kill(os.getpid(), signal.SIGKILL)


def pretend_worker(*, made_with: str = "1", **changes: Any) -> PretendWorker:
    layouts = Layouts(blanks=(PretendBlank(),))  # type: ignore[arg-type]
    layouts.digest = made_with
    return PretendWorker(layouts=layouts, day=dt.date(2026, 1, 6), **changes)
