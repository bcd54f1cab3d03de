"""The package of a Word or Excel file (ECMA-376 Part 2): parts, content types, relationships, safe XML.

Everything is bounded by :mod:`pipeline.ooxml.limits`, nothing is written to disk, nothing outside the file is ever
fetched, and parts are unpacked only when asked for.
"""

from __future__ import annotations

import posixpath
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from msgspec import Struct

from pipeline.errors import RefusedForm
from pipeline.ooxml import limits
from pipeline.ooxml.archive import Archive, Member
from pipeline.ooxml.listings import Link, links, media_types
from pipeline.ooxml.names import OFFICE_PARTS, TYPES_PART
from pipeline.ooxml.safe_xml import MENDING, parse, parse_each, too_complex
from pipeline.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml import etree

_KEPT_BYTES: Final = 4 * limits.MEGABYTE
"""Unpacked parts that a package remembers: a form's main part and its lists of parts are asked for several times."""

_MACROS: Final = "application/vnd.ms-office.vbaProject"
_DRIVE: Final = pattern(r"[A-Za-z]:")

# Order matters where one is part of the other: "…spreadsheetml…", but binary workbooks before other Excel types.
_FAMILIES: Final = (
    ("excel.sheet.binary", "xlsb"),
    ("wordprocessingml", "docx"),
    ("ms-word", "docx"),
    ("spreadsheetml", "xlsx"),
    ("ms-excel", "xlsx"),
    ("presentationml", "pptx"),
    ("ms-powerpoint", "pptx"),
    ("ms-visio", "vsdx"),
)
_FOLDERS: Final = {"word": "docx", "xl": "xlsx", "ppt": "pptx", "visio": "vsdx"}
_OTHER_FAMILIES: Final = {
    "pptx": "This is a PowerPoint presentation, not a form.",
    "vsdx": "This is a Visio drawing, not a form.",
    "xlsb": "This is a binary Excel workbook (.xlsb).",
}
_READ_FAMILIES: Final = ("docx", "xlsx")


class Relationship(Struct, frozen=True, kw_only=True):
    """A link from one part to another, or to the outside (ECMA-376 Part 2, 8.5).

    Attributes:
        id: As ``r:id`` names it.
        kind: Last segment of the relationship's type, such as ``header`` or ``footnotes``.
        target: Name of the part it leads to, spelt as in :attr:`Package.names` when it exists; the address as it
            is written when it is external. External targets are never followed.
        exists: The part is in the package.
    """

    id: str
    kind: str
    target: str
    external: bool = False
    exists: bool = False


