"""Nothing that a form makes refers to itself: it is freed at once, with the whole file, however seldom Python looks."""

from __future__ import annotations

import gc
from contextlib import suppress

import pytest

from pipeline.errors import RefusedForm
from pipeline.process.form import process_one
from tests import filledblank, workbookbuilder
from tests.make_input_forms import INPUT
from tests.reading import DAY, layouts

FORMS = {
    "tracked changes": (INPUT / "CE assessment - Charlie Specimen with changes.docx").read_bytes(),
    "controls": filledblank.filled().bytes(),
    "a workbook": workbookbuilder.filled({"Details!B4": "Example Child"}),
    "damaged": b"PK\x03\x04",
}


def process(form: bytes) -> None:
    with suppress(RefusedForm):
        process_one(form, name="form", layouts=layouts().forms, day=DAY)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_leaves_no_garbage(name: str) -> None:
    process(FORMS[name])  # what is made once may refer to itself
    gc.collect()
    gc.disable()
    try:
        process(FORMS[name])
        assert gc.collect() == 0
    finally:
        gc.enable()
