"""The ledger of one output folder: the door to everything that is recorded there."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Set
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from pipeline.cases.decision import Decision, DecisionKind, Reading, settlings
from pipeline.cases.overview import Overview
from pipeline.cases.version import Identity, Version
from pipeline.errors import CannotWrite, UsageProblem
from pipeline.record.assessments import Assessments
from pipeline.record.children import Children
from pipeline.record.grouping import Grouping
from pipeline.record.names import Names
from pipeline.record.populated import Documents
from pipeline.record.readings import entries_of, reading_of
from pipeline.record.receiving import KnownVersion, Place, Received, Receiving
from pipeline.record.recorded import Recorded
from pipeline.record.store import backup, compact, database, layouts, looked_into, packed, seen_files, tombstones, trail
from pipeline.record.store.key import NO_KEY, key_made_once
from pipeline.record.versions import Versions
from pipeline.record.views import Views

FILE_NAME: Final = database.FILE_NAME
_STILL_HERE: Final = (
    "SELECT reference FROM version WHERE sha256 = ?1 AND reference != '' AND EXISTS "
    "(SELECT 1 FROM source WHERE sha256 = ?1 AND is_here AND role = 'input')"
)


class Ledger:
    """The ledger of one output folder. Use it as a context manager; one process writes it at a time.

    Attributes:
        receiving: Versions, sources and refusals.
        looked_into: What is in files that are no forms by their names.
        documents: What is known of documents.
        trail: What people decided.
        names: References and what assessments were called before.
        children: Which records are about one child.
        key: Makes references.
    """

    def __init__(
        self,
        folder: Path,
        *,
        move: Callable[[Ledger], None] | None = None,
        read_only: bool = False,
        key: Path | None = None,
        common: packed.Common = packed.nothing_in_common,
    ) -> None:
        """Open the ledger in ``folder``, or start one; one of an earlier version is moved to the current layout.

        Args:
            folder: The output folder.
            move: Moves a ledger of an earlier layout to this one; without it such a ledger isn't opened.
            read_only: Leave no trace there; the ledger has to be there.
            key: A file with the key of references; the one beside the ledger unless told.
            common: Returns what all results of a form say.

        Raises:
            CannotWrite: It can't be opened, or is no ledger of this version.
            UsageProblem: The key that was named can't be used.
        """
        self._folder = folder
        # A damaged ledger gets no key: it would be taken for its own when the ledger is made anew.
        self.database = database.Database(folder, read_only=read_only)
        with contextlib.ExitStack() as if_it_fails:
            if_it_fails.callback(self.database.close)
            alone = self.database.together  # and who only reads makes no references
            self.key = NO_KEY if read_only and key is None else key_made_once(folder, key, self._known_key, alone)
            self._readings = packed.PackedReadings(self.database, common)
            self.receiving = Receiving(self.database, self._readings)
            self.looked_into = looked_into.LookedInto(self.database)
            self.seen_files = seen_files.SeenFiles(self.database)
            self.documents = Documents(self.database)
            self.trail = trail.Trail(self.database, folder / trail.FILE_NAME)
            self.names = Names(self.database)
            versions = Versions(self.database, self._readings)
            self.children = Children(self.database, self.trail, self.names)
            self._grouping = Grouping(self.database, versions, self.children, self.names, self.key)
            self._assessments = Assessments(self.database, self._readings, versions, self.trail, self.names)
            self._take_up(move, read_only=read_only)
            if_it_fails.pop_all()

    def _take_up(self, move: Callable[[Ledger], None] | None, *, read_only: bool) -> None:
        """Move a ledger of an earlier version, and carry out decisions that only their file knows."""
        layout = self.database.layout
        if layout < layouts.FIRST_WITH_VERSIONS:
            if move is None or read_only:
                raise CannotWrite(
                    f"'{self.database.path}' was made by an earlier version of wordform.",
                    remedy="Run wordform process, which moves it to this version and keeps a copy.",
                    code="ledger_version",
                )
            backup.back_up(self._folder, self.database.connection, f"layout-{layout}")
            with self.database.together():
                move(self)
        if not read_only:
            self._check_key()
            if self.trail.is_ahead:  # else nobody who only asks waits for those who record
                with self.database.together():
                    for decision in self.trail.take_up():
                        self._carry_out(decision)

    def _known_key(self) -> str:
        """Return what the key is known again by; empty for a ledger that has no references of ours yet."""
        is_ours = self.database.layout >= layouts.FIRST_WITH_VERSIONS
        return str(self.database.value("SELECT key FROM tables")) if is_ours else ""

    def _check_key(self) -> None:
        """Refuse a ledger whose key was replaced: what was erased would come in again, and calendars hold two of each.

        Raises:
            CannotWrite: It was.
        """
        known = self._known_key()
        if not known:
            self.database.change("UPDATE tables SET key = ?", self.key.check)
        elif known != self.key.check:
            raise CannotWrite(
                f"The key beside '{self.database.path}' is not the one that it was made with.",
                remedy="Put 'ledger.key' back from a backup. If there is none, take the ledger away too: the next run "
                "makes both anew from the forms, and references change.",
                code="reference_key",
            )

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
            seen = [self.receiving.see(place, received.sha256, run) for place in places]
            is_kept = self.receiving.keep(received, run)
            if is_kept or any(each.is_news for each in seen):
                self.database.touch()
                if not received.is_blank:
                    self._assessments.update(self._grouping.regroup(received.sha256))
                self._rename({each.displaced for each in seen})
        known = self.receiving.version(received.sha256)
        assert known is not None  # noqa: S101 - it was just kept
        return known

    def see(self, place: Place, sha256: str, run: int) -> None:
        """Note that a known version lies at a place: it was moved, renamed, copied or sent again."""
        with self.database.together():
            seen = self.receiving.see(place, sha256, run)
            if seen.is_news:
                self.database.touch()
                known = self.receiving.version(sha256)
                if known is not None and known.reference:
                    self._assessments.update(self._grouping.regroup(sha256))
                self._rename({seen.displaced})

    def gone(self, root: str, paths: Container[str], but: Collection[seen_files.Stretch] = ()) -> list[str]:
        """Note which files of an input are there no more, and return their names.

        Args:
            root: The input; it is there.
            paths: All that is in it.
            but: Stretches of which all files are there.
        """
        with self.database.together():
            missing = self.receiving.gone(root, paths, but)
            self._rename(dict.fromkeys(sha256 for _, sha256 in missing))
            if missing:
                self.database.touch()
        return [name for name, _ in missing]

    def _rename(self, shas: Iterable[str]) -> None:
        """Call documents otherwise whose forms lie elsewhere now; what lies nowhere any more stays called so."""
        for reference in {found for sha256 in shas for (found,) in self.database.rows(_STILL_HERE, sha256)}:
            self._assessments.rename(reference)

    def refuse_erased(self, sha256: str) -> None:
        """Refuse a file that was erased.

        Raises:
            RefusedForm: It was.
        """
        tombstones.refuse_erased(self.database, self.key.tombstone(sha256))

    def decide(self, decision: Decision) -> None:
        """Record a decision, and work out anew what follows from it."""
        with self.database.together():
            self.trail.add(decision)
            self._carry_out(decision)

    def _carry_out(self, decision: Decision) -> None:
        """Work out anew what follows from a decision; what it is about may not have come in again yet."""
        self.database.touch()
        tombstones.bury(self.database, decision)
        records = {self.names.record(each) for each in (decision.reference, decision.other) if each}
        if decision.kind in (DecisionKind.SAME, DecisionKind.NOT_SAME):
            self._assessments.update(self._grouping.relink(records))
        self._assessments.update({now for each in records if self.has(now := self.names.now(each))})

    def forget_assessment(self, reference: str, child: str) -> None:
        """Work out anew what follows for others after the files of an assessment were erased."""
        self._assessments.update({reference})
        self.children.forget(child)
        rows = self.database.rows("SELECT reference FROM record WHERE child = ?", child)
        self._assessments.update(self._grouping.relink(found for (found,) in rows))

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
            reference=row[0], form=row[1], counting=counting, target=row[3], is_withdrawn=bool(row[4]), name=row[5],
            decided=row[6],
        )  # fmt: skip

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

    def is_superseded(self, version: KnownVersion) -> bool:
        """Return whether another version counts; our own document that came back as it was is none."""
        counting = self.counting(version)
        return counting.id != version.id and not (version.repeats and counting.sha256.startswith(version.parent))

    def status(self, version: KnownVersion) -> str:
        """Return the status of a version; the one that counts is assessed once somebody signed it off."""
        signed = self.database.value("SELECT 1 FROM assessment WHERE counting = ? AND signed != ''", version.id)
        return "assessed" if signed else version.status

    def shown(self, sha256: str) -> str:
        """Return what tables show of a version's result, as JSON."""
        return self._readings.shown(sha256)

    def owed(self, forms: Collection[str], but: Set[str] = frozenset()) -> list[str]:
        """Return the assessments of some forms whose result or document doesn't hold what is recorded, but some."""
        if but >= {*self._assessments.in_force()}:
            return []
        rows = self.database.rows(
            "SELECT assessment.reference, assessment.form FROM assessment JOIN version ON version.id = counting "
            "LEFT JOIN populated USING (reference) WHERE NOT withdrawn AND (version.decided != assessment.decided "
            "OR populated.reference IS NULL OR populated.pending != '' OR populated.version != version.id "
            "OR populated.decided != version.decided) ORDER BY assessment.reference"
        )
        return [reference for reference, form in rows if form in forms and reference not in but]

    def settlings(self, reference: str) -> tuple[Decision, ...]:
        """Return the decisions in force that settle entries of an assessment."""
        return tuple(settlings(self.trail.about(self.names.all(reference))))

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

    def has(self, reference: str) -> bool:
        """Return whether there is an assessment of this reference."""
        return self.database.row("SELECT 1 FROM assessment WHERE reference = ?", reference) is not None

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
            yield reference, form, dt.date.fromisoformat(completed), compact.read(overview, Overview)

    def identity(self, reference: str) -> Identity:
        """Return what an assessment says of child, date and assessor."""
        found = self.database.value("SELECT identity FROM assessment WHERE reference = ?", reference)
        return compact.read(found, Identity)

    def others_of_child(self, reference: str) -> tuple[tuple[str, str], ...]:
        """Return the other assessments of a child in force, with their dates (ISO), in their order."""
        rows = self.database.rows(
            "SELECT other.reference, other.completed FROM assessment AS own JOIN assessment AS other USING (child) "
            "WHERE own.reference = ? AND other.reference != own.reference AND NOT other.withdrawn "
            "ORDER BY other.completed, other.reference",
            reference,
        )
        return tuple((found, completed) for found, completed in rows)

    def all_of_child(self, reference: str) -> tuple[str, ...]:
        """Return all assessments of a child in their order, those that were withdrawn too."""
        of = "WHERE child = (SELECT child FROM assessment WHERE reference = ?) ORDER BY completed, reference"
        return tuple(found for (found,) in self.database.rows(f"SELECT reference FROM assessment {of}", reference))  # noqa: S608

    def overview(self, sha256: str) -> Overview:
        """Return what reviews need of a version."""
        return compact.read(self.database.value("SELECT overview FROM version WHERE sha256 = ?", sha256), Overview)

    def reading_now(self, recorded: Recorded) -> Reading:
        """Return what a decision about an assessment is bound to now."""
        sha256, settled = recorded.counting.sha256, [each.id for each in self.settlings(recorded.reference)]
        overview = self.database.value("SELECT overview FROM version WHERE sha256 = ?", sha256)
        return reading_of(entries_of(self.result(sha256)), overview, settled)

    def result(self, sha256: str) -> str:
        """Return the result JSON of a version that is recorded."""
        return self._readings.result(sha256)

    def views(self, day: dt.date) -> Views:
        """Return what tables show, judged on a day."""
        return Views(self.database, self._readings, self.key, day)

    def was_made_with(self, made_with: str) -> bool:
        """Return whether some form was worked out with just this."""
        return self.database.row("SELECT 1 FROM version WHERE made_with = ? LIMIT 1", made_with) is not None

    def forms(self) -> set[str]:
        """Return the ids of the forms that have assessments."""
        return self._assessments.forms()

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
