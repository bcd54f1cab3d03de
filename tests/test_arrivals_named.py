"""Everything in a folder is named: what is no form with what it is and what to do, and nothing is read that is none."""

import csv
import errno
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.arrivals import limits
from pipeline.arrivals.contents import NOT_A_FORM
from pipeline.cli.main import main
from tests.arriving import PICTURE, codes, contents, docx, names, pdf, said, zipped
from tests.formbuilder import CompletedForm
from tests.systems import native

pytestmark = pytest.mark.usefixtures("bare_registers")

LONG = "What does the child say are the good things about their life right now? A great deal."
PRESENTATION = zipped({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"})
BINARY_WORKBOOK = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"})


@pytest.mark.parametrize(
    ("name", "data", "said_of_it", "to_do"),
    [
        ("letter.pdf", pdf(LONG), "perhaps it was made from the Word form", "Ask for the Word form"),
        ("scan.pdf", pdf(), "of scanned or photographed pages", "Ask for the Word form"),
        ("cut.pdf", pdf(LONG)[:40], "This is a PDF.", "Ask for the Word form"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(99), "picture or photo", "Ask for the Word file"),
        ("photo.HEIC", b"\x00\x00\x00\x20ftypmif1" + bytes(99), "picture or photo", "Ask for the Word file"),
        ("form.pages", zipped({"Index/Document.iwa": b"x"}), "Apple Pages", "File, Export To, Word"),
        ("form.numbers", zipped({"Index/Document.iwa": b"x"}), "Apple Numbers", "File, Export To, Excel"),
        ("form.gdoc", b'{"url": "https://docs.google.com/open?id=1"}', "link to a Google document", "Download"),
        ("form.url", b"[InternetShortcut]\nURL=file:///x", "shortcut", "Put the file that it leads to here"),
        ("talk.pptx", PRESENTATION, "PowerPoint", "ask for the Word file"),
        ("form.xlsb", BINARY_WORKBOOK, "binary Excel workbook", "as .xlsx"),
        ("all.7z", b"7z\xbc\xaf\x27\x1c" + bytes(40), "archive of a kind that is not opened", "Unpack it"),
        ("mail.pst", b"!BDN" + bytes(40), "whole mailbox", "Drag the e-mails"),
        ("form.docx.crdownload", b"PK\x03", "download that has not ended", "Download it again"),
        ("notes.txt", b"Ring the school.", "plain text", "ask for the Word file"),
        ("nothing", b"", "empty", "Copy it here again"),
        ("what", b"\x01\x02\x03\x04" * 9, "don't come in this kind of file", "ask for the Word file"),
    ],
)
def test_what_is_no_form_is_named_with_what_to_do(
    tmp_path: Path, name: str, data: bytes, said_of_it: str, to_do: str
) -> None:
    (unread,) = contents(tmp_path, data, name).unread
    assert said_of_it in unread.reason
    assert to_do in unread.remedy
    assert (unread.name, unread.code) == ("", NOT_A_FORM)


@pytest.mark.parametrize("name", ["form", "form.bak", "Form (final) v2.1", "form.dat", "form.txt"])
def test_a_form_is_known_by_its_bytes_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    assert contents(tmp_path, docx(), name).is_form


def test_what_is_large_is_told_by_its_name_and_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 10)
    assert codes(contents(tmp_path, PRESENTATION, "talk.pptx")) == {"": NOT_A_FORM}
    assert codes(contents(tmp_path, pdf(), "scan.pdf")) == {"": NOT_A_FORM}
    assert codes(contents(tmp_path, zipped({"a.docx": docx()}), "all.zip")) == {"": "too_big"}


def test_a_bundle_of_pages_is_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in" / "form.pages" / "Data").mkdir(parents=True)
    (tmp_path / "in" / "form.pages" / "Index.zip").write_bytes(zipped({"Document.iwa": b"x"}))
    assert main(["process", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-v"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("not a form    form.pages  This is an Apple Pages document.")


def close(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the system refuse to say what is in a folder."""
    look_into = os.scandir

    def scandir(path: str | Path) -> Any:
        if Path(path).name == folder.name:
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
        return look_into(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_a_folder_that_can_not_be_opened_is_said_and_what_was_read_from_it_stands(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "input" / "team").mkdir()
    (folder / "input" / "one.docx").rename(folder / "input" / "team" / "one.docx")
    assert main(["process", *DAY]) == 0
    close(folder / "input" / "team", monkeypatch)
    capsys.readouterr()
    assert main(["process", *DAY]) == 3
    assert "The folder can't be opened (Permission denied)" in capsys.readouterr().out
    assert ["team", "unreadable"] in [[line[0], line[3]] for line in refused(folder)]
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    assert main(["process", *DAY]) == 0
    assert capsys.readouterr().out.startswith("unchanged")


def test_an_input_that_can_not_be_opened_is_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    close(folder / "input", monkeypatch)
    assert main(["process", *DAY]) == 2
    assert "'input' can't be opened (Permission denied)" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="links need special rights")
def test_links_that_are_not_followed_are_named(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "input" / "team").symlink_to(folder / "elsewhere", target_is_directory=True)
    (folder / "input" / "gone").symlink_to(folder / "gone")
    os.mkfifo(folder / "input" / "pipe")
    assert main(["process", *DAY]) == 0
    assert {line[0]: line[1] for line in refused(folder)}.items() >= {
        ("team", "This is a link to a folder, which was not followed."),
        ("gone", "This is a link to a file that is not there."),
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one form and three other files in input/."""
    (tmp_path / "input").mkdir()
    form = CompletedForm().put("child_name", "Example Child").put("date_completed", "05/01/2026")
    for name, data in {"one.docx": form.bytes(), "photo.png": PICTURE, "scan.pdf": pdf(), "x.gdoc": b"{}"}.items():
        (tmp_path / "input" / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    return tmp_path


DAY = ("--day", "2026-01-06")


def refused(folder: Path) -> list[list[str]]:
    """Return the lines of the list of what was not read."""
    text = (folder / "output" / "refused.csv").read_text("utf-8-sig")
    return list(csv.reader(text.splitlines()))[1:]


def test_other_files_are_in_the_list_and_the_report_and_no_reason_for_an_exit_code(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", *DAY]) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    assert native("3 other files are not forms; output/refused.csv says what each is.") in printed.err
    assert [(line[0], line[3]) for line in refused(folder)] == [
        ("photo.png", "not_a_form"), ("scan.pdf", "not_a_form"), ("x.gdoc", "not_a_form"),
    ]  # fmt: skip
    report = (folder / "output" / "report.html").read_text("utf-8")
    assert "1 form, as of" in report
    assert "3 other files are not forms" in report
    assert "scan.pdf" in report


def test_they_are_in_the_lines_when_asked_for_and_gone_when_they_are_gone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", *DAY, "--dry-run", "-v"]) == 0
    assert "not read       scan.pdf" in capsys.readouterr().out
    assert main(["process", *DAY, "--verbose"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("not a form")]
    assert [line.split()[3] for line in lines] == ["photo.png", "scan.pdf", "x.gdoc"]
    (folder / "input" / "scan.pdf").unlink()
    assert main(["process", *DAY]) == 0
    assert [line[0] for line in refused(folder)] == ["photo.png", "x.gdoc"]


def test_two_forms_of_one_name_have_names_of_their_own(folder: Path) -> None:
    for name, child in {"one.docm": "Robin Invented", "one": "Third Invented", "ONE.dotx": "Fourth Invented"}.items():
        form = CompletedForm().put("child_name", child).put("date_completed", "02/01/2026")
        (folder / "input" / name).write_bytes(form.bytes())
    assert main(["process", *DAY]) == 0
    documents = {path.name.casefold() for path in (folder / "output").glob("*.doc?")}
    assert len(documents) == 4
    assert {"one.docx", "one.docm"} < documents


def test_a_zip_of_the_same_name_as_a_form_has_a_folder_beside_it(tmp_path: Path) -> None:
    found = contents(
        tmp_path, zipped([("a", zipped({"x.docx": docx("1")})), ("a/x.docx", docx("2")), ("A", docx("3"))])
    )
    assert names(found) == ["a (2)/x.docx", "a/x.docx", "A (3)"]
    assert said(found) == codes(found) == {}


def test_the_one_form_in_an_email_or_archive_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = (folder / "input" / "one.docx").read_bytes()
    (folder / "one.zip").write_bytes(zipped({"form.docx": form}))
    (folder / "two.zip").write_bytes(zipped({"a.docx": form, "b.docx": form}))
    (folder / "none.zip").write_bytes(zipped({"scan.pdf": pdf()}))
    assert main(["read", "one.zip", "--json"]) == 0
    assert '"name": "one.zip/form.docx"' in capsys.readouterr().out
    assert main(["show", "one.zip", "--text"]) == 0
    assert "Example Child" in capsys.readouterr().out
    assert main(["read", "two.zip"]) == 3
    assert "There are 2 forms in it. Process it" in capsys.readouterr().err
    assert main(["read", "none.zip"]) == 3
    assert "scanned" in capsys.readouterr().err


def test_every_code_is_in_the_docs(project: Path) -> None:
    sources = (path.read_text("utf-8") for path in (project / "pipeline" / "arrivals").rglob("*.py"))
    used = {code for source in sources for code in re.findall(r'code="(\w+)"', source)}
    said_there = (project / "docs" / "arrivals.md").read_text("utf-8")
    assert [code for code in sorted(used) if f"`{code}`" not in said_there] == []
