"""Places that a mapping calls by their name in the file (G44): controls, form fields, bookmarks and named cells."""

from __future__ import annotations

import copy
import datetime as dt
import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cli.main import main
from pipeline.document import Bookmark
from pipeline.draft.draft import draft
from pipeline.draft.write_toml import toml
from pipeline.errors import InvalidMapping, RefusedForm
from pipeline.forms.check import check_all
from pipeline.forms.generated_blanks import made_blank_problems
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import load_catalogue
from pipeline.process.form import read_one
from pipeline.readers import read_document
from pipeline.submission import State
from tests.documents import document, package, parts_of
from tests.generality import DAY, FORM, Tool, codes, unread, values
from tests.shapes import Element, control, legacy_box, legacy_list, legacy_text, paragraph, run, table, tick, w
from tests.workbookbuilder import Sheet, text, workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.shapes import Inline

TITLE = "Report on a home visit, to be sent to the manager"
PROMPT = "Click or tap here to enter text."
FIELD = '[[field]]\nid = "{}"\nkind = "{}"\nlabel = "{}"\nnamed = "{}"\n'
CHILD = FIELD.format("name", "text", "Name of child", "ChildName")
BORN = FIELD.format("born", "date", "Date of birth", "txtDOB")
BOTH = {"name": "Alex Example", "born": dt.date(2014, 2, 3)}


def bookmark(name: str, *content: Inline) -> list[Inline]:
    """Make a bookmark round some content."""
    number = str(len(name))
    return [w("bookmarkStart", id=number, name=name), *content, w("bookmarkEnd", id=number)]


def filled(*blocks: str | Element | list[list[object]]) -> bytes:
    """Make a document of the form's title and some blocks."""
    made = [table(block) if isinstance(block, list) else block for block in copy.deepcopy(blocks)]  # type: ignore[arg-type]
    return document(TITLE, *made)


def tool_of(folder: Path, mapping: str, *blocks: str | Element | list[list[object]]) -> Tool:
    """Make a form of its title and some blocks."""
    return Tool(folder, mapping, TITLE, *copy.deepcopy(blocks))  # type: ignore[arg-type]


def cells(first: Sequence[Inline], second: Sequence[Inline]) -> list[list[object]]:
    """Make a table of two rows that print no label."""
    return [["First child", [paragraph(*first)]], ["Second child", [paragraph(*second)]]]


def shown(how: str, name: str, said: str = "") -> list[Inline]:
    """Return a place with a name as one of several programs makes it, filled in or not."""
    if how == "tag":
        return [control(said or PROMPT, tag=name, placeholder=not said)]
    if how == "title":
        return [control(said or PROMPT, tag="x1", alias=name, placeholder=not said)]
    if how == "form field":
        return [*bookmark(name, *legacy_text(said or "     ", name=name))]
    return bookmark(name, run(said)) if said else bookmark(name)


HOW = ("tag", "title", "form field", "bookmark")


