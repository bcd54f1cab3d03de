"""Open one container, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pipeline.arrivals.container import Container


def open_container(data: bytes, kind: str, passwords: Sequence[str] = ()) -> Container:
    """Open a container; what is in it is unpacked when it is asked for.

    Args:
        data: The whole file.
        kind: One of :data:`pipeline.arrivals.kinds.CONTAINERS`.
        passwords: Tried in turn where one is needed.

    Raises:
        RefusedForm: It is damaged, or asks for too much.
    """
    return _OPENERS[kind](data, passwords)


def _zip(data: bytes, passwords: Sequence[str]) -> Container:
    from pipeline.arrivals.zip import open_zip  # each is loaded when one of its kind is met

    return open_zip(data, passwords)


def _eml(data: bytes, passwords: Sequence[str]) -> Container:
    from pipeline.arrivals.mail.eml import open_eml

    return open_eml(data)


def _mbox(data: bytes, passwords: Sequence[str]) -> Container:
    from pipeline.arrivals.mail.eml import open_mbox

    return open_mbox(data)


def _msg(data: bytes, passwords: Sequence[str]) -> Container:
    from pipeline.arrivals.mail.msg import open_msg

    return open_msg(data)


def _tnef(data: bytes, passwords: Sequence[str]) -> Container:
    from pipeline.arrivals.mail.tnef import open_tnef

    return open_tnef(data)


def _signed(data: bytes, passwords: Sequence[str]) -> Container:
    from pipeline.arrivals.mail.signed import open_signed

    return open_signed(data)


_OPENERS: Final[Mapping[str, Callable[[bytes, Sequence[str]], Container]]] = {
    "zip": _zip, "eml": _eml, "mbox": _mbox, "msg": _msg, "tnef": _tnef, "signed": _signed,
}  # fmt: skip
