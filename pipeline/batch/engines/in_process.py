"""The engine for few forms: this process."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

from pipeline.batch.chunks import Chunk
from pipeline.batch.worker import Work, Worker


class InProcess:
    """Works out each chunk as it is handed in."""

    width = 1
    chunk_size = 1

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def submit(self, chunk: Chunk) -> Future[Sequence[Work]]:
        """Work out a chunk; the future is done when it is given."""
        done: Future[Sequence[Work]] = Future()
        done.set_result(tuple(self._worker.work_through(chunk)))
        return done

    def close(self) -> None:
        """Nothing was started."""
