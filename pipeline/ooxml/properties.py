"""What a package says of itself: custom properties, such as the form id that a blank carries, and when it was saved.

ECMA-376 Part 1, 22.3 and Part 2, 11 (core properties).
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from pipeline.ooxml.package import Package


def custom_properties(package: Package) -> dict[str, str]:
    """Return the custom properties by name; none of a damaged part, since it holds no answer."""
    for relation in package.related(""):
        if relation.kind == "custom-properties" and relation.exists and not relation.external:
            entries = package.sound_xml(relation.target)
            named = () if entries is None else (each for each in entries if isinstance(each.tag, str))
            return {entry.get("name", ""): "".join(entry.itertext()) for entry in named}
    return {}


_MODIFIED: Final = "{http://purl.org/dc/terms/}modified"


def saved_by(package: Package) -> str:
    """Return which program saved a package, by its own word: ``LibreOffice/7.4.7.2``; empty when it doesn't say."""
    for relation in package.related(""):
        if relation.kind == "extended-properties" and relation.exists and not relation.external:
            root = package.sound_xml(relation.target)
            said = () if root is None else root.iterchildren("{*}Application")
            return "".join((each.text or "").strip() for each in said)
    return ""


def last_saved(package: Package) -> str:
    """Return when a package was last saved by its own word: ``2026-03-31T09:30:00``, UTC; empty when it doesn't say."""
    for relation in package.related(""):
        if relation.kind == "core-properties" and relation.exists and not relation.external:
            root = package.sound_xml(relation.target)
            said = () if root is None else root.iterchildren(_MODIFIED)
            return _in_utc("".join((each.text or "").strip() for each in said))
    return ""


def _in_utc(text: str) -> str:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return ""
    utc = moment.astimezone(dt.UTC) if moment.tzinfo else moment
    return utc.replace(tzinfo=None, microsecond=0).isoformat()
