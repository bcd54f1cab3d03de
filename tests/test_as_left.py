"""The correction loop: a document that comes back reads as if it had never been written to, but for what people did."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from pipeline.ooxml.names import W
from pipeline.process.form import process_one, read_one
from pipeline.process.result import Result
from pipeline.readers import Opening, open_form
from pipeline.submission import Source, State
from pipeline.writers.marks.as_left import as_people_left_it
from pipeline.writers.word.protect import protect
from tests.documents import MAIN, document, main_part, mutate, parts_of, reprefixed, strict
from tests.documents import Package as Parts
from tests.extent import often
from tests.filledblank import FilledBlank, filled
from tests.formbuilder import CompletedForm, factors
from tests.generality import Tool
from tests.reading import DAY, layouts, read_result, unread
from tests.returned import Returned
from tests.shapes import deleted, inserted, legacy_box, paragraph, q, run, table, tick
from tests.test_comments import COMMENTS, W14, W15, comments, with_a_comment
from tests.test_corrections import changes, wrong
from tests.test_documents import everything_in, made
from tests.test_documents import names as names_of_documents
from tests.test_in_place import completed, row_of
from tests.test_marks import MARK, marks, names
from tests.workbookbuilder import filled as filled_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.submission import Submission

BANDS = ("0-40", "41-70", "71+")


def process(form: bytes | CompletedForm | Returned, day: dt.date = DAY, **options: bool) -> tuple[Result, bytes]:
    """Process a form and give what was read, and its document."""
    return _processed(form if isinstance(form, bytes) else form.bytes(), day, **options)


@lru_cache(maxsize=32)  # most tests begin with the same document
def _processed(data: bytes, day: dt.date, **options: bool) -> tuple[Result, bytes]:
    return process_one(data, name="form.docx", layouts=layouts().forms, day=day, mark=lambda _: MARK, **options)


def document_of(form: bytes | CompletedForm | Returned, day: dt.date = DAY, **options: bool) -> bytes:
    return process(form, day, **options)[1]


def open_form_() -> CompletedForm:
    """Make a form with two entries that can't be read with certainty: ten points, up to twenty."""
    return completed().factors({"neet": "?", "attendance": "TBC"})


ANSWERED = {"neet": "no", "attendance": "0"}
FORTY_POINTS = ("ocg_association", "suspect_pwits", "suspect_weapon_possession", "cuckooing")
TWENTY_POINTS = ("ocg_association", "sexually_harmful_behaviour")


def submission_of(data: bytes) -> Submission:
    """Return what a form says, wherever it came from."""
    return replace(read_result(data).submission, source=Source(name="", sha256="", kind="docx"))


def rag(data: bytes) -> list[str]:
    return [row_of(data, band)[-1] for band in BANDS]


# Entries answered in the document


@pytest.mark.parametrize("options", [{}, {"comments": False}, {"onto_template": True}])
def test_answered_entries_leave_a_total_without_a_range(options: dict[str, bool]) -> None:
    once = document_of(open_form_(), **options)
    assert row_of(once, "TOTAL Score")[-1] == "10 (up to 20)"
    result, again = process(Returned(once).answer(ANSWERED), comments=options.get("comments", True))
    assert (result.assessment.total, result.assessment.total_max, result.assessment.complete) == (10, 10, True)
    assert {finding.field for finding in result.findings} & {"total_score", "rag_rating", "age_score"} == set()
    assert result.submission.unread == ()
    assert result.mark == MARK
    assert row_of(again, "TOTAL Score")[-1] == "10"
    assert rag(again) == ["✓", "", ""]
    assert marks(again) == [MARK]


def test_the_document_of_a_workbook_is_corrected_like_any_other() -> None:
    cells = {"Details!B4": "Example Child", "Details!B5": dt.datetime(2011, 7, 3), "Checklist!D10": "?"}  # noqa: DTZ001
    once = document_of(filled_workbook({**cells, "Details!B8": dt.datetime(2026, 10, 25)}))  # noqa: DTZ001
    before = row_of(once, "TOTAL Score")[-1]
    assert before == "5 (up to 10)"
    result, again = process(Returned(once).answer({"sen": "5"}))
    assert {finding.field for finding in result.findings} & {"total_score", "rag_rating", "age_score"} == set()
    assert row_of(again, "TOTAL Score")[-1] == "10"


