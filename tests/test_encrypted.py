"""Protected forms: opened with the passwords of a file, given back protected, and never a word of a password."""

from __future__ import annotations

import functools
import hashlib
import io
import logging
import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted

from pipeline.cli.main import main
from pipeline.errors import CannotWrite, RefusedForm
from pipeline.ooxml.file_kind import sniff
from pipeline.readers import Opening, open_form, read_document
from pipeline.readers.opening import convert
from pipeline.writers.word.protect import protect
from tests.archives import compound, open_document
from tests.formbuilder import CompletedForm, document, paragraph
from tests.libreoffice import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("bare_registers")

FORM = document(*(paragraph(hashlib.sha256(bytes([number])).hexdigest()) for number in range(100)))
TINY = document(paragraph("Hello"))
WRONG = "not this one"
sha1 = functools.partial(hashlib.sha1, usedforsecurity=False)


def standard_encrypted(package: bytes, password: str) -> bytes:
    """Encrypt as Word 2007 did: AES-128 in blocks, one hash ([MS-OFFCRYPTO] 2.3.4.5 to 2.3.4.9)."""
    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    key = sha1(salt + password.encode("utf-16-le")).digest()
    for number in range(50_000):
        key = sha1(struct.pack("<I", number) + key).digest()
    final = sha1(key + bytes(4)).digest().ljust(64, b"\x00")
    key = sha1(bytes(byte ^ 0x36 for byte in final)).digest()[:16]

    def locked(plain: bytes) -> bytes:
        aes = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - as the format has it
        return aes.update(plain.ljust(-(-len(plain) // 16) * 16, b"\x00")) + aes.finalize()

    provider = "Microsoft Enhanced RSA and AES Cryptographic Provider\x00".encode("utf-16-le")
    header = struct.pack("<8I", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + provider
    proof = struct.pack("<I", 16) + salt + locked(verifier) + struct.pack("<I", 20)
    proof += locked(sha1(verifier).digest())
    description = struct.pack("<HHII", 3, 2, 0x24, len(header)) + header + proof
    return _container(struct.pack("<Q", len(package)) + locked(package), description)


def _container(package: bytes, description: bytes) -> bytes:
    made = io.BytesIO()
    ECMA376Encrypted(package, description).write_to(made)
    return made.getvalue()


def endless(package: bytes) -> bytes:
    """Make a file that asks for nearly a million rounds of hashing."""
    usual = b'spinCount="100000" saltSize'
    protected = protect(package, PASSWORD)
    assert usual in protected
    return protected.replace(usual, b'spinCount="999999" saltSize')


def refusal(data: bytes, *passwords: str) -> RefusedForm:
    with pytest.raises(RefusedForm) as refused:
        read_document(data, opening=Opening(passwords=passwords))
    return refused.value


@pytest.mark.parametrize("encrypt", [protect, standard_encrypted])
class TestWordFiles:
    def test_the_password_that_fits_opens_it(self, encrypt) -> None:  # type: ignore[no-untyped-def]
        protected = encrypt(FORM, PASSWORD)
        assert sniff(protected) == "encrypted"
        assert read_document(protected, opening=Opening(passwords=(WRONG, PASSWORD))).text == read_document(FORM).text
        assert open_form(protected, Opening(passwords=(WRONG, PASSWORD))).password == PASSWORD

    def test_wrong_and_missing_passwords_are_told_apart(self, encrypt) -> None:  # type: ignore[no-untyped-def]
        protected = encrypt(FORM, PASSWORD)
        assert refusal(protected).code == "encrypted"
        assert "--password-file, or save it in Word or Excel without one" in str(refusal(protected))
        assert str(refusal(protected, WRONG)).startswith(
            "The form is protected with a password, and the password given does not fit."
        )
        assert "none of the passwords given fits" in str(refusal(protected, WRONG, "nor this"))
        assert refusal(protected, WRONG).code == "wrong_password"


def test_what_excel_opens_without_asking_needs_no_password() -> None:
    opened = open_form(protect(FORM, "VelvetSweatshop"))
    assert opened.content == FORM
    assert opened.password is None


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (compound(["EncryptedPackage", "\x06DataSpaces", "DRMEncryptedTransform"]), "rights_managed", "rights"),
        (compound(["EncryptedPackage"]), "encryption_unknown", "damaged"),
        (
            _container(b"12345678" * 10, struct.pack("<HHI", 4, 3, 0) + bytes(40)),
            "encryption_unknown",
            "not known here",
        ),
        (endless(FORM), "encryption_unknown", "password in a way that is not known here"),
        (protect(FORM, PASSWORD)[:3000], "encryption_unknown", "damaged"),
    ],
    ids=["rights management", "no description", "extensible encryption", "a million rounds", "cut off"],
)
def test_other_protection_says_which(data: bytes, code: str, words: str) -> None:
    refused = refusal(data, PASSWORD)
    assert refused.code == code
    assert words in str(refused)
    assert "\n" not in str(refused)


def test_a_damaged_open_document_is_refused_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by mutating files: what Python's own zip reader says of these must not come out."""
    monkeypatch.setattr(convert, "find_libreoffice", lambda: None)
    whole = open_document({"content.xml": "<a/>" * 500})
    directory = whole.rindex(b"PK\x01\x02")
    for at in range(directory, len(whole)):
        mutated = whole[:at] + b"\xff" + whole[at + 1 :]
        assert isinstance(refusal(mutated), RefusedForm)


@pytest.mark.integration
class TestFromLibreOffice:
    @pytest.mark.parametrize("name", ["locked.doc", "locked.xls"])
    def test_old_formats_say_which_password_fails(self, from_libreoffice: Path, name: str) -> None:
        protected = (from_libreoffice / name).read_bytes()
        assert refusal(protected).code == "encrypted"
        assert refusal(protected, WRONG).code == "wrong_password"

    def test_open_document_names_the_way_out(self, from_libreoffice: Path) -> None:
        refused = refusal((from_libreoffice / "locked.odt").read_bytes(), PASSWORD)
        assert "Open it in LibreOffice and save it without a password" in str(refused)


def test_what_cannot_be_protected_is_not_written() -> None:
    with pytest.raises(CannotWrite, match="can't be given it"):
        protect(b"no package" * 1000, PASSWORD)
    with pytest.raises(CannotWrite, match="can't be given it"):
        protect(TINY, PASSWORD)
    assert protect(FORM, None) is FORM


class TestCommands:
    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        (tmp_path / "input").mkdir()
        form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "1/2/2011")
        form.put("date_completed", "3/3/2026").factor("sen", "5")
        (tmp_path / "input" / "a.docx").write_bytes(protect(form.bytes(), PASSWORD))
        (tmp_path / "passwords.txt").write_text(f"{WRONG}\n\n{PASSWORD}\r\n", "utf-8")
        (tmp_path / "passwords.txt").chmod(0o600)
        monkeypatch.chdir(tmp_path)
        return tmp_path

    def test_a_protected_form_comes_back_protected(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        assert main(["process", "--password-file", "passwords.txt", "--day", "2026-11-22"]) == 0
        written = (folder / "output" / "a.docx").read_bytes()
        assert sniff(written) == "encrypted"
        assert refusal(written).code == "encrypted"
        assert "TOTAL Score\n10" in read_document(written, opening=Opening(passwords=(PASSWORD,))).text
        printed = capfd.readouterr()
        assert PASSWORD not in printed.out + printed.err
        assert main(["process", "--password-file", "passwords.txt", "--day", "2026-11-22"]) == 0
        assert (folder / "output" / "a.docx").read_bytes() == written  # unchanged, so not encrypted anew

    @pytest.mark.parametrize(
        ("passwords", "words"), [(None, "Give the password with --password-file"), (WRONG, "does not fit")]
    )
    def test_a_refusal_is_one_line_and_exit_code_3(
        self, folder: Path, capfd: pytest.CaptureFixture[str], passwords: str | None, words: str
    ) -> None:
        option = []
        if passwords is not None:
            (folder / "passwords.txt").write_text(passwords)
            option = ["--password-file", "passwords.txt"]
        assert main(["read", "input/a.docx", *option]) == 3
        printed = capfd.readouterr()
        assert printed.out == ""
        assert words in printed.err
        assert len(printed.err.splitlines()) == 1
        assert WRONG not in printed.err

    @pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
    def test_a_password_file_that_all_can_read_is_said(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        (folder / "passwords.txt").chmod(0o644)
        assert main(["show", "input/a.docx", "--password-file", "passwords.txt"]) == 0
        assert "Anyone on this computer can read the password file" in capfd.readouterr().err


@pytest.fixture
def everything_logged() -> Iterator[io.StringIO]:
    """Log all there is, as a program that wordform is part of may do."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield log
    root.removeHandler(handler)
    root.setLevel(before)


def test_passwords_stand_in_no_log_message_or_representation(everything_logged: io.StringIO) -> None:
    opening = Opening(passwords=(WRONG, PASSWORD))
    opened = open_form(protect(FORM, PASSWORD), opening)
    said = everything_logged.getvalue() + repr(opening) + repr(opened) + str(refusal(protect(FORM, PASSWORD), WRONG))
    assert PASSWORD not in said
    assert WRONG not in said


def test_encryption_is_that_of_word() -> None:
    """Keys and salts are new each time; the file declares AES-256 with SHA-512 and 100,000 rounds."""
    first, second = protect(FORM, PASSWORD), protect(FORM, PASSWORD)
    assert first != second
    assert b'keyBits="256"' in first
    assert b'hashAlgorithm="SHA512"' in first
