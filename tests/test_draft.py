"""``wordform draft``: what it proposes loads, fits its blank, and reads the forms that people fill in."""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cli.main import main
from pipeline.draft import draft, toml
from pipeline.draft.finders.options import choices_of
from pipeline.extract import prepare
from pipeline.extract.text import label_key
from pipeline.forms.check import check_all
from pipeline.forms.draft import write_draft
from pipeline.forms.layouts import prepare_layouts
from pipeline.forms.write_blank import write_blank
from pipeline.mapping import load_catalogue
from pipeline.process.form import read_one
from pipeline.process.result import Result
from pipeline.readers import read_document
from pipeline.readers.opening.open import AS_IT_COMES
from pipeline.submission import FactorState, State
from tests import draft_forms
from tests.documents import document
from tests.extent import often
from tests.formbuilder import BLANK, CompletedForm
from tests.reading import DAY, layouts, read_result
from tests.shapes import cell, control, paragraph, row, run, table, tick
from tests.systems import is_for_owner_only
from tests.test_docs import home_visit
from tests.workbookbuilder import BLANK as WORKBOOK
from tests.workbookbuilder import filled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.mapping import Mapping as FormMapping
    from pipeline.submission import Answer


def _tree(blank: bytes, name: str = "form.docx") -> dict[str, Any]:
    """Draft a blank and give the draft as TOML reads it."""
    return tomllib.loads(toml(draft(read_document(blank, name=name), blank_name=name), name="draft.toml"))


def _fields(blank: bytes, name: str = "form.docx") -> dict[str, dict[str, Any]]:
    return {field["id"]: field for field in _tree(blank, name).get("field", [])}


def _mapped(folder: Path, blank: Path) -> FormMapping:
    """Draft a blank on disk, check the draft, and load it."""
    output = folder / "draft.toml"
    write_draft(blank, output, folders=[], opening=AS_IT_COMES)
    checked = check_all([output])
    assert (checked.problems, checked.remarks) == ((), ())
    return checked.mappings[0]


def _read(folder: Path, form: bytes) -> Result:
    forms = prepare_layouts(load_catalogue([folder / "draft.toml"])).forms
    return read_one(form, name="form.docx", layouts=forms, day=DAY)


# -- the form that ships -----------------------------------------------------------------------------------------------


def _completed() -> CompletedForm:
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "01/02/2011")
    form.put("date_completed", "03/03/2026. Never a concern before.").put("case_status", "CIN")
    form.put("review_date", "01/06/2026").put("assessment_reason", "Goes missing.\nNew phone.")
    form.put("child_views_good", "My nan.").views_date("02/03/2026").put("child_views_wants", "A job.")
    form.put("harm", "Hurt in May.").put("perpetrators", "An older man, date unknown.").put(
        "safety_goal", "Home by ten."
    )
    form.factor("sen", "5").factor("neet", "yes", "since June").factor("nrm", "✓").factor("ocg_association", "?")
    form.choose("outcome", "medium").choose("exploitation_type", "CCE", under="medium").rag("medium")
    form.agencies([["A Constable", "PC", "Police", "101"]]).actions([["Call", "SW", "Friday", ""]])
    return form.put("age_score", "5").put("total_score", "15").put("team_manager", "A Manager")


_WORKBOOK = {
    "Details!B4": "Example Child", "Details!B5": dt.date(2011, 2, 1), "Details!B6": "CIN",
    "Details!B8": dt.date(2026, 3, 3), "Details!B9": "Never", "Details!A15": "A Constable", "Details!D15": "101",
    "Narrative!A2": "Goes missing.", "Narrative!A8": dt.date(2026, 3, 2), "Narrative!A53": "Home by ten.",
    "Checklist!D10": 5, "Checklist!D28": "yes", "Checklist!E28": "since June", "Checklist!D31": "?",
    "Checklist!D39": 5, "Checklist!D40": 15, "Checklist!D41": "Low concern", "Checklist!D43": "High concern",
    "Checklist!D44": "CCE", "Safety plan!A4": "Call", "Safety plan!B4": "SW",
}  # fmt: skip