def test_results_in_controls_are_written_anew() -> None:
    """The blank of ours has text controls for the scores, a date control and check boxes for the rating."""
    form = FilledBlank(document_of(filled()))
    assert next(form.controls("rag_rating.low")[0].iter(q("w14:checked"))).get(q("w14:val")) == "1"
    result, again = process(form.tick(*TWENTY_POINTS).bytes())
    after = FilledBlank(again)
    boxes = {band: next(after.controls(f"rag_rating.{band}")[0].iter(q("w14:checked"))) for band in ("low", "medium")}
    assert {band: box.get(q("w14:val")) for band, box in boxes.items()} == {"low": "0", "medium": "1"}
    assert "".join(map(str, after.controls("total_score")[0].iter(q("w:t")).__next__().itertext())) == "45"
    assert next(after.controls("review_date")[0].iter(q("w:date"))).get(q("w:fullDate")) is not None
    assert not {"total_differs", "rag_differs"} & {each.code for each in result.findings}


def test_the_source_is_the_file_that_came_in() -> None:
    data = Returned(document_of(open_form_())).answer(ANSWERED).bytes()
    assert read_result(data).submission.source.sha256 == hashlib.sha256(data).hexdigest()


def test_nothing_but_the_main_part_need_change() -> None:
    """A tool that leaves the properties alone: what a document says is told by what stands in it."""
    once = document_of(open_form_())
    edited = Returned(once).answer(ANSWERED).bytes()
    assert {name for name, part in parts_of(edited).items() if part != parts_of(once)[name]} == {MAIN}
    assert process(edited)[0].assessment.complete


def test_a_protected_document_comes_back_protected() -> None:
    once = document_of(open_form_())
    edited = protect(Returned(once).answer(ANSWERED).bytes(), "secret")
    opened = open_form(edited, Opening(passwords=("secret",)))
    result, again = process_one(
        edited, name="a.docx", layouts=layouts().forms, day=DAY, opened=opened, mark=lambda _: MARK
    )
    assert result.assessment.complete
    assert result.mark == MARK
    assert row_of(open_form(again, Opening(passwords=("secret",))).content, "TOTAL Score")[-1] == "10"


# Results that a person changed are theirs


def test_a_total_typed_over_ours_is_theirs() -> None:
    result, again = process(Returned(document_of(completed())).over("total_score", "45"))
    assert result.submission.answers["total_score"].value == 45
    assert "total_differs" in {finding.code for finding in result.findings}
    assert changes(again) == [("del", "45"), ("ins", "10")]


def test_words_beside_our_total_make_it_theirs() -> None:
    result, _ = process(Returned(document_of(open_form_())).behind("total_score", " ask Sam"))
    answer = result.submission.answers["total_score"]
    assert (answer.state, answer.raw) == (State.UNCLEAR, "10 (up to 20) ask Sam")


def test_a_total_taken_away_is_written_again() -> None:
    once = document_of(completed())
    assert document_of(Returned(once).over("total_score", "")).count(b"") > 0
    assert row_of(document_of(Returned(once).over("total_score", "")), "TOTAL Score")[-1] == "10"


def test_another_rating_ticked_withdraws_ours() -> None:
    result, again = process(Returned(document_of(completed())).rag("high", "x"))
    assert result.submission.answers["rag_rating"].value == "high"
    assert "rag_differs" in {finding.code for finding in result.findings}
    assert changes(again) == [("ins", "✓"), ("del", "x")]


def test_a_rating_ticked_beside_a_provisional_one_withdraws_ours() -> None:
    result, again = process(Returned(document_of(open_form_())).rag("high", "x"))
    assert result.submission.answers["rag_rating"].value == "high"
    assert rag(again) == ["", "", "x"]


def test_a_review_date_that_was_agreed_is_theirs() -> None:
    result, again = process(Returned(document_of(completed())).over("review_date", "30/06/2026"))
    assert result.submission.answers["review_date"].value == dt.date(2026, 6, 30)
    assert row_of(again, "Agreed CE review date")[-1] == "30/06/2026"


def test_a_tracked_change_over_our_total_is_theirs() -> None:
    result, again = process(Returned(document_of(completed())).tracked("total_score", "12"))
    assert result.submission.answers["total_score"].value == 12
    assert {"total_differs", "tracked_changes"} <= {finding.code for finding in result.findings}
    assert ("del", "10") in changes(again)  # their change is still pending, ours stands beside it


