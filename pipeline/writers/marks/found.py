"""Find the results that an earlier run wrote by their seals, and tell whether they are unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.ooxml.names import W14, W
from pipeline.ooxml.structure import CONTROL, OFF, PARAGRAPH, RUN
from pipeline.signs import BOX_EMPTY
from pipeline.writers.marks.bookmarks import BOOKMARK_END, our_bookmarks
from pipeline.writers.marks.seals import SEAL, Kind, digest, rest, run_text
from pipeline.writers.word.annotation import BOOKMARK_START, CHANGES, is_ours
from pipeline.writers.word.boxes import CHECK_BOX, legacy_glyph, legacy_shown
from pipeline.writers.word.markup import COMMENT_REFERENCE, fields_round

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml.etree import _Element

_REMOVED: Final = frozenset({W + "del", W + "moveFrom"})
_KINDS: Final = frozenset(kind.value for kind in Kind)


class Sealed(Struct, frozen=True, kw_only=True):
    """One seal and its contents.

    Attributes:
        kind: What was sealed.
        number: Counts from 1 in each document, so a gap shows that a seal was lost.
        digest: The digest of what was written.
        runs: All enclosed runs, including those that a tracked change deletes.
        was: The printed character that the result replaced.
    """

    kind: Kind
    number: int
    digest: str
    runs: tuple[_Element, ...]
    was: str = ""

    @property
    def standing(self) -> list[_Element]:
        """The enclosed runs that remain when tracked changes are accepted."""
        return [run for run in self.runs if _is_standing(run)]

    @property
    def text(self) -> str:
        """Their text; a legacy check box or list counts as what it shows."""
        return "".join(legacy_shown(run) + run_text(run) for run in self.standing)


def sealed_results(document: _Element) -> list[Sealed]:
    """Return the seals of a document in order, without those that lost their end."""
    ends = {start: (name, end) for name, start, end in our_bookmarks(document) if SEAL.match(name) and end is not None}
    inside: dict[_Element, list[_Element]] = {}
    open_: dict[_Element, _Element] = {}
    for each in document.iter(RUN, BOOKMARK_START, BOOKMARK_END) if ends else ():
        if each.tag == RUN:
            for start in open_.values():
                inside[start].append(each)
        elif each in ends:
            inside[each] = []
            open_[ends[each][1]] = each
        else:
            open_.pop(each, None)
    named = [(SEAL.match(ends[start][0]), found) for start, found in inside.items()]
    return [
        Sealed(
            kind=Kind(name["kind"]),
            number=int(name["number"]),
            digest=name["digest"],
            runs=tuple(_with_whole_fields(found)),
            was=chr(int(name["was"], 16)) if name["was"] else "",
        )
        for name, found in named
        if name is not None and name["kind"] in _KINDS
    ]


def _with_whole_fields(found: list[_Element]) -> list[_Element]:
    """Return enclosed runs with the start of a form field whose end they are.

    LibreOffice 7.4 moves a bookmark that begins before a check box of older Word into its field.
    """
    begun = 0
    for run in found:
        for turn in run.iterchildren(W + "fldChar"):
            begun += {"begin": 1, "end": -1}.get(turn.get(W + "fldCharType", ""), 0)
        if begun < 0:
            around = fields_round(run)
            start = around[-1].getparent() if around else None
            paragraph = next(run.iterancestors(PARAGRAPH), None)
            every = list(paragraph.iter(RUN)) if paragraph is not None else []
            return every[every.index(start) : every.index(found[0])] + found if start in every else found
    return found


def intact(found: Iterable[Sealed]) -> list[Sealed]:
    """Return the seals whose result and box are unchanged.

    Somebody else's tracked change inside a seal breaks it, and so does a check box that is no longer ticked.
    """
    every = list(found)
    results = {run: "" for each in every for run in each.runs}
    return [each for each in every if _is_intact(each, results)]


def _is_intact(sealed: Sealed, results: Mapping[_Element, str]) -> bool:
    standing = sealed.standing
    if not standing or any(_is_changed(run) for run in sealed.runs):
        return False
    if sealed.kind is not Kind.NOTE and any(_is_unticked(run) for run in standing):
        return False
    return digest(sealed.text, rest(standing[0], sealed.kind, results)) == sealed.digest


def _is_standing(run: _Element) -> bool:
    around = next(run.iterancestors(*_REMOVED, PARAGRAPH), None)
    return (around is None or around.tag == PARAGRAPH) and run.find(COMMENT_REFERENCE) is None


def _is_changed(run: _Element) -> bool:
    """Return whether a run is inside somebody else's tracked change."""
    return any(not is_ours(change) for change in run.iterancestors(*CHANGES))


def _is_unticked(run: _Element) -> bool:
    if legacy_glyph(run) == BOX_EMPTY:
        return True
    control = next(run.iterancestors(CONTROL), None)
    settings = control.find(CHECK_BOX) if control is not None else None
    stored = settings.find(W14 + "checked") if settings is not None else None
    return settings is not None and (stored is None or stored.get(W14 + "val", "1").lower() in OFF)
