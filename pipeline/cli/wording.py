"""How things are printed for people: dates, counts, colours."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from pipeline.findings import Severity
from pipeline.patterns import pattern
from pipeline.windows import as_people_know_it, really

SEVERITY_STYLE = {Severity.MUST: "bold red", Severity.SHOULD: "yellow", Severity.ASK: "cyan", Severity.NOTE: "dim"}


def day(value: dt.date | None) -> str:
    """Print a date as people here write it: ``31/03/2026``; nothing for none."""
    return value.strftime("%d/%m/%Y") if value else ""


def count(number: int, noun: str, plural: str = "") -> str:
    """Print ``1 form``, ``2 forms``, ``12,000 forms``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def printable(text: str) -> str:
    """Drop control characters, so that nothing in a form or file name can steer the terminal."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\N{REPLACEMENT CHARACTER}" for sign in text)


def in_line(name: str) -> str:
    """Print the name of a form in one line, whatever signs its file's name holds."""
    return printable(" ".join(name.splitlines()))


_PLAIN: Final = pattern(r"[\w./\\:~-]+")
"""What no shell takes for anything but itself."""


def names_output(folder: Path) -> str:
    """Return the option that names a folder of results to a command; nothing for the one that it takes anyway."""
    name = path(folder)
    return "" if name == "output" else f"-o {name}" if _PLAIN.fullmatch(name) else f'-o "{name}"'


def path(value: Path) -> str:
    """Print a path from the working folder where it lies below it."""
    try:
        return printable(str(really(value).relative_to(really(Path()))))
    except ValueError:
        return printable(as_people_know_it(str(value)))
