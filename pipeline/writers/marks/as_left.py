"""A document as people left it: without what an earlier run wrote, so that it reads like a new form.

Results that nobody changed are emptied, our pending corrections are rejected, our bookmarks are removed. What a person
typed over a result, next to it or into one of our corrections is theirs and stays.

Nearly all forms have nothing of ours in them. That takes one look at the bytes; the code that removes is only imported
when it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.ooxml import Package
from pipeline.ooxml.author import AUTHOR, OURS

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from pipeline.mapping import Mapping
    from pipeline.submission import Submission
    from pipeline.writers.marks.mark import Mark

_WIDE: Final = ("utf-16-le", "utf-16-be")


class Left(Struct, frozen=True, kw_only=True):
    """A document as people left it.

    Attributes:
        content: The file without our own parts; the very same bytes if it has none.
        package: The same, opened.
        mark: The mark it carried.
        is_ours: It had bookmarks or tracked changes of ours.
        lacks_seals: It had no seals, or at least one was lost.
        theirs: The text of results that people changed.
        corrected: Dates of our pending corrections, by kind and text.
    """

    content: bytes
    package: Package
    mark: Mark | None = None
    is_ours: bool = False
    lacks_seals: bool = True
    theirs: frozenset[str] = frozenset()
    corrected: Table[tuple[str, str], str] = field(default_factory=dict)


def as_people_left_it(content: bytes, package: Package | None = None) -> Left:
    """Return a form without what an earlier run wrote.

    A form without anything of ours costs a search in the bytes of its main part, which reading it unpacks anyway.

    Args:
        content: An opened form: unprotected, in today's format.
        package: The same when it was opened already.

    Raises:
        RefusedForm: It is not a Word or Excel file, or it is damaged.
    """
    package = package or Package.open(content)
    if package.family != "docx" or not _may_bear_ours(package.read(package.main_part)):
        return Left(content=content, package=package)
    from pipeline.writers.marks.take_out import taken_out

    found = taken_out(package)
    if found is None:
        return Left(content=content, package=package)
    return Left(
        content=found.content,
        package=Package.open(found.content),
        mark=found.mark,
        is_ours=True,
        lacks_seals=found.lacks_seals,
        theirs=found.theirs,
        corrected=found.corrected,
    )


def left_without_signs(left: Left, submission: Submission, mapping: Mapping) -> Left:
    """Return a form without results that only their wording shows to be ours.

    This is for documents whose seals were lost in some program, and for those written before there were any, which
    carry comments of ours. It runs after a first reading, since it has to know where the results are.

    Args:
        left: The form.
        submission: What was read from it.
        mapping: Names the fields that hold results.

    Returns:
        ``left`` itself if there are none.
    """
    if not left.lacks_seals or left.package.family != "docx":
        return left
    if not (left.is_ours or _has_comments_of_ours(left.package)):
        return left
    from pipeline.writers.marks.signs import without_signs

    bare = without_signs(left.package, submission, mapping, theirs=left.theirs)
    return left if bare is None else replace(left, content=bare, package=Package.open(bare))


def _may_bear_ours(xml: bytes) -> bool:
    """Return whether the bytes of a main part mention anything of ours."""
    codecs = _WIDE if b"\0" in xml[:4] else ("utf-8",)
    return any(word.encode(codec) in xml for word in (OURS, AUTHOR) for codec in codecs)


def _has_comments_of_ours(package: Package) -> bool:
    """Return whether a Word file may carry comments that an earlier run made."""
    related = package.related(package.main_part)
    parts = (each.target for each in related if each.kind == "comments" and each.exists)
    return any(AUTHOR.encode() in package.read(part) for part in parts)
