"""Plan a batch: which forms there are and where each result goes. Nothing is read or written yet."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec import field as with_default
from msgspec.structs import replace

from pipeline.arrivals.contents import Unread
from pipeline.batch.arriving.examiner import Examiner
from pipeline.batch.arriving.jobs import Job, Jobs, Looks
from pipeline.batch.arriving.known import above
from pipeline.batch.arriving.search import Arrived, Searched, search
from pipeline.cases.naming import base_of, is_form_by_name
from pipeline.errors import UsageProblem
from pipeline.record.store.looked_into import Seen
from pipeline.windows import really, within_reach

_NO_TEXT = re.compile("[\ud800-\udfff]")


class NotRead(Struct, frozen=True, kw_only=True):
    """Something in the input that is no form, or that can't be read.

    Attributes:
        name: Its place below the input.
        path: Where it lies, as the ledger knows it.
        unread: What it is and what to do.
    """

    name: str
    path: str
    unread: Unread


class Present(Struct, frozen=True, kw_only=True):
    """What is in a folder, as the ledger knows it.

    Attributes:
        paths: Of all files, and of what is in containers, but for the forms that are listed.
        listed: These.
        unopened: Paths of containers that were not opened, or could not be: all that was in them counts as there.
    """

    paths: frozenset[str]
    listed: Looks = with_default(default_factory=Looks)
    unopened: frozenset[str] = frozenset()

    def __contains__(self, path: object) -> bool:
        if path in self.listed or path in self.paths:
            return True
        return bool(self.unopened) and any(each in self.unopened for each in above(str(path)))


class Plan(Struct, frozen=True, kw_only=True):
    """What a batch will do.

    Attributes:
        jobs: The forms.
        not_read: What is no form, or can't be read, in the order of its names. Junk is left out.
        left_out: How many forms have not changed since the day that was asked for.
        present: What is in each folder that was searched.
        looked_into: Files that are no forms by their names, and what is in them.
    """

    jobs: Jobs
    not_read: tuple[NotRead, ...] = ()
    left_out: int = 0
    present: Mapping[str, Present] = with_default(default_factory=dict)
    looked_into: tuple[Seen, ...] = ()

    @property
    def output(self) -> Path:
        """The folder that everything is written to."""
        return self.jobs.output


def plan_batch(
    inputs: Sequence[Path], output: Path, examiner: Examiner | None = None, *, since: dt.date | None = None
) -> Plan:
    """Find the forms and decide where each result goes.

    Args:
        inputs: Files and folders; folders are searched all the way down and mirrored in the output.
        output: The folder for all results.
        examiner: Looks into what is no form by its name.
        since: Leave out what has lain unchanged where it is since before this day.

    Raises:
        UsageProblem: An input is missing, or output and input overlap.
    """
    searched, ready = search(inputs, output), None
    if since is not None:
        start = dt.datetime.combine(since, dt.time()).timestamp()  # midnight here
        ready = {each.source for each in searched.arrived() if _touched(each.source) >= start}
    return plan_of(searched, output, examiner or Examiner(), ready=ready)


def plan_of(searched: Searched, output: Path, examiner: Examiner, *, ready: Collection[Path] | None) -> Plan:
    """Decide what is done with files that were found.

    Args:
        searched: All that is there.
        output: The folder for all results.
        examiner: Looks into what is no form by its name.
        ready: Only these are done; ``None`` for all.

    Raises:
        UsageProblem: A result would be written over an input.
    """
    found = _find(searched, output, examiner, ready)
    within = [job for each in found.others for job in each.jobs]
    jobs, left_out = Jobs(output, searched.listed, [*found.plain, *within]), 0
    if found.near:
        _check_targets(jobs, found.near, output)
    if ready is not None or not searched.is_one:
        plain = [*Jobs(output, searched.listed, found.plain)]
        due = plain if ready is None else [job for job in plain if job.source in ready]
        left_out = len(plain) - len(due)
        # A form named twice is one job; what is not ready was not looked into.
        jobs = Jobs(output, (), {(really(job.source), job.name): job for job in (*due, *within)}.values())
    not_read = {each.path: each for lying in found.others if lying.is_ready for each in lying.not_read}
    return Plan(
        jobs=jobs,
        not_read=tuple(sorted(not_read.values(), key=lambda each: (each.name, each.path))),
        left_out=left_out + sum(not each.is_ready for each in found.others),
        looked_into=tuple(each.seen for each in found.others if each.seen is not None),
        present={str(root.absolute()): _present(root, searched, found) for root in searched.roots}
        | _named_containers(found.others),
    )


class _Below:
    """What may lie in the output folder; worked out once for all files of an input, which follow each other."""

    def __init__(self, output: Path) -> None:
        self._top = os.path.join(os.path.normcase(really(output)), "")  # noqa: PTH118 - as text
        self._folder: Path | None = None
        self._may_be = False

    def may_hold(self, folder: Path) -> bool:
        """Return whether files of an input may really lie there, when none of them is a link."""
        if folder is not self._folder:
            self._folder = folder
            lies_in = os.path.join(os.path.normcase(really(folder)), "")  # noqa: PTH118 - as text
            self._may_be = lies_in.startswith(self._top) or self._top.startswith(lies_in)
        return self._may_be


class _LookedInto(Struct, frozen=True, kw_only=True):
    """A file that is no form by its name, and what is in it; that is not known where it is not ready or not open."""

    arrived: Arrived
    is_ready: bool
    seen: Seen | None = None
    jobs: tuple[Job, ...] = ()
    not_read: tuple[NotRead, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is known what is in it."""
        return self.is_ready and (self.seen is None or self.seen.contents.is_open)


