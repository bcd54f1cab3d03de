"""A small form that asks for the child's number, with a mapping of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.documents import document
from tests.shapes import table

if TYPE_CHECKING:
    from pathlib import Path

_LABELS: Final = {
    "number": "Number", "child_name": "Name of child", "born": "Date of birth", "seen_on": "Seen on",
    "seen_by": "Seen by",
}  # fmt: skip
_KINDS: Final = {"born": "date", "seen_on": "date"}
_FIELDS: Final = "\n".join(
    f'[[field]]\nid = "{name}"\nkind = "{_KINDS.get(name, "text")}"\nlabel = "{label}"\nsection = "Visit"\n'
    for name, label in _LABELS.items()
)
_MAPPING: Final = f"""
[form]
id = "numbered_visit"
version = "1"
title = "Numbered visit"
blanks = ["numbered_visit.docx"]

[subject]
name = "child_name"
born = "born"
number = "number"
on = "seen_on"
assessor = "seen_by"

{_FIELDS}
[checklist]
section = "Visit"
answer = "Score"
weight = "Points"

[[checklist.group]]
name = "House"
factors = [
  {{ id = "no_heating", label = "No heating", points = 5 }},
  {{ id = "no_food", label = "No food in the house", points = 10 }},
]

[score]
band = [
  {{ level = "green", from = 0, to = 9, name = "All well", colour = "92D050" }},
  {{ level = "red", from = 10, name = "Act today", colour = "FF0000" }},
]

[review]
on = "seen_on"
interval = [ {{ level = "green", weeks = 12 }}, {{ level = "red", weeks = 1 }} ]
"""


def visit(*, heating: str = "", food: str = "", **typed: str) -> bytes:
    """Fill in the form: ``number``, ``child_name``, ``born``, ``seen_on``, ``seen_by``; without anything the blank."""
    return document(
        "Numbered visit",
        table([[label, typed.get(name, "")] for name, label in _LABELS.items()]),
        table([["Question", "Points", "Score"], ["No heating", "5", heating], ["No food in the house", "10", food]]),
    )


def write_mapping(folder: Path) -> None:
    """Put mapping and blank where a run in ``folder`` finds them, and no others."""
    blanks = folder / "mappings" / "blanks"
    blanks.mkdir(parents=True)
    (blanks / "numbered_visit.docx").write_bytes(visit())
    (folder / "mappings" / "numbered_visit.toml").write_text(_MAPPING, "utf-8")
