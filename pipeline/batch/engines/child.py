"""The other end of :mod:`pipeline.batch.engines.crew`: a process that works out chunks until it is told no more.

On stdin come pickles: the worker, then chunks. On stdout goes a pickle for each form as soon as it is worked out, and
before all of them ``None``. The end of stdin ends the process, also when the one that started it was killed, and also
in the middle of a chunk: nobody would hear of it, and a conversion would go on for a minute.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, BinaryIO

from pipeline.batch.garbage import look_seldom
from pipeline.forms.cache.expressions import keep_expressions, recall_expressions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.batch.chunks import Chunk
    from pipeline.batch.worker import Work, Worker


def serve() -> None:
    """Work out what comes in."""
    look_seldom()
    recall_expressions()
    # Own copies of the pipes: what a library prints by mistake must not get between the answers.
    orders = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    worker: Worker = pickle.load(orders)  # noqa: S301 - from the process that started this one
    _answer(answers, None)  # ready
    chunks: SimpleQueue[Chunk] = SimpleQueue()
    threading.Thread(target=_hear, args=(orders, chunks), daemon=True).start()
    while True:
        chunk = chunks.get()
        with _tidied_up():
            for work in worker.work_through(chunk):
                _answer(answers, work)
        keep_expressions()


def _hear(orders: BinaryIO, chunks: SimpleQueue[Chunk]) -> None:
    """Take in chunks, and end the process when no more can come."""
    try:
        with contextlib.suppress(EOFError):
            while True:
                chunks.put(pickle.load(orders))  # noqa: S301 - from the process that started this one
    finally:
        os.kill(os.getpid(), signal.SIGTERM)


@contextlib.contextmanager
def _tidied_up() -> Iterator[None]:
    """Leave through every ``finally`` when the process is ended meanwhile, so that LibreOffice ends too.

    One that waits for work has nothing to tidy up and is gone at once: taking apart all that it knows takes a second.
    """
    usual = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, usual)


def _answer(answers: BinaryIO, what: Work | None) -> None:
    pickle.dump(what, answers, protocol=pickle.HIGHEST_PROTOCOL)
    answers.flush()
