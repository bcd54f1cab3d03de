"""How large a report is, and how soon a browser is ready for it: ``python -m benchmarks.report 1000 100000``.

The page is opened from disk in Chromium, as a person opens it. Ready is when the page has been drawn and answers a
click, on the clock, the median of some openings in turn.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.forms import DAY
from benchmarks.measured import Aim
from pipeline.findings import Severity
from pipeline.mapping import load_catalogue
from pipeline.writers.report.page import write_page
from pipeline.writers.report.row import Reason, ReportRow
from tests.chromium import chromium_program, running_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

USUAL: Final = (1_000, 100_000)
OPENINGS: Final = 15
MOST_MB: Final = 1.0
MOST_TIMES: Final = 1.5
_BANDS: Final = ("low", "medium", "high")
_REASON: Final = Reason(
    code="unclear_answer", severity=Severity.ASK, message="One entry can't be read.", remedy="Look at the form."
)


def rows(count: int) -> Iterator[ReportRow]:
    """Yield rows of so many forms with long names; a third need review, for one to eight reasons each."""
    form = load_catalogue().mappings[0].form.id
    for number in range(count):
        name = f"Team {number % 50:02}/CE assessment - Example Child Number {number} - as received by e-mail.docx"
        needs_review = number % 3 == 0
        band = _BANDS[number % 7 % 3]
        yield ReportRow(
            name=name, status="needs_review" if needs_review else "assessed", form=form, reference=f"{number:08}",
            who=f"Example Child Number {number}", document=name, total=number % 90, total_max=number % 90, rag=band,
            rag_max=band, level=band, level_max=band, outcome=band,
            review_due=DAY + dt.timedelta(days=number % 200 - 20),
            reasons=(_REASON,) * (number % 8 + 1) if needs_review else (),
        )  # fmt: skip


def aims(counts: tuple[int, int] = USUAL) -> Iterator[Aim]:
    """Yield the size of a report of many forms, and how soon it is ready beside one of few, if Chromium is here."""
    program = chromium_program()
    if program is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        pages = [Path(folder) / f"{count}.html" for count in counts]
        for page, count in zip(pages, counts, strict=True):
            with page.open("wb") as stream:
                write_page(rows(count), load_catalogue().mappings, DAY, stream)
        few, many = _ready(pages, program)
        size = pages[-1].stat().st_size / 1e6
    yield Aim(what=f"report of {counts[1]:,} forms, MB in one file", before="13.9", now=size, most=MOST_MB)
    what = f"report of {counts[1]:,} forms, ready in Chromium, times that of {counts[0]:,}"
    yield Aim(what=what, now=many / few, most=MOST_TIMES)


def _ready(pages: list[Path], program: str) -> list[float]:
    """Return how many seconds each page takes until it answers a click."""
    times: dict[Path, list[float]] = {page: [] for page in pages}
    with running_chromium(program) as browser:
        for _ in range(OPENINGS):
            for page in pages:
                times[page].append(_opened(browser, page))
    return [median(times[page]) for page in pages]


def _opened(browser: Browser, page: Path) -> float:
    """Open a page and sort its table of forms by a click; return how many seconds passed."""
    tab = browser.new_page()
    start = time.perf_counter()
    tab.goto(page.as_uri())
    tab.locator(".forms thead button").first.click()
    taken = time.perf_counter() - start
    tab.close()
    return taken


def main() -> None:
    """Measure for the two numbers of forms given."""
    few, many = [int(number) for number in sys.argv[1:]] or USUAL
    for aim in aims((few, many)):
        print(f"{aim.what}: {aim.now:.2f}, {aim.bound}")


if __name__ == "__main__":
    main()
