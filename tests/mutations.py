"""Forms spoilt at random: the same seed gives the same spoilt form."""

from __future__ import annotations

import random
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from tests.documents import MAIN, package, parts_of
from tests.shapes import NAMESPACES, q

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.shapes import Element

_TAGS = [
    "w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:sdt", "w:sdtContent", "w:sdtPr", "w:body", "w:document", "w:ins",
    "w:del", "w:moveTo", "w:moveFrom", "w:pPr", "w:rPr", "w:tcPr", "w:trPr", "w:tblPr", "w:sectPr", "w:fldChar",
    "w:ffData", "w:ddList", "w:result", "w:checkBox", "w:checked", "w:sym", "w:tab", "w:br", "w:hyperlink",
    "w:smartTag", "w:customXml", "w:drawing", "w:pict", "w:object", "w:txbxContent", "w:altChunk", "w:gridSpan",
    "w:footnoteReference", "w:gridBefore", "w:vMerge", "w:hMerge", "w:cellDel", "w:rStyle", "w:shd", "w:dropDownList",
    "w14:checkbox", "w14:checked", "mc:AlternateContent", "mc:Choice", "mc:Fallback", "v:textbox", "wps:txbx", "a:t",
]  # fmt: skip
_XML = (".xml", ".rels")
_VALUES = [
    "", "0", "1", "-1", "true", "maybe", "99999", "4294967296", "1.5", "²", "٣", "0x10", "begin", "separate", "end",
    "restart", "continue", "auto", "FFFF00", "F0FC", "Wingdings", "2026-13-45T99:00:00Z", "2026-02-30", " ", "\u202e",
    "9" * 5000, "x" * 70_000, "ß\u0130ﬁ", "../../x", "\U0010ffff",
]  # fmt: skip
_TEXTS = [
    "", " ", "\n", "\t", "x", "✓", "☒ ☐", "10 ✓", "ten", "Yes", "No", "12/13/2026", "31/02/2026", "1/1/0001", "0/0/0",
    "99999999999999999999", "1e999", "NaN", "-5", "٣", "²", "½", "{{ x }}", "{% endif %}", "=1+1", "\u202etext",
    "ß\u0130ﬁ\u1e9e", "e\u0301" * 50, "\u00ad\u200b\ufeff", "👍🏽", "a" * 9000, "Score", "TOTAL", "Yes Score",
    "Name:", "1" * 5000,
]  # fmt: skip


def spoilt(form: bytes, seed: int) -> bytes:
    """Spoil a form in one to six random ways."""
    choose = random.Random(seed)  # noqa: S311 - nothing secret
    parts = parts_of(form)
    if choose.random() < 0.8:
        part = MAIN if choose.random() < 0.8 else choose.choice([each for each in parts if each.endswith(_XML)])
        root = etree.fromstring(parts[part])
        for _ in range(choose.randint(1, 6)):
            choose.choice(_ON_TREES)(root, choose)
        parts[part] = etree.tostring(root)
    if choose.random() < 0.3:
        _spoil_bytes(parts, choose)
    data = package(parts)
    return _spoilt_zip(data, choose) if choose.random() < 0.1 else data


def _any_element(root: Element, choose: random.Random) -> Element:
    return choose.choice(list(root.iter(etree.Element)))


def _delete(root: Element, choose: random.Random) -> None:
    element = _any_element(root, choose)
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _repeat(root: Element, choose: random.Random) -> None:
    element = _any_element(root, choose)
    if element is not root:
        for _ in range(choose.choice([1, 1, 2, 20])):
            element.addnext(deepcopy(element))


def _move(root: Element, choose: random.Random) -> None:
    element, target = _any_element(root, choose), _any_element(root, choose)
    if element is not root and element not in target.iterancestors() and element is not target:
        target.insert(choose.randint(0, len(target)), element)


def _copy_elsewhere(root: Element, choose: random.Random) -> None:
    element, target = _any_element(root, choose), _any_element(root, choose)
    if sum(1 for _ in element.iter()) < 3000:
        target.insert(choose.randint(0, len(target)), deepcopy(element))


