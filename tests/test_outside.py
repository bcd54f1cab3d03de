"""Nothing is fetched: what a form takes from elsewhere is named, may be refused, and never comes into an output."""

from __future__ import annotations

import io
import socket
import socketserver
import struct
import threading
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from pipeline.cli.main import main
from pipeline.errors import RefusedForm
from pipeline.process.documents import make_documents
from pipeline.process.form import process_one
from pipeline.readers import OpenedForm, Opening, open_form, open_forms, read_document
from pipeline.readers.opening.libreoffice import convert_together
from pipeline.readers.opening.links_cut import without_links
from pipeline.readers.opening.older_formats import Target
from tests.archives import open_document
from tests.documents import OFFICE, PACKAGE, package
from tests.formbuilder import CompletedForm, paragraph, parts_of, run
from tests.reading import DAY, layouts
from tests.shapes import field, hyperlink, w, xml
from tests.test_documents import everything_in
from tests.test_workbook_forms import ANSWERS, filled
from tests.workbookbuilder import Sheet, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

integration = pytest.mark.integration
FAR = "http://far.example/"


def completed() -> CompletedForm:
    return CompletedForm().put("child_name", "Example Child").put("date_of_birth", "14/03/2009").put("harm", "Seen.")


def with_template(form: CompletedForm, target: str = f"{FAR}t.dotm") -> bytes:
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/attachedTemplate" Target="{target}" TargetMode="External"/>'
    rels = f'<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>'
    form.package.parts["word/_rels/settings.xml.rels"] = rels.encode()
    return form.bytes()


def with_picture(form: CompletedForm, target: str = f"{FAR}p.png") -> bytes:
    number = form.package.relate("image", target, external=True)
    form.put("harm", paragraph("See ", run(linked_picture(number))))
    return form.bytes()


