"""Wrong results that were typed: corrected by tracked changes which a person can accept or reject."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from msgspec.structs import replace

from pipeline.ooxml import Package
from pipeline.ooxml.names import W
from pipeline.ooxml.places import Places
from pipeline.ooxml.splice import Splice
from pipeline.process.form import process_one
from pipeline.submission import State
from pipeline.writers.in_place.corrections import Correction, correct, corrections
from pipeline.writers.in_place.write import write_in_place
from pipeline.writers.word.annotation import Ids, Tracker
from tests.documents import MAIN, document, main_part, package, parts_of, reprefixed, strict
from tests.formbuilder import CompletedForm
from tests.libreoffice import SAVED_AS, carry_out
from tests.reading import DAY, layouts, read_as_it_stands, read_result
from tests.shapes import (
    Content,
    cell,
    control,
    deleted,
    drawn_shape,
    inserted,
    legacy_text,
    paragraph,
    row,
    run,
    symbol,
    table,
    tick,
    w,
    xml,
)
from tests.test_in_place import SLOT, Unsealed, completed, shown

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element


def wrong() -> CompletedForm:
    """Make a form whose score is 10, low, and which says 99, high; and 7 for the age, which gives 5."""
    return completed().put("age_score", "7").put("total_score", "99").rag("high", "x")


def written(form: CompletedForm | bytes, day: dt.date = DAY) -> bytes:
    data = form if isinstance(form, bytes) else form.bytes()
    return process_one(data, name="form.docx", layouts=layouts().forms, day=day)[1]


def all_accepted(root: _Element) -> _Element:
    """Accept all tracked changes of runs, the way Word does."""
    return _settled(root, gone="del", stays="ins")


def ours_rejected(root: _Element) -> _Element:
    """Reject our tracked changes, the way Word does; deleted text is text again."""
    for change in root.iter(W + "del"):
        for text in change.iter(W + "delText") if change.get(W + "author") == "wordform" else ():
            text.tag = W + "t"
    return _settled(root, gone="ins", stays="del", author="wordform")


def _settled(root: _Element, *, gone: str, stays: str, author: str = "") -> _Element:
    for change in [each for each in root.iter(W + gone, W + stays) if author in ("", each.get(W + "author"))]:
        for child in list(change) if change.tag == W + stays else ():
            change.addprevious(child)
        change.getparent().remove(change)  # type: ignore[union-attr]
    return root


def with_main(data: bytes, root: _Element) -> bytes:
    return package({**parts_of(data), MAIN: etree.tostring(root)})


def changes(data: bytes) -> list[tuple[str, str]]:
    """List the tracked changes: kind and text."""
    found = main_part(data).iter(W + "ins", W + "del")
    return [(etree.QName(each).localname, "".join(map(str, each.itertext()))) for each in found]


# The form


def test_wrong_results_are_deleted_and_inserted() -> None:
    assert changes(written(wrong())) == [
        ("del", "7"),
        ("ins", "5"),
        ("del", "99"),
        ("ins", "10"),
        ("ins", "✓"),
        ("del", "x"),
    ]


def test_a_change_has_author_day_and_an_id_of_its_own() -> None:
    root = main_part(written(wrong()))
    made = list(root.iter(W + "ins", W + "del"))
    assert {(each.get(W + "author"), each.get(W + "date")) for each in made} == {("wordform", "2026-11-22T00:00:00Z")}
    ids = [each.get(W + "id") for each in made]
    others = [each.get(W + "id") for each in root.iter("*") if each not in made and "omment" not in str(each.tag)]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & {id_ for id_ in others if id_}


def test_accepting_all_gives_what_was_worked_out() -> None:
    data = written(wrong())
    accepted = with_main(data, all_accepted(main_part(data)))
    result = read_result(accepted)
    answers = result.submission.answers
    assert [answers[each].value for each in ("age_score", "total_score", "rag_rating")] == [5, 10, "low"]
    assert not {each.code for each in result.findings} & {"total_differs", "rag_differs", "age_score_differs"}
    assert not list(main_part(accepted).iter(W + "ins", W + "del", W + "delText"))


def test_rejecting_them_gives_what_was_typed() -> None:
    before = wrong().bytes()
    result = read_result(before)
    data = write_in_place(before, result.submission, result.assessment, result.mapping, DAY, comments=False)
    rejected, original = ours_rejected(main_part(data)), main_part(before)
    for root in (rejected, original):
        for field in root.iter(W + "t"):
            field.attrib.clear()
    review = next(each for each in rejected.iter(W + "r") if shown(each) == "24/06/2026")
    review.getparent().remove(review)  # type: ignore[union-attr] # the blank review date was plainly filled in
    for seal in list(rejected.iter(W + "bookmarkStart", W + "bookmarkEnd")):
        seal.getparent().remove(seal)  # type: ignore[union-attr]
    assert etree.tostring(rejected, method="c14n") == etree.tostring(original, method="c14n")


def test_a_result_that_is_right_is_not_touched() -> None:
    assert changes(written(completed().put("age_score", "5").put("total_score", "10").rag("low", "x"))) == []


def test_nothing_is_corrected_while_the_score_is_open() -> None:
    assert changes(written(wrong().factor("neet", "?"))) == []


def test_outcome_and_agreed_review_date_are_never_changed() -> None:
    form = completed().put("review_date", "01/01/2030").choose("outcome", "high", highlight="yellow")
    assert changes(written(form)) == []


def test_a_highlighted_row_keeps_its_mark_and_the_other_corrections_are_made() -> None:
    form = wrong()
    for each in form.cell("71+").iter(W + "r"):
        each.insert(0, w("rPr", w("highlight", val="yellow")))
    assert changes(written(form)) == [("del", "7"), ("ins", "5"), ("del", "99"), ("ins", "10")]


def test_a_rating_that_is_only_highlighted_is_not_changed() -> None:
    form = completed()
    for each in form.cell("71+").iter(W + "r"):
        each.insert(0, w("rPr", w("highlight", val="yellow")))
    assert read_result(form).submission.answers["rag_rating"].value == "high"
    assert changes(written(form)) == []


@pytest.mark.parametrize("mark", ["✓ seen by a manager", tick(), paragraph("x", run(drawn_shape()))])
def test_what_is_more_than_a_typed_mark_stays(mark: Content) -> None:
    assert [kind for kind, _ in changes(written(completed().rag("high", mark)))] == []


def test_a_glyph_of_a_symbol_font_is_moved_as_a_tick() -> None:
    assert changes(written(completed().rag("high", paragraph(symbol("F0FC"))))) == [("ins", "✓"), ("del", "")]


def test_a_mark_is_not_moved_into_a_place_that_is_taken() -> None:
    assert changes(written(completed().rag("high", "x").rag("low", "no"))) == []


def test_a_second_run_corrects_nothing_again() -> None:
    once = written(wrong())
    assert written(once, dt.date(2027, 3, 3)) == once


def test_two_runs_give_the_same_bytes() -> None:
    assert written(wrong()) == written(wrong())


def test_a_total_that_was_left_open_is_corrected_once_the_score_is_complete() -> None:
    document = written(completed().put("total_score", "10 (up to 15)"))
    assert changes(document) == [("del", "10 (up to 15)"), ("ins", "10")]
    assert read_as_it_stands(document).answers["total_score"].value == 10


def test_a_mark_is_not_corrected_while_the_band_is_open() -> None:
    result = read_result(wrong())
    wanted = [each.field for each in corrections(result.submission, result.assessment, result.mapping)]
    assert wanted == ["age_score", "total_score", "rag_rating"]
    may_be_right = replace(result.assessment, rag_max="high")  # an override hangs on an entry that can't be read
    left = [each.field for each in corrections(result.submission, may_be_right, result.mapping)]
    assert left == ["age_score", "total_score"]


def test_without_a_score_there_is_nothing_to_correct() -> None:
    result = read_result(wrong())
    bare = replace(result.mapping, score=None)
    assert list(corrections(result.submission, result.assessment, bare)) == []


def test_a_strict_form_stays_strict() -> None:
    data = written(strict(wrong().bytes()))
    assert b"schemas.openxmlformats.org/wordprocessingml" not in parts_of(data)[MAIN]
    assert read_as_it_stands(data).answers["total_score"].value == 10


# One place


def form_with(content: Content) -> bytes:
    """Make a document of one table: a label, a cell with this content, and a cell behind it."""
    slot = content if isinstance(content, etree._Element) and content.tag in (W + "tc", W + "sdt") else cell(content)
    return document(table([row(["Label", slot, "behind"])]))


def corrected(data: bytes, typed: str = "99", value: int | str = 99) -> _Element | None:
    """Correct a total in the second cell to 10; give the cell, or nothing when that can't be done."""
    opened = Package.open(data)
    root = opened.xml(opened.main_part)
    splice, ids = Splice(opened.read(opened.main_part), root), Ids(root)
    correction = Correction(field="total", location=SLOT, typed=typed, value=value, computed=10)
    if not correct(splice, Places(root), correction, Tracker(ids, DAY, {}), Unsealed(splice, ids)):
        assert not splice.is_changed
        return None
    return list(etree.fromstring(splice.result()).iter(W + "tc"))[1]


