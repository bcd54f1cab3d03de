"""What takes minutes: memory of batches of many forms, and registers of ten thousand rows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
RUNS = (("benchmarks.memory", "500", "5000", "20000"), ("benchmarks.register", "10000"))


def measure() -> Iterator[str]:
    """Yield what the other benchmarks print, as a list."""
    for module, *arguments in RUNS:
        command = [sys.executable, "-m", module, *arguments]
        run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        yield from (f"- {line}" for line in run.stdout.splitlines())
