"""The pages of docs/ are true: keys, defaults, examples, messages, findings, exit codes and places in the code."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from docs.generate_reference import ENUMS, reference, told_values
from pipeline.batch.outcome import Status
from pipeline.cli.group import COMMANDS
from pipeline.cli.main import main
from pipeline.errors import ExitCode, InvalidMapping
from pipeline.findings import CATALOGUE, Severity
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import conditions, documents, load_catalogue, model, register
from pipeline.mapping.catalogue import shipped_folder
from pipeline.mapping.entry import StrictEntry
from pipeline.mapping.lists import with_lists
from pipeline.mapping.strict.models import checked
from pipeline.process.form import process_one
from pipeline.submission import FactorState, State
from pipeline.writers.in_place.write import results
from tests.documents import document
from tests.formbuilder import CompletedForm
from tests.reading import DAY, read_as_it_stands, read_result
from tests.shapes import table

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).resolve().parent.parent / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one of the same or a higher rank."""
    found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,9}} |\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert found, f"there is no heading '{heading}'"
    return found[2]


def rows(text: str) -> list[list[str]]:
    """Return the rows of all tables in a text, without headers and rules."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


MAPPINGS = page("mappings.md")
REFERENCE = page("mapping-reference.md")
EXAMPLES = [example for text in (MAPPINGS, REFERENCE, page("layouts.md")) for example in fenced(text, "toml")]
HOME_VISIT = next(example for example in EXAMPLES if 'id = "home_visit"' in example and "[checklist]" in example)


# -- the mapping language: every key -----------------------------------------------------------------------------------


def test_the_reference_is_what_is_generated() -> None:
    assert reference() == REFERENCE, "run: python -m docs.generate_reference > docs/mapping-reference.md"


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Conditions", {*conditions.WORKED_OUT, *conditions.FUNCTIONS}),
        ("`[[document.part]]`", set(documents.FACTS)),
        ("`[register]`", set(register.COLUMNS)),
    ],
)
def test_every_name_is_in_the_reference(heading: str, names: set[str]) -> None:
    told = " ".join(row[0] for row in rows(section(REFERENCE, heading)))
    assert names <= set(re.findall(r"\w+", told))


def test_every_part_of_the_language_has_its_heading() -> None:
    parts = {part for part in vars(model).values() if isinstance(part, type) and issubclass(part, StrictEntry)}
    headings = re.findall(r"^## (`.*`|The file)$", REFERENCE, flags=re.MULTILINE)
    assert len(headings) == len(parts - {StrictEntry})
    assert [heading for heading in headings if not fenced(section(REFERENCE, heading), "toml")] == []


@pytest.mark.parametrize("name", sorted(ENUMS))
def test_every_value_is_explained_or_says_all_itself(name: str) -> None:
    assert set(told_values(name)) in (set(), set(ENUMS[name].__members__))
    assert told_values(name) or name == "Country"


# -- the mapping language: examples ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_is_in_the_language(number: int, tmp_path: Path) -> None:
    tree = tomllib.loads(EXAMPLES[number])
    path = tmp_path / "example.toml"
    path.write_text(EXAMPLES[number], "utf-8")
    if "extends" in tree and "form" not in tree:
        load_catalogue([_with_policy(tmp_path)], path)
    elif "extends" in tree:
        assert load_catalogue([shipped_folder(), path]).find(tree["form"]["id"]).factors
    elif "field" in tree and "form" in tree:
        load_catalogue([path])
    else:
        for key, part in _parts(tree):
            checked(key, part)


def _with_policy(folder: Path) -> Path:
    """Return the page's example with the rules and the document of its later steps."""
    later = [example for example in fenced(MAPPINGS, "toml") if example.startswith(("[[rule]]", "[[document]]"))]
    path = folder / "home_visit.toml"
    path.write_text("\n".join([HOME_VISIT, *later]), "utf-8")
    return path


def test_the_later_steps_fit_the_mapping(tmp_path: Path) -> None:
    found = load_catalogue([_with_policy(tmp_path)]).find("home_visit")
    assert ([rule.id for rule in found.rules], [each.id for each in found.documents]) == (
        ["heating", "unannounced"], ["housing"],
    )  # fmt: skip


