"""Documents of ours that a ledger doesn't know, since it was lost: known again by their marks."""

from __future__ import annotations

import re
from typing import Final

from pipeline.errors import RefusedForm
from pipeline.ooxml import Package
from pipeline.readers import AS_IT_COMES, Opening, open_form
from pipeline.writers.marks.as_left import as_people_left_it

_DATED: Final = re.compile(rb'\bw:date="[^"]*"')
"""The day of processing, which our comments and tracked changes carry."""


def is_same_but_for_dates(one: bytes, other: bytes) -> bool:
    """Return whether two documents differ in nothing but the days that they carry: nobody has edited either."""
    try:
        first, second = Package.open(one), Package.open(other)
        if sorted(first.names) != sorted(second.names):
            return False
        return all(_undated(first.read(name)) == _undated(second.read(name)) for name in first.names)
    except RefusedForm:
        return False


def reference_in(document: bytes, opening: Opening = AS_IT_COMES) -> str:
    """Return the reference that a document names by its mark; empty when it bears none, or can't be read."""
    try:
        mark = as_people_left_it(open_form(document, opening).content).mark
    except RefusedForm:
        return ""
    return mark.reference if mark is not None else ""


def _undated(part: bytes) -> bytes:
    return _DATED.sub(b"", part)
