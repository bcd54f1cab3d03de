"""Every character is accounted for: whatever is typed anywhere in the form comes out as an answer or as unread text."""

from __future__ import annotations

import string
from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.extract.text import key
from tests.extent import often
from tests.formbuilder import CompletedForm
from tests.reading import accounted_text, read_form
from tests.shapes import paragraph, q, run

if TYPE_CHECKING:
    from tests.shapes import Element

# Control characters and lone surrogates can't stand in XML; white space alone is no text.
SIGNS = string.ascii_letters + string.digits + string.punctuation + " éüßŁ’“”–…£½☐☒✓×абвمحمد日本\u00a0\u0301👍"
WORDS = st.text(alphabet=SIGNS, min_size=1, max_size=30).filter(lambda text: bool(key(text)))
PRINTED = st.sampled_from(
    [
        "Name",
        "Police",
        "SEN",
        "10",
        "0",
        "CCE",
        "Both",
        "High concern",
        "Danger Statements",
        "What past or current harm",
        "Yes Score",
    ]
)
PLACES = st.integers(min_value=0, max_value=10_000)


def type_into(form: CompletedForm, place: int, text: str, *, new_line: bool) -> None:
    """Type ``text`` at the end of some paragraph of the form, or on a line under it."""
    lines: list[Element] = list(form.body.iter(q("w:p")))
    line = lines[place % len(lines)]
    if new_line:
        line.addnext(paragraph(text))
    else:
        line.append(run(text))


def comes_out(typed: str, found: str) -> bool:
    """Return whether all that was typed is there; a number may have changed places with one that is printed there."""
    return key(typed) in found or not Counter(key(typed)) - Counter(found)


@settings(max_examples=often(20, 80), deadline=None)
@given(st.lists(st.tuples(PLACES, WORDS, st.booleans()), min_size=1, max_size=4))
@example([(0, "before everything", True)])
@example([(444, "after everything", True)])
def test_what_is_typed_anywhere_comes_out(typed: list[tuple[int, str, bool]]) -> None:
    form = CompletedForm()
    for number, (place, text, new_line) in enumerate(typed):
        type_into(form, place, f"Zq{number} {text}", new_line=new_line)
    found = accounted_text(read_form(form)[0])
    for number, (_, text, _) in enumerate(typed):
        assert comes_out(f"Zq{number} {text}", found)


@settings(max_examples=often(15, 60), deadline=None)
@given(PLACES, PRINTED, st.booleans())
@example(place=164, text="SEN", new_line=False)  # in the empty corner of the header
def test_words_that_the_form_prints_are_not_taken_for_the_print(place: int, text: str, new_line: bool) -> None:
    form, blank = CompletedForm(), CompletedForm()
    type_into(form, place, text, new_line=new_line)
    assert len(accounted_text(read_form(form)[0])) > len(accounted_text(read_form(blank)[0]))


@settings(max_examples=often(10, 40), deadline=None)
@given(PLACES, WORDS, st.booleans())
def test_what_is_typed_changes_no_answer_elsewhere(place: int, text: str, new_line: bool) -> None:
    """One stretch of text is one answer (or unread): it never fills in two questions."""
    form = CompletedForm()
    type_into(form, place, f"Zqj {text}", new_line=new_line)
    answers = read_form(form)[0].answers.values()
    assert sum(key("Zqj") in key(answer.raw) for answer in answers) <= 1


@settings(max_examples=often(15, 60), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 32), st.sampled_from(["x", "✓", "10", "5", "No", "0", "?", "see notes", "☒", "☐", "Yes"])
        ),
        max_size=12,
    )
)
def test_entries_stay_in_their_rows(entries: list[tuple[int, str]]) -> None:
    """An entry reads alike whatever stands in the rows round it."""
    form = CompletedForm().put("child_name", "A")
    factor_ids = list(read_form(form)[0].checklist)
    wanted = {factor_ids[number]: text for number, text in entries}
    checklist = read_form(form.factors(wanted))[0].checklist
    assert {id_: found.entered for id_, found in checklist.items() if found.entered} == wanted
