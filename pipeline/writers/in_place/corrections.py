"""Typed results that are wrong, corrected as tracked changes: a person accepts or rejects them in Word.

Accepting all of them gives what was worked out, rejecting them gives what was typed. Where a result was not simply
typed as text (a check box, a drop-down, a formula, formatting) nothing is changed, and the comment is alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.ooxml.names import W14, W
from pipeline.ooxml.structure import ALTERNATE, CONTROL, PARAGRAPH
from pipeline.signs import TICK
from pipeline.submission import Answer, Assessment, State, Submission
from pipeline.writers.marks.seals import Kind
from pipeline.writers.provisional import OPEN_TOTAL
from pipeline.writers.word.markup import RUN_PROPERTIES, add, fields_round, formatting, has_text, runs, text_run
from pipeline.writers.word.stretches import Cut, cuts, shown, stretches, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from pipeline.location import Location
    from pipeline.mapping.model import Mapping
    from pipeline.ooxml.places import Places
    from pipeline.ooxml.splice import Splice
    from pipeline.writers.marks.seals import Seals
    from pipeline.writers.word.annotation import Tracker

_NOT_TYPED: Final = (
    W14 + "checkbox",
    *(W + name for name in ("checkbox", "dropDownList", "comboBox", "date", "picture", "dataBinding")),
)
_ELSEWHERE: Final = frozenset({ALTERNATE, W + "txbxContent", W + "fldSimple"})
_INSERTIONS: Final = (W + "ins", W + "moveTo")


class Correction(Struct, frozen=True, kw_only=True):
    """A typed result that differs from what was worked out.

    Attributes:
        location: Where it was typed.
        typed: The text as it is.
        value: The typed value.
        computed: What was worked out: a number, or the id of the band.
        to: For a mark: the place where it belongs.
    """

    field: str
    location: Location
    typed: str
    value: int | str
    computed: int | str
    to: Location | None = None


def corrections(submission: Submission, assessment: Assessment, mapping: Mapping) -> Iterator[Correction]:
    """Return the wrong results in the order age score, total, RAG mark; none that is open while entries are."""
    score = mapping.score
    if score is None or assessment.rag is None or not assessment.complete:
        return
    for field, number in ((score.age_field, assessment.age_points), (score.total_field, assessment.total)):
        yield from _wrong_number(submission, field, number)
    if not assessment.is_provisional:
        yield from _wrong_mark(submission, score.rag_field, assessment.rag)


def _wrong_number(submission: Submission, field: str | None, computed: int | None) -> Iterator[Correction]:
    answer = submission.answers.get(field) if field else None
    if answer is None or answer.location is None or computed is None:
        return
    value = answer.raw.strip() if is_open_total(answer) else answer.value
    if (isinstance(value, int) and value != computed) or isinstance(value, str):
        yield Correction(field=answer.field, location=answer.location, typed=answer.raw, value=value, computed=computed)


def is_open_total(answer: Answer) -> bool:
    """Return whether an answer is a total that an earlier run wrote while entries were open."""
    return answer.state is State.UNCLEAR and OPEN_TOTAL.fullmatch(answer.raw.strip()) is not None


def _wrong_mark(submission: Submission, field: str | None, rag: str) -> Iterator[Correction]:
    answer = submission.answers.get(field) if field else None
    if answer is None or answer.state is not State.ANSWERED or answer.chosen == (rag,):
        return
    value = str(answer.value)
    place, to = answer.places.get(value), answer.places.get(rag)
    if place is not None and to is not None and place != to:
        yield Correction(field=answer.field, location=place, typed=answer.raw, value=value, computed=rag, to=to)


def correct(splice: Splice, places: Places, correction: Correction, tracker: Tracker, seals: Seals) -> bool:
    """Put a correction into the document, sealed; say whether it could be done."""
    place = places.find(correction.location)
    if place is None:
        return False
    if correction.to is None:
        return _correct_number(splice, place, correction, tracker, seals)
    to = places.find(correction.to)
    return to is not None and _move_mark(splice, place, to, correction.typed, tracker, seals)


# Numbers


def _correct_number(splice: Splice, place: _Element, correction: Correction, tracker: Tracker, seals: Seals) -> bool:
    found = stretches(place)
    span = _span_of(correction, whole(found))
    if span is None:
        return False
    typed = cuts(found, *span)
    if not typed or not all(_is_typed(cut.run) for cut in typed) or not _can_follow(typed[-1]):
        return False
    if any(splice.is_replaced(cut.run) for cut in typed):
        return False
    _exchange(splice, typed, str(correction.computed), tracker, seals)
    return True


def _span_of(correction: Correction, text: str) -> tuple[int, int] | None:
    """Find where the number is: of "57 points" only the digits; what is there twice is not touched."""
    typed = correction.typed.strip()
    if not typed or text.count(typed) != 1:
        return None
    start = text.index(typed)
    digits = list(re.finditer(rf"(?<!\d){re.escape(str(correction.value))}(?!\d)", typed))
    if len(digits) == 1:
        return start + digits[0].start(), start + digits[0].end()
    return start, start + len(typed)


def _exchange(splice: Splice, typed: Sequence[Cut], text: str, tracker: Tracker, seals: Seals) -> None:
    """Replace runs by what is before, the tracked deletion, the tracked insertion and what is behind."""
    last = typed[-1]
    around = _insertion_round(last.run)
    for cut in typed:
        before, gone, after = cut.markup(splice, text="delText")
        markup = before + tracker.deleted(cut.run, gone, cut.text)
        if cut is last:
            look = formatting(splice, cut.run, cut.run.find(RUN_PROPERTIES))
            new = tracker.inserted(cut.run, text_run(cut.run, text, look), text)
            new = seals.around(cut.run, new, text, kind=Kind.CORRECTION)
            if around is None:
                markup += new
            else:
                splice.insert_after(around, new)
        splice.replace(cut.run, markup + after)


def _can_follow(last: Cut) -> bool:
    """Return whether an insertion can be right behind a run: not in the middle of somebody else's insertion."""
    around = _insertion_round(last.run)
    if around is None:
        return True
    return last.end == len(shown(last.run)) and runs(around)[-1] is last.run


