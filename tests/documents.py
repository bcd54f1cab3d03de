"""Word packages built in code: tiny documents from blocks, and one thing changed in a file that is there.

The shapes themselves (:func:`~tests.shapes.tick`, :func:`~tests.shapes.control`, …) are in ``tests.shapes``. The same
calls give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from copy import copy
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from tests.shapes import NAMESPACES, Content, Element, blocks_of, q, w

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAIN = "word/document.xml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


def package(parts: Mapping[str, bytes]) -> bytes:
    """Zip parts into a package: the same parts give the same bytes."""
    return _zipped(tuple(parts.items()))


@lru_cache(maxsize=2)  # a test asks the same form several questions
def _zipped(parts: tuple[tuple[str, bytes], ...]) -> bytes:
    buffer = io.BytesIO()
    with _Archive(buffer, "w") as archive:
        for name, content in parts:
            archive.put(*_packed(name, content))
    return buffer.getvalue()


@lru_cache(maxsize=64)  # most parts are those of the blank
def _packed(name: str, content: bytes) -> tuple[zipfile.ZipInfo, bytes]:
    """Pack a part, and return what the archive says of it, and its bytes."""
    packing = zlib.compressobj(_level(content), zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packing.compress(content) + packing.flush()
    member = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    member.CRC, member.file_size, member.compress_size = zlib.crc32(content), len(content), len(packed)
    return member, packed


class _Archive(zipfile.ZipFile):
    """A zip that takes members packed before."""

    def put(self, member: zipfile.ZipInfo, packed: bytes) -> None:
        assert self.fp is not None
        member = copy(member)
        member.header_offset = self.fp.tell()
        self.fp.write(member.FileHeader() + packed)
        self.filelist.append(member)
        self.NameToInfo[member.filename] = member
        self.start_dir, self._didModify = self.fp.tell(), True


def _level(content: bytes) -> int:
    """Give how hard to compress a part: hardly, since it is read once; a large one well, since it may be a bomb."""
    return 1 if len(content) < 1024**2 else 6


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name, in their order."""
    return dict(_parts_of(data))


@lru_cache(maxsize=4)  # as above
def _parts_of(data: bytes) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


def mutate(data: bytes, part: str, old: str | bytes, new: str | bytes) -> bytes:
    """Replace ``old`` by ``new`` everywhere in one part; fails when ``old`` is not there."""
    parts = parts_of(data)
    old, new = (text.encode() if isinstance(text, str) else text for text in (old, new))
    if old not in parts[part]:
        raise LookupError(f"{part} does not hold {old!r}")
    return package({**parts, part: parts[part].replace(old, new)})


def main_part(data: bytes, part: str = MAIN) -> Element:
    """Parse the main part of a package."""
    return etree.fromstring(parts_of(data)[part])


def serialise(root: Element) -> bytes:
    """Write a part as XML, with the ids that changes and controls must have."""
    nameless = (element for element in root.iter(*map(q, _NUMBERED)) if element.get(q("w:id")) is None)
    for number, element in enumerate(nameless, 9000):
        element.set(q("w:val" if element.tag == q("w:id") else "w:id"), str(number))
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "w14", "r", "mc"])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


_NUMBERED = [f"w:{name}" for name in ["ins", "del", "moveFrom", "moveTo", "rPrChange", "cellIns", "cellDel", "id"]]


class Package:
    """The parts of a Word file under construction."""

    def __init__(self, parts: Mapping[str, bytes], main: str = MAIN) -> None:
        self.parts = dict(parts)
        self.main = main
        folder, _, name = main.rpartition("/")
        self.relations = f"{folder}/_rels/{name}.rels".lstrip("/")

    def add(self, name: str, kind: str, content: bytes, media: str = "") -> str:
        """Add a part that the main part points to, and give the id of the relationship."""
        folder = self.main.rpartition("/")[0]
        self.parts[f"{folder}/{name}".lstrip("/")] = content
        override = f'<Override PartName="/{folder}/{name}" ContentType="{media or WORD_TYPE.format(kind)}"/>'
        self._insert("[Content_Types].xml", "</Types>", override.replace('"//', '"/'))
        return self.relate(kind, name)

    def relate(self, kind: str, target: str, *, number: str = "", external: bool = False) -> str:
        """Add a relationship of the main part; its target need not exist."""
        number = number or f"rId{100 + self.parts[self.relations].count(b'<Relationship ')}"
        mode = ' TargetMode="External"' if external else ""
        relationship = f'<Relationship Id="{number}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
        self._insert(self.relations, "</Relationships>", relationship)
        return number

    def add_notes(self, kind: str, texts: Sequence[Content]) -> None:
        """Add ``footnotes`` (numbered from 1) or ``comments`` (from 0)."""
        first, extra = (1, {}) if kind == "footnotes" else (0, {"author": "A Manager", "initials": "AM"})
        child = kind[:-1]
        notes = [w(child, *blocks_of(text), id=str(number), **extra) for number, text in enumerate(texts, first)]
        self.add(f"{kind}.xml", kind, serialise(w(kind, *notes)))

    def _insert(self, part: str, before: str, text: str) -> None:
        self.parts[part] = self.parts[part].replace(before.encode(), text.encode() + before.encode())

    def bytes(self) -> bytes:
        """Zip it."""
        return package(self.parts)


