"""Lists that hold a row for each child, made from the ledger: its newest form, if the list's condition holds there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.assess import assess, following
from pipeline.batch.documents import FOLDER, noted, place
from pipeline.mapping import Mapping
from pipeline.mapping.documents import FollowingDocument
from pipeline.process.restore import recorded_submission
from pipeline.record import Ledger
from pipeline.record.views import Views
from pipeline.submission import Submission
from pipeline.writers.following.document import list_bytes
from pipeline.writers.following.facts import Origin


def write_lists(
    output: Path, ledger: Ledger, mappings: Sequence[Mapping], day: dt.date, *, views: Views
) -> tuple[Path, ...]:
    """Write every list of every mapping from the ledger, unless it holds what the ledger holds, and return their paths.

    Call it before the registers are written: it goes by their note of what has changed.

    Raises:
        CannotWrite: One can't be written.
    """
    current = not ledger.is_stale and ledger.tables_day == day.isoformat()
    lists = [(each, mapping) for mapping in mappings for each in mapping.documents if each.is_list and not each.off]
    paths = tuple(output / FOLDER / f"{document.id}.docx" for document, _ in lists)
    for path, (document, mapping) in zip(paths, lists, strict=True):
        if not (current and path.is_file()):
            write_list(document, mapping, path, output, ledger, views, day)
    return paths


def write_list(
    document: FollowingDocument, mapping: Mapping, path: Path, output: Path, ledger: Ledger, views: Views, day: dt.date
) -> Path | None:
    """Write one list from a ledger, and say where one is kept that was there and that somebody had changed.

    Raises:
        CannotWrite: It can't be written.
    """
    content = _list(document, mapping, ledger, views, day)
    before = ledger.documents.following("")
    kept = place(path, content, before.get(document.id))
    if path.is_relative_to(output):
        ledger.documents.keep_following("", {**before, document.id: noted(path, content, output)}, "", "")
    return kept


def _list(document: FollowingDocument, mapping: Mapping, ledger: Ledger, views: Views, day: dt.date) -> bytes:
    rows, open_ = [], []
    for reference, submission in _newest(mapping, ledger, views):
        judged = following(submission, mapping, day, [document])
        if judged and judged[0].holds:
            assessment = assess(submission, mapping, day)
            rows.append(
                Origin(submission=submission, assessment=assessment, mapping=mapping, day=day, reference=reference)
            )
        elif judged and judged[0].holds is None:
            open_.append(f"Ref. {reference}: without {', '.join(judged[0].missing)}.")
    return list_bytes(document, mapping, rows, open_)


def _newest(mapping: Mapping, ledger: Ledger, views: Views) -> Iterator[tuple[str, Submission]]:
    """Return the newest forms of each child with their references, in the order of the forms' names."""
    for row in views.rows(mapping.form.id):
        if row.is_newest and not row.is_open:
            yield row.reference, recorded_submission(ledger.result(row.sha256), mapping)
