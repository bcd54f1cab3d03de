"""No form reads, scores or is written otherwise than it was, unless that is meant (``tests/frozen.py``)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.readers.word.reuse.store import begun_anew
from tests.frozen import forms, frozen

FROZEN = json.loads(Path(__file__).with_name("frozen.json").read_text("utf-8"))
FORMS = dict(forms())


def test_every_form_is_frozen() -> None:
    assert list(FORMS) == list(FROZEN)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.usefixtures("accelerator")
def test_a_form_comes_to_what_it_came_to(name: str) -> None:
    with begun_anew():
        assert frozen(name, FORMS[name]) == FROZEN[name]
