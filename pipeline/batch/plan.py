"""Plan a batch: which forms there are and where each result goes. Nothing is read or written yet."""

from __future__ import annotations

import datetime as dt
import fnmatch
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import UsageProblem

ACCEPTED = frozenset({".docx", ".docm", ".dotx", ".dotm", ".doc", ".odt", ".rtf", ".xlsx", ".xlsm", ".xls", ".ods"})
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
# Word opens no document with macros that isn't called so. A template becomes the document that it was filled in as.
KEPT = frozenset({".docx", ".docm"})
WITH_MACROS = frozenset({".dotm"})
# Lock files of Word and LibreOffice, temporary files, and what Windows and macOS leave in folders.
JUNK = ("~$*", "~wr*", ".*", "*.tmp", "*.part", "thumbs.db", "desktop.ini", "__macosx", "$recycle.bin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One form to process.

    Attributes:
        source: The completed form.
        name: Its place below the input, with ``/`` between folders: how it is known in the ledger and the register.
        target: Where its document goes.
    """

    source: Path
    name: str
    target: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a batch will do.

    Attributes:
        jobs: In the order of their names.
        output: The folder that everything is written to.
        skipped: Files in the folders that are no forms by their suffix. Junk is not counted.
        left_out: How many forms have not changed since the day that was asked for.
    """

    jobs: tuple[Job, ...]
    output: Path
    skipped: tuple[Path, ...] = ()
    left_out: int = 0


def plan_batch(inputs: Sequence[Path], output: Path) -> Plan:
    """Find the forms and decide where each result goes.

    Args:
        inputs: Files and folders; folders are searched all the way down and mirrored in the output.
        output: The folder for all results.

    Raises:
        UsageProblem: An input is missing, output and input overlap, or two results would get the same name.
    """
    _check_folders(inputs, output)
    jobs: list[Job] = []
    skipped: list[Path] = []
    for path in inputs:
        for source, name in _found(path):
            if path.is_file() or source.suffix.lower() in ACCEPTED:
                jobs.append(Job(source=source, name=name, target=output / document_name(name)))
            else:
                skipped.append(source)
    jobs = list({(job.source.resolve(), job.name): job for job in jobs}.values())  # a form named twice is one job
    _check_targets(jobs)
    return Plan(jobs=tuple(sorted(jobs, key=lambda job: job.name)), output=output, skipped=tuple(skipped))


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


def document_name(name: str) -> str:
    """Give the name of the document that a form becomes: a Word document, whatever came in."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - names keep their "/" on every system
    if suffix.lower() in KEPT:
        return name
    if suffix.lower() in WITH_MACROS:
        return f"{stem}.docm"
    return f"{stem}.docx" if suffix.lower() in ACCEPTED else f"{name}.docx"


def _found(path: Path) -> Iterator[tuple[Path, str]]:
    """Give every file at or below ``path`` with its name relative to it; junk left out."""
    if path.is_file():
        yield path, path.name
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not is_junk(name))
        for name in sorted(names):
            file = Path(folder) / name
            if not is_junk(name) and file.is_file():
                yield file, file.relative_to(path).as_posix()


def is_junk(name: str) -> bool:
    """Tell whether a file or folder is something that programs leave behind, by its name."""
    return any(fnmatch.fnmatchcase(name.lower(), pattern) for pattern in JUNK)


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


def _check_targets(jobs: Iterable[Job]) -> None:
    """Refuse to write over an input, or twice to one name. Names that differ only in case are one on many systems."""
    by_target: dict[str, list[Job]] = defaultdict(list)
    sources = set()
    for job in jobs:
        by_target[str(job.target.resolve()).casefold()].append(job)
        sources.add(str(job.source.resolve()).casefold())
    for target, same in by_target.items():
        if target in sources:
            raise UsageProblem(
                f"The result of '{same[0].name}' would replace a form of the input.",
                remedy="Name another output folder with -o.",
                code="usage",
            )
    twice = [" and ".join(f"'{job.source}'" for job in same) for same in by_target.values() if len(same) > 1]
    if twice:
        raise UsageProblem(
            "These forms would be written to the same document:\n  " + "\n  ".join(twice),
            remedy="Rename one of each, or process them into different folders with -o.",
            code="collision",
        )
