"""Imports only point downwards, and each outside library stays in its rooms."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from pipeline.forms.cache.entries import LEFT_OUT

# From the top down: a package may import itself and what stands in a lower line, never its neighbours in the same line.
LAYERS = (
    {"__main__", "pipeline"},  # pipeline/__init__.py: the public names, loaded on first use
    {"cli"},
    {"desk"},
    {"batch"},
    {"tables", "api"},
    {"process"},
    {"forms"},
    {"record"},
    {"draft"},
    {"writers", "assess", "extract", "readers", "arrivals"},
    {"cases"},
    {"ooxml", "mapping"},
    {"submission"},
    {"document"},
    {"files"},
    {"findings", "errors", "people"},
    {"location", "words", "version", "signs", "vocabulary", "nearest", "windows"},
    {"patterns", "sums"},
)
# Rooms inside a package, from the top down: a room may import what comes after it in a chain, never its neighbours.
# Imports for types only count here too: rooms that need each other's types are no rooms.
ROOMS: dict[str, tuple[tuple[set[str], ...], ...]] = {
    "writers": (
        ({"following", "blank"}, {"template"}, {"in_place"}, {"marks"}, {"word"}, {"provisional", "values"}),
        ({"report"}, {"register"}, {"workbook"}),
        ({"blank"}, {"workbook"}),
        ({"diary"},),
    ),
    "extract": (
        (
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
    ),
}
# Where kinds of fields are told apart by name; all else asks a field what is true of its kind.
KINDS: dict[str, set[str]] = {
    "mapping": {"questions", "model", "places", "fitting"},
    "extract": {"answer", "shared_box"},
    "cases": {"values"},
    "process": {"json_values"},
    "writers": {"workbook", "empty"},
}
HOMES: dict[str, set[str]] = {
    "click": {"cli"},
    "rich": {"cli"},
    "docxtpl": {"writers"},
    "docx": set(),  # docxtpl alone builds on it
    "openpyxl": {"writers", "mapping", "draft"},
    "icalendar": {"writers"},
    "lxml": {"readers", "writers", "ooxml"},
    "msoffcrypto": {"readers", "writers"},
    "pydantic": {"mapping"},
    "tomlkit": {"draft"},
    "sqlite3": {"record"},
    "rapidfuzz": {"cases"},
    "watchfiles": {"batch"},
    "filelock": {"batch", "readers"},
    "distributed": {"batch"},
    "jinja2": {"mapping", "writers", "desk"},
    "starlette": {"desk"},
    "uvicorn": {"desk"},
    "holidays": {"assess"},
    "olefile": {"arrivals"},
    "asn1crypto": {"arrivals"},
    "pyzipper": {"arrivals"},
    "pypdf": {"arrivals"},
}


def _package(path: Path, root: Path) -> str:
    """Return a file's package: ``readers`` for ``pipeline/readers/read.py``, ``errors`` for ``pipeline/errors.py``."""
    first = path.relative_to(root).parts[0].removesuffix(".py")
    return "pipeline" if first == "__init__" else first


