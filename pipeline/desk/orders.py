"""What people ask the desk to do: taken in as JSON, done in a thread, and answered in plain words when it can't be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pipeline.desk.guard import BYTES, JSON
from pipeline.desk.pages import Frame
from pipeline.errors import UsageProblem, WordformError

_Order = TypeVar("_Order")
_AT_THE_DESK: Final = {
    "reason_missing": "Give a reason: why it stands all the same.",
    "settled": "Take that back first, to settle it otherwise.",
    "no_mapping": "Open the desk with --mapping, and the folder of that form.",
}
"""What to do at the desk, by the codes of refusals that name commands."""


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
        remedy = _remedy(problem)
        if request.method == "POST":
            return JSONResponse({"what": problem.what, "remedy": remedy, "code": problem.code}, 409)
        return frame.page("problem.html", code=409, what=problem.what, remedy=remedy)

    return answer


def _remedy(problem: WordformError) -> str:
    """Return what to do, in words for a page: a decision that was refused names commands and options."""
    if problem.code in _AT_THE_DESK:
        return _AT_THE_DESK[problem.code]
    names_command = isinstance(problem, UsageProblem) and ("wordform " in problem.remedy or "--" in problem.remedy)
    return "" if names_command else problem.remedy
