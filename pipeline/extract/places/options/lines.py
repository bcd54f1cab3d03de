"""Choices whose options have lines of their own in the text, such as levels with words on what each means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar, Self

from pipeline.document import Mark
from pipeline.extract.form.added import AddedText, Taken, claim
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.lines import Line
from pipeline.extract.matching.formatting import formatting, stands_as_printed
from pipeline.extract.matching.rows import RowPlace
from pipeline.extract.memo import once, remember
from pipeline.extract.places.answer import Read, label_location, read_as
from pipeline.extract.places.options.printed import (
    Printed,
    before_next_question,
    begins_with,
    end_of_body_run,
    is_option,
    lines_drawn_on,
    start_of_option,
    starts_of_options,
    table_behind,
    with_drawings,
)
from pipeline.extract.places.options.retyped import add_retyped
from pipeline.extract.places.options.weighed import weighed
from pipeline.extract.places.shape import Option, Shape
from pipeline.extract.text import key, label_key, tokens
from pipeline.extract.values.choices import Chosen, Signs, option_words, reads_as_chosen, speaks_against
from pipeline.extract.values.inline_options import closes
from pipeline.extract.values.typed_choices import chosen_value
from pipeline.findings import Finding, find
from pipeline.location import Location
from pipeline.mapping.model import Choice, Field
from pipeline.signs import DASHES, PRINTED_MARKS
from pipeline.submission import BY_MARK_UNDER

if TYPE_CHECKING:
    from pipeline.extract.places.labels import Labels


class OptionsInLines(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A choice whose options are lines of the text, each with the lines under it."""

    prints_options: ClassVar[bool] = True

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the lines that begin with the options; the first of them is before the next question."""
        if not field.has_options or not options_are_lines(labels, field, spots[0]):
            return None
        starts = starts_of_options(labels, field, _lines_behind(labels, spots[0]))
        if not starts:
            return None
        lines = sorted(start for _, start in starts if isinstance(start, int))
        ends = dict(pairwise(lines))
        longest = max((end - start for start, end in ends.items()), default=None)
        ends[lines[-1]] = _end_of_last(labels, field, lines[-1], longest)
        options = [
            Option(choice, lines=tuple(range(start, ends[start]))) for choice, start in starts if isinstance(start, int)
        ]
        return cls(field=field, label=spots[0], repeats=tuple(spots), options=tuple(options))

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read the option that is marked, typed or left; one printed under the options may choose theirs."""
        under = (before[other.id] for other in form.layout.mapping.fields if other.under == self.field.id)
        read = self._read(form, next(under, None))
        if not form.body.drawn_on:
            return read
        regions = {line for option in self.options for line in option.lines}
        return with_drawings(self.field, read, lines_drawn_on(form, regions))

    def option_lines(self, form: CompletedForm) -> Iterator[tuple[Sequence[Choice], Line]]:
        """Yield the first line of each option."""
        for option in self.options:
            entries = form.body.printed_on.get(option.lines[0], ())
            yield from (((option.choice,), entry.line) for entry in entries)

    def option_locations(self, form: CompletedForm) -> Iterator[Location]:
        """Yield the options' lines."""
        lines = (Spot(None, line) for option in self.options for line in option.lines)
        yield from (entry.line.location for line in lines for entry, _ in form.label_entries(line))

    def _read(self, form: CompletedForm, child: Read | None) -> Read:
        signs = {option.choice.id: _line_signs(form, option) for option in self.options}
        if all(sign.missing for sign in signs.values()):
            for sign in signs.values():
                sign.missing = False
        pieces = self._ringed_lines(form, signs) + self._typed_in_regions(form, signs)
        pieces += claim(add_retyped(self.field.choices, signs, self._free_in_regions(form)))
        self._note_replaced(form, signs)
        listed = [(option.choice.id, signs[option.choice.id]) for option in self.options]
        direct = weighed(form, listed, several=self.field.several)
        chosen = self._with_child(direct, child)
        location = self._location(form, chosen) or (pieces[0].location if pieces else label_location(form, self.label))
        taken, how = Taken(pieces), chosen.how or "label"
        read = read_as(self.field, chosen_value(chosen, self.field), taken=taken, location=location, found_by=how)
        return Read(answer=read.answer, findings=(*read.findings, *self._elsewhere(direct, child)))

    def _option_of(self, blank_line: int) -> Option | None:
        return next((option for option in self.options if blank_line in option.lines), None)

    def _ringed_lines(self, form: CompletedForm, signs: Mapping[str, Signs]) -> list[AddedText]:
        """Read brackets or asterisks typed round an option's whole line as a ring."""
        claimed: list[AddedText] = []
        for option in self.options if form.body_pieces else ():
            for entry in form.body.printed_on.get(option.lines[0], ()):
                around = [piece for piece in form.pieces_on(entry, None) if not piece.claimed]
                if len(around) == 2 and closes(around[0].text, around[1].text):
                    signs[option.choice.id].emphasis |= Mark.RINGED
                    claimed += claim(around)
        return claimed

    def _typed_in_regions(self, form: CompletedForm, signs: Mapping[str, Signs]) -> list[AddedText]:
        """Read what was typed at the options and under the label: ticks, "yes", or an option by name."""
        claimed: list[AddedText] = []
        for piece in self._free_in_regions(form):
            if self._takes(form, piece, signs):
                claimed += claim([piece])
        return claimed

    def _free_in_regions(self, form: CompletedForm) -> list[AddedText]:
        """Return what was added at the options and under the label, and is free."""
        start = self.label.line_index if self.label is not None else 0
        last = self.options[-1].lines[-1]
        among = [piece for piece in form.body_pieces if not piece.claimed and start <= piece.entry.after <= last]
        copies = [piece.entry.number for piece in among if self._is_asked_again(piece)]
        if any(not piece.entry.covers and self._prints_option(piece) for piece in among if copies):
            return [piece for piece in among if piece.entry.covers]  # lines of a copy are print
        end = min(copies, default=len(form.body.entries))
        return [piece for piece in among if piece.entry.number < end and not form.is_under_table(piece)]

    def _prints_option(self, piece: AddedText) -> bool:
        return any(begins_with(piece.entry.line.text, option.choice.label) for option in self.options)

    def _is_asked_again(self, piece: AddedText) -> bool:
        """Return whether an added line is the question once more: what it prints under it was pasted, not typed."""
        said = label_key(piece.entry.line.text)
        return not piece.entry.covers and any(said == label_key(label) for label in self.field.labels)

    def _note_replaced(self, form: CompletedForm, signs: Mapping[str, Signs]) -> None:
        """Note which options lost their print where something that is no answer is in the place of their lines."""
        if not any(sign.missing for sign in signs.values()):
            return
        body, free = form.layout.blank.body, self._free_in_regions(form)
        for option in self.options:
            first = option.lines[0]
            before = next((line for line in range(first - 1, -1, -1) if _has_words(body[line].text)), -1)
            near = (piece.entry for piece in free if before <= piece.entry.after <= first)
            signs[option.choice.id].replaced |= any(
                not entry.covers or entry.covers[0].blank_index == first for entry in near
            )

    def _takes(self, form: CompletedForm, piece: AddedText, signs: Mapping[str, Signs]) -> bool:
        option = self._option_at(form, piece)
        is_struck = not piece.standing.strip()
        said = piece.text if is_struck else piece.standing.strip()
        named = self._named(said)
        state = reads_as_chosen(said) if option is not None and named is None else None
        if option is not None and state is not None:
            sign = signs[option.choice.id]
            sign.taken_back |= state and is_struck
            sign.ticked |= state and not is_struck
            sign.unticked |= not state and not is_struck
            is_apart = not piece.entry.covers
            sign.doubted |= state and is_apart and (_is_boxed(form, option) or self._is_gone_behind(option, signs))
            return True
        if named is not None:
            signs[named].taken_back |= is_struck
            signs[named].typed |= not is_struck
            is_on_another = bool(piece.entry.covers) and option is not None and option.choice.id != named
            signs[named].doubted |= is_on_another and not is_struck
        return named is not None or self._speaks_against_the_last(piece, signs)

    def _is_gone_behind(self, option: Option, signs: Mapping[str, Signs]) -> bool:
        """Return whether the option behind one is gone, so that a mark between them may be what is left of its line."""
        behind = (other for other in self.options if other.lines[0] > option.lines[0])
        following = min(behind, key=lambda other: other.lines[0], default=None)
        return following is not None and signs[following.choice.id].missing

    def _speaks_against_the_last(self, piece: AddedText, signs: Mapping[str, Signs]) -> bool:
        """Read words on the first line of an option that deny or doubt it, when others were struck out or deleted."""
        is_left = any(sign.struck or sign.missing for sign in signs.values())
        first = piece.entry.covers[0].blank_index if piece.entry.covers else -1
        option = next((option for option in self.options if option.lines[0] == first), None)
        if option is None or not is_left or not speaks_against(piece.standing, option_words(self.field.choices)):
            return False
        signs[option.choice.id].doubted = True
        return True

    def _option_at(self, form: CompletedForm, piece: AddedText) -> Option | None:
        """Find the option that added text is at; behind the separating line that is the option which follows."""
        if piece.entry.covers:
            return self._option_of(piece.entry.covers[0].blank_index)
        body, after = form.layout.blank.body, piece.entry.after
        option = self._option_of(after)
        if option is not None and any(_has_words(body[line].text) for line in option.lines if line >= after):
            return option
        return next((other for other in self.options if other.lines[0] > after), option)

    def _named(self, text: str) -> str | None:
        """Return the option that a typed text names when it says nothing else, but "Outcome: High" too."""
        shown = key(text.strip(f" :.{DASHES}*()[]"))
        behind = shown.removeprefix("outcome").strip(":-")
        for option in self.field.choices:
            if any(wanted in (shown, behind) for wanted in map(key, option.wordings)):
                return option.id
        return None

    def _with_child(self, direct: Chosen, child: Read | None) -> Chosen:
        """Let a choice printed under the options choose its option: a type marked under a level chooses the level."""
        under = self._chosen_under(child)
        if direct.ids or direct.reason or not under:
            return direct
        if len(under) > 1:
            ids = tuple(option.choice.id for option in self.options if option.choice.id in under)
            return Chosen(reason="something is marked under several options", signs=ids)
        return Chosen(tuple(under), BY_MARK_UNDER)

    def _chosen_under(self, child: Read | None) -> set[str]:
        lines = child.chosen_at if child is not None else ()
        return {option.choice.id for line in lines if (option := self._option_of(line)) is not None}

    def _elsewhere(self, direct: Chosen, child: Read | None) -> Iterator[Finding]:
        if child is None or not direct.ids or self._chosen_under(child) <= set(direct.ids):
            return
        location, label = child.answer.location, self.field.label
        yield find("type_elsewhere", field=child.answer.field, location=location, label=label, outcome=direct.ids[0])

    def _location(self, form: CompletedForm, chosen: Chosen) -> Location | None:
        wanted = [option.lines[0] for option in self.options if not chosen.ids or option.choice.id in chosen.ids]
        entries = [entry for line in wanted for entry in form.body.printed_on.get(line, ())]
        return min(entries, key=attrgetter("number")).line.location if entries else None