class TestInWord:
    @pytest.mark.parametrize("how", HOW)
    def test_it_is_read_by_its_name_and_without_it_in_its_box(self, tmp_path: Path, how: str) -> None:
        tool = tool_of(tmp_path, CHILD + BORN, cells(shown(how, "ChildName"), shown(how, "txtDOB")))
        assert codes(tool.read_bytes(tool.form())) == {"nothing_filled_in"}
        named = cells(shown(how, "ChildName", "Alex Example"), shown(how, "txtDOB", "03/02/2014"))
        plain = cells(["Alex Example"], ["03/02/2014"])
        for rows in (named, plain):
            result = tool.read_bytes(filled(rows))
            assert (values(result), unread(result), codes(result)) == (BOTH, [], set())

    @pytest.mark.parametrize("how", HOW)
    def test_it_may_be_within_a_sentence(self, tmp_path: Path, how: str) -> None:
        def line(name: Sequence[Inline], born: Sequence[Inline]) -> Element:
            return paragraph("I saw ", *name, ", who was born on ", *born, ", at home.")

        tool = tool_of(tmp_path, CHILD + BORN, line(shown(how, "ChildName"), shown(how, "txtDOB")))
        assert codes(tool.read_bytes(tool.form())) == {"nothing_filled_in"}
        named = line(shown(how, "ChildName", "Alex Example"), shown(how, "txtDOB", "3 February 2014"))
        for each in (named, line(["Alex Example"], ["3 February 2014"])):
            result = tool.read_bytes(filled(each))
            assert (values(result), unread(result)) == (BOTH, [])

    @pytest.mark.parametrize("how", HOW)
    def test_it_may_have_a_paragraph_of_its_own(self, tmp_path: Path, how: str) -> None:
        views = FIELD.format("views", "narrative", "Views", "Views")
        tool = tool_of(tmp_path, views, "What the child says", paragraph(*shown(how, "Views")), "What I think")
        form = filled(
            "What the child says", paragraph(*shown(how, "Views", "I like it.")), "It is quiet.", "What I think"
        )
        assert values(tool.read_bytes(form)) == {"views": "I like it.\nIt is quiet."}

    def test_a_control_that_was_moved_keeps_its_answer(self, tmp_path: Path) -> None:
        tool = tool_of(tmp_path, CHILD + BORN, cells(shown("tag", "ChildName"), shown("tag", "txtDOB")), "Seen by me.")
        name, left = paragraph(*shown("tag", "ChildName", "Alex Example")), [["Second child", "03/02/2014"]]
        assert values(tool.read_bytes(filled(name, "Seen by me.", left))) == BOTH  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "rows", [[["Another matter", "Sam"], ["9", "01/02/2013"]], [["Second child", "03/02/2014"]]], ids=["all", "one"]
    )
    def test_without_control_and_certain_place_it_is_not_found(self, tmp_path: Path, rows: list[list[object]]) -> None:
        tool = tool_of(tmp_path, CHILD + BORN, cells(shown("tag", "ChildName"), shown("tag", "txtDOB")))
        result = tool.read_bytes(filled(rows))
        assert result.submission.answers["name"].state is State.NOT_FOUND
        assert values(result).get("born") in (None, BOTH["born"])

    def test_neighbours_without_print_between_them_need_their_controls(self, tmp_path: Path) -> None:
        def line(name: Sequence[Inline], born: Sequence[Inline]) -> Element:
            return paragraph("Child: ", *name, " ", *born)

        tool = tool_of(tmp_path, CHILD + BORN, line(shown("tag", "ChildName"), shown("tag", "txtDOB")))
        named = line(shown("tag", "ChildName", "Alex Example"), shown("tag", "txtDOB", "03/02/2014"))
        assert values(tool.read_bytes(filled(named))) == BOTH
        lost = tool.read_bytes(filled("Child: Alex Example 03/02/2014"))
        assert (values(lost), unread(lost)) == ({}, ["Alex Example 03/02/2014"])

    def test_ticks_lists_and_numbers_have_names_too(self, tmp_path: Path) -> None:
        ticks = ("agreed", "tick", "Agreed", "Check1"), ("photos", "tick", "Photos", "Photos")
        mapping = "".join(FIELD.format(*each) for each in (*ticks, ("status", "choice", "Status", "ddStatus")))
        mapping += 'choice = [{ id = "CIN", label = "CIN" }, { id = "CP", label = "CP" }]\n'

        def form(agreed: str | None, chosen: int | None, *, photos: bool) -> list[str | Element | list[list[object]]]:
            first, second = legacy_box(agreed, name="Check1"), tick(photos, tag="Photos")
            status = legacy_list(["Select…", "CIN", "CP"], chosen, name="ddStatus")
            return [paragraph(*first, " That is so   ", second, " And that"), [["Plan", [paragraph(*status)]]]]

        tool = tool_of(tmp_path, mapping, *form(None, None, photos=False))
        assert values(tool.read_bytes(filled(*form("1", 2, photos=False)))) == {"agreed": True, "status": "CP"}
        assert values(tool.read_bytes(filled(*form(None, 1, photos=True)))) == {"photos": True, "status": "CIN"}

    def test_a_result_is_written_there(self, tmp_path: Path) -> None:
        mapping = FIELD.format("level", "text", "Level", "Outcome") + CHILD
        mapping += '[[write]]\nfield = "level"\nvalue = "\'seen\'"\n'
        for how in HOW:
            rows = cells(shown(how, "ChildName"), shown(how, "Outcome"))
            tool = tool_of(tmp_path, mapping, rows)
            tool.blocks = (TITLE, cells(shown(how, "ChildName", "Alex Example"), shown(how, "Outcome")))
            _, again = tool.process()
            assert values(again) == {"name": "Alex Example", "level": "seen"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    how=st.sampled_from(HOW),
    kept=st.tuples(st.booleans(), st.booleans()),
    said=st.tuples(st.sampled_from(["", "Alex Example"]), st.sampled_from(["", "03/02/2014"])),
    more=st.lists(st.sampled_from(["Seen twice", "Dog in the house"]), max_size=2, unique=True),
    swapped=st.booleans(),
)
def test_forms_that_lost_some_names_never_read_as_another_answer(
    named_tools: dict[str, Tool],
    how: str,
    kept: tuple[bool, bool],
    said: tuple[str, str],
    more: list[str],
    swapped: bool,
) -> None:
    places = [
        shown(how, name, written) if is_kept else [written]
        for name, written, is_kept in zip(("ChildName", "txtDOB"), said, kept, strict=True)
    ]
    rows = cells(places[0], places[1]) + [[f"Added {number}", words] for number, words in enumerate(more)]
    rows = [rows[1], rows[0], *rows[2:]] if swapped else rows
    result = named_tools[how].read_bytes(filled(rows))
    for name, written in zip(BOTH, said, strict=True):
        answer = result.submission.answers[name]
        assert answer.value in ((None, BOTH[name]) if written else (None,))
        if answer.value is None and written:
            assert answer.state in (State.UNCLEAR, State.NOT_FOUND) or any(written in each for each in unread(result))


