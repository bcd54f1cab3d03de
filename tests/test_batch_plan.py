"""Planning: which files are forms, where results go, and what is refused before anything is written."""

from pathlib import Path

import pytest

from pipeline.arrivals.junk import is_junk
from pipeline.batch.plan import plan_batch
from pipeline.cases.naming import document_name
from pipeline.errors import UsageProblem


def _files(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_folders_are_searched_all_the_way_down_and_mirrored(tmp_path: Path) -> None:
    _files(tmp_path / "in", "b.docx", "team a/a.docx", "team a/deep/c.DOCX")
    plan = plan_batch([tmp_path / "in"], tmp_path / "out")
    assert [job.name for job in plan.jobs] == ["b.docx", "team a/a.docx", "team a/deep/c.DOCX"]
    assert [*plan.jobs][1].target == tmp_path / "out" / "team a" / "a.docx"


def test_lock_files_and_junk_are_not_even_counted(tmp_path: Path) -> None:
    _files(
        tmp_path / "in",
        "a.docx", "~$a.docx", ".~lock.a.docx#", ".hidden.docx", "a.tmp", "~WRL0001.tmp", "Thumbs.db", "desktop.ini",
        ".DS_Store", "__MACOSX/a.docx", ".git/b.docx", "a.docx.part",
    )  # fmt: skip
    plan = plan_batch([tmp_path / "in"], tmp_path / "out")
    assert [job.name for job in plan.jobs] == ["a.docx"]
    assert plan.not_read == ()


def test_other_files_in_a_folder_are_named_but_one_that_is_named_by_itself_is_tried(tmp_path: Path) -> None:
    _files(tmp_path / "in", "a.docx", "letter.pdf", "photo.jpg")
    plan = plan_batch([tmp_path / "in"], tmp_path / "out")
    assert [each.name for each in plan.not_read] == ["letter.pdf", "photo.jpg"]
    named = plan_batch([tmp_path / "in" / "letter.pdf"], tmp_path / "out")
    assert [job.name for job in named.jobs] == ["letter.pdf"]


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("a/smith 12.03.docx", "a/smith 12.03.docx"),
        ("smith.doc", "smith.docx"),
        ("smith.v2.odt", "smith.v2.docx"),
        ("smith.docm", "smith.docm"),  # Word does not open a macro document that is called .docx
        ("smith.dotx", "smith.docx"),
        ("smith.DOTM", "smith.docm"),
        ("smith.XLSX", "smith.docx"),
        ("no suffix v1.2", "no suffix v1.2.docx"),
    ],
)
def test_the_document_is_named_after_the_form(name: str, document: str) -> None:
    assert document_name(name) == document


def test_two_forms_of_one_name_are_both_planned(tmp_path: Path) -> None:
    _files(tmp_path, "in/smith.doc", "in/smith.docx", "other/Smith.docx")
    plan = plan_batch([tmp_path / "in", tmp_path / "other"], tmp_path / "out")
    assert [job.source.relative_to(tmp_path).as_posix() for job in plan.jobs] == [
        "other/Smith.docx", "in/smith.doc", "in/smith.docx",
    ]  # fmt: skip


def test_a_form_that_is_named_twice_is_one_job(tmp_path: Path) -> None:
    _files(tmp_path / "in", "a.docx")
    plan = plan_batch([tmp_path / "in", tmp_path / "in" / "a.docx"], tmp_path / "out")
    assert len(plan.jobs) == 1


@pytest.mark.parametrize("output", ["in", "in/out", "in/../in/deep/out"])
def test_results_never_go_into_the_input(tmp_path: Path, output: str) -> None:
    _files(tmp_path / "in", "a.docx")
    with pytest.raises(UsageProblem, match="lies in the input"):
        plan_batch([tmp_path / "in"], tmp_path / output)


def test_results_never_go_over_a_form(tmp_path: Path) -> None:
    _files(tmp_path, "a.docx")
    with pytest.raises(UsageProblem, match="would replace a form"):
        plan_batch([tmp_path / "a.docx"], tmp_path)


def test_an_input_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="There is no"):
        plan_batch([tmp_path / "nowhere"], tmp_path / "out")


def test_an_output_that_is_a_file_is_said(tmp_path: Path) -> None:
    _files(tmp_path, "in/a.docx", "out")
    with pytest.raises(UsageProblem, match="is a file"):
        plan_batch([tmp_path / "in"], tmp_path / "out")


def test_planning_writes_nothing(tmp_path: Path) -> None:
    _files(tmp_path / "in", "a.docx")
    plan_batch([tmp_path / "in"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_name_that_only_begins_like_junk_is_a_form() -> None:
    assert not is_junk("temporary placement.docx")
    assert not is_junk("thumbs.docx")