def options_are_lines(labels: Labels, field: Field, spot: Spot) -> bool:
    """Return whether an option begins a line of the text behind a label, before the next question.

    Where a table with all the options is nearer to the label than that line, the options are those of the table: other
    questions have options of the same names.
    """
    printed = _lines_behind(labels, spot)
    near = set(before_next_question(labels, field, printed))
    first = next((place for place, text, _ in printed if place in near and is_option(field, text)), None)
    return first is not None and not _is_table_nearer(labels, field, spot, first)


def _is_table_nearer(labels: Labels, field: Field, spot: Spot, line: int | RowPlace) -> bool:
    table, _ = table_behind(labels, spot)
    if table is None or not isinstance(line, int) or labels.blank.lines_before[table] > line:
        return False
    texts = [box.text for row in labels.blank.tables[table] for box in row if box.key]
    return all(any(begins_with(text, choice.label) for text in texts) for choice in field.choices)


def _end_of_last(labels: Labels, field: Field, start: int, longest: int | None) -> int:
    """Return the line before which the last option ends: the next table, or the next question.

    A form may print a question there that its mapping does not ask, and a mark at it is not one at the option. So the
    last option has no more lines than the ``longest`` of the others.
    """
    end = end_of_body_run(labels, start)
    end = min(end, start + longest) if longest is not None else end
    others = (other for other in labels.mapping.fields if other is not field and other.under != field.id)
    lines = (spot.line_index for other in others for spot in labels.spots[other.id] if spot.box is None)
    return min((line for line in lines if start < line < end), default=end)


