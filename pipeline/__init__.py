"""Read completed Word and Excel forms, score them, and write the populated document back.

The Python API is :class:`Forms`; start reading at :func:`pipeline.process.form.process_one`, which names every stage in
order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.version import __version__

if TYPE_CHECKING:
    from pipeline.api import Forms, Processed
    from pipeline.errors import CannotWrite, InvalidMapping, RefusedForm, UsageProblem, WordformError
    from pipeline.findings import Finding, Severity
    from pipeline.process.result import Result
    from pipeline.submission import Answer, Choices, FactorAnswer, FactorState, State

__all__ = [
    "Answer",
    "CannotWrite",
    "Choices",
    "FactorAnswer",
    "FactorState",
    "Finding",
    "Forms",
    "InvalidMapping",
    "Processed",
    "RefusedForm",
    "Result",
    "Severity",
    "State",
    "UsageProblem",
    "WordformError",
    "__version__",
]
_HOMES = {
    "api": ("Forms", "Processed"),
    "errors": ("CannotWrite", "InvalidMapping", "RefusedForm", "UsageProblem", "WordformError"),
    "findings": ("Finding", "Severity"),
    "process.result": ("Result",),
    "submission": ("Answer", "Choices", "FactorAnswer", "FactorState", "State"),
}


def __getattr__(name: str) -> object:
    """Load a public name on its first use, so that a command starts without what it has no use for."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"pipeline.{module}"), name)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
