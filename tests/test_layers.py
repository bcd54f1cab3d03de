"""The house holds: imports go only downwards, and each outside library stays in its rooms."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

# From the top down: a package may import itself and what stands in a lower line, never its neighbours in the same line.
LAYERS = (
    {"__main__"},
    {"cli"},
    {"batch"},
    {"tables"},
    {"process"},
    {"forms"},
    {"record"},
    {"draft"},
    {"writers", "assess", "extract", "readers"},
    {"cases"},
    {"ooxml", "mapping"},
    {"submission"},
    {"document"},
    {"files"},
    {"findings", "errors"},
    {"location", "words"},
    {"pipeline"},  # pipeline/__init__.py: the version alone
)
# The same within a package, type-only imports included: a circle of types is a circle for who reads it.
ROOMS = {
    "extract": (
        {"submit", "identify"},
        {"layout"},
        {"checklist"},
        {"places"},
        {"values"},
        {"form", "fingerprint"},
        {"matching", "prompts"},
        {"lines"},
        {"unseen"},
        {"text"},
        {"memo"},
    ),
}
HOMES = {
    "click": {"cli"},
    "rich": {"cli"},
    "docxtpl": {"writers"},
    "docx": {"writers"},
    "openpyxl": {"readers", "writers"},
    "icalendar": {"writers"},
    "lxml": {"readers", "writers", "ooxml"},
    "msoffcrypto": {"readers", "writers"},
    "pydantic": {"mapping", "draft"},
    "tomlkit": {"draft"},
    "sqlite3": {"record"},
    "rapidfuzz": {"cases"},
    "watchfiles": {"batch"},
    "filelock": {"batch", "readers"},
    "distributed": {"batch"},
    "jinja2": {"mapping", "writers"},
    "holidays": {"assess"},
}


def _package(path: Path, root: Path) -> str:
    """Return a file's package: ``readers`` for ``pipeline/readers/read.py``, ``errors`` for ``pipeline/errors.py``."""
    first = path.relative_to(root).parts[0].removesuffix(".py")
    return "pipeline" if first == "__init__" else first


def _for_types_only(tree: ast.Module) -> set[int]:
    return {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }


def _imports(tree: ast.Module, *, types: bool = False) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of every import that runs, those inside functions included, or also type-only ones."""
    for_types_only = set() if types else _for_types_only(tree)
    for node in ast.walk(tree):
        if id(node) in for_types_only:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import hides its layer"
            module = node.module or ""
            names = [f"pipeline.{alias.name}" for alias in node.names] if module == "pipeline" else [module]
            yield from ((node.lineno, name) for name in names)


def _depth(package: str) -> int | None:
    return next((depth for depth, layer in enumerate(LAYERS) if package in layer), None)


def _fault(home: str, imported: str) -> str | None:
    """Return what is wrong with ``home`` importing ``imported``, or ``None``."""
    top, _, rest = imported.partition(".")
    if top != "pipeline":
        allowed = HOMES.get(top)
        return f"{top} may only be used in {sorted(allowed)}" if allowed and home not in allowed else None
    package = rest.split(".")[0]
    if package in {"", "__version__", home}:
        return None
    here, there = _depth(home), _depth(package)
    if here is None or there is None:
        return f"{package if there is None else home} has no place among the layers"
    return None if there > here else f"{home} may not import {package}"


def faults(root: Path) -> list[str]:
    """List every import under ``root`` that breaks the order."""
    return [
        f"{path.relative_to(root)}:{line}: {fault}"
        for path in sorted(root.rglob("*.py"))
        for line, imported in _imports(ast.parse(path.read_text("utf-8")))
        if (fault := _fault(_package(path, root), imported))
    ]


def test_imports_go_only_downwards(project: Path) -> None:
    assert faults(project / "pipeline") == []


def faults_within(root: Path, package: str) -> list[str]:
    """List every import within a package that leads to a room no lower than its own."""
    order = {room: depth for depth, rooms in enumerate(ROOMS[package]) for room in rooms}
    found = []
    for path in sorted((root / package).rglob("*.py")):
        home = _package(path, root / package)
        for line, imported in _imports(ast.parse(path.read_text("utf-8")), types=True):
            within, room = imported.startswith(f"pipeline.{package}."), f"{imported}..".split(".")[2]
            if within and home not in {"pipeline", room} and order[room] <= order[home]:
                found.append(f"{path.relative_to(root)}:{line}: {home} may not import {room}")
    return found


@pytest.mark.parametrize("package", ROOMS)
def test_within_a_package_imports_go_only_downwards(project: Path, package: str) -> None:
    assert faults_within(project / "pipeline", package) == []


def test_a_wrong_import_within_a_package_is_named_though_it_is_for_types(tmp_path: Path) -> None:
    (tmp_path / "extract" / "form").mkdir(parents=True)
    (tmp_path / "extract" / "form" / "x.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pipeline.extract.layout import Layout"
    )
    assert faults_within(tmp_path, "extract") == ["extract/form/x.py:3: form may not import layout"]


@pytest.mark.parametrize(
    ("file", "source", "fault"),
    [
        ("document.py", "from pipeline.submission import Answer", "document.py:1: document may not import submission"),
        ("readers/word.py", "from pipeline import extract", "readers/word.py:1: readers may not import extract"),
        (
            "assess/score.py",
            "import pipeline.writers.register.write",
            "assess/score.py:1: assess may not import writers",
        ),
        ("writers/x.py", "def late():\n    import pipeline.batch", "writers/x.py:2: writers may not import batch"),
        ("batch/run.py", "from rich.progress import track", "batch/run.py:1: rich may only be used in ['cli']"),
        (
            "extract/x.py",
            "from lxml import etree",
            "extract/x.py:1: lxml may only be used in ['ooxml', 'readers', 'writers']",
        ),
        ("mapping/x.py", "import pipeline.ooxml", "mapping/x.py:1: mapping may not import ooxml"),
        ("newcomer/x.py", "import pipeline.errors", "newcomer/x.py:1: newcomer has no place among the layers"),
    ],
)
def test_a_wrong_import_is_named_with_its_line(tmp_path: Path, file: str, source: str, fault: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(source)
    assert faults(tmp_path) == [fault]


@pytest.mark.parametrize(
    ("file", "source"),
    [
        (
            "findings.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pipeline.document import Location",
        ),
        ("cli/process.py", "import click\nfrom pipeline.batch.run import run\nfrom pipeline import __version__"),
        (
            "readers/word.py",
            "from lxml import etree\nfrom pipeline.readers.package import open_package\nimport zipfile",
        ),
    ],
)
def test_a_right_import_passes(tmp_path: Path, file: str, source: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(source)
    assert faults(tmp_path) == []


def test_every_package_has_a_place(project: Path) -> None:
    folders = {
        path.name for path in (project / "pipeline").iterdir() if path.is_dir() and not path.name.startswith("_")
    }
    assert folders <= set().union(*LAYERS)
