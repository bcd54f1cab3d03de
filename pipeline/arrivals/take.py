"""Take one form out of the container that it came in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipeline.arrivals import limits
from pipeline.arrivals.container import ASK_AGAIN, Container, Item
from pipeline.arrivals.contents import Member
from pipeline.arrivals.kinds import kind_of
from pipeline.arrivals.names import named
from pipeline.arrivals.open import open_container
from pipeline.errors import RefusedForm
from pipeline.files import look_of, patiently
from pipeline.ooxml.archive import Archive
from pipeline.windows import within_reach

_ZIPPED: Final = frozenset({"ooxml", "odt", "ods"})


class Taker:
    """Takes forms out of containers; the last one stays open, since the next form often lies in it too."""

    def __init__(self, passwords: Sequence[str] = ()) -> None:
        self._passwords = passwords
        self._open: tuple[str, str, Container] | None = None

    def take(self, path: Path, member: Member) -> bytes:
        """Return the bytes of a form.

        Raises:
            RefusedForm: It isn't there any more, or came damaged.
            OSError: The container can't be read.
        """
        name, container = member.name, self._outermost(path)
        while True:
            found, item = _toward(container, name)
            if found == name:
                break
            container, name = self._opened(item, found), name[len(found) + 1 :]
        assert item.read is not None  # noqa: S101 - what has no bytes is no form
        content = item.read()
        if member.kind in _ZIPPED:
            _check(content)
        return content

    def _outermost(self, path: Path) -> Container:
        place, look = str(path), look_of(path)
        if self._open is None or self._open[:2] != (place, look):
            self._open = None
            with patiently(lambda: within_reach(path).open("rb")) as file:
                data = file.read(limits.FILE_BYTES)
            self._open = place, look, open_container(data, kind_of(data, path.name), self._passwords)
        return self._open[2]

    def _opened(self, item: Item, name: str) -> Container:
        if item.inside is not None:
            return item.inside()
        assert item.read is not None  # noqa: S101 - as above
        data = item.read()
        return open_container(data, item.kind_of(data, name), self._passwords)


def _toward(container: Container, name: str) -> tuple[str, Item]:
    """Return the thing in a container that is a form, or has it within."""
    for found, item in named(container.items):
        if found == name or (name.startswith(f"{found}/") and item.unread is None):
            return found, item
    raise RefusedForm(
        "It is no longer in the file that it came in.", remedy="Run again.", code="changed_meanwhile"
    )  # fmt: skip


def _check(content: bytes) -> None:
    """Refuse a form that was damaged on its way: each part has a checksum.

    Raises:
        RefusedForm: It was.
    """
    archive = Archive(content)
    try:
        for part in archive.members:
            archive.read(part)
    except RefusedForm as error:
        if error.code == "too_big":
            return
        raise RefusedForm(
            "The form came damaged: a checksum in it is wrong.", remedy=ASK_AGAIN, code="damaged"
        ) from None