def test_a_sign_like_ours_typed_over_a_result_is_theirs() -> None:
    result, _ = process(Returned(document_of(completed())).over("total_score", "45 (not complete)"))
    assert result.submission.answers["total_score"].raw == "45 (not complete)"


# Corrections that are pending


def test_pending_corrections_are_made_again_with_their_dates() -> None:
    result, once = process(wrong())
    again, twice = process(once, dt.date(2027, 3, 3))
    assert changes(once)
    assert twice == once
    assert [each.code for each in again.findings] == [each.code for each in result.findings]


def test_a_correction_that_no_longer_holds_goes() -> None:
    once = document_of(wrong())
    again = document_of(Returned(once).factor("neet", "5"), dt.date(2027, 3, 3))
    assert changes(again) == [("del", "7"), ("ins", "5"), ("del", "99"), ("ins", "15"), ("ins", "✓"), ("del", "x")]
    dates = {each.get(W + "date") for each in main_part(again).iter(W + "ins", W + "del")}
    assert dates == {"2026-11-22T00:00:00Z", "2027-03-03T00:00:00Z"}


def test_accepted_corrections_stand() -> None:
    result, again = process(Returned(document_of(wrong())).settle(accept=True))
    answers = result.submission.answers
    assert [answers[each].value for each in ("age_score", "total_score", "rag_rating")] == [5, 10, "low"]
    assert changes(again) == []
    assert not {"total_differs", "rag_differs", "age_score_differs"} & {each.code for each in result.findings}


def test_rejected_corrections_are_proposed_again() -> None:
    once = document_of(wrong())
    result, again = process(Returned(once).settle(accept=False))
    assert result.submission.answers["total_score"].value == 99
    assert changes(again) == changes(once)


def test_a_correction_of_which_the_insertion_was_accepted_is_settled() -> None:
    once = Returned(document_of(completed().put("total_score", "99")))
    result, again = process(once.settle(accept=True, kinds="ins"))
    assert result.submission.answers["total_score"].value == 10
    assert changes(again) == []


def test_a_correction_of_which_the_insertion_was_rejected_is_proposed_again() -> None:
    once = Returned(document_of(completed().put("total_score", "99")))
    result, again = process(once.settle(accept=False, kinds="ins"))
    assert result.submission.answers["total_score"].value == 99
    assert changes(again) == [("del", "99"), ("ins", "10")]


def test_what_a_person_typed_into_a_correction_is_theirs() -> None:
    once = Returned(document_of(completed().put("total_score", "99")))
    next(once.box("total_score").iter(q("w:ins"))).find(f".//{q('w:t')}").text = "12"  # type: ignore[union-attr]
    result, again = process(once)
    assert result.submission.answers["total_score"].value == 12
    assert changes(again) == [("del", "12"), ("ins", "10")]


def test_a_correction_deleted_while_changes_are_tracked_keeps_that_deletion() -> None:
    once = Returned(document_of(completed().put("total_score", "99")))
    once.tracked("total_score", "12")
    result, again = process(once)
    assert result.submission.answers["total_score"].value == 12
    assert ("del", "10") in changes(again)
    assert "99" not in {text for _, text in changes(again)}


def test_changes_of_others_are_left_pending() -> None:
    form = wrong().put("harm", paragraph("It ", deleted("was"), inserted("is"), " so."))
    once = document_of(form)
    left = as_people_left_it(once).content
    assert changes(left) == [("del", "was"), ("ins", "is")]
    assert submission_of(left) == submission_of(form.bytes())


# Comments


def test_comments_on_answered_entries_go_and_those_that_hold_stay_once() -> None:
    once = document_of(with_a_comment(open_form_().factor("nrm", "?")))
    before = [text for _, text, _ in comments(once)]
    assert sum(text.startswith(("NEET", "Attendance", "NRM")) for text in before) == 3
    again = document_of(Returned(once).answer({"neet": "no"}))
    after = [text for _, text, _ in comments(again)]
    assert not any(text.startswith("NEET") for text in after)
    assert [text for text in after if text.startswith(("Attendance", "NRM"))] == [
        text for text in before if text.startswith(("Attendance", "NRM"))
    ]
    assert ("A Manager", "Ask the school.", "Example Child") in comments(again)


