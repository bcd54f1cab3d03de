"""What Windows does otherwise, as far as any system can show it; ``make windows`` runs all with Windows' Python."""

import errno
import io
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest

import start
from pipeline import files
from pipeline.batch.arriving.search import search
from pipeline.cli.main import main
from pipeline.errors import CannotWrite, RefusedForm
from pipeline.files import make_folder, patiently, read_form, write_atomically
from pipeline.windows import (
    as_people_know_it,
    end_with_us,
    is_in_the_cloud_only,
    leads_elsewhere,
    really,
    verbatim,
    within_reach,
)
from tests.arriving import zipped
from tests.desks import AtDesk
from tests.formbuilder import CompletedForm
from tests.systems import is_for_owner_only

HELD = 32
OWNER = bytes([9]) + b"Jo Bloggs".ljust(53)


def held() -> PermissionError:
    """What Windows says of a file that another program has open."""
    error = PermissionError(errno.EACCES, "used by another process")
    error.winerror = HELD  # type: ignore[attr-defined, unused-ignore]
    return error


def held_for(times: int, use: Callable[..., Any]) -> Callable[..., Any]:
    """Return a use of a file that fails some times because another program holds it."""
    left = iter(range(times))

    def try_it(*arguments: Any) -> Any:
        if next(left, None) is not None:
            raise held()
        return use(*arguments)

    return try_it


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PAUSES", (0.0,) * 4)


class TestFilesOpenElsewhere:
    def test_a_result_that_is_let_go_in_a_moment_is_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Path, "replace", held_for(3, Path.replace))
        write_atomically(tmp_path / "smith.docx", b"new")
        assert (tmp_path / "smith.docx").read_bytes() == b"new"

    def test_one_that_stays_open_is_said_with_who_holds_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "smith.docx").write_bytes(b"old")
        (tmp_path / "~$smith.docx").write_bytes(OWNER)
        monkeypatch.setattr(Path, "replace", held_for(99, Path.replace))
        with pytest.raises(CannotWrite, match="used by another process; Jo Bloggs has it open"):
            write_atomically(tmp_path / "smith.docx", b"new")
        assert (tmp_path / "smith.docx").read_bytes() == b"old"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["smith.docx", "~$smith.docx"]

    def test_a_form_is_read_once_it_is_let_go(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "smith.docx").write_bytes(b"form")
        monkeypatch.setattr(Path, "read_bytes", held_for(2, Path.read_bytes))
        assert read_form(tmp_path / "smith.docx") == b"form"

    def test_one_that_stays_open_is_refused_with_who_holds_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "smith.docx").write_bytes(b"form")
        (tmp_path / ".~lock.smith.docx#").write_text("Jo Bloggs,desk,jo", "utf-8")
        monkeypatch.setattr(Path, "read_bytes", held_for(99, Path.read_bytes))
        with pytest.raises(RefusedForm, match="Jo Bloggs has it open"):
            read_form(tmp_path / "smith.docx")

    def test_no_other_trouble_is_waited_for(self) -> None:
        tries = []

        def use() -> None:
            tries.append(1)
            raise PermissionError(errno.EACCES, "no rights")

        with pytest.raises(PermissionError):
            patiently(use)
        assert len(tries) == 1


DEEP = "/".join(["a folder with a long name"] * 12)


