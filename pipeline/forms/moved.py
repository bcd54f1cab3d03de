"""Move the questions of a mapping that is there already into a sheet beside it, or back into its own text."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from pipeline.draft.sheet import sheet_of_entries
from pipeline.draft.sheet.moved import left_over, moved, noted_fields
from pipeline.errors import UsageProblem
from pipeline.forms.draft import put_in_place, require_free
from pipeline.mapping import load_catalogue
from pipeline.mapping.loader import read_tree
from pipeline.mapping.sheet.files import named


class Moved(Struct, frozen=True, kw_only=True):
    """What was moved.

    Attributes:
        written: The files that were written.
        kept: Where files went that had their names.
        comments: How many comments are at the end of the mapping now, since what they stood among is elsewhere.
    """

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    comments: int


def move_questions(file: Path, sheet: Path | None) -> Moved:
    """Move the questions of a mapping; its own file and an older sheet are kept under other names.

    Args:
        file: The mapping.
        sheet: Where they go, as a workbook or CSV beside it; back into the mapping without one.

    Raises:
        InvalidMapping: The mapping is wrong.
        UsageProblem: It has its questions there already, or only changes those of another mapping.
        CannotWrite: Something can't be written.
    """
    tree, raw = read_tree(file)
    if "extends" in tree:
        raise UsageProblem(
            f"'{file}' only says what is different from '{tree['extends']}', and a sheet holds whole questions.",
            remedy=f"Move the questions of '{tree['extends']}', which it starts from, and leave this one as it is.",
            code="usage",
        )
    if bool(named(tree)) == (sheet is not None):
        where, option = ("a sheet", "Leave out --sheet") if sheet is not None else ("its own text", "Add --sheet")
        raise UsageProblem(f"'{file}' has its questions in {where} already.", remedy=f"{option}.", code="usage")
    if sheet is not None:
        require_free(file, sheet)
    mapping = load_catalogue([file]).mappings[0]
    text = raw.decode("utf-8")
    fields = noted_fields(text, mapping)
    files = sheet_of_entries(fields, mapping.checklists, sheet) if sheet is not None else {}
    after = moved(text, mapping, sheet.name if sheet is not None else "")
    kept = put_in_place(file, after.encode(), files)
    return Moved(written=(file, *files), kept=kept, comments=left_over(after))
