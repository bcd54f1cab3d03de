"""A headless Chromium of the system, for tests, benchmarks and pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_HEADLESS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def chromium_program() -> str | None:
    """Return the path of the program, if there is one."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


@contextmanager
def running_chromium(program: str) -> Iterator[Browser]:
    """Run the browser until the block ends."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_HEADLESS))
        yield browser
        browser.close()


@contextmanager
def new_page(browser: Browser, *, seconds: int) -> Iterator[Page]:
    """Open a page that shares nothing with others, which waits so long at most for anything."""
    context = browser.new_context()
    context.set_default_timeout(seconds * 1_000)
    yield context.new_page()
    context.close()


def note_faults(page: Page, faults: list[str], *, allowed: tuple[str, ...]) -> None:
    """Note what a page says that it should not, and whatever it asks for that does not begin as allowed."""
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(f"{message.text} {message.location}"))
    page.on("request", lambda asked: None if asked.url.startswith(allowed) else faults.append(asked.url))


@contextmanager
def faultless(page: Page, faults: list[str]) -> Iterator[Page]:
    """Use a page as a new one, and fail where a fault was noted meanwhile."""
    faults.clear()
    with _as_new(page):
        yield page
    assert faults == []


@contextmanager
def _as_new(page: Page) -> Iterator[Page]:
    """Give a page that was used before as a new one: of the usual size, on a screen, and with nothing remembered.

    A page of its own for each test costs a process of the browser each.
    """
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="null", color_scheme="null", reduced_motion="null")
    yield page
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.goto("about:blank")
