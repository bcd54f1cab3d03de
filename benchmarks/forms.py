"""Completed forms that differ, made in code: what a team sends in is never the same form twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from typing import TYPE_CHECKING, Final

from tests.formbuilder import BELOW, CompletedForm, factors
from tests.shapes import paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY: Final = dt.date(2026, 11, 22)
"""The day of all that is measured."""

_LETTERS: Final = "bcdfghjklmnpqrstvwxz"
_SAID = (
    "the young person school home worker carer meeting visit week reported concern friend phone online missing "
    "returned police support agreed plan review contact older adult park station money gift worried safe said angry"
)

_AGENCIES = ("Police", "Social worker", "Health", "Education")


def forms(count: int) -> Iterator[bytes]:
    """Yield ``count`` completed forms of invented children; the same count gives the same forms."""
    for number in range(count):
        yield _form(number)


def write_forms(folder: Path, numbers: range) -> None:
    """Write these forms of all that can be made into the input of a folder, as ``0.docx`` and so on."""
    (folder / "input").mkdir()
    for number, form in enumerate(forms(numbers.stop)):
        if number in numbers:
            (folder / "input" / f"{number - numbers.start}.docx").write_bytes(form)


def name_unlike_others(child: int) -> str:
    """Make up a name that is like few others."""
    signs = hashlib.sha256(f"name {child}".encode()).digest()
    words = ["".join(_LETTERS[sign % len(_LETTERS)] for sign in signs[start : start + 8]) for start in (0, 8)]
    return " ".join(words).title()


def _form(number: int) -> bytes:
    choose = random.Random(number)  # noqa: S311 - nothing secret
    form = CompletedForm()
    form.put("child_name", f"Invented Child {number}").put(
        "case_status", choose.choice(["CIN", "CP", "CLA", "Early Help"])
    )
    form.put("date_of_birth", f"{choose.randint(1, 28):02}/{choose.randint(1, 12):02}/{choose.randint(2009, 2014)}")
    form.put("date_completed", f"{choose.randint(1, 28):02}/{choose.randint(1, 9):02}/2026")
    form.put("safeguarding_lead", f"Lead {choose.randint(1, 9)}").put("team_manager", f"Manager {choose.randint(1, 9)}")
    for field in BELOW:
        form.put(field, [paragraph(_sentence(choose)) for _ in range(choose.randint(1, 3))])
    for factor, (_, points) in factors().items():
        entry = choose.choice(["", "", str(points), "0", "✓", "x"])
        form.factor(factor, entry, notes=_sentence(choose) if choose.random() < 0.15 else "")
    level = choose.choice(["low", "medium", "high"])
    form.choose("exploitation_type", choose.choice(["CCE", "CSE", "Both"]), under=level, bold=True)
    form.choose("outcome", level, before="✓ ")
    form.agencies([(f"Person {choose.randint(1, 99)}", "", agency, "01234 567890") for agency in _AGENCIES])
    form.actions(
        [(_sentence(choose), f"Worker {choose.randint(1, 9)}", "30/10/2026") for _ in range(choose.randint(1, 3))]
    )
    return form.bytes()


def _sentence(choose: random.Random) -> str:
    words = _SAID.split()
    return " ".join(choose.choice(words) for _ in range(choose.randint(8, 30))).capitalize() + "."
