"""Take our own parts out of a document: unchanged results, pending corrections, bookmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.ooxml.names import W
from pipeline.ooxml.splice import Splice
from pipeline.ooxml.structure import PARAGRAPH, RUN
from pipeline.writers.marks.bookmarks import our_bookmarks
from pipeline.writers.marks.empty import Emptying
from pipeline.writers.marks.found import Sealed, intact, sealed_results
from pipeline.writers.marks.mark import Mark, mark_named
from pipeline.writers.marks.seals import Kind
from pipeline.writers.word.annotation import CHANGES, is_ours
from pipeline.writers.word.markup import COMMENT_REFERENCE, text_piece

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from lxml.etree import _Element

    from pipeline.ooxml import Package
    from pipeline.writers.word.annotation import Change

_INSERTED, _DELETED = W + "ins", W + "del"
_DELETED_TEXT: Final = W + "delText"
_DATE: Final = W + "date"


class TakenOut(Struct, frozen=True, kw_only=True):
    """A document without our own parts.

    Attributes:
        content: The file.
        mark: The mark it carried.
        lacks_seals: It had no seals, or at least one was lost.
        theirs: The text of results that people changed.
        corrected: Dates of our pending corrections, by kind and text.
    """

    content: bytes
    mark: Mark | None
    lacks_seals: bool
    theirs: frozenset[str]
    corrected: Mapping[Change, str]


def taken_out(package: Package) -> TakenOut | None:
    """Return a Word file without our own parts, or ``None`` if it has none."""
    document = package.xml(package.main_part)
    splice = Splice(package.read(package.main_part), document)
    bookmarks, sealed = our_bookmarks(document), sealed_results(document)
    changes = [each for each in document.iter(_INSERTED, _DELETED) if is_ours(each) and _holds_runs(each)]
    if not bookmarks and not changes:
        return None
    whole = intact(sealed)
    emptying = Emptying(splice, package)
    for each in whole:
        if each.kind is not Kind.CORRECTION:
            emptying.empty(each.standing, each.kind, each.was)
    corrections = [each for each in sealed if each.kind is Kind.CORRECTION]
    _take_back(splice, [each for each in changes if emptying.done.isdisjoint(_runs(each))], corrections, whole)
    for end in (end for _, *ends in bookmarks for end in ends if end is not None):
        splice.replace(end, "")
    return TakenOut(
        content=package.rewritten({package.main_part: splice.result()}),
        mark=next((mark for name, *_ in bookmarks if (mark := mark_named(name)) is not None), None),
        lacks_seals=_lacks_seals(sealed),
        theirs=frozenset(" ".join(each.text.split()) for each in sealed if each not in whole),
        corrected={(_kind(each), _text(each)): each.get(_DATE, "") for each in changes if each.get(_DATE)},
    )


def _lacks_seals(sealed: Sequence[Sealed]) -> bool:
    """Return whether a seal was lost: they are numbered, and the last one says so."""
    numbers = {each.number for each in sealed}
    return numbers != set(range(1, len(sealed) + 1)) or all(each.kind is not Kind.END for each in sealed)


# Corrections


def _take_back(
    splice: Splice, changes: Sequence[_Element], sealed: Iterable[Sealed], whole: Collection[Sealed]
) -> None:
    """Reject our pending corrections; accept those that a person edited or accepted in part."""
    settled = {
        paragraph
        for each in sealed
        if _is_settled(each, as_written=each in whole)
        for run in each.standing
        for paragraph in run.iterancestors(PARAGRAPH)
    }
    accepted = {each for each in changes if any(around in settled for around in each.iterancestors(PARAGRAPH))}
    taken_out = [each for each in changes if (each in accepted) == (each.tag == _DELETED)]
    gone = {run for each in taken_out for run in _runs(each)}
    for wrapper in {inner for each in taken_out for inner in each.iterdescendants(*CHANGES)}.union(changes):
        splice.unwrap(wrapper)
    for run in gone:
        splice.replace(run, "")
    for text in (text for each in changes for text in each.iter(_DELETED_TEXT)):
        if is_ours(next(text.iterancestors(_DELETED, _INSERTED))) and text.getparent() not in gone:
            splice.replace(text, text_piece(text, text.text or ""))


def _is_settled(sealed: Sealed, *, as_written: bool) -> bool:
    """Return whether a person edited the insertion of a correction, or accepted it."""
    is_pending = any(_is_in_ours(run) for run in sealed.standing)
    return bool(sealed.text.strip()) and not (as_written and is_pending)


def _is_in_ours(run: _Element) -> bool:
    return any(is_ours(change) for change in run.iterancestors(_INSERTED))


def _runs(change: _Element) -> list[_Element]:
    return [run for run in change.iter(RUN) if run.find(COMMENT_REFERENCE) is None]


def _holds_runs(change: _Element) -> bool:
    """Return whether a change wraps runs, rather than marking a paragraph mark or a row."""
    parent = change.getparent()
    return parent is not None and parent.tag not in (W + "rPr", W + "trPr")


def _kind(change: _Element) -> str:
    return str(change.tag).rpartition("}")[2]


def _text(change: _Element) -> str:
    return "".join(each.text or "" for each in change.iter(W + "t", _DELETED_TEXT))
