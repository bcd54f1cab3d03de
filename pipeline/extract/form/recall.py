"""A question is read again only where anything that its reading looked at has changed.

When a written document is read back all but its results is as it was a moment ago, row by row the very same objects
(:mod:`pipeline.extract.memo`). What a reading looks at is noted while it does (:class:`~.looked.Watch`): all that it
knows of a form it has from rows, tables, the text between them and earlier answers, and it changes nothing but which
added text is claimed and where that is cut. Where all of this is the same objects, in the same state, another reading
would go the same way and give the same answer. So that answer is taken, and what was added is left as it was left then.

A question that would look elsewhere than before, because a row that it looks at says something else, has looked at that
row: it is read. Added text changes in readings alone, so its state follows from who looked at its row last. Forms with
named places, hidden text or doubts of the reader, which concern all questions, are read without any of this, and so are
those in which rows are found by labels that are merely similar, which claims these.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar, cast

from msgspec import Struct

from pipeline.extract.form.added import AddedText
from pipeline.extract.form.blank import BlankForm
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.looked import Looked, Watch, looked_at
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.body import AlignedBody
from pipeline.extract.matching.rows import PairedRow, RowPlace
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.memo import once, once_a_form
from pipeline.location import Location

_Answer = TypeVar("_Answer")
_KEPT: Final = 2
"""Readings of a question that are kept: that of the form and that of its written document."""

Pieces = tuple[tuple[Aligned, int, int, bool], ...]
"""Added text as somebody found or left it: of each piece its line, its stretch of it and whether it was claimed."""


class Frame(Struct, frozen=True, eq=False):
    """What questions know of a form besides rows, told apart by identity: its text between tables and their order."""


class Earlier(Mapping[str, _Answer]):
    """The answers so far; notes which ones are asked for.

    Attributes:
        answers: The answers themselves; who looks there is not noted.
    """

    def __init__(self, answers: Mapping[str, _Answer]) -> None:
        self.answers = answers
        self._asked: dict[str, _Answer] = {}

    def asked(self) -> Mapping[str, _Answer]:
        """Return what was asked for since this was called last."""
        found, self._asked = self._asked, {}
        return found

    def __getitem__(self, name: str) -> _Answer:
        """Return an answer."""
        found = self._asked[name] = self.answers[name]
        return found

    def __iter__(self) -> Iterator[str]:
        """Yield all names, which a question has no reason to ask for."""
        raise NotImplementedError

    def __len__(self) -> int:
        """Return how many there are, which a question has no reason to ask for."""
        raise NotImplementedError


class _Reading(Struct, frozen=True, eq=False, kw_only=True):
    """What one reading of a question looked at, gave and left behind."""

    layout: BlankForm
    frame: Frame
    given: Sequence[object]
    earlier: Mapping[str, object]
    own: Looked
    places: Mapping[RowPlace, Looked]
    tables: Mapping[int, Looked]
    merged: Mapping[int, Collection[int]]
    body: Pieces
    answer: object
    left: Mapping[PairedRow, Sequence[tuple[Box, Pieces]]]
    left_in_body: Pieces


class Recall:
    """The readings of the questions of one form."""

    def __init__(self, form: CompletedForm) -> None:
        self._form = form
        is_plain = not (form.named.locations or form.hidden or form.doubts)
        is_plain = is_plain and not any(each.similar for each in form.layout.mapping.checklists)
        self._frame = _frame_of(form) if is_plain else None
        self._readers: dict[PairedRow, _Reading] = {}

    def reading(
        self,
        question: Hashable,
        read: Callable[[], _Answer],
        *,
        given: Sequence[object] = (),
        rows: Sequence[PairedRow] = (),
        earlier: Earlier[Any] | None = None,
    ) -> _Answer:
        """Read a question, or take what it was read as where it looked at the same.

        Args:
            question: What is read.
            read: Reads it, by the form's own methods.
            given: What else ``read`` goes by, told apart by identity.
            rows: The rows that ``given`` is about.
            earlier: The answers that ``read`` may ask for.
        """
        if self._frame is None:
            return read()
        kept = _kept_of(question)
        answers = _NONE if earlier is None else earlier
        for known in kept:
            if known.frame is self._frame and self._holds(known, given, rows, answers):
                self._leave(known)
                return cast("_Answer", known.answer)
        reading, answer = self._read(self._frame, read, given, rows, answers)
        self._readers.update(dict.fromkeys(reading.left, reading))
        kept[:] = [reading, *kept[: _KEPT - 1]]
        return answer

    def _read(
        self,
        frame: Frame,
        read: Callable[[], _Answer],
        given: Sequence[object],
        rows: Sequence[PairedRow],
        earlier: Earlier[Any],
    ) -> tuple[_Reading, _Answer]:
        form, body = self._form, _as_it_is(self._form.body_pieces)
        own = looked_at(rows, self._readers)
        watch = Watch(form.matched, self._readers)
        answer = form.watched(watch, read)
        looked = (own, *watch.places.values(), *watch.tables.values())
        reading = _Reading(
            layout=form.layout,
            frame=frame,
            given=given,
            earlier=earlier.asked(),
            own=own,
            places=watch.places,
            tables=watch.tables,
            merged=watch.merged,
            body=body,
            answer=answer,
            left={row: self._added_in(row) for at in looked for row in at.rows if row.added},
            left_in_body=_as_it_is(form.body_pieces),
        )
        return reading, answer

    def _added_in(self, row: PairedRow) -> Sequence[tuple[Box, Pieces]]:
        return [(box, _as_it_is(self._form.pieces(box))) for box, _ in row.added]

    def _holds(
        self, known: _Reading, given: Sequence[object], rows: Sequence[PairedRow], earlier: Earlier[Any]
    ) -> bool:
        """Return whether another reading would find all that a known one found."""
        form, matched = self._form, self._form.matched
        if not all(self._are_as_then(matched.rows_at(place), then) for place, then in known.places.items()):
            return False
        if not all(self._are_as_then(matched.rows[table], then) for table, then in known.tables.items()):
            return False
        if known.merged and any(form.merged_columns(table) != found for table, found in known.merged.items()):
            return False
        if known.earlier and any(earlier.answers[name] is not answer for name, answer in known.earlier.items()):
            return False
        if (known.given or given) and (known.given != given or not self._are_as_then(rows, known.own)):
            return False
        body = form.body_pieces
        return known.layout is form.layout and known.body == (_as_it_is(body) if body else ())

    def _are_as_then(self, rows: Sequence[PairedRow], then: Looked) -> bool:
        """Return whether rows are those that were looked at, and nobody else has looked at them since."""
        return rows == then.rows and [self._readers.get(row) for row in rows] == then.last

    def _leave(self, known: _Reading) -> None:
        """Leave what was added as a known reading left it."""
        form = self._form
        for row, added in known.left.items():
            self._readers[row] = known
            for box, pieces in added:
                form.pieces(box)[:] = _made(pieces, box)
        if known.left_in_body != known.body:
            form.body_pieces[:] = _made(known.left_in_body, None)


_NONE: Final = Earlier[Any]({})


def _as_it_is(pieces: Iterable[AddedText]) -> Pieces:
    return tuple([(piece.entry, piece.start, piece.end, piece.claimed) for piece in pieces])


def _made(pieces: Pieces, box: Box | None) -> list[AddedText]:
    return [AddedText(entry, start, end, box, claimed) for entry, start, end, claimed in pieces]


@once
def _kept_of(question: Hashable) -> list[_Reading]:
    """Return where the readings of a question are kept, which is the same as long as it is remembered."""
    return []


def _frame_of(form: CompletedForm) -> Frame:
    bones = form.bones
    tables, places = tuple(form.matched.table.items()), tuple(bones.locations)
    return _frame(form.body, tables, places, tuple(bones.lines_before))


@once_a_form
def _frame(
    body: AlignedBody, tables: tuple[tuple[int, int], ...], places: tuple[Location, ...], lines_before: tuple[int, ...]
) -> Frame:
    """Return the same frame for forms in which all of this is the same."""
    return Frame()
