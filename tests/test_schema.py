"""The JSON Schema of the mapping language: what it allows is what the loader allows, and every key is explained."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.cli.main import main
from pipeline.mapping.strict.schema import mapping_schema
from tests.test_docs import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = mapping_schema()


def unknown_keys(tree: Any, schema: Any, path: str = "") -> list[str]:
    """Walk a tree along a schema and name the keys that it doesn't allow; enough of a validator for that."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    for branch in schema.get("anyOf", []) + schema.get("oneOf", []):
        if ("items" in branch) == isinstance(tree, list):
            return unknown_keys(tree, branch, path)
    if isinstance(tree, list):
        return [problem for each in tree for problem in unknown_keys(each, schema.get("items", {}), path)]
    if not isinstance(tree, dict) or "properties" not in schema:
        return []
    found = [f"{path}{key}" for key in tree if key not in schema["properties"]]
    for key, value in tree.items():
        found += unknown_keys(value, schema["properties"].get(key, {}), f"{path}{key}.")
    return found


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_of_the_docs_is_in_it(number: int) -> None:
    assert unknown_keys(tomllib.loads(EXAMPLES[number]), SCHEMA) == []


def test_the_shipped_mapping_is_in_it(project: Path) -> None:
    for path in (project / "mappings").glob("*.toml"):
        assert unknown_keys(tomllib.loads(path.read_text("utf-8")), SCHEMA) == []


def test_a_misspelt_key_is_not_in_it() -> None:
    assert unknown_keys({"checklist": {"answr": "Score"}, "field": [{"lable": "Name"}]}, SCHEMA) == [
        "checklist.answr", "field.lable",
    ]  # fmt: skip


def test_every_key_is_explained() -> None:
    parts = {"": SCHEMA, **SCHEMA["$defs"]}
    silent = [
        f"{part}.{key}"
        for part, schema in parts.items()
        for key, told in schema.get("properties", {}).items()
        if "description" not in told
    ]
    assert silent == []
