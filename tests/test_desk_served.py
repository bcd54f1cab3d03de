"""A desk that is served, asked over HTTP as any browser asks it: also where none can be driven, as under Wine."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlparse

import httpx2

from tests.desks import DAY
from tests.test_desk import form
from tests.test_desk_settle import steps, trail, unclear


@contextmanager
def served(output: Path) -> Iterator[httpx2.Client]:
    """Start a desk as people do, and come in by the address that it prints."""
    command = [sys.executable, "-m", "pipeline", "desk", "-o", str(output), "--no-browser", "--day", DAY.isoformat()]
    environment = {**os.environ, "WORDFORM_BY": "Jo Bloggs"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as desk:
        assert desk.stdout is not None
        try:
            address = desk.stdout.readline().decode().strip()
            base = f"http://{urlparse(address).netloc}"
            with httpx2.Client(base_url=base, headers={"Origin": base}, timeout=60) as client:
                assert client.get(address).status_code == 200
                yield client
        finally:
            desk.kill()


def until(client: httpx2.Client, address: str, text: str) -> str:
    """Ask for a page until it says something, and return it."""
    for _ in range(1_200):  # how long it takes says how busy the machine is
        page = client.get(address).text
        if text in page:
            return page
        time.sleep(0.1)
    raise AssertionError(f"{text!r} never came: {page}")


def drop(client: httpx2.Client, files: dict[str, bytes]) -> None:
    name = client.post("/inbox/drop", json={}).json()["drop"]
    for place, content in files.items():
        kind = {"Content-Type": "application/octet-stream", "X-Name": quote(place)}
        assert client.post(f"/inbox/drop/{name}/file", content=content, headers=kind).json() == {"taken": True}
    assert client.post(f"/inbox/drop/{name}/done", json={}).json() == {"read": True}


def register(client: httpx2.Client) -> dict[str, dict[str, str]]:
    """Return the rows of the register, as it is downloaded, by the child's name."""
    text = client.get("/download/table/register.csv").content.decode("utf-8-sig")
    return {row["Child/young person’s Name"]: row for row in csv.DictReader(io.StringIO(text))}


def test_forms_are_dropped_read_settled_and_in_the_register(tmp_path: Path) -> None:
    output = tmp_path / "output"
    with served(output) as client:
        assert "Nothing has come in" in client.get("/").text
        files = {"Team A/riley.docx": form("Riley Example").factor("sen", "x").bytes(), "Zoë’s.docx": unclear().bytes()}
        drop(client, files)
        until(client, "/inbox/lines", "2 files read")
        queue = client.get("/settle").text
        morgan = dict(re.findall(r'<a href="/settle/(\w+)">([^<]+)</a>', queue))
        reference = next(known for known, child in morgan.items() if child == "Morgan Nobody")
        seen = steps(client.get(f"/settle/{reference}").text)["sen"]["seen"]
        settled = {"entry": "sen", "value": "yes", "seen": seen}
        assert client.post(f"/settle/{reference}/decide", json=settled).status_code == 200
        assert client.get(f"/form/{reference}/copy").content[:2] == b"PK"
        until(client, f"/settle/{reference}", "Settled as")
        while register(client)["Morgan Nobody"]["Total"] != "10":
            time.sleep(0.1)
        assert set(register(client)) == {"Riley Example", "Morgan Nobody"}
        assert client.get(f"/download/document/{reference}").content[:2] == b"PK"
    assert [each["entry"] for each in trail(output)] == ["sen"]
