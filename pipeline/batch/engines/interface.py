"""What every engine is."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Protocol

from pipeline.batch.chunks import Chunk
from pipeline.batch.worker import Work
from pipeline.errors import ExitCode, WordformError


class EngineLost(WordformError):
    """The engine itself came to an end, so no form can be worked out any more; what was finished is kept."""

    exit_code = ExitCode.CANNOT_WRITE


class Engine(Protocol):
    """Works out chunks of forms.

    Attributes:
        width: Chunks to hand in ahead, so that nobody waits; more would only take memory.
        chunk_size: Forms to put into a chunk.
    """

    @property
    def width(self) -> int: ...  # noqa: D102 - above

    @property
    def chunk_size(self) -> int: ...  # noqa: D102 - above

    def submit(self, chunk: Chunk) -> Future[Sequence[Work]]:
        """Hand in a chunk. The future gives the work on each of its forms, or raises ``EngineLost``."""
        ...

    def close(self) -> None:
        """End what the engine started, at once; what was not fetched is lost."""
        ...
