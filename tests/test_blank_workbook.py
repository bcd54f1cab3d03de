"""The blank workbook of a form: what it is made of, and that it reads back whatever people do with it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.packaging.custom import CustomPropertyList
from openpyxl.workbook.defined_name import DefinedName

from pipeline.extract import prepare
from pipeline.forms.blanks import printed_rows
from pipeline.forms.generated_blanks import blank_bytes
from pipeline.mapping import load_catalogue
from pipeline.ooxml.workbook_names import identifier_of, workbook_name
from pipeline.process.form import read_one
from pipeline.readers import read_document
from pipeline.submission import FactorState, State
from pipeline.writers.blank.workbook import blank_workbook
from tests.blankworkbook import (
    TICK,
    WORKED_OUT,
    blank,
    cell_of,
    check_read,
    filled,
    mapping,
    read_workbook,
    saved,
    ticked,
)
from tests.documents import package, parts_of
from tests.reading import DAY, layouts, read_result

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.mapping import Mapping


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    """The blank, opened for looking only."""
    return openpyxl.load_workbook(io.BytesIO(blank()))


# -- the blank ---------------------------------------------------------------------------------------------------------


def test_the_same_mapping_gives_the_same_bytes() -> None:
    assert blank_bytes(mapping(), excel=True) == blank()


def test_every_question_and_factor_has_a_cell_of_its_name(book: openpyxl.Workbook) -> None:
    names = {identifier_of(name) for name in book.defined_names}
    for field in mapping().fields:
        wanted = {f"{field.id}.{choice.id}" for choice in field.choices} if field.several else {field.id}
        assert wanted <= names or field.columns
    assert {factor.id for factor in mapping().factors} <= names
    assert {f"{factor.id}.notes" for factor in mapping().factors} <= names


def test_it_says_which_form_it_is(book: openpyxl.Workbook) -> None:
    assert read_document(blank()).properties == {
        "wordform.form": mapping().form.id,
        "wordform.version": mapping().form.version,
    }


def test_only_boxes_can_be_typed_into(book: openpyxl.Workbook) -> None:
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)
    for name in set(book.defined_names) - set(IDENTITY):
        assert cell_of(book, name).protection.locked is (name in WORKED_OUT)
    shown = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    rows = {text for row in printed_rows(layouts().forms[0])["agencies"] for text in row.values() if text}
    assert {cell.value for cell in shown if not cell.protection.locked} == rows, "printed rows may be typed over"


def test_questions_are_printed_whole_as_the_word_blank_has_them(book: openpyxl.Workbook) -> None:
    labels = {cell.value.strip() for row in book["Form"].iter_rows() for cell in row if isinstance(cell.value, str)}
    assert (
        "What does the child say are the good things about their life right now? Who do they trust (trusted adult)? "
        "Who can they talk to?"
    ) in labels
    assert any(label.endswith("If so, why?)") for label in labels), "a question of several lines"


def test_boxes_offer_what_belongs_there(book: openpyxl.Workbook) -> None:
    def offered(name: str) -> tuple[str, str | None]:
        cell = cell_of(book, name)
        rules = cell.parent.data_validations.dataValidation
        rule = next(rule for rule in rules if cell.coordinate in rule.sqref)
        return rule.type, rule.formula1

    assert offered("sen") == offered("case_status.CP") == ("list", f'"{TICK}"')
    assert offered("exploitation_type") == ("list", '"CCE,CSE,Both"')
    assert offered("date_of_birth")[0] == "date"


def test_every_sheet_prints_on_a4_with_its_head_on_each_page(book: openpyxl.Workbook) -> None:
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1)
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert not sheet.merged_cells.ranges


def test_a_blank_says_nothing() -> None:
    result = read_workbook(blank())
    assert {finding.code for finding in result.findings} == {"nothing_filled_in"}
    assert result.submission.unread == ()


def test_rows_grow_with_what_is_typed(book: openpyxl.Workbook) -> None:
    sheets = [part for name, part in parts_of(blank()).items() if name.startswith("xl/worksheets/")]
    assert sheets
    assert not any(b"customHeight" in part for part in sheets)


# -- filled in ---------------------------------------------------------------------------------------------------------


def test_what_is_typed_comes_back() -> None:
    assert check_read(saved(filled())).submission.findings == ()


def _rename(book: openpyxl.Workbook) -> None:
    for number, sheet in enumerate(book.worksheets):
        for name in book.defined_names.values():
            name.attr_text = name.attr_text.replace(openpyxl.utils.quote_sheetname(sheet.title), f"'Part {number}'")
        sheet.title = f"Part {number}"


def _forget_names(book: openpyxl.Workbook) -> None:
    book.defined_names.clear()


def _lose_labels(book: openpyxl.Workbook) -> None:
    for name in ("child_name", "transition_pathway", "outcome"):
        cell_of(book, name).offset(column=-1).value = None


def _sort_factors(book: openpyxl.Workbook) -> None:
    """Sort the checklist, as programs do: what stands in the cells moves, and their names stay."""
    first, last = cell_of(book, mapping().factors[0].id), cell_of(book, mapping().factors[-1].id)
    cells = list(first.parent.iter_rows(min_row=first.row, max_row=last.row, max_col=5))
    values = sorted(([cell.value for cell in row] for row in cells), key=lambda row: str(row[1]), reverse=True)
    for row, moved in zip(cells, values, strict=True):
        for cell, value in zip(row, moved, strict=True):
            cell.value = value


@pytest.mark.parametrize(
    "change",
    [
        _rename,
        _forget_names,
        _lose_labels,
        _sort_factors,
        lambda book: book.move_sheet(book.worksheets[-1], -3),
        lambda book: book.create_sheet("Guidance", 0),
    ],
    ids=["renamed", "names lost", "labels lost", "sorted", "reordered", "a sheet in front"],
)
def test_what_people_do_to_a_workbook_changes_nothing(change: Callable[[openpyxl.Workbook], None]) -> None:
    book = filled()
    change(book)
    check_read(saved(book))


@pytest.mark.parametrize("with_sheet", [1, 2, 3])
def test_sheets_that_exchanged_their_names_give_no_answer_to_another_question(with_sheet: int) -> None:
    """What xlsx-populate 1.21.0 saves once a sheet was moved; the names of cells lead to the other sheet."""
    book = filled()
    first, second = book.worksheets[0], book.worksheets[with_sheet]
    titles = first.title, second.title
    first.title = "for now"
    second.title, first.title = titles

    found, right = read_workbook(saved(book)).submission, read_workbook(saved(filled())).submission

    lost = {name for name, each in right.answers.items() if found.answers[name].value != each.value}
    assert all(found.answers[name].state is State.BLANK for name in lost)
    assert len(found.unread) == len(lost)
    assert found.checklist.keys() == right.checklist.keys()
    assert all(found.checklist[name].state is each.state for name, each in right.checklist.items())


IDENTITY = ("wordform.form.ce_assessment", "wordform.version.2026.1")
"""The names by which the workbook says which form it is."""


def _drop_properties(book: openpyxl.Workbook) -> None:
    """Leave out the custom properties, as exceljs 4.4.0, SheetJS 0.18.5 and Gnumeric 1.12.55 do."""
    book.custom_doc_props = CustomPropertyList()


def _drop_what_it_is_called(book: openpyxl.Workbook) -> None:
    _drop_properties(book)
    for name in IDENTITY:
        del book.defined_names[name]


def _drop_names(book: openpyxl.Workbook) -> None:
    _drop_properties(book)
    _forget_names(book)


@pytest.mark.parametrize(
    "loss",
    [_drop_properties, _drop_what_it_is_called, _drop_names],
    ids=["properties", "properties and what names say of the form", "properties and names"],
)
def test_whatever_a_program_drops_it_is_known_as_the_blank_that_it_is(
    loss: Callable[[openpyxl.Workbook], None],
) -> None:
    book = filled()
    loss(book)
    assert said(saved(book)) == said(saved(filled()))


def test_rows_that_tables_print_are_no_answers_where_a_program_drops_all_looks() -> None:
    """What SheetJS 0.18.5 saves has neither lines nor fills, so nothing says where an empty cell is a box."""
    book = filled()
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        shown = cell.number_format
        cell.style = "Normal"
        cell.number_format = shown
    for sheet in book:
        sheet.protection.sheet = False
        sheet.data_validations.dataValidation = []
    _drop_properties(book)
    assert said(saved(book)) == said(saved(filled()))


def said(data: bytes) -> tuple[dict[str, object], dict[str, object], object]:
    """Return what people say in a workbook that may be any of the shipped forms."""
    submission = read_result(data).submission
    answers: dict[str, object] = {
        name: (answer.state, answer.value) for name, answer in submission.answers.items() if name not in WORKED_OUT
    }
    return answers, {name: (each.state, each.notes) for name, each in submission.checklist.items()}, submission.unread


def test_its_own_sums_are_known_by_its_names_too() -> None:
    book = filled()
    _drop_properties(book)
    assert read_result(saved(book)).submission.answers["total_score"].state is State.BLANK


def test_a_version_that_only_names_tell_is_said() -> None:
    book = filled()
    _drop_properties(book)
    del book.defined_names["wordform.version.2026.1"]
    book.defined_names["wordform.version.1"] = DefinedName("wordform.version.1", attr_text="Form!$A$1")
    assert "other_version" in {finding.code for finding in read_result(saved(book)).findings}


@pytest.mark.parametrize("part", ["docProps/custom.xml", "docProps/core.xml", "xl/theme/theme1.xml"])
def test_a_damaged_part_that_holds_no_answer_refuses_no_workbook(part: str) -> None:
    data = package({**parts_of(saved(filled())), part: b"<damaged"})
    assert said(data) == said(saved(filled()))


@pytest.mark.integration
@pytest.mark.parametrize("name", ["typed.xlsx", "moved.xlsx", "from_ods.xlsx"])
def test_it_is_filled_in_inside_libreoffice(from_libreoffice: Path, name: str) -> None:
    answers = check_read((from_libreoffice / "workbooks" / name).read_bytes()).submission.answers
    points = sum(factor.points for factor in mapping().factors if factor.id in ticked())
    assert answers["age_score"].value == 5
    assert answers["total_score"].value == points + 5
    assert answers["rag_rating"].value == "high"


def test_something_else_than_a_tick_leaves_the_total_open() -> None:
    book = filled()
    cell_of(book, "sen").value = "perhaps"
    result = read_workbook(saved(book))
    assert result.submission.checklist["sen"].state is FactorState.UNCLEAR
    assert result.submission.answers["total_score"].state is State.BLANK


# -- other forms -------------------------------------------------------------------------------------------------------

NASTY = """
[form]
id = "odd"
version = "1"
title = "=HYPERLINK(\\"x\\")"

