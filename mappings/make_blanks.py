"""Make the blanks of the starters anew: python mappings/make_blanks.py.

Each is what ``wordform blank`` makes, kept as a file: completed forms that lost what says which form they are, for
instance after a copy into another document, are compared with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipeline.mapping import load_catalogue
from pipeline.writers.blank.word import blank_word

HERE: Final = Path(__file__).resolve().parent
OTHERS: Final = ("ce_assessment",)
"""Mappings of forms that others print; the blanks of these are given."""


def main() -> None:
    """Write the blanks."""
    for name, content in made().items():
        (HERE / "blanks" / name).write_bytes(content)


def made() -> dict[str, bytes]:
    """Make the blanks from the mappings and their templates, by their file names; no table of theirs prints rows."""
    starters = [path for path in sorted(HERE.glob("*.toml")) if path.stem not in OTHERS]
    return {f"{each.form.id}.docx": blank_word(each, printed={}) for each in load_catalogue(starters).mappings}


if __name__ == "__main__":
    main()
