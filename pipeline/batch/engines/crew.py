"""Processes that work out forms and may die of one: that form is tried once more alone, then refused; others go on."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property

from pipeline.batch.arriving.jobs import Job
from pipeline.batch.chunks import Chunk
from pipeline.batch.engines.children import Child, ChildLost
from pipeline.batch.worker import Work, Worker, given_up, killed_its_process, took_too_long


class CrewClosed(Exception):
    """The work was called off."""


class Crew:
    """As many children as are asked for work at the same time; any thread may ask."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._closed = False

    @cached_property
    def _pickled(self) -> bytes:
        """The worker as children get it; a run that finds nothing to do needs no child."""
        return pickle.dumps(self._worker)

    def work_through(self, chunk: Chunk) -> Sequence[Work]:
        """Work out a chunk, whatever becomes of the children.

        Raises:
            EngineLost: Children can't be started.
            CrewClosed: The crew was closed meanwhile.
        """
        done: list[Work] = []
        try:
            for work in self._ask(chunk):
                done.append(work)
        except ChildLost as lost:
            if lost.late and len(chunk.jobs) == 1:  # it would be late again
                return (given_up(chunk.jobs[0], took_too_long(self._worker.limits)),)
        return (*done, *(self._alone(job) for job in chunk.jobs[len(done) :]))

    def close(self) -> None:
        """End all children at once."""
        with self._lock:
            self._closed = True
            idle, self._idle, busy = self._idle, [], tuple(self._busy)
        for child in busy:
            child.kill()  # the thread that waits for it clears up
        for child in idle:
            child.end()

    def _alone(self, job: Job) -> Work:
        try:
            (work,) = self._ask(Chunk(jobs=(job,)))
        except ChildLost as lost:
            return given_up(job, took_too_long(self._worker.limits) if lost.late else killed_its_process())
        return work

    def _ask(self, chunk: Chunk) -> Iterator[Work]:
        child = self._take()
        whole = False
        try:
            yield from child.work_through(chunk)
            whole = True
        finally:
            self._give_back(child, whole=whole)

    def _take(self) -> Child:
        with self._lock:
            if self._closed:
                raise CrewClosed
            child = self._idle.pop() if self._idle else Child(self._pickled, self._worker.limits)
            self._busy.add(child)
            return child

    def _give_back(self, child: Child, *, whole: bool) -> None:
        with self._lock:
            self._busy.discard(child)
            if whole and not self._closed:
                self._idle.append(child)
                return
        child.end()
