"""A blank form, as far as completed ones are laid beside it: its print, and where a line of it is."""

from __future__ import annotations

from msgspec import Struct

from pipeline.extract.form.prompts import Prompts
from pipeline.extract.lines import Line, Print
from pipeline.extract.matching.blank_index import BlankIndex
from pipeline.extract.matching.skeleton import Box, Skeleton
from pipeline.mapping import Mapping


class Spot(Struct, frozen=True):
    """A printed line of the blank: in a box, or in the body when ``box`` is ``None``."""

    box: Box | None
    line_index: int


class BlankForm(Struct):
    """A blank form with its mapping.

    Attributes:
        blank: Its boxes and lines.
        index: Its printed words.
        prompts: What named places show until they are filled in.
        print: What the blank shows by itself.
    """

    mapping: Mapping
    blank: Skeleton
    index: BlankIndex
    prompts: Prompts
    print: Print

    def line(self, spot: Spot) -> Line:
        """Return the printed line at a spot."""
        return (self.blank.body if spot.box is None else spot.box.lines)[spot.line_index]
