"""A year of a team, told in true order, all at once, shuffled and cut short: the register is always the same, and true.

``python -m tests.team_year --full`` lives the whole year of 60 children and 300 files, in 40 runs and five random
orders; here it is one of 20 children, so that it can be lived each time. Its truth is made up by ``tests.team_year``
alone (``tests/test_team_truth.py``). What a cluster gives ``tests/test_cluster.py`` holds.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.killed import Killer
from tests.team_check import differences, unlike
from tests.team_form import write_team_mapping
from tests.team_model import CLOSING_DAY, Year
from tests.team_orders import all_at_once, as_it_went, shuffled
from tests.team_runs import Contents, Office, Told, first_time, in_process, killed_before, told
from tests.team_year import SMALL, make_year

pytestmark = pytest.mark.usefixtures("bare_registers")


@dataclass(frozen=True, kw_only=True)
class Lived:
    """A year that was lived once, so that all its files are known, and then all at once.

    Attributes:
        first: What was left the first time.
        at_once: What was left when everything came at once.
    """

    year: Year
    contents: Contents
    first: Told
    at_once: Told


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    year = make_year(SMALL)
    contents, first = first_time(tmp_path_factory.mktemp("first"), year)
    office = Office(tmp_path_factory.mktemp("at once"), year, contents)
    return Lived(year=year, contents=contents, first=first, at_once=told(office, all_at_once(year)))


def test_the_form_is_read_as_it_was_filled_in(tmp_path: Path) -> None:
    write_team_mapping(tmp_path)
    for version in [each for each in make_year(SMALL).versions if each.parent is None][::4]:
        (tmp_path / "form.docx").write_bytes(version.bytes())
        read = json.loads(in_process(tmp_path, ["read", "form.docx", "--json", "--day", CLOSING_DAY.isoformat()]))
        worked_out = read["assessment"]
        assert (worked_out["total"], worked_out["total_max"]) == (version.entries.total, version.entries.up_to)
        assert worked_out["rag"] == version.entries.band
        assert read["answers"]["child_name"]["value"] == version.entries.name
        assert read["unread"] == []


@pytest.mark.parametrize("stage", ["undecided", "decided", "closed"])
@pytest.mark.parametrize("way", ["first", "at_once"])
def test_the_register_is_true(lived: Lived, way: str, stage: str) -> None:
    left = getattr(getattr(lived, way), stage)
    assert differences(lived.year, left, decided=stage != "undecided") == []


@pytest.mark.parametrize("way", ["first", "at_once"])
def test_every_command_does_its_job(lived: Lived, way: str) -> None:
    assert getattr(lived, way).trouble == []


@pytest.mark.parametrize("seed", range(SMALL.orders))
def test_in_any_order_the_register_is_the_same(lived: Lived, seed: int, tmp_path: Path) -> None:
    office = Office(tmp_path, lived.year, lived.contents)
    office.live(shuffled(lived.year, seed))
    office.close()
    assert_same(lived, office)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_between_any_two_steps_the_register_is_the_same(lived: Lived, tmp_path: Path) -> None:
    killer = Killer(seed=14)
    office = Office(tmp_path, lived.year, lived.contents, command=killed_before(killer))
    office.live(as_it_went(lived.year))
    office.close()
    assert killer.kills > lived.year.size.runs // 2
    assert_same(lived, office)


def assert_same(lived: Lived, office: Office) -> None:
    """Hold what is left against the truth, and against what is left when everything comes at once."""
    left = office.left()
    assert office.trouble == []
    assert differences(lived.year, left, decided=True) == []
    assert unlike(left, lived.at_once.closed) == []
