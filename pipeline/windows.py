"""What Windows does otherwise: long paths, who may read a file, files that only lie in the cloud, programs left behind.

Everything here does nothing elsewhere, so that callers need not ask where they run. Sources: Microsoft Learn, "Maximum
Path Length Limitation", "Security Descriptor String Format", "File Attribute Constants", "Job Objects".
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO, overload

if TYPE_CHECKING:
    import subprocess

_LONGEST_PLAIN: Final = 240
"""Characters; Windows stops at 260, of which a folder needs 12 for a name in it."""
_VERBATIM: Final = "\\\\?\\"
_SHARE: Final = "\\\\"
_ELSEWHERE: Final = 0x1000 | 0x40000 | 0x400000
"""FILE_ATTRIBUTE_OFFLINE, RECALL_ON_OPEN and RECALL_ON_DATA_ACCESS: the bytes come over the network when read."""
_JUNCTION: Final = 0xA0000003
"""IO_REPARSE_TAG_MOUNT_POINT."""
_HELD: Final = frozenset({5, 32, 33})
"""ERROR_ACCESS_DENIED (replacing an open file), ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION."""
_FOR_OWNER_ONLY: Final = "D:P(A;{inherit};FA;;;SY)(A;{inherit};FA;;;BA)(A;{inherit};FA;;;{owner})"
"""Full access for the system, administrators and the owner, and nothing inherited from the folder above."""


@overload
def within_reach(path: Path) -> Path: ...


@overload
def within_reach(path: Path | str) -> Path | str: ...


def within_reach(path: Path | str) -> Path | str:
    """Return a path in the form that Windows needs past 260 characters; a shorter one, and any elsewhere, as it is."""
    if sys.platform == "win32":
        full = os.path.abspath(path)  # noqa: PTH100 - no links resolved
        return path if len(full) < _LONGEST_PLAIN else Path(verbatim(full))
    return path


def all_within_reach(folder: Path) -> Path:
    """Return a folder in the form from which Windows reaches everything below, however deep; elsewhere as it is."""
    return Path(verbatim(os.path.abspath(folder))) if sys.platform == "win32" else folder  # noqa: PTH100 - as above


def verbatim(full: str) -> str:
    """Return a full path of Windows in the form without a limit."""
    if full.startswith(_VERBATIM):
        return full
    return f"{_VERBATIM}UNC\\{full[2:]}" if full.startswith(_SHARE) else _VERBATIM + full


def as_people_know_it(path: str) -> str:
    """Return a path without what :func:`verbatim` put in front of it."""
    if not path.startswith(_VERBATIM):
        return path
    rest = path.removeprefix(_VERBATIM)
    return _SHARE + rest.removeprefix("UNC\\") if rest.startswith("UNC\\") else rest


def really(path: Path) -> Path:
    """Return where something lies: in full, links followed.

    Raises:
        RuntimeError: It is a link that leads to itself.
    """
    try:
        return Path(as_people_know_it(str(within_reach(path).resolve())))
    except OSError:  # a drive of Windows' that doesn't tell, as some shares and disks in memory
        return Path(os.path.abspath(path))  # noqa: PTH100 - as above


def leads_elsewhere(seen: os.stat_result) -> bool:
    """Return whether something that was looked at itself is a link, or a junction: Windows has some in "Documents"."""
    return stat.S_ISLNK(seen.st_mode) or getattr(seen, "st_reparse_tag", 0) == _JUNCTION


def full_stat(entry: os.DirEntry[str]) -> os.stat_result:
    """Return all that is known of what a folder lists; in that list Windows has no numbers, and times may be old ones.

    Raises:
        OSError: It is gone, or a link that leads nowhere.
    """
    return os.stat(entry.path) if sys.platform == "win32" else entry.stat()  # noqa: PTH116 - many of them


def is_held(error: OSError) -> bool:
    """Return whether another program has the file open so that this one may not use it just now."""
    return getattr(error, "winerror", None) in _HELD


def is_in_the_cloud_only(path: Path) -> bool:
    """Return whether a file's bytes are not on this computer, as OneDrive leaves it to save space."""
    try:
        return bool(getattr(path.stat(), "st_file_attributes", 0) & _ELSEWHERE)
    except OSError:
        return False


