"""Documents with macros, templates and Strict ones: read like any other, and written back so that Word opens them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.errors import RefusedForm
from pipeline.ooxml import Package
from pipeline.readers import Opening, open_form
from pipeline.readers.opening import convert
from pipeline.writers.word.file_type import suit_suffix
from tests.archives import compound, open_document
from tests.formbuilder import CompletedForm, mutate, strict
from tests.reading import read_as_it_stands, read_result

pytestmark = pytest.mark.usefixtures("bare_registers")

DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
TEMPLATE_WITH_MACROS = "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"
MACROS = b"\xcc\x61 not run by anything here"
DAY = ("--day", "2026-11-22")


def completed(kind: str = DOCUMENT) -> bytes:
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "1/2/2011")
    form.put("date_completed", "3/3/2026").factor("sen", "5")
    data = mutate(form.bytes(), "[Content_Types].xml", DOCUMENT, kind)
    return with_macros(data) if "macro" in kind else data


def with_macros(data: bytes) -> bytes:
    """Add a macro project as Word does: a part, its content type, and a relationship from the document."""
    part = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    link = (
        '<Relationship Id="rIdMacros" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        'Target="vbaProject.bin"/></Relationships>'
    )
    data = mutate(data, "[Content_Types].xml", "</Types>", part)
    data = mutate(data, "word/_rels/document.xml.rels", "</Relationships>", link)
    return Package.open(data).rewritten({}, added={"word/vbaProject.bin": MACROS})


def main_kind(data: bytes) -> str:
    package = Package.open(data)
    return package.content_type(package.main_part)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "input").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "kind", "written", "kind_written"),
    [
        ("a.docx", DOCUMENT, "a.docx", DOCUMENT),
        ("a.docm", WITH_MACROS, "a.docm", WITH_MACROS),
        ("a.dotx", TEMPLATE, "a.docx", DOCUMENT),
        ("a.dotm", TEMPLATE_WITH_MACROS, "a.docm", WITH_MACROS),
        ("a.docx", TEMPLATE, "a.docx", DOCUMENT),  # misnamed by someone
        ("a.docm", DOCUMENT, "a.docm", WITH_MACROS),
    ],
)
def test_what_is_written_is_of_the_kind_that_its_name_says(
    folder: Path, name: str, kind: str, written: str, kind_written: str
) -> None:
    (folder / "input" / name).write_bytes(completed(kind))
    assert main(["process", *DAY]) == 0
    made = (folder / "output" / written).read_bytes()
    assert main_kind(made) == kind_written
    assert read_as_it_stands(made).answers["total_score"].raw == "10"
    before, after = Package.open(completed(kind)), Package.open(made)
    kept = [part for part in after.names if before.has(part)]
    changed = {part for part in kept if before.read(part) != after.read(part)}
    for_comments = {"[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert set(after.names) - set(kept) <= {"word/comments.xml", *for_comments}
    assert {"word/document.xml"} <= changed <= {"word/document.xml", *for_comments}


def test_a_strict_document_reads_the_same_and_stays_strict(folder: Path) -> None:
    form = strict(completed())
    usual, odd = read_result(completed()), read_result(form)
    assert odd.submission.answers == usual.submission.answers
    assert odd.assessment == usual.assessment
    (folder / "input" / "a.docx").write_bytes(form)
    assert main(["process", *DAY]) == 0
    made = (folder / "output" / "a.docx").read_bytes()
    assert b"http://purl.oclc.org/ooxml/wordprocessingml/main" in Package.open(made).read("word/document.xml")
    assert read_as_it_stands(made).answers["total_score"].raw == "10"


class TestMacros:
    def test_they_are_said_and_kept(self, folder: Path) -> None:
        found = [finding.code for finding in read_result(completed(WITH_MACROS)).findings]
        assert found.count("macros") == 1
        assert "macros" not in [finding.code for finding in read_result(completed()).findings]
        (folder / "input" / "a.docm").write_bytes(completed(WITH_MACROS))
        assert main(["process", *DAY]) == 0
        assert Package.open((folder / "output" / "a.docm").read_bytes()).read("word/vbaProject.bin") == MACROS

    def test_they_are_refused_when_asked_to(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / "input" / "a.docm").write_bytes(completed(WITH_MACROS))
        (folder / "input" / "b.docx").write_bytes(completed())
        assert main(["process", *DAY, "--refuse-macros"]) == 3
        assert "carries macros" in capsys.readouterr().out
        assert [path.name for path in (folder / "output").glob("*.doc*")] == ["b.docx"]
        assert main(["read", "input/a.docm", "--refuse-macros"]) == 3

    def test_a_form_with_macros_under_another_name_is_not_written_so_that_word_refuses_it(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (folder / "input" / "a.docx").write_bytes(completed(WITH_MACROS))
        assert main(["process", *DAY]) == 3
        assert "Rename the form so that it ends in .docm." in capsys.readouterr().out
        assert main(["read", "input/a.docx"]) == 0

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (open_document({"content.xml": "<a/>", "Basic/Standard/Module1.xml": "<a/>"}), "macros"),
            (open_document({"content.xml": "<a/>", "Basic/Standard/script-lb.xml": "<a/>"}), "libreoffice_missing"),
            (compound(["WordDocument"], {"VBA": ["_VBA_PROJECT"]}), "macros"),
            (compound(["WordDocument"], {"VBA": ["dir"]}), "libreoffice_missing"),
        ],
        ids=["odt", "odt with an empty list", "doc", "doc without"],
    )
    def test_those_of_older_formats_are_refused_too(
        self, data: bytes, code: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(convert, "find_libreoffice", lambda: None)
        with pytest.raises(RefusedForm) as refused:
            open_form(data, Opening(refuse_macros=True))
        assert refused.value.code == code


def test_an_odd_kind_is_left_as_it_is() -> None:
    odd = mutate(completed(), "[Content_Types].xml", DOCUMENT, "application/xml")
    assert suit_suffix(odd, ".docx") is odd