@pytest.mark.parametrize(("blank", "form"), [(BLANK, _completed().bytes), (WORKBOOK, lambda: filled(_WORKBOOK))])
def test_the_draft_of_the_shipped_form_reads_it_as_the_shipped_mapping_does(
    tmp_path: Path, blank: Path, form: Callable[[], bytes]
) -> None:
    mapping = _mapped(tmp_path, blank)
    drafted, shipped = _read(tmp_path, form()), read_result(form())
    ours = {factor.label: factor.id for factor in mapping.factors}
    for factor in layouts().mappings[0].factors:
        mine, theirs = (
            drafted.submission.checklist[ours[factor.label]],
            shipped.submission.checklist[factor.id],
        )
        assert (mine.state, mine.notes) == (theirs.state, theirs.notes), factor.id
    assert len(ours) == 33
    differing = [field.id for field in layouts().mappings[0].fields if not _same(mapping, field.id, drafted, shipped)]
    assert differing == []
    assert drafted.assessment.total == shipped.assessment.total
    assert drafted.assessment.total_max == shipped.assessment.total_max
    assert (drafted.assessment.rag, drafted.assessment.level) == (shipped.assessment.rag, shipped.assessment.level)
    assert drafted.submission.unread == ()


def _same(mapping: FormMapping, identifier: str, drafted: Result, shipped: Result) -> bool:
    """Return whether the draft's field with the same label has the same answer."""
    field = layouts().mappings[0].field(identifier)
    assert field is not None
    wanted = [label_key(label) for label in field.labels]
    for other in mapping.fields:
        mine = label_key(other.label)
        if any(mine.startswith(label) or label.startswith(mine) for label in wanted):
            return _said(drafted.submission.answers[other.id]) == _said(shipped.submission.answers[identifier])
    return False


def _said(answer: Answer) -> tuple[State, object]:
    if isinstance(answer.value, tuple):
        return answer.state, [list(row.values()) for row in answer.value]
    return answer.state, str(answer.value).lower()


def test_bands_ages_and_roles_of_the_shipped_form_are_found() -> None:
    drafted = _tree(BLANK.read_bytes())
    shipped = tomllib.loads((BLANK.parent.parent / "ce_assessment.toml").read_text("utf-8"))
    assert [(band.get("from"), band.get("to"), band["level"]) for band in drafted["score"]["band"]] == [
        (0, 40, "low"), (41, 70, "medium"), (71, None, "high"),
    ]  # fmt: skip
    assert drafted["score"]["age"]["band"] == shipped["score"]["age"]["band"]
    assert drafted["score"]["outcome_field"] == "assessment_outcome"
    assert drafted["subject"] == {
        "name": "child_young_person_name", "born": "dob", "on": "date_assessment_tool_completed",
    }  # fmt: skip
    assert [group["name"] for group in drafted["checklist"]["group"]] == [
        group["name"] for group in shipped["checklist"]["group"]
    ]


@pytest.mark.parametrize("excel", [False, True])
def test_a_blank_of_ours_drafts_with_its_own_ids(tmp_path: Path, excel: bool) -> None:
    mapping = layouts().mappings[0]
    path = write_blank(mapping, tmp_path, excel=excel).path
    drafted = _tree(path.read_bytes(), path.name)
    ids = {field["id"] for field in drafted["field"]}
    factors = [factor["id"] for group in drafted["checklist"]["group"] for factor in group["factors"]]
    assert factors == [factor.id for factor in mapping.factors]
    unnamed = {"agencies", "actions"} if excel else {"previous_ce_concern"}  # those have no name of their own there
    assert {field.id for field in mapping.fields} - ids == unnamed
    if not excel:
        outcome = next(field for field in drafted["field"] if field["id"] == "outcome")
        assert [choice["id"] for choice in outcome["choice"]] == ["no_longer_required", "low", "medium", "high"]


