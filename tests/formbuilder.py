"""Completed forms: the shipped blank, filled in step by step, in every way that people and programs fill it in.

This is the door to the three modules that build test files::

    document(table([["Name", ""], ["SEN", tick(True)]]), paragraph("…"))            # a tiny Word file
    CompletedForm().put("child_name", "Example Child").factor("sen", "5").bytes()   # the shipped blank, filled in
    mutate(data, "word/document.xml", "old", "new")                                 # a file, one thing changed

Shapes are made in ``tests.shapes``, packages in ``tests.documents``; both can be imported from here.
"""

from __future__ import annotations

import csv
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self, Unpack

from lxml import etree

from tests.documents import MAIN, Package, document, main_part, mutate, package, parts_of, reprefixed, serialise, strict
from tests.shapes import (
    Content,
    Element,
    Inline,
    Marks,
    blocks_of,
    close_cell,
    inline_of,
    mark_run,
    paragraph,
    q,
    row,
    run,
    table,
    text_pieces,
    tick,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "CompletedForm",
    "cell_texts",
    "document",
    "factors",
    "fill",
    "isolate",
    "main_part",
    "mutate",
    "package",
    "paragraph",
    "parts_of",
    "reprefixed",
    "row",
    "run",
    "strict",
    "table",
    "text_of",
    "tick",
]

BLANK = Path(__file__).parent.parent / "mappings" / "blanks" / "ce_assessment_original.docx"

# Printed labels, and where the answer stands
BESIDE = {
    "child_name": "Child/young person’s Name",
    "date_of_birth": "DOB",
    "case_status": "Child’s/ young person’s Case Status",
    "demographics": "Childs Demographics",
    "date_completed": "Date assessment tool completed",
    "review_date": "Agreed CE review date",
    "safeguarding_lead": "Name of overseeing Safeguarding Lead",
    "team_manager": "Name of overseeing Team Manager",
}
AT_THE_END = {"age_score": "Age Score:", "total_score": "TOTAL Score", "low": "0-40", "medium": "41-70", "high": "71+"}
BELOW = {
    "assessment_reason": "Reason for assessment",
    "harm": "What past or current harm",
    "future_danger": "Consider what the future dangers are",
    "complicating_factors": "What are the complicating factors?",
    "next_steps": "What would the child/young person say are the next steps",
    "other_children": "What information has your assessment identified about other children",
    "perpetrators": "Who are the potential perpetrators",
    "locations": "Are there any details about concerning locations",
    "parent_response": "Parent/Carer response",
    "professional_judgement": "Professional discussion and judgement",
    "danger_statements": "Danger Statements",
    "actions_taken": "Future safety/protection",
    "transition_pathway": "Transition Pathway",
    "safety_goal": "Safety Goal",
}
INSIDE = {
    "child_views_good": "What does the child say are the good things",
    "child_views_worries": "What does the child say are the things that they are worried about",
    "child_views_wants": "What does the child want to happen",
}
OUTCOMES = {
    "no_longer_required": "CE Pathway no longer required",
    "low": "Low concern: ",
    "medium": "Medium Concern: ",
    "high": "High Concern: ",
}


@lru_cache
def factors() -> dict[str, tuple[str, int]]:
    """Return label and printed weight of every factor by id."""
    with (Path(__file__).parent / "checklist.csv").open(encoding="utf-8", newline="") as file:
        return {line["factor_id"]: (line["label"], int(line["yes_score"])) for line in csv.DictReader(file)}


@lru_cache
def _blank_parts() -> Mapping[str, bytes]:
    return parts_of(BLANK.read_bytes())


