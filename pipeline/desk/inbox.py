"""The page Inbox: forms are dropped on it, and it tells what becomes of each."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from pipeline.desk.drops import Drops
from pipeline.desk.folder import Folder
from pipeline.desk.listing import Listing
from pipeline.desk.orders import order, require_bytes
from pipeline.desk.pages import Frame
from pipeline.desk.work import Work
from pipeline.errors import CannotWrite

_SHOWN: Final = 200
_LOOK_UP: Final = 0.3
_STILL_HERE: Final = 15.0
"""Seconds after which a page is told that nothing changed: so a browser that left is noticed."""


class Nothing(Struct, frozen=True):
    """An order that says nothing more."""


class Inbox:
    """The page Inbox."""

    def __init__(self, folder: Folder, listing: Listing, work: Work, frame: Frame) -> None:
        self._folder, self._listing, self._work, self._frame = folder, listing, work, frame
        self._drops = Drops(folder)

    def routes(self) -> list[Route]:
        """Return what it answers."""
        return [
            Route("/", self._page),
            Route("/inbox/lines", self._lines),
            Route("/inbox/changes", self._changes),
            Route("/inbox/drop", order(Nothing, self._begin), methods=["POST"]),
            Route("/inbox/drop/{drop}/file", self._take, methods=["POST"]),
            Route("/inbox/drop/{drop}/done", order(Nothing, self._finish), methods=["POST"]),
            Route("/inbox/read", order(Nothing, self._read), methods=["POST"]),
        ]

    def _page(self, _: Request) -> Response:
        return self._frame.page("inbox.html", **self._state())

    def _lines(self, _: Request) -> Response:
        return self._frame.part("inbox_lines.html", **self._state())

    def _state(self) -> dict[str, Any]:
        busy, lines = self._work.is_busy, self._work.lines()  # in this order: what is done then is told as done
        now = {row.reference: row for row in self._listing.rows()}
        counts = Counter(line.status_now(now) for line in lines if not line.is_of_another)
        return {
            "lines": lines[:_SHOWN],
            "more": max(0, len(lines) - _SHOWN),
            "done": sum(line.outcome is not None for line in lines),
            "number": len(lines),
            "counts": counts,
            "busy": busy,
            "owes": self._work.owes,
            "now": now,
            "unread": 0 if busy else self._work.unread(),
        }

    async def _changes(self, request: Request) -> Response:
        return StreamingResponse(self._events(request), media_type="text/event-stream")

    async def _events(self, request: Request) -> AsyncIterator[str]:
        """Tell a page that something changed, never what: it asks for that itself."""
        told, silent = -1, 0.0
        while not (self._work.stopping.is_set() or await request.is_disconnected()):
            if self._work.number != told:
                told, silent = self._work.number, 0.0
                yield f"data: {told}\n\n"
            elif silent >= _STILL_HERE:
                silent = 0.0
                yield ": still here\n\n"
            await asyncio.sleep(_LOOK_UP)
            silent += _LOOK_UP

    def _begin(self, _: Request, __: Nothing) -> Response:
        """Begin a drop, unless the results are away: what is dropped would be read into a folder that has none."""
        self._folder.require_results()
        return JSONResponse({"drop": self._drops.begin()})

    async def _take(self, request: Request) -> Response:
        """Take in one file of a drop as it comes; a file that breaks off leaves nothing."""
        require_bytes(request)
        place = unquote(request.headers.get("x-name", ""))
        target = await run_in_threadpool(self._drops.open, request.path_params["drop"], place)
        if target is None:
            return JSONResponse({"taken": False})
        try:
            await _write(request, target)
        except OSError as error:
            target.unlink(missing_ok=True)
            raise CannotWrite(
                f"A file can't be put into the inbox ({error.strerror}).", remedy="Check the free space.", code="disk"
            ) from error
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return JSONResponse({"taken": True})

    def _finish(self, request: Request, _: Nothing) -> Response:
        name = self._drops.finish(request.path_params["drop"], dt.datetime.now())  # noqa: DTZ005 - the time here
        if name:
            self._work.read(name)
        return JSONResponse({"read": bool(name)})

    def _read(self, _: Request, __: Nothing) -> Response:
        self._work.read()
        return JSONResponse({"read": True})


async def _write(request: Request, target: Path) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        async for part in request.stream():
            file.write(part)