# -- other forms -------------------------------------------------------------------------------------------------------

_FILLED: dict[str, tuple[dict[str, str], dict[str, object]]] = {
    "levels": (
        {
            "name": "Example Child", "born": "01/02/2010", "by": "A Worker", "done": "03/03/2026", "total": "6",
            "analysis": "Worried.\nVery.", "level": "Medium risk", "Goes missing from home": "Low (1)",
            "Unexplained gifts": "High (3)", "Older boyfriend or girlfriend": "No (0)",
            "Carries a weapon": "Medium (2)", "Carries a weapon evidence": "Seen",
        },
        {
            "name_of_young_person": "Example Child", "date_of_birth": dt.date(2010, 2, 1), "completed_by": "A Worker",
            "date_completed": dt.date(2026, 3, 3), "total_score": 6, "analysis_risk": "Worried.\nVery.",
            "agreed_level_of_risk": "medium",
        },
    ),
    "tick_boxes": (
        {
            "name": "Example Child", "born": "01/02/2010", "Is the child in education?": "yes",
            "Does the child have a social worker?": "no", "agency": "Health", "worries": "He is often out.",
        },
        {
            "child_name": "Example Child", "dob": dt.date(2010, 2, 1), "child_education": "yes",
            "child_social_worker": "no", "child_missing_last_90_days": None, "agency_making_screening": "Health",
            "please_describe_your_worries": "He is often out.", "was_parent_told": None,
        },
    ),
    "dotted": (
        {
            "name": "Example Child", "born": "01/02/2010", "referrer": "A Neighbour", "phone": "01632 960123",
            "done": "03/03/2026", "why": "Shouting at night.", "help": "Somebody to talk to.",
        },
        {
            "name_of_child": "Example Child", "date_of_birth": dt.date(2010, 2, 1), "name_of_referrer": "A Neighbour",
            "telephone": "01632 960123", "date_of_referral": dt.date(2026, 3, 3),
            "why_making_referral": "Shouting at night.", "help_child": "Somebody to talk to.",
        },
    ),
    "narrative": (
        {
            "name": "Example Child", "done": "03/03/2026", "where": "At the park.", "leave": "A row.",
            "action": "Call", "who": "SW", "when": "Friday",
        },
        {
            "young_person": "Example Child", "date_of_interview": dt.date(2026, 3, 3), "where_who": "At the park.",
            "what_made_you_leave": "A row.", "plan": ({"action": "Call", "by_whom": "SW", "by_when": "Friday"},),
        },
    ),
    "controls": (
        {
            "person_name": "Example Child", "person_born": "01/02/2010", "legal_status": "Section 20",
            "worries": "Debt", "missing": "yes",
        },
        {
            "person_name": "Example Child", "person_born": dt.date(2010, 2, 1), "legal_status": "Section 20",
            "worries": "Debt",
        },
    ),
    "legacy": (
        {"name": "Example Child", "done": "03/03/2026", "police": "yes", "known": "Left at night."},
        {
            "child_name": "Example Child", "date_reported_missing": dt.date(2026, 3, 3), "police_informed": True,
            "known_about_episode": "Left at night.",
        },
    ),
    "weighted": (
        {"name": "Example Child", "done": "03/03/2026", "Parental conflict": "yes", "Excluded": "✓", "total": "9"},
        {
            "name_of_pupil": "Example Child", "date_of_assessment": dt.date(2026, 3, 3), "total": 9, "risk_level": None,
        },
    ),
    "lists": (
        {
            "name": "Example Child", "born": "01/02/2010", "status": "Child in need", "concern": "High",
            "reasons": "Many",
        },
        {
            "name_of_child": "Example Child", "date_of_birth": dt.date(2010, 2, 1), "status": "Child in need",
            "overall_concern": "high", "reasons": "Many",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", _FILLED)
def test_a_form_of_another_authority_is_read_with_its_draft(tmp_path: Path, form: str) -> None:
    make = getattr(draft_forms, form)
    said, expected = _FILLED[form]
    blank = tmp_path / f"{form}.{'xlsx' if form == 'lists' else 'docx'}"
    blank.write_bytes(make())
    _mapped(tmp_path, blank)
    empty = _read(tmp_path, make()).submission
    assert {answer.state for answer in empty.answers.values()} == {State.BLANK}
    assert empty.unread == ()
    submission = _read(tmp_path, make(said)).submission
    answers = {name: answer.value for name, answer in submission.answers.items()}
    assert {name: answers.get(name) for name in expected} == expected
    assert submission.unread == ()


def test_columns_to_tick_have_the_points_of_their_headers(tmp_path: Path) -> None:
    blank = tmp_path / "levels.docx"
    blank.write_bytes(draft_forms.levels())
    mapping = _mapped(tmp_path, blank)
    assert [option.points for option in mapping.checklists[0].options] == [0, 1, 2, 3]
    result = _read(tmp_path, draft_forms.levels(_FILLED["levels"][0]))
    assert result.assessment.total == 6
    assert (result.assessment.rag, result.assessment.level) == ("medium", "medium")


def test_points_that_climb_by_one_are_a_ladder(tmp_path: Path) -> None:
    blank = tmp_path / "ladders.docx"
    blank.write_bytes(draft_forms.ladders())
    _mapped(tmp_path, blank)
    result = _read(tmp_path, draft_forms.ladders({"Often hungry": "x", "Stays out late": "✓"}))
    assert result.assessment.total == 3
    assert [entry.entered for entry in result.submission.checklist.values()] == ["Often hungry", "Stays out late"]
    assert result.submission.unread == ()


def test_columns_for_yes_and_no_are_answers(tmp_path: Path) -> None:
    blank = tmp_path / "yes_no_columns.docx"
    blank.write_bytes(draft_forms.yes_no_columns())
    _mapped(tmp_path, blank)
    said = {"Is there heating?": "Yes", "Is there food?": "No"}
    checklist = _read(tmp_path, draft_forms.yes_no_columns(said)).submission.checklist
    assert [entry.state for entry in checklist.values()] == [FactorState.YES, FactorState.NO, FactorState.BLANK]


def test_groups_weights_and_ranges_in_words_are_found(tmp_path: Path) -> None:
    drafted = _tree(draft_forms.weighted())
    assert [(group["name"], len(group["factors"])) for group in drafted["checklist"]["group"]] == [
        ("Home", 2), ("School", 2),
    ]  # fmt: skip
    assert [(band["from"], band.get("to"), band["level"]) for band in drafted["score"]["band"]] == [
        (0, 4, "standard"), (5, 9, "medium"), (10, None, "high"),
    ]  # fmt: skip
    assert drafted["score"]["rag_field"] == "risk_level"


def test_a_header_may_begin_behind_the_labels() -> None:
    items = [[label, "", ""] for label in ("Seen with an unknown adult", "Missing overnight")]
    drawn = row(["Yes", "No"], before=1)
    assert _tree(document(table([drawn, *items]))) == _tree(document(table([["", "Yes", "No"], *items])))
    (checklist,) = [_tree(document(table([drawn, *items])))["checklist"]]
    assert [option["id"] for option in checklist["option"]] == ["yes", "no"]
    assert [factor["label"] for factor in checklist["group"][0]["factors"]] == [label for label, *_ in items]


def test_tags_of_check_boxes_name_the_rows_of_a_checklist() -> None:
    group = _tree(draft_forms.controls())["checklist"]["group"][0]
    assert [factor["id"] for factor in group["factors"]] == ["missing_often", "new_phone", "debts"]


def test_a_list_that_shows_its_first_entry_is_named_as_left_out() -> None:
    text = toml(draft(read_document(draft_forms.legacy()), blank_name="legacy.docx"), name="draft.toml")
    comments = " ".join(line.lstrip("# ") for line in text.splitlines() if line.startswith("#"))
    assert (
        "LOOK: Seen on the form, and not in this draft: - There is a drop-down at table 1, row 3, column 2" in comments
    )
    assert "give the list an empty first entry" in comments


# -- single shapes -----------------------------------------------------------------------------------------------------


def test_a_label_that_asks_for_a_date_and_more_gives_two_fields() -> None:
    fields = _fields(document(table([["Date of visit. Please describe who was there", ""]])))
    assert fields["date_of_visit"]["kind"] == "date"
    assert fields["describe_who"]["rest_of"] == "date_of_visit"


def test_options_in_brackets_are_a_choice_with_a_doubt() -> None:
    text = toml(draft(read_document(document(table([["Status (CIN, CP, CLA)", ""]]))), blank_name="x.docx"), name="x")
    assert [choice["id"] for choice in tomllib.loads(text)["field"][0]["choice"]] == ["CIN", "CP", "CLA"]
    assert "# LOOK: Taken as the allowed answers because the label lists them in brackets." in text


def test_what_to_record_in_brackets_is_no_choice() -> None:
    label = "Background of the family (record ethnicity, religion, language)"
    assert [field["kind"] for field in _fields(document(table([[label, ""]]))).values()] == ["narrative"]


def test_a_date_named_deep_in_a_prompt_is_no_date() -> None:
    prompt = "Who are the people that this child may be at risk from, with their name, address and date of birth"
    assert [field["kind"] for field in _fields(document(table([[prompt], ["\n\n\n"]]))).values()] == ["narrative"]


def test_a_label_that_the_form_prints_twice_is_told_apart_by_the_line_before_it_or_left_out_and_named() -> None:
    blank = document(table([["Name", ""]]), paragraph("Someone else"), table([["Name", ""]]), table([["Age", ""]]))
    text = toml(draft(read_document(blank), blank_name="x.docx"), name="x")
    tree = tomllib.loads(text)
    assert [(field["id"], field.get("after")) for field in tree["field"]] == [("name", "Someone else"), ("age", None)]
    assert "subject" not in tree
    assert text.count('- "Name"') == 1


def test_questions_of_each_domain_are_told_apart_by_its_heading_and_a_scale_is_a_choice() -> None:
    domains = [
        table([[cell(name, span=2)], ["Strengths", ""], ["How worried are you?", "0 1 2 3 4"]])
        for name in ("Health", "Education")
    ]
    fields = _fields(document(domains[0], "Next", domains[1]))
    assert [(field["label"], field["after"]) for field in fields.values()] == [
        ("Strengths", "Health"),
        ("How worried are you?", "Health"),
        ("Strengths", "Education"),
        ("How worried are you?", "Education"),
    ]
    assert [choice["label"] for choice in list(fields.values())[1]["choice"]] == ["0", "1", "2", "3", "4"]


def test_a_numbered_prompt_is_known_by_its_words_and_not_its_number() -> None:
    fields = _fields(document(table([["1. Why did you leave?"], ["\n\n\n"]]), table([["Age", ""]])))
    assert [field["label"] for field in fields.values()] == ["1. Why did you leave?", "Age"]


def test_no_id_of_a_choice_holds_a_comma() -> None:
    assert [choice.id for choice in choices_of(("CIN", "Yes, at home"))] == ["CIN", "yes_at_home"]


def test_a_choice_of_which_all_that_apply_are_ticked_has_several() -> None:
    fields = _fields(document(table([["Action (tick all that apply)", "☐ None   ☐ Police   ☐ School"], ["Age", ""]])))
    assert [field.get("several", False) for field in fields.values()] == [True, False]


def test_a_column_headed_yes_tick_is_an_answer_and_a_row_of_totals_is_no_factor() -> None:
    header = ["Question", "Yes (please tick)", "No", "Not asked"]
    rows = [[f"{number}. Is it so?", *[[paragraph(tick(False))]] * 3] for number in (1, 2)]
    blank = document(table([header, *rows, ["Total for 'yes' responses", "", "", ""]]))  # type: ignore[list-item]
    (checklist,) = [_tree(blank)["checklist"]]
    assert [option["id"] for option in checklist["option"]] == ["yes", "no", "not_asked"]
    assert [factor["label"] for factor in checklist["group"][0]["factors"]] == ["1. Is it so?", "2. Is it so?"]


def test_a_single_check_box_beside_its_question_is_a_tick() -> None:
    fields = _fields(document(table([["Consent given", [paragraph(tick(False))]], ["Name of child", ""]])))  # type: ignore[list-item]
    assert fields["consent_given"]["kind"] == "tick"


def test_boxes_that_stand_by_themselves_are_ticks(tmp_path: Path) -> None:
    rows, seen = [["☐", "Has an allergy"], ["Walks home", "☐ Yes"]], [["☐ Has seen the GP\n☐ Has seen the dentist"]]
    blank = document("Trip form", table(rows), "Health", table(seen), "Please return it.", "☐ I agree")
    fields = _fields(blank)
    ticks = {name for name, field in fields.items() if field["kind"] == "tick"}
    assert ticks == {"has_allergy", "walks_home", "has_seen_gp", "has_seen_dentist", "i_agree"}
    (tmp_path / "trip.docx").write_bytes(blank)
    _mapped(tmp_path, tmp_path / "trip.docx")
    assert {answer.state for answer in _read(tmp_path, blank).submission.answers.values()} == {State.BLANK}


@pytest.mark.parametrize(
    "blank",
    [
        document(),
        document(paragraph("Only a title", style="Title")),
        document(paragraph("Please read the guidance first."), paragraph("It is long.")),
        document(table([["", ""], ["", ""]])),
        document(table([["1", "2"], ["3", "4"]])),
        document(table([["子供の名前", ""], ["Имя", ""]])),
        document(table([["Yes Score", "Score"], ["5", ""], ["5", ""], ["5", ""]])),
        document(paragraph("Level", style="Heading1"), paragraph("Low: x"), paragraph("Low: y")),
    ],
)
def test_whatever_it_is_given_the_draft_fits_its_blank(tmp_path: Path, blank: bytes) -> None:
    path = tmp_path / "odd.docx"
    path.write_bytes(blank)
    assert _mapped(tmp_path, path).form.blanks == ("odd.docx",)


_WORDS = (
    "Name", "Date", "Score", "Yes", "No", "Low (1)", "", "", "", "5", "10", "0-5", "6+", "Total", "☐ Yes ☐ No", "✓",
    "What happened?", "Level (A, B, C)", "Name:", "........", "0-13 years = 5", "Rating", "Low concern",
)  # fmt: skip


@given(
    st.lists(
        st.one_of(
            st.sampled_from(_WORDS),
            st.integers(1, 4).flatmap(
                lambda wide: st.lists(
                    st.lists(st.sampled_from(_WORDS), min_size=wide, max_size=wide), min_size=1, max_size=5
                )
            ),
        ),
        max_size=5,
    )
)
@settings(max_examples=often(30, 120), deadline=None)
def test_words_in_any_order_give_a_draft_that_fits(blocks: list[str | list[list[str]]]) -> None:
    blank = read_document(document(*(table(block) if isinstance(block, list) else block for block in blocks)))
    proposal = draft(blank, blank_name="odd.docx")
    tomllib.loads(toml(proposal, name="odd.toml"))
    assert prepare(proposal.mapping(), blank, "odd.docx").mapping.form.blanks == ("odd.docx",)


# -- files and command -------------------------------------------------------------------------------------------------


@lru_cache
def _simple(label: str = "Name of child") -> bytes:
    return document(paragraph("Visit form", style="Title"), table([[label, ""], ["Date of visit", ""]]))


def _run(folder: Path, blank: bytes, *options: str) -> int:
    (folder / "visit.docx").write_bytes(blank)
    return main(["draft", str(folder / "visit.docx"), "-o", str(folder / "ours" / "visit.toml"), *options])


def test_the_command_writes_mapping_and_blank_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, _simple()) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[0].endswith('visit.toml: 2 fields, 0 factors, 0 levels of "Visit form"')
    assert "search for '# LOOK:' in visit.toml" in said.err
    assert (tmp_path / "ours" / "blanks" / "visit.docx").read_bytes() == _simple()
    assert main(["check", str(tmp_path / "ours" / "visit.toml")]) == 0
    if os.name == "posix":
        assert is_for_owner_only(tmp_path / "ours" / "visit.toml")


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    assert _run(tmp_path, _simple(), "--quiet") == 0
    first = {path.name: path.read_bytes() for path in (tmp_path / "ours").rglob("*.*")}
    assert _run(tmp_path, _simple(), "--quiet") == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "ours").rglob("*.*")} == first