class Package:
    """An opened Word or Excel file. Make one with :meth:`open`.

    Attributes:
        names: Part names in the order of the file, with forward slashes and no slash in front; no folders.
        family: ``docx`` (also .docm, .dotx, .dotm) or ``xlsx`` (also .xlsm, .xltx, .xltm), known by content.
        main_part: Name of the part that holds the document or the workbook.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._members = _named(archive.members)
        self._keys = {_key(name): name for name in self._members}
        self._tree_bytes: dict[str, int] = {}
        self._counts_tags = False
        self._read: dict[str, bytes] = {}
        self._room = _KEPT_BYTES
        self._related: dict[str, tuple[Relationship, ...]] = {}
        self.names = tuple(self._members)
        self.main_part = self._find_main_part()
        self.family = self._find_family()

    @classmethod
    def open(cls, data: bytes) -> Package:
        """Open a file held in memory.

        Raises:
            RefusedForm: It isn't a Word or Excel file of today's kind, or it is damaged or hostile. The message says
                what it is and what to do.
        """
        if len(data) > limits.FILE_BYTES:
            raise RefusedForm(
                f"The file has {len(data) // limits.MEGABYTE:,} MB, more than any form.",
                remedy="Take large pictures out of it, or compress them in Word.",
                code="too_big",
            )
        if data.startswith(b"PK"):
            archive = Archive(data)  # first, so that a damaged package is called damaged and not "a zip"
            if any(_key(member.name) in OFFICE_PARTS for member in archive.members):
                return cls(archive)
        from pipeline.ooxml.file_kind import refusal, sniff  # hardly any file is something else

        raise refusal(sniff(data))

    def has(self, name: str) -> bool:
        """Return whether the part exists; names compare as in ECMA-376 Part 2, 7.3: without regard to case."""
        return self._spelt(name) is not None

    def read(self, name: str) -> bytes:
        """Unpack a part.

        Raises:
            RefusedForm: It is missing, damaged or too big.
        """
        spelt = self._spelt(name)
        if spelt is None:
            raise _missing(name)
        known = self._read.get(spelt)
        if known is None:
            known = self._archive.read(self._members[spelt])
            if len(known) <= self._room:
                self._read[spelt] = known
                self._room -= len(known)
        return known

    def xml(self, name: str, short: bytes | None = None) -> etree._Element:
        """Parse a part, comments and processing instructions left out, Strict namespaces as Transitional ones.

        Args:
            name: Its name.
            short: The part without what needs no parsing; the bounds are those of the whole part.

        Raises:
            RefusedForm: It is missing, damaged, too big, too deeply nested, no well-formed XML, or has a DOCTYPE.
        """
        xml = self.read(name)
        self._count_tree(name, xml)
        return parse(xml if short is None else short, name)

    def sound_xml(self, name: str) -> etree._Element | None:
        """Parse a part that holds no answer like :meth:`xml`; ``None`` when it is damaged, which costs no form."""
        try:
            return self.xml(name)
        except RefusedForm as refused:
            if refused.code != "damaged":
                raise
            return None

    def packed(self, name: str) -> bytes:
        """Return a part as it is packed: what is known of one need not be unpacked again.

        Raises:
            RefusedForm: It is missing or damaged.
        """
        spelt = self._spelt(name)
        if spelt is None:
            raise _missing(name)
        return self._archive.packed(self._members[spelt])

    def xml_each(self, name: str, *tags: str, short: bytes | None = None) -> Iterator[etree._Element]:
        """Parse a part and give each element with one of ``tags`` right below its root, a long part by one at a time.

        It is for parts that may be long and of which little matters, such as styles.

        Args:
            name: Its name.
            tags: The elements.
            short: The part without what needs no parsing.

        Raises:
            RefusedForm: As for :meth:`xml`, when the place is reached.
        """
        xml = self.read(name)
        if len(xml) > limits.STREAMED_BYTES:
            raise too_complex(name)
        return parse_each(xml if short is None else short, name, tags)

    def content_type(self, name: str) -> str:
        """Return the media type of a part, or an empty string when none is declared (ECMA-376 Part 2, 7.2.3)."""
        overrides, defaults = self._content_types
        return overrides.get(_key(name)) or defaults.get(posixpath.splitext(_key(name))[1], "")

    def related(self, part: str) -> tuple[Relationship, ...]:
        """Return the relationships of ``part``, or those of the package itself for an empty name."""
        if part not in self._related:
            self._related[part] = self._related_to(part)
        return self._related[part]

    def _related_to(self, part: str) -> tuple[Relationship, ...]:
        folder, file = posixpath.split(self._spelt(part) or part)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if not self.has(rels):
            return ()
        xml = self.read(rels)
        self._count_tree(rels, xml)
        return tuple(self._relationship(link, folder) for link in links(xml, rels))

    @cached_property
    def has_macros(self) -> bool:
        """Whether the file carries macros (they are never run)."""
        if any(posixpath.basename(key) == "vbaproject.bin" for key in self._keys):
            return True
        declared = any(_MACROS in types.values() for types in self._content_types)
        return declared and any(self.content_type(name) == _MACROS for name in self.names)

    @cached_property
    def is_signed(self) -> bool:
        """Whether the file carries a digital signature, which any change makes invalid (ECMA-376 Part 2, 10)."""
        return any(link.target.endswith("origin.sigs") or link.kind == "origin" for link in self.related(""))

    def rewritten(self, parts: Mapping[str, bytes], *, added: Mapping[str, bytes] | None = None) -> bytes:
        """Return a new file in which ``parts`` are replaced; every other member is copied as packed, byte for byte.

        Args:
            parts: New content by part name; the parts exist.
            added: Content of new parts by name; the parts don't exist yet.

        Raises:
            KeyError: A part to be replaced doesn't exist, or one to be added does.
        """
        from pipeline.ooxml.repack import repacked  # what is only read is not packed

        added = added or {}
        if any(self.has(name) for name in added):
            raise KeyError("a part to be added exists already")
        replaced = {self._members[self._keys[_key(name)]]: content for name, content in parts.items()}
        slash = "/" if _is_rooted(list(self._members.values())) else ""
        return repacked(self._archive, replaced, {slash + name: content for name, content in added.items()})

    def _spelt(self, name: str) -> str | None:
        """Find how the package spells a name; a relationship may escape characters that the zip doesn't."""
        return self._keys.get(_key(name)) or self._keys.get(_key(unquote(name)))

    def _count_tree(self, name: str, xml: bytes) -> None:
        """Count what a part's tree takes. Tags are counted in packages alone that may have too many."""
        self._tree_bytes[_key(name)] = limits.tree_bytes(xml) if self._counts_tags else limits.most_tree_bytes(xml)
        if sum(self._tree_bytes.values()) <= limits.TREE_BYTES:
            return
        if not self._counts_tags:
            self._counts_tags = True
            self._tree_bytes = {each: limits.tree_bytes(self.read(each)) for each in self._tree_bytes}
        if sum(self._tree_bytes.values()) > limits.TREE_BYTES:
            raise too_complex(name)

    def _relationship(self, link: Link, folder: str) -> Relationship:
        target = link.target
        external = link.mode == "External"
        spelt = None
        if not external:
            path = target.replace("\\", "/").partition("#")[0]
            target = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
            spelt = self._spelt(target)
        return Relationship(
            id=link.id,
            kind=link.type.rstrip("/").rpartition("/")[2],
            target=spelt or target,
            external=external,
            exists=spelt is not None,
        )

    @cached_property
    def _content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        """Content types by part name, and by suffix with its dot."""
        if not self.has(TYPES_PART):
            return {}, {}
        xml = self.read(TYPES_PART)
        self._count_tree(TYPES_PART, xml)
        types = media_types(xml, TYPES_PART)
        overrides = {_key(name): media_type for name, media_type in types.overrides}
        return overrides, {f".{suffix}".casefold(): media_type for suffix, media_type in types.defaults}

    def _find_main_part(self) -> str:
        for link in self.related(""):
            if link.kind == "officeDocument" and link.exists:
                return link.target
        overrides, _ = self._content_types
        for key, media_type in overrides.items():
            if media_type.endswith("main+xml") and key in self._keys:
                return self._keys[key]
        for usual in ("word/document.xml", "xl/workbook.xml"):
            if self.has(usual):
                return self._keys[usual]
        raise RefusedForm("The file holds no document.", remedy=MENDING, code="no_document")

    def _find_family(self) -> str:
        media_type = self.content_type(self.main_part)
        found = next((family for part, family in _FAMILIES if part in media_type), None)
        family = found or _FOLDERS.get(self.main_part.partition("/")[0].casefold(), "")
        if family in _READ_FAMILIES:
            return family
        what = _OTHER_FAMILIES.get(family, "This is an Office file of a kind that forms don't come in.")
        raise RefusedForm(what, remedy="Ask for the Word file, or save it as .docx or .xlsx.", code=family or "unknown")


