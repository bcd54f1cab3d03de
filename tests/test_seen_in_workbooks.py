"""What a person sees of a workbook's cell against what is stored in it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule, FormulaRule, IconSetRule, Rule
from openpyxl.styles import Border, Font, Side
from openpyxl.styles.differential import DifferentialStyle

from pipeline.document import Cell, Mark
from pipeline.readers import read_document
from pipeline.submission import State
from tests.documents import mutate, parts_of
from tests.reading import codes, factor, read_result
from tests.workbookbuilder import Format, Raw, Sheet, filled, formula, number, text, workbook
from tests.workbookcontrols import Box, with_boxes

if TYPE_CHECKING:
    from collections.abc import Callable

DATED = {"Details!B4": "Robin Made-Up", "Details!B8": dt.datetime(2026, 10, 25)}  # noqa: DTZ001 - no time zone
RED = Font(strike=True)


def cells(data: bytes) -> dict[str, Cell]:
    read = read_document(data)
    return {made.location.steps[-1][1]: made for sheet in read.tables() for row in sheet.rows for made in row.cells}  # type: ignore[misc]


def shown(cell: Raw) -> tuple[str, Mark, bool]:
    """Return the text, the marks and whether it is doubted, of one cell."""
    data = workbook(Sheet({"A1": "label", "B1": cell}))
    (run,) = [run for block in cells(data)["B1"].blocks for run in block.runs]  # type: ignore[union-attr]
    return run.text, run.marks, "stored_differs" in {each.code for each in read_document(data).findings}


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (10, '"No"', "No"),
        (10, '[=10]"no";General', "no"),
        (-1, '0;"none"', "none"),
        (0, '0;-0;"not seen"', "not seen"),
        (10, r"\n\o", "no"),
        (10, '"not "0', "10"),
        (7, '[>5]"many";[<3]"few";0', "many"),
    ],
)
def test_a_format_that_shows_words_is_doubted(value: float, code: str, words: str) -> None:
    assert shown(number(value, Format(code=code))) == (words, Mark.NONE, True)


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (10, '0" points"', "10"),
        (5, '[=10]"no";General', "5"),
        (5, '[=10]"no"', "5"),
        (5, "0;-0;;@", "5"),
        (10, '"£"#,##0', "10"),
        (0, '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "0"),
        (10, "[Red]0;[White]-0", "10"),
        (10, "[White]0", "10"),
        (4, '[>5]"many";[<3]"few";0', "4"),
    ],
)
def test_one_that_shows_the_value_is_certain(value: float, code: str, words: str) -> None:
    fill = "000000" if code == "[White]0" else ""
    found = shown(number(value, Format(code=code, fill=fill)))
    assert (found[0], found[2]) == (words, False)
    assert not found[1] & (Mark.HIDDEN | Mark.UNSEEN)


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        (number(0, Format(code="0;-0;;@")), Mark.HIDDEN),
        (number(-3, Format(code="0;;0")), Mark.HIDDEN),
        (number(10, Format(code="[White]0")), Mark.UNSEEN),
        (number(10, Format(code="[Color 2]General")), Mark.UNSEEN),
        (text("x", Format(code="0;0;0;")), Mark.HIDDEN),
        (text("x", Format(code="[White]@")), Mark.UNSEEN),
    ],
)
def test_a_format_may_hide_some_values(cell: Raw, mark: Mark) -> None:
    assert mark in shown(cell)[1]


def test_a_text_may_be_shown_as_another() -> None:
    assert shown(text("x", Format(code='0;0;0;"No"'))) == ("No", Mark.NONE, True)


def with_format(code: str) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        book["Checklist"]["D7"].number_format = code

    return change


@pytest.mark.parametrize("code", ['"No"', '[=10]"no"', "[White]0", "0;;;"])
def test_an_entry_that_shows_otherwise_is_unclear(code: str) -> None:
    value = -10 if code == "0;;;" else 10
    data = filled({**DATED, "Checklist!D7": value}, change=with_format(code))
    assert str(factor(data, "wanted_missing").state) == "unclear"


def test_a_cell_that_is_crossed_out_is_unclear() -> None:
    def cross(book: openpyxl.Workbook) -> None:
        line = Side(style="thin")
        book["Checklist"]["D7"].border = Border(diagonal=line, diagonalUp=True, diagonalDown=True)
        book["Checklist"]["D8"].border = Border(diagonal=line)

    data = filled({**DATED, "Checklist!D7": 10, "Checklist!D8": 10}, change=cross)
    assert str(factor(data, "wanted_missing").state) == "unclear"
    assert str(factor(data, "self_harm_suicidal").state) == "yes"
    assert shown(number(10, Format(crossed=True)))[2]


CHECKED = "D5:D39"
RULES = {
    "equal": CellIsRule(operator="equal", formula=["10"], font=RED),
    "between": CellIsRule(operator="between", formula=["5", "15"], font=RED),
    "greater": CellIsRule(operator="greaterThan", formula=["9"], font=RED),
    "formula": FormulaRule(formula=["$E7=1"], font=RED),
    "another cell": CellIsRule(operator="equal", formula=["$A$1"], font=RED),
    "white": CellIsRule(operator="equal", formula=["10"], font=Font(color="FFFFFFFF")),
    "icons": IconSetRule("3TrafficLights1", "num", [0, 5, 10], showValue=False),
    "text": Rule(type="containsText", text="1", dxf=DifferentialStyle(font=RED), formula=["TRUE"]),
}
UNMET = {
    "equal": CellIsRule(operator="equal", formula=["5"], font=RED),
    "between": CellIsRule(operator="notBetween", formula=["5", "15"], font=RED),
    "words": CellIsRule(operator="equal", formula=['"x"'], font=RED),
    "never": FormulaRule(formula=["FALSE"], font=RED),
    "bold": CellIsRule(operator="equal", formula=["10"], font=Font(bold=True)),
    "icons beside the value": IconSetRule("3TrafficLights1", "num", [0, 5, 10]),
    "blanks": Rule(type="containsBlanks", dxf=DifferentialStyle(font=RED), formula=["TRUE"]),
    "text": Rule(type="beginsWith", text="5", dxf=DifferentialStyle(font=RED), formula=["TRUE"]),
}


def under(rule: Rule) -> str:
    def change(book: openpyxl.Workbook) -> None:
        book["Checklist"].conditional_formatting.add(CHECKED, rule)

    return str(factor(filled({**DATED, "Checklist!D7": 10}, change=change), "wanted_missing").state)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_conditional_formatting_that_may_hide_a_value_is_doubted(rule: Rule) -> None:
    assert under(rule) == "unclear"


@pytest.mark.parametrize("rule", UNMET.values(), ids=UNMET)
def test_a_condition_that_does_not_hold_changes_nothing(rule: Rule) -> None:
    assert under(rule) == "yes"


def test_rows_that_are_flat_by_themselves_are_hidden() -> None:
    sheet = Sheet(
        {"A1": "seen", "A2": "unseen", "A3": "seen"},
        before='<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>',
        rows={1: 'ht="15"', 3: 'hidden="0"'},
    )
    marks = {
        name: [run.marks for block in cell.blocks for run in block.runs]  # type: ignore[union-attr]
        for name, cell in cells(workbook(sheet)).items()
        if cell.text
    }
    assert marks == {"A1": [Mark.NONE], "A2": [Mark.UNSEEN], "A3": [Mark.NONE]}


@pytest.mark.parametrize("code", ["TODAY()", "now()", "INT(NOW())+1"])
def test_a_date_that_updates_itself_is_unclear(code: str) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Details"]["B8"] = f"={code}"
        book["Details"]["B8"].number_format = "dd/mm/yyyy"

    data = filled({"Details!B4": "Robin Made-Up"}, change=change)
    (part,) = [name for name, xml in parts_of(data).items() if b"<f>" + code.encode() in xml]
    data = mutate(data, part, f"<f>{code}</f><v></v>", f"<f>{code}</f><v>46084</v>")
    assert read_result(data).submission.answers["date_completed"].state is State.UNCLEAR
    assert "moving_date" in codes(data)


def test_a_date_that_updates_itself_is_known_by_a_formula_that_cells_share() -> None:
    filled_down = {
        "A1": Raw("", '<f t="shared" ref="A1:A2" si="0">TODAY()</f><v>46084</v>'),
        "A2": Raw("", '<f t="shared" si="0"/><v>46084</v>'),
        "A3": Raw("", '<f t="shared" si="1"/><v>46084</v>'),
    }
    noticed = read_document(workbook(Sheet(filled_down))).findings
    assert [(each.code, str(each.location)) for each in noticed] == [
        ("moving_date", "Sheet1!A1"),
        ("moving_date", "Sheet1!A2"),
    ]


def test_a_date_that_was_worked_out_of_another_stays() -> None:
    data = workbook(Sheet({"A1": formula("B1+1", "46084"), "B1": 46083}))
    assert not read_document(data).findings


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("1000000000.1", "1000000000"),
        ("44123456700.25", "44123456700"),
        ("-1000000000.1", "-1000000000"),
        ("999999999.9", "999999999.9"),
        ("1234567890.5", "1234567890"),
        ("0.5", "0.5"),
    ],
)
def test_large_fractions_keep_their_zeros(value: str, seen: str) -> None:
    assert shown(number(value))[0] == seen


def as_gnumeric(data: bytes, *, left: int = 0, top: int = 0, width: int = 0, height: int = 0) -> bytes:
    """Leave a box without an anchor; only its style says where it lies, in points."""
    part = "xl/drawings/vmlDrawing1.vml"
    drawing = parts_of(data)[part].decode()
    anchor = drawing[drawing.index("<x:Anchor>") : drawing.index("</x:Anchor>")]
    style = f"position:absolute;margin-left:{left}.00pt;margin-top:{top}.00pt;width:{width}.00pt;height:{height}.00pt;"
    return mutate(mutate(data, part, anchor, "<x:Anchor>"), part, 'style="', f'style="{style}')


def with_one_box(*, checked: bool = True) -> bytes:
    return with_boxes(workbook(Sheet({"A1": "label", "A12": "end"})), 1, [Box("D7", checked=checked)], only_vml=True)


@pytest.mark.parametrize(("top", "cell"), [(91, "D7"), (15 * 399 + 1, "D400")])
def test_a_box_without_an_anchor_lies_where_its_style_says(top: int, cell: str) -> None:
    data = as_gnumeric(with_one_box(), left=150, top=top, width=20, height=12)
    assert [name for name, found in cells(data).items() if "☒" in found.text] == [cell]
    assert read_document(data).findings == ()


@pytest.mark.parametrize("top", [0, 15 * 5_000])
@pytest.mark.parametrize("checked", [True, False])
def test_a_box_without_a_place_is_in_no_cell_and_said(top: int, checked: bool) -> None:
    """What Gnumeric 1.12.55 makes of a box whose style gives no place, and one further down than any form reaches."""
    document = read_document(as_gnumeric(with_one_box(checked=checked), top=top))
    assert "☒" not in document.text
    assert "☐" not in document.text
    (finding,) = document.findings
    assert (finding.code, finding.facts["controls"], finding.facts["set"]) == ("controls_without_place", 1, checked)