# Tiny documents


def document(
    *content: Content,
    footnotes: Sequence[Content] = (),
    comments: Sequence[Content] = (),
    header: Content = "",
    links: Mapping[str, str] | None = None,
    main: str = MAIN,
) -> bytes:
    """Make a minimal Word file.

    Args:
        content: The body: blocks, inline elements (each a paragraph) and texts (a paragraph a line).
        footnotes: Texts that ``footnote_reference(1)``, … point to.
        comments: Texts that ``comment_reference(0)``, … point to.
        header: What stands in the header of the page.
        links: Targets of external relationships by id, for ``hyperlink``.
        main: Path of the main part.
    """
    body = w("body", *blocks_of(list(content)))
    made = Package(_skeleton(main), main)
    for number, target in (links or {}).items():
        made.relate("hyperlink", target, number=number, external=True)
    for kind, texts in (("footnotes", footnotes), ("comments", comments)):
        if texts:
            made.add_notes(kind, texts)
    if body.find(f".//{q('w:numPr')}") is not None:
        made.add("numbering.xml", "numbering", _NUMBERING)
    body.append(w("sectPr", *([_header_reference(made, header)] if header else [])))
    made.parts[main] = serialise(w("document", body))
    return made.bytes()


def _skeleton(main: str) -> dict[str, bytes]:
    relations = Package({}, main).relations
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    types = (
        f'{declaration}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{WORD_TYPE.format("document.main")}"/></Types>'
    )
    root = (
        f'{declaration}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="{main}"/></Relationships>'
    )
    empty = f'{declaration}<Relationships xmlns="{PACKAGE}/relationships"></Relationships>'
    texts = {"[Content_Types].xml": types, "_rels/.rels": root, main: "", relations: empty}
    return {name: text.encode() for name, text in texts.items()}


def _header_reference(made: Package, content: Content) -> Element:
    number = made.add("header1.xml", "header", serialise(w("hdr", *blocks_of(content))))
    reference = w("headerReference", type="default")
    reference.set(q("r:id"), number)
    return reference


_NUMBERING = serialise(
    w(
        "numbering",
        w(
            "abstractNum",
            w("lvl", w("start", val="1"), w("numFmt", val="bullet"), w("lvlText", val="•"), ilvl="0"),
            abstractNumId="0",
        ),
        w("num", w("abstractNumId", val="0"), numId="1"),
    )
)


def strict(data: bytes) -> bytes:
    """Turn a Transitional file into a Strict one: the same elements in the namespaces of ISO/IEC 29500-1."""
    parts = parts_of(data)
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            for old, new in _STRICT.items():
                content = content.replace(old.encode(), new.encode())
            parts[name] = content
    return package(parts)


_STRICT = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
    OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "http://purl.oclc.org/ooxml/drawingml/main",
}


def reprefixed(data: bytes, prefix: str, part: str = MAIN) -> bytes:
    """Write the main part with another prefix than ``w`` (``ns0``, or ``""`` for the default namespace)."""
    content = parts_of(data)[part].decode()
    colon = f"{prefix}:" if prefix else ""
    content = content.replace("<w:", f"<{colon}").replace("</w:", f"</{colon}")
    if prefix:
        content = content.replace(" w:", f" {prefix}:")
    # Attributes can't be in the default namespace, so the old prefix stays for them.
    declared = f'xmlns:w="{NAMESPACES["w"]}"'
    again = f'xmlns{":" + prefix if prefix else ""}="{NAMESPACES["w"]}"'
    return package({**parts_of(data), part: content.replace(declared, f"{declared} {again}", 1).encode()})
