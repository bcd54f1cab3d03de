"""Work that is only pretended, for tests of what happens around it; children and clusters can load it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import signal
import time
from typing import TYPE_CHECKING, Any

from msgspec import field

from pipeline.batch.layouts import Layouts
from pipeline.batch.outcome import Refusal, Status
from pipeline.batch.worker import Work, Worker
from pipeline.errors import ExitCode
from pipeline.mapping import Mapping

if TYPE_CHECKING:
    from pipeline.batch.older import Opened
    from pipeline.batch.plan import Job

RESULT = {
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
    mapping = Mapping.model_validate({"form": {"id": "ce_assessment", "version": "1", "title": "A form"}})


class PretendWorker(Worker, frozen=True, kw_only=True):
    """Gives each form's text in capitals; some texts get what they say, the others are in :func:`suffer`."""

    worked: list[str] = field(default_factory=list)

    def _work(self, job: Job, opened: Opened) -> Work:
        form = job.source.read_bytes()
        self.worked.append(job.name)
        sha256 = hashlib.sha256(form).hexdigest()
        suffer(form)
        if form == b"refuse":
            return Work(job=job, sha256=sha256, refusal=Refusal(code="torn", reason="It is torn.", remedy="Glue it."))
        if form == b"bug":
            bug = Refusal(code="bug", reason="A bug.", exit_code=ExitCode.BUG, trace=("KeyError",))
            return Work(job=job, sha256=sha256, refusal=bug)
        status = Status.NEEDS_REVIEW if form == b"look" else Status.ASSESSED
        return Work(job=job, sha256=sha256, status=status, result=json.dumps(RESULT), document=form.upper())


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
    layouts = Layouts(blanks=(PretendBlank(),), digest=made_with)  # type: ignore[arg-type]
    return PretendWorker(layouts=layouts, day=dt.date(2026, 1, 6), **changes)
