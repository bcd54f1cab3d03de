"""How the memory of a run grows with its forms: ``python -m benchmarks.memory 1000 20000``.

The forms are full: each has all its answers, and each is of another child. Some are made in code; the rest are these
under other names and dates of birth, which takes a fiftieth of the time.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.forms import forms, name_unlike_others
from benchmarks.measured import Aim, used_by

ROOT: Final = Path(__file__).resolve().parent.parent
USUAL: Final = (1_000, 20_000)
MOST: Final = 1.05
"""Times the memory of the first run, as issue 21 sets it."""

_MADE: Final = 40
_MAIN: Final = "word/document.xml"
_NAME: Final = b"Invented Child "
_TEAMS: Final = 50


def measure(count: int, folder: Path) -> tuple[float, float]:
    """Process so many forms; return the peak of the largest process in megabytes, and the seconds."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # Elsewhere, for the system counts what this process takes when it starts the other one as that one's, too.
    here = [sys.executable, "-m", "benchmarks.memory"]
    subprocess.run([*here, "write", str(count)], cwd=folder, env=environment, check=True)
    said = subprocess.run([*here, "process"], cwd=folder, env=environment, check=True, capture_output=True, text=True)
    peak, seconds = map(float, said.stdout.split()[-2:])
    return peak, seconds


def process() -> None:
    """Process the working folder's input, and print the peak and the seconds."""
    start = time.perf_counter()
    run = subprocess.Popen([sys.executable, "-m", "pipeline", "process", "--quiet"], stdout=subprocess.DEVNULL)
    print(used_by(run).ru_maxrss / 1024, time.perf_counter() - start)


def write(count: int, folder: Path) -> None:
    """Write so many full forms of different children into the folder's input."""
    made = [*forms(_MADE)]
    for number in range(count):
        path = folder / "input" / f"team {number % _TEAMS:02}" / f"{number:06}.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_of_another_child(made[number % _MADE], number))


def _of_another_child(form: bytes, number: int) -> bytes:
    """Return a form under a name that nobody else has."""
    name = name_unlike_others(number).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member.filename, content.replace(_NAME, name + b" ") if member.filename == _MAIN else content)
    return stream.getvalue()


def aims(counts: tuple[int, ...] = USUAL) -> Iterator[Aim]:
    """Yield how many times the memory of the fewest forms each greater number of forms takes."""
    first = 0.0
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            peak, seconds = measure(count, Path(folder))
        first = first or peak
        print(f"{count:>7,} forms: {peak:6.0f} MB at most; {seconds:.0f} s", file=sys.stderr, flush=True)
        if peak != first:
            yield Aim(what=f"memory, {counts[0]:,} to {count:,} full forms", now=peak / first, most=MOST)


def main() -> None:
    """Measure, print each figure, and say by the exit code whether memory stays flat."""
    counts = tuple(int(number) for number in sys.argv[1:]) or USUAL
    found = [*aims(counts)]
    for aim in found:
        print(f"{aim.what}: {aim.now:.2f} times, {aim.bound}")
    sys.exit(0 if all(aim.is_met for aim in found) else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(int(sys.argv[2]), Path.cwd())
    elif sys.argv[1:2] == ["process"]:
        process()
    else:
        main()