def test_what_somebody_edited_and_another_blank_stay(tmp_path: Path) -> None:
    assert _run(tmp_path, _simple(), "--quiet") == 0
    mapping = tmp_path / "ours" / "visit.toml"
    edited = mapping.read_text("utf-8") + "# mine\n"
    mapping.write_text(edited, "utf-8")
    assert _run(tmp_path, _simple("Name of pupil"), "--quiet") == 0
    assert (tmp_path / "ours" / "visit.kept-1.toml").read_text("utf-8") == edited
    assert (tmp_path / "ours" / "blanks" / "visit.docx").read_bytes() == _simple()
    assert 'blanks = ["visit-2.docx"]' in mapping.read_text("utf-8")
    assert main(["check", "--quiet", str(mapping)]) == 0


def test_a_form_that_a_mapping_beside_it_reads_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, _simple(), "--quiet") == 0
    (tmp_path / "ours" / "wrong.toml").write_text("[form]\n", "utf-8")
    assert main(["draft", str(tmp_path / "visit.docx"), "-o", str(tmp_path / "ours" / "again.toml")]) == 0
    assert "visit.toml reads this form already. The draft has its id" in capsys.readouterr().err


def test_a_form_that_is_known_keeps_its_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", str(BLANK), "-o", str(tmp_path / "draft.toml")]) == 0
    assert "reads this form already. The draft has its id" in capsys.readouterr().err
    form = tmp_path / "form.docx"
    form.write_bytes(_completed().bytes())
    assert main(["read", str(form), "--mapping", str(tmp_path / "draft.toml")]) == 0
    assert "15" in capsys.readouterr().out


