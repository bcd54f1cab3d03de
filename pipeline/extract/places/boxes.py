"""Answers in boxes beside or below their label, in the label's own, or behind a label that is in the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from pipeline.document import Control, ControlKind
from pipeline.extract.form.added import NOTHING, AddedText, Taken, claim
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.prompt_marks import BY_ITS_PROMPT, prompt_marks
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.answer import ASKED_TWICE, Read, made_unclear, read_as, read_in_boxes, value_of
from pipeline.extract.places.options.inline import marked_in_label
from pipeline.extract.places.shape import Shape
from pipeline.extract.places.shared_box import value_in
from pipeline.extract.text import label_key
from pipeline.extract.values.choices import reads_as_chosen
from pipeline.extract.values.dated import first_standing_date, only_a_date
from pipeline.extract.values.reading import BLANK, unclear
from pipeline.findings import find
from pipeline.location import Location
from pipeline.mapping.model import Choice, Field, Place
from pipeline.submission import State

if TYPE_CHECKING:
    from pipeline.extract.places.asked import Asking
    from pipeline.extract.places.labels import Labels

CHANGED = "its label was changed, and may ask for something else"
MERGED = "its box is merged with that of another question"


class Boxes(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A question with boxes for its answer.

    Attributes:
        is_long: Its answer is narrative, which may be given by marking the points of its prompt.
        is_alone: Its boxes are in tables without a box of another question.
        is_shared: Another field has what this one, a date, leaves of its boxes.
        others: The labels of other fields in the box of its label.
    """

    is_long: bool = False
    is_alone: bool = False
    is_shared: bool = False
    others: tuple[Spot, ...] = ()

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the boxes for a field's answer."""
        boxes = labels.boxes_of(field, spots[0])
        return cls(field=field, label=spots[0], repeats=tuple(spots), boxes=boxes, is_long=field.is_long)

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read an answer from its boxes, and from what was typed into its label's box or behind its label."""
        label = self.label
        behind = label if label is not None and (self.field.at is Place.LINE or label.box is None) else None
        read = (behind and _read_behind(form, self.field, behind)) or self._read_boxes(form)
        if form.is_widened and read.answer.state is not State.NOT_FOUND:
            own = (*self.boxes, *([label.box] if label is not None and label.box is not None else []))
            if form.is_merged_with_others(own):
                return made_unclear(self.field, read, unclear(MERGED))
        return self._by_its_prompt(form, read, label) if self.is_long and label is not None else read

    def boxes_in(self, form: CompletedForm) -> list[Box]:
        """Return the boxes of the form in which its answer is looked for."""
        return form.boxes(self.sought)

    def _by_its_prompt(self, form: CompletedForm, read: Read, label: Spot) -> Read:
        """Doubt an answer that was given by marking, striking out or deleting points of its prompt."""
        answer, marks = read.answer, prompt_marks(form, label, self.others)
        is_by_ticks = bool(marks.ticked and answer.raw) and all(
            reads_as_chosen(line) is not None for line in answer.raw.splitlines()
        )
        signs = (*marks.said, *(marks.ticked if is_by_ticks else ())) or marks.left
        if signs and (answer.state is State.BLANK or is_by_ticks):
            return made_unclear(self.field, read, unclear(BY_ITS_PROMPT, *signs))
        if marks.said and answer.state is State.ANSWERED:
            found = find("prompt_marked", field=self.field.id, location=answer.location, label=self.field.label)
            return replace(read, findings=(*read.findings, found))
        return read

    def _read_boxes(self, form: CompletedForm) -> Read:
        field, label, boxes = self.field, self.label, self.boxes_in(form)
        is_plain = self.is_long or label is None or label.box is None or form.is_as_printed(label.box)
        askings = [] if is_plain else self._askings(form)
        if any(asking.written and (asking.is_answered or asking.words) for asking in askings):
            return self._read_asked(form, askings)
        taken = form.take_once(boxes)
        if len(taken) > 1 and field.is_text and not self.is_long and _are_different_copies(form, taken):
            return read_in_boxes(form, field, unclear(ASKED_TWICE), taken, boxes, label)
        value = value_in(form, field, taken) if self.is_shared else value_of(taken, field)
        if self.is_shared:
            taken = Taken([piece for piece in taken if piece.claimed])
        if not taken and field.has_options:
            value = marked_in_label(form, field, label)
        if not taken and field.is_text and boxes:
            return self._outside(form, boxes) or self._without_text(form, boxes)
        if not taken and value.state is State.BLANK:
            return self._without_text(form, boxes)
        read = read_in_boxes(form, field, value, taken, boxes, label)
        if self.is_long and len(boxes) > len(self.sought) and self._is_told_twice(form, taken):
            told = find("told_twice", field=field.id, location=read.answer.location, label=field.label)
            return replace(read, findings=(*read.findings, told))
        return read

    def _is_told_twice(self, form: CompletedForm, taken: Taken) -> bool:
        """Return whether the form asks the question more than once, and different words are in more than one box."""
        asked = form.label_entries(self.label) if self.label is not None else ()
        return len(asked) > len(self.repeats) and len({piece.box for piece in taken}) > 1

    def _askings(self, form: CompletedForm) -> list[Asking]:
        """Find where the form asks the question, since nobody is sure that it does so as the blank does."""
        from pipeline.extract.places.asked import asked  # most labels are as they were printed

        return asked(form, self.field, self.label, self.boxes)

    def _read_asked(self, form: CompletedForm, askings: Sequence[Asking]) -> Read:
        """Read what is in the boxes of an answer, apart from words that were put into its label."""
        from pipeline.extract.places.asked import dates_cut, differ  # as above

        field = self.field
        boxes = list(dict.fromkeys(box for asking in askings for box in asking.boxes))
        written = list(dict.fromkeys(piece for asking in askings for piece in asking.written))
        words = [piece for asking in askings for piece in asking.words]
        if differ(field, askings, is_shared=self.is_shared):
            taken = claim(list(dates_cut(form, field, askings)) if self.is_shared else written)
            return read_in_boxes(form, field, unclear(ASKED_TWICE), taken, boxes, self.label)
        taken = claim(written)
        if field.is_text:  # of answers that are the same one is enough
            taken = Taken(next(asking.written for asking in askings if asking.written))
        value = value_in(form, field, taken) if self.is_shared else value_of(taken, field)
        if self.is_shared:
            taken = Taken([piece for piece in taken if piece.claimed])
        if not any(asking.is_changed for asking in askings):
            claim(words)  # they are its label
        elif value.state is not State.BLANK:
            value = unclear(CHANGED)
        return read_in_boxes(form, field, value, taken, boxes, self.label)

    def _outside(self, form: CompletedForm, boxes: Sequence[Box]) -> Read | None:
        """Read an answer typed into a cell added beside its empty box, or right under the table of the box."""
        how = "beside its box"
        taken = form.take(form.boxes_beside(boxes), edits=True)
        if not taken and self.is_alone:
            how = "under its box"
            taken = claim(form.body_pieces_under(boxes[-1].table))
        if not taken:
            return None
        field, location = self.field, taken.location
        read = read_as(field, value_in(form, field, taken), taken=taken, location=location, found_by=how)
        found = find("read_outside_box", field=field.id, location=location, label=field.label)
        return Read(answer=read.answer, findings=(*read.findings, found))

    def _without_text(self, form: CompletedForm, boxes: Sequence[Box]) -> Read:
        """Read boxes in which nothing was typed; a picture alone may be the answer, such as that of a message."""
        read = read_in_boxes(form, self.field, BLANK, NOTHING, boxes, self.label)
        own = next((box for box in boxes if box.location == read.answer.location), None)
        if self.field.has_options and own is not None:
            places = {choice.id: own.location for choice in self.field.choices if _takes_words(own, choice)}
            read = replace(read, answer=replace(read.answer, places=places))
        drawn = next((box for box in boxes if box.drawings and form.matched.paired(box).is_drawn_on(box)), None)
        if drawn is None:
            return read
        found = find("picture_unread", field=self.field.id, location=drawn.location, label=self.field.label)
        return Read(answer=read.answer, findings=(*read.findings, found))


