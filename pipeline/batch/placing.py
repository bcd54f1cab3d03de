"""Put documents in place: never over what somebody changed, and never over another assessment's."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from pipeline.batch.ledger.edits import require_unlocked
from pipeline.errors import CannotWrite
from pipeline.files import (
    fingerprint,
    leads_outside,
    look_of,
    make_folder,
    require_inside,
    set_aside,
    write_atomically,
)
from pipeline.record import Ledger
from pipeline.record.populated import Populated
from pipeline.record.recorded import Recorded
from pipeline.windows import within_reach


class Placed(Struct, frozen=True, kw_only=True):
    """What became of a document.

    Attributes:
        pending: Why it could not be written; ``None`` when it was, or there is none.
        set_aside: Where a file is kept that was in its place and was not ours.
        is_found_again: A document of this assessment is there that the ledger didn't know; it is taken in first.
    """

    pending: CannotWrite | None = None
    set_aside: Path | None = None
    is_found_again: bool = False


def intend(ledger: Ledger, recorded: Recorded, sha256: str) -> None:
    """Note what is about to be written, so that a run that is cut short knows its own document again.

    Args:
        ledger: Of the output folder.
        recorded: The assessment.
        sha256: Of its document; empty for one that gives none.
    """
    before = ledger.documents.find(recorded.reference) or Populated(reference=recorded.reference, target="")
    version = recorded.counting
    ledger.documents.keep(
        replace(
            before,
            target=before.target or recorded.target,
            intended=sha256,
            version=version.sha256,
            made_with=version.made_with,
            decided=version.decided,
            pending="not_written" if sha256 else "",
        )
    )


def put_document(ledger: Ledger, recorded: Recorded, content: bytes, sha256: str, output: Path) -> Placed:
    """Write the document of an assessment to its place; one that can't be written is pending until the next run.

    Args:
        ledger: Of the output folder; it knows what is intended (:func:`intend`).
        recorded: The assessment.
        content: The document.
        sha256: Of its bytes.
        output: The output folder.
    """
    before = ledger.documents.find(recorded.reference)
    assert before is not None  # noqa: S101 - it was intended
    path, former = output / recorded.target, output / before.target
    if _is_unknown(before) and within_reach(path).is_file() and _is_found_again(before, path, content):
        ledger.documents.keep(replace(before, target=recorded.target, sha256=sha256, pending="found_again"))
        return Placed(is_found_again=True)
    try:
        require_inside(path, output)
        kept = _write(ledger, before, path, content, sha256, output=output)
        if path != former:
            _take_away(ledger, former, before)
    except CannotWrite as problem:
        ledger.documents.keep(replace(before, pending=problem.code))
        return Placed(pending=problem)
    ledger.documents.displace(recorded.target, recorded.reference)
    now = replace(before, target=recorded.target, sha256=sha256, intended=sha256, seen=look_of(path), pending="")
    _keep(ledger, before, now)
    return Placed(set_aside=kept)


def _keep(ledger: Ledger, before: Populated, now: Populated) -> None:
    """Keep what is known of a document; tables name it, so they are stale where it has come, or moved."""
    ledger.documents.keep(now)
    if (before.target, bool(before.sha256)) != (now.target, bool(now.sha256)):
        ledger.database.touch()


def _write(ledger: Ledger, before: Populated, path: Path, content: bytes, sha256: str, *, output: Path) -> Path | None:
    """Write a document unless it is there already; what is there is looked at just before."""
    there = fingerprint(path)
    if there == sha256:
        return None
    require_unlocked(path)
    kept = None
    if within_reach(path).exists() and not _is_ours(ledger, before, there):
        _require_free(ledger, before, path, output)
        kept = None if _is_former(before, path, content) else set_aside(path)
    write_atomically(path, content)
    return kept


def _is_found_again(before: Populated, path: Path, content: bytes) -> bool:
    """Return whether a document lies in the place that is this assessment's and that somebody may have edited."""
    from pipeline.batch.ledger.found_again import is_same_but_for_dates, reference_in  # only where a ledger was lost

    there = within_reach(path).read_bytes()
    return reference_in(there) == before.reference and not is_same_but_for_dates(there, content)


def _is_unknown(before: Populated) -> bool:
    """Return whether the ledger doesn't know what lies in a document's place: it never wrote there itself."""
    return not (before.sha256 and before.seen)


