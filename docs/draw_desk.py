"""Draw the pictures of the desk: every page as a browser shows it, wide and on a phone, in light and in dark.

    python -m docs.draw_desk

Needs Chromium. The forms of ``input/`` and a few more invented ones are dropped on a desk that is thrown away.
"""

from __future__ import annotations

import itertools
import os
import signal
import struct
import subprocess
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.chromium import chromium_program, running_chromium
from tests.draft_forms import levels
from tests.formbuilder import CompletedForm

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES: Final = Path(__file__).parent / "images" / "desk"
PAGES: Final = ("inbox", "waiting", "settle", "child", "all", "forms", "new-form")
SIZES: Final = {"wide": (1280, 800), "phone": (390, 780)}
SCHEMES: Final = ("light", "dark")

_DAY: Final = "2026-11-16"
_PROJECT: Final = Path(__file__).parent.parent
_COLOURS: Final = 128
_EXACT: Final = 48
"""How many of the commonest colours are kept whatever they look like."""


def main() -> None:
    """Draw all pictures."""
    program = chromium_program()
    if program is None:
        sys.exit("Chromium is not installed.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_chromium(program) as browser,
        _desk(Path(folder)) as address,
    ):
        _draw(browser, address)


@contextmanager
def _desk(folder: Path) -> Iterator[str]:
    """Yield the address of a desk that nothing was dropped on yet."""
    command = [sys.executable, "-m", "pipeline", "desk", "-o", str(folder / "output"), "--no-browser", "--day", _DAY]
    environment = {**os.environ, "WORDFORM_BY": "Jo Bloggs"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=folder, env=environment) as desk:  # noqa: S603
        assert desk.stdout is not None  # noqa: S101
        try:
            yield desk.stdout.readline().decode().strip()
        finally:
            desk.send_signal(signal.SIGINT)


def _draw(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.wait_for_url("**/")
    _drop(page)
    places = _places(page)
    for name, (size, (width, height)), scheme in itertools.product(PAGES, SIZES.items(), SCHEMES):
        page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        page.set_viewport_size({"width": width, "height": height})
        page.goto(places[name])
        _look(page, name)
        (IMAGES / f"{name}-{size}-{scheme}.png").write_bytes(with_few_colours(page.screenshot()))


def _drop(page: Page) -> None:
    """Drop the forms, and wait until all are read."""
    with tempfile.TemporaryDirectory() as folder:
        forms = [*sorted((_PROJECT / "input").glob("*.docx")), *_further(Path(folder))]
        page.set_input_files("#files", forms)
        page.locator(".lines li").first.wait_for(timeout=120_000)
    page.get_by_role("heading", name=f"{len(forms)} files read").wait_for(timeout=120_000)
    page.wait_for_timeout(3_000)  # the documents are written


def _further(folder: Path) -> Iterator[Path]:
    """Make a child with three assessments over the year, and write down where they are."""
    for number, (day, factors) in enumerate(
        (("02/03/2026", ("sen",)), ("08/06/2026", ("sen", "neet", "attendance")), ("14/09/2026", ("sen", "neet"))), 1
    ):
        form = CompletedForm().put("child_name", "Riley Example").put("date_of_birth", "12/05/2012")
        form.put("date_completed", day).put("review_date", "14/12/2026")
        for factor in factors:
            form.factor(factor, "x")
        path = folder / f"Riley {number}.docx"
        path.write_bytes(form.bytes())
        yield path


def _places(page: Page) -> dict[str, str]:
    """Return where each page is."""
    base = page.url
    page.goto(f"{base}forms")
    page.set_input_files("#blank", files=[{"name": "Northshire checklist.docx", "mimeType": "", "buffer": levels()}])
    page.wait_for_selector("#draft[data-ready=yes]")
    new = page.url
    page.goto(f"{base}all")
    known = {link.inner_text(): link.get_attribute("href") or "" for link in page.locator(".register tbody th a").all()}
    riley, morgan = (next(known[name] for name in known if word in name) for word in ("Riley", "Morgan"))
    return {
        "inbox": base, "waiting": f"{base}settle", "settle": base + morgan.replace("/child/", "settle/"),
        "child": base + riley[1:], "all": f"{base}all", "forms": f"{base}forms", "new-form": new,
    }  # fmt: skip


def _look(page: Page, name: str) -> None:
    """Wait for what is drawn, at an entry that says what the page is for."""
    if name == "settle":
        page.wait_for_selector("#settle[data-ready=yes]")
        page.locator("[data-to=sen]").click()
    elif name == "new-form":
        page.wait_for_selector("#draft[data-ready=yes]")
        page.locator(".asked [data-look]").nth(2).click()
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)