def _imports(tree: ast.Module, *, types: bool = False) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of every import, those inside functions included.

    Args:
        tree: The module.
        types: Yield those for types only, too.
    """
    skipped = set() if types else set(_for_types_only(tree))
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import hides its layer"
            module = node.module or ""
            whole = module == "pipeline" or module.removeprefix("pipeline.") in ROOMS
            names = [f"{module}.{alias.name}" for alias in node.names] if whole else [module]
            yield from ((node.lineno, name) for name in names)


def _for_types_only(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            yield from (id(inner) for statement in node.body for inner in ast.walk(statement))


def _depth(package: str) -> int | None:
    return next((depth for depth, layer in enumerate(LAYERS) if package in layer), None)


def _fault(home: str, imported: str) -> str | None:
    """Return what is wrong with ``home`` importing ``imported``, or ``None``."""
    top, _, rest = imported.partition(".")
    if top != "pipeline":
        allowed = HOMES.get(top)
        if allowed is None or home in allowed:
            return None
        return f"{top} may only be used in {sorted(allowed)}" if allowed else f"{top} may not be used"
    package = rest.split(".")[0]
    if package in {"", home}:
        return None
    here, there = _depth(home), _depth(package)
    if here is None or there is None:
        return f"{package if there is None else home} has no place among the layers"
    return None if there > here else f"{home} may not import {package}"


def _room_fault(package: str, home: str, imported: str) -> str | None:
    """Return what is wrong with the room ``home`` of a package importing ``imported``, or ``None``."""
    prefix = f"pipeline.{package}."
    if not imported.startswith(prefix) or home == "pipeline":  # the package's own __init__.py offers what it likes
        return None
    room = imported.removeprefix(prefix).split(".")[0]
    if room == home or any(_comes_after(room, home, chain) for chain in ROOMS[package]):
        return None
    unknown = {home, room} - _rooms_of(package)
    return f"{min(unknown)} has no place among the rooms" if unknown else f"{home} may not import {room}"


def _comes_after(room: str, home: str, chain: tuple[set[str], ...]) -> bool:
    above = next((depth for depth, rooms in enumerate(chain) if home in rooms), len(chain))
    return any(room in rooms for rooms in chain[above + 1 :])


def _rooms_of(package: str) -> set[str]:
    return {room for chain in ROOMS[package] for rooms in chain for room in rooms}


def faults(root: Path) -> list[str]:
    """List every import under ``root`` that breaks the order."""
    return [
        f"{path.relative_to(root).as_posix()}:{line}: {fault}"
        for path in sorted(root.rglob("*.py"))
        for line, imported in _imports(ast.parse(path.read_text("utf-8")))
        if (fault := _fault(_package(path, root), imported))
    ]


def room_faults(root: Path, package: str) -> list[str]:
    """List every import between the rooms of a package that breaks their order."""
    folder = root / package
    return [
        f"{path.relative_to(root).as_posix()}:{line}: {fault}"
        for path in sorted(folder.rglob("*.py"))
        for line, imported in _imports(ast.parse(path.read_text("utf-8")), types=True)
        if (fault := _room_fault(package, _package(path, folder), imported))
    ]


def test_imports_go_only_downwards(project: Path) -> None:
    assert faults(project / "pipeline") == []


def test_a_wrong_import_within_a_package_is_named_though_it_is_for_types(tmp_path: Path) -> None:
    (tmp_path / "extract" / "form").mkdir(parents=True)
    (tmp_path / "extract" / "form" / "x.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pipeline.extract.layout import Layout"
    )
    assert room_faults(tmp_path, "extract") == ["extract/form/x.py:3: form may not import layout"]


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
        ("writers/x.py", "import docx", "writers/x.py:1: docx may not be used"),
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
        (
            "cli/process.py",
            "import click\nfrom pipeline.batch.run import run\nfrom pipeline.version import __version__",
        ),
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


@pytest.mark.parametrize("package", ROOMS)
def test_rooms_import_only_downwards(project: Path, package: str) -> None:
    assert room_faults(project / "pipeline", package) == []


@pytest.mark.parametrize("package", ROOMS)
def test_every_room_has_a_place(project: Path, package: str) -> None:
    assert {
        _package(path, project / "pipeline" / package) for path in (project / "pipeline" / package).rglob("*.py")
    } <= {"pipeline", *_rooms_of(package)}


FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "


@pytest.mark.parametrize(
    ("file", "source", "fault"),
    [
        ("word/x.py", "from pipeline.writers.marks.mark import AUTHOR", "1: word may not import marks"),
        ("marks/x.py", "def late():\n    import pipeline.writers.in_place.write", "2: marks may not import in_place"),
        ("marks/x.py", f"{FOR_TYPES}from pipeline.writers.in_place.x import X", "3: marks may not import in_place"),
        ("blank/x.py", "from pipeline.writers import word, following", "1: blank may not import following"),
        ("diary/x.py", "from pipeline.writers.word.build import run", "1: diary may not import word"),
        ("cellar/x.py", "from pipeline.writers.word.build import run", "1: cellar has no place among the rooms"),
    ],
)
def test_a_wrong_import_between_rooms_is_named(tmp_path: Path, file: str, source: str, fault: str) -> None:
    path = tmp_path / "writers" / file
    path.parent.mkdir(parents=True)
    path.write_text(source)
    assert room_faults(tmp_path, "writers") == [f"writers/{file}:{fault}"]


def test_kinds_of_fields_are_told_apart_in_few_places(project: Path) -> None:
    naming = [path for path in (project / "pipeline").rglob("*.py") if "FieldKind" in path.read_text("utf-8")]
    packages = {path: _package(path, project / "pipeline") for path in naming}
    assert [
        path for path in naming if packages[path] != "draft" and path.stem not in KINDS.get(packages[path], ())
    ] == []


def test_the_cache_looks_at_all_code_that_it_may_follow_from(project: Path) -> None:
    pipeline = project / "pipeline"
    reading = next(number for number, line in enumerate(LAYERS) if "extract" in line)
    assert set().union(*LAYERS[: reading + 1]) - {"forms", "extract", "readers"} >= LEFT_OUT
    keeping = [*(pipeline / "forms" / "cache").glob("*.py"), pipeline / "forms" / "blanks.py"]
    names = [name for path in keeping for _, name in _imports(ast.parse(path.read_text("utf-8")))]
    imported = {name.split(".")[1] for name in names if name.startswith("pipeline.")}
    assert imported
    assert imported.isdisjoint(LEFT_OUT)


def test_every_package_has_a_place(project: Path) -> None:
    folders = {
        path.name for path in (project / "pipeline").iterdir() if path.is_dir() and not path.name.startswith("_")
    }
    assert folders <= set().union(*LAYERS)


# -- measures ----------------------------------------------------------------------------------------------------------

MODULES_IN_A_FOLDER, LINES_OF_A_MODULE, LINES_OF_A_FUNCTION = 17, 400, 22


def _modules(project: Path) -> dict[str, Path]:
    """Return the modules of the package by their dotted names."""
    paths = (path.relative_to(project) for path in (project / "pipeline").rglob("*.py"))
    return {".".join(path.with_suffix("").parts).removesuffix(".__init__"): project / path for path in paths}


def test_no_folder_and_no_module_is_too_large(project: Path) -> None:
    paths = _modules(project).values()
    folders = Counter(path.parent for path in paths if path.name != "__init__.py")
    assert [folder.name for folder, count in folders.items() if count > MODULES_IN_A_FOLDER] == []
    assert [path.name for path in paths if len(path.read_text("utf-8").splitlines()) > LINES_OF_A_MODULE] == []


def test_nearly_all_functions_are_short(project: Path) -> None:
    trees = (ast.parse(path.read_text("utf-8")) for path in _modules(project).values())
    functions = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    lengths = sorted((node.end_lineno or node.lineno) - node.lineno + 1 for node in functions)
    assert lengths[int(len(lengths) * 0.95)] <= LINES_OF_A_FUNCTION


def test_no_modules_import_each_other_in_a_circle(project: Path) -> None:
    modules = _modules(project)
    graph = {name: _imported(path, modules) - {name} for name, path in modules.items()}
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def _imported(path: Path, modules: Iterable[str]) -> set[str]:
    """Return the modules that one imports, for types and within functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    named = found & set(modules)
    # An import of a module from its package is no import of what the package offers.
    return {name for name in named if not any(other.startswith(f"{name}.") for other in named)}
