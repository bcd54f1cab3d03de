"""The form of the team whose year ``tests.team_year`` tells: what one says, its Word file, and a result typed over.

It has all that makes an assessment one (child, date of birth, day, assessor) and all that is written back (total,
rating, review date), and it is small, so that reading one takes milliseconds. What a form comes to is worked out here
from what was put into it, in a few lines of its own: no code of the pipeline has a part in the truth.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.documents import MAIN, document, main_part, package, parts_of, serialise
from tests.formbuilder import cells_of, text_of
from tests.shapes import Element, q, run, table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FACTORS: Final = {
    "missing": ("Missing from home", 5),
    "school": ("Not in school", 10),
    "money": ("Money nobody can explain", 5),
    "older_friends": ("Much older friends", 10),
    "phones": ("Several phones", 5),
    "hotels": ("Seen at hotels", 10),
    "injuries": ("Injuries without a cause", 5),
    "debts": ("Owes somebody", 10),
    "drugs": ("Uses or carries drugs", 5),
    "weapons": ("Carries a knife", 10),
    "cars": ("Picked up by car", 5),
    "gifts": ("Gifts from strangers", 10),
    "online": ("Met people online", 5),
    "secrets": ("Keeps travel secret", 10),
    "siblings": ("Brother or sister exploited", 5),
    "threats": ("Was threatened", 10),
}
"""Printed question and points of each row of the checklist by its id."""
YES, UNCLEAR, NOT = "yes", "?", ""

BANDS: Final = (("green", 0, "All well", 12), ("amber", 60, "Some worries", 8), ("red", 75, "Act today", 4))
"""Level, lowest total, name, and weeks until the next review."""
NAMES: Final = {level: name for level, _, name, _ in BANDS}

NAME, BORN, COMPLETED, ASSESSOR = (
    "Name of child", "Date of birth", "Date assessment tool completed", "Assessed by",
)  # fmt: skip
TOTAL, RATING, AGREED = "Total", "Rating", "Agreed review date"

BLANKS_OWN: Final = "2013-12-23T23:15:00Z"
"""What every blank made by python-docx says, and so do the forms that some programs save."""
NO_PART: Final = ""
"""The document has no properties at all."""


@dataclass(frozen=True, kw_only=True)
class Entries:
    """What somebody entered into one form.

    Attributes:
        marks: For each factor ``YES``, ``UNCLEAR`` or ``NOT``, in the order of the form.
        agreed: The review date that people agreed.
    """

    name: str
    born: dt.date
    completed: dt.date
    assessor: str
    marks: tuple[str, ...]
    agreed: dt.date | None = None

    @property
    def total(self) -> int:
        return self._points(YES)

    @property
    def up_to(self) -> int:
        """The total if all that is unclear applies."""
        return self._points(YES, UNCLEAR)

    @property
    def band(self) -> str:
        return band(self.total)

    @property
    def could_be(self) -> str:
        return band(self.up_to)

    @property
    def review(self) -> dt.date:
        """The day that was agreed, else the one that the strictest band asks for."""
        return self.agreed or review_after(self.completed, self.could_be)

    def _points(self, *counted: str) -> int:
        points = (points for _, points in FACTORS.values())
        return sum(each for mark, each in zip(self.marks, points, strict=True) if mark in counted)


def band(total: int) -> str:
    """Return the level that a total falls into."""
    return next(level for level, least, _, _ in reversed(BANDS) if total >= least)


def strictest(levels: Iterable[str]) -> str:
    order = [level for level, _, _, _ in BANDS]
    return max(levels, key=order.index)


def review_after(completed: dt.date, level: str) -> dt.date:
    """Return the day of the review that follows an assessment."""
    weeks = next(weeks for each, _, _, weeks in BANDS if each == level)
    return completed + dt.timedelta(weeks=weeks)


# The Word file


def team_form(entries: Entries | None = None, *, modified: str = BLANKS_OWN) -> bytes:
    """Fill in the form; without entries it is the blank.

    Args:
        entries: What was entered.
        modified: The time of the last change that the document's own properties name; ``NO_PART`` for none.
    """
    said = _said(entries) if entries else {}
    rows = [[label, str(points), said.get(label, "")] for label, points in FACTORS.values()]
    made = document(
        "Team assessment",
        table([[label, said.get(label, "")] for label in (NAME, BORN)]),
        table([[label, said.get(label, "")] for label in (COMPLETED, ASSESSOR, AGREED)]),
        table([["Question", "Points", "Score"], *rows]),
        table([[TOTAL, ""]]),
        table([[RATING, ""], *([name, ""] for name in NAMES.values())]),
    )
    return with_properties(made, modified)


def _said(entries: Entries) -> dict[str, str]:
    """Return what is typed behind each label."""
    typed = {
        NAME: entries.name,
        BORN: _day_text(entries.born),
        COMPLETED: _day_text(entries.completed),
        ASSESSOR: entries.assessor,
        AGREED: _day_text(entries.agreed) if entries.agreed else "",
    }
    marks = zip(FACTORS.values(), entries.marks, strict=True)
    return typed | {label: str(points) if mark == YES else mark for (label, points), mark in marks}


def _day_text(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def stamp(at: dt.datetime) -> str:
    """Write a time as document properties do."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def with_properties(data: bytes, modified: str) -> bytes:
    """Add the part with the document's own dates; nothing for ``NO_PART``."""
    if modified == NO_PART:
        return data
    parts = parts_of(data)
    relation = f'<Relationship Id="rIdCore" Type="{_METADATA}" Target="{_CORE}"/></Relationships>'
    override = f'<Override PartName="/{_CORE}" ContentType="{_CORE_TYPE}"/></Types>'
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", relation.encode())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    parts[_CORE] = _CORE_PART.format(created=BLANKS_OWN, modified=modified).encode()
    return package(parts)