def both(made: _Element | None) -> tuple[str, str]:
    """Return the text with our changes accepted and rejected, and those of others accepted."""
    assert made is not None
    source = etree.tostring(made)
    rejected = ours_rejected(etree.fromstring(source))
    return shown(all_accepted(etree.fromstring(source))), shown(all_accepted(rejected))


@pytest.mark.parametrize(
    ("content", "typed"),
    [
        ("99", "99"),
        ("Total: 99 points", "99 points"),
        (paragraph(run("9", bold=True), run("9")), "99"),
        (paragraph(run("about "), run("1", italic=True), run("99 pts"), run(" in all")), "199 pts"),
        ([paragraph("Total"), paragraph("99")], "99"),
        (paragraph(inserted(run("99"))), "99"),
        (paragraph(inserted(run("9"), run("9")), run(" points")), "99 points"),
        (paragraph(deleted("12"), run("99")), "99"),
        (paragraph(run("a\t99\tb")), "99"),
        (paragraph(control("99")), "99"),
        (control(cell("99")), "99"),
        (paragraph(legacy_text("99")), "99"),
        ("<99> & more", "<99> & more"),
    ],
)
def test_a_number_is_exchanged_where_it_stands(content: Content, typed: str) -> None:
    number = 199 if "199" in typed else 99
    data = form_with(content)
    before = shown(all_accepted(list(main_part(data).iter(W + "tc"))[1]))
    assert both(corrected(data, typed, number)) == (before.replace(str(number), "10"), before)


