"""Older formats: converted together, safely, and read like the Word file that they were saved from."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.cli.main import main
from pipeline.errors import RefusedForm
from pipeline.ooxml import Package
from pipeline.process.form import read_one
from pipeline.process.result import Result
from pipeline.readers import OpenedForm, Opening, open_form, open_forms, read_document
from pipeline.readers.opening import convert, libreoffice
from pipeline.readers.opening.cut_texts import texts_perhaps_cut
from pipeline.submission import FactorState
from tests.archives import compound, open_document
from tests.documents import package
from tests.formbuilder import document, paragraph, parts_of
from tests.libreoffice import BY_HAND, PASSWORD
from tests.reading import DAY, layouts, read_as_it_stands, read_result
from tests.workbookbuilder import Sheet, filled, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DOC = {"a": ("doc", b"first"), "b": ("odt", b"second"), "c": ("rtf", b"third")}
MADE = document(paragraph("converted"))
posix = pytest.mark.skipif(os.name != "posix", reason="the pretended program is a script with #!")
integration = pytest.mark.integration


class Pretended:
    """Stands for LibreOffice: a script that is called like it, and a folder where it leaves what it saw."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._program, self.seen, self._monkeypatch = folder / "soffice", folder / "seen", monkeypatch
        self.seen.mkdir()
        (folder / "made.docx").write_bytes(MADE)

    def does(self, what: str) -> None:
        """Run these lines of Python for the list ``files`` and the folder ``out``; ``make`` makes a whole result."""
        head = f"""#!{sys.executable}
import os, pathlib, shutil, subprocess, sys, time
seen = pathlib.Path({str(self.seen)!r})
at = sys.argv.index("--outdir")
out, files = pathlib.Path(sys.argv[at + 1]), [pathlib.Path(file) for file in sys.argv[at + 2:]]
out.mkdir()
(seen / f"start{{len(list(seen.iterdir()))}}").write_text(" ".join(file.name for file in files))
def make(file): shutil.copy(seen.parent / "made.docx", out / f"{{file.stem}}.docx")
"""
        self._program.write_text(head + what)
        self._program.chmod(0o700)
        self._monkeypatch.setattr(convert, "find_libreoffice", lambda: str(self._program))

    def starts(self) -> list[str]:
        """Return the names of the files of each start."""
        return [path.read_text() for path in sorted(self.seen.glob("start*"))]


@pytest.fixture
def pretended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pretended:
    return Pretended(tmp_path, monkeypatch)


def texts(results: Mapping[str, bytes | RefusedForm]) -> dict[str, str]:
    return {
        key: made.code if isinstance(made, RefusedForm) else read_document(made).text for key, made in results.items()
    }


