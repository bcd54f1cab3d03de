"""The package opener: what it finds in good files, and how it turns bad ones away."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.errors import RefusedForm
from pipeline.ooxml import Package, limits
from pipeline.ooxml.file_kind import sniff
from pipeline.ooxml.names import STRICT_TO_TRANSITIONAL, W_NS, W
from tests.archives import (
    compound,
    large_format,
    overlapping,
    renamed,
    streamed,
    twice,
    with_main,
    with_paragraph,
    with_part,
)
from tests.documents import MAIN, document, mutate, package, parts_of, strict

FORM = document("Some text")
FORM_PARTS = parts_of(FORM)
ZIPS = [FORM, streamed(FORM_PARTS), streamed(FORM_PARTS, zipfile.ZIP_STORED), large_format(FORM_PARTS)]
TYPES, ROOT_RELATIONS = "[Content_Types].xml", "_rels/.rels"
MAIN_RELATIONS = "word/_rels/document.xml.rels"


def refused(data: bytes, part: str = MAIN) -> RefusedForm:
    """Open a file and its main part, and give the error that this ends in."""
    with pytest.raises(RefusedForm) as caught:
        Package.open(data).xml(part)
    return caught.value


def texts(package: Package) -> list[str]:
    return [element.text or "" for element in package.xml(package.main_part).iter(W + "t")]


def members(data: bytes) -> dict[str, tuple[object, ...]]:
    """Return everything that a zip says about its members, and their bytes as packed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            each.filename: (
                each.date_time, each.compress_type, each.flag_bits, each.CRC, each.file_size, each.comment, each.extra,
                each.external_attr, each.create_system, packed_bytes(data, each),
            )
            for each in archive.infolist()
        }  # fmt: skip


def packed_bytes(data: bytes, member: zipfile.ZipInfo) -> bytes:
    name_length, extra_length = struct.unpack_from("<HH", data, member.header_offset + 26)
    start = member.header_offset + 30 + name_length + extra_length
    return data[start : start + member.compress_size]


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


# What a good file holds


def test_a_word_file_is_known_by_its_content() -> None:
    opened = Package.open(FORM)
    assert (opened.family, opened.main_part) == ("docx", "word/document.xml")
    assert texts(opened) == ["Some text"]
    assert opened.names == tuple(FORM_PARTS)


@pytest.mark.parametrize(
    ("media_type", "family"),
    [
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", "docx"),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", "docx"),
        ("application/vnd.ms-word.template.macroEnabledTemplate.main+xml", "docx"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "xlsx"),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xlsx"),
    ],
)
def test_templates_and_files_with_macros_belong_to_their_family(media_type: str, family: str) -> None:
    usual = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert Package.open(mutate(FORM, TYPES, usual, media_type)).family == family


@pytest.mark.parametrize(
    ("media_type", "word"),
    [
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml", "PowerPoint"),
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "binary Excel"),
        ("application/vnd.ms-visio.drawing.main+xml", "Visio"),
    ],
)
def test_other_office_files_are_called_by_their_name(media_type: str, word: str) -> None:
    usual = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert word in refused(mutate(FORM, TYPES, usual, media_type)).what


@pytest.mark.parametrize("main", ["document.xml", "word/document2.xml", "doc/a folder/main.xml", "WORD/Document.XML"])
def test_the_main_part_may_be_called_anything(main: str) -> None:
    opened = Package.open(document("Some text", main=main))
    assert opened.main_part == main
    assert texts(opened) == ["Some text"]


def test_the_main_part_is_found_without_relationships() -> None:
    without = {name: content for name, content in FORM_PARTS.items() if name != ROOT_RELATIONS}
    assert Package.open(package(without)).main_part == MAIN


def test_the_main_part_is_found_without_content_types_for_it() -> None:
    assert Package.open(mutate(FORM, TYPES, "/word/document.xml", "/other.xml")).family == "docx"


def test_strict_files_read_like_transitional_ones() -> None:
    opened = Package.open(strict(FORM))
    assert texts(opened) == ["Some text"]
    assert opened.family == "docx"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be"])
