"""Pieces that councils, schools and hospitals make forms of, besides those of ``tests.form_pieces``."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from tests.form_pieces import EMPTY, TICKED, Piece
from tests.shapes import Content, cell, paragraph, run, table, tick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.form_pieces import Asked, Block, Said


def followed(asked: Asked, more: Asked, *, where: str = "text", behind: bool = False, room: str = "________") -> Piece:
    """Make options with boxes, and behind them on their line what else is asked: ``☐ Yes  ☐ No   If yes, when: ____``.

    The line is in the ``text``, in a ``cell``, or in the cell ``beside`` the label; ``under`` the options there when
    ``where`` says so.
    """

    def made(said: Said) -> list[Block]:
        chosen = said.get(asked.key, ())
        signs = [(TICKED if each in chosen else EMPTY, each) for each in asked.options]
        options = "   ".join(f"{option} {sign}" if behind else f"{sign} {option}" for sign, option in signs)
        rest = f"{more.label} {said.get(more.key, room)}"
        if where == "beside":
            return [table([[asked.label, f"{options}   {rest}"]])]
        if where == "under":
            return [table([[asked.label, f"{options}\n{rest}"]])]
        line = f"{asked.label}   {options}   {rest}"
        return [table([[line]])] if where == "cell" else [paragraph(line)]

    return Piece(asked=(asked, more), draw=made)


def hinted(*rows: tuple[Asked, str]) -> Piece:
    """Make a table of labels, each with a box beside it that says what to write there; answers are written over it."""
    return Piece(
        asked=tuple(asked for asked, _ in rows),
        draw=lambda said: [table([[asked.label, str(said.get(asked.key, hint))] for asked, hint in rows])],
    )


def over_boxes(asked: Asked) -> Piece:
    """Make a question over a row of options, each over an empty box of its own."""

    def made(said: Said) -> list[Block]:
        marks = ["X" if option in said.get(asked.key, ()) else "" for option in asked.options]
        return [paragraph(asked.label), table([list(asked.options), marks])]

    return Piece(asked=(asked,), draw=made)


def timetable(asked: Asked, *names: str) -> Piece:
    """Make a table whose rows have names, with nothing over these; the first header of ``asked`` is empty, too."""

    def made(said: Said) -> list[Block]:
        given = {row[0]: row[1:] for row in said.get(asked.key, ())}
        rows = [[name, *given.get(name, [""] * (len(asked.options) - 1))] for name in names]
        return [paragraph(asked.label), table([list(asked.options), *rows])]

    return Piece(asked=(asked,), draw=made)


def sentence(*parts: Asked | str) -> Piece:
    """Make a sentence with blanks, each behind the words that tell what belongs there."""
    asked = tuple(each for each in parts if not isinstance(each, str))

    def made(said: Said) -> list[Block]:
        words = [each if isinstance(each, str) else f"{each.label} {said.get(each.key, '_______')}" for each in parts]
        return [paragraph(" ".join(words))]

    return Piece(asked=asked, draw=made)


def numbered_checks(title: str, rows: Sequence[Asked], *, notes: str, boxes: bool = True) -> Piece:
    """Make a grid whose rows have numbers; its title is over the numbers and the labels, too."""
    options = rows[0].options

    def marks(said: Said, asked: Asked) -> list[Content]:
        empty, ticked = (EMPTY, TICKED) if boxes else ("", "✓")
        return [ticked if option in said.get(asked.key, ()) else empty for option in options]

    def made(said: Said) -> list[Block]:
        heads: list[Content] = [cell(title, span=2), *options, notes]
        return [table([heads, *([f"2.{n}", each.label, *marks(said, each), ""] for n, each in enumerate(rows, 1))])]

    return Piece(asked=tuple(rows), draw=made)


def side_by_side(*asked: Asked) -> Piece:
    """Make boxes side by side, each with a few words over room to write."""
    return Piece(asked=asked, draw=lambda said: [table([[f"{a.label}\n{said.get(a.key, '')}\n\n\n" for a in asked]])])


def tables_beside_headings(*parts: tuple[str, Sequence[Asked]]) -> Piece:
    """Make a table of headings, each with a table of labels and boxes in the cell beside it."""

    def inner(said: Said, asked: Sequence[Asked]) -> Block:
        return table([[each.label, str(said.get(each.key, ""))] for each in asked])

    return Piece(
        asked=tuple(each for _, asked in parts for each in asked),
        draw=lambda said: [table([[heading, cell(inner(said, asked))] for heading, asked in parts])],
    )


def led(*lines: Sequence[Asked]) -> Piece:
    """Make lines of labels, each before a tab that leads to where people write."""
    asked = tuple(each for line in lines for each in line)
    return Piece(
        asked=asked,
        draw=lambda said: [
            paragraph("\t".join(f"{each.label}\t{said.get(each.key, '')}" for each in line)) for line in lines
        ],
    )


def open_list(asked: Asked, more: Asked) -> Piece:
    """Make a list of boxes under a question; the last option, which is ``more``, is written on."""

    def made(said: Said) -> list[Block]:
        signs = [TICKED if option in said.get(asked.key, ()) else EMPTY for option in asked.options]
        lines = [f"{sign} {option}" for sign, option in zip(signs, asked.options, strict=True)]
        lines[-1] = f"{signs[-1]} {more.label} {said.get(more.key, '________')}"
        return [paragraph(asked.label), *map(paragraph, lines)]

    return Piece(asked=(asked, more), draw=made)


def grouped_options(asked: Asked, groups: Mapping[str, int]) -> Piece:
    """Make a row for each option beside an empty box, with a heading over each of the ``groups``."""

    def made(said: Said) -> list[Block]:
        rows: list[list[Content]] = []
        options = iter(asked.options)
        for group, count in groups.items():
            rows.append([cell(group, span=2)])
            rows += [[option, "✓" if option in said.get(asked.key, ()) else ""] for option in islice(options, count)]
        return [paragraph(asked.label), table(rows)]

    return Piece(asked=(asked,), draw=made)


def over_labels(*rows: Sequence[Asked]) -> Piece:
    """Make rows of empty boxes, each over a row of small labels."""

    def made(said: Said) -> list[Block]:
        both = [([str(said.get(each.key, "")) for each in row], [each.label for each in row]) for row in rows]
        return [table([row for pair in both for row in pair])]

    return Piece(asked=tuple(each for row in rows for each in row), draw=made)


def lines_over_labels(*asked: Asked, room: str = "________________", apart: str = "\t") -> Piece:
    """Make a line drawn for each answer, and under them a line of labels."""

    def made(said: Said) -> list[Block]:
        return [
            paragraph(apart.join(str(said.get(each.key, room)) for each in asked)),
            paragraph(apart.join(each.label for each in asked)),
        ]

    return Piece(asked=asked, draw=made)


def grouped_ticks(asked: Asked, groups: Mapping[str, int], *, where: str) -> Piece:
    """Make boxes to tick under bold headings of groups: in the cell ``beside`` the question, or in the ``text``.

    Or each group in a cell of its own (``columns``), its options in the cell beside its heading (``rows``) or behind it
    on a line (``lines``).
    """

    def made(said: Said) -> list[Block]:
        options = iter([f"{TICKED if each in said.get(asked.key, ()) else EMPTY} {each}" for each in asked.options])
        parts = [(group, list(islice(options, count))) for group, count in groups.items()]
        under = [[paragraph(run(group, bold=True)), *map(paragraph, own)] for group, own in parts]
        if where == "beside":
            return [table([[asked.label, [block for each in under for block in each]]])]
        if where == "columns":
            return [paragraph(asked.label), table([under])]
        if where == "rows":
            return [paragraph(asked.label), table([[run(group, bold=True), "   ".join(own)] for group, own in parts])]
        if where == "lines":
            return [paragraph(asked.label), *(paragraph(f"{group}:   {'   '.join(own)}") for group, own in parts)]
        return [paragraph(asked.label), *(block for each in under for block in each)]

    return Piece(asked=(asked,), draw=made)


def slashed(asked: Asked) -> Piece:
    """Make a statement with options between slashes behind it, and no colon: all but the chosen one are struck out."""

    def made(said: Said) -> list[Block]:
        chosen = said.get(asked.key, ())
        options = [run(each, strike=True) if chosen and each not in chosen else run(each) for each in asked.options]
        return [paragraph(f"{asked.label} ", options[0], *(part for each in options[1:] for part in (" / ", each)))]

    return Piece(asked=(asked,), draw=made)


def headed_table(heading: str, *asked: Asked) -> Piece:
    """Make a box with a heading and, under it, a table of labels and boxes."""

    def made(said: Said) -> list[Block]:
        inner = table([[each.label, str(said.get(each.key, ""))] for each in asked])
        return [table([[cell([paragraph(run(heading, bold=True)), inner])]])]

    return Piece(asked=asked, draw=made)


def beside_merged_headings(*sections: tuple[str, Sequence[Asked]]) -> Piece:
    """Make a table of labels and boxes, with the headings of its sections merged downwards left of them."""

    def made(said: Said) -> list[Block]:
        rows: list[list[Content]] = []
        for heading, asked in sections:
            for number, each in enumerate(asked):
                left = cell("", merge="continue") if number else cell(heading, merge="restart")
                rows.append([left, each.label, str(said.get(each.key, ""))])
        return [table(rows)]

    return Piece(asked=tuple(each for _, asked in sections for each in asked), draw=made)


def controlled_ticks(*asked: Asked) -> Piece:
    """Make lines of text, each with the check box of a content control before its words."""
    return Piece(
        asked=asked,
        draw=lambda said: [paragraph(tick(bool(said.get(each.key))), f" {each.label}") for each in asked],
    )


def ticked_cells(asked: Asked, *, wide: int, prompt_above: bool = True) -> Piece:
    """Make a table of options, ``wide`` in a row, each in a cell with its box to tick; the label is above or in it."""

    def made(said: Said) -> list[Block]:
        chosen = said.get(asked.key, ())
        boxes = [f"{TICKED if each in chosen else EMPTY} {each}" for each in asked.options]
        rows: list[list[Content]] = [list(boxes[at : at + wide]) for at in range(0, len(boxes), wide)]
        rows[-1] += [""] * (wide - len(rows[-1]))
        label = [] if prompt_above else [[cell(asked.label, span=wide)]]
        return [*([paragraph(asked.label)] if prompt_above else []), table([*label, *rows], columns=wide)]

    return Piece(asked=(asked,), draw=made)


def spelled(asked: Asked, *, boxes: int) -> Piece:
    """Make a row of boxes behind a label, for a letter or digit each."""

    def made(said: Said) -> list[Block]:
        signs = list(str(said.get(asked.key, "")).replace("/", ""))
        return [table([[asked.label, *signs, *[""] * (boxes - len(signs))]])]

    return Piece(asked=(asked,), draw=made)