@posix
class TestStarting:
    def test_many_files_take_one_start_under_neutral_names(self, pretended: Pretended) -> None:
        pretended.does("for file in files: make(file)")
        assert texts(convert.convert_many(DOC)) == dict.fromkeys("abc", "converted")
        assert pretended.starts() == ["0001.doc 0002.odt 0003.rtf"]

    def test_a_file_that_cannot_be_converted_is_tried_alone_and_spoils_no_other(self, pretended: Pretended) -> None:
        pretended.does("[make(file) for file in files if file.suffix != '.odt']")
        assert texts(convert.convert_many(DOC)) == {"a": "converted", "b": "not_converted", "c": "converted"}
        assert pretended.starts() == ["0001.doc 0002.odt 0003.rtf", "0001.odt"]

    def test_what_a_crash_leaves_undone_is_done_one_by_one(self, pretended: Pretended) -> None:
        pretended.does("make(files[0]); (out / '0002.docx').write_bytes(b'PK half'); os.abort()")
        assert texts(convert.convert_many(DOC)) == dict.fromkeys("abc", "converted")
        assert len(pretended.starts()) == 3

    def test_one_that_hangs_is_killed_with_all_it_started(
        self, pretended: Pretended, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(convert, "_START_SECONDS", 0.7)
        monkeypatch.setattr(convert, "_FILE_SECONDS", 0.0)
        beat = "import pathlib, time\nwhile True: pathlib.Path(r'{0}').open('a').write('.'); time.sleep(0.02)"
        child = beat.format(pretended.seen / "beat")
        pretended.does(f"subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)")
        began = time.monotonic()
        assert texts(convert.convert_many({"a": DOC["a"]})) == {"a": "not_converted"}
        assert time.monotonic() - began < 10
        beats = (pretended.seen / "beat").stat().st_size
        assert beats
        time.sleep(0.2)
        assert (pretended.seen / "beat").stat().st_size == beats

    def test_its_folder_is_private_and_gone_afterwards(self, pretended: Pretended) -> None:
        pretended.does("""
mode = f"{os.stat('.').st_mode & 0o777:o}"
(seen / "folder").write_text(" ".join([os.getcwd(), mode, os.environ["HOME"], os.environ["TMPDIR"]]))
shutil.copy("profile/user/registrymodifications.xcu", seen)
os._exit(1)""")
        convert.convert_many({"a": DOC["a"]})
        folder, mode, home, temporary = (pretended.seen / "folder").read_text().split()
        assert (mode, home, temporary) == ("700", folder, folder)
        assert not Path(folder).exists()
        profile = (pretended.seen / "registrymodifications.xcu").read_text()
        for forbidden in ("DisableMacrosExecution", "BlockUntrustedRefererLinks", "MacroSecurityLevel"):
            assert forbidden in profile

    def test_its_folder_is_gone_when_the_run_is_stopped(
        self, pretended: Pretended, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        class Stopped(libreoffice.subprocess.Popen):  # type: ignore[name-defined, misc]
            def wait(self, timeout: float | None = None) -> int:
                if timeout is not None:
                    raise KeyboardInterrupt
                return int(super().wait())

        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        monkeypatch.setattr(libreoffice.subprocess, "Popen", Stopped)
        pretended.does("time.sleep(60)")
        with pytest.raises(KeyboardInterrupt):
            convert.convert_many({"a": DOC["a"]})
        assert list(tmp_path.glob("wordform-*")) == []


@posix
def test_a_run_that_is_terminated_leaves_no_copy_behind(pretended: Pretended, tmp_path: Path) -> None:
    pretended.does("(seen / 'running').touch(); time.sleep(60)")
    form, temporary = tmp_path / "form.rtf", tmp_path / "temporary"
    form.write_bytes(b"{\\rtf1 hello}")
    temporary.mkdir()
    command = [sys.executable, "-m", "pipeline", "show", str(form)]
    places = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(temporary)}
    with subprocess.Popen(command, env={**os.environ, **places}) as program:
        waiting = time.monotonic()
        while not (pretended.seen / "running").exists() and time.monotonic() - waiting < 20:
            time.sleep(0.05)
        assert [path.name.startswith("wordform-") for path in temporary.iterdir()] == [True]
        program.terminate()
        assert program.wait(20) == 143
    assert list(temporary.iterdir()) == []


def test_without_libreoffice_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "find_libreoffice", lambda: None)
    with pytest.raises(
        RefusedForm, match=r"LibreOffice.* is not installed\. Open it in Word and save it as \.docx\."
    ) as refused:
        read_document(b"{\\rtf1 hello}")
    assert refused.value.code == "libreoffice_missing"


def test_check_boxes_without_a_state_are_not_taken_for_empty_ones() -> None:
    with pytest.raises(RefusedForm, match="state was not saved") as refused:
        open_form(rb"{\rtf1{\field{\*\fldinst { FORMCHECKBOX }}{\fldrslt {}}}}")
    assert refused.value.code == "box_states_lost"


