"""The correction loop with a person at LibreOffice: documents of ours opened there, answered, saved in its formats."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipeline.process.form import process_one
from pipeline.process.result import Result
from pipeline.readers import OpenedForm, Opening, open_form, open_forms
from pipeline.submission import State
from tests.documents import main_part
from tests.filledblank import FilledBlank, filled
from tests.formbuilder import BLANK, factors, text_of
from tests.libreoffice import PASSWORD, SAVED_AS, carry_out
from tests.reading import DAY, layouts, read_result
from tests.shapes import q
from tests.test_as_left import BANDS, process, rag
from tests.test_corrections import changes, wrong
from tests.test_in_place import completed, row_of
from tests.test_marks import MARK, marks
from tests.workbookbuilder import filled as filled_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

OPENING = Opening(passwords=(PASSWORD,))

pytestmark = pytest.mark.integration

OURS = {"total_score", "rag_rating", "age_score"}
MORGAN = "CE assessment - Morgan Nobody.docx"
WORKBOOK = {
    "Details!B4": "Example Child",
    "Details!B5": dt.datetime(2011, 7, 3),  # noqa: DTZ001 - a cell has no time zone
    "Details!B8": dt.datetime(2026, 10, 25),  # noqa: DTZ001
    "Checklist!D10": "?",
}


class Office:
    """Documents of ours, and what came back of each."""

    def __init__(self, soffice: str, folder: Path, project: Path) -> None:
        self._folder = folder
        self._steps: list[dict[str, object]] = []
        morgan = (project / "input" / MORGAN).read_bytes()
        answers = self._answers(morgan)
        for name, options in (("plain", {}), ("quiet", {"comments": False}), ("template", {"onto_template": True})):
            self._put(name, process(morgan, **options)[1], answers, "docx odt doc")
        self._put("workbook", process(filled_workbook(WORKBOOK))[1], [self._answer("sen", "5")])
        self._put("typed_over", process(completed())[1], [self._over("TOTAL Score", 1, "45")])
        self._put("emptied", process(completed())[1], [self._over("TOTAL Score", 1, "")])
        self._put("rated", process(completed())[1], [self._over("71+", 2, "x")])
        self._put("agreed", process(completed())[1], [self._over("Agreed CE review date", 1, "30/06/2026")])
        self._put("corrected", process(wrong())[1], [], "docx odt")
        self._put("accepted", process(wrong())[1], [], accept=True)
        self._put("locked", process(completed())[1], [self._answer("neet", "5")], "doc", password=PASSWORD)
        worse = [{"label": factors()[each][0], "right": 2, "tick": "own"} for each in ("ocg_association", "cuckooing")]
        self._put("controls", process(filled())[1], worse, "docx odt")
        self._put("without_controls", process(filled())[1], [], "doc")
        other = [{"label": "71+", "right": 2, "tick": "own"}]
        self._put("other_box", process(filled())[1], other)
        blank = (BLANK.parent / "risk_identification_tool.docx").read_bytes()
        risks = FilledBlank(blank).type("child_name", "Example Child").tick("neglect.low").bytes()
        self._put("list", process(risks)[1], [{"label": "Travel, adventure", "right": 4, "tick": "own"}], "docx odt")
        carry_out(soffice, folder, self._steps)
        self._files = {path.name: path.read_bytes() for path in (folder / "back").iterdir()}
        self._opened = open_forms(self._files, OPENING)

    def read(self, name: str) -> tuple[Result, bytes]:
        """Process what came back."""
        opened = self._opened[name]
        assert isinstance(opened, OpenedForm)
        file, forms = self._files[name], layouts().forms
        return process_one(file, name=name, layouts=forms, day=DAY, opened=opened, mark=lambda _: MARK)

    def _put(
        self,
        name: str,
        document: bytes,
        fill: Sequence[Mapping[str, object]],
        formats: str = "docx",
        *,
        accept: bool = False,
        password: str = "",
    ) -> None:
        out, back = self._folder / "out", self._folder / "back"
        out.mkdir(exist_ok=True)
        back.mkdir(exist_ok=True)
        (out / f"{name}.docx").write_bytes(document)
        locked = {"Password": password} if password else {}
        save = {str(back / f"{name}.{each}"): {**SAVED_AS[each], **locked} for each in formats.split()}
        self._steps.append({"open": str(out / f"{name}.docx"), "fill": fill, "accept": accept, "save": save})

    def _answers(self, form: bytes) -> list[dict[str, object]]:
        """Answer every entry of the checklist that can't be read with certainty."""
        unclear = [each for each in read_result(form).findings if each.code == "unclear_answer"]
        return [self._answer(each.field, "No") for each in unclear if each.field in factors()]

    def _answer(self, factor: str, text: str) -> dict[str, object]:
        return self._over(factors()[factor][0], 2, text)

    def _over(self, label: str, right: int, text: str) -> dict[str, object]:
        return {"label": label, "right": right, "text": text}


@pytest.fixture(scope="module")
def office(soffice: str, tmp_path_factory: pytest.TempPathFactory, project: Path) -> Office:
    return Office(soffice, tmp_path_factory.mktemp("office"), project)