@pytest.fixture(scope="module")
def named_tools(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tool]:
    """Return a form for each way in which places have names."""
    return {
        how: tool_of(
            tmp_path_factory.mktemp("tool"), CHILD + BORN, cells(shown(how, "ChildName"), shown(how, "txtDOB"))
        )
        for how in HOW
    }


# -- workbooks ---------------------------------------------------------------------------------------------------------

NAMES = {"ChildName": "Sheet1!$B$3", "txtDOB": "Sheet1!$B$4"}


def book(names: dict[str, str], **contents: object) -> bytes:
    """Make a workbook with names for some of its cells."""
    asked = {"A1": text(TITLE), "A3": text("a)"), "A4": text("b)"), **contents}
    parts = parts_of(workbook(Sheet(cells=asked)))
    defined = "".join(f'<definedName name="{name}">{cell}</definedName>' for name, cell in names.items())
    whole = parts["xl/workbook.xml"].replace(b"</sheets>", f"</sheets><definedNames>{defined}</definedNames>".encode())
    return package({**parts, "xl/workbook.xml": whole})


@pytest.mark.parametrize(
    "form",
    [
        book(NAMES, B3=text("Alex Example"), B4=text("03/02/2014")),
        book({}, B3=text("Alex Example"), B4=text("03/02/2014")),
        book({**NAMES, "ChildName": "Sheet1!$B$9"}, A9=text("a)"), B9=text("Alex Example"), B4=text("03/02/2014")),
    ],
    ids=["named", "names lost", "moved"],
)
def test_a_cell_of_a_workbook_by_its_name(tmp_path: Path, form: bytes) -> None:
    (tmp_path / "blanks").mkdir()
    (tmp_path / "blanks" / "tool.xlsx").write_bytes(book(NAMES))
    (tmp_path / "tool.toml").write_text(FORM.replace("docx", "xlsx") + CHILD + BORN, "utf-8")
    layouts = prepare_layouts(load_catalogue([tmp_path])).forms
    assert values(read_one(form, name="form.xlsx", layouts=layouts, day=DAY)) == BOTH


# -- mistakes, and what is not to be told by a name --------------------------------------------------------------------


class TestMistakes:
    def test_a_name_that_the_blank_does_not_have(self, tmp_path: Path) -> None:
        tool = tool_of(tmp_path, CHILD, cells(shown("tag", "ChildsName"), ["x"]))
        with pytest.raises(InvalidMapping, match=r"of the name 'ChildName'; did you mean 'ChildsName'\?"):
            tool.layouts.lay_out()

    def test_a_name_that_it_has_twice(self, tmp_path: Path) -> None:
        tool = tool_of(tmp_path, CHILD, cells(shown("tag", "ChildName"), shown("title", "ChildName")))
        with pytest.raises(InvalidMapping, match=r"'ChildName' names several places \(table 1, row 1, column 2, table"):
            tool.layouts.lay_out()

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ('at = "right"\n', "'named' says where the answer is"),
            ('after = "Visit"\n', "'named' says where the answer is"),
            (CHILD.replace('"name"', '"other"', 1), "named 'ChildName' is used twice"),
            (
                FIELD.format("other", "text", "Other", "name"),
                r"field\[other\].named: 'name' is the id of another field",
            ),
        ],
    )
    def test_what_does_not_go_together(self, tmp_path: Path, more: str, said: str) -> None:
        (tmp_path / "tool.toml").write_text(FORM + CHILD + more, "utf-8")
        with pytest.raises(InvalidMapping, match=said):
            load_catalogue([tmp_path])

    def test_an_optional_one_may_be_missing(self, tmp_path: Path) -> None:
        tool = tool_of(tmp_path, CHILD + "optional = true\n" + BORN, cells(["Sam"], shown("tag", "txtDOB")))
        assert tool.read_bytes(tool.form()).submission.answers["name"].state is State.BLANK


