"""Forms out of e-mails (.eml): what mail programs get wrong loses none, and what is not read is named."""

import base64
import binascii
import quopri
from pathlib import Path

import pytest

from pipeline.arrivals import limits
from pipeline.arrivals.examine import examine
from pipeline.arrivals.mail.headers import moment
from pipeline.arrivals.take import Taker
from tests.arriving import PICTURE, attached, body, codes, contents, docx, mail, names, pdf, said, zipped

FORM = docx("a form")


def uuencoded(content: bytes, name: str = "form.docx") -> bytes:
    lines = (binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45))
    return f"begin 644 {name}\n".encode() + b"".join(lines) + b"`\nend\n"


def taken(folder: Path, data: bytes) -> list[tuple[str, bytes]]:
    """Return the forms in an e-mail with their names, taken out."""
    path = folder / "arrived"
    path.write_bytes(data)
    return [(form.name, Taker().take(path, form)) for form in examine(path).forms]


def test_what_is_attached_is_found_and_what_is_written_is_not(tmp_path: Path) -> None:
    data = mail(body("See below."), attached(FORM), attached(pdf(), 'filename="letter.pdf"'))
    assert taken(tmp_path, data) == [("form.docx", FORM)]
    found = contents(tmp_path, data)
    assert found.forms[0].sent == "2026-03-02T09:30:00"
    assert codes(found) == {"letter.pdf": "not_a_form"}


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("filename=My Form A.docx", "My Form A.docx"),  # T1
        ("filename=Form(1).docx", "Form(1).docx"),
        ("filename=O'Brien.docx", "O'Brien.docx"),  # T2
        ('filename="=?utf-8?B?Wm/DqyBGb3JtLmRvY3g=?="', "Zoë Form.docx"),
        ('filename="=?utf-8?Q?Zo=C3=AB?= Form.docx"', "Zoë Form.docx"),
        ('filename="=?x-nobody?Q?Zo=EB?= Form.docx"', "Zoë Form.docx"),
        ("filename*=utf-8''Zo%C3%AB%20Form.docx", "Zoë Form.docx"),
        ('filename*0="Zoë ";\r\n filename*1="Form.docx"', "Zoë Form.docx"),
        ('filename="..\\\\..\\\\Form.docx"', "Form.docx"),  # T24
        ('filename="../../Form.docx"', "Form.docx"),
        ('filename="a\x00b\x07.docx"', "ab.docx"),
        ('filename="a\u202excod.docx"', "axcod.docx"),
        ('filename="form.dat"', "form.dat"),
        ("", "attachment 1"),
        ('filename=""', "attachment 1"),
    ],
)
def test_a_name_is_no_reason_to_lose_a_form(tmp_path: Path, name: str, called: str) -> None:
    assert taken(tmp_path, mail(attached(FORM, name))) == [(called, FORM)]


def test_a_name_in_an_old_encoding_is_read(tmp_path: Path) -> None:
    data = mail(attached(FORM, 'filename="ZoE Form.docx"')).replace(b"ZoE", b"Zo\xeb")
    assert names(contents(tmp_path, data)) == ["Zoë Form.docx"]


def test_a_name_that_only_the_type_says(tmp_path: Path) -> None:
    data = mail(attached(FORM, "", 'application/octet-stream; name="Form A.docx"'))
    assert names(contents(tmp_path, data)) == ["Form A.docx"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/octet-stream", "image/png", "nonsense", "application/msword"]
)
def test_bytes_decide_whatever_the_type_says(tmp_path: Path, kind: str) -> None:  # T24
    assert [form for _, form in taken(tmp_path, mail(body("Hello"), attached(FORM, "", kind)))] == [FORM]


def test_two_of_one_name_are_two(tmp_path: Path) -> None:  # T24
    data = mail(attached(docx("1")), attached(docx("2")), attached(b"x", 'filename="._form.docx"'))
    assert names(contents(tmp_path, data)) == ["form.docx", "form (2).docx"]


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: multipart/mixed; boundary=it's\r\n",  # T2
        'Content-Type: multipart/mixed; boundary="another"\r\n',
        "Content-Type: multipart/mixed\r\n",
        'Content-Type: Multipart/Mixed; Boundary="it\'s"\r\n',
    ],
)
def test_a_boundary_that_is_named_wrongly_is_found(tmp_path: Path, head: str) -> None:
    data = mail(body("Hello"), attached(FORM), head=head, boundary="it's")
    assert taken(tmp_path, data) == [("form.docx", FORM)]


