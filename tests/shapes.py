"""The shapes that Word files are made of: short functions that give raw OOXML elements.

Raw on purpose. A test that builds its form with a document library only meets the shapes that library knows, and those
are not the ones that go wrong. ``tests.formbuilder`` puts the shapes into packages.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, TypeAlias, TypedDict, Unpack

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Element: TypeAlias = etree._Element


class Runs(tuple[Element, ...]):
    """Inline elements that belong together in one paragraph, such as the runs of a field."""

    __slots__ = ()


Inline: TypeAlias = str | Element | Runs
Content: TypeAlias = "Inline | Sequence[Content]"

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
CHANGE = {"author": "A Manager", "date": "2026-01-05T10:00:00Z"}


class Marks(TypedDict, total=False):
    """Formatting of a run; a flag set to ``False`` is written out as switched off."""

    style: str
    font: str
    bold: bool
    italic: bool
    strike: bool
    double_strike: bool
    hidden: bool
    colour: str
    highlight: str
    underline: bool
    ringed: bool
    shade: str
    right_to_left: bool


def q(name: str) -> str:
    """Return the ``{namespace}name`` of a prefixed name such as ``w:p``."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def w(name: str, /, *children: Element, **attributes: str) -> Element:
    """Make the element ``w:name``; its attributes are of the same namespace."""
    element = etree.Element(q(f"w:{name}"), nsmap=NAMESPACES)
    for attribute, value in attributes.items():
        element.set(q(f"w:{attribute}"), value)
    element.extend(children)
    return element


def xml(text: str) -> Element:
    """Parse a piece of XML that uses the usual prefixes."""
    declarations = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return etree.fromstring(f"<root {declarations}>{text}</root>")[0]


# Runs


def text_pieces(text: str, tag: str = "t") -> Iterator[Element]:
    """Yield the ``w:t``, ``w:tab`` and ``w:br`` of ``text``."""
    for part in re.split(r"([\t\n])", text):
        if part in ("\t", "\n"):
            yield w("tab" if part == "\t" else "br")
        elif part:
            piece = w(tag)
            piece.text = part
            piece.set(SPACE, "preserve")
            yield piece


def run(*content: str | Element, **marks: Unpack[Marks]) -> Element:
    """Make a run of texts (tabs and line breaks become their elements) and of elements that stand in runs."""
    made = w("r", *run_properties(marks))
    for part in content:
        made.extend(text_pieces(part) if isinstance(part, str) else [part])
    return made


def run_properties(marks: Marks) -> list[Element]:
    """Return the ``w:rPr`` for ``marks`` (none when there are no marks), its children in the schema's order."""
    names = [name for name in Marks.__annotations__ if name in marks]
    return [w("rPr", *(_property(name, marks[name]) for name in names))] if names else []  # type: ignore[literal-required]


_FLAGS = {
    "bold": "b",
    "italic": "i",
    "strike": "strike",
    "double_strike": "dstrike",
    "hidden": "vanish",
    "right_to_left": "rtl",
}


def _property(mark: str, value: str | bool) -> Element:
    if mark in _FLAGS:
        return w(_FLAGS[mark]) if value else w(_FLAGS[mark], val="0")
    return {
        "style": lambda: w("rStyle", val=str(value)),
        "font": lambda: w("rFonts", ascii=str(value), hAnsi=str(value)),
        "colour": lambda: w("color", val=str(value)),
        "highlight": lambda: w("highlight", val=str(value)),
        "underline": lambda: w("u", val="single" if value else "none"),
        "ringed": lambda: w("bdr", val="single", sz="4", space="0", color="FF0000"),
        "shade": lambda: w("shd", val="clear", color="auto", fill=str(value)),
    }[mark]()


def mark_run(made: Element, **marks: Unpack[Marks]) -> Element:
    """Add ``marks`` to a run that may have some already."""
    properties = made.find(q("w:rPr"))
    if properties is None:
        properties = w("rPr")
        made.insert(0, properties)
    for new in run_properties(marks)[0]:
        for old in properties.findall(str(new.tag)):
            properties.remove(old)
        properties.append(new)
    properties[:] = sorted(properties, key=lambda child: _ORDER.index(child.tag) if child.tag in _ORDER else 0)
    return made


_ORDER = [
    q(f"w:{name}")
    for name in [
        "rStyle",
        "rFonts",
        "b",
        "i",
        "strike",
        "dstrike",
        "vanish",
        "color",
        "sz",
        "szCs",
        "highlight",
        "u",
        "bdr",
        "shd",
        "rtl",
    ]
]


