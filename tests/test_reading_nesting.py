"""Shapes in shapes in shapes: every visible text of a document is read once, however it is nested.

The texts are numbered words, so that one lost or read twice is named by the failure.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.document import Table, paragraphs
from pipeline.ooxml.places import Places
from pipeline.readers import read_document
from tests.extent import often
from tests.formbuilder import document, main_part
from tests.shapes import (
    cell,
    control,
    custom_xml,
    deleted,
    drawn_shape,
    field,
    hyperlink,
    inserted,
    level,
    moved_from,
    moved_to,
    paragraph,
    q,
    row,
    run,
    simple_field,
    smart_tag,
    table,
    text_box,
    tick,
    w,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.document import Block
    from pipeline.location import Location
    from tests.shapes import Element

WORD = "here"  # stands for a numbered word until the tree is whole

leaves = st.one_of(
    st.just(WORD).map(run),
    st.just(WORD).map(lambda text: run(text, bold=True)),
    st.just(WORD).map(lambda text: run(f"{text}\t{text}\n{text}")),
    st.just(WORD).map(inserted),
    st.just(WORD).map(deleted),
    st.just(WORD).map(moved_from),
    st.just(WORD).map(moved_to),
    st.just(WORD).map(hyperlink),
    st.just(WORD).map(lambda text: simple_field("PAGE", text)),
    st.booleans().map(tick),
    st.just(None).map(lambda _: drawn_shape()),
)


def _inline_round(inner: st.SearchStrategy[Element]) -> st.SearchStrategy[Element]:
    several = st.lists(inner, max_size=3)
    return st.one_of(
        several.map(lambda made: control(*made, kind="richText")),
        several.map(lambda made: custom_xml(*made)),
        several.map(lambda made: smart_tag(*made)),
        several.map(lambda made: inserted(*made)),
        several.map(lambda made: w("hyperlink", *made)),
        several.map(lambda made: w("bdo", *made, val="rtl")),
    )


inlines = st.recursive(leaves, _inline_round, max_leaves=6)
lines = st.one_of(
    st.lists(inlines, max_size=4).map(lambda made: paragraph(*made)),
    st.just(WORD).map(lambda text: paragraph("a ", field(" REF x ", text), " z")),
)


def _blocks_round(inner: st.SearchStrategy[Element]) -> st.SearchStrategy[Element]:
    cells = st.one_of(
        st.lists(inner, max_size=2).map(cell),
        st.lists(inner, max_size=2).map(lambda made: cell(made, span=2)),
        st.lists(inner, max_size=2).map(lambda made: control(cell(made), kind="richText")),
        st.lists(inner, max_size=2).map(lambda made: custom_xml(cell(made))),
    )
    rows = st.one_of(
        st.lists(cells, min_size=1, max_size=3).map(row),
        st.lists(cells, min_size=1, max_size=3).map(lambda made: row(made, change="del")),
        st.lists(cells, min_size=1, max_size=2).map(lambda made: row(made, before=1, change="ins")),
        st.lists(cells, min_size=1, max_size=2).map(lambda made: control(row(made), kind="repeatingSectionItem")),
    )
    return st.one_of(
        st.lists(rows, min_size=1, max_size=3).map(table),
        st.lists(inner, min_size=1, max_size=2).map(lambda made: control(*made, kind="richText")),
        st.lists(inner, min_size=1, max_size=2).map(lambda made: custom_xml(*made)),
        st.tuples(st.lists(inner, max_size=2), st.sampled_from(["both", "vml", "drawing"])).map(
            lambda made: paragraph(text_box(*made[0], kind=made[1]))
        ),
    )


bodies = st.lists(st.recursive(lines, _blocks_round, max_leaves=8), max_size=5)


def numbered(data: list[Element]) -> bytes:
    """Number the words of a body, the same in both copies of a text box."""
    body = w("body", *(block for block in data if level(block) == "block"))
    numbers = itertools.count()
    for made in body.iter(q("w:t"), q("w:delText")):
        made.text = re.sub(WORD, lambda _: f"word{next(numbers)}.", made.text or "")
    for both in body.iter(q("mc:AlternateContent")):
        shown, fallback = (list(branch.iter(q("w:t"), q("w:delText"))) for branch in both)
        for one, other in zip(shown, fallback, strict=True):
            other.text = one.text
    return document(list(body))


def visible(root: Element) -> list[str]:
    """Return the numbered words that a person sees: by definition every text that is not deleted, text boxes once."""
    gone = {q("w:del"), q("w:moveFrom"), q("mc:Fallback")}
    words = []
    for made in root.iter(q("w:t")):
        around = list(made.iterancestors())
        if not any(element.tag in gone or _deleted_row(element) for element in around):
            words += re.findall(r"word\d+\.", made.text or "")
    return words


def _deleted_row(element: Element) -> bool:
    return element.tag == q("w:tr") and element.find(f"{q('w:trPr')}/{q('w:del')}") is not None


@settings(max_examples=often(25, 100), deadline=None, derandomize=True)
@given(bodies)
def test_every_visible_word_is_read_once(data: list[Element]) -> None:
    made = numbered(data)
    read = re.findall(r"word\d+\.", read_document(made).text)
    assert sorted(read) == sorted(visible(main_part(made)))


@settings(max_examples=often(15, 60), deadline=None, derandomize=True)
@given(bodies)
def test_every_location_leads_to_its_element(data: list[Element]) -> None:
    """What the reader calls a place is the place that the writer finds."""
    made = numbered(data)
    root = Places(main_part(made))
    for where, words in places(read_document(made).blocks):
        element = root.find(where)
        assert element is not None, where
        assert set(words) <= set(re.findall(r"word\d+\.", "".join(element.itertext()))), where


def places(blocks: tuple[Block, ...]) -> Iterator[tuple[Location, list[str]]]:
    """Yield location and words of each paragraph and cell, but for what is anchored in text boxes."""
    for block in blocks:
        if anchored(block):
            continue
        if isinstance(block, Table):
            for made in (made for line in block.rows for made in line.cells):
                yield made.location, words_of(made.blocks)
                yield from places(made.blocks)
        else:
            yield block.location, words_of((block,))


def words_of(blocks: tuple[Block, ...]) -> list[str]:
    return re.findall(r"word\d+\.", "\n".join(line.text for line in paragraphs(blocks) if not anchored(line)))


def anchored(block: Block) -> bool:
    return any(step == "text box" for step, _ in block.location.steps)


def test_the_generator_makes_what_it_says() -> None:
    made = numbered([paragraph(inserted(WORD), deleted(WORD)), table([row([run(WORD)], change="del"), [run(WORD)]])])
    assert visible(main_part(made)) == ["word0.", "word3."]
    assert etree.tostring(main_part(made)).count(b"word") >= 4
