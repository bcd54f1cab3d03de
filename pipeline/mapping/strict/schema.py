"""The JSON Schema of the mapping language, for editors: completion of keys, their meaning, and mistakes underlined.

It is made from the models, so it can't lag behind them. What entries check by code (bands without gaps, names that have
to be there) is not in it: ``wordform check`` says those.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from typing import Any, Final

from pipeline.mapping import model
from pipeline.mapping.entry import StrictEntry
from pipeline.mapping.strict.models import model_of

Json = dict[str, Any]

_TAKE_A_LIST: Final = (("Field", "choice"), ("Checklist", "option"), ("Factor", "option"))
"""Keys that take the name of a list of options, too."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SECTION = re.compile(r"^([A-Z][a-z]+):\n(?= {4})", re.MULTILINE)
_ENTRY = re.compile(r"^(\S.*?): (.*(?:\n {4,}.*)*)", re.MULTILINE)


def sections(docstring: str) -> Iterator[tuple[str, str]]:
    """Yield the prose and the sections of a docstring in their order.

    Args:
        docstring: A docstring as :func:`inspect.getdoc` returns it.

    Yields:
        Name and text of each: ``""`` and prose; ``Attributes`` and its entries, no longer indented.
    """
    prose, *found = _SECTION.split(docstring)
    yield "", prose.strip()
    for name, rest in zip(found[::2], found[1::2], strict=True):
        indented, *after = re.split(r"^(?=\S)", rest, maxsplit=1, flags=re.MULTILINE)
        yield name, textwrap.dedent(indented).strip()
        yield "", "".join(after).strip()


def entries(section: str) -> dict[str, str]:
    """Return the entries of a section, such as the attributes, by their names."""
    return {name: re.sub(r"\s+", " ", text) for name, text in _ENTRY.findall(section)}


def mapping_schema() -> Json:
    """Return the schema of a whole mapping file, or of a policy."""
    schema = model_of(model.Mapping).model_json_schema(by_alias=True)
    schema.pop("required")  # a policy, and a mapping that extends another, need not have a form
    checklists = schema["properties"]["checklist"]
    schema["properties"]["checklist"] = {"anyOf": [checklists["items"], checklists]}
    for name, key in _TAKE_A_LIST:
        options = schema["$defs"][name]["properties"][key]
        schema["$defs"][name]["properties"][key] = {"anyOf": [options, {"type": "string"}]}
    for part in _parts():
        described = schema if part is model.Mapping else schema["$defs"][part.__name__]
        _describe(described, part)
    for values in (part for part in schema["$defs"].values() if "enum" in part):
        about, said = _said(values.get("description", ""))
        values["description"] = " ".join([about, *(f"{name.lower()}: {text}" for name, text in said.items())])
    return {"$schema": _DIALECT, "title": "wordform mapping", **_without_nulls(schema)}


def _parts() -> list[type[StrictEntry]]:
    return [part for name in model.__all__ if isinstance(part := getattr(model, name), type) and _is_model(part)]


def _is_model(part: type) -> bool:
    return issubclass(part, StrictEntry)


def _describe(schema: Json, part: type[StrictEntry]) -> None:
    """Put the words of a model's docstring to it and to its keys."""
    schema["description"], said = _said(inspect.getdoc(part) or "")
    for name, key in model_of(part).model_fields.items():
        if name in said:
            schema["properties"][key.alias or name]["description"] = said[name]


def _said(docstring: str) -> tuple[str, dict[str, str]]:
    """Return the first paragraph of a docstring, and what it says of each attribute, without markup."""
    about = docstring.partition("\n\n")[0]
    found = (entries(text) for name, text in sections(docstring) if name == "Attributes")
    return _plain(about), {name: _plain(text) for each in found for name, text in each.items()}


def _plain(text: str) -> str:
    words = re.sub(r":\w+:`~?([^`]+)`|``([^`]*)``|\[([^\]]+)\]\([^)]*\)", r"\1\2\3", text)
    return re.sub(r"\s+", " ", words).strip()


def _without_nulls(schema: Any) -> Any:
    """Take out what TOML can't say: values that are nothing, as defaults and as alternatives; and titles of keys."""
    if isinstance(schema, list):
        return [_without_nulls(each) for each in schema if each != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    found = {
        key: _without_nulls(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value in (None, [], {}))
    }
    alternatives = found.get("anyOf")
    if alternatives is not None and len(alternatives) == 1:
        del found["anyOf"]
        found = {**alternatives[0], **found}
    return found
