"""Forms of every shape of question, filled in and rearranged at random: right or asked about, never wrong or lost."""

from __future__ import annotations

import copy
import datetime as dt
import random
from typing import TYPE_CHECKING

import pytest

from pipeline.submission import FactorState, State
from tests.documents import MAIN, document, main_part, package, parts_of, serialise
from tests.extent import often
from tests.generality import Tool, unread
from tests.shapes import cell, inserted, paragraph, q, row, table, w
from tests.test_odd_layouts import framed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.process.result import Result
    from tests.generality import Rows
    from tests.shapes import Element

MAPPING = """
[[field]]
id = "name"
kind = "text"
label = "Full name"

[[field]]
id = "visit"
kind = "date"
label = "Date of visit"

[[field]]
id = "safe"
kind = "choice"
label = "Is it safe?"
choice = [{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]

[[field]]
id = "home"
kind = "choice"
label = "Type of home"
choice = [{ id = "flat", label = "Flat" }, { id = "house", label = "House" }, { id = "boat", label = "Boat" }]

[[field]]
id = "level"
kind = "choice"
label = "Level of need"
choice = [
  { id = "low", label = "Low need" },
  { id = "mid", label = "Moderate need" },
  { id = "high", label = "Severe need" },
]

[[field]]
id = "story"
kind = "narrative"
label = "What happened so far"

[[checklist]]
answer = "Score"
weight = "Yes Score"
notes = "Notes"
group = [{ name = "Home", factors = [
  { id = "cold", label = "House is cold", points = 5 },
  { id = "damp", label = "House is damp", points = 3 },
  { id = "dark", label = "House is dark", points = 10 },
] }]

[[checklist]]
option = [
  { id = "never", label = "Never", points = 0 },
  { id = "some", label = "Sometimes", points = 1 },
  { id = "often", label = "Often", points = 2 },
]
group = [{ name = "Care", factors = [
  { id = "meals", label = "Misses meals" },
  { id = "sleep", label = "Sleeps badly" },
] }]
"""
Truth = dict[str, str]
ANSWERS: dict[str, list[str]] = {
    "name": ["Alex Example", "Jo Specimen-Smith"],
    "visit": ["12/10/2026", "12th October 2026"],
    "safe": ["yes", "no"],
    "home": ["flat", "house", "boat"],
    "level": ["low", "mid", "high"],
    "story": ["Low need was seen before.", "He ran off twice."],
    "cold": ["5", "x", "Yes", "No"],
    "damp": ["3", "✓", "0"],
    "dark": ["10", "x"],
    "meals": ["never", "some", "often"],
    "sleep": ["never", "some", "often"],
}
ROWS = {"cold": "House is cold | 5", "damp": "House is damp | 3", "dark": "House is dark | 10"}


def blocks(truth: Truth) -> list[str | Rows]:
    def ticked(name: str, *options: str) -> list[str]:
        return ["x" if truth.get(name) == option else "" for option in options]

    yes, no = ("☒" if truth.get("safe") == option else "☐" for option in ("yes", "no"))
    flat, house, boat = ticked("home", "flat", "house", "boat")
    levels = zip(("Low need", "Moderate need", "Severe need"), ticked("level", "low", "mid", "high"), strict=True)
    return [
        "Family visit record",
        [["Full name", truth.get("name", "")], ["Date of visit", truth.get("visit", "")]],
        [["Is it safe?", f"{yes} Yes   {no} No"]],
        [["Type of home", "Flat", flat, "House", house, "Boat", boat]],
        "Level of need",
        [list(level) for level in levels],
        [["What happened so far"], [truth.get("story", "")]],
        "Scores of the home",
        [["Home", "Yes Score", "Score", "Notes"]]
        + [[*ROWS[name].split(" | "), truth.get(name, ""), ""] for name in ROWS],
        "How often does it happen",
        [["Care", "Never", "Sometimes", "Often"]]
        + [
            [label, *ticked(name, "never", "some", "often")]
            for name, label in (("meals", "Misses meals"), ("sleep", "Sleeps badly"))
        ],
        "Thank you for filling in this record",
    ]


# -- what people and programs do to it ---------------------------------------------------------------------------------


def _tables(root: Element, least: int = 1) -> list[Element]:
    return [each for each in root.iter(q("w:tbl")) if len(each.findall(q("w:tr"))) >= least]


def _row_added(root: Element, rng: random.Random) -> None:
    beside = rng.choice(rng.choice(_tables(root)).findall(q("w:tr")))
    beside.addnext(row([""] * len(beside.findall(q("w:tc")))))


def _column_added(root: Element, rng: random.Random) -> None:
    rows = rng.choice(_tables(root)).findall(q("w:tr"))
    at = rng.randrange(len(rows[0].findall(q("w:tc"))))
    for each in rows:
        cells = each.findall(q("w:tc"))
        cells[min(at, len(cells) - 1)].addprevious(cell(""))


def _rows_swapped(root: Element, rng: random.Random) -> None:
    rows = rng.choice(_tables(root, 3)).findall(q("w:tr"))
    at = rng.randrange(1, len(rows) - 1)
    rows[at].addprevious(rows[at + 1])


