"""Files that programs leave behind, and that nobody would miss."""

from __future__ import annotations

import fnmatch
import re
from typing import Final

# Lock files of Word and LibreOffice, temporary files, and what Windows and macOS leave in folders.
JUNK: Final = (
    "~$*", "~wr*", ".*", "*.tmp", "*.part", "thumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "icon\r",
)  # fmt: skip
_JUNK: Final = re.compile("|".join(map(fnmatch.translate, JUNK)))


def is_junk(name: str) -> bool:
    """Return whether a file or folder is something that programs leave behind, by its name."""
    return _JUNK.match(name.lower()) is not None
