"""Find a form again by its bytes, at the place where it lay: a file of its own, or in a container."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from pipeline.arrivals.contents import Member
from pipeline.batch.arriving.examiner import Examiner
from pipeline.batch.arriving.known import above
from pipeline.files import fingerprint
from pipeline.windows import within_reach


class Lying(Struct, frozen=True, kw_only=True):
    """Where a form lies.

    Attributes:
        source: The form, or the container that it is in.
        member: Which form in there it is; ``None`` where it is no container.
    """

    source: Path
    member: Member | None = None


def lies_at(place: str, sha256: str, examiner: Examiner) -> Lying | None:
    """Return where a form lies; ``None`` when it isn't there any more.

    Args:
        place: Where it lay, as the ledger knows it.
        sha256: Of its bytes.
        examiner: Looks into containers.
    """
    path = _on_disk(place)
    if fingerprint(path) == sha256:
        return Lying(source=path)
    container = next((found for found in map(_on_disk, above(place)) if found.exists()), None)
    if container is None or not container.is_file():
        return None
    members = examiner.contents(container).forms
    return next((Lying(source=container, member=each) for each in members if each.sha256 == sha256), None)


def _on_disk(place: str) -> Path:
    return within_reach(Path(os.fsdecode(place.encode())))
