"""Several labels in one line, each with a blank of its own behind it: ``Name: ______  Date: ______``."""

from __future__ import annotations

import re
from typing import Final

from pipeline.draft.finders.options import TO_WRITE, parted_behind
from pipeline.draft.kinds import kind_of, names_a_thing
from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, has_words, words
from pipeline.extract.places.labels import has_rooms_above, stretches_apart
from pipeline.extract.text import BLANKS_OF_A_DATE
from pipeline.mapping.model import FieldKind, Place
from pipeline.signs import PRINTED_MARKS

FILLER: Final = re.compile(r"\.{3,}|…|_{2,}|-{4,}")
DATE_ROOM: Final = re.compile(rf"{BLANKS_OF_A_DATE}|\s*/\s+/\s*")
"""Room for day, month and year: ``__/__/____``, ``/   /``."""
_OLD_FIELD: Final = re.compile("\u2002{2,}")
"""What an empty form field of older Word shows."""
_PARTING: Final = re.compile(r"\.{3,}|…+|_{2,}|-{4,}|\t+| {3,}")
_ADDRESS: Final = re.compile(r"\bhttps?:\S+|\bwww\.\S+|\S+@\S+", re.I)
_LONGEST: Final = 8
_WIDE_GAP: Final = re.compile(r"\t+| {3,}")
_UNIT: Final = re.compile(
    r"_{3,}\s?(mm ?hg|kg|g|mg|ml|l|cm|mm|m|km|bpm|%|°c|weeks?|days?|years?|hours?|hrs|mins?|lbs?)\W*$", re.I
)
_TO_SIGN: Final = re.compile(r"\b(signature|signed|initials|date)\W*$", re.I)
_REMARK: Final = re.compile(r"\s*\([^()]*\)\s*")
_REMARK_FIRST: Final = re.compile(r"^\s*\([^()]*\)\s*(?=\w)")
_OPEN_OPTION: Final = re.compile(r"\bothers?\b[^_.…:]{0,40}(:|\.{3,}|…|_{2,}).*$", re.I | re.S)
_OTHER: Final = re.compile(r"^(.*\S)\s+(other)$", re.I)


def without_addresses(text: str) -> str:
    """Leave out web and mail addresses, whose dots and colons ask for nothing."""
    return _ADDRESS.sub("¤", text)


def before_blank(text: str) -> str:
    """Return the words before the first blank of a line, which may print a unit behind it."""
    return words(FILLER.split(text)[0]) or words(text)


def kind_before(text: str, label: str, *, roomy: bool = False) -> FieldKind:
    """Judge what kind of answer a line takes: a number where its blank has a unit, a date where it has slashes."""
    if DATE_ROOM.search(text):
        return FieldKind.DATE
    return FieldKind.NUMBER if _UNIT.search(text) else kind_of(label, roomy=roomy)


def labels_in(text: str) -> list[str]:
    """Return the labels of a line with several of them; none where there is only one, or something else."""
    plain = _OLD_FIELD.sub("________", DATE_ROOM.sub("________", without_addresses(text)))
    if any(sign in PRINTED_MARKS for sign in plain):
        return []
    labels, asks = _pieces(plain)
    if not asks:
        labels, asks = _to_sign(plain), True
    short = all(len(label.split()) <= _LONGEST for label in labels)
    different = len({label.lower() for label in labels}) == len(labels)
    several = len(labels) > 1 or (len(labels) == 1 and not plain.lstrip().startswith(labels[0]))
    return labels if several and short and different and asks else []


def ends_at_a_tab(text: str) -> bool:
    """Return whether a line ends at a tab: its leader is where people write."""
    return text.rstrip(" ").endswith("\t")


def _to_sign(text: str) -> list[str]:
    """Return what a line under or over drawn lines asks for: ``Name of participant      Date      Signature``."""
    parts = [words(part) for part in _WIDE_GAP.split(text) if part.strip()]
    things = all(has_words(part) and (TO_WRITE.search(part) or names_a_thing(part)) for part in parts)
    return parts if len(parts) > 1 and things and any(map(_TO_SIGN.search, parts)) else []


