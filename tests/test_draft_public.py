"""Blanks of many layouts: drafted right, and read with the unedited draft, with nothing wrong in silence."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.answers import answers
from tests.drafted import drafted
from tests.form_pieces import asked_by
from tests.public_forms import FORMS
from tests.random_forms import form
from tests.seen_layouts import LAYOUTS

ALL = {**FORMS, **LAYOUTS}


@pytest.mark.parametrize("name", ALL)
def test_a_public_layout_is_drafted_right(tmp_path: Path, name: str) -> None:
    draft = drafted(tmp_path, ALL[name])
    assert (draft.wrong, draft.invented) == ([], [])


@pytest.mark.parametrize("name", ALL)
def test_it_is_read_with_its_draft(tmp_path: Path, name: str) -> None:
    draft = drafted(tmp_path, ALL[name])
    for seed in range(2):
        verdicts = draft.verdicts(answers(ALL[name], random.Random(seed)))  # noqa: S311 - no secret
        assert {key: verdict for key, verdict in verdicts.items() if verdict not in ("right", "flagged")} == {}
        assert sum(verdict == "right" for verdict in verdicts.values()) >= 0.8 * len(verdicts)


# -- forms made at random ----------------------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_form_made_at_random_is_drafted_and_read(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    pieces = form(chance)
    with tempfile.TemporaryDirectory() as folder:
        draft = drafted(Path(folder), pieces)
        verdicts = draft.verdicts(answers(pieces, chance, share=0.9))
    assert {key: verdict for key, verdict in verdicts.items() if verdict not in ("right", "flagged")} == {}
    assert len(draft.wrong) <= 0.2 * len(asked_by(pieces)), draft.wrong
    assert sum(verdict == "right" for verdict in verdicts.values()) >= 0.8 * len(verdicts), verdicts
