"""How a run of a Word document is seen where it is, told from the run outwards.

The reader knows what encloses a run when it gets there; a writer that carries runs elsewhere asks here.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from pipeline.document import UNREAD, Mark
from pipeline.ooxml import structure
from pipeline.ooxml.appearance.faint import stands_on_white
from pipeline.ooxml.appearance.looks import NO_LOOK, Look, fill_of, is_alike, is_light, look_of
from pipeline.ooxml.appearance.shapes import is_hidden
from pipeline.ooxml.appearance.styles import shaded_tables, style_looks
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import CELL, PARAGRAPH, ROW, RUN, TABLE, VAL, is_on

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.ooxml.package import Package

_STYLES: Final = {PARAGRAPH: f"{W}pPr/{W}pStyle", TABLE: f"{W}tblPr/{W}tblStyle"}
_FILLS: Final = {PARAGRAPH: f"{W}pPr/{W}shd", CELL: f"{W}tcPr/{W}shd"}
_TEXT_BOX: Final = W + "txbxContent"


class SeenRuns:
    """Tells how the runs of one document are seen.

    Args:
        package: The document.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._looks = style_looks(package)

    def marks(self, run: _Element) -> Mark:
        """Return ``STRIKE``, ``HIDDEN`` and ``UNSEEN``, as far as they hold for a run."""
        properties = structure.first(run, W + "rPr")
        look, fill, marks = self._around(run)
        style = properties.find(W + "rStyle") if properties is not None else None
        if style is not None:
            look = self._looks.character.get(style.get(VAL, ""), NO_LOOK).within(look)
        look = look_of(properties).over(look)
        marks |= look.marks
        colour, behind = look.colour or "", look.fill or fill
        if is_alike(colour, behind) if behind else is_light(colour) and stands_on_white(run, self._shaded_tables):
            marks |= Mark.UNSEEN
        return marks

    def _around(self, run: _Element) -> tuple[Look, str, Mark]:
        """Return what encloses a run: the look by its styles, the colour behind it, and whether it is hidden there."""
        look, fill, marks, in_box = NO_LOOK, "", Mark.NONE, False
        for around in run.iterancestors():
            tag = str(around.tag)
            if tag == _TEXT_BOX:
                in_box = True  # what it looks like is its own; it is hidden with what it hangs on
                marks |= Mark.HIDDEN if is_hidden(around) else Mark.NONE
            elif tag == ROW and is_on(around.find(f"{W}trPr/{W}hidden")):
                marks |= Mark.UNSEEN
            elif in_box:
                marks |= self.marks(around) & UNREAD if tag == RUN else Mark.NONE
            elif tag in _STYLES:
                look = look.within(self._style_of(around, tag))
            if tag in _FILLS and not fill:
                fill = fill_of(around.find(_FILLS[tag]))
        return look, "" if is_light(fill) else fill, marks

    def _style_of(self, element: _Element, tag: str) -> Look:
        style = element.find(_STYLES[tag])
        name = style.get(VAL, "") if style is not None else ""
        return self._looks.of_paragraph(name) if tag == PARAGRAPH else self._looks.of_table(name)

    @cached_property
    def _shaded_tables(self) -> frozenset[str]:
        related = self._package.related(self._package.main_part)
        part = next((each.target for each in related if each.kind == "styles" and each.exists), "")
        return shaded_tables(self._package.xml_each(part, W + "style")) if part else frozenset()
