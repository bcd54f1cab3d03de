"""A document of ours under somebody's hands: they type over its words, and a tool saves the main part and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from lxml import etree

from tests.documents import MAIN, Package, parts_of
from tests.formbuilder import CompletedForm, text_of
from tests.shapes import q, run, w

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.shapes import Element

ANSWER = "Score"


class Returned(CompletedForm):
    """A written document, changed step by step; places are found as in a form that is filled in."""

    def __init__(self, document: bytes) -> None:
        self.package = Package(parts_of(document))
        self.root = etree.fromstring(self.package.parts[MAIN])
        self.body = self.root[0]

    def over(self, field: str, text: str) -> Self:
        """Type over what stands in the box of a field; nothing leaves it empty."""
        return self._over(self.box(field), text)

    def answer(self, entries: Mapping[str, str]) -> Self:
        """Type over what was entered for factors."""
        for factor, text in entries.items():
            self._over(self.factor_cell(factor), text)
        return self

    def behind(self, field: str, text: str) -> Self:
        """Type behind what stands in the box of a field."""
        next(self.box(field).iter(q("w:p"))).append(run(text))
        return self

    def tracked(self, field: str, text: str) -> Self:
        """Type over what stands in the box of a field while changes are tracked."""
        for typed in [each for each in self.box(field).iter(q("w:r")) if text_of(each)]:
            deleted = w("del", author="A Manager", date="2026-11-23T10:00:00Z", id="801")
            typed.addprevious(deleted)
            deleted.append(typed)
            for piece in typed.iter(q("w:t")):
                piece.tag = q("w:delText")
            deleted.addnext(w("ins", run(text), author="A Manager", date="2026-11-23T10:00:00Z", id="802"))
        return self

    def settle(self, *, accept: bool, kinds: str = "ins del") -> Self:
        """Accept or reject our corrections, as Word does."""
        for change in list(self.root.iter(*(q(f"w:{kind}") for kind in kinds.split()))):
            if accept == (change.tag == q("w:ins")):
                for child in list(change):
                    change.addprevious(child)
                    for piece in list(child.iter(q("w:delText"))):
                        piece.tag = q("w:t")
            self.remove(change)
        return self

    def unmarked(self) -> Self:
        """Lose all bookmarks, as some programs do."""
        for mark in list(self.root.iter(q("w:bookmarkStart"), q("w:bookmarkEnd"))):
            self.remove(mark)
        return self

    def text(self, field: str) -> str:
        """Return what stands in the box of a field, tracked changes accepted."""
        return text_of(self.box(field))

    def bytes(self) -> bytes:
        """Return the document; all parts but the main one are as they were."""
        self.package.parts[MAIN] = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return self.package.bytes()

    def _over(self, cell: Element, text: str) -> Self:
        pieces = list(cell.iter(q("w:t")))
        for piece in pieces:
            piece.text = text if piece is pieces[0] else ""
        return self
