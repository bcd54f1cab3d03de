"""The kind that a Word file says it is, made to suit its suffix: Word opens no file whose two don't agree."""

from __future__ import annotations

from typing import Final

from pipeline.errors import RefusedForm
from pipeline.ooxml import Package
from pipeline.ooxml.names import TYPES_PART

_DOCUMENT: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_WITH_MACROS: Final = "application/vnd.ms-word.document.macroEnabled.main+xml"
_KINDS: Final = frozenset(
    {
        _DOCUMENT,
        _WITH_MACROS,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    }
)


def suits(package: Package, suffix: str) -> bool:
    """Return whether a Word file's kind agrees with ``suffix``, as it mostly does; other files stay as they are."""
    now = package.content_type(package.main_part)
    return now == _wanted(suffix) or now not in _KINDS


def _wanted(suffix: str) -> str:
    return _WITH_MACROS if suffix.lower() == ".docm" else _DOCUMENT


def suit_suffix(document: bytes, suffix: str) -> bytes:
    """Make a document of a template, and of either the kind that goes with ``suffix``; most files stay as they are.

    Args:
        document: A Word file.
        suffix: ``.docx`` or ``.docm``.

    Raises:
        RefusedForm: It carries macros, and the suffix is not ``.docm``.
    """
    package = Package.open(document)
    if suits(package, suffix):
        return document
    now, wanted = package.content_type(package.main_part), _wanted(suffix)
    if package.has_macros and wanted == _DOCUMENT:
        raise RefusedForm(
            "The form carries macros, but its name doesn't say so, and Word would not open the document.",
            remedy="Rename the form so that it ends in .docm.",
            code="macros_misnamed",
        )
    types = package.read(TYPES_PART).replace(now.encode(), wanted.encode())
    return package.rewritten({TYPES_PART: types})
