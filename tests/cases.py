"""Versions and records of invented files in one line each, for tests of the pure rules about them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pipeline.cases.child import Record, Verdict, link
from pipeline.cases.version import Identity, Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

AMELIA = {"name": "Amelia Example", "born": "2010-03-04"}
BOB = {"name": "Bob Invented", "born": "2011-07-08"}
DAY, ANOTHER_DAY = "2026-05-06", "2026-06-07"


def version(
    text: str, *, made_from: Version | None = None, places: Iterable[str] = (), saved: str = "", sent: str = "",
    run: int = 1, written: float = 0.0, entries: Mapping[str, str] | None = None, repeats: bool = False, **said: str,
) -> Version:  # fmt: skip
    """Return a version whose bytes are made from a text.

    Args:
        text: Names it.
        made_from: The version that our mark in it names.
        places: Where it lay.
        saved: The date inside the document.
        sent: When its mail was sent.
        run: The run that saw it first.
        written: The file's own time.
        entries: What stands in it.
        repeats: Every entry is as in what it was made from.
        said: What it says of child, date and assessor.
    """
    return Version(
        sha256=hashlib.sha256(text.encode()).hexdigest(), identity=Identity(form="form", **said),
        parent=made_from.mark if made_from is not None else "", modified=saved, sent=sent, received=run,
        written=written, places=frozenset(places), entries=entries or {}, repeats=repeats,
    )  # fmt: skip


def record(reference: str, **said: str) -> Record:
    return Record(reference=reference, identity=Identity(form="form", **said))


def said(one: str, other: str, *, are_one: bool) -> Verdict:
    return Verdict(pair=(one, other), are_one=are_one)


def children(records: Iterable[Record], verdicts: Iterable[Verdict] = ()) -> set[frozenset[str]]:
    """Return the records of each child."""
    found: dict[str, set[str]] = {}
    for reference, child in link(records, verdicts).child.items():
        found.setdefault(child, set()).add(reference)
    return set(map(frozenset, found.values()))
