"""Forms out of Outlook's e-mails: .msg, winmail.dat, signed and encrypted ones."""

import datetime as dt
import struct
from collections.abc import Mapping
from pathlib import Path

import pytest
from asn1crypto import cms

from pipeline.arrivals.examine import examine
from pipeline.arrivals.take import Taker
from pipeline.errors import RefusedForm
from tests import arriving
from tests.arriving import PICTURE, codes, contents, docx, mail, names, said
from tests.compoundfiles import (
    BODY,
    CODE_PAGE,
    CONTENT_ID,
    DELIVERED,
    FLAGS,
    HEADERS,
    HIDDEN,
    HTML,
    SENT,
    SHORT_NAME,
    SHOWN,
    Value,
    attached,
    compound_file,
    message,
    outlook,
)

FORM = docx("a form")
LARGE = docx("a form " + "".join(f"{number:x}" for number in range(9000)))


def taken(folder: Path, data: bytes) -> list[tuple[str, bytes]]:
    """Return the forms in an e-mail with their names, taken out."""
    path = folder / "arrived"
    path.write_bytes(data)
    return [(form.name, Taker().take(path, form)) for form in examine(path).forms]


def test_what_is_attached_is_found(tmp_path: Path) -> None:
    data = outlook(attached(FORM), attached(LARGE, "large.docx"), attached(b"%PDF-1.4", "letter.pdf"))
    assert len(LARGE) > 4096
    assert taken(tmp_path, data) == [("form.docx", FORM), ("large.docx", LARGE)]
    found = contents(tmp_path, data)
    assert found.forms[0].sent == "2026-03-02T09:30:00"
    assert codes(found) == {"letter.pdf": "not_a_form"}


def test_mails_within_mails_are_opened(tmp_path: Path) -> None:  # T8, T9
    early = dt.datetime(2026, 3, 1, 10, tzinfo=dt.UTC)
    innermost = message(attached(FORM), sent=early, head=24)
    inner = message(attached(innermost, "", says={SHOWN: "The form"}, method=5), head=24)
    data = outlook(attached(inner, "", says={SHOWN: "FW: a/b"}, method=5), attached(docx("2"), "b.docx"))
    assert taken(tmp_path, data) == [("FW_ a b.msg/The form.msg/form.docx", FORM), ("b.docx", docx("2"))]
    assert [form.sent for form in contents(tmp_path, data).forms] == ["2026-03-01T10:00:00", "2026-03-02T09:30:00"]


@pytest.mark.parametrize(
    ("name", "says", "called"),
    [
        ("", {SHORT_NAME: "FORM~1.DOC"}, "FORM~1.DOC"),  # T15
        ("", {SHOWN: "The form"}, "The form"),
        ("Form.docx", {SHORT_NAME: "FORM~1.DOC", SHOWN: "x"}, "Form.docx"),
        ("", {}, "attachment 1"),
        ("..\\..\\Form.docx", {}, "Form.docx"),  # T24
        ("Form.docx\0\r\n", {}, "Form.docx"),
        ("a\u202excod.docx", {}, "axcod.docx"),
        ("form.dat", {}, "form.dat"),
    ],
)
def test_names_are_found_wherever_they_stand(tmp_path: Path, name: str, says: dict[int, Value], called: str) -> None:
    assert taken(tmp_path, outlook(attached(FORM, name, says=says))) == [(called, FORM)]


def test_an_attachment_has_the_code_page_of_its_email(tmp_path: Path) -> None:  # T16
    attachment = attached(FORM, "Анкета.docx", ansi="cp1251")
    assert names(contents(tmp_path, outlook(attachment, says={CODE_PAGE: 1251}))) == ["Анкета.docx"]
    inner = message(attachment, head=24)
    data = outlook(attached(inner, "", says={SHOWN: "x"}, method=5), says={CODE_PAGE: 1251})
    assert names(contents(tmp_path, data)) == ["x.msg/Анкета.docx"]
    assert len(contents(tmp_path, outlook(attachment, says={CODE_PAGE: 50999})).forms) == 1  # T13


@pytest.mark.parametrize(
    ("sent", "says", "found"),
    [
        (SENT, {DELIVERED: SENT + dt.timedelta(days=3)}, "2026-03-02T09:30:00"),
        (None, {HEADERS: "From: a\r\nDate: Tue, 3 Mar 2026 10:00:00 +0100\r\n"}, "2026-03-03T09:00:00"),
        (None, {DELIVERED: SENT}, "2026-03-02T09:30:00"),
        (None, {DELIVERED: SENT, FLAGS: 8}, ""),  # T17: a draft
        (dt.datetime(1601, 1, 1, tzinfo=dt.UTC), {}, ""),  # T18
        (None, {}, ""),  # T19
    ],
)
def test_when_it_was_sent(tmp_path: Path, sent: dt.datetime | None, says: dict[int, Value], found: str) -> None:
    assert contents(tmp_path, outlook(attached(FORM), sent=sent, says=says)).forms[0].sent == found


