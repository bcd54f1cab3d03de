"""Cut a batch into chunks. Forms in older formats go together: starting LibreOffice takes as long as ten of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from pipeline.batch.arriving.jobs import Job
from pipeline.batch.arriving.reading import read_job
from pipeline.errors import RefusedForm
from pipeline.readers import OpenedForm, Opening, open_forms
from pipeline.readers.opening.older_formats import OLDER
from pipeline.readers.opening.open import HEAD_BYTES, may_be_older
from pipeline.windows import within_reach

TOGETHER = 50  # older forms; a lost start costs as many single ones
CHUNK_BYTES = 100 * 1024 * 1024  # a chunk is held in memory as it came and as it became

Opened = Mapping[str, OpenedForm | RefusedForm]
"""Forms that were opened, or why they can't be, by the SHA-256 of the file: one that changes meanwhile is not found."""


class Chunk(Struct, frozen=True, kw_only=True):
    """Forms that one worker takes at a time.

    Attributes:
        opened_together: Whether they are in older formats, and LibreOffice converts them in one start.
    """

    jobs: tuple[Job, ...]
    opened_together: bool = False


def in_chunks(jobs: Iterable[Job], *, size: int = 1) -> Iterator[Chunk]:
    """Cut jobs into chunks, in their order; those in older formats come once a chunk of them is full.

    Args:
        jobs: All of them.
        size: Forms in a chunk, those in older formats aside.
    """
    usual, older = _Filling(limit=size), _Filling(limit=TOGETHER)
    for job in jobs:
        length, is_older = _look(job)
        filling = older if is_older else usual
        filling.add(job, length)
        if filling.is_full:
            yield Chunk(jobs=filling.take(), opened_together=is_older)
    for filling in (usual, older):
        if filling.jobs:
            yield Chunk(jobs=filling.take(), opened_together=filling is older)


class _Filling:
    """A chunk that is not full yet."""

    def __init__(self, *, limit: int) -> None:
        self.jobs: list[Job] = []
        self._limit = limit
        self._bytes = 0

    def add(self, job: Job, length: int) -> None:
        self.jobs.append(job)
        self._bytes += length

    @property
    def is_full(self) -> bool:
        return len(self.jobs) >= self._limit or self._bytes > CHUNK_BYTES

    def take(self) -> tuple[Job, ...]:
        jobs, self.jobs, self._bytes = tuple(self.jobs), [], 0
        return jobs


def open_together(jobs: Sequence[Job], opening: Opening) -> Opened:
    """Open the forms of a group; one that can't be read is left out, and is refused when its turn comes."""
    forms = {}
    for job in jobs:
        try:
            form = read_job(job, opening.passwords)
        except RefusedForm:
            continue
        forms[hashlib.sha256(form).hexdigest()] = form
    return open_forms(forms, opening)


def _look(job: Job) -> tuple[int, bool]:
    """Return the size of a form, and whether it may be in an older format; one that can't be read is refused later."""
    if job.member is not None:
        return job.member.size, job.member.kind in OLDER
    try:
        source = within_reach(job.source)
        with source.open("rb") as file:
            return source.stat().st_size, may_be_older(file.read(HEAD_BYTES))
    except OSError:
        return 0, False
