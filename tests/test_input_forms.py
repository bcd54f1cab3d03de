"""The forms in ``input/`` are those the script makes, and read as a person reads them.

The expectations were worked out by hand from the texts in ``input_forms.toml`` and the form's rules, never copied from
the program's output.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from pipeline.submission import Choices, FactorState, State
from tests.formbuilder import CompletedForm, cell_texts, factors, parts_of
from tests.make_input_forms import INPUT, SAVED_BY_LIBREOFFICE, TEXTS, input_forms, main, save_with_libreoffice
from tests.reading import read_result

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a person who scores the form by hand comes to."""

    age_points: int | None
    total: int
    total_max: int | None = None
    rag: str | None
    level: str | None
    outcome: str | None
    kind: str | None
    review_due: str | None
    agreed: str | None = None
    applies: str = ""
    unclear: str = ""
    findings: set[str] = field(default_factory=set)


EXPECTED = {
    "typed": Expected(
        age_points=5, total=50, rag="medium", level="medium", outcome="medium", kind="CCE", review_due="2027-01-04",
        applies="open_to_social_services wanted_missing ehwb_issues drug_alcohol_abuse county_line_intel attendance "
        "associates_exploited social_isolation",
    ),
    "ticks": Expected(
        age_points=10, total=27, rag="low", level="low", outcome="low", kind="CSE", review_due="2026-12-14",
        applies="sen domestic_abuse attendance social_isolation parental_engagement",
    ),
    "crosses": Expected(
        age_points=5, total=82, rag="high", level="high", outcome="high", kind="CCE", review_due="2026-12-03",
        applies="looked_after_child wanted_missing self_harm_suicidal drug_alcohol_abuse victim_serious_violence "
        "suspect_other_crime intel_firearms_knife county_line_arrest stopped_another_force county_line_intel neet "
        "ocg_association nrm known_to_yos",
        findings={"total_differs", "rag_differs"},
    ),
    "controls": Expected(
        age_points=2, total=42, rag="medium", level="medium", outcome="medium", kind="CSE", review_due="2027-01-18",
        applies="wanted_missing ehwb_issues victim_sexual_crime victim_modern_slavery associates_exploited nrm",
    ),
    "libreoffice": Expected(
        age_points=10, total=75, rag="high", level="high", outcome="high", kind="Both", review_due="2026-11-11",
        applies="wanted_missing self_harm_suicidal victim_sexual_crime witness_sexual_serious_violence "
        "sexually_harmful_behaviour neet home_schooled ocg_association associates_exploited",
    ),
    "tracked": Expected(
        age_points=5, total=45, rag="medium", level="medium", outcome="medium", kind="CCE", review_due="2026-12-21",
        agreed="2026-12-07",
        applies="wanted_missing ehwb_issues attendance drug_alcohol_abuse county_line_intel associates_exploited",
        findings={"tracked_changes"},
    ),
    "unclear": Expected(
        age_points=5, total=37, total_max=72, rag="low", level="medium", outcome="medium", kind="CCE",
        review_due="2026-12-01",  # as for High, which it could be
        applies="open_to_social_services wanted_missing victim_serious_violence domestic_abuse county_line_intel "
        "attendance social_isolation",
        unclear="looked_after_child self_harm_suicidal sen drug_alcohol_abuse ocg_association",
        findings={"score_differs", "unclear_answer"},
    ),
    "blank": Expected(
        age_points=None, total=0, rag=None, level=None, outcome=None, kind=None, review_due=None,
        findings={"nothing_filled_in"},
    ),
}  # fmt: skip

ABOUT_SCORES = {"total_differs", "rag_differs", "age_score_differs", "score_differs", "impossible_total"}
ABOUT_READING = {"unclear_answer", "not_found", "unread_text", "factor_missing", "factor_twice", "tracked_changes"}


def expected_date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.fixture(scope="module", params=EXPECTED)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def result(name: str) -> Result:
    return read_result((INPUT / TEXTS[name]["file"]).read_bytes())