def _is_former(before: Populated, path: Path, content: bytes) -> bool:
    """Return whether a file is this very document, written on another day."""
    from pipeline.batch.ledger.found_again import is_same_but_for_dates  # as above

    return _is_unknown(before) and is_same_but_for_dates(within_reach(path).read_bytes(), content)


def _require_free(ledger: Ledger, before: Populated, path: Path, output: Path) -> None:
    """Refuse to put aside what is another assessment's document, or this one's with somebody's changes.

    Raises:
        CannotWrite: It is; the next run takes the changes in, or has moved the other one.
    """
    target = path.relative_to(output).as_posix()
    other = ledger.documents.at(target)
    if other is not None and (other.reference != before.reference or not _is_unknown(before)):
        raise CannotWrite(
            f"'{path.name}' was changed meanwhile.",
            remedy="Run again: what was changed is taken in first.",
            code="changed_meanwhile",
        )


def _is_ours(ledger: Ledger, before: Populated, there: str) -> bool:
    """Return whether a file may be written over: we wrote it and can again, or its bytes are kept."""
    if there in (before.sha256, before.intended) or ledger.documents.of_content(there) is not None:
        return True
    return any(place.role == "kept" for place in ledger.receiving.places(there))


def _take_away(ledger: Ledger, path: Path, before: Populated) -> None:
    """Take a document away that has moved; one that somebody changed since stays where it is.

    Raises:
        CannotWrite: It can't be taken away.
    """
    if not before.sha256 or not within_reach(path).exists():
        return
    if _is_ours(ledger, before, fingerprint(path)):
        remove(path)


def move_documents(ledger: Ledger, output: Path) -> None:
    """Move the documents that belong elsewhere now; what is in the way or open in Word waits for the next run."""
    waiting = ledger.documents.misplaced()
    while waiting:
        left = [each for each in waiting if not _move(ledger, *each, output)]
        if len(left) == len(waiting) and not _step_aside(ledger, left, output):
            break
        waiting = ledger.documents.misplaced()
    for target, sha256 in ledger.documents.obsolete().items():
        path = output / target
        try:
            if fingerprint(path) == sha256:
                remove(path)
        except CannotWrite:  # open in Word: the next run tries again
            continue
        ledger.documents.forget_obsolete(target)


def _move(ledger: Ledger, document: Populated, target: str, output: Path) -> bool:
    path, wanted = within_reach(output / document.target), within_reach(output / target)
    if fingerprint(wanted) == document.sha256:  # a run was cut short after it was moved
        _note_moved(ledger, document, output, target)
        return True
    aside = within_reach(output / _aside(document))
    path = aside if fingerprint(aside) == document.sha256 else path
    is_in_the_way = wanted.exists() and not (path.exists() and wanted.samefile(path))
    if is_in_the_way or leads_outside(wanted, output) or fingerprint(path) != document.sha256:
        return False
    try:
        make_folder(wanted.parent)
        path.rename(wanted)
    except (OSError, CannotWrite):  # open in Word: the next run tries again
        return False
    _note_moved(ledger, document, output, target)
    _drop_empty(path.parent)
    return True


def _drop_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not empty, or the folder of somebody else
        within_reach(folder).rmdir()


def _note_moved(ledger: Ledger, document: Populated, output: Path, target: str) -> None:
    ledger.documents.keep(replace(document, target=target, seen=look_of(output / target)))


def _step_aside(ledger: Ledger, waiting: Sequence[tuple[Populated, str]], output: Path) -> bool:
    """Put one document aside where some are in each other's way all round, and return whether that was so."""
    lying = {document.target: (document, target) for document, target in waiting}
    for start in lying.values():
        document, seen = start, set[str]()
        while document[1] in lying and document[1] not in seen:
            seen.add(document[1])
            document = lying[document[1]]
        if start[0].target in seen:
            return _move(ledger, start[0], _aside(start[0]), output)
    return False


def _aside(document: Populated) -> str:
    """Return where a document waits until its place is free."""
    below = PurePosixPath(document.target)
    return below.with_name(f".{document.reference}{below.suffix}").as_posix()


def remove(path: Path) -> None:
    """Take a file away, and its folder when nothing else is in it.

    Raises:
        CannotWrite: It can't be taken away.
    """
    try:
        within_reach(path).unlink(missing_ok=True)
        _drop_empty(path.parent)
    except OSError as error:
        raise CannotWrite(
            f"'{path}' can't be taken away ({error.strerror}).",
            remedy="Close it in other programs, then run again.",
            code="cannot_write",
        ) from error
