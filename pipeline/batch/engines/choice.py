"""Choose an engine."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Final

from msgspec import Struct

from pipeline.batch.engines.in_process import InProcess
from pipeline.batch.engines.interface import Engine
from pipeline.batch.engines.processes import Processes
from pipeline.batch.worker import Worker
from pipeline.errors import UsageProblem

_FEW: Final = 12
"""Forms that are done here while another process would still be starting."""


class Kind(StrEnum):
    """Where forms are worked out."""

    LOCAL = "local"
    DASK = "dask"


class EngineChoice(Struct, frozen=True, kw_only=True):
    """What was asked for.

    Attributes:
        jobs: Processes of this machine; one is this process.
        scheduler: Address of the Dask scheduler.
        apart: Never in this process, not even one form: it serves people meanwhile, and no form may end it.
    """

    kind: Kind = Kind.LOCAL
    jobs: int = 1
    scheduler: str = ""
    apart: bool = False


HERE: Final = EngineChoice()
"""This process."""


def start_engine(choice: EngineChoice, worker: Worker, *, forms: int) -> Engine:
    """Start an engine; what costs time waits for the first chunk.

    Args:
        choice: What was asked for.
        worker: Works the forms out.
        forms: How many there are at most; few of them stay in this process.

    Raises:
        UsageProblem: The cluster can't be used.
    """
    if choice.kind is Kind.DASK:
        try:
            from pipeline.batch.engines.cluster import Cluster  # slow to load, and an extra
        except ImportError as error:
            raise UsageProblem(
                "Dask is not installed.",
                remedy="Install it with pip install 'wordform[cluster]', here and on the machines of the cluster.",
                code="cluster",
            ) from error
        return Cluster(worker, choice.scheduler)
    if not choice.apart and (choice.jobs == 1 or forms <= _FEW):
        return InProcess(worker)
    return Processes(worker, jobs=choice.jobs)


def cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
