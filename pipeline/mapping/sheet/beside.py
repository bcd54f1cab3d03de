"""The sheet that a mapping names: a workbook or CSV files in the folder of the mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pipeline.errors import InvalidMapping
from pipeline.mapping.sheet.csv_file import read_csv
from pipeline.mapping.sheet.entries import Entries, Tree, entries_of, with_groups
from pipeline.mapping.sheet.files import CSV, FIELDS, SET_ASIDE, WORKBOOKS, Filled, could_be_sheets, named, part_of
from pipeline.mapping.sheet.grid import Grid
from pipeline.mapping.sheet.table import CHECKLIST, Line, sheets
from pipeline.mapping.sheet.workbook import read_workbook, sheet_names
from pipeline.nearest import did_you_mean, nearest

_LARGEST: Final = 16 * 1024 * 1024
_SAVE_AS: Final = "Save it as .xlsx or .csv."


def filled_in(path: Path, tree: Tree, raw: bytes) -> Filled:
    """Return what a mapping file says with the questions of the sheet that it names.

    Args:
        path: The mapping file.
        tree: What it says itself.
        raw: Its bytes.

    Raises:
        InvalidMapping: The sheet is wrong, or questions are in two places.
    """
    _require_one_place(path, tree)
    if not named(tree):
        return Filled(tree=tree, sources=(raw,))
    files = {file: _read(path, file) for file in sheet_files(path, tree)}
    entries = entries_of(_grids(files))
    if entries.problems:
        raise InvalidMapping("\n".join(entries.problems), code="sheet_invalid")
    whole = {**tree, "field": list(entries.fields), **_checklists(path, tree, entries)}
    return Filled(tree=whole, sources=(raw, *files.values()), places=entries.places)


def sheet_files(path: Path, tree: Tree) -> tuple[Path, ...]:
    """Return every file that the sheet of a mapping is made of; with any other bytes in them it is another mapping.

    Raises:
        InvalidMapping: The name of the sheet is no name of a file beside the mapping.
    """
    name = named(tree)
    if not name:
        return ()
    if Path(name).name != name or "\\" in name:
        raise InvalidMapping(
            f"{path}: form.fields: is {name!r}, and has to be the name of a file beside the mapping.",
            remedy="Put the sheet into the folder of the mapping.",
            code="sheet_elsewhere",
        )
    file = path.with_name(name)
    if file.suffix.lower() == CSV:
        return (file, *_other_parts(file))
    if file.suffix.lower() not in WORKBOOKS:
        raise InvalidMapping(
            f"{path}: form.fields: {name!r} is neither a workbook nor a CSV.", remedy=_SAVE_AS, code="sheet_kind"
        )
    return (file,)


def _other_parts(file: Path) -> list[Path]:
    """Return the CSVs beside that of the fields; one whose name is nearly right is refused."""
    found = []
    for other in sorted(file.parent.glob(f"*{CSV}")):
        part = other.stem.removeprefix(f"{file.stem}.").lower()
        if part in sheets() and other == part_of(file, part) and other != file:
            found.append(other)
        elif other.stem.lower() != part and not SET_ASIDE.search(part) and nearest(part, sheets()):
            raise InvalidMapping(
                f"{other}: is not a part of {file.name}{did_you_mean(part, sheets())}",
                remedy=f"Its parts are called {file.stem}.choices.csv and so on; rename it.",
                code="sheet_part",
            )
    return found


def holds_fields(file: Path) -> bool:
    """Return whether a file is a sheet of fields, whatever its name is."""
    if file.suffix.lower() not in (*WORKBOOKS, CSV) or not file.is_file():
        return False
    data = file.read_bytes()
    if file.suffix.lower() in WORKBOOKS:
        return FIELDS in (name.strip().lower() for name in sheet_names(data))
    try:
        grid = read_csv(data, str(file), list(sheets()[FIELDS]))
    except InvalidMapping:
        return False
    names = {str(value).strip().lower() for row in grid.rows[:1] for value in row.cells.values()}
    return {"id", "label"} <= names


def sheets_beside(path: Path) -> list[Path]:
    """Return the sheets of questions beside a mapping that have its name, with all their parts."""
    found = [file for file in could_be_sheets(path) if holds_fields(file)]
    parts = [part_of(file, name) for file in found if file.suffix == CSV for name in sheets() if name != FIELDS]
    return [*found, *(part for part in parts if part.is_file())]


def _require_one_place(path: Path, tree: Tree) -> None:
    """Refuse questions in two places, of which one would be passed over in silence."""
    name = named(tree)
    if name and "field" in tree:
        raise InvalidMapping(
            f"{path}: has [[field]] entries, and form.fields names the sheet '{name}'.",
            remedy="Have all questions in one of them.",
            code="fields_twice",
        )
    other = next((file for file in sheets_beside(path) if file.stem == path.stem and file.name != name), None)
    if other is not None:
        raise InvalidMapping(
            f"{path}: {other.name} beside it holds questions, and form.fields doesn't name it.",
            remedy=f'Write fields = "{other.name}" under [form], and no [[field]]; or move {other.name} away.',
            code="fields_twice",
        )


def _read(path: Path, file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST:
            raise InvalidMapping(
                f"{file}: is larger than {_LARGEST // 1024**2} MB.",
                remedy="Copy the questions into a new one.",
                code="sheet_too_large",
            )
        return file.read_bytes()
    except OSError as error:
        raise InvalidMapping(
            f"{path}: the sheet '{file.name}' can't be read ({error.strerror}).",
            remedy=f"Put it into {path.parent} and close it in other programs, or mend form.fields.",
            code="sheet_unreadable",
        ) from error


def _grids(files: Mapping[Path, bytes]) -> dict[str, Grid]:
    first, data = next(iter(files.items()))
    if first.suffix.lower() == CSV:
        parts = {FIELDS if file == first else file.stem.rpartition(".")[2].lower(): file for file in files}
        return {name: read_csv(files[file], str(file), list(sheets()[name])) for name, file in parts.items()}
    for name in sheet_names(data):
        known = name.strip().lower()
        if known not in sheets() and nearest(known, sheets()):
            raise InvalidMapping(
                f"{first}, sheet {name}: is called like none that is read{did_you_mean(known, sheets())}",
                remedy="Rename it; a sheet that is your own may be called anything else.",
                code="sheet_name",
            )
    grids = read_workbook(data, str(first), list(sheets()))
    if FIELDS not in grids:
        raise InvalidMapping(
            f"{first}: has no sheet 'fields'.", remedy="Give that name to the sheet of questions.", code="sheet_name"
        )
    return grids


def _checklists(path: Path, tree: Tree, entries: Entries) -> dict[str, Any]:
    """Return the checklists with their rows, as the key of the tree; nothing when the sheet has no rows."""
    if not entries.factors:
        return {}
    found = tree.get("checklist")
    checklists = [found] if isinstance(found, dict) else found if isinstance(found, list) else []
    by_name: dict[str, list[Line]] = {}
    for line in entries.factors:
        by_name.setdefault(line.keys.get(CHECKLIST, ""), []).append(line)
    _require_known(path, checklists, by_name)
    whole = []
    for each in checklists:
        names = {str(each.get("id", ""))} | ({""} if len(checklists) == 1 else set())
        mine = [line for line in entries.factors if line.keys.get(CHECKLIST, "") in names]
        whole.append(with_groups(each, mine) if mine else each)
    return {"checklist": whole}


def _require_known(path: Path, checklists: Sequence[Any], by_name: Mapping[str, list[Line]]) -> None:
    """Refuse rows of a checklist that the mapping doesn't have, or whose rows it has itself."""
    known = {str(each.get("id", "")): each for each in checklists if isinstance(each, dict)}
    problems = []
    for name, lines in by_name.items():
        each = next(iter(known.values())) if not name and len(known) == 1 else known.get(name)
        if each is None:
            there = f"there is no checklist '{name}'" if name else "which of the checklists is not said"
            problems.append(f"{lines[0].place}, column {CHECKLIST}: {there}{did_you_mean(name, known)}")
        elif any("factors" in group for group in each.get("group", []) if isinstance(group, dict)):
            problems.append(f"{lines[0].place}: {path.name} has rows of this checklist itself; have all in one place")
    if problems:
        raise InvalidMapping("\n".join(problems), code="sheet_invalid")
