"""How much work a piece of code does: counted in calls, which don't depend on how busy the machine is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


def calls(work: Callable[[], object]) -> int:
    """Return how many calls, of functions in Python and in C, some work makes."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def assert_grows_with_length(work: Callable[[int], Callable[[], object]], length: int) -> None:
    """Assert that twice the length takes about twice the calls, not four times as many.

    Args:
        work: Prepares the work for a length; what it prepares is counted.
        length: Long enough for what every piece of work has to do besides to count little.
    """
    work(length // 2)()  # what is worked out once a process
    once, twice = calls(work(length)), calls(work(2 * length))
    assert twice < 2.5 * once, f"{length}: {once} calls, {2 * length}: {twice}"
