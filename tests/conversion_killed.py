"""Kill batches that convert older forms: ``python -m tests.conversion_killed --times 50``.

Each time a batch over .doc, .odt and .rtf is killed at a moment that chance chooses. The next command has to leave no
file of ours in the temporary folder and no LibreOffice of ours at work; every few times the batch is finished, and has
to leave what an undisturbed run left.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil
import pytest

from pipeline.cli.main import main
from pipeline.readers.opening.convert import find_libreoffice
from pipeline.readers.opening.libreoffice import convert_together
from pipeline.readers.opening.older_formats import Target
from tests.formbuilder import CompletedForm
from tests.test_crash import left_by, write_key

DAY: Final = "2026-01-20"
_FINISHED_EVERY: Final = 5
_PATIENCE: Final = 10  # seconds; nothing waits for them unless something is left
_SAVED_AS: Final = {"doc": "MS Word 97", "odt": "writer8", "rtf": "Rich Text Format"}


@dataclass(kw_only=True)
class Killing:
    """Batches over the forms in ``input`` of a folder, each killed before its end.

    Attributes:
        folder: Holds ``input``, the temporary folder and all outputs.
        jobs: Processes of a batch.
        faults: What was left when it should not be, or differed.
        kills: How many batches were killed before their end.
        at_work: In how many of them LibreOffice was at work.
    """

    folder: Path
    chance: random.Random
    jobs: int = 1
    faults: list[str] = field(default_factory=list)
    kills: int = 0
    at_work: int = 0
    _seconds: float = 0.0

    @property
    def temporary(self) -> Path:
        """The temporary folder of all commands."""
        return self.folder / "tmp"

    def times(self, number: int) -> None:
        """Kill a number of batches, and finish each that was killed often enough."""
        self._run_undisturbed()
        while self.kills < number:
            if not self._kill_one():
                self._seconds *= 0.9  # it was done before: the machine is quicker now than it was
                continue
            self._run("forms", "--quiet")
            self._look_around(f"after kill {self.kills}")
            if self.kills % _FINISHED_EVERY == 0 or self.kills == number:
                self._finish(f"after kill {self.kills}")

    def _run_undisturbed(self) -> None:
        self.temporary.mkdir()
        write_key(self.folder)
        began = time.monotonic()
        self._run(*self._process("undisturbed"))
        self._seconds = time.monotonic() - began

    def _kill_one(self) -> bool:
        batch = self._start(*self._process("killed"))
        time.sleep(self.chance.uniform(0, self._seconds))
        is_at_work = bool(self._programs())
        batch.send_signal(signal.SIGKILL)
        was_killed = batch.wait() == -signal.SIGKILL
        self.kills += was_killed
        self.at_work += was_killed and is_at_work
        return was_killed

    def _look_around(self, when: str) -> None:
        """Look when what was interrupted has had its moment to end: a process hears of a killed one by itself."""
        until = time.monotonic() + _PATIENCE
        while (any(self.temporary.iterdir()) or self._programs()) and time.monotonic() < until:
            time.sleep(0.1)
        left = [path.relative_to(self.temporary).as_posix() for path in self.temporary.rglob("*")]
        self.faults += [f"{when}, in the temporary folder: {name}" for name in left]
        self.faults += [f"{when}, at work: {said}" for said in self._programs()]

    def _finish(self, when: str) -> None:
        """Finish the batch, hold it against the undisturbed one, and start anew."""
        output = self.folder / "killed"
        self._run(*self._process("killed"))
        if left_by(output) != left_by(self.folder / "undisturbed"):
            self.faults.append(f"{when}, the results differ")
        self._look_around(f"{when}, finished")
        shutil.rmtree(output)

    def _programs(self) -> list[str]:
        """Name the LibreOffice processes that work in the temporary folder."""
        lines = (" ".join(each.info["cmdline"] or ()) for each in psutil.process_iter(["cmdline", "status"]))
        return [line[:80] for line in lines if "soffice" in line and str(self.temporary) in line]

    def _process(self, output: str) -> list[str]:
        options = ["-o", output, "--day", DAY, "--jobs", str(self.jobs), "-q", "--reference-key", "key"]
        return ["process", "input", *options]

    def _run(self, *command: str) -> None:
        """Run a command to its end, in this process: that is quicker."""
        with (
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(io.StringIO()),
            pytest.MonkeyPatch.context() as patched,
        ):
            patched.setattr(tempfile, "tempdir", str(self.temporary))
            patched.setenv("TMPDIR", str(self.temporary))
            assert main([*command]) == 0

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "TMPDIR": str(self.temporary)}
        return subprocess.Popen([sys.executable, "-m", "pipeline", *command], cwd=self.folder, env=environment)


def write_older_forms(folder: Path, number: int) -> None:
    """Write a number of forms in each older format."""
    program = find_libreoffice()
    assert program is not None, "LibreOffice is not installed"
    folder.mkdir()
    forms = {f"{each:02}.docx": _form(each).bytes() for each in range(number)}
    for suffix, filter_ in _SAVED_AS.items():
        made = convert_together(program, forms, Target(suffix=suffix, filter=filter_), seconds=120)
        assert made.keys() == forms.keys()
        for name, data in made.items():
            (folder / f"{Path(name).stem}.{suffix}").write_bytes(data)


def _form(number: int) -> CompletedForm:
    made = CompletedForm().put("child_name", f"Example Child{chr(97 + number)}").put("date_of_birth", "14/03/2009")
    return made.put("date_completed", f"{number + 1:02}/01/2026").put("harm", "Seen in town.").factor("sen", "5")


def kill_as_asked() -> None:
    """Kill as often as is asked, half of the times with two processes, and print what was left."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=15)
    asked = parser.parse_args()
    faults = 0
    for jobs in (1, 2):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_older_forms(folder / "input", 5)
            killing = Killing(folder=folder, chance=random.Random(asked.seed + jobs), jobs=jobs)  # noqa: S311
            killing.times(asked.times // 2)
        said = f"--jobs {jobs}: {killing.kills} killed, LibreOffice at work in {killing.at_work}"
        sys.stdout.write("\n".join([*killing.faults, said, ""]))
        sys.stdout.flush()
        faults += len(killing.faults)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    kill_as_asked()
