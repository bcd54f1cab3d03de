"""Typed results that are wrong, corrected as tracked changes: a person accepts or rejects them in Word.

Accepting all of them gives what was worked out, rejecting them gives what was typed. Where a result was not simply
typed as text (a check box, a drop-down, a formula, formatting) nothing is changed, and the comment stands alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.ooxml.names import W14, W
from pipeline.ooxml.structure import ALTERNATE, CONTROL, PARAGRAPH, RUN, TEXT
from pipeline.submission import Answer, Assessment, State, Submission
from pipeline.writers.markup import RUN_PROPERTIES, formatting, has_text, runs, text_piece, text_run
from pipeline.writers.slot import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from pipeline.location import Location
    from pipeline.mapping.model import Mapping
    from pipeline.ooxml.places import Places
    from pipeline.ooxml.splice import Splice
    from pipeline.writers.annotation import Tracker

_SHOWN_AS: Final = {
    W + "tab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "sym": "\ufffc",
    W + "noBreakHyphen": "\u2011",
    W + "lastRenderedPageBreak": "",
}
"""What may stand in a run besides text, as one character each."""

_NOT_TYPED: Final = (
    W14 + "checkbox",
    *(W + name for name in ("checkbox", "dropDownList", "comboBox", "date", "picture", "dataBinding")),
)
_ELSEWHERE: Final = frozenset({ALTERNATE, W + "txbxContent", W + "fldSimple"})
_INSERTIONS: Final = (W + "ins", W + "moveTo")
_OPEN_TOTAL: Final = re.compile(r"\d+ \((?:up to \d+|not complete)\)")
_START_TAG: Final = re.compile(r"<(?P<name>[^\s/>]+)(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>")


class Correction(Struct, frozen=True, kw_only=True):
    """A typed result that differs from what was worked out.

    Attributes:
        location: Where it was typed.
        typed: The text as it stands.
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
    """Tell whether an answer is a total that an earlier run wrote while entries were open."""
    return answer.state is State.UNCLEAR and _OPEN_TOTAL.fullmatch(answer.raw.strip()) is not None


def _wrong_mark(submission: Submission, field: str | None, rag: str) -> Iterator[Correction]:
    answer = submission.answers.get(field) if field else None
    if answer is None or answer.state is not State.ANSWERED or answer.value == rag:
        return
    value = str(answer.value)
    place, to = answer.places.get(value), answer.places.get(rag)
    if place is not None and to is not None and place != to:
        yield Correction(field=answer.field, location=place, typed=answer.raw, value=value, computed=rag, to=to)


def correct(splice: Splice, places: Places, correction: Correction, tracker: Tracker) -> bool:
    """Put a correction into the document; say whether it could be done."""
    place = places.find(correction.location)
    if place is None:
        return False
    if correction.to is None:
        return _correct_number(splice, place, correction, tracker)
    to = places.find(correction.to)
    return to is not None and _move_mark(splice, place, to, correction.typed, tracker)


# Numbers


def _correct_number(splice: Splice, place: _Element, correction: Correction, tracker: Tracker) -> bool:
    stretches = _stretches(place)
    span = _span_of(correction, _whole(stretches))
    if span is None:
        return False
    cuts = [cut for stretch in stretches if (cut := stretch.cut(*span)) is not None]
    if not cuts or not all(_is_typed(cut.run) for cut in cuts) or not _can_follow(cuts[-1]):
        return False
    _exchange(splice, cuts, str(correction.computed), tracker)
    return True


def _span_of(correction: Correction, text: str) -> tuple[int, int] | None:
    """Find where the number stands: of "57 points" only the digits; what stands there twice is not touched."""
    typed = correction.typed.strip()
    if not typed or text.count(typed) != 1:
        return None
    start = text.index(typed)
    digits = list(re.finditer(rf"(?<!\d){re.escape(str(correction.value))}(?!\d)", typed))
    if len(digits) == 1:
        return start + digits[0].start(), start + digits[0].end()
    return start, start + len(typed)


def _exchange(splice: Splice, cuts: Sequence[_Cut], text: str, tracker: Tracker) -> None:
    """Replace runs by what stands before, the tracked deletion, the tracked insertion and what stands behind."""
    last = cuts[-1]
    around = _insertion_round(last.run)
    for cut in cuts:
        before, gone, after = cut.markup(splice)
        markup = before + tracker.deleted(cut.run, gone)
        if cut is last:
            look = formatting(splice, cut.run, cut.run.find(RUN_PROPERTIES))
            new = tracker.inserted(cut.run, text_run(cut.run, text, look))
            if around is None:
                markup += new
            else:
                splice.insert_after(around, new)
        splice.replace(cut.run, markup + after)


def _can_follow(last: _Cut) -> bool:
    """Tell whether an insertion can stand right behind a run: not in the middle of somebody else's insertion."""
    around = _insertion_round(last.run)
    if around is None:
        return True
    return last.end == len(_shown(last.run)) and runs(around)[-1] is last.run


def _insertion_round(run: _Element) -> _Element | None:
    """Find the outermost pending insertion that a run stands in; one in another would be none of Word's making."""
    return next(reversed([each for each in _up_to_paragraph(run) if each.tag in _INSERTIONS]), None)


def _up_to_paragraph(run: _Element) -> Iterator[_Element]:
    for each in run.iterancestors():
        if each.tag == PARAGRAPH:
            return
        yield each


# Marks


