"""LibreOffice as a converter that is not trusted with anything else: own profile, own folder, no macros, a time limit.

It opens files that strangers sent. So it starts with a fresh profile that forbids macros, active content and links to
elsewhere, sees neutral file names in a folder that only its owner may enter, and is killed with all it started when
it takes too long. Nothing of it stays behind.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.limits import FILE_BYTES
from pipeline.ooxml.quoting import escape
from pipeline.readers.opening.private_folder import private_folder
from pipeline.windows import end_with_us

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.readers.opening.older_formats import Target

_PROGRAMS: Final = ("soffice", "libreoffice", "soffice.com")
_USUAL_PLACES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
)
_QUIET_START: Final = ("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard", "--nolockcheck")
_NOWHERE: Final = "127.0.0.1:9"
"""The discard port of this machine, as proxy: nothing listens there, so nothing gets out."""

_SETTINGS: Final = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),  # very high: only from trusted places, of which …
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),  # … there are none
    ("Office.Common/Security/Scripting", "DisablePythonRuntime", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),  # pictures and sections from elsewhere
    ("Office.Writer/Content/Update", "Link", "2"),  # never
    ("Office.Calc/Content/Update", "Link", "1"),  # never; the numbers differ between the two
    ("Office.Common/Java/VirtualMachine", "Enable", "false"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    ("Inet/Settings", "ooInetHTTPProxyName", _NOWHERE.partition(":")[0]),
    ("Inet/Settings", "ooInetHTTPProxyPort", _NOWHERE.partition(":")[2]),
    ("Inet/Settings", "ooInetHTTPSProxyName", _NOWHERE.partition(":")[0]),
    ("Inet/Settings", "ooInetHTTPSProxyPort", _NOWHERE.partition(":")[2]),
    ("Setup/L10N", "ooSetupSystemLocale", "en-GB"),  # so that no result depends on who runs it
)


@cache
def find_libreoffice() -> str | None:
    """Find the program on the search path or where it usually is; ``None`` when it is not installed."""
    on_path = (shutil.which(name) for name in _PROGRAMS)
    usual = (place for place in _USUAL_PLACES if Path(place).is_file())
    return next((found for found in (*on_path, *usual) if found), None)


def convert_together(program: str, files: Mapping[str, bytes], target: Target, *, seconds: float) -> dict[str, bytes]:
    """Convert files in one start of LibreOffice.

    Args:
        program: Path of LibreOffice.
        files: Content by file name; the names are neutral and end in the suffix of what the file is.
        target: What to make of them.
        seconds: Time for all of them together; then LibreOffice is killed.

    Returns:
        What was written, by the names of ``files``; a file that could not be converted is missing, and after a time
        limit or crash the last result may be cut short.
    """
    with private_folder() as folder:
        incoming, results = folder / "in", folder / "out"
        incoming.mkdir()
        for name, content in files.items():
            (incoming / name).write_bytes(content)
        _write_profile(folder / "profile")
        command = [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", *_QUIET_START,
            "--convert-to", f"{target.suffix}:{target.filter}", "--outdir", str(results),
            *(str(incoming / name) for name in files),
        ]  # fmt: skip
        _run(command, folder, seconds)
        made = {name: results / f"{Path(name).stem}.{target.suffix}" for name in files}
        fit = {name: path for name, path in made.items() if path.is_file() and path.stat().st_size <= FILE_BYTES}
        return {name: path.read_bytes() for name, path in fit.items()}


def _write_profile(profile: Path) -> None:
    (profile / "user").mkdir(parents=True)
    items = "\n".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{escape(value)}</value>'
        "</prop></item>"
        for path, name, value in _SETTINGS
    )
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n{items}\n</oor:items>\n',
        "utf-8",
    )


def _run(command: list[str], folder: Path, seconds: float) -> None:
    """Run LibreOffice; it and all it started are dead when this returns, whatever happens meanwhile."""
    own_group = {"start_new_session": True} if os.name == "posix" else {}
    with subprocess.Popen(  # noqa: S603 - the program was found by us, and the arguments are ours
        command,
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **own_group,  # type: ignore[call-overload]
    ) as process:
        tie = end_with_us(process)
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            pass
        finally:
            if process.returncode != 0:
                _kill(process)
            del tie  # kept until here: it holds the program to us


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment with home and temporary folder inside ``folder``, and no way out to the network."""
    own = {
        **dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), str(folder)),
        **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), f"http://{_NOWHERE}"),
        **dict.fromkeys(("no_proxy", "NO_PROXY"), ""),
        "SAL_USE_VCLPLUGIN": "svp",  # draws nowhere, so no screen is asked for
    }
    return {**os.environ, **own}


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process with everything it started: the program proper is a grandchild of ours."""
    if sys.platform == "win32":
        tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(tree, check=False, capture_output=True)  # noqa: S603
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it ended by itself just now
            os.killpg(process.pid, signal.SIGKILL)
