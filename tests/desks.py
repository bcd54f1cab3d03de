"""A desk of a folder with invented forms, asked the way a browser asks it."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
from starlette.testclient import TestClient

from pipeline.batch.engines import HERE
from pipeline.batch.plan import plan_batch
from pipeline.batch.run import run_batch
from pipeline.batch.worker import Worker
from pipeline.desk.app import Desk
from pipeline.desk.folder import Folder
from pipeline.forms.layouts import Layouts, find_layouts
from pipeline.mapping import load_catalogue
from pipeline.mapping.catalogue import load_with_usual
from pipeline.record import Ledger

if TYPE_CHECKING:
    from tests.formbuilder import CompletedForm

DAY = dt.date(2026, 3, 28)
PORT = 8765
HOST = f"http://127.0.0.1:{PORT}"
JSON = {"Origin": HOST, "Content-Type": "application/json"}


def process(folder: Path, forms: Mapping[str, CompletedForm | bytes]) -> Path:
    """Process forms as the command does, from ``input`` into ``output``, and return that."""
    for name, form in forms.items():
        path = folder / "input" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(form if isinstance(form, bytes) else form.bytes())
    output = folder / "output"
    run_batch(plan_batch([folder / "input"], output), worker(), told=lambda _: None)
    return output


def worker() -> Worker:
    return Worker(layouts=find_layouts(load_catalogue()), day=DAY)


def references(output: Path) -> dict[str, str]:
    """Return the references of all assessments by the names of their forms."""
    with Ledger(output) as ledger:
        return {row.name: row.reference for row in ledger.views(DAY).listed()}


class AtDesk:
    """Somebody at a desk.

    Attributes:
        faults: Bugs that were said.
    """

    def __init__(self, output: Path, *, by: str = "Jo Bloggs") -> None:
        self.faults: list[tuple[str, ...]] = []
        self.folder = Folder(output, worker(), load=self._load)
        self.desk = Desk(
            self.folder, port=lambda: PORT, fault=lambda trace: self.faults.append(tuple(trace)), by=by, engine=HERE
        )
        self.client = TestClient(self.desk.app, base_url=HOST, follow_redirects=False)

    def _load(self) -> Layouts:
        return find_layouts(load_with_usual([self.folder.forms]))

    def enter(self) -> AtDesk:
        """Come in by the address that the desk prints."""
        assert self.get(self.desk.admission.entry).status_code == 200
        return self

    def get(self, address: str, **headers: str) -> httpx2.Response:
        return self.client.get(address, headers=headers)

    def order(self, address: str, **asked: object) -> httpx2.Response:
        return self.client.post(address, json=asked, headers=JSON)

    def drop(self, files: Mapping[str, bytes]) -> str:
        """Drop files, as the page does it, and return what the drop is called."""
        name = str(self.order("/inbox/drop").json()["drop"])
        for place, content in files.items():
            self.send(name, place, content)
        self.order(f"/inbox/drop/{name}/done")
        return name

    def send(self, drop: str, place: str, content: bytes) -> httpx2.Response:
        return self.bring(f"/inbox/drop/{drop}/file", place, content)

    def bring(self, address: str, name: str, content: bytes) -> httpx2.Response:
        """Send a file as it is."""
        kind = {"Origin": HOST, "Content-Type": "application/octet-stream", "X-Name": name}
        return self.client.post(address, content=content, headers=kind)


@contextlib.contextmanager
def at_work(desk: AtDesk) -> Iterator[AtDesk]:
    """Let a desk work in the background meanwhile."""
    desk.desk.start()
    try:
        yield desk
    finally:
        desk.desk.stop()


def until(text: str, desk: AtDesk, address: str) -> str:
    """Ask for a page again and again until it says something, and return it."""
    for _ in range(2_000):  # how long it takes says how busy the machine is
        page = desk.get(address).text
        if text in page:
            return page
        time.sleep(0.05)
    raise AssertionError(f"{text!r} never came: {page}")
