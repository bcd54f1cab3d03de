"""Forms made at random of pieces: other words, layouts and orders each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.council_pieces import followed, grouped_ticks, lines_over_labels, over_labels, ticked_cells
from tests.form_pieces import (
    Asked,
    behind,
    bold,
    dotted,
    grid,
    in_a_row,
    ladders,
    lettered,
    listed,
    option_cells,
    option_grid,
    option_rows,
    own_headers,
    pairs,
    prompt,
    register,
    scale,
    scored,
    singles,
    ticks,
    words,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.form_pieces import Piece

LABELS: Final = {
    "texts": [
        "Full name",
        "Name of school",
        "Address",
        "Job title",
        "Team",
        "Reference",
        "Place of birth",
        "Telephone",
    ],
    "dates": ["Date of visit", "D.O.B.", "Date of referral", "Date signed"],
    "long": ["What happened?", "Describe the home", "What is going well?", "Please explain your decision", "Views"],
    "rows": ["Goes missing", "Has debts", "Is often tired", "Arrives late", "Knows the rules", "Feels safe"],
    "picks": ["Which service do you use?", "Type of housing?", "Where did it happen?", "Main language at home:"],
    "singles": ["Is registered with a GP", "Has a key worker", "May be phoned at work", "Agrees to the plan"],
    "headings": ["Part A", "The household", "Background", "Decision", "Signatures"],
}
SCALES: Final = [
    ("Yes", "No"), ("Yes", "No", "Not known"), ("Never", "Sometimes", "Often"), ("1", "2", "3", "4"), ("Low", "High"),
]  # fmt: skip
OPTIONS: Final = [("Library", "Clinic", "Youth club"), ("Rented", "Owned", "Hostel"), ("Yes", "No"), ("Red", "Green")]
LADDERS: Final = {
    "Skin": ("Healthy", "Dry", "Broken"),
    "Appetite": ("Average intake", "Poor intake", "Fluids only"),
}


class Maker:
    """Draws pieces of a form; no label is used twice."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.left = {kind: chance.sample(labels, len(labels)) for kind, labels in LABELS.items()}

    def ask(self, kind: str, labels: str, *, mark: str = "", options: tuple[str, ...] = ()) -> Asked:
        """Ask something with the next label of its kind."""
        return Asked(label=self.left[labels].pop() + mark, kind=kind, options=options)

    def rows(self, kind: str, options: tuple[str, ...] = (), points: tuple[int, ...] = ()) -> list[Asked]:
        """Ask the same of three things."""
        return [Asked(label=self.left["rows"].pop(), kind=kind, options=options, points=points) for _ in range(3)]

    def flip(self) -> bool:
        """Choose one of two ways."""
        return self.chance.random() < 0.5


def _pairs(maker: Maker) -> Piece:
    return pairs([maker.ask("text", "texts"), maker.ask("date", "dates")], [maker.ask("text", "texts")])


def _lines(maker: Maker) -> Piece:
    return dotted([maker.ask("text", "texts", mark=":"), maker.ask("date", "dates", mark=":")])


def _boxes(maker: Maker) -> Piece:
    asked = (maker.ask("text", "texts", mark=":"), maker.ask("text", "texts", mark=":"))
    return behind(*asked) if maker.flip() else in_a_row(*asked, room=maker.chance.choice([0, 0, 1, 2]))


def _prompt(maker: Maker) -> Piece:
    return prompt(maker.ask("narrative", "long"), where=maker.chance.choice(["below", "inside", "text"]))


def _grid(maker: Maker) -> Piece:
    return grid(maker.rows("row", maker.chance.choice(SCALES)), notes=maker.chance.choice(["", "Comments"]))


def _own_headers(maker: Maker) -> Piece:
    alone = maker.ask("choice", "picks", options=("Yes", "No"))
    return own_headers(("Do any of these apply:", maker.rows("row", ("Yes", "No"))), (alone.label, [alone]))


def _scored(maker: Maker) -> Piece:
    return scored(
        maker.rows("scored", points=(0, 1, 2, 3, 4)), header=maker.chance.choice(["Score (0-4)", "Rating 0 to 4"])
    )


def _ladders(maker: Maker) -> Piece:
    two = [Asked(label=name, kind="choice", options=rungs, points=(0, 1, 2)) for name, rungs in LADDERS.items()]
    return ladders(*two, beside=maker.flip())


def _ticks(maker: Maker) -> Piece:
    several = maker.flip()
    asked = maker.ask(
        "several" if several else "choice",
        "picks",
        mark=" (tick all that apply)" if several else "",
        options=maker.chance.choice(OPTIONS),
    )
    return ticks(asked, where=maker.chance.choice(["cell", "text", "beside", "line"]), behind=maker.flip())


