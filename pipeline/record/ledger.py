"""The ledger of one output folder: the door to everything that is recorded there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec
from msgspec import Struct

from pipeline.cases.decision import Decision, Reading, settlings
from pipeline.cases.overview import Overview
from pipeline.cases.version import Identity, Version
from pipeline.errors import CannotWrite, RefusedForm, UsageProblem
from pipeline.record import backup, database, migrate, trail
from pipeline.record.assessments import Assessments
from pipeline.record.children import Children
from pipeline.record.database import Database
from pipeline.record.key import NO_KEY, ReferenceKey, key_beside, read_key
from pipeline.record.layouts import FIRST_WITH_VERSIONS
from pipeline.record.names import Names
from pipeline.record.populated import Documents
from pipeline.record.readings import entries_of, reading_of
from pipeline.record.receiving import KnownVersion, Place, Received, Receiving
from pipeline.record.trail import Trail
from pipeline.record.views import Views

FILE_NAME: Final = database.FILE_NAME
ERASED: Final = "erased"
"""Code of the refusal of a file whose record was erased."""


class Recorded(Struct, frozen=True, kw_only=True):
    """What is recorded of one assessment.

    Attributes:
        counting: The version that counts.
        target: Where its document belongs, below the output folder.
        is_withdrawn: It is out of tables and reviews.
        decided: Digest of the settled entries, as its result has to hold them.
        name: The form that its document is called after.
    """

    reference: str
    form: str
    counting: KnownVersion
    target: str
    is_withdrawn: bool
    decided: str
    name: str


class Source(Struct, frozen=True, kw_only=True):
    """Where a version lies; ``role`` as in :class:`pipeline.record.receiving.Place`."""

    name: str
    role: str
    is_here: bool = False


class Ledger:
    """The ledger of one output folder. Use it as a context manager; one process writes it at a time.

    Attributes:
        receiving: Versions, sources and refusals.
        documents: What is known of documents.
        trail: What people decided.
        names: References and what assessments were called before.
        key: Makes references.
    """

    def __init__(
        self, folder: Path, *, convert: migrate.Convert | None = None, read_only: bool = False, key: Path | None = None
    ) -> None:
        """Open the ledger in ``folder``, or start one; one of an earlier version is moved to the current layout.

        Args:
            folder: The output folder.
            convert: Makes what is recorded of a result of an earlier version; without it such a ledger isn't opened.
            read_only: Leave no trace there; the ledger has to be there.
            key: A file with the key of references; the one beside the ledger unless told.

        Raises:
            CannotWrite: It can't be opened, or is no ledger of this version.
            UsageProblem: The key that was named can't be used.
        """
        self._folder = folder
        self.key = self._find_key(key, read_only=read_only)
        self.database = Database(folder, read_only=read_only)
        self.receiving = Receiving(self.database)
        self.documents = Documents(self.database)
        self.trail = Trail(self.database, folder / trail.FILE_NAME)
        self.names = Names(self.database)
        self._assessments = Assessments(self.database, self.trail, self.names, self.key)
        self._children = Children(self.database, self.trail, self.names)
        self._take_up(convert, read_only=read_only)

    def _find_key(self, key: Path | None, *, read_only: bool) -> ReferenceKey:
        if read_only:  # who only reads makes no references
            return NO_KEY
        return key_beside(self._folder, read_key(key) if key is not None else None)

    def _check_key(self) -> None:
        """Make sure that references are made with the key that they were always made with.

        Raises:
            CannotWrite: It is another one.
        """
        known = self.database.value("SELECT key FROM made_by")
        if known is None:
            self.database.change("INSERT INTO made_by VALUES (?)", self.key.check)
        elif known != self.key.check:
            raise CannotWrite(
                f"The key is not the one that the ledger of '{self._folder}' was made with.",
                remedy="Put 'ledger.key' back from a backup, or name the right key with --reference-key.",
                code="reference_key",
            )

    def _take_up(self, convert: migrate.Convert | None, *, read_only: bool) -> None:
        """Move a ledger of an earlier version, and take up decisions that only their file knows."""
        layout = self.database.layout
        if layout < FIRST_WITH_VERSIONS:
            if convert is None or read_only:
                raise CannotWrite(
                    f"'{self.database.path}' was made by an earlier version of wordform.",
                    remedy="Run wordform process, which moves it to this version and keeps a copy.",
                    code="ledger_version",
                )
            backup.back_up(self._folder, self.database.connection, f"layout-{layout}")
            with self.database.together():
                migrate.move(self, convert)
        if not read_only:
            self._check_key()
            self.trail.take_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()

    # Recording

    def take(self, received: Received, places: Iterable[Place], run: int) -> KnownVersion:
        """Record a file that was read, and where it lay; assessments and children are worked out anew around it."""
        with self.database.together():
            is_seen = [self.receiving.see(place, received.sha256, run) for place in places]
            is_kept = self.receiving.keep(received, run)
            if any(is_seen) or is_kept:
                self.database.touch()
                if not received.is_blank:
                    self._changed(self._assessments.regroup(received.sha256))
        known = self.receiving.version(received.sha256)
        assert known is not None  # noqa: S101 - it was just kept
        return known

    def see(self, place: Place, sha256: str, run: int) -> None:
        """Note that a known version lies at a place: it was moved, renamed, copied or sent again."""
        with self.database.together():
            if not self.receiving.see(place, sha256, run):
                return
            self.database.touch()
            known = self.receiving.version(sha256)
            if known is not None and known.reference:
                self._changed(self._assessments.regroup(sha256))

    def refuse_erased(self, sha256: str) -> None:
        """Refuse a file that was erased.

        Raises:
            RefusedForm: It was.
        """
        found = self.database.row("SELECT day, who FROM tombstone WHERE digest = ?", self.key.tombstone(sha256))
        if found is not None:
            day = dt.date.fromisoformat(found[0])
            raise RefusedForm(
                f"The record of this file was erased on {day:%d/%m/%Y} by {found[1]}.",
                remedy="Take it out of the input; to record it all the same, save it anew in Word.",
                code=ERASED,
            )

    def decide(self, decision: Decision) -> None:
        """Record a decision, and work out anew what follows from it."""
        with self.database.together():
            self.trail.add(decision)
            self.database.touch()
            references = {self.names.now(each) for each in (decision.reference, decision.other) if each}
            for reference in references:
                self._assessments.update(reference)
            self._changed(references)
            for reference in sorted(references):
                self._join(reference)

    def _join(self, reference: str) -> None:
        """Group the versions of an assessment anew, after two records were said to be one child."""
        found = self.database.value("SELECT sha256 FROM version WHERE reference = ? ORDER BY id LIMIT 1", reference)
        if found is not None:
            self._changed(self._assessments.regroup(found))

    def _changed(self, references: Iterable[str]) -> None:
        self._children.relink(references)

    def name_documents(self, base: str) -> None:
        """Say anew where documents belong whose forms are called alike, after one of these was erased."""
        self._assessments.name_documents(base)

    def forget_child(self, child: str) -> None:
        """Work out anew whom others may be taken for, after an assessment of a child was erased."""
        self.database.change("DELETE FROM person WHERE child = ?", child)
        self.database.change("DELETE FROM resemblance WHERE child = ? OR other = ?", child, child)
        rows = self.database.rows("SELECT reference FROM assessment WHERE child = ?", child)
        self._children.relink(reference for (reference,) in rows)

    # Asking

    def find(self, reference: str) -> Recorded | None:
        """Return what is recorded of an assessment, or ``None``."""
        row = self.database.row(
            "SELECT assessment.reference, assessment.form, version.sha256, assessment.target, assessment.withdrawn, "
            "assessment.name, assessment.decided FROM assessment JOIN version ON version.id = assessment.counting "
            "WHERE assessment.reference = ?",
            reference,
        )
        if row is None:
            return None
        counting = self.receiving.version(row[2])
        assert counting is not None  # noqa: S101 - the assessment names it
        return Recorded(
            reference=row[0],
            form=row[1],
            counting=counting,
            target=row[3],
            is_withdrawn=bool(row[4]),
            name=row[5],
            decided=row[6],
        )

    def own_document(self, sha256: str) -> KnownVersion | None:
        """Return the version that a document of ours was made from, as it was last written; else ``None``."""
        document = self.documents.of_content(sha256)
        return self.receiving.version(document.version) if document is not None else None

    def counting(self, version: KnownVersion) -> KnownVersion:
        """Return the version that counts for the assessment of another one; a blank form counts for itself."""
        recorded = self.find(version.reference) if version.reference else None
        return recorded.counting if recorded is not None else version

    def might_count(self, version: KnownVersion) -> bool:
        """Return whether a version that doesn't count might do so instead, until a person pins one."""
        listed = self.database.value("SELECT open FROM assessment WHERE reference = ?", version.reference)
        return listed is not None and version.id in msgspec.json.decode(listed, type=list[int])

    def status(self, version: KnownVersion) -> str:
        """Return the status of a version; the one that counts is assessed once somebody signed it off."""
        signed = self.database.value("SELECT 1 FROM assessment WHERE counting = ? AND signed != ''", version.id)
        return "assessed" if signed else version.status

    def shown(self, sha256: str) -> str:
        """Return what tables show of a version's result, as JSON."""
        return str(self.database.value("SELECT shown FROM version WHERE sha256 = ?", sha256))

    def owed(self, forms: Collection[str]) -> list[str]:
        """Return the assessments of some forms whose result or document doesn't hold what is recorded of them."""
        rows = self.database.rows(
            "SELECT assessment.reference, assessment.form FROM assessment JOIN version ON version.id = counting "
            "LEFT JOIN populated USING (reference) WHERE NOT withdrawn AND (version.decided != assessment.decided "
            "OR populated.reference IS NULL OR populated.pending != '' OR populated.version != version.sha256 "
            "OR populated.decided != version.decided) ORDER BY assessment.reference"
        )
        return [reference for reference, form in rows if form in forms]

    def settlings(self, reference: str) -> tuple[Decision, ...]:
        """Return the decisions in force that settle entries of an assessment."""
        return tuple(settlings(self.trail.own(self.names.all(reference))))

    def versions(self, reference: str) -> tuple[Version, ...]:
        """Return the versions of an assessment, from the first to the one that counts."""
        return self._assessments.ordered(reference)

    def version_number(self, reference: str, typed: str) -> str:
        """Return the SHA-256 of a version by its number in the history.

        Raises:
            UsageProblem: There is no such version.
        """
        versions = self.versions(reference)
        if typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(versions):
            return versions[int(typed) - 1].sha256
        raise UsageProblem(
            f"{reference} has no version '{typed}'.",
            remedy=f"It has {len(versions)}: wordform history {reference} lists them by number.",
            code="usage",
        )

    def first_source(self, sha256: str) -> Source:
        """Return where a version lies, or lay last; a copy that we keep of it comes last."""
        row = self.database.row(
            "SELECT name, role, is_here FROM source WHERE sha256 = ? "
            "ORDER BY role = 'kept', is_here DESC, run DESC, name LIMIT 1",
            sha256,
        )
        return Source(name=row[0], role=row[1], is_here=bool(row[2])) if row else Source(name="", role="input")

    def day_of_run(self, number: int) -> str:
        """Return the day of a run, ISO; empty for one of an earlier version of wordform."""
        return str(self.database.value("SELECT day FROM run WHERE number = ?", number) or "")

    def completed(self, reference: str) -> str:
        """Return the date completed of an assessment, ISO; empty when it is not known."""
        return str(self.database.value("SELECT completed FROM assessment WHERE reference = ?", reference) or "")

    def completed_assessments(self) -> Iterator[tuple[str, str, dt.date, Overview]]:
        """Return reference, form, date completed and overview of all assessments with a date, the oldest first."""
        for reference, form, completed, overview in self.database.rows(
            "SELECT assessment.reference, assessment.form, assessment.completed, version.overview FROM assessment "
            "JOIN version ON version.id = counting WHERE assessment.completed != '' "
            "ORDER BY assessment.completed, assessment.reference"
        ):
            yield reference, form, dt.date.fromisoformat(completed), msgspec.json.decode(overview, type=Overview)

    def identity(self, reference: str) -> Identity:
        """Return what an assessment says of child, date and assessor."""
        found = self.database.value("SELECT identity FROM assessment WHERE reference = ?", reference)
        return msgspec.json.decode(found, type=Identity)

    def others_of_child(self, reference: str) -> tuple[tuple[str, str], ...]:
        """Return the other assessments of a child that stand, with their dates (ISO), in their order."""
        rows = self.database.rows(
            "SELECT other.reference, other.completed FROM assessment AS own JOIN assessment AS other USING (child) "
            "WHERE own.reference = ? AND other.reference != own.reference AND NOT other.withdrawn "
            "ORDER BY other.completed, other.reference",
            reference,
        )
        return tuple((found, completed) for found, completed in rows)

    def overview(self, sha256: str) -> Overview:
        """Return what reviews need of a version."""
        return msgspec.json.decode(
            self.database.value("SELECT overview FROM version WHERE sha256 = ?", sha256), type=Overview
        )

    def reading_now(self, recorded: Recorded) -> Reading:
        """Return what a decision about an assessment is bound to now."""
        sha256 = recorded.counting.sha256
        overview = self.database.value("SELECT overview FROM version WHERE sha256 = ?", sha256)
        settled = [each.id for each in self.settlings(recorded.reference)]
        return reading_of(entries_of(self.result(sha256)), overview, settled)

    def result(self, sha256: str) -> str:
        """Return the result JSON of a version that is recorded."""
        return str(self.database.value("SELECT result FROM version WHERE sha256 = ?", sha256))

    def views(self, day: dt.date) -> Views:
        """Return what tables show, judged on a day."""
        return Views(self.database, self.key, day)

    def was_made_with(self, made_with: str) -> bool:
        """Return whether some form was worked out with just this."""
        return self.database.row("SELECT 1 FROM version WHERE made_with = ? LIMIT 1", made_with) is not None

    def forms(self) -> set[str]:
        """Return the ids of the forms that have assessments."""
        return {form for (form,) in self.database.rows("SELECT DISTINCT form FROM assessment")}

    # Tables

    @property
    def is_new(self) -> bool:
        """Whether nothing was recorded yet."""
        return self.database.row("SELECT 1 FROM version LIMIT 1") is None

    @property
    def is_stale(self) -> bool:
        """Whether something was recorded since the tables were written, by this run or one that was cut short."""
        return bool(self.database.value("SELECT stale FROM tables"))

    @property
    def tables_day(self) -> str:
        """The day from which the days in the tables were counted when they were last written."""
        return str(self.database.value("SELECT day FROM tables"))

    @property
    def revision(self) -> int:
        """How often something was recorded: a decision says which revision its author saw."""
        return int(self.database.value("SELECT revision FROM tables"))

    def tables_written(self, day: str, *, all_of_them: bool = True) -> None:
        """Note that the tables say what is recorded.

        Args:
            day: From which days were counted (``YYYY-MM-DD``).
            all_of_them: No form's mapping was missing, so that its register stayed as it was.
        """
        self.database.change("UPDATE tables SET stale = ?, day = ?", not all_of_them, day)

    def back_up_once(self, day: str) -> None:
        """Make the backup of a day, unless it is there."""
        backup.back_up_once(self._folder, self.database.connection, day)


__all__ = ["FILE_NAME", "Ledger", "Recorded"]
