"""Plain markup that is read straight from its bytes reads the same as when it is parsed, or is left to be parsed.

The walk is tried with its loops over bytes, with expressions in place of them as Python runs it, and as Cython compiled
it where that was done.
"""

from __future__ import annotations

import os
import shutil
import sysconfig
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ooxml import Package, View, limits
from pipeline.readers.word import document as word
from pipeline.readers.word.plain import accelerator, formatting
from pipeline.readers.word.plain.python_walk import PythonWalk
from pipeline.readers.word.plain.walk import PlainWalk
from pipeline.readers.word.reuse import store
from tests.documents import MAIN, package, parts_of
from tests.formbuilder import CompletedForm
from tests.make_input_forms import INPUT
from tests.mutations import spoilt
from tests.plain_markup import END, HEAD, W, plain_markup, spoilt_markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.document import Document

BLANKS = Path(__file__).parent.parent / "mappings" / "blanks"
FORMS = [*sorted(INPUT.glob("*.docx")), *sorted(BLANKS.glob("*.docx"))]
COMPILED = accelerator.compiled()
WALKS = [PlainWalk, PythonWalk] if COMPILED is None else [PlainWalk, PythonWalk, COMPILED]
SEEDS = st.integers(min_value=0, max_value=2**32)
NEEDED = ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/styles.xml", "word/numbering.xml")
LINE = "<w:p><w:r><w:t>a line</w:t></w:r></w:p>"
TABLE = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>{LINE}</w:tc></w:tr></w:tbl>"

each_walk = pytest.mark.parametrize("walk", WALKS, ids=["over bytes", "as Python runs it", "compiled"][: len(WALKS)])


def document(xml: bytes | str) -> bytes:
    """Make a file of a main part, or of what is in its body."""
    return package({**_parts(), MAIN: xml if isinstance(xml, bytes) else (HEAD + xml + END).encode()})


@lru_cache
def _parts() -> dict[str, bytes]:
    parts = parts_of(CompletedForm.blank())
    return {name: parts[name] for name in NEEDED}


def read(data: bytes, walk: type[PlainWalk] | None, view: View = View.ACCEPTED) -> Document:
    """Read a file with a walk, or without one, as if nothing had been read before."""
    with pytest.MonkeyPatch.context() as patch, store.begun_anew():
        use(patch, walk)
        return word.read_word(Package.open(data), view=view)


def use(patch: pytest.MonkeyPatch, walk: type[PlainWalk] | None) -> None:
    """Have files read with a walk, or without one."""
    patch.setenv("WORDFORM_ACCELERATOR", "off" if walk is None else "on")
    patch.setattr(accelerator, "compiled", lambda: walk)


def told(data: bytes, walk: type[PlainWalk] | None, view: View = View.ACCEPTED) -> str:
    """Return all that is read of a file, or why it is refused."""
    try:
        return repr(read(data, walk, view))
    except Exception as error:  # noqa: BLE001 - refused one way or another, and then the other way too
        return f"{type(error).__name__}: {error}"


class Counted(PlainWalk):
    """Counts the blocks that are read from their bytes."""

    count = 0

    def blocks(self, start: int) -> list[object]:  # type: ignore[override]
        found = super().blocks(start)
        Counted.count = len(found)
        return [*found]


def walked(body: str) -> int:
    """Return how many blocks of a body are read from their bytes."""
    Counted.count = 0
    told(document(body), Counted)
    return Counted.count


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_a_form_reads_the_same(form: Path) -> None:
    data = form.read_bytes()
    assert [told(data, WALKS[-1], view) for view in View] == [told(data, None, view) for view in View]


@each_walk
@pytest.mark.parametrize("make", [plain_markup, spoilt_markup])
@settings(max_examples=25)
@given(seed=SEEDS)
def test_random_markup_reads_the_same(make: Callable[[int], bytes], seed: int, walk: type[PlainWalk]) -> None:
    data = document(make(seed))
    assert [told(data, walk, view) for view in View] == [told(data, None, view) for view in View]


@pytest.mark.parametrize("seed", range(20))
def test_a_spoilt_form_reads_the_same(seed: int) -> None:
    data = spoilt(CompletedForm().put("child_name", "Example Child").factor("sen", "5").bytes(), seed)
    assert told(data, WALKS[-1]) == told(data, None)


@pytest.mark.parametrize("seed", range(10))
def test_a_form_after_another_reads_the_same(seed: int) -> None:
    """What was read before is found again, by either way of reading."""
    first, second = (document(plain_markup(each, odd=0)) for each in (seed, seed + 1))
    with pytest.MonkeyPatch.context() as patch:
        for walk in (WALKS[-1], None, WALKS[-1]):
            use(patch, walk)
            for data in (first, second, first):
                assert repr(word.read_word(Package.open(data))) == told(data, None)


def test_plain_blocks_need_no_parser() -> None:
    assert walked(f"{LINE}<w:p/>{TABLE}{LINE}") == 3
    assert walked(LINE.replace("a line", "a &amp; b, ✓") + TABLE.replace("<w:r>", "<w:r><w:rPr><w:b/></w:rPr>")) == 2


