"""The page Settle: what needs a person, the most urgent first, and the decisions that people take there."""

from __future__ import annotations

import datetime as dt
import getpass
import socket
import threading
from collections.abc import Callable
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.batch.decisions.decide import VERSION_ENTRY, Author, Desk
from pipeline.cases.decision import Decision
from pipeline.desk.case import case_of, seen, seen_by_all
from pipeline.desk.folder import Folder
from pipeline.desk.listing import Listing, needs_person
from pipeline.desk.orders import order
from pipeline.desk.pages import Frame
from pipeline.desk.work import Work
from pipeline.errors import UsageProblem
from pipeline.record import Ledger
from pipeline.record.recorded import Recorded

_LISTED: Final = 100
_SIGN_OFF: Final = "sign-off"


class Settled(Struct, frozen=True):
    """What somebody settles: an entry, or which version counts.

    Attributes:
        seen: Which reading and decision they have seen.
    """

    entry: str
    value: str
    seen: str
    why: str = ""


class TakenBack(Struct, frozen=True):
    """What somebody takes back."""

    entry: str
    why: str = ""


class SignedOff(Struct, frozen=True):
    """A sign-off; ``seen`` says which reading somebody has seen."""

    seen: str
    why: str = ""


class Related(Struct, frozen=True):
    """Whether two records are one child."""

    other: str
    are_one: bool
    why: str = ""


class Nothing(Struct, frozen=True):
    """An order that says nothing more."""


