"""Plan a batch: which forms there are and where each result goes. Nothing is read or written yet."""

from __future__ import annotations

import datetime as dt
import fnmatch
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec import field as with_default
from msgspec.structs import replace

from pipeline.cases.decision import Decision
from pipeline.cases.naming import ACCEPTED, base_of, document_name
from pipeline.errors import UsageProblem

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
# Lock files of Word and LibreOffice, temporary files, and what Windows and macOS leave in folders.
JUNK = ("~$*", "~wr*", ".*", "*.tmp", "*.part", "thumbs.db", "desktop.ini", "__macosx", "$recycle.bin")
_JUNK = re.compile("|".join(map(fnmatch.translate, JUNK)))
_NO_TEXT = re.compile("[\ud800-\udfff]")


class Job(Struct, frozen=True, kw_only=True):
    """One form to process.

    A batch may have a hundred thousand of them, so they share what they can, and make their paths when asked.

    Attributes:
        name: Its place below the input, with ``/`` between folders: how it is known in the ledger and the register.
        folder: The input, or the folder of a form that was named by itself.
        output: The folder for all results.
        place: Its place below ``folder``, where that is not its name: some names can't be written down.
        role: ``input``; ``result`` for our own document, which somebody edited; ``kept`` for a copy of such a one;
            ``document`` for our own document where the form that it was made from is gone.
        version: SHA-256 of that form.
        reference: The assessment, where it is known before the form is read.
        decisions: What people settled on it.
    """

    name: str
    folder: Path
    output: Path
    place: str = ""
    role: str = "input"
    version: str = ""
    reference: str = ""
    decisions: tuple[Decision, ...] = ()

    @property
    def path(self) -> str:
        """Where the completed form lies, as the ledger knows it: some names can't be written down as they are."""
        return os.fsencode(os.path.abspath(self.source)).decode("utf-8", "replace")  # noqa: PTH100 - no links resolved

    @property
    def suffix(self) -> str:
        """The suffix of the document that it becomes."""
        return os.path.splitext(document_name(self.name))[1]  # noqa: PTH122 - names keep their "/" on every system

    @property
    def source(self) -> Path:
        """The completed form."""
        return self.folder / (self.place or self.name)

    @property
    def target(self) -> Path:
        """Where its document goes, unless another assessment's is called so."""
        return self.output / document_name(self.name)


class Plan(Struct, frozen=True, kw_only=True):
    """What a batch will do.

    Attributes:
        jobs: In the order of their names.
        output: The folder that everything is written to.
        skipped: Files in the folders that are no forms by their suffix. Junk is not counted.
        left_out: How many forms have not changed since the day that was asked for.
        present: The paths of all forms in each folder that was searched, as the ledger knows them.
    """

    jobs: tuple[Job, ...]
    output: Path
    skipped: tuple[Path, ...] = ()
    left_out: int = 0
    present: Mapping[str, frozenset[str]] = with_default(default_factory=dict)


def plan_batch(inputs: Sequence[Path], output: Path) -> Plan:
    """Find the forms and decide where each result goes.

    Args:
        inputs: Files and folders; folders are searched all the way down and mirrored in the output.
        output: The folder for all results.

    Raises:
        UsageProblem: An input is missing, or output and input overlap.
    """
    _check_folders(inputs, output)
    jobs: list[Job] = []
    skipped: list[Path] = []
    for path in inputs:
        folder = path.parent if path.is_file() else path
        for place in _found(path):
            if path.is_file() or _is_accepted(place):
                name = _writable(place)
                jobs.append(Job(name=name, folder=folder, output=output, place="" if name == place else place))
            else:
                skipped.append(folder / place)
    if len(inputs) > 1:  # a form named twice is one job
        jobs = list({(job.source.resolve(), job.name): job for job in jobs}.values())
    _check_targets(jobs, output)
    present = {
        str(path.absolute()): frozenset(job.path for job in jobs if job.folder == path)
        for path in inputs
        if path.is_dir()
    }
    ordered = tuple(sorted(jobs, key=lambda job: (job.name, job.path)))
    return Plan(jobs=ordered, output=output, skipped=tuple(skipped), present=present)


def changed_since(plan: Plan, day: dt.date) -> Plan:
    """Leave out the forms that have lain unchanged where they are since before a day.

    A copy often keeps the time of the original, so it also counts when the file itself was put there, where the system
    tells (on Linux and macOS its last change of any kind, on Windows its making).
    """
    start = dt.datetime.combine(day, dt.time()).timestamp()  # midnight here
    jobs = tuple(job for job in plan.jobs if _touched(job.source) >= start)
    return replace(plan, jobs=jobs, left_out=len(plan.jobs) - len(jobs))


def _touched(path: Path) -> float:
    try:
        seen = path.stat()
    except OSError:  # gone meanwhile; that is said when its turn comes
        return float("inf")
    return max(seen.st_mtime, seen.st_ctime)


def _is_accepted(name: str) -> bool:
    """Return whether a file may be a form, by its suffix."""
    return os.path.splitext(name)[1].lower() in ACCEPTED  # noqa: PTH122 - names keep their "/" on every system


def _found(path: Path) -> Iterator[str]:
    """Yield the place of every file at or below ``path``, with ``/`` between folders; junk left out."""
    if path.is_file():
        yield path.name
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not is_junk(name))
        place = Path(folder).relative_to(path).as_posix()
        before = "" if place == "." else f"{place}/"
        for name in sorted(names):
            if not is_junk(name) and os.path.isfile(os.path.join(folder, name)):  # noqa: PTH113, PTH118 - many of them
                yield before + name


def _writable(name: str) -> str:
    """Put a sign for each byte of a name that is no text, so that it can be written down anywhere."""
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", name)


def is_junk(name: str) -> bool:
    """Return whether a file or folder is something that programs leave behind, by its name."""
    return _JUNK.match(name.lower()) is not None


def _check_folders(inputs: Sequence[Path], output: Path) -> None:
    target = output.resolve()
    if target.exists() and not target.is_dir():
        raise UsageProblem(f"'{output}' is a file, not a folder.", remedy="Name another folder with -o.", code="usage")
    for path in inputs:
        if not path.exists():
            raise UsageProblem(f"There is no '{path}'.", remedy="Name a form, or a folder with forms.", code="usage")
        source = path.resolve()
        if target == source or source in target.parents:
            raise UsageProblem(
                f"The output folder '{output}' lies in the input '{path}'; results would be read as forms.",
                remedy="Name a folder outside the input with -o.",
                code="usage",
            )


def _check_targets(jobs: Iterable[Job], output: Path) -> None:
    """Refuse to write over an input. Names that differ only in case are one on many systems."""
    by_target = {base_of(job.name): job for job in jobs}
    for target in _sources_below(output, jobs):
        if target in by_target:
            raise UsageProblem(
                f"The result of '{by_target[target].name}' would replace a form of the input.",
                remedy="Name another output folder with -o.",
                code="usage",
            )


def _sources_below(output: Path, jobs: Iterable[Job]) -> Iterator[str]:
    """Yield the forms that lie in the output folder, by their place there as it is compared."""
    top, folders = output.resolve(), {job.folder: str(job.folder.resolve()) for job in jobs}
    below = os.path.join(os.path.normcase(top), "")  # noqa: PTH118
    for job in jobs:
        source = os.path.join(folders[job.folder], job.place or job.name)  # noqa: PTH118 - many of them
        if os.path.islink(source):  # noqa: PTH114
            source = os.path.realpath(source)
        if os.path.normcase(source).startswith(below):
            yield Path(source).relative_to(top).as_posix().casefold()
