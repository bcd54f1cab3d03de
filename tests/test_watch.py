"""``wordform watch``: each form is taken once it is still, and no other file ever."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, Queue

import pytest

from pipeline.batch.outcome import Outcome, Status, Summary
from pipeline.batch.watch import Listener, Settling, Watching, watch
from pipeline.cli.main import main
from pipeline.errors import UsageProblem
from pipeline.files import patiently
from pipeline.record import Ledger
from pipeline.tables import register as register_module
from pipeline.writers.register.run import Starts
from tests.arriving import PICTURE, docx, pdf, zipped
from tests.documents import parts_of
from tests.formbuilder import CompletedForm
from tests.pretended import corrected, marked, pretend_worker

pytestmark = pytest.mark.usefixtures("bare_registers")

SETTLE = 0.3  # seconds
PATIENCE = 60.0  # seconds for what takes one on a machine with nothing else to do


# What is still


def file(name: str) -> Path:
    return Path("in") / name


A, B = file("a.docx"), file("b.docx")


def test_a_form_is_taken_once_it_has_been_still() -> None:
    settling = Settling(settle=3)
    assert settling.take({A: (10, 1)}, 100) == ()
    assert settling.is_waiting
    assert settling.take({A: (10, 1)}, 102.9) == ()
    assert settling.take({A: (10, 1)}, 103) == (A,)
    assert not settling.is_waiting
    assert settling.take({A: (10, 1)}, 200) == ()


@pytest.mark.parametrize("changed", [(11, 1), (10, 2)], ids=["size", "time"])
def test_a_change_starts_the_wait_anew(changed: tuple[int, int]) -> None:
    settling = Settling(settle=3)
    settling.take({A: (10, 1)}, 100)
    assert settling.take({A: changed}, 102) == ()
    assert settling.take({A: changed}, 104) == ()
    assert settling.take({A: changed}, 105) == (A,)


def test_a_form_that_changes_later_is_taken_again() -> None:
    settling = Settling(settle=3)
    settling.take({A: (10, 1)}, 100)
    assert settling.take({A: (10, 1)}, 103) == (A,)
    assert settling.take({A: (10, 2)}, 110) == ()
    assert settling.take({A: (10, 2)}, 113) == (A,)


def test_forms_wait_each_for_itself_and_one_that_is_gone_is_forgotten() -> None:
    settling = Settling(settle=3)
    settling.take({A: (1, 1)}, 100)
    assert settling.take({A: (1, 1), B: (1, 1)}, 103) == (A,)
    assert settling.take({}, 105) == ()
    assert not settling.is_waiting
    settling.take({A: (1, 1)}, 106)
    assert settling.take({A: (1, 1)}, 109) == (A,)


# The watch itself, with pretended work


@dataclass(kw_only=True)
class Watch:
    """A watch in a thread of its own."""

    folder: Path
    output: Path
    poll: bool = False
    outcomes: Queue[Outcome] = field(default_factory=Queue)
    batches: list[Summary] = field(default_factory=list)
    hindrances: Queue[UsageProblem] = field(default_factory=Queue)
    stop: threading.Event = field(default_factory=threading.Event)
    told: Callable[[Outcome], None] | None = None
    said: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def end(self) -> None:
        self.stop.set()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()

    def next(self) -> Outcome:
        return self.outcomes.get(timeout=PATIENCE)

    def _run(self) -> None:
        worker = pretend_worker()
        watch(
            Watching(folder=self.folder, output=self.output, settle=SETTLE, poll=self.poll),
            lambda: worker,
            listener=Listener(
                told=self._told, ended=self.batches.append, hindered=self.hindrances.put, said=self.said.append
            ),
            stop=self.stop,
        )

    def _told(self, outcome: Outcome) -> None:
        self.outcomes.put(outcome)
        if self.told:
            self.told(outcome)


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """A watch that is not started yet; it is ended with the test."""
    monkeypatch.setattr(register_module, "write_register", lambda *_, **__: Starts())
    monkeypatch.setattr("pipeline.process.restamp.restamped", marked)
    watched = Watch(folder=tmp_path / "input", output=tmp_path / "output")
    watched.folder.mkdir()
    yield watched
    watched.end()


def test_what_is_there_is_processed_and_then_what_arrives(watched: Watch) -> None:
    (watched.folder / "first.docx").write_bytes(b"first")
    watched.start()
    assert watched.next().name == "first.docx"
    (watched.folder / "team a").mkdir()
    (watched.folder / "team a" / "second.docx").write_bytes(b"second")
    assert watched.next().name == "team a/second.docx"
    (watched.folder / "first.docx").write_bytes(b"first, mended")
    assert watched.next().name == "first.docx"
    watched.end()
    assert (watched.output / "first.docx").read_bytes() == b"FIRST, MENDED"
    assert (watched.output / "team a" / "second.docx").read_bytes() == b"SECOND"
    assert (watched.output / "report.html").is_file()


def test_containers_are_opened_and_other_files_are_named_once(watched: Watch) -> None:
    (watched.folder / "all.zip").write_bytes(zipped({"a.docx": docx("a"), "scan.pdf": pdf()}))
    watched.start()
    assert {(outcome.name, outcome.status) for outcome in (watched.next(), watched.next())} == {
        ("all.zip/a.docx", Status.ASSESSED), ("all.zip/scan.pdf", Status.NOT_A_FORM),
    }  # fmt: skip
    (watched.folder / "photo.png").write_bytes(PICTURE)
    assert watched.next().name == "photo.png"
    watched.end()
    again = replace(watched, outcomes=Queue(), stop=threading.Event())
    again.start()
    told = [again.next() for _ in range(3)]
    again.end()
    assert {outcome.status for outcome in told} == {Status.UNCHANGED}


def test_polling_finds_them_too(watched: Watch) -> None:
    watched.poll = True
    watched.start()
    (watched.folder / "a.docx").write_bytes(b"a")
    assert watched.next().status is Status.ASSESSED


def test_lock_files_and_junk_are_left_alone(watched: Watch) -> None:
    watched.start()
    for name in ("~$form.docx", ".~lock.form.docx#", "form.docx.tmp", "thumbs.db", "notes.txt"):
        (watched.folder / name).write_bytes(b"junk")
    (watched.folder / "form.docx").write_bytes(b"form")
    assert {watched.next().name for _ in range(2)} == {"form.docx", "notes.txt"}  # together or one after the other
    watched.end()
    assert watched.outcomes.empty()
    assert {path.name for path in watched.output.iterdir()} >= {"form.docx"}
    assert not list(watched.output.glob("*notes*"))


def test_a_refused_form_is_tried_again_only_when_it_changes(watched: Watch) -> None:
    (watched.folder / "a.docx").write_bytes(b"refuse")
    watched.start()
    assert watched.next().status is Status.REFUSED
    with pytest.raises(Empty):
        watched.outcomes.get(timeout=4 * SETTLE)
    (watched.folder / "a.docx").write_bytes(b"mended")
    assert watched.next().status is Status.ASSESSED


def test_it_stops_after_the_form_in_hand_with_report_and_ledger_right(watched: Watch) -> None:
    for number in range(20):
        (watched.folder / f"{number:02}.docx").write_bytes(f"form {number}".encode())
    watched.told = lambda _: watched.stop.set()
    watched.start()
    watched.next()
    watched.end()
    with Ledger(watched.output) as ledger:
        assert [row.name for row in ledger.views(dt.date(2026, 1, 6)).rows()] == ["00.docx"]
        assert not ledger.is_stale
    assert "1 form, as of" in (watched.output / "report.html").read_text("utf-8")


def test_a_watch_that_starts_again_takes_up_where_it_was(watched: Watch) -> None:
    (watched.folder / "a.docx").write_bytes(b"a")
    watched.start()
    watched.next()
    watched.end()
    (watched.folder / "b.docx").write_bytes(b"b")
    again = Watch(folder=watched.folder, output=watched.output)
    again.start()
    assert {(each.name, each.status) for each in (again.next(), again.next())} == {
        ("a.docx", Status.UNCHANGED),
        ("b.docx", Status.ASSESSED),
    }
    again.end()


def test_a_ledger_that_is_made_anew_is_said(watched: Watch) -> None:
    (watched.folder / "a.docx").write_bytes(b"a")
    watched.start()
    watched.next()
    watched.end()
    (watched.output / "ledger.sqlite").unlink()
    again = replace(watched, outcomes=Queue(), stop=threading.Event(), said=[])
    again.start()
    again.next()
    again.end()
    assert ["is gone. It is made anew" in line for line in again.said] == [True]


def test_two_forms_of_one_name_have_a_document_each(watched: Watch) -> None:
    watched.start()
    (watched.folder / "a.docx").write_bytes(b"a")
    watched.next()
    (watched.folder / "a.doc").write_bytes(b"another")
    assert watched.next().name == "a.doc"
    watched.end()
    assert watched.hindrances.empty()
    documents = {path.read_bytes() for path in watched.output.glob("a*.docx")}
    assert documents == {b"A", b"ANOTHER"}


def test_a_folder_that_is_away_is_said_once_and_the_watch_goes_on(watched: Watch) -> None:
    watched.poll = True
    watched.start()
    (watched.folder / "a.docx").write_bytes(b"a")
    watched.next()
    away = patiently(lambda: watched.folder.rename(watched.folder.with_name("away")))  # just now it is looked into
    assert watched.hindrances.get(timeout=PATIENCE).what == f"There is no '{watched.folder}'."
    away.rename(watched.folder)
    (watched.folder / "b.docx").write_bytes(b"b")
    assert watched.next().name == "b.docx"
    assert watched.hindrances.empty()


def test_a_result_that_somebody_edited_is_taken_in_with_the_next_form(watched: Watch) -> None:
    (watched.folder / "a.docx").write_bytes(b"a")
    watched.start()
    watched.next()
    saved = watched.output.with_name("saved.docx")  # Word moves into place what it has saved as a whole
    saved.write_bytes(corrected(b"a"))
    saved.replace(watched.output / "a.docx")
    (watched.folder / "b.docx").write_bytes(b"b")
    assert [(each.name, each.status) for each in (watched.next(), watched.next())] == [
        ("a.docx", Status.CORRECTED),
        ("b.docx", Status.ASSESSED),
    ]


# From end to end


@pytest.mark.skipif(sys.platform == "win32", reason="there SIGTERM ends a program at once")
def test_the_command_watches_until_it_is_told_to_stop(tmp_path: Path, project: Path) -> None:
    (tmp_path / "input").mkdir()
    command = [sys.executable, "-m", "pipeline", "watch", "--settle", str(SETTLE), "--day", "2026-01-12"]
    environment = {**os.environ, "PYTHONPATH": str(project), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        assert run.stderr.readline() == "Watching input; Ctrl-C ends it.\n"
        form = CompletedForm().put("child_name", "Example Child").put("date_completed", "06/01/2026").bytes()
        (tmp_path / "input" / "one.docx").write_bytes(form)
        line = run.stdout.readline()
        run.send_signal(signal.SIGTERM)
        rest = run.communicate(timeout=PATIENCE)
    assert "one.docx" in line
    assert rest == ("", "Stopped. What was finished is kept; start again to take up where it was.\n")
    assert run.returncode == 0
    assert (tmp_path / "output" / "one.docx").is_file()
    assert (tmp_path / "output" / "report.html").is_file()


def test_the_options_of_process_hold_for_a_watch_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "input").mkdir()
    form = CompletedForm().put("child_name", "Example Child").put("date_completed", "06/01/2026").bytes()
    (tmp_path / "input" / "one.docx").write_bytes(form)
    monkeypatch.setattr("pipeline.cli.commands.watch.Log.ended", lambda *_: signal.raise_signal(signal.SIGINT))
    options = ["--strict", "--onto", "template", "--no-comments", "--log-file", "log", "--settle", str(SETTLE)]
    assert main(["watch", *options, "--day", "2026-01-12"]) == 6
    assert "needs review  one.docx" in capsys.readouterr().out
    written = parts_of((tmp_path / "output" / "one.docx").read_bytes())
    assert "word/comments.xml" not in written
    assert set(written) != set(parts_of(form))
    assert '"status": "needs_review"' in (tmp_path / "log").read_text("utf-8")


def test_what_cannot_be_watched_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.startswith("There is no folder")
    assert main(["watch", str(tmp_path), "-o", str(tmp_path / "output")]) == 2
    assert "lies in the input" in capsys.readouterr().err
