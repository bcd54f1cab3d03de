"""What writing into a file means for its signature and its protection: things to say, not reasons to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.findings import Finding, find
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import OFF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.ooxml import Package

_PROTECTED = b"documentProtection"


def restrictions(package: Package) -> tuple[Finding, ...]:
    """Return what has to be said because this Word file is written to.

    A document protection (ECMA-376 Part 1, 17.15.1.29) binds Word, not a program that edits the file; but nobody can
    accept a correction in Word until it is taken off. A signature holds for the bytes that were signed (Part 2, 10).
    """
    return tuple(_found(package))


def _found(package: Package) -> Iterator[Finding]:
    if package.is_signed:
        yield find("signature_broken")
    if _is_protected(package):
        yield find("editing_restricted")


def _is_protected(package: Package) -> bool:
    for link in package.related(package.main_part):
        if link.kind == "settings" and link.exists and _PROTECTED in package.read(link.target):
            settings = package.xml(link.target)
            return any(
                _is_enforced(each.get(W + "enforcement", "0")) for each in settings.iter(W + _PROTECTED.decode())
            )
    return False


def _is_enforced(value: str) -> bool:
    return value.lower() not in OFF
