"""What follows from a decision: result, document and tables, written at once where no other run has the folder."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from pipeline.batch.arriving.jobs import Jobs
from pipeline.batch.outcome import Outcome, Summary
from pipeline.batch.plan import Plan
from pipeline.batch.run import run_batch
from pipeline.batch.worker import Worker


def follow_up(
    output: Path,
    worker: Worker,
    *,
    told: Callable[[Outcome], None],
    said: Callable[[str], None] = lambda _: None,
    key: Path | None = None,
) -> Summary | None:
    """Work out and write all that recorded decisions ask for; ``None`` when another run has the folder and will.

    Args:
        output: The output folder.
        worker: Works forms out.
        told: Called with the outcome of each form.
        said: As for :func:`pipeline.batch.run.run_batch`.
        key: A file with the key of references.
    """
    busy = threading.Event()
    plan = Plan(jobs=Jobs(output))
    summary = run_batch(plan, worker, told=told, stop=busy, waiting=busy.set, said=said, reference_key=key)
    return None if busy.is_set() else summary