def _wrap(root: Element, choose: random.Random) -> None:
    element = _any_element(root, choose)
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    tags = [choose.choice(_TAGS)] if choose.random() < 0.9 else choose.choices(_TAGS, k=choose.randint(2, 60))
    for tag in tags:
        around = etree.Element(q(tag), nsmap=NAMESPACES)
        around.append(element)
        element = around
    parent.insert(place, element)


def _unwrap(root: Element, choose: random.Random) -> None:
    element = _any_element(root, choose)
    parent = element.getparent()
    if parent is not None:
        place = parent.index(element)
        parent[place : place + 1] = list(element)


def _rename(root: Element, choose: random.Random) -> None:
    _any_element(root, choose).tag = q(choose.choice(_TAGS))


def _change_namespace(root: Element, choose: random.Random) -> None:
    element = _any_element(root, choose)
    local = etree.QName(element).localname
    element.tag = choose.choice([local, f"{{urn:other}}{local}", q(f"{choose.choice(list(NAMESPACES))}:{local}")])


def _add(root: Element, choose: random.Random) -> None:
    made = etree.Element(q(choose.choice(_TAGS)), nsmap=NAMESPACES)
    made.set(q("w:val"), choose.choice(_VALUES))
    target = _any_element(root, choose)
    target.insert(choose.randint(0, len(target)), made)


def _set_attribute(root: Element, choose: random.Random) -> None:
    element = _any_element(root, choose)
    names = [*element.attrib, q("w:val"), q("w:id"), q("w:fldCharType"), q("w14:val"), q("w:char"), q("w:fullDate")]
    element.set(choose.choice(names), choose.choice(_VALUES))


def _drop_attribute(root: Element, choose: random.Random) -> None:
    element = _any_element(root, choose)
    if element.attrib:
        del element.attrib[choose.choice(list(element.attrib))]


def _set_text(root: Element, choose: random.Random) -> None:
    texts = list(root.iter(q("w:t")))
    if texts:
        choose.choice(texts).text = choose.choice(_TEXTS)


def _swap(root: Element, choose: random.Random) -> None:
    tag = q(choose.choice(["w:p", "w:tbl", "w:tr", "w:tc", "w:r"]))
    found = list(root.iter(tag))
    if len(found) > 1:
        one, other = choose.sample(found, 2)
        if one not in other.iterancestors() and other not in one.iterancestors():
            place = etree.Element("place")
            one.addprevious(place)
            other.addprevious(one)
            place.addprevious(other)
            place.getparent().remove(place)  # type: ignore[union-attr]


_ON_TREES: list[Callable[[Element, random.Random], None]] = [
    _delete, _repeat, _move, _copy_elsewhere, _wrap, _wrap, _unwrap, _rename, _change_namespace, _add,
    _set_attribute, _set_attribute, _drop_attribute, _set_text, _set_text, _swap,
]  # fmt: skip


def _spoil_bytes(parts: dict[str, bytes], choose: random.Random) -> None:
    """Change the bytes of one part, or take it away, or put it under another name."""
    name = choose.choice(list(parts))
    content = bytearray(parts[name])
    at = choose.randint(0, max(0, len(content) - 1))
    match choose.randint(0, 6):
        case 0:
            del parts[name]
            return
        case 1:
            parts[choose.choice([name.upper(), name.replace("/", "\\"), f"x/{name}", name + "x"])] = parts.pop(name)
            return
        case 2:
            content[at:] = b""
        case 3:
            content[at : at + 1] = bytes([choose.randint(0, 255)])
        case 4:
            content[at : at + choose.randint(1, 300)] = b""
        case 5:
            content[at:at] = content[at : at + choose.randint(1, 300)]
        case _:
            content[at:at] = choose.choice([b"<", b">", b"&", b"\x00", b"]]>", b"<!--", b"<x>", b"\xff", b'"'])
    parts[name] = bytes(content)


def _spoilt_zip(data: bytes, choose: random.Random) -> bytes:
    changed = bytearray(data)
    if choose.random() < 0.2:
        return data[: choose.randint(0, len(data))]
    for _ in range(choose.randint(1, 10)):
        # Most records of a zip stand at its end.
        at = (
            choose.randint(0, len(data) - 1)
            if choose.random() < 0.4
            else len(data) - choose.randint(1, min(900, len(data)))
        )
        changed[at] = choose.choice([0, 1, 0xFF, choose.randint(0, 255)])
    return bytes(changed)
