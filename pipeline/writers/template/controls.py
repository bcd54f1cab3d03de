"""The controls of a rendered template set as if by hand: check boxes ticked, dates stored, and printed choices.

A check box says in its tag what it means: ``outcome.low``, or ``exploitation_type.low.CCE`` for a choice that is
printed under each option of another. A date control has the id of its field.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from lxml import etree

from pipeline.ooxml.names import W14, W
from pipeline.ooxml.structure import CONTROL, CONTROL_CONTENT, PARAGRAPH, TABLE, TEXT, VAL
from pipeline.signs import BOX_EMPTY, BOX_TICKED
from pipeline.submission import State
from pipeline.writers.word.boxes import CHECK_BOX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from pipeline.mapping import Mapping
    from pipeline.mapping.model import Field
    from pipeline.submission import Answer, Submission

_TAG: Final = f"{W}sdtPr/{W}tag"
_DATE: Final = f"{W}sdtPr/{W}date"
_ONE_LINE: Final = ("date", "comboBox", "dropDownList")


def set_controls(document: _Element, submission: Submission, mapping: Mapping) -> None:
    """Tick the check boxes of what was chosen, and store the days that date controls show."""
    chosen = set(_chosen(submission, mapping))
    for control in list(document.iter(CONTROL)):
        tag = control.find(_TAG)
        name = tag.get(VAL, "") if tag is not None else ""
        if control.find(CHECK_BOX) is not None:
            if name in chosen:
                _tick(control)
        elif _has_breaks(control):
            _unwrap(control)  # such controls hold one line
        elif control.find(_DATE) is not None and name in submission.answers:
            _store_day(control, submission.answers[name])


def _chosen(submission: Submission, mapping: Mapping) -> Iterator[str]:
    for field in mapping.fields:
        answer = submission.answers[field.id]
        if answer.value is True:
            yield field.id
        if not field.choices or answer.state is not State.ANSWERED:
            continue
        above = submission.answers[field.under] if field.under else None
        middle = f".{above.value}" if above is not None else ""
        yield from (f"{field.id}{middle}.{name}" for name in answer.chosen)


def _tick(control: _Element) -> None:
    checked = control.find(f"{CHECK_BOX}/{W14}checked")
    if checked is not None:
        checked.set(W14 + "val", "1")
    shown = next(control.iter(TEXT), None)
    if shown is not None:
        shown.text = BOX_TICKED


def _has_breaks(control: _Element) -> bool:
    one_line = any(control.find(f"{W}sdtPr/{W}{kind}") is not None for kind in _ONE_LINE)
    return one_line and next(control.iter(W + "br", W + "tab"), None) is not None


def _unwrap(control: _Element) -> None:
    content = control.find(CONTROL_CONTENT)
    for child in list(content if content is not None else ()):
        control.addprevious(child)
    parent = control.getparent()
    if parent is not None:
        parent.remove(control)


def _store_day(control: _Element, answer: Answer) -> None:
    """Set the value of a date control (17.5.2.7), as if the day had been picked in it."""
    picker = control.find(_DATE)
    if picker is not None and isinstance(answer.value, dt.date):
        picker.set(W + "fullDate", f"{answer.value.isoformat()}T00:00:00Z")


# Choices that check boxes can't show


def needs_own_lines(document: _Element, submission: Submission, mapping: Mapping) -> list[Field]:
    """Return the choices with check boxes whose answer ticks can't show: unclear ones, a type without its level."""
    boxes = set(_boxes(document))
    fields = [field for field in mapping.fields if any(_is_of(field, tag) for tag in boxes)]
    chosen = set(_chosen(submission, mapping))
    return [
        field
        for field in fields
        if _is_more_than_ticks(submission.answers[field.id])
        or any(tag not in boxes for tag in chosen if _is_of(field, tag))
    ]


def _is_of(field: Field, tag: str) -> bool:
    """Return whether a check box is for a field: for one of its choices, or for the tick that it is."""
    return tag == field.id if field.is_tick else tag.startswith(f"{field.id}.")


def _is_more_than_ticks(answer: Answer) -> bool:
    """Return whether something was written that chooses nothing: an unclear sign, or a "no"."""
    if answer.state is State.UNCLEAR or answer.value is False:
        return True
    return answer.state is State.BLANK and bool(answer.raw.replace(BOX_EMPTY, "").strip())


def _boxes(document: _Element) -> Iterator[str]:
    for control in document.iter(CONTROL):
        tag = control.find(_TAG)
        if tag is not None and control.find(CHECK_BOX) is not None:
            yield tag.get(VAL, "")


def own_lines(lines: Sequence[_Element], document: _Element, field: Field) -> list[_Element]:
    """Find the printed lines of a choice as they are in the submitted form: from its heading to the next table.

    Args:
        lines: The body of the submitted form.
        document: The template, which says under which heading the choice is.
        field: The choice.
    """
    heading = _heading(document, field)
    if heading is None:
        return []
    words = _words(heading)
    start = next((at for at, line in enumerate(lines) if line.tag == PARAGRAPH and _words(line) == words), None)
    if start is None:
        return []
    end = next((at for at in range(start, len(lines)) if lines[at].tag == TABLE), len(lines))
    return list(lines[start + 1 : end])


def put_own_lines(document: _Element, field: Field, lines: Sequence[_Element]) -> None:
    """Put lines of the submitted form in the place of the template's."""
    heading = _heading(document, field)
    if heading is None:
        return
    for old in list(heading.itersiblings()):
        if old.tag == TABLE:
            break
        if old.find(f".//{W}sectPr") is None and old.tag != W + "sectPr":
            heading.getparent().remove(old)  # type: ignore[union-attr]
    for line in reversed(lines):
        heading.addnext(line)


def _heading(document: _Element, field: Field) -> _Element | None:
    for control in document.iter(CONTROL):
        tag = control.find(_TAG)
        if tag is not None and tag.get(VAL, "").startswith(f"{field.id}."):
            line = next(control.iterancestors(PARAGRAPH), None)
            before = line.itersiblings(PARAGRAPH, preceding=True) if line is not None else iter(())
            return next((each for each in before if _style(each).startswith("Heading")), None)
    return None


def _style(paragraph: _Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style.get(VAL, "") if style is not None else ""


def _words(element: _Element) -> str:
    return "".join("".join(text.text or "" for text in element.iter(TEXT)).split()).casefold()


def serialised(document: _Element) -> bytes:
    """Write a part."""
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True)
