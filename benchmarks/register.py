"""How long registers and diary of very many forms take, and how much memory: ``python -m benchmarks.register 100000``.

A ledger is filled with results of one invented form under other names and dates, three assessments a child. Reading is
measured in a process of its own, so the peak is that of writing the registers alone.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from msgspec.structs import replace

from benchmarks.forms import DAY
from pipeline.batch.ledger.receive import received_again
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import load_catalogue
from pipeline.process.form import read_one
from pipeline.record import Ledger
from pipeline.record.receiving import Place
from pipeline.tables.register import write_registers

ROOT = Path(__file__).resolve().parent.parent
FORM = ROOT / "input" / "CE assessment - Example Child One.docx"
BORN = dt.date(2010, 1, 1)
ASSESSMENTS_A_CHILD = 3


def fill(folder: Path, count: int) -> None:
    """Fill a ledger with so many results."""
    catalogue = load_catalogue()
    form = read_one(FORM.read_bytes(), name=FORM.name, layouts=prepare_layouts(catalogue).forms, day=DAY)
    result = json.loads(form.json())
    with Ledger(folder) as ledger, ledger.database.together():
        for number in range(count):
            child, turn = divmod(number, ASSESSMENTS_A_CHILD)
            _set(result, "child_name", f"Example Child {child}")
            _set(result, "date_of_birth", (BORN + dt.timedelta(days=child % 3000)).isoformat())
            _set(result, "date_completed", (DAY - dt.timedelta(days=100 * turn + child % 90)).isoformat())
            name = f"Team {child % 50}/form {number}.docx"
            received = replace(received_again(result, form.mapping), sha256=f"{number:064x}")
            ledger.take(received, [Place(path=f"/input/{name}", name=name, root="/input")], 1)


def _set(result: dict[str, dict[str, dict[str, str]]], field: str, value: str) -> None:
    result["answers"][field].update(state="answered", value=value, raw=value)


def measure(folder: Path) -> None:
    """Write registers and diary of a ledger, and print what that took."""
    mappings = load_catalogue().mappings
    before, start = _peak(), time.process_time()
    with Ledger(folder) as ledger:
        write_registers(folder, ledger, mappings, DAY, again=True)
    seconds = time.process_time() - start
    size = (folder / "register.xlsx").stat().st_size
    took = f"{seconds:.1f} s of processor time"
    print(f"{took}, peak {_peak():.0f} MiB ({before:.0f} at the start), workbook {size / 2**20:.1f} MiB")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure for each number of forms given."""
    if sys.argv[1] == "--folder":
        measure(Path(sys.argv[2]))
        return
    for count in map(int, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as name:
            fill(Path(name), count)
            print(f"{count:,} forms: ", end="", flush=True)
            subprocess.run([sys.executable, "-m", "benchmarks.register", "--folder", name], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
