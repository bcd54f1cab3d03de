"""A template looked over before it is used: every tag known, every loop closed, every answer given a place.

Each mistake is said with its place, as Word shows it, and the name that was probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct, field

from pipeline.nearest import did_you_mean_or_stop
from pipeline.ooxml import Package, structure
from pipeline.ooxml.names import W14, W
from pipeline.ooxml.structure import CONTROL, PARAGRAPH, TABLE, TEXT, VAL
from pipeline.writers.template.text import Blocks, Runs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml.etree import _Element

    from pipeline.mapping import Mapping

TAG: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_PARTS: Final = re.compile(r"(\{\{|\{%)(tr|tc|p|r)?(?=[\s-])-?\s*(.*?)\s*-?(?:\}\}|%\})", re.DOTALL)
_DIALECT: Final = re.compile(r"(?:vm|hm|cellbg|colspan)\b\s*(.*)", re.DOTALL)
_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_OPENING: Final = {"for": "endfor", "if": "endif"}
_MIDDLE: Final = ("else", "elif")
_UNKNOWN: Final = object()
_LOOP: Final = dict.fromkeys(
    ("index", "index0", "first", "last", "length", "revindex", "revindex0", "previtem", "nextitem", "depth"), ""
)


def problems(data: bytes, mapping: Mapping) -> list[str]:
    """Return what is wrong with a template, each mistake with its place.

    Raises:
        RefusedForm: It is no Word file.
    """
    package = Package.open(data)
    document = package.xml(package.main_part)
    check = _Check(known=sample(mapping))
    for place, text in _texts(document):
        check.paragraph(place, text)
    check.end()
    found = [*check.found, *_unplaced(mapping, check.named, _boxes(document)), *_unknown_boxes(document, mapping)]
    return [*found, *_history(document)]


def tag_problems(package: Package, known: Table[str, Any]) -> list[str]:
    """Return what is wrong with the tags of any template, those of its headers and footers included.

    Args:
        package: The template.
        known: Every name that it may use, with a value of the right kind.
    """
    document = package.xml(package.main_part)
    check = _Check(known=dict(known))
    for place, text in _texts(document):
        check.paragraph(place, text)
    for part in package.related(package.main_part):
        if part.exists and part.kind in ("header", "footer"):
            for place, text in _block_texts(package.xml(part.target), part.kind):
                check.paragraph(place, text)
    check.end()
    return [*check.found, *_history(document)]


def _history(document: _Element) -> Iterator[str]:
    if next(document.iter(W + "ins", W + "del"), None) is not None:
        yield "it holds tracked changes, which would be in every document; accept them in Word."


def sample(mapping: Mapping) -> dict[str, Any]:
    """Return every name that a template of this form may use, with a value of the right kind."""
    known: dict[str, Any] = dict.fromkeys(
        (
            *("form_title", "form_id", "form_version", "day", "age", "age_points", "total", "total_max"),
            *("rag", "level", "review_due"),
        ),
        "",
    )
    for asked in mapping.fields:
        known[asked.id] = Blocks() if asked.is_long else ""
        if asked.columns:
            known[asked.id] = [{column.id: "" for column in asked.columns}]
    choices = {asked.id: {choice.id: "" for choice in asked.choices} for asked in mapping.fields if asked.choices}
    options = {
        option.id: Runs() for each in mapping.factors for option in mapping.checklist_of[each.id].options_of(each)
    }
    option = {"id": "", "label": "", "points": "", "mark": Runs()}
    factor = {
        "id": "",
        "label": "",
        "points": "",
        "state": "",
        "entry": Runs(),
        "mark": options,
        "notes": "",
        "options": [option],
    }
    return {**known, "mark": choices, "checklist": [{"name": "", "factors": [factor]}], "unread": Blocks()}


# Places


def _texts(document: _Element) -> Iterator[tuple[str, str]]:
    yield from _block_texts(structure.body(document), "")


def _block_texts(container: _Element, place: str) -> Iterator[tuple[str, str]]:
    paragraphs = tables = 0
    for block, _ in structure.blocks(container):
        if block.tag == PARAGRAPH:
            paragraphs += 1
            here = place or f"paragraph {paragraphs}"
            yield here, "".join(text.text or "" for text in block.iter(TEXT, W + "delText"))
        elif block.tag == TABLE:
            tables += 1
            yield from _table_texts(block, f"{place + ', ' if place else ''}table {tables}")


def _table_texts(table: _Element, place: str) -> Iterator[tuple[str, str]]:
    for number, (row, _) in enumerate(structure.rows(table), start=1):
        for cell, _, column, _ in structure.cells(row):
            yield from _block_texts(cell, f"{place}, row {number}, column {column}")


# Tags


class _Check(Struct):
    """A walk along the tags of a template, with the loops that are open."""

    known: dict[str, Any]
    found: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    scopes: list[dict[str, Any]] = field(default_factory=list)
    open: list[tuple[str, str, str]] = field(default_factory=list)

    def paragraph(self, place: str, text: str) -> None:
        """Look at the tags of one paragraph."""
        tags = TAG.findall(text)
        for tag in tags:
            self._tag(place, tag.translate(_QUOTES))
        rest = TAG.sub("", text)
        if "{{" in rest or "{%" in rest:
            self.found.append(f"{place}: a tag is not closed; '{{{{' ends with '}}}}', '{{%' with '%}}'.")

    def end(self) -> None:
        """Say which loops and conditions are still open."""
        self.found += [
            f"{place}: '{tag}' is never closed; put {{% {end} %}} behind it." for end, place, tag in self.open
        ]

    def _tag(self, place: str, tag: str) -> None:
        parts = _PARTS.fullmatch(tag)
        if parts is None:
            self.found.append(f"{place}: '{tag}' can't be read; a space belongs before and behind the name.")
            return
        mark, unit, code = parts.groups()
        try:
            if mark == "{{":
                self._expression(place, tag, unit or "", code)
            else:
                self._statement(place, tag, code)
        except TemplateSyntaxError as error:
            self.found.append(f"{place}: '{tag}' can't be read ({error.message}).")

    def _expression(self, place: str, tag: str, unit: str, code: str) -> None:
        node = _expression(code)
        value = self._resolve(node, place, tag)
        wanted = "p" if isinstance(value, Blocks) else "r" if isinstance(value, Runs) else unit
        if wanted != unit:
            what = "whole paragraphs" if wanted == "p" else "runs of text"
            self.found.append(f"{place}: '{tag}' gives {what}; write it as '{{{{{wanted} {code} }}}}'.")

    def _statement(self, place: str, tag: str, code: str) -> None:
        word = code.split(maxsplit=1)[0] if code.split() else ""
        special = _DIALECT.fullmatch(code)
        if special is not None:
            if special[1]:
                self._resolve(_expression(special[1]), place, tag)
        elif word in _OPENING:
            self._open(place, tag, word, code)
        elif word in _OPENING.values():
            self._close(place, tag, word)
        elif word in _MIDDLE:
            if word == "elif":
                self._resolve(_expression(code[len(word) :]), place, tag)
        else:
            _environment().parse(f"{{% {code} %}}")

    def _open(self, place: str, tag: str, word: str, code: str) -> None:
        self.open.append((_OPENING[word], place, tag))
        node = _environment().parse(f"{{% {code} %}}{{% {_OPENING[word]} %}}").body[0]
        scope: dict[str, Any] = {}
        if isinstance(node, nodes.For):
            values = self._resolve(node.iter, place, tag)
            names = [name.name for name in node.target.find_all(nodes.Name)]
            names += [node.target.name] if isinstance(node.target, nodes.Name) else []
            item = values[0] if isinstance(values, list) and values and len(set(names)) == 1 else _UNKNOWN
            scope = {**dict.fromkeys(names, item), "loop": _LOOP}
        elif isinstance(node, nodes.If):
            self._resolve(node.test, place, tag)
        self.scopes.append(scope)

    def _close(self, place: str, tag: str, word: str) -> None:
        if not self.open or self.open[-1][0] != word:
            wanted = f"; '{self.open[-1][2]}' is open" if self.open else "; nothing is open"
            self.found.append(f"{place}: '{tag}' closes nothing{wanted}.")
            return
        self.open.pop()
        self.scopes.pop()

    # Names

    def _resolve(self, node: nodes.Node, place: str, tag: str) -> Any:
        """Follow a name and its parts; say which of them nobody knows."""
        if isinstance(node, nodes.Name):
            return self._name(node.name, place, tag)
        if isinstance(node, (nodes.Getattr, nodes.Getitem)):
            value = self._resolve(node.node, place, tag)
            key = node.attr if isinstance(node, nodes.Getattr) else _constant(node.arg)
            return self._part(value, key, place, tag)
        if isinstance(node, nodes.Filter) and node.name not in _environment().filters:
            near = did_you_mean_or_stop(node.name, _environment().filters)
            self.found.append(f"{place}: '{tag}': there is no filter '{node.name}'{near}")
        for child in node.iter_child_nodes():
            self._resolve(child, place, tag)
        return _UNKNOWN

    def _name(self, name: str, place: str, tag: str) -> Any:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        if name in self.known:
            self.named.add(name)
            return self.known[name]
        known = {*self.known, *(inner for scope in self.scopes for inner in scope)}
        self.found.append(f"{place}: '{tag}': there is no '{name}'{did_you_mean_or_stop(name, known)}")
        return _UNKNOWN

    def _part(self, value: Any, key: Any, place: str, tag: str) -> Any:
        if isinstance(value, list):
            return value[0] if isinstance(key, int) and value else _UNKNOWN
        if not isinstance(value, Table) or key is _UNKNOWN:
            return _UNKNOWN
        if key in value:
            return value[key]
        self.found.append(f"{place}: '{tag}': there is no '{key}' in it{did_you_mean_or_stop(str(key), value)}")
        return _UNKNOWN


def _expression(code: str) -> nodes.Node:
    body = _environment().parse(f"{{{{ {code} }}}}").body[0]
    return body.nodes[0] if isinstance(body, nodes.Output) else body


def _constant(node: nodes.Node) -> Any:
    return node.value if isinstance(node, nodes.Const) else _UNKNOWN


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True)


# Answers and check boxes


def _unplaced(mapping: Mapping, named: set[str], boxes: Collection[str]) -> Iterator[str]:
    """Name the fields that have neither a tag nor a check box in the template: their answers would be lost."""
    wanted = [asked.id for asked in mapping.fields if not (asked.choices or (asked.is_tick and asked.id in boxes))]
    if mapping.checklists:
        wanted.append("checklist")
    wanted.append("unread")
    yield from (
        f"no tag gives '{name}'; put {{{{ {name} }}}} where it belongs." for name in wanted if name not in named
    )


def _boxes(document: _Element) -> list[str]:
    """Return the tags of the check boxes of a template."""
    boxes = (control for control in document.iter(CONTROL) if control.find(f"{W}sdtPr/{W14}checkbox") is not None)
    tags = (control.find(f"{W}sdtPr/{W}tag") for control in boxes)
    return [tag.get(VAL, "") for tag in tags if tag is not None]


def _unknown_boxes(document: _Element, mapping: Mapping) -> Iterator[str]:
    known = list(_box_tags(mapping))
    for name in _boxes(document):
        if name and name not in known:
            yield f"the check box '{name}' stands for no choice{did_you_mean_or_stop(name, known)}"


def _box_tags(mapping: Mapping) -> Iterator[str]:
    for asked in mapping.fields:
        above = mapping.field(asked.under) if asked.under else None
        middles = [f".{choice.id}" for choice in above.choices] if above is not None else [""]
        if asked.is_tick:
            yield asked.id
        yield from (f"{asked.id}{middle}.{choice.id}" for middle in middles for choice in asked.choices)
