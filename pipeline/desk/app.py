"""The pages of the desk, each with the function that gives it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from pipeline.batch.engines import EngineChoice, cores
from pipeline.desk.child.page import ChildPage
from pipeline.desk.deciding import Decisions
from pipeline.desk.drops import Drops
from pipeline.desk.folder import Folder
from pipeline.desk.forms.page import FormPages
from pipeline.desk.guard import Fault, Guard, Pass, TooLarge, a_bug, too_large
from pipeline.desk.inbox import Inbox
from pipeline.desk.listing import Listing
from pipeline.desk.orders import order, problem_response
from pipeline.desk.pages import HERE, Frame
from pipeline.desk.register import Register
from pipeline.desk.settling import Settling
from pipeline.desk.shown import FormShown
from pipeline.desk.work import Work
from pipeline.errors import WordformError

_KINDS: Final = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_LONGEST_NAME: Final = 80
_OLD: Final = 3600.0
"""Seconds after which a drop that nothing came to is given up."""


class Who(Struct, frozen=True):
    """Who somebody is."""

    by: str


class Desk:
    """The desk of one folder.

    Attributes:
        app: What a server serves, guarded.
        admission: Lets a browser in.
    """

    def __init__(
        self, folder: Folder, *, port: Callable[[], int], fault: Fault, by: str = "", engine: EngineChoice | None = None
    ) -> None:
        """Make the pages of a folder; nothing is read yet.

        Args:
            folder: What the desk is about.
            port: Says on which port it is served.
            fault: Told of a bug where it arose, without a word of any form.
            by: Who decides, where that is known before anybody is asked.
            engine: Where forms are read; in processes of their own unless told, so that none can end the desk.
        """
        self.admission = Pass()
        self._work = Work(folder, fault, engine or EngineChoice(jobs=cores(), apart=True))
        listing = Listing(folder)
        frame = Frame(folder, listing, self._work, by)
        decisions = Decisions(folder, self._work, frame)
        pages = (
            Inbox(folder, listing, self._work, frame),
            Settling(folder, listing, decisions, frame),
            FormShown(folder, frame),
            ChildPage(folder, decisions, frame),
            Register(folder, listing, frame),
            FormPages(folder, decisions, frame),
        )
        routes = [
            Route("/static/{name}", _static),
            Route("/who", order(Who, _introduce(frame)), methods=["POST"]),
            *(route for page in pages for route in page.routes()),
        ]
        app = Starlette(
            routes=routes,
            exception_handlers={
                WordformError: problem_response(frame),  # type: ignore[dict-item] # each is called with its own kind
                HTTPException: _missing(frame),  # type: ignore[dict-item]
                TooLarge: too_large,
                Exception: a_bug,
            },
        )
        self.app: ASGIApp = Guard(app, admission=self.admission, port=port, fault=fault)
        self._folder = folder

    def start(self) -> None:
        """Begin to work, with what an earlier desk was in the middle of.

        Raises:
            UsageProblem: The inbox and the results lie in one another.
            CannotWrite: The folders can't be made.
        """
        self._folder.make()
        Drops(self._folder).clear(time.time() - _OLD)
        self._work.start()

    def stop(self) -> None:
        """End after the forms in hand."""
        self._work.stop()


def _static(request: Request) -> Response:
    """Send a script or style sheet: what lies in two folders, and nothing else."""
    name = request.path_params["name"]
    found = next((path for path in _files() if path.name == name), None)
    if found is None or found.suffix not in _KINDS:
        raise HTTPException(404)
    return FileResponse(found, media_type=_KINDS[found.suffix])


def _files() -> list[Path]:
    return [*(HERE / "static").iterdir(), *(HERE / "vendor").iterdir()]


def _introduce(frame: Frame) -> Callable[[Request, Who], Response]:
    def answer(_: Request, who: Who) -> Response:
        frame.by = " ".join(who.by.split())[:_LONGEST_NAME]
        return JSONResponse({"by": frame.by})

    return answer


def _missing(frame: Frame) -> Callable[[Request, HTTPException], Response]:
    def answer(_: Request, problem: HTTPException) -> Response:
        return frame.page("problem.html", code=problem.status_code, what="There is no such page.", remedy="")

    return answer


def today() -> dt.date:
    """Return the day that it is here."""
    return dt.date.today()  # noqa: DTZ011 - the day here
