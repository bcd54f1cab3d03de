"""The sheet of a form as plain text: sign for sign what rich draws, without rich."""

import io
import os
import sys
from contextlib import redirect_stdout
from unittest import mock

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as some
from rich.cells import cell_len

from pipeline.cli.sheet import plain, terminal
from pipeline.cli.sheet.parts import Cell, Column, Grid, Heading, Line, Part, line
from tests.extent import often

WORDS = ["a", "No", "child's", "– since 2024", "Wanted/Missing", "https://example.org/a/very/long/address", "☒", "  "]
TEXTS = some.one_of(
    some.lists(some.sampled_from([*WORDS, "\n"]), max_size=12).map(" ".join),
    some.text("ab ,…\n", max_size=40),
    some.just(""),
)


@some.composite
def lines(draw: some.DrawFn) -> Line:
    """Draw a text in one or two pieces, perhaps indented."""
    texts = draw(some.lists(TEXTS, min_size=1, max_size=2))
    return Line(tuple((text, "dim") for text in texts), draw(some.sampled_from([0, 0, 2])))


def grids(parts: some.SearchStrategy[Line | Grid]) -> some.SearchStrategy[Grid]:
    """Return grids of these parts, of all kinds of columns."""

    @some.composite
    def grid(draw: some.DrawFn) -> Grid:
        columns = draw(some.lists(a_column, min_size=1, max_size=5))
        cells = some.lists(parts, max_size=3).map(tuple[Line | Grid, ...])
        rows: list[tuple[Cell, ...]] = draw(some.lists(some.tuples(*[cells] * len(columns)), max_size=4))
        return Grid(
            columns=tuple(columns),
            rows=tuple(rows),
            has_titles=draw(some.booleans()),
            is_wide=draw(some.booleans()),
            gap=draw(some.integers(1, 2)),
        )

    a_column = some.builds(
        Column,
        title=some.sampled_from(["", "Notes", "Name of the agency"]),
        share=some.integers(0, 4),
        at_least=some.sampled_from([0, 0, 7]),
        is_right=some.booleans(),
        wraps=some.booleans(),
    )
    return grid()


PARTS = some.one_of(
    lines().map(lambda text: Line(text.pieces)),
    some.builds(Heading, title=TEXTS),
    grids(some.one_of(lines(), grids(lines()))),
)


def by_rich(parts: list[Part], width: int) -> str:
    """Draw parts with rich."""
    with redirect_stdout(io.StringIO()) as out, mock.patch.dict(os.environ, {"COLUMNS": str(width)}):
        terminal.draw(parts)
    return out.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="rich draws all sheets there, and a place narrower")
@settings(max_examples=often(30, 200), deadline=None, phases=[Phase.generate])
@given(parts=some.lists(PARTS, min_size=1, max_size=3), width=some.integers(30, 120))
def test_parts_are_drawn_as_rich_draws_them(parts: list[Part], width: int) -> None:
    try:
        text = plain.drawn(parts, width)
    except plain.TooOdd:
        return  # where the room for nested grids is used up
    assert text == by_rich(parts, width)


def test_each_sign_that_is_drawn_without_rich_is_one_place_wide() -> None:
    signs = [chr(code) for code in range(sys.maxunicode + 1) if plain._ONE_WIDE.fullmatch(chr(code))]
    assert len(signs) > 1_500
    assert {sign for sign in signs if cell_len(sign) != 1} == {"\n"}


@pytest.mark.parametrize("odd", ["漢字", "👍", "e\u0301", "\t", "zero\u200bwidth", "\x1b[31m"])
def test_what_only_rich_can_measure_is_left_to_it(odd: str) -> None:
    with pytest.raises(plain.TooOdd):
        plain.drawn([line(f"a text with {odd}")], 80)


@pytest.mark.parametrize(
    ("environment", "width"),
    [({}, 80), ({"COLUMNS": "132"}, 132), ({"COLUMNS": "wide"}, 80), ({"FORCE_COLOR": "1"}, None)],
)
def test_a_pipe_is_as_wide_as_rich_takes_it_to_be(environment: dict[str, str], width: int | None) -> None:
    no_terminal = mock.patch("os.get_terminal_size", side_effect=OSError)
    with redirect_stdout(io.StringIO()), mock.patch.dict(os.environ, environment, clear=True), no_terminal:
        assert plain.width_of_pipe() == (None if sys.platform == "win32" else width)
