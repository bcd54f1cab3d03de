"""Set wordform up in this folder once, then open it: what a double click on ``start.cmd`` or ``start.command`` runs.

It needs nothing but Python's own library. ``make run`` sets up the same way, so either finds the other's work done.
"""

import subprocess
import sys
import venv
from pathlib import Path

OLDEST = (3, 11)
HERE = Path(__file__).resolve().parent
LOCK, PROJECT = HERE / "requirements.lock", HERE / "pyproject.toml"
FOLDER = HERE / ".venv"
STAMP = FOLDER / ".run"
BIN = FOLDER / ("Scripts" if sys.platform == "win32" else "bin")


def main(arguments: list[str]) -> int:
    """Set up what is not set up yet, and run a command of wordform: ``desk`` unless told."""
    if sys.version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        print(f"wordform needs Python {wanted} or later; https://www.python.org/downloads/ has it.")
        return 1
    if not _is_set_up():
        print("Setting up wordform. This takes about a minute, once.", flush=True)
        if problem := _problem_of_setting_up():
            print(f"It could not be set up: {problem}, then start it again.")
            return 1
    return _run(arguments or ["desk"])


def _problem_of_setting_up() -> str:
    """Set everything up, and return why it failed, with what to do; nothing when all is well."""
    failed = "this Python has no pip. Install it (Debian, Ubuntu: sudo apt install python3-venv)"
    try:
        _make_environment()
        failed = "what is needed could not be fetched. Check the connection"
        _install()
    except subprocess.CalledProcessError:
        return failed
    except OSError as error:
        return f"this folder can't be written ({error.strerror}). Check the free space and that it is one of your own"
    except KeyboardInterrupt:
        return "it was stopped. Leave its window open for a minute or two"
    return ""


def _run(arguments: list[str]) -> int:
    """Run a command of wordform; a Ctrl-C is meant for that, and is waited for."""
    with subprocess.Popen([BIN / "python", "-m", "pipeline", *arguments], cwd=HERE) as command:
        while True:
            try:
                return command.wait()
            except KeyboardInterrupt:
                continue


def _is_set_up() -> bool:
    """Return whether what is installed is not older than what is asked for."""
    return STAMP.is_file() and STAMP.stat().st_mtime >= max(LOCK.stat().st_mtime, PROJECT.stat().st_mtime)


def _make_environment() -> None:
    """Make the folder that holds what is installed; one that was left half-made is made anew."""
    if not any(BIN.glob("pip*")):
        venv.create(FOLDER, with_pip=True, clear=True)


def _install() -> None:
    pip = [BIN / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "-r", LOCK], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", HERE], check=True)
    STAMP.touch()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