class Settling:
    """The page Settle."""

    def __init__(self, folder: Folder, listing: Listing, work: Work, frame: Frame) -> None:
        self._folder, self._listing, self._work, self._frame = folder, listing, work, frame
        self._done: list[tuple[str, str]] = []
        self._deciding = threading.Lock()

    def routes(self) -> list[Route]:
        """Return what it answers."""
        return [
            Route("/settle", self._queue),
            Route("/settle/undo", order(Nothing, self._undo), methods=["POST"]),
            Route("/settle/{reference}", self._page),
            Route("/settle/{reference}/panel", self._panel),
            Route("/settle/{reference}/next", self._next),
            Route("/settle/{reference}/decide", order(Settled, self._settle), methods=["POST"]),
            Route("/settle/{reference}/take-back", order(TakenBack, self._take_back), methods=["POST"]),
            Route("/settle/{reference}/sign-off", order(SignedOff, self._sign_off), methods=["POST"]),
            Route("/settle/{reference}/same", order(Related, self._same), methods=["POST"]),
        ]

    # -- pages -------------------------------------------------------------------------------------------------------

    def _queue(self, _: Request) -> Response:
        rows = [row for row in self._listing.rows() if needs_person(row)]
        return self._frame.page("settle_queue.html", rows=rows[:_LISTED], more=max(0, len(rows) - _LISTED))

    def _page(self, request: Request) -> Response:
        with self._folder.ledger() as ledger:
            case = case_of(self._folder, ledger, request.path_params["reference"])
        return self._frame.page("settle.html", case=case, can_undo=bool(self._done), others=self._waiting())

    def _panel(self, request: Request) -> Response:
        with self._folder.ledger() as ledger:
            case = case_of(self._folder, ledger, request.path_params["reference"])
        return self._frame.part("settle_panel.html", case=case, can_undo=bool(self._done), others=self._waiting())

    def _next(self, request: Request) -> Response:
        """Go on to what is the most urgent after an assessment, from the top once the end is reached."""
        here = request.path_params["reference"]
        everything = [row.reference for row in self._listing.rows()]
        waiting = {row.reference for row in self._listing.rows() if needs_person(row)} - {here}
        start = everything.index(here) + 1 if here in everything else 0
        found = next((each for each in everything[start:] + everything[:start] if each in waiting), None)
        return RedirectResponse(f"/settle/{found}" if found else "/settle", 303)

    def _waiting(self) -> int:
        return sum(map(needs_person, self._listing.rows()))

    # -- decisions ---------------------------------------------------------------------------------------------------

    def _settle(self, request: Request, asked: Settled) -> Response:
        def decide(ledger: Ledger, desk: Desk, recorded: Recorded) -> Decision:
            now = seen_by_all(ledger, recorded) if asked.entry == VERSION_ENTRY else seen(ledger, recorded, asked.entry)
            if now != asked.seen:
                raise _meanwhile(ledger, recorded, asked.entry)
            return desk.settle(recorded.reference, asked.entry, asked.value, asked.why)

        return self._decided(request, decide, undo=asked.entry)

    def _take_back(self, request: Request, asked: TakenBack) -> Response:
        return self._decided(request, lambda _, desk, known: desk.take_back(known.reference, asked.entry, asked.why))

    def _sign_off(self, request: Request, asked: SignedOff) -> Response:
        self._work.follow_now()

        def decide(ledger: Ledger, desk: Desk, recorded: Recorded) -> Decision:
            if seen_by_all(ledger, recorded) != asked.seen:
                raise _meanwhile(ledger, recorded, "")
            return desk.sign_off(recorded.reference, asked.why)

        return self._decided(request, decide, undo=_SIGN_OFF)

    def _same(self, request: Request, asked: Related) -> Response:
        def decide(_: Ledger, desk: Desk, recorded: Recorded) -> Decision:
            return desk.same(recorded.reference, asked.other, asked.why, are_one=asked.are_one)

        return self._decided(request, decide)

    def _undo(self, _: Request, __: Nothing) -> Response:
        """Take back the last decision that was taken here."""
        if not self._done:
            raise UsageProblem("There is nothing to undo.", code="nothing")
        reference, entry = self._done[-1]
        with self._deciding, self._folder.ledger() as ledger:
            desk = self.decider(ledger)
            with ledger.database.together():
                desk.take_back(reference, entry)
            self._done.pop()
            self._follow(ledger, reference)
        return JSONResponse({"reference": reference, "entry": entry})

    def _decided(
        self, request: Request, decide: Callable[[Ledger, Desk, Recorded], Decision], *, undo: str = ""
    ) -> Response:
        """Record a decision in one short transaction, with what its author has seen looked at within it."""
        with self._deciding, self._folder.ledger() as ledger:
            desk = self.decider(ledger)
            with ledger.database.together():
                recorded = ledger.find(ledger.names.find(request.path_params["reference"]))
                assert recorded is not None  # noqa: S101 - it was just found
                done = decide(ledger, desk, recorded)
            if undo:
                self._done.append((recorded.reference, undo))
            self._follow(ledger, recorded.reference)
        return JSONResponse({"id": done.id, "reference": recorded.reference})

    def decider(self, ledger: Ledger) -> Desk:
        """Return who decides now.

        Raises:
            UsageProblem: Nobody said who they are.
        """
        if not self._frame.by:
            raise UsageProblem("Nobody is named who decides this.", remedy="Say who you are.", code="nobody")
        now = dt.datetime.now().astimezone()
        at = dt.datetime.combine(self._folder.day, now.time()).isoformat(timespec="seconds")
        author = Author(by=self._frame.by, at=at, account=f"{_user()}@{socket.gethostname()}")
        return Desk(ledger, self._folder.mappings, author, self._folder.day)

    def _follow(self, ledger: Ledger, reference: str) -> None:
        document = ledger.documents.find(ledger.names.now(reference))
        self._work.follow(document.made_with if document is not None else "")


def _meanwhile(ledger: Ledger, recorded: Recorded, entry: str) -> UsageProblem:
    """Say what happened to an assessment since a person saw it."""
    known = next((each for each in ledger.settlings(recorded.reference) if each.entry == entry), None)
    what = (
        f"Meanwhile it was settled by {known.by}."
        if known is not None
        else "Meanwhile this assessment has changed, so nothing was recorded."
    )
    return UsageProblem(what, remedy="Look at it again.", code="meanwhile")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "unknown"
