"""Ticks, crosses and boxes are spelled once, in ``pipeline/signs.py``, and each of them counts wherever a tick does."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from pipeline.readers import symbols
from pipeline.signs import DASHES, MARKS, NO_MARKS, YES_MARKS, emptied
from pipeline.submission import FactorState
from tests.formbuilder import CompletedForm
from tests.reading import answer, codes, factor
from tests.test_reading_entries import retype

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPELLED_IN = {"signs.py", "readers/symbols.py"}
"""Font tables say which character looks like a glyph; all else takes its signs from the one list."""

LOOK_LIKE_NONE = set("⚐●❍■•▪♦⋅−≥≤€±")
"""What symbol fonts draw besides: nobody can tell whether a bullet was put there as a mark."""


def _glyphs(path: Path) -> Iterator[int]:
    """Yield the lines of a module in which a string that is no docstring holds a tick, cross or box."""
    tree = ast.parse(path.read_text("utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield from (node.lineno for sign in node.value if sign in MARKS or sign in "■●")


def test_no_other_module_spells_a_sign(project: Path) -> None:
    root = project / "pipeline"
    paths = {path.relative_to(root).as_posix(): path for path in root.rglob("*.py")}
    assert paths.keys() >= SPELLED_IN
    found = [
        f"{name}:{line}" for name, path in sorted(paths.items()) if name not in SPELLED_IN for line in _glyphs(path)
    ]
    assert found == []


def test_a_sign_means_one_thing() -> None:
    assert YES_MARKS.isdisjoint(NO_MARKS)
    assert sorted(MARKS) == sorted(YES_MARKS | NO_MARKS)
    assert len(set(DASHES)) == len(DASHES)


@pytest.mark.parametrize("font", ["Wingdings", "Wingdings 2", "Webdings", "Marlett", "Symbol"])
def test_a_mark_of_a_symbol_font_is_one_of_the_signs(font: str) -> None:
    drawn = {symbols.translate(chr(code), font) for code in range(0x21, 0x100)}
    signs = {sign for sign in drawn if ord(sign) > 0xFF}
    assert signs - LOOK_LIKE_NONE <= set(MARKS)


def test_a_ticked_box_is_the_box_that_was_printed() -> None:
    assert emptied("☒ CCE 🗹 CSE ☐ Both ✓") == "☐ CCE ☐ CSE ☐ Both ✓"


class TestBesideALabel:
    """In the box of a row's label a mark counts as in its answer box, and the row is never lost."""

    @pytest.mark.parametrize("mark", sorted(YES_MARKS))
    def test_a_tick_or_cross_says_that_it_applies(self, mark: str) -> None:
        assert factor(_beside_label(f"{mark} SEN"), "sen").state is FactorState.YES

    @pytest.mark.parametrize("mark", ["❎", "×", "✕", "🗸"])
    def test_behind_the_label_too(self, mark: str) -> None:
        assert factor(_beside_label(f"SEN {mark}"), "sen").state is FactorState.YES

    @pytest.mark.parametrize("mark", sorted(NO_MARKS))
    def test_an_empty_box_is_no_mark(self, mark: str) -> None:
        form = _beside_label(f"{mark} SEN")
        assert factor(form, "sen").state in (FactorState.NO, FactorState.BLANK)
        assert "factor_missing" not in codes(form, "sen")


def _beside_label(text: str) -> CompletedForm:
    form = CompletedForm()
    retype(form.factor_cell("sen", "Score").getprevious().getprevious(), text)
    return form


@pytest.mark.parametrize("dash", DASHES)
def test_every_dash_says_no_and_parts_a_date(dash: str) -> None:
    form = CompletedForm().factor("sen", dash).put("review_date", f"28{dash}04{dash}2026")
    assert factor(form, "sen").state is FactorState.NO
    assert str(answer(form, "review_date").value) == "2026-04-28"
