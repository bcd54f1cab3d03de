"""Fifty layouts drawn in a browser: each entry is framed at its own place, and its row holds its label."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.desk.case import place_of
from pipeline.desk.shown import about
from pipeline.document import Block, Table
from pipeline.ooxml import Package
from pipeline.readers import read_package
from pipeline.readers.viewing import viewing_copy
from tests.documents import document
from tests.shapes import Element, cell, control, deleted, inserted, moved_to, paragraph, row, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page, Route

DESK = Path(__file__).parent.parent / "pipeline" / "desk"
SCRIPTS = ("jszip-3.10.2.min.js", "docx-preview-0.4.1.min.js")
HERE = "http://127.0.0.1:1"
PAGE = f"""<!doctype html><title>Forms</title><link rel="stylesheet" href="/static/desk.css">
{"".join(f'<script src="/static/{name}"></script>' for name in SCRIPTS)}
<div class="beside"><section class="paper"><div class="sheet" id="sheet"></div></section></div>"""
SHOW = """async ([form, places]) => {
  const { Viewer } = await import('/static/viewer.js');
  const host = document.getElementById('sheet');
  const viewer = new Viewer(host);
  const said = await viewer.show(form);
  return [said, places.map((place) => {
    const isFound = viewer.frame(place);
    const framed = host.firstElementChild.shadowRoot.querySelector('.framed');
    return isFound && viewer.isSeen ? [framed.textContent, framed.closest('tr').textContent] : null;
  })];
}"""


class Layouts:
    """Draws layouts at random; ``entries`` are the labels by the answers that stand at their places."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._numbers = itertools.count(1)
        self.entries: dict[str, str] = {}

    def form(self) -> bytes:
        """Return a form of a few tables with words between them."""
        parts = [self._table() for _ in range(self._chance.randint(2, 4))]
        words = [paragraph(f"Part {number}") for number in range(len(parts))]
        return document(*itertools.chain.from_iterable(zip(words, parts, strict=True)))

    def _entry(self) -> tuple[str, str]:
        number = next(self._numbers)
        label, answer = f"Question {number}.", f"answer {number}."
        self.entries[answer] = label
        return label, answer

    def _table(self) -> Element:
        kinds = (self._pair, self._side_by_side, self._spans, self._group, self._tracked, self._wrapped, self._nested)
        chosen = self._chance.choices(kinds, k=self._chance.randint(2, 5))
        return table([made for kind in chosen for made in kind()], columns=4)

    def _pair(self) -> Iterator[Element]:
        label, answer = self._entry()
        yield row([cell(label, span=2), cell(self._written(answer), span=2)])

    def _side_by_side(self) -> Iterator[Element]:
        yield row([*self._entry(), *self._entry()])

    def _spans(self) -> Iterator[Element]:
        label, answer = self._entry()
        before = self._chance.randint(0, 1)
        yield row([label, cell(answer, span=3 - before)], before=before)

    def _group(self) -> Iterator[Element]:
        """Rows under a name that goes down over all of them, some with answers that do so too."""
        for number in range(self._chance.randint(2, 4)):
            label, answer = self._entry()
            merge = "continue" if number else "restart"
            yield row([cell("" if number else "Group", merge=merge), label, answer, cell("", merge=merge)])

    def _tracked(self) -> Iterator[Element]:
        yield row(["Gone", "was here", "", ""], change="del")
        label, answer = self._entry()
        yield row([cell(label, span=3), answer], change="ins")

    def _wrapped(self) -> Iterator[Element]:
        label, answer = self._entry()
        yield control(row([label, cell(control(answer)), "", ""]), kind="richText")

    def _nested(self) -> Iterator[Element]:
        within = table([list(self._entry()) for _ in range(self._chance.randint(1, 3))])
        above = [paragraph("Above")] if self._chance.random() < 0.5 else []
        yield row([cell([*above, within], span=4)])

    def _written(self, answer: str) -> Any:
        ways: tuple[Callable[[], Any], ...] = (
            lambda: answer,
            lambda: paragraph(deleted("old"), inserted(answer)),
            lambda: paragraph(moved_to(answer)),
            lambda: [paragraph(), paragraph(answer)],
            lambda: paragraph(control(answer)),
        )
        return self._chance.choice(ways)()


def places(blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    """Yield what stands in each innermost cell, and where it is."""
    for block in blocks:
        for each in block.rows if isinstance(block, Table) else ():
            for made in each.cells:
                yield made.text.strip(), str(made.location)
                yield from places(made.blocks)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page with the script that draws forms, and nothing else."""
    opened = browser.new_page()
    opened.goto("about:blank")
    yield opened
    opened.close()


def serve(page: Page, forms: dict[str, Package]) -> None:
    """Answer what the page asks for."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HERE)
        folder, _, name = path.rpartition("/")
        if path == "/":
            route.fulfill(body=PAGE, content_type="text/html")
        elif folder == "/static":
            found = next(each for each in (DESK / "static" / name, DESK / "vendor" / name) if each.is_file())
            route.fulfill(path=found)
        elif name == "about":
            route.fulfill(body=about(forms[folder]).body, content_type="application/json")
        else:
            route.fulfill(body=viewing_copy(forms[folder]).content)

    page.route(f"{HERE}/**", answer)
    page.goto(f"{HERE}/")


def test_every_entry_of_fifty_layouts_is_framed_at_its_place_with_its_label(page: Page) -> None:
    drawn = [Layouts(random.Random(seed)) for seed in range(50)]  # noqa: S311 - the same each time
    forms = {f"/form/{number}": Package.open(each.form()) for number, each in enumerate(drawn)}
    serve(page, forms)
    count = 0
    for layouts, (address, package) in zip(drawn, forms.items(), strict=True):
        at = {text: place_of(place) for text, place in places(read_package(package).blocks) if text in layouts.entries}
        assert set(at) == set(layouts.entries)
        said, framed = page.evaluate(SHOW, [address, list(at.values())])
        assert said == ""  # it was drawn, and every place was in what was drawn
        for (answer, place), found in zip(at.items(), framed, strict=True):
            assert found is not None, (address, place)
            assert found[0].removeprefix("old") == answer, (address, place)
            assert layouts.entries[answer] in found[1], (address, place)
        count += len(at)
    assert count > 500


def test_the_layouts_are_merged_nested_tracked_and_side_by_side() -> None:
    made = [Package.open(Layouts(random.Random(seed)).form()) for seed in range(50)]  # noqa: S311 - the same each time
    texts = [package.read(package.main_part).decode() for package in made]
    for mark in ("w:gridSpan", "w:vMerge", "w:ins ", "w:del ", "w:moveTo", "w:sdt", "w:gridBefore"):
        assert sum(mark in text for text in texts) > 5, mark
    assert sum(text.count("<w:tbl>") > 4 for text in texts) > 5
