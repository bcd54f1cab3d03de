"""A cluster of which one worker dies midway gives what one machine gives."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest

from pipeline.batch.arriving.jobs import Job
from pipeline.batch.chunks import Chunk
from pipeline.batch.worker import Work
from pipeline.cli.main import main
from tests.arriving import zipped
from tests.dask_cluster import DaskCluster, kill, running_cluster
from tests.desks import worker
from tests.small_forms import small_form, write_forms, write_mapping
from tests.systems import not_under_wine
from tests.test_crash import left_by, write_key

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
FORMS, ZIPPED = 60, 6
DAY = ["--day", "2026-01-20"]
KEY = ["--reference-key", "key"]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[DaskCluster]:
    with running_cluster(tmp_path) as made:
        yield made


@pytest.mark.integration
@pytest.mark.skipif(os.name == "nt", reason="kills groups of processes")
def test_a_cluster_that_loses_a_worker_gives_what_one_machine_gives(
    cluster: DaskCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_mapping(tmp_path)
    write_forms(tmp_path / "input", FORMS)
    inside = {f"{number}.docx": small_form(f"Zipped {number}", food="x") for number in range(ZIPPED)}
    (tmp_path / "input" / "all.zip").write_bytes(zipped(inside))
    write_key(tmp_path)
    assert main(["process", "-o", "here", "--jobs", "1", "--quiet", *DAY, *KEY]) == 3
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-m", "pipeline", "process", "-o", "there", *DAY, *KEY]
    engine = ["--engine", "dask", "--scheduler", cluster.address]
    with subprocess.Popen([*command, *engine], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        seen = [line for _, line in zip(range(FORMS // 4), run.stdout, strict=False)]
        kill(cluster.workers[0])
        seen.extend(run.stdout)
    assert run.returncode == 3
    assert len(seen) == FORMS + ZIPPED
    assert left_by(tmp_path / "there") == left_by(tmp_path / "here")


@pytest.mark.integration
@pytest.mark.skipif(os.name == "nt", reason="kills groups of processes")
def test_a_worker_that_is_lost_after_the_last_form_keeps_nobody(cluster: DaskCluster) -> None:
    from pipeline.batch.engines.cluster import Cluster  # needs the extra

    engine = Cluster(worker(), cluster.address)
    kill(cluster.workers[0])
    engine.close()
    assert engine._client.status == "closed"


@not_under_wine("Dask's event loop never gives up on a connection")
def test_a_scheduler_that_does_not_answer_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pipeline.batch.engines.cluster.PATIENCE", 1)
    write_mapping(tmp_path)
    write_forms(tmp_path / "input", 1)
    assert main(["process", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "No Dask scheduler answers at 'tcp://127.0.0.1:9'." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--engine", "dask"], "needs the address of a scheduler"),
        (["--scheduler", "tcp://127.0.0.1:9"], "goes with --engine dask"),
        (["--engine", "dask", "--scheduler", "tcp://127.0.0.1:9", "--jobs", "2"], "--jobs is for this machine"),
    ],
)
def test_options_that_do_not_fit_are_said(
    tmp_path: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", str(tmp_path), *options]) == 2
    assert said in capsys.readouterr().err


def test_a_result_that_is_lost_with_its_worker_is_waited_for(tmp_path: Path) -> None:
    class Lost:
        """What a cluster knows of a chunk that another worker has to do again."""

        status = "lost"

        def cancelled(self) -> bool:
            return False

        def result(self) -> list[Work]:
            return [Work(job=job, sha256="1" * 64)]

    job = Job(name="a.docx", folder=tmp_path, output=tmp_path)
    done: Future[Sequence[Work]] = Future()
    from pipeline.batch.engines import cluster  # needs the extra

    cluster._settle(done, Chunk(jobs=(job,)), Lost())
    assert done.result(0) == [Work(job=job, sha256="1" * 64)]
