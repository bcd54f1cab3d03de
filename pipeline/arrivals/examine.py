"""Look through one file that arrived: the forms in it, and what is not read and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from pipeline.arrivals import limits
from pipeline.arrivals.container import Container, Item, OverBounds, too_much
from pipeline.arrivals.contents import Contents, Member, Unread, refused
from pipeline.arrivals.kinds import CONTAINERS, FORMS, HEAD_BYTES, kind_of, needs_all
from pipeline.arrivals.mail.logos import is_missed
from pipeline.arrivals.names import named
from pipeline.arrivals.no_file import no_file
from pipeline.arrivals.not_forms import is_told_by_name, not_a_form
from pipeline.arrivals.open import open_container
from pipeline.cases.naming import is_form_by_name
from pipeline.errors import RefusedForm
from pipeline.files import patiently, unreadable
from pipeline.ooxml.file_kind import REFUSED_KINDS, refusal
from pipeline.windows import is_in_the_cloud_only, within_reach


def examine(path: Path, passwords: Sequence[str] = ()) -> Contents:
    """Look through a file.

    Args:
        path: The file, whose name need not tell what it is.
        passwords: Tried in turn on archives that need one.
    """
    path = within_reach(path)
    if not path.is_file():
        return no_file(path)
    if is_told_by_name(path.name) and _is_costly(path):
        return _only(not_a_form("unknown", b"", path.name))
    try:
        data = _as_far_as_needed(path)
        kind = kind_of(data, path.name)
        if kind in CONTAINERS:
            return _looked_through(data, kind, passwords)
    except OSError as error:
        return Contents(unread=(refused(unreadable(path, error)),), is_container=True, is_open=False)
    except RefusedForm as error:
        return Contents(unread=(refused(error),), is_container=True, is_open=False)
    return Contents(is_form=True) if kind in FORMS else _only(not_a_form(kind, data, path.name))


def _as_far_as_needed(path: Path) -> bytes:
    """Read a file; of one whose first bytes say that it is nothing to look into, those."""
    with patiently(lambda: path.open("rb")) as file:
        head = file.read(HEAD_BYTES)
        kind = "" if needs_all(head) else kind_of(head, path.name)
        is_large = _is_large(path)
        if kind not in {"", "pdf", *CONTAINERS} or (kind == "pdf" and is_large):
            return head
        if is_large:
            raise RefusedForm(
                f"The file is larger than {limits.FILE_BYTES // limits.MEGABYTE} MB, so it was not opened.",
                remedy="If forms are in it, open it yourself and put them here.",
                code="too_big",
            )
        return head + file.read(limits.FILE_BYTES)


def _is_costly(path: Path) -> bool:
    """Return whether reading a file takes long: it is large, or its bytes have to come from the cloud."""
    return is_in_the_cloud_only(path) or _is_large(path)


def _is_large(path: Path) -> bool:
    try:
        return path.stat().st_size > limits.FILE_BYTES
    except OSError:
        return False


def _only(unread: Unread, *, is_container: bool = False) -> Contents:
    return Contents(unread=(unread,), is_container=is_container)


def _looked_through(data: bytes, kind: str, passwords: Sequence[str]) -> Contents:
    container = open_container(data, kind, passwords)
    found = list(_Look(passwords).through(container, "", "", [_digest(data)]))
    forms = tuple(each for each in found if isinstance(each, Member))
    unread = tuple(each for each in found if isinstance(each, Unread))
    if not found:
        return _only(_without_anything(container), is_container=True)
    return Contents(forms=forms, unread=unread, is_container=True)


def _without_anything(container: Container) -> Unread:
    reason = f"This is {container.what} without a form in it, or anything else to read."
    return Unread(reason=reason, remedy="If a form was meant to be in it, ask for it again.")


class _Look:
    """One look through a container and all that is in it; it counts what that takes."""

    def __init__(self, passwords: Sequence[str]) -> None:
        self._passwords = passwords
        self._items = 0
        self._bytes = 0

    def through(self, container: Container, before: str, sent: str, around: list[str]) -> Iterator[Member | Unread]:
        """Return what is in a container.

        Args:
            container: Opened.
            before: Its own name with a ``/``; empty for the outermost one.
            sent: When the e-mail around it was sent.
            around: Digests of the containers that it is in, and of itself.

        Raises:
            OverBounds: It asks for too much.
        """
        self._items += len(container.items)
        if self._items > limits.ITEMS:
            raise too_much(f"more than {limits.ITEMS:,} things", OverBounds)
        for name, item in named(container.items):
            try:
                yield from self._at(item, before + name, container.sent or sent, around)
            except OverBounds:
                raise
            except RefusedForm as error:
                yield refused(error, before + name)

    def _at(self, item: Item, name: str, sent: str, around: list[str]) -> Iterator[Member | Unread]:
        if item.unread is not None:
            yield replace(item.unread, name=name)
        elif item.inside is not None:
            _check_depth(around)
            yield from self._into(item.inside(), name, sent, [*around, ""])
        elif item.read is not None:
            yield from self._bytes_of(item, item.read(), name, sent, around)

    def _bytes_of(self, item: Item, data: bytes, name: str, sent: str, around: list[str]) -> Iterator[Member | Unread]:
        self._bytes += len(data)
        if self._bytes > limits.TOTAL_BYTES:
            raise too_much(f"more than {limits.TOTAL_BYTES // limits.MEGABYTE} MB when unpacked", OverBounds)
        kind, digest = item.kind_of(data, name), _digest(data)
        if kind in CONTAINERS:
            _check_depth(around)
            if digest in around:
                raise too_much("itself")
            yield from self._into(open_container(data, kind, self._passwords), name, sent, [*around, digest])
        elif kind in FORMS:
            yield Member(name=name, sha256=digest, size=len(data), kind=kind, sent=sent, written=item.written)
        elif is_form_by_name(name):
            raise refusal(kind if kind in REFUSED_KINDS else "unknown")
        elif is_missed(name.rpartition("/")[2], kind, is_inline=item.is_inline):
            yield replace(not_a_form(kind, data, name), name=name)

    def _into(self, container: Container, name: str, sent: str, around: list[str]) -> Iterator[Member | Unread]:
        is_empty = True
        for found in self.through(container, f"{name}/", sent, around):
            is_empty = False
            yield found
        if is_empty and not container.is_wrapping:
            yield replace(_without_anything(container), name=name)


def _check_depth(around: Sequence[str]) -> None:
    if len(around) >= limits.DEPTH:
        raise RefusedForm(
            f"It lies in more than {limits.DEPTH} e-mails or archives, one within the other.",
            remedy="Open the innermost one yourself and put the forms in it here.",
            code="too_deep",
        )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
