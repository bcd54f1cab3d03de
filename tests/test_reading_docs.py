"""The table of shapes in docs/reading.md names real tests."""

import ast
import re
from pathlib import Path

import pytest

DOC = Path(__file__).resolve().parent.parent / "docs" / "reading.md"
NAMED = sorted(set(re.findall(r"`(test_\w+\.py(?:::\w+)+)`", DOC.read_text("utf-8"))))


def test_the_page_names_tests_for_its_shapes() -> None:
    rows = [line for line in DOC.read_text("utf-8").splitlines() if line.startswith("| ") and "::" in line]
    assert len(rows) > 50
    assert len(NAMED) > 70


@pytest.mark.parametrize("name", NAMED)
def test_a_named_test_exists(name: str) -> None:
    file, *path = name.split("::")
    body: list[ast.stmt] = ast.parse((Path(__file__).parent / file).read_text("utf-8")).body
    for part in path:
        found = [node for node in body if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == part]
        assert found, f"{file} has no {part}"
        body = found[0].body
