"""``wordform read``: one form on the screen."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.cli.loading import read_file
from pipeline.cli.settings import Settings


def print_reading(file: Path, settings: Settings, *, as_json: bool) -> None:
    """Read one form and print the sheet of it, or its result as JSON."""
    result = read_file(file, settings)
    if as_json:
        sys.stdout.write(f"{result.json(indent=2)}\n")
        sys.stdout.flush()
    else:
        from pipeline.cli.commands.sheet import print_sheet  # loads rich, which JSON need not

        print_sheet(result, settings.volume)
