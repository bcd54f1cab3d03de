"""How what people settled shows: in the document, in the result, on the screen, and not in documents for others."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases.check import open_entries
from pipeline.cases.entries import raw_entries
from pipeline.cases.targets import target_of
from pipeline.cli.commands.sheet import print_sheet
from pipeline.mapping.model import FieldKind
from pipeline.process.documents import origin_of
from pipeline.process.form import process_one
from pipeline.readers import open_form
from pipeline.submission import FactorState, State
from pipeline.writers.following.document import document_bytes
from tests.extent import often
from tests.formbuilder import CompletedForm, parts_of, run
from tests.generality import Tool
from tests.reading import DAY, layouts, read_as_it_stands, read_result
from tests.settling import AT, BY, WHY, Form, decided, read_settled, read_with, written_settled
from tests.shapes import deleted, inserted
from tests.test_comments import comments
from tests.test_documents import everything_in
from tests.test_generality_scoring import ROUNDS, ROUNDS_BLANK
from tests.workbookbuilder import filled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.cases.decision import Decision
    from pipeline.process.result import Result

pytestmark = pytest.mark.usefixtures("bare_registers")

BORN, REVIEW, REPLACED = "01/02/2012", "01/04/2026", "\N{REPLACEMENT CHARACTER}"
VALUES = {
    "date_of_birth": BORN,
    "review_date": "2026-04-01",
    "outcome": "high",
    "sen": "yes",
    "attendance": "no",
    "actions[1].who": "Lee Lead",
    "harm": "Told by the school\non two days.",
}
END = f"by {BY} on 20/11/2026: {WHY}"


def form() -> CompletedForm:
    """Fill in a form on which some entries are open."""
    return (
        CompletedForm()
        .put("child_name", "Example Child")
        .put("date_of_birth", "about 2011")
        .put("date_completed", "03/03/2026")
        .factors({"wanted_missing": "10", "sen": "TBC", "attendance": run("5", strike=True)})
        .choose("outcome", "medium", before="x ")
        .choose("outcome", "high", before="x ")
        .actions([("Talk", "", "1/4/2026")])
    )


def written(data: Form, decisions: Sequence[Decision] = (), *, comments: bool = True) -> bytes:
    """Write the document of a form with what was decided about it."""
    data = data if isinstance(data, bytes) else data.bytes()
    forms = layouts().forms
    _, document = process_one(data, name="f.docx", layouts=forms, day=DAY, comments=comments, decisions=decisions)
    return document


def told(document: bytes) -> dict[str, str]:
    """Return what comments say about settled entries, with the text that each covers."""
    return {text: covered for _, text, covered in comments(document) if "ettled as" in text}


class TestDocument:
    @pytest.mark.parametrize("onto_template", [False, True])
    def test_entries_stay_as_typed_and_results_go_by_what_was_settled(self, onto_template: bool) -> None:
        before = read_with(form()).submission
        result, document = written_settled(form(), VALUES, onto_template=onto_template)
        again = read_as_it_stands(document)

        assert (result.assessment.total, result.assessment.complete, result.assessment.level) == (20, True, "high")
        for name in ("date_of_birth", "review_date", "harm", "actions"):
            read, found = before.answers[name], again.answers[name]
            assert (name, found.state, found.raw, found.value) == (name, read.state, read.raw, read.value)
        assert again.answers["outcome"].state is not State.ANSWERED
        assert (again.checklist["sen"].state, again.checklist["sen"].entered) == (FactorState.UNCLEAR, "TBC")
        results = [again.answers[name].value for name in ("age_score", "total_score", "rag_rating")]
        assert results == [5, 20, "low"]

    @pytest.mark.parametrize("onto_template", [False, True])
    def test_comments_at_their_places_say_who_settled_what_and_why(self, onto_template: bool) -> None:
        _, document = written_settled(form(), VALUES, onto_template=onto_template)
        found = told(document)
        assert found[f'Settled as "yes" {END}'] == "TBC"
        assert found[f'Settled as "no" {END}'] == "5"
        assert found[f'Settled as "{BORN}" {END}'] == "about 2011"
        assert found[f'Settled as "{REVIEW}" {END}'] == ""
        assert found[f'Settled as "Told by the school on two days." {END}'] == ""
        assert f'Settled as "High Concern" {END}' in found
        assert any(each.endswith(f'row 1, By whom: settled as "Lee Lead" {END}') for each in found)
        assert len(found) == len(VALUES)
        assert not any("can't be read" in text for _, text, _ in comments(document))

    def test_without_a_reason_the_sentence_ends(self) -> None:
        decisions = decided(read_with(form()), {"sen": "yes"}, why=" ")
        assert list(told(written(form(), decisions))) == [f'Settled as "yes" by {BY} on 20/11/2026.']

    def test_a_document_without_comments_has_the_results_alone(self) -> None:
        document = written(form(), decided(read_with(form()), VALUES), comments=False)
        assert read_as_it_stands(document).answers["total_score"].value == 20
        assert BY.encode() not in b"".join(parts_of(document).values())

    def test_decisions_hold_for_the_document_that_was_written_with_them(self) -> None:
        decisions = decided(read_with(form()), VALUES)
        document = written(form(), decisions)
        result = read_with(document, decisions)
        assert (result.lapsed, result.assessment.total, result.assessment.complete) == ((), 20, True)
        assert comments(written(document, decisions)) == comments(document)

    def test_what_is_taken_back_is_said_no_more(self) -> None:
        document = written(form(), decided(read_with(form()), {"sen": "yes"}))
        after = written(document)
        assert (len(told(document)), told(after)) == (1, {})
        assert any(text.startswith("SEN: the entry can't be read") for _, text, _ in comments(after))

    def test_a_typed_total_is_corrected_once_nothing_is_open(self) -> None:
        typed = form().put("total_score", "10")
        _, still_open = written_settled(typed, {"sen": "yes"})
        _, corrected = written_settled(typed, VALUES)
        assert read_as_it_stands(still_open).answers["total_score"].value == 10
        assert read_as_it_stands(corrected).answers["total_score"].value == 20

    def test_a_row_that_the_form_lacks_is_told_by_its_name(self) -> None:
        lacking = form()
        lacking.remove(lacking.row("nrm"))
        result, document = written_settled(lacking, {"nrm": "yes"})
        assert result.submission.checklist["nrm"].state is FactorState.YES
        assert any(f'NRM: settled as "yes" {END}' in each for each in told(document))
        _, clean = written_settled(lacking, {"nrm": "yes"}, onto_template=True)
        assert read_result(clean).submission.checklist["nrm"].state is FactorState.BLANK
        assert told(clean) == {f'Settled as "yes" {END}': ""}

    def test_what_no_document_can_hold_is_replaced_in_a_reason(self) -> None:
        decisions = decided(read_with(form()), {"sen": "yes"}, why="seen\x07 <twice> & noted", by="Pat\x00")
        said = f'Settled as "yes" by Pat{REPLACED} on 20/11/2026: seen{REPLACED} <twice> & noted'
        assert told(written(form(), decisions)) == {said: "TBC"}

    def test_a_workbook_comes_out_on_the_template_in_the_same_way(self) -> None:
        data = filled({"Details!B4": "Example Child", "Checklist!C5": "TBC"})
        rows = read_result(data).submission.checklist
        (name,) = [each for each, row in rows.items() if row.entered == "TBC"]
        result, document = written_settled(data, {name: "yes", "team_manager": "Sam Sample"})
        again = read_result(document).submission
        assert (again.checklist[name].entered, again.answers["team_manager"].state) == ("TBC", State.BLANK)
        assert result.submission.checklist[name].state is FactorState.YES
        assert told(document) == {f'Settled as "yes" {END}': "TBC", f'Settled as "Sam Sample" {END}': ""}

    def test_all_that_is_open_in_a_workbook_settled_at_once_reads_back(self) -> None:
        data = filled({"Details!B4": "Example Child", "Checklist!C5": "TBC", "Checklist!C7": "10"})
        before = read_result(data)
        names = open_entries(before.submission, before.mapping)
        result, document = written_settled(data, {name: value_for(name, before) for name in names})
        assert (result.assessment.complete, result.lapsed) == (True, ())
        assert sum(text.count("ettled as") for _, text, _ in comments(document)) == len(names) > 40

    def test_a_round_is_told_in_its_column(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, ROUNDS, "Risk tool", ROUNDS_BLANK)
        data = tool.form(("Missing", "Initial", "?"), ("Gifts", "Review", "x"))
        _, document = written_settled(data, {"missing@initial": "yes"}, tool=tool)
        assert told(document) == {f'Settled as "yes" {END}': "?"}
        again = read_as_it_stands(document, read_with(document, tool=tool))
        assert (again.answers["first"].value, again.checklist["missing"].rounds["initial"].entered) == (10, "?")

    def test_pending_changes_are_weighed_with_what_was_settled(self) -> None:
        changed = form().factor("neet", [deleted("?"), inserted("5")])
        result = read_settled(changed, VALUES)
        (found,) = [each for each in result.findings if each.code == "tracked_changes"]
        assert "Accepted, the total is 25; before them it was 20." in found.message


class TestResult:
    def test_it_says_who_settled_what(self) -> None:
        record = json.loads(read_settled(form(), VALUES).json())
        who = {"by": BY, "at": AT, "why": WHY}
        born, actions = record["answers"]["date_of_birth"], record["answers"]["actions"]
        sen, attendance = record["checklist"]["sen"], record["checklist"]["attendance"]
        assert (born["value"], born["raw"], born["found_by"]) == ("2012-02-01", "about 2011", "settled")
        assert born["settled"] == sen["settled"] == {**who, "was": "unclear"}
        assert (sen["state"], sen["entered"], sen["points"], sen["found_by"]) == ("yes", "TBC", 5, "settled")
        assert actions["settled_cells"] == {"[1].who": {**who, "was": "blank"}}
        assert attendance["signs"] == ["struck out"]

    def test_nothing_else_in_it_changes(self) -> None:
        results = (read_with(form()), read_settled(form(), {"sen": "yes"}))
        before, after = (json.loads(each.json()) for each in results)
        differing = [name for name in before["checklist"] if before["checklist"][name] != after["checklist"][name]]
        assert (before["answers"], differing) == (after["answers"], ["sen"])

    def test_no_message_says_a_text_a_date_or_a_reason(self) -> None:
        lapsed = decided(read_with(form()), {"team_manager": "Sam Secret"}, why="Whispered")
        named = form().put("team_manager", "Kim Known")
        result = read_with(named, [*decided(read_with(named), VALUES, why="Whispered"), *lapsed])
        said = " ".join(each.message + each.remedy for each in result.findings)
        assert {"settled", "settled_lapsed"} <= {each.code for each in result.findings}
        for words in ("Whispered", "Sam Secret", "Kim Known", "2012", "Told by the school", "Lee Lead"):
            assert words not in said

    def test_the_sheet_shows_what_was_settled_and_what_the_form_says(self, capsys: pytest.CaptureFixture[str]) -> None:
        print_sheet(read_settled(form(), VALUES))
        shown = re.sub(r"\s+", " ", capsys.readouterr().out)
        assert f"settled {END} · the form says: about 2011" in shown
        assert "(settled)" in shown
        assert f"[1].who settled by {BY}" in shown


def test_documents_for_others_go_by_what_was_settled_and_never_say_who_or_why() -> None:
    decisions = decided(read_with(form()), VALUES, by="Zyx Settler", why="Qwv reason")
    lapsed = decided(read_with(form()), {"safety_goal": "To come"}, by="Zyx Settler", why="Qwv reason")
    data = form().put("safety_goal", "Agreed").bytes()
    result = read_with(data, [*decisions, *lapsed])
    assert [each.entry for each in result.lapsed] == ["safety_goal"]
    origin = origin_of(result, open_form(data), DAY)
    made = [
        everything_in(document_bytes(document, origin, on_request=True))
        for document in result.mapping.documents
        if not document.is_list
    ]
    assert any(BORN in text for text in made)
    for text in made:
        assert "Zyx" not in text
        assert "Qwv" not in text
        assert "about 2011" not in text


# -- any entries of a form ---------------------------------------------------------------------------------------------

OPEN = read_with(form())


def value_for(entry: str, result: Result) -> str:
    """Return a value that an entry takes."""
    target = target_of(entry, result.mapping)
    field = result.mapping.field(target.at.name) if target is not None else None
    if field is None:
        return "yes"
    if field.kind is FieldKind.CHOICE:
        return field.choices[-1].id
    return {FieldKind.DATE: BORN, FieldKind.NUMBER: "3"}.get(field.kind, "Some words")


@settings(max_examples=often(8, 30), deadline=None)
@given(st.lists(st.sampled_from(open_entries(OPEN.submission, OPEN.mapping)), unique=True, max_size=6), st.booleans())
def test_any_open_entries_settled_change_no_other_and_the_document_reads_back(
    chosen: list[str], onto_template: bool
) -> None:
    values = {name: value_for(name, OPEN) for name in chosen}
    result, document = written_settled(form(), values, onto_template=onto_template)
    touched = {name.partition("[")[0] for name in chosen}

    assert result.lapsed == ()
    assert raw_entries(result.submission) == raw_entries(OPEN.submission)
    answers, rows = result.submission.answers, result.submission.checklist
    assert {name for name, answer in OPEN.submission.answers.items() if answers[name] != answer} <= touched
    assert {name for name, row in OPEN.submission.checklist.items() if rows[name] != row} <= touched
    assert not touched & {each.field for each in result.findings if each.code in ("unclear_answer", "not_found")}
    assert sum(text.count("ettled as") for _, text, _ in comments(document)) == len(chosen)


@settings(max_examples=often(20, 80), deadline=None)
@given(st.lists(st.sampled_from(["sen", "attendance", "date_of_birth", "outcome"]), unique=True), st.booleans())
def test_settling_what_is_unclear_never_widens_the_range(chosen: list[str], applies: bool) -> None:
    rows = {"sen": "yes" if applies else "no", "attendance": "yes" if applies else "no"}
    result = read_settled(form(), {name: rows.get(name, value_for(name, OPEN)) for name in chosen})
    assert result.assessment.total_max <= OPEN.assessment.total_max
    assert result.assessment.total >= OPEN.assessment.total
