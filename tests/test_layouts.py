"""The forms that can be read, prepared once and sent to other processes as they are."""

import pickle

import pytest

from pipeline.extract.places import SHAPES, find
from pipeline.extract.places.shape import Shape
from pipeline.forms import blanks
from pipeline.forms import generated_blanks as made_blanks
from pipeline.forms.layouts import Layouts, find_layouts
from pipeline.mapping import load_catalogue
from pipeline.process.form import read_one
from tests.formbuilder import CompletedForm
from tests.reading import DAY


def test_layouts_are_sent_laid_out_and_read_as_here(monkeypatch: pytest.MonkeyPatch) -> None:
    here = find_layouts(load_catalogue())
    sent = pickle.dumps(here)

    def lay_out(*_: object) -> None:
        pytest.fail("a blank was laid out again")

    monkeypatch.setattr(blanks, "prepare_blank", lay_out)
    monkeypatch.setattr(made_blanks, "made_layout", lay_out)
    there: Layouts = pickle.loads(sent)  # noqa: S301 - made here
    form = CompletedForm().put("child_name", "Example Child").factor("sen", "5").rag("low").bytes()
    read = [read_one(form, name="a.docx", layouts=each.forms, day=DAY).json() for each in (here, there)]
    assert there.digest == here.digest
    assert read[0] == read[1]


def test_each_shape_of_question_has_one_place_in_the_order_of_claims() -> None:
    def below(shape: type[Shape]) -> set[type[Shape]]:
        return {shape}.union(*(below(each) for each in shape.__subclasses__()))

    assert find.find_shape  # which loads all of them
    ordered = [shape for alike in SHAPES for shape in alike]
    assert len(ordered) == len(set(ordered))
    assert set(ordered) == {shape.__name__ for shape in below(Shape) - {Shape}}