_CORE = "docProps/core.xml"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_METADATA = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_CORE_PART = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<dcterms:created xsi:type="dcterms:W3CDTF">{created}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{modified}</dcterms:modified></cp:coreProperties>'
)


# A result that somebody types over in Word


def typed_over(result: bytes, before: Entries, after: Entries, *, modified: str | None) -> bytes:
    """Type what changed from ``before`` to ``after`` into a result, and leave all else in it as it is.

    Args:
        result: The document that a run wrote for a form with the entries ``before``.
        before: What stands in it.
        after: What is to stand in it.
        modified: The time of the change that the program notes; ``None`` for one that leaves the old date alone.
    """
    root = main_part(result)
    old, new = _said(before), _said(after)
    for label in old:
        if old[label] != new[label]:
            _type_into(_cell_behind(root, label), new[label])
    parts = {**parts_of(result), MAIN: serialise(root)}
    if modified is not None and _CORE in parts:
        written = rf"\g<1>{modified}\g<2>".encode()
        parts[_CORE] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*(</)", written, parts[_CORE])
    return package(parts)


def _cell_behind(root: Element, label: str) -> Element:
    """Find the last cell of the row that a label begins."""
    rows = (cells_of(made) for made in root.iter(q("w:tr")))
    return next(cells[-1] for cells in rows if text_of(cells[0]) == label)


def _type_into(cell: Element, text: str) -> None:
    """Put a text in place of a cell's, as somebody who marks it and types: what encloses it stays."""
    pieces = list(cell.iter(q("w:t")))
    if not pieces:
        made = run(text)
        cell.findall(q("w:p"))[-1].append(made)
        pieces = list(made.iter(q("w:t")))
    for piece in pieces:
        piece.text = ""
    pieces[0].text = text


# The mapping


def write_team_mapping(folder: Path) -> None:
    """Put mapping and blank where a run in ``folder`` finds them, and no others."""
    blanks = folder / "mappings" / "blanks"
    blanks.mkdir(parents=True)
    (blanks / "team.docx").write_bytes(team_form())
    (folder / "mappings" / "team.toml").write_text(team_mapping(), "utf-8")


def team_mapping() -> str:
    ends = [f", to = {following - 1}" for _, following, _, _ in BANDS[1:]] + [""]
    return _MAPPING.format(
        rows=_lines(
            f'id = "{name}", label = "{label}", points = {points}' for name, (label, points) in FACTORS.items()
        ),
        bands=_lines(
            f'level = "{level}", from = {least}{end}, name = "{name}"'
            for (level, least, name, _), end in zip(BANDS, ends, strict=True)
        ),
        choices=_lines(f'id = "{level}", label = "{name}"' for level, name in NAMES.items()),
        weeks=_lines(f'level = "{level}", weeks = {weeks}' for level, _, _, weeks in BANDS),
    )


def _lines(entries: Iterable[str]) -> str:
    return "\n".join(f"  {{ {each} }}," for each in entries)


def _field(name: str, kind: str, label: str, *, required: bool = True) -> str:
    needed = "\nrequired = true" if required else ""
    return f'[[field]]\nid = "{name}"\nkind = "{kind}"\nlabel = "{label}"\nsection = "The team"{needed}\n'


_MAPPING = f"""
[form]
id = "team"
version = "1"
title = "Team assessment"
blanks = ["team.docx"]

[subject]
name = "child_name"
born = "born"
on = "completed"
assessor = "assessor"

{_field("child_name", "text", NAME)}
{_field("born", "date", BORN)}
{_field("completed", "date", COMPLETED)}
{_field("assessor", "text", ASSESSOR)}
{_field("agreed", "date", AGREED, required=False)}
{_field("total", "number", TOTAL, required=False)}
{_field("rating", "choice", RATING, required=False)}choice = [
{{choices}}
]

[checklist]
section = "The team"
answer = "Score"
weight = "Points"

[[checklist.group]]
name = "Signs"
factors = [
{{rows}}
]

[score]
total_field = "total"
rag_field = "rating"
band = [
{{bands}}
]

[review]
on = "completed"
field = "agreed"
interval = [
{{weeks}}
]
"""
