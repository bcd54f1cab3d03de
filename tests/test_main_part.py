"""Hardly more of a document is parsed than what is written to, and the same is written as if all of it were."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.forms import forms
from pipeline.errors import WordformError
from pipeline.location import Location
from pipeline.ooxml import Package
from pipeline.ooxml.places import NotParsed
from pipeline.ooxml.structure import PARAGRAPH
from pipeline.process.form import process_one
from pipeline.writers.in_place import write
from pipeline.writers.in_place.main_part import MainPart, part_with, whole_part
from tests import filledblank
from tests.documents import MAIN, document, mutate
from tests.extent import often
from tests.mutations import spoilt
from tests.reading import DAY, layouts
from tests.shapes import control, deleted, inserted, paragraph, row, table, text_box, w
from tests.test_read_back import DAMAGES, damaged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.shapes import Element

HERE = Location((("table", 2), ("row", 2), ("column", 1)))


def written(form: bytes) -> bytes | str:
    """Process a form; return the document, or why there is none."""
    try:
        return process_one(form, name="form.docx", layouts=layouts().forms, day=DAY)[1]
    except WordformError as error:
        return error.code


FORMS = (*forms(2), filledblank.filled().bytes())


@settings(max_examples=often(8, 200))
@given(
    number=st.integers(0, len(FORMS) - 1),
    again=st.booleans(),
    damages=st.lists(st.sampled_from(sorted(DAMAGES)), max_size=3),
    seed=st.integers(0, 1_000_000),
)
def test_the_same_is_written(number: int, again: bool, damages: list[str], seed: int) -> None:
    form = FORMS[number]
    if again:
        form = process_one(form, name="form.docx", layouts=layouts().forms, day=DAY)[1]
    choose = random.Random(seed)  # noqa: S311 - nothing secret
    for what in damages:
        form = damaged(form, what, choose)
    form = form if damages else spoilt(form, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write, "part_with", lambda package, _wanted: whole_part(package))
        expected = written(form)
    assert written(form) == expected


def test_most_of_a_form_is_not_parsed() -> None:
    package = Package.open(FORMS[0])
    parsed, whole = part_with(package, [Location((("table", 16), ("row", 3)))]), whole_part(package)
    few, all_ = (len(list(each.places.document.iter(PARAGRAPH))) for each in (parsed, whole))
    assert few < all_ / 2
    assert parsed.splice.result() == package.read(MAIN)


def text_at(location: Location, main: MainPart) -> str | None:
    found = main.places.find(location)
    return None if found is None else "".join(found.itertext())


def rows(*changed: Element) -> list[Element]:
    return [row(["a", "b"]), *changed, row(["c", "d"]), row(["e", "f"])]


@pytest.mark.parametrize(
    "blocks",
    [
        [table(rows()), table(rows())],
        [table(rows()), table(rows(row(["gone", ""], change="del")))],
        [table(rows()), table([*rows(), row([[table(rows())], ""])])],
        [control(table(rows())), table(rows())],
        [text_box(table(rows())), table(rows()), table(rows())],
        [table(rows()), control(table(rows())), table(rows())],
        [table(rows()), w("ins", table(rows())), table(rows())],
        [table(rows()), w("tbl"), table(rows())],
        [table(rows()), table([w("tr"), *rows()])],
        [table(rows()), paragraph(inserted("x"), deleted("y")), table(rows())],
    ],
)
def test_a_place_is_the_same_or_is_said_not_to_be_parsed(blocks: Sequence[Element]) -> None:
    package = Package.open(document(paragraph("Before"), *blocks))
    whole = text_at(HERE, whole_part(package))
    try:
        assert text_at(HERE, part_with(package, [HERE])) == whole
    except NotParsed:
        assert whole == "c"  # the row below one that is deleted


@pytest.mark.parametrize(
    "steps",
    [
        (("table", 1),),
        (("table", 1), ("row", 1)),
        (("table", 2),),
        (("table", 2), ("row", 1)),
        (("table", 2), ("row", 9)),
        (("table", 2), ("row", 3), ("column", 1)),
    ],
)
def test_what_was_left_out_is_never_taken_for_nothing(steps: tuple[tuple[str, int], ...]) -> None:
    package = Package.open(document(paragraph("Before"), table(rows()), table(rows())))
    with pytest.raises(NotParsed):
        part_with(package, [HERE]).places.find(Location(steps))


@pytest.mark.parametrize(
    "odd", ["<!-- <w:tbl> -->", "<?x <w:tbl>?>", "<w:p><w:r><w:t><![CDATA[<w:tbl>]]></w:t></w:r></w:p>"]
)
def test_where_bytes_may_be_no_tags_all_is_parsed(odd: str) -> None:
    data = document(paragraph("Before"), table(rows()), table(rows()))
    package = Package.open(mutate(data, MAIN, "<w:tbl>", f"{odd}<w:tbl>"))
    assert part_with(package, [HERE]).places.find(Location((("table", 1), ("row", 1)))) is not None


def test_the_first_paragraph_is_parsed_wherever_it_is() -> None:
    package = Package.open(document(table(rows()), table(rows())))
    first = next(part_with(package, [HERE]).places.document.iter(PARAGRAPH))
    assert "".join(first.itertext()) == "a"