def _insertion_round(run: _Element) -> _Element | None:
    """Find the outermost pending insertion that a run is in; one in another would be none of Word's making."""
    return next(reversed([each for each in _up_to_paragraph(run) if each.tag in _INSERTIONS]), None)


def _up_to_paragraph(run: _Element) -> Iterator[_Element]:
    for each in run.iterancestors():
        if each.tag == PARAGRAPH:
            return
        yield each


# Marks


def _move_mark(splice: Splice, place: _Element, to: _Element, typed: str, tracker: Tracker, seals: Seals) -> bool:
    """Delete the typed mark in its row and insert one in the right row."""
    found = [stretch for stretch in stretches(place) if has_text(stretch.run)]
    # Glyphs of symbol fonts are other characters here than in the answer, so only lengths can be compared. What is
    # longer than a word is more than a mark.
    mark = "".join(stretch.text for stretch in found).split()
    paragraph = next(to.iter(PARAGRAPH), None)
    if (
        len(mark) != 1
        or not all(stretch.text for stretch in found)
        or [len(word) for word in typed.split()] != [len(mark[0])]
    ):
        return False
    if paragraph is None or not _is_empty(to) or not all(_is_typed(stretch.run) for stretch in found):
        return False
    for stretch in found:
        cut = Cut(run=stretch.run, start=0, end=len(stretch.text))
        splice.replace(stretch.run, tracker.deleted(stretch.run, cut.markup(splice, text="delText")[1], stretch.text))
    look = formatting(splice, paragraph, found[0].run.find(RUN_PROPERTIES))
    moved = tracker.inserted(paragraph, text_run(paragraph, TICK, look), TICK)
    add(splice, paragraph, seals.around(paragraph, moved, TICK, kind=Kind.CORRECTION))
    return True


def _is_empty(place: _Element) -> bool:
    """Return whether nothing is in a place, not even a control, form field or deletion."""
    controls = next(place.iter(CONTROL, W + "fldChar", W + "del"), None)
    return (
        controls is None and not has_text(place) and not any(_is_fixed(each) for each in place.iterancestors(CONTROL))
    )


# What was typed


def _is_typed(run: _Element) -> bool:
    """Return whether a run is text that a person typed, and not what a program shows for something stored elsewhere."""
    around = list(run.iterancestors())
    if any(each.tag in _ELSEWHERE for each in around) or _is_in_formula(run):
        return False
    return not any(_is_fixed(each) for each in around if each.tag == CONTROL)


def _is_fixed(control: _Element) -> bool:
    properties = control.find(W + "sdtPr")
    return properties is not None and any(properties.find(name) is not None for name in _NOT_TYPED)


def _is_in_formula(run: _Element) -> bool:
    """Return whether a run is the result of a field that is no form field (17.16): Word works it out again."""
    return any(begin.find(W + "ffData") is None for begin in fields_round(run))
