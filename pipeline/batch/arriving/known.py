"""Paths as the ledger knows them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.windows import as_people_know_it


def as_known(path: Path) -> str:
    """Return a path as the ledger knows it: some names can't be written down as they are."""
    full = as_people_know_it(os.path.abspath(path))  # noqa: PTH100 - no links resolved
    return os.fsencode(full).decode("utf-8", "replace")


def above(path: str) -> Iterator[str]:
    """Yield what a path lies in, from the innermost on: folders, and containers as the ledger knows them."""
    end = max(path.rfind("/"), path.rfind(os.sep))
    while end > 0:
        path = path[:end]
        yield path
        end = max(path.rfind("/"), path.rfind(os.sep))