def symbol(char: str, font: str = "Wingdings") -> Element:
    """Make a glyph inserted through Word's symbol dialog: ``F0FC`` tick, ``F0FE`` ticked box, ``F0A8`` empty box."""
    return run(w("sym", font=font, char=char))


# Paragraphs, cells, rows, tables


def paragraph(
    *content: Inline, style: str = "", list_level: int | None = None, mark_deleted: bool = False, rtl: bool = False
) -> Element:
    """Make a paragraph of texts and inline elements (runs, controls, fields, changes)."""
    properties = [
        *([w("pStyle", val=style)] if style else []),
        *([w("numPr", w("ilvl", val=str(list_level)), w("numId", val="1"))] if list_level is not None else []),
        *([w("bidi")] if rtl else []),
        *([w("rPr", w("del", **CHANGE))] if mark_deleted else []),
    ]
    made = w("p", *([w("pPr", *properties)] if properties else []))
    made.extend(inline_of(content))
    return made


def inline_of(content: Iterable[Inline]) -> Iterator[Element]:
    """Yield the inline elements of ``content``; a text is a run."""
    for part in content:
        if isinstance(part, Runs):
            yield from part
        else:
            yield run(part) if isinstance(part, str) else part


def blocks_of(content: Content) -> list[Element]:
    """Return the blocks of ``content``: a text is a paragraph a line, an inline element a paragraph of its own."""
    if isinstance(content, str):
        return [paragraph(line) if line else paragraph() for line in content.split("\n")]
    if isinstance(content, Runs):
        return [paragraph(content)]
    if isinstance(content, etree._Element):
        return [content] if level(content) == "block" else [paragraph(content)]
    return [block for part in content for block in blocks_of(part)]


_LEVELS = {"p": "block", "tbl": "block", "altChunk": "block", "sectPr": "block", "tc": "cell", "tr": "row"}
_HOLDERS = {"sdt", "sdtContent", "customXml", "smartTag"}


def level(element: Element) -> str:
    """Tell where ``element`` may stand: ``block``, ``row``, ``cell`` or ``inline``; a holder as its content."""
    name = etree.QName(element).localname
    if name not in _HOLDERS:
        return _LEVELS.get(name, "inline")
    levels = (level(child) for child in element if not etree.QName(child).localname.endswith("Pr"))
    return next(levels, "inline")


def cell(content: Content = "", *, span: int = 1, merge: str = "", shade: str = "", change: str = "") -> Element:
    """Make a table cell.

    Args:
        content: What stands in it.
        span: Number of grid columns.
        merge: ``restart`` or ``continue`` of a cell merged downwards.
        shade: Fill as ``RRGGBB``.
        change: ``cellIns`` or ``cellDel`` for a tracked cell.
    """
    properties = [
        *([w("gridSpan", val=str(span))] if span > 1 else []),
        *([w("vMerge", val=merge)] if merge else []),
        *([w("shd", val="clear", color="auto", fill=shade)] if shade else []),
        *([w(change, **CHANGE)] if change else []),
    ]
    made = w("tc", w("tcPr", *properties), *blocks_of(content))
    close_cell(made)
    return made


def close_cell(made: Element) -> None:
    """End a cell with a paragraph where it ends with a table, as Word demands."""
    if level(made[-1]) != "block" or made[-1].tag == q("w:tbl"):
        made.append(w("p"))


def row(cells: Iterable[Content], *, before: int = 0, after: int = 0, change: str = "") -> Element:
    """Make a row; ``before`` and ``after`` are skipped grid columns, ``change`` is ``ins`` or ``del`` when tracked."""
    properties = [
        *([w("gridBefore", val=str(before))] if before else []),
        *([w("gridAfter", val=str(after))] if after else []),
        *([w(change, **CHANGE)] if change else []),
    ]
    made = w("tr", *([w("trPr", *properties)] if properties else []))
    made.extend(_as_cell(content) for content in cells)
    return made


def _as_cell(content: Content) -> Element:
    if isinstance(content, etree._Element) and level(content) == "cell":
        return content
    return cell(content)


