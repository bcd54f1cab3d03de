"""The files of sheets: which a mapping names, and which could be one; no more is loaded where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec import field as with_default

from pipeline.patterns import pattern

WORKBOOK, CSV = ".xlsx", ".csv"
WORKBOOKS: Final = (WORKBOOK, ".xlsm")
FIELDS, CHOICES, COLUMNS, FACTORS = "fields", "choices", "columns", "factors"
SET_ASIDE: Final = pattern(r"\.kept-\d+$")
"""How :func:`pipeline.files.set_aside` ends the name of a file that another took the place of."""
_NAMED: Final = pattern(rb"""fields["']?[ \t]*=[ \t]*("[^"\n]*"|'[^'\n]*')""")


def mappings_beside(path: Path) -> list[Path]:
    """Return the other mapping files in the folder of one, without those that another took the place of."""
    beside = sorted(path.parent.glob("*.toml"))
    return [other for other in beside if other.name != path.name and not SET_ASIDE.search(other.stem)]


class Filled(Struct, frozen=True, kw_only=True):
    """What a mapping file says together with its sheet.

    Attributes:
        tree: As if all of it were TOML.
        sources: The bytes of each file that makes it up.
        places: Where entries are in the sheet, by how messages call them.
    """

    tree: dict[str, Any]
    sources: tuple[bytes, ...] = ()
    places: dict[str, str] = with_default(default_factory=dict)


def named(tree: dict[str, Any]) -> str:
    """Return the name of the sheet in a mapping file; empty when it has none, or none that is a name."""
    form = tree.get("form")
    name = form.get("fields") if isinstance(form, dict) else None
    return name if isinstance(name, str) else ""


def part_of(file: Path, name: str) -> Path:
    """Return the CSV that is what a sheet is in a workbook: ``visit.choices.csv`` beside ``visit.csv``."""
    return file if name == FIELDS else file.with_name(f"{file.stem}.{name}{file.suffix}")


def could_be_sheets(path: Path) -> tuple[Path, ...]:
    """Return the files beside a mapping that would be its sheet by their name."""
    return tuple(path.with_suffix(suffix) for suffix in (*WORKBOOKS, CSV))


def files_that_count(path: Path, raw: bytes) -> Iterator[Path]:
    """Yield the files that are there beside a mapping and on which it may depend, besides its own.

    Args:
        path: The mapping file.
        raw: Its bytes; they are searched, not parsed, so a name may be found that is no sheet's.
    """
    names = [_unquoted(found) for found in _NAMED.findall(raw)]
    said = [path.with_name(name) for name in names if name and Path(name).name == name]
    for file in dict.fromkeys((*could_be_sheets(path), *said)):
        if file.is_file():
            yield file
        if file.is_file() and file.suffix.lower() == CSV:
            import glob  # most mappings have no sheet

            yield from sorted(file.parent.glob(f"{glob.escape(file.stem)}.*{CSV}"))


def _unquoted(text: bytes) -> str:
    import tomllib  # as above

    try:
        return str(tomllib.loads(f"name = {text.decode()}")["name"])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):  # then the mapping is refused
        return ""
