"""Live a year: put the files where they come to lie, run the commands a team runs, and collect what they leave."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.cli.main import main
from tests.team_check import Left, references, rows_of
from tests.team_form import stamp, typed_over, write_team_mapping
from tests.team_model import CLOSING_DAY, Version, Year
from tests.team_orders import Run, as_it_went, closing

if TYPE_CHECKING:
    import datetime as dt

    from tests.killed import Killer
    from tests.team_model import Assessment, Decision
    from tests.team_orders import Files

Contents = dict[Version, bytes]
Command = Callable[[Path, Sequence[str]], object]
"""Runs a command of ours in a folder."""

HERE: Final = ("--jobs", "1")
"""Works forms out in the process of the command."""

_DONE, _USAGE, _REFUSED = 0, 2, 3
_KEY = "7ea4" * 16
"""Names assessments: with another one they have other references."""


def in_process(folder: Path, arguments: Sequence[str], *, again: bool = False) -> str:
    """Run a command in this process, and give what it said.

    Args:
        folder: Where.
        arguments: What stands behind ``wordform``.
        again: It was run before and was cut short: what it was to decide may have been decided.
    """
    said, complaints = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(said), contextlib.redirect_stderr(complaints):
        code = main(list(arguments))
    fine = {_DONE, _REFUSED if arguments[0] == "process" else _DONE, _USAGE if again else _DONE}
    assert code in fine, f"{' '.join(arguments)}: exit code {code}\n{complaints.getvalue()}"
    return said.getvalue()


def killed_before(killer: Killer) -> Command:
    """Return a way to run commands of which each is killed once before it is run to its end."""

    def run(folder: Path, arguments: Sequence[str]) -> None:
        code = killer.run(folder, arguments)
        assert code in {None, _DONE, _REFUSED}, f"{' '.join(arguments)}: exit code {code}"
        if code is None:
            in_process(folder, arguments, again=True)

    return run


@dataclass(kw_only=True)
class Told:
    """What is left before anything is decided, after that, and after one more run with what comes late.

    Attributes:
        trouble: Commands that did not do their job.
    """

    undecided: Left
    decided: Left
    closed: Left
    trouble: list[str]


class Office:
    """A folder in which a team works.

    Attributes:
        folder: Holds ``input``, ``output``, the mapping and the key.
        references: Of all assessments that ever stood in its register.
        trouble: Commands that did not do their job; all else goes on, so that one mistake does not hide others.
    """

    def __init__(
        self, folder: Path, year: Year, contents: Contents, *, command: Command = in_process,
        engine: Sequence[str] = HERE,
    ) -> None:  # fmt: skip
        write_team_mapping(folder)
        (folder / "input").mkdir()
        (folder / "key").write_text(_KEY, "ascii")
        self.folder = folder
        self.references: dict[Assessment, str] = {}
        self.trouble: list[str] = []
        self._year, self._contents, self._command, self._engine = year, contents, command, engine
        self._lies: Files = {}

    # What they do

    def lay_out(self, files: Files) -> None:
        """Make the input hold just these files, each with its time."""
        for place in self._lies.keys() - files.keys():
            (self.folder / "input" / place).unlink()
        for place, lying in files.items():
            if self._lies.get(place) is not lying:
                path = self.folder / "input" / place
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(self._contents[lying.version])
                os.utime(path, (lying.file_time, lying.file_time))
        self._lies = files

    def process(self, day: dt.date) -> None:
        """Run over the input; files whose assessment was erased are refused for ever."""
        key = ("--reference-key", "key")
        self._run("process", "input", *self._with(day), *key, *self._engine, "--quiet")

    def decide(self, decision: Decision, day: dt.date) -> None:
        """Tell the program what a person decided."""
        self._note_references(decided=False)
        self._note_references(decided=True)
        unknown = [each.number for each in decision.about if each not in self.references]
        if unknown:
            self.trouble.append(f"{decision.words[0]}: the register shows no assessment {unknown}")
            return
        words = (word if isinstance(word, str) else self.references[word] for word in decision.words)
        self._run(*words, *self._with(day))

    def _run(self, *arguments: str) -> None:
        try:
            self._command(self.folder, arguments)
        except AssertionError as problem:
            self.trouble.append(str(problem))

    def live(self, runs: Sequence[Run]) -> None:
        for run in runs:
            self.lay_out(run.files)
            self.process(run.day)
            for decision in run.decisions:
                self.decide(decision, run.day)

    def close(self) -> None:
        """Run once more, with what comes late and without what is deleted in the end."""
        self.lay_out(closing(self._year))
        self.process(CLOSING_DAY)

    # What is left

    def left(self, day: dt.date = CLOSING_DAY) -> Left:
        """Collect what is left."""
        due = in_process(self.folder, ["due", *self._with(day), "--within", "100000", "--json", "--names"])
        questions = in_process(self.folder, ["questions", *self._with(day), "--json"])
        output = self.folder / "output"
        return Left(
            register=(output / "register.csv").read_bytes(),
            diary=(output / "reviews.ics").read_bytes(),
            due=due,
            questions=questions,
            documents=frozenset(path.relative_to(output).as_posix() for path in output.rglob("*.docx")),
        )

    def result_of(self, version: Version) -> Path:
        """Find the document that the last run wrote for a version that counts."""
        output = self.folder / "output"
        rows = [row for row in rows_of((output / "register.csv").read_bytes()) if row.is_about(version.entries)]
        assert len(rows) == 1, f"version {version.number} can't be typed over: {len(rows)} rows are about it"
        return output / rows[0]["Document"]

    def _note_references(self, *, decided: bool) -> None:
        rows = rows_of((self.folder / "output" / "register.csv").read_bytes())
        self.references |= references(self._year, rows, decided=decided)

    def _with(self, day: dt.date) -> list[str]:
        return ["-o", "output", "--day", day.isoformat()]


def told(office: Office, runs: Sequence[Run]) -> Told:
    """Live a year of which everything is decided after the last run."""
    *before, last = runs
    office.live([*before, Run(day=last.day, files=last.files)])
    undecided = office.left()
    for decision in last.decisions:
        office.decide(decision, last.day)
    decided = office.left()
    office.close()
    return Told(undecided=undecided, decided=decided, closed=office.left(), trouble=office.trouble)


# The first time


def first_time(folder: Path, year: Year) -> tuple[Contents, Told]:
    """Live a year as it went, and give the bytes of all files: only what a run has written can be typed over."""
    contents = {each: each.bytes() for each in year.versions if each.parent is None}
    office = Office(folder, year, contents)
    runs = as_it_went(year)
    for number, run in enumerate(runs):
        for version in year.versions:
            if version.parent is not None and version.run == number:
                _type_over(office, version, contents)
        if run is not runs[-1]:
            office.live([run])
    return contents, told(office, runs[-1:])


def _type_over(office: Office, version: Version, contents: Contents) -> None:
    """Type into the result of a form, or take it as it is."""
    assert version.parent is not None
    path = office.result_of(version.parent)
    data = path.read_bytes()
    if version.entries != version.parent.entries:
        modified = None if version.left_alone else stamp(version.at)
        data = typed_over(data, version.parent.entries, version.entries, modified=modified)
    contents[version] = data
    if version.in_place:
        path.write_bytes(data)
