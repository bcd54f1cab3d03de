"""Equal lines of a form and its blank: repeated ones stay with their neighbours; units and remarks beside options."""

from __future__ import annotations

import pytest

from pipeline.draft.finders.line_labels import before_blank, kind_before
from pipeline.draft.finders.options import options_of
from pipeline.extract.matching.equal import equal_blocks
from pipeline.mapping.model import FieldKind


@pytest.mark.parametrize(
    ("blank", "form", "pairs"),
    [
        ("AAAAA", "AxAAA", [(0, 0), (2, 2), (3, 3), (4, 4)]),
        ("tAuAvA", "tAuxvA", [(0, 0), (1, 1), (2, 2), (4, 4), (5, 5)]),
        ("tAuAvA", "tAnuxvA", [(0, 0), (1, 1), (2, 3), (4, 5), (5, 6)]),
        ("abc", "cab", [(0, 1), (1, 2)]),
        ("ab", "", []),
    ],
)
def test_a_repeated_line_is_paired_with_the_one_in_its_place(
    blank: str, form: str, pairs: list[tuple[int, int]]
) -> None:
    found = equal_blocks(list(blank), list(form))
    assert [(a + n, b + n) for a, b, size in found for n in range(size)] == pairs


def test_a_remark_between_two_options_is_none() -> None:
    assert options_of("Hospital needed:  yes ☐  - If yes, go to part 2    no ☐") == ("Hospital needed", ("yes", "no"))


def test_a_unit_behind_a_blank_makes_a_number() -> None:
    line = "Systolic blood pressure: _____________mmHg"
    label = before_blank(line)
    assert (label, kind_before(line, label)) == ("Systolic blood pressure", FieldKind.NUMBER)