def _parts(tree: dict[str, Any]) -> Iterator[tuple[type[StrictEntry], Any]]:
    tops: dict[str, type[StrictEntry]] = {
        "form": model.Form, "subject": model.Subject, "score": model.Score, "review": model.Review,
        "field": model.Field, "rule": model.Rule, "register": model.Register, "checklist": model.Checklist,
        "list": model.OptionList,
        "write": model.Write, "route": model.Route, "document": model.FollowingDocument, "retention": model.Retention,
    }  # fmt: skip
    for key, value in with_lists(tree).items():
        if isinstance(value, list):
            yield from ((tops[key], entry) for entry in value)
        else:
            yield tops[key], value


def home_visit(**entries: str) -> bytes:
    """Make the form of the page's example; ``entries`` are what was filled in, by the label of the box before it."""

    def box(name: str) -> str:
        return entries.get(name, "")

    return document(
        "Home visit check",
        table([["Name of child", box("name"), "Date of visit", box("date")], ["Next visit by", box("next"), "", ""]]),
        f"Was the visit announced?  Yes{box('yes')}  No",
        "People seen:",
        table([["Name", "Who they are"], [box("person"), box("role")]]),
        table([["What is home like? Say what you saw."], [box("home")]]),
        table(
            [
                ["Question", "Points", "Score", "Notes"],
                ["No heating", "5", box("heating"), ""],
                ["No food in the house", "10", box("food"), ""],
                ["Unknown adults", "10", box("adults"), ""],
            ]
        ),
        table([["Total", ""]]),
        table([["Rating", ""], ["All well", ""], ["Some worries", box("worries")], ["Act today", ""]]),
    )


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """The page's example with its blank, where the page says they go."""
    path = tmp_path / "mappings" / "home_visit.toml"
    (path.parent / "blanks").mkdir(parents=True)
    path.write_text(HOME_VISIT, "utf-8")
    (path.parent / "blanks" / "home_visit.docx").write_bytes(home_visit())
    return path


def test_the_whole_mapping_reads_its_form_and_fills_it_in(mapping: Path) -> None:
    layouts = prepare_layouts(load_catalogue([mapping])).forms
    form = home_visit(
        name="Example Child", date="12/01/2026", yes=" ✓", person="A Neighbour", role="neighbour", home="Warm.",
        heating="x", food="0", adults="10",
    )  # fmt: skip
    result, written = process_one(form, name="form.docx", layouts=layouts, day=DAY)
    values = {field: answer.value for field, answer in result.submission.answers.items()}
    assert values == {
        "child_name": "Example Child",
        "visited_on": dt.date(2026, 1, 12),
        "next_visit": None,
        "announced": "yes",
        "people": ({"name": "A Neighbour", "role": "neighbour"},),
        "home": "Warm.",
        "total": None,
        "rating": None,
    }
    assert (result.assessment.total, result.assessment.rag) == (15, "amber")
    answers = read_as_it_stands(written, result).answers
    filled = {field: answers[field].value for field in ("total", "rating", "next_visit")}
    assert filled == {"total": 15, "rating": "amber", "next_visit": dt.date(2026, 2, 9)}


def test_the_steps_say_what_the_program_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Home visit check.docx").write_bytes(home_visit())
    _call("draft", "Home visit check.docx", "-o", "our-forms/home_visit.toml")
    Path("our-forms/home_visit.toml").write_text(HOME_VISIT, "utf-8")
    Path("our-forms/blanks/home_visit.docx").write_bytes(home_visit())
    _call("check", "our-forms/home_visit.toml")
    Path("completed").mkdir()
    form = home_visit(name="Example Child", date="12/01/2026", yes=" ✓", heating="x", food="0", adults="10")
    Path("completed/visit 1.docx").write_bytes(form)
    _call("process", "completed", "--mapping", "our-forms", "-o", "results")
    said = capsys.readouterr()
    steps = "\n".join(fenced(MAPPINGS.split("## Step 5")[0], "text"))
    told = [line for line in steps.splitlines() if line and not line.startswith(("$", "#:"))]
    assert len(told) == 8
    assert set(told) <= set((said.out + said.err).replace(os.sep, "/").splitlines())


def _call(*arguments: str) -> None:
    assert main(list(arguments)) == ExitCode.DONE


# -- the mapping language: messages ------------------------------------------------------------------------------------

