"""The prompts of controls, as the glossary of a document keeps them (ECMA-376 Part 1, 17.12)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pipeline.errors import RefusedForm
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import TEXT, VAL

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.ooxml.package import Package

_KEPT: Final = 16
_known: dict[bytes, Mapping[str, str]] = {}
"""By packed bytes; the glossary met last is last."""


class Glossary:
    """The prompts of one document, read when the first control asks."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def shows_prompt(self, properties: _Element, shown: str) -> bool | None:
        """Return whether what a control shows is its prompt; ``None`` when the glossary doesn't have that."""
        part = properties.find(f"{W}placeholder/{W}docPart")
        prompt = self._prompts.get(part.get(VAL, ""), "") if part is not None else ""
        return prompt.split() == shown.split() if prompt.split() else None

    @cached_property
    def _prompts(self) -> Mapping[str, str]:
        related = self._package.related(self._package.main_part)
        part = next((each.target for each in related if each.kind == "glossaryDocument" and each.exists), None)
        if part is None:
            return {}
        packed = self._package.packed(part)
        found = _known.pop(packed, None) or _prompts(self._package, part)
        if len(_known) >= _KEPT:
            del _known[next(iter(_known))]
        _known[packed] = found
        return found


def _prompts(package: Package, part: str) -> dict[str, str]:
    """Return the texts of the building blocks by name; none of a damaged part, which holds no answer."""
    try:
        blocks = [block for parts in package.xml_each(part, W + "docParts") for block in parts.iter(W + "docPart")]
    except RefusedForm as refused:
        if refused.code != "damaged":
            raise
        return {}
    return dict(_named(block) for block in blocks)


def _named(block: _Element) -> tuple[str, str]:
    name = block.find(f"{W}docPartPr/{W}name")
    return "" if name is None else name.get(VAL, ""), "".join(each.text or "" for each in block.iter(TEXT))
