"""Which table and row of the blank is which in a form: the short way comes to what weighing all votes comes to."""

from __future__ import annotations

import random

import pytest

from pipeline.extract.matching import tables as match
from pipeline.extract.matching.skeleton import skeleton
from pipeline.readers import read_document
from tests.formbuilder import CompletedForm, factors
from tests.reading import layouts
from tests.test_reading_rearranged import rearranged


def ways(form: CompletedForm) -> tuple[match._Found | None, match._Found]:
    """Match the tables of a form in the short way, where it has one, and by weighing all votes."""
    layout = layouts().forms[0]
    bones = skeleton(read_document(form.bytes()), layout.print)
    said = [match._votes_of_table(layout.index, table) for table in bones.tables]
    return match._undisputed(said), match._by_votes(layout.index, tuple(each.rows for each in said))


def test_a_form_as_it_is_filled_in_takes_the_short_way() -> None:
    short, weighed = ways(CompletedForm().put("child_name", "Example Child").factors(dict.fromkeys(factors(), "5")))
    assert short is not None
    assert short.table == weighed.table
    assert len(short.table) > 20


@pytest.mark.parametrize("seed", range(40))
def test_rearranged_forms_match_the_same_either_way(seed: int) -> None:
    form, chance = rearranged(seed, seed % 5), random.Random(seed)  # noqa: S311
    for factor in chance.sample(sorted(factors()), 12):
        try:
            form.factor(factor, chance.choice(["5", "x", "10", "Police"]))
        except LookupError:
            continue  # its row is gone
    short, weighed = ways(form)
    if short is not None:
        assert short.table == weighed.table
        assert short.places == {table: weighed.places[table] for table in short.table}
