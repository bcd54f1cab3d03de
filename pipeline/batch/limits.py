"""How long one form may take, and how much memory: what goes over ends that form alone."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final

from msgspec import Struct

MEGABYTE: Final = 1024 * 1024


class Limits(Struct, frozen=True, kw_only=True):
    """What one form may take.

    Attributes:
        seconds: Time. A form takes a fraction of a second; starting LibreOffice on a busy machine may take a minute.
        megabytes: Memory of the process that reads it. What :mod:`pipeline.ooxml.limits` lets through needs far less.
    """

    seconds: float = 120.0
    megabytes: int = 2048


USUAL: Final = Limits()


class OverTime(BaseException):
    """The form took too long. Derives from ``BaseException``, so no ``except Exception`` swallows it."""


@contextlib.contextmanager
def bounded(limits: Limits, *, forms: int = 1) -> Iterator[None]:
    """Bound the time and memory of what runs inside, as far as the system can.

    Time is bounded where there are alarms (not on Windows), memory on Linux, and both only in the main thread. What
    can't be bounded from inside, a loop in C for instance, a process engine ends from outside.

    Args:
        limits: For one form.
        forms: Forms that are worked on together, whose time adds up.

    Raises:
        OverTime: It took too long.
        MemoryError: It asked for too much memory.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with _less_memory(limits.megabytes * MEGABYTE), _alarm(limits.seconds * forms):
        yield


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise OverTime


@contextlib.contextmanager
def _less_memory(size: int) -> Iterator[None]:
    if sys.platform != "linux":  # others know the call and ignore it
        yield
        return
    import resource

    before, most = resource.getrlimit(resource.RLIMIT_DATA)
    known = [limit for limit in (size, before, most) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min(known), most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (before, most))