def test_strict_files_may_be_in_utf_16(codec: str) -> None:
    namespace = next(strict for strict, other in STRICT_TO_TRANSITIONAL.items() if other == W_NS)
    xml = with_paragraph("Some text").replace(W_NS, namespace)
    mark = b"\xfe\xff" if codec.endswith("be") else b""
    assert texts(Package.open(with_main(mark + xml.encode(codec)))) == ["Some text"]


def test_part_names_compare_without_case_and_with_either_slash() -> None:
    data = package({**FORM_PARTS, "word\\Media\\Image1.PNG": b"picture"})
    opened = Package.open(data)
    assert opened.has("word/media/image1.png")
    assert opened.has("/word/media/IMAGE1.png")
    assert opened.read("WORD\\MEDIA\\image1.png") == b"picture"
    assert "word/Media/Image1.PNG" in opened.names


def test_a_package_written_with_backslashes_throughout_is_read() -> None:
    data = package({name.replace("/", "\\"): content for name, content in FORM_PARTS.items()})
    assert texts(Package.open(data)) == ["Some text"]


def test_a_package_whose_members_all_begin_with_a_slash_is_read() -> None:
    data = package({f"/{name}": content for name, content in FORM_PARTS.items()})
    assert texts(Package.open(data)) == ["Some text"]


def test_folders_are_no_parts() -> None:
    buffer = io.BytesIO(FORM)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.mkdir("word")
    assert Package.open(buffer.getvalue()).names == Package.open(FORM).names


@pytest.mark.parametrize(
    "made", [streamed(FORM_PARTS), streamed(FORM_PARTS, zipfile.ZIP_STORED), large_format(FORM_PARTS)]
)
def test_every_way_to_write_a_zip_is_read(made: bytes) -> None:
    assert texts(Package.open(made)) == ["Some text"]


def test_a_harmless_drawing_that_packs_very_well_passes() -> None:
    drawing = b"<svg>" + b"<path d='M 0 0'/>" * 650_000 + b"</svg>"
    data = with_part("word/media/drawing.svg", drawing)
    assert len(drawing) > 11 * limits.MEGABYTE
    assert len(drawing) > 224 * (len(data) - len(FORM))
    assert Package.open(data).read("word/media/drawing.svg") == drawing


def test_comments_and_processing_instructions_leave_no_gap_in_text() -> None:
    assert texts(Package.open(with_main(with_paragraph("one<!-- no -->two<?no more?>three")))) == ["onetwothree"]


def test_text_may_speak_of_doctypes() -> None:
    assert texts(Package.open(with_main(with_paragraph("<![CDATA[<!DOCTYPE html>]]>")))) == ["<!DOCTYPE html>"]


# Relationships


def test_relationships_say_where_they_lead() -> None:
    data = mutate(
        document("text", header="Head", links={"rId7": "https://example.org/a b"}),
        MAIN_RELATIONS,
        "</Relationships>",
        '<Relationship Id="rId8" Type="http://x/relationships/footnotes" Target="gone.xml"/>'
        '<Relationship Id="rId9" Type="http://x/relationships/image" Target="/WORD/Header1.xml#top"/></Relationships>',
    )
    links = {link.id: link for link in Package.open(data).related(MAIN)}
    header = next(link for link in links.values() if link.kind == "header")
    assert (header.target, header.exists, header.external) == ("word/header1.xml", True, False)
    assert (links["rId7"].target, links["rId7"].external) == ("https://example.org/a b", True)
    assert (links["rId8"].target, links["rId8"].exists) == ("word/gone.xml", False)
    assert (links["rId9"].target, links["rId9"].exists) == ("word/header1.xml", True)


def test_relationships_to_escaped_names_are_found() -> None:
    data = mutate(
        with_part("word/my header.xml", b"<a/>"),
        MAIN_RELATIONS,
        "</Relationships>",
        '<Relationship Id="r" Type="http://x/header" Target="my%20header.xml"/></Relationships>',
    )
    assert Package.open(data).related(MAIN)[0].target == "word/my header.xml"