class CompletedForm:
    """The shipped blank, filled in step by step; each step gives the form, so that steps chain.

    Places are found by their printed labels, so steps work on a form whose rows were moved before.
    """

    def __init__(self) -> None:
        self.package = Package(_blank_parts())
        self.root = etree.fromstring(self.package.parts[MAIN])
        self.body = self.root[0]

    @staticmethod
    def blank() -> bytes:
        """Return the shipped blank as it is."""
        return BLANK.read_bytes()

    # Finding places

    def cell(self, label: str) -> Element:
        """Find the first cell whose text begins with ``label``."""
        for found in self.body.iter(q("w:tc")):
            if text_of(found).startswith(label):
                return found
        raise LookupError(f"no cell begins with {label!r}")

    def line(self, label: str) -> Element:
        """Find the first paragraph whose text begins with ``label``."""
        for found in self.body.iter(q("w:p")):
            if text_of(found).startswith(label):
                return found
        raise LookupError(f"no paragraph begins with {label!r}")

    def box(self, field: str) -> Element:
        """Find the cell in which the answer to ``field`` belongs."""
        if field in BESIDE:
            return cells_of(_around(self.cell(BESIDE[field]), "tr"))[_index(self.cell(BESIDE[field])) + 1]
        if field in AT_THE_END:
            return cells_of(_around(self.cell(AT_THE_END[field]), "tr"))[-1]
        if field in BELOW:
            return next(_around(self.cell(BELOW[field]), "tr").itersiblings(q("w:tr"))).find(q("w:tc"))  # type: ignore[return-value]
        return self.cell(INSIDE[field])

    def row(self, factor: str) -> Element:
        """Find the row of a factor in the checklist."""
        label = factors()[factor][0]
        for found in self.body.iter(q("w:tr")):
            if any(text_of(made) == label for made in cells_of(found)):
                return found
        raise LookupError(factor)

    def checklist(self) -> Element:
        """Find the table of the checklist."""
        return _around(self.cell("Yes Score"), "tbl")

    def factor_cell(self, factor: str, column: str = "Score") -> Element:
        """Find the cell of a factor under a column header: ``Yes Score``, ``Score`` or ``Notes``."""
        headers = [text_of(made) for made in cells_of(_around(self.cell("Yes Score"), "tr"))]
        return cells_of(self.row(factor))[headers.index(column)]

    def option(self, field: str, option: str, under: str = "") -> Element:
        """Find the printed option of a choice and put it in a run of its own (an outcome is its whole line)."""
        if field == "outcome":
            line = self.line(OUTCOMES[option])
            return isolate(line, text_of(line))
        if field == "exploitation_type":
            lines = self.line(OUTCOMES[under]).itersiblings(q("w:p"))
            return isolate(next(found for found in lines if text_of(found).startswith("Type of expl")), option)
        return isolate(self.line(BESIDE[field]), option)

    # Filling in

    def put(self, field: str, *content: Content) -> Self:
        """Write ``content`` where people write it: the first empty lines of the box."""
        fill(self.box(field), list(content))
        return self

    def views_date(self, *content: Inline) -> Self:
        """Write on the line ``Date views obtained-``."""
        self.line("Date views obtained-").extend(inline_of([" ", *content]))
        return self

    def factor(self, factor: str, entry: Content = "", notes: Content = "") -> Self:
        """Write an entry into the Score column of a factor, and notes; a control round a cell replaces the cell."""
        for column, content in (("Score", entry), ("Notes", notes)):
            if content != "":
                fill(self.factor_cell(factor, column), content)
        return self

    def factors(self, entries: Mapping[str, Content]) -> Self:
        """Write entries into the Score column of several factors."""
        for factor, entry in entries.items():
            self.factor(factor, entry)
        return self

    def weight(self, factor: str, **marks: Unpack[Marks]) -> Self:
        """Mark the printed weight of a factor instead of writing an entry."""
        mark_run(isolate(self.factor_cell(factor, "Yes Score"), str(factors()[factor][1])), **marks)
        return self

    def choose(
        self,
        field: str,
        option: str,
        *,
        under: str = "",
        before: Inline = "",
        after: Inline = "",
        others: str = "",
        **marks: Unpack[Marks],
    ) -> Self:
        """Choose a printed option.

        Args:
            field: ``outcome``, ``exploitation_type`` or ``case_status`` (whose options stand in its label).
            option: Id of an outcome, or the printed word.
            under: The outcome under which a type is meant.
            before: Something written before the option.
            after: Something written after it.
            others: ``strike``, ``double_strike`` or ``delete``: what is done to the other options on the line instead.
            marks: Formatting of the option itself.
        """
        chosen = self.option(field, option, under)
        for part in reversed([*inline_of([after])] if after != "" else []):
            chosen.addnext(part)
        for part in [*inline_of([before])] if before != "" else []:
            chosen.addprevious(part)
        if marks:
            mark_run(chosen, **marks)
        for other in {"CCE", "CSE", "Both"} - {option} if others else ():
            _strike_out(self.option(field, other, under), others)
        return self

    def rag(self, band: str, entry: Content = "x") -> Self:
        """Write into the last cell of a row of the RAG table."""
        return self.put(band, entry)

    def agencies(self, people: Sequence[Sequence[str]]) -> Self:
        """Fill in name, role, agency and contact; rows are found by a printed agency, further ones are added."""
        header = _around(self.cell("Contact details"), "tr")
        for name, role, agency, contact in people:
            rows = list(header.itersiblings(q("w:tr")))
            found = next((made for made in rows if _fits(made, agency)), None)
            if found is None:
                found = row(["", "", "", ""])
                rows[-1].addnext(found)
            for made, content in zip(cells_of(found), (name, role, agency, contact), strict=True):
                if text_of(made) != content:
                    fill(made, content)
        return self

    def actions(self, lines: Sequence[Sequence[Content]]) -> Self:
        """Fill in the actions: what, who, when and, where given, outcome. Rows are added after the printed ones."""
        place = next(self.line("What needs to happen?").itersiblings(q("w:tbl")))
        for number, line in enumerate(lines):
            if number >= len(place.findall(q("w:tr"))):
                place.append(row(["", "", "", ""]))
            for made, content in zip(cells_of(place.findall(q("w:tr"))[number]), line, strict=False):
                fill(made, content)
        return self

    # Changing the form itself

    def remove(self, element: Element) -> Self:
        """Take something out of the form."""
        element.getparent().remove(element)  # type: ignore[union-attr]
        return self

    def split_checklist(self, factor: str, *, repeat_header: bool = True) -> Self:
        """Split the checklist in two before the row of ``factor``."""
        first = self.checklist()
        second = deepcopy(first)
        at = first.findall(q("w:tr")).index(self.row(factor))
        for made in first.findall(q("w:tr"))[at:]:
            first.remove(made)
        for made in second.findall(q("w:tr"))[1 if repeat_header else 0 : at]:
            second.remove(made)
        first.addnext(second)
        second.addprevious(paragraph())
        return self

    # Giving it out

    def tree(self) -> Element:
        """Return the main part as it stands."""
        return self.root

    def bytes(self) -> bytes:
        """Return the completed form as a Word file."""
        self.package.parts[MAIN] = serialise(self.root)
        return self.package.bytes()