def test_a_comment_that_somebody_answered_stays_with_the_answer() -> None:
    once = Parts(parts_of(document_of(open_form_())))
    root = etree.fromstring(once.parts[COMMENTS])
    about = next(each for each in root if "NEET" in "".join(map(str, each.itertext())))
    next(about.iter(W + "p")).set(f"{{{W14}}}paraId", "0000000A")
    once.parts[COMMENTS] = etree.tostring(root)
    reply = '<w15:commentEx w15:paraId="0000000B" w15:paraIdParent="0000000A"/>'
    once.add(
        "commentsExtended.xml",
        "commentsExtended",
        f'<w15:commentsEx xmlns:w15="{W15}">{reply}</w15:commentsEx>'.encode(),
    )
    again = document_of(Returned(once.bytes()).answer(ANSWERED))
    found = [text for _, text, _ in comments(again)]
    assert sum(text.startswith("NEET") for text in found) == 1
    assert not any(text.startswith("Attendance") for text in found)


def test_the_summary_says_what_came_out_now() -> None:
    again = document_of(Returned(document_of(open_form_())).answer({"neet": "no", "attendance": "3"}))
    summaries = [text for _, text, _ in comments(again) if text.startswith("Worked out by wordform")]
    assert len(summaries) == 1
    assert "total 15, Low concern" in summaries[0]


# Nothing of ours in documents for others


@pytest.mark.parametrize("name", names_of_documents())
def test_documents_for_others_bear_no_mark_and_no_seal(name: str) -> None:
    once = document_of(open_form_().put("harm", paragraph("It ", run("was", bold=True), " so.")))
    assert "_wf_" in everything_in(once)
    assert "_wf_" not in everything_in(made(name, once, on_request=True))


# Again and again


FORMS: dict[str, Callable[[], bytes]] = {
    "complete": lambda: completed().bytes(),
    "open": lambda: open_form_().bytes(),
    "wrong": lambda: wrong().bytes(),
    "commented": lambda: with_a_comment(wrong()),
    "controls": lambda: filled().bytes(),
    "check boxes": lambda: (
        completed().rag("low", tick(False)).rag("medium", tick(False)).rag("high", tick(False)).bytes()
    ),
    "form fields": lambda: completed().rag("low", legacy_box("0")).bytes(),
    "strict": lambda: strict(wrong().bytes()),
    "another prefix": lambda: reprefixed(open_form_().bytes(), "ns0"),
}


@pytest.mark.parametrize("options", [{}, {"comments": False}, {"onto_template": True}], ids=str)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_processed_three_times_it_stays_the_same(form: Callable[[], bytes], options: dict[str, bool]) -> None:
    kept = {"comments": options.get("comments", True)}
    first, once = process(form(), **options)
    second, twice = process(once, **kept)
    third, thrice = process(twice, dt.date(2027, 3, 3), **kept)
    assert thrice == twice
    assert len(set(names(twice))) == len(names(twice)) == len(names(once))
    assert second.assessment.total == third.assessment.total == first.assessment.total
    assert unread(once) == [text.text for text in first.submission.unread]
    if not options.get("onto_template"):
        assert once == twice
        assert third.findings == second.findings == first.findings


def test_without_a_mark_a_form_that_says_all_results_stays_sealed() -> None:
    """Of ours are comments alone, and the last seal; the second run finds all of them as they should be."""
    said = completed().put("age_score", "5").put("total_score", "10").put("review_date", "24/06/2026").rag("low")

    def without_mark(data: bytes) -> bytes:
        return process_one(data, name="form.docx", layouts=layouts().forms, day=DAY)[1]

    once = without_mark(said.bytes())
    assert [name[:5] for name in names(once)] == ["_wf_e"]
    assert without_mark(once) == once


ENTRIES = st.sampled_from(["", "x", "✓", "5", "10", "no", "n/a", "0", "?", "TBC", "3", "yes - seen", "x (in May)"])
RESULTS = {
    "age_score": st.sampled_from(["", "5", "10", "7", "five"]),
    "total_score": st.sampled_from(["", "10", "99", "57 points", "about 40", "10 (up to 20)"]),
    "review_date": st.sampled_from(["", "24/06/2026", "in 12 weeks", "01/01/2030", "soon"]),
}
RATING = st.tuples(st.sampled_from(["low", "medium", "high"]), st.sampled_from(["", "x", "✓", "Sam"]))