def table(rows: Iterable[Iterable[Content] | Element], *, columns: int = 0) -> Element:
    """Make a table of rows, each a list of cell contents or an element (:func:`row`, or a control round rows)."""
    made_rows = [made if isinstance(made, etree._Element) else row(made) for made in rows]
    width = columns or max((len(list(made.iter(q("w:tc")))) for made in made_rows), default=1)
    grid = w("tblGrid", *(w("gridCol", w=str(9638 // width)) for _ in range(width)))
    properties = w("tblPr", w("tblW", w="0", type="auto"))
    return w("tbl", properties, grid, *made_rows)


# Content controls


def control(
    *content: Inline,
    kind: str = "text",
    tag: str = "",
    alias: str = "",
    placeholder: bool = False,
    value: str = "",
    options: Sequence[str] = (),
) -> Element:
    """Wrap ``content`` (runs, blocks, a cell or rows) in a content control.

    Args:
        content: What it shows; a text is a run.
        kind: ``text``, ``richText``, ``date``, ``dropDownList``, ``comboBox``, ``group``, ``picture``,
            ``repeatingSection`` or ``repeatingSectionItem``.
        tag: Its tag.
        alias: Its title.
        placeholder: It still shows its prompt.
        value: ``w:fullDate`` of a date, the stored ``w:lastValue`` of a list.
        options: Entries of a list.
    """
    names = [*([w("alias", val=alias)] if alias else []), *([w("tag", val=tag)] if tag else []), w("id")]
    showing = [w("showingPlcHdr")] if placeholder else []
    return _sdt([*names, *showing, _kind_element(kind, value, options)], content)


def _sdt(properties: Sequence[Element], content: Sequence[Inline]) -> Element:
    return w("sdt", w("sdtPr", *properties), w("sdtContent", *inline_of(content)))


def _kind_element(kind: str, value: str, options: Sequence[str]) -> Element:
    if kind.startswith("repeatingSection"):
        return etree.Element(q(f"w15:{kind}"), nsmap=NAMESPACES)
    if kind == "date":
        stored = {"fullDate": value} if value else {}
        return w("date", w("dateFormat", val="dd/MM/yyyy"), w("lid", val="en-GB"), **stored)
    if kind in ("dropDownList", "comboBox"):
        items = [w("listItem", displayText=option, value=option) for option in options]
        return w(kind, *items, **({"lastValue": value} if value else {}))
    return w(kind)


def tick(checked: bool = True, *, glyph: str | None = None, tag: str = "", round_: str = "inline") -> Element:
    """Make a check box control (``w14:checkbox``).

    Args:
        checked: The state it stores.
        glyph: What it shows; by default a crossed or an empty box. People and programs show anything.
        tag: Its tag.
        round_: ``inline``, ``paragraph`` or ``cell``: what it is wrapped round.
    """
    shown: Element = run(glyph if glyph is not None else "☒" if checked else "☐", font="MS Gothic")
    if round_ != "inline":
        shown = paragraph(shown)
    if round_ == "cell":
        shown = cell(shown)
    box = xml(
        f'<w14:checkbox><w14:checked w14:val="{int(checked)}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
    )
    return _sdt([*([w("tag", val=tag)] if tag else []), w("id"), box], [shown])


# Legacy form fields and other fields


def legacy_box(checked: str | None = "", *, default: str | None = None, name: str = "Check1") -> Runs:
    """Make a FORMCHECKBOX; ``checked`` and ``default`` are values as written: ``""`` for none, ``None`` no element."""
    states = [
        *([_on_off("default", default)] if default is not None else []),
        *([_on_off("checked", checked)] if checked is not None else []),
    ]
    return form_field("FORMCHECKBOX", w("checkBox", w("sizeAuto"), *states), name=name)


def _on_off(name: str, value: str) -> Element:
    return w(name, val=value) if value else w(name)


def legacy_text(text: str, *, name: str = "Text1") -> Runs:
    """Make a FORMTEXT that shows ``text``."""
    return form_field("FORMTEXT", w("textInput"), result=text, name=name)


def legacy_list(options: Sequence[str], chosen: int | None, *, name: str = "Dropdown1") -> Runs:
    """Make a FORMDROPDOWN with option number ``chosen`` (0-based) selected; ``None`` stores no choice."""
    result = [w("result", val=str(chosen))] if chosen is not None else []
    entries = [w("listEntry", val=option) for option in options]
    return form_field("FORMDROPDOWN", w("ddList", *result, *entries), name=name)


def form_field(instruction: str, settings: Element, *, result: str = "", name: str = "") -> Runs:
    """Make a legacy form field."""
    data = w("ffData", w("name", val=name), w("enabled"), w("calcOnExit", val="0"), settings)
    return field(f" {instruction} ", result, data)


def field(instruction: str, result: str = "", *begin: Element, parts: str = "begin separate end") -> Runs:
    """Make a complex field; ``parts`` leaves marks out, as broken files do."""
    mark = {
        name: [run(w("fldChar", *(begin if name == "begin" else ()), fldCharType=name))] if name in parts else []
        for name in ("begin", "separate", "end")
    }
    shown = [run(result)] if result else []
    return Runs(
        [*mark["begin"], w("r", *text_pieces(instruction, "instrText")), *mark["separate"], *shown, *mark["end"]]
    )


def simple_field(instruction: str, result: str) -> Element:
    """Make a ``w:fldSimple``."""
    return w("fldSimple", run(result), instr=instruction)


# Tracked changes


def inserted(*content: Inline) -> Element:
    """Wrap runs in a tracked insertion."""
    return w("ins", *inline_of(content), **CHANGE)


def deleted(*content: Inline) -> Element:
    """Wrap runs in a tracked deletion: their text becomes deleted text."""
    made = w("del", *inline_of(content), **CHANGE)
    for text in made.iter(q("w:t")):
        text.tag = q("w:delText")
    return made


def moved_from(*content: Inline) -> Element:
    """Wrap runs in the old place of a tracked move (its text stays ``w:t``, as Word writes it)."""
    return w("moveFrom", *inline_of(content), **CHANGE)


def moved_to(*content: Inline) -> Element:
    """Wrap runs in the new place of a tracked move."""
    return w("moveTo", *inline_of(content), **CHANGE)


def reformatted(text: str, **before: Unpack[Marks]) -> Element:
    """Make a run whose formatting change is tracked: plain now, ``before`` it had marks."""
    was = run_properties(before) or [w("rPr")]
    return w("r", w("rPr", w("rPrChange", *was, **CHANGE)), *text_pieces(text))


# Things that stand beside the text


def text_box(*content: Content, kind: str = "both") -> Element:
    """Make a run with a text box: ``drawing``, ``vml``, or as Word does ``both`` in an ``mc:AlternateContent``."""
    blocks = [block for part in content for block in blocks_of(part)]
    if kind != "both":
        return run(_drawing(blocks) if kind == "drawing" else _vml(blocks))
    both = xml('<mc:AlternateContent><mc:Choice Requires="wps"/><mc:Fallback/></mc:AlternateContent>')
    both[0].append(_drawing([copy.deepcopy(block) for block in blocks]))
    both[1].append(_vml(blocks))
    return run(both)


def _vml(blocks: Sequence[Element]) -> Element:
    made = xml(
        '<w:pict><v:rect style="width:200pt;height:60pt"><v:textbox><w:txbxContent/></v:textbox></v:rect></w:pict>'
    )
    made[0][0][0].extend(blocks)
    return made


def _drawing(blocks: Sequence[Element], geometry: str = "rect") -> Element:
    made = xml(
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="2540000" cy="762000"/>'
        '<wp:docPr id="1" name="Shape 1"/><wp:cNvGraphicFramePr/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2540000" cy="762000"/></a:xfrm>'
        f'<a:prstGeom prst="{geometry}"><a:avLst/></a:prstGeom></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing>"
    )
    if blocks:
        shape = made.find(f".//{q('wps:wsp')}")
        holder = etree.Element(q("wps:txbx"), nsmap=NAMESPACES)
        holder.append(w("txbxContent", *blocks))
        shape.insert(2, holder)  # type: ignore[union-attr]
    return made


def drawn_shape(geometry: str = "ellipse") -> Element:
    """Make a run with a drawn shape that has no text, such as a ring round an option."""
    return run(_drawing([], geometry))


def activex_box() -> Element:
    """Make a run with an ActiveX check box, whose state stands in a binary part that is not there."""
    return run(
        xml(
            '<w:object><v:shape id="_x0000_i1025" style="width:108pt;height:21pt"/>'
            '<w:control r:id="rIdActiveX" w:name="CheckBox1" w:shapeid="_x0000_i1025"/></w:object>'
        )
    )


def hyperlink(text: str, relationship: str = "") -> Element:
    """Make a hyperlink to a bookmark, or by the id of a relationship (which may well dangle)."""
    made = w("hyperlink", run(text))
    made.set(*((q("r:id"), relationship) if relationship else (q("w:anchor"), "_Toc1")))
    return made


def footnote_reference(number: int) -> Element:
    """Make the reference to footnote ``number`` of the document (from 1)."""
    return run(w("footnoteReference", id=str(number)))


def comment_reference(number: int) -> Element:
    """Make the reference to comment ``number`` of the document (from 0)."""
    return run(w("commentReference", id=str(number)))


def smart_tag(*content: Element) -> Element:
    """Wrap runs in a smart tag."""
    return w("smartTag", *content, uri="urn:schemas-microsoft-com:office:smarttags", element="place")


def custom_xml(*content: Element) -> Element:
    """Wrap runs, blocks, rows or cells in custom XML markup."""
    return w("customXml", *content, uri="urn:example", element="answer")
