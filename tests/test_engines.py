"""Engines: whatever works the forms out, the results are the same, and a form that kills its process does so alone."""

import datetime as dt
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.batch.arriving.jobs import Job
from pipeline.batch.chunks import Chunk
from pipeline.batch.engines import EngineChoice, EngineLost, start_engine
from pipeline.batch.engines.children import PROGRAM
from pipeline.batch.engines.in_process import InProcess
from pipeline.batch.engines.interface import Engine
from pipeline.batch.engines.processes import Processes
from pipeline.batch.limits import Limits
from pipeline.batch.outcome import Outcome
from pipeline.batch.plan import plan_batch
from pipeline.batch.run import Orders, run_batch
from pipeline.batch.worker import Work
from pipeline.record import Ledger
from pipeline.tables import register as register_module
from pipeline.writers.register.run import Starts
from tests.pretended import pretend_worker
from tests.test_crash import write_key

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


def job(folder: Path, name: str, content: bytes) -> Job:
    (folder / name).write_bytes(content)
    return Job(name=name, folder=folder, output=folder / "out")


def works(engine: Engine, *jobs: Job) -> dict[str, str]:
    """Work forms out, each in a chunk of its own; say for each why it was refused or its document."""
    futures = [engine.submit(Chunk(jobs=(each,))) for each in jobs]
    return {work.job.name: said(work) for future in futures for work in future.result(60)}


def said(work: Work) -> str:
    return work.refusal.code if work.refusal else work.document.decode()


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    """Two processes; those that die here are made up for."""
    with closing(Processes(pretend_worker(limits=Limits(seconds=1, megabytes=512)), jobs=2)) as engine:
        yield engine


@posix_only
def test_a_form_that_kills_its_process_is_refused_alone(processes: Processes, tmp_path: Path) -> None:
    jobs = [job(tmp_path, f"{number}.docx", b"kill" if number == 2 else b"fine") for number in range(6)]
    assert works(processes, *jobs) == {each.name: "process_died" if each.name == "2.docx" else "FINE" for each in jobs}


@posix_only
def test_a_form_whose_process_was_killed_by_chance_is_done_by_another(processes: Processes, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    assert works(processes, job(tmp_path, "a.docx", f"kill once {mark}".encode()))["a.docx"].startswith("KILL ONCE")
    assert mark.exists()


@posix_only
def test_of_several_forms_in_a_chunk_the_killer_is_found_out(processes: Processes, tmp_path: Path) -> None:
    jobs = tuple(job(tmp_path, f"{number}.docx", b"kill" if number == 1 else b"fine") for number in range(4))
    done = processes.submit(Chunk(jobs=jobs)).result(60)
    assert [(work.job, said(work)) for work in done] == [
        (jobs[0], "FINE"), (jobs[1], "process_died"), (jobs[2], "FINE"), (jobs[3], "FINE"),
    ]  # fmt: skip


@posix_only
def test_a_form_that_takes_too_long_is_refused_alone_with_what_to_do(processes: Processes, tmp_path: Path) -> None:
    slow, quick = job(tmp_path, "slow.docx", b"loop"), job(tmp_path, "quick.docx", b"fine")
    (work,) = processes.submit(Chunk(jobs=(slow,))).result(60)
    assert work.refusal is not None
    assert (work.refusal.code, work.refusal.reason) == ("too_slow", "It took longer than 1 seconds to read.")
    assert "--form-time-limit" in work.refusal.remedy
    assert work.sha256
    assert works(processes, quick) == {"quick.docx": "FINE"}


@posix_only
def test_a_form_that_hears_no_alarm_is_ended_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.batch.engines.children.GRACE", 0.2)
    with closing(Processes(pretend_worker(limits=Limits(seconds=0.3)), jobs=1)) as engine:
        assert works(engine, job(tmp_path, "a.docx", b"hang"), job(tmp_path, "b.docx", b"fine")) == {
            "a.docx": "too_slow",
            "b.docx": "FINE",
        }


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="memory is bounded on Linux")
@pytest.mark.parametrize("here", [True, False], ids=["in-process", "processes"])
def test_a_form_that_needs_too_much_memory_is_refused_alone(processes: Processes, tmp_path: Path, here: bool) -> None:
    engine = InProcess(pretend_worker()) if here else processes
    assert works(engine, job(tmp_path, "a.docx", b"swell"), job(tmp_path, "b.docx", b"fine")) == {
        "a.docx": "too_much_memory",
        "b.docx": "FINE",
    }


@posix_only
def test_in_this_process_time_is_bounded_too(tmp_path: Path) -> None:
    engine = InProcess(pretend_worker(limits=Limits(seconds=0.2)))
    assert works(engine, job(tmp_path, "a.docx", b"loop"), job(tmp_path, "b.docx", b"fine")) == {
        "a.docx": "too_slow",
        "b.docx": "FINE",
    }


