"""The forms of a batch.

There may be a hundred thousand of them, most of which have not changed: of those in a folder, names and looks are kept
as one text, and a job is made when the turn of a form has come.
"""

from __future__ import annotations

import heapq
import os
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Final

from msgspec import Struct

from pipeline.arrivals.contents import Member
from pipeline.batch.arriving.known import as_known
from pipeline.cases.decision import Decision
from pipeline.cases.naming import document_name

_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".ods")


class Job(Struct, frozen=True, kw_only=True, gc=False):
    """One form to process.

    Attributes:
        name: Its place below the input, with ``/`` between folders: how it is known in the ledger and the register.
        folder: The input, or the folder of a form that was named by itself.
        output: The folder for all results.
        place: Its place below ``folder``, where that is not its name: some names can't be written down.
        member: Which form it is of those in ``place``; ``None`` where that is the form itself.
        role: ``input``; ``result`` for our own document, which somebody edited; ``kept`` for a copy of such a one;
            ``document`` for our own document where the form that it was made from is gone.
        version: SHA-256 of that form.
        reference: The assessment, where it is known before the form is read.
        decisions: What people settled on it.
        look: Size, times and number on the disk of what lies there, as it was found, and the SHA-256 of a form in it;
            empty where nobody looked.
        known: The path of that as the ledger knows it, where it was worked out before.
    """

    name: str
    folder: Path
    output: Path
    place: str = ""
    member: Member | None = None
    role: str = "input"
    version: str = ""
    reference: str = ""
    decisions: tuple[Decision, ...] = ()
    look: str = ""
    known: str = ""

    @property
    def path(self) -> str:
        """Where the completed form lies, as the ledger knows it: some names can't be written down as they are."""
        container = self.known or as_known(self.source)
        return container if self.member is None else f"{container}/{self.member.name}"

    @property
    def suffix(self) -> str:
        """The suffix of the document that it becomes."""
        return os.path.splitext(document_name(self.name))[1]  # noqa: PTH122 - names keep their "/" on every system

    @property
    def source(self) -> Path:
        """The completed form, or the container that it is in."""
        return self.folder / (self.place or self.name)

    @property
    def target(self) -> Path:
        """Where its document goes, unless another assessment's is called so."""
        return self.output / document_name(self.name)


class Listed(Struct, frozen=True, kw_only=True, gc=False):
    """Forms that lie in one folder, one after the other in the order of their names.

    Attributes:
        root: The input.
        before: The folder's place below it, with ``/`` behind; empty for the input itself.
        known: The folder's path as the ledger knows it, with a separator behind.
        number: How many forms there are.
        lines: The name and the look of each (:class:`Job`), with a tab between them, a line each.
    """

    root: Path
    before: str
    known: str
    number: int
    lines: str

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the look of each form."""
        for line in self.lines.split("\n"):
            name, _, look = line.partition("\t")
            yield name, look

    @property
    def first(self) -> str:
        """The name of the first form."""
        return self.lines[: self.lines.index("\t")]

    @property
    def last(self) -> str:
        """The name of the last form."""
        return self.lines[self.lines.rfind("\n") + 1 : self.lines.rindex("\t")]

    def jobs(self, output: Path, but: Container[str] = ()) -> Iterator[Job]:
        """Yield a job for each form whose path is not among others."""
        for name, look in self:
            known = self.known + name
            if known not in but:
                yield Job(name=self.before + name, folder=self.root, output=output, look=look, known=known)


class Looks:
    """How the forms that were found look, by their paths as the ledger knows them.

    The names of one folder are at hand at a time, so it is quick where paths are asked for in their order.
    """

    def __init__(self, listed: Iterable[Listed] = ()) -> None:
        self._listed: dict[str, list[Listed]] = {}
        for each in listed:
            self._listed.setdefault(each.known, []).append(each)
        self._firsts = {known: [each.first for each in found] for known, found in self._listed.items()}
        self._at_hand: Listed | None = None
        self._looks: dict[str, str] = {}

    def of(self, path: str) -> str | None:
        """Return how a form looks, empty where that may still change; ``None`` for what is none of them."""
        end = path.rfind(os.sep) + 1
        listed = self._listed.get(path[:end])
        if listed is None:
            return None
        found = listed[bisect_right(self._firsts[path[:end]], path[end:]) - 1]
        if found is not self._at_hand:
            self._at_hand, self._looks = found, dict(found)
        return self._looks.get(path[end:])

    def __contains__(self, path: object) -> bool:
        return self.of(str(path)) is not None


class Jobs:
    """The forms to process, in the order of their names.

    Attributes:
        output: The folder for all results.
        listed: Those that are listed, in the order of their names.
    """

    def __init__(self, output: Path, listed: Sequence[Listed] = (), others: Iterable[Job] = ()) -> None:
        """Keep forms: what is listed is in the order of its names, and the others may come as they will."""
        self.output = output
        self.listed = listed
        self._others = sorted(others, key=lambda job: (job.name, job.path))
        self._looks = Looks(listed)
        self._other_looks = {job.path: job.look for job in self._others}
        self._number = len(self._others) + sum(each.number for each in listed)

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[Job]:
        return self.but()

    def but(self, done: Container[str] = (), whole: Container[Listed] = ()) -> Iterator[Job]:
        """Yield all jobs but those whose forms lie at certain paths, or are listed together with certain others."""
        listed = chain.from_iterable(each.jobs(self.output, done) for each in self.listed if each not in whole)
        others = (job for job in self._others if job.path not in done)
        return heapq.merge(listed, others, key=attrgetter("name")) if self._others else listed

    @property
    def have_workbooks(self) -> bool:
        """Whether a form among them is a workbook by its name."""
        listed = (each.lines.lower() for each in self.listed)
        if any(f"{suffix}\t" in lines for lines in listed for suffix in _WORKBOOKS):
            return True
        return any(job.name.lower().endswith(_WORKBOOKS) for job in self._others)

    def look(self, path: str) -> str:
        """Return how the form at a path looks; empty where that may still change, and where there is none."""
        return self._looks.of(path) or self._other_looks.get(path, "")
