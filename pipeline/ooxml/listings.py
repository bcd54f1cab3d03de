"""What a package says of its parts: how they are linked, and their media types (ECMA-376 Part 2, 7.2.3 and 8.5).

Forms made of one blank have the same lists, byte for byte, and each stage that opens a form asks for them. So lists
that were met before are not parsed again: that was a tenth of the time of a form. The bytes are the key.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msgspec import Struct

from pipeline.ooxml.names import CONTENT_TYPES, RELATIONSHIPS
from pipeline.ooxml.safe_xml import parse

LONGEST_KEPT: Final = 32_768
"""Bytes of a list that is kept; a form's have three thousand."""

KEPT: Final = 64
"""Lists of each kind that are kept."""


class Link(Struct, frozen=True):
    """A relationship as it is written."""

    id: str
    type: str
    target: str
    mode: str


class MediaTypes(Struct, frozen=True):
    """Media types by part name as it is written, and by suffix without its dot."""

    overrides: tuple[tuple[str, str], ...]
    defaults: tuple[tuple[str, str], ...]


def links(xml: bytes, name: str) -> tuple[Link, ...]:
    """Return the relationships in the part ``name``; raises as :func:`parse` does."""
    return _known_links(xml, name) if len(xml) <= LONGEST_KEPT else _links(xml, name)


def media_types(xml: bytes, name: str) -> MediaTypes:
    """Return the media types in the part ``name``; raises as :func:`parse` does."""
    return _known_types(xml, name) if len(xml) <= LONGEST_KEPT else _media_types(xml, name)


def _links(xml: bytes, name: str) -> tuple[Link, ...]:
    found = parse(xml, name).iter(f"{RELATIONSHIPS}Relationship")
    return tuple(Link(*(each.get(key, "") for key in ("Id", "Type", "Target", "TargetMode"))) for each in found)


def _media_types(xml: bytes, name: str) -> MediaTypes:
    root = parse(xml, name)
    overrides, defaults = (
        tuple((each.get(key, ""), each.get("ContentType", "")) for each in root.iter(CONTENT_TYPES + tag))
        for tag, key in (("Override", "PartName"), ("Default", "Extension"))
    )
    return MediaTypes(overrides, defaults)


_known_links = lru_cache(maxsize=KEPT)(_links)
_known_types = lru_cache(maxsize=KEPT)(_media_types)
