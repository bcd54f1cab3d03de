"""The package of a following document: only parts that it needs, no author, no dates, no history.

A document made in the usual layout has the parts written here. One made from a template keeps the template's looks
(styles, theme, headers, pictures), each part looked over and written anew.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final

from lxml import etree

from pipeline.ooxml.names import W_NS, W
from pipeline.ooxml.quoting import escape
from pipeline.ooxml.safe_xml import parse
from pipeline.writers.word.package import (
    SETTINGS_PART,
    SETTINGS_TYPE,
    XML_HEAD,
    new_package,
    packed,
    relations,
    settings,
)
from pipeline.writers.word.styles import style_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.ooxml import Package

MARKING: Final = "OFFICIAL-SENSITIVE"
NOTICE: Final = "Worked out from the form; does not replace professional judgement."
_KEPT: Final = frozenset(
    {"styles", "numbering", "fontTable", "theme", "header", "footer", "footnotes", "endnotes", "image"}
)
"""Kinds of parts of a template that come along: how it looks. Comments, people, settings and properties don't."""

_HISTORY: Final = tuple(
    W + name
    for name in (
        "commentRangeStart", "commentRangeEnd", "commentReference", "bookmarkStart", "bookmarkEnd", "proofErr",
        "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange", "numberingChange",
        "rsids", "del", "moveFrom",
    )
)  # fmt: skip
_SETTINGS: Final = settings("<w:removePersonalInformation/>", "<w:removeDateAndTime/>")
_OWN_SETTINGS: Final = (("rIdOwnSettings", "settings", f"/{SETTINGS_PART}"),)
_STYLES: Final = {
    "Title": ('<w:keepNext/><w:spacing w:after="40"/>', '<w:b/><w:color w:val="1F3864"/><w:sz w:val="38"/>'),
    "Subtitle": ('<w:spacing w:after="160"/>', '<w:color w:val="404040"/>'),
    "Heading1": (
        '<w:keepNext/><w:spacing w:before="300" w:after="100"/><w:outlineLvl w:val="0"/>',
        '<w:b/><w:color w:val="1F3864"/><w:sz w:val="28"/>',
    ),
    "Heading2": (
        '<w:keepNext/><w:spacing w:before="180" w:after="60"/><w:outlineLvl w:val="1"/>',
        '<w:b/><w:color w:val="1F3864"/><w:sz w:val="23"/>',
    ),
    "Prompt": ('<w:keepNext/><w:spacing w:after="80"/>', '<w:color w:val="404040"/>'),
    "Label": ('<w:spacing w:before="20" w:after="20"/>', '<w:b/><w:sz w:val="20"/>'),
    "Missing": ("", '<w:i/><w:color w:val="595959"/>'),
    "Unclear": ("<w:keepNext/>", '<w:b/><w:color w:val="9C0006"/>'),
    "ListBullet": ('<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:before="20" w:after="20"/>', ""),
    "Gap": ('<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>', ""),
    "Header": ('<w:jc w:val="center"/>', '<w:b/><w:color w:val="9C0006"/>'),
    "Footer": ("", '<w:color w:val="595959"/><w:sz w:val="16"/>'),
}
"""Paragraph styles: what they say of paragraphs, and of text."""
_NUMBERING: Final = (
    f'<w:numbering xmlns:w="{W_NS}"><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/>'
    '<w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)


def usual_package(main: str, title: str, *, width: int) -> bytes:
    """Pack a document in the usual layout.

    Args:
        main: Its main part.
        title: Its title, which also is at the foot of each page.
        width: Between the margins, in twentieths of a point.
    """
    parts = {
        "styles": style_sheet(_STYLES, after=60),
        "settings": _SETTINGS,
        "numbering": _NUMBERING,
        "header": _header(),
        "footer": _footer(title, width),
    }
    return new_package(main, parts, title=title)


def templated_package(template: Package, changed: Mapping[str, bytes], title: str) -> bytes:
    """Pack a document made from a template: its filled-in parts, and those that give it its looks.

    Raises:
        RefusedForm: A part is no well-formed XML: a tag is where it can't be filled in.
    """
    content: dict[str, bytes] = {}
    types: dict[str, str] = {}
    waiting = [template.main_part]
    while waiting:
        name = waiting.pop(0)
        if name in content:
            continue
        types[name] = template.content_type(name)
        content[name] = _looked_over(changed.get(name, template.read(name)), name)
        links = [*_OWN_SETTINGS] if name == template.main_part else []
        for relation in template.related(name):
            if relation.exists and relation.kind in _KEPT:
                waiting.append(relation.target)
                links.append((relation.id, relation.kind, "/" + relation.target))
            elif relation.external and relation.kind == "hyperlink":
                links.append((relation.id, relation.kind, relation.target))
        if links:
            folder, file = posixpath.split(name)
            content[posixpath.join(folder, "_rels", f"{file}.rels")] = relations(links)
    content[SETTINGS_PART], types[SETTINGS_PART] = (XML_HEAD + _SETTINGS).encode(), SETTINGS_TYPE
    return packed(content, types, title=title, main=template.main_part)


def _header() -> str:
    mark = f"<w:r><w:t>{MARKING}</w:t></w:r>"
    return f'<w:hdr xmlns:w="{W_NS}"><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{mark}</w:p></w:hdr>'


def _footer(text: str, width: int) -> str:
    start = '<w:p><w:pPr><w:pStyle w:val="Footer"/>'
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    page = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    of = '<w:r><w:t xml:space="preserve"> of </w:t></w:r>'
    pages = '<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return (
        f'<w:ftr xmlns:w="{W_NS}">{start}</w:pPr><w:r><w:t>{escape(NOTICE)}</w:t></w:r></w:p>'
        f"{start}{tab}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r><w:r><w:tab/></w:r>"
        f'<w:r><w:t xml:space="preserve">Page </w:t></w:r>{page}{of}{pages}</w:p></w:ftr>'
    )


def _looked_over(part: bytes, name: str) -> bytes:
    """Write an XML part again without numbers of editing sessions, comments, bookmarks and what was deleted."""
    if not name.endswith(".xml"):
        return part
    root = parse(part, name)
    for element in list(root.iter(*_HISTORY)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    for element in root.iter():
        for attribute in [each for each in element.attrib if _is_history(str(each))]:
            del element.attrib[attribute]
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _is_history(attribute: str) -> bool:
    local = attribute.rpartition("}")[2]
    return local.startswith("rsid") or local in ("paraId", "textId", "author", "initials")
