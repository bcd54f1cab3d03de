"""Measure how the memory of a batch grows with its forms, and print it: ``python -m benchmarks.memory 500 20000``."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USUAL = (500, 5_000, 20_000)
MOST = 1.3  # times the memory of the first


def measure(forms: int, folder: Path) -> tuple[float, float]:
    """Process so many different forms; give the peak of the largest process in megabytes, and the seconds."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # Elsewhere, for the system counts what this process takes when it starts the other one as that one's, too.
    making = [sys.executable, "-m", "benchmarks.memory", "write", str(forms)]
    subprocess.run(making, cwd=folder, env=environment, check=True)
    start = time.perf_counter()
    run = subprocess.Popen([sys.executable, "-m", "pipeline", "process", "--quiet"], cwd=folder, env=environment)
    _, status, used = os.wait4(run.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return used.ru_maxrss / 1024, time.perf_counter() - start


def write(forms: int, folder: Path) -> None:
    """Write so many different forms, with a mapping of their own."""
    from tests.small_forms import small_form, write_mapping

    write_mapping(folder)
    for number in range(forms):
        path = folder / "input" / f"team {number % 50:02}" / f"{number:06}.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(small_form(f"Example Child {number}", heating="5" if number % 3 else ""))


def main() -> None:
    """Measure, print a line for each number of forms, and say whether memory stays flat."""
    peaks = []
    for forms in [int(number) for number in sys.argv[1:]] or USUAL:
        with tempfile.TemporaryDirectory() as folder:
            peak, seconds = measure(forms, Path(folder))
        peaks.append(peak)
        print(f"{forms:>7,} forms: {peak:6.0f} MB at most, {peak / peaks[0]:.2f} times the first; {seconds:.0f} s")
    sys.exit(0 if peaks[-1] <= MOST * peaks[0] else 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(int(sys.argv[2]), Path.cwd())
    else:
        main()
