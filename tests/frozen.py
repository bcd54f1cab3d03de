"""What forms come to, frozen as digests: ``python -m tests.frozen > tests/frozen.json`` after a change that is meant.

A digest of the result, one of the findings with their places, and one of the document, for each form of ``input/``, of
the benchmarks, and of those that tests fill in by hand, in controls and in a workbook. Whoever changes one says why in
the commit.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import TYPE_CHECKING, Final

from benchmarks.forms import forms as benchmark_forms
from pipeline.errors import CannotWrite
from pipeline.process.form import process_one
from tests import filledblank, workbookbuilder
from tests.documents import parts_of
from tests.make_input_forms import INPUT
from tests.reading import DAY, layouts
from tests.test_as_left import FORMS as CORRECTED

if TYPE_CHECKING:
    from collections.abc import Iterator

BENCHMARKED: Final = 3


def forms() -> Iterator[tuple[str, bytes]]:
    """Yield each form with its name."""
    for path in sorted(INPUT.glob("*.docx"), key=str):
        yield path.name, path.read_bytes()
    yield "filled in controls", filledblank.filled().bytes()
    yield "a workbook", workbookbuilder.filled({"Details!B4": "Example Child", "Checklist!D7": "x"})
    for name, made in CORRECTED.items():
        yield name, made()
    for number, form in enumerate(benchmark_forms(BENCHMARKED)):
        yield f"benchmark {number}", form


def frozen(name: str, form: bytes) -> list[str]:
    """Return the digests of what a form comes to."""
    try:
        result, document = process_one(form, name=name, layouts=layouts().forms, day=DAY)
    except CannotWrite as problem:
        return [problem.code]
    found = [(each.code, each.field, str(each.location)) for each in result.findings]
    # How a package is packed differs from one zlib to another, and so does the hash of a form that is made here.
    record = {key: value for key, value in result.record.items() if key != "source"}
    return [_digest(record), _digest(found), _digest(sorted(parts_of(document).items()) if document else "")]


def _digest(found: object) -> str:
    return hashlib.blake2b(repr(found).encode(), digest_size=8).hexdigest()


if __name__ == "__main__":
    made = {name: frozen(name, form) for name, form in forms()}
    sys.stdout.write(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