def _pieces(text: str) -> tuple[list[str], bool]:
    """Cut a line at its blanks and colons; say whether a blank is behind every piece, and some of them show it."""
    found: list[str] = []
    colons = fillers = start = 0
    for parting in [*_PARTING.finditer(text), None]:
        end = parting.start() if parting is not None else len(text)
        filled = parting is not None and FILLER.match(parting[0]) is not None
        pieces = [piece for piece in re.findall(r"[^:]+:?|:", text[start:end]) if piece.strip(" :")]
        for number, piece in enumerate(pieces):
            is_open = piece.endswith(":") or (parting is not None and number == len(pieces) - 1)
            if found and (_REMARK.fullmatch(piece) or re.fullmatch(r"[\s.,;)]*", piece)):
                continue  # Name: (optional) ______.
            if found and fillers > 1 and parting is None and number == len(pieces) - 1:
                continue  # the end of a sentence
            if not has_words(piece) and filled and not found:
                continue  # I ______
            if not has_words(piece) or not is_open:
                return [], False
            found.append(words(_REMARK_FIRST.sub("", piece) if found else piece))
        colons, fillers = colons + text[start:end].count(":"), fillers + filled
        start = parting.end() if parting is not None else end
    return found, colons > 0 or fillers > 1 or ends_at_a_tab(text)


def questions_in(spot: Spot, text: str) -> list[Question]:
    """Make a question of each label in a line that has several."""
    return [Question(spot=spot, label=label, kind=_kind_behind(text, label), at=Place.GAP) for label in labels_in(text)]


def questions_under(blank: Blank, index: int) -> list[Question]:
    """Make a question of each label of a line in the text that is under a line drawn for its answer."""
    line = blank.bones.body[index]
    if not has_rooms_above(blank.bones, index):
        return []
    labels = [words(line.text[start:end]) for start, end in stretches_apart(line.text)]
    return [
        Question(spot=Spot(None, index), label=label, kind=kind_of(label, roomy=False), at=Place.ABOVE)
        for label in labels
        if has_words(label)
    ]


def _kind_behind(text: str, label: str) -> FieldKind:
    dated = re.search(rf"{re.escape(label)}\W{{0,4}}?(?:{DATE_ROOM.pattern})", text) is not None
    return FieldKind.DATE if dated else kind_of(label, roomy=False)


def behind_options(spot: Spot, text: str) -> list[Question]:
    """Make a question of each label behind the options of a line: ``☐ Yes  ☐ No   If yes, by whom: ____``."""
    rest = parted_behind(text)[1]
    return (questions_in(spot, rest) or [_behind(spot, rest)]) if rest else []


def open_option(spot: Spot, text: str) -> list[Question]:
    """Make a question of an option that is written on behind its box: ``☐ Other (please state): ____``."""
    match = _OPEN_OPTION.search(text)
    return [_behind(spot, match[0])] if match is not None else []


def _behind(spot: Spot, rest: str) -> Question:
    label = before_blank(rest)
    label = label if label.endswith(")") else label.lstrip("(")
    return Question(spot=spot, label=label, kind=kind_before(rest, label), at=Place.GAP)


def options_and_other(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the short texts that a line prints with gaps between, and whether the last is "Other" with a blank."""
    ends_open = FILLER.search(text.rstrip()[-4:]) is not None
    parts = [words(part) for part in _PARTING.split(text) if has_words(part)]
    if parts and ends_open:
        last = _OTHER.match(parts[-1])
        parts[-1:] = [last[1], last[2]] if last else [parts[-1]]
    is_other = bool(parts) and ends_open and parts[-1].lower().startswith("other")
    options = tuple(parts[:-1] if is_other else parts)
    short = all(len(part.split()) <= 4 and part[-1] not in ":?." and not TO_WRITE.search(part) for part in options)
    return (options, is_other) if short and len(options) > 1 else ((), False)