def linked_picture(number: str):
    return xml(
        '<w:drawing><wp:inline><wp:docPr id="1" name="Picture"/><a:graphic><a:graphicData uri="p">'
        f'<a:blip r:link="{number}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )


def with_object(form: CompletedForm, target: str = f"{FAR}o.docx") -> bytes:
    number = form.package.relate("oleObject", target, external=True)
    form.put("harm", paragraph("See ", run(xml(f'<w:object><o:OLEObject Type="Link" r:id="{number}"/></w:object>'))))
    return form.bytes()


def with_field(form: CompletedForm, instruction: str = f' INCLUDEPICTURE "{FAR}f.png" \\d ') -> bytes:
    return form.put("harm", paragraph("See ", field(instruction, "x"))).bytes()


def with_split_field(form: CompletedForm) -> bytes:
    begin, separate, end = (run(w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
    pieces = []
    for text in (" INCLUDE", f'TEXT "{FAR}f.docx" '):
        piece = w("instrText")
        piece.text = text
        pieces.append(w("r", piece))
    return form.put("harm", paragraph(begin, *pieces, separate, "x", end)).bytes()


def with_simple_field(form: CompletedForm) -> bytes:
    return form.put("harm", paragraph(w("fldSimple", run("x"), instr=f' DDEAUTO soffice "{FAR}" "x" '))).bytes()


LINKS: dict[str, tuple[Callable[[CompletedForm], bytes], str, str]] = {
    "template": (with_template, "a template", "at far.example"),
    "picture": (with_picture, "a picture", "at far.example"),
    "object": (with_object, "an object", "at far.example"),
    "field": (with_field, "a picture", "as a field says"),
    "field split over runs": (with_split_field, "a part of the text", "as a field says"),
    "simple field": (with_simple_field, "an object", "as a field says"),
}
links = pytest.mark.parametrize(("link", "what", "where"), LINKS.values(), ids=LINKS)


def found_in(data: bytes) -> list[dict[str, object]]:
    return [dict(each.facts) for each in read_document(data).findings if each.code == "external_link"]


@links
def test_each_link_is_named(link: Callable[[CompletedForm], bytes], what: str, where: str) -> None:
    assert found_in(link(completed())) == [{"what": what, "where": where}]


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("file:///C:\\Users\\Someone\\t.dotm", "in another file"),
        ("file:///\\\\server\\cases\\Example Child.dotm", "on another computer"),
        ("\\\\server\\cases\\Example Child.dotm", "on another computer"),
        ("https://user:word@Host.example/Example%20Child.dotm", "at host.example"),
        ("Example Child.dotm", "in another file"),
    ],
)
def test_where_a_link_leads_names_nobody(target: str, where: str) -> None:
    assert found_in(with_template(completed(), target)) == [{"what": "a template", "where": where}]


def test_a_link_that_somebody_has_to_click_is_none() -> None:
    form = completed()
    number = form.package.relate("hyperlink", f"{FAR}page", external=True)
    form.put("harm", paragraph(hyperlink("the page", number)), paragraph(field(f' HYPERLINK "{FAR}" ', "there")))
    assert found_in(form.bytes()) == []


def test_a_link_in_a_header_and_one_of_a_workbook() -> None:
    form = completed()
    header = w("hdr", paragraph(field(f' INCLUDEPICTURE "{FAR}h.png" ', "x")))
    form.package.add("header9.xml", "header", etree.tostring(header))
    assert found_in(form.bytes()) == [{"what": "a picture", "where": "as a field says"}]
    made = linking_workbook(workbook(Sheet({"A1": "a"})), "b.xlsx")
    assert found_in(made) == [
        {"what": "values of another workbook", "where": "in another file"},
        {"what": "values of another program", "where": "as a link says"},
        {"what": "data of another source", "where": "as a connection says"},
    ]


def linking_workbook(data: bytes, target: str) -> bytes:
    """Add values of another workbook, a DDE link and a query of the web to a workbook."""
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" Target="{target}" TargetMode="External"/>'
    rels = f'<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>'
    parts = {
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": rels,
        "xl/externalLinks/externalLink2.xml": f'<externalLink><ddeLink ddeTopic="{target}"/></externalLink>',
        "xl/connections.xml": f'<connections><connection id="1"><webPr url="{target}"/></connection></connections>',
    }
    made = {**parts_of(data), **{name: text.encode() for name, text in parts.items()}}
    own = "xl/_rels/workbook.xml.rels"
    kinds = {"externalLink": "externalLinks/externalLink2.xml", "connections": "connections.xml"}
    known = "".join(
        f'<Relationship Id="own{kind}" Type="{OFFICE}/{kind}" Target="{part}"/>' for kind, part in kinds.items()
    )
    made[own] = made[own].replace(b"</Relationships>", known.encode() + b"</Relationships>")
    return package(made)


class TestRefusing:
    @links
    def test_such_forms_are_refused_when_asked_to(
        self, link: Callable[[CompletedForm], bytes], what: str, where: str
    ) -> None:
        with pytest.raises(RefusedForm) as refused:
            open_form(link(completed()), Opening(refuse_external=True))
        assert refused.value.code == "external_link"

    def test_others_are_not(self) -> None:
        assert open_form(completed().bytes(), Opening(refuse_external=True)).content

    def test_the_option(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "input").mkdir()
        monkeypatch.chdir(tmp_path)
        Path("input/a.docx").write_bytes(with_template(completed()))
        Path("input/b.docx").write_bytes(completed().bytes())
        assert main(["process", "--day", "2026-03-31", "--refuse-external", "-q"]) == 3
        assert [path.name for path in Path("output").glob("*.docx")] == ["b.docx"]
        assert "external" in Path("output/refused.csv").read_text("utf-8")
        assert main(["read", "input/a.docx", "--refuse-external"]) == 3


# -- older formats -----------------------------------------------------------------------------------------------------


def picture() -> bytes:
    """Make a picture that no program draws by itself."""
    raw = b"".join(b"\0" + bytes((x * y * 7) % 256 for x in range(96)) for y in range(32))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 32, 32, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def rich_text(instruction: str) -> bytes:
    head, tail = r"{\rtf1\ansi before {\field{\*\fldinst {", r"}}{\fldrslt {x}}} after\par }"
    return f"{head}{instruction}{tail}".encode()


FIELDS = (
    ' INCLUDEPICTURE "@f.png" \\d ', ' INCLUDETEXT "@f.docx" ', ' LINK Word.Document.12 "@l.docx" "" \\a ',
    ' DDE soffice "@d.odt" "x" ', ' DDEAUTO soffice "@d.odt" "x" ',
)  # fmt: skip
INSTRUCTIONS = {
    "plain": r'INCLUDEPICTURE "@" \\d',
    "in small letters": r'includepicture "@"',
    "in groups": r'{INCLUDE}{\b PICTURE} "@"',
    "in codes": r"""\'49NCLUDE\u80?ICTURE "@" """,
    "behind another field": r'{\field{\*\fldinst PAGE}{\fldrslt 1}} INCLUDEPICTURE "@"',
    "with binary data in it": r'{\bin3 }}}INCLUDEPICTURE "@"}',
    "of text": r'INCLUDETEXT "@"',
    "of another program": r'DDEAUTO soffice "@" "x"',
    "of an object": r'LINK Word.Document "@" "" \\a',
}


@pytest.mark.parametrize("instruction", INSTRUCTIONS.values(), ids=INSTRUCTIONS)
def test_an_instruction_of_rich_text_that_takes_something_is_cut_off(instruction: str) -> None:
    cut = without_links("rtf", rich_text(instruction))
    assert cut.content == rb"{\rtf1\ansi before {\field{\*\fldinst }{\fldrslt {x}}} after\par }"
    assert len(cut.linked) == 1


@pytest.mark.parametrize("instruction", ["PAGE", "FORMTEXT", r'HYPERLINK "http://far.example/"', 'MERGEFIELD "Link"'])
def test_others_stay(instruction: str) -> None:
    data = rich_text(instruction)
    assert without_links("rtf", data).content == data


def test_a_picture_of_a_shape_of_rich_text() -> None:
    data = rb"{\rtf1{\shp{\*\shpinst{\sp{\sn pibName}{\sv file:///a.png}}{\sp{\sn pibFlags}{\sv 10}}}}x}"
    cut = without_links("rtf", data)
    assert b"a.png" not in cut.content
    assert cut.linked == ("picture",)


NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def opened(body: str, kind: str = "text") -> bytes:
    inner = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    content = f"<office:document-content {NAMES} office:version='1.2'>{inner}</office:document-content>"
    return open_document({"content.xml": content}, kind)


def framed(target: str, element: str = "image") -> str:
    return (
        '<draw:frame svg:width="2cm" svg:height="2cm">'
        f'<draw:{element} xlink:href="{target}" xlink:type="simple"/></draw:frame>'
    )


@pytest.mark.parametrize(
    ("target", "linked"),
    [
        ("file:///a.png", ("picture",)), ("http://far.example/a.png", ("picture",)), ("/a.png", ("picture",)),
        ("../a.png", ("picture",)), ("./../a.png", ("picture",)), ("Pictures/a.png", ()), ("./Object 1", ()),
        ("#here", ()),
    ],
)  # fmt: skip
def test_what_an_open_document_takes_from_outside_of_it(target: str, linked: tuple[str, ...]) -> None:
    data = opened(f"<text:p>{framed(target)}<text:a xlink:href='http://far.example/'>there</text:a></text:p>")
    cut = without_links("odt", data)
    assert cut.linked == linked
    with zipfile.ZipFile(io.BytesIO(cut.content)) as file:
        content = file.read("content.xml").decode()
        assert file.namelist()[0] == "mimetype"
    assert (target in content) is not bool(linked)
    assert "http://far.example/" in content


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """Listen on this machine, and note who comes."""
    heard: list[str] = []

    class Heard(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            heard.append(self.request.recv(200).decode("latin-1"))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Heard) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", heard
        server.shutdown()


def pictures_in(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return [file.read(name) for name in file.namelist() if "media" in name or "embeddings" in name]


@integration
class TestConverting:
    def test_no_picture_of_this_machine_comes_into_the_result(
        self, soffice: str, tmp_path: Path, listener: tuple[str, list[str]]
    ) -> None:
        there, heard = listener
        (tmp_path / "secret.png").write_bytes(picture())
        (tmp_path / "secret.txt").write_text("Zx601qv", "utf-8")
        near = (tmp_path / "secret.png").as_uri()
        forms = [rich_text(each.replace("@", name)) for each in INSTRUCTIONS.values() for name in (near, near[7:])]
        forms += [rich_text(INSTRUCTIONS["of text"].replace("@", near.replace("png", "txt")))]
        forms += [opened(f"<text:p>{framed(near)}{framed(near, 'object')}</text:p>")]
        cell = "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"
        shapes = f"<table:shapes>{framed(near)}{framed(there)}</table:shapes>"
        forms += [opened(f'<table:table table:name="S">{shapes}{cell}</table:table>', "spreadsheet")]
        for made in open_forms({str(number): form for number, form in enumerate(forms)}).values():
            assert isinstance(made, OpenedForm)
            assert pictures_in(made.content) == []
            assert "Zx601qv" not in everything_in(made.content)
            assert "external_link" in [finding.code for finding in made.findings]
        assert heard == []

    def test_a_linked_picture_of_a_doc_stays_a_link_and_is_named(
        self, soffice: str, tmp_path: Path, listener: tuple[str, list[str]]
    ) -> None:
        there, heard = listener
        (tmp_path / "secret.png").write_bytes(picture())
        linked = opened(f"<text:p>{framed((tmp_path / 'secret.png').as_uri())}{framed(f'{there}p.png')}</text:p>")
        target = Target(suffix="doc", filter="MS Word 97")
        older = convert_together(soffice, {"a.odt": linked}, target, seconds=90)["a.odt"]
        made = open_form(older).content
        assert picture() not in pictures_in(made)
        assert {each["where"] for each in found_in(made)} == {"in another file", "at 127.0.0.1"}
        assert heard == []

    def test_a_listener_hears_nothing(self, soffice: str, listener: tuple[str, list[str]]) -> None:
        there, heard = listener
        forms = [
            with_template(completed(), f"{there}t.dotm"), with_picture(completed(), f"{there}p.png"),
            with_object(completed(), f"{there}o.docx"), linking_workbook(filled(ANSWERS), f"{there}b.xlsx"),
            *(with_field(completed(), instruction.replace("@", there)) for instruction in FIELDS),
        ]  # fmt: skip
        for data in forms:
            result, document = process_one(data, name="form.docx", layouts=layouts().forms, day=DAY)
            assert "external_link" in [finding.code for finding in result.findings]
            assert document
            assert make_documents(result, open_form(data), DAY).made
        older = [rich_text(each.replace("@", f"{there}r.png")) for each in INSTRUCTIONS.values()]
        older += [opened(f"<text:p>{framed(f'{there}o.png')}{framed(f'{there}o.odt', 'object')}</text:p>")]
        opened_forms = open_forms({str(number): data for number, data in enumerate(older)})
        assert all(isinstance(each, OpenedForm) for each in opened_forms.values())
        assert heard == []
        with socket.create_connection(("127.0.0.1", int(there[:-1].rpartition(":")[2]))) as somebody:
            somebody.sendall(b"hello")
            somebody.recv(1)  # until it was heard
        assert heard == ["hello"]

    def test_no_output_of_a_form_has_the_picture_that_it_names(
        self, from_libreoffice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Path("input").mkdir()
        Path("secret.png").write_bytes(picture())
        form = (from_libreoffice / "saved.rtf").read_bytes()
        field = rich_text(f'INCLUDEPICTURE "{(tmp_path / "secret.png").as_uri()}"').removeprefix(rb"{\rtf1\ansi ")
        Path("input/form.rtf").write_bytes(form.rstrip(b"\r\n\0 ").removesuffix(b"}") + rb"\par " + field)
        assert main(["process", "--documents", "--day", str(DAY), "-q"]) == 0
        written = [path.read_bytes() for path in Path("output").rglob("*.docx")]
        assert len(written) > 1
        assert "before" in everything_in(written[0]) + everything_in(written[1])
        assert [each for data in written for each in pictures_in(data)] == []
        assert "takes a picture" in Path("output/report.html").read_text("utf-8")