def test_a_relationship_can_not_leave_the_package() -> None:
    data = mutate(
        FORM,
        MAIN_RELATIONS,
        "</Relationships>",
        '<Relationship Id="r" Type="http://x/header" Target="../../../../etc/passwd"/></Relationships>',
    )
    link = Package.open(data).related(MAIN)[0]
    assert (link.target, link.exists) == ("etc/passwd", False)


def test_a_part_without_relationships_has_none() -> None:
    assert Package.open(FORM).related("word/styles.xml") == ()


def test_macros_and_signatures_are_noticed() -> None:
    plain = Package.open(FORM)
    assert (plain.has_macros, plain.is_signed) == (False, False)
    assert Package.open(with_part("word/vbaProject.bin", b"macros")).has_macros
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    link = f'<Relationship Id="s" Type="{kind}" Target="_xmlsignatures/origin.sigs"/></Relationships>'
    assert Package.open(mutate(FORM, ROOT_RELATIONS, "</Relationships>", link)).is_signed


# Files that are no Word form


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (FORM, "ooxml"),
        (b"", "empty"),
        (bytes(5000), "empty"),
        (b"%PDF-1.7\n...", "pdf"),
        (b"{\\rtf1\\ansi Hello}", "rtf"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><p>Hello", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "html"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "html"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "xml"),
        (b"Just some words\r\nand more.", "text"),
        ("Größe".encode("utf-16"), "text"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image"),
        (b"\x00\x01\x02\x03garbage", "unknown"),
        (package({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}), "odt"),
        (package({"content.xml": b"", "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "ods"),
        (streamed({"mimetype": b"application/vnd.oasis.opendocument.text"}, zipfile.ZIP_STORED), "odt"),
        (package({"photo.jpg": b"\xff\xd8\xff"}), "zip"),
        (compound(["WordDocument", "1Table", "\x05SummaryInformation"]), "doc"),
        (compound(["WORDDOCUMENT"]), "doc"),
        (b"\xdb\xa5-\x001@\t\x04", "doc"),
        (compound(["Workbook"]), "xls"),
        (compound(["Book"]), "xls"),
        (compound(["EncryptionInfo", "EncryptedPackage"], {"\x06DataSpaces": ["Version"]}), "encrypted"),
        (compound(["EncryptedPackage"], {"\x06DataSpaces": ["DRMEncryptedTransform"]}), "rights-managed"),
        (compound(["\tDRMContent", "WordDocument"]), "rights-managed"),
        (compound(["Workbook"], {"MBD0001": ["WordDocument", "CompObj"]}), "xls"),
        (compound(["__properties_version1.0"]), "unknown"),
        (compound(["WordDocument"])[:700], "unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unknown"),
    ],
)
def test_every_kind_of_file_is_told_apart(data: bytes, kind: str) -> None:
    assert sniff(data) == kind


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"", "empty", "empty"),
        (b"%PDF-1.7", "pdf", "This is a PDF, not a Word form."),
        (b"{\\rtf1 Hello}", "rtf", "Rich Text"),
        (b"Dear all,", "text", "plain text"),
        (b"<html><body>", "html", "web page"),
        (compound(["WordDocument"]), "doc", "Word 97-2003"),
        (compound(["EncryptedPackage"]), "encrypted", "password"),
        (compound(["EncryptedPackage"], {"\x06DataSpaces": ["DRMEncryptedDataSpace"]}), "rights_managed", "label"),
        (package({"mimetype": b"application/vnd.oasis.opendocument.text"}), "odt", "OpenDocument"),
        (package({"a.docx": FORM}), "zip", "zip archive"),
    ],
)
def test_a_file_that_is_no_form_is_named_with_a_way_out(data: bytes, code: str, says: str) -> None:
    error = refused(data)
    assert error.code == code
    assert says in error.what
    assert error.remedy
    assert "\n" not in str(error)


# Damaged files


