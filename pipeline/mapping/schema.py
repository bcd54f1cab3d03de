"""The JSON Schema of the mapping language, for editors: completion of keys, their meaning, and mistakes underlined.

It is made from the models, so it can't lag behind them. What models check by code (bands without gaps, names that have
to be there) is not in it: ``wordform check`` says those.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

from pydantic import BaseModel

from pipeline.mapping import model

Json = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.*(?:\n {8,}.*)*)", re.MULTILINE)


def mapping_schema() -> Json:
    """Return the schema of a whole mapping file, or of a policy."""
    schema = model.Mapping.model_json_schema(by_alias=True)
    schema.pop("required")  # a policy, and a mapping that extends another, need not have a form
    checklists = schema["properties"]["checklist"]
    schema["properties"]["checklist"] = {"anyOf": [checklists["items"], checklists]}
    for part in _parts():
        described = schema if part is model.Mapping else schema["$defs"][part.__name__]
        _describe(described, part)
    return {"$schema": _DIALECT, "title": "wordform mapping", **_without_nulls(schema)}


def _parts() -> list[type[BaseModel]]:
    return [part for name in model.__all__ if isinstance(part := getattr(model, name), type) and _is_model(part)]


def _is_model(part: type) -> bool:
    return issubclass(part, BaseModel)


def _describe(schema: Json, part: type[BaseModel]) -> None:
    """Put the words of a model's docstring to it and to its keys."""
    whole = inspect.getdoc(part) or ""
    about, _, attributes = whole.partition("\n\nAttributes:\n")
    schema["description"] = _plain(about)
    said = {name: _plain(text) for name, text in _ATTRIBUTE.findall(attributes)}
    for name, key in part.model_fields.items():
        if name in said:
            schema["properties"][key.alias or name]["description"] = said[name]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r":\w+:`~?([^`]+)`|``([^`]*)``", r"\1\2", text)).strip()


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
