"""A day at the desk in a real browser: forms and an e-mail are dropped, it is killed, entries are settled by keys."""

from __future__ import annotations

import base64
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.batch.arriving.known import as_known
from pipeline.record import Ledger
from tests.compoundfiles import attached, outlook
from tests.desks import DAY, process, references
from tests.test_desk import form
from tests.test_desk_browser import base, current, press, settled_page
from tests.test_desk_settle import trail

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

HERE = Path(__file__).parent.parent
FORMS = sorted((HERE / "input").glob("*.docx"))
PATIENCE = 120_000  # how long it takes says how busy the machine is
TEN = (
    "wanted_missing", "self_harm_suicidal", "sen", "drug_alcohol_abuse", "victim_sexual_crime", "victim_modern_slavery",
    "victim_serious_violence", "victim_other_crime", "neet", "attendance",
)  # fmt: skip
Row = tuple[str, int, int, str | None, str]


@contextmanager
def desk_of(output: Path, day: str = DAY.isoformat()) -> Iterator[str]:
    """Start a desk as people do, and give its address; it is killed at the end."""
    command = [sys.executable, "-m", "pipeline", "desk", "-o", str(output), "--no-browser", "--day", day]
    environment = {**os.environ, "WORDFORM_BY": "Jo Bloggs"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as desk:
        assert desk.stdout is not None
        try:
            yield desk.stdout.readline().decode().strip()
        finally:
            desk.kill()


@contextmanager
def at(browser: Browser, address: str) -> Iterator[Page]:
    """Open a desk in a window of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address)
    page.wait_for_url("**/")
    yield page
    context.close()


def drop(page: Page, name: str, content: bytes) -> None:
    """Drop a file on a page, as from the desktop or out of Outlook."""
    held = page.evaluate_handle(
        """([name, content]) => {
          const held = new DataTransfer();
          held.items.add(new File([Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))], name));
          return held;
        }""",
        [name, base64.b64encode(content).decode()],
    )
    for event in ("dragover", "drop"):
        page.dispatch_event("footer", event, {"dataTransfer": held})


def files_read(page: Page) -> Locator:
    """Return the heading that says how many files were read since the desk was started."""
    return page.get_by_role("heading", name=re.compile(r"^\d+ files? read$"))


def rows(output: Path) -> list[Row]:
    """Return what a ledger says of every assessment."""
    with Ledger(output) as ledger:
        found = [(row, row.overview) for row in ledger.views(DAY).listed()]
        return sorted((row.name, own.total, own.total_max, own.rag, row.status) for row, own in found)


def unread(output: Path, inbox: Path) -> int:
    """Return how many forms in the inbox the ledger doesn't know, a blank among them."""
    with Ledger(output) as ledger:
        return sum(ledger.receiving.at(as_known(path)) is None for path in inbox.rglob("*.docx"))


def test_nothing_is_lost_or_doubled_when_the_desk_is_killed_in_the_middle(browser: Browser, tmp_path: Path) -> None:
    output = tmp_path / "output"
    mail = outlook(attached(form("Riley Example").factor("sen", "x").bytes(), "riley.docx"))
    with desk_of(output) as address, at(browser, address) as page:
        page.set_input_files("#files", [*FORMS])
        page.locator(".lines li").first.wait_for(timeout=PATIENCE)
        page.reload()
        page.locator(".lines li").first.wait_for(timeout=PATIENCE)
    left = unread(output, tmp_path / "input")  # how many, the machine decides
    with desk_of(output) as address, at(browser, address) as page:
        if left:  # and those that were recorded, but had no document yet
            files_read(page).wait_for(timeout=PATIENCE)
        drop(page, "From school.msg", mail)
        line = page.locator(".lines li", has_text="From school.msg")
        line.locator(".status.assessed, .status.needs_review").wait_for(timeout=PATIENCE)
        assert "Low concern" in line.inner_text()
        assert int(files_read(page).inner_text().split()[0]) > left
        assert page.get_by_text("not been read yet").count() == 0
    shutil.copytree(tmp_path / "input", tmp_path / "again" / "input")
    assert rows(output) == rows(process(tmp_path / "again", {}))


def test_a_child_is_settled_signed_off_and_withdrawn_by_the_keyboard(browser: Browser, tmp_path: Path) -> None:
    morgan = next(path for path in FORMS if "Morgan" in path.name)
    output = process(tmp_path, {"morgan.docx": morgan.read_bytes()})
    with desk_of(output, "2026-11-16") as address, at(browser, address) as page:
        settled_page(page, address, output)
        entries = page.locator(".step[data-open=yes]:not([data-step=sign-off])").count()
        assert entries > 5
        for left in range(entries, 0, -1):
            assert decide(page) <= 3
            assert page.locator(".step[data-open=yes]").count() == left
        assert {each["entry"] for each in trail(output)} > {"sen", "review_date"}
        assert current(page) == "Sign off that you looked"
        press(page, "s")
        page.get_by_text("Signed off by Jo Bloggs").first.wait_for(timeout=PATIENCE)
        page.goto(f"{base(address)}/child/{references(output)['morgan.docx']}")
        page.get_by_label("Reason").focus()
        page.keyboard.insert_text("The wrong child")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="This assessment is withdrawn").wait_for(timeout=PATIENCE)
        kinds = [each["kind"] for each in trail(output)]
        assert kinds == [*itertools.repeat("settle", entries), "sign_off", "withdraw"]


