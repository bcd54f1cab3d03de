"""A result that is ticked at an option without a box of its own: in a line, in a cell, at a control, in typed words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.process.form import process_one, read_one
from pipeline.submission import State
from tests.documents import document, main_part, mutate, package, parts_of, serialise
from tests.generality import DAY, FORM, Tool, codes, rows, unread, values
from tests.reading import read_as_it_stands
from tests.shapes import control, legacy_box, legacy_list, paragraph, q, symbol, table, tick

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result
    from tests.generality import Rows
    from tests.shapes import Element, Inline

MAPPING = """
[[field]]
id = "rating"
kind = "choice"
label = "Rating"
choice = [{ id = "low", label = "Low" }, { id = "high", label = "Raised" }]

[[field]]
id = "worker"
kind = "text"
label = "Worker"

[checklist]
answer = "Tick"
group = [{ name = "Home", factors = [
  { id = "alone", label = "Is alone", points = 5 },
  { id = "cold", label = "Is cold", points = 5 },
] }]

[score]
rag_field = "rating"
band = [{ level = "low", to = 4, name = "Low" }, { level = "high", from = 5, name = "Raised" }]
"""
LIST = rows("Home | Tick\nIs alone |\nIs cold |")


LEVELS = control("Choose an item.", kind="dropDownList", options=["Low", "Raised"], placeholder=True)


def lines(*texts: str | tuple[Inline, ...]) -> list[Element]:
    return [paragraph(*text) if isinstance(text, tuple) else paragraph(text) for text in texts]


SHAPES: dict[str, Rows | Element | list[Element]] = {
    "a line each in the box": [["Rating", lines("☐ Low", "☐ Raised")]],
    "lines of one paragraph": [["Rating", "☐ Low\n☐ Raised"]],
    "a line each under the label": [[lines("Rating", "☐ Low", "☐ Raised")]],
    "in one line": [["Rating", "☐ Low   ☐ Raised"]],
    "boxes behind": [["Rating", "Low ☐   Raised ☐"]],
    "other boxes": [["Rating", "❑ Low   ❑ Raised"]],
    "no boxes": [["Rating", "Low / Raised"]],
    "a line each, no boxes": [["Rating", lines("Low", "Raised")]],
    "behind the label": [["Rating: ☐ Low   ☐ Raised"]],
    "a cell each": [["Rating", "☐ Low", "☐ Raised"]],
    "a cell each, no boxes": [["Rating", "Low", "Raised"]],
    "rows, no boxes": [["Rating"], ["Low"], ["Raised"]],
    "controls in lines": [["Rating", lines((tick(checked=False), " Low"), (tick(checked=False), " Raised"))]],
    "controls in one line": [["Rating", [paragraph(tick(checked=False), " Low  ", tick(checked=False), " Raised")]]],
    "controls in cells": [["Rating", *([paragraph(tick(checked=False), name)] for name in (" Low", " Raised"))]],
    "form fields in lines": [["Rating", lines((legacy_box("0"), " Low"), (legacy_box("0"), " Raised"))]],
    "form fields in one line": [["Rating", [paragraph(legacy_box("0"), " Low  ", legacy_box("0"), " Raised")]]],
    "symbols": [["Rating", [paragraph(symbol("F0A8"), " Low  ", symbol("F0A8"), " Raised")]]],
    "circles": [["Rating", "○ Low   ○ Raised"]],
    "in the text": paragraph("Rating: ☐ Low   ☐ Raised"),
    "in the text, no boxes": paragraph("Rating: Low / Raised"),
    "lines of the text": lines("Rating", "☐ Low", "☐ Raised"),
    "lines of the text, no boxes": lines("Rating", "Low", "Raised"),
    "an empty box": [["Rating", ""]],
    "a list to choose from": [
        ["Rating", [paragraph(LEVELS)]],
    ],
    "a list of older Word": [["Rating", [paragraph(legacy_list([" ", "Low", "Raised"], 0))]]],
    "a list of older Word with a prompt": [["Rating", [paragraph(legacy_list(["Choose", "Low", "Raised"], None))]]],
}


def tool(folder: Path, shape: str, mapping: str = MAPPING) -> Tool:
    printed = SHAPES[shape]
    is_text = isinstance(printed, list) and not isinstance(printed[0], list)
    return Tool(folder, mapping, "The form", *(printed if is_text else (printed,)), rows("Worker |"), "Home", LIST)


@pytest.fixture(scope="module", params=SHAPES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tool:
    return tool(tmp_path_factory.mktemp("tool"), request.param)


def processed(made: Tool, data: bytes) -> tuple[Result, bytes]:
    return process_one(data, name="form.docx", layouts=made.layouts.forms, day=DAY)


def test_the_result_is_ticked_and_known_as_ours(made: Tool) -> None:
    form = made.form(("Is alone", "Tick", "x"))
    result, written = processed(made, form)
    assert read_as_it_stands(written, result).answers["rating"].value == "high"

    back = made.read_bytes(written)
    assert back.submission.answers["rating"].state is State.BLANK
    assert unread(back) == []
    assert processed(made, written)[1] == written


def test_a_result_that_changed_is_ticked_elsewhere(made: Tool) -> None:
    _, written = processed(made, made.form(("Is alone", "Tick", "x")))
    result, again = processed(made, mutate(written, "word/document.xml", ">x<", ">-<"))
    assert read_as_it_stands(again, result).answers["rating"].value == "low"
    assert codes(result) == set()


def test_while_it_is_open_the_tick_says_so_or_there_is_none(made: Tool) -> None:
    result, written = processed(made, made.form(("Is alone", "Tick", "?")))
    answer = read_as_it_stands(written, result).answers["rating"]
    assert (answer.value, answer.raw) in {("low", "✓ (provisional, up to Raised)"), (None, "")}
    back = made.read_bytes(written)
    assert (back.submission.answers["rating"].state, unread(back)) == (State.BLANK, [])


@pytest.mark.parametrize("shape", ["a line each, no boxes", "a cell each", "rows, no boxes", "lines of the text"])
def test_a_tick_that_is_alone_on_its_line_says_what_it_may_become(tmp_path: Path, shape: str) -> None:
    made = tool(tmp_path, shape)
    result, written = processed(made, made.form(("Is alone", "Tick", "?")))
    answer = read_as_it_stands(written, result).answers["rating"]
    assert answer.raw == "✓ (provisional, up to Raised)"


@pytest.mark.parametrize("shape", ["in one line", "boxes behind", "a line each in the box", "controls in one line"])
def test_a_tick_of_ours_that_somebody_added_to_is_theirs(tmp_path: Path, shape: str) -> None:
    made = tool(tmp_path, shape)
    _, written = processed(made, made.form(("Is alone", "Tick", "x")))
    back = made.read_bytes(mutate(written, "word/document.xml", "Low", "☒ Low"))
    assert back.submission.answers["rating"].state is not State.BLANK


@pytest.mark.parametrize("shape", ["form fields in lines", "form fields in one line"])
def test_a_seal_that_libreoffice_moved_into_a_form_field_is_still_ours(tmp_path: Path, shape: str) -> None:
    made = tool(tmp_path, shape)
    _, written = processed(made, made.form(("Is alone", "Tick", "x")))
    root = main_part(written)
    seal = next(each for each in root.iter(q("w:bookmarkStart")) if "_t1_" in each.get(q("w:name"), ""))
    later = (each for each in seal.itersiblings() if each.find(q("w:fldChar")) is not None)
    next(each for each in later if each[0].get(q("w:fldCharType")) == "separate").addnext(seal)
    back = made.read_bytes(package({**parts_of(written), "word/document.xml": serialise(root)}))
    assert (back.submission.answers["rating"].state, unread(back)) == (State.BLANK, [])


def test_every_other_word_and_the_look_of_the_print_stay(tmp_path: Path) -> None:
    shape = paragraph("Rating: ☐ Low   ☐ Raised (see the guidance)")
    made = Tool(tmp_path, MAPPING, "The form", shape, rows("Worker |"), "Home", LIST)
    form = made.form(("Is alone", "Tick", "x"))
    _, written = processed(made, form)
    assert "".join(map(str, main_part(written).itertext())).count("☐ Low   ☒ Raised (see the guidance)") == 1


def test_two_results_in_one_line_never_spoil_the_document(tmp_path: Path) -> None:
    second = '[[field]]\nid = "risk"\nkind = "choice"\nlabel = "Risk"\n'
    second += 'choice = [{ id = "low", label = "Lesser" }, { id = "high", label = "Greater" }]\n'
    mapping = second + MAPPING + '\n[[write]]\nfield = "risk"\nvalue = "rag"\n'
    box = [["Rating: ☐ Low   ☐ Raised\nRisk: ☐ Lesser  ☐ Greater"]]
    made = Tool(tmp_path, mapping, "The form", box, rows("Worker |"), "Home", LIST)
    result, written = processed(made, made.form(("Is alone", "Tick", "x")))
    answers = read_as_it_stands(written, result).answers
    assert {answers["rating"].value, answers["risk"].value} <= {"high", None}
    assert unread(made.read_bytes(written)) == []


def workbook(rating: str, alone: str) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for line in (["The form"], ["Rating", rating], ["Worker", ""], ["Home", "Tick"], ["Is alone", alone], ["Is cold"]):
        sheet.append(line)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("shape", "printed"),
    [
        *((name, SHAPES[name]) for name in ("a line each in the box", "in one line", "a cell each", "an empty box")),
        ("no boxes", [["Rating", "{{ mark.rating.low }} Low / {{ mark.rating.high }} Raised"]]),
        ("in one line", [["Rating", "{{ mark.rating.low or '☐' }} Low   {{ mark.rating.high or '☐' }} Raised"]]),
        ("an empty box", [["Rating", "{{ rating }}"]]),
    ],
)
def test_a_workbook_has_its_result_ticked_on_the_template(tmp_path: Path, shape: str, printed: Rows) -> None:
    head = FORM.replace('["tool.docx"]', '["tool.docx", "tool.xlsx"]\ntemplate = "tool.docx"')
    made = tool(tmp_path, shape, head + MAPPING)
    (tmp_path / "blanks" / "tool.xlsx").write_bytes(workbook("", ""))
    (tmp_path / "templates").mkdir()
    entry = "{{{{r checklist[0].factors[{}].entry }}}}"
    scored = [["Home", "Tick"], ["Is alone", entry.format(0)], ["Is cold", entry.format(1)]]
    worker = table([["Worker", "{{ worker }}"]])
    template = document("The form", table(printed), worker, "Home", table(scored))
    (tmp_path / "templates" / "tool.docx").write_bytes(template)
    layouts = made.layouts.forms
    result, written = process_one(workbook("", "x"), name="form.xlsx", layouts=layouts, day=DAY)
    assert codes(result) == set()
    back = read_one(written, name="form.docx", layouts=layouts, day=DAY)
    assert read_as_it_stands(written, back).answers["rating"].value == "high"
    assert "rating" not in values(back)
