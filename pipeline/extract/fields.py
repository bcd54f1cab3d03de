"""Read every field that is not the checklist: narrow claims first, so that what is left belongs to the wider ones.

Order: choices (marks and typed options), answers on their label's own line, tables, then the boxes; a box that two
fields share is split by its date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.document import Location, Mark
from pipeline.extract.align import Aligned
from pipeline.extract.choices import (
    Chosen,
    InlineOption,
    Signs,
    formatting,
    read_inline,
    reads_as_chosen,
    weigh,
    wordings_in,
)
from pipeline.extract.coerce import (
    Coerced,
    controls_of,
    date_value,
    first_date,
    number_value,
    only_a_date,
    text_value,
    typed_choice,
    unclear,
)
from pipeline.extract.filled import Filled, Piece, claim, joined
from pipeline.extract.layout import FieldPlace, Option, Spot
from pipeline.extract.lines import Line
from pipeline.extract.skeleton import Box
from pipeline.extract.text import key
from pipeline.findings import Finding, find
from pipeline.mapping.model import Field, FieldKind, Place
from pipeline.submission import Answer, State, TableValue

_EMPHASIS = Mark.HIGHLIGHT | Mark.SHADED | Mark.RINGED | Mark.UNDERLINE | Mark.BOLD | Mark.COLOURED


class FieldReader:
    """Read the fields of one completed form."""

    def __init__(self, filled: Filled) -> None:
        self._filled = filled
        self._layout = filled.layout
        self._answers: dict[str, Answer] = {}
        self.findings: list[Finding] = []

    def read(self) -> dict[str, Answer]:
        """Read all fields; the answers come in the order of the mapping."""
        places = list(self._layout.places.values())
        order = (self._is_under, self._is_printed_choice, self._is_on_line, self._is_table, lambda place: True)
        done: set[str] = set()
        for belongs in order:
            for place in places:
                if place.field.id not in done and place.field.rest_of is None and belongs(place):
                    self._answers[place.field.id] = self._field(place)
                    done.add(place.field.id)
        for place in places:
            if place.field.id not in done:
                self._answers[place.field.id] = self._rest(place)
        return {field.id: self._answers[field.id] for field in self._layout.mapping.fields}

    @staticmethod
    def _is_under(place: FieldPlace) -> bool:
        return place.field.under is not None

    @staticmethod
    def _is_printed_choice(place: FieldPlace) -> bool:
        return bool(place.options)

    @staticmethod
    def _is_on_line(place: FieldPlace) -> bool:
        return place.field.at is Place.LINE

    @staticmethod
    def _is_table(place: FieldPlace) -> bool:
        return place.field.kind is FieldKind.TABLE

    def _field(self, place: FieldPlace) -> Answer:
        if place.field.kind is FieldKind.TABLE:
            return self._table(place)
        if place.options and place.options[0].start >= 0:
            return self._inline_choice(place)
        if place.options:
            return self._region_choice(place)
        return self._boxed(place)

    # -- boxes ----------------------------------------------------------------------------------------------------------

    def _boxed(self, place: FieldPlace) -> Answer:
        """Read an answer from its boxes, its label's box and its label's line."""
        pieces = (
            claim(self._on_line(place))
            if place.field.at is Place.LINE or place.label is None or place.label.box is None
            else []
        )
        boxes = self._filled.boxes(self._sought(place))
        if not pieces:
            pieces = claim(piece for box in boxes for piece in self._filled.pieces(box))
        value = self._coerce(place.field, pieces) if pieces else self._by_label_marks(place)
        return self._answer(place, value, pieces, boxes)

    def _sought(self, place: FieldPlace) -> list[Box]:
        label = place.label.box if place.label is not None else None
        if label is None or label in place.boxes or place.field.at is Place.LINE:
            return list(place.boxes)
        return [label, *place.boxes]

    def _answer(self, place: FieldPlace, value: Coerced, pieces: Sequence[Piece], boxes: Sequence[Box]) -> Answer:
        label_box = place.label.box if place.label is not None else None
        own = [box for box in boxes if self._filled.matched.box.get(box) is not label_box] or list(boxes)
        location = pieces[0].location if pieces else (own[0].location if own else self._label_location(place))
        state = value.state
        if state is State.BLANK and location is None:
            state = State.NOT_FOUND
        self._notice(place.field, state, value.reason, location)
        return Answer(
            field=place.field.id,
            state=state,
            value=value.value if state is State.ANSWERED else None,
            raw=joined(pieces),
            location=location,
            found_by="label" if location is not None else "",
            reason=value.reason,
        )

    def _notice(self, field: Field, state: State, reason: str, location: Location | None) -> None:
        if state is State.UNCLEAR:
            self.findings.append(
                find("unclear_answer", field=field.id, location=location, label=field.label, reason=reason)
            )
        elif state is State.NOT_FOUND:
            self.findings.append(find("not_found", field=field.id, label=field.label))

    def _label_location(self, place: FieldPlace) -> Location | None:
        if place.label is None:
            return None
        found = self._filled.label_entries(place.label)
        if not found:
            return None
        entry, box = found[0]
        return box.location if box is not None else entry.line.location

    def _coerce(self, field: Field, pieces: Sequence[Piece]) -> Coerced:
        text = joined(pieces)
        if field.kind is FieldKind.DATE:
            if self._shares_box(field):
                return self._split_date(pieces)
            return date_value(text, controls_of(pieces))
        if field.kind is FieldKind.NUMBER:
            return number_value(text)
        if field.kind is FieldKind.CHOICE:
            return typed_choice(text, field)
        return text_value(text)

    def _shares_box(self, field: Field) -> bool:
        return any(other.rest_of == field.id for other in self._layout.mapping.fields)

    def _split_date(self, pieces: Sequence[Piece]) -> Coerced:
        """Take the first date out of a shared box; the rest is left for the field that shares it."""
        for piece in pieces:
            value, (start, end) = first_date(piece.text)
            if end:
                self._leave(pieces, piece, start, end)
                return value
        stored = date_value(joined(pieces), controls_of(pieces))
        if stored.state is not State.ANSWERED:
            for piece in pieces:
                piece.claimed = False
        return stored

    def _leave(self, pieces: Sequence[Piece], dated: Piece, start: int, end: int) -> None:
        """Give back everything but the date: other pieces, and what stands before and behind it in its own."""
        for piece in pieces:
            piece.claimed = piece is dated
        home = self._filled.pieces(dated.box) if dated.box is not None else self._filled.body_pieces
        at = home.index(dated)
        rest = [(dated.start, dated.start + start), (dated.start + end, dated.end)]
        text = dated.entry.line.text
        parts = [Piece(dated.entry, low, high, dated.box) for low, high in rest if key(text[low:high].strip(" ,.;:-–"))]
        for part in parts:
            _trim(part)
        before = [part for part in parts if part.end <= dated.start + start]
        dated.start, dated.end = dated.start + start, dated.start + end
        home[at : at + 1] = [*before, dated, *(part for part in parts if part not in before)]

    def _rest(self, place: FieldPlace) -> Answer:
        """Read a field that has what a date leaves of its box, and a box of its own where the blank prints one."""
        sharing = self._layout.places[str(place.field.rest_of)]
        boxes = self._filled.boxes([*self._sought(sharing), *self._sought(place)])
        pieces = claim(piece for box in boxes for piece in self._filled.pieces(box))
        value = self._coerce(place.field, pieces) if pieces else Coerced(State.BLANK)
        own = FieldPlace(place.field, label=place.label or sharing.label, boxes=place.boxes or sharing.boxes)
        return self._answer(own, value, pieces, boxes)

    # -- on the label's own line ------------------------------------------------------------------------------------------

    def _on_line(self, place: FieldPlace) -> list[Piece]:
        """Find what was typed behind the label on its line, or for a date, alone on the next line."""
        if place.label is None:
            return []
        for entry, box in self._filled.label_entries(place.label):
            behind = self._behind(entry, box, place.label)
            if behind:
                return self._only_date(behind, place.field)
            following = self._next_line(entry, box)
            if following is not None and place.field.kind is FieldKind.DATE and only_a_date(following.text):
                return [following]
        return []

    def _behind(self, entry: Aligned, box: Box | None, spot: Spot) -> list[Piece]:
        end = max(cover.end for cover in entry.covers if cover.blank_index == spot.line_index)
        return [piece for piece in self._filled.pieces_on(entry, box) if piece.start >= end and not piece.claimed]

    def _next_line(self, entry: Aligned, box: Box | None) -> Piece | None:
        source = self._filled.body_pieces if box is None else self._filled.pieces(box)
        entries = self._filled.body if box is None else self._filled.entries(box)
        later = entries[entries.index(entry) + 1 :]
        following = next((other for other in later if other.line.key), None)
        if following is None or following.covers:
            return None
        return next((piece for piece in source if piece.entry is following and not piece.claimed), None)

    def _only_date(self, pieces: list[Piece], field: Field) -> list[Piece]:
        """Of a date field's line take the date alone when more stands behind it: the rest is another answer."""
        if field.kind is not FieldKind.DATE or only_a_date(joined(pieces)):
            return pieces
        for piece in pieces:
            value, (start, end) = first_date(piece.text)
            if value.state is State.ANSWERED:
                self._leave(pieces, piece, start, end)
                for other in pieces:
                    other.claimed = False
                return [piece]
        return pieces

    # -- tables -----------------------------------------------------------------------------------------------------------

    def _table(self, place: FieldPlace) -> Answer:
        """Read the rows of a table field; rows in which nothing was entered are left out."""
        wanted = set(place.rows)
        rows: list[dict[str, str]] = []
        location = None
        for (table, row), blank_row in sorted(self._filled.matched.row.items()):
            if blank_row not in wanted:
                continue
            boxes = self._filled.form.tables[table][row]
            location = location or self._filled.form.locations[table]
            if any(self._filled.pieces(box) for box in boxes):
                rows.append(self._table_row(place, boxes))
        value: TableValue = tuple(rows)
        state = State.ANSWERED if rows else (State.BLANK if location is not None else State.NOT_FOUND)
        self._notice(place.field, state, "", location)
        return Answer(
            field=place.field.id,
            state=state,
            value=value if rows else None,
            raw="\n".join("\t".join(row.values()) for row in rows),
            location=location,
            found_by="label" if location is not None else "",
        )

    def _table_row(self, place: FieldPlace, boxes: Sequence[Box]) -> dict[str, str]:
        values = {}
        for name, column in place.columns.items():
            texts = []
            for box in boxes:
                if self._filled.matched.column(box) == column:
                    claim(self._filled.pieces(box))
                    texts.append(box.text.strip())
            values[name] = "\n".join(text for text in texts if text)
        return values

    # -- choices among printed options -------------------------------------------------------------------------------------

    def _inline_choice(self, place: FieldPlace) -> Answer:
        """Read a choice whose options stand in one line, perhaps printed again under each option of another choice."""
        found: list[tuple[Spot, Chosen, Location, list[Piece]]] = []
        unsure: list[tuple[Chosen, Location]] = []
        seen: Location | None = None
        for spot in place.repeats:
            for entry, box in self._filled.label_entries(spot):
                chosen, pieces = self._inline(place, spot, entry, box)
                seen = seen or entry.line.location
                if chosen.ids:
                    found.append((spot, chosen, entry.line.location, pieces))
                elif chosen.reason:
                    unsure.append((chosen, entry.line.location))
        return self._one_of_repeats(place, found, unsure, seen)

    def _one_of_repeats(
        self,
        place: FieldPlace,
        found: list[tuple[Spot, Chosen, Location, list[Piece]]],
        unsure: list[tuple[Chosen, Location]],
        seen: Location | None,
    ) -> Answer:
        names = {chosen.ids for _, chosen, _, _ in found}
        if len(names) == 1 and not unsure:
            _, chosen, location, pieces = found[0]
            self._found_under = [spot.line_index for spot, *_ in found]
            return self._chosen(place, Coerced(State.ANSWERED, ", ".join(chosen.ids)), pieces, location, chosen.how)
        self._found_under = [spot.line_index for spot, *_ in found]
        if found or unsure:
            reason = unsure[0][0].reason if unsure else "different options are chosen in different places"
            location = unsure[0][1] if unsure else found[0][2]
            return self._chosen(place, unclear(reason), [], location, "")
        return self._chosen(place, Coerced(State.BLANK), [], seen, "")

    _found_under: Sequence[int] = ()

    def _inline(self, place: FieldPlace, spot: Spot, entry: Aligned, box: Box | None) -> tuple[Chosen, list[Piece]]:
        line = self._blank_line(spot)
        options = [
            InlineOption(option.choice.id, option.start, option.end, option.choice.wordings)
            for option in self._options_on(place, spot)
        ]
        pieces = [piece for piece in self._filled.pieces_on(entry, box) if not piece.claimed]
        read = read_inline(entry, line, spot.line_index, options, [(piece.start, piece.end) for piece in pieces])
        claimed = claim(pieces[number] for number in sorted(read))
        return weigh([(option.name, option.signs) for option in options], several=place.field.several), claimed

    def _options_on(self, place: FieldPlace, spot: Spot) -> Sequence[Option]:
        return self._layout.inline_options(place, spot)

    def _blank_line(self, spot: Spot) -> Line:
        return (self._layout.blank.body if spot.box is None else spot.box.lines)[spot.line_index]

    def _region_choice(self, place: FieldPlace) -> Answer:
        """Read a choice whose options have lines or rows of their own."""
        if place.options[0].row is not None:
            return self._row_choice(place)
        signs = {option.choice.id: Signs() for option in place.options}
        pieces: list[Piece] = []
        seen = [
            entry for entry in self._filled.body if any(self._option_of(place, c.blank_index) for c in entry.covers)
        ]
        for option in place.options:
            self._line_signs(option, signs[option.choice.id])
        if not seen:
            for sign in signs.values():
                sign.missing = False
        pieces += self._typed_in_regions(place, signs)
        direct = weigh(
            [(option.choice.id, signs[option.choice.id]) for option in place.options], several=place.field.several
        )
        chosen = self._with_types(place, direct)
        location = self._region_location(place, chosen, pieces)
        value = Coerced(State.BLANK)
        if chosen.ids:
            value = Coerced(State.ANSWERED, ", ".join(chosen.ids))
        elif chosen.reason:
            value = unclear(chosen.reason)
        return self._chosen(place, value, pieces, location, chosen.how)

    def _option_of(self, place: FieldPlace, blank_line: int) -> Option | None:
        return next((option for option in place.options if blank_line in option.lines), None)

    def _line_signs(self, option: Option, signs: Signs) -> None:
        """Gather formatting on an option's lines; its first line carries the label, which may be marked by itself."""
        body, first = self._layout.blank.body, option.lines[0]
        label_end = len(option.choice.label)
        signs.missing = True
        for entry in self._filled.body:
            for cover in entry.covers:
                if cover.blank_index not in option.lines or not any(c.isalnum() for c in body[cover.blank_index].text):
                    continue
                printed = body[cover.blank_index]
                whole = formatting(entry, printed, cover.blank_index, 0, len(printed.text))
                signs.emphasis |= (whole or Mark.NONE) & _EMPHASIS
                if cover.blank_index == first:
                    label = formatting(
                        entry, printed, first, 0, _label_length(option.choice.label, printed.text, label_end)
                    )
                    signs.missing = signs.missing and label is None
                    signs.emphasis |= (label or Mark.NONE) & _EMPHASIS
                    signs.struck |= Mark.STRIKE in (label or Mark.NONE) or Mark.STRIKE in (whole or Mark.NONE)

    def _typed_in_regions(self, place: FieldPlace, signs: Mapping[str, Signs]) -> list[Piece]:
        """Read what was typed at the options and under the label: ticks, "yes", or an option by name."""
        claimed: list[Piece] = []
        start = place.label.line_index if place.label is not None else 0
        last = place.options[-1].lines[-1]
        for piece in self._filled.body_pieces:
            if piece.claimed or not start <= self._stands_at(piece) <= last:
                continue
            option = self._option_at(place, piece)
            state = reads_as_chosen(piece.text) if option is not None else None
            if option is not None and state is not None:
                signs[option.choice.id].ticked |= state
                signs[option.choice.id].unticked |= not state
                claimed += claim([piece])
            elif named := self._named(place, piece):
                signs[named].typed = True
                claimed += claim([piece])
        return claimed

    @staticmethod
    def _stands_at(piece: Piece) -> int:
        return piece.entry.after

    def _option_at(self, place: FieldPlace, piece: Piece) -> Option | None:
        """Find the option that an added piece stands at; behind a separating line it belongs to the option that follows."""
        if piece.entry.covers:
            return self._option_of(place, piece.entry.covers[0].blank_index)
        body, after = self._layout.blank.body, piece.entry.after
        option = self._option_of(place, after)
        if option is not None and any(
            c.isalnum() for number in option.lines if number >= after for c in body[number].text
        ):
            return option
        return next((other for other in place.options if other.lines[0] > after), option)

    @staticmethod
    def _named(place: FieldPlace, piece: Piece) -> str | None:
        """Give the option that a piece names, when it says nothing else but the question's own words."""
        text = piece.text.strip(" :.-–—*()[]")
        names = [(choice.id, choice.wordings) for choice in place.field.choices]
        if any(key(text) == key(wording) for _, wordings in names for wording in wordings):
            found = wordings_in(text, names)
            return found[0] if found and len(found) == 1 else None
        behind = key(text).removeprefix("outcome").strip(":-")
        return next((name for name, wordings in names if any(behind == key(wording) for wording in wordings)), None)

    def _with_types(self, place: FieldPlace, direct: Chosen) -> Chosen:
        """Let a choice printed under the options choose its option (a type marked under a level chooses the level)."""
        under = [option.choice.id for line in self._found_under if (option := self._option_of(place, line)) is not None]
        if not under or self._child_of(place.field) is None:
            return direct
        if direct.ids:
            if set(under) - set(direct.ids):
                self._elsewhere(place, direct)
            return direct
        if direct.reason:
            return direct
        if len(set(under)) > 1:
            return Chosen(reason="types are marked under several levels")
        return Chosen((under[0],), "the type marked under it")

    def _child_of(self, field: Field) -> Field | None:
        return next((other for other in self._layout.mapping.fields if other.under == field.id), None)

    def _elsewhere(self, place: FieldPlace, direct: Chosen) -> None:
        child = self._child_of(place.field)
        if child is not None:
            location = self._answers[child.id].location
            self.findings.append(
                find("type_elsewhere", field=child.id, location=location, label=child.label, outcome=direct.ids[0])
            )

    def _region_location(self, place: FieldPlace, chosen: Chosen, pieces: Sequence[Piece]) -> Location | None:
        wanted = [option for option in place.options if not chosen.ids or option.choice.id in chosen.ids]
        for entry in self._filled.body:
            if any(cover.blank_index == option.lines[0] for cover in entry.covers for option in wanted):
                return entry.line.location
        return pieces[0].location if pieces else self._label_location(place)

    def _row_choice(self, place: FieldPlace) -> Answer:
        """Read a choice whose options are rows: the row beside which something was written, or that stands out."""
        signs: list[tuple[str, Signs]] = []
        pieces: list[Piece] = []
        spots: dict[str, Location] = {}
        for option in place.options:
            sign = Signs(missing=True)
            for row, blank_row in self._filled.matched.row.items():
                if blank_row != option.row:
                    continue
                sign.missing = False
                for box in self._filled.form.tables[row[0]][row[1]]:
                    pieces += self._row_signs(box, sign)
                    blank = self._filled.matched.box.get(box)
                    if blank is not None and not blank.key:
                        spots.setdefault(option.choice.id, box.location)
            signs.append((option.choice.id, sign))
        if all(sign.missing for _, sign in signs):
            return self._chosen(place, Coerced(State.BLANK), pieces, self._label_location(place), "")
        chosen = weigh(signs, several=place.field.several)
        value = (
            Coerced(State.ANSWERED, ", ".join(chosen.ids))
            if chosen.ids
            else (unclear(chosen.reason) if chosen.reason else Coerced(State.BLANK))
        )
        location = spots.get(chosen.ids[0]) if chosen.ids else None
        answer = self._chosen(place, value, pieces, location or self._label_location(place), chosen.how)
        return Answer(
            field=answer.field, state=answer.state, value=answer.value, raw=answer.raw, location=answer.location,
            found_by=answer.found_by, reason=answer.reason, places=spots,
        )  # fmt: skip

    def _row_signs(self, box: Box, sign: Signs) -> list[Piece]:
        blank = self._filled.matched.box.get(box)
        for entry in self._filled.entries(box):
            for cover in entry.covers if blank is not None else ():
                marks = (
                    formatting(entry, blank.lines[cover.blank_index], cover.blank_index, 0, cover.blank_end)
                    or Mark.NONE
                )  # type: ignore[union-attr]
                sign.emphasis |= marks & _EMPHASIS
                sign.struck |= Mark.STRIKE in marks
        if box.shading and (blank is None or box.shading != blank.shading):
            sign.emphasis |= Mark.SHADED
        taken = []
        for piece in self._filled.pieces(box):
            state = reads_as_chosen(piece.text)
            if blank is not None and not blank.key:
                sign.ticked |= state is not False
                taken += claim([piece])
            elif state is not None:
                sign.ticked |= state
                taken += claim([piece])
        return taken

    def _chosen(
        self, place: FieldPlace, value: Coerced, pieces: Sequence[Piece], location: Location | None, how: str
    ) -> Answer:
        state = State.NOT_FOUND if location is None and value.state is State.BLANK else value.state
        self._notice(place.field, state, value.reason, location)
        return Answer(
            field=place.field.id,
            state=state,
            value=value.value if state is State.ANSWERED else None,
            raw=joined(pieces),
            location=location,
            found_by=how or ("label" if location is not None else ""),
            reason=value.reason,
        )

    def _by_label_marks(self, place: FieldPlace) -> Coerced:
        """Read a choice whose box is empty by the options named in its label, when some of them are marked there."""
        if place.field.kind is not FieldKind.CHOICE or place.label is None:
            return Coerced(State.BLANK)
        for entry, _ in self._filled.label_entries(place.label):
            options = self._layout.inline_options(place, place.label)
            if len(options) < 2:
                continue
            named = [InlineOption(o.choice.id, o.start, o.end, o.choice.wordings) for o in options]
            read_inline(entry, self._blank_line(place.label), place.label.line_index, named, [])
            chosen = weigh([(option.name, option.signs) for option in named], several=place.field.several)
            if chosen.ids:
                return Coerced(State.ANSWERED, ", ".join(chosen.ids))
        return Coerced(State.BLANK)


def _trim(piece: Piece) -> None:
    text = piece.entry.line.text
    while piece.start < piece.end and text[piece.start].isspace():
        piece.start += 1
    while piece.end > piece.start and text[piece.end - 1].isspace():
        piece.end -= 1


def _label_length(label: str, printed: str, guess: int) -> int:
    """Give the length of an option's name at the start of its line: up to a colon, else as long as its label."""
    colon = printed.find(":")
    return colon if 0 < colon <= guess else min(guess, len(printed))
