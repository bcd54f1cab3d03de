"""Read the bytes of a job's form, out of the container that it came in where there is one."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.batch.arriving.jobs import Job
from pipeline.errors import RefusedForm
from pipeline.files import fingerprint, read_form, unreadable, written_at
from pipeline.record.receiving import Place

if TYPE_CHECKING:
    from pipeline.arrivals.take import Taker


def read_job(job: Job, passwords: tuple[str, ...]) -> bytes:
    """Read a form.

    Args:
        job: The form.
        passwords: Tried in turn on archives that need one.

    Raises:
        RefusedForm: It is not there any more, is not readable, or came damaged.
    """
    if job.member is None:
        return read_form(job.source)
    try:
        content = _taker(passwords).take(job.source, job.member)
    except OSError as error:
        raise unreadable(job.source, error) from error
    if hashlib.sha256(content).hexdigest() != job.member.sha256:
        raise RefusedForm("The file was changed while it was read.", remedy="Run again.", code="changed_meanwhile")
    return content


def digest(job: Job) -> str:
    """Return the SHA-256 of a form as it was found; empty when it can't be read."""
    return fingerprint(job.source) if job.member is None else job.member.sha256


def place_of(job: Job, *, written: float, sent: str) -> Place:
    """Return where a form lies.

    Args:
        job: The form.
        written: Its own time (:func:`own_time`).
        sent: When it was sent (:func:`sent_by`).
    """
    root = str(job.folder.absolute())
    return Place(path=job.path, name=job.name, root=root, role=job.role, written=written, sent=sent)


def sent_by(job: Job, day: dt.date) -> str:
    """Return when a form was sent; empty for none, or when that lies after the day: somebody's clock was wrong."""
    sent = job.member.sent if job.member is not None else ""
    return sent if sent[:10] <= day.isoformat() else ""


def own_time(job: Job) -> float:
    """Return the time of a form in seconds since 1970; one without any has that of the container that it came in."""
    return (job.member.written if job.member is not None else 0.0) or written_at(job.source)


@lru_cache(maxsize=1)
def _taker(passwords: tuple[str, ...]) -> Taker:
    from pipeline.arrivals.take import Taker  # only where something came in a container

    return Taker(passwords)
