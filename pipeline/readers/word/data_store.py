"""The data that controls are bound to: custom XML in the package (ECMA-376 Part 1, 17.5.2.6 and 22.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from lxml import etree

from pipeline.ooxml.names import W
from pipeline.patterns import pattern

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.ooxml.package import Package

_ITEM: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}itemID"
_PATH: Final = pattern(r"(?:/(?:[\w.-]+:)?[\w.-]+(?:\[\d+\])?)+(?:/@(?:[\w.-]+:)?[\w.-]+|/text\(\)(?:\[\d+\])?)?")
"""The paths that Word writes: steps down, and nothing that takes time to work out."""

_PREFIX: Final = pattern(r"xmlns:([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


class DataStore:
    """The custom XML of one document, read when the first control asks."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def value(self, binding: _Element) -> str | None:
        """Return what a control is bound to; ``None`` where the data has no such place."""
        path = binding.get(W + "xpath", "")
        root = self._items.get(binding.get(W + "storeItemID", "").upper())
        if root is None or not _PATH.fullmatch(path):
            return None
        prefixes = {name: a or b for name, a, b in _PREFIX.findall(binding.get(W + "prefixMappings", ""))}
        try:
            found = root.getroottree().xpath(path, namespaces=prefixes)
        except etree.XPathError:
            return None
        return next(map(_text, found), None) if isinstance(found, list) else None

    @cached_property
    def _items(self) -> Mapping[str, _Element]:
        return dict(self._each())

    def _each(self) -> Iterator[tuple[str, _Element]]:
        """Yield each item by its id; one that is damaged holds nothing that could be shown."""
        for item in self._package.related(self._package.main_part):
            if item.kind != "customXml" or not item.exists or item.external:
                continue
            for settings in self._package.related(item.target):
                if settings.kind == "customXmlProps" and settings.exists and not settings.external:
                    called, data = (self._package.sound_xml(part.target) for part in (settings, item))
                    if called is not None and data is not None:
                        yield called.get(_ITEM, "").upper(), data


def _text(found: object) -> str:
    return "".join(str(text) for text in found.itertext()) if isinstance(found, etree._Element) else str(found)
