"""Tell all at once which forms stand as they were done, by how their files look: most of a folder is not read again."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
from msgspec import Struct

from pipeline.batch.changes import Demands
from pipeline.batch.plan import Job
from pipeline.record import Ledger


class Stands(Struct, frozen=True, kw_only=True):
    """A form about which nothing has to be done.

    Attributes:
        sha256: Of its file.
        reference: Of its assessment.
        counts: It is the version that counts.
        is_withdrawn: Its assessment is.
        status: ``assessed`` or ``needs_review``.
        rag: Id of its band.
        rag_max: Id of the highest band that it could be.
    """

    sha256: str
    reference: str
    counts: bool
    is_withdrawn: bool
    status: str
    rag: str | None
    rag_max: str | None


class _Band(Struct, frozen=True):
    """What is read of an overview."""

    rag: str | None = None
    rag_max: str | None = None


def standing_forms(
    jobs: Collection[Job], ledger: Ledger, demands: Demands, as_written: Collection[str]
) -> Mapping[str, Stands]:
    """Return the forms about which nothing has to be done, by their paths.

    It is what :func:`pipeline.batch.changes.look_at` says of each of them. Of those that are not among them, that says
    what has to be done.

    Args:
        jobs: All forms.
        ledger: Of the output folder.
        demands: What results are held against.
        as_written: References of the assessments whose documents lie there as they were written.
    """
    if demands.force or demands.documents or demands.check_all:
        return {}
    looks = {job.path: job.look for job in jobs if job.look and job.member is None}
    bands = msgspec.json.Decoder(_Band)
    found: dict[str, Stands] = {}
    for (
        place,
        look,
        sha256,
        reference,
        counts,
        is_withdrawn,
        status,
        overview,
        has_document,
    ) in ledger.seen_files.standing(demands.made_with):
        if looks.get(place) != look or (counts and not is_withdrawn and has_document and reference not in as_written):
            continue
        band = bands.decode(overview)
        found[place] = Stands(
            sha256=sha256, reference=reference, counts=bool(counts), is_withdrawn=bool(is_withdrawn), status=status,
            rag=band.rag, rag_max=band.rag_max,
        )  # fmt: skip
    return found