def _is_changed(form: CompletedForm, field: Field, label: Spot, entry: Aligned, box: Box | None) -> bool:
    """Return whether words in a label on a line may make it ask for something else."""
    from pipeline.extract.places.asked import is_changed_on_its_line  # many forms have no answers behind labels

    return is_changed_on_its_line(form, field, label, entry, box)


def _are_different_copies(form: CompletedForm, taken: Taken) -> bool:
    """Return whether a box that prints its label is in the form more than once, with different answers."""
    said: dict[Box, set[Box]] = {}
    for piece in taken:
        own = form.matched.blank_of(piece.box) if piece.box is not None else None
        if piece.box is not None and own is not None and own.key:
            said.setdefault(own, set()).add(piece.box)
    return any(len(boxes) > 1 for boxes in said.values())


def _takes_words(box: Box, choice: Choice) -> bool:
    """Return whether an option may be typed into a box, which is empty, or chosen from the list in it."""
    controls = (run.control for line in box.lines for *_, run in line.runs if run.control is not None)
    return not box.key and all(_offers(control, choice) for control in controls)


def _offers(control: Control, choice: Choice) -> bool:
    wanted = label_key(choice.label)
    return control.kind is ControlKind.DROP_DOWN and any(label_key(entry) == wanted for entry in control.entries)


