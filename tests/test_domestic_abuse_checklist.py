"""A checklist of 27 questions by its mapping alone: the number of Yes, judgement, what nobody knows, the referral."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipeline.cli.main import main
from pipeline.readers import read_document
from pipeline.submission import FactorState
from tests.filledblank import FilledBlank
from tests.reading import codes, read_result
from tests.shapes import q

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("bare_registers")


FORM = "domestic_abuse_checklist"


@pytest.fixture(scope="module")
def blank(project: Path) -> bytes:
    return (project / "mappings" / "blanks" / f"{FORM}.docx").read_bytes()


@pytest.fixture(scope="module")
def questions(blank: bytes) -> list[str]:
    return list(read_result(begun(blank).bytes()).submission.checklist)


def begun(blank: bytes) -> FilledBlank:
    return (
        FilledBlank(blank)
        .type("person_name", "Robin Example")
        .date("date_of_birth", dt.date(1990, 5, 12))
        .date("completed_on", dt.date(2026, 3, 2))
        .type("completed_by", "Sam Sample")
        .type("safe_contact", "Text first, on weekdays")
    )


def answered(blank: bytes, questions: list[str], yes: int, *, unknown: int = 0, left: int = 0) -> FilledBlank:
    """Answer the first questions Yes, the next Don't know, leave the next open, and answer the rest No."""
    said = ["yes"] * yes + ["dont_know"] * unknown + [""] * left
    said += ["no"] * (len(questions) - len(said))
    return begun(blank).tick(*(f"{each}.{what}" for each, what in zip(questions, said, strict=True) if what))


def decided(form: FilledBlank, level: str = "high", referred: str = "yes") -> FilledBlank:
    return form.tick(f"agreed_level.{level}", f"referred.{referred}", "consent.agrees")


def test_there_are_27_questions(questions: list[str]) -> None:
    assert len(questions) == 27


@pytest.mark.parametrize(
    ("yes", "band", "review"),
    [
        (0, "standard", dt.date(2026, 5, 22)),  # the Monday after is a bank holiday
        (9, "standard", dt.date(2026, 5, 22)),
        (10, "medium", dt.date(2026, 3, 30)),
        (13, "medium", dt.date(2026, 3, 30)),
        (14, "high", dt.date(2026, 3, 9)),
        (27, "high", dt.date(2026, 3, 9)),
    ],
)
def test_the_number_of_yes_gives_level_and_review(
    blank: bytes, questions: list[str], yes: int, band: str, review: dt.date
) -> None:
    assessment = read_result(answered(blank, questions, yes).bytes()).assessment

    assert (assessment.total, assessment.total_max) == (yes, yes)
    assert (assessment.rag, assessment.review_due) == (band, review)
    assert assessment.complete


def test_what_nobody_knows_and_what_was_not_asked_may_be_a_yes(blank: bytes, questions: list[str]) -> None:
    result = read_result(answered(blank, questions, 12, unknown=1, left=1).bytes())

    assert (result.assessment.total, result.assessment.total_max) == (12, 14)
    assert not result.assessment.complete
    assert result.assessment.review_due == dt.date(2026, 3, 9)  # of the highest level that it could be
    assert result.submission.checklist[questions[12]].state is FactorState.UNCLEAR
    assert result.submission.checklist[questions[13]].state is FactorState.BLANK


def test_rows_that_were_deleted_may_be_a_yes(blank: bytes, questions: list[str]) -> None:
    form = answered(blank, questions, 13)
    for question in questions[-2:]:
        row = next(form.controls(f"{question}.no")[0].iterancestors(q("w:tr")))
        row.getparent().remove(row)  # type: ignore[union-attr]
    result = read_result(form.bytes())

    assert (result.assessment.total, result.assessment.total_max) == (13, 15)
    assert {each.field for each in result.findings if each.code == "factor_missing"} == set(questions[-2:])


def test_crosses_typed_where_an_online_editor_left_plain_text(blank: bytes, questions: list[str]) -> None:
    form = begun(blank)
    for number, question in enumerate(questions):
        form.type(f"{question}.{'yes' if number < 14 else 'no'}", "X")
    result = read_result(form.flatten().bytes())

    assert (result.assessment.total, result.assessment.rag, result.assessment.complete) == (14, "high", True)
    assert result.submission.unread == ()


def test_yes_and_no_in_one_row_is_unclear(blank: bytes, questions: list[str]) -> None:
    result = read_result(answered(blank, questions, 13).tick("police.yes").bytes())

    assert result.submission.checklist["police"].state is FactorState.UNCLEAR
    assert (result.assessment.total, result.assessment.total_max) == (13, 14)