def _table_split(root: Element, rng: random.Random) -> None:
    first = rng.choice(_tables(root, 3))
    second = copy.deepcopy(first)
    at = rng.randrange(1, len(first.findall(q("w:tr"))))
    for each in first.findall(q("w:tr"))[at:]:
        first.remove(each)
    for each in second.findall(q("w:tr"))[:at]:
        second.remove(each)
    first.addnext(second)
    second.addprevious(paragraph())


def _heading_repeated(root: Element, rng: random.Random) -> None:
    rows = rng.choice(_tables(root, 3)).findall(q("w:tr"))
    rng.choice(rows[1:]).addnext(copy.deepcopy(rows[0]))


def _table_moved(root: Element, rng: random.Random) -> None:
    body = root.find(q("w:body"))
    assert body is not None
    body.insert(rng.randrange(len(body) - 1), rng.choice([each for each in body if each.tag == q("w:tbl")] or body[:1]))


def _text_added(root: Element, rng: random.Random) -> None:
    body = root.find(q("w:body"))
    assert body is not None
    body.insert(rng.randrange(len(body) - 1), paragraph(rng.choice(["", "Kind regards, Sam", "Please see attached."])))


def _wrapped(root: Element, rng: random.Random) -> None:
    for each in [run for run in root.iter(q("w:r")) if run.getparent().tag == q("w:p")]:  # type: ignore[union-attr]
        if rng.random() < 0.2:
            holder = rng.choice([inserted(), w("sdt", w("sdtPr"), w("sdtContent"))])
            each.addprevious(holder)
            (holder if holder.tag == q("w:ins") else holder[1]).append(each)


def _cells_merged(root: Element, rng: random.Random) -> None:
    cells = rng.choice(rng.choice(_tables(root)).findall(q("w:tr"))).findall(q("w:tc"))
    if len(cells) > 2:
        kept, gone = cells[-2:]
        kept.extend([child for child in gone if child.tag != q("w:tcPr")])
        gone.getparent().remove(gone)  # type: ignore[union-attr]
        kept.insert(0, cell("", span=2).find(q("w:tcPr")))  # type: ignore[arg-type]


def _pasted(root: Element, _: random.Random) -> None:
    framed(root)


CHANGES: list[Callable[[Element, random.Random], None]] = [
    _row_added, _column_added, _rows_swapped, _table_split, _heading_repeated, _table_moved, _text_added, _wrapped,
    _cells_merged, _pasted,
]  # fmt: skip


# -- what is asked of the reading --------------------------------------------------------------------------------------


def faults(truth: Truth, result: Result) -> list[str]:
    """Return what was read as something else than was meant, or as nothing without its text being kept."""
    submission = result.submission
    kept = {word for text in unread(result) for word in text.split()}
    kept |= {word for answer in submission.answers.values() for word in answer.raw.split()}
    found = []
    for name, answer in submission.answers.items():
        meant = dt.date(2026, 10, 12) if name == "visit" and name in truth else truth.get(name)
        is_said = any(each.code == "read_outside_box" and each.field == name for each in result.findings)
        if answer.state is State.ANSWERED and answer.value != meant and not is_said:
            found.append(f"{name}: read as {answer.value!r}, meant as {meant!r}")
        if answer.state in (State.BLANK, State.NOT_FOUND) and meant and not kept & {*truth[name].split(), "x", "☒"}:
            found.append(f"{name}: lost")
    for name, entry in submission.checklist.items():
        meant_entry = truth.get(name)
        says = {None: None, "No": FactorState.NO, "0": FactorState.NO}.get(meant_entry, FactorState.YES)
        if entry.chosen and entry.chosen != (meant_entry,):
            found.append(f"{name}: read as {entry.chosen}, meant as {meant_entry!r}")
        if name in ROWS and entry.state in (FactorState.YES, FactorState.NO) and entry.state is not says:
            found.append(f"{name}: read as {entry.state}, meant as {meant_entry!r}")
        if entry.state is FactorState.BLANK and says is FactorState.YES and not kept & {str(meant_entry), "x"}:
            found.append(f"{name}: lost")
    return found


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Tool:
    return Tool(tmp_path_factory.mktemp("tool"), MAPPING, *blocks({}))


@pytest.mark.parametrize("seed", range(often(20, 80)))
def test_what_was_meant_is_read_or_asked_about(tool: Tool, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    truth = {name: rng.choice(said) for name, said in ANSWERS.items() if rng.random() < 0.75}
    data = document(*(table(each) if isinstance(each, list) else each for each in blocks(truth)))
    root = main_part(data)
    for change in rng.sample(CHANGES[:-1], rng.randint(1, 3)) + ([_pasted] if rng.random() < 0.2 else []):
        change(root, rng)
    result = tool.read_bytes(package({**parts_of(data), MAIN: serialise(root)}))
    assert faults(truth, result) == []


def test_what_is_asked_of_the_reading_would_notice(tool: Tool) -> None:
    data = document(*(table(each) if isinstance(each, list) else each for each in blocks({"name": "Sam", "cold": "x"})))
    assert faults({"name": "Alex", "damp": "3"}, tool.read_bytes(data)) == [
        "name: read as 'Sam', meant as 'Alex'",
        "cold: read as yes, meant as None",
        "damp: lost",
    ]