@st.composite
def forms(draw: st.DrawFn) -> bytes:
    """Fill in a form any way: entries, results that people worked out themselves, in any state."""
    form = completed() if draw(st.booleans()) else CompletedForm().put("child_name", "Example Child")
    form.factors(draw(st.dictionaries(st.sampled_from(sorted(factors())), ENTRIES, max_size=8)))
    for field, texts in RESULTS.items():
        typed = draw(texts)
        if typed:
            form.put(field, inserted(typed) if draw(st.booleans()) else typed)
    band, mark = draw(RATING)
    if mark:
        form.rag(band, mark)
    if draw(st.booleans()):
        form.choose("outcome", draw(st.sampled_from(["low", "medium", "high"])), highlight="yellow")
    return form.bytes()


@settings(max_examples=often(6, 40), deadline=None, suppress_health_check=list(HealthCheck))
@given(form=forms(), with_comments=st.booleans())
def test_a_document_reads_like_the_form_that_came_in(form: bytes, with_comments: bool) -> None:
    first, once = process(form, comments=with_comments)
    assert submission_of(once) == submission_of(form)
    again, twice = process(once, comments=with_comments)
    assert again.assessment == first.assessment
    assert again.findings == first.findings
    assert process(twice, comments=with_comments)[1] == twice


# Without seals


def test_open_results_without_bookmarks_are_ours_where_our_comments_are() -> None:
    edited = Returned(document_of(open_form_())).unmarked().answer(ANSWERED)
    result, again = process(edited)
    assert result.submission.answers["total_score"].state is State.BLANK
    assert result.submission.answers["rag_rating"].state is State.BLANK
    assert result.mark is None
    assert row_of(again, "TOTAL Score")[-1] == "10"
    assert rag(again) == ["✓", "", ""]


@pytest.mark.parametrize("rows", [{"low": tick(False)}, {"low": legacy_box("0")}])
def test_a_provisional_tick_in_a_box_is_ours_too(rows: dict[str, object]) -> None:
    form = open_form_()
    for band, content in rows.items():
        form.rag(band, content)  # type: ignore[arg-type]
    once = Returned(document_of(form)).unmarked()
    assert "(provisional)" in once.text("low")
    again = document_of(once.answer(ANSWERED).factors(dict.fromkeys(FORTY_POINTS, "10")))
    assert "(provisional)" not in "".join(rag(again))
    assert Returned(again).text("medium") == "✓"
    assert read_result(again).submission.answers["rag_rating"].state is State.BLANK


def test_words_of_a_later_version_are_known_too() -> None:
    once = Returned(document_of(open_form_())).unmarked()
    once.over("low", "✓ (provisional, up to High concern)")
    assert process(once)[0].submission.answers["rag_rating"].state is State.BLANK


def test_bare_results_without_bookmarks_are_a_persons() -> None:
    result, _ = process(Returned(document_of(completed().factor("nrm", "?"))).unmarked())
    answers = result.submission.answers
    assert (answers["age_score"].value, answers["review_date"].value) == (5, dt.date(2026, 6, 24))


def test_without_bookmarks_and_comments_nothing_tells_ours() -> None:
    result, _ = process(Returned(document_of(open_form_(), comments=False)).unmarked())
    assert result.submission.answers["total_score"].raw == "10 (up to 20)"


def test_a_total_that_came_in_with_such_words_is_a_persons() -> None:
    """No result is written where a person worked out all of them; the document says that it has lost no seal."""
    form = open_form_().put("age_score", "5").put("total_score", "10 (up to 20)").rag("low").put("review_date", "soon")
    once = document_of(form)
    assert submission_of(once) == submission_of(form.bytes())
    assert read_result(once).submission.answers["total_score"].raw == "10 (up to 20)"
    assert document_of(once) == once


def test_a_person_who_adds_to_an_open_total_has_the_last_word() -> None:
    edited = Returned(document_of(open_form_())).unmarked().behind("total_score", " says Sam")
    assert process(edited)[0].submission.answers["total_score"].raw == "10 (up to 20) says Sam"