@pytest.mark.parametrize("encoding", ["7bit", "base64", "quoted-printable", "Base64 ;"])
def test_a_forwarded_mail_is_opened_however_it_is_encoded(tmp_path: Path, encoding: str) -> None:  # T3
    inner = mail(attached(FORM), date="Sun, 1 Mar 2026 10:00:00 +0000", boundary="b2")
    if encoding == "quoted-printable":
        inner = quopri.encodestring(inner)
    elif encoding != "7bit":
        inner = base64.encodebytes(inner)
    kind = "message/rfc822"
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
    found = contents(tmp_path, mail(body("FYI"), head + inner))
    assert [name.rpartition("/")[2] for name in names(found)] == ["form.docx"]
    assert found.forms[0].sent == "2026-03-01T10:00:00"


def test_a_forwarded_mail_is_called_by_its_subject(tmp_path: Path) -> None:
    head = b"Content-Type: message/rfc822\r\n\r\n"
    found = contents(tmp_path, mail(head + mail(attached(FORM), boundary="b2")))
    assert names(found) == ["A form.eml/form.docx"]


def test_mails_within_mails_within_zips(tmp_path: Path) -> None:
    inner = mail(attached(zipped({"form.docx": FORM}), 'filename="all.zip"'), date="")
    outer = mail(attached(inner, 'filename="inner.eml"'), attached(docx("2"), 'filename="b.docx"'))
    found = contents(tmp_path, zipped({"mails/outer.eml": outer}))
    assert names(found) == ["mails/outer.eml/inner.eml/all.zip/form.docx", "mails/outer.eml/b.docx"]
    assert found.forms[0].sent == "2026-03-02T09:30:00"  # of the innermost that says when


@pytest.mark.parametrize("encoding", ["base64 ", "base64;", "BASE64"])
def test_an_encoding_with_something_behind_it_is_known(tmp_path: Path, encoding: str) -> None:  # T4
    data = mail(attached(FORM).replace(b"Encoding: base64", b"Encoding: " + encoding.encode()))
    assert taken(tmp_path, data) == [("form.docx", FORM)]


def test_padding_in_the_middle_ends_nothing(tmp_path: Path) -> None:  # T5
    coded = base64.b64encode(FORM[:100]) + b"\r\n" + base64.b64encode(FORM[100:])
    part = attached(b"", encoding="base64").rstrip() + b"\r\n\r\n" + coded
    assert b"=" in base64.b64encode(FORM[:100])
    assert taken(tmp_path, mail(part)) == [("form.docx", FORM)]


def test_base64_with_blanks_and_other_signs_in_it_is_read(tmp_path: Path) -> None:
    coded = base64.encodebytes(FORM).replace(b"\n", b" \t\r\n>")
    part = attached(b"", encoding="base64").rstrip() + b"\r\n\r\n" + coded
    assert taken(tmp_path, mail(part)) == [("form.docx", FORM)]


@pytest.mark.parametrize("kept", [0.5, 0.9, 0.99])
def test_a_form_that_was_cut_on_its_way_is_refused(tmp_path: Path, kept: float) -> None:  # T6
    coded = base64.encodebytes(FORM)
    part = attached(b"", encoding="base64").rstrip() + b"\r\n\r\n" + coded[: int(len(coded) * kept) // 4 * 4]
    found = contents(tmp_path, mail(part))
    assert (names(found), codes(found)) == ([], {"form.docx": "damaged"})


def test_an_end_that_is_missing_is_no_loss(tmp_path: Path) -> None:  # T6
    data = mail(body("Hello"), attached(FORM))
    assert taken(tmp_path, data.removesuffix(b"--b1--\r\n")) == [("form.docx", FORM)]


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: b"\r\n\r\n" + data,
        lambda data: data.replace(b"\r\n", b"\r\r\n"),
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: f"{len(data)}      \n".encode() + data,
        lambda data: b"From jo@example.org Mon Mar  2 09:30:00 2026\r\n" + data,
    ],
    ids=["BOM", "UTF-16", "blank lines", "CR CR LF", "LF", "emlx", "mbox"],
)
def test_what_programs_put_round_an_email_is_passed_over(tmp_path: Path, spoilt: object) -> None:  # T7
    assert taken(tmp_path, spoilt(mail(body("Hello"), attached(FORM)))) == [("form.docx", FORM)]  # type: ignore[operator]


