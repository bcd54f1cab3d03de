"""Layouts of councils, schools and hospitals, each a small form of its own, in invented words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.council_pieces import followed
from tests.form_pieces import words
from tests.public_forms import date, long, one, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.form_pieces import Piece

YES_NO: Final = ("Yes", "No")

COUNCIL_LAYOUTS: Final[dict[str, Sequence[Piece]]] = {
    "more is asked behind options": [
        words("Record of a concern", style="Title"),
        followed(one("Has the child been spoken to?", *YES_NO), text("If yes, by whom:")),
        followed(one("Has the parent agreed?", *YES_NO), text("If no, say why:"), behind=True),
        followed(one("Were the police called?", *YES_NO), text("Crime number:"), where="cell", room=""),
        followed(one("Has the doctor been told?", *YES_NO), date("Date told:"), where="beside"),
        followed(
            one("Is there a plan already?", *YES_NO), long("If yes, please give details:"), where="under", room=""
        ),
        followed(one("How did you hear of us?", "Poster", "Friend", "Other"), text("Please specify:")),
    ],
}
