"""Clear away what a command that was killed left in the temporary folder."""

from __future__ import annotations

import os
from typing import Final

PREFIX = "wordform-"
"""What our folders there are called. The reader that makes them (:mod:`pipeline.readers.opening.private_folder`) is
slow to load, and seldom needed."""


_NAMED: Final = ("TMPDIR", "TEMP", "TMP")
_USUAL: Final = ("/tmp", "/var/tmp", "/usr/tmp")  # noqa: S108 - looked at, not written to


def clear_leftovers() -> None:
    """Empty the folders of conversions whose program was killed, and end the LibreOffice that outlived it."""
    try:
        there = any(name.startswith(PREFIX) for name in os.listdir(_temporary_folder()))  # noqa: PTH208 - names alone
    except OSError:
        return
    if there:
        from pipeline.readers.opening.private_folder import sweep

        sweep()


def _temporary_folder() -> str:
    """Return where :mod:`tempfile`, which is slow to load, makes folders."""
    if os.name == "posix":
        for folder in filter(None, (*map(os.environ.get, _NAMED), *_USUAL)):
            if os.access(folder, os.W_OK | os.X_OK):
                return folder
    from tempfile import gettempdir

    return gettempdir()
