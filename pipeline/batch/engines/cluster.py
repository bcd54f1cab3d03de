"""The engine for more forms than one machine can take: a Dask cluster whose machines all see the same files.

Each worker of the cluster has a crew of its own, so a form that takes too much ends a child and never the worker. When
a worker is lost, the scheduler gives its chunks to others; one that joins later gets what it needs when it joins.

This module needs the extra ``[cluster]``; import it only when a cluster is asked for.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import uuid
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future
from typing import Any, Final

from distributed import Client, WorkerPlugin, get_worker
from distributed import Future as ClusterFuture
from msgspec.structs import replace

from pipeline.batch.chunks import Chunk
from pipeline.batch.engines.crew import Crew
from pipeline.batch.engines.interface import EngineLost
from pipeline.batch.outcome import Refusal
from pipeline.batch.worker import Work, Worker, given_up
from pipeline.errors import UsageProblem
from pipeline.version import __version__

PATIENCE: Final = 30  # seconds for the scheduler to answer and for a first worker to join
_AHEAD: Final = 2  # chunks for each thread of the cluster: one in hand, one to go on with


class Cluster:
    """Hands chunks to the workers of a Dask scheduler."""

    chunk_size = 8

    def __init__(self, worker: Worker, scheduler: str) -> None:
        """Connect to a scheduler.

        Args:
            worker: Sent to every worker of the cluster once.
            scheduler: Its address: ``tcp://machine:8786``.

        Raises:
            UsageProblem: Nothing answers there, or no worker can take forms.
        """
        for name in ("distributed", "distributed.client"):  # we say what went wrong, and without names of files
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._client = _connected(scheduler)
        self._name = f"wordform-{uuid.uuid4().hex}"
        self._numbers = itertools.count()
        try:
            self._client.register_plugin(_Prepared(worker), name=self._name)
        except Exception as error:
            self._client.close()
            raise UsageProblem(
                "The workers of the cluster can't take forms.",
                remedy=f"Install wordform {__version__}, with the same Python version, on every worker.",
                code="cluster",
            ) from error

    @property
    def width(self) -> int:
        """Follows the cluster, whose workers come and go."""
        try:
            threads: dict[str, int] = self._client.nthreads()
        except OSError as error:
            raise _scheduler_lost() from error
        return _AHEAD * max(1, sum(threads.values()))

    def submit(self, chunk: Chunk) -> Future[Sequence[Work]]:
        """Hand in a chunk."""
        done: Future[Sequence[Work]] = Future()
        done.set_running_or_notify_cancel()
        task = self._client.submit(
            _work_through,
            self._name,
            _for_elsewhere(chunk),
            key=f"{self._name}-{next(self._numbers)}",
            pure=False,
        )
        task.add_done_callback(lambda task: _settle(done, chunk, task))
        return done

    def close(self) -> None:
        """Take what was sent off the workers; one that was lost has nothing any more, and keeps nobody."""
        try:
            with contextlib.suppress(OSError):
                if self._client.status == "running":
                    self._client.unregister_worker_plugin(self._name)
        finally:
            self._client.close()


class _Prepared(WorkerPlugin):
    """What a worker of the cluster gets once: a crew that knows the forms."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._version = __version__
        self.crew: Crew | None = None

    def setup(self, worker: object) -> None:
        """Get ready, on the worker's side."""
        if self._version != __version__:
            raise RuntimeError(f"wordform {__version__} here, {self._version} there")
        self.crew = Crew(self._worker)

    def teardown(self, worker: object) -> None:
        """End the children."""
        if self.crew is not None:
            self.crew.close()


def _work_through(name: str, chunk: Chunk) -> Sequence[Work] | EngineLost:
    """Work out a chunk on a worker of the cluster; an error is no exception there, for its log would name files."""
    prepared: Any = get_worker().plugins[name]
    try:
        return prepared.crew.work_through(chunk)  # type: ignore[no-any-return]
    except EngineLost as lost:
        return lost


def _settle(done: Future[Sequence[Work]], chunk: Chunk, task: ClusterFuture[Any]) -> None:
    """Hand on what became of a chunk.

    A chunk that was worked out may be lost again, with the worker that still had it; then another works it out, and its
    result is waited for.
    """
    try:
        works: Any = _scheduler_lost() if task.cancelled() else task.result()
    except CancelledError:
        works = _scheduler_lost()
    except Exception:  # noqa: BLE001 - whatever it was called, it was no form's doing: no worker got through
        works = [given_up(job, _workers_lost()) for job in chunk.jobs]
    if isinstance(works, EngineLost):
        done.set_exception(works)
    else:  # the jobs as they are known here
        done.set_result([replace(work, job=job) for work, job in zip(works, chunk.jobs, strict=True)])


def _connected(scheduler: str) -> Client:
    client = None
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, ValueError) as error:  # a timeout is an OSError too
        if client is None or not isinstance(error, TimeoutError):
            raise UsageProblem(
                f"No Dask scheduler answers at '{scheduler}'.",
                remedy="Start one with 'dask scheduler', and name its address with --scheduler tcp://MACHINE:8786.",
                code="cluster",
            ) from error
        client.close()
        raise UsageProblem(
            f"The Dask scheduler at '{scheduler}' has no workers.",
            remedy=f"Start some with 'dask worker {scheduler}'.",
            code="cluster",
        ) from error
    return client


def _for_elsewhere(chunk: Chunk) -> Chunk:
    """Name the files so that another machine finds them, whatever folder it works in."""
    return replace(chunk, jobs=tuple(replace(job, folder=job.folder.absolute()) for job in chunk.jobs))


def _scheduler_lost() -> EngineLost:
    return EngineLost(
        "The Dask scheduler does not answer any more.",
        remedy="What was finished is kept; run again to go on.",
        code="engine_lost",
    )


def _workers_lost() -> Refusal:
    return Refusal(
        code="workers_lost",
        reason="Every machine that took this form was lost.",
        remedy="Look at the log of the Dask workers, then run again.",
    )