def _singles(maker: Maker) -> Piece:
    asked = [maker.ask("tick", "singles") for _ in range(2)]
    return singles(*asked, where=maker.chance.choice(["right", "left", "cell"]))


def _option_rows(maker: Maker) -> Piece:
    return option_rows(maker.ask("choice", "picks", options=maker.chance.choice(OPTIONS)))


def _option_cells(maker: Maker) -> Piece:
    return option_cells(maker.ask("choice", "picks", options=("Red", "Amber", "Green")), empty=maker.flip())


def _register(maker: Maker) -> Piece:
    asked = Asked(label="List of visits", kind="table", options=("Day", "Who came", "Outcome"))
    if maker.flip():
        return register(asked, spaced=True)
    return register(asked, numbered=maker.flip(), above=maker.chance.choice(["line", "row"]))


def _plain_list(maker: Maker) -> Piece:
    asked = maker.ask("choice", "picks", options=maker.chance.choice([*OPTIONS, ("Yes", "No", "Not sure")]))
    way = maker.chance.choice(["text", "beside", "letters"])
    return lettered(asked) if way == "letters" else listed(asked, beside=way == "beside")


def _option_grid(maker: Maker) -> Piece:
    asked = maker.ask("choice", "picks", mark=" (please tick one)", options=("Library", "Clinic", "Youth club", "Shop"))
    return option_grid(asked, wide=2, empty=True)


def _scale(maker: Maker) -> Piece:
    asked = maker.ask("choice", "picks", options=("1", "2", "3", "4", "5"))
    return scale(asked, ends=("Never", "Always") if maker.flip() else None)


def _followed(maker: Maker) -> Piece:
    where = maker.chance.choice(["text", "cell", "beside", "under"])
    asked, more = maker.ask("choice", "picks", options=("Yes", "No")), maker.ask("text", "texts", mark=":")
    return followed(asked, more, where=where, behind=maker.flip())


def _under(maker: Maker) -> Piece:
    asked = maker.ask("text", "texts"), maker.ask("date", "dates")
    return over_labels(asked) if maker.flip() else lines_over_labels(*asked)


def _grouped(maker: Maker) -> Piece:
    asked = maker.ask("choice", "picks", mark=" (please tick one)", options=("Library", "Clinic", "Youth club", "Shop"))
    where = maker.chance.choice(["beside", "text", "columns", "rows", "lines"])
    return grouped_ticks(asked, {"In town": 2, "Further away": 2}, where=where)


def _ticked_cells(maker: Maker) -> Piece:
    asked = maker.ask("choice", "picks", options=("Library", "Clinic", "Youth club"))
    return ticked_cells(asked, wide=2, prompt_above=maker.flip())


MAKERS: Final[list[tuple[Callable[[Maker], Piece], dict[str, int]]]] = [
    (_pairs, {"texts": 2, "dates": 1}), (_lines, {"texts": 1, "dates": 1}), (_boxes, {"texts": 2}),
    (_prompt, {"long": 1}), (_prompt, {"long": 1}), (_grid, {"rows": 3}), (_scored, {"rows": 3}),
    (_own_headers, {"rows": 3, "picks": 1}), (_ladders, {}), (_ticks, {"picks": 1}), (_ticks, {"picks": 1}),
    (_singles, {"singles": 2}), (_option_rows, {"picks": 1}), (_option_cells, {"picks": 1}), (_register, {}),
    (_plain_list, {"picks": 1}), (_option_grid, {"picks": 1}), (_scale, {"picks": 1}),
    (_followed, {"picks": 1, "texts": 1}),
]  # fmt: skip


MAKERS_FOR_WORD: Final = [
    *MAKERS, (_under, {"texts": 1, "dates": 1}), (_grouped, {"picks": 1}), (_ticked_cells, {"picks": 1}),
]  # fmt: skip
"""In a sheet nothing tells these from what is above and below them."""


def form(chance: random.Random, *, in_word: bool = False) -> list[Piece]:
    """Make a form of some pieces, with headings between them."""
    maker = Maker(chance)
    made = [words("Record of work with a family", style="Title"), words("This record is kept for six years.")]
    for make, needs in chance.sample(MAKERS_FOR_WORD if in_word else MAKERS, chance.randint(3, 8)):
        if any(len(maker.left[kind]) < count for kind, count in needs.items()):
            continue
        if maker.left["headings"] and maker.flip():
            heading = maker.left["headings"].pop()
            made.append(bold(heading) if maker.flip() else words(heading, style="Heading1"))
        made.append(make(maker))
    return made