@pytest.mark.parametrize("method", [2, 3, 4, 7])
def test_a_form_that_is_attached_as_a_link_is_said_and_the_one_beside_it_read(tmp_path: Path, method: int) -> None:
    link = attached(None, "Smith form.docx", says={HIDDEN: True}, method=method)  # T10
    found = contents(tmp_path, outlook(link, attached(FORM)))
    assert (names(found), codes(found)) == (["form.docx"], {"Smith form.docx": "only_linked"})
    assert "only linked" in found.unread[0].reason


def test_what_is_attached_without_bytes_is_said(tmp_path: Path) -> None:
    found = contents(tmp_path, outlook(attached(None, "a.docx"), attached(None, "b.bin"), attached(FORM)))
    assert codes(found) == {"a.docx": "damaged", "b.bin": "not_a_form"}


def native(content: bytes, name: str) -> bytes:
    """Return a package of Windows with a file in it."""
    text = name.encode("cp1252") + b"\0"
    place = struct.pack("<HHL", 0, 3, len(text)) + text
    inside = struct.pack("<H", 2) + text + text + place + struct.pack("<L", len(content)) + content
    return struct.pack("<L", len(inside)) + inside


def test_a_form_that_is_embedded_in_the_text_is_read(tmp_path: Path) -> None:  # T26
    package = attached({"Package": FORM}, "", says={SHOWN: "Document"}, method=6)
    other = attached({"\x01Ole10Native": native(docx("2"), "Form B.docx")}, "", says={SHOWN: "Package"}, method=6)
    old = attached({"WordDocument": bytes(99)}, "", says={SHOWN: "Old"}, method=6)
    drawing = attached({"CONTENTS": bytes(99)}, "", says={SHOWN: "Drawing"}, method=6)
    data = outlook(package, other, old, drawing)
    assert taken(tmp_path, data) == [("Document", FORM), ("Form B.docx", docx("2"))]
    assert codes(contents(tmp_path, data)) == {"Old": "embedded", "Drawing": "not_a_form"}


def test_pictures_of_the_text_are_not_named_and_photos_are(tmp_path: Path) -> None:  # T21
    hidden = attached(PICTURE, "logo.png", says={HIDDEN: True})
    shown = attached(PICTURE, "icon.png", says={CONTENT_ID: "icon@x"})
    photo = attached(PICTURE, "page1.png", says={CONTENT_ID: "page@x"})
    notes = attached(b"notes", "notes.txt", says={CONTENT_ID: "icon@x", HIDDEN: True})
    form = attached(FORM, says={HIDDEN: True})
    found = contents(tmp_path, outlook(hidden, shown, photo, notes, form, says={HTML: b'<img src="cid:icon@x">'}))
    assert (names(found), list(said(found))) == (["form.docx"], ["page1.png", "notes.txt"])


def test_exceptions_of_appointments_are_not_opened(tmp_path: Path) -> None:  # T22
    exception = attached(message(attached(FORM), head=24), "", says={HIDDEN: True, SHOWN: "x"}, method=5)
    assert names(contents(tmp_path, outlook(exception, attached(docx("2"), "b.docx")))) == ["b.docx"]


@pytest.mark.parametrize(
    "kind", ["IPM.Note", "IPM.Schedule.Meeting.Request", "IPM.Task", "IPM.Sharing", "REPORT.IPM.Note.NDR"]
)
def test_the_class_of_a_message_is_no_reason_to_lose_a_form(tmp_path: Path, kind: str) -> None:  # T11, T23
    assert names(contents(tmp_path, outlook(attached(FORM), says={0x001A: kind}))) == ["form.docx"]


def test_links_in_the_text_are_named(tmp_path: Path) -> None:
    text = "The form: <https://x.sharepoint.com/:w:/s/team/Smith%20form.docx?web=1>"
    assert codes(contents(tmp_path, outlook(says={BODY: text}))) == {"Smith form.docx": "not_a_form"}


@pytest.mark.parametrize("kept", [0.5, 0.75, 0.9, 0.97])
def test_what_was_cut_short_is_refused_and_never_read_in_part(tmp_path: Path, kept: float) -> None:
    whole = outlook(attached(LARGE), attached(docx(LARGE.hex()), "b.docx"))
    cut = whole[: int(len(whole) * kept)]
    assert set(taken(tmp_path, cut)) <= {("form.docx", LARGE), ("b.docx", docx(LARGE.hex()))}
    assert "damaged" in codes(contents(tmp_path, cut)).values()


