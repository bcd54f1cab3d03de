"""The mark of a document: where it stands, that it is read again, and that exchanging it changes nothing else."""

from __future__ import annotations

import pytest

from pipeline.errors import CannotWrite, RefusedForm
from pipeline.ooxml.names import W
from pipeline.process.form import process_one
from pipeline.process.restamp import restamped
from pipeline.readers import Opening, open_form
from pipeline.writers.marks.mark import Mark, mark_named
from pipeline.writers.marks.put import remarked
from pipeline.writers.word.protect import protect
from tests.documents import MAIN, document, main_part, mutate, parts_of, reprefixed, strict
from tests.formbuilder import CompletedForm
from tests.reading import DAY, layouts, read_result
from tests.shapes import paragraph, table, w
from tests.test_in_place import completed
from tests.workbookbuilder import BLANK as WORKBOOK
from tests.workbookbuilder import filled

MARK = Mark(reference="K7QX2MB3PA", parent="0123456789abcdef")
OTHER = Mark(reference="ABCDEFGH27", parent="fedcba9876543210")


def processed(form: bytes, mark: Mark | None = MARK, **options: bool) -> bytes:
    """Process a form and give its document."""
    return process_one(form, name="form.docx", layouts=layouts().forms, day=DAY, mark=lambda _: mark, **options)[1]


def names(data: bytes) -> list[str]:
    """Name all bookmarks of a document."""
    return [each.get(W + "name", "") for each in main_part(data).iter(W + "bookmarkStart")]


def marks(data: bytes) -> list[Mark]:
    return [mark for name in names(data) if (mark := mark_named(name)) is not None]


# The noun


def test_its_name_is_one_that_word_takes_for_a_hidden_bookmark() -> None:
    assert MARK.name == "_wf_K7QX2MB3PA_0123456789abcdef"
    assert len(MARK.name) <= 40


@pytest.mark.parametrize(
    ("reference", "parent"),
    [
        ("K7QX2MB3P", "0123456789abcdef"),
        ("k7qx2mb3pa", "0123456789abcdef"),
        ("K7QX2MB3P1", "0123456789abcdef"),
        ("K7QX2MB3PA", "0123456789ABCDEF"),
        ("K7QX2MB3PA", "0123456789abcde"),
        ("K7QX2MB3PA\n", "0123456789abcdef"),
    ],
)
def test_one_that_would_not_be_known_again_is_none(reference: str, parent: str) -> None:
    with pytest.raises(ValueError, match="base32"):
        Mark(reference=reference, parent=parent)


def test_a_name_is_read_back_and_other_names_are_no_marks() -> None:
    assert mark_named(MARK.name) == MARK
    assert mark_named(f"{MARK.name}_Copy_1") == MARK
    assert mark_named("_wf_t1_0123456789abcdef") is None
    assert mark_named("_Toc123456789") is None


# In a document


def test_a_document_bears_it_once_and_reading_gives_it() -> None:
    data = processed(completed().bytes())
    assert marks(data) == [MARK]
    assert read_result(data).mark == MARK
    assert read_result(completed()).mark is None


@pytest.mark.parametrize("options", [{}, {"comments": False}, {"onto_template": True}])
def test_processed_again_the_old_one_is_replaced(options: dict[str, bool]) -> None:
    again = processed(processed(completed().bytes(), **options), OTHER)
    assert marks(again) == [OTHER]
    assert len(set(names(again))) == len(names(again)) == 6
    assert marks(processed(again, None)) == []


def test_the_document_of_a_workbook_bears_it() -> None:
    assert marks(processed(filled({"Details!B4": "Example Child", "Checklist!D10": "x"}))) == [MARK]


def test_a_form_without_results_bears_it_too() -> None:
    form = completed().put("age_score", "5").put("total_score", "10").rag("low", "x").put("review_date", "24/06/2026")
    mark, last = names(processed(form.bytes()))
    assert mark == MARK.name
    assert last.startswith("_wf_e1_")  # which says that there is no seal before it


def test_blank_forms_stay_as_they_are() -> None:
    assert processed(CompletedForm.blank()) == CompletedForm.blank()
    assert marks(processed(WORKBOOK.read_bytes())) == []


def test_bookmarks_of_others_stay() -> None:
    form = completed()
    title = next(form.body.iter(W + "p"))
    title.insert(0, w("bookmarkStart", id="0", name="_GoBack"))
    title.append(w("bookmarkEnd", id="0"))
    again = processed(processed(form.bytes()))
    assert "_GoBack" in names(again)
    ids = [each.get(W + "id") for each in main_part(again).iter(W + "bookmarkStart")]
    assert len(set(ids)) == len(ids) == 7
    assert sorted(ids) == sorted(each.get(W + "id") for each in main_part(again).iter(W + "bookmarkEnd"))


def test_a_document_of_others_with_such_words_in_it_is_the_very_same() -> None:
    from pipeline.writers.marks.as_left import as_people_left_it

    for data in (completed().bytes(), completed().put("harm", "wordform says _wf_").bytes(), WORKBOOK.read_bytes()):
        assert as_people_left_it(data).content is data


# Another mark


@pytest.mark.parametrize("made", [bytes, strict, lambda data: reprefixed(data, "ns0")])
def test_restamped_only_the_mark_is_another(made: object) -> None:
    form = made(completed().bytes())  # type: ignore[operator]
    data = processed(form)
    again = restamped(data, OTHER)
    assert again == processed(form, OTHER)
    assert restamped(again, MARK) == data
    before, after = parts_of(data), parts_of(again)
    assert {name for name in after if after[name] != before[name]} == {MAIN}
    assert after[MAIN] == before[MAIN].replace(MARK.name.encode(), OTHER.name.encode())


def test_one_without_a_mark_gets_one() -> None:
    data = processed(completed().bytes(), None)
    again = restamped(data, MARK)
    assert marks(again) == [MARK]
    assert processed(again) == processed(completed().bytes())


def test_it_stands_where_there_is_a_paragraph_and_where_there_is_none() -> None:
    outside, inside = document(table([["a"]]), paragraph("b")), document(table([["a"]]))
    for data in (
        outside,
        inside,
        mutate(document(), MAIN, "<w:p/>", "") if b"<w:p/>" in parts_of(document())[MAIN] else document(),
    ):
        assert marks(remarked(data, MARK)) == [MARK]
    (start,) = main_part(remarked(outside, MARK)).iter(W + "bookmarkStart")
    around = start.getparent()
    assert around is not None
    assert "".join(map(str, around.itertext())) == "b"


def test_a_protected_document_comes_back_protected() -> None:
    data = processed(completed().bytes())
    again = restamped(protect(data, "secret"), OTHER, Opening(passwords=("secret",)))
    opened = open_form(again, Opening(passwords=("secret",)))
    assert opened.password == "secret"  # noqa: S105
    assert opened.content == restamped(data, OTHER)
    with pytest.raises(RefusedForm):
        restamped(protect(data, "secret"), OTHER)


def test_a_workbook_bears_none() -> None:
    with pytest.raises(CannotWrite, match="Word"):
        restamped(WORKBOOK.read_bytes(), MARK)
