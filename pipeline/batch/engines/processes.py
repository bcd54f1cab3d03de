"""The engine for many forms: processes of this machine."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from pipeline.batch.chunks import Chunk
from pipeline.batch.engines.crew import Crew
from pipeline.batch.worker import Work, Worker


class Processes:
    """A thread for each process: it only waits for answers, so threads do."""

    chunk_size = 1

    def __init__(self, worker: Worker, *, jobs: int) -> None:
        self._crew = Crew(worker)
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="wordform")
        self.width = 2 * jobs

    def submit(self, chunk: Chunk) -> Future[Sequence[Work]]:
        """Hand in a chunk."""
        return self._threads.submit(self._crew.work_through, chunk)

    def close(self) -> None:
        """End all processes."""
        self._crew.close()
        self._threads.shutdown(cancel_futures=True)