SUBTOTALS = """
[[field]]
id = "home_score"
kind = "number"
label = "Subtotal"

[[field]]
id = "total"
kind = "number"
label = "TOTAL"

[checklist]
answer = "Score"
group = [{ name = "Home", total_field = "home_score", factors = [
  { id = "cold", label = "Cold", points = 10 }, { id = "damp", label = "Damp", points = 3 } ] }]

[score]
total_field = "total"
band = [{ level = "low", from = 0, to = 5, name = "Low" }, { level = "high", from = 6, name = "High" }]
"""
SUBTOTALS_BLANK = [["Factor", "Score"], ["Cold", ""], ["Damp", ""], ["Subtotal", ""], ["TOTAL", ""]]


@pytest.mark.parametrize("sealed", [True, False])
def test_an_open_subtotal_is_worked_out_anew(tmp_path: Path, sealed: bool) -> None:
    tool = Tool(tmp_path, SUBTOTALS, "Home tool", SUBTOTALS_BLANK)
    forms_ = tool.layouts.forms
    _, once = process_one(tool.form(("Cold", 1, "x"), ("Damp", 1, "?")), name="a.docx", layouts=forms_, day=DAY)
    edited = Returned(once) if sealed else Returned(once).unmarked()
    assert row_of(once, "Subtotal")[-1] == "10 (up to 13)"
    next(each for each in edited.root.iter(q("w:t")) if each.text == "?").text = "no"
    result, again = process_one(edited.bytes(), name="a.docx", layouts=forms_, day=DAY)
    assert [finding.code for finding in result.findings] == []
    assert (row_of(again, "Subtotal")[-1], row_of(again, "TOTAL")[-1]) == ("10", "10")


# Templates


WITHIN_A_SENTENCE = """
[form]
id = "tool"
version = "1"
title = "Tool"
blanks = ["tool.docx"]
template = "tool.docx"

[[field]]
id = "total"
kind = "number"
label = "Together they come to"
at = "gap"

[checklist]
answer = "Score"
group = [{ name = "Home", factors = [{ id = "cold", label = "Cold", points = 10 },
  { id = "damp", label = "Damp", points = 3 } ] }]

[score]
total_field = "total"
band = [{ level = "low", from = 0, to = 5, name = "Low" }, { level = "high", from = 6, name = "High" }]
"""


def test_a_result_within_a_sentence_of_a_template_is_ours(tmp_path: Path) -> None:
    """Only the template can write there; the words around the result stay, and it is nobody's answer."""
    blank = [["Factor", "Score"], ["Cold", ""], ["Damp", ""]]
    tool = Tool(tmp_path, WITHIN_A_SENTENCE, "Home tool", blank, "Together they come to …… points.")
    entries = [
        [each, f"{{{{r checklist[0].factors[{number}].entry }}}}"] for number, each in enumerate(("Cold", "Damp"))
    ]
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "tool.docx").write_bytes(
        document("Home tool", table([["Factor", "Score"], *entries]), "Together they come to {{ total }} points.")
    )
    form = tool.form(("Cold", 1, "x"), ("Damp", 1, "x"))
    forms_ = tool.layouts.forms
    _, once = process_one(form, name="a.docx", layouts=forms_, day=DAY, onto_template=True)
    assert "come to 13 points." in "".join(map(str, main_part(once).itertext()))
    left = as_people_left_it(once).content
    assert "come to  points." in "".join(map(str, main_part(left).itertext()))
    again = read_one(once, name="a.docx", layouts=forms_, day=DAY)
    assert again.submission.answers["total"].state is State.BLANK
    assert again.findings == ()


# Odd files


def test_a_document_in_utf_16_is_known() -> None:
    parts = parts_of(document_of(open_form_()))
    wide = parts[MAIN].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    data = Parts({**parts, MAIN: wide}).bytes()
    assert as_people_left_it(data).mark == MARK
    assert read_one(data, name="a.docx", layouts=layouts().forms, day=DAY).submission.answers["total_score"].raw == ""


def test_a_damaged_seal_does_no_harm() -> None:
    once = document_of(completed())
    name = next(each for each in names(once) if "_t2_" in each)
    spoilt = mutate(once, MAIN, name, f"{name[:-3]}xyz")
    assert read_result(spoilt).submission.answers["total_score"].value == 10
