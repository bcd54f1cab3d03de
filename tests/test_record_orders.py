"""Files and decisions in any order: the ledger says the same, for what it says follows from them alone."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.extent import often
from tests.recording import File, open_ledger, take, told_by_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.record import Ledger

CHILDREN = (
    {"child": "Amelia Example", "born": "2010-03-04"},
    {"child": "EXAMPLE, Amélia (known as Millie)", "born": "2010-03-04"},
    {"child": "Amelia Example", "born": "2010-03-04", "number": "4711"},
    {"child": "Amelia Example", "born": "2010-03-04", "number": "4712"},
    {"child": "Amelia Exampel", "born": "2010-03-04"},
    {"child": "Amelia Example", "born": "2010-04-03"},
    {"child": "Amelia Example"},
    {"number": "4711"},
    {},
)
ENTRIES = ({}, dict.fromkeys("abcdefgh", "yes"), dict.fromkeys("abcdefg", "yes"), dict.fromkeys("abcdefgh", "no"))


@st.composite
def worlds(draw: st.DrawFn) -> list[File]:
    """Make up some files about a few children, made from each other, at some places."""
    files: list[File] = []
    for number in range(draw(st.integers(1, 6))):
        files.append(
            File(
                text=f"file {number}",
                place=draw(st.sampled_from((f"{number}.docx", "one.docx", "other.docx"))),
                on=draw(st.sampled_from(("2026-05-06", "2026-06-07", "2027-06-07", ""))),
                assessor=draw(st.sampled_from(("", "Priya Shah", "priya shaw", "Huw Prosser"))),
                made_from=draw(st.sampled_from((None, *files))),
                saved=draw(st.sampled_from(("", f"2026-05-{number + 10}T10:00:00", "2026-05-10T10:00:00"))),
                written=number,
                entries=draw(st.sampled_from(ENTRIES)),
                total=number,
                **draw(st.sampled_from(CHILDREN)),
            )
        )
    return files


def shuffled(files: Sequence[File], rng: random.Random) -> list[File]:
    """Return the files in another order; those that lay at one place come as they came there."""
    order = rng.sample(files, len(files))
    for place in {file.place for file in files}:
        there = iter([file for file in files if file.place == place])
        order = [next(there) if file.place == place else file for file in order]
    return order


def recorded(folder: str, files: Iterable[File]) -> Ledger:
    ledger = open_ledger(Path(folder))
    take(ledger, *files)
    return ledger


THOROUGH = settings(max_examples=often(20, 80), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@THOROUGH
@given(worlds(), st.randoms(use_true_random=False))
def test_whatever_order_files_come_in_the_ledger_says_the_same(files: list[File], rng: random.Random) -> None:
    with (
        TemporaryDirectory() as one,
        TemporaryDirectory() as other,
        recorded(one, files) as first,
        recorded(other, shuffled(files, rng)) as second,
    ):
        assert told_by_files(first) == told_by_files(second)
