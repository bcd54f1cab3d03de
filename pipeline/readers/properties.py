"""Custom properties of a package, such as the form id that a blank carries (ECMA-376 Part 1, 22.3)."""

from __future__ import annotations

from pipeline.ooxml.package import Package


def custom_properties(package: Package) -> dict[str, str]:
    """Give the custom properties by name."""
    for relation in package.related(""):
        if relation.kind == "custom-properties" and relation.exists and not relation.external:
            entries = package.xml(relation.target)
            return {entry.get("name", ""): "".join(entry.itertext()) for entry in entries if isinstance(entry.tag, str)}
    return {}