[[field]]
id = "r"
kind = "text"
label = "=1+1"
section = "+section"

[[field]]
id = "rc12"
kind = "choice"
label = "Which one? [A/B]"
choice = [{ id = "Early Help", label = "Help, early" }, { id = "é/ü", label = "@none" }]

[[field]]
id = "nrm1"
kind = "choice"
label = "One of these"
choice = [{ id = "a", label = 'say "yes"' }, { id = "b", label = "no" }]

[[field]]
id = "people"
kind = "table"
label = "A very long name of a table: of people / places"
column = [{ id = "name", label = "-Name" }, { id = "role" , label = "Role"}]

[[field]]
id = "places"
kind = "table"
label = "A very long name of a table: of places"
column = [{ id = "place", label = "Place" }, { id = "what", label = "What" }]
"""


CHECKLISTS = """
[form]
id = "gen"
version = "1"
title = "General tool"
[[field]]
id = "person"
kind = "text"
label = "Name"
[[field]]
id = "worker"
kind = "text"
label = "Worker"
sheet = "Second page"
[[field]]
id = "total"
kind = "number"
label = "Total"
[[checklist]]
id = "cols"
section = "Columns"
notes = "Evidence"
group = [{ name = "Behaviour", factors = [
  { id = "missing", label = "Missing episodes" },
  { id = "gifts", label = "Unexplained gifts" },
  { id = "older", label = "Older associates" }] }]