def about_our_words(result: Result) -> set[str]:
    return {finding.field for finding in result.findings} & OURS


# Entries answered


@pytest.mark.parametrize("kind", ["docx", "odt", "doc"])
@pytest.mark.parametrize("name", ["plain", "quiet", "template"])
def test_answered_entries_leave_a_total_without_a_range(office: Office, name: str, kind: str) -> None:
    result, document = office.read(f"{name}.{kind}")
    assert (result.assessment.total, result.assessment.total_max, result.assessment.complete) == (37, 37, True)
    assert about_our_words(result) == set()
    assert result.submission.unread == ()
    assert result.mark == MARK
    assert marks(document) == [MARK]
    assert row_of(document, "TOTAL Score")[-1] == "37"
    assert rag(document) == ["✓", "", ""]


@pytest.mark.parametrize("name", ["plain.docx", "template.docx"])
def test_processed_once_more_it_is_the_same_to_the_byte(office: Office, name: str) -> None:
    _, once = office.read(name)
    assert process(once)[1] == once


def test_the_document_of_a_workbook(office: Office) -> None:
    result, document = office.read("workbook.docx")
    assert about_our_words(result) == set()
    assert row_of(document, "TOTAL Score")[-1] == "10"


# Results in controls


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_check_boxes_text_and_a_date(office: Office, kind: str) -> None:
    result, document = office.read(f"controls.{kind}")
    assert result.assessment.total == 45
    assert all(result.submission.answers[each].state is State.BLANK for each in (*OURS, "review_date"))
    assert result.submission.unread == ()
    assert about_our_words(result) == set()
    assert row_of(document, "TOTAL Score")[-1] == "45"
    assert ["✓" in row or "☒" in row for row in rag(document)] == [False, True, False]


def test_where_a_format_has_no_controls_words_of_ours_are_known(office: Office) -> None:
    """LibreOffice keeps the bookmarks round them when it saves as .doc."""
    result, document = office.read("without_controls.doc")
    assert result.assessment.total == 25
    assert all(result.submission.answers[each].state is State.BLANK for each in (*OURS, "review_date"))
    assert about_our_words(result) == set()
    assert changes(document) == []


def test_a_box_that_a_person_ticked_counts_and_ours_is_withdrawn(office: Office) -> None:
    result, document = office.read("other_box.docx")
    assert result.submission.answers["rag_rating"].value == "high"
    assert "rag_differs" in {finding.code for finding in result.findings}
    assert [_is_ticked(document, band) for band in BANDS] == [False, False, True]


def _is_ticked(document: bytes, band: str) -> bool:
    """Return whether the check box in the row of a band is ticked; LibreOffice's script leaves its glyph as it was."""
    rows = main_part(document).iter(q("w:tr"))
    row = next(each for each in rows if text_of(next(each.iter(q("w:tc")))).startswith(band))
    return next(row.iter(q("w14:checked"))).get(q("w14:val")) == "1"


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_list(office: Office, kind: str) -> None:
    result, document = office.read(f"list.{kind}")
    assert result.assessment.level == "high"
    assert result.submission.answers["level_by_indicators"].state is State.BLANK
    _, _, seal = main_part(document).iter(q("w:bookmarkStart"))
    box = seal.getparent()
    assert box is not None
    assert text_of(box) == "High"


# Results that a person changed


def test_a_total_typed_over_ours(office: Office) -> None:
    result, document = office.read("typed_over.docx")
    assert result.submission.answers["total_score"].value == 45
    assert changes(document) == [("del", "45"), ("ins", "10")]


def test_a_total_taken_away(office: Office) -> None:
    assert row_of(office.read("emptied.docx")[1], "TOTAL Score")[-1] == "10"


def test_another_rating(office: Office) -> None:
    result, document = office.read("rated.docx")
    assert result.submission.answers["rag_rating"].value == "high"
    assert changes(document) == [("ins", "✓"), ("del", "x")]


def test_an_agreed_date(office: Office) -> None:
    result, document = office.read("agreed.docx")
    assert result.submission.answers["review_date"].value == dt.date(2026, 6, 30)
    assert row_of(document, "Agreed CE review date")[-1] == "30/06/2026"


# Corrections


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_pending_corrections_are_made_again(office: Office, kind: str) -> None:
    result, document = office.read(f"corrected.{kind}")
    assert result.submission.answers["total_score"].value == 99
    assert "tracked_changes" not in {finding.code for finding in result.findings}
    assert changes(document) == changes(process(wrong())[1])


def test_accepted_corrections_stand(office: Office) -> None:
    result, document = office.read("accepted.docx")
    answers = result.submission.answers
    assert [answers[each].value for each in ("age_score", "total_score", "rag_rating")] == [5, 10, "low"]
    assert changes(document) == []
    assert about_our_words(result) == set()


def test_a_document_saved_with_a_password(office: Office) -> None:
    result, document = office.read("locked.doc")
    assert result.mark == MARK
    opened = open_form(document, OPENING)
    assert opened.password == PASSWORD
    assert row_of(opened.content, "TOTAL Score")[-1] == "15"
