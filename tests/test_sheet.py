"""Questions that are kept in a workbook or CSV beside their mapping."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl.utils import get_column_letter

from pipeline.cli.main import main
from pipeline.errors import InvalidMapping
from pipeline.mapping import load_catalogue
from pipeline.mapping.catalogue import shipped_folder
from pipeline.mapping.sheet.rows import with_row
from tests.documents import document
from tests.formbuilder import CompletedForm
from tests.shapes import table
from tests.sheets import FORM, VISIT, move_into_sheet, workbook
from tests.test_docs import HOME_VISIT, home_visit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openpyxl import Workbook

    from pipeline.mapping import Mapping


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _load(sheet: bytes | None = None, toml: str = FORM, name: str = "visit.xlsx") -> Mapping:
    """Load a mapping with its sheet."""
    Path("visit.toml").write_text(toml.replace("visit.xlsx", name), "utf-8")
    if sheet is not None:
        Path(name).write_bytes(sheet)
    return load_catalogue([Path("visit.toml")]).mappings[0]


def _refused(sheet: bytes | None = None, toml: str = FORM, name: str = "visit.xlsx") -> str:
    """Say why a mapping with its sheet is refused."""
    with pytest.raises(InvalidMapping) as error:
        _load(sheet, toml, name)
    return error.value.what


def _with(value: Any, *, row: int, column: int, sheet: str = "fields") -> bytes:
    """Return the sheet of the visit in which somebody typed something."""
    tables = {name: [list(cells) for cells in rows] for name, rows in VISIT.items()}
    tables[sheet][row - 1][column - 1] = value
    return workbook(tables)


def _changed(change: Callable[[Workbook], object]) -> bytes:
    return workbook(VISIT, change)


def _bare(mapping: Mapping) -> Mapping:
    """Return what a mapping says, without where it is from."""
    return replace(mapping, path=Path(), digest="", in_sheet={}, form=replace(mapping.form, fields=None))


# -- the same as TOML --------------------------------------------------------------------------------------------------


def test_rows_of_a_workbook_are_fields_with_their_choices_and_columns() -> None:
    name, seen, people, total = _load(workbook(VISIT)).fields
    assert (name.label, name.also, name.required) == ("Name of child", ("Child", "Name"), True)
    assert [(choice.id, choice.label, choice.also) for choice in seen.choices] == [
        ("y", "Yes", ("Seen alone", "Seen")), ("n", "No", ()),
    ]  # fmt: skip
    assert [column.id for column in people.columns] == ["who", "role"]
    assert total.kind == "number"


@pytest.mark.parametrize("sheet", ["ours.xlsx", "ours.csv"])
@pytest.mark.parametrize("form", ["ce_assessment", "risk_identification_tool"])
def test_a_shipped_form_in_a_sheet_is_the_same_mapping(form: str, sheet: str) -> None:
    shipped = load_catalogue([shipped_folder()]).find(form)
    file = Path(shutil.copy(shipped.path, f"{form}.toml"))
    move_into_sheet(file, sheet)
    assert "[[field]]" not in file.read_text("utf-8")
    mapping = load_catalogue([file]).mappings[0]
    assert _bare(mapping) == _bare(shipped)
    assert mapping.digest != shipped.digest


def test_a_form_read_by_a_sheet_gives_the_same_files_byte_for_byte() -> None:
    shutil.copytree(shipped_folder(), "toml")
    shutil.copytree(shipped_folder().parent / "templates", "templates")
    shutil.copytree("toml", "sheet")
    move_into_sheet(Path("sheet/ce_assessment.toml"), "ce_assessment.xlsx")
    Path("in").mkdir()
    form = CompletedForm().put("child_name", "Example Child").put("date_completed", "03/03/2026").factor("sen", "5")
    Path("in/a.docx").write_bytes(form.bytes())
    Path("out-sheet").mkdir(mode=0o700)
    for name in ("toml", "sheet"):
        command = ["process", "in", "--mapping", name, "-o", f"out-{name}", "--day", "2026-11-22", "--quiet"]
        assert main(command) == 0
        if name == "toml":  # references hang on the key, which is another in each folder
            shutil.copy("out-toml/ledger.key", "out-sheet")
    written = {path.relative_to("out-toml") for path in Path("out-toml").rglob("*") if path.is_file()}
    same = {path for path in written if path.suffix in {".docx", ".xlsx", ".ics", ".html", ".csv"}}
    assert {"a.docx", "register.xlsx", "reviews.ics", "report.html"} <= {str(path) for path in same}
    assert {
        path for path in same if Path("out-toml", path).read_bytes() != Path("out-sheet", path).read_bytes()
    } == set()


def test_a_changed_sheet_has_a_folder_worked_out_again(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ours/blanks").mkdir(parents=True)
    Path("ours/home_visit.toml").write_text(HOME_VISIT, "utf-8")
    Path("ours/blanks/home_visit.docx").write_bytes(home_visit())
    move_into_sheet(Path("ours/home_visit.toml"), "home_visit.csv")
    Path("in").mkdir()
    Path("in/a.docx").write_bytes(home_visit(name="Example Child", heating="x"))

    def status() -> str:
        assert main(["process", "in", "--mapping", "ours", "--day", "2026-11-22", "-v"]) == 0
        return capsys.readouterr().out.split()[0]

    assert status() in {"assessed", "needs_review"}
    assert status() == "unchanged"
    rows = Path("ours/home_visit.choices.csv")
    rows.write_text(rows.read_text("utf-8").replace("Worries", "Concerns"), "utf-8")
    assert status() != "unchanged"


def test_a_mapping_in_a_sheet_may_extend_another_and_say_a_few_keys() -> None:
    Path("visit.xlsx").write_bytes(workbook(VISIT))
    Path("north.csv").write_text("id;label\nname;Name of pupil\n", "utf-8")
    north = FORM.replace('"visit"', '"north"').replace("visit.xlsx", "north.csv")
    Path("visit.toml").write_text(FORM, "utf-8")
    Path("north.toml").write_text(f'extends = "visit"\n{north}', "utf-8")
    found = load_catalogue([Path("north.toml"), Path("visit.toml")]).find("north")
    assert [field.label for field in found.fields][:2] == ["Name of pupil", "Was the child seen?"]
    assert found.fields[0].required


# -- CSV ---------------------------------------------------------------------------------------------------------------

LINES = "id;kind;label;choice\nname;text;Name – “Müller’s”;\nseen;choice;Seen?;y, Yes, alone | n, No\n"


@pytest.mark.parametrize(
    "data",
    [
        LINES.encode("utf-8"),
        LINES.encode("utf-8-sig"),
        LINES.encode("utf-16"),
        LINES.encode("cp1252"),
        LINES.replace(";", "\t").encode("cp1252"),
        f"sep=;\n{LINES}".encode(),
        LINES.replace("y, Yes, alone | n, No", '"y, Yes, alone\r\nn, No"').replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "with its mark", "utf-16", "windows", "tabs", "named separator", "lines in a cell"],
)
def test_a_csv_is_read_as_programs_write_it(data: bytes) -> None:
    name, seen = _load(data, name="visit.csv").fields
    assert name.label == "Name – “Müller’s”"
    assert [(choice.id, choice.label) for choice in seen.choices] == [("y", "Yes, alone"), ("n", "No")]


@pytest.mark.parametrize("encoding", ["mac-roman", "cp850"])
def test_a_csv_in_an_encoding_that_cannot_be_told_is_refused(encoding: str) -> None:
    data = "id;kind;label\nname;text;Wöhnung für Käthe\n".encode(encoding)
    assert _refused(data, name="visit.csv") == "visit.csv: can't be told in which encoding it is. " + (
        "Save it in Excel as 'CSV UTF-8', or in LibreOffice with the character set UTF-8."
    )


def test_choices_of_a_csv_may_be_in_a_file_of_their_own() -> None:
    Path("visit.choices.csv").write_text("of,id,label\nseen,y,Yes\n", "utf-8")
    (field,) = _load(b"id,kind,label\nseen,choice,Seen?\n", name="visit.csv").fields
    assert [choice.id for choice in field.choices] == ["y"]


def test_a_part_of_a_csv_that_is_misspelt_is_named() -> None:
    Path("visit.choises.csv").write_text("of,id,label\nseen,y,Yes\n", "utf-8")
    assert _refused(b"id,kind,label\nname,text,Name\n", name="visit.csv").startswith(
        "visit.choises.csv: is not a part of visit.csv; did you mean 'choices'?"
    )


def test_a_csv_without_names_or_with_open_quotation_marks_is_refused() -> None:
    assert _refused(b"name,text,Name\n", name="visit.csv").startswith("visit.csv, row 1: names no columns; they are id")
    assert _refused(b'id,kind,label\na,text,"A\n', name="visit.csv").startswith("visit.csv, row 2: its quotation marks")


# -- what is wrong, with its place -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (_with("lable", row=1, column=3), "sheet fields, row 1: there is no column 'lable'; allowed are id, kind,"),
        (_with("kind", row=1, column=5), "sheet fields, row 1: the column 'kind' is there twice"),
        (_with(None, row=1, column=1), "sheet fields, row 1: the column 'id' is missing"),
        (_with(None, row=1, column=4), "sheet fields, row 2, column D: has no name in row 1"),
        (_with("dates", row=3, column=2), "row 3, column kind: is 'dates'; allowed are choice, date"),
        (_with("dates", row=3, column=2), "; did you mean 'date'?"),
        (_with(None, row=3, column=1), "sheet fields, row 3, column id: is missing"),
        (_with(None, row=3, column=2), "sheet fields, row 3, column kind: is missing"),
        (_with("Name", row=2, column=1), "sheet fields, row 2, column id: is 'Name'"),
        (_with("name", row=3, column=1), "sheet fields, row 3, column id: 'name' is in row 2 already"),
        (_with("maybe", row=2, column=5), "sheet fields, row 2, column required: is 'maybe'; allowed are yes and no"),
        (_with("text", row=3, column=2), "sheet fields, row 3: 'choice' goes with kind 'choice', not 'text'"),
        (_with("sen", row=2, column=1, sheet="choices"), "choices, row 2, column of: there is no id 'sen'; did you"),
        (_with(None, row=2, column=3, sheet="choices"), "sheet choices, row 2, column label: is missing"),
        (_with("y", row=3, column=2, sheet="choices"), "sheet choices, row 3, column id: 'y' is in row 2 already"),
        (_with("name", row=2, column=1, sheet="columns"), "sheet fields, row 2: 'column' goes with kind 'table'"),
        (_with("=A1", row=2, column=3), "sheet fields, row 2, column label: is a formula; copy the cell"),
        (_with("#REF!", row=2, column=3), "sheet fields, row 2, column label: shows the error #REF!"),
        (_with(True, row=2, column=3), "row 2, column label: Excel made a truth value of it (True); format the cell"),
        (_with(3.5, row=2, column=3), "row 2, column label: holds the number 3.5, and Excel may have dropped a zero"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_sheet_row_and_column(sheet: bytes, said: str) -> None:
    assert any(line.startswith("visit.xlsx, ") and said in line for line in _refused(sheet).splitlines())


def test_all_mistakes_are_named_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    tables = {**VISIT, "fields": [["id", "kind", "label"], ["a", "txt", "A"], ["b", "text", "=1+1"]]}
    Path("visit.xlsx").write_bytes(workbook(tables))
    Path("visit.toml").write_text(FORM, "utf-8")
    assert main(["check", "visit.toml"]) == 4
    said = capsys.readouterr().err
    assert "row 2, column kind" in said
    assert "row 3, column label" in said


def test_a_question_that_names_one_that_is_not_there_is_named_by_its_row() -> None:
    rows = [["id", "kind", "label", "same_as"], ["a", "text", "A", "bb"], ["b", "text", "B", None]]
    assert _refused(workbook({"fields": rows})) == (
        "visit.xlsx, sheet fields, row 2, column same_as: there is no field 'bb'; did you mean 'b'?"
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(1, "1"), (2026, "2026"), (" Name ", " Name "), ("TRUE", "TRUE"), ("=A1 as text", "=A1 as text")],
)
def test_what_excel_turned_is_read_as_it_was_meant(typed: object, kept: str) -> None:
    def type_it(book: Workbook) -> None:
        cell = book["fields"]["C2"]
        cell.value = typed
        cell.data_type = "s" if isinstance(typed, str) else cell.data_type

    assert _load(_changed(type_it)).fields[0].label == kept


def test_spaces_around_a_label_are_as_in_toml_and_none_are_around_an_id() -> None:
    assert _load(_with(" name ", row=2, column=1)).fields[0].id == "name"
    assert _load(_with("y ", row=2, column=2, sheet="choices")).fields[1].choices[0].id == "y"


@pytest.mark.parametrize("said", [True, "TRUE", "Yes", 1, "x", "WAHR"])
def test_yes_is_read_however_excel_says_it(said: object) -> None:
    assert _load(_with(said, row=2, column=5)).fields[0].required


def test_a_number_that_is_shown_otherwise_than_it_is_kept_is_refused() -> None:
    def with_zeros(book: Workbook) -> None:
        book["fields"]["C2"].value = 7
        book["fields"]["C2"].number_format = "000"

    assert "column label: holds the number 7, and Excel may have dropped a zero" in _refused(_changed(with_zeros))


def _hide_row(book: Workbook) -> None:
    book["fields"].row_dimensions[3].hidden = True


def _hide_column(book: Workbook) -> None:
    book["fields"].column_dimensions["D"].hidden = True


def _hide_sheet(book: Workbook) -> None:
    book["choices"].sheet_state = "hidden"


def _merge(book: Workbook) -> None:
    book["fields"].merge_cells("C4:D4")


def _date(book: Workbook) -> None:
    book["fields"]["C2"].value = dt.date(2026, 4, 3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_hide_row, "sheet fields, row 3: is hidden; clear the filter and show it, or delete it"),
        (_hide_column, "sheet fields, column D: is hidden; show it, or delete it"),
        (_hide_sheet, "sheet choices: the sheet is hidden; show it, or give it another name"),
        (_merge, "sheet fields, row 4: cells C4:D4 are merged; take the merge away and fill in each of them"),
        (_date, "row 2, column label: Excel made a date or time of it; format the cell as Text and type it again"),
        (lambda book: setattr(book["choices"], "title", "choises"), "sheet choises: is called like none that is read"),
        (lambda book: setattr(book["fields"], "title", "questions"), "visit.xlsx: has no sheet 'fields'."),
    ],
)
def test_what_nobody_would_see_is_refused(change: Callable[[Workbook], object], said: str) -> None:
    assert said in _refused(_changed(change))


def test_sheets_and_cells_of_ones_own_are_left_alone() -> None:
    def add(book: Workbook) -> None:
        book.create_sheet("To do").append(["ask the manager"])
        book["fields"][f"{get_column_letter(40)}9000"].number_format = "@"

    assert len(_load(_changed(add)).fields) == 4


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"no workbook", "visit.xlsx", "visit.xlsx: can't be opened as an Excel workbook."),
        (b"\xd0\xcf\x11\xe0" * 100, "visit.xlsx", "visit.xlsx: can't be opened as an Excel workbook."),
        (document("a document"), "visit.xlsx", "visit.xlsx: can't be opened as an Excel workbook."),
        (
            b"x",
            "visit.ods",
            "visit.toml: form.fields: 'visit.ods' is neither a workbook nor a CSV. Save it as .xlsx or .csv.",
        ),
        (None, "visit.xlsx", "visit.toml: the sheet 'visit.xlsx' can't be read"),
        (None, "../visit.xlsx", "visit.toml: form.fields: is '../visit.xlsx', and has to be the name of a file beside"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_named(data: bytes | None, name: str, said: str) -> None:
    assert _refused(data, name=name).startswith(said)


def test_a_workbook_that_came_damaged_is_named() -> None:
    whole = workbook(VISIT)
    for cut in (100, len(whole) // 2, len(whole) - 10):
        assert _refused(whole[:cut]).startswith("visit.xlsx: can't be opened as an Excel workbook.")
    packed = whole.index(b"xl/worksheets/sheet1.xml") + 60  # in what is compressed
    spoilt = whole[:packed] + bytes(40) + whole[packed + 40 :]
    assert _refused(spoilt).startswith("visit.xlsx: can't be opened as an Excel workbook.")


def test_what_excel_adds_to_a_workbook_is_passed_over_in_silence(recwarn: pytest.WarningsRecorder) -> None:
    def with_an_unknown_extension(name: str, data: bytes) -> bytes:
        extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"></ext></extLst></worksheet>'
        return data.replace(b"</worksheet>", extension) if name.startswith("xl/worksheets/") else data

    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(VISIT))) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            after.writestr(name, with_an_unknown_extension(name, before.read(name)))
    assert len(_load(stream.getvalue()).fields) == 4
    assert list(recwarn) == []


# -- one place for all questions ---------------------------------------------------------------------------------------

QUESTION = '[[field]]\nid = "name"\nkind = "text"\nlabel = "Name"\n'


def test_questions_in_the_sheet_and_in_the_mapping_are_refused() -> None:
    said = _refused(workbook(VISIT), toml=FORM + QUESTION)
    assert said.startswith("visit.toml: has [[field]] entries, and form.fields names the sheet 'visit.xlsx'.")


@pytest.mark.parametrize("rest", [QUESTION, ""])
def test_a_sheet_of_the_mappings_name_that_it_does_not_name_is_refused(
    rest: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("visit.xlsx").write_bytes(workbook(VISIT))
    Path("visit.toml").write_text(FORM.replace('fields = "visit.xlsx"\n', rest), "utf-8")
    assert main(["check", "visit.toml"]) == 4
    assert "visit.xlsx beside it holds questions, and form.fields doesn't name it." in capsys.readouterr().err


def test_a_workbook_of_the_mappings_name_that_is_no_sheet_is_left_alone() -> None:
    Path("visit.xlsx").write_bytes(workbook({"Sheet1": [["Name", ""]]}))
    Path("visit.csv").write_text("Name;Date\n", "utf-8")
    Path("visit.toml").write_text(FORM.replace('fields = "visit.xlsx"\n', QUESTION), "utf-8")
    assert len(load_catalogue([Path("visit.toml")]).mappings) == 1


def test_sheet_and_toml_of_one_form_beside_each_other_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ours").mkdir()
    Path("ours/visit.xlsx").write_bytes(workbook(VISIT))
    Path("ours/visit.toml").write_text(FORM, "utf-8")
    Path("ours/old.toml").write_text(FORM.replace('fields = "visit.xlsx"\n', QUESTION), "utf-8")
    assert main(["check", "ours"]) == 4
    assert "visit.toml: is of the form 'visit', as is old.toml beside it; one has its questions in a sheet." in (
        capsys.readouterr().err
    )


def _rows(group: str, *ids: str, checklist: Sequence[str] = ()) -> list[list[str]]:
    return [[*checklist, group, name, f"Row {name}", "5"] for name in ids]


def test_rows_of_a_checklist_are_in_the_sheet_too() -> None:
    rows = [["group", "id", "label", "points"], *_rows("Home", "a", "b"), *_rows("School", "c")]
    toml = f'{FORM}[checklist]\nanswer = "Score"\n[[checklist.group]]\nname = "School"\ntotal_field = "total"\n'
    mapping = _load(workbook({**VISIT, "factors": rows}), toml=toml)
    assert [(group.name, [row.id for row in group.factors]) for group in mapping.groups] == [
        ("School", ["c"]), ("Home", ["a", "b"]),
    ]  # fmt: skip
    rows[1][3] = "five"
    assert "sheet factors, row 2, column points: is 'five'; a whole number is needed" in _refused(
        workbook({**VISIT, "factors": rows}), toml=toml
    )
    rows[1][3] = "-5"
    assert _refused(workbook({**VISIT, "factors": rows}), toml=toml).startswith(
        "visit.xlsx, sheet factors, row 2, column points: is -5;"
    )


def test_rows_of_several_checklists_say_which_they_are_of() -> None:
    rows = [["checklist", "group", "id", "label", "points"], *_rows("Home", "a", checklist=["push"])]
    lists = '[[checklist]]\nid = "push"\nanswer = "Score"\n[[checklist]]\nid = "pull"\nanswer = "Score"\n'
    mapping = _load(workbook({**VISIT, "factors": rows}), toml=FORM + lists)
    assert [[row.id for row in checklist.factors] for checklist in mapping.checklists] == [["a"], []]
    rows[1][0] = "pul"
    assert "row 2, column checklist: there is no checklist 'pul'; did you mean 'pull'?" in _refused(
        workbook({**VISIT, "factors": rows}), toml=FORM + lists
    )
    assert "sheet factors, row 2, column checklist: there is no checklist 'pul'" in _refused(
        workbook({**VISIT, "factors": rows})
    )


def test_rows_of_a_checklist_in_two_places_are_refused() -> None:
    rows = [["group", "id", "label", "points"], *_rows("Home", "a")]
    toml = (
        f'{FORM}[checklist]\nanswer = "Score"\ngroup = [{{ name = "Home", factors = [{{ id = "z", label = "Z" }}] }}]\n'
    )
    assert "visit.toml has rows of this checklist itself; have all in one place" in _refused(
        workbook({**VISIT, "factors": rows}), toml=toml
    )


# -- written by a draft ------------------------------------------------------------------------------------------------


def _draft(*options: str, output: str = "ours/visit.toml") -> int:
    Path("Home visit check.docx").write_bytes(home_visit())
    return main(["draft", "Home visit check.docx", "-o", output, *options])


@pytest.mark.parametrize(("option", "files"), [("--sheet", {"xlsx"}), ("--csv", {"csv"})])
def test_a_draft_with_a_sheet_is_the_draft_without(
    option: str, files: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _draft(option) == 0
    said = capsys.readouterr()
    assert "its questions, one in each row" in said.out
    assert "search for 'LOOK:' in the column note and in visit.toml" in said.err
    assert {path.suffix[1:] for path in Path("ours").glob("visit.*")} == {"toml", *files}
    assert _draft(output="plain/visit.toml") == 0
    assert main(["check", "ours/visit.toml"]) == 0
    ours, plain = (load_catalogue([Path(folder)]).mappings[0] for folder in ("ours", "plain"))
    assert _bare(ours) == _bare(plain)


def test_a_workbook_of_a_draft_helps_who_edits_it() -> None:
    assert _draft("--sheet") == 0
    book = openpyxl.load_workbook("ours/visit.xlsx")
    assert book.sheetnames == ["fields", "choices", "columns", "factors"]
    fields = book["fields"]
    head = {cell.value: cell for cell in fields[1]}
    assert fields.freeze_panes == "C2"
    assert head["kind"].comment is not None
    assert "What kind of answer" in head["kind"].comment.text
    lists = {str(each.sqref)[0]: each.formula1 for each in fields.data_validations.dataValidation}
    assert lists[head["kind"].column_letter] == '"text,date,number,choice,tick,narrative,table"'
    assert fields["C2"].number_format == "@"
    assert any(str(row[-1].value).startswith("LOOK: ") for row in fields.iter_rows(min_row=2))


def test_the_same_blank_gives_the_same_workbook_byte_for_byte() -> None:
    assert _draft("--sheet") == _draft("--sheet", output="again/visit.toml") == 0
    assert Path("ours/visit.xlsx").read_bytes() == Path("again/visit.xlsx").read_bytes()


def test_a_new_draft_keeps_the_sheet_of_the_one_before(capsys: pytest.CaptureFixture[str]) -> None:
    assert _draft("--csv") == 0
    assert _draft("--sheet") == 0
    assert _draft() == 0
    assert "visit.kept-1.xlsx: what had that name before" in capsys.readouterr().out
    assert {path.name for path in Path("ours").glob("visit.*") if "kept" not in path.name} == {"visit.toml"}
    assert main(["check", "ours"]) == 0


def test_a_draft_never_takes_the_place_of_a_workbook_that_is_no_sheet(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ours").mkdir()
    Path("ours/visit.xlsx").write_bytes(workbook({"Sheet1": [["Name", ""]]}))
    before = Path("ours/visit.xlsx").read_bytes()
    assert _draft("--sheet") == 2
    assert "is there already, and is not a sheet of questions" in capsys.readouterr().err
    assert Path("ours/visit.xlsx").read_bytes() == before
    assert not Path("ours/visit.toml").exists()


def test_libreoffice_opens_the_sheet_and_saves_it_as_the_same_mapping(soffice: str) -> None:
    assert _draft("--sheet") == 0
    before = load_catalogue([Path("ours")]).mappings[0]
    profile = f"-env:UserInstallation={Path('profile').absolute().as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", "saved", "ours/visit.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shutil.copy("saved/visit.xlsx", "ours/visit.xlsx")
    after = load_catalogue([Path("ours")]).mappings[0]
    assert _bare(after) == _bare(before)
    assert after.digest != before.digest


# -- a mapping that is there already -----------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--sheet", "--csv"])
def test_questions_of_a_mapping_move_into_a_sheet_and_back(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = Path(shutil.copy(shipped_folder() / "ce_assessment.toml", "ce.toml"))
    before = load_catalogue([file]).mappings[0]
    assert main(["draft", "ce.toml", option]) == 0
    assert "ce.kept-1.toml: what had that name before" in capsys.readouterr().out
    text = file.read_text("utf-8")
    assert ("[[field]]" not in text, "[[rule]]" in text, "# Local policy" in text) == (True, True, True)
    assert _bare(load_catalogue([file]).mappings[0]) == _bare(before)
    assert main(["draft", "ce.toml", "--quiet"]) == 0
    assert {path.suffix for path in Path().glob("ce.*") if "kept" not in path.name} == {".toml"}
    assert load_catalogue([file]).mappings[0].fields == before.fields


PLAIN = FORM.replace('fields = "visit.xlsx"\n', QUESTION)


def test_comments_on_a_question_go_with_it_as_notes() -> None:
    Path("visit.toml").write_text(
        FORM.replace('fields = "visit.xlsx"\n', f'{QUESTION}# Why?\nat = "right"  # not below\n')
    )
    assert main(["draft", "visit.toml", "--sheet", "--quiet"]) == 0
    row = list(openpyxl.load_workbook("visit.xlsx")["fields"].values)[1]
    assert row[-1] == "Why?\nnot below"


CHECKLIST = """
# What the team scores
[checklist]
answer = "Score"  # typed
# Bought in 2024
[[checklist.group]]
name = "House"
factors = [
  # the most frequent one
  { id = "cold", label = "No heating # at all", points = 5 },  # up to 5
]
"""


def test_comments_in_a_checklist_stay_or_go_to_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    Path("visit.toml").write_text(PLAIN + CHECKLIST)
    before = load_catalogue([Path("visit.toml")]).mappings[0]
    assert main(["draft", "visit.toml", "--sheet"]) == 0
    assert "among what was moved; now at the end of visit.toml." in capsys.readouterr().out
    text = Path("visit.toml").read_text("utf-8")
    for comment in ("What the team scores", "# typed", "Bought", "most frequent", "up to 5"):
        assert text.count(comment) == 1
    assert "at all" not in text
    assert 'answer = "Score"  # typed' in text
    assert _bare(load_catalogue([Path("visit.toml")]).mappings[0]) == _bare(before)
    assert main(["draft", "visit.toml", "--quiet"]) == 0
    assert _bare(load_catalogue([Path("visit.toml")]).mappings[0]) == _bare(before)
    assert "most frequent" in Path("visit.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (FORM, ["--sheet"], "has its questions in a sheet already. Leave out --sheet."),
        (
            FORM.replace('fields = "visit.xlsx"\n', QUESTION),
            [],
            "has its questions in its own text already. Add --sheet.",
        ),
        (f'extends = "other"\n{FORM}', ["--sheet"], "only says what is different from 'other', and a sheet holds"),
        (FORM, ["-o", "x.toml"], "A mapping is rewritten in its place. Leave out -o."),
    ],
)
def test_what_cannot_be_moved_is_said(
    text: str, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("visit.toml").write_text(text, "utf-8")
    assert main(["draft", "visit.toml", *options]) == 2
    assert said in capsys.readouterr().err
    assert Path("visit.toml").read_text("utf-8") == text


# -- what a blank doesn't print ----------------------------------------------------------------------------------------


def test_wording_that_the_blank_does_not_print_is_named_by_its_row(capsys: pytest.CaptureFixture[str]) -> None:
    form = FORM + 'blanks = ["visit.docx"]\n'
    Path("blanks").mkdir()
    Path("blanks/visit.docx").write_bytes(
        document(table([["Pupil", ""], ["Was the child seen?", "Yes   No"], ["Sum", ""]]))
    )
    fields = [*VISIT["fields"][:3], VISIT["fields"][4]]
    _load(workbook({"fields": fields, "choices": VISIT["choices"]}), form)
    assert main(["check", "visit.toml"]) == 4
    said = capsys.readouterr().err
    assert "'Name of child' is not printed there (visit.xlsx, sheet fields, row 2, column label)" in said
    assert "field 'total': its label 'Total' is not printed there" in said
    assert "(visit.xlsx, sheet fields, row 4, column label)" in said


def test_a_row_of_a_checklist_is_named_by_its_row_too() -> None:
    place = "visit.xlsx, sheet factors, row 3"
    mapping = replace(load_catalogue([_shipped()]).mappings[0], in_sheet={"factors[cold]": place})
    line = "visit.toml: with the blank visit.docx: factor 'cold': counts 6 points, but the blank prints 5"
    assert with_row(mapping, line) == f"{line} ({place}, column points)"
    assert with_row(mapping, "visit.toml: factors[heat]: no blank prints 'Heat'").endswith("'Heat'")
    assert with_row(mapping, "factors[cold]: no blank prints 'Cold'").endswith(f"({place}, column label)")


def _shipped() -> Path:
    return shipped_folder() / "ce_assessment.toml"