ACT_TODAY = """
[[rule]]
id = "act_today"
severity = "must"
when = "levl == 'red'"
say = "Act today."

"""
MISTAKES = [
    ('label = "What is home like?"', 'label = "What is home like?"\nlable = "What is home like?"'),
    ('kind = "date"', 'kind = "dates"'),
    ("points = 5", 'points = "5"'),
    ('title = "Home visit check"\n', ""),
    ('id = "next_visit"', 'id = "visited_on"'),
    ('total_field = "total"', 'total_field = "totl"'),
    ("from = 10", "from = 9"),
    ("from = 10", "from = 11"),
    ('level = "red", weeks', 'level = "rad", weeks'),
    ("[review]", ACT_TODAY + "[review]"),
    ("[form]", "[form"),
    ('label = "What is home like?"', 'label = "What is house like?"'),
    ('label = "No heating"', 'label = "No heat"'),
    ("points = 5", "points = 6"),
    ('label = "Total"', 'label = "No"'),
    ('answer = "Score"', 'answer = "Answer"'),
]


def _messages(mapping: Path, policy: Path | None = None) -> str:
    with pytest.raises(InvalidMapping) as refused:
        prepare_layouts(load_catalogue([mapping], policy))
    return refused.value.what.replace(f"{mapping.parent.parent}{os.sep}", "").replace(os.sep, "/")


@pytest.mark.parametrize(("right", "wrong"), MISTAKES)
def test_every_message_is_what_the_program_says(mapping: Path, right: str, wrong: str) -> None:
    assert right in HOME_VISIT
    mapping.write_text(HOME_VISIT.replace(right, wrong, 1), "utf-8")
    for line in _messages(mapping).splitlines():
        assert line in MAPPINGS.splitlines()


def test_no_message_is_made_up(mapping: Path) -> None:
    said = set()
    for right, wrong in MISTAKES:
        mapping.write_text(HOME_VISIT.replace(right, wrong, 1), "utf-8")
        said.update(_messages(mapping).splitlines())
    mapping.write_text(HOME_VISIT, "utf-8")
    policy = mapping.parent.parent / "our_policy.toml"
    policy.write_text('extends = "home_visit"\n[score]\n', "utf-8")
    said.add(_messages(mapping, policy))
    blocks = fenced(section(MAPPINGS, "When a mapping is wrong"), "text")
    assert {line for block in blocks for line in block.splitlines()} == said


# -- findings ----------------------------------------------------------------------------------------------------------


def test_every_finding_is_documented_with_its_severity() -> None:
    text = page("findings.md")
    severities = [row[0].strip("`") for row in rows(text.split("\n## ")[0])]
    assert severities == [severity.value for severity in Severity]
    documented = {code.strip("`"): severity for code, severity, *_ in rows(text.split("\n## ", 1)[1])}
    severities = {code: kind.severity.value for code, kind in CATALOGUE.items()}
    assert documented == {**severities, **_severities_of_rules()}


def _severities_of_rules() -> dict[str, str]:
    """Return the severities of each code of the shipped rules, the one without conditions first: ``should, must``."""
    found: dict[str, list[str]] = {}
    for rule in load_catalogue().find("ce_assessment").rules:
        severities = found.setdefault(rule.finding_code, [])
        severities.extend(s.value for s in (rule.severity, rule.silent) if s and s.value not in severities)
    return {code: ", ".join(severities) for code, severities in found.items()}


# -- architecture ------------------------------------------------------------------------------------------------------

ARCHITECTURE = page("architecture.md")
HOW_IT_WORKS = (
    "architecture.md", "batch.md", "blanks-and-documents.md", "design-decisions.md", "result-json.md", "speed.md",
    "write-back.md",
)  # fmt: skip
"""The pages for those who change wordform."""


def test_every_exit_code_and_status_is_in_the_architecture() -> None:
    codes = [int(code) for code in re.findall(r"^\| (\d) \|", section(ARCHITECTURE, "Exit codes"), flags=re.MULTILINE)]
    assert codes == [code.value for code in ExitCode]
    assert [row[0].strip("`") for row in rows(section(ARCHITECTURE, "Statuses"))] == [status.value for status in Status]


def test_the_result_json_has_the_keys_of_the_program() -> None:
    contract = page("result-json.md")
    example = json.loads(fenced(contract, "json")[0])
    form = CompletedForm().put("child_name", "Example Child").factor("sen", "3")
    result = json.loads(read_result(form).json())
    assert list(example) == list(result)
    for key in ("source", "assessment"):
        assert list(example[key]) == list(result[key])
    assert list(example["answers"]["child_name"]) == list(result["answers"]["child_name"])
    assert list(example["checklist"]["sen"]) == list(result["checklist"]["sen"])
    assert list(example["findings"][0]) == list(result["findings"][0])
    for states in (State, FactorState):
        assert all(f"`{state.value}`" in contract for state in states)


