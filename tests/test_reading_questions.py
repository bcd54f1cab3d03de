"""Questions as people change them: asked twice, with another label, answered by marking their prompt."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest

from pipeline.process.form import process_one
from pipeline.submission import State
from tests.formbuilder import CompletedForm, cells_of, fill, isolate, row, run, text_of
from tests.reading import answer, codes, layouts, read_form, unread
from tests.shapes import Element, cell, deleted, mark_run, paragraph, q
from tests.workbookbuilder import filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import openpyxl


BORN = dt.date(2011, 7, 3)
DATED = {"Details!B4": "Robin Made-Up", "Details!B5": dt.datetime(2011, 7, 3), "Details!B8": dt.datetime(2026, 10, 25)}  # noqa: DTZ001
PARENT = ("Parent’s Name", "Jo Made-Up", "Parent DOB", "01/02/1980")


def row_of(form: CompletedForm, label: str) -> Element:
    return next(form.cell(label).iterancestors(q("w:tr")))


def child() -> CompletedForm:
    return CompletedForm().put("child_name", "Robin Made-Up").put("date_of_birth", "03/07/2011")


def relabelled(form: CompletedForm, label: str, wording: str) -> CompletedForm:
    """Give a question another label, in the first line of its box."""
    line = next(form.cell(label).iter(q("w:p")))
    for number, piece in enumerate(list(line.iter(q("w:t")))):
        piece.text = wording if number == 0 else ""
    return form


def comes_back(form: CompletedForm, *fields: str) -> bool:
    """Return whether some answers are as open on the clean form as on the one that came in."""
    _, document = process_one(
        form.bytes(), name="form.docx", layouts=layouts().forms, day=dt.date(2026, 11, 22), onto_template=True
    )
    assert document is not None
    read, again = read_form(form)[0].answers, read_form(document)[0].answers
    return all(read[name].value == again[name].value or "not certain" in again[name].raw for name in fields)


# -- another label -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    [
        "Parent DOB",
        "Mother's DOB",
        "DOB of parent",
        "DOB (father)",
        "Carer’s DOB",
        "Sibling DOB",
        "Review",
    ],
)
def test_words_in_a_label_may_ask_for_something_else(label: str) -> None:
    form = relabelled(child(), "DOB", label)
    assert answer(form, "date_of_birth").state is State.UNCLEAR
    assert "unclear_answer" in codes(form, "date_of_birth")
    assert unread(form)
    assert comes_back(form, "date_of_birth", "child_name")


@pytest.mark.parametrize(
    "label",
    ["DOB", "DOB:", "D.O.B.", "D.O.B", "Date of Birth", "Child's DOB", "Childs DOB", "DOB / Age", "DOB (dd/mm/yyyy)"],
)
def test_others_leave_it_as_it_is(label: str) -> None:
    form = relabelled(child(), "DOB", label)
    assert answer(form, "date_of_birth").value == BORN
    assert unread(form) == []
    assert "label_missing" not in codes(form)


@pytest.mark.parametrize("label", ["Parent’s Name", "Sibling", "Name of social worker"])
def test_another_name_is_not_that_of_the_child(label: str) -> None:
    form = relabelled(child(), "Child/young", label)
    assert answer(form, "child_name").state is State.UNCLEAR
    assert comes_back(form, "child_name")


@pytest.mark.parametrize("label", ["Child’s Name", "Name of child", "Young person’s name", "YP Name", "Full name"])
def test_other_words_for_the_child_are(label: str) -> None:
    assert answer(relabelled(child(), "Child/young", label), "child_name").value == "Robin Made-Up"


def test_a_date_in_the_box_of_a_label_that_was_changed() -> None:
    form = relabelled(CompletedForm().put("child_name", "Robin Made-Up"), "DOB", "Parent DOB 01/02/1980")
    assert answer(form, "date_of_birth").state is State.UNCLEAR
    assert answer(relabelled(CompletedForm(), "DOB", "DOB 03/07/2011"), "date_of_birth").value == BORN


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("Date parent’s views obtained- 03/03/2026", State.UNCLEAR),
        ("Mother: Date views obtained- 03/03/2026", State.UNCLEAR),
        ("Date views obtained (father)- 03/03/2026", State.UNCLEAR),
        ("Date child’s views obtained- 03/03/2026", State.ANSWERED),
        ("Date views obtained- 03/03/2026", State.ANSWERED),
    ],
)
def test_words_in_a_label_that_is_answered_on_its_line(line: str, state: State) -> None:
    form = CompletedForm().put("child_name", "Robin Made-Up")
    for number, piece in enumerate(list(form.line("Date views obtained").iter(q("w:t")))):
        piece.text = line if number == 0 else ""
    assert answer(form, "child_views_date").state is state


def test_a_label_that_was_changed_over_an_empty_box_is_asked_about() -> None:
    form = relabelled(CompletedForm().put("child_name", "Robin Made-Up"), "DOB", "Parent DOB")
    assert answer(form, "date_of_birth").state is State.UNCLEAR
    assert answer(form, "date_of_birth").raw == "Parent"


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("born", ["03/07/2011", ""])
def test_a_row_added_for_a_parent_is_unread(born: str, *, before: bool) -> None:
    form = CompletedForm().put("child_name", "Robin Made-Up").put("date_of_birth", born)
    place = row_of(form, "DOB")
    (place.addprevious if before else place.addnext)(row(PARENT))
    assert answer(form, "date_of_birth").value == (BORN if born else None)
    assert unread(form) == list(PARENT)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("born", ["03/07/2011", ""])
def test_so_are_cells_added_for_one(born: str, *, before: bool) -> None:
    form = CompletedForm().put("child_name", "Robin Made-Up").put("date_of_birth", born)
    label = form.cell("DOB")
    added = [cell("Parent DOB"), cell("01/02/1980")]
    for made in added if before else reversed(added):
        (label.addprevious if before else form.box("date_of_birth").addnext)(made)
    assert answer(form, "date_of_birth").value == (BORN if born else None)
    assert unread(form) == ["Parent DOB", "01/02/1980"]


def test_a_copied_row_with_another_label_is_not_taken_for_the_child() -> None:
    form = child()
    copied = deepcopy(row_of(form, "DOB"))
    row_of(form, "DOB").addprevious(copied)
    for said, other in (("DOB", "Mother’s DOB"), ("03/07/2011", "01/02/1980")):
        next(piece for piece in copied.iter(q("w:t")) if piece.text == said).text = other
    assert answer(form, "date_of_birth").value == BORN
    assert unread(form) == ["Mother’s", "01/02/1980"]


def test_a_row_added_to_a_workbook_for_a_parent() -> None:
    def add(book: openpyxl.Workbook) -> None:
        book["Details"].insert_rows(6)
        book["Details"]["A6"], book["Details"]["B6"] = "Parent DOB", "01/02/1980"

    data = filled(DATED, change=add)
    assert answer(data, "date_of_birth").value == BORN
    assert unread(data) == ["Parent DOB", "01/02/1980"]


def test_a_label_changed_in_a_workbook() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Details"]["A5"] = "Parent DOB"

    data = filled(DATED, change=change)
    assert answer(data, "date_of_birth").state is not State.ANSWERED
    assert "03/07/2011" in [*unread(data), answer(data, "date_of_birth").raw]


# -- the same question twice -------------------------------------------------------------------------------------------


def twice(first: str, second: str, *, label: str = "Date assessment tool completed") -> CompletedForm:
    form = CompletedForm().put("child_name", "Robin Made-Up")
    made = row_of(form, label)
    copied = deepcopy(made)
    made.addnext(copied)
    for where, said in ((made, first), (copied, second)):
        fill(cells_of(where)[1], said)
    return form


@pytest.mark.parametrize(("first", "second"), [("03/03/2026", "05/04/2026"), ("03/03/2026\nNo concerns", "5.4.26")])
def test_two_dates_completed_can_not_be_told(first: str, second: str) -> None:
    form = twice(first, second)
    assert answer(form, "date_completed").state is State.UNCLEAR
    assert answer(form, "previous_ce_concern").value in (None, "No concerns")
    assert comes_back(twice("03/03/2026", "05/04/2026"), "date_completed", "previous_ce_concern")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("03/03/2026", ""),
        ("", "03/03/2026"),
        ("03/03/2026", "3 March 2026"),
        ("03/03/2026", "No previous concerns"),
    ],
)
def test_one_date_is_told_however_often_it_is_asked_for(first: str, second: str) -> None:
    assert answer(twice(first, second), "date_completed").value == dt.date(2026, 3, 3)


@pytest.mark.parametrize(
    ("field", "label"), [("review_date", "Agreed CE review date"), ("safeguarding_lead", "Name of overseeing Safe")]
)
def test_other_questions_asked_twice(field: str, label: str) -> None:
    said = ("26/05/2026", "01/06/2026") if field == "review_date" else ("A Lead", "B Lead")
    assert answer(twice(*said, label=label), field).state is State.UNCLEAR
    same = twice(said[0], said[0], label=label)
    assert answer(same, field).state is State.ANSWERED
    assert comes_back(same, field)


def test_two_dates_completed_in_a_workbook() -> None:
    def add(book: openpyxl.Workbook) -> None:
        book["Details"].insert_rows(9)
        book["Details"]["A9"], book["Details"]["B9"] = "Date assessment tool completed.", "05/04/2026"

    assert answer(filled(DATED, change=add), "date_completed").state is State.UNCLEAR


# -- points of a prompt ------------------------------------------------------------------------------------------------

HARM = "What past or current harm"


def points(form: CompletedForm) -> list[Element]:
    return [line for line in form.cell(HARM).iter(q("w:p")) if text_of(line)][1:]


def marked(lines: Iterable[Element], **marks: object) -> None:
    for line in lines:
        for made in list(line.iter(q("w:r"))):
            mark_run(made, **marks)  # type: ignore[arg-type]


def removed(lines: Iterable[Element]) -> None:
    for line in lines:
        line.getparent().remove(line)  # type: ignore[union-attr]


def deleted_in(lines: Iterable[Element]) -> None:
    for line in lines:
        for made in list(line.iter(q("w:r"))):
            made.addprevious(deleted(text_of(made)))
            line.remove(made)


WAYS: dict[str, Callable[[list[Element]], None]] = {
    "highlighted": lambda lines: marked(lines[1:3], highlight="yellow"),
    "one word highlighted": lambda lines: marked([isolated(lines[0], "Education")], highlight="yellow"),
    "all highlighted": lambda lines: marked(lines, highlight="yellow"),
    "bold": lambda lines: marked(lines[1:3], bold=True),
    "the others struck": lambda lines: marked([*lines[:1], *lines[2:]], strike=True),
    "all struck": lambda lines: marked(lines, strike=True),
    "one word struck": lambda lines: marked([isolated(lines[0], "Education")], strike=True),
    "the others removed": lambda lines: removed([*lines[:1], *lines[2:]]),
    "some removed": lambda lines: removed(lines[3:6]),
    "the others deleted under tracking": lambda lines: deleted_in([*lines[:1], *lines[2:]]),
    "ticked": lambda lines: lines[1].append(run(" ✓")),
    "yes and no": lambda lines: [line.append(run(said)) for line, said in zip(lines, (" yes", " No"), strict=False)],
}  # type: ignore[dict-item]


def isolated(line: Element, word: str) -> Element:
    made = isolate(line, word)
    holder = paragraph()
    holder.append(deepcopy(made))
    made.addprevious(holder[0])
    line.remove(made)
    return line


@pytest.mark.parametrize("way", WAYS)
def test_points_answered_in_the_prompt_are_asked_about(way: str) -> None:
    form = CompletedForm().put("child_name", "Robin Made-Up")
    WAYS[way](points(form))
    found = answer(form, "harm")
    assert found.state is State.UNCLEAR
    assert found.signs
    assert "unclear_answer" in codes(form, "harm")


@pytest.mark.parametrize("way", ["highlighted", "the others struck"])
def test_beside_words_they_are_said(way: str) -> None:
    form = CompletedForm().put("harm", "As marked above")
    WAYS[way](points(form))
    assert answer(form, "harm").value == "As marked above"
    assert "prompt_marked" in codes(form, "harm")


def design(form: CompletedForm, **marks: object) -> None:
    marked(form.cell(HARM).iter(q("w:p")), **marks)


@pytest.mark.parametrize(
    "change",
    [
        lambda form: design(form, bold=True),
        lambda form: design(form, highlight="yellow"),
        lambda form: removed(points(form)),
        lambda form: None,
    ],
    ids=["all bold", "all highlighted", "cut to its label", "as it was"],
)
def test_a_prompt_as_a_whole_says_nothing(change: Callable[[CompletedForm], None]) -> None:
    form = CompletedForm().put("child_name", "Robin Made-Up")
    change(form)
    assert answer(form, "harm").state is State.BLANK


def test_a_doubted_prompt_comes_back_so() -> None:
    form = CompletedForm().put("child_name", "Robin Made-Up")
    WAYS["highlighted"](points(form))
    _, document = process_one(
        form.bytes(), name="form.docx", layouts=layouts().forms, day=dt.date(2026, 11, 22), onto_template=True
    )
    assert document is not None
    assert "not certain" in read_form(document)[0].answers["harm"].raw