def _missing(name: str) -> RefusedForm:
    return RefusedForm(f"The part {name} is missing in the file.", remedy=MENDING, code="part_missing")


@lru_cache(maxsize=512)
def _key(name: str) -> str:
    """Return a part's name as names are compared; files have much the same parts."""
    return name.replace("\\", "/").lstrip("/").casefold()


def _is_rooted(parts: Sequence[Member]) -> bool:
    """Return whether every member's name begins with a slash, as some writers have it; a single one is a trick."""
    return all(member.name.startswith(("/", "\\")) for member in parts)


def _named(members: tuple[Member, ...]) -> dict[str, Member]:
    """Map part names to members, refusing names that lead elsewhere and names that occur twice."""
    parts = [member for member in members if not member.is_folder]
    rooted = _is_rooted(parts)
    named: dict[str, Member] = {}
    keys: set[str] = set()
    for member in parts:
        name = member.name.replace("\\", "/")
        name = name[1:] if rooted else name
        if name.startswith("/") or ".." in name.split("/") or _DRIVE.match(name) or "\x00" in name:
            raise RefusedForm(
                "The file holds a part with a path that leads out of it.",
                remedy="Don't open it; ask the sender what it is.",
                code="path_trick",
            )
        if name.casefold() in keys:
            raise RefusedForm(f"The file holds the part {name} twice.", remedy=MENDING, code="duplicate_part")
        keys.add(name.casefold())
        named[name] = member
    return named