def test_a_box_that_was_ticked_and_then_struck_out_is_asked_about(blank: bytes, questions: list[str]) -> None:
    form = answered(blank, questions, 13).tick("police.yes")
    look = next(form.controls("police.yes")[0].iter(q("w:rPr")))
    look.append(look.makeelement(q("w:strike")))
    result = read_result(form.bytes())

    assert result.submission.checklist["police"].state is FactorState.UNCLEAR
    assert (result.assessment.total, result.assessment.total_max) == (13, 14)


def test_words_beside_a_question_are_kept(blank: bytes) -> None:
    form = begun(blank).tick("strangled.yes").type("strangled.notes", "Once, in January")
    entry = read_result(form.bytes()).submission.checklist["strangled"]

    assert (entry.chosen, entry.notes) == (("yes",), "Once, in January")


class TestWhatRaisesTheLevel:
    """The number of Yes is never all."""

    @pytest.mark.parametrize(
        ("how", "flag"),
        [("judgement", "professional judgement"), ("incidents", "escalation"), ("marac_before", "repeat")],
    )
    def test_judgement_escalation_and_a_repeat(self, blank: bytes, questions: list[str], how: str, flag: str) -> None:
        form = answered(blank, questions, 2)
        form = form.type("incidents", "4") if how == "incidents" else form.tick(f"{how}.yes")
        result = read_result(form.bytes())

        assert result.assessment.level == "high"
        assert flag in result.assessment.flags
        assert result.assessment.routes == ("MARAC coordinator, and the IDVA service",)

    def test_two_incidents_do_not(self, blank: bytes, questions: list[str]) -> None:
        assert read_result(answered(blank, questions, 2).type("incidents", "2").bytes()).assessment.level == "standard"

    def test_an_unclear_number_of_incidents_changes_nothing_and_asks(self, blank: bytes, questions: list[str]) -> None:
        form = answered(blank, questions, 2).type("incidents", "2 or 3?").bytes()
        result = read_result(form)

        assert result.assessment.rag == "standard"
        assert "unclear_answer" in codes(form)


class TestRules:
    """What practice asks of a completed checklist."""

    def test_a_level_has_to_be_decided_on(self, blank: bytes, questions: list[str]) -> None:
        assert "outcome_missing" in codes(answered(blank, questions, 3).bytes())

    def test_a_lower_level_than_the_questions_needs_reasons(self, blank: bytes, questions: list[str]) -> None:
        form = decided(answered(blank, questions, 15), "medium")
        assert "lower_without_reasons" in codes(form.bytes())
        assert "lower_without_reasons" not in codes(form.type("judgement_reasons", "Moved away.").bytes())

    def test_a_high_level_without_referral_is_said(self, blank: bytes, questions: list[str]) -> None:
        assert "not_referred" in codes(decided(answered(blank, questions, 15), referred="no").bytes())
        assert "not_referred" not in codes(decided(answered(blank, questions, 15)).bytes())

    @pytest.mark.parametrize(
        ("said", "is_asked"),
        [("Seen in hospital the same night", False), ("Did not see a doctor", True), ("Twice, in May", True)],
    )
    def test_choking_without_medical_help_is_asked_about(self, blank: bytes, said: str, is_asked: bool) -> None:
        form = begun(blank).tick("strangled.yes").type("strangled.notes", said)
        assert ("medical_help" in codes(form.bytes())) is is_asked


def test_from_the_blank_to_the_referral(
    blank: bytes, questions: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = (
        decided(answered(blank, questions, 14))
        .type("harmer_name", "Jo Other")
        .type("children.name", "Kim Example")
        .type("children.school", "Hill Lane School")
        .type("wishes", "To stay in the flat.")
        .type("actions.what", "Change the locks")
    )
    (tmp_path / "robin.docx").write_bytes(form.bytes())
    output = tmp_path / "out"
    assert main(["process", str(tmp_path / "robin.docx"), "-o", str(output), "--documents"]) == 0, capsys.readouterr()

    written = read_result((output / "robin.docx").read_bytes()).submission.answers
    assert written["wishes"].value == "To stay in the flat."
    text = read_document((output / "robin.docx").read_bytes(), name="x").text
    assert "High" in text
    assert "09/03/2026" in text

    referral = read_document((output / "documents" / "robin" / "marac_referral.docx").read_bytes(), name="x").text
    for words in ("Robin Example", "Jo Other", "Kim Example", "Hill Lane School", "1. Were you hurt this time?", "14"):
        assert words in referral
    agreed = read_document((output / "documents" / "robin" / "agreed_steps.docx").read_bytes(), name="x").text
    assert "Change the locks" in agreed
    assert "Robin" not in agreed
