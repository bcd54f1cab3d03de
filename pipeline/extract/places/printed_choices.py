"""Choices among printed options: in one line, in a line of their own each, or in a row of their own each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from msgspec import Struct

from pipeline.document import Mark
from pipeline.extract.field_place import FieldPlace, Option
from pipeline.extract.form.added import AddedText
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.taken import NOTHING, Taken, claim
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.formatting import formatting, stands_as_printed
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.memo import once, remember
from pipeline.extract.places.answer import Read, label_location, read_as
from pipeline.extract.places.option_places import options_in_line
from pipeline.extract.places.options_rows import boxes_of, row_choice
from pipeline.extract.text import key, tokens
from pipeline.extract.values.choices import (
    ALL_STRUCK,
    NOTHING_CHOSEN,
    TAKEN_BACK,
    TOO_MANY,
    Chosen,
    Signs,
    option_wordings,
    reads_as_chosen,
    speaks_against,
    wordings_in,
)
from pipeline.extract.values.coerce import BLANK, Coerced, chosen_value, unclear
from pipeline.extract.values.inline_options import InlineOption, closes, read_inline
from pipeline.extract.values.listed_choices import listed_choice
from pipeline.extract.values.weighed import weighed
from pipeline.findings import Finding, find
from pipeline.location import Location
from pipeline.mapping.model import Choice
from pipeline.signs import DASHES
from pipeline.submission import BY_MARK_UNDER, State


def read_printed_choice(form: CompletedForm, place: FieldPlace, child: Read | None = None) -> Read:
    """Read a choice whose options are printed.

    Args:
        form: The completed form.
        place: The choice.
        child: A choice printed under each of these options, read before: choosing there chooses the option too.
    """
    if place.options[0].start >= 0:
        read = _inline_choice(form, place)
    elif place.options[0].row is not None:
        read = row_choice(form, place)
    else:
        read = _region_choice(form, place, child)
    return _with_drawings(form, place, read)


def _with_drawings(form: CompletedForm, place: FieldPlace, read: Read) -> Read:
    """Report drawings at the options, and leave a choice open that may have been made by one (a ring, an arrow)."""
    drawn = next((line.location for line in _lines_of(form, place) if line.drawings), None)
    if drawn is None:
        return read
    found = find("drawing_near_choice", field=place.field.id, location=drawn, label=place.field.label)
    if read.answer.state is State.BLANK:
        read = read_as(place, unclear("a drawing stands there", "drawing"), location=drawn, places=read.answer.places)
    return Read(answer=read.answer, findings=(*read.findings, found), chosen_at=read.chosen_at)


def _lines_of(form: CompletedForm, place: FieldPlace) -> Iterator[Line]:
    """Yield the form's lines at which the options stand, those between them included, where a drawing may stand."""
    if form.body.drawn_on:
        regions = {line for option in place.options for line in option.lines}
        if place.options[0].start >= 0:
            regions |= {spot.line_index for spot in place.repeats if spot.box is None}
        yield from (entry.line for entry in form.body.drawn_on if entry.after in regions)
    for option in place.options:
        yield from (line for box in boxes_of(form, option) for line in box.lines)


def marked_in_label(form: CompletedForm, place: FieldPlace) -> Coerced:
    """Read a choice whose box is empty by the options that its label names: a marked one, or the only one left there.

    Several that are left, but not all, leave it open: people shorten labels too.
    """
    if place.label is None:
        return BLANK
    for entry, box in form.label_entries(place.label):
        options = _inline_options(form, place, place.label)
        if len(options) > 1:
            _read_marks(form, place.label, entry, box, options)
            left = _left_in_label(options)
            marked = weighed(form, [(option.name, option.signs) for option in options], several=place.field.several)
            if marked != NOTHING_CHOSEN or len(left) == len(options):
                return chosen_value(marked)
            is_one = len(left) == 1
            return Coerced(State.ANSWERED, left[0]) if is_one else unclear("only some options are left there", *left)
    return BLANK


def _left_in_label(options: Sequence[InlineOption]) -> list[str]:
    """Return the options that a label still names, or all if it names none; in other words they are no answer."""
    left = []
    for option in options:
        if option.signs.typed or not option.signs.missing:
            left.append(option.name)
        option.signs.typed &= not option.signs.missing
        option.signs.missing = False
    return left


# -- options in one line ---------------------------------------------------------------------------------------------


class _Occurrence(Struct, frozen=True):
    """What one line with the options says; a form may print the same line several times."""

    line_index: int
    chosen: Chosen
    location: Location
    pieces: Taken


