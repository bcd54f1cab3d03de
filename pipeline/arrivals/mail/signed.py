"""Take the e-mail out of a signed one (S/MIME, RFC 8551). Whether the signature holds is not looked at."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from pipeline.arrivals.container import Container, Item, damaged
from pipeline.arrivals.kinds import kind_of
from pipeline.arrivals.mail.eml import open_eml
from pipeline.errors import RefusedForm

_PEM: Final = re.compile(rb"-----(?:BEGIN|END)[^-\r\n]*-----")
_DAMAGED: Final = "The signed e-mail is damaged."

OUT_OF_REACH: Final = RefusedForm(
    "The e-mail is encrypted, and can be opened only by those it was sent to.",
    remedy="Open it in your e-mail program and save the form that is attached to it here.",
    code="encrypted",
)


def open_signed(data: bytes) -> Container:
    """Open a signed e-mail.

    Raises:
        RefusedForm: It is damaged, or encrypted.
    """
    content = _content(data)
    if content is None:
        return Container(what="a signature", items=(), is_wrapping=True)
    if kind_of(content) == "eml":
        return open_eml(content)
    return Container(what="a signed file", items=(Item(name="content", read=lambda: content),))


def _content(data: bytes) -> bytes | None:
    """Return what was signed; ``None`` for a signature that is beside it."""
    from asn1crypto import cms  # only where one is met

    try:
        info = cms.ContentInfo.load(_binary(data))
        kind = info["content_type"].native
        if kind == "signed_data":
            found = info["content"]["encap_content_info"]["content"].native
            return bytes(found) if isinstance(found, bytes) else None
    except Exception:  # noqa: BLE001 - it raises whatever its parser does; the chain could quote the file
        raise damaged(_DAMAGED) from None
    if kind in ("enveloped_data", "encrypted_data", "authenticated_enveloped_data"):
        raise RefusedForm(OUT_OF_REACH.what, remedy=OUT_OF_REACH.remedy, code=OUT_OF_REACH.code)
    raise damaged("The signed e-mail is of a kind that can't be read here.")


def _binary(data: bytes) -> bytes:
    if data.startswith(b"\x30"):
        return data
    try:
        return base64.b64decode(_PEM.sub(b"", data))
    except binascii.Error:
        return data
