"""What people ask the desk to do: taken in as JSON, done in a thread, and answered in plain words when it can't be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pipeline.desk.guard import BYTES, JSON
from pipeline.desk.pages import Frame
from pipeline.desk.remedies import remedy
from pipeline.errors import UsageProblem, WordformError

_Order = TypeVar("_Order")


def order(kind: type[_Order], do: Callable[[Request, _Order], Response]) -> Callable[[Request], object]:
    """Return what answers a request: its JSON is taken in as ``kind`` says, and done away from the other requests."""

    async def answer(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0] != JSON:
            raise UsageProblem("This was not understood.", remedy="Load the page again.", code="usage")
        try:
            asked = msgspec.json.decode(await request.body() or b"{}", type=kind)
        except msgspec.MsgspecError as error:
            raise UsageProblem("This was not understood.", remedy="Load the page again.", code="usage") from error
        return await run_in_threadpool(do, request, asked)

    return answer


def require_bytes(request: Request) -> None:
    """Refuse a file that is not sent as one.

    Raises:
        UsageProblem: It isn't.
    """
    if request.headers.get("content-type") != BYTES:
        raise UsageProblem("This was not understood.", remedy="Load the page again.", code="usage")


def problem_response(frame: Frame) -> Callable[[Request, WordformError], Response]:
    """Return what says why something can't be done: as JSON to a script, else as a page."""

    def answer(request: Request, problem: WordformError) -> Response:
        if request.method == "POST":
            return JSONResponse({"what": problem.what, "remedy": remedy(problem), "code": problem.code}, 409)
        return frame.page("problem.html", code=409, what=problem.what, remedy=remedy(problem))

    return answer