def test_closing_ends_what_runs_at_once(tmp_path: Path) -> None:
    engine = Processes(pretend_worker(limits=Limits(seconds=600)), jobs=1)
    running = engine.submit(Chunk(jobs=(job(tmp_path, "a.docx", b"loop"),)))
    time.sleep(0.7)
    start = time.monotonic()
    engine.close()
    assert time.monotonic() - start < 5
    assert running.exception() is not None


def test_a_process_whose_starter_was_killed_ends_in_the_middle_of_a_form(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, *map(os.path.abspath, sys.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        pickle.dump(pretend_worker(limits=Limits(seconds=600)), process.stdin)
        pickle.dump(Chunk(jobs=(job(tmp_path, "a.docx", b"loop"),)), process.stdin)
        process.stdin.close()  # as the system does it with a killed one
        try:
            process.wait(30)
        finally:
            process.kill()


def test_processes_that_cannot_start_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.batch.engines.children.PROGRAM", "import no_such_module")
    with closing(Processes(pretend_worker(), jobs=1)) as engine, pytest.raises(EngineLost, match="can't be started"):
        engine.submit(Chunk(jobs=(job(tmp_path, "a.docx", b"fine"),))).result(60)


def test_few_forms_stay_in_this_process() -> None:
    choice, worker = EngineChoice(jobs=4), pretend_worker()
    with (
        closing(start_engine(choice, worker, forms=3)) as few,
        closing(start_engine(choice, worker, forms=300)) as many,
    ):
        assert isinstance(few, InProcess)
        assert isinstance(many, Processes)
    with closing(start_engine(replace(choice, jobs=1), worker, forms=300)) as one:
        assert isinstance(one, InProcess)


# A whole batch


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Forty forms, two of them refused, one a killer."""
    monkeypatch.setattr(register_module, "write_register", lambda *_, **__: Starts())
    write_key(tmp_path)
    folder = tmp_path / "input"
    folder.mkdir()
    for number in range(40):
        contents = {7: b"refuse", 23: b"refuse too", 31: b"look"}
        (folder / f"{number:02}.docx").write_bytes(contents.get(number, f"form {number}".encode()))
    return folder


def run(forms: Path, output: Path, *, jobs: int, stop: threading.Event | None = None) -> list[Outcome]:
    told: list[Outcome] = []
    orders = Orders(engine=EngineChoice(jobs=jobs))
    run_batch(
        plan_batch([forms], output), pretend_worker(), told=told.append, orders=orders, stop=stop,
        reference_key=forms.parent / "key",
    )  # fmt: skip
    return told


def results(output: Path) -> object:
    with Ledger(output) as ledger:
        said = (list(ledger.views(dt.date(2026, 1, 6)).rows()), list(ledger.receiving.refused()))
    paths = [path for path in output.rglob("*") if path.is_file() and not path.name.startswith("ledger.")]
    return said, {path.relative_to(output): path.read_bytes() for path in paths}


def test_the_results_are_the_same_whatever_the_engine(forms: Path, tmp_path: Path) -> None:
    here = run(forms, tmp_path / "here", jobs=1)
    there = run(forms, tmp_path / "there", jobs=2)
    assert len(here) == len(there) == 40
    assert results(tmp_path / "here") == results(tmp_path / "there")


@posix_only
def test_a_killer_among_many_is_refused_and_all_others_are_done(forms: Path, tmp_path: Path) -> None:
    (forms / "11.docx").write_bytes(b"kill")
    told = run(forms, tmp_path / "output", jobs=2)
    assert sorted(outcome.name for outcome in told if outcome.refusal) == ["07.docx", "11.docx", "23.docx"]
    assert "11.docx" in (tmp_path / "output" / "refused.csv").read_text("utf-8-sig")


def test_stopped_it_finishes_what_is_in_hand_and_the_next_run_does_the_rest(forms: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    done: list[Outcome] = []

    def told(outcome: Outcome) -> None:
        done.append(outcome)
        stop.set()

    output = tmp_path / "output"
    orders = Orders(engine=EngineChoice(jobs=2))
    summary = run_batch(
        plan_batch([forms], output), pretend_worker(), told=told, orders=orders, stop=stop,
        reference_key=tmp_path / "key",
    )  # fmt: skip
    assert 1 <= len(done) <= 5
    assert summary.left == 40 - len(done)
    assert summary.tables.report is not None
    run(forms, output, jobs=2)
    run(forms, tmp_path / "undisturbed", jobs=1)
    assert results(output) == results(tmp_path / "undisturbed")
