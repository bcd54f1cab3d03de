"""Engines: where forms are worked out. In this process, in processes of this machine, or on a Dask cluster.

An engine is an executor in the manner of :mod:`concurrent.futures`. It takes chunks and gives futures of what became of
their forms; it writes nothing, for there is one writer of documents and ledger, :mod:`pipeline.batch.run`.
"""

from pipeline.batch.engines.choice import HERE, EngineChoice, Kind, cores, start_engine
from pipeline.batch.engines.interface import Engine, EngineLost

__all__ = ["HERE", "Engine", "EngineChoice", "EngineLost", "Kind", "cores", "start_engine"]