@pytest.mark.parametrize("length", [4, 30, 100, 500, len(FORM) // 2, len(FORM) - 23, len(FORM) - 1])
def test_a_file_that_is_cut_off_is_called_damaged(length: int) -> None:
    assert refused(FORM[:length]).code in ("truncated", "damaged")


def test_a_wrong_checksum_is_noticed() -> None:
    content = FORM_PARTS[MAIN]
    data = FORM.replace(struct.pack("<L", zlib.crc32(content)), b"\x01\x02\x03\x04")
    error = refused(data)
    assert error.code == "damaged"
    assert MAIN in error.what


def test_damaged_packed_bytes_are_noticed() -> None:
    start = FORM.index(MAIN.encode()) + len(MAIN)
    assert refused(FORM[:start] + b"\xff" * 40 + FORM[start + 40 :]).code == "damaged"


def test_a_part_that_is_longer_than_it_says_is_noticed() -> None:
    size = struct.pack("<L", len(FORM_PARTS[MAIN]))
    assert refused(FORM.replace(size, struct.pack("<L", 10))).code == "damaged"


def test_a_missing_part_is_named() -> None:
    error = refused(FORM, "word/styles.xml")
    assert (error.code, "word/styles.xml" in error.what) == ("part_missing", True)


def test_a_package_without_a_document_is_refused() -> None:
    assert refused(package({TYPES: FORM_PARTS[TYPES]})).code == "no_document"


def test_members_with_a_password_are_refused() -> None:
    changed = bytearray(FORM)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = FORM.find(mark)
        while at >= 0:
            changed[at + place] |= 1
            at = FORM.find(mark, at + 4)
    assert refused(bytes(changed)).code == "encrypted"


def test_a_packing_that_office_never_uses_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in FORM_PARTS.items():
            archive.writestr(name, content)
    assert refused(buffer.getvalue()).code == "damaged"


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"no XML at all",
        b"<open>",
        b"<a></b>",
        b"<w:undeclared/>",
        b"<a>&undeclared;</a>",
        b"<a>\x01</a>",
        b"<?xml version='1.0' encoding='no-such-encoding'?><a/>",
        with_paragraph("good").encode() + b"<second/>",
    ],
)
def test_a_part_that_is_no_xml_is_named(xml: bytes) -> None:
    error = refused(with_main(xml))
    assert (error.code, MAIN in error.what) == ("damaged", True)


def test_broken_utf_8_is_named_and_not_quoted() -> None:
    error = refused(with_main(with_paragraph("A Child\ufffe").encode().replace(b"\xef\xbf\xbe", b"\xff\xff")))
    assert error.code == "damaged"
    assert MAIN in error.what
    assert "Child" not in str(error)
    assert error.__cause__ is None


# Hostile files


@pytest.mark.parametrize(
    "name", ["../evil.xml", "word/../../evil.xml", "/etc/passwd", "\\evil.xml", "C:\\evil.xml", "c:evil", "..\\evil"]
)
def test_paths_that_lead_out_of_the_file_are_refused(name: str) -> None:
    assert refused(with_part(name)).code == "path_trick"


@pytest.mark.parametrize("name", [MAIN, "WORD/Document.xml", "word\\document.xml"])
def test_a_part_that_stands_twice_is_refused(name: str) -> None:
    with pytest.MonkeyPatch.context() as quiet:
        quiet.setattr("warnings.warn", lambda *_, **__: None)
        data = twice(FORM, name, b"<other/>")
    assert refused(data).code == "duplicate_part"


def test_members_that_share_bytes_are_refused() -> None:
    assert refused(overlapping(FORM)).code == "damaged"


def test_too_many_members_are_refused() -> None:
    parts = {f"word/{number}.xml": b"" for number in range(limits.ENTRIES + 1)}
    assert refused(package({**FORM_PARTS, **parts})).code == "too_big"


def test_a_directory_that_lies_about_its_length_is_still_bounded() -> None:
    parts = {f"word/{number}.xml": b"" for number in range(limits.ENTRIES + 1)}
    data = bytearray(package({**FORM_PARTS, **parts}))
    struct.pack_into("<2H", data, len(data) - 14, 5, 5)
    assert refused(bytes(data)).code == "too_big"


def test_a_bomb_of_one_member_is_refused() -> None:
    assert refused(with_part("word/media/bomb.bin", bytes(60 * limits.MEGABYTE))).code == "too_big"


