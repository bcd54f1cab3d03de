"""What a batch is told to do (dry run, force, fail fast, since), its lists, and what stops it."""

import csv
import datetime as dt
import errno
import json
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.batch import placing as placing_module
from pipeline.batch.lock import output_lock
from pipeline.cli.main import main
from pipeline.readers import read_document
from pipeline.record import Ledger
from tests.small_forms import BROKEN, small_form, write_mapping
from tests.systems import native

DAY = ["--day", "2026-01-20"]
PATIENCE = 60.0  # seconds for what takes one on a machine with nothing else to do


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three good forms and a broken one, in a folder with a mapping of its own."""
    monkeypatch.chdir(tmp_path)
    write_mapping(tmp_path)
    (tmp_path / "input").mkdir()
    for name in ("a", "b", "c"):
        (tmp_path / "input" / f"{name}.docx").write_bytes(small_form(f"Example {name}", heating="5"))
    (tmp_path / "input" / "broken.docx").write_bytes(BROKEN)
    return tmp_path


def process(*arguments: str) -> int:
    return main(["process", *arguments, *DAY])


def on_disk(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*")}


# What is done


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = on_disk(folder)
    assert process("--dry-run") == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[0] == native("would be done  a.docx  (new), to output/a.docx")
    assert "4 forms: 4 would be done, 0 unchanged. Nothing was written." in printed.err
    assert on_disk(folder) == before


def test_a_dry_run_says_why_each_form_would_be_done_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    process()
    (folder / "input" / "a.docx").write_bytes(small_form("Example a", food="10"))
    (folder / "output" / "b.docx").unlink()
    before = on_disk(folder)
    capsys.readouterr()
    process("--dry-run", "--verbose")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        native("would be done  a.docx  (has changed), to output/a.docx"),
        native("would be done  b.docx  (its document is gone), to output/b.docx"),
        native("would be done  broken.docx  (was refused), to output/broken.docx"),
        "unchanged      c.docx",
    ]
    assert on_disk(folder) == before
    process("--dry-run", "--force", "--no-comments", "input/c.docx")
    assert "(--force)" in capsys.readouterr().out
    process("--dry-run", "--no-comments", "input/c.docx")
    assert "mapping, policy, blank, template or option" in capsys.readouterr().out


def test_force_does_also_what_has_not_changed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    process()
    capsys.readouterr()
    process("--force")
    assert "unchanged" not in capsys.readouterr().out


def test_fail_fast_stops_at_the_first_refused_form(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert process("--fail-fast") == 3
    printed = capsys.readouterr()
    assert [line.split()[0] for line in printed.out.splitlines()] == ["assessed", "assessed", "refused"]
    assert "Stopped with 1 form left; run the same command again to go on." in printed.err
    assert (folder / "output" / "report.html").is_file()


def test_since_leaves_out_what_lies_there_unchanged(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow = dt.datetime.now().astimezone().date() + dt.timedelta(days=1)
    assert process("--since", tomorrow.isoformat()) == 0
    assert "No forms were changed since then." in capsys.readouterr().err
    process("--since", (tomorrow - dt.timedelta(days=1)).isoformat())
    assert len(capsys.readouterr().out.splitlines()) == 4


# What is listed


def test_refused_forms_are_listed_for_those_who_mend_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "input" / "=1+1.docx").write_bytes(b"")
    process()
    refused = folder / "output" / "refused.csv"
    assert native("output/refused.csv lists them") in capsys.readouterr().err
    lines = list(csv.reader(refused.read_text("utf-8-sig").splitlines()))
    assert lines[0] == ["Form", "Reason", "What to do", "Code", "File"]
    assert [(line[0], line[3]) for line in lines[1:]] == [("'=1+1.docx", "empty"), ("broken.docx", "text")]
    assert lines[2][4] == str(folder / "input" / "broken.docx")
    if os.name == "posix":
        assert stat.S_IMODE(refused.stat().st_mode) == 0o600
    before = refused.stat().st_mtime_ns
    process()
    assert refused.stat().st_mtime_ns == before


def test_a_refused_form_that_is_mended_or_taken_out_leaves_the_list(folder: Path) -> None:
    process()
    (folder / "input" / "broken.docx").rename(folder / "elsewhere.docx")
    assert process() == 0
    assert not (folder / "output" / "refused.csv").exists()
    with Ledger(folder / "output") as ledger:
        assert list(ledger.receiving.refused()) == []


def test_a_policy_that_is_left_out_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("ours.toml").write_text(
        'extends = "home_tally"\n\n[[rule]]\nid = "much"\nseverity = "note"\nwhen = "total == 99"\nsay = "Look."\n',
        "utf-8",
    )
    process()
    assert process("--policy", "ours.toml") == 3  # one form is broken
    assert "policy" not in capsys.readouterr().err
    with Ledger(folder / "output") as ledger:
        reference = next(ledger.views(dt.date(2026, 1, 20)).rows()).reference
    left_out = "The forms 'home_tally' here were worked out by the policy 'ours.toml', and this run goes by none"
    main(["settle", reference, "no_food", "--as", "no", "--by", "Jo Bloggs", *DAY])
    assert left_out in capsys.readouterr().err
    process()
    assert left_out in capsys.readouterr().err
    process()
    assert "policy" not in capsys.readouterr().err


def test_forms_that_are_the_same_file_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "input" / "copy of a.docx").write_bytes((folder / "input" / "a.docx").read_bytes())
    process()
    said = capsys.readouterr().err
    assert "1 form is a copy of another, byte for byte:\n  copy of a.docx is the same as a.docx\n" in said
    assert "RAG: green 3\n" in said
    assert not (folder / "output" / "copy of a.docx").exists()
    report = (folder / "output" / "report.html").read_text("utf-8")
    assert "The same file lies in the input more than once, byte for byte; it counts once." in report
    with Ledger(folder / "output") as ledger:
        assert [row.name for row in ledger.views(dt.date(2026, 1, 20)).rows()] == ["a.docx", "b.docx", "c.docx"]


def test_forms_that_are_the_same_file_are_named_once_though_their_folder_was_moved(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "input" / "copy of a.docx").write_bytes((folder / "input" / "a.docx").read_bytes())
    process()
    (folder / "input").rename(folder / "moved")
    capsys.readouterr()
    process("moved")
    said = capsys.readouterr().err
    assert "1 form is a copy of another, byte for byte:\n  copy of a.docx is the same as a.docx\n" in said


@pytest.mark.parametrize("runs", [[("one", "two")], [("one",), ("two",)], [("two",), ("one",)]])
def test_forms_of_one_name_from_two_teams_have_a_document_and_a_row_each(
    folder: Path, runs: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    for team, name, child in (("one", "Form.docx", "Riley Example"), ("two", "form.docx", "Robin Example")):
        (folder / team).mkdir()
        (folder / team / name).write_bytes(small_form(child, heating="5"))
    for inputs in runs:
        assert process(*inputs) == 0
    with (folder / "output" / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["Name of child"]: row["Document"] for row in csv.DictReader(file)}
    assert rows.keys() == {"Riley Example", "Robin Example"}
    assert len({document.casefold() for document in rows.values()}) == 2
    for child, document in rows.items():
        assert child in read_document((folder / "output" / document).read_bytes(), name="x").text
    capsys.readouterr()
    process("one", "two", "--dry-run", "--force")
    assert {line.split(", to ")[1] for line in capsys.readouterr().out.splitlines()} == {
        native(f"output/{document}") for document in rows.values()
    }


def test_the_log_has_a_line_for_each_form_and_names_nobody(folder: Path) -> None:
    process("--log-file", "run.log")
    process("--log-file", "run.log")
    text = (folder / "run.log").read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["event"] for line in lines] == ["began", "form", "form", "form", "form", "ended"] * 2
    assert lines[1]["status"] == "assessed"
    assert lines[1]["rag"] == "green"
    assert len(lines[1]["reference"]) == 16
    assert [line["code"] for line in lines if line.get("status") == "refused"] == ["text", "text"]
    assert {key: lines[-1][key] for key in ("unchanged", "refused", "left", "exit_code")} == {
        "unchanged": 3, "refused": 1, "left": 0, "exit_code": 3,
    }  # fmt: skip
    assert ".docx" not in text
    assert "Example" not in text
    if os.name == "posix":
        assert stat.S_IMODE((folder / "run.log").stat().st_mode) == 0o600


def test_a_log_that_cannot_be_written_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert process("--log-file", "nowhere/run.log") == 5
    assert "Name another one with --log-file." in capsys.readouterr().err


# What goes wrong


def test_a_full_disk_is_said_and_the_batch_goes_on(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = placing_module.write_atomically

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def on_a_full_disk(path: Path, data: bytes) -> None:
        with monkeypatch.context() as disk:
            if path.name == "b.docx":
                disk.setattr(os, "fsync", full)
            write(path, data)

    monkeypatch.setattr(placing_module, "write_atomically", on_a_full_disk)
    assert process() == 5
    printed = capsys.readouterr()
    first, second, why, third, fourth = printed.out.splitlines()
    assert [line.split()[0] for line in (first, second, third, fourth)] == [
        "assessed",
        "assessed",
        "refused",
        "assessed",
    ]
    assert "It was read, and its document is pending:" in why
    assert "No space left on device" in why
    assert "check the free space" in why
    assert "1 document could not be written: what was read is in register and reviews all the same" in printed.err
    assert not (folder / "output" / "b.docx").exists()
    assert "b.docx" in (folder / "output" / "register.csv").read_text("utf-8-sig")
    monkeypatch.setattr(placing_module, "write_atomically", write)
    assert process() == 3
    assert (folder / "output" / "b.docx").is_file()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the system's owner may write anywhere")
def test_a_folder_that_may_not_be_written_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "output").mkdir(mode=0o500)
    assert process() == 5
    assert "check that you may write there" in capsys.readouterr().err.lower()


def test_a_form_that_vanishes_after_planning_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import pipeline.cli.commands.process as command

    plan_batch = command.plan_batch

    def plan_then_lose(*arguments: object, **options: object) -> object:
        plan = plan_batch(*arguments, **options)  # type: ignore[arg-type]
        (folder / "input" / "b.docx").unlink()
        return plan

    monkeypatch.setattr(command, "plan_batch", plan_then_lose)
    assert process() == 3
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["assessed", "refused", "refused", "assessed"]
    assert "The file is not there any more." in lines[1]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_a_name_that_is_no_text_stops_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.rename(b"input/a.docx", b"input/a \xff\nassessed.docx")  # noqa: PTH104 - bytes
    os.rename(b"input/broken.docx", b"input/broken \xff.docx")  # noqa: PTH104 - bytes
    assert process() == 3
    lines = capsys.readouterr().out.splitlines()
    assert "  a \N{REPLACEMENT CHARACTER} assessed.docx  total 5" in lines[0]
    assert len(lines) == 4
    assert (folder / "output" / "a \N{REPLACEMENT CHARACTER}\nassessed.docx").is_file()
    assert "broken \N{REPLACEMENT CHARACTER}.docx" in (folder / "output" / "refused.csv").read_text("utf-8-sig")


# Two runs, and runs that are stopped


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "process", *arguments, *DAY],
        cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def recorded(ledger: Ledger) -> int:
    """Count the forms that a run has done."""
    rows, refused = ledger.views(dt.date(2026, 1, 20)).rows(), ledger.receiving.refused()
    return sum(1 for _ in rows) + sum(1 for _ in refused)


@pytest.mark.parametrize("errors_too", [False, True])
def test_a_reader_that_has_read_enough_stops_no_run(folder: Path, errors_too: bool) -> None:
    with start(folder) as run:
        assert run.stdout is not None and run.stderr is not None  # noqa: PT018 - both are pipes
        run.stdout.close()
        if errors_too:
            run.stderr.close()
        else:
            assert "Traceback" not in run.stderr.read()
        assert run.wait(timeout=PATIENCE) == 3
    for name in ("a.docx", "b.docx", "c.docx", "register.xlsx", "report.html", "refused.csv"):
        assert (folder / "output" / name).is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /dev/full")
def test_lines_that_cannot_be_written_stop_no_run_and_are_said(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "pipeline", "process", "--quiet", *DAY],
            cwd=folder, env=environment, text=True, stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert run.returncode == 5
    assert run.stderr.splitlines()[-1].startswith("Standard output can't be written to (")
    assert "bug" not in run.stderr
    assert (folder / "output" / "register.xlsx").is_file()


def test_a_second_run_on_the_folder_waits_and_says_so(folder: Path) -> None:
    (folder / "output").mkdir()
    never = threading.Event()
    with start(folder) as second:
        assert second.stderr is not None
        with output_lock(folder / "output", stop=never, waiting=never.set) as ours:
            assert ours
            assert "Another run is writing to output; waiting for it to end." in second.stderr.readline()
            assert second.poll() is None
        second.communicate(timeout=PATIENCE)
    assert second.returncode == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C otherwise")
@pytest.mark.parametrize(("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "term"])
def test_an_interrupt_finishes_what_is_in_hand_and_says_how_to_go_on(
    folder: Path, number: signal.Signals, exit_code: int
) -> None:
    for each in range(150):
        (folder / "input" / f"{each:03}.docx").write_bytes(small_form(f"Example {each}"))
    with start(folder) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.readline()
        run.send_signal(number)
        # Not communicate(): it passes over the lines that came together with the first and wait in the buffer.
        lines, said = run.stdout.read(), run.stderr.read()
        run.wait(timeout=PATIENCE)
    assert run.returncode == exit_code
    assert "Finishing the forms in hand; Ctrl-C again stops at once." in said
    assert "left; run the same command again to go on." in said
    done = 1 + len(lines.splitlines())
    with Ledger(folder / "output") as ledger:
        assert recorded(ledger) == done < 154
        assert not ledger.is_stale
    assert process("--quiet") == 3
    with Ledger(folder / "output") as ledger:
        assert recorded(ledger) == 154


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C otherwise")
def test_a_second_interrupt_stops_at_once(folder: Path) -> None:
    for each in range(150):
        (folder / "input" / f"{each:03}.docx").write_bytes(small_form(f"Example {each}"))
    with start(folder) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.readline()
        run.send_signal(signal.SIGINT)
        assert "Ctrl-C again stops at once" in run.stderr.readline()
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=PATIENCE)
    assert run.returncode == 130
    assert said.endswith(("Stopped. What was finished is kept.\n", "for the register\n", "for the reviews\n"))
