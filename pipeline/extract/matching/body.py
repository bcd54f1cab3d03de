"""The text between the tables of a form, aligned with its blank's; where nobody wrote it is the same in all forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from pipeline.document import Mark
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned, align
from pipeline.extract.matching.formatting import EMPHASIS, formatting
from pipeline.extract.matching.rows import Added, added_on
from pipeline.extract.matching.skeleton import Skeleton
from pipeline.extract.memo import once_a_form
from pipeline.patterns import pattern

_PAGE_NUMBER = pattern(r"(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
"""What programs write into headers and footers by themselves."""


class AlignedBody(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """The lines of a form's body, aligned with those of the blank.

    Attributes:
        entries: The lines, in reading order.
    """

    blank: Skeleton
    entries: Sequence[Aligned]

    @cached_property
    def after(self) -> Sequence[int]:
        """For each line the blank line at or before it."""
        return [entry.after for entry in self.entries]

    @cached_property
    def added(self) -> Sequence[Added]:
        """What a person added."""
        return list(added_on(self.entries))

    @cached_property
    def printed_on(self) -> Mapping[int, Sequence[Aligned]]:
        """For each line of the blank the lines on which it is, or a part of it."""
        found: dict[int, list[Aligned]] = {}
        for entry in self.entries:
            for index in dict.fromkeys(cover.blank_index for cover in entry.covers):
                found.setdefault(index, []).append(entry)
        return found

    @cached_property
    def drawn_on(self) -> Sequence[Aligned]:
        """The lines with a drawing that the blank does not have there."""
        return [entry for entry in self.entries if entry.line.drawings > self._drawn_in_print(entry)]

    def _drawn_in_print(self, entry: Aligned) -> int:
        return sum(self.blank.body[index].drawings for index in {cover.blank_index for cover in entry.covers})

    @cached_property
    def ambient(self) -> Mark:
        """Formatting that most printed lines have and the blank does not: a program's or a taste, never a choice."""
        seen = [
            formatting(entry, self.blank.body[cover.blank_index], cover.blank_index, 0, cover.blank_end)
            for entry in self.entries
            for cover in entry.covers
        ]
        found = Mark.NONE
        for mark in EMPHASIS:
            if 2 * sum(marks is not None and mark in marks for marks in seen) > len(seen):
                found |= mark
        return found


@once_a_form
def aligned_body(blank: Skeleton, lines: tuple[Line, ...]) -> AlignedBody:
    """Align the body lines of a form with those of its blank."""
    return AlignedBody(blank=blank, entries=align(blank.body, lines))


@once_a_form
def added_to_stories(blank: Skeleton, stories: tuple[tuple[Line, ...], ...]) -> Sequence[Added]:
    """Return what a person added to the headers and footers of a form."""
    printed = [line for story in blank.stories for line in story]
    added = [each for story in stories for each in added_on(align(printed, story))]
    return [
        (entry, start, end) for entry, start, end in added if not _PAGE_NUMBER.fullmatch(entry.line.text[start:end])
    ]
