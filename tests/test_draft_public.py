"""Blanks of many layouts: drafted right, and read with the unedited draft, with nothing wrong in silence."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.draft import draft
from pipeline.errors import RefusedForm
from pipeline.readers import read_document
from tests.answers import answers
from tests.council_layouts import COUNCIL_LAYOUTS, ETHNIC, ETHNIC_GROUPS
from tests.council_pieces import followed, grouped_ticks, lines_over_labels, spelled, timetable
from tests.drafted import drafted
from tests.extent import often
from tests.form_pieces import Asked, asked_by, draw, listed, printed, prompt, ticks, words
from tests.public_forms import FORMS
from tests.random_forms import form
from tests.seen_layouts import LAYOUTS
from tests.spoilt_forms import NOBODY_CAN_TELL, left
from tests.workbookbuilder import Format, Sheet, empty, text, workbook

ALL = {**FORMS, **LAYOUTS, **COUNCIL_LAYOUTS}


@pytest.mark.parametrize("name", ALL)
def test_a_public_layout_is_drafted_right(tmp_path: Path, name: str) -> None:
    made = drafted(tmp_path, ALL[name])
    assert (made.wrong, made.invented) == ([], [])


@pytest.mark.parametrize("name", ALL)
def test_it_is_read_with_its_draft(tmp_path: Path, name: str) -> None:
    made = drafted(tmp_path, ALL[name])
    for seed in range(2):
        verdicts = made.verdicts(answers(ALL[name], random.Random(seed)))  # noqa: S311 - no secret
        assert {key: verdict for key, verdict in verdicts.items() if verdict not in ("right", "flagged")} == {}
        assert sum(verdict == "right" for verdict in verdicts.values()) >= 0.8 * len(verdicts)


def test_rows_with_names_under_an_empty_header_keep_them(tmp_path: Path) -> None:
    asked = Asked(label="Sessions that you need", kind="table", options=("", "Mon", "Tue"))
    pieces = [words("Booking", style="Title"), words("Tick below."), timetable(asked, "Morning", "Afternoon")]
    made = drafted(tmp_path, pieces)
    assert made.wrong == []
    assert made.verdicts({asked.key: [["Afternoon", "", "x"]]}) == {asked.key: "right"}


# -- labels under what is filled in ------------------------------------------------------------------------------------

SIGNED = lines_over_labels(
    Asked(label="Signature", kind="text"), Asked(label="Print name", kind="text"), Asked(label="Date", kind="date")
)


def test_what_is_written_on_drawn_lines_is_no_part_of_the_answer_before_them(tmp_path: Path) -> None:
    views = Asked(label="What does the family say?", kind="narrative")
    made = drafted(tmp_path, [words("Record of a visit", style="Title"), prompt(views, where="text"), SIGNED])
    said = {views.key: "All is well", "Print name": "Sam Invented", "Date": "14/03/2026"}
    assert made.verdicts(said) == dict.fromkeys(said, "right")


@pytest.mark.parametrize("written", ["Sam Invented, 14/03/2026", "________\tSam Invented 14/03/2026"])
def test_what_is_written_across_drawn_lines_is_unclear(tmp_path: Path, written: str) -> None:
    title = words("Record of a visit", style="Title")
    made = drafted(tmp_path, [title, SIGNED])
    result = made.read_bytes(draw([title, words(written, "Signature\tPrint name\tDate")]))
    assert {answer.state.value for answer in result.submission.answers.values()} == {"unclear"}


def test_a_row_of_labels_with_an_empty_row_under_it_is_a_table(tmp_path: Path) -> None:
    rows = [["", "", ""], ["Name", "Date", "Purpose"], ["", "", ""]]
    made = drafted(tmp_path, [words("Record", style="Title"), words("Visits"), printed(rows)])
    assert [each.entry.kind.value for each in made.proposal.fields] == ["table"]


# -- marks in the place of boxes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["X", "x", "✓", "☑ ", "[x]"])
@pytest.mark.parametrize("chosen", ["Yes", "No"])
def test_a_mark_in_the_place_of_a_box_leaves_the_line_under_it_alone(tmp_path: Path, mark: str, chosen: str) -> None:
    title = words("Referral", style="Title")
    agreed = Asked(label="Has the victim agreed?", kind="choice", options=("Yes", "No"))
    reason = Asked(label="If no, say why:", kind="text")
    made = drafted(tmp_path, [title, followed(agreed, reason, where="under")])
    options = "   ".join(f"{mark if each == chosen else '☐'} {each}" for each in agreed.options)
    form = draw([title, printed([[agreed.label, f"{options}\nIf no, say why: Is afraid"]])])
    said = {agreed.key: chosen, reason.key: "Is afraid"}
    assert made.verdicts(said, form) == dict.fromkeys(said, "right")


@pytest.mark.parametrize(("line", "state"), [
    ("Yes ☐   No YES", "unclear"), ("YES Yes   No ☐", "answered"), ("Yes ☐   No ☐   Yes", "answered"),
    ("Yes YES   No ☐", "answered"),
])  # fmt: skip
def test_the_name_of_an_option_in_the_box_of_another_is_unclear(tmp_path: Path, line: str, state: str) -> None:
    title, agreed = words("Referral", style="Title"), Asked(label="Is it known?", kind="choice", options=("Yes", "No"))
    made = drafted(tmp_path, [title, ticks(agreed, where="beside", behind=True)])
    result = made.read_bytes(draw([title, printed([[agreed.label, line]])]))
    assert result.submission.answers[made.found[agreed.key].id].state.value == state


def test_a_cross_behind_an_option_without_a_box_is_not_in_the_box_of_another_question(tmp_path: Path) -> None:
    title, colours = words("Survey", style="Title"), ("Red", "Green", "Not sure")
    flag = Asked(label="Which flag do you like?", kind="choice", options=colours)
    coat = Asked(label="Which coat do you wear?", kind="choice", options=colours)
    pieces = [title, listed(flag), words("Now go on."), ticks(coat, where="text", behind=True)]
    made = drafted(tmp_path, pieces)
    crossed = words(coat.label, "Red   X", "Green   ☐", "Not sure   ☐")
    said = {flag.key: "Green", coat.key: "Red"}
    form = draw([title, listed(flag), words("Now go on."), crossed], said)
    assert {key: each for key, each in made.verdicts(said, form).items() if each not in ("right", "flagged")} == {}


# -- a box for each sign -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "state"), [
    ("14032014", "answered"), ("140314", "answered"), ("1403201", "unclear"), ("14132014", "unclear"),
])  # fmt: skip
def test_a_date_with_a_digit_in_each_box(tmp_path: Path, typed: str, state: str) -> None:
    pieces = [words("Free meals", style="Title"), spelled(Asked(label="Date of birth", kind="date"), boxes=8)]
    made = drafted(tmp_path, pieces)
    answer = made.read({"Date of birth": typed}).submission.answers["date_of_birth"]
    assert (answer.state.value, str(answer.value or "2014-03-14")) == (state, "2014-03-14")


def test_a_word_with_a_letter_in_each_box(tmp_path: Path) -> None:
    pieces = [words("Free meals", style="Title"), spelled(Asked(label="Insurance number", kind="text"), boxes=9)]
    made = drafted(tmp_path, pieces)
    answers_read = made.read({"Insurance number": "QQ12 456C"}).submission.answers
    assert answers_read["insurance_number"].value == "QQ12 456C"


# -- options in groups -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["beside", "text", "columns", "rows", "lines"])
def test_options_in_groups_are_one_question(tmp_path: Path, where: str) -> None:
    asked = Asked(label="Ethnicity", kind="choice", options=ETHNIC)
    made = drafted(tmp_path, [words("Survey", style="Title"), grouped_ticks(asked, ETHNIC_GROUPS, where=where)])
    result = made.read({asked.key: ["Irish", "Chinese"]})
    assert result.submission.answers[made.found[asked.key].id].state.value == "unclear"


def test_groups_each_of_which_is_a_question_stay_apart(tmp_path: Path) -> None:
    options = ("Male", "Female", "Single", "Married", "None", "Christian")
    several = Asked(label="About you (tick all that apply)", kind="several", options=options)
    groups = grouped_ticks(several, {"Gender": 2, "Marital status": 2, "Religion": 2}, where="text")
    made = drafted(tmp_path, [words("Survey", style="Title"), groups])
    assert [each.label for each in made.invented] == ["Gender", "Marital status", "Religion"]


# -- workbooks ---------------------------------------------------------------------------------------------------------

BOXED = Format(border=True)


def test_rows_to_score_in_a_workbook_end_where_their_frame_ends() -> None:
    rows = ["Files are locked", "Plans are signed", "Views are recorded"]
    cells = {
        "A3": text("Standard", BOXED), "B3": text("Score (0-3)", BOXED), "C3": text("Evidence", BOXED),
        **{f"A{at}": text(row, BOXED) for at, row in enumerate(rows, 4)},
        **{f"{column}{at}": empty(BOXED) for column in "BC" for at in range(4, 7)},
        "A8": text("Auditor", BOXED), "B8": empty(BOXED), "A9": text("Date of audit", BOXED), "B9": empty(BOXED),
    }  # fmt: skip
    blank = read_document(workbook(Sheet({"A1": "Audit of a home", **cells})), name="audit.xlsx")
    mapping = draft(blank, blank_name="audit.xlsx").mapping()
    assert [field.label for field in mapping.fields] == ["Auditor", "Date of audit"]
    assert [factor.label for each in mapping.checklists for factor in each.factors] == rows


def test_a_column_no_that_counts_rows_on_a_sheet_is_no_answer() -> None:
    checks = ["Gel is there", "Bins are shut", "Sinks are clean"]
    cells = {
        "A3": text("No", BOXED), "B3": text("Standard", BOXED), "C3": text("Yes", BOXED), "D3": text("No", BOXED),
        **{f"A{at}": text(str(at - 3), BOXED) for at in range(4, 7)},
        **{f"B{at}": text(check, BOXED) for at, check in enumerate(checks, 4)},
        **{f"{column}{at}": empty(BOXED) for column in "CD" for at in range(4, 7)},
        "A8": text("Ward", BOXED), "B8": empty(BOXED),
        "A10": text("Hazard", BOXED), "B10": text("L", BOXED), "C10": text("S", BOXED), "D10": text("Action", BOXED),
        **{f"{column}{at}": empty(BOXED) for column in "ABCD" for at in (11, 12)},
    }  # fmt: skip
    blank = read_document(workbook(Sheet({"A1": "Audit of a ward", **cells})), name="audit.xlsx")
    mapping = draft(blank, blank_name="audit.xlsx").mapping()
    assert [factor.label for each in mapping.checklists for factor in each.factors] == checks
    assert [(field.label, field.kind.value) for field in mapping.fields] == [("Ward", "text"), ("Hazard", "table")]


# -- forms made at random ----------------------------------------------------------------------------------------------


@settings(max_examples=often(6, 40), deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_form_made_at_random_is_drafted_and_read(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    pieces = form(chance, in_word=True)
    with tempfile.TemporaryDirectory() as folder:
        made = drafted(Path(folder), pieces)
        verdicts = made.verdicts(answers(pieces, chance, share=0.9))
    assert {key: verdict for key, verdict in verdicts.items() if verdict not in ("right", "flagged")} == {}
    # What was drafted as something else is flagged, and of few questions one is more than a fifth.
    assert len(made.wrong) <= max(1, 0.2 * len(asked_by(pieces))), made.wrong
    assert sum(verdict == "right" for verdict in verdicts.values()) >= 0.8 * len(verdicts) - 1, verdicts


@settings(max_examples=often(12, 100), deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_form_that_was_spoilt_is_never_read_wrong_in_silence(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    pieces = form(chance, in_word=True)
    with tempfile.TemporaryDirectory() as folder:
        made = drafted(Path(folder), pieces)
        way, spoilt = left(pieces, chance)
        data = spoilt.bytes()
        try:
            verdicts = made.verdicts(spoilt.said, data)
        except RefusedForm:
            return  # too little of its print was left, which is said
        wrong = {key: said for key, said in verdicts.items() if said not in ("right", "flagged") and key in made.found}
        if made.read_bytes(data).submission.unread:  # of two copies with different answers one may be left unread
            wrong = {key: verdict for key, verdict in wrong.items() if spoilt.said[key] != NOBODY_CAN_TELL}
        assert (way, wrong) == (way, {})
        known = {**spoilt.said, **dict.fromkeys(spoilt.free)}
        assert (way, made.invented_answers(known, data)) == (way, {})