def let_only_the_owner_in(path: Path) -> None:
    """Set rights like 0600 and 0700 on a new file or folder; what is made in such a folder later has them too."""
    if sys.platform == "win32":
        inherit = "OICI" if path.is_dir() else ""
        with contextlib.suppress(OSError):  # a disk without rights, such as a FAT stick, or a share that keeps its own
            _set_rights(str(path), _FOR_OWNER_ONLY.format(inherit=inherit, owner=_own_id()))


def can_be_asked(stream: TextIO) -> bool:
    """Return whether somebody may type an answer there; Windows says of nowhere (``NUL``) too that it is a terminal."""
    return stream.isatty() and (sys.platform != "win32" or _is_console(stream))


def end_with_us(process: subprocess.Popen[bytes]) -> object:
    """Have Windows end a program, and all that it starts, at the latest when this process is gone, however it ends.

    Returns:
        What ties the program to us; it is to be kept as long as the program runs.
    """
    if sys.platform == "win32":
        return _job_for(process)
    return None


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _KERNEL = ctypes.WinDLL("kernel32", use_last_error=True)
    _ADVAPI = ctypes.WinDLL("advapi32", use_last_error=True)
    _DACL, _PROTECTED, _SDDL_1, _FILE_OBJECT = 0x4, 0x80000000, 1, 1
    _LIMITS_CLASS, _KILL_ON_CLOSE, _FLAGS_AT = 9, 0x2000, 16
    _LIMITS_SIZE = 144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112  # JOBOBJECT_EXTENDED_LIMIT_INFORMATION
    _TOKEN_QUERY, _TOKEN_USER = 0x8, 1

    def _is_console(stream: TextIO) -> bool:
        handle = wintypes.HANDLE(msvcrt.get_osfhandle(stream.fileno()))
        return bool(_KERNEL.GetConsoleMode(handle, ctypes.byref(wintypes.DWORD())))

    class _Job:
        """A job object; its programs end when the last handle to it is closed."""

        def __init__(self) -> None:
            _KERNEL.CreateJobObjectW.restype = wintypes.HANDLE
            self.handle = wintypes.HANDLE(_KERNEL.CreateJobObjectW(None, None))
            limits = (ctypes.c_char * _LIMITS_SIZE)()
            ctypes.c_uint32.from_buffer(limits, _FLAGS_AT).value = _KILL_ON_CLOSE
            _KERNEL.SetInformationJobObject(self.handle, _LIMITS_CLASS, limits, _LIMITS_SIZE)

        def __del__(self) -> None:
            _KERNEL.CloseHandle(self.handle)

    def _job_for(process: subprocess.Popen[bytes]) -> object:
        job = _Job()
        _KERNEL.AssignProcessToJobObject(job.handle, wintypes.HANDLE(int(process._handle)))  # type: ignore[attr-defined]
        return job

    def _own_id() -> str:
        """Return the security identifier of who runs the program."""
        token, needed = wintypes.HANDLE(), wintypes.DWORD()
        _KERNEL.GetCurrentProcess.restype = wintypes.HANDLE
        process = wintypes.HANDLE(_KERNEL.GetCurrentProcess())
        if not _ADVAPI.OpenProcessToken(process, _TOKEN_QUERY, ctypes.byref(token)):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            _ADVAPI.GetTokenInformation(token, _TOKEN_USER, None, 0, ctypes.byref(needed))
            user = ctypes.create_string_buffer(needed.value)
            if not _ADVAPI.GetTokenInformation(token, _TOKEN_USER, user, needed, ctypes.byref(needed)):
                raise ctypes.WinError(ctypes.get_last_error())
            text = wintypes.LPWSTR()
            if not _ADVAPI.ConvertSidToStringSidW(ctypes.c_void_p.from_buffer(user), ctypes.byref(text)):
                raise ctypes.WinError(ctypes.get_last_error())
            try:
                return str(text.value)
            finally:
                _KERNEL.LocalFree(text)
        finally:
            _KERNEL.CloseHandle(token)

    def _set_rights(path: str, rights: str) -> None:
        descriptor = ctypes.c_void_p()
        if not _ADVAPI.ConvertStringSecurityDescriptorToSecurityDescriptorW(
            rights, _SDDL_1, ctypes.byref(descriptor), None
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            if not _ADVAPI.SetFileSecurityW(path, _DACL | _PROTECTED, descriptor):
                raise ctypes.WinError(ctypes.get_last_error())
        finally:
            _KERNEL.LocalFree(descriptor)