@pytest.fixture
def limited_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows, its usual limit, whatever this machine is set to; Wine has none."""
    if sys.platform == "win32":
        for module, name in [(os, each) for each in LOOK_AT_PATHS] + [(io, "open")]:
            monkeypatch.setattr(module, name, within_limit(getattr(module, name)))


LOOK_AT_PATHS = ("stat", "lstat", "open", "scandir", "listdir", "mkdir", "rename", "replace", "unlink", "rmdir")


def within_limit(use: Callable[..., Any]) -> Callable[..., Any]:
    """Return a use of paths that finds nothing at one of more than 260 characters."""

    def try_it(*arguments: Any, **more: Any) -> Any:
        for path in arguments:
            if isinstance(path, str | Path) and len(str(Path(path).absolute())) >= 260 and "\\?" not in str(path):
                raise FileNotFoundError(errno.ENOENT, "The system cannot find the path specified", str(path))
        return use(*arguments, **more)

    return try_it


class TestPaths:
    @pytest.mark.parametrize(
        ("full", "reached"),
        [
            ("C:\\Forms\\smith.docx", "\\\\?\\C:\\Forms\\smith.docx"),
            ("\\\\server\\share\\smith.docx", "\\\\?\\UNC\\server\\share\\smith.docx"),
            ("\\\\?\\C:\\Forms", "\\\\?\\C:\\Forms"),
        ],
    )
    def test_a_long_one_is_asked_for_in_the_form_without_a_limit(self, full: str, reached: str) -> None:
        assert verbatim(full) == reached
        assert as_people_know_it(reached) == full.removeprefix("\\\\?\\")

    @pytest.mark.usefixtures("limited_paths")
    def test_a_result_deep_below_is_written_and_read(self, tmp_path: Path) -> None:
        deep = tmp_path.joinpath(*["a folder with a long name"] * 12, "smith.docx")
        write_atomically(deep, b"result")
        assert read_form(deep) == b"result"
        assert within_reach(deep).is_file()

    @pytest.mark.usefixtures("limited_paths")
    @pytest.mark.parametrize("deep", [DEEP, "."])
    def test_forms_on_long_paths_are_processed_once_and_said_as_people_know_them(
        self, deep: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        top, below = tmp_path / "in" / deep, tmp_path / "in" / DEEP
        write_atomically(below / "smith.docx", CompletedForm().put("child_name", "Jo Example").bytes())
        write_atomically(below / "all.zip", zipped({"a.docx": CompletedForm().put("child_name", "Al Sample").bytes()}))
        orders = ["process", str(top), "-o", str(tmp_path / "out"), "--day", "2026-01-06"]
        assert main([*orders, "--dry-run"]) == 0
        for expected in ("needs review", "unchanged"):
            capsys.readouterr()
            assert main(orders) == 0
            printed = capsys.readouterr()
            assert [line.startswith(expected) for line in printed.out.splitlines()] == [True] * 2
            assert "?\\" not in printed.out + printed.err
        assert main(["process", str(below / "smith.docx"), "-o", str(tmp_path / "beside")]) == 0

    @pytest.mark.usefixtures("limited_paths")
    def test_what_is_dropped_at_the_desk_from_deep_folders_lands_in_the_inbox(self, tmp_path: Path) -> None:
        desk = AtDesk(tmp_path / "output").enter()
        desk.drop({f"{DEEP}/{'a form with a long name ' * 4}.docx": b"form"})
        (drop,) = (tmp_path / "input").iterdir()
        assert [each.place.count("/") for each in search([drop], tmp_path / "output").arrived()] == [7]

    def test_where_a_drive_does_not_tell_where_something_lies_its_path_is_taken(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def resolve(_: Path) -> Path:
            raise OSError(errno.EINVAL, "unrecognised volume")

        monkeypatch.setattr(Path, "resolve", resolve)
        assert really(tmp_path / "in" / ".." / "out") == tmp_path / "out"


@pytest.mark.parametrize(
    ("mode", "tag", "leads"),
    [
        (stat.S_IFLNK, 0, True),
        (stat.S_IFDIR, 0xA0000003, True),  # a junction, such as "My Music" in "Documents"
        (stat.S_IFDIR, 0x9000701A, False),  # a folder of OneDrive
        (stat.S_IFDIR, 0, False),
    ],
)
def test_links_and_junctions_lead_elsewhere(mode: int, tag: int, leads: bool) -> None:
    seen = cast("os.stat_result", SimpleNamespace(st_mode=mode, st_reparse_tag=tag))
    assert leads_elsewhere(seen) is leads


class TestInTheCloud:
    def test_a_file_that_onedrive_keeps_elsewhere_is_known(self) -> None:
        def file(attributes: int) -> Path:
            return cast("Path", SimpleNamespace(stat=lambda: SimpleNamespace(st_file_attributes=attributes)))

        assert is_in_the_cloud_only(file(0x400020))
        assert not is_in_the_cloud_only(file(0x20))

    def test_it_says_how_to_get_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "smith.docx").write_bytes(b"form")
        monkeypatch.setattr(Path, "read_bytes", held_for(99, Path.read_bytes))
        monkeypatch.setattr(files, "is_in_the_cloud_only", lambda _: True)
        with pytest.raises(RefusedForm, match="only in the cloud") as caught:
            read_form(tmp_path / "smith.docx")
        assert "Always keep on this device" in caught.value.remedy


def test_only_the_owner_may_look(tmp_path: Path) -> None:
    make_folder(tmp_path / "output")
    write_atomically(tmp_path / "output" / "smith.docx", b"result")
    write_atomically(tmp_path / "beside.docx", b"result")
    for path in (tmp_path / "output", tmp_path / "output" / "smith.docx", tmp_path / "beside.docx"):
        assert is_for_owner_only(path), path


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere process groups do it")
def test_what_a_program_started_ends_with_us() -> None:
    sleep = "import time; time.sleep(60)"
    start = f"import subprocess as s, sys; print(s.Popen([sys.executable, '-c', '{sleep}']).pid, flush=True); {sleep}"
    with subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.PIPE, text=True) as program:
        tie = end_with_us(program)
        assert program.stdout is not None
        started = psutil.Process(int(program.stdout.readline()))
        del tie
        program.wait(10)
        psutil.wait_procs([started], timeout=10)
    assert not started.is_running()


@pytest.mark.skipif(sys.platform == "win32", reason="start.command is for others")
class TestDoubleClick:
    @pytest.fixture
    def project(self, tmp_path: Path) -> Path:
        """A copy of what a double click runs, in a folder with a space in its name."""
        folder = tmp_path / "our project"
        folder.mkdir()
        for name in ("start.command", "start.py", "requirements.lock", "pyproject.toml"):
            shutil.copy2(Path(__file__).parent.parent / name, folder / name)
        return folder

    def test_what_is_set_up_opens_at_once(self, project: Path) -> None:
        python = project / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text('#!/bin/sh\necho "$PWD: $*"\n', "utf-8")
        python.chmod(0o700)
        (project / ".venv" / ".run").touch()
        started = subprocess.run([project / "start.command"], capture_output=True, text=True, cwd="/")
        assert started.stdout == f"{project}: -m pipeline desk\n"
        assert started.returncode == 0

    def test_without_python_it_says_where_to_get_it(self, project: Path, tmp_path: Path) -> None:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "dirname").symlink_to(shutil.which("dirname") or "")
        started = subprocess.run(
            ["/bin/sh", project / "start.command"], capture_output=True, text=True, env={"PATH": str(tmp_path / "bin")}
        )
        assert "needs Python 3.11 or later" in started.stdout
        assert started.returncode == 1


class TestSettingUp:
    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A folder in which nothing is set up yet."""
        for name in ("requirements.lock", "pyproject.toml"):
            (tmp_path / name).touch()
        home = tmp_path / ".venv"
        places = {
            "LOCK": tmp_path / "requirements.lock",
            "PROJECT": tmp_path / "pyproject.toml",
            "FOLDER": home,
            "STAMP": home / ".run",
            "BIN": home / "bin",
        }
        for name, place in places.items():
            monkeypatch.setattr(start, name, place)
        return home

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (subprocess.CalledProcessError(1, "ensurepip"), "this Python has no pip"),
            (PermissionError(13, "Permission denied"), "this folder can't be written (Permission denied)"),
            (OSError(28, "No space left on device"), "this folder can't be written (No space left on device)"),
            (KeyboardInterrupt(), "it was stopped"),
        ],
    )
    def test_what_keeps_it_from_being_set_up_is_said(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
        error: BaseException, said: str,
    ) -> None:  # fmt: skip
        def fail(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(start.venv, "create", fail)
        assert start.main([]) == 1
        assert f"It could not be set up: {said}" in capsys.readouterr().out

    def test_what_could_not_be_fetched_is_said(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise subprocess.CalledProcessError(1, "pip")

        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "pip").touch()
        monkeypatch.setattr(start.subprocess, "run", fail)
        assert start.main([]) == 1
        assert "could not be fetched. Check the connection, then start it again." in capsys.readouterr().out

    def test_what_was_left_half_made_is_made_anew(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "python").touch()
        made: list[dict[str, object]] = []
        monkeypatch.setattr(start.venv, "create", lambda _, **how: made.append(how))
        monkeypatch.setattr(start, "_install", lambda: None)
        assert start._problem_of_setting_up() == ""
        assert made == [{"with_pip": True, "clear": True}]
