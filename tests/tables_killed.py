"""Kill commands while tables grow: ``python -m tests.tables_killed --times 50``.

Forms of a small team come in one by one, are changed, moved, withdrawn, restored and erased, some on the next day. Each
command is killed before a step that chance chooses, and run again. Then register, report and diary have to be, byte for
byte, what they are when all of them is made anew.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.killed import Killer
from tests.team_form import FACTORS, Entries, team_form, write_team_mapping
from tests.team_runs import in_process

FORMS: Final = 30
TABLES: Final = ("register.csv", "register.xlsx", "report.html", "reviews.ics")
_CHILDREN: Final = 12
_DAY: Final = dt.date(2025, 6, 2)


class Growing:
    """A folder of forms whose tables grow."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Process the first forms, undisturbed."""
        self.folder, self.killer = folder, Killer(seed)
        self._rng, self._day, self._withdrawn = random.Random(seed), _DAY, set[str]()  # noqa: S311 - no secret
        write_team_mapping(folder)
        for number in range(FORMS):
            self._put(number)
        self._number = FORMS
        in_process(folder, self._with_day("process", "input"))

    def differing(self, times: int) -> Iterator[str]:
        """Yield which tables differ after which step."""
        for number in range(times):
            command = self._next()
            if self.killer.run(self.folder, command) is None:
                in_process(self.folder, command, again=True)
            in_process(self.folder, self._with_day("process", "input"))
            grown = self._tables()
            for each in ("register", "report"):
                in_process(self.folder, self._with_day(each))
            yield from (
                f"{number}, {command[0]}: {name}" for name, made in self._tables().items() if made != grown[name]
            )

    def _next(self) -> list[str]:
        """Let something happen, and return the command that it takes."""
        event = self._rng.choice(["new", "new", "new", "changed", "moved", "day", "withdraw", "restore", "erase"])
        standing = sorted({row["Reference"] for row in self._rows()})
        if event == "withdraw":
            self._withdrawn.add(self._rng.choice(standing))
            return self._decided("withdraw", max(self._withdrawn), "--why", "Wrong form")
        if event == "restore" and self._withdrawn:
            return self._decided("restore", self._withdrawn.pop())
        if event == "erase":
            row = self._rng.choice(self._rows())
            (self.folder / "input" / row["File"]).unlink(missing_ok=True)
            return self._decided("erase", row["Reference"], "--why", "Asked for", "--yes")
        self._in_input(event)
        return self._with_day("process", "input")

    def _in_input(self, event: str) -> None:
        path = self._rng.choice(sorted((self.folder / "input").rglob("*.docx")))
        if event == "moved":
            path.rename(path.with_name(f"moved {path.name}"))
        elif event == "changed":
            path.write_bytes(self._form(self._rng.randrange(self._number)))
        elif event == "day":
            self._day += dt.timedelta(days=1)
        else:
            self._put(self._number)
            self._number += 1

    def _put(self, number: int) -> None:
        path = self.folder / "input" / f"Team {number % 3}" / f"{self._rng.randrange(1000):03} {number}.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self._form(number))

    def _form(self, number: int) -> bytes:
        child = number % _CHILDREN
        marks = tuple(self._rng.choices(["yes", "?", ""], [5, 1, 5], k=len(FACTORS)))
        completed = _DAY - dt.timedelta(days=self._rng.randrange(-2, 400))
        entries = Entries(
            name=f"Example Child{'Abcdefghijkl'[child]}", born=dt.date(2010, 1, 1 + child), completed=completed,
            assessor="Jo Bloggs", marks=marks,
        )  # fmt: skip
        return team_form(entries)

    def _decided(self, *command: str) -> list[str]:
        return [*self._with_day(*command), "--by", "Jo Bloggs"]

    def _with_day(self, *command: str) -> list[str]:
        return [*command, "-o", "output", "--day", self._day.isoformat()]

    def _rows(self) -> list[dict[str, str]]:
        with (self.folder / "output" / "register.csv").open(encoding="utf-8-sig", newline="") as lines:
            return [*csv.DictReader(lines)]

    def _tables(self) -> dict[str, bytes]:
        return {name: (self.folder / "output" / name).read_bytes() for name in TABLES}


def main() -> None:
    """Kill so many commands, and say what differed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        growing = Growing(Path(folder), chosen.seed)
        differing = [*growing.differing(chosen.times)]
    said = f"{growing.killer.kills} of {chosen.times} commands were killed; {len(differing)} tables differed"
    sys.stdout.write("\n".join([said, *differing, ""]))
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
