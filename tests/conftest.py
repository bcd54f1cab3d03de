"""Fixtures that every test may use."""

import gc
import os
import pickle
import re
import shutil
import sqlite3
import tomllib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from copy import copy
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock
from hypothesis import settings
from msgspec.structs import replace

from pipeline.batch.garbage import look_seldom
from pipeline.forms.cache.folder import VARIABLE
from tests.chromium import chromium_program, running_chromium
from tests.extent import IS_THOROUGH, often

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from pipeline.extract import Layout
    from tests.at_work import Team

# How long a test takes says how busy the machine is.
settings.register_profile("wordform", deadline=None, max_examples=often(50, 200), derandomize=not IS_THOROUGH)
settings.load_profile("wordform")
look_seldom()  # as every command does

if not os.environ.get(VARIABLE):  # no test finds what the user keeps, nor leaves anything there
    _cache = TemporaryDirectory(prefix="wordform-tests-")
    os.environ[VARIABLE] = str(Path(_cache.name) / "cache")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse names that differ from one process to the next: ``pytest -n`` could not share the tests out."""
    nameless = [item.nodeid for item in items if re.search(" at 0x[0-9a-f]+", item.nodeid)]
    if nameless:
        raise pytest.UsageError(f"Give these tests ids of their own: {', '.join(nameless)}")


def pytest_collection_finish() -> None:
    """Leave all that was made so far out of every look for garbage: it stays to the end."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Start one process more than there are cores: some tests wait for a browser, for LibreOffice or for a clock."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(params=["on", "off"], ids="accelerator {}".format)
def accelerator(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read with the walk over plain markup, and all parsed."""
    monkeypatch.setenv("WORDFORM_ACCELERATOR", request.param)


@pytest.fixture(scope="session")
def soffice() -> str:
    """The LibreOffice program; without it the test is skipped, on CI (``WORDFORM_CI=1``) it fails."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        missing = pytest.fail if os.environ.get("WORDFORM_CI") == "1" else pytest.skip
        missing("LibreOffice (soffice) is not installed")
    return program


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """A headless Chromium of the system; without it the test is skipped, on CI (``WORDFORM_CI=1``) it fails."""
    program = chromium_program()
    if program is None:
        missing = pytest.fail if os.environ.get("WORDFORM_CI") == "1" else pytest.skip
        missing("Chromium is not installed")
    with running_chromium(program) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder of the project, where mappings/ and templates/ are."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def _forms_are_read_with_room() -> Iterator[None]:
    """With ``WORDFORM_ROOM=0`` read all forms with nothing remembered, with another number with so many results."""
    from pipeline.extract.memo import room

    with room(int(os.environ["WORDFORM_ROOM"])) if "WORDFORM_ROOM" in os.environ else nullcontext():
        yield


@pytest.fixture(scope="session", autouse=True)
def _blanks_are_laid_out_once() -> Iterator[None]:
    """Lay out a blank once for all commands that tests call in this process: a test may call twenty of them."""
    from pipeline.forms.layouts import Blank

    laid_out: dict[tuple[object, ...], Layout] = {}
    usual = Blank.layout

    def layout(blank: Blank) -> "Layout":
        key = (blank.mapping.digest, blank.path and blank.path.name, blank.data)
        if key not in laid_out:
            laid_out[key] = copy(usual.func(blank))  # whole, where the cache loads only what it tells of its form
        return replace(laid_out[key], mapping=blank.mapping)

    memoised = cached_property(layout)
    memoised.__set_name__(Blank, "layout")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Blank, "layout", memoised)
        yield


class _Unflushed(sqlite3.Connection):
    """A database that leaves it to the system when to write."""

    def __init__(self, *place: Any, **options: Any) -> None:
        super().__init__(*place, **options)
        self.execute("PRAGMA synchronous = OFF")

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        return super().execute(statement.replace("synchronous = NORMAL", "synchronous = OFF"), *values)


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_flushed() -> Iterator[None]:
    """Leave it to the system when to write what commands in this process write.

    Flushing is for a machine that loses its power: what a killed process wrote is there without it.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        patch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=_Unflushed))
        yield


@pytest.fixture(scope="session", autouse=True)
def _toml_is_parsed_once() -> Iterator[None]:
    """Parse each text once: every command reads all mappings, and parsing them is most of that. Each gets a copy."""
    usual = tomllib.loads

    @cache
    def parsed(text: str) -> bytes:
        return pickle.dumps(usual(text))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tomllib, "loads", lambda text: pickle.loads(parsed(text)))  # noqa: S301 - it was made here
        yield


@pytest.fixture(scope="session", autouse=True)
def _what_is_kept_is_read_once() -> Iterator[None]:
    """Read the same bytes of the cache once: every command reads the mappings there, which hold values alone."""
    from pipeline.forms.cache import entries

    usual = entries.read

    @lru_cache(maxsize=32)
    def known(data: bytes) -> tuple[Any, ...]:
        return tuple(usual(data))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "read", lambda data, base=(): usual(data, base) if base else [*known(data)])
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_hashed_once() -> Iterator[None]:
    """Hash a password with the same salt once: a protected file is written, checked and opened with it."""
    from msoffcrypto.method.ecma376_agile import ECMA376Agile

    usual = ECMA376Agile._derive_iterated_hash_from_password
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ECMA376Agile, "_derive_iterated_hash_from_password", staticmethod(lru_cache(usual)))
        yield


@pytest.fixture(scope="module")
def bare_registers() -> Iterator[None]:
    """Leave the workbooks of registers without their layout in a module that opens none."""
    from tests.registers import leave_out_layout

    with pytest.MonkeyPatch.context() as patch:
        leave_out_layout(patch)
        yield


@pytest.fixture
def whole_registers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay out the workbooks of registers, for tests of a team that opens them."""
    monkeypatch.setattr("tests.registers.leave_out_layout", lambda _: None)


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Team":
    """A team in a working folder of its own, and Jo Bloggs who decides."""
    return _at_work(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def _kept_folders() -> dict[Callable[["Team"], None], Path]:
    """The folders of teams as they were left, by what the team did before."""
    return {}


@pytest.fixture
def team_after(
    _kept_folders: dict[Callable[["Team"], None], Path],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Callable[["Team"], None]], "Team"]:
    """Give a team that has done something before; it does it once, and each test gets a copy of what it left.

    The copies lie in the same place one after another, since the ledger knows where files are.
    """

    def after(before: Callable[["Team"], None]) -> "Team":
        if before not in _kept_folders:
            folder = tmp_path_factory.mktemp("team") / "work"
            folder.mkdir()
            before(_at_work(folder, monkeypatch))
            _kept_folders[before] = shutil.copytree(folder, folder.with_name("kept"))
        kept = _kept_folders[before]
        folder = kept.with_name("work")
        monkeypatch.chdir(kept)  # Windows keeps a folder that a program works in
        shutil.rmtree(folder)
        return _at_work(shutil.copytree(kept, folder), monkeypatch)

    return after


def _at_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> "Team":
    from tests import registers
    from tests.at_work import Team

    registers.leave_out_layout(monkeypatch)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("WORDFORM_BY", "Jo Bloggs")
    return Team(folder)


@pytest.fixture(scope="session")
def from_libreoffice(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of forms that were saved, and filled in, by LibreOffice (``tests.libreoffice`` says which).

    The first process that asks for it makes it, for all of them.
    """
    from tests.libreoffice import save_forms

    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "office"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            made = tmp_path_factory.mktemp("office being made")
            save_forms(soffice, made)
            made.rename(folder)
    return folder
