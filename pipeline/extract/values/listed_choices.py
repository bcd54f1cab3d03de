"""A choice typed as a list of options, one of which is marked: ``☒ CP  ☐ CIN``, a bold one, the others struck out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.document import Mark
from pipeline.extract.form.added import AddedText, Taken
from pipeline.extract.matching.formatting import EMPHASIS
from pipeline.extract.values.at_options import InlineOption
from pipeline.extract.values.beside import leave_certain
from pipeline.extract.values.choices import Signs, named_spans, option_words, weigh
from pipeline.extract.values.coerce import standing_value
from pipeline.extract.values.inline_options import closes, read_marks
from pipeline.extract.values.reading import BLANK, Reading, unclear
from pipeline.extract.values.typed_choices import LEFT_OPEN, chosen_value, typed_choice
from pipeline.mapping.model import Choice, Field
from pipeline.signs import BOXES
from pipeline.submission import Value


def listed_choice(taken: Taken, field: Field) -> Reading[Value]:
    """Read a choice that was written into a box: by the marks on the options named there, else by the words."""
    options = [option for piece in taken for option in options_named(piece, field.choices)]
    signs = _by_name(options)
    _ignore_common_emphasis(signs)
    ticked = any(sign.ticked or sign.taken_back for sign in signs.values())
    is_emphasised = len(signs) > 1 and any(sign.emphasis for sign in signs.values())
    unticked = [sign for sign in signs.values() if sign.unticked]
    if not ticked and not is_emphasised and unticked:
        is_as_printed = len(unticked) == len(signs) == len(field.choices)
        return BLANK if is_as_printed else unclear(LEFT_OPEN)
    if ticked or is_emphasised:
        found = chosen_value(weigh(list(signs.items()), several=field.several), field)
        is_certain = leave_certain(taken.standing, option_words(field.choices), label=field.label, listed=True)
        return found if is_certain or found.reason else unclear(LEFT_OPEN, proposed=found.value)
    return standing_value(taken, lambda text: typed_choice(text, field))


def options_named(piece: AddedText, choices: Sequence[Choice]) -> Iterator[InlineOption]:
    """Find the options that one line names, with the marks beside them and their formatting."""
    line, found = piece.entry.line, []
    for start, end, name in named_spans(piece.text, option_words(choices)):
        option = InlineOption(name, start, end, (), span=(piece.start + start, piece.start + end))
        marks = line.marks(piece.start + start, piece.start + end)
        option.signs.struck = Mark.STRIKE in marks
        option.signs.emphasis = marks & EMPHASIS
        if closes(piece.text[:start].rstrip(BOXES + " "), piece.text[end:].lstrip(BOXES + " ")):
            option.signs.emphasis |= Mark.RINGED
        found.append(option)
    read_marks(line, (piece.start, piece.end), found)
    yield from found


def _by_name(options: Sequence[InlineOption]) -> dict[str, Signs]:
    signs: dict[str, Signs] = {}
    for option in options:
        sign = signs.setdefault(option.name, Signs())
        sign.add_marks(option.signs)
        sign.doubted |= option.signs.doubted
        sign.struck |= option.signs.struck
        sign.emphasis |= option.signs.emphasis
    return signs


def _ignore_common_emphasis(signs: dict[str, Signs]) -> None:
    """Drop the formatting that all options show: somebody writes in bold."""
    common = EMPHASIS
    for sign in signs.values():
        common &= sign.emphasis
    for sign in signs.values():
        sign.emphasis &= ~common
