"""How often Python looks for garbage that refers to itself."""

from __future__ import annotations

import atexit
import gc
from typing import Final

_NEW_OBJECTS: Final = 200_000
"""Between two looks; Python's own 700 is for programs that make few objects.

All that a form makes is freed as soon as nothing refers to it (``tests/test_garbage.py``), so a look finds what is kept
of forms, and little else: openpyxl leaves some two thousand objects each time it writes a table.
"""


_NEW_OBJECTS_AT_LEAST: Final = 1_000_000
"""The same in a process that ends with the form it reads. A usual one makes 60,000 objects that stay: three looks found
nothing, and took a twenty-fifth of the command."""


def look_seldom() -> None:
    """Look for garbage less often in this process, and not once more when it ends; called where one starts.

    At the end Python looks through all objects several times, which took a sixth of reading one form; the system takes
    the memory back anyhow, and files are closed where they were opened.
    """
    gc.set_threshold(_NEW_OBJECTS)
    atexit.register(gc.freeze)


def look_hardly_ever() -> None:
    """Look for garbage only where a form makes far more of it than usual; for a command that reads one form."""
    gc.set_threshold(_NEW_OBJECTS_AT_LEAST)