def _inline_choice(form: CompletedForm, place: FieldPlace) -> Read:
    seen = [
        _occurrence(form, place, spot, entry, box) for spot in place.repeats for entry, box in form.label_entries(spot)
    ]
    telling = [occurrence for occurrence in seen if occurrence.chosen.ids or occurrence.chosen.reason]
    standing = [occurrence for occurrence in telling if occurrence.chosen.reason not in (ALL_STRUCK, TAKEN_BACK)]
    telling = standing or telling  # with the options of another level the whole level was struck out
    marked = [occurrence for occurrence in telling if occurrence.chosen.ids or occurrence.chosen.reason == TOO_MANY]
    chosen_at = tuple(occurrence.line_index for occurrence in marked)
    if not seen:
        return _written_over(form, place)
    if not telling:
        refused = [piece for occurrence in seen for piece in occurrence.pieces]
        return read_as(place, BLANK, taken=Taken(refused), location=seen[0].location)
    first = next((occurrence for occurrence in telling if occurrence.chosen.reason), telling[0])
    value = chosen_value(first.chosen)
    if len({occurrence.chosen.ids for occurrence in telling}) > 1 and not first.chosen.reason:
        seen_there = [each for occurrence in telling for each in occurrence.chosen.seen]
        value = unclear("different options are chosen in different places", *seen_there)
    pieces = [piece for occurrence in telling for piece in occurrence.pieces]
    how = first.chosen.how or "label"
    return read_as(place, value, taken=Taken(pieces), location=first.location, found_by=how, chosen_at=chosen_at)


def _written_over(form: CompletedForm, place: FieldPlace) -> Read:
    """Read what stands in the box beside the label in place of the printed line: one option left, or a mark."""
    boxes = form.boxes(spot.box for spot in place.repeats if spot.box is not None and spot != place.label)
    taken = form.take(boxes, edits=True)
    if not taken:
        return read_as(place, BLANK, location=boxes[0].location if boxes else None)
    value = listed_choice(taken, place.field)
    if len(place.field.choices) == 1 and reads_as_chosen(taken.text):
        value = Coerced(State.ANSWERED, place.field.choices[0].id)
    return read_as(place, value, taken=taken, location=boxes[0].location)


def _occurrence(form: CompletedForm, place: FieldPlace, spot: Spot, entry: Aligned, box: Box | None) -> _Occurrence:
    printed, pieces = form.layout.line(spot), form.pieces_on(entry, box)
    if not pieces and stands_as_printed(entry, printed, spot.line_index):
        return _Occurrence(spot.line_index, NOTHING_CHOSEN, entry.line.location, NOTHING)
    options = _inline_options(form, place, spot)
    claimed = _read_marks(form, spot, entry, box, options)
    chosen = weighed(form, [(option.name, option.signs) for option in options], several=place.field.several)
    return _Occurrence(spot.line_index, chosen, entry.line.location, claimed)


def _read_marks(form: CompletedForm, spot: Spot, entry: Aligned, box: Box | None, options: list[InlineOption]) -> Taken:
    """Gather the signs on the options of one line, and claim the added text that was read as signs."""
    pieces = [piece for piece in form.pieces_on(entry, box) if not piece.claimed]
    added = [(piece.start, piece.end) for piece in pieces]
    read = read_inline(entry, form.layout.line(spot), spot.line_index, options, added)
    return claim(pieces[number] for number in sorted(read))


def _inline_options(form: CompletedForm, place: FieldPlace, spot: Spot) -> list[InlineOption]:
    return [
        InlineOption(option.choice.id, option.start, option.end, option.choice.wordings)
        for option in _options_at(place, form.layout.line(spot))
    ]


@once
def _options_at(place: FieldPlace, printed: Line) -> Sequence[Option]:
    return options_in_line(place.field.choices, printed)


# -- options with lines of their own -----------------------------------------------------------------------------------


def _region_choice(form: CompletedForm, place: FieldPlace, child: Read | None) -> Read:
    signs = {option.choice.id: _line_signs(form, option) for option in place.options}
    if all(sign.missing for sign in signs.values()):
        for sign in signs.values():
            sign.missing = False
    pieces = _ringed_lines(form, place, signs) + _typed_in_regions(form, place, signs)
    listed = [(option.choice.id, signs[option.choice.id]) for option in place.options]
    direct = weighed(form, listed, several=place.field.several)
    chosen = _with_child(place, direct, child)
    location = _region_location(form, place, chosen) or (pieces[0].location if pieces else label_location(form, place))
    read = read_as(place, chosen_value(chosen), taken=Taken(pieces), location=location, found_by=chosen.how or "label")
    return Read(answer=read.answer, findings=(*read.findings, *_elsewhere(place, direct, child)))


def _option_of(place: FieldPlace, blank_line: int) -> Option | None:
    return next((option for option in place.options if blank_line in option.lines), None)


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
                name = formatting(entry, printed, index, 0, _name_length(option.choice.label, printed.text))
                signs.missing = signs.missing and name is None
                signs.add_formatting(name)
                for end in _ends_of_short_names(option.choice, printed):
                    signs.add_formatting(formatting(entry, printed, index, 0, end))
    return signs


