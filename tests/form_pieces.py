"""Pieces that forms are made of, each drawn blank or with answers, and what a form made of them asks.

A form is a list of pieces. ``draw(pieces)`` is its blank, ``draw(pieces, said)`` the form with those answers; ``said``
goes by the key of a question: its label, with the heading over it where a form prints the label twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tests.documents import document
from tests.shapes import Content, Element, cell, paragraph, run, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

EMPTY, TICKED = "☐", "☒"
Said = dict[str, Any]
Block = Element


class Asked(Struct, frozen=True, kw_only=True):
    """One question of a form.

    Attributes:
        kind: ``text``, ``narrative``, ``date``, ``number``, ``choice``, ``several`` (a choice of several), ``tick`` (a
            single box), ``table``, ``row`` (of a grid) or ``scored`` (a row with points).
        options: What may be chosen; of a table its headers.
        points: The points of the options, or the most that a scored row may get.
        of: Words that tell it from another question with the same label.
    """

    label: str
    kind: str
    options: tuple[str, ...] = ()
    points: tuple[int, ...] = ()
    of: str = ""

    @property
    def key(self) -> str:
        """What its answer goes by."""
        return f"{self.of} > {self.label}" if self.of else self.label


class Piece(Struct, frozen=True, kw_only=True):
    """A stretch of a form: what it asks, and how it is drawn with some answers."""

    asked: tuple[Asked, ...] = ()
    draw: Callable[[Said], list[Block]]


def draw(pieces: Sequence[Piece], said: Said | None = None) -> bytes:
    """Make a form of its pieces, with answers or blank."""
    return document(*(block for piece in pieces for block in piece.draw(said or {})))


def asked_by(pieces: Sequence[Piece]) -> list[Asked]:
    """Return what a form asks, in reading order."""
    return [each for piece in pieces for each in piece.asked]


# -- no questions ------------------------------------------------------------------------------------------------------


def words(*lines: str, style: str = "") -> Piece:
    """Make lines to read; ``style`` is ``Title``, ``Heading1``, … for all of them."""
    return Piece(draw=lambda said: [paragraph(line, style=style) for line in lines])


def bold(line: str) -> Piece:
    """Make a line that is a heading by its looks alone."""
    return Piece(draw=lambda said: [paragraph(run(line, bold=True))])


def printed(rows: Sequence[Sequence[Content]]) -> Piece:
    """Make a table to read."""
    return Piece(draw=lambda said: [table(rows)])


# -- labels with their answers -----------------------------------------------------------------------------------------


def pairs(*rows: Sequence[Asked]) -> Piece:
    """Make a table of labels, each with an empty box on its right."""
    asked = tuple(each for row in rows for each in row)
    return Piece(
        asked=asked,
        draw=lambda said: [
            table([[text for each in row for text in (each.label, str(said.get(each.key, "")))] for row in rows])
        ],
    )


def behind(*asked: Asked) -> Piece:
    """Make a table with one box a label, answered behind the words."""
    return Piece(asked=asked, draw=lambda said: [table([[f"{each.label} {said.get(each.key, '')}"] for each in asked])])


def in_a_row(*asked: Asked, room: int = 0) -> Piece:
    """Make a row of boxes, each with a label before its answer, and with empty lines under it as ``room`` says."""
    lines = "\n" * room
    return Piece(
        asked=asked, draw=lambda said: [table([[f"{each.label} {said.get(each.key, '')}{lines}" for each in asked]])]
    )


def dotted(*lines: Sequence[Asked], filler: str = "__________") -> Piece:
    """Make lines of text with blanks to write on, one or several to a line."""
    asked = tuple(each for line in lines for each in line)
    return Piece(
        asked=asked,
        draw=lambda said: [
            paragraph("   ".join(f"{each.label} {said.get(each.key, filler)}" for each in line)) for line in lines
        ],
    )


def prompt(asked: Asked, *, where: str = "below") -> Piece:
    """Make a prompt with room to write: in a box ``below``, ``inside`` its own box, or in the ``text``."""

    def made(said: Said) -> list[Block]:
        answer = str(said.get(asked.key, ""))
        if where == "below":
            return [table([[asked.label], [answer or "\n\n"]])]
        if where == "inside":
            return [table([[asked.label + (f"\n{answer}" if answer else "\n\n\n")]])]
        return [paragraph(asked.label), paragraph(answer), *([] if answer else [paragraph(), paragraph()])]

    return Piece(asked=(asked,), draw=made)


# -- options -----------------------------------------------------------------------------------------------------------


def _chosen(said: Said, asked: Asked) -> Sequence[str]:
    given = said.get(asked.key, ())
    return (given,) if isinstance(given, str) else given


def ticks(asked: Asked, *, where: str = "cell", behind: bool = False, box: str = EMPTY) -> Piece:
    """Make a list of boxes to tick under a prompt: lines of one ``cell``, lines of ``text``, or all in a ``line``."""

    def made(said: Said) -> list[Block]:
        ticked = TICKED if box == EMPTY else f"{box[0]} x {box[-1]}"
        signs = [ticked if each in _chosen(said, asked) else box for each in asked.options]
        both = zip(asked.options, signs, strict=True)
        lines = [f"{option}   {sign}" if behind else f"{sign} {option}" for option, sign in both]
        if where == "cell":
            return [table([["\n".join([asked.label, *lines])]])]
        if where == "beside":
            return [table([[asked.label, "  ".join(lines)]])]
        if where == "line":
            return [paragraph(f"{asked.label}  " + "  ".join(lines))]
        return [paragraph(asked.label), *map(paragraph, lines)]

    return Piece(asked=(asked,), draw=made)


def singles(*asked: Asked, where: str = "right") -> Piece:
    """Make single boxes: ``right`` or ``left`` of their words in a table, or before them in lines of one ``cell``."""

    def made(said: Said) -> list[Block]:
        drawn = [(TICKED if said.get(each.key) else EMPTY, each.label) for each in asked]
        if where == "cell":
            return [table([["\n".join(f"{sign} {label}" for sign, label in drawn)]])]
        return [table([[sign, label] if where == "left" else [label, sign] for sign, label in drawn])]

    return Piece(asked=asked, draw=made)


def listed(asked: Asked, *, beside: bool = False, more: Asked | None = None) -> Piece:
    """Make a list of options without boxes under a question, or beside it with a line for ``more`` under them."""

    def made(said: Said) -> list[Block]:
        signs = ["  X" if each in _chosen(said, asked) else "" for each in asked.options]
        both = zip(asked.options, signs, strict=True)
        lines = [paragraph(option + sign, list_level=0) for option, sign in both]
        if more is not None:
            lines.append(paragraph(f"{more.label} {said.get(more.key, '__________')}"))
        return (
            [table([[asked.label, lines]])] if beside else [paragraph(asked.label, list_level=0), *lines, paragraph()]
        )

    return Piece(asked=(asked, *([more] if more is not None else [])), draw=made)


def option_cells(asked: Asked, *, empty: bool = True, prompt_above: bool = False, number: str = "") -> Piece:
    """Make a row with a box for each option, each with an empty one behind it; the label is before it or above."""

    def made(said: Said) -> list[Block]:
        boxes: list[Content] = [] if prompt_above else [*([number] if number else []), asked.label]
        for option in asked.options:
            marked = option in _chosen(said, asked)
            boxes += (
                [option, "x" if marked else ""] if empty else [run(option, highlight="yellow") if marked else option]
            )
        return [*([paragraph(asked.label)] if prompt_above else []), table([boxes])]

    return Piece(asked=(asked,), draw=made)


def printed_ticks(*cells: Sequence[Asked]) -> Piece:
    """Make a row of cells, each with a line for every question and its boxes to tick."""

    def line(said: Said, asked: Asked) -> Block:
        boxes = [f"{TICKED if each in _chosen(said, asked) else EMPTY} {each}" for each in asked.options]
        return paragraph(f"{asked.label}      " + "     ".join(boxes))

    return Piece(
        asked=tuple(each for part in cells for each in part),
        draw=lambda said: [table([[[line(said, each) for each in part] for part in cells]])],
    )


def lettered(asked: Asked) -> Piece:
    """Make a question over options with letters that were typed: ``a. Yes``; the chosen one is highlighted."""

    def made(said: Said) -> list[Block]:
        lines = [
            paragraph(f"{letter}. ", run(option, highlight="yellow") if option in _chosen(said, asked) else option)
            for letter, option in zip("abcdefgh", asked.options, strict=False)
        ]
        return [paragraph(asked.label), *lines, paragraph()]

    return Piece(asked=(asked,), draw=made)


def scale(asked: Asked, *, ends: tuple[str, str] | None = None) -> Piece:
    """Make a question with numbers to choose from on its line, or under it between the words for its ``ends``."""

    def made(said: Said) -> list[Block]:
        chosen = _chosen(said, asked)
        numbers = [run(f" {each} ", bold=True) if each in chosen else run(f" {each} ") for each in asked.options]
        if ends is None:
            return [paragraph(f"{asked.label} ", *numbers)]
        return [paragraph(asked.label), paragraph(f"{ends[0]}  ", *numbers, f"  {ends[1]}")]

    return Piece(asked=(asked,), draw=made)


def signed(*asked: Asked) -> Piece:
    """Make a line of what is to be signed, without colons, each with room behind it."""
    return Piece(
        asked=asked,
        draw=lambda said: [paragraph("\t\t".join(f"{each.label} {said.get(each.key, '')}".strip() for each in asked))],
    )


def option_grid(asked: Asked, *, wide: int, empty: bool) -> Piece:
    """Make a table of options under a line, ``wide`` in a row, each behind an ``empty`` box or marked itself."""

    def made(said: Said) -> list[Block]:
        def boxes(option: str) -> list[Content]:
            marked = option in _chosen(said, asked)
            return ["X" if marked else "", option] if empty else [f"{option} x" if marked else option]

        parts = [asked.options[start : start + wide] for start in range(0, len(asked.options), wide)]
        return [paragraph(asked.label), table([[each for option in part for each in boxes(option)] for part in parts])]

    return Piece(asked=(asked,), draw=made)


def shaded_sections(*sections: tuple[str, Sequence[Asked]]) -> Piece:
    """Make a table in which shaded headings part rows of two labels, each answered in its own box."""

    def made(said: Said) -> list[Block]:
        rows: list[list[Content]] = []
        for heading, asked in sections:
            rows.append([cell(heading, span=2, shade="BFBFBF")])
            rows.append([f"{each.label} {said.get(each.key, '')}\n" for each in asked])
        return [table(rows, columns=2)]

    return Piece(asked=tuple(each for _, asked in sections for each in asked), draw=made)


def option_rows(asked: Asked, header: str = "Tick one") -> Piece:
    """Make a table with a row for each option."""
    return Piece(
        asked=(asked,),
        draw=lambda said: [
            table(
                [
                    [asked.label, header],
                    *([each, "✓" if each in _chosen(said, asked) else ""] for each in asked.options),
                ]
            )
        ],
    )


# -- grids -------------------------------------------------------------------------------------------------------------


def grid(rows: Sequence[Asked], *, first: str = "Question", notes: str = "", header: Sequence[str] = ()) -> Piece:
    """Make a grid with a column for each option; ``header`` says what it prints over them, if not the options."""
    options = rows[0].options
    heads = [first, *(header or options), *([notes] if notes else [])]
    return Piece(asked=tuple(rows), draw=lambda said: [table([heads, *(_marks(said, each, notes) for each in rows)])])


def to_tick_off(mark: str, topic: str, notes: str, *labels: str) -> Piece:
    """Make a grid whose column to tick is left of what is ticked off."""
    asked = tuple(Asked(label=label, kind="row", options=("Yes",)) for label in labels)
    return Piece(
        asked=asked,
        draw=lambda said: [
            table([[mark, topic, notes], *(["✓" if said.get(each.key) else "", each.label, ""] for each in asked)])
        ],
    )


def _marks(said: Said, asked: Asked, notes: str = "") -> list[Content]:
    marks = ["x" if option in _chosen(said, asked) else "" for option in asked.options]
    return [asked.label, *marks, *([""] if notes else [])]


def own_headers(*questions: tuple[str, Sequence[Asked]]) -> Piece:
    """Make a table in which each question has its options as a header in its own row, and rows of its own or a box."""

    def made(said: Said) -> list[Block]:
        rows: list[list[Content]] = []
        for number, (question, asked) in enumerate(questions, 1):
            alone = len(asked) == 1 and asked[0].label == question
            rows.append([str(number), cell(question, merge="restart" if alone else ""), *asked[0].options])
            for each in asked:
                marks = _marks(said, each)
                rows.append(["", cell("", merge="continue") if alone else each.label, *marks[1:]])
        return [table(rows)]

    return Piece(asked=tuple(each for _, asked in questions for each in asked), draw=made)


def scored(rows: Sequence[Asked], *, header: str = "Score (0-3)", first: str = "Item", total: str = "") -> Piece:
    """Make rows in which people write the points."""
    asked = (*rows, *([Asked(label=total, kind="number")] if total else []))
    return Piece(
        asked=asked,
        draw=lambda said: [table([[first, header], *([each.label, str(said.get(each.key, ""))] for each in asked)])],
    )


def ladders(
    *groups: Asked, beside: bool = False, header: Sequence[str] = ("Factor", "Descriptor", "Points", "Tick")
) -> Piece:
    """Make ladders: of each group of rows one is ticked; one below the other, or side by side under their names."""

    def rungs(said: Said, asked: Asked) -> list[list[Content]]:
        both = zip(asked.options, asked.points, strict=True)
        return [[option, str(number), "✓" if option in _chosen(said, asked) else ""] for option, number in both]

    def made(said: Said) -> list[Block]:
        if not beside:
            rows: list[list[Content]] = [list(header)]
            for each in groups:
                for number, rung in enumerate(rungs(said, each)):
                    rows.append(
                        [cell(each.label if not number else "", merge="continue" if number else "restart"), *rung]
                    )
            return [table(rows)]
        deepest = max(len(each.options) for each in groups)
        columns = [[[each.label, "", ""], *rungs(said, each)] for each in groups]
        return [
            table(
                [
                    [c for part in columns for c in (part[n] if n < len(part) else ["", "", ""])]
                    for n in range(deepest + 1)
                ]
            )
        ]

    return Piece(asked=groups, draw=made)


def register(
    asked: Asked,
    *,
    rows: int = 3,
    numbered: bool = False,
    over: Mapping[str, int] = {},
    above: str = "line",
    spaced: bool = False,
    merged: bool = False,
) -> Piece:
    """Make a table of headers over empty rows; ``over`` gives headers that stand over several others, with how many.

    ``spaced`` puts an empty column between each two, ``merged`` merges headers without one over them downwards.
    """

    def made(said: Said) -> list[Block]:
        heads: list[list[Content]] = []
        if above == "row":
            heads.append([cell(asked.label, span=len(asked.options) + numbered)])
        if over:
            heads.append(
                [
                    *([""] if numbered else []),
                    *(
                        cell(each, span=span, merge="restart" if merged and span == 1 else "")
                        for each, span in over.items()
                    ),
                ]
            )
        alone = [each if span > 1 else "" for each, span in over.items() for _ in range(span)] if merged else []
        below = [cell("", merge="continue") if alone and not alone[n] else each for n, each in enumerate(asked.options)]
        heads.append([*(["No."] if numbered else []), *below])
        given = list(said.get(asked.key, ()))
        for number in range(max(rows, len(given))):
            entries = given[number] if number < len(given) else [""] * len(asked.options)
            heads.append([*([str(number + 1)] if numbered else []), *entries])
        if spaced:
            heads = [[each for part in row for each in (part, "")][:-1] for row in heads]
        return [*([paragraph(asked.label)] if above == "line" else []), table(heads)]

    return Piece(asked=(asked,), draw=made)
