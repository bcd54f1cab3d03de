"""Where in a sheet an entry is that a message about a blank names."""

from __future__ import annotations

from typing import Final

from pipeline.mapping.model import Mapping
from pipeline.patterns import pattern

_ENTRY: Final = pattern(
    r"\bfield(?:\[(?P<field>\w+)\]|s? '(?P<of>\w+)'(?:, choice '(?P<choice>[^']+)')?)"
    r"|\bfactor(?:s\[(?P<row>\w+)\]| '(?P<factor>\w+)')"
)
_COLUMNS: Final = (
    ("label", pattern(r"its label|no blank prints|their labels|its other wording")),
    ("named", pattern(r"names several places|of the name '")),
    ("points", pattern(r"\bcounts? \d+ points\b")),
)
"""The column that a message is about, by its words."""
_AFTER: Final = pattern(r"^\S+ '\w+' after: ")


def with_row(mapping: Mapping, line: str) -> str:
    """Return a message with file, sheet, row and column of the entry that it names, where a sheet holds that."""
    found = _ENTRY.search(line) if mapping.in_sheet else None
    if found is None:
        return line
    parts = found.groupdict()
    owner, row = parts["field"] or parts["of"], parts["row"] or parts["factor"]
    entry = f"field[{owner}]" if owner else f"factors[{row}]"
    place = mapping.in_sheet.get(f"{entry}.choice[{parts['choice']}]") or mapping.in_sheet.get(entry)
    if place is None or place in line:
        return line
    about = line[found.start() :]
    column = "after" if _AFTER.match(about) else next((name for name, said in _COLUMNS if said.search(about)), "")
    return f"{line} ({place}{f', column {column}' if column else ''})"
