"""Files: whole or not at all, and for the owner's eyes only."""

import os
import stat
from pathlib import Path

import pytest

from pipeline import files
from pipeline.errors import CannotWrite, RefusedForm
from pipeline.files import (
    LooksBelow,
    fingerprint,
    folders_flushed_together,
    look_of,
    read_form,
    set_aside,
    write_atomically,
)


def _rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_only_the_owner_may_read_what_is_written(tmp_path: Path) -> None:
    target = tmp_path / "output" / "team" / "a.docx"
    write_atomically(target, b"new")
    assert _rights(target) == 0o600
    assert _rights(target.parent) == 0o700
    assert _rights(target.parent.parent) == 0o700


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(b"old and much longer")
    write_atomically(target, b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]


def test_a_write_that_fails_leaves_the_old_file_and_no_scraps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(CannotWrite, match="No space left on device"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]


@pytest.mark.skipif(os.name == "nt", reason="Windows can't flush a folder")
def test_of_files_put_in_place_together_each_folder_is_flushed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = os.fsync
    flushed: list[str] = []

    def noted(handle: int) -> None:
        flushed.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        flush(handle)

    monkeypatch.setattr(files.os, "fsync", noted)
    with folders_flushed_together():
        for name in ("a.docx", "b.docx", "team/c.docx"):
            write_atomically(tmp_path / name, b"new")
    assert flushed == ["file"] * 3 + ["folder"] * 2
    write_atomically(tmp_path / "d.docx", b"new")
    assert flushed[5:] == ["file", "folder"]


def test_a_file_in_the_way_of_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "output").write_bytes(b"")
    with pytest.raises(CannotWrite, match="can't be written"):
        write_atomically(tmp_path / "output" / "a.docx", b"new")


def test_a_file_that_vanished_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedForm) as refusal:
        read_form(tmp_path / "gone.docx")
    assert refusal.value.code == "vanished"


def test_a_file_far_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.docx"
    with path.open("wb") as file:
        file.truncate(files.LARGEST_FORM + 1)
    with pytest.raises(RefusedForm) as refusal:
        read_form(path)
    assert refusal.value.code == "too_large"


def test_set_aside_finds_a_free_name(tmp_path: Path) -> None:
    for content in (b"1", b"2"):
        (tmp_path / "a.docx").write_bytes(content)
        set_aside(tmp_path / "a.docx")
    assert (tmp_path / "a.kept-1.docx").read_bytes() == b"1"
    assert (tmp_path / "a.kept-2.docx").read_bytes() == b"2"
    assert not (tmp_path / "a.docx").exists()


def test_a_fingerprint_is_of_the_bytes_and_empty_without_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert fingerprint(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fingerprint(tmp_path / "b") == ""


def test_very_many_files_look_as_each_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.files._FOLDERS_OPEN", 2)
    places = ["a.docx", "one/b.docx", "two/deep/c.docx", "one/d.docx", "three/e.docx", "one/gone.docx", "gone/f.docx"]
    for place in places:
        if "gone" not in place:
            write_atomically(tmp_path / place, place.encode())
    (tmp_path / "three" / "link.docx").symlink_to(tmp_path / "a.docx")
    with LooksBelow(tmp_path) as below:
        for place in [*places, "three/link.docx", *places]:
            assert below.look(place) == look_of(tmp_path / place)
        assert [place for place in places if below.look(place)] == [place for place in places if "gone" not in place]
    monkeypatch.setattr("os.supports_dir_fd", set())  # as on Windows
    with LooksBelow(tmp_path) as below:
        assert [below.look(place) for place in places] == [look_of(tmp_path / place) for place in places]
