"""The forms of a batch are kept as one text a folder, and come out as jobs in the order of their names."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.arrivals.junk import is_junk
from pipeline.batch.arriving.jobs import Job, Jobs, Looks
from pipeline.batch.arriving.search import _LISTED, search
from pipeline.batch.plan import plan_batch
from pipeline.cases.naming import is_form_by_name
from pipeline.files import full_look_of
from tests.extent import often

_NAMES = st.text(alphabet="ab .-é'", min_size=1, max_size=4).filter(lambda name: name.strip(" .") == name)
_PLACES = st.lists(_NAMES, min_size=1, max_size=3).map(lambda parts: "/".join(parts) + ".docx")


def _put(folder: Path, *places: str) -> None:
    for place in places:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(b"x")
        os.utime(folder / place, (1, 1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path


@settings(max_examples=often(60, 400), deadline=None)
@given(places=st.sets(_PLACES, max_size=12))
def test_jobs_come_in_the_order_of_their_names_wherever_they_lie(
    places: set[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("forms")
    (folder / "in").mkdir()
    _put(folder / "in", *places)
    jobs = plan_batch([folder / "in"], folder / "out").jobs
    assert [job.name for job in jobs] == sorted(places)
    assert [job.source.is_file() for job in jobs] == [True] * len(jobs)
    assert [job.path for job in jobs] == [str(folder / "in" / place) for place in sorted(places)]


def test_forms_between_folders_keep_their_places(folder: Path) -> None:
    _put(folder / "in", "a.docx", "b/1.docx", "b/2.docx", "b c/3.docx", "c.docx", "b.docx")
    plan = plan_batch([folder / "in"], folder / "out")
    assert [job.name for job in plan.jobs] == [
        "a.docx", "b c/3.docx", "b.docx", "b/1.docx", "b/2.docx", "c.docx",
    ]  # fmt: skip
    (present,) = plan.present.values()
    assert all(job.path in present for job in plan.jobs)
    assert str(folder / "in" / "b" / "4.docx") not in present
    assert str(folder / "in" / "A.docx") not in present  # before the first


def test_what_a_form_looks_like_is_found_by_its_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _put(folder / "in", "a.docx", "b/1.docx", "c.docx", "Tŷ/d.docx")
    soon = time.time_ns() + 10_000_000_000  # what was changed a moment ago has no look that is certain
    monkeypatch.setattr("pipeline.batch.arriving.search.time.time_ns", lambda: soon)
    jobs = plan_batch([folder / "in"], folder / "out").jobs
    assert [jobs.look(job.path) for job in jobs] == [full_look_of(job.source) for job in jobs]
    assert jobs.look(str(folder / "in" / "b" / "2.docx")) == ""


def test_a_form_that_was_changed_a_moment_ago_is_there_without_a_look(folder: Path) -> None:
    _put(folder / "in", "a.docx")
    (folder / "in" / "a.docx").touch()
    (listed,) = search([folder / "in"], folder / "out").listed
    assert Looks([listed]).of(str(folder / "in" / "a.docx")) == ""


def test_forms_that_stand_are_passed_over(folder: Path) -> None:
    _put(folder / "in", "a.docx", "b/1.docx", "Tŷ/d.docx", "e.docx")
    jobs = plan_batch([folder / "in"], folder / "out").jobs
    stand = {job.path for job in jobs if job.name != "b/1.docx"}
    assert [job.name for job in jobs.but(stand)] == ["b/1.docx"]


def test_forms_of_a_large_folder_are_listed_some_at_a_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.batch.arriving.search._TOGETHER", 2)
    _put(folder / "in", "a.docx", "b.docx", "c/1.docx", "d.docx", "e.docx", "f.docx")
    plan = plan_batch([folder / "in"], folder / "out")
    assert [(each.before, each.first, each.last, each.number) for each in plan.jobs.listed] == [
        ("", "a.docx", "b.docx", 2), ("c/", "1.docx", "1.docx", 1), ("", "d.docx", "e.docx", 2),
        ("", "f.docx", "f.docx", 1),
    ]  # fmt: skip
    left = plan.jobs.but({str(folder / "in" / "e.docx")}, plan.jobs.listed[:2])
    assert [job.name for job in left] == ["d.docx", "f.docx"]
    (present,) = plan.present.values()
    assert all(job.path in present for job in plan.jobs)
    assert str(folder / "in" / "ee.docx") not in present


@settings(max_examples=often(300, 3000))
@given(name=st.text(alphabet="~$.a-(}é\x7f", max_size=5).map(lambda stem: f"{stem}.dOcx"))
def test_names_that_are_listed_are_forms_by_their_names_and_no_junk(name: str) -> None:
    if _LISTED.fullmatch(name):
        assert is_form_by_name(name)
        assert not is_junk(name)
        assert name.isascii()
        assert name.isprintable()


@pytest.mark.parametrize("name", ["a.docx", "(1) B.DOCX", "_.xls", "a-b c.ods", "-.odt"])
def test_usual_names_are_listed(name: str) -> None:
    assert _LISTED.fullmatch(name)


def test_a_job_is_among_those_that_it_was_found_with(folder: Path) -> None:
    _put(folder / "in", "a.docx", "b.docx")
    jobs = plan_batch([folder / "in"], folder / "out").jobs
    first, _ = jobs
    assert first in jobs
    assert first not in Jobs(folder / "out")


def test_workbooks_are_told_by_their_names(folder: Path) -> None:
    output = folder / "out"
    _put(folder / "in", "a.docx", "xlsx.docx")
    assert not plan_batch([folder / "in"], output).jobs.have_workbooks
    _put(folder / "in", "B.XLSX")
    assert plan_batch([folder / "in"], output).jobs.have_workbooks
    assert Jobs(output, (), [Job(name="post.zip/b.ods", folder=folder, output=output)]).have_workbooks


def test_nothing_is_known_of_a_folder_without_forms(folder: Path) -> None:
    assert Looks(search([folder / "in"], folder / "out").listed).of(str(folder / "in" / "a.docx")) is None
