"""Printed options: those of one line, those in brackets behind a label, and the ids of levels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.draft.finders.answers import is_known
from pipeline.draft.names import identifier
from pipeline.draft.view import has_words
from pipeline.extract.text import label_key
from pipeline.mapping.model import Choice
from pipeline.mapping.strict.models import make
from pipeline.signs import DASHES, PRINTED_MARKS
from pipeline.vocabulary import PRINTED_NO, PRINTED_UNKNOWN, any_of

BOX: Final = re.compile(rf"[{PRINTED_MARKS}]|\[\s*\]|\(\s+\)")
"""A box to tick: drawn, or made of brackets."""
_BOX_LAST: Final = re.compile(rf"(?:{BOX.pattern})\s*$")
_GAP: Final = re.compile(r"\t+| {2,}")
_SLASHES: Final = re.compile(r"\s*[/|]\s*")
_YES_OR_NO: Final = any_of(("yes", "no", *PRINTED_NO, *PRINTED_UNKNOWN))
_SLASHED_END: Final = re.compile(
    rf"(?P<label>.*?[^\s:(])(?<!\bor)[\s:]+\(?(?P<options>(?:{_YES_OR_NO})(?:\s*[/|]\s*(?:{_YES_OR_NO}))+)\)?\W*"
    r"(?:\([^()]*\b(?:delete|circle|applicable|appropriate)\b[^()]*\)\W*)?$",
    re.I | re.S,
)
"""Yes and no between slashes at the end of a line, without a colon before them: ``I have the leaflet  Yes / No``."""
_CONDITION: Final = re.compile(r"\W*(if|please|then)\b", re.I)
_CONDITION_BEHIND: Final = re.compile(r"(?<=\S)\s*\((if|please|then|go to|see)\b[^()]*\)\W*$", re.I)
_REMARK: Final = re.compile(r"\([^()]*\)\.?")
_END_ALIKE: Final = re.compile(r"[^\W\d_]+[ -]([^\W\d_]+)(?:/[^\W\d_]+[ -]\1)+", re.I)
"""Options of two words that end alike: "Full Time / Part Time"."""
_KNOWN: Final = frozenset(
    {
        *PRINTED_NO, *PRINTED_UNKNOWN, "yes", "y", "n", "possible", "possibly", "low", "medium", "moderate", "high",
        "red", "amber", "green", "male", "female", "other", "both", "always", "sometimes", "partly", "suspected",
        "significant", "standard", "severe", "emerging", "mr", "mrs", "miss", "ms", "mx", "internal", "external",
        "m", "f",
    }
)  # fmt: skip
LEVEL: Final = re.compile(
    r"^(no|none|low|lower|medium|moderate|high|higher|very high|significant|standard|severe|critical|emerging|red|"
    r"amber|green|yellow|mild)\b",
    re.I,
)
_NEVER: Final = re.compile(r"^(no|none)\b", re.I)
_SAME_LEVEL: Final = {"moderate": "medium", "lower": "low", "higher": "high"}
_BRACKETS: Final = re.compile(r"\(([^()]+)\)[\s:.?*-]*$")
_NO_OPTION: Final = re.compile(
    r"^(record|include|including|if|e\.?g|i\.?e|please|such as|see|for|state|give|as|and|or|any|other names|to be|in|"
    r"dd)\b",
    re.I,
)
_NUMBERS: Final = re.compile(
    r"(?P<before>.*?)(?P<numbers>(?<!\S)\d{1,2}(?:[\s,|/]+\d{1,2})+)(?!\S)(?P<behind>\D*)$", re.S
)
_FEWEST_NUMBERS: Final = 2
_MOST_OPTIONS: Final = 12
_LONGEST_OPTION: Final = 60
_IF_SO_BEHIND: Final = r"[\s.,;]+(?=\(?if (yes|no|so|other|not)\b)"
_OTHER_OPEN: Final = r"(?P<other>\bothers?)(?=\W{0,2}(\(|please|[:_…]|\.{3}))"
_BEHIND_WORDS: Final = re.compile(f"{_IF_SO_BEHIND}|{_OTHER_OPEN}", re.I)
_BEHIND_BOXES: Final = re.compile(
    rf"{_IF_SO_BEHIND}|(?<=[{PRINTED_MARKS}\])])\s*(?=[^\W\d_])|(?<=\bno)\s+|\s+(?=\(?please )|\t+\s*| {{2,}}|"
    rf"{_OTHER_OPEN}",
    re.I,
)
"""Where something else may begin behind options with boxes: ``If yes, …``, a gap, behind a box, ``Other: ____``."""
_ASKS_BEHIND: Final = re.compile(
    r"[:?]\W*$|\.{3,}|…|_{2,}|\b(give|state|specify|explain|describe|provide|details?|by whom|why)\b", re.I
)
TO_WRITE: Final = re.compile(r"\b(date|name|signature|initials|address|telephone|phone|e-?mail)\W*$", re.I)
"""What people write themselves, and is no option: ``First name  Last name`` under a blank."""


def options_of(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Take a line such as ``Was it announced?  Yes  No`` apart into label and options; ``None`` when it has none.

    The label is empty when the line prints options alone. What is asked behind them is left out.
    """
    return _cut(parted_behind(text)[0])