def test_ten_unclear_entries_take_three_keys_each_at_most(browser: Browser, tmp_path: Path) -> None:
    unclear = form("Pat Madeup")
    for factor in TEN:
        unclear.factor(factor, "?")
    output = process(tmp_path, {"pat.docx": unclear})
    with desk_of(output) as address, at(browser, address) as page:
        settled_page(page, address, output, "pat.docx")
        page.locator(f"[data-to={TEN[0]}]").click()
        keys = sum(decide(page) for _ in TEN)
    assert {each["entry"] for each in trail(output)} == set(TEN)
    assert keys == 10


def decide(page: Page) -> int:
    """Settle the entry that is framed by keys alone, and return how many it took; a word counts as one."""
    offered = page.locator(".step:not([hidden])")
    key = next((key for key in "ay" if offered.locator(f"[data-key={key}]").count()), "v")
    press(page, key)
    if key == "v":
        page.keyboard.insert_text("01/12/2026")
        press(page, "Enter")
    return 3 if key == "v" else 1


def test_a_desk_that_is_closed_says_so_and_what_was_typed_stays(browser: Browser, tmp_path: Path) -> None:
    output = process(tmp_path, {"pat.docx": form("Pat Madeup").factor("sen", "?")})
    with ExitStack() as window:
        with desk_of(output) as address:
            page = window.enter_context(at(browser, address))
            settled_page(page, address, output, "pat.docx")
            page.locator("[data-to=sen]").click()
            step = page.locator(".step:not([hidden])")
            step.get_by_text("Give a reason").click()
            reason = step.get_by_label("Reason, shown in the document")
            reason.fill("The school said so")
            step.focus()
        page.get_by_role("status").filter(has_text="wordform was closed").wait_for()
        press(page, "y")
        assert "Start it again" in page.locator("#told").inner_text()
        assert reason.input_value() == "The school said so"
    assert not (output / "decisions.jsonl").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="start.command is for others")
def test_a_newcomer_gets_from_a_double_click_to_the_first_settled_entry(browser: Browser, tmp_path: Path) -> None:
    with double_clicked(tmp_path) as (address, window), at(browser, address) as page:
        page.set_input_files("#files", [next(path for path in FORMS if "Morgan" in path.name)])
        page.get_by_role("link", name="Settle what is unclear").click(timeout=PATIENCE)
        page.get_by_role("link", name="Begin").click()
        page.wait_for_selector("#settle[data-ready=yes]")
        page.locator("[data-to=sen]").click()
        page.get_by_role("button", name="Applies Y").click()
        page.get_by_label("Name", exact=True).fill("Jo Bloggs")
        page.keyboard.press("Enter")
        page.get_by_role("status").filter(has_text="Recorded: SEN").wait_for()
        page.locator(".steps .done", has_text="SEN").wait_for()
    said = window.read_text("utf-8")
    assert "wordform is open in your browser" in said
    assert "Traceback" not in said
    (decision,) = trail(tmp_path / "our project" / "output")
    assert (decision["entry"], decision["by"]) == ("sen", "Jo Bloggs")


@contextmanager
def double_clicked(folder: Path) -> Iterator[tuple[str, Path]]:
    """Run what a double click runs, set up already, and give the address it opens and what its window says."""
    project, opened, window = folder / "our project", folder / "opened", folder / "window"
    program = project / ".venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    for name in ("start.command", "start.py", "requirements.lock", "pyproject.toml"):
        shutil.copy2(HERE / name, project / name)
    for name in ("pipeline", "mappings", "templates"):
        (project / name).symlink_to(HERE / name)
    for script, command in (
        (program, f'exec "{sys.executable}" "$@"'),
        (folder / "browser", f'echo "$1" > "{opened}"'),
    ):
        script.write_text(f"#!/bin/sh\n{command}\n", "utf-8")
        script.chmod(0o700)
    (project / ".venv" / ".run").touch()
    environment = {**os.environ, "BROWSER": str(folder / "browser")}
    for name in ("PYTHONPATH", "WORDFORM_BY"):
        environment.pop(name, None)
    with (
        window.open("wb") as said,
        subprocess.Popen(
            [project / "start.command"], cwd="/", env=environment, stdout=said, stderr=said, start_new_session=True
        ) as started,
    ):
        try:
            while not (opened.is_file() and opened.read_text("utf-8").endswith("\n")):
                assert started.poll() is None, window.read_text("utf-8")
                time.sleep(0.05)
            yield opened.read_text("utf-8").strip(), window
        finally:
            os.killpg(started.pid, signal.SIGINT)  # Ctrl-C in its window


def test_everything_can_be_downloaded(browser: Browser, tmp_path: Path) -> None:
    output = process(tmp_path, {"riley.docx": form("Riley Example").factor("sen", "x")})
    with desk_of(output) as address, at(browser, address) as page:
        page.goto(f"{base(address)}/all")
        drop(page, "sam.docx", b"a form that was dropped on the wrong page")
        page.get_by_role("status").filter(has_text="Drop completed forms on the page Inbox").wait_for()
        assert page.url.endswith("/all")
        links = [link.get_attribute("href") for link in page.locator("a[download]").all()]
        assert len(links) > 5
        for link in links:
            with page.expect_download() as download:
                page.locator(f"a[href='{link}']").click()
            assert download.value.path().stat().st_size > 100, link
