"""What a form takes from elsewhere: named, never fetched (ECMA-376 Part 2, 8.3.4: external targets)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Final

from pipeline.findings import Finding, find
from pipeline.patterns import pattern

if TYPE_CHECKING:
    from pipeline.location import Location
    from pipeline.ooxml.package import Package

_FOLLOWED_BY_PEOPLE: Final = "hyperlink"
"""A link that somebody has to click takes nothing from anywhere."""

_WHAT: Final = {
    "attachedTemplate": "a template",
    "image": "a picture",
    "oleObject": "an object",
    "oleLink": "an object",
    "package": "an object",
    "externalLinkPath": "values of another workbook",
    "frame": "a frame",
    "subDocument": "a part of the text",
    "aFChunk": "a part of the text",
}
OF_FIELDS: Final = {"picture": "a picture", "text": "a part of the text", "object": "an object"}
"""What fields of Word, and links of older formats, take."""

_HOST: Final = pattern(r"(?:https?|ftp)://(?:[^/@]*@)?([A-Za-z0-9.-]{1,100})", re.IGNORECASE)
_RELATIONS: Final = pattern(r"(?:(.*)/)?_rels/([^/]*)\.rels")


def external_links(package: Package) -> Iterator[Finding]:
    """Name what the parts of a package take from elsewhere; a link that several parts have is named once."""
    parts = (_of_part(package, name) for name in package.names if name.endswith(".rels"))
    found = chain(chain.from_iterable(parts), _of_workbook(package) if package.family == "xlsx" else ())
    for what, where in dict.fromkeys(found):
        yield find("external_link", what=what, where=where)


def linked_by_fields(linked: Iterable[str], location: Location | None = None) -> Iterator[Finding]:
    """Name what fields take from elsewhere."""
    said = (OF_FIELDS[what] for what in linked)
    return (find("external_link", location=location, what=what, where="as a field says") for what in said)


def _of_part(package: Package, relations: str) -> Iterator[tuple[str, str]]:
    match = _RELATIONS.fullmatch(relations)
    if match is None or b"External" not in package.read(relations):
        return
    for each in package.related(posixpath.join(match[1] or "", match[2])):
        if each.external and each.kind != _FOLLOWED_BY_PEOPLE:
            yield _WHAT.get(each.kind, "a file"), _where(each.target)


def _of_workbook(package: Package) -> Iterator[tuple[str, str]]:
    """Yield links that a workbook names within a part (ECMA-376 Part 1, 18.13 connections and 18.14.2 ddeLink)."""
    for each in package.related(package.main_part):
        if each.external or not each.exists:
            continue
        if each.kind == "connections":
            yield "data of another source", "as a connection says"
        elif each.kind == "externalLink" and b"ddeLink" in package.read(each.target):
            yield "values of another program", "as a link says"


def _where(target: str) -> str:
    """Return where a link leads without anything that could name a person: a path may well."""
    host = _HOST.match(target)
    if host is not None:
        return f"at {host[1].lower()}"
    is_far = target.replace("\\", "/").removeprefix("file:").startswith("//") and not target.startswith("file:///")
    return "on another computer" if is_far or target.startswith("file:///\\\\") else "in another file"
