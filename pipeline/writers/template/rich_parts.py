"""What rich text needs besides its own markup: styles, list definitions, pictures and links, carried to another file.

Nothing of the receiving file changes: a style that it knows by name is its own, anything else gets a new id.
"""

from __future__ import annotations

import posixpath
from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING, Final

from lxml import etree

from pipeline.ooxml.names import CONTENT_TYPES, R_NS, RELATIONSHIPS, TYPES_PART, WP, R, W
from pipeline.ooxml.structure import RUN, VAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from pipeline.ooxml import Package, Relationship

_STYLE_LINKS: Final = tuple(W + name for name in ("pStyle", "rStyle", "tblStyle"))
_STYLE_CHAIN: Final = tuple(W + name for name in ("basedOn", "link", "next"))
_CARRIED: Final = frozenset({"image", "chart", "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors"})
_DRAWING_TYPE: Final = f"{R_NS}/"
_FIRST_ID: Final = 1000
"""New ids begin here, above all that the template uses itself."""


class RichParts:
    """Carries rich text from one Word file to another.

    Args:
        source: The file that the text comes from.
        target: The file that it goes to.
    """

    def __init__(self, source: Package, target: Package) -> None:
        self._source = source
        self._target = target
        self._relations: dict[str, str] = {}
        self._new_relations: list[tuple[str, str, str, bool]] = []
        self._names: dict[str, str] = {}
        self._types: dict[str, str] = {}
        self._added: dict[str, bytes] = {}
        self._styles: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._new_styles: list[_Element] = []
        self._new_lists: list[_Element] = []
        self._new_numbers: list[_Element] = []
        self._pictures = 0

    def carry(self, blocks: Iterable[_Element]) -> None:
        """Make blocks of the source at home in the target: all that they refer to is carried along."""
        for block in blocks:
            for element in list(block.iter("*")):
                self._carry_relations(element)
                if element.tag in _STYLE_LINKS:
                    self._carry_style(element)
                elif element.tag == W + "numId":
                    element.set(VAL, self._number(element.get(VAL, "0")))
                elif element.tag == WP + "docPr":
                    self._pictures += 1
                    element.set("id", str(_FIRST_ID + self._pictures))

    def changes(self) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """Return the parts of the target that change, and those that are new."""
        changed: dict[str, bytes] = {}
        if self._new_styles:
            changed[self._target_part("styles")] = self._with_styles()
        if self._new_numbers:
            changed[self._target_part("numbering")] = self._with_numbering()
        if self._new_relations:
            changed[_rels_name(self._target.main_part)] = self._with_relations()
        if self._types:
            changed[TYPES_PART] = self._with_types()
        return changed, self._added

    # Relationships and the parts they lead to

    def _carry_relations(self, element: _Element) -> None:
        for name in [str(name) for name in element.attrib if str(name).startswith(R)]:
            identifier = self._relation(element.attrib[name])
            if identifier:
                element.set(name, identifier)
            elif element.tag == W + "hyperlink":
                del element.attrib[name]
            else:
                _drop_picture(element)

    def _relation(self, identifier: str) -> str:
        """Return the target's id of a relationship of the source; empty if it isn't carried over."""
        if identifier not in self._relations:
            found = self._source_relations.get(identifier)
            self._relations[identifier] = "" if found is None else self._new_relation(found)
        return self._relations[identifier]

    def _new_relation(self, found: Relationship) -> str:
        if found.external:
            if found.kind != "hyperlink":
                return ""  # a picture from elsewhere would be fetched by whoever opens the document
            target = found.target
        elif found.exists and found.kind in _CARRIED:
            target = "/" + self._carry_part(found.target)
        else:
            return ""
        identifier = f"rIdRich{len(self._new_relations) + 1}"
        self._new_relations.append((identifier, _DRAWING_TYPE + found.kind, target, found.external))
        return identifier

    def _carry_part(self, name: str) -> str:
        """Copy a part and all that it leads to under new names."""
        if name in self._names:
            return self._names[name]
        suffix = posixpath.splitext(name)[1].lower()
        folder = "media" if self._source.content_type(name).startswith("image/") else "rich"
        made = f"word/{folder}/rich{len(self._names) + 1}{suffix}"
        self._names[name] = made
        self._added[made] = self._source.read(name)
        self._types[made] = self._source.content_type(name) or "application/octet-stream"
        rels = _rels_name(name)
        if self._source.has(rels):
            self._added[_rels_name(made)] = self._carried_relations(name, rels)
        return made

    def _carried_relations(self, name: str, rels: str) -> bytes:
        root = self._source.xml(rels)
        by_id = {relation.id: relation for relation in self._source.related(name)}
        for element in list(root):
            relation = by_id.get(element.get("Id", ""))
            if relation is not None and relation.exists:
                element.set("Target", "/" + self._carry_part(relation.target))
        return _serialised(root)

    @cached_property
    def _source_relations(self) -> dict[str, Relationship]:
        return {relation.id: relation for relation in self._source.related(self._source.main_part)}

    def _with_relations(self) -> bytes:
        root = self._target.xml(_rels_name(self._target.main_part))
        for identifier, kind, target, external in self._new_relations:
            made = etree.SubElement(root, RELATIONSHIPS + "Relationship")
            made.attrib.update({"Id": identifier, "Type": kind, "Target": target})
            if external:
                made.set("TargetMode", "External")
        return _serialised(root)

    def _with_types(self) -> bytes:
        root = self._target.xml(TYPES_PART)
        for name, media_type in self._types.items():
            made = etree.SubElement(root, CONTENT_TYPES + "Override")
            made.attrib.update({"PartName": f"/{name}", "ContentType": media_type})
        return _serialised(root)

    # Styles

    def _carry_style(self, element: _Element) -> None:
        identifier = self._style(element.get(VAL, ""))
        if identifier:
            element.set(VAL, identifier)
        else:
            _take_out(element)

    def _style(self, identifier: str) -> str:
        """Return the target's id of a style of the source; empty when the source doesn't define it."""
        if identifier in self._styles:
            return self._styles[identifier]
        style = self._source_styles.get(identifier)
        if style is None:
            return ""
        known = self._target_styles.get(_style_name(style))
        self._styles[identifier] = known or f"Rich{len(self._new_styles) + 1}"
        if not known:
            self._add_style(style, self._styles[identifier])
        return self._styles[identifier]

    def _add_style(self, style: _Element, identifier: str) -> None:
        made = deepcopy(style)
        self._new_styles.append(made)
        made.set(W + "styleId", identifier)
        made.attrib.pop(W + "default", None)
        for link in list(made.iter(*_STYLE_CHAIN)):
            self._carry_style(link)
        for number in made.iter(W + "numId"):
            number.set(VAL, self._number(number.get(VAL, "0")))

    @cached_property
    def _source_styles(self) -> dict[str, _Element]:
        return {style.get(W + "styleId", ""): style for style in _elements(self._source, "styles", W + "style")}

    @cached_property
    def _target_styles(self) -> dict[tuple[str, str], str]:
        styles = _elements(self._target, "styles", W + "style")
        return {_style_name(style): style.get(W + "styleId", "") for style in styles}

    def _with_styles(self) -> bytes:
        root = self._target.xml(self._target_part("styles"))
        root.extend(self._new_styles)
        return _serialised(root)

    # Lists

    def _number(self, identifier: str) -> str:
        """Return the target's id of a list of the source; ``0``, no list, when the source doesn't define it."""
        if identifier not in self._numbers:
            self._numbers[identifier] = self._new_number(identifier)
        return self._numbers[identifier]

    def _new_number(self, identifier: str) -> str:
        number = self._source_numbers.get(identifier)
        reference = number.find(W + "abstractNumId") if number is not None else None
        definition = self._definition(reference.get(VAL, "")) if reference is not None else None
        if number is None or definition is None or not self._target_part("numbering"):
            return "0"
        made, listed = deepcopy(number), deepcopy(definition)
        new = str(_FIRST_ID + len(self._new_numbers))
        made.set(W + "numId", new)
        listed.set(W + "abstractNumId", new)
        made.find(W + "abstractNumId").set(VAL, new)  # type: ignore[union-attr]
        self._numbers[identifier] = new  # before its styles, which may lead back to it
        self._new_numbers.append(made)
        self._new_lists.append(listed)
        for unwanted in list(listed.iter(*(W + name for name in ("nsid", "tmpl", "pStyle", "lvlPicBulletId")))):
            _take_out(unwanted)
        for link in list(listed.iter(W + "styleLink", W + "numStyleLink", W + "rStyle")):
            _take_out(link)
        return new

    def _definition(self, identifier: str) -> _Element | None:
        """Find a list definition; one that only names a numbering style is where that style is defined."""
        found = self._source_lists.get(identifier)
        link = found.find(W + "numStyleLink") if found is not None else None
        if link is None:
            return found
        name = link.get(VAL)
        return next((each for each in self._source_lists.values() if _links(each, name)), found)

    @cached_property
    def _source_numbers(self) -> dict[str, _Element]:
        return {each.get(W + "numId", ""): each for each in _elements(self._source, "numbering", W + "num")}

    @cached_property
    def _source_lists(self) -> dict[str, _Element]:
        lists = _elements(self._source, "numbering", W + "abstractNum")
        return {each.get(W + "abstractNumId", ""): each for each in lists}

    def _with_numbering(self) -> bytes:
        root = self._target.xml(self._target_part("numbering"))
        first = root.find(W + "num")
        for listed in self._new_lists:  # all definitions are before the first list (17.9.17)
            if first is None:
                root.append(listed)
            else:
                first.addprevious(listed)
        last = root.findall(W + "num")
        for made in reversed(self._new_numbers):
            if last:
                last[-1].addnext(made)
            else:
                root.append(made)
        return _serialised(root)

    def _target_part(self, kind: str) -> str:
        return _part(self._target, kind)


def _part(package: Package, kind: str) -> str:
    related = package.related(package.main_part)
    return next((relation.target for relation in related if relation.kind == kind and relation.exists), "")


def _elements(package: Package, kind: str, tag: str) -> Iterator[_Element]:
    name = _part(package, kind)
    return package.xml(name).iterchildren(tag) if name else iter(())


def _style_name(style: _Element) -> tuple[str, str]:
    """Return kind and name of a style: programs give the same style other ids, never another name."""
    name = style.find(W + "name")
    return style.get(W + "type", ""), name.get(VAL, "").casefold() if name is not None else ""


def _links(definition: _Element, name: str | None) -> bool:
    link = definition.find(W + "styleLink")
    return link is not None and link.get(VAL) == name


def _drop_picture(element: _Element) -> None:
    """Take out the run of a picture whose content isn't carried along."""
    run = next((around for around in (element, *element.iterancestors()) if around.tag == RUN), None)
    _take_out(element if run is None else run)


def _take_out(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _rels_name(part: str) -> str:
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _serialised(root: _Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