def test_a_bomb_of_many_members_is_refused() -> None:
    packed = with_part("word/media/a.bin", bytes(12 * limits.MEGABYTE))
    claimed = struct.pack("<L", 12 * limits.MEGABYTE)
    assert refused(packed.replace(claimed, struct.pack("<L", limits.TOTAL_BYTES))).code == "too_big"


def test_an_oversized_part_is_refused_before_it_is_unpacked() -> None:
    claimed = struct.pack("<L", len(FORM_PARTS[MAIN]))
    data = FORM.replace(claimed, struct.pack("<L", limits.PART_BYTES + 1))
    assert refused(data).code == "too_big"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>",
        "<!DOCTYPE w SYSTEM 'file:///etc/passwd'>",
        "<!-- before --><?too before?>\n<!DOCTYPE w>",
    ],
)
def test_a_doctype_is_refused(doctype: str, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}' + with_paragraph("text")
    error = refused(with_main(xml.encode(encoding)))
    assert (error.code, MAIN in error.what) == ("doctype", True)


@pytest.mark.parametrize("depth", [300, 1_000_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    nested = f'<w:document xmlns:w="{W_NS}">{opening * (depth // 3)}{closing * (depth // 3)}</w:document>'
    error = refused(with_main(nested))
    assert error.code in ("too_complex", "too_big")


def test_tables_nested_thirty_deep_are_read() -> None:
    opening, closing = "<w:tbl><w:tr><w:tc>" * 30, "</w:tc></w:tr></w:tbl>" * 30
    opened = Package.open(
        with_main(with_paragraph("").replace("<w:p>", f"{opening}<w:p>").replace("</w:p>", f"</w:p>{closing}"))
    )
    assert len(list(opened.xml(MAIN).iter(W + "tbl"))) == 30


@pytest.mark.skipif(etree.LIBXML_VERSION < (2, 12), reason="the libxml2 of lxml's wheels for Windows takes such a text")
def test_a_paragraph_of_50_megabytes_is_refused() -> None:
    # Words that don't pack into next to nothing, so that it is the parser that has to object.
    words = ("".join(f"{number:x} " for number in range(1000)) * 14_000)[: 50 * limits.MEGABYTE]
    assert refused(with_main(with_paragraph(words))).code == "too_complex"


def test_a_tree_that_would_not_fit_into_memory_is_refused_before_it_grows() -> None:
    many = "".join(f'<w:r a="{number}"/>' for number in range(700_000))
    assert refused(with_main(with_paragraph(many))).code == "too_complex"


def test_memory_is_counted_over_all_parts_of_a_file() -> None:
    half = ("<a>" + '<b c="1"/>' * 300_000 + "</a>").encode()
    opened = Package.open(package({**FORM_PARTS, "word/header1.xml": half, "word/header2.xml": half}))
    opened.xml("word/header1.xml")
    opened.xml("word/header1.xml")
    with pytest.raises(RefusedForm) as caught:
        opened.xml("word/header2.xml")
    assert caught.value.code == "too_complex"


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_bring_it_down(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x05\x06"):
        sniff(start + data)
        with pytest.raises(RefusedForm):
            Package.open(start + data)


@settings(deadline=None)
@given(st.data())
def test_a_form_with_any_bytes_changed_is_read_or_refused(choose: st.DataObject) -> None:
    changed = bytearray(FORM)
    for _ in range(choose.draw(st.integers(1, 8))):
        changed[choose.draw(st.integers(0, len(FORM) - 1))] = choose.draw(st.integers(0, 255))
    with suppress(RefusedForm):
        opened = Package.open(bytes(changed))
        opened.xml(opened.main_part)
        opened.related(opened.main_part)
        opened.rewritten({opened.main_part: b"<new/>"})


# Writing back


def test_nothing_changed_gives_the_same_bytes() -> None:
    assert Package.open(FORM).rewritten({}) == FORM


@pytest.mark.parametrize("data", ZIPS)
def test_only_the_replaced_part_changes(data: bytes) -> None:
    new = Package.open(data).rewritten({MAIN: b"<new/>"})
    before, after = members(data), members(new)
    assert list(after) == list(before)
    assert {name: after[name] for name in after if name != MAIN} == {
        name: before[name] for name in before if name != MAIN
    }
    assert unpacked(new) == {**FORM_PARTS, MAIN: b"<new/>"}
    assert after[MAIN][0] == before[MAIN][0]


def test_the_same_change_gives_the_same_bytes() -> None:
    assert Package.open(FORM).rewritten({MAIN: b"<new/>"}) == Package.open(FORM).rewritten({MAIN: b"<new/>"})


def test_parts_can_be_added() -> None:
    new = Package.open(FORM).rewritten({}, added={"word/comments.xml": b"<comments/>", "word/ä.xml": b"<a/>"})
    assert unpacked(new) == {**FORM_PARTS, "word/comments.xml": b"<comments/>", "word/ä.xml": b"<a/>"}


def test_a_part_can_only_be_replaced_when_it_is_there_and_added_when_it_is_not() -> None:
    opened = Package.open(FORM)
    with pytest.raises(KeyError):
        opened.rewritten({"word/none.xml": b""})
    with pytest.raises(KeyError):
        opened.rewritten({}, added={"Word/Document.xml": b""})


def test_a_part_is_replaced_whatever_the_case_and_slashes_of_its_name() -> None:
    data = renamed(FORM, MAIN, "Word\\Document.xml")
    new = Package.open(data).rewritten({MAIN: b"<new/>"})
    assert unpacked(new)["Word\\Document.xml".replace(os.sep, "/")] == b"<new/>"  # zipfile shows its system's own


def test_folders_and_comments_of_the_zip_stay() -> None:
    buffer = io.BytesIO(FORM)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.mkdir("word")
        archive.comment = b"made by a scanner"
    new = Package.open(buffer.getvalue()).rewritten({MAIN: b"<new/>"})
    with zipfile.ZipFile(io.BytesIO(new)) as archive:
        assert archive.comment == b"made by a scanner"
        assert "word/" in archive.namelist()


def test_bytes_in_front_of_the_zip_do_no_harm() -> None:
    shifted = b"PK\x03\x04 not a member" + FORM
    opened = Package.open(shifted)
    assert unpacked(opened.rewritten({MAIN: b"<new/>"})) == {**FORM_PARTS, MAIN: b"<new/>"}


part_names = st.text("abcdefäß", min_size=1, max_size=12).map(lambda name: f"word/media/{name}.bin")


@settings(deadline=None)
@given(
    extra=st.dictionaries(part_names, st.binary(max_size=300), max_size=6),
    stored=st.sets(st.integers(0, 10)),
    dated=st.integers(1980, 2100),
    new=st.binary(max_size=2000),
)
def test_every_other_member_stays_identical(extra: dict[str, bytes], stored: set[int], dated: int, new: bytes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, (name, content) in enumerate({**FORM_PARTS, **extra}.items()):
            kind = zipfile.ZIP_STORED if number in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (dated, 5, 6, 7, 8, 10)), content, kind)
    data = buffer.getvalue()
    written = Package.open(data).rewritten({MAIN: new})
    before, after = members(data), members(written)
    assert list(before) == list(after)
    assert unpacked(written)[MAIN] == new
    del before[MAIN], after[MAIN]
    assert before == after


def test_the_tree_is_that_of_the_part() -> None:
    assert etree.tostring(Package.open(FORM).xml(MAIN)) == etree.tostring(etree.fromstring(FORM_PARTS[MAIN]))


@pytest.mark.parametrize("room", [0, -1])
def test_what_trees_take_is_counted_to_the_byte_where_it_matters(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    package_of_form = Package.open(FORM)
    parts = (TYPES, ROOT_RELATIONS, MAIN_RELATIONS, MAIN)
    needed = sum(limits.tree_bytes(package_of_form.read(part)) for part in parts)
    monkeypatch.setattr(limits, "TREE_BYTES", needed + room)
    opened = Package.open(FORM)
    opened.related(opened.main_part)
    if room < 0:
        with pytest.raises(RefusedForm):
            opened.xml(opened.main_part)
    else:
        assert opened.xml(opened.main_part).tag == W + "document"
