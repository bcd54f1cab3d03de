"""What makes a Word file a blank of ours: form id and version in its properties, the look of prompts, protection."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final

from lxml import etree

from pipeline.mapping.places import FORM_PROPERTY, VERSION_PROPERTY
from pipeline.ooxml.names import (
    CONTENT_TYPES,
    CUSTOM_PROPERTIES_NS,
    R_NS,
    RELATIONSHIPS,
    TYPES_PART,
    VARIANT_TYPES_NS,
    W,
)
from pipeline.writers.blank.controls import PROMPT_STYLE, element

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.mapping import Mapping
    from pipeline.ooxml import Package

_CORE_NAMESPACES: Final[dict[str | None, str]] = {
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
"""Those that a program needs to write when it saved the file."""
_PROPERTIES_PART: Final = "docProps/custom.xml"
_PROPERTIES_TYPE: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PROPERTY_SET: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set that properties of one's own belong to ([MS-OSHARED] 2.3.3.2.2)."""
_RELATIONS_PART: Final = "_rels/.rels"
_BEFORE_PROTECTION: Final = frozenset(
    W + name
    for name in (
        *("writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime"),
        *("doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText"),
        *("printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts", "embedSystemFonts"),
        *("saveSubsetFonts", "saveFormsData", "mirrorMargins", "alignBordersAndEdges", "bordersDoNotSurroundHeader"),
        *("bordersDoNotSurroundFooter", "gutterAtTop", "hideSpellingErrors", "hideGrammaticalErrors"),
        *("activeWritingStyle", "proofState", "formsDesign", "attachedTemplate", "linkStyles"),
        *("stylePaneFormatFilter", "stylePaneSortMethod", "documentType", "mailMerge", "revisionView"),
        *("trackRevisions", "doNotTrackMoves", "doNotTrackFormatting"),
    )
)
"""The settings that are before the protection (17.15.1.78)."""


def finished(package: Package, parts: dict[str, bytes], mapping: Mapping, *, protected: bool) -> bytes:
    """Return a blank as a file.

    Args:
        package: The file that it is made from.
        parts: The parts of it that are new, by name.
        mapping: The form's mapping.
        protected: Only the places for answers can be changed.
    """
    changed = dict(parts)
    added: dict[str, bytes] = {}
    properties = {FORM_PROPERTY: mapping.form.id, VERSION_PROPERTY: mapping.form.version}
    if package.has(_PROPERTIES_PART):
        changed[_PROPERTIES_PART] = _with_properties(package.xml(_PROPERTIES_PART), properties)
    else:
        added[_PROPERTIES_PART] = _with_properties(_no_properties(), properties)
        changed[TYPES_PART] = _with_type(package.xml(TYPES_PART))
        changed[_RELATIONS_PART] = _with_relation(package.xml(_RELATIONS_PART))
    for link in package.related(""):
        if link.kind == "core-properties" and link.exists:
            changed[link.target] = _bytes(_declaring(package.xml(link.target), _CORE_NAMESPACES))
    styles = _related(package, "styles")
    if styles:
        changed[styles] = _with_prompt_style(package.xml(styles))
    settings = _related(package, "settings")
    if protected and settings:
        changed[settings] = _protected(package.xml(settings))
    return package.rewritten(changed, added=added)


def _related(package: Package, kind: str) -> str:
    links = (link.target for link in package.related(package.main_part) if link.kind == kind and link.exists)
    return next(links, "")


# Properties


def _no_properties() -> _Element:
    return etree.Element(f"{{{CUSTOM_PROPERTIES_NS}}}Properties", nsmap={None: CUSTOM_PROPERTIES_NS})


def _with_properties(root: _Element, properties: dict[str, str]) -> bytes:
    """Set properties; their namespace is declared on the root, as Word does: some programs look for it nowhere else."""
    made = _declaring(root, {"vt": VARIANT_TYPES_NS})
    for old in [each for each in made if each.get("name") in properties]:
        made.remove(old)
    first = 2 + len(made)  # 0 and 1 are taken ([MS-OLEPS] 2.18)
    for number, (name, value) in enumerate(properties.items(), start=first):
        known = {"fmtid": _PROPERTY_SET, "pid": str(number), "name": name}
        each = etree.SubElement(made, f"{{{CUSTOM_PROPERTIES_NS}}}property", known)
        etree.SubElement(each, f"{{{VARIANT_TYPES_NS}}}lpwstr").text = value
    return _bytes(made)


def _declaring(root: _Element, namespaces: dict[str | None, str]) -> _Element:
    """Move what is in a root into one that declares more namespaces."""
    known: dict[str | None, str] = {**namespaces, **root.nsmap}
    made = etree.Element(root.tag, nsmap=known)
    for name, value in root.attrib.items():
        made.set(name, value)
    made.extend(list(root))
    return made


def _with_type(root: _Element) -> bytes:
    override = etree.SubElement(root, CONTENT_TYPES + "Override")
    override.set("PartName", f"/{_PROPERTIES_PART}")
    override.set("ContentType", _PROPERTIES_TYPE)
    return _bytes(root)


def _with_relation(root: _Element) -> bytes:
    relation = etree.SubElement(root, RELATIONSHIPS + "Relationship")
    relation.set("Id", "rIdWordform")
    relation.set("Type", posixpath.join(R_NS, "custom-properties"))
    relation.set("Target", _PROPERTIES_PART)
    return _bytes(root)


# Looks and protection


def _with_prompt_style(root: _Element) -> bytes:
    """Add the style of prompts, grey enough to be told from answers and dark enough to be read."""
    if not any(style.get(W + "styleId") == PROMPT_STYLE for style in root.iterchildren(W + "style")):
        root.append(
            element(
                f'<w:style w:type="character" w:styleId="{PROMPT_STYLE}"><w:name w:val="Placeholder Text"/>'
                '<w:uiPriority w:val="99"/><w:semiHidden/><w:rPr><w:color w:val="666666"/></w:rPr></w:style>'
            )
        )
    return _bytes(root)


def _protected(root: _Element) -> bytes:
    """Let Word change nothing but what is in controls; without a password, so that the team can lift it."""
    for old in list(root.iterchildren(W + "documentProtection")):
        root.remove(old)
    at = next((at for at, child in enumerate(root) if child.tag not in _BEFORE_PROTECTION), len(root))
    root.insert(at, element('<w:documentProtection w:edit="forms" w:enforcement="1"/>'))
    return _bytes(root)


def _bytes(root: _Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
