"""Word packages that are made from nothing: only the parts that they need, no dates, no history."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.names import CONTENT_TYPES, R_NS, RELATIONSHIPS, TYPES_PART, W_NS
from pipeline.ooxml.quoting import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SETTINGS_PART: Final = "word/settings.xml"
SETTINGS_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"
_MAIN: Final = "word/document.xml"
_CORE: Final = "docProps/core.xml"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE: Final = "application/vnd.openxmlformats-package"
_CORE_NS: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)

Link = tuple[str, str, str]
"""A relationship: id, kind, target."""


def new_package(main: str, parts: Mapping[str, str], *, title: str, creator: str = "") -> bytes:
    """Pack a document that is made from nothing.

    Args:
        main: Its main part, which refers to its header as ``rIdHeader`` and to its footer as ``rIdFooter``.
        parts: Its styles, settings, numbering, header and footer, each by its kind.
        title: Its title.
        creator: Who it says it is by.
    """
    names = {kind: f"{kind}1.xml" if kind in ("header", "footer") else f"{kind}.xml" for kind in parts}
    content = {_MAIN: main, **{f"word/{names[kind]}": text for kind, text in parts.items()}}
    types = {
        _MAIN: f"{_WORD}.document.main+xml",
        **{f"word/{name}": f"{_WORD}.{kind}+xml" for kind, name in names.items()},
    }
    packed_parts = {name: (XML_HEAD + text).encode() for name, text in content.items()}
    links = ((f"rId{kind.capitalize()}", kind, name) for kind, name in names.items())
    packed_parts["word/_rels/document.xml.rels"] = relations(links)
    return packed(packed_parts, types, title=title, creator=creator)


def settings(*first: str) -> str:
    """Return the settings of a document; ``first`` are the ones that are before the usual ones (17.15.1.78)."""
    return (
        f'<w:settings xmlns:w="{W_NS}">{"".join(first)}<w:defaultTabStop w:val="720"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        "</w:compat></w:settings>"
    )


def relations(links: Iterable[Link]) -> bytes:
    """Return the part that says what another part refers to; hyperlinks lead out of the file."""
    entries = "".join(
        f'<Relationship Id={quoteattr(identifier)} Type="{R_NS}/{kind}" Target={quoteattr(target)}'
        + (' TargetMode="External"/>' if kind == "hyperlink" else "/>")
        for identifier, kind, target in links
    )
    return f'{XML_HEAD}<Relationships xmlns="{RELATIONSHIPS[1:-1]}">{entries}</Relationships>'.encode()


def packed(
    content: Mapping[str, bytes], types: Mapping[str, str], *, title: str, creator: str = "", main: str = _MAIN
) -> bytes:
    """Pack parts into a Word file; the same parts give the same bytes.

    Args:
        content: The parts by name, without the lists of the package itself and its properties.
        types: Media types of those that aren't only relationships.
        title: Of the document.
        creator: Who it says it is by.
        main: Name of the main part.
    """
    members = {
        TYPES_PART: _types({**types, _CORE: f"{_PACKAGE}.core-properties+xml"}),
        "_rels/.rels": _package_relations(main),
        **content,
        _CORE: _core(title, creator),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in members.items():
            package.writestr(zipfile.ZipInfo(name, _LONG_AGO), part, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _types(types: Mapping[str, str]) -> bytes:
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    return (
        f'{XML_HEAD}<Types xmlns="{CONTENT_TYPES[1:-1]}"><Default Extension="rels" '
        f'ContentType="{_PACKAGE}.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{overrides}</Types>"
    ).encode()


def _package_relations(main: str) -> bytes:
    namespace = RELATIONSHIPS[1:-1]
    return (
        f'{XML_HEAD}<Relationships xmlns="{namespace}"><Relationship Id="rId1" Type="{R_NS}/officeDocument" '
        f'Target="{main}"/><Relationship Id="rId2" Type="{namespace}/metadata/core-properties" '
        f'Target="{_CORE}"/></Relationships>'
    ).encode()


def _core(title: str, creator: str) -> bytes:
    by = f"<dc:creator>{escape(creator)}</dc:creator>" if creator else ""
    return (
        f'{XML_HEAD}<cp:coreProperties xmlns:cp="{_CORE_NS}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title>{by}<dc:language>en-GB</dc:language></cp:coreProperties>"
    ).encode()
