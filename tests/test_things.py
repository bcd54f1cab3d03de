"""A form that is about no person: what some of its answers say together makes versions of one assessment."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from pipeline.cases.child import nodes_of
from pipeline.cases.version import Identity
from pipeline.cli.main import main
from pipeline.errors import InvalidMapping
from pipeline.mapping import load_catalogue
from tests.documents import document
from tests.generality import FORM
from tests.shapes import table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.at_work import Team

LABELS = {"activity": "Activity", "site": "Site", "seen_on": "Date of visit", "seen_by": "Assessed by", "risk": "Risk"}
KINDS = {"seen_on": "date", "risk": "number"}
FIELDS = "".join(
    f'[[field]]\nid = "{name}"\nkind = "{KINDS.get(name, "text")}"\nlabel = "{label}"\n'
    for name, label in LABELS.items()
)
SUBJECT = '[subject]\nthing = ["activity", "site"]\non = "seen_on"\nassessor = "seen_by"\n'
SCORE = """
[score]
band = [{ level = "low", to = 4, name = "Low" }, { level = "high", from = 5, name = "High" }]
[[score.attribute]]
field = "risk"
band = [{ to = 4, points = 1 }, { from = 5, points = 5 }]
[review]
on = "seen_on"
interval = [{ level = "low", months = 12 }, { level = "high", weeks = 4 }]
"""


def assessed(activity: str, site: str, on: str = "05/10/2026", **more: str) -> bytes:
    """Fill in the form; without anything it is the blank."""
    said = {"activity": activity, "site": site, "seen_on": on, **more}
    return document("Risk of an activity", table([[label, said.get(name, "")] for name, label in LABELS.items()]))


@pytest.fixture
def things(team: Team) -> Team:
    """Give a team the form of activities, and no other."""
    blanks = team.folder / "mappings" / "blanks"
    blanks.mkdir(parents=True)
    (blanks / "tool.docx").write_bytes(assessed("", "", ""))
    (team.folder / "mappings" / "tool.toml").write_text(FORM + SUBJECT + FIELDS + SCORE, "utf-8")
    return team


def registered(team: Team) -> list[tuple[str, str, str, str]]:
    """Return the rows of the register: what each is about, how many versions it has, whether it is the newest."""
    with (team.output / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return sorted((row["Activity"], row["Site"], row["Versions"], row["Newest of this child"]) for row in rows)


def test_a_version_that_was_filled_in_further_is_the_same_assessment(things: Team) -> None:
    things.put("a.docx", assessed("Swimming", "North pool", risk="3"))
    things.put("later/b.docx", assessed("swimming", "North  Pool.", risk="3", seen_by="Sam Sample"))
    things.process()
    assert [versions for *_, versions, _ in registered(things)] == ["2"]
    assert things.asked() == []


def test_a_later_day_is_the_next_assessment_and_has_the_review(things: Team) -> None:
    things.put("a.docx", assessed("Swimming", "North pool", "05/06/2026", risk="6"))
    things.put("b.docx", assessed("Swimming", "North pool", "05/10/2026", risk="3"))
    things.process()
    assert [row[2:] for row in registered(things)] == [("1", "no"), ("1", "yes")]
    assert [each["review"] for each in things.due()] == ["2027-10-05"]


@pytest.mark.parametrize(
    ("activity", "site"), [("Swimming", "South pool"), ("Diving", "North pool"), ("North", "pool")]
)
def test_another_activity_or_site_is_another_thing(things: Team, activity: str, site: str) -> None:
    things.put("a.docx", assessed("Swimming", "North pool", risk="3"))
    things.put("b.docx", assessed(activity, site, risk="3"))
    things.process()
    assert [row[2:] for row in registered(things)] == [("1", "yes"), ("1", "yes")]


def test_one_that_leaves_a_part_open_is_known_by_its_file(things: Team) -> None:
    things.put("a.docx", assessed("Swimming", "", risk="3"))
    things.put("b.docx", assessed("Swimming", "", risk="3", seen_by="Sam Sample"))
    things.process()
    assert [row[2] for row in registered(things)] == ["1", "1"]


def test_what_two_kinds_of_form_call_alike_may_be_two_things() -> None:
    one, other = (nodes_of(Identity(form=form, thing=("Kitchen", "Hill House"))) for form in ("fire", "food"))
    assert one
    assert one != other


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ('[subject]\nthing = ["activity", "sight"]\n', "subject.thing: there is no field 'sight'; did you mean 'site'"),
        ('[subject]\nname = "activity"\nthing = ["site"]\n', "subject: either 'name' .* or 'thing'"),
        ('[subject]\non = "seen_on"\n', "subject: either 'name' .* or 'thing'"),
        ('[subject]\nthing = ["site"]\nborn = "seen_on"\n', "'born' is for a person"),
    ],
)
def test_a_wrong_subject_is_named(tmp_path: Path, subject: str, said: str) -> None:
    (tmp_path / "tool.toml").write_text(FORM + subject + FIELDS, "utf-8")
    with pytest.raises(InvalidMapping, match=said):
        load_catalogue([tmp_path])


def test_check_says_by_what_it_is_known(things: Team, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(things.folder / "mappings" / "tool.toml")]) == 0
    assert "an assessment is known by: activity, site, seen_on, seen_by" in capsys.readouterr().out
