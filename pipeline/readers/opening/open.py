"""Open a file of any age: take its protection off, convert an older format. What comes out is today's Word or Excel."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.errors import RefusedForm
from pipeline.findings import Finding, find
from pipeline.ooxml.archive import Archive
from pipeline.ooxml.package import Package
from pipeline.patterns import pattern
from pipeline.readers.outside import linked_by_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HEAD_BYTES: Final = 64
"""What :func:`may_be_older` needs to see of a file."""

_MAY_BE_PROTECTED: Final = frozenset({"encrypted", "doc", "xls", "odt", "ods"})
_COMPOUND_MARK: Final = b"\xd0\xcf\x11\xe0"
_VBA_PROJECT: Final = "_VBA_PROJECT".encode("utf-16-le")
_RTF_BOX: Final = pattern(rb"FORMCHECKBOX\b")
_RTF_BOX_STATE: Final = pattern(rb"\\fftype1\b")


class Opening(Struct, frozen=True, kw_only=True):
    """How files are opened.

    Attributes:
        passwords: Tried in turn on protected files.
        refuse_macros: Refuse files that carry macros, which are never run.
        refuse_external: Refuse files that take something from elsewhere, which is never fetched.
    """

    passwords: tuple[str, ...] = ()
    refuse_macros: bool = False
    refuse_external: bool = False

    def __repr__(self) -> str:
        """Passwords are never shown."""
        return f"Opening(refuse_macros={self.refuse_macros}, refuse_external={self.refuse_external})"


AS_IT_COMES: Final = Opening()
"""No password, macros let through."""


class OpenedForm(Struct, frozen=True, kw_only=True, dict=True):
    """A file that was opened.

    Attributes:
        content: It without protection, in today's format. A file of no kind that is known here stays as it is.
        older: The format it was converted from: ``doc``, ``odt``, ``rtf``, ``xls``, ``ods``; else empty.
        password: The one that opened it; ``None`` when it needed none.
        findings: What opening it changed.
    """

    content: bytes
    older: str = ""
    password: str | None = None
    findings: tuple[Finding, ...] = ()

    @cached_property
    def package(self) -> Package:
        """Its parts.

        Raises:
            RefusedForm: As for :meth:`~pipeline.ooxml.package.Package.open`.
        """
        return Package.open(self.content)

    def __repr__(self) -> str:
        """Neither the password nor what people wrote is ever shown."""
        return f"OpenedForm(older={self.older!r}, findings={self.findings!r})"


def may_be_older(head: bytes) -> bool:
    """Guess from the first :data:`HEAD_BYTES` of a file whether LibreOffice is needed to open it; true in doubt."""
    open_document = head.startswith(b"PK") and head[30:38] == b"mimetype"
    return open_document or head.startswith(_COMPOUND_MARK) or b"{\\rtf" in head


def open_form(data: bytes, opening: Opening = AS_IT_COMES) -> OpenedForm:
    """Open one file.

    Raises:
        RefusedForm: It can't be decrypted or converted, or carries macros and those are refused.
    """
    opened = open_forms({"": data}, opening)[""]
    if isinstance(opened, RefusedForm):
        raise opened
    return opened


def open_forms(
    files: Mapping[str, bytes],
    opening: Opening = AS_IT_COMES,
) -> dict[str, OpenedForm | RefusedForm]:
    """Open many files; older formats are converted in as few starts of LibreOffice as can be.

    Args:
        files: Whole files by any key.
        opening: How they are opened.

    Returns:
        Each file opened, or why it can't be, by the same keys.
    """
    opened: dict[str, OpenedForm | RefusedForm] = {}
    for key, data in files.items():
        try:
            opened[key] = _unprotected(data, opening)
        except RefusedForm as refused:
            opened[key] = refused
    older = {key: form for key, form in opened.items() if isinstance(form, OpenedForm) and form.older}
    opened |= _converted(older) if older else {}
    return {key: _unless_external(form) for key, form in opened.items()} if opening.refuse_external else opened


def _unless_external(form: OpenedForm | RefusedForm) -> OpenedForm | RefusedForm:
    """Refuse a form that takes something from elsewhere; what can't be read says so when it is read."""
    from pipeline.readers.read_package import read_package  # most forms are opened without being read here

    if isinstance(form, RefusedForm):
        return form
    try:
        found = (*form.findings, *read_package(form.package).findings)
    except RefusedForm:
        return form
    if not any(finding.code == "external_link" for finding in found):
        return form
    return RefusedForm(
        "The form takes something from elsewhere, and such forms are refused.",
        remedy="Break its links in Word (File, Info, Edit Links to Files), or process it without --refuse-external.",
        code="external_link",
    )


