"""A headless Chromium of the system, for tests, benchmarks and pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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