class BoxesAbove(Boxes, frozen=True, eq=False, kw_only=True, dict=True):
    """A question whose label is printed under its box: rows of empty boxes are known by the labels under them."""

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the boxes over a label in a table."""
        is_above = field.at is Place.ABOVE and spots[0].box is not None
        return super().find(labels, field, spots) if is_above else None

    def boxes_in(self, form: CompletedForm) -> list[Box]:
        """Return its label's boxes in the form, and what is right above each of them."""
        labels = form.forms_of(self.label.box) if self.label is not None and self.label.box is not None else ()
        above = [box for label in labels for box in _right_above(form, label)]
        return [*labels, *above]

    def locations(self, form: CompletedForm) -> Iterator[Location]:
        """Yield these boxes."""
        yield from (box.location for box in self.boxes_in(form))

    def _askings(self, form: CompletedForm) -> list[Asking]:
        is_in_place = set(self.boxes_in(form)) == set(form.boxes(self.sought))
        return super()._askings(form) if is_in_place else []

    def _outside(self, form: CompletedForm, boxes: Sequence[Box]) -> Read | None:
        """Read nothing beside its box: that is over another label."""
        return None


def _right_above(form: CompletedForm, label: Box) -> Iterator[Box]:
    """Yield the boxes of the form over a label that print nothing themselves."""
    row = form.rows_in(label.table)[label.row - 1] if label.row else None
    for box in row.boxes if row is not None else ():
        blank = form.matched.blank_of(box)
        if box.overlaps(label) and (blank is None or not blank.key):
            yield box


class LabelLine(Boxes, frozen=True, eq=False, kw_only=True, dict=True):
    """A question that is answered on its label's own line: it claims that before boxes claim what is left."""

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the line of a field that the mapping puts there."""
        return super().find(labels, field, spots) if field.at is Place.LINE else None


# -- on the label's own line ------------------------------------------------------------------------------------------


def _read_behind(form: CompletedForm, field: Field, label: Spot) -> Read | None:
    """Read what was typed behind a label on its line, or under one that is in the text."""
    for entry, box in form.label_entries(label):
        pieces = form.pieces_behind(label, entry, box) or _next_line(form, field, entry, box)
        if box is None and (field.is_long or (field.is_text and not pieces)):
            under = takewhile(lambda line: not _asks(form, line), form.lines_under(entry))
            pieces += [piece for line in under for piece in form.pieces_on(line, None) if not piece.claimed]
        if pieces:
            taken = claim(_date_alone(form, field, pieces))
            value = value_in(form, field, taken)
            if not field.is_long and _is_changed(form, field, label, entry, box):
                value = unclear(CHANGED)
            return read_as(field, value, taken=taken, location=taken.location)
    return None


def _asks(form: CompletedForm, entry: Aligned) -> bool:
    """Return whether an added line begins with the label of a question: one that was pasted once more, or moved.

    A line that is the label of a row of a checklist does, too: its table was turned into text.
    """
    if entry.covers:
        return False
    said = entry.line.key
    fields, factors = form.layout.mapping.fields, form.layout.mapping.factors
    labels = [label_key(wording) for each in fields for wording in each.labels]
    rows = {label_key(wording) for each in factors for wording in each.labels}
    before_tab = label_key(entry.line.text.partition("\t")[0])
    is_row = before_tab in rows or before_tab in labels or label_key(entry.line.text) in labels
    return is_row or any(said.startswith(label) and said[len(label) :][:1] in ("", ":") for label in labels)


def _next_line(form: CompletedForm, field: Field, entry: Aligned, box: Box | None) -> list[AddedText]:
    entries = form.body.entries if box is None else form.entries(box)
    following = next((other for other in entries[entry.number + 1 :] if other.line.key), None)
    if following is None or following.covers or not field.is_date:
        return []
    return [piece for piece in form.pieces_on(following, box) if not piece.claimed and only_a_date(piece.text)]


def _date_alone(form: CompletedForm, field: Field, pieces: list[AddedText]) -> list[AddedText]:
    """Of a date's line take the date alone when more is behind it: the rest is another answer."""
    if not field.is_date or only_a_date(Taken(pieces).text):
        return pieces
    for piece in pieces:
        part = first_standing_date(piece, field)
        if part is not None:
            return [form.cut(piece, part.start, part.end)]
    return pieces
