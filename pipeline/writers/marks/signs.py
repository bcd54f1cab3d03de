"""Recognise our results without a seal by wording that nobody else uses.

Some programs lose bookmarks, and earlier versions made none. A total with a range, such as ``37 (up to 72)``, and a
tick with "(provisional)" are ours. A bare number, tick or date is a person's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.names import W14
from pipeline.ooxml.places import Places
from pipeline.ooxml.splice import Splice
from pipeline.ooxml.structure import CONTROL, OFF, RUN
from pipeline.signs import BOX_TICKED, TICK
from pipeline.writers.marks.empty import Emptying
from pipeline.writers.marks.seals import Kind
from pipeline.writers.provisional import OPEN_TOTAL
from pipeline.writers.word.boxes import CHECK_BOX, legacy_glyph
from pipeline.writers.word.stretches import Cut, cuts, stretches, whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml.etree import _Element

    from pipeline.location import Location
    from pipeline.mapping import Mapping
    from pipeline.ooxml import Package
    from pipeline.submission import Submission

_OPEN_SUM: Final = re.compile(rf"(?<!\S){OPEN_TOTAL.pattern}(?=\s*\Z)")
_NOTE: Final = re.compile(r"\(provisional[^)]*\)(?=\s*\Z)")
_TICK: Final = re.compile(rf"{TICK}\s*{_NOTE.pattern}")


def without_signs(
    package: Package, submission: Submission, mapping: Mapping, *, theirs: Collection[str]
) -> bytes | None:
    """Return a form without such results, or ``None`` if it has none.

    Args:
        package: The form.
        submission: What was read from it.
        mapping: Names the fields that hold results.
        theirs: Text that people typed over sealed results; it stays, whatever its wording.
    """
    document = package.xml(package.main_part)
    splice = Splice(package.read(package.main_part), document)
    places = Places(document)
    emptying = Emptying(splice, package)
    for location in _sums(submission, mapping):
        place = places.find(location)
        if place is not None:
            _take_out(splice, emptying, place, _OPEN_SUM, theirs)
    for location in _options(submission, mapping):
        place = places.find(location)
        box = _ticked_box(place) if place is not None else []
        if place is not None and _take_out(splice, emptying, place, _NOTE if box else _TICK, theirs):
            emptying.empty(box, Kind.TEXT)
    return package.rewritten({package.main_part: splice.result()}) if splice.is_changed else None


def _sums(submission: Submission, mapping: Mapping) -> Iterator[Location]:
    """Yield the places of totals and subtotals."""
    fields = [mapping.score.total_field if mapping.score is not None else None]
    for checklist in mapping.checklists:
        fields += [checklist.total_field, *(each.total_field for each in checklist.groups)]
        fields += [each.total_field for each in checklist.rounds]
    for field in dict.fromkeys(fields):
        answer = submission.answers.get(field or "")
        if answer is not None and answer.location is not None:
            yield answer.location


def _options(submission: Submission, mapping: Mapping) -> Iterator[Location]:
    """Yield the places of the options that a run may tick."""
    fields = [mapping.score.rag_field if mapping.score is not None else None, *(each.field for each in mapping.writes)]
    for field in dict.fromkeys(fields):
        answer = submission.answers.get(field or "")
        yield from answer.places.values() if answer is not None else ()


def _take_out(
    splice: Splice, emptying: Emptying, place: _Element, sign: re.Pattern[str], theirs: Collection[str]
) -> bool:
    """Remove such wording from the end of a place; return whether there was any."""
    found = stretches(place)
    span = sign.search(whole(found))
    if span is None or " ".join(span[0].split()) in theirs:
        return False
    taken = cuts(found, *span.span())
    emptying.empty([cut.run for cut in taken if not cut.left.strip()], Kind.TEXT)
    for cut in taken:
        if cut.left.strip():
            _shorten(splice, cut)
    return bool(taken)


def _shorten(splice: Splice, cut: Cut) -> None:
    before, _, behind = cut.markup(splice)
    splice.replace(cut.run, before + behind)


def _ticked_box(place: _Element) -> list[_Element]:
    """Return the runs of a ticked check box at a place."""
    for control in place.iter(CONTROL):
        settings = control.find(CHECK_BOX)
        state = settings.find(W14 + "checked") if settings is not None else None
        if state is not None and state.get(W14 + "val", "1").lower() not in OFF:
            return list(control.iter(RUN))
    return [run for run in place.iter(RUN) if legacy_glyph(run) == BOX_TICKED]
