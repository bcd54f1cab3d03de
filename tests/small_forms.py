"""A form of a few lines with a mapping of its own, for tests that need many forms: reading one takes milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.documents import document
from tests.shapes import table

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = b"no form at all"
_MAPPING = """
[form]
id = "home_tally"
version = "1"
title = "Home tally"
blanks = ["home_tally.docx"]

[subject]
name = "child_name"

[[field]]
id = "child_name"
kind = "text"
label = "Name of child"
section = "Home"
required = true

[[field]]
id = "total"
kind = "number"
label = "Total"
section = "Home"

[checklist]
section = "Home"
answer = "Score"
weight = "Points"

[[checklist.group]]
name = "House"
factors = [
  { id = "no_heating", label = "No heating", points = 5 },
  { id = "no_food", label = "No food in the house", points = 10 },
]

[score]
total_field = "total"
band = [
  { level = "green", from = 0, to = 9, name = "All well", colour = "92D050" },
  { level = "red", from = 10, name = "Act today", colour = "FF0000" },
]
"""


def small_form(child: str = "", *, heating: str = "", food: str = "") -> bytes:
    """Fill in the form; without anything it is the blank."""
    return document(
        "Home tally",
        table([["Name of child", child]]),
        table([["Question", "Points", "Score"], ["No heating", "5", heating], ["No food in the house", "10", food]]),
        table([["Total", ""]]),
    )


def write_mapping(folder: Path) -> None:
    """Put mapping and blank where a run in ``folder`` finds them, and no others."""
    blanks = folder / "mappings" / "blanks"
    blanks.mkdir(parents=True)
    (blanks / "home_tally.docx").write_bytes(small_form())
    (folder / "mappings" / "home_tally.toml").write_text(_MAPPING, "utf-8")


def write_forms(folder: Path, number: int) -> None:
    """Write forms of three teams, named by their number; every twentieth is broken, and some need review."""
    for each in range(number):
        path = folder / f"team {each % 3}" / f"{each:05}.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        filled_in = small_form(f"Example Child {each}", heating="5" * (each % 2), food="?" * (each % 6 == 3))
        path.write_bytes(BROKEN if each % 20 == 7 else filled_in)
