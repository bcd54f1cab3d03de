"""The table in docs/layouts.md says for each need of other tools which test shows it; the tests are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "layouts.md").read_text("utf-8")
LINES = dict(re.findall(r"^\| (G\d+) \|(.*)$", PAGE, re.MULTILINE))


def test_every_need_has_its_line() -> None:
    assert list(LINES) == [f"G{number}" for number in (*range(1, 46), 48)]


@pytest.mark.parametrize("need", LINES)
def test_the_tests_that_show_it_exist(need: str) -> None:
    named = re.findall(r"`(test_\w+\.py)::([\w:]+)`", LINES[need])
    assert named
    for file, path in named:
        body: list[ast.stmt] = ast.parse((TESTS / file).read_text("utf-8")).body
        for part in path.split("::"):
            found = [node for node in body if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == part]
            assert found, f"{file} has no {path}"
            body = found[0].body