option = [{ id = "no", label = "No", points = 0 },
  { id = "low", label = "Low", points = 1 },
  { id = "high", label = "High", points = 3 }]
[[checklist]]
id = "words"
section = "Words"
answer = "Response"
group = [{ name = "Home", factors = [
  { id = "cold", label = "Cold house", points = 4 },
  { id = "food", label = "No food", points = 2 }] }]
option = [{ id = "yes", label = "Yes", means = "yes" },
  { id = "no", label = "No", means = "no" },
  { id = "unknown", label = "Not known", means = "unknown" }]
[[checklist]]
id = "ladder"
section = "Ladders"
group = [{ name = "Steps", factors = [
  { id = "drugs", label = "Drugs", option = [{ id = "none", label = "No use", points = 0 },
  { id = "some", label = "Some use", points = 2 },
  { id = "much", label = "Daily use", points = 5 }] }] }]
[[checklist]]
id = "rounds"
section = "Rounds"
weight = "Weight"
group = [{ name = "R", factors = [
  { id = "alone", label = "Lives alone", points = 3 },
  { id = "debts", label = "Has debts", points = 1 }] }]
round = [{ id = "initial", column = "First" },
  { id = "review", column = "Second" }]
[[checklist]]
id = "numbers"
section = "Counted columns"
answer = "+2"
weight = "+1"
notes_rows = 1
group = [{ name = "N", factors = [
  { id = "n1", label = "Number one", points = 3 },
  { id = "n2", label = "Number two", points = 1 }] }]
[score]
total_field = "total"
band = [{ level = "low", to = 5, name = "Low" },
  { level = "high", from = 6, name = "High" }]
