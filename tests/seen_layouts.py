"""Layouts that were seen on forms of other fields, each a small form of its own, in invented words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.form_pieces import in_a_row, words
from tests.public_forms import date, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.form_pieces import Piece

LAYOUTS: Final[dict[str, Sequence[Piece]]] = {
    "labels side by side, each over its own room": [
        words("Registration for the club", style="Title"),
        in_a_row(text("Full name of child:"), date("D.O.B."), room=1),
        in_a_row(text("Name of school:"), text("School year:"), room=2),
    ],
}
