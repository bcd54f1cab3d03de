"""The strict loader: TOML into a :class:`~pipeline.mapping.model.Mapping`, or errors that can be mended at once."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import fields, replace

from pipeline.errors import InvalidMapping
from pipeline.mapping import model
from pipeline.mapping.entry import StrictEntry
from pipeline.mapping.fitting import problems
from pipeline.mapping.policy import UNITS
from pipeline.nearest import did_you_mean
from pipeline.patterns import pattern

Tree = dict[str, Any]
_NOWHERE: Mapping[str, str] = {}
_IN_SHEETS = pattern(
    r"^(field\[[^]]*\](?:\.(?:choice|column)\[[^]]*\])?|factors\[[^]]*\](?:\.option\[[^]]*\])?)\.?(\w*)"
)
"""How a message calls an entry that may be a row of a sheet, and then its key."""
_NO_KEY = pattern(r"^<\w+>$|^function-")
"""Steps that alternatives and checks add to the place of a mistake; they say nothing to people."""

POLICY_KEYS = frozenset({"extends", "document", "review", "retention", "rule", "route"})
_KNOWN_BY: dict[tuple[str, ...], type[StrictEntry]] = {
    (): model.Mapping, ("form",): model.Form,
    ("list",): model.OptionList, ("list", "choice"): model.ListedOption,
    ("subject",): model.Subject, ("field",): model.Field, ("field", "choice"): model.Choice,
    ("field", "column"): model.Column, ("checklist",): model.Checklist, ("checklist", "group"): model.Group,
    ("checklist", "option"): model.RowOption, ("checklist", "round"): model.Round,
    ("checklist", "group", "factors"): model.Factor, ("checklist", "group", "factors", "option"): model.RowOption,
    ("score",): model.Score, ("score", "band"): model.Band, ("score", "age"): model.Age,
    ("score", "age", "band"): model.AgeBand, ("score", "attribute"): model.Attribute,
    ("score", "attribute", "band"): model.NumberBand, ("score", "multiplier"): model.Multiplier,
    ("score", "multiplier", "band"): model.Times, ("score", "table"): model.ScoredTable,
    ("score", "judgement"): model.Judgement,
    ("score", "override"): model.Override, ("write",): model.Write, ("review",): model.Review,
    ("review", "interval"): model.Interval, ("retention",): model.Retention, ("retention", "period"): model.Period,
    ("rule",): model.Rule, ("rule", "row"): model.RequiredRow,
    ("route",): model.Route, ("register",): model.Register,
    ("document",): model.FollowingDocument, ("document", "part"): model.DocumentPart,
}  # fmt: skip


def read_tree(path: Path) -> tuple[Tree, bytes]:
    """Read a TOML file.

    Raises:
        InvalidMapping: It can't be read, or is not TOML; the message gives line and column.
    """
    try:
        raw = path.read_bytes()
        return tomllib.loads(raw.decode("utf-8")), raw
    except OSError as error:
        raise InvalidMapping(f"{path}: can't be read ({error.strerror}).", code="mapping_unreadable") from error
    except UnicodeDecodeError as error:
        raise InvalidMapping(
            f"{path}: is not UTF-8 text.", remedy="Save it as UTF-8.", code="mapping_not_text"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidMapping(f"{path}: {error}.", remedy="Mend that line.", code="mapping_not_toml") from error
    except RecursionError as error:
        raise InvalidMapping(
            f"{path}: its lists or tables are nested too deeply.", remedy="Mend the brackets.", code="mapping_not_toml"
        ) from error


def build(path: Path, tree: Tree, sources: Iterable[bytes], places: Mapping[str, str] = _NOWHERE) -> model.Mapping:
    """Check a whole tree and build the mapping; all mistakes are named at once.

    Args:
        path: The mapping file.
        tree: All that it says.
        sources: The bytes of every file that makes it up.
        places: Where entries are that come out of a sheet, by how messages call them.

    Raises:
        InvalidMapping: With one line for each mistake.
    """
    from pipeline.mapping.strict.models import ValidationError, checked  # slow to load; most starts have it in a cache

    try:
        mapping = checked(model.Mapping, tree)
    except ValidationError as error:
        found = [_explain(detail, tree) for detail in error.errors(include_url=False)]
        raise _invalid(path, [line for problem in found for line in problem.splitlines()], places) from None
    digest = hashlib.sha256()
    for source in sources:
        digest.update(hashlib.sha256(source).digest())
    mapping = replace(mapping, path=path, digest=digest.hexdigest(), in_sheet=dict(places))
    if misfits := problems(mapping):
        raise _invalid(path, misfits, places)
    return mapping


def _invalid(path: Path, lines: Iterable[str], places: Mapping[str, str]) -> InvalidMapping:
    return InvalidMapping("\n".join(_placed(path, line, places) for line in lines), code="mapping_invalid")


def _placed(path: Path, line: str, places: Mapping[str, str]) -> str:
    """Put the file before what is wrong; of a row of a sheet, the sheet, row and column in place of the key."""
    called = _IN_SHEETS.search(line.partition("group[")[2].partition("].")[2] or line)
    entry, key = called.groups() if called is not None else ("", "")
    if called is None or entry not in places:
        return f"{path}: {line}"
    rest = called.string[called.end() :]
    return f"{places[entry]}{f', column {key}' if key else ''}{rest}"


def overlaid(base: Tree, change: Tree) -> Tree:
    """Lay one tree over another: tables merge, lists of named tables merge by name, anything else is replaced."""
    result = dict(base)
    for key, value in change.items():
        mine = result.get(key)
        if isinstance(mine, dict) and isinstance(value, dict):
            result[key] = overlaid(mine, value)
        elif isinstance(mine, list) and isinstance(value, list) and all(map(_name, (*mine, *value))):
            result[key] = _merged_by_name(mine, value)
        else:
            result[key] = value
    return result


def check_policy(path: Path, tree: Tree) -> None:
    """Refuse a policy file that reaches into the other layers (where things are, how points become a level)."""
    for key in tree:
        if key not in POLICY_KEYS:
            allowed = f"{', '.join(sorted(POLICY_KEYS))}{did_you_mean(key, POLICY_KEYS)}"
            raise InvalidMapping(
                f"{path}: '{key}' is not policy; allowed are {allowed}.",
                remedy="Put it into the mapping of the form.",
                code="policy_invalid",
            )


def _name(entry: object) -> tuple[str, str] | None:
    """Return what names an entry of a list: its id, or the level of an interval or period, and the day it starts."""
    if not isinstance(entry, dict):
        return None
    if "id" in entry:
        return str(entry["id"]), ""
    is_of_a_level = "level" in entry and not entry.keys().isdisjoint((*UNITS, "years"))
    return (str(entry["level"]), str(entry.get("from", ""))) if is_of_a_level else None


def _merged_by_name(base: list[Tree], change: list[Tree]) -> list[Tree]:
    entries = {_name(entry): entry for entry in base}
    for entry in change:
        mine = entries.get(_name(entry), {})
        if "level" in entry and entry.keys().isdisjoint(mine.keys() & set(UNITS)):
            mine = {key: value for key, value in mine.items() if key not in (*UNITS, "at_most")}  # in another unit now
        entries[_name(entry)] = overlaid(mine, entry)
    return list(entries.values())


def _explain(detail: Any, tree: Tree) -> str:
    """Return which key is wrong, what was found, what is allowed and what was probably meant."""
    steps = [step for step in detail["loc"] if not (isinstance(step, str) and _NO_KEY.search(step))]
    key, found = _printed(steps, tree), detail.get("input")
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        allowed = _allowed_keys(steps[:-1])
        meant = did_you_mean(str(steps[-1]), allowed)
        return f"{key}: there is no such key; allowed are {', '.join(sorted(allowed))}{meant}"
    if kind == "missing":
        return f"{key}: is missing"
    if kind == "enum":
        allowed = {
            str(value) for value in str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        }
        return f"{key}: is {found!r}; allowed are {', '.join(sorted(allowed))}{did_you_mean(str(found), allowed)}"
    if kind == "value_error":
        message = str(context.get("error", detail["msg"]))
        return "\n".join(_joined(key, line) for line in message.splitlines())
    message = detail["msg"][0].lower() + detail["msg"][1:]
    return f"{key}: is {_short(found)}; {message}"


def _joined(key: str, message: str) -> str:
    """Put a key before a message; one that begins with a dot goes on with a key: ``score`` and ``.band 'low' …``."""
    if not key or message.startswith("."):
        return f"{key}{message}" if key else message.removeprefix(".")
    return f"{key}: {message}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _printed(steps: list[Any], tree: Tree) -> str:
    """Print a key as the file's author knows it: entries of lists by their id, name or level where they have one."""
    text, here = "", tree  # type: str, Any
    for step in steps:
        if isinstance(step, int) and isinstance(here, dict):
            continue  # [checklist] stands for a list of one
        here = _into(here, step)
        if isinstance(step, int):
            named = ("id", "name", "level", "field") if isinstance(here, dict) else ()
            name = next((here[key] for key in named if key in here), step + 1)
            text += f"[{name}]"
        else:
            text += f".{step}" if text else str(step)
    return text


def _into(here: Any, step: Any) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None


def _allowed_keys(steps: list[Any]) -> set[str]:
    found = _KNOWN_BY.get(tuple(step for step in steps if isinstance(step, str)))
    if found is None:
        return set()
    return {key.encode_name for key in fields(found) if key.name not in model.NOT_WRITTEN}
