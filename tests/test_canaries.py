"""No word that a mapping doesn't allow there is in any part of what is shared, however it is hidden or split."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.cli.main import main
from pipeline.document import Mark, paragraphs
from pipeline.mapping.model import FieldKind
from pipeline.process.form import process_one
from pipeline.readers import read_document
from pipeline.writers.register.columns import column_names
from tests.canaries import PLACES, canary_form, every_word, found_in, word
from tests.reading import DAY, codes, layouts, read_result
from tests.test_documents import made, names, shipped
from tests.test_workbook_forms import ANSWERS, filled

if TYPE_CHECKING:
    from pathlib import Path

STRUCK = {name for name in every_word() if name.startswith("struck")}
HIDDEN = [name for name in PLACES if name.startswith("hidden")]


@lru_cache(maxsize=1)
def form() -> bytes:
    return canary_form().bytes()


def allowed_in(name: str, *, on_request: bool) -> set[str]:
    """Return whose words a document may hold: struck ones too, except in short texts, which drop them."""
    document = next(each for each in shipped().documents if each.id == name)
    fields = document.fields(on_request=on_request)
    notes = {f"note {factor.id}" for factor in shipped().factors} if "checklist" in fields else set()
    kinds = {field.id: field.kind for field in shipped().fields}
    struck = {f"struck {field}" for field in fields if kinds.get(field) is not FieldKind.TEXT}
    return {*fields, *struck, *notes} & set(every_word())


def test_every_word_is_in_the_form_and_would_be_found() -> None:
    assert found_in(form()) == set(every_word())


def test_each_hiding_place_has_its_finding() -> None:
    result = read_result(form())
    unread = {text.text: text.hidden for text in result.submission.unread}
    assert {name: unread.get(word(name)) for name in HIDDEN} == dict.fromkeys(HIDDEN, True)
    assert unread[word("unread")] is False
    assert {"hidden_text", "unread_text", "tracked_changes"} <= codes(form())


@pytest.mark.parametrize("on_request", [False, True], ids=["usual", "on request"])
@pytest.mark.parametrize("name", names())
def test_a_document_holds_the_words_of_its_fields_alone(name: str, on_request: bool) -> None:
    found = found_in(made(name, form(), on_request=on_request))
    allowed = allowed_in(name, on_request=on_request)
    assert found - allowed == set()
    assert allowed - found == set()


@pytest.mark.parametrize("name", names())
def test_struck_words_are_struck_in_every_document(name: str) -> None:
    assert standing_in(made(name, form(), on_request=True)) & STRUCK == set()


def standing_in(data: bytes) -> set[str]:
    """Return what the words that are not struck out in a document stand for."""
    blocks = read_document(data).blocks
    text = "".join(run.text for each in paragraphs(blocks) for run in each.runs if Mark.STRIKE not in run.marks)
    return {name for name, said in every_word().items() if said in text}


def test_the_clean_template_shows_nothing_hidden_and_leaves_nothing_behind() -> None:
    _, document = process_one(
        form(), name="form.docx", layouts=layouts().forms, day=DAY, onto_template=True, comments=False
    )
    carried = {"picture", "link", "name of a style"}  # the team's own document: a narrative comes with what is in it
    found = found_in(document)
    assert found & set(PLACES) <= {"unread", "header", *carried}
    assert found >= {"harm", "struck harm", "actions", "struck actions"}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Process the form with all that follows from it."""
    folder = tmp_path_factory.mktemp("canaries")
    (folder / "input").mkdir()
    (folder / "input" / "form.docx").write_bytes(form())
    output = folder / "output"
    assert main(["process", str(folder / "input"), "-o", str(output), "--day", str(DAY), "--documents", "-q"]) == 0
    return output


class TestARun:
    def test_what_is_made_for_others(self, output: Path) -> None:
        made_now = sorted((output / "documents").rglob("*.docx"))
        assert len(made_now) > 3
        for path in made_now:
            assert found_in(path.read_bytes()) - allowed_in(path.stem, on_request=False) == set(), path.name

    def test_a_list_of_many_forms_strikes_too(self, output: Path) -> None:
        made_now = (output / "documents" / "transition_list.docx").read_bytes()
        assert "struck transition_pathway" in found_in(made_now)
        assert standing_in(made_now) & STRUCK == set()

    def test_tables(self, output: Path) -> None:
        columns = set(column_names(shipped()))
        for name in ("register.xlsx", "register.csv", "report.html"):
            assert found_in((output / name).read_bytes()) - columns == set(), name
        assert found_in((output / "reviews.ics").read_bytes()) == set()

    def test_a_written_form_keeps_what_is_hidden_where_it_is(self, output: Path) -> None:
        # A bookmark that looks like one of ours gives way to ours.
        assert found_in((output / "form.docx").read_bytes()) == set(every_word()) - {"our bookmark"}


@pytest.mark.parametrize("more", [(), ("--on-request",)], ids=["usual", "on request"])
def test_the_command_that_makes_one_document(tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "form.docx").write_bytes(form())
    sheet = tmp_path / "sheet.docx"
    assert main(["document", "police_share", str(tmp_path / "form.docx"), "-o", str(sheet), *more, "-q"]) == 0
    assert found_in(sheet.read_bytes()) == allowed_in("police_share", on_request=bool(more))


def test_a_workbook() -> None:
    def change(book: openpyxl.Workbook) -> None:
        details, checklist = book["Details"], book["Checklist"]
        details["B4"].comment = openpyxl.comments.Comment(word("comment"), word("author of a comment"))
        book.properties.creator = word("author")
        book.create_sheet(word("name of a control")).sheet_state = "hidden"
        book[word("name of a control")]["A1"] = word("custom XML")
        checklist["E11"] = word("unread")
        checklist.row_dimensions[11].hidden = True
        book["Narrative"]["A5"] = word("link")
        book["Narrative"]["A5"].font = openpyxl.styles.Font(color="FFFFFF")

    data = filled(ANSWERS, change=change)
    assert len(found_in(data)) >= 7
    for name in names():
        assert found_in(made(name, data, on_request=True)) == set(), name
