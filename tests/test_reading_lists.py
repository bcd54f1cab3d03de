"""What drop-down lists offer is read beside what stands in them: in Word's controls, in a workbook's cells."""

from __future__ import annotations

import pytest

from pipeline.document import Control, Document, paragraphs
from pipeline.readers import read_document
from tests.documents import document
from tests.shapes import control, legacy_list, paragraph, w
from tests.workbookbuilder import Sheet, workbook

LEVELS = ("Low", "Medium", "High")


def _control(read: Document) -> Control:
    runs = (run for block in paragraphs(read.blocks) for run in block.runs)
    return next(run.control for run in runs if run.control is not None)


def test_a_list_of_word_offers_its_entries_without_the_prompt() -> None:
    made = control("Choose an item.", kind="dropDownList", options=LEVELS, placeholder=True)
    entries = next(made.iter("{*}dropDownList"))
    entries.insert(0, w("listItem", displayText="Choose an item.", value=""))
    assert _control(read_document(document(paragraph(made)))).entries == LEVELS


def test_a_form_field_offers_its_entries() -> None:
    assert _control(read_document(document(paragraph(legacy_list(LEVELS, None))))).entries == LEVELS


def _offered(after: str, name: str = "B2", **book: str) -> tuple[str, ...]:
    form = Sheet({"A2": "Level"}, name="Form", after=after)
    lists = Sheet({f"A{number}": level for number, level in enumerate(LEVELS, 1)}, name="My lists", state="hidden")
    read = read_document(workbook(form, lists))
    cells = [cell for row in next(read.tables()).rows for cell in row.cells]
    return next(cell.allowed for cell in cells if str(cell.location) == f"Form!{name}")


_RULE = '<dataValidations><dataValidation type="{}" sqref="B2:B3">{}</dataValidation></dataValidations>'
_ELSEWHERE = (
    '<extLst><ext uri="{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/'
    'main"><x14:dataValidations count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>\'My lists\'!$A$1:$A$3'
    "</xm:f></x14:formula1><xm:sqref>B2</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)


@pytest.mark.parametrize(
    "after",
    [
        _RULE.format("list", '<formula1>"Low, Medium,High"</formula1>'),
        _RULE.format("list", "<formula1>'My lists'!$A$1:$A$3</formula1>"),
        _ELSEWHERE + _RULE.format("list", "<formula1></formula1>"),
    ],
)
def test_a_cell_offers_the_entries_of_its_list(after: str) -> None:
    assert _offered(after) == LEVELS


@pytest.mark.parametrize(
    "rule",
    [
        _RULE.format("whole", "<formula1>1</formula1>"),
        _RULE.format("list", "<formula1>Gone!$A$1:$A$3</formula1>"),
        _RULE.format("list", '<formula1>INDIRECT("A"&amp;1)</formula1>'),
    ],
)
def test_a_rule_that_names_no_entries_offers_none(rule: str) -> None:
    assert _offered(rule) == ()
