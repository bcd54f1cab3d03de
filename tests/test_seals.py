"""Seals round single results: how they stand, and that an intact one gives its place back as it was."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.ooxml import Package
from pipeline.ooxml.names import W14, W
from pipeline.ooxml.places import Places
from pipeline.ooxml.splice import Splice
from pipeline.writers.in_place.answer_place import write_mark, write_text
from pipeline.writers.marks.as_left import as_people_left_it
from pipeline.writers.marks.found import intact, sealed_results
from pipeline.writers.marks.seals import Seals
from pipeline.writers.word.annotation import Ids
from tests.documents import MAIN, main_part, mutate, package, parts_of, reprefixed, strict
from tests.documents import Package as Parts
from tests.shapes import (
    Content,
    cell,
    control,
    inserted,
    legacy_box,
    legacy_text,
    paragraph,
    run,
    symbol,
    tick,
    w,
    xml,
)
from tests.test_in_place import SLOT, form_with_a_slot, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

REVIEW = dt.date(2026, 6, 1)


def written(data: bytes, text: str = "57", *, date: dt.date | None = None) -> bytes:
    """Write a result into the slot of a form, sealed."""
    return _edited(data, lambda splice, seals, slot: write_text(splice, seals, slot, text, date))


def ticked(data: bytes, note: str = "") -> bytes:
    """Tick the slot of a form, sealed."""
    return _edited(data, lambda splice, seals, slot: write_mark(splice, seals, slot, note))


def _edited(data: bytes, edit: Callable[[Splice, Seals, _Element], None]) -> bytes:
    opened = Package.open(data)
    root = opened.xml(MAIN)
    splice = Splice(opened.read(MAIN), root)
    slot = Places(root).find(SLOT)
    assert slot is not None
    edit(splice, Seals(splice, Ids(root)), slot)
    return opened.rewritten({MAIN: splice.result()})


def slot_of(data: bytes) -> _Element:
    slot = Places(main_part(data)).find(SLOT)
    assert slot is not None
    return slot


def left(data: bytes, edit: Callable[[_Element], None] | None = None) -> bytes:
    """Let a person edit the slot, and take out what is ours then."""
    root = main_part(data)
    if edit is not None:
        slot = Places(root).find(SLOT)
        assert slot is not None
        edit(slot)
    return as_people_left_it(package({**parts_of(data), MAIN: etree.tostring(root)})).content


def canonical(data: bytes | _Element) -> bytes:
    """Return the main part without what doesn't matter: whether a text says that its spaces count."""
    root = main_part(data) if isinstance(data, bytes) else data
    for text in root.iter(W + "t"):
        text.attrib.clear()
    return etree.tostring(root, method="c14n")


def names(data: bytes) -> list[str]:
    return [each.get(W + "name", "") for each in main_part(data).iter(W + "bookmarkStart")]


# How they stand


def test_a_seal_is_a_hidden_bookmark_round_the_result_alone() -> None:
    data = written(form_with_a_slot(paragraph("Total:")))
    (start,) = main_part(data).iter(W + "bookmarkStart")
    result = start.getnext()
    assert result is not None
    assert shown(result) == " 57"
    end = result.getnext()
    assert end is not None
    assert (end.tag, end.get(W + "id")) == (W + "bookmarkEnd", start.get(W + "id"))
    assert re.fullmatch(r"_wf_t1_[0-9a-f]{16}", start.get(W + "name", ""))
    assert len(start.get(W + "name", "")) <= 40


def test_the_seal_of_a_control_in_a_line_is_round_the_control() -> None:
    data = written(form_with_a_slot(paragraph(control("Pick", placeholder=True))))
    assert [etree.QName(each).localname for each in slot_of(data).find(W + "p")] == [  # type: ignore[union-attr]
        "bookmarkStart", "sdt", "bookmarkEnd",
    ]  # fmt: skip


def test_ids_are_unique_among_bookmarks_and_changes() -> None:
    form = form_with_a_slot(
        [paragraph(w("bookmarkStart", id="7", name="Text1"), w("bookmarkEnd", id="7")), paragraph()]
    )
    data = mutate(form, MAIN, "<w:body>", '<w:body><w:p><w:ins w:id="9" w:author="A Manager"><w:r/></w:ins></w:p>')
    ids = [each.get(W + "id") for each in main_part(written(data)).iter(W + "bookmarkStart", W + "ins")]
    assert sorted(ids, key=str) == ["10", "7", "9"]


def test_digests_tell_results_and_boxes_apart() -> None:
    forms = [form_with_a_slot(content) for content in ("", paragraph("Total:"), paragraph("Sum:"))]
    found = [names(written(form, text))[0] for form in forms for text in ("57", "58")]
    assert len(set(found)) == len(found)


