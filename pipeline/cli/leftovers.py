"""Clear away what a command that was killed left in the temporary folder."""

from __future__ import annotations

import os
from tempfile import gettempdir

PREFIX = "wordform-"
"""What our folders there are called. The reader that makes them (:mod:`pipeline.readers.opening.private_folder`) is
slow to load, and seldom needed."""


def clear_leftovers() -> None:
    """Empty the folders of conversions whose program was killed, and end the LibreOffice that outlived it."""
    try:
        there = any(name.startswith(PREFIX) for name in os.listdir(gettempdir()))  # noqa: PTH208 - names alone
    except OSError:
        return
    if there:
        from pipeline.readers.opening.private_folder import sweep

        sweep()