def test_a_form_is_not_known_by_the_names_of_its_controls(tmp_path: Path) -> None:
    tool = tool_of(tmp_path, CHILD + BORN, cells(shown("tag", "ChildName"), shown("tag", "txtDOB")))
    other = document("Minutes of the meeting of the parish council", paragraph(*shown("tag", "ChildName", "Sam")))
    with pytest.raises(RefusedForm, match="not one of the known forms"):
        tool.read_bytes(other)


def test_check_says_where_they_are_and_tries_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tool = tool_of(tmp_path, CHILD + BORN, cells(shown("title", "ChildName"), shown("bookmark", "txtDOB")))
    checked = check_all([tool.folder])
    assert (checked.problems, checked.doubts, checked.unused) == ((), (), ())
    assert main(["check", str(tmp_path / "tool.toml"), "--verbose"]) == 0
    said = capsys.readouterr().out
    assert "found by 'named': name: 'ChildName' is at table 1, row 1, column 2" in said
    assert "found by 'named': born: 'txtDOB' is at table 1, row 2, column 2" in said
    assert made_blank_problems(load_catalogue([tmp_path]).mappings[0]) == []


def test_a_draft_asks_for_what_has_a_name_and_no_label(tmp_path: Path) -> None:
    row = [[[paragraph(*shown("tag", "ChildName"))], [paragraph(*shown("title", "txtDOB"))]]]
    rows = [*row, [[paragraph(*legacy_box(None, name="Urgent"))], [paragraph(*shown("bookmark", "CaseRef"))]]]
    blank = filled([["Visited by", ""]], [*rows, [[paragraph(*shown("tag", "Text1"))], ""]])
    proposal = draft(read_document(blank, name="visit.docx"), blank_name="visit.docx")
    fields = {each["id"]: each for each in tomllib.loads(toml(proposal, name="visit.toml"))["field"]}
    named = {name: (each["named"], each["kind"], each["label"]) for name, each in fields.items() if "named" in each}
    assert named == {
        "child_name": ("ChildName", "text", "Child name"),
        "dob": ("txtDOB", "date", "Dob"),
        "urgent": ("Urgent", "tick", "Urgent"),
        "case_ref": ("CaseRef", "text", "Case ref"),
    }


# -- what the reader shows ---------------------------------------------------------------------------------------------


def test_bookmarks_are_shown_with_their_place_but_for_those_of_word(tmp_path: Path) -> None:
    hidden = bookmark("_GoBack", run("and "))
    line = paragraph("Seen ", *hidden, *bookmark("Who", run("Alex"), run(" E.")), " today", *bookmark("End"))
    shown_there = read_document(document(line), name="x.docx").blocks[0]
    assert shown_there.text == "Seen and Alex E. today"
    assert shown_there.bookmarks == (Bookmark("Who", 9, 16), Bookmark("End", 22, 22))  # type: ignore[union-attr]


def test_a_bookmark_over_several_paragraphs_is_where_it_begins() -> None:
    start, end = w("bookmarkStart", id="1", name="Views"), w("bookmarkEnd", id="1")
    blocks = read_document(document(paragraph("Say: ", start, "one"), paragraph("two", end)), name="x.docx").blocks
    assert [each.bookmarks for each in blocks] == [(Bookmark("Views", 5, 8),), ()]  # type: ignore[union-attr]


def test_show_names_bookmarks_and_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.docx").write_bytes(filled(cells(shown("bookmark", "ChildName"), ["x"])))
    (tmp_path / "x.xlsx").write_bytes(book(NAMES))
    assert main(["show", str(tmp_path / "x.docx")]) == 0
    assert main(["show", str(tmp_path / "x.xlsx")]) == 0
    said = capsys.readouterr().out
    assert "[bookmark 'ChildName']" in said
    assert "Sheet1!B3 (named 'ChildName')" in said


def test_a_control_that_shows_nothing_is_found(tmp_path: Path) -> None:
    def rows(*content: Inline) -> list[list[object]]:
        return cells([control(*content, tag="ChildName")], ["x"])

    tool = tool_of(tmp_path, CHILD, rows())
    assert values(tool.read_bytes(filled(rows("Alex Example")))) == {"name": "Alex Example"}