def test_a_completed_form_is_said_to_be_no_blank(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = tmp_path / "form.docx"
    form.write_bytes(_completed().bytes())
    assert main(["draft", str(form), "-o", str(tmp_path / "draft.toml")]) == 0
    said = capsys.readouterr().err
    assert re.search(r"The file is filled in \(\d\d answers\)", said)
    assert "Example Child" not in said
    assert main(["draft", str(BLANK), "-o", str(tmp_path / "other.toml")]) == 0
    assert "filled in" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["missing.docx"], 2),
        (["visit.docx", "-o", "visit.docx"], 2),
        (["notes.txt"], 3),
        (["visit.docx", "-q", "-v"], 2),
    ],
)
def test_exit_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int) -> None:
    monkeypatch.chdir(tmp_path)
    Path("visit.docx").write_bytes(_simple())
    Path("notes.txt").write_text("no form", "utf-8")
    assert main(["draft", *arguments]) == code
    assert not Path("draft.toml").exists()


def test_the_comments_are_for_people(tmp_path: Path) -> None:
    proposal = draft(read_document(draft_forms.levels()), blank_name="levels.docx")
    text = toml(proposal, name="levels.toml")
    assert text.startswith("# A draft of a mapping, made from the blank levels.docx.")
    assert all(len(line) <= 120 for line in text.splitlines() if line.startswith("#"))
    review = re.sub(r"^# ", "", text[text.index("# [review]") :], flags=re.MULTILINE)
    assert len(tomllib.loads(review)["review"]["interval"]) == 3


