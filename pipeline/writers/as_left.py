"""A document as people left it: without what an earlier run wrote, so that it reads as if it had never been here.

Results that nobody touched are emptied again, pending corrections of ours are as they were typed, and our bookmarks
are gone. What a person typed over a result, beside it or in one of our corrections is theirs and stays.

Nearly all forms hold nothing of ours, and are only looked at; what takes ours out is loaded for those that do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.ooxml import Package
from pipeline.writers.marks import AUTHOR, OURS, Mark

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from pipeline.mapping import Mapping
    from pipeline.submission import Submission

_WIDE: Final = ("utf-16-le", "utf-16-be")


class Left(Struct, frozen=True, kw_only=True):
    """A document as people left it.

    Attributes:
        content: The file without what is ours; the very same bytes where nothing is.
        package: It, opened.
        mark: What the document said of itself.
        is_ours: Something in it was ours.
        lacks_seals: There are results of ours that no seal tells, or there may be.
        theirs: What people made of our results, where they changed them.
        corrected: When an earlier run made the corrections that were pending, by kind and text.
    """

    content: bytes
    package: Package
    mark: Mark | None = None
    is_ours: bool = False
    lacks_seals: bool = True
    theirs: frozenset[str] = frozenset()
    corrected: Table[tuple[str, str], str] = field(default_factory=dict)


def as_people_left_it(content: bytes) -> Left:
    """Take what an earlier run wrote out of a form.

    A form in which nothing is ours costs no more than unpacking its main part, which reading it does anyway.

    Args:
        content: An opened form: without protection, in today's format.

    Raises:
        RefusedForm: It is no Word or Excel file, or a damaged one.
    """
    package = Package.open(content)
    if package.family != "docx" or not _may_bear_ours(package.read(package.main_part)):
        return Left(content=content, package=package)
    from pipeline.writers.taken_out import taken_out

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
    """Take out results that show by their words alone that they are ours; it needs to know where they stand.

    Seals tell it better. This is for documents that lost one in a program, or never had any and carry comments of
    ours.

    Args:
        left: The form.
        submission: What was read from it.
        mapping: Names the fields that take results.

    Returns:
        ``left`` itself where there are none.
    """
    if not left.lacks_seals or left.package.family != "docx":
        return left
    if not (left.is_ours or _has_comments_of_ours(left.package)):
        return left
    from pipeline.writers.signs import without_signs

    bare = without_signs(left.package, submission, mapping, theirs=left.theirs)
    return left if bare is None else replace(left, content=bare, package=Package.open(bare))


def _may_bear_ours(xml: bytes) -> bool:
    """Tell by its bytes whether anything in a main part can be ours; nearly all forms need no more than this."""
    codecs = _WIDE if b"\0" in xml[:4] else ("utf-8",)
    return any(word.encode(codec) in xml for word in (OURS, AUTHOR) for codec in codecs)


def _has_comments_of_ours(package: Package) -> bool:
    """Tell whether a Word file carries comments that an earlier run made."""
    related = package.related(package.main_part)
    parts = (each.target for each in related if each.kind == "comments" and each.exists)
    return any(AUTHOR.encode() in package.read(part) for part in parts)
