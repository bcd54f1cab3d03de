"""The desk in a real browser: dropped forms, entries settled by keys alone, and pages that everybody can use."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlparse

import openpyxl
import pytest

from tests.chromium import faultless, new_page, note_faults
from tests.desks import process, references
from tests.draft_forms import levels
from tests.shapes import comment_reference, field, paragraph, q, run, xml
from tests.test_desk import form
from tests.test_desk_forms import habits, home, missing
from tests.test_desk_settle import trail, unclear
from tests.test_outside import linked_picture, with_template
from tests.workbookbuilder import filled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.formbuilder import CompletedForm

PAGES = ("/", "/settle", "/all", "/forms")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    forms = {"clear.docx": form("Riley Example").factor("sen", "x"), "morgan.docx": unclear()}
    return process(tmp_path_factory.mktemp("desk"), forms)


@pytest.fixture(scope="module")
def address(output: Path) -> Iterator[str]:
    """The address that a desk prints; it ends as by Ctrl-C."""
    command = [sys.executable, "-m", "pipeline", "desk", "-o", str(output), "--no-browser", "--day", "2026-03-28"]
    environment = {**os.environ, "WORDFORM_BY": "Jo Bloggs"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as desk:
        assert desk.stdout is not None
        yield desk.stdout.readline().decode().strip()
        desk.send_signal(signal.SIGINT)
        _, said = desk.communicate(timeout=30)
        assert b"bug" not in said


@pytest.fixture(scope="module")
def faults() -> list[str]:
    """What a page asked for or said that it should not."""
    return []


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str, faults: list[str]) -> Iterator[Page]:
    """A page of a browser that the desk let in."""
    with new_page(browser, seconds=15) as opened:
        opened.goto(address)
        opened.wait_for_url("**/")
        note_faults(opened, faults, allowed=(base(address), "about:"))
        yield opened


@pytest.fixture
def page(opened: Page, faults: list[str]) -> Iterator[Page]:
    """A page that fails the test when it has a fault, or asks anything but the desk."""
    with faultless(opened, faults) as page:
        yield page


def base(address: str) -> str:
    return f"http://{urlparse(address).netloc}"


def settled_page(page: Page, address: str, output: Path, name: str = "morgan.docx") -> Page:
    page.goto(f"{base(address)}/settle/{references(output)[name]}")
    page.wait_for_selector("#settle[data-ready=yes]")
    return page


def framed(page: Page) -> str:
    """Return the row of the form in which the entry is framed."""
    return str(
        page.evaluate(
            "(() => { const found = document.querySelector('#sheet > div').shadowRoot.querySelector('.framed');"
            "return found ? (found.closest('tr') ?? found).textContent : ''; })()"
        )
    )


def key(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def current(page: Page) -> str:
    return page.locator(".step:not([hidden]) h2").inner_text()


def press(page: Page, key: str) -> None:
    """Press a key once the entry has been on the screen for a moment, and wait for what comes of it."""
    page.wait_for_timeout(230)
    page.keyboard.press(key)
    page.locator("#panel:not([aria-busy=true])").wait_for()


def test_entries_are_framed_in_the_form_and_settled_by_one_key_each(page: Page, address: str, output: Path) -> None:
    settled_page(page, address, output)
    page.locator("[data-to=self_harm_suicidal]").click()
    first = current(page)
    assert first in framed(page)
    press(page, "y")
    second = current(page)
    assert {first, second} == {"SEN", "Self-Harm/Suicidal"}
    assert second in framed(page)
    press(page, "n")
    assert [(each["entry"], each["value"]) for each in trail(output)] == [
        ("self_harm_suicidal", "yes"), ("sen", "no"),
    ]  # fmt: skip
    press(page, "u")
    assert current(page) == second
    assert trail(output)[-1]["kind"] == "take_back"
    press(page, "y")


def test_what_was_settled_is_said_and_the_next_entry_has_the_focus(page: Page, address: str, output: Path) -> None:
    process(output.parent, {"lee.docx": form("Lee Invented").factor("sen", "?").factor("neet", "?")})
    settled_page(page, address, output, "lee.docx")
    page.locator("[data-to=sen]").focus()
    page.keyboard.press("Enter")
    press(page, "y")
    assert page.get_by_role("status").filter(has_text="Recorded: SEN").count() == 1
    focused = "document.activeElement.querySelector('h2').textContent"
    assert page.evaluate(focused) == current(page) != "SEN"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.locator("[data-to=neet]").click()
    page.reload()
    page.wait_for_selector("#settle[data-ready=yes]")
    assert current(page) == "NEET"


def test_every_entry_is_framed_where_its_label_is(page: Page, address: str, output: Path) -> None:
    settled_page(page, address, output)
    for button in page.locator("[data-to]:not([data-to=outcome]):not([data-to=sign-off])").all():
        button.click()
        assert key(current(page)) in key(framed(page))
    page.locator("[data-to=outcome]").click()  # a choice among printed lines, with its label in a heading
    assert "no longer required" in framed(page)


def test_comments_of_word_are_beside_the_form_and_lead_to_their_place(page: Page, address: str, output: Path) -> None:
    alex = form("Alex Specimen", born="03/04/2013").factor("sen", "?")
    alex.package.add_notes("comments", ["Ask <b>the school</b>."])
    alex.box("child_name").findall(q("w:p"))[-1].append(comment_reference(0))
    process(output.parent, {"alex.docx": alex})
    settled_page(page, address, output, "alex.docx")
    said = page.locator("#comments").inner_text().split("\n")
    assert [line for line in said if line] == ["1 comment in Word", "A Manager", "Ask <b>the school</b>."]
    page.get_by_role("button", name="A Manager").click()
    assert "Alex Specimen" in framed(page)
    assert violations(page, but="#sheet") == []


def test_notes_of_a_workbook_are_beside_it_and_lead_to_their_cells(page: Page, address: str, output: Path) -> None:
    def note(book: openpyxl.Workbook) -> None:
        book["Checklist"]["D7"].comment = openpyxl.comments.Comment("Ask the school.", "A Manager")

    kit = filled({"Details!B4": "Kit Supposed", "Checklist!D7": "?"}, change=note)
    process(output.parent, {"kit.xlsx": kit})
    settled_page(page, address, output, "kit.xlsx")
    assert "1 comment in Excel" in page.locator("#comments").inner_text()
    page.get_by_role("button", name="A Manager").click()
    assert "?" in framed(page)
    assert violations(page) == []


def test_no_key_settles_what_was_not_on_the_screen(page: Page, address: str, output: Path) -> None:
    process(output.parent, {"pat.docx": form("Pat Madeup", born="03/04/2012").factor("sen", "?").factor("neet", "?")})
    settled_page(page, address, output, "pat.docx")
    page.locator("[data-to=neet]").click()
    page.wait_for_timeout(300)
    before = len(trail(output))
    for _ in range(6):  # faster than anybody reads
        page.keyboard.press("y")
    page.wait_for_timeout(600)
    assert len(trail(output)) == before + 1
    page.keyboard.down("n")  # held, it repeats
    for _ in range(5):
        page.keyboard.down("n")
    page.keyboard.up("n")
    page.wait_for_timeout(500)
    assert len(trail(output)) <= before + 2
    page.locator("[data-to=sen]").click()
    page.evaluate("document.getElementById('sheet').scrollTop = 0")  # it is out of sight now
    number = len(trail(output))
    press(page, "y")
    assert len(trail(output)) == number
    assert "Look at the entry" in page.locator("#told").inner_text()


def linked(form: CompletedForm, url: str) -> CompletedForm:
    """Have a form ask for a picture elsewhere, in every way, and for its template."""
    number = form.package.relate("image", url, external=True)
    shape = xml(f'<w:pict><v:shape style="width:20pt"><v:imagedata r:id="{number}"/></v:shape></w:pict>')
    picture = run(linked_picture(number), shape)
    form.put("harm", paragraph("See ", picture, field(f' INCLUDEPICTURE "{url}" \\d ', "x")))
    with_template(form, url)
    return form


@pytest.mark.integration
def test_a_form_is_shown_as_printed_and_a_key_first_shows_the_entry(
    page: Page, address: str, output: Path, soffice: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0)
        url = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/seen.png"
        process(output.parent, {"kim.docx": linked(form("Kim Pretend", born="05/05/2012").factor("sen", "?"), url)})
        settled_page(page, address, output, "kim.docx")
        page.get_by_role("button", name="As printed").click()
        page.get_by_role("img", name="Page 2 of").wait_for(timeout=60_000)
        with pytest.raises(BlockingIOError):  # nobody asked for what it links to
            elsewhere.accept()
    ink = "[...document.querySelector('canvas').getContext('2d').getImageData(0, 0, 400, 400).data]"
    assert page.evaluate(f"new Set({ink}).size") > 9
    page.get_by_role("img", name="Page 5 of").wait_for(timeout=60_000)
    assert violations(page) == []
    page.locator("[data-to=sen]").click()
    press(page, "y")
    page.locator("#sheet .framed").wait_for()
    assert "SEN" in framed(page)
    open_before = page.locator(".step[data-open=yes]").count()
    assert page.locator("[data-step=sen][data-open=yes]").count() == 1
    press(page, "y")
    assert page.locator(".step[data-open=yes]").count() == open_before - 1


def test_forms_that_are_dropped_move_to_their_status(page: Page, address: str, output: Path) -> None:
    page.goto(base(address))
    sam = form("Sam Placeholder").factor("sen", "x").bytes()
    page.set_input_files("#files", files=[{"name": "sam.docx", "mimeType": "", "buffer": sam}])
    line = page.locator(".lines li", has_text="sam.docx")
    line.locator(".status:not(.waiting)").wait_for()
    said = page.get_by_role("status").filter(
        has_text=re.compile(r"^\d+ files? read$")
    )  # one settled before is read too
    said.wait_for(state="attached")
    assert "Low concern" in line.inner_text()
    page.goto(f"{base(address)}/all")
    page.get_by_role("searchbox", name="Search").fill("placeholder")
    page.locator("#found", has_text="1 of").wait_for()
    assert page.locator(".register tbody tr").count() == 1
    page.get_by_role("button", name="Total").click()
    page.locator("[aria-sort=ascending] [data-sort=total]").wait_for()
    page.locator(".register tbody a").first.click()
    page.wait_for_url("**/child/*")
    page.go_back()
    page.locator("#found", has_text="1 of").wait_for()
    page.reload()
    page.locator("[aria-sort=ascending] [data-sort=total]").wait_for()
    assert page.get_by_role("searchbox", name="Search").input_value() == "placeholder"
    kept = page.evaluate("location.href + JSON.stringify([history.state, { ...localStorage }, { ...sessionStorage }])")
    assert "placeholder" not in kept  # nor does the browser keep it
    page.get_by_role("link", name="All").first.click()
    page.wait_for_function("document.getElementById('search').value === ''")
    assert " of " not in page.locator("#found").inner_text()


def test_a_new_form_is_made_of_its_blank_without_a_word_of_toml(page: Page, address: str, output: Path) -> None:
    page.goto(f"{base(address)}/forms")
    page.set_input_files("#blank", files=[{"name": "northshire.docx", "mimeType": "", "buffer": levels()}])
    page.wait_for_selector("#draft[data-ready=yes]")
    page.get_by_role("button", name="Date completed").click()
    assert page.evaluate("document.querySelector('#sheet > div').shadowRoot.querySelector('.framed').textContent") == ""
    assert violations(page) == []
    for setting, numbers in (("start", (1, 5, 9)), ("weeks", (12, 6, 4))):
        for row, number in zip(page.locator(f"[data-{setting}]").all(), numbers, strict=True):
            row.fill(str(number))
    done = levels({"name": "Example Child", "done": "05/01/2026", "Carries a weapon": "High (3)"})
    page.set_input_files("#completed", files=[{"name": "done.docx", "mimeType": "", "buffer": done}])
    page.locator("#tried table").wait_for()
    assert "High ✓" in page.locator("#tried").inner_text()
    page.get_by_role("button", name="confirm").click()
    page.wait_for_url("**/forms")
    assert page.get_by_text("Northshire Vulnerability Checklist", exact=True).is_visible()
    assert (output.parent / "our-forms" / "northshire_vulnerability_checklist.toml").is_file()


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_question_that_was_missed_is_added_by_pointing_at_its_place(page: Page, address: str, by: str) -> None:
    page.goto(f"{base(address)}/forms")
    page.set_input_files("#blank", files=[{"name": f"dogs by {by}.docx", "mimeType": "", "buffer": missing()}])
    page.wait_for_selector("#draft[data-ready=yes]")
    page.get_by_role("button", name="Add a question").click()
    if by == "mouse":
        assert violations(page) == []
        page.locator("#at-paragraph-3").evaluate("mark => mark.closest('p').click()")
    else:
        at = "document.querySelector('#sheet > div').shadowRoot.activeElement.querySelector('#at-paragraph-3')"
        for _ in range(10):
            if page.evaluate(f"Boolean({at})"):
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    page.get_by_label("Its words on the form").wait_for()
    if by == "mouse":  # the pages are the same by either
        assert violations(page, but="#sheet") == []
    page.get_by_label("It takes", exact=True).select_option("narrative")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("button", name="Anything else", exact=True).wait_for()
    page.wait_for_selector("#draft[data-ready=yes]")
    page.get_by_role("button", name="Anything else", exact=True).click()
    assert framed(page) == "Anything else"


def test_a_table_and_rows_of_a_checklist_are_added_by_pointing(page: Page, address: str) -> None:
    for kind, blank in (("table", home()), ("checklist", habits())):
        page.goto(f"{base(address)}/forms")
        page.set_input_files("#blank", files=[{"name": f"dogs {kind}.docx", "mimeType": "", "buffer": blank}])
        page.wait_for_selector("#draft[data-ready=yes]")
        page.get_by_role("button", name="Add a question").click()
        page.locator("#at-table-2-row-2-column-2").evaluate("mark => mark.closest('td').click()")
        page.get_by_label("It takes", exact=True).select_option(kind)
        assert violations(page, but="#sheet") == []
        page.get_by_role("button", name="Add it").click()
        page.get_by_role("button", name="Take it away").wait_for()
        page.wait_for_selector("#draft[data-ready=yes]")
        found = "People in the home" if kind == "table" else "Bites the post"
        page.get_by_role("button", name=found).first.click()
        assert framed(page)
        page.get_by_role("button", name="Take it away").click()
        page.get_by_role("button", name="Take it away").wait_for(state="detached")


# -- for everyone ------------------------------------------------------------------------------------------------------


def addresses(output: Path) -> list[str]:
    known = references(output)["morgan.docx"]
    return [*PAGES, f"/settle/{known}", f"/child/{known}"]


DARK = ["color-contrast"]
"""What may be otherwise in the dark."""


def violations(page: Page, *, but: str = "") -> list[tuple[str, str, str]]:
    """Return what keeps people out of a page, in light and in the dark.

    Args:
        page: The page.
        but: What is left out of it: a form in it was looked at by another test, and takes most of the time.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    page.evaluate(AXE_SCRIPT)
    found = []
    for scheme, rules in (("light", ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]), ("dark", DARK)):
        page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        said = page.evaluate(
            "([but, rules]) => axe.run({ exclude: but }, { runOnly: rules, resultTypes: ['violations'] })",
            [[but] if but else [], rules],
        )
        found += [(scheme, rule["id"], rule["nodes"][0]["html"]) for rule in said["violations"]]
    return found