def _move_mark(splice: Splice, place: _Element, to: _Element, typed: str, tracker: Tracker) -> bool:
    """Delete the typed mark in its row and insert one in the right row."""
    stretches = [stretch for stretch in _stretches(place) if has_text(stretch.run)]
    # Glyphs of symbol fonts are other characters here than in the answer, so only lengths can be compared. What is
    # longer than a word is more than a mark.
    shown = "".join(stretch.text for stretch in stretches).split()
    paragraph = next(to.iter(PARAGRAPH), None)
    if (
        len(shown) != 1
        or not all(stretch.text for stretch in stretches)
        or [len(word) for word in typed.split()] != [len(shown[0])]
    ):
        return False
    if paragraph is None or not _is_empty(to) or not all(_is_typed(stretch.run) for stretch in stretches):
        return False
    for stretch in stretches:
        cut = _Cut(run=stretch.run, start=0, end=len(stretch.text))
        splice.replace(stretch.run, tracker.deleted(stretch.run, cut.markup(splice)[1]))
    look = formatting(splice, paragraph, stretches[0].run.find(RUN_PROPERTIES))
    splice.append(paragraph, tracker.inserted(paragraph, text_run(paragraph, MARK, look)))
    return True


def _is_empty(place: _Element) -> bool:
    """Tell whether nothing stands in a place, not even a control, form field or deletion."""
    controls = next(place.iter(CONTROL, W + "fldChar", W + "del"), None)
    return (
        controls is None and not has_text(place) and not any(_is_fixed(each) for each in place.iterancestors(CONTROL))
    )


# Runs and the text in them


class _Cut(Struct, frozen=True, kw_only=True):
    """The part of a run that goes; offsets into the text that it shows."""

    run: _Element
    start: int
    end: int

    def markup(self, splice: Splice) -> tuple[str, str, str]:
        """Write the run in three: what stays before, what goes, what stays behind."""
        end = len(_shown(self.run))
        return (
            _part(splice, self.run, 0, self.start),
            _part(splice, self.run, self.start, self.end, text="delText"),
            _part(splice, self.run, self.end, end),
        )


class _Stretch(Struct, frozen=True, kw_only=True):
    """A run and where its text begins in the text of its place."""

    run: _Element
    start: int
    text: str

    def cut(self, start: int, end: int) -> _Cut | None:
        """Give the part of the run between two offsets into the text of the place; ``None`` when there is none."""
        low, high = max(start - self.start, 0), min(end - self.start, len(self.text))
        return _Cut(run=self.run, start=low, end=high) if low < high else None


def _stretches(place: _Element) -> list[_Stretch]:
    """List the runs at a place with the text they show; a paragraph's end counts as one character."""
    found: list[_Stretch] = []
    position = 0
    for run in runs(place):
        if found and next(run.iterancestors(PARAGRAPH), None) is not next(found[-1].run.iterancestors(PARAGRAPH), None):
            position += 1
        text = _shown(run)
        found.append(_Stretch(run=run, start=position, text=text))
        position += len(text)
    return found


def _whole(stretches: Sequence[_Stretch]) -> str:
    """Join the text of a place, a line for each paragraph."""
    text = ""
    for stretch in stretches:
        text += "\n" * (stretch.start - len(text)) + stretch.text
    return text


def _shown(run: _Element) -> str:
    """Give the text of a run; an empty one when it holds anything that can't be cut, such as a drawing."""
    children = [child for child in run if child.tag != RUN_PROPERTIES]
    if any(child.tag != TEXT and child.tag not in _SHOWN_AS for child in children):
        return ""
    return "".join(map(_text_of, children))


def _text_of(child: _Element) -> str:
    return (child.text or "") if child.tag == TEXT else _SHOWN_AS[str(child.tag)]


def _part(splice: Splice, run: _Element, start: int, end: int, *, text: str = "t") -> str:
    """Write a part of a run with the run's own tag and formatting; nothing for an empty part."""
    pieces, position = "", 0
    for child in run:
        if child.tag == RUN_PROPERTIES:
            continue
        shown = _text_of(child)
        low, high = max(start - position, 0), min(end - position, len(shown))
        if low < high:
            pieces += text_piece(run, shown[low:high], text) if child.tag == TEXT else splice.markup(child)
        position += len(shown)
    tag = _START_TAG.match(splice.markup(run))
    properties = run.find(RUN_PROPERTIES)
    look = "" if properties is None else splice.markup(properties)
    return f"{tag[0]}{look}{pieces}</{tag['name']}>" if pieces and tag else ""


def _is_typed(run: _Element) -> bool:
    """Tell whether a run is text that a person typed, and not what a program shows for something stored elsewhere."""
    around = list(run.iterancestors())
    if any(each.tag in _ELSEWHERE for each in around) or _is_in_formula(run):
        return False
    return not any(_is_fixed(each) for each in around if each.tag == CONTROL)


def _is_fixed(control: _Element) -> bool:
    properties = control.find(W + "sdtPr")
    return properties is not None and any(properties.find(name) is not None for name in _NOT_TYPED)


def _is_in_formula(run: _Element) -> bool:
    """Tell whether a run is the result of a field that is no form field (17.16): Word works it out again."""
    paragraph = next(run.iterancestors(PARAGRAPH), None)
    fields: list[bool] = []
    for each in paragraph.iter(RUN) if paragraph is not None else ():
        if each is run:
            return any(fields)
        for turn in each.iterchildren(W + "fldChar"):
            if turn.get(W + "fldCharType") == "begin":
                fields.append(turn.find(W + "ffData") is None)
            elif turn.get(W + "fldCharType") == "end" and fields:
                fields.pop()
    return False
