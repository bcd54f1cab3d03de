"""How an id is written as a defined name of a workbook, and read from one.

A defined name has letters, digits, ``_`` and ``.``, and can't look like a cell (ECMA-376 Part 1, 18.2.5). So other
characters are escaped as in all texts of a workbook (``Early_x0020_Help``), and ``_`` goes before ``nrm1`` and ``r``.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 255

_NOT_ALLOWED: Final = re.compile(r"[^\w.]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LIKE_A_CELL: Final = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*(?:[Cc][0-9]*)?|[Cc][0-9]*|[0-9.].*|[Tt]rue|[Ff]alse")


def workbook_name(identifier: str) -> str:
    """Write an id as a defined name."""
    name = _NOT_ALLOWED.sub(lambda match: "".join(f"_x{unit:04X}_" for unit in _units(match[0])), identifier)
    return f"_{name}" if _LIKE_A_CELL.fullmatch(name) else name


def identifier_of(name: str) -> str:
    """Read the id from a defined name; any other name stays as it is."""
    bare = name[1:] if name.startswith("_") and _LIKE_A_CELL.fullmatch(name[1:]) else name
    if "_x" not in bare:
        return bare
    units = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), bare)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _units(character: str) -> tuple[int, ...]:
    data = character.encode("utf-16-le", "surrogatepass")
    return tuple(int.from_bytes(data[start : start + 2], "little") for start in range(0, len(data), 2))
