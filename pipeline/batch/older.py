"""Forms in older formats are opened together: starting LibreOffice takes as long as converting some ten of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.batch.files import read_form
from pipeline.batch.plan import Job
from pipeline.errors import RefusedForm
from pipeline.readers import OpenedForm, Opening, open_forms
from pipeline.readers.opening import HEAD_BYTES, may_be_older

TOGETHER = 50  # a lost start costs as many single ones
TOGETHER_BYTES = 100 * 1024 * 1024  # a group is held in memory as it came and as it was converted

Opened = Mapping[str, OpenedForm | RefusedForm]
"""Forms that were opened, or why they can't be, by the SHA-256 of the file: one that changes meanwhile is not found."""


def in_groups(jobs: Iterable[Job]) -> Iterator[tuple[Job, ...]]:
    """Give each job by itself, in their order; those in older formats come in groups, once a group is full."""
    group: list[Job] = []
    size = 0
    for job in jobs:
        bytes_to_convert = _older_bytes(job.source)
        if bytes_to_convert is None:
            yield (job,)
            continue
        group.append(job)
        size += bytes_to_convert
        if len(group) == TOGETHER or size > TOGETHER_BYTES:
            yield tuple(group)
            group, size = [], 0
    if group:
        yield tuple(group)


def open_together(jobs: Sequence[Job], opening: Opening) -> Opened:
    """Open the forms of a group; one that can't be read is left out, and is refused when its turn comes."""
    forms = {}
    for job in jobs:
        try:
            form = read_form(job.source)
        except RefusedForm:
            continue
        forms[hashlib.sha256(form).hexdigest()] = form
    return open_forms(forms, opening)


def _older_bytes(path: Path) -> int | None:
    """Give the size of a file that may be in an older format; ``None`` for any other, and one that can't be read."""
    try:
        with path.open("rb") as file:
            return path.stat().st_size if may_be_older(file.read(HEAD_BYTES)) else None
    except OSError:
        return None
