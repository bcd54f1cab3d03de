"""Write docs/mapping-reference.md from the models of the mapping language and their docstrings.

    python -m docs.generate_reference > docs/mapping-reference.md

``tests/test_docs.py`` fails when the page differs from what this module writes.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from pipeline.mapping import checklist, conditions, model, policy, questions, rows, score
from pipeline.mapping.entry import StrictEntry
from pipeline.mapping.strict.models import model_of
from pipeline.mapping.strict.schema import entries, mapping_schema, sections

Json = dict[str, Any]

HEAD: Final = """\
# Mapping reference

Every key of a mapping file. [mappings.md](mappings.md) is the tutorial, [layouts.md](layouts.md) shows which construct
reads which layout.

This page is generated from the program (`python -m docs.generate_reference > docs/mapping-reference.md`); change the
docstrings in `pipeline/mapping/`, not the page.

"Needed" means that there is no default. A key that is not listed here is an error. An id is small letters, digits and
`_`, and begins with a letter; no two fields or factors of a form share one. Ids are a contract: results, register and
other programs use them, so don't change one that is in use. A column is named by its printed header, by its number, or
counted from the label (`"+1"`).
"""
ENUMS: Final[Mapping[str, type[StrEnum]]] = {
    part.__name__: part
    for module in (questions, rows, checklist, score, policy)
    for part in vars(module).values()
    if isinstance(part, type) and issubclass(part, StrEnum) and part.__module__ == module.__name__
}
WHOLE_FILE: Final = "The file"


def reference() -> str:
    """Return the text of the page."""
    schema = mapping_schema()
    places = _places(schema)
    contents = " ·\n".join(f"[{heading}](#{_anchor(heading)})" for heading in (*places.values(), "Conditions"))
    pages = [_page(heading, part, schema, places) for part, heading in places.items()]
    said = "\n\n".join(_told(conditions.__doc__ or ""))
    return "\n".join([HEAD, contents + "\n", *pages, f"## Conditions\n{said}\n"])


def _places(schema: Json) -> dict[str, str]:
    """Return the heading of each model by the model's name, in the order of the file.

    A model that several keys take, such as an option of a checklist and of a row, has the heading of the shortest.
    """
    found: dict[str, tuple[str, ...]] = {"Mapping": ()}
    heads: dict[str, str] = {"Mapping": WHOLE_FILE}
    waiting = ["Mapping"]
    while waiting:
        name = waiting.pop(0)
        for key, told in _described(name, schema)["properties"].items():
            part, is_list = _part(told, schema)
            if part and part not in found:
                found[part] = (*found[name], key)
                path = ".".join(found[part])
                heads[part] = f"`[[{path}]]`" if is_list else f"`[{path}]`"
                waiting.append(part)
    order: list[str] = []
    _collect("Mapping", found, schema, order)
    return {name: heads[name] for name in order}


def _collect(name: str, found: Mapping[str, tuple[str, ...]], schema: Json, order: list[str]) -> None:
    order.append(name)
    for key, told in _described(name, schema)["properties"].items():
        part, _ = _part(told, schema)
        if part and found[part] == (*found[name], key):
            _collect(part, found, schema, order)


def _described(name: str, schema: Json) -> Json:
    found: Json = schema if name == "Mapping" else schema["$defs"][name]
    return found


def _part(told: Json, schema: Json) -> tuple[str | None, bool]:
    """Return the name of the model that a key takes, if it takes one, and whether the key takes a list of them."""
    if "anyOf" in told:
        return _part(told["anyOf"][0], schema)
    name = _referred(told.get("items", told))
    return (name if name in schema["$defs"] and "properties" in schema["$defs"][name] else None), "items" in told


def _page(heading: str, part: str, schema: Json, places: Mapping[str, str]) -> str:
    """Return what the page says of one model: its prose, its keys, the values of keys that have a few, an example."""
    source: type[StrictEntry] = getattr(model, part)
    keys = _keys(source, _described(part, schema), schema, places)
    told = _told(inspect.getdoc(source) or "", keys, *_values(source, schema))
    return f"## {heading}\n" + "\n\n".join(told) + "\n"


def _told(docstring: str, keys: str = "", *values: str) -> Iterator[str]:
    for name, text in sections(docstring):
        if name == "Attributes":
            yield keys
            yield from values
        elif name == "Example":
            yield f"```toml\n{text}\n```"
        elif name:
            lines = [f"| {_named(each)} | {_marked(said)} |" for each, said in entries(text).items()]
            yield "\n".join([f"| {name.lower().removesuffix('s')} | meaning |", "|---|---|", *lines])
        elif text:
            yield _marked(text)


def _keys(source: type[StrictEntry], described: Json, schema: Json, places: Mapping[str, str]) -> str:
    docstring = inspect.getdoc(source) or ""
    said = next((entries(text) for name, text in sections(docstring) if name == "Attributes"), {})
    lines = ["| key | type | default | meaning |", "|---|---|---|---|"]
    for name, key in model_of(source).model_fields.items():
        spelling = key.alias or name
        kind = _kind(described["properties"][spelling], schema, places)
        lines.append(f"| `{spelling}` | {kind} | {_default(key)} | {_marked(said[name])} |")
    return "\n".join(lines)


def _default(key: Any) -> str:
    if key.is_required():
        return "needed"
    default = key.get_default(call_default_factory=True)
    return "nothing" if default in (None, (), "", {}) else f"`{json.dumps(default)}`"


def _kind(told: Json, schema: Json, places: Mapping[str, str]) -> str:
    """Say in words what a key takes."""
    name = _referred(told)
    if name in places:
        return f"[{places[name]}](#{_anchor(places[name])})"
    if told_values(name):
        return "a word, below"
    if name:
        return " or ".join(f'`"{value}"`' for value in schema["$defs"][name]["enum"])
    if "oneOf" in told:
        first, second = told["oneOf"]
        return "column" if second["type"] == "integer" else f"{_kind(first, schema, places)}, or a list of them"
    if "anyOf" in told:
        return _kind(told["anyOf"][0], schema, places)
    if told["type"] == "array":
        each = _kind(told["items"], schema, places)
        return each if each.startswith("[") else f"list: {each}"
    return _simple(told, schema, places)


def _simple(told: Json, schema: Json, places: Mapping[str, str]) -> str:
    if told["type"] == "object":
        values = told.get("additionalProperties") or next(iter(told["patternProperties"].values()))
        return f"`{{ … }}`: {_kind(values, schema, places)}"
    if told["type"] == "boolean":
        return "`true` or `false`"
    if told["type"] == "number":
        return "number"
    if told["type"] == "integer":
        ends = told.get("minimum"), told.get("maximum")
        if ends == (None, None):
            return "whole number"
        return f"whole number, {ends[0]} or more" if ends[1] is None else f"whole number, {ends[0]} to {ends[1]}"
    pattern = told.get("pattern", "")
    if told.get("format") == "date":
        return "date"
    return "id" if pattern.startswith("^[a-z]") else "colour" if pattern.startswith("^[0-9A-F]") else "text"


def _values(source: type[StrictEntry], schema: Json) -> Iterator[str]:
    """Yield a table of values for each enumeration that keys take."""
    by_enum: dict[str, list[str]] = {}
    for name, key in model_of(source).model_fields.items():
        told = _described(source.__name__, schema)["properties"][key.alias or name]
        by_enum.setdefault(_referred(told), []).append(f"`{key.alias or name}`")
    for enum, keys in by_enum.items():
        told = told_values(enum)
        if told:
            lines = [f"| `{json.dumps(ENUMS[enum][each].value)}` | {_marked(text)} |" for each, text in told.items()]
            yield "\n".join([f"| {', '.join(keys)} | meaning |", "|---|---|", *lines])


def told_values(enum: str) -> dict[str, str]:
    """Return what the docstring of an enumeration says of each of its members."""
    if enum not in ENUMS:
        return {}
    return entries(dict(sections(inspect.getdoc(ENUMS[enum]) or "")).get("Attributes", ""))


def _referred(told: Json) -> str:
    name: str = told.get("$ref", "").rpartition("/")[2]
    return name


def _named(name: str) -> str:
    """Return the name of an entry as code; ids of fields are described in words."""
    if " " in name and not re.search(r"[({,]", name):
        return name
    return f"`{name}`" if re.search(r"[({]", name) else ", ".join(f"`{each}`" for each in name.split(", "))


def _marked(text: str) -> str:
    """Turn the markup of docstrings into that of the page."""
    return re.sub(r"``([^`]*)``", r"`\1`", text)


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")


if __name__ == "__main__":
    sys.stdout.write(reference())
