"""Forms in sheets, made and spoilt at random: what is read of them is right, or somebody is asked."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.as_workbook import as_workbook, drawn_page, filled_page
from tests.drafted import drafted
from tests.extent import often
from tests.random_forms import form
from tests.spoilt_workbooks import left_sheet


@settings(max_examples=often(8, 100), deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_workbook_that_was_spoilt_is_never_read_wrong_in_silence(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    pieces = form(chance)
    with tempfile.TemporaryDirectory() as folder:
        made = drafted(Path(folder), pieces, workbook=as_workbook([drawn_page(pieces)]))
        way, spoilt = left_sheet(pieces, chance)
        before, after = as_workbook([filled_page(pieces, spoilt.meant)]), spoilt.bytes()
        # In a sheet nothing parts one piece from the next; what is drafted as something else is no matter here.
        known = {key for key in made.found if key not in made.wrong}
        plain = made.verdicts(spoilt.meant, before)
        verdicts = made.verdicts(spoilt.said, after)
        fine = {key for key in known & plain.keys() & verdicts.keys() if plain[key] in ("right", "flagged")}
        wrong = {key: verdicts[key] for key in fine if verdicts[key] not in ("right", "flagged")}
        assert (way, wrong) == (way, {})
        answered = {**spoilt.said, **dict.fromkeys(spoilt.free)}
        invented = made.invented_answers(answered, after).items() - made.invented_answers(answered, before).items()
        assert (way, {key: read for key, read in invented if key in known}) == (way, {})
