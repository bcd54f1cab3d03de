"""Open a .zip within bounds; members with a password on them are tried with those that were given.

Sizes and structure are checked by :mod:`pipeline.ooxml.archive` before anything is unpacked. What is not deflated
plainly is left to pyzipper (AES) or the standard library, which are imported when that is met.
"""

from __future__ import annotations

import io
import struct
import time
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

from pipeline.arrivals import limits
from pipeline.arrivals.container import ASK_AGAIN, Container, Item, damaged, too_much
from pipeline.arrivals.contents import Unread
from pipeline.arrivals.names import leads_out
from pipeline.errors import RefusedForm
from pipeline.ooxml.archive import Archive, Member
from pipeline.ooxml.limits import PART_BYTES
from pipeline.ooxml.zip_records import CENTRAL, DEFLATED, FLAG_ENCRYPTED, STORED, extra_fields

if TYPE_CHECKING:
    from zipfile import ZipInfo

_AES: Final = 99
_UNICODE_NAME: Final = 0x7075
_TIMES: Final = 0x5455
_LOCKED: Final = "The zip has a password on it."
_NONE_FITS: Final = "The zip has a password on it, and none of those given fits."
_UNLOCK: Final = "Put its password into the file that --password-file names, one a line, or unpack it here."


class _Opened(Protocol):
    """What :mod:`zipfile` and pyzipper have in common."""

    def open(self, name: ZipInfo, *, pwd: bytes | None = None) -> IO[bytes]: ...

    def infolist(self) -> list[ZipInfo]: ...


def open_zip(data: bytes, passwords: Sequence[str] = ()) -> Container:
    """Open a zip.

    Raises:
        RefusedForm: It is damaged, or asks for too much.
    """
    try:
        archive = Archive(data)
    except RefusedForm as error:
        raise _of_a_zip(error) from None
    reader = _Reader(data, archive, passwords)
    members = [member for member in archive.members if not member.is_folder]
    return Container(what="an archive", items=tuple(map(reader.item, members)))


def _of_a_zip(error: RefusedForm) -> RefusedForm:
    """Say of a zip what is said of a form."""
    if error.code == "too_big":
        return too_much("far more, unpacked, than any archive of forms")
    return damaged("The zip is cut off: its end is missing." if error.code == "truncated" else "The zip is damaged.")


class _Reader:
    """Unpacks the members of one zip."""

    def __init__(self, data: bytes, archive: Archive, passwords: Sequence[str]) -> None:
        self._data, self._archive = data, archive
        self._passwords = [each for password in passwords for each in _encoded(password)]
        self._other: _Opened | None = None

    def item(self, member: Member) -> Item:
        name = _name(member)
        if leads_out(name):
            return Item(name=name, unread=_TRICK)
        return Item(name=name, read=lambda: self._read(member), written=_time(member))

    def _read(self, member: Member) -> bytes:
        if member.size > PART_BYTES:
            raise RefusedForm(
                f"It is larger than {PART_BYTES // limits.MEGABYTE} MB when unpacked.", remedy=ASK_AGAIN, code="too_big"
            )
        if member.flags & FLAG_ENCRYPTED:
            return self._decrypted(member)
        if member.method not in (STORED, DEFLATED):
            return self._by_other(member, None)
        try:
            return self._archive.read(member)
        except RefusedForm:
            raise damaged("It is damaged inside the zip.") from None

    def _decrypted(self, member: Member) -> bytes:
        if not self._passwords:
            raise RefusedForm(_LOCKED, remedy=_UNLOCK, code="encrypted")
        for number, password in enumerate(self._passwords):
            try:
                content = self._by_other(member, password)
            except (_WrongPassword, RefusedForm):  # a wrong one may pass for right until the checksum
                continue
            self._passwords.insert(0, self._passwords.pop(number))  # the others most likely have the same
            return content
        raise RefusedForm(_NONE_FITS, remedy=_UNLOCK, code="wrong_password")

    def _by_other(self, member: Member, password: bytes | None) -> bytes:
        """Unpack a member that is encrypted or packed in a rarer way.

        Raises:
            RefusedForm: It is damaged, or packed in a way that nobody here knows.
            _WrongPassword: It is encrypted with another one.
        """
        try:
            opened = self._opened()
            entry = next(each for each in opened.infolist() if _place_of(each) == self._place(member))
            with opened.open(entry, pwd=password) as stream:
                content = stream.read(member.size + 1)
        except NotImplementedError:
            raise RefusedForm(
                "It is packed in a way that can't be read here.",
                remedy="Unpack the zip and put the forms in it here.",
                code="packing_unknown",
            ) from None
        except RuntimeError:
            raise _WrongPassword from None
        except Exception:  # noqa: BLE001 - it raises whatever its unpackers do
            raise damaged("It is damaged inside the zip.") from None
        if len(content) != member.size:
            raise damaged("It is damaged inside the zip.")
        return content

    def _place(self, member: Member) -> tuple[int, int]:
        return member.offset, member.crc

    def _opened(self) -> _Opened:
        if self._other is None:
            import pyzipper

            self._other = pyzipper.AESZipFile(io.BytesIO(self._data))
        return self._other


class _WrongPassword(Exception):
    """A password does not fit."""


_TRICK: Final = Unread(
    reason="Its path in the archive leads out of the folder that it would be unpacked into.",
    remedy="Don't unpack it; ask the sender what it is.",
    code="path_trick",
)


def _encoded(password: str) -> Iterator[bytes]:
    """Return the bytes that programs make of a password: most take UTF-8, Windows its own code pages."""
    if not password:
        return
    yield password.encode()
    if not password.isascii():
        for code_page in ("cp1252", "cp850"):
            try:
                yield password.encode(code_page)
            except UnicodeEncodeError:
                continue


def _place_of(entry: ZipInfo) -> tuple[int, int]:
    return entry.header_offset, entry.CRC


def _name(member: Member) -> str:
    """Return the name of a member; some programs give it in Unicode beside the one of an old code page."""
    at = CENTRAL.size + len(_raw_name(member))
    for kind, body in extra_fields(member.central[at : at + _lengths(member)[1]]):
        if kind == _UNICODE_NAME and len(body) > 5 and body[1:5] == struct.pack("<L", zlib.crc32(_raw_name(member))):
            return body[5:].decode("utf-8", "replace")
    return member.name


def _raw_name(member: Member) -> bytes:
    return member.central[CENTRAL.size : CENTRAL.size + _lengths(member)[0]]


def _lengths(member: Member) -> tuple[int, int]:
    fields: tuple[Any, ...] = CENTRAL.unpack_from(member.central)
    return int(fields[10]), int(fields[11])


def _time(member: Member) -> float:
    """Return the time of a member: in UTC where the zip has it so, else as the clock on the wall here."""
    at, (name, extra) = CENTRAL.size, _lengths(member)
    for kind, body in extra_fields(member.central[at + name : at + name + extra]):
        if kind == _TIMES and len(body) >= 5 and body[0] & 1:
            return float(struct.unpack_from("<l", body, 1)[0])
    clock, day = CENTRAL.unpack_from(member.central)[5:7]
    moment = ((day >> 9) + 1980, day >> 5 & 15, day & 31, clock >> 11, clock >> 5 & 63, (clock & 31) * 2, 0, 0, -1)
    try:
        return time.mktime(moment)
    except (OverflowError, ValueError):
        return 0.0
