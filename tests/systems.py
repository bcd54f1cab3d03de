"""What a test expects of any system: paths as it writes them, and files that nobody but their owner can read."""

import os
import re
import sys
from pathlib import Path

import pytest

_SYSTEM_AND_ADMINISTRATORS = {"SY", "BA"}


LEFT_OF_THE_LOCK = () if sys.platform == "win32" else (".wordform.lock",)
"""On Windows a lock is taken away when it is let go, since nobody can then hold the old one."""


def _is_wine() -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")


def not_under_wine(reason: str) -> pytest.MarkDecorator:
    """Skip what Wine, not Windows, can't do; ``docs/platforms.md`` lists the reasons."""
    return pytest.mark.skipif(_is_wine(), reason=f"Wine: {reason}")


def native(text: str) -> str:
    """Return a sentence without dates as this system says it: with its own signs between the parts of paths."""
    return text.replace("/", os.sep)


def is_for_owner_only(path: Path) -> bool:
    """Return whether only one person has rights on a file or folder; on Windows the system and administrators too."""
    if sys.platform == "win32":
        return len(_trustees(path) - _SYSTEM_AND_ADMINISTRATORS) == 1
    return path.stat().st_mode & 0o077 == 0


def _trustees(path: Path) -> set[str]:
    """Return who is named in the access control list of a file."""
    import ctypes
    from ctypes import wintypes

    api, access_list = ctypes.WinDLL("advapi32"), 4  # type: ignore[attr-defined, unused-ignore]
    needed, text = wintypes.DWORD(), wintypes.LPWSTR()
    api.GetFileSecurityW(os.fspath(path), access_list, None, 0, ctypes.byref(needed))
    found = ctypes.create_string_buffer(needed.value)
    assert api.GetFileSecurityW(os.fspath(path), access_list, found, needed, ctypes.byref(needed))
    assert api.ConvertSecurityDescriptorToStringSecurityDescriptorW(found, 1, access_list, ctypes.byref(text), None)
    return set(re.findall(r";;;([^)]+)\)", str(text.value)))
