"""A written document reads as it would alone, whatever happens to it, though most of it is taken as it was read before.

Questions are read again only where something that they look at has changed (``pipeline/extract/form/recall.py``).
"""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.forms import forms
from pipeline.errors import RefusedForm
from pipeline.extract import extract, extract_answers
from pipeline.extract.form.completed import CompletedForm as Reading
from pipeline.extract.memo import room
from pipeline.extract.places.boxes import Boxes
from pipeline.process.form import process_one
from pipeline.readers import read_document
from pipeline.submission import Source
from tests import filledblank
from tests.documents import MAIN, package, parts_of
from tests.extent import often
from tests.formbuilder import CompletedForm as FilledIn
from tests.reading import DAY, layouts

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.extract import Layout
    from pipeline.submission import Submission

TEXT = re.compile(r"(?<=<w:t>)[^<]+(?=</w:t>)")
EMPTY = re.compile(r"<w:p/>")
UNDER = re.compile(r"(?<=</w:tbl>)<w:p/>")
RUN = re.compile(r"<w:r>(?=<w:t[ >])")
ROW = re.compile(r"<w:tr[ >](?:(?!<w:tr[ >]).)*?</w:tr>", re.DOTALL)
TABLE = re.compile(r"<w:tbl>(?:(?!<w:tbl>).)*?</w:tbl>", re.DOTALL)
CELL = re.compile(r"<w:tc>(?:(?!<w:tc>).)*?</w:tc>", re.DOTALL)
WORDS = ("x", "✓", "5", "0", "not known", "no", "03/04/2026", "Medium", "see above", "✗")


def _text(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


DAMAGES: dict[str, tuple[re.Pattern[str], Callable[[str, str], str]]] = {
    "other words": (TEXT, lambda _, words: words),
    "words behind": (TEXT, lambda found, words: f"{found} {words}"),
    "words gone": (TEXT, lambda found, _: found[: len(found) // 2]),
    "an entry": (EMPTY, lambda _, words: _text(words)),
    "words under a table": (UNDER, lambda _, words: _text(words)),
    "a line more": (EMPTY, lambda found, words: found + _text(words)),
    "bold": (RUN, lambda found, _: f"{found}<w:rPr><w:b/></w:rPr>"),
    "marked": (RUN, lambda found, _: f'{found}<w:rPr><w:highlight w:val="yellow"/></w:rPr>'),
    "struck out": (RUN, lambda found, _: f"{found}<w:rPr><w:strike/></w:rPr>"),
    "hidden": (RUN, lambda found, _: f"{found}<w:rPr><w:vanish/></w:rPr>"),
    "a row gone": (ROW, lambda _found, _: ""),
    "a row twice": (ROW, lambda found, _: found * 2),
    "a table gone": (TABLE, lambda _found, _: ""),
    "a table twice": (TABLE, lambda found, _: found * 2),
    "a cell twice": (CELL, lambda found, _: found * 2),
    "merged cells": (CELL, lambda found, _: found.replace("<w:tcPr>", "<w:tcPr><w:vMerge/>", 1)),
}


@cache
def written() -> tuple[tuple[bytes, bytes, Layout], ...]:
    """Process forms of several kinds: return each as it was, as it was written, and its layout."""
    kinds = (*forms(2), filledblank.filled().bytes())
    return tuple((form, *_written(form)) for form in kinds)


def _written(form: bytes) -> tuple[bytes, Layout]:
    result, document = process_one(form, name="form.docx", layouts=layouts().forms, day=DAY)
    return document, result.layout


def damaged(document: bytes, what: str, choose: random.Random) -> bytes:
    """Damage a document at a place of those that there are."""
    parts, (pattern, instead) = parts_of(document), DAMAGES[what]
    main = parts[MAIN].decode()
    places = list(pattern.finditer(main))
    if not places:
        return document
    at = choose.choice(places)
    main = main[: at.start()] + instead(at[0], choose.choice(WORDS)) + main[at.end() :]
    return package({**parts, MAIN: main.encode()})


def answers_of(document: bytes, layout: Layout) -> tuple[object, ...] | str:
    """Return all that a written document is held against, or why it is refused."""
    try:
        read = _answers(document, layout)
    except RefusedForm as refused:
        return refused.code
    return read.answers, read.checklist, read.unread


def _answers(document: bytes, layout: Layout) -> Submission:
    return extract_answers(read_document(document), layout, Source(name="", sha256="", kind="docx"))


@settings(max_examples=often(12, 100))
@given(
    number=st.integers(0, 2),
    damages=st.lists(st.sampled_from(sorted(DAMAGES)), min_size=1, max_size=3),
    seed=st.integers(0, 1_000_000),
)
def test_a_damaged_document_reads_as_it_does_alone(number: int, damages: list[str], seed: int) -> None:
    form, document, layout = written()[number]
    choose = random.Random(seed)  # noqa: S311 - nothing secret
    _answers(form, layout)
    for what in damages:
        document = damaged(document, what, choose)
    found = answers_of(document, layout)
    with room(0):
        assert answers_of(document, layout) == found


def test_an_option_between_tables_that_is_only_marked_otherwise_is_read_again() -> None:
    layout, found = written()[0][-1], []
    for option in ("CCE", "CSE"):
        form = FilledIn().choose("exploitation_type", option, under="medium", bold=True).bytes()
        found.append(answers_of(form, layout))
        with room(0):
            assert answers_of(form, layout) == found[-1]
    assert found[0] != found[1]


@pytest.mark.parametrize("number", range(3))
def test_answers_are_those_that_are_read_with_findings(number: int) -> None:
    _, document, layout = written()[number]
    source = Source(name="", sha256="", kind="docx")
    read = extract(read_document(document), layout, source)
    alone = extract_answers(read_document(document), layout, source)
    assert (alone.answers, alone.checklist, alone.unread) == (read.answers, read.checklist, read.unread)
    assert not alone.findings


def test_only_results_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    form, document, layout = written()[0]
    asked: list[str] = []
    read = Boxes.read
    monkeypatch.setattr(Boxes, "read", lambda shape, *rest: asked.append(shape.field.id) or read(shape, *rest))
    with room():
        _answers(form, layout)
        assert len(asked) > 20
        asked.clear()
        _answers(document, layout)
    assert asked == ["review_date", "age_score", "total_score"]


QUESTIONS = ("places", "checklist", "values")
AROUND = re.compile(
    r"\b(?:matched\.(?:rows|rows_at|forms_of)|bones\.(?:tables|boxes|body|stories)|_in_boxes|stories)\b"
)
BESIDE_READINGS = {
    "_with_drawings_near",  # looks at all tables when all questions are read
    "_rows",  # finds the rows that a reading of a checklist is given
    "_under",  # the same
    "_out_of_line",
    "_merged_down",
    "_is_split",
    "_asked_again",
    "_beside_added_columns",  # doubt boxes when all questions are read
    "NamedBox",  # looks for a named place: forms that have any are read whole
}
"""Who goes by all rows of a form without a reading of a question that could be taken for another one."""


def test_readings_look_at_rows_by_what_notes_it() -> None:
    looking: set[str] = set()
    for room_of_questions in QUESTIONS:
        for path in Path("pipeline/extract", room_of_questions).rglob("*.py"):
            for block in re.split(r"\n(?=def |class )", path.read_text(encoding="utf-8")):
                if AROUND.search(block) and "form." in block:
                    looking |= set(re.findall(r"^(?:def|class) (\w+)", block))
    assert looking == BESIDE_READINGS
    assert hasattr(Reading, "rows_in")