@pytest.mark.parametrize(
    "odd",
    [
        LINE.replace("<w:r>", "<w:ins><w:r>").replace("</w:r>", "</w:r></w:ins>"),
        LINE.replace("<w:p>", '<w:p w:rsidR="1" w:rsidR="1">'),
        LINE.replace("a line", "&#10003;"),
        LINE.replace("<w:r>", '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr>'),
        f"<w:sdt><w:sdtContent>{LINE}</w:sdtContent></w:sdt>",
        TABLE.replace("<w:tc>", "<w:tc><w:tbl/>"),
        TABLE.replace("<w:tc>", '<w:tc><w:tcPr><w:cellDel w:id="1"/></w:tcPr>'),
        TABLE.replace("<w:tr>", "<w:tr><w:trPr><w:hidden/></w:trPr>"),
    ],
)
def test_anything_else_is_left_to_be_parsed(odd: str) -> None:
    assert walked(f"{LINE}{odd}{TABLE}") == 2


BARE = "<w:p/>"


@each_walk
@pytest.mark.parametrize(
    "odd",
    [
        '<w:p w:rsidR="1"/>',
        '<w:p w:rsidR="1" w:rsidR="2"/>',
        '<w:p odd:rsidR="1"/>',
        '<w:p xmlns:w="elsewhere"/>',
        "<w:p></w:p>",
        "<w:p/> <w:p/>",
        "<w:p/>words<w:p/>",
        "<w:p/></w:body><w:body>",
        "<w:pPr/>",
        "<w:altChunk/>",
        "<w:p/><w:sectPr/><w:p/>",
    ],
)
def test_what_is_between_plain_blocks_reads_the_same(odd: str, walk: type[PlainWalk]) -> None:
    for body in (f"{LINE}{odd}{TABLE}", f"{LINE}{TABLE}{odd}", f"{odd}{LINE}{BARE}{TABLE}{BARE}{BARE}<w:sectPr/>"):
        assert told(document(body), walk) == told(document(body), None)


def test_a_body_of_plain_blocks_is_parsed_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []
    parse = Package.xml
    monkeypatch.setattr(Package, "xml", lambda self, name, short=None: parsed.append(short) or parse(self, name, short))
    told(document(f"{LINE}{BARE}{TABLE}{BARE}<w:sectPr/>"), PlainWalk)
    assert parsed[0].endswith(f"<w:body>{BARE}{BARE}<w:sectPr/>{END}".encode())


def test_a_block_at_another_place_than_was_thought_reads_the_same() -> None:
    """A control holds a table, so the one behind it is the second; its place is known when the control is read."""
    data = document(f"<w:sdt><w:sdtContent>{TABLE}{LINE}</w:sdtContent></w:sdt>{TABLE}{LINE}")
    for walk in WALKS:
        assert told(data, walk) == told(data, None)


def test_styles_have_a_say_in_one_document_alone() -> None:
    line = LINE.replace("<w:r>", '<w:r><w:rPr><w:rStyle w:val="Chosen"/></w:rPr>')
    style = '<w:style w:type="character" w:styleId="Chosen"><w:rPr><w:{}/></w:rPr></w:style>'
    for mark in ("b", "i", "b"):
        parts = {**_parts(), MAIN: (HEAD + line + TABLE.replace(LINE, line) + END).encode()}
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{W}">{style.format(mark)}</w:styles>'.encode()
        assert told(package(parts), WALKS[-1]) == told(package(parts), None)


def test_what_properties_come_to_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "_MOST", 20)
    monkeypatch.setattr(formatting, "_kept", {})
    runs = "".join(f'<w:r><w:rPr><w:spacing w:val="{each}"/></w:rPr><w:t>{each}</w:t></w:r>' for each in range(60))
    data = document(f"<w:p>{runs}</w:p>{TABLE}")
    assert [told(data, walk) for walk in WALKS] == [told(data, None)] * len(WALKS)
    assert [kept.count for kept in formatting._kept.values()] == [20]


def test_a_document_with_too_many_places_is_refused_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PLACES", 30)
    for body in (LINE * 40, TABLE * 20, TABLE.replace(LINE, LINE * 40)):
        assert told(document(body), None).startswith("RefusedForm")
        assert [told(document(body), walk) for walk in WALKS] == [told(document(body), None)] * len(WALKS)


@pytest.mark.parametrize(
    "unit", ["<w:p>", "<w:tbl>", "<w:tbl><w:tr><w:tc>", "<w:p><w:r>x</w:r></w:p >", "<w:p></w:p >"]
)
def test_ends_that_are_missing_or_odd_are_not_looked_for_without_end(unit: str) -> None:
    walk = WALKS[-1]
    body = unit * 2000 + LINE
    assert told(document(body), walk) == told(document(body), None)


def test_it_is_built_where_a_compiler_is() -> None:
    """A build that fails says nothing to people; on CI it has to be seen."""
    has_headers = Path(sysconfig.get_path("include"), "Python.h").is_file()
    if os.environ.get("WORDFORM_CI") != "1" or shutil.which("cc") is None or not has_headers:
        pytest.skip("it may be left out here")
    assert COMPILED is not None


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORDFORM_ACCELERATOR", raising=False)
    assert accelerator.is_on()
    monkeypatch.setenv("WORDFORM_ACCELERATOR", "off")
    assert not accelerator.is_on()
