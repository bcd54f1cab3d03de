"""Lists of options that have a name: written once, and used wherever questions or rows take the same answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.mapping.entry import Identifier, StrictEntry
from pipeline.mapping.questions import Choice
from pipeline.mapping.rows import Means, Points
from pipeline.nearest import did_you_mean

_ONLY_OF_ROWS = ("points", "means")


class ListedOption(Choice, frozen=True, kw_only=True):
    """One option of a list. Rows of checklists take its points with it; questions take the rest.

    Attributes:
        id: The value in results and conditions.
        label: The printed wording.
        also: Other words that people type for it.
        beside: Words that may be typed beside it and leave it certain.
        points: Points of a row that is answered so.
        means: What it says about its row.

    Example:
        [[list]]
        id = "how_often"
        choice = [
          { id = "never", label = "Never", points = 0 },
          { id = "often", label = "Often", also = ["Daily"], points = 2 },
        ]
    """

    points: Points | None = None
    means: Means | None = None


class OptionList(StrictEntry, frozen=True, kw_only=True, rename={"choices": "choice"}):
    """Options with a name, for questions and rows that take the same answers.

    A field takes them by ``choice = "how_often"``, a checklist or a row by ``option = "how_often"``.

    Attributes:
        id: Its name.
        choices: The options.

    Example:
        [[list]]
        id = "how_often"
        choice = [
          { id = "never", label = "Never", points = 0 },
          { id = "often", label = "Often", points = 2 },
        ]

        [[field]]
        id = "goes_missing"
        kind = "choice"
        label = "Goes missing"
        choice = "how_often"

        [[checklist]]
        answer = "How often?"
        option = "how_often"
        group = [{ name = "Home", factors = [{ id = "alone", label = "Is left alone" }] }]
    """

    id: Identifier
    choices: tuple[ListedOption, ...]


def with_lists(tree: Any) -> Any:
    """Return what a file says with the options of a list in the place of its name.

    Raises:
        ValueError: There is no list of a name; a line for each.
    """
    if not isinstance(tree, dict):
        return tree
    found = tree.get("list", ())
    lists = {each["id"]: each.get("choice") for each in found if isinstance(each, dict) and "id" in each}
    problems: list[str] = []
    fields = [_named(each, "choice", "field", lists, problems) for each in _entries(tree, "field")]
    lists_of_rows = [_with_rows(each, lists, problems) for each in _entries(tree, "checklist")]
    if problems:
        raise ValueError("\n".join(problems))
    return {**tree, **({"field": fields} if fields else {}), **({"checklist": lists_of_rows} if lists_of_rows else {})}


def _entries(tree: Mapping[str, Any], key: str) -> Iterator[Any]:
    found = tree.get(key)
    yield from found if isinstance(found, list | tuple) else ()


def _with_rows(checklist: Any, lists: Mapping[str, Any], problems: list[str]) -> Any:
    if not isinstance(checklist, dict):
        return checklist
    named = _named(checklist, "option", "checklist", lists, problems)
    groups = [_with_factors(group, lists, problems) for group in _entries(named, "group")]
    return {**named, "group": groups} if groups else named


def _with_factors(group: Any, lists: Mapping[str, Any], problems: list[str]) -> Any:
    if not isinstance(group, dict) or not isinstance(group.get("factors"), list):
        return group
    rows = [_named(each, "option", "checklist.group.factors", lists, problems) for each in group["factors"]]
    return {**group, "factors": rows}


def _named(entry: Any, key: str, where: str, lists: Mapping[str, Any], problems: list[str]) -> Any:
    """Return an entry with the options that it names; questions leave out what only rows of checklists have."""
    name = entry.get(key) if isinstance(entry, dict) else None
    if not isinstance(name, str):
        return entry
    if name not in lists:
        place = f"{where}[{entry['id']}]" if "id" in entry else where
        problems.append(f"{place}.{key}: there is no list '{name}'{did_you_mean(name, lists)}")
        return entry
    options = lists[name]
    if key == "choice" and isinstance(options, list | tuple):
        options = [_as_choice(option) for option in options]
    return {**entry, key: options}


def _as_choice(option: Any) -> Any:
    if not isinstance(option, dict):
        return option
    return {key: value for key, value in option.items() if key not in _ONLY_OF_ROWS}