def test_attachments_that_an_email_says_it_has_are_missed(tmp_path: Path) -> None:
    found = contents(tmp_path, compound_file(message(attached(FORM), declared=3)))
    assert (names(found), codes(found)) == (["form.docx"], {"what is missing": "damaged"})


def test_many_levels_are_refused(tmp_path: Path) -> None:  # T27
    inner = message(attached(FORM), head=24)
    for number in range(12):
        inner = message(attached(inner, "", says={SHOWN: f"{number}"}, method=5), head=24 if number < 11 else 32)
    assert list(codes(contents(tmp_path, compound_file(inner))).values()) == ["too_deep"]


def test_damaged_bytes_never_end_the_program(tmp_path: Path) -> None:
    whole = bytearray(outlook(attached(FORM), attached(message(attached(LARGE), head=24), "x", method=5)))
    for at in range(30, len(whole), 211):
        spoilt = bytearray(whole)
        spoilt[at] ^= 0xFF
        assert contents(tmp_path, bytes(spoilt)) is not None


# -- winmail.dat -------------------------------------------------------------------------------------------------------


def tnef(*attachments: bytes, page: int = 1252, properties: Mapping[int, Value] | None = None) -> bytes:
    """Write a winmail.dat of some attachments."""
    start = struct.pack("<LH", 0x223E9F78, 1) + attribute(1, 0x9007, struct.pack("<LL", page, 0))
    return start + attribute(1, 0x9003, listed(properties or {})) + b"".join(attachments)


def attribute(level: int, number: int, content: bytes) -> bytes:
    return struct.pack("<BHHL", level, number, 6, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)


def winmail(
    content: bytes | None, title: bytes = b"form.docx\0", properties: Mapping[int, Value] | None = None
) -> bytes:
    """Write one attachment of a winmail.dat."""
    data = attribute(2, 0x800F, content) if content is not None else b""
    said_of_it = attribute(2, 0x9005, listed(properties)) if properties else b""
    return attribute(2, 0x9002, bytes(14)) + attribute(2, 0x8010, title) + data + said_of_it


def listed(properties: Mapping[int, Value]) -> bytes:
    found = struct.pack("<L", len(properties))
    for number, value in properties.items():
        if isinstance(value, dt.datetime):
            ticks = (value - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1) * 10
            found += struct.pack("<HHQ", 0x0040, number, ticks)
        elif isinstance(value, int):
            found += struct.pack("<HHL", 0x0003, number, value)
        else:
            kind, coded = (0x001F, value.encode("utf-16-le") + b"\0\0") if isinstance(value, str) else (0x0102, value)
            if coded[:16] in OBJECTS:
                kind = 0x000D
            found += struct.pack("<HHLL", kind, number, 1, len(coded)) + coded + bytes(-len(coded) % 4)
    return found


MESSAGE_ID = bytes.fromhex("0703020000000000c000000000000046")
STORAGE_ID = bytes.fromhex("0b00000000000000c000000000000046")
OBJECTS = (MESSAGE_ID, STORAGE_ID)


def test_forms_in_a_winmail_are_found(tmp_path: Path) -> None:
    data = tnef(winmail(FORM), winmail(docx("2"), b"B~1.DOC\0", {0x3707: "The form B.docx"}), properties={0x39: SENT})
    assert taken(tmp_path, data) == [("form.docx", FORM), ("The form B.docx", docx("2"))]
    assert contents(tmp_path, data).forms[0].sent == "2026-03-02T09:30:00"
    within = mail(arriving.attached(data, 'filename="winmail.dat"', "application/ms-tnef"))
    assert names(contents(tmp_path, within)) == ["winmail.dat/form.docx", "winmail.dat/The form B.docx"]


def test_an_email_within_a_winmail_is_opened(tmp_path: Path) -> None:
    inner = winmail(None, b"x\0", {0x3701: MESSAGE_ID + tnef(winmail(FORM)), 0x3001: "FW form"})
    assert taken(tmp_path, tnef(inner)) == [("x.msg/form.docx", FORM)]


def test_an_object_in_a_winmail_is_read(tmp_path: Path) -> None:
    inner = winmail(None, b"Document\0", {0x3701: STORAGE_ID + compound_file({"Package": FORM})})
    assert taken(tmp_path, tnef(inner)) == [("Document", FORM)]


def test_zero_bytes_at_the_end_of_a_form_are_kept(tmp_path: Path) -> None:  # T14
    padded = docx("a form")[:-2] + struct.pack("<H", 6) + bytes(6)  # a comment of zero bytes at the end of the zip
    assert taken(tmp_path, tnef(winmail(None, b"a.docx\0", {0x3701: padded}))) == [("a.docx", padded)]