def test_factors_left_blank_are_blank(tmp_path: Path) -> None:
    blank = tmp_path / "weighted.docx"
    blank.write_bytes(draft_forms.weighted())
    _mapped(tmp_path, blank)
    said: Mapping[str, str] = {"Truants": "2"}
    checklist = _read(tmp_path, draft_forms.weighted(dict(said))).submission.checklist
    assert checklist["truants"].state is FactorState.YES
    assert {checklist[name].state for name in ("parental_conflict", "overcrowding", "excluded")} == {FactorState.BLANK}


# -- the example of the README -----------------------------------------------------------------------------------------


def _readme(project: Path, heading: str) -> str:
    return (project / "README.md").read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]


def test_the_ten_minutes_of_the_readme(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _readme(project, "A new form in ten minutes")
    shown = re.findall(r"```text\n\$ wordform (.*)\n([^`]*)```", text)
    monkeypatch.chdir(tmp_path)
    Path("Home visit check.docx").write_bytes(home_visit())
    Path("completed").mkdir()
    Path("completed/visit 1.docx").write_bytes(
        home_visit(name="Example Child", date="02/03/2026", home="Cold, but tidy.", heating="5", food="x")
    )
    Path("completed/visit 2.docx").write_bytes(home_visit(name="Robin Example", date="04/03/2026", home="In order."))
    for command, output in shown:
        if command.startswith("check"):
            _fill_in(Path("our-forms/home_visit.toml"), re.findall(r"```toml\n([^`]*)```", text)[0])
        assert main(shlex.split(command)) == 0
        said = capsys.readouterr()
        assert (said.out + said.err).replace(os.sep, "/").startswith(output), command
    assert [command.split()[0] for command, _ in shown] == ["draft", "check", "process"]
    written = read_document(Path("results/visit 1.docx").read_bytes()).text
    assert "15" in written
    assert "30/03/2026" in written


def _fill_in(path: Path, wanted: str) -> None:
    """Do to a draft what the page says: take the signs of the comment away, and put weeks in."""
    head, prepared = path.read_text("utf-8").split("# [score]")
    lines = f"# [score]{prepared}".splitlines()
    filled_in = "\n".join(
        line.removeprefix("# ") for line in lines if not re.match(r"# LOOK|#   ", line) or "{" in line
    )
    for level, weeks in (("Some worries", 4), ("Act today", 1)):
        filled_in = filled_in.replace(f'"{level}", weeks = 12', f'"{level}", weeks = {weeks}')
    assert filled_in.split() == wanted.split()
    path.write_text(head + wanted, "utf-8")


# -- whom it is about --------------------------------------------------------------------------------------------------


def test_number_day_and_assessor_of_whom_it_is_about_are_found() -> None:
    rows = [["Name of patient", "", "NHS number", ""], ["Assessed by", "", "Date of assessment", ""]]
    drafted = _tree(document(table(rows)))
    assert drafted["subject"] == {
        "name": "name_of_patient", "number": "nhs_number", "on": "date_of_assessment", "assessor": "assessed_by",
    }  # fmt: skip


def test_the_number_of_a_case_is_nobody_s() -> None:
    drafted = _tree(document(table([["Name of child", ""], ["Case reference", ""], ["Form number", ""]])))
    assert "number" not in drafted["subject"]


def test_without_a_person_the_lines_of_the_subject_are_prepared() -> None:
    form = document(table([["Project title", "", "Department", ""], ["Date of visit", ""]]))
    text = toml(draft(read_document(form), blank_name="x.docx"), name="x.toml")
    assert '# [subject]\n# name = "project_title"  # or \'department\'\n# on = "date_of_visit"\n' in text


def test_the_title_of_a_control_names_its_field() -> None:
    box = control(run("Click or tap here to enter text."), alias="Head Teacher", placeholder=True)
    form = document(table([["Signed on behalf of the school", [paragraph(box)]]]))  # type: ignore[arg-type] # a cell
    assert list(_fields(form)) == ["head_teacher"]
