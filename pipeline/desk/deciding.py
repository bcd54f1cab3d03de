"""Decisions taken at the desk: each a short transaction with what its author has seen, followed by the documents."""

from __future__ import annotations

import datetime as dt
import getpass
import socket
import threading
from collections.abc import Callable

from msgspec import Struct

from pipeline.batch.decisions.decide import Author, Decider
from pipeline.cases.decision import Decision
from pipeline.desk.folder import Folder
from pipeline.desk.pages import Frame
from pipeline.desk.work import Work
from pipeline.errors import UsageProblem
from pipeline.record import Ledger
from pipeline.record.recorded import Recorded


class Deciding(Struct, frozen=True, kw_only=True):
    """Who decides, about what, and with what.

    Attributes:
        decider: Checks and records what is decided, as the commands do.
        recorded: The assessment.
    """

    ledger: Ledger
    decider: Decider
    recorded: Recorded


class Decisions:
    """Records the decisions of this desk, one at a time."""

    def __init__(self, folder: Folder, work: Work, frame: Frame) -> None:
        self._folder, self._work, self._frame = folder, work, frame
        self._done: list[tuple[str, str]] = []
        self._one = threading.Lock()

    @property
    def can_undo(self) -> bool:
        """Whether the last decision taken here can be taken back by a key."""
        return bool(self._done)

    def take(self, typed: str, decide: Callable[[Deciding], Decision], *, undo: str = "") -> Decision:
        """Record a decision; what its author has seen is looked at within the same transaction.

        Args:
            typed: The reference.
            decide: Checks and takes it.
            undo: What takes it back; empty for what no key takes back.

        Raises:
            UsageProblem: Nobody is named, or it can't be decided.
        """
        with self._one, self._folder.ledger() as ledger:
            decider = self._decider(ledger)
            with ledger.database.together():
                recorded = ledger.find(ledger.names.find(typed))
                assert recorded is not None  # noqa: S101 - it was just found
                done = decide(Deciding(ledger=ledger, decider=decider, recorded=recorded))
            if undo:
                self._done.append((recorded.reference, undo))
            self._follow(ledger, recorded.reference)
        return done

    def confirm_form(self, form: str, sha256: str) -> None:
        """Record that a mapping was looked over, and by whom.

        Args:
            form: The id of the form.
            sha256: Of the mapping.

        Raises:
            UsageProblem: Nobody is named.
            CannotWrite: It can't be recorded.
        """
        self._folder.make()
        with self._one, self._folder.ledger() as ledger:
            self._decider(ledger).confirm_form(form, sha256)

    def undo(self) -> tuple[str, str]:
        """Take back the last decision that was taken here, and return the assessment and what was taken back.

        Raises:
            UsageProblem: There is none.
        """
        if not self._done:
            raise UsageProblem("There is nothing to undo.", code="nothing")
        reference, entry = self._done[-1]
        self.take(reference, lambda deciding: deciding.decider.take_back(reference, entry))
        return self._done.pop()

    def settle_first(self) -> None:
        """Have all that was decided worked out now: a sign-off or withdrawal is of what was worked out."""
        self._work.follow_now()

    def _decider(self, ledger: Ledger) -> Decider:
        if not self._frame.by:
            raise UsageProblem("Nobody is named who decides this.", remedy="Say who you are.", code="nobody")
        now = dt.datetime.now().astimezone()
        at = dt.datetime.combine(self._folder.day, now.time()).isoformat(timespec="seconds")
        author = Author(by=self._frame.by, at=at, account=f"{_user()}@{socket.gethostname()}")
        return Decider(ledger, self._folder.mappings, author, self._folder.day)

    def _follow(self, ledger: Ledger, reference: str) -> None:
        document = ledger.documents.find(ledger.names.now(reference))
        self._work.follow(document.made_with if document is not None else "")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "unknown"