def test_a_form_that_is_uuencoded_is_found(tmp_path: Path) -> None:  # T7
    assert taken(tmp_path, mail(body("See:\n\n" + uuencoded(FORM).decode()))) == [("form.docx", FORM)]
    part = attached(uuencoded(FORM), encoding="x-uuencode")
    assert taken(tmp_path, mail(part)) == [("form.docx", FORM)]


@pytest.mark.parametrize(
    ("date", "sent"),
    [
        ("Mon, 2 Mar 2026 09:30:00 +0100", "2026-03-02T08:30:00"),
        ("2 Mar 2026 09:30:00 -0000", "2026-03-02T09:30:00"),  # T20
        ("Mon, 29 Jun 2026 00:30:00 BST", "2026-06-28T23:30:00"),
        ("Mon, 29 Jun 2026 00:30:00 +0200 (CEST)", "2026-06-28T22:30:00"),
        ("Mon, 2 Mar 2026 09:30 EST", "2026-03-02T14:30:00"),
        ("Mon, 29 Jun 2026 00:30:00 +9900", ""),
        ("Mon, 31 Feb 2026 00:30:00 +0000", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_when_an_email_was_sent(date: str, sent: str) -> None:  # T20
    assert moment(date) == sent


def test_a_draft_was_never_sent(tmp_path: Path) -> None:  # T17, T19
    assert contents(tmp_path, b"X-Unsent: 1\r\n" + mail(attached(FORM))).forms[0].sent == ""
    assert contents(tmp_path, mail(attached(FORM), date="")).forms[0].sent == ""
    hops = b"Received: by b; Tue, 3 Mar 2026 11:00:00 +0000\r\nReceived: by a; Tue, 3 Mar 2026 10:00:00 +0000\r\n"
    assert contents(tmp_path, hops + mail(attached(FORM), date="")).forms[0].sent == "2026-03-03T10:00:00"


def test_pictures_of_the_text_are_not_named_and_photos_are(tmp_path: Path) -> None:  # T21
    logo = attached(PICTURE, 'filename="logo.png"', "image/png", more="Content-ID: <logo@x>\r\n")
    photo = attached(PICTURE, 'filename="page1.png"', "image/png", more="Content-ID: <apple@x>\r\n")
    numbered = attached(PICTURE, 'filename="image001.png"', "image/png")
    text = attached(b"notes", 'filename="notes.txt"', "text/plain", more="Content-ID: <notes@x>\r\n")
    form = attached(FORM, more="Content-ID: <logo@x>\r\n")
    data = mail(body('<img src="cid:logo@x">', "text/html"), logo, photo, numbered, text, form)
    found = contents(tmp_path, data)
    assert names(found) == ["form.docx"]
    assert list(said(found)) == ["page1.png", "notes.txt"]


def test_what_exchange_makes_of_a_text_is_not_named(tmp_path: Path) -> None:
    piece = attached(b"Kind regards", 'filename="ATT00001.txt"', "text/plain")
    old = attached(b"\x1f\x8b", 'filename="image002.emz"', "application/octet-stream")
    found = contents(tmp_path, mail(attached(FORM), piece, old, attached(b"notes", 'filename="ATT notes.txt"')))
    assert (names(found), list(said(found))) == (["form.docx"], ["ATT notes.txt"])


def test_signatures_and_receipts_are_not_named(tmp_path: Path) -> None:
    signature = attached(b"\x30\x80", 'filename="smime.p7s"', "application/pkcs7-signature")
    receipt = b"Content-Type: message/delivery-status\r\n\r\nAction: delivered"
    found = contents(tmp_path, mail(attached(FORM), signature, receipt))
    assert (names(found), said(found)) == (["form.docx"], {})


OWA = '<div id="OwaReferenceAttachments"><a href="https://x.sharepoint.com/:w:/s/t/abc">Smith form.docx</a></div>'


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        (OWA, "Smith form.docx", "only_linked"),
        ('<a href="https://x.sharepoint.com/:w:/s/t/abc?e=1">here</a>', "link", "not_a_form"),
        ('<a href="https://1drv.ms/w/s!abc">the form</a>', "link", "not_a_form"),
        ('<a href="https://drive.google.com/file/d/1/view">Form A.docx</a>', "Form A.docx", "not_a_form"),
        (
            '<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.sharepoint.com%2Fs%2FForm%2520B.docx&amp;data=1">x</a>',
            "Form B.docx",
            "not_a_form",
        ),
    ],
)
def test_a_form_that_is_only_linked_is_said(tmp_path: Path, text: str, name: str, code: str) -> None:
    found = contents(tmp_path, mail(body(f"<p>Hello</p>{text}{text}", "text/html")))
    assert codes(found) == {name: code}
    assert "link" in found.unread[0].reason
    assert "download" in found.unread[0].remedy


def test_links_that_lead_to_no_file_or_to_what_is_attached_are_not_named(tmp_path: Path) -> None:
    links = (
        '<a href="https://www.example.org/policy.docx">Our policy.docx</a>',
        '<a href="https://x.sharepoint.com/sites/team">Our site</a>',
        '<a href="https://x.sharepoint.com/form.docx">form.docx</a>',
        '<a href="mailto:jo@example.org">jo</a>',
    )
    found = contents(tmp_path, mail(body("".join(links), "text/html"), attached(FORM)))
    assert (names(found), said(found)) == (["form.docx"], {})


def test_what_the_text_says_in_plain_is_a_link_too(tmp_path: Path) -> None:
    found = contents(tmp_path, mail(body("The form: https://x.sharepoint.com/:w:/s/team/Smith%20form.docx?web=1")))
    assert codes(found) == {"Smith form.docx": "not_a_form"}


def test_an_email_without_anything_in_it_is_named(tmp_path: Path) -> None:
    found = contents(tmp_path, mail(body("I'll send it tomorrow.")), "mail.eml")
    assert said(found) == {"": "This is an e-mail without a form in it, or anything else to read."}


def test_many_levels_many_parts_and_many_megabytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nested = mail(attached(FORM))
    for _ in range(1200):  # T27
        nested = b"Subject: x\r\nDate: x\r\nContent-Type: message/rfc822\r\n\r\n" + nested
    assert list(codes(contents(tmp_path, nested)).values()) == ["too_deep"]
    many = mail(*[b"Content-Type: a/b\r\n\r\nx"] * 10_000)
    assert codes(contents(tmp_path, many)) == {"": "too_big"}
    monkeypatch.setattr(limits, "MAIL_BYTES", 1000)
    assert codes(contents(tmp_path, mail(attached(FORM)))) == {"": "too_big"}


def test_multiparts_within_each_other_end(tmp_path: Path) -> None:
    data = body("x")
    for number in range(200):
        inner = mail(data, boundary=f"b{number}").partition(b"MIME-Version: 1.0\r\n")[2]
        data = inner
    assert contents(tmp_path, b"From: a\r\nTo: b\r\n" + data).forms == ()


def test_a_mailbox_in_one_file_is_opened(tmp_path: Path) -> None:
    line = b"From jo@example.org Mon Mar  2 09:30:00 2026\n"
    mails = [mail(attached(docx(name)), boundary="same").replace(b"A form", name.encode()) for name in ("one", "two")]
    quoted = mails[1].replace(b"\r\n\r\n", b"\r\n\r\n>From here\r\n", 1)
    data = line + mails[0] + b"\n" + line + quoted
    assert taken(tmp_path, data) == [("one.eml/form.docx", docx("one")), ("two.eml/form.docx", docx("two"))]


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty"), (b"<html>", "html"), (pdf(), "pdf"), (b"\1\2", "unknown")]
)
def test_what_is_called_a_form_and_is_none_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    found = contents(tmp_path, mail(attached(content, 'filename="form.docx"'), attached(content, 'filename="x.bin"')))
    assert codes(found) == {"form.docx": code, "x.bin": "not_a_form"}


def test_halves_that_apple_adds_are_left_out(tmp_path: Path) -> None:
    half = attached(b"\x00\x05\x16\x07", kind="application/applefile")
    assert taken(tmp_path, mail(half, attached(FORM))) == [("form.docx", FORM)]


def test_a_web_page_that_word_saved_is_no_email(tmp_path: Path) -> None:
    (unread,) = contents(tmp_path, mail(body("<p>x</p>", "text/html")), "form.mht").unread
    assert "saved as a web page" in unread.reason
