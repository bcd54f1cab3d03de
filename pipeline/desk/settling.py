"""The page Settle: what needs a person, the most urgent first, and the decisions that people take there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.batch.decisions.decide import VERSION_ENTRY
from pipeline.cases.decision import Decision
from pipeline.desk.case import Case, case_of, seen, seen_by_all
from pipeline.desk.deciding import Deciding, Decisions
from pipeline.desk.folder import Folder
from pipeline.desk.listing import Listing, needs_person
from pipeline.desk.orders import order
from pipeline.desk.pages import Frame
from pipeline.errors import UsageProblem
from pipeline.readers.viewing import can_make_pdf
from pipeline.record.views import Row

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

    def __init__(self, folder: Folder, listing: Listing, decisions: Decisions, frame: Frame) -> None:
        self._folder, self._listing, self._decisions, self._frame = folder, listing, decisions, frame

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
        with self._folder.ledger_to_ask() as ledger:
            case = case_of(self._folder, ledger, request.path_params["reference"])
        can_undo = self._decisions.can_undo
        return self._frame.page(
            "settle.html", case=case, known=self._asked_about(case), can_undo=can_undo, can_print=can_make_pdf()
        )

    def _panel(self, request: Request) -> Response:
        with self._folder.ledger_to_ask() as ledger:
            case = case_of(self._folder, ledger, request.path_params["reference"])
        can_undo = self._decisions.can_undo
        return self._frame.part("settle_panel.html", case=case, known=self._asked_about(case), can_undo=can_undo)

    def _asked_about(self, case: Case) -> dict[str, Row]:
        """Return the rows of the assessments that the questions of a case name, by their references."""
        asked = {reference for question in case.questions for reference in question.references}
        return {row.reference: row for row in self._listing.rows() if row.reference in asked} if asked else {}

    def _next(self, request: Request) -> Response:
        """Go on to what is the most urgent after an assessment, from the top once the end is reached."""
        here = request.path_params["reference"]
        everything = [row.reference for row in self._listing.rows()]
        waiting = {row.reference for row in self._listing.rows() if needs_person(row)} - {here}
        start = everything.index(here) + 1 if here in everything else 0
        found = next((each for each in everything[start:] + everything[:start] if each in waiting), None)
        return RedirectResponse(f"/settle/{found}" if found else "/settle", 303)

    # -- decisions ---------------------------------------------------------------------------------------------------

    def _settle(self, request: Request, asked: Settled) -> Response:
        def decide(by: Deciding) -> Decision:
            is_version = asked.entry == VERSION_ENTRY
            now = seen_by_all(by.ledger, by.recorded) if is_version else seen(by.ledger, by.recorded, asked.entry)
            if now != asked.seen:
                raise _meanwhile(by, asked.entry)
            return by.decider.settle(by.recorded.reference, asked.entry, asked.value, asked.why)

        return self._take(request, decide, undo=asked.entry)

    def _take_back(self, request: Request, asked: TakenBack) -> Response:
        return self._take(request, lambda by: by.decider.take_back(by.recorded.reference, asked.entry, asked.why))

    def _sign_off(self, request: Request, asked: SignedOff) -> Response:
        def decide(by: Deciding) -> Decision:
            if seen_by_all(by.ledger, by.recorded) != asked.seen:
                raise _meanwhile(by, "")
            return by.decider.sign_off(by.recorded.reference, asked.why)

        self._decisions.settle_first()
        return self._take(request, decide, undo=_SIGN_OFF)

    def _same(self, request: Request, asked: Related) -> Response:
        def decide(by: Deciding) -> Decision:
            return by.decider.same(by.recorded.reference, asked.other, asked.why, are_one=asked.are_one)

        return self._take(request, decide)

    def _undo(self, _: Request, __: Nothing) -> Response:
        """Take back the last decision that was taken here."""
        reference, entry = self._decisions.undo()
        return JSONResponse({"reference": reference, "entry": entry})

    def _take(self, request: Request, decide: Callable[[Deciding], Decision], *, undo: str = "") -> Response:
        done = self._decisions.take(request.path_params["reference"], decide, undo=undo)
        return JSONResponse({"id": done.id, "reference": done.reference})


def _meanwhile(by: Deciding, entry: str) -> UsageProblem:
    """Say what happened to an assessment since a person saw it."""
    known = next((each for each in by.ledger.settlings(by.recorded.reference) if each.entry == entry), None)
    what = (
        f"Meanwhile it was settled by {known.by}."
        if known is not None
        else "Meanwhile this assessment has changed, so nothing was recorded."
    )
    return UsageProblem(what, remedy="Look at it again.", code="meanwhile")