def test_texts_of_the_length_where_programs_cut_them_off_are_said() -> None:
    texts = ["a" * 255, "b" * 254 + "\n", "c" * 253 + "\U0001f5f9", "d" * 254, "e" * 256, "f" * 300]
    form = read_document(workbook(Sheet({f"B{number}": text for number, text in enumerate(texts, 1)})))
    findings = list(texts_perhaps_cut(form, "xls"))
    assert [str(finding.location) for finding in findings] == ["Sheet1!B1", "Sheet1!B2", "Sheet1!B3"]
    assert not any(text[:9] in finding.message for finding in findings for text in texts)
    assert not list(texts_perhaps_cut(form, "ods")) + list(texts_perhaps_cut(form, ""))


def test_an_account_that_was_cut_off_in_an_xls_is_asked_about() -> None:
    data = filled({"Narrative!A2": ("Came home at two. " * 40)[:255]})
    opened = OpenedForm(content=data, older="xls")
    result = read_one(data, name="form.xls", layouts=layouts().forms, day=DAY, opened=opened)
    assert [str(each.location) for each in result.findings if each.code == "text_perhaps_cut"] == ["Narrative!A2"]
    assert "text_perhaps_cut" not in {each.code for each in read_result(data).findings}


# With LibreOffice


def read(path: Path, opened: OpenedForm | RefusedForm | None = None) -> Result:
    assert not isinstance(opened, RefusedForm)
    return read_one(path.read_bytes(), name=path.name, layouts=layouts().forms, day=DAY, opened=opened)


def content(result: Result) -> dict[str, Any]:
    """Return everything that was read and worked out, without the places, which may move."""
    submission, assessment = result.submission, result.assessment
    return {
        "answers": {field: (answer.state, answer.value) for field, answer in submission.answers.items()},
        "checklist": {factor: (answer.state, answer.notes) for factor, answer in submission.checklist.items()},
        "total": (assessment.total, assessment.total_max, assessment.rag, assessment.review_due),
        "unread": [text.text for text in submission.unread],
        "findings": sorted(finding.code for finding in result.findings if finding.code != "converted"),
    }


class Listener:
    """Listens on this machine, so that a document has somewhere to fetch things from, and counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()

    def close(self) -> None:
        self._socket.close()


def prying(secret: Path, port: int, traces: Path) -> bytes:
    """Make an OpenDocument text that reaches out: a macro when opened, a picture and sections from elsewhere."""
    kinds = {"office": "office", "text": "text", "draw": "drawing", "svg": "svg-compatible", "script": "script"}
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"' for short, kind in kinds.items()
    )
    spaces += (
        ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dom="http://www.w3.org/2001/xml-events"'
        ' xmlns:ooo="http://openoffice.org/2004/office"'
    )
    section = '<text:section text:name="{0}"><text:section-source xlink:href="{1}"/><text:p>old</text:p></text:section>'
    body = f"""<?xml version="1.0"?><office:document-content {spaces} office:version="1.2"><office:scripts>
