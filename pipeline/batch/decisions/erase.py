"""Erase an assessment: every word that this folder holds about it, for good. It can't be undone."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from pipeline.batch.arriving.known import above
from pipeline.batch.decisions.decide import Author, require_reason
from pipeline.batch.ledger.edits import FOLDER as VERSIONS
from pipeline.batch.placing import remove
from pipeline.cases.child import words_of
from pipeline.cases.decision import Decision, DecisionKind
from pipeline.errors import CannotWrite, UsageProblem
from pipeline.record import Ledger
from pipeline.record.erasing import Erased, erase, what_is_erased
from pipeline.record.store import backup
from pipeline.tables.report import FILE_NAME as REPORT
from pipeline.windows import within_reach


class Left(Struct, frozen=True, kw_only=True):
    """What erasing can't reach.

    Attributes:
        inputs: Completed forms that still lie where they were read.
        passed_on: Documents that had been made from it for others.
    """

    inputs: tuple[str, ...]
    passed_on: tuple[str, ...]


def erase_assessment(ledger: Ledger, output: Path, typed: str, author: Author, why: str, day: dt.date) -> Left:
    """Erase an assessment: readings, versions, documents, kept copies, decisions, backups. Tables are written next.

    Args:
        ledger: Of the output folder.
        output: The output folder.
        typed: The reference.
        author: Who erases.
        why: The reason, which stays: it must not say whose the assessment was.
        day: The day to judge reviews by.

    Raises:
        UsageProblem: There is no such assessment, or the reason is missing or names the child.
        CannotWrite: A file can't be taken away; run it again once it is closed.
    """
    reference = ledger.names.find(typed)
    _check_reason(ledger, reference, why)
    found = what_is_erased(ledger, reference)
    passed_on = tuple(sorted(each.target for each in ledger.documents.following(reference).values()))
    _take_away(output, reference, found)
    tombstone = Decision(
        id=ledger.trail.next_id(), kind=DecisionKind.ERASE, reference="", by=author.by, at=author.at,
        account=author.account, why=why,
    )  # fmt: skip
    erase(ledger, reference, tombstone, day)
    backup.drop_all(output)
    kept = output / VERSIONS
    inputs = [place for place in found.places if _lies_there(place) and kept.absolute() not in Path(place).parents]
    return Left(inputs=tuple(inputs), passed_on=passed_on)


def _lies_there(place: str) -> bool:
    """Return whether a form still lies where it was read, perhaps in a container."""
    return any(within_reach(Path(each)).is_file() for each in (place, *above(place)))


def _check_reason(ledger: Ledger, reference: str, why: str) -> None:
    """Refuse a reason that is none, or says whose the assessment was."""
    require_reason("Erasing", why)
    said = {form for word in words_of(why) for form in (word, word.removesuffix("s"))}  # "Casey's", "the Bakers"
    if any(len(word) > 1 and word in said for word in words_of(ledger.identity(reference).name)):
        raise UsageProblem(
            "The reason names the child; it stays when all else is gone.",
            remedy="Give the reason without a name.",
            code="reason_names_child",
        )


def _take_away(output: Path, reference: str, found: Erased) -> None:
    """Take away every file that says something about an assessment, also tables, which are written anew."""
    for target in (*found.targets, *found.lists):
        remove(output / target)
        for kept in _kept(output / target):
            remove(kept)
    for table in _tables(output):
        remove(table)
    try:
        shutil.rmtree(within_reach(output / VERSIONS / reference), ignore_errors=False)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise CannotWrite(
            f"'{output / VERSIONS / reference}' can't be taken away ({error.strerror}).",
            remedy="Close its files in other programs and erase again.",
            code="cannot_write",
        ) from error


def _kept(path: Path) -> Iterator[Path]:
    """Return the files that were put aside beside a document."""
    folder = within_reach(path.parent)
    if folder.is_dir():
        stem = f"{path.stem}.kept-"
        yield from (each for each in folder.iterdir() if each.name.startswith(stem) and each.is_file())


def _tables(output: Path) -> Iterator[Path]:
    yield output / REPORT
    yield output / "refused.csv"
    for pattern in ("register*.xlsx", "register*.csv"):
        yield from output.glob(pattern)
