"""Bands of points and of ages, as forms print them: ``0-40 Low concern``, ``14-16 years = 5``, ``Over 70: High``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from pipeline.draft.finders.options import level_id
from pipeline.draft.view import Blank, has_words, rows_of, words
from pipeline.extract.matching.skeleton import Box
from pipeline.mapping.model import AgeBand, Band
from pipeline.mapping.strict.models import checked
from pipeline.signs import DASHES

_DASH: Final = rf"\s*(?:[{DASHES}]|to)\s*"
_RANGE: Final = re.compile(
    rf"(?P<from>\d{{1,3}}){_DASH}(?P<to>\d{{1,3}})|(?P<open>\d{{1,3}})\s*(?:\+|(?:and|or)\s+(?:over|above|more|higher))|"
    r"(?:over|above|more than|>)\s*(?P<over>\d{1,3})|(?:up to|≤)\s*(?P<upto>\d{1,3})|"
    r"(?:under|below|less than|<)\s*(?P<under>\d{1,3})",
    re.I,
)  # fmt: skip
_AGE: Final = re.compile(
    rf"(?P<from>\d{{1,2}}){_DASH}(?P<to>\d{{1,2}})\s*(?:years?|yrs?|y/?o)?(?:\s*old)?\s*[=:]\s*\+?(?P<points>\d{{1,3}})\b",
    re.I,
)
_SPARE: Final = re.compile(
    r"\b(points?|score|scores|total|years?|yrs?|rag|rating|risk level|is|are|of)\b|[=:().,;|]", re.I
)
_COLOURS: Final = {
    "low": "92D050", "green": "92D050", "standard": "92D050", "emerging": "92D050", "none": "D9D9D9", "mild": "92D050",
    "medium": "FFC000", "amber": "FFC000", "yellow": "FFFF00", "high": "FF0000", "red": "FF0000",
    "significant": "FF0000", "severe": "FF0000", "critical": "C00000", "very_high": "C00000",
}  # fmt: skip
_OLDEST: Final = 120


class RatedRow(Struct, frozen=True):
    """A row of the blank that prints one band: its name's box, its range's box, and the empty box beside them."""

    name: Box
    answer: tuple[Box, ...]
    band: Band
    boxes: tuple[Box, ...]


def rated_rows(blank: Blank) -> list[list[RatedRow]]:
    """Find the stretches of rows that print a band each: a range and a name."""
    found: list[list[RatedRow]] = []
    last = (-1, -1)
    for table, number, row in rows_of(blank):
        rated = _rated(row)
        if rated is None:
            continue
        if (table, number - 1) == last:
            found[-1].append(rated)
        else:
            found.append([rated])
        last = (table, number)
    return [rows for rows in found if len(rows) > 1 and are_whole([row.band for row in rows])]


def _rated(row: Sequence[Box]) -> RatedRow | None:
    printed = [box for box in row if box.key]
    empty = tuple(box for box in row if not words(box.text) and box.framed and not box.continues)
    for ranged in printed:
        match = _RANGE.search(ranged.text)
        if match is None or _AGE.search(ranged.text):
            continue
        own = _name(_RANGE.sub(" ", ranged.text, count=1))
        named = ranged if own else next((b for b in printed if b is not ranged and _name(b.text)), None)
        if named is not None:
            name = own or _name(named.text)
            colour = next((box.shading for box in (named, ranged) if _is_colour(box.shading)), "")
            return RatedRow(named, empty, _band(match, name, colour), tuple(row))
    return None


def _is_name(text: str) -> bool:
    return has_words(text) and len(text.split()) <= 6


def _name(text: str) -> str:
    name = words(_SPARE.sub(" ", text))
    return name if _is_name(name) else ""


def _is_colour(shading: str) -> bool:
    return bool(shading) and not shading[0:2] == shading[2:4] == shading[4:6] and shading != "E7E6E6"


def _band(match: re.Match[str], name: str, colour: str = "") -> Band:
    level = level_id(name)
    return checked(
        Band, {"level": level, "name": name, "colour": colour or _COLOURS.get(level, "D9D9D9"), **_ends(match)}
    )


def _ends(match: re.Match[str]) -> dict[str, int]:
    if match["from"]:
        return {"from": int(match["from"]), "to": int(match["to"])}
    if match["open"]:
        return {"from": int(match["open"])}
    if match["over"]:
        return {"from": int(match["over"]) + 1}
    return {"from": 0, "to": int(match["upto"]) if match["upto"] else int(match["under"]) - 1}


def bands_in(text: str) -> tuple[Band, ...]:
    """Find bands in a line such as ``(0-40 Low concern, 41-70 Medium concern, 71+ High concern)``; none in most."""
    if _AGE.search(text):
        return ()
    parts = re.split(
        r"[,;\t\n]|\s{3,}|\band\b(?!\s+(?:over|above|more|higher))", re.sub(r"^[^()]*\(([^()]*)\)\W*$", r"\1", text)
    )
    found = []
    for part in parts:
        match = _RANGE.search(part)
        name = _name(_RANGE.sub(" ", part, count=1)) if match is not None else ""
        if match is not None and name:
            found.append(_band(match, name))
    return tuple(found) if len(found) > 1 and are_whole(found) else ()


def are_whole(bands: list[Band] | tuple[Band, ...]) -> bool:
    """Return whether bands follow each other without gap or overlap, each with a level of its own."""
    levels = len({band.level for band in bands}) == len(bands)
    return levels and all(low.to is not None and high.from_ == low.to + 1 for low, high in pairwise(bands))


def age_bands_in(text: str) -> tuple[AgeBand, ...]:
    """Find points for ages in a line such as ``0-13 years = 10, 14-16 years = 5``."""
    found = [
        checked(AgeBand, {"from": int(each["from"]), "to": int(each["to"]), "points": int(each["points"])})
        for each in _AGE.finditer(text)
    ]
    return tuple(band for band in found if band.to is not None and band.from_ <= band.to <= _OLDEST)
