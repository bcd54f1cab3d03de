"""Describe where a bug occurred without quoting the form."""

from __future__ import annotations

import traceback


def bug_trace(bug: BaseException) -> tuple[str, ...]:
    """Return the places an exception passed through, without its message: that may quote an answer or name a file."""
    lines: list[str] = []
    for link in reversed(_chain(bug)):
        frames = traceback.extract_tb(link.__traceback__)
        lines += [f"{_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
        lines.append(type(link).__name__)
    return tuple(lines)


def _chain(bug: BaseException) -> list[BaseException]:
    """Return the exception and what led to it, the last one first."""
    chain: list[BaseException] = []
    link: BaseException | None = bug
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return chain


def _short(filename: str) -> str:
    """Cut a path down to the part from the package on, so that it names nobody's folders."""
    parts = filename.replace("\\", "/").split("/")
    for anchor in ("site-packages", "pipeline"):
        if anchor in parts:
            last = len(parts) - 1 - parts[::-1].index(anchor)
            return "/".join(parts[last:])
    return parts[-1]