@pytest.mark.parametrize(("page", "title"), [(1252, "Zoë.docx"), (932, "記入.docx"), (0, "a.docx"), (50220, "a.docx")])
def test_titles_of_any_code_page(tmp_path: Path, page: int, title: str) -> None:  # T12, T13
    coded = title.encode({1252: "cp1252", 932: "cp932"}.get(page, "ascii")) + b"\0"
    assert taken(tmp_path, tnef(winmail(FORM, coded), page=page)) == [(title, FORM)]


def test_a_winmail_that_was_cut_or_changed_is_refused(tmp_path: Path) -> None:
    whole = tnef(winmail(FORM))
    assert codes(contents(tmp_path, whole[:45])) == {"": "damaged"}
    assert codes(contents(tmp_path, tnef(winmail(FORM), winmail(docx("2")))[:-300])) == {
        "form (2).docx": "damaged", "what is missing": "damaged",
    }  # fmt: skip
    rich = rb"{\rtf1 " + b"x" * 500 + b"}"
    changed = tnef(winmail(rich, b"form.rtf\0")).replace(b"xxxxx", b"yyyyy", 1)
    assert codes(contents(tmp_path, changed)) == {"form.rtf": "damaged"}


def test_a_wrong_checksum_of_a_winmail_is_passed_over_where_the_form_has_its_own(tmp_path: Path) -> None:
    data = tnef(winmail(FORM) + b"\n")
    wrong = data[:-3] + b"??" + data[-1:]
    assert taken(tmp_path, wrong) == [("form.docx", FORM)]
    (tmp_path / "arrived").write_bytes(wrong.replace(FORM[200:210], b"0123456789"))
    (form,) = examine(tmp_path / "arrived").forms
    with pytest.raises(RefusedForm, match="came damaged"):
        Taker().take(tmp_path / "arrived", form)


def test_a_winmail_that_only_holds_the_text_is_not_named(tmp_path: Path) -> None:
    data = mail(arriving.attached(tnef(), 'filename="winmail.dat"'), arriving.attached(FORM))
    assert (names(contents(tmp_path, data)), said(contents(tmp_path, data))) == (["form.docx"], {})


# -- signed and encrypted ---------------------------------------------------------------------------------------------


def signed(content: bytes | None) -> bytes:
    """Return what a signed e-mail looks like; nobody has signed it."""
    return cms.ContentInfo({
        "content_type": "signed_data",
        "content": cms.SignedData({
            "version": "v1",
            "digest_algorithms": [],
            "encap_content_info": {"content_type": "data", **({"content": content} if content is not None else {})},
            "signer_infos": [],
        }),
    }).dump()  # fmt: skip


ENCRYPTED = cms.ContentInfo({
    "content_type": "enveloped_data",
    "content": cms.EnvelopedData({
        "version": "v0",
        "recipient_infos": [],
        "encrypted_content_info": {
            "content_type": "data",
            "content_encryption_algorithm": {"algorithm": "aes256_cbc", "parameters": bytes(16)},
            "encrypted_content": bytes(64),
        },
    }),
}).dump()  # fmt: skip


def test_a_form_in_a_signed_email_is_read(tmp_path: Path) -> None:
    inner = mail(arriving.attached(FORM)).partition(b"MIME-Version: 1.0\r\n")[2]
    opaque = mail(arriving.attached(signed(inner), 'filename="smime.p7m"', "application/pkcs7-mime"))
    assert taken(tmp_path, opaque) == [("smime.p7m/form.docx", FORM)]
    assert contents(tmp_path, opaque).forms[0].sent == "2026-03-02T09:30:00"
    outlooks = outlook(attached(signed(inner), "smime.p7m"), says={0x001A: "IPM.Note.SMIME"})
    assert taken(tmp_path, outlooks) == [("smime.p7m/form.docx", FORM)]
    clear = outlook(attached(inner, "smime.p7m"), says={0x001A: "IPM.Note.SMIME.MultipartSigned"})
    assert taken(tmp_path, clear) == [("smime.p7m/form.docx", FORM)]


def test_a_signature_alone_is_not_named(tmp_path: Path) -> None:
    data = outlook(attached(FORM), attached(signed(None), "smime.p7s"))
    assert (names(contents(tmp_path, data)), said(contents(tmp_path, data))) == (["form.docx"], {})


def test_what_is_encrypted_is_said(tmp_path: Path) -> None:  # T25
    found = contents(
        tmp_path, outlook(attached(ENCRYPTED, "smime.p7m"), attached(b"\x76\xe8\x04\x60", "message.rpmsg"))
    )
    assert codes(found) == {"smime.p7m": "encrypted", "message.rpmsg": "encrypted"}
    assert "Open it in" in found.unread[0].remedy