def _cut(text: str) -> tuple[str, tuple[str, ...]] | None:
    for cut in (_by_numbers, _by_boxes, _by_gaps, _by_slashes, _by_words):
        found = cut(text)
        if found is not None and _are_options(found[1], boxed=cut is _by_boxes):
            return found
    return None


def parted_behind(text: str) -> tuple[str, str]:
    """Part a line of options from what it asks behind them: ``Were they told?  ☐ Yes  ☐ No   If yes, by whom: ____``.

    The second part is empty where nothing is asked there. An open option is in both: ``☐ Post  ☐ Other: ____``.
    """
    boxes = list(BOX.finditer(text))
    boxed = len(boxes) > 1
    for match in (_BEHIND_BOXES if boxed else _BEHIND_WORDS).finditer(text, boxes[-1].end() if boxed else 0):
        first, rest = text[: match.end()].rstrip(), text[match.end() :].strip()
        other = match["other"]
        asks = other or (has_words(rest) and _ASKS_BEHIND.search(rest))
        if asks and (_ends_with_options(first) if boxed else _are_usual(_cut(first))):
            return first, text[match.start("other") :].strip() if other else rest
    return text, ""


def _ends_with_options(text: str) -> bool:
    """Return whether a line with boxes is whole: each of them has its option."""
    label, options = _by_boxes(text) or ("", boxed_options(text))
    before = _BOX_LAST.search(text) is None
    return _are_options(options, boxed=True) and (before or bool(label) or _are_usual(("", options)))


def _are_usual(parted: tuple[str, tuple[str, ...]] | None) -> bool:
    return parted is not None and all(option.lower() in _KNOWN for option in parted[1])


def _are_options(found: Sequence[str], *, boxed: bool = False) -> bool:
    different = len({option.lower() for option in found}) == len(found)
    return (
        different
        and 2 <= len(found) <= _MOST_OPTIONS
        and all(option and len(option) <= _LONGEST_OPTION and ":" not in option for option in found)
        and (boxed or not any(TO_WRITE.search(option) for option in found))
    )


