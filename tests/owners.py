"""Whether nobody but its owner can read a file, on any system."""

import os
import re
import sys
from pathlib import Path

_SYSTEM_AND_ADMINISTRATORS = {"SY", "BA"}


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
