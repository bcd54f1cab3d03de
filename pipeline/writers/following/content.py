"""What a following document holds: gathered upwards from the fields that its mapping allows, and nothing else.

Whoever lays a document out gets a :class:`Content` and never the submission, so what isn't named here can't get in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.findings import Severity
from pipeline.mapping.documents import FACTS, DocumentPart, FollowingDocument
from pipeline.submission import Answer, FactorAnswer, FactorState, State
from pipeline.words import Words, put_together
from pipeline.writers.following.facts import FACT_TEXTS, Origin
from pipeline.writers.values import answer_words

if TYPE_CHECKING:
    from pipeline.mapping import Mapping
    from pipeline.mapping.model import Choice, Field

NOT_RECORDED: Final = "not recorded"
NO_PLACE: Final = "not on this form"
CHECKLIST_COLUMNS: Final = ("Area", "Factor", "Entry", "Points", "Notes")
_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STATES: Final = {
    FactorState.YES: "Yes",
    FactorState.NO: "No",
    FactorState.BLANK: "not marked",
    FactorState.NOT_FOUND: NO_PLACE,
}
_OPEN_QUESTIONS: Final = (Severity.MUST, Severity.SHOULD, Severity.ASK)
_NOT_FOR_OTHERS: Final = frozenset({"settled", "settled_lapsed", "settled_in_form"})
"""What names who settled an entry: that stays in the team."""


class Item(Struct, frozen=True, kw_only=True):
    """One thing that a document holds.

    Attributes:
        id: Of the field, factor or fact.
        label: How the document calls it.
        lines: Its text; none when nothing is recorded.
        missing: What is said in place of a text that isn't there.
        doubt: Why it is unclear; then ``lines`` is what is on the form.
        columns: Headers, for a table.
        column_ids: Their ids.
        rows: Its rows.
        missing_cell: What is said in a cell where nothing is recorded.
        narrative: Whole paragraphs with their formatting, as markup; empty when there are only lines.
        is_long: It has a heading of its own and doesn't fit into a row.
        is_listed: Each line is an entry of a list.
    """

    id: str
    label: str
    lines: tuple[Words, ...] = ()
    missing: str = NOT_RECORDED
    doubt: str = ""
    columns: tuple[str, ...] = ()
    column_ids: tuple[str, ...] = ()
    rows: tuple[tuple[Words, ...], ...] = ()
    missing_cell: str = NOT_RECORDED
    narrative: str = ""
    is_long: bool = False
    is_listed: bool = False

    @property
    def shown(self) -> tuple[Words, ...]:
        """The lines as people are to read them: what is missing is said, what is unclear is flagged."""
        if self.doubt:
            flag = Words(f"Unclear on the form ({self.doubt}); it says:")
            return (flag, *(self.lines or (Words("a mark without words"),)))
        return self.lines or (Words(self.missing),)


class Section(Struct, frozen=True, kw_only=True):
    """A part of a document with what it holds."""

    heading: str
    say: str
    items: tuple[Item, ...]
    space: int


class Content(Struct, frozen=True, kw_only=True):
    """Everything that a document says.

    Attributes:
        form_title: Name of the form that it is made from.
        sections: Its parts; those on request only when it was asked for them.
        asked: It was asked for what is given on request.
    """

    title: str
    for_whom: str
    say: str
    form_title: str
    sections: tuple[Section, ...]
    asked: bool = False

    @property
    def items(self) -> Iterator[Item]:
        """Everything that it holds."""
        return (item for section in self.sections for item in section.items)


def content_of(document: FollowingDocument, origin: Origin, *, on_request: bool = False) -> Content:
    """Gather what a document may hold, part by part."""
    allowed = document.fields(on_request=on_request)
    parts = [part for part in document.parts if on_request or not part.on_request]
    return Content(
        title=document.title,
        for_whom=document.for_,
        say=document.say,
        form_title=origin.mapping.form.title,
        sections=tuple(_section(part, origin, allowed) for part in parts),
        asked=on_request and document.has_requested_parts,
    )


def _section(part: DocumentPart, origin: Origin, allowed: Collection[str]) -> Section:
    items = tuple(_item(name, label_of(name, part, origin.mapping), origin, allowed) for name in part.fields)
    return Section(heading=part.heading, say=part.say, items=items, space=part.space)


def label_of(name: str, part: DocumentPart, mapping: Mapping) -> str:
    """Return what a part calls something that it holds."""
    asked = mapping.field(name)
    if name in part.labels:
        return part.labels[name]
    if asked is not None:
        return asked.label.rstrip(":")
    return next((factor.label for factor in mapping.factors if factor.id == name), None) or FACTS[name]


def _item(name: str, label: str, origin: Origin, allowed: Collection[str]) -> Item:
    asked = origin.mapping.field(name)
    if asked is not None:
        return _answer_item(asked, label, origin)
    factor = origin.submission.checklist.get(name)
    if factor is not None:
        return _factor_item(factor, label, origin.mapping)
    if name == "checklist":
        return _checklist_item(label, origin)
    if name == "applies":
        return Item(id=name, label=label, lines=tuple(map(Words, _applying(origin))), missing="nothing marked",
                    is_listed=True, is_long=True)  # fmt: skip
    if name == "questions":
        lines = tuple(map(Words, _questions(origin, allowed)))
        return Item(id=name, label=label, lines=lines, missing="none were noticed", is_listed=True, is_long=True)
    text = FACT_TEXTS[name](origin)
    return Item(id=name, label=label, lines=(Words(text),) if text else (), missing="not known")


# Answers


def _answer_item(asked: Field, label: str, origin: Origin) -> Item:
    answer = origin.submission.answers[asked.id]
    if asked.has_rows:
        return _table_item(asked, label, answer)
    is_long = asked.is_long
    doubt = (answer.reason or "it can't be read with certainty") if answer.state is State.UNCLEAR else ""
    as_typed = not doubt and answer.settled is None
    narrative = origin.rich.markup(answer) if is_long and origin.rich is not None and as_typed else ""
    return Item(
        id=asked.id,
        label=label,
        lines=_lines(_words(asked, answer, origin)),
        missing=NO_PLACE if answer.state is State.NOT_FOUND else NOT_RECORDED,
        doubt=doubt,
        narrative=narrative,
        is_long=is_long,
    )


def _lines(words: Words) -> tuple[Words, ...]:
    return tuple(line for line in _legal(words).lines() if line.text.strip())


def _legal(words: Words) -> Words:
    """Replace what no Word file can hold, such as control characters out of a workbook."""
    return words.with_text(_ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", words.text))


def _words(asked: Field, answer: Answer, origin: Origin) -> Words:
    if answer.state is not State.ANSWERED:
        return answer.words if answer.state is State.UNCLEAR else Words()
    return answer_words(asked, answer, lambda choice: _called(asked, choice, origin))


def _called(asked: Field, choice: Choice, origin: Origin) -> str:
    """Name a choice: levels as the bands are called, others by their printed words up to a colon."""
    score = origin.mapping.score
    if score is not None and asked.id in (score.outcome_field, score.rag_field):
        name = next((band.name for band in score.bands if band.level == choice.id), None)
        if name:
            return name
    return choice.label.partition(":")[0]


def _table_item(asked: Field, label: str, answer: Answer) -> Item:
    names = tuple(column.id for column in asked.columns)
    unclear = answer.state is State.UNCLEAR
    return Item(
        id=asked.id,
        label=label,
        lines=_lines(answer.words) if unclear else (),
        missing=NO_PLACE if answer.state is State.NOT_FOUND else NOT_RECORDED,
        doubt=(answer.reason or "its rows can't be read") if unclear else "",
        columns=tuple(column.label or column.id.replace("_", " ").capitalize() for column in asked.columns),
        column_ids=names,
        rows=tuple(tuple(_legal(row.get(name, Words())) for name in names) for row in answer.rows),
        is_long=True,
    )


# Checklist


def _factor_item(factor: FactorAnswer, label: str, mapping: Mapping) -> Item:
    if factor.state is FactorState.UNCLEAR and not factor.is_unknown:
        doubt = factor.reason or "the entry can't be read with certainty"
        return Item(id=factor.factor, label=label, lines=_lines(factor.words), doubt=doubt)
    is_answered = factor.state in (FactorState.YES, FactorState.NO) or factor.is_unknown
    said = _entry(factor, mapping)
    return Item(id=factor.factor, label=label, lines=(said,) if is_answered else (), missing=said.text)


def _checklist_item(label: str, origin: Origin) -> Item:
    rows = tuple(
        (
            Words(group.name),
            Words(factor.label),
            _entry(found, origin.mapping),
            Words(str(origin.assessment.points.get(factor.id, 0))),
            _legal(found.note_words),
        )
        for group in origin.mapping.groups
        for factor in group.factors
        if (found := origin.submission.checklist.get(factor.id)) is not None
    )
    names = tuple(column.lower() for column in CHECKLIST_COLUMNS)
    return Item(
        id="checklist",
        label=label,
        columns=CHECKLIST_COLUMNS,
        column_ids=names,
        rows=rows,
        missing_cell="",
        is_long=True,
    )


def _entry(found: FactorAnswer, mapping: Mapping) -> Words:
    """Return an entry in words: the options that were chosen, else yes, no or what is the matter with it."""
    if found.chosen and (found.state is not FactorState.UNCLEAR or found.is_unknown):
        factor = next(each for each in mapping.factors if each.id == found.factor)
        options = mapping.checklist_of[found.factor].options_of(factor)
        return Words(", ".join(option.label for option in options if option.id in found.chosen))
    if found.state is FactorState.UNCLEAR:
        return put_together(("unclear: ", _legal(found.words))) if found.entered else Words("unclear")
    return Words(_STATES[found.state])


def _applying(origin: Origin) -> Iterator[str]:
    for factor in origin.mapping.factors:
        found = origin.submission.checklist.get(factor.id)
        if found is not None and found.state is FactorState.YES:
            between = " " if factor.label.endswith("?") else ": "
            yield f"{factor.label}{between}{_entry(found, origin.mapping)}" if found.chosen else factor.label
        elif found is not None and found.state is FactorState.UNCLEAR and not found.is_unknown:
            yield f"{factor.label} (unclear on the form)"


def _questions(origin: Origin, allowed: Collection[str]) -> Iterator[str]:
    """Yield what was noticed about what the document holds; a finding about anything else would give that away."""
    for finding in origin.findings:
        is_open = finding.severity in _OPEN_QUESTIONS and finding.code not in _NOT_FOR_OTHERS
        if finding.field in allowed and is_open:
            yield " ".join(each for each in (finding.message, finding.remedy) if each)