def _by_numbers(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Take a scale apart: ``0 1 2 3 4 5``, each number one more than the one before it.

    A question may be before it, or words for both its ends: ``Never 1 2 3 4 Always``.
    """
    match = _NUMBERS.match(text)
    numbers = re.findall(r"\d+", match["numbers"]) if match is not None else []
    follows = all(int(after) == int(before) + 1 for before, after in pairwise(numbers))
    if match is None or len(numbers) <= _FEWEST_NUMBERS or not follows or int(numbers[0]) > 1:
        return None
    before, behind = match["before"].strip(), match["behind"].strip()
    asks = before[-1:] in ("?", ":", ".") and not behind
    ends = bool(before and behind) and max(len(before.split()), len(behind.split())) <= _FEWEST_NUMBERS + 1
    return (before if asks else "", tuple(numbers)) if asks or ends or not (before or behind) else None


def boxed_options(text: str) -> tuple[str, ...]:
    """Return the options of a line that prints nothing else, each with a box before or behind it."""
    if len(BOX.findall(text)) < 2:
        return ()
    parts = tuple(part.strip(" \t,;/|") for part in BOX.split(text))
    options = parts[1:] if not parts[0] else parts[:-1] if not parts[-1] else ()
    return options if _are_options(options, boxed=True) else ()


def _by_boxes(text: str) -> tuple[str, tuple[str, ...]] | None:
    if len(BOX.findall(text)) < 2:
        return None
    first, *others = BOX.split(text)
    parts = [_without_remark(part) for part in (first, *(_CONDITION_BEHIND.sub("", other) for other in others))]
    if len(parts) > 2 and _REMARK.fullmatch(parts[-1]):
        parts[-1] = ""  # Yes ☐ No ☐ (if yes, go to question 5)
    if parts[-1]:  # ☐ Yes ☐ No: the box is before its word
        return parts[0].strip(" :"), tuple(parts[1:])
    label, first = _parted(parts[0])
    gaps = _GAP.split(parts[0])
    if not first and len(gaps) > 1:
        label, first = " ".join(gaps[:-1]), gaps[-1]
    return (label, (first, *parts[1:-1])) if first else None


def _without_remark(part: str) -> str:
    """Leave out what is said between two options: ``yes ☐ - If yes, go to part 2    no ☐``."""
    pieces = [piece.strip(" \t,;/|") for piece in _GAP.split(part.strip())]
    return pieces[-1] if len(pieces) > 1 and _CONDITION.match(pieces[0]) else part.strip(" \t,;/|")


def _by_gaps(text: str) -> tuple[str, tuple[str, ...]] | None:
    parts = [part.strip() for part in _GAP.split(text.strip())]
    if len(parts) > 2 and not is_known(parts[0]) and all(map(is_known, parts[1:])):
        return parts[0].strip(" :"), tuple(parts[1:])
    if len(parts) < 2 or any(not part or len(part.split()) > 4 or part[-1] == ":" for part in parts[1:]):
        return None
    if len(parts) > 2 and parts[0].rstrip()[-1:] in "?:" and all(has_words(part) for part in parts[1:]):
        return parts[0].strip(" :"), tuple(parts[1:])
    label, first = _parted(parts[0])
    if not first and len(parts) > 2:
        size = max(len(part.split()) for part in parts[1:])
        head = parts[0].split()
        label, first = " ".join(head[:-size]), " ".join(head[-size:])
    known = all(part.lower() in _KNOWN or part.isupper() or len(parts) > 2 for part in (first, *parts[1:]))
    return (label, (first, *parts[1:])) if first and known else None


def _by_slashes(text: str) -> tuple[str, tuple[str, ...]] | None:
    whole = tuple(part.strip(" .*()") for part in _SLASHES.split(text.strip()))
    if len(whole) > 1 and all(part.lower() in _KNOWN for part in whole):
        return "", whole
    ending = _SLASHED_END.match(text.strip())
    if ending is not None and has_words(ending["label"]):
        return ending["label"].strip(" :"), tuple(re.findall(_YES_OR_NO, ending["options"], re.I))
    label, options = _parted(text.strip())
    parts = tuple(part.strip(" .*()") for part in _SLASHES.split(options or text.strip()))
    label = label if options else ""
    alike = not label and _END_ALIKE.fullmatch("/".join(parts)) is not None
    return (label, parts) if len(parts) > 1 and (alike or all(part.lower() in _KNOWN for part in parts)) else None


def _by_words(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Take apart a label and the usual answers behind its colon or question mark: ``Have you been ill?  Yes No``."""
    match = re.match(r"(.*[?:])\s*([^?:]+)$", text.strip(), re.S)
    parts = tuple(match[2].split()) if match else ()
    return (
        (match[1].strip(" :"), parts) if match and len(parts) > 1 and all(p.lower() in _KNOWN for p in parts) else None
    )


def _parted(text: str) -> tuple[str, str]:
    """Part a label from the first option behind it, at its question mark or colon."""
    match = re.match(
        r"(.*[?:](?:\s*\([^()]*\))?|.*\([^()]*\b(?:tick|apply|select|one)\b[^()]*\))\s*([^?:]*)$", text, re.S
    )
    if match:
        return match[1].strip(" :"), match[2].strip()
    if text.lower().strip(" *()") in _KNOWN or not re.search(r"\s", text):
        return "", text
    words = text.rsplit(None, 1)
    return (words[0], words[1]) if words[1].lower() in _KNOWN else (text, "")


def in_brackets(label: str) -> tuple[str, ...]:
    """Return the options that a label lists in brackets at its end, such as ``(Early Help, CIN, CP, CLA)``."""
    match = _BRACKETS.search(label)
    if match is None or _NO_OPTION.match(match[1].strip()):
        return ()
    parts = tuple(part.strip() for part in re.split(r"[,;/|]|\bor\b", match[1]))
    known = all(part.lower() in _KNOWN for part in parts)
    named = all(part[:1].isupper() and len(part.split()) <= 4 for part in parts)
    return parts if (known or (named and len(parts) > 2)) and _are_options(parts) else ()


def level_id(name: str) -> str:
    """Return the id of a level: ``low`` for "Low concern", so that bands and outcomes name the same levels."""
    match = LEVEL.match(name.strip())
    first = match[1].lower().replace(" ", "_") if match else ""
    return _SAME_LEVEL.get(first, first) if first and first != "no" else identifier(name)


def shortened(options: Sequence[str]) -> list[str]:
    """Cut options at what explains them, where the rest still tells them apart: ``Shared`` of "Shared (by both)"."""
    cuts = [re.split(rf"\s*\(|:\s|\s[{DASHES}]\s|\.\s", option.strip())[0].rstrip(" :.,") for option in options]
    keys = [label_key(option) for option in options]
    return [
        cut if len(cut) > 1 and sum(each.startswith(label_key(cut)) for each in keys) == 1 else option
        for cut, option in zip(cuts, options, strict=True)
    ]


def choices_of(options: Sequence[str]) -> tuple[Choice, ...]:
    """Make choices of printed options; ids stay unique, and levels have the ids that bands have."""
    levels = sum(bool(LEVEL.match(option)) and not _NEVER.match(option) for option in options) > 1
    found: dict[str, Choice] = {}
    for number, option in enumerate(options):
        name = level_id(option) if levels else _choice_id(option)
        name = name if any(map(str.isalnum, option)) else "yes"  # a check box alone
        if name in found:
            name = identifier(option) if identifier(option) not in found else f"{name}_{number + 1}"
        found[name] = make(Choice, id=name, label=option)
    return tuple(found.values())


def _choice_id(option: str) -> str:
    """Keep short words as they are printed (``CIN``), since results show them; else make an id."""
    if option.lower() in _KNOWN:
        return option.lower()
    return option if len(option) <= 20 and "," not in option else identifier(option)
