"""How far an answer travels through the house: a reader of the code follows its path from module to module."""

from __future__ import annotations

import datetime as dt
import sys
from types import FrameType
from typing import Any

from pipeline.extract.form.completed import CompletedForm as FormBesideBlank
from pipeline.readers import read_document
from tests.formbuilder import CompletedForm
from tests.reading import read_result


class Path:
    """The modules of ours that are entered while it is open, in their order; to stay in one is no move."""

    def __init__(self) -> None:
        self.entered: list[str] = []

    def _note(self, frame: FrameType, event: str, _: Any) -> None:
        module = str(frame.f_globals.get("__name__", ""))
        if event == "call" and module.startswith("pipeline.") and self.entered[-1:] != [module]:
            self.entered.append(module)

    def __enter__(self) -> Path:
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)


def test_a_date_of_birth_passes_at_most_seven_modules_in_twenty_moves() -> None:
    data = CompletedForm().put("date_of_birth", "14/05/2011").bytes()
    layout = read_result(data).layout
    form = FormBesideBlank(read_document(data), layout)
    question = layout.places["date_of_birth"]

    with Path() as path:
        read = question.read(form, {})

    assert read.answer.value == dt.date(2011, 5, 14)
    assert len(set(path.entered)) <= 7, path.entered
    assert len(path.entered) <= 20, path.entered