# An intact seal gives the place back

PLACES: dict[str, Content] = {
    "an empty cell": "",
    "printed words": paragraph("Total:"),
    "formatting": paragraph(run(bold=True)),
    "several paragraphs": [paragraph(), paragraph("below")],
    "a tab and a break": paragraph(run("Total\t\n")),
    "an empty control": paragraph(control()),
    "a control with an empty run": paragraph(control(run(bold=True))),
    "a control round a paragraph": control(paragraph()),
    "a control round the cell": control(cell(paragraph())),
    "an empty form field": paragraph(legacy_text("")),
}


@pytest.mark.parametrize("content", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("text", ["57", "52 (up to 62)", "A & <B>", "  wide  "])
def test_text_goes_again(content: Content, text: str) -> None:
    form = form_with_a_slot(content)
    assert canonical(left(written(form, text))) == canonical(form)


@pytest.mark.parametrize(
    "content",
    [
        paragraph(tick(False)),
        paragraph("Low ", tick(False), " 0-40"),
        tick(False, round_="paragraph"),
        tick(False, round_="cell"),
        paragraph(legacy_box("0")),
        "",
    ],
)
@pytest.mark.parametrize("note", ["", "(provisional)"])
def test_a_tick_goes_again(content: Content, note: str) -> None:
    form = form_with_a_slot(content)
    data = ticked(form, note)
    assert canonical(data) != canonical(form)
    assert canonical(left(data)) == canonical(form)


@pytest.mark.parametrize("char", ["00FE", "F0FE"])
def test_a_box_of_a_symbol_font_shows_its_empty_glyph_again(char: str) -> None:
    box = tick(False)
    for name, code in (("checkedState", char), ("uncheckedState", "00A8")):
        state = next(box.iter(W14 + name))
        state.set(W14 + "val", code)
        state.set(W14 + "font", "Wingdings")
    after = slot_of(left(ticked(form_with_a_slot(paragraph(box)))))
    assert next(after.iter(W14 + "checked")).get(W14 + "val") == "0"
    assert next(after.iter(W + "sym")).get(W + "char") == "00A8"


def test_a_glyph_that_became_the_private_character_of_its_font_is_the_same() -> None:
    """LibreOffice saves a w:sym as text in the symbol font."""
    box = tick(False)
    state = next(box.iter(W14 + "checkedState"))
    state.set(W14 + "val", "00FE")
    state.set(W14 + "font", "Wingdings")
    data = ticked(form_with_a_slot(paragraph(box)))
    as_text = mutate(data, MAIN, '<w:sym w:font="Wingdings" w:char="00FE"/>', "<w:t>\uf0fe</w:t>")
    assert next(slot_of(left(as_text)).iter(W14 + "checked")).get(W14 + "val") == "0"


@pytest.mark.parametrize(
    ("made", "prompt"),
    [
        (control("Click", placeholder=True), "Click or tap here to enter text."),
        (control("Pick", kind="date", placeholder=True), "Click or tap to enter a date."),
        (control("Pick", kind="dropDownList", options=["57"], placeholder=True), "Choose an item."),
        (control("Pick", kind="comboBox", options=["57"], placeholder=True), "Choose an item."),
    ],
)
def test_a_control_shows_its_prompt_again(made: _Element, prompt: str) -> None:
    form = form_with_a_slot(paragraph(made))
    slot = slot_of(left(written(form, date=REVIEW)))
    assert shown(slot) == prompt
    (properties,) = slot.iter(W + "sdtPr")
    assert [each.tag for each in properties] == [each.tag for each in made[0]]
    assert not {W + "fullDate", W + "lastValue"} & {name for each in properties for name in each.attrib}
    style = next(slot.iter(W + "rStyle"))
    assert style.get(W + "val") == "PlaceholderText"


def test_a_list_forgets_the_value_that_a_program_stored() -> None:
    form = form_with_a_slot(paragraph(control("Pick", kind="dropDownList", options=["57"], placeholder=True)))
    stored = mutate(written(form), MAIN, "<w:dropDownList>", '<w:dropDownList w:lastValue="57">')
    assert next(slot_of(left(stored)).iter(W + "dropDownList")).attrib == {}


def test_the_prompt_is_the_one_that_the_document_keeps() -> None:
    made = control("The total", placeholder=True)
    made[0].insert(1, xml('<w:placeholder><w:docPart w:val="Own"/></w:placeholder>'))
    form = Parts(parts_of(form_with_a_slot(paragraph(made))))
    block = w("docPart", w("docPartPr", w("name", val="Own")), w("docPartBody", paragraph("The total")))
    form.add("glossary/document.xml", "glossaryDocument", etree.tostring(w("glossaryDocument", w("docParts", block))))
    assert shown(slot_of(left(written(form.bytes())))) == "The total"


def test_a_prompt_saved_as_text_is_a_prompt_again() -> None:
    form = form_with_a_slot(paragraph(control("Click or tap here to enter text.")))
    slot = slot_of(left(written(form)))
    assert shown(slot) == "Click or tap here to enter text."
    assert slot.find(f".//{W}showingPlcHdr") is not None


def test_a_form_field_is_as_wide_as_an_empty_one_again() -> None:
    form = form_with_a_slot(paragraph(legacy_text("\u2002" * 5)))
    assert canonical(left(written(form))) == canonical(form)


def test_written_again_it_gives_the_same_bytes() -> None:
    prompt = control(run("Click", style="PlaceholderText", bold=True), placeholder=True)
    for content in (*PLACES.values(), paragraph(prompt), paragraph(tick(False)), paragraph(legacy_box("0"))):
        once = written(form_with_a_slot(content))
        assert parts_of(written(as_people_left_it(once).content)) == parts_of(once)


@pytest.mark.parametrize("made", [strict, lambda data: reprefixed(data, "ns0"), lambda data: reprefixed(data, "")])
def test_in_any_dialect(made: Callable[[bytes], bytes]) -> None:
    form = made(form_with_a_slot(paragraph("Total:")))
    assert canonical(left(written(form))) == canonical(form)


def test_in_utf_16() -> None:
    parts = parts_of(form_with_a_slot(""))
    form = package({**parts, MAIN: parts[MAIN].decode().replace("UTF-8", "utf-16").encode("utf-16")})
    once = written(form)
    assert (
        parts_of(as_people_left_it(once).content)[MAIN].replace(
            "<w:p></w:p>".encode("utf-16-le"), "<w:p/>".encode("utf-16-le")
        )
        == parts_of(form)[MAIN]
    )


# What breaks it


def type_over(slot: _Element) -> None:
    next(each for each in slot.iter(W + "t") if "57" in (each.text or "")).text = "45"


def type_behind(slot: _Element) -> None:
    next(slot.iter(W + "p")).append(run(" says Sam"))


def type_below(slot: _Element) -> None:
    slot.append(paragraph("see notes"))


def delete(slot: _Element) -> None:
    for text in slot.iter(W + "t"):
        text.text = ""


def change_tracked(slot: _Element) -> None:
    result = next(each for each in slot.iter(W + "r") if "57" in shown(each))
    around = w("ins", author="A Manager", id="90")
    result.addprevious(around)
    around.append(result)


@pytest.mark.parametrize("edit", [type_over, type_behind, type_below, delete, change_tracked])
@pytest.mark.parametrize(
    "content", ["", paragraph("Total:"), paragraph(control("Click", placeholder=True)), paragraph(legacy_text("x"))]
)
def test_what_a_person_changed_is_theirs(content: Content, edit: Callable[[_Element], None]) -> None:
    data = written(form_with_a_slot(content))
    expected = main_part(data)
    slot = Places(expected).find(SLOT)
    assert slot is not None
    edit(slot)
    for mark in list(expected.iter(W + "bookmarkStart", W + "bookmarkEnd")):
        mark.getparent().remove(mark)  # type: ignore[union-attr]
    assert canonical(left(data, edit)) == canonical(expected)


def test_a_box_that_is_unticked_is_theirs() -> None:
    for content, name in ((paragraph(tick(False)), W14 + "checked"), (paragraph(legacy_box("0")), W + "checked")):
        data = ticked(form_with_a_slot(content))

        def untick(slot: _Element, name: str = name) -> None:
            next(slot.iter(name)).set(name.replace("checked", "val"), "0")

        after = next(slot_of(left(data, untick)).iter(name))
        assert after.get(name.replace("checked", "val")) == "0"
        assert intact(sealed_results(main_part(data)))


def test_a_note_of_ours_goes_though_the_box_was_unticked() -> None:
    def untick(slot: _Element) -> None:
        next(slot.iter(W14 + "checked")).set(W14 + "val", "0")
        next(slot.iter(W + "t")).text = "☐"

    data = ticked(form_with_a_slot(paragraph(tick(False))), "(provisional)")
    assert shown(slot_of(left(data, untick))) == "☐"


def test_another_box_ticked_in_the_same_cell_withdraws_ours() -> None:
    def tick_the_other(slot: _Element) -> None:
        _, other = slot.iter(W14 + "checked")
        other.set(W14 + "val", "1")
        list(slot.iter(W + "t"))[2].text = "☒"

    data = ticked(form_with_a_slot([paragraph(tick(False), " Low"), paragraph(tick(False), " High")]))
    after = slot_of(left(data, tick_the_other))
    assert [each.get(W14 + "val") for each in after.iter(W14 + "checked")] == ["0", "1"]
    assert shown(after) == "☐ Low☒ High"


# What doesn't


def split(slot: _Element) -> None:
    """Save a run in pieces, as programs do."""
    result = next(each for each in slot.iter(W + "r") if "57" in shown(each))
    result.addnext(run("7"))
    next(result.iter(W + "t")).text = (next(result.iter(W + "t")).text or "").replace("57", "5")
    result.addnext(w("proofErr", type="spellStart"))


def format_anew(slot: _Element) -> None:
    next(each for each in slot.iter(W + "r") if "57" in shown(each)).insert(0, xml("<w:rPr><w:b/></w:rPr>"))


def comment_on(slot: _Element) -> None:
    next(slot.iter(W + "p")).append(w("r", w("commentReference", id="3")))


def move_into_the_next_line(slot: _Element) -> None:
    """Begin a line anew in front of the result: white space doesn't count."""
    next(slot.iter(W + "p")).insert(0, run("\n"))


@pytest.mark.parametrize("edit", [split, format_anew, comment_on, move_into_the_next_line])
@pytest.mark.parametrize("content", ["", paragraph("Total:"), paragraph(control())])
def test_what_programs_do_does_not_break_it(content: Content, edit: Callable[[_Element], None]) -> None:
    after = slot_of(left(written(form_with_a_slot(content)), edit))
    assert "57" not in shown(after)
    assert len(list(after.iter(W + "commentReference"))) == (edit is comment_on)


def test_a_picture_beside_a_result_stays() -> None:
    def draw(slot: _Element) -> None:
        next(slot.iter(W + "bookmarkStart")).addnext(run(w("drawing")))

    after = slot_of(left(written(form_with_a_slot("")), draw))
    assert shown(after) == ""
    assert next(after.iter(W + "drawing")) is not None


def test_a_copy_that_a_program_numbered_is_known_too() -> None:
    data = written(form_with_a_slot(""))
    copied = mutate(data, MAIN, names(data)[0], f"{names(data)[0]}_Copy_1")
    assert names(left(copied)) == []
    assert shown(slot_of(left(copied))) == ""


def test_two_seals_round_the_same_result_do_no_harm() -> None:
    data = written(form_with_a_slot(paragraph("Total:")))
    start = next(main_part(data).iter(W + "bookmarkStart"))
    name = start.get(W + "name", "")
    second = f'<w:bookmarkStart w:id="5" w:name="{name}_Copy_1"/>'
    twice = mutate(data, MAIN, "<w:bookmarkStart ", f"{second}<w:bookmarkStart ")
    twice = mutate(twice, MAIN, '<w:bookmarkEnd w:id="0"/>', '<w:bookmarkEnd w:id="0"/><w:bookmarkEnd w:id="5"/>')
    assert canonical(left(twice)) == canonical(form_with_a_slot(paragraph("Total:")))


def test_a_seal_without_its_end_tells_nothing_and_goes() -> None:
    root = main_part(written(form_with_a_slot("")))
    next(root.iter(W + "bookmarkEnd")).getparent().remove(next(root.iter(W + "bookmarkEnd")))  # type: ignore[union-attr]
    after = as_people_left_it(package({**parts_of(form_with_a_slot("")), MAIN: etree.tostring(root)})).content
    assert shown(slot_of(after)) == "57"
    assert names(after) == []


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=12)


@settings(max_examples=50, deadline=None)
@given(printed=TEXT, result=TEXT.filter(str.strip), typed=TEXT)
def test_a_seal_is_intact_just_as_long_as_the_words_are(printed: str, result: str, typed: str) -> None:
    form = form_with_a_slot(paragraph(run(printed), run(symbol("F0A8"))) if printed else "")
    data = written(form, result)
    assert canonical(left(data)) == canonical(form)
    after = shown(slot_of(left(data, lambda slot: next(slot.iter(W + "p")).append(run(typed)))))
    same = not typed.strip()
    assert (result.strip() in after) is (not same or result.strip() in shown(slot_of(form)))


def test_another_persons_insertion_round_a_control_keeps_what_is_in_it() -> None:
    form = form_with_a_slot(paragraph(inserted(control())))
    assert shown(slot_of(left(written(form)))) == "57"