class TestFiles:
    def test_input_holds_these_eight_forms(self) -> None:
        assert {path.name for path in INPUT.iterdir()} == {str(text["file"]) for text in TEXTS.values()}
        assert len(TEXTS) == 8

    def test_they_are_what_the_script_makes(self) -> None:
        for file, data in input_forms().items():
            committed = (INPUT / file).read_bytes()
            if file == SAVED_BY_LIBREOFFICE:
                assert cell_texts(committed) == cell_texts(data)
            else:
                assert parts_of(committed) == parts_of(data), file

    def test_the_script_leaves_them_as_they_are(self, tmp_path: Path) -> None:
        for path in INPUT.iterdir():
            (tmp_path / path.name).write_bytes(path.read_bytes())
        main(tmp_path)
        for path in INPUT.iterdir():
            assert parts_of((tmp_path / path.name).read_bytes()) == parts_of(path.read_bytes()), path.name

    @pytest.mark.integration
    def test_libreoffice_saves_the_same_text(self, soffice: str) -> None:
        data = input_forms()[SAVED_BY_LIBREOFFICE]
        assert cell_texts(save_with_libreoffice(data, soffice)) == cell_texts(data)

    def test_the_blank_is_the_blank(self) -> None:
        assert (INPUT / TEXTS["blank"]["file"]).read_bytes() == CompletedForm.blank()


class TestScores:
    def test_age(self, name: str, result: Result) -> None:
        assert result.assessment.age_points == EXPECTED[name].age_points

    def test_factors(self, name: str, result: Result) -> None:
        states = {factor: answer.state for factor, answer in result.submission.checklist.items()}
        assert set(states) == set(factors())
        assert {factor for factor in states if states[factor] is FactorState.YES} == set(EXPECTED[name].applies.split())
        assert {factor for factor in states if states[factor] is FactorState.UNCLEAR} == set(
            EXPECTED[name].unclear.split()
        )

    def test_total(self, name: str, result: Result) -> None:
        expected = EXPECTED[name]
        assert result.assessment.total == expected.total
        if name != "blank":
            assert result.assessment.total_max == (expected.total_max or expected.total)
        assert result.assessment.complete == (not expected.unclear and name != "blank")

    def test_levels(self, name: str, result: Result) -> None:
        assert (result.assessment.rag, result.assessment.level) == (EXPECTED[name].rag, EXPECTED[name].level)

    def test_review(self, name: str, result: Result) -> None:
        assert result.assessment.review_due == expected_date(EXPECTED[name].review_due)

    def test_findings_about_scores(self, name: str, result: Result) -> None:
        found = {finding.code for finding in result.findings}
        assert found & ABOUT_SCORES == EXPECTED[name].findings & ABOUT_SCORES

    def test_findings_about_reading(self, name: str, result: Result) -> None:
        found = {finding.code for finding in result.findings}
        assert found & ABOUT_READING == EXPECTED[name].findings & ABOUT_READING
        assert not result.submission.unread


class TestAnswers:
    def test_every_text_is_read_as_it_was_typed(self, name: str, result: Result) -> None:
        for id_, text in TEXTS[name].items():
            if isinstance(text, str) and id_ not in NOT_COMPARED:
                answer = result.submission.answers[id_]
                value = ", ".join(answer.chosen) if isinstance(answer.value, Choices) else answer.value
                assert (answer.state, value) == (State.ANSWERED, text.strip()), id_

    def test_tables(self, name: str, result: Result) -> None:
        for id_, columns in (("agencies", 4), ("actions", 3)):
            read = result.submission.answers[id_].value if TEXTS[name].get(id_) else ()
            assert isinstance(read, tuple)
            filled = [
                list(line.values())[:columns] for line in read if any(v for k, v in line.items() if k != "agency")
            ]
            assert filled == TEXTS[name].get(id_, []), id_

    def test_notes(self, name: str, result: Result) -> None:
        notes = {factor: answer.notes for factor, answer in result.submission.checklist.items() if answer.notes}
        expected = {**TEXTS[name].get("notes", {})}
        if name == "tracked":
            expected["sen"] = "Assessed in May; no SEN support"
        assert notes == expected

    def test_what_was_not_asked_is_blank(self, name: str, result: Result) -> None:
        for id_, answer in result.submission.answers.items():
            if id_ not in TEXTS[name] and id_ not in NOT_COMPARED and answer.state is not State.BLANK:
                assert id_ in ALSO_FILLED_IN.get(name, ()), id_

    def test_outcome_and_type(self, name: str, result: Result) -> None:
        answers = result.submission.answers
        assert (answers["outcome"].value, answers["exploitation_type"].value) == (
            EXPECTED[name].outcome,
            EXPECTED[name].kind,
        )

    def test_agreed_review_date(self, name: str, result: Result) -> None:
        assert result.submission.answers["review_date"].value == expected_date(EXPECTED[name].agreed)


