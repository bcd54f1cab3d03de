"""Who may ask the desk for anything: a browser on this machine that was let in, and nothing that another site sends."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Sequence
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.batch.trace import bug_trace
from pipeline.ooxml.limits import FILE_BYTES

ENTRY: Final = "/enter/"
JSON: Final = "application/json"
BYTES: Final = "application/octet-stream"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Go with every answer: nothing from elsewhere, no script in a page, nothing kept by the browser."""

_ORDER_BYTES: Final = 1_000_000
_MOST: Final = {JSON: _ORDER_BYTES, BYTES: FILE_BYTES}
"""How much may be sent: what is typed, and a form as large as one may be that is read."""

_ENTERED: Final = (
    '<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Opening the desk</title>'
    '<link rel="icon" href="/static/icon.svg">'
    '<meta http-equiv="refresh" content="0; url=/"><p><a href="/">Open the desk</a></p></html>'
)
"""From here the browser goes on by itself, so that the page is asked for by this site and the cookie goes with it."""

_TOO_LARGE: Final = f"This is larger than any form that is read: {FILE_BYTES // 1_000_000} MB at most."
_NOT_LET_IN: Final = "This page belongs to a wordform that was closed, or that is open in another browser."
_COME_IN: Final = "Start wordform again, and use the page that it opens. Whatever was recorded is kept."
Fault = Callable[[Sequence[str]], None]


class TooLarge(Exception):
    """More was sent than is taken."""


class Pass:
    """Lets one browser in: the address that is opened holds a word that is good once, for a cookie."""

    def __init__(self) -> None:
        self._word = secrets.token_urlsafe(32)
        self._secret = secrets.token_urlsafe(32)

    @property
    def entry(self) -> str:
        """The path that lets a browser in; it leads nowhere once it was used."""
        return ENTRY + self._word

    def enter(self, path: str) -> bool:
        """Return whether a path lets in, and make it good for nothing more."""
        is_good = bool(self._word) and _same(path, self.entry)
        self._word = "" if is_good else self._word
        return is_good

    def knows(self, cookie: str) -> bool:
        """Return whether a browser was let in."""
        return _same(cookie, self._secret)

    def cookie(self, name: str) -> str:
        """Return the header that hands out the cookie: to this site alone, and to no script."""
        return f"{name}={self._secret}; Path=/; HttpOnly; SameSite=Strict"


class Guard:
    """Stands before all pages."""

    def __init__(self, app: ASGIApp, *, admission: Pass, port: Callable[[], int], fault: Fault) -> None:
        """Guard an app.

        Args:
            app: Gives the pages.
            admission: Lets a browser in.
            port: Says on which port it is served.
            fault: Told of a bug where it arose, without a word of any form.
        """
        self._app, self._pass, self._port, self._fault = app, admission, port, fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have it answered."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        answer = self._entered(scope, headers) or self._refused(scope, headers)
        if answer is not None:
            answer.headers.update(HEADERS)
            await answer(scope, receive, send)
            return
        await self._let_through(scope, _measured(headers, receive), send)

    def _entered(self, scope: Scope, headers: Headers) -> Response | None:
        """Let a browser in that comes by the address that was opened for it."""
        if scope["method"] != "GET" or not self._is_here(headers) or not self._pass.enter(scope["path"]):
            return None
        answer = HTMLResponse(_ENTERED)
        answer.headers.append("Set-Cookie", self._pass.cookie(self._cookie_name))
        return answer

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """Return why a request is not answered, or ``None``."""
        if not self._is_here(headers):
            return _no(421, "This address is not the desk’s own.")
        if not self._pass.knows(_cookie(headers, self._cookie_name)):
            return _no(403, _NOT_LET_IN, _COME_IN, is_order=scope["method"] == "POST")
        if scope["method"] not in {"GET", "HEAD", "POST"}:
            return _no(405, "That can’t be done here.")
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return _no(403, "Another site asked for this page.")
        return self._order_refused(headers) if scope["method"] == "POST" else None

    def _order_refused(self, headers: Headers) -> Response | None:
        """Return why something that would change anything is not done, or ``None``."""
        if headers.get("origin") != f"http://{self._host}":
            return _no(403, "Another site asked for this.")
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in _MOST:
            return _no(415, "The desk takes nothing of this kind.")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > _MOST[kind]:
            return _no(413, _TOO_LARGE, is_order=True)
        return None

    async def _let_through(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        except Exception as bug:  # noqa: BLE001 - what a bug says may quote a form; where it arose doesn't
            self._fault(bug_trace(bug))

    @property
    def _host(self) -> str:
        return f"127.0.0.1:{self._port()}"

    @property
    def _cookie_name(self) -> str:
        return f"wordform_desk_{self._port()}"

    def _is_here(self, headers: Headers) -> bool:
        """Return whether the desk's own address was asked for: another name could be made to lead here."""
        return headers.getlist("host") == [self._host]


def too_large(_: Request, __: Exception) -> Response:
    """Answer what was larger than it said it was."""
    return _no(413, _TOO_LARGE, is_order=True)


def a_bug(request: Request, __: Exception) -> Response:
    """Answer when something went wrong with the desk itself; the guard says where."""
    return _no(500, "A bug in wordform.", "Please report the lines in its window.", is_order=request.method == "POST")


def _measured(headers: Headers, receive: Receive) -> Receive:
    """Return ``receive`` with an end to what it takes, whatever length was announced."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    most, taken = _MOST.get(kind, 0), 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooLarge
        return message

    return bounded


def _cookie(headers: Headers, name: str) -> str:
    """Return a cookie; other programs of this machine may have set some that nobody can read."""
    cookies = (each.strip().partition("=") for line in headers.getlist("cookie") for each in line.split(";"))
    return next((value for known, _, value in cookies if known == name), "")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _no(status: int, why: str, remedy: str = "", *, is_order: bool = False) -> Response:
    """Say why not: to a script as what it shows people, else as a page."""
    if is_order:
        return JSONResponse({"what": why, "remedy": remedy, "code": f"refused_{status}"}, status)
    return HTMLResponse(
        '<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>wordform</title>'
        f"<main><h1>{why}</h1><p>{remedy}</p></main></html>",
        status,
    )