def test_the_inserted_number_looks_like_the_typed_one() -> None:
    made = corrected(form_with(paragraph(run("99", bold=True, colour="FF0000"))))
    assert made is not None
    new = next(made.iter(W + "ins"))
    assert [etree.QName(each).localname for each in new.iter(W + "rPr") for each in each] == ["b", "color"]


def test_an_insertion_of_somebody_else_keeps_to_itself() -> None:
    made = corrected(form_with(paragraph(inserted(run("99")))))
    assert made is not None
    outer = made.findall(f"{W}p/{W}ins")
    assert [each.get(W + "author") for each in outer] == ["A Manager", "wordform"]
    assert outer[0].find(W + "del") is not None


@pytest.mark.parametrize(
    "content",
    [
        "99 or 99",
        "nothing",
        paragraph(control("99", kind="dropDownList", options=["99"])),
        paragraph(inserted(run("99 points"))),
        paragraph(inserted(run("99"), run(" points"))),
        paragraph(run("99", drawn_shape())),
        paragraph(xml('<w:fldSimple w:instr="=SUM(ABOVE)"><w:r><w:t>99</w:t></w:r></w:fldSimple>')),
        paragraph(
            run(w("fldChar", fldCharType="begin")),
            run(w("fldChar", fldCharType="separate")),
            run("99"),
            run(w("fldChar", fldCharType="end")),
        ),
    ],
)
def test_what_was_not_simply_typed_is_left_to_the_comment(content: Content) -> None:
    assert corrected(form_with(content)) is None


@pytest.mark.parametrize("prefix", ["ns0", ""])
def test_changes_are_written_with_the_prefix_of_the_file(prefix: str) -> None:
    data = reprefixed(document(table([row(["Label", "99", "behind"])])), prefix)
    assert both(corrected(data)) == ("10", "99")


def test_a_place_that_is_gone_is_not_corrected() -> None:
    assert corrected(document("no table")) is None


def test_an_answer_that_is_unclear_is_not_corrected() -> None:
    form = completed().put("total_score", "99 or so")
    assert read_result(form).submission.answers["total_score"].state is State.UNCLEAR
    assert changes(written(form)) == []


@pytest.mark.integration
def test_accepting_all_in_libreoffice_gives_what_was_worked_out(soffice: str, tmp_path: Path) -> None:
    made, accepted = tmp_path / "made.docx", tmp_path / "accepted.docx"
    made.write_bytes(written(wrong()))
    step = {"open": str(made), "fill": [], "accept": True, "save": {str(accepted): SAVED_AS["docx"]}}
    carry_out(soffice, tmp_path, [step])
    assert changes(accepted.read_bytes()) == []
    answers = read_result(accepted.read_bytes()).submission.answers
    assert [answers[each].value for each in ("age_score", "total_score", "rag_rating")] == [5, 10, "low"]