<office:event-listeners><script:event-listener script:language="ooo:script" script:event-name="dom:load"
xlink:type="simple" xlink:href="vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document"/>
</office:event-listeners>
</office:scripts><office:body><office:text><text:p>Hello</text:p>
{section.format("one", secret.as_uri())}{section.format("two", f"http://127.0.0.1:{port}/two.txt")}
<text:p><draw:frame draw:name="f" text:anchor-type="as-char" svg:width="2cm" svg:height="2cm">
<draw:image xlink:href="http://127.0.0.1:{port}/picture.png" xlink:type="simple" xlink:show="embed"
xlink:actuate="onLoad"/></draw:frame></text:p></office:text></office:body></office:document-content>"""
    library = '<library:{0} xmlns:library="http://openoffice.org/2000/library" library:name="{1}">{2}</library:{0}>'
    module = f'Sub Main\nOpen "{traces}" For Output As #1\nPrint #1, "ran"\nClose #1\nEnd Sub'
    parts = {
        "content.xml": body,
        "Basic/script-lc.xml": library.format("libraries", "", '<library:library library:name="Standard"/>'),
        "Basic/Standard/script-lb.xml": library.format("library", "Standard", '<library:element library:name="M"/>'),
        "Basic/Standard/M.xml": '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M" '
        f'script:language="StarBasic">{module}</script:module>',
    }
    return open_document(parts)


class Opened:
    """All forms from LibreOffice and a few hostile ones, opened together, and what was seen meanwhile."""

    def __init__(self, folder: Path, traces: Path) -> None:
        self.folder, self.macro_trace = folder, traces / "macro ran"
        secret = traces / "secret.txt"
        secret.write_text("Kept elsewhere on this machine")
        self.listener = Listener()
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
        del files["steps.json"]
        files["prying.odt"] = prying(secret, self.listener.port, self.macro_trace)
        files["dated.rtf"] = rb'{\rtf1 {\field{\*\fldinst DATE \\@ "dd/MM/yyyy"}{\fldrslt 01/02/2011}}}'
        files["torn.doc"] = compound(["WordDocument"])
        self.starts: list[list[str]] = []
        right = convert.convert_together

        def counted(program: str, together: Mapping[str, bytes], *rest: Any, **named: Any) -> dict[str, bytes]:
            self.starts.append(list(together))
            return right(program, together, *rest, **named)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(convert, "convert_together", counted)
            self.forms = open_forms(files, Opening(passwords=("wrong", PASSWORD)))
        self.listener.close()

    def form(self, name: str) -> OpenedForm:
        form = self.forms[name]
        assert isinstance(form, OpenedForm), form
        return form

    def read(self, name: str) -> Result:
        return read(self.folder / name, self.forms[name])


@pytest.fixture(scope="module")
def opened(from_libreoffice: Path, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    return Opened(from_libreoffice, tmp_path_factory.mktemp("traces"))


@integration
class TestReading:
    @pytest.mark.parametrize("name", ["saved.doc", "saved.odt", "saved.rtf", "locked.doc"])
    def test_a_form_reads_the_same_in_every_format(self, opened: Opened, name: str) -> None:
        original = opened.read("saved.docx")
        assert original.assessment.total == 35
        assert content(opened.read(name)) == content(original)

    def test_it_says_what_it_came_in(self, opened: Opened) -> None:
        result = opened.read("saved.odt")
        assert result.submission.source.kind == "odt"
        assert [finding.message for finding in result.findings if finding.code == "converted"] == [
            "The form came in an older format, OpenDocument text (.odt), and was converted by LibreOffice."
        ]

    @pytest.mark.parametrize("name", ["filled.docx", "filled.doc", "filled.odt"])
    def test_a_form_filled_in_inside_libreoffice(self, opened: Opened, name: str) -> None:
        result = opened.read(name)
        answers, checklist = result.submission.answers, result.submission.checklist
        typed, ticked = BY_HAND
        assert answers["child_name"].value == "Office Child"
        assert answers["date_of_birth"].value == dt.date(2011, 2, 1)
        assert answers["harm"].value == "First line.\nSecond line."
        yes = {factor for factor, entry in checklist.items() if entry.state is FactorState.YES}
        assert yes == {*typed, *ticked}
        assert (result.assessment.age, result.assessment.total) == (15, 25)
        assert content(result) == content(opened.read("filled.docx"))

    def test_legacy_boxes_keep_their_state_in_doc_and_are_refused_in_rtf(self, opened: Opened) -> None:
        assert opened.read("boxes.doc").submission.checklist["victim_sexual_crime"].state is FactorState.YES
        refused = opened.forms["boxes.rtf"]
        assert isinstance(refused, RefusedForm)
        assert refused.code == "box_states_lost"

    @pytest.mark.parametrize("name", ["sheet.xls", "sheet.ods", "locked.xls"])
    def test_a_workbook_becomes_a_workbook(self, opened: Opened, name: str) -> None:
        package = Package.open(opened.form(name).content)
        assert package.family == "xlsx"
        assert b"in a cell" in package.read("xl/sharedStrings.xml")

    def test_a_date_that_updates_itself_is_said(self, opened: Opened) -> None:
        dated, saved = (read_document(opened.form(name).content) for name in ("dated.rtf", "saved.rtf"))
        assert "moving_date" in {finding.code for finding in dated.findings}
        assert "moving_date" not in {finding.code for finding in saved.findings}

    def test_all_took_one_start_for_each_kind_and_one_for_the_torn_one(self, opened: Opened) -> None:
        words, torn, sheets = opened.starts
        assert len(words) == 10
        assert (len(torn), len(sheets)) == (1, 3)
        refused = opened.forms["torn.doc"]
        assert isinstance(refused, RefusedForm)
        assert refused.code == "not_converted"

    def test_the_same_file_becomes_the_same_bytes(self, opened: Opened) -> None:
        again = open_form((opened.folder / "saved.doc").read_bytes())
        assert again == opened.form("saved.doc")

    def test_nothing_in_a_document_runs_or_reaches_out(self, opened: Opened) -> None:
        assert "Hello" in read_document(opened.form("prying.odt").content).text
        parts = parts_of(opened.form("prying.odt").content)
        assert not any(b"Kept elsewhere" in part for part in parts.values())
        assert not opened.macro_trace.exists()
        assert opened.listener.visits == 0


@integration
class TestProcessing:
    @pytest.fixture
    def folder(self, from_libreoffice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        (tmp_path / "input" / "team").mkdir(parents=True)
        for name, goes_to in {"saved.doc": "a.doc", "saved.odt": "team/b.odt", "saved.docx": "c.docx"}.items():
            shutil.copy(from_libreoffice / name, tmp_path / "input" / goes_to)
        _about_another(tmp_path / "input" / "a.doc")
        _about_another(tmp_path / "input" / "team" / "b.odt")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    def test_older_forms_are_converted_together_and_come_back_as_word_documents(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        starts = Counter[str]()
        right: Callable[..., dict[str, bytes]] = convert.convert_together
        monkeypatch.setattr(convert, "convert_together", lambda *a, **k: starts.update(["start"]) or right(*a, **k))
        assert main(["process", "--day", "2026-11-22"]) == 0
        assert starts.total() == 1
        first = _written(folder / "output")
        assert set(first) == {"a.docx", "team/b.docx", "c.docx"}
        for name in ("a.docx", "team/b.docx"):
            document = (folder / "output" / name).read_bytes()
            total = read_result(document).assessment.total
            assert read_as_it_stands(document).answers["total_score"].raw == str(total)
        assert main(["process", "--day", "2026-11-22"]) == 0
        assert starts.total() == 1  # nothing has changed
        key = ["--reference-key", "output/ledger.key"]
        assert main(["process", "--day", "2026-11-22", "-o", "again", *key]) == 0
        assert _written(folder / "again") == first

    def test_one_form_on_the_screen(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["read", "input/a.doc", "--json"]) == 0
        result = json.loads(capsys.readouterr().out)
        assert result["source"]["kind"] == "doc"
        assert result["answers"]["child_name"]["value"] == "Casey Example"


def _about_another(form: Path) -> None:
    """Make a form one about another child; in a ``.doc`` the name has to be as long."""
    data, (old, new) = form.read_bytes(), _NAMES[form.suffix]
    if form.suffix == ".odt":
        parts = parts_of(data)
        assert old in parts["content.xml"]
        form.write_bytes(package({**parts, "content.xml": parts["content.xml"].replace(old, new)}))
    else:
        assert old in data
        form.write_bytes(data.replace(old, new))


_NAMES = {
    ".doc": ("Example Child".encode("utf-16-le"), "Casey Example".encode("utf-16-le")),
    ".odt": (b"Example Child", b"Robin Invented"),
}


def _written(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.docx")}