NOT_COMPARED = {
    "file", "date_of_birth", "date_completed", "previous_ce_concern", "review_date", "child_views_date", "perpetrators",
    "agencies", "outcome", "exploitation_type",
}  # fmt: skip
ALSO_FILLED_IN = {
    "typed": {"age_score", "total_score", "rag_rating"},
    "crosses": {"age_score", "total_score", "rag_rating"},
    "libreoffice": {"age_score", "total_score", "rag_rating"},
    "tracked": {"assessment_reason", "harm", "danger_statements"},
}


def read(name: str) -> Result:
    return read_result((INPUT / TEXTS[name]["file"]).read_bytes())


@pytest.mark.parametrize(
    ("name", "born", "completed", "views"),
    [
        ("typed", "2011-05-14", "2026-10-12", "2026-10-08"),
        ("ticks", "2014-02-03", "2026-09-21", "2026-09-17"),
        ("crosses", "2009-11-30", "2026-11-05", "2026-11-03"),
        ("controls", "2009-03-17", "2026-10-26", "2026-10-21"),
        ("libreoffice", "2013-01-09", "2026-10-14", "2026-10-12"),
        ("tracked", "2012-08-22", "2026-09-28", "2026-09-24"),
        ("unclear", "2010-06-12", "2026-11-03", None),
        ("blank", None, None, None),
    ],
)
def test_dates(name: str, born: str | None, completed: str | None, views: str | None) -> None:
    answers = read(name).submission.answers
    found = [answers[id_].value for id_ in ("date_of_birth", "date_completed", "child_views_date")]
    assert found == [expected_date(born), expected_date(completed), expected_date(views)]


def test_what_stands_beside_the_date_is_the_earlier_concern() -> None:
    concern = read("typed").submission.answers["previous_ce_concern"]
    assert concern.value == TEXTS["typed"]["date_completed"].strip().split("\n")[1]
    assert "CE was a concern in 2024 (low)" in str(read("unclear").submission.answers["previous_ce_concern"].value)
    assert read("ticks").submission.answers["previous_ce_concern"].state is State.BLANK


def test_dates_that_cannot_be_read_are_unclear() -> None:
    answers = read("unclear").submission.answers
    assert answers["review_date"].state is State.UNCLEAR
    assert answers["child_views_date"].state is State.UNCLEAR


def test_a_nested_table_is_read_row_by_row() -> None:
    lines = str(read("crosses").submission.answers["perpetrators"].value).split("\n")
    assert lines[0].startswith("Passed to the Level 2 meeting")
    assert [line.split("\t") for line in lines[1:]] == [
        ["Name", "Age", "Vehicle"],
        ["“Rook”", "about 25", "Grey van, roof bars"],
        ["“Little T”", "18 or 19", "Electric motorbike"],
    ]


def test_tracked_changes_read_as_accepted() -> None:
    answers = read("tracked").submission.answers
    assert answers["assessment_reason"].value == (
        "Charlie was seen five times with older boys who are known to the police.\n"
        "He came home late with a new bicycle in August.\n"
        "His uncle found a small bag of cannabis in the garage on 26 September."
    )
    assert "no known substance use" not in str(answers["harm"].value)
    assert read("tracked").submission.checklist["sen"].state is FactorState.NO
