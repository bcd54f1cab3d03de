"""Pieces that councils, schools and hospitals make forms of, besides those of ``tests.form_pieces``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.form_pieces import EMPTY, TICKED, Piece
from tests.shapes import paragraph, table

if TYPE_CHECKING:
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