def test_nothing_keeps_anybody_out(page: Page, address: str, output: Path) -> None:
    for each in addresses(output):
        page.goto(base(address) + each)
        if page.locator("#settle").count():
            page.wait_for_selector("#settle[data-ready=yes]")
        assert violations(page) == [], each


def test_every_control_has_a_name(page: Page, address: str, output: Path) -> None:
    kinds = "button|link|textbox|searchbox|combobox|checkbox|spinbutton|region|navigation|dialog|img|progressbar"
    for each in addresses(output):
        page.goto(base(address) + each)
        if page.locator("#settle").count():
            page.wait_for_selector("#settle[data-ready=yes]")
        told = page.locator("body").aria_snapshot()
        assert re.findall(rf"^\s*- (?:{kinds})(?! \").*$", told, re.MULTILINE) == [], each
        assert len(re.findall(r"- heading .*\[level=1\]", told)) == 1


def test_nothing_moves_for_who_wants_no_motion(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(base(address))
    moving = "[...document.querySelectorAll('*')].filter((each) => getComputedStyle(each).transitionDuration !== '0s')"
    assert page.evaluate(f"{moving}.length + document.getAnimations().length") == 0


def test_a_phone_and_twice_the_size_need_no_scrolling_to_the_side(page: Page, address: str, output: Path) -> None:
    for each in addresses(output):
        page.goto(base(address) + each)
        for width in (640, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, each


def test_in_print_everything_is_dark_on_white_and_fits_the_paper(page: Page, address: str, output: Path) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 720, "height": 1000})  # a sheet of A4 without its margins
    for each in addresses(output):
        page.goto(base(address) + each)
        colours = page.evaluate(
            "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))"
        )
        assert colours == ["rgb(23, 32, 43)", "rgb(255, 255, 255)"], each
        assert page.evaluate("document.documentElement.scrollWidth") <= 720, each
        assert not page.locator("nav[aria-label=Pages]").is_visible()
        tables = page.locator(".register").all()
        assert all(each.evaluate("(each) => each.scrollWidth <= each.parentElement.clientWidth") for each in tables)


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page, address: str) -> None:
    page.goto(base(address))
    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        reached.append((page.evaluate("document.activeElement.textContent.trim().split(/\\s+/)[0]"), outline))
    assert {"Go", "Inbox", "Settle", "All", "Who", "Choose"} <= {words for words, _ in reached}
    assert {outline for _, outline in reached} == {"solid"}