def _lines_behind(labels: Labels, spot: Spot) -> list[Printed]:
    body = labels.blank.body if spot.box is None else []
    return [(number, line.text, (line,)) for number, line in enumerate(body) if number > spot.line_index and line.key]


def _line_signs(form: CompletedForm, option: Option) -> Signs:
    """Gather the formatting of an option's lines; its first line carries its name, which may be marked by itself."""
    body, first = form.layout.blank.body, option.lines[0]
    signs = Signs(missing=True)
    for index in option.lines:
        printed = body[index]
        for entry in form.body.printed_on.get(index, ()) if _has_words(printed.text) else ():
            if stands_as_printed(entry, printed, index):
                signs.missing = signs.missing and index != first
                continue
            signs.add_formatting(formatting(entry, printed, index, 0, len(printed.text)))
            if index == first:
                start = start_of_option(printed.text)
                length = _name_length(option.choice.label, printed.text[start:])
                name = formatting(entry, printed, index, start, start + length)
                signs.missing = signs.missing and name is None
                signs.add_formatting(name)
                for end in _ends_of_short_names(option.choice, printed):
                    signs.add_formatting(formatting(entry, printed, index, 0, end))
    return signs


@once
def _ends_of_short_names(choice: Choice, printed: Line) -> Sequence[int]:
    """Return where the shorter names of an option end with which its line begins: "High" of "High Concern: …"."""
    words = [token.key for token in printed.tokens]
    names = [[token.key for token in tokens(wording)] for wording in choice.wordings]
    return [printed.tokens[len(name) - 1].end for name in names if name and words[: len(name)] == name]


def _name_length(label: str, printed: str) -> int:
    """Return the length of an option's name at the start of its line: up to a colon, else as long as its label."""
    colon = printed.find(":")
    return colon if 0 < colon <= len(label) else min(len(label), len(printed))


def _is_boxed(form: CompletedForm, option: Option) -> bool:
    """Return whether an option has a box to tick on its line, so that a mark under it is not in its place."""
    return any(sign in PRINTED_MARKS for sign in form.layout.blank.body[option.lines[0]].text)


@remember(512)
def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)