"""


def loaded(folder: Path, text: str, name: str) -> Mapping:
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return next(each for each in load_catalogue([path]).mappings if each.form.id == name)


@pytest.fixture
def odd(tmp_path: Path) -> Mapping:
    return loaded(tmp_path, NASTY, "odd")


def test_any_mapping_gives_a_workbook_that_reads_back(odd: Mapping) -> None:
    data = blank_workbook(odd)
    place = prepare(odd, read_document(data), "odd.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    for name, text in {"r": "=typed", "rc12.é/ü": TICK, "nrm1": 'say "yes"'}.items():
        cell = cell_of(book, workbook_name(name))
        cell.value, cell.data_type = text, "s"
    book.worksheets[-1]["A3"] = "somewhere"
    answers = read_one(saved(book), name="x.xlsx", layouts=(place,), day=DAY).submission.answers
    assert {name: answer.value for name, answer in answers.items()} == {
        "r": "=typed", "rc12": "é/ü", "nrm1": "a", "people": None, "places": ({"place": "somewhere", "what": ""},),
    }  # fmt: skip


def test_every_kind_of_checklist_reads_back(tmp_path: Path) -> None:
    """Options in columns, in words and as rungs; rounds; columns that are counted, with rows for notes."""
    tool = loaded(tmp_path, CHECKLISTS, "gen")
    data = blank_workbook(tool)
    place = prepare(tool, read_document(data), "gen.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    ticks = ("missing.high", "gifts.no", "drugs.some", "alone.initial", "debts.review", "n1")
    entries = {"person": "Pat", "worker": "Sam", "missing.notes": "seen", "cold": "Yes", "food": "Not known"}
    for name, text in {**entries, **dict.fromkeys(ticks, TICK)}.items():
        cell_of(book, workbook_name(name)).value = text
    cell_of(book, "_n1").offset(row=1, column=-2).value = "noted under it"
    submission = read_one(saved(book), name="x.xlsx", layouts=(place,), day=DAY).submission

    rows = submission.checklist
    assert {name: submission.answers[name].value for name in ("person", "worker")} == {"person": "Pat", "worker": "Sam"}
    assert {name: row.chosen for name, row in rows.items() if row.chosen} == {
        "missing": ("high",), "gifts": ("no",), "cold": ("yes",), "food": ("unknown",), "drugs": ("some",),
    }  # fmt: skip
    assert {name: [each for each, said in row.rounds.items() if said.state is FactorState.YES] for name, row in
            rows.items() if row.rounds} == {"alone": ["initial"], "debts": ["review"]}  # fmt: skip
    assert (rows["missing"].notes, rows["n1"].notes, rows["n1"].state) == ("seen", "noted under it", FactorState.YES)
    assert submission.unread == ()


def test_printed_text_is_no_formula(odd: Mapping) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(odd)))
    assert book.worksheets[0]["A1"].data_type == "s"
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        ("sen", "sen"),
        ("outcome.low", "outcome.low"),
        ("nrm1", "_nrm1"),
        ("r", "_r"),
        ("r1c1", "_r1c1"),
        ("case_status.Early Help", "case_status.Early_x0020_Help"),
        ("a_x0041_b", "a_x005F_x0041_b"),
        ("is.😀", "is._xD83D__xDE00_"),
    ],
)
def test_an_id_as_a_name_and_back(identifier: str, name: str) -> None:
    assert workbook_name(identifier) == name
    assert identifier_of(name) == identifier


def names_read(*definitions: tuple[str, str], merged: str = "", hidden: bool = False) -> dict[str, tuple[str, ...]]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "It's mine"
    sheet["A1"] = "x"
    if merged:
        sheet.merge_cells(merged)
    for name, reference in definitions:
        book.defined_names[name] = DefinedName(name, attr_text=reference.replace("@", "'It''s mine'!"), hidden=hidden)
    (table,) = read_document(saved(book)).tables()
    return {str(cell.location): cell.names for row in table.rows for cell in row.cells if cell.names}


def test_an_empty_cell_has_its_names() -> None:
    assert names_read(("one", "@$D$5"), ("other", "@$D$5")) == {"It's mine!D5": ("one", "other")}


def test_a_name_of_a_merged_range_is_that_of_its_first_cell() -> None:
    found = names_read(("whole", "@$B$2:$C$3"), ("inner", "@$C$3"), merged="B2:C3")
    assert found == {"It's mine!B2": ("whole", "inner")}


@pytest.mark.parametrize("reference", ["#REF!", "@#REF!", "@$A$1:$A$3", "@$A$1,@$A$3", "@$A$1+1", "Other!$A$1", '"x"'])
def test_what_is_no_cell_has_no_name(reference: str) -> None:
    assert names_read(("name", reference)) == {}


def test_hidden_names_are_the_programs_own() -> None:
    assert names_read(("name", "@$A$1"), hidden=True) == {}