def _completed(born: str = "14/03/2014") -> CompletedForm:
    return (
        CompletedForm()
        .put("child_name", "Example Child")
        .put("date_of_birth", born)
        .put("date_completed", "28/02/2026")
    )


def _forty_points(outcome: str) -> CompletedForm:
    factors = ("wanted_missing", "self_harm_suicidal", "drug_alcohol_abuse", "victim_sexual_crime")
    return _completed().factors(dict.fromkeys(factors, "10")).choose("outcome", outcome, highlight="yellow")


@pytest.mark.parametrize(
    ("form", "written", "rag"),
    [
        (CompletedForm(), [], None),
        (_completed().factor("sen", "5"), ["10", "15", "", "23/05/2026"], "low"),
        (_completed("29/02/2012").factor("sen", "5"), ["10", "15", "", "23/05/2026"], "low"),
        (_completed().factor("sen", "?"), ["10", "10 (up to 15)", "(provisional)", "23/05/2026"], "low"),
        (_completed().factor("sen", "", "a note"), ["10", "10 (up to 15)", "(provisional)", "23/05/2026"], "low"),
        (_completed().factor("wanted_missing", "0/10"), ["10", "10", "", "23/05/2026"], "low"),
        (_completed().factor("nrm", "0"), ["10", "10 (not complete)", "(provisional)", "23/05/2026"], "low"),
        (_completed("03/14/2014").factor("sen", "5"), ["5 (up to 15)", "(provisional)", "23/05/2026"], "low"),
        (_completed("14/03/2000").factor("sen", "5"), ["5 (not complete)", "(provisional)", "23/05/2026"], "low"),
        (_completed().choose("outcome", "no_longer_required", highlight="yellow"), ["10", "10", ""], "low"),
        (_forty_points("no_longer_required"), ["10", "50", "", "23/05/2026"], "medium"),
        (_forty_points("high"), ["10", "50", "", "28/03/2026"], "medium"),
    ],
    ids=["blank", "whole", "29-february", "unclear", "only-a-note", "0-of-10", "0-of-0", "month-first", "over-age",
         "pathway-ends", "pathway-ends-above-the-lowest", "stricter-outcome"],
)  # fmt: skip
def test_the_decisions_are_those_of_the_program(form: CompletedForm, written: list[str], rag: str | None) -> None:
    result = read_result(form)
    found = results(result.submission, result.assessment, result.mapping)
    assert ([entry.text for entry in found], result.assessment.rag) == (written, rag)


def test_every_place_in_the_code_that_these_pages_name_is_there(project: Path) -> None:
    names = {
        found
        for name in HOW_IT_WORKS
        for found in re.findall(r"`((?:pipeline|tests|mappings)/[\w/.]*)(?:::(\w+))?`", page(name))
    }
    assert len(names) > 50
    for path, function in names:
        assert (project / path).exists(), path
        if function:
            source = (project / path).read_text("utf-8")
            assert re.search(rf"^(?:def|class) {function}\b", source, flags=re.MULTILINE), f"{path}::{function}"


def test_every_room_of_the_house_is_in_the_architecture(project: Path) -> None:
    house = section(ARCHITECTURE, "The house")
    for room in (project / "pipeline").iterdir():
        if not room.name.startswith("_") and room.suffix != ".typed":
            assert f"`pipeline/{room.name}`" in house or f"`pipeline/{room.name}/`" in house, room.name


# -- all pages ---------------------------------------------------------------------------------------------------------

PAGES = sorted(path.name for path in DOCS.glob("*.md"))


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    text = page(name)
    for target, anchor in re.findall(r"\]\(([^)#:]*)#?([^):]*)\)", text):
        file = (DOCS / target) if target else DOCS / name
        assert file.exists(), f"{name}: {target}"
        if anchor:
            assert anchor in _anchors(file), f"{name}: {target}#{anchor}"


def _anchors(file: Path) -> set[str]:
    """Return the anchors of a page's headings, as they are made on GitHub."""
    titles = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", PAGES)
def test_every_command_in_the_pages_can_be_called(name: str) -> None:
    for command, rest in re.findall(r"`wordform ([\w-]+)([^`\n|]*)`", page(name)):
        assert command in COMMANDS, f"{name}: wordform {command}"
        known = {option for each in COMMANDS[command].load().params for option in (*each.opts, *each.secondary_opts)}
        assert set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest)) <= known, f"{name}: wordform {command}{rest}"