def cell_texts(data: bytes) -> list[list[str]]:
    """Return the paragraphs of every cell and, between them, every paragraph that stands in none."""
    body = main_part(data)[0]
    found = [[text_of(line) for line in made.iter(q("w:p"))] for made in body.iter(q("w:tc"))]
    return [*found, *([text_of(line)] for line in body.findall(q("w:p")))]


def text_of(element: Element) -> str:
    """Return the text of an element, tabs and breaks left out."""
    return "".join(piece.text or "" for piece in element.iter(q("w:t")))


def cells_of(made: Element) -> list[Element]:
    """Return the cells of a row, those in controls included and those of nested tables not."""
    return [found for found in made.iter(q("w:tc")) if _around(found, "tr") is made]


def _around(element: Element, name: str) -> Element:
    return next(element.iterancestors(q(f"w:{name}")))


def _index(made: Element) -> int:
    return cells_of(_around(made, "tr")).index(made)


def _fits(made: Element, agency: str) -> bool:
    texts = [text_of(found) for found in cells_of(made)]
    return (texts[2] == agency and not texts[0]) or not any(texts)


def _strike_out(made: Element, how: str) -> None:
    if how == "delete":
        for piece in made.findall(q("w:t")):
            made.remove(piece)
    else:
        mark_run(made, **{how: True})  # type: ignore[arg-type]


def fill(made: Element, content: Content) -> None:
    """Write into a cell: blocks take the first empty line, inline content joins it; a cell takes the cell's place."""
    if (
        isinstance(content, etree._Element)
        and content.find(f".//{q('w:tc')}") is not None
        and content.tag != q("w:tbl")
    ):
        made.getparent().replace(made, content)  # type: ignore[union-attr]
        return
    empty = next(
        (line for line in made.findall(q("w:p")) if not text_of(line) and len(line.findall(q("w:r"))) == 0), None
    )
    for block in blocks_of(content):
        if empty is None:
            made.append(block)
        else:
            empty.addprevious(block)
    if empty is not None:
        made.remove(empty)
    close_cell(made)


def isolate(element: Element, words: str) -> Element:
    """Split the runs of ``element`` so that ``words`` stand in a run of their own, and give that run."""
    for piece in element.iter(q("w:t")):
        if words in (piece.text or ""):
            return _own_run(piece, words)
    raise LookupError(f"{words!r} does not stand in one run")


def _own_run(piece: Element, words: str) -> Element:
    source = piece.getparent()
    assert source is not None
    before, after = (piece.text or "").split(words, 1)
    children = [child for child in source if child.tag != q("w:rPr")]
    at = children.index(piece)
    head, own, tail = (
        _like(source, pieces)
        for pieces in (
            [*children[:at], *text_pieces(before)],
            text_pieces(words),
            [*text_pieces(after), *children[at + 1 :]],
        )
    )
    for made in (head, own, tail):
        if made is own or len(made) > len(made.findall(q("w:rPr"))):
            source.addprevious(made)
    source.getparent().remove(source)  # type: ignore[union-attr]
    return own


def _like(source: Element, pieces: Iterator[Element] | Sequence[Element]) -> Element:
    made = run()
    properties = source.find(q("w:rPr"))
    made.extend([deepcopy(properties)] if properties is not None else [])
    made.extend(pieces)
    return made
