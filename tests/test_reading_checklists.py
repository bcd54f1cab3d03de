"""Checklists as people leave them: rows added, merged or struck out, and crosses where others are ticked."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from openpyxl.styles import Font

from pipeline.process.form import process_one
from tests.formbuilder import CompletedForm, cells_of, factors, row, text_of
from tests.generality import Tool, rows
from tests.generality import states as states_of
from tests.reading import codes, factor, layouts, read_form, unread
from tests.shapes import cell, mark_run, q, tick, w
from tests.workbookbuilder import filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import openpyxl

    from tests.shapes import Content

ALL = tuple(factors())
LEFT = ("wanted_missing", "sen")
DATED = {"Details!B8": dt.datetime(2026, 10, 25)}  # noqa: DTZ001 - a cell has no time zone
ROW_OF = {name: number for number, name in enumerate(ALL, start=5)}


def states(form: bytes | CompletedForm, *names: str) -> list[str]:
    """Return the states of some factors, of all without names."""
    checklist = read_form(form)[0].checklist
    return [str(checklist[name].state) for name in names or ALL]


def comes_back(form: CompletedForm) -> bool:
    """Write a form in place and onto the template, and return whether both read as the form does."""
    before = states(form)
    documents = [
        process_one(
            form.bytes(), name="form.docx", layouts=layouts().forms, day=dt.date(2026, 11, 22), onto_template=onto
        )[1]
        for onto in (False, True)
    ]
    return all(document is not None and states(document) == before for document in documents)


# -- rows without a label ----------------------------------------------------------------------------------------------


def with_row(*cells: Content, after: str = "domestic_abuse") -> CompletedForm:
    form = CompletedForm().factor("sen", "5")
    form.row(after).addnext(row(cells))
    return form


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("", "", "", "10", ""), ["10"]),
        (("", "", "", "5", ""), ["5"]),
        (("", "", "", "0", ""), ["0"]),
        (("", "", "10", "10", ""), ["10", "10"]),
        (("", "", "10", "", ""), ["10"]),
        (("", "", "", "x", "a gang tattoo"), ["x", "a gang tattoo"]),
        (("", "Gang tattoo", "10", "10", ""), ["Gang tattoo", "10", "10"]),
    ],
)
@pytest.mark.parametrize("after", ["domestic_abuse", "prevent_channel"])
def test_a_score_in_an_added_row_is_unread(cells: tuple[str, ...], said: list[str], after: str) -> None:
    form = with_row(*cells, after=after)
    assert unread(form) == said
    assert read_form(form)[1].factor_points == 5


def test_a_copied_row_that_lost_its_label_is_unread() -> None:
    form = CompletedForm().factor("sen", "5")
    copied = deepcopy(form.row("sen"))
    form.row("sen").addnext(copied)
    for made in cells_of(copied)[:2]:
        for piece in made.iter(q("w:t")):
            piece.text = ""
    assert unread(form) == ["5", "5"]


def test_a_score_below_the_checklist_is_unread() -> None:
    def add(book: openpyxl.Workbook) -> None:
        book["Checklist"].insert_rows(9)
        book["Checklist"]["D9"] = 10

    data = filled({**DATED, "Checklist!D7": 10}, change=add)
    assert unread(data) == ["10"]
    assert states(data, "wanted_missing", "ehwb_issues") == ["yes", "blank"]


# -- merged boxes ------------------------------------------------------------------------------------------------------


def merged(form: CompletedForm, *names: str) -> CompletedForm:
    """Merge the Score boxes of some factors."""
    for number, name in enumerate(names):
        properties = form.factor_cell(name).find(q("w:tcPr"))
        assert properties is not None
        properties.append(w("vMerge", val="continue" if number else "restart"))
    return form


@pytest.mark.parametrize("entry", ["10", "x", "No", "?"])
@pytest.mark.parametrize("names", [ALL[2:4], ALL[2:5]])
def test_one_entry_for_several_rows_says_nothing_of_each(entry: str, names: tuple[str, ...]) -> None:
    form = merged(CompletedForm().factor(names[0], entry), *names)
    assert states(form, *names) == ["unclear"] * len(names)
    assert factor(form, names[-1]).entered == entry


def test_an_empty_merged_box_is_no_entry() -> None:
    form = merged(CompletedForm().factor("sen", "5"), *ALL[2:4])
    assert states(form, *ALL[2:4], "sen") == ["blank", "blank", "yes"]


def test_a_box_merged_with_its_notes_is_that_of_its_row() -> None:
    form = CompletedForm()
    score, notes = form.factor_cell("sen"), form.factor_cell("sen", "Notes")
    form.remove(notes)
    score.getparent().replace(score, cell("x", span=2))  # type: ignore[union-attr]
    assert states(form, "sen") == ["yes"]


def test_one_entry_for_several_rows_of_a_workbook() -> None:
    def merge(book: openpyxl.Workbook) -> None:
        book["Checklist"].merge_cells("D7:D8")

    data = filled({**DATED, "Checklist!D7": 10}, change=merge)
    assert states(data, "wanted_missing", "self_harm_suicidal", "ehwb_issues") == ["unclear", "unclear", "blank"]


def test_a_score_that_a_workbook_lost_when_it_was_merged_with_the_points_is_asked_for() -> None:
    def merge(book: openpyxl.Workbook) -> None:
        book["Checklist"].merge_cells("C7:D7")  # which leaves only what C7 says

    assert states(filled(DATED, change=merge), "wanted_missing", "self_harm_suicidal") == ["unclear", "blank"]


# -- rows struck out ---------------------------------------------------------------------------------------------------


def struck(names: Iterable[str], columns: Iterable[int] = (1,), form: CompletedForm | None = None) -> CompletedForm:
    """Strike out the labels (1) or points (2) of some rows."""
    form = form or CompletedForm()
    for name in names:
        for column in columns:
            for run in cells_of(form.row(name))[column].iter(q("w:r")):
                mark_run(run, strike=True)
    return form


def emptied(names: Iterable[str], column: int) -> CompletedForm:
    form = CompletedForm()
    for made in [form.row(name) for name in names]:
        for piece in cells_of(made)[column].iter(q("w:t")):
            piece.text = ""
    return form


OTHERS = tuple(name for name in ALL if name not in LEFT)


@pytest.mark.parametrize("columns", [(1,), (2,), (1, 2)])
def test_rows_struck_out_do_not_apply_and_those_left_are_asked_about(columns: tuple[int, ...]) -> None:
    form = struck(OTHERS, columns)
    assert states(form, *LEFT) == ["unclear"] * 2
    assert set(states(form, *OTHERS)) == {"no"}
    assert "nothing_filled_in" not in codes(form)


def test_so_are_rows_whose_points_were_deleted() -> None:
    form = emptied(OTHERS, 2)
    assert states(form, *LEFT) == ["unclear"] * 2
    assert set(states(form, *OTHERS)) == {"no"}


def test_the_rows_left_of_a_list_that_was_cut_down_are_asked_about() -> None:
    form = CompletedForm()
    for name in OTHERS:
        form.remove(form.row(name))
    assert states(form, *LEFT) == ["unclear"] * 2
    assert states(emptied(OTHERS, 1), *LEFT) == ["unclear"] * 2


def test_rows_left_of_a_list_with_entries_are_read_as_ever() -> None:
    form = CompletedForm()
    for name in OTHERS:
        form.remove(form.row(name))
    assert states(form.factor("sen", "5"), *LEFT) == ["blank", "yes"]
    assert states(struck(OTHERS).factors({"sen": "5", "wanted_missing": "10"}), *LEFT) == ["yes", "yes"]
    assert states(struck(["sen"]).factor("domestic_abuse", "2"), "sen", "domestic_abuse", "neet") == [
        "no",
        "yes",
        "blank",
    ]


def test_a_list_struck_out_as_a_whole_can_not_be_told() -> None:
    assert set(states(struck(ALL))) == {"unclear"}


@pytest.mark.parametrize(("entry", "state"), [("5", "unclear"), ("x", "unclear"), ("No", "no"), ("0", "no")])
def test_an_entry_in_a_row_that_is_struck_out(entry: str, state: str) -> None:
    assert states(struck(["sen"]).factors({"sen": entry, "domestic_abuse": "2"}), "sen") == [state]


def test_a_part_of_a_label_struck_out_and_nothing_entered_can_not_be_told() -> None:
    form = CompletedForm().factor("sen", "5")
    run = next(cells_of(form.row("self_harm_suicidal"))[1].iter(q("w:r")))
    words = deepcopy(run)
    run.addnext(words)
    for made, said in ((run, "Self-Harm/"), (words, "Suicidal")):
        next(made.iter(q("w:t"))).text = said
    mark_run(words, strike=True)
    assert text_of(cells_of(form.row("self_harm_suicidal"))[1]) == "Self-Harm/Suicidal"
    assert states(form, "self_harm_suicidal", "sen") == ["unclear", "yes"]
    assert states(form.factor("self_harm_suicidal", "10"), "self_harm_suicidal") == ["yes"]


def test_rows_struck_out_in_a_workbook() -> None:
    def strike(book: openpyxl.Workbook) -> None:
        for name in OTHERS:
            book["Checklist"][f"B{ROW_OF[name]}"].font = Font(strike=True)

    data = filled(DATED, change=strike)
    assert states(data, *LEFT) == ["unclear"] * 2
    assert set(states(data, *OTHERS)) == {"no"}


# -- ticks and crosses -------------------------------------------------------------------------------------------------


def marked(entries: Callable[[str], Content], names: Iterable[str] = ALL) -> CompletedForm:
    return CompletedForm().factors({name: entries(name) for name in names})


@pytest.mark.parametrize("cross", ["✗", "✘", "×", "❎"])
@pytest.mark.parametrize("tick_", ["✓", "✔", "√", "✅"])
def test_a_cross_says_no_where_each_row_is_ticked_or_crossed(tick_: str, cross: str) -> None:
    form = marked(lambda name: tick_ if name == "sen" else cross)
    assert [name for name, state in zip(ALL, states(form), strict=True) if state == "yes"] == ["sen"]
    assert set(states(form)) == {"yes", "no"}


def test_a_cross_beside_ticks_is_asked_about_where_rows_are_left_blank() -> None:
    form = marked(lambda name: "✓" if name == "sen" else "✗", ("sen", "wanted_missing", "neet"))
    assert states(form, "sen", "wanted_missing", "neet", "attendance") == ["yes", "unclear", "unclear", "blank"]
    assert str(factor(form, "neet").proposed) == "no"


def test_crosses_on_every_row_can_not_be_told() -> None:
    assert set(states(marked(lambda _: "✗"))) == {"unclear"}
    nearly = marked(lambda _: "✗", ALL[1:-1])
    assert set(states(nearly, *ALL[1:-1])) == {"unclear"}


@pytest.mark.parametrize(("yes", "cross"), [("Y", "X"), ("Yes", "x"), ("✓", "x"), ("☑", "☒")])
def test_neither_can_a_letter_or_a_box_that_is_the_only_other_mark(yes: str, cross: str) -> None:
    form = marked(lambda name: yes if name in LEFT else cross)
    assert states(form, *LEFT, "neet") == ["yes", "yes", "unclear"]


@pytest.mark.parametrize(
    "entries",
    [
        {"sen": "✗", "neet": "✗"},
        {"sen": "✓", "neet": "x"},
        {"sen": "☑", "neet": "☒"},
        {"sen": "✓", "neet": tick(True)},
        {"sen": "10", "neet": "✗"},
        dict.fromkeys(ALL, "x"),
        dict.fromkeys(ALL, "✓"),
    ],
    ids=["crosses", "a tick, an x", "boxes", "a tick, a control", "points, a cross", "an x each", "a tick each"],
)
def test_crosses_that_are_ticks(entries: Mapping[str, Content]) -> None:
    form = CompletedForm().factors(entries)
    assert set(states(form, *entries)) == {"yes"}


def test_crosses_in_a_workbook() -> None:
    answers = {f"Checklist!D{ROW_OF[name]}": "✓" if name == "sen" else "✗" for name in ALL}
    assert states(filled({**DATED, **answers}), "sen", "neet") == ["yes", "no"]


SIGNS = """
[checklist]
answer = "{answer}"
points = 5
group = [ {{ name = "All", factors = [
  {{ id = "heating", label = "No heating" }},
  {{ id = "food", label = "No food" }},
  {{ id = "damp", label = "Damp" }},
] }} ]
"""


@pytest.mark.parametrize(
    ("header", "answer", "state"),
    [("✓ / ✗", "✓ / ✗", "no"), ("Applies (✓ or ✗)", "Applies", "no"), ("Tick or cross", "Tick", "unclear")],
)
def test_under_a_header_that_offers_both_signs_a_cross_is_no_yes(
    tmp_path: Path, header: str, answer: str, state: str
) -> None:
    blank = rows(f"Risk | {header}\nNo heating |\nNo food |\nDamp |")
    tool = Tool(tmp_path, SIGNS.format(answer=answer), blank)
    assert states_of(tool.read(("No heating", 1, "✗")))["heating"] == state
    assert states_of(tool.read(("No heating", 1, "x")))["heating"] == "yes"


COLUMNS = """
[checklist]
group = [ { name = "All", points = 5, factors = [
  { id = "heating", label = "No heating" },
  { id = "food", label = "No food" },
] } ]
option = [ { id = "yes", label = "Yes", means = "yes" }, { id = "no", label = "No", means = "no" } ]
"""


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (("Yes", "✓"), ("Yes", "✗"), "unclear"),
        (("No", "✓"), ("Yes", "✗"), "unclear"),
        (("Yes", "✓"), ("No", "✗"), "no"),
        (("Yes", "✗"), ("Yes", "✗"), "yes"),
        (("No", "✗"), ("Yes", "✗"), "yes"),
    ],
)
def test_crosses_in_the_columns_of_options(
    tmp_path: Path, first: tuple[str, str], second: tuple[str, str], state: str
) -> None:
    tool = Tool(tmp_path, COLUMNS, rows("Risk | Yes | No\nNo heating | |\nNo food | |"))
    read = tool.read(("No heating", *first), ("No food", *second))
    assert states_of(read)["food"] == state


# -- onto the clean form -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        lambda: merged(CompletedForm().factor("wanted_missing", "10"), *ALL[2:4]),
        lambda: struck(OTHERS),
        lambda: struck(["sen"]).factors({"sen": "5", "domestic_abuse": "2"}),
        lambda: marked(lambda name: "✓" if name == "sen" else "✗", ALL[:20]),
        lambda: marked(lambda name: "✓" if name == "sen" else "✗"),
    ],
    ids=["merged", "struck", "struck with an entry", "some crossed", "all crossed"],
)
def test_what_is_not_certain_comes_back_so(form: Callable[[], CompletedForm]) -> None:
    assert comes_back(form())
