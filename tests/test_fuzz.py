"""Forms spoilt at random are read, or refused in one clear sentence; nothing else may happen.

The seeds are fixed, so a run is the same as the last. ``SEEDS`` can be moved to look further; whatever that finds is
added below with a name.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

import pytest

from pipeline.errors import RefusedForm
from pipeline.readers import read_document
from tests.extent import often
from tests.formbuilder import CompletedForm, document
from tests.mutations import spoilt
from tests.reading import read_result
from tests.shapes import (
    cell,
    control,
    custom_xml,
    deleted,
    drawn_shape,
    field,
    footnote_reference,
    hyperlink,
    inserted,
    legacy_box,
    legacy_list,
    legacy_text,
    moved_to,
    paragraph,
    row,
    run,
    symbol,
    table,
    text_box,
    tick,
)

SEEDS = range(often(20, 120))


@lru_cache
def shapes() -> bytes:
    """Make a small document that holds every shape."""
    return document(
        paragraph("a", inserted("b", deleted("c")), moved_to("d"), mark_deleted=True),
        paragraph(legacy_box(""), legacy_list(["Yes", "No"], 1), legacy_text("e"), field(" DATE ", "1/1/2026")),
        paragraph("f", text_box("g", table([["h"]])), footnote_reference(1), symbol("F0FC"), drawn_shape()),
        table(
            [
                [control(cell("i", span=2)), tick(True), cell("j", merge="restart", shade="FFFF00")],
                control(row([custom_xml(cell("k")), table([["l"]])], before=1)),
                row(["m", tick(False, round_="cell"), control("n", kind="date", value="2026-01-01T00:00:00Z")]),
            ]
        ),
        control(paragraph(hyperlink("o"), run("p", style="Strong", highlight="yellow")), kind="richText"),
        footnotes=["q"],
        header="r",
    )


@lru_cache
def completed() -> bytes:
    """Fill in the shipped blank in a few of the ways that people do."""
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", inserted("01/02/2011"))
    form.put("date_completed", control("01/03/2026", kind="date", value="2026-03-01T00:00:00Z"))
    form.put("harm", [paragraph("one", footnote_reference(1)), table([["two", "three"]]), text_box("four")])
    form.put("locations", legacy_text("five")).choose("outcome", "low", highlight="yellow")
    form.factor("sen", tick(True)).factor("self_harm_suicidal", symbol("F0FC"), "why").rag("low", tick(True))
    form.agencies([["A", "Nurse", "NHS", "1"]]).actions([["do", "who", "soon", ""]])
    return form.bytes()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_spoilt_document_is_read_or_refused(seed: int) -> None:
    with suppress(RefusedForm):
        assert read_document(spoilt(shapes(), seed)).text is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_spoilt_form_is_read_through_or_refused(seed: int) -> None:
    with suppress(RefusedForm):
        assert read_result(spoilt(completed(), seed)).assessment is not None