class _Found(Struct, kw_only=True):
    """What was found.

    Attributes:
        plain: The forms by their names that are not listed: nobody has to look into them.
        others: Files that are no forms by their names.
        near: The forms that may really lie in the output folder.
    """

    plain: list[Job] = with_default(default_factory=list)
    others: list[_LookedInto] = with_default(default_factory=list)
    near: list[Job] = with_default(default_factory=list)


def _find(searched: Searched, output: Path, examiner: Examiner, ready: Collection[Path] | None) -> _Found:
    """Tell forms by their names from files that have to be looked into."""
    found, below = _Found(), _Below(output)
    for listed in searched.listed:
        if below.may_hold(listed.root):
            found.near.extend(listed.jobs(output))
    for arrived in searched.others:
        job = _job(arrived, output)
        if is_form_by_name(job.name):
            jobs: tuple[Job, ...] = (job,)
            found.plain.append(job)
        else:
            is_ready = ready is None or arrived.source in ready
            found.others.append(_looked_into(arrived, job, examiner, is_ready=is_ready))
            jobs = found.others[-1].jobs
        if arrived.is_link or below.may_hold(arrived.folder):
            found.near.extend(jobs)
    return found


def _job(arrived: Arrived, output: Path) -> Job:
    place = arrived.place
    name = place if place.isascii() else _writable(place)
    return Job(
        name=name, folder=arrived.folder, output=output, place="" if name == place else place, look=arrived.look,
        known=arrived.path,
    )  # fmt: skip


def _looked_into(arrived: Arrived, job: Job, examiner: Examiner, *, is_ready: bool) -> _LookedInto:
    """Tell a container, and a form that is called otherwise, from what is neither."""
    name, place = job.name, arrived.place
    if not is_ready:
        return _LookedInto(arrived=arrived, is_ready=False)
    seen = examiner.look(job.source)
    contents = seen.contents
    if contents.is_form or (arrived.is_named and not contents.is_container):  # what is named by itself is tried
        return _LookedInto(arrived=arrived, is_ready=True, seen=seen, jobs=(job,))
    return _LookedInto(
        arrived=arrived,
        is_ready=True,
        seen=seen,
        jobs=tuple(
            replace(
                job,
                name=f"{name}/{each.name}",
                place=place,
                member=each,
                look=f"{arrived.look} {each.sha256}" if arrived.look else "",
            )
            for each in contents.forms
        ),
        not_read=tuple(_not_read(job, contents.unread)),
    )


def _not_read(job: Job, unread: Iterable[Unread]) -> Iterator[NotRead]:
    for each in unread:
        below = f"/{each.name}" if each.name else ""
        yield NotRead(name=job.name + below, path=job.path + below, unread=each)


def _named_containers(found: Iterable[_LookedInto]) -> dict[str, Present]:
    """Return what is in the containers that were named by themselves."""
    return {
        each.seen.place: Present(paths=frozenset((*_paths(each), each.seen.place)))
        for each in found
        if each.arrived.is_named and each.is_open and each.seen is not None and each.seen.contents.is_container
    }


def _paths(each: _LookedInto) -> Iterator[str]:
    yield from (job.path for job in each.jobs)
    yield from (other.path for other in each.not_read)


def _present(root: Path, searched: Searched, found: _Found) -> Present:
    plain = frozenset(job.path for job in found.plain if job.folder is root)
    others = [each for each in found.others if each.arrived.folder is root and not each.arrived.is_named]
    unopened = (each.arrived.path for each in others if not (each.is_open or each.jobs))
    return Present(
        paths=plain.union(path for each in others for path in _paths(each)),
        listed=Looks(each for each in searched.listed if each.root is root),
        unopened=frozenset(unopened),
    )


def _touched(path: Path) -> float:
    """Return when a file was changed, or put where it is.

    A copy often keeps the time of the original, so it also counts when the file itself was put there, where the system
    tells (on Linux and macOS its last change of any kind, on Windows its making).
    """
    try:
        seen = within_reach(path).stat()
    except OSError:  # gone meanwhile; that is said when its turn comes
        return float("inf")
    return max(seen.st_mtime, seen.st_ctime)


def _writable(name: str) -> str:
    """Put a sign for each byte of a name that is no text, so that it can be written down anywhere."""
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", name)


def _check_targets(jobs: Iterable[Job], near: Iterable[Job], output: Path) -> None:
    """Refuse to write over an input. Names that differ only in case are one on many systems.

    Args:
        jobs: All of them.
        near: Those that may lie in the output folder.
        output: The folder for all results.
    """
    by_target = {base_of(job.name): job for job in jobs}
    by_target |= {job.name.removesuffix(f"/{job.member.name}").casefold(): job for job in jobs if job.member}
    for target in _sources_below(output, near):
        if target in by_target:
            raise UsageProblem(
                f"The result of '{by_target[target].name}' would replace a form of the input.",
                remedy="Name another output folder with -o.",
                code="usage",
            )


def _sources_below(output: Path, jobs: Iterable[Job]) -> Iterator[str]:
    """Yield the forms that lie in the output folder, by their place there as it is compared."""
    top, folders = really(output), {job.folder: str(really(job.folder)) for job in jobs}
    below = os.path.join(os.path.normcase(top), "")  # noqa: PTH118
    for job in jobs:
        source = os.path.join(folders[job.folder], job.place or job.name)  # noqa: PTH118 - many of them
        if os.path.islink(within_reach(Path(source))):  # noqa: PTH114
            source = str(really(Path(source)))
        if os.path.normcase(source).startswith(below):
            yield Path(source).relative_to(top).as_posix().casefold()