def _ringed_lines(form: CompletedForm, place: FieldPlace, signs: Mapping[str, Signs]) -> list[AddedText]:
    """Read brackets or asterisks typed round an option's whole line as a ring."""
    claimed: list[AddedText] = []
    for option in place.options if form.body_pieces else ():
        for entry in form.body.printed_on.get(option.lines[0], ()):
            around = [piece for piece in form.pieces_on(entry, None) if not piece.claimed]
            if len(around) == 2 and closes(around[0].text, around[1].text):
                signs[option.choice.id].emphasis |= Mark.RINGED
                claimed += claim(around)
    return claimed


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


def _typed_in_regions(form: CompletedForm, place: FieldPlace, signs: Mapping[str, Signs]) -> list[AddedText]:
    """Read what was typed at the options and under the label: ticks, "yes", or an option by name."""
    start = place.label.line_index if place.label is not None else 0
    last = place.options[-1].lines[-1]
    claimed: list[AddedText] = []
    for piece in form.body_pieces:
        if not piece.claimed and start <= piece.entry.after <= last and _takes(form, place, piece, signs):
            claimed += claim([piece])
    return claimed


def _takes(form: CompletedForm, place: FieldPlace, piece: AddedText, signs: Mapping[str, Signs]) -> bool:
    option = _option_at(form, place, piece)
    is_struck = not piece.standing.strip()
    said = piece.text if is_struck else piece.standing.strip()
    state = reads_as_chosen(said) if option is not None else None
    if option is not None and state is not None:
        sign = signs[option.choice.id]
        sign.taken_back |= state and is_struck
        sign.ticked |= state and not is_struck
        sign.unticked |= not state and not is_struck
        return True
    named = _named(place, said)
    if named is not None:
        signs[named].taken_back |= is_struck
        signs[named].typed |= not is_struck
    return named is not None or _speaks_against_the_last(place, piece, signs)


def _speaks_against_the_last(place: FieldPlace, piece: AddedText, signs: Mapping[str, Signs]) -> bool:
    """Read words on the first line of an option that deny or doubt it, when others were struck out or deleted."""
    is_left = any(sign.struck or sign.missing for sign in signs.values())
    first = piece.entry.covers[0].blank_index if piece.entry.covers else -1
    option = next((option for option in place.options if option.lines[0] == first), None)
    if option is None or not is_left or not speaks_against(piece.standing, option_wordings(place.field.choices)):
        return False
    signs[option.choice.id].doubted = True
    return True


def _option_at(form: CompletedForm, place: FieldPlace, piece: AddedText) -> Option | None:
    """Find the option an added piece stands at; behind the separating line it belongs to the option that follows."""
    if piece.entry.covers:
        return _option_of(place, piece.entry.covers[0].blank_index)
    body, after = form.layout.blank.body, piece.entry.after
    option = _option_of(place, after)
    if option is not None and any(_has_words(body[line].text) for line in option.lines if line >= after):
        return option
    return next((other for other in place.options if other.lines[0] > after), option)


@remember(512)
def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _named(place: FieldPlace, text: str) -> str | None:
    """Return the option that a typed text names, when it says nothing else ("Outcome: High" is nothing else either)."""
    shown = key(text.strip(f" :.{DASHES}*()[]"))
    behind = shown.removeprefix("outcome").strip(":-")
    for name, wordings in option_wordings(place.field.choices):
        if any(wanted in (shown, behind) for wanted in map(key, wordings)):
            found = wordings_in(text, option_wordings(place.field.choices))
            return name if found else None
    return None


def _with_child(place: FieldPlace, direct: Chosen, child: Read | None) -> Chosen:
    """Let a choice printed under the options choose its option: a type marked under a level chooses the level."""
    under = _chosen_under(place, child)
    if direct.ids or direct.reason or not under:
        return direct
    if len(under) > 1:
        ids = tuple(option.choice.id for option in place.options if option.choice.id in under)
        return Chosen(reason="something is marked under several options", signs=ids)
    return Chosen(tuple(under), BY_MARK_UNDER)


def _chosen_under(place: FieldPlace, child: Read | None) -> set[str]:
    lines = child.chosen_at if child is not None else ()
    return {option.choice.id for line in lines if (option := _option_of(place, line)) is not None}


def _elsewhere(place: FieldPlace, direct: Chosen, child: Read | None) -> Iterator[Finding]:
    if child is None or not direct.ids or _chosen_under(place, child) <= set(direct.ids):
        return
    location, label = child.answer.location, place.field.label
    yield find("type_elsewhere", field=child.answer.field, location=location, label=label, outcome=direct.ids[0])


def _region_location(form: CompletedForm, place: FieldPlace, chosen: Chosen) -> Location | None:
    wanted = [option.lines[0] for option in place.options if not chosen.ids or option.choice.id in chosen.ids]
    entries = [entry for line in wanted for entry in form.body.printed_on.get(line, ())]
    return min(entries, key=attrgetter("number")).line.location if entries else None