# -- small files ---------------------------------------------------------------------------------------------------


def with_few_colours(png: bytes) -> bytes:
    """Return a picture of eight bits a channel with a palette: a third of the size, and hardly a difference to see."""
    width, height, channels, rows = _pixels(png)
    colours = [list(zip(*(row[channel::channels] for channel in range(3)), strict=True)) for row in rows]
    palette, nearest = _palette(Counter(itertools.chain.from_iterable(colours)))
    lines = b"".join(b"\0" + bytes(nearest[colour] for colour in row) for row in colours)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(itertools.chain.from_iterable(palette))),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return png[:8] + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


Colour = tuple[int, int, int]


def _palette(seen: Counter[Colour]) -> tuple[list[Colour], dict[Colour, int]]:
    """Return the colours that are kept, the commonest of those that look alike, and which one each becomes."""
    kept: list[Colour] = []
    alike: set[Colour] = set()
    for colour, _ in seen.most_common():
        shade = (colour[0] >> 4, colour[1] >> 4, colour[2] >> 4)
        if len(kept) < _EXACT or (shade not in alike and len(kept) < _COLOURS):
            alike.add(shade)
            kept.append(colour)
    return kept, {colour: _nearest(colour, kept) for colour in seen}


def _nearest(colour: Colour, kept: Iterable[Colour]) -> int:
    distances = [sum((one - other) ** 2 for one, other in zip(colour, each, strict=True)) for each in kept]
    return distances.index(min(distances))


def _pixels(png: bytes) -> tuple[int, int, int, list[bytearray]]:
    """Return width, height, channels and rows of a PNG as Chromium makes it: eight bits, without interlacing."""
    width, height, _, kind = struct.unpack(">IIBB", png[16:26])
    channels = {2: 3, 6: 4}[kind]
    packed = b"".join(png[at + 4 : at + 4 + size] for at, size in _data(png))
    data, length = zlib.decompress(packed), width * channels
    rows: list[bytearray] = []
    above = bytearray(length)
    for number in range(height):
        start = number * (length + 1)
        above = _unfiltered(data[start], bytearray(data[start + 1 : start + 1 + length]), above, channels)
        rows.append(above)
    return width, height, channels, rows


def _data(png: bytes) -> Iterator[tuple[int, int]]:
    at = 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            yield at + 4, size
        at += size + 12


def _unfiltered(kind: int, row: bytearray, above: bytearray, channels: int) -> bytearray:
    """Undo what a PNG does to a row so that it packs well (PNG specification, section 9)."""
    if kind == 2:
        return bytearray((one + other) & 255 for one, other in zip(row, above, strict=True))
    for at in range(len(row) if kind else 0):
        left = row[at - channels] if at >= channels else 0
        corner = above[at - channels] if at >= channels else 0
        up = above[at]
        if kind == 1:
            guess = left
        elif kind == 3:
            guess = (left + up) // 2
        else:
            near = left + up - corner
            guess = min((left, up, corner), key=lambda each: abs(near - each))
        row[at] = (row[at] + guess) & 255
    return row


if __name__ == "__main__":
    main()
