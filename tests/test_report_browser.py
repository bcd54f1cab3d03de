"""The report in a real browser: sorting, filtering, links, print, phones, and names that try to be markup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

import pytest

from pipeline.writers.report.page import write_page
from pipeline.writers.report.row import ReportRow
from tests.chromium import faultless, new_page, note_faults
from tests.test_report import ASK, MAPPING, MUST, refused, scored

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DAY = dt.date(2026, 1, 12)
LOCAL = ("file:", "about:")
HOSTILE = ("<script>alert(1)</script>", "</script><script>alert(2)</script>", '"><img src=x onerror=alert(3)>')
ROWS = (
    scored("form 10.docx", who="Alex Fictional", total=75, rag="high", outcome="high", review_due=dt.date(2026, 1, 9)),
    scored("form 2.docx", who="Jordan Madeup", total=12, rag="low", outcome="low", review_due=dt.date(2026, 4, 6)),
    scored("team a/form 1.docx", who="Morgan Nobody", status="needs_review", reasons=(MUST, ASK)),
    scored("blank.docx", who="", status="needs_review", rag=None, outcome=None, review_due=None, reasons=(ASK,)),
    refused("torn.docx"),
)  # fmt: skip


@pytest.fixture(scope="module")
def faults() -> list[str]:
    """What a page asked for or said that it should not."""
    return []


@pytest.fixture(scope="module")
def opened(browser: Browser, faults: list[str]) -> Iterator[Page]:
    with new_page(browser, seconds=10) as opened:
        opened.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
        note_faults(opened, faults, allowed=LOCAL)
        yield opened


@pytest.fixture
def page(opened: Page, faults: list[str]) -> Iterator[Page]:
    """A page that fails the test when it asks for anything, opens a dialog or has a fault."""
    with faultless(opened, faults) as page:
        yield page


def show(page: Page, folder: Path, rows: Iterable[ReportRow] = ROWS) -> Page:
    path = folder / "report.html"
    with path.open("wb") as stream:
        write_page(rows, [MAPPING], DAY, stream)
    page.goto(path.as_uri())
    return page


def files(page: Page) -> list[str]:
    """Return the files in the rows that are shown."""
    return page.locator(".forms tbody .file").all_inner_texts()


def test_it_sorts_by_each_column_and_says_so(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    assert files(page) == ["blank.docx", "form 2.docx", "form 10.docx", "team a/form 1.docx", "torn.docx"]
    page.get_by_role("button", name="Total").click()
    assert files(page) == ["form 2.docx", "team a/form 1.docx", "form 10.docx", "blank.docx", "torn.docx"]
    head = page.get_by_role("columnheader", name="Total")
    assert head.get_attribute("aria-sort") == "ascending"
    page.get_by_role("button", name="Total").click()
    assert files(page) == ["form 10.docx", "team a/form 1.docx", "form 2.docx", "blank.docx", "torn.docx"]
    assert head.get_attribute("aria-sort") == "descending"
    assert page.locator("th[aria-sort]").count() == 1


def test_levels_sort_by_how_severe_they_are(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path).get_by_role("button", name="RAG").click()
    assert files(page)[:3] == ["form 2.docx", "team a/form 1.docx", "form 10.docx"]


OPEN = {"rag": "low", "rag_max": "high", "level": "low", "level_max": "high", "outcome": None}


def test_a_form_that_could_be_high_is_found_among_the_high_ones_and_not_among_the_low(
    page: Page, tmp_path: Path
) -> None:
    show(page, tmp_path, [*ROWS, scored("open.docx", who="Open Band", status="needs_review", **OPEN)])
    rag = page.get_by_role("combobox", name="RAG")
    rag.select_option("High concern")
    assert files(page) == ["form 10.docx", "open.docx"]
    assert page.locator(".forms tbody .level").all_inner_texts()[1] == "Low concern (up to High concern)"
    rag.select_option("Low concern")
    assert files(page) == ["form 2.docx"]
    rag.select_option("Provisional")
    assert files(page) == ["open.docx"]
    rag.select_option("All")
    page.get_by_role("button", name="RAG").click()
    page.get_by_role("button", name="RAG").click()
    assert files(page)[:2] == ["form 10.docx", "open.docx"]


def test_without_an_open_band_there_is_nothing_provisional_to_choose(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    assert "Provisional" not in page.get_by_role("combobox", name="RAG").inner_text()


def test_what_comes_first_stands_beside_the_name_and_sorts_by_urgency(page: Page, tmp_path: Path) -> None:
    rows = (
        scored("fine.docx"),
        scored("ask.docx", questions=("Which of two dates?",), rag="low"),
        scored("open.docx", status="needs_review", **OPEN, questions=("<b>Same child?</b>",)),
    )
    show(page, tmp_path, rows).get_by_role("button", name="Look first").click()
    assert files(page) == ["open.docx", "ask.docx", "fine.docx"]
    first = page.locator(".forms td.first").first
    assert first.locator("li").all_inner_texts() == ["could be High concern", "<b>Same child?</b>"]
    assert first.locator("li.urgent").count() == 1
    page.get_by_role("searchbox", name="Search").fill("two dates")
    assert files(page) == ["ask.docx"]


def test_who_signed_off_and_the_reference_are_shown_and_found(page: Page, tmp_path: Path) -> None:
    signed = scored("seen.docx", reference="K7QX2MB3PA", signed_off="Jo Bloggs, 28/11/2026")
    show(page, tmp_path, [*ROWS, signed, scored("mended.docx", status="corrected")])
    page.get_by_role("searchbox", name="Search").fill("k7qx bloggs")
    assert page.locator(".forms tbody .file").all_inner_texts() == ["seen.docx\nRef. K7QX2MB3PA"]
    assert page.locator(".forms tbody .status").inner_text() == "Assessed\nsigned off by Jo Bloggs, 28/11/2026"
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("combobox", name="Status").select_option("Corrected")
    assert files(page) == ["mended.docx"]


def test_the_keyboard_sorts_too(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path).get_by_role("combobox", name="Review").focus()
    page.keyboard.press("Tab")  # Clear
    page.keyboard.press("Tab")  # File
    page.keyboard.press("Tab")  # Name
    assert page.evaluate("document.activeElement.textContent") == "Name"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert files(page) == ["form 10.docx", "form 2.docx", "team a/form 1.docx", "blank.docx", "torn.docx"]
    page.keyboard.press("Space")
    assert files(page)[0] == "team a/form 1.docx"


def test_it_filters_by_text_status_level_and_review(page: Page, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    show(page, tmp_path)
    page.get_by_role("searchbox", name="Search").fill("MADEUP form")
    assert files(page) == ["form 2.docx"]
    assert page.get_by_role("status").inner_text() == "1 of 5 forms"
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("status")).to_have_text("5 forms")  # the page selects anew after the reset
    page.get_by_role("combobox", name="Status").select_option("Needs review")
    assert files(page) == ["blank.docx", "team a/form 1.docx"]
    page.get_by_role("combobox", name="RAG").select_option("No score")
    assert files(page) == ["blank.docx"]
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("combobox", name="Review").select_option("Overdue")
    assert files(page) == ["form 10.docx"]
    page.get_by_role("combobox", name="Review").select_option("Within 12 weeks")
    assert files(page) == ["form 2.docx", "team a/form 1.docx"]
    page.get_by_role("searchbox", name="Search").fill("no such thing")
    assert "No form fits" in page.get_by_role("status").inner_text()


def test_reasons_are_found_and_unfold(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path).get_by_role("searchbox", name="Search").fill("early help")
    assert files(page) == ["team a/form 1.docx"]
    summary = page.locator(".forms summary")
    assert summary.inner_text() == "Never at Early Help. and 1 more"
    summary.press("Enter")
    assert page.locator(".forms .look").get_by_text("Look at it.").is_visible()


def test_every_link_leads_to_a_file_beside_the_report(page: Page, tmp_path: Path) -> None:
    rows = [scored(name, status="needs_review") for name in ("a b/ü#1 100%.docx", "c?d.docx", "plain.docx")]
    for row in rows:
        (tmp_path / row.document).parent.mkdir(exist_ok=True)
        (tmp_path / row.document).write_bytes(b"")
    show(page, tmp_path, rows)
    links = page.locator("a:not([href^='#'])").evaluate_all("links => links.map(link => link.href)")
    assert len(links) == 2 * len(rows)
    assert {Path(unquote(urlparse(link).path)) for link in links} == {tmp_path / row.document for row in rows}
    assert all(urlparse(link).query == urlparse(link).fragment == "" for link in links)


def test_the_jumps_lead_to_their_sections(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    targets = page.locator("a[href^='#']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert set(targets) == {"#review", "#refused", "#results", "#forms"}
    assert all(page.locator(target).count() == 1 for target in targets)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_as_text(page: Page, tmp_path: Path, name: str) -> None:
    reason = type(ASK)(code="x", severity="ask", message=f"Message {name}", remedy=name)
    hostile = scored(name, who=name, document=name.replace("/", ""), status="needs_review", reasons=(reason,))
    show(page, tmp_path, [hostile, refused(name)])
    assert files(page) == [name, name]
    assert page.locator(".case h3").all_inner_texts() == [name, name]
    assert page.locator(".forms .who").first.inner_text() == name
    assert page.locator("main img, main script").count() == 0
    page.get_by_role("searchbox", name="Search").fill(name)
    assert page.locator(".forms tbody tr").count() == 2


def test_a_thousand_forms_keep_the_page_small(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, many(1_000))
    elements = "document.querySelectorAll('*').length"
    assert page.evaluate(elements) < 3000
    page.get_by_role("searchbox", name="Search").fill("form 9")
    assert page.get_by_role("status").inner_text() == "271 of 1,000 forms"
    assert files(page)[:3] == ["form 9.docx", "form 19.docx", "form 29.docx"]
    assert page.evaluate(elements) < 3000
    page.get_by_role("button", name="Next").click()
    assert "Page 2 of 11" in page.get_by_role("navigation", name="Pages of the table").inner_text()
    page.get_by_role("searchbox", name="Search").fill("")
    page.get_by_role("button", name="To look at").click()
    assert page.evaluate(elements) < 3000
    page.get_by_role("button", name="Show all in the table").click()
    assert page.get_by_role("status").inner_text() == "500 of 1,000 forms"


def test_a_large_report_says_what_its_table_sees(page: Page, tmp_path: Path) -> None:
    last = scored("last.docx", who="Alex Fictional", review_due=dt.date(2026, 1, 9))
    show(page, tmp_path, [*many(3_000), last])
    assert page.get_by_role("status").inner_text() == "300 forms listed here, of 3,001 in all"
    page.locator("[data-sort='due']").click()
    assert files(page)[0] == "last.docx"
    page.locator("[data-show='needs_review']").click()
    assert page.get_by_role("status").inner_text() == "200 of 300 forms listed here, of 3,001 in all"
    page.get_by_role("searchbox", name="Search").fill("form 2999")
    assert page.get_by_role("status").inner_text() == "No form that is listed here fits; the register has all."


def many(number: int) -> Iterator[ReportRow]:
    for each in range(number):
        yield scored(f"form {each}.docx", status=("needs_review", "assessed")[each % 2], reasons=(MUST, ASK))


def test_print_shows_every_row_and_no_controls(page: Page, tmp_path: Path) -> None:
    rows = [scored(f"form {number:03}.docx") for number in range(60)]
    show(page, tmp_path, rows)
    page.evaluate("""addEventListener("beforeprint", () => {
      printed = ["td.file", "th button"].map((each) => document.querySelectorAll(each).length);
    })""")
    assert page.pdf(format="A4").startswith(b"%PDF")
    assert page.evaluate("printed") == [60, 0]  # Chromium repeats no header with buttons in it
    assert page.locator("td.file").count() == 25
    assert page.locator("th button").count() == 9
    page.emulate_media(media="print")
    for controls in (".filters", ".pager", ".jump"):
        assert not page.locator(controls).is_visible()
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_it_fits_phone_and_desk_in_light_and_dark(page: Page, tmp_path: Path, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    show(page, tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    red = int(page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]"))
    assert (red < 128) == (scheme == "dark")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_table_is_a_table_for_those_who_hear_it(page: Page, tmp_path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    show(page, tmp_path)
    table = page.get_by_role("table", name="All forms")
    assert table.get_by_role("columnheader").count() == 9
    assert table.get_by_role("row").count() == 1 + len(ROWS)
    assert page.get_by_role("list", name="RAG").get_by_role("listitem").count() == 4
    assert page.get_by_role("listitem", name="High concern: 1, 25%").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(page: Page, tmp_path: Path, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    seen = scored("seen.docx", reference="K7QX2MB3PA", signed_off="Jo Bloggs, 28/11/2026")
    show(page, tmp_path, [*ROWS, seen, scored("open.docx", status="needs_review", **OPEN, questions=("Which?",))])
    faint = page.evaluate(_FAINT_WORDS)
    assert faint == []


# Contrast by WCAG 2, against the nearest background that is not transparent.
_FAINT_WORDS = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = parts(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility() || element.matches("script, option")) continue;
    const style = getComputedStyle(element);
    const ink = light(parts(element.closest("svg") ? style.fill : style.color)), ground = light(behind(element));
    const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    if (contrast < 4.5) faint.push(element.textContent.trim().slice(0, 40));
  }
  return faint;
}"""
