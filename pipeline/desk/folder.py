"""The folder that a desk is about: its ledger, the forms that can be read, and where what is dropped lands."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from pipeline.batch.arriving.examiner import Examiner
from pipeline.batch.ledger.lost import is_lost, say_lost
from pipeline.batch.ledger.open import asked_ledger, open_ledger
from pipeline.batch.lock import output_lock
from pipeline.batch.worker import Worker
from pipeline.errors import CannotWrite, UsageProblem
from pipeline.files import leads_outside, make_folder
from pipeline.forms.layouts import Layouts
from pipeline.mapping import Mapping
from pipeline.record import FILE_NAME, Ledger
from pipeline.windows import really, within_reach

OWN_FORMS: Final = "our-forms"
"""Where mappings that are made at the desk lie, beside the results."""


class Folder:
    """One output folder, as a desk works with it; any thread may ask it.

    Attributes:
        output: The folder with the results.
        key: A file with the key of references; the one beside the ledger unless told.
        examiner: Looks into what is no form by its name.
        forms: Where mappings that are made here lie.
        lost: What has to be said of a ledger that was gone, and is made anew.
    """

    def __init__(
        self,
        output: Path,
        worker: Worker,
        *,
        inbox: Path | None = None,
        today: Callable[[], dt.date] | None = None,
        key: Path | None = None,
        forms: Path | None = None,
        load: Callable[[], Layouts] | None = None,
    ) -> None:
        """Look at a folder; nothing is written yet.

        Args:
            output: The folder with the results.
            worker: Works forms out.
            inbox: Where forms that are dropped land; without it where those of the last run lay.
            today: Gives the day to work from, where it goes on with the calendar.
            key: A file with the key of references.
            forms: Where mappings that are made here lie; without it the folder ``our-forms`` beside the results.
            load: Loads all forms anew, those in ``forms`` among them.
        """
        self.output, self.key = output, key
        self._worker, self._inbox, self._today = worker, inbox, today
        self.forms = forms or output.absolute().parent / OWN_FORMS
        self.lost, self._had_ledger = "", False
        self._load = load
        self._laying_out = threading.Lock()
        self.examiner = Examiner(worker.opening.passwords, output=output)

    @property
    def day(self) -> dt.date:
        """The day to work from."""
        return self._today() if self._today is not None else self._worker.day

    @property
    def worker(self) -> Worker:
        """Works forms out on the day that it is."""
        return replace(self._worker, day=self.day)

    @property
    def layouts(self) -> Layouts:
        """The forms that can be read, laid out."""
        with self._laying_out:
            self._worker.layouts.lay_out()
        return self._worker.layouts

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        """The mappings of the forms that can be read."""
        return self._worker.layouts.mappings

    def mapping(self, form: str) -> Mapping | None:
        """Return the mapping of a form, or ``None`` when it is not at hand."""
        return next((each for each in self.mappings if each.form.id == form), None)

    @property
    def has_ledger(self) -> bool:
        """Whether anything was ever processed into it.

        Raises:
            CannotWrite: It was there, and is there no more: nobody is to take that for a folder without results.
        """
        path = self.output / FILE_NAME
        is_there = path.is_file() and path.stat().st_size > 0
        if self._had_ledger and not is_there:
            raise CannotWrite(
                f"The results are not in “{self.output}” any more: it was moved or renamed, or its drive is away.",
                remedy="Put it back and load the page again, or close wordform and start it with that folder.",
                code="moved",
            )
        self._had_ledger = is_there
        return is_there

    def require_results(self) -> None:
        """Make sure that the results are where they were.

        Raises:
            CannotWrite: They are there no more.
        """
        _ = self.has_ledger

    def ledger(self) -> AbstractContextManager[Ledger]:
        """Open the ledger.

        Raises:
            UsageProblem: There is none yet.
            CannotWrite: It can't be used.
        """
        self._require_ledger()
        return open_ledger(self.output, self.mappings, key=self.key)

    def ledger_to_ask(self) -> AbstractContextManager[Ledger]:
        """Open the ledger to ask for what is recorded at one moment; who may only read is answered too.

        Raises:
            UsageProblem: There is none yet.
            CannotWrite: It can't be used.
        """
        self._require_ledger()
        return asked_ledger(self.output, self.mappings, key=self.key)

    def document_of(self, typed: str) -> Path | None:
        """Return the document of an assessment as it was written; ``None`` where there is none.

        Raises:
            UsageProblem: There is no such assessment.
            CannotWrite: As :meth:`ledger_to_ask`.
        """
        with self.ledger_to_ask() as ledger:
            found = ledger.documents.find(ledger.names.find(typed))
        path = self.output / found.target if found is not None and found.sha256 else None
        is_there = path is not None and within_reach(path).is_file() and not leads_outside(path, self.output)
        return path if is_there else None

    def _require_ledger(self) -> None:
        if not self.has_ledger:
            raise UsageProblem(
                "Nothing was read into this folder yet.", remedy="Drop completed forms on the page Inbox.", code="empty"
            )

    @cached_property
    def inbox(self) -> Path:
        """The folder where forms that are dropped land."""
        if self._inbox is not None:
            return self._inbox
        return self._last_input() or self.output.absolute().parent / "input"

    def _last_input(self) -> Path | None:
        """Return the folder that the last run read, where it is still there and fit to be written to."""
        if not self.has_ledger:
            return None
        with self.ledger_to_ask() as ledger:
            roots = [Path(root) for root in ledger.receiving.roots()]
        output = really(self.output)
        return next((root for root in roots if root.is_dir() and _is_apart(really(root), output)), None)

    def renew_forms(self) -> None:
        """Load all forms anew: one was made.

        Raises:
            InvalidMapping: One is wrong.
        """
        if self._load is not None:
            self._worker = replace(self._worker, layouts=self._load())

    def make(self) -> None:
        """Make the folders, for their owner only.

        Raises:
            UsageProblem: The inbox and the results lie in one another.
            CannotWrite: They can't be made.
        """
        if not _is_apart(really(self.inbox), really(self.output)):
            raise UsageProblem(
                f"The inbox '{self.inbox}' and the results '{self.output}' lie in one another.",
                remedy="Name another folder with --inbox.",
                code="usage",
            )
        make_folder(self.output)
        make_folder(self.inbox)
        if not self.has_ledger:
            self._begin_ledger()

    def _begin_ledger(self) -> None:
        """Begin the ledger before anybody asks for it, unless another run does so now."""
        with output_lock(self.output, stop=threading.Event(), waiting=lambda: None) as ours:
            if ours and is_lost(self.output):
                self.lost = say_lost(self.output, key_is_named=self.key is not None)
                open_ledger(self.output, self.mappings, key=self.key).database.close()


def _is_apart(first: Path, second: Path) -> bool:
    return first != second and first not in second.parents and second not in first.parents
