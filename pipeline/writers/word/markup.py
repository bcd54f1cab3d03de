"""Pieces of WordprocessingML as text, for splicing, written the way the file around them is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.ooxml import structure
from pipeline.ooxml.names import VML, W_NS, W
from pipeline.ooxml.quoting import escape
from pipeline.ooxml.structure import PARAGRAPH, RUN, TEXT

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.ooxml.splice import Splice

RUN_PROPERTIES: Final = W + "rPr"
SYMBOL_FONTS: Final = frozenset({"Wingdings", "Wingdings 2", "Wingdings 3", "Webdings", "Symbol"})

_SEEN: Final = frozenset({TEXT, W + "sym", W + "drawing", W + "pict", W + "object", VML + "shape"})
_REMOVED: Final = structure.View.ACCEPTED.gone
COMMENT_REFERENCE: Final = W + "commentReference"
_COMMENT_RANGE_END: Final = W + "commentRangeEnd"

# Formatting of a place that would spoil a result: tracked changes of the mark, and what hides or strikes.
_NEVER_COPIED: Final = frozenset(
    W + name
    for name in (
        "ins", "del", "moveFrom", "moveTo", "rPrChange", "vanish", "webHidden", "specVanish", "strike", "dstrike",
    )
)  # fmt: skip


# What is there


def runs(element: _Element) -> list[_Element]:
    """List the runs that are there after accepting tracked changes; what only refers to a comment is no text."""
    return [run for run in element.iter(RUN) if not _is_removed(run) and run.find(COMMENT_REFERENCE) is None]


def has_text(element: _Element) -> bool:
    """Return whether anything can be seen in the element."""
    return any(each.tag != TEXT or (each.text or "").strip() for each in element.iter(*_SEEN))


def _is_removed(run: _Element) -> bool:
    around = next(run.iterancestors(*_REMOVED, PARAGRAPH), None)
    return around is not None and around.tag in _REMOVED


def symbol(code: str) -> str:
    """Return the private-use character for a glyph of a symbol font (17.3.3.30; the leading ``F0`` is optional)."""
    try:
        return chr(0xF000 | int(code, 16) & 0xFF)
    except ValueError:
        return ""


def fields_round(run: _Element) -> list[_Element]:
    """Return the ``w:fldChar`` that begin the complex fields (17.16.18) around a run, outermost first."""
    paragraph = next(run.iterancestors(PARAGRAPH), None)
    fields: list[_Element] = []
    for each in paragraph.iter(RUN) if paragraph is not None else ():
        if each is run:
            return fields
        for turn in each.iterchildren(W + "fldChar"):
            if turn.get(W + "fldCharType") == "begin":
                fields.append(turn)
            elif turn.get(W + "fldCharType") == "end" and fields:
                fields.pop()
    return []


# What is written


def text_run(near: _Element, text: str, look: str) -> str:
    """Write a run with the namespace prefix in use at ``near``; ``look`` is its formatting."""
    run = prefixed(near, "r")
    return f"<{run}>{look}{text_piece(near, text)}</{run}>"


def run_like(splice: Splice, run: _Element, text: str) -> str:
    """Write a run with all the formatting of another one; an empty text leaves it without any."""
    properties = run.find(RUN_PROPERTIES)
    look = "" if properties is None else splice.markup(properties)
    name = prefixed(run, "r")
    return f"<{name}>{look}{text_piece(run, text) if text else ''}</{name}>"


def add(splice: Splice, paragraph: _Element, markup: str) -> None:
    """Append runs to a paragraph, but before the ends of comments, so that these still cover them."""
    last = next((each for each in reversed(paragraph) if not _ends_comment(each)), None)
    if last is None or last is paragraph[-1]:
        splice.append(paragraph, markup)
    else:
        splice.insert_after(last, markup)


def _ends_comment(element: _Element) -> bool:
    return element.tag == _COMMENT_RANGE_END or (element.tag == RUN and only_refers(element))


def only_refers(run: _Element) -> bool:
    """Return whether a run holds nothing but a comment reference."""
    kinds = {each.tag for each in run} - {RUN_PROPERTIES}
    return kinds == {COMMENT_REFERENCE}


def text_piece(near: _Element, text: str, name: str = "t") -> str:
    """Write the text of a run: ``w:t``, or ``w:delText`` for a removed one."""
    piece = prefixed(near, name)
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<{piece}{space}>{escape(text)}</{piece}>"


def formatting(
    splice: Splice, near: _Element, properties: _Element | None, *, but: frozenset[str] = frozenset()
) -> str:
    """Copy run properties as they are written in the source, without what would spoil a result."""
    if properties is None:
        return ""
    dropped = _NEVER_COPIED | but
    kept = [
        splice.markup(child)
        for child in properties
        # A prefix that is declared further in than `near` would be unknown where the copy goes.
        if child.tag not in dropped and not _is_symbol_font(child) and child.nsmap == near.nsmap
    ]
    name = prefixed(near, "rPr")
    return f"<{name}>{''.join(kept)}</{name}>" if kept else ""


def has_symbol_font(run: _Element) -> bool:
    """Return whether a run's letters are glyphs of a symbol font."""
    return any(map(_is_symbol_font, run.iterfind(f"{RUN_PROPERTIES}/{W}rFonts")))


def _is_symbol_font(element: _Element) -> bool:
    return element.tag == W + "rFonts" and bool(SYMBOL_FONTS & set(map(str, element.attrib.values())))


def prefixed(near: _Element, name: str) -> str:
    """Return the name of an element as it is written at ``near``."""
    prefix = near.prefix
    return f"{prefix}:{name}" if prefix else name


def attribute_prefix(element: _Element) -> str:
    """Find a prefix for WordprocessingML attributes, which the default namespace does not reach."""
    return next((prefix for prefix, uri in element.nsmap.items() if prefix and uri == W_NS), "")
