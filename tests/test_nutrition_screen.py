"""A score of three ladders by its mapping alone: points added up, the risk, the next screen, the referral."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipeline.cli.main import main
from pipeline.readers import read_document
from pipeline.submission import FactorState, State
from tests.filledblank import FilledBlank
from tests.reading import read_result

if TYPE_CHECKING:
    from pathlib import Path

FORM = "nutrition_screen"


@pytest.fixture(scope="module")
def blank(project: Path) -> bytes:
    return (project / "mappings" / "blanks" / f"{FORM}.docx").read_bytes()


def screened(blank: bytes, *ticks: str) -> FilledBlank:
    return (
        FilledBlank(blank)
        .type("person_name", "Alex Example")
        .date("date_of_birth", dt.date(1941, 4, 3))
        .date("screened_on", dt.date(2026, 3, 2))
        .type("screened_by", "Sam Sample")
        .type("weight", "47.5 kg")
        .tick(*ticks)
    )


@pytest.mark.parametrize(
    ("ticks", "total", "risk", "again"),
    [
        (("bmi.over_20", "weight_loss.under_5", "no_intake.eats"), 0, "low", dt.date(2026, 4, 2)),
        (("bmi.to_20", "weight_loss.under_5", "no_intake.eats"), 1, "medium", dt.date(2026, 3, 16)),
        (("bmi.to_20", "weight_loss.to_10", "no_intake.eats"), 2, "high", dt.date(2026, 3, 9)),
        (("bmi.over_20", "weight_loss.under_5", "no_intake.nothing"), 2, "high", dt.date(2026, 3, 9)),
        (("bmi.under_18_5", "weight_loss.over_10", "no_intake.nothing"), 6, "high", dt.date(2026, 3, 9)),
    ],
)
def test_the_steps_add_up_to_the_risk_and_the_next_screen(
    blank: bytes, ticks: tuple[str, ...], total: int, risk: str, again: dt.date
) -> None:
    assessment = read_result(screened(blank, *ticks).bytes()).assessment

    assert (assessment.total, assessment.total_max) == (total, total)
    assert (assessment.rag, assessment.review_due) == (risk, again)


@pytest.mark.parametrize(
    ("ticks", "most"),
    [
        (("weight_loss.under_5", "no_intake.eats"), 2),  # step 1 left open
        (("bmi.bmi_not_known", "weight_loss.under_5", "no_intake.eats"), 2),
        (("bmi.bmi_not_known", "weight_loss.loss_not_known", "no_intake.eats"), 4),
        (("bmi.over_20",), 4),
    ],
)
def test_a_step_that_is_open_makes_the_score_a_range(blank: bytes, ticks: tuple[str, ...], most: int) -> None:
    assessment = read_result(screened(blank, *ticks).bytes()).assessment

    assert (assessment.total, assessment.total_max) == (0, most)
    assert assessment.review_due == dt.date(2026, 3, 9)  # of the highest risk that it could be


def test_two_rungs_of_a_step_are_unclear(blank: bytes) -> None:
    form = screened(blank, "bmi.over_20", "bmi.under_18_5", "weight_loss.under_5", "no_intake.eats")
    result = read_result(form.bytes())

    assert result.submission.checklist["bmi"].state is FactorState.UNCLEAR
    assert (result.assessment.total, result.assessment.total_max) == (0, 2)


@pytest.mark.parametrize(
    ("typed", "value"), [("47.5", Decimal("47.5")), ("47,5 kg", Decimal("47.5")), ("7 st 6", None), ("45-48", None)]
)
def test_a_weight_is_kilograms_or_unclear(blank: bytes, typed: str, value: Decimal | None) -> None:
    assert read_result(screened(blank).type("weight", typed).bytes()).submission.answers["weight"].value == value


@pytest.mark.parametrize(
    ("measure", "typed"),
    [("height", "165"), ("height", "5.6"), ("height", "16.5"), ("weight", "4.75"), ("weight", "475")],
)
def test_a_height_or_weight_that_nobody_has_is_unclear(blank: bytes, measure: str, typed: str) -> None:
    answer = read_result(screened(blank).type(measure, typed).bytes()).submission.answers[measure]

    assert (answer.state, answer.value) == (State.UNCLEAR, None)


def test_judgement_raises_the_risk_and_is_explained(blank: bytes) -> None:
    low = ("bmi.over_20", "weight_loss.under_5", "no_intake.eats")
    result = read_result(screened(blank, *low, "treat_as_high.yes").bytes())

    assert (result.assessment.total, result.assessment.level) == (0, "high")
    assert result.assessment.flags == ("judgement",)
    assert {"judgement_without_reasons", "plan_missing"} <= {each.code for each in result.findings}
    assert result.assessment.routes == ("Dietitian",)


def test_from_the_blank_to_the_referral(blank: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = screened(blank, "bmi.to_20", "weight_loss.over_10", "no_intake.eats", "swallowing.yes")
    form.type("eating", "Likes soup.", "Eats best in company.").type("actions.what", "Fortified milk")
    (tmp_path / "alex.docx").write_bytes(form.bytes())
    for onto in ("form", "template"):
        output = tmp_path / onto
        command = ["process", str(tmp_path / "alex.docx"), "-o", str(output), "--documents", "--onto", onto]
        assert main(command) == 0, capsys.readouterr()

        result = read_result((output / "alex.docx").read_bytes())
        assert result.submission.checklist["weight_loss"].chosen == ("over_10",)
        assert result.submission.unread == ()
        assert "09/03/2026" in read_document((output / "alex.docx").read_bytes(), name="x").text
        documents = output / "documents" / "alex"
        referral = read_document((documents / "dietitian_referral.docx").read_bytes(), name="x").text
        for words in ("Alex Example", "High risk, score 3", "More than 10 in 100", "Eats best in company."):
            assert words in referral
        assert "Fortified milk" in read_document((documents / "care_plan.docx").read_bytes(), name="x").text