def _unprotected(data: bytes, opening: Opening) -> OpenedForm:
    """Take the protection off, and tell what there is to convert."""
    content, kind, password = data, _kind(data), None
    if kind in _MAY_BE_PROTECTED:
        from pipeline.readers.opening.encrypted import decrypt, is_protected

        if is_protected(kind, content):
            content, password = decrypt(kind, content, opening.passwords)
            kind = _kind(content)
    if opening.refuse_macros and _has_macros(kind, content):
        raise RefusedForm(
            "The form carries macros, and forms with macros are refused.",
            remedy="Save it as .docx or .xlsx, which leaves them out, or process it without --refuse-macros.",
            code="macros",
        )
    if kind == "rtf" and len(_RTF_BOX.findall(content)) > len(_RTF_BOX_STATE.findall(content)):
        # LibreOffice writes check boxes to .rtf like that; it would read every one of them as not ticked.
        raise RefusedForm(
            "This is a Rich Text document (.rtf) with check boxes whose state was not saved in it.",
            remedy="Save the form as .docx, .odt or .doc, or tick the boxes again there.",
            code="box_states_lost",
        )
    return OpenedForm(content=content, older=_older(kind), password=password)


def _older(kind: str) -> str:
    """Return a kind that is converted; empty for all others."""
    if kind == "ooxml":
        return ""
    from pipeline.readers.opening.older_formats import OLDER  # nearly every file is today's

    return kind if kind in OLDER else ""


def _kind(data: bytes) -> str:
    """Tell the kind as :func:`sniff` does, with a short way for nearly every file."""
    plain = data.startswith(b"PK") and data[30:38] != b"mimetype" and b"[Content_Types].xml" in data
    if plain:
        return "ooxml"
    from pipeline.ooxml.file_kind import sniff  # as below

    return sniff(data)


def _has_macros(kind: str, data: bytes) -> bool:
    if kind in ("doc", "xls"):
        return _VBA_PROJECT in data  # name of the storage ([MS-OVBA] 2.2.1)
    if kind in ("odt", "ods"):
        names = (member.name for member in Archive(data).members)
        modules = (name for name in names if name.startswith(("Basic/", "Scripts/")))
        return any(not name.endswith(("-lb.xml", "-lc.xml", "/")) for name in modules)
    return kind == "ooxml" and Package.open(data).has_macros


def _converted(older: Mapping[str, OpenedForm]) -> dict[str, OpenedForm | RefusedForm]:
    from pipeline.readers.opening.calc_words import with_all_words
    from pipeline.readers.opening.convert import convert_many
    from pipeline.readers.opening.grouped_rows import with_grouped_rows
    from pipeline.readers.opening.links_cut import without_links

    words = {key: with_all_words(form.older, form.content) for key, form in older.items()}
    whole = {key: with_grouped_rows(form.older, words[key]) for key, form in older.items()}
    cut = {key: without_links(form.older, whole[key]) for key, form in older.items()}
    results = convert_many({key: (form.older, cut[key].content) for key, form in older.items()})
    return {
        key: result if isinstance(result, RefusedForm) else _renewed(older[key], result, cut[key].linked)
        for key, result in results.items()
    }


def _renewed(form: OpenedForm, content: bytes, linked: Iterable[str]) -> OpenedForm:
    from pipeline.readers.opening.older_formats import OLDER  # as above

    findings = [find("converted", kind=OLDER[form.older].label), *linked_by_fields(linked)]
    return OpenedForm(content=content, older=form.older, password=form.password, findings=tuple(findings))
