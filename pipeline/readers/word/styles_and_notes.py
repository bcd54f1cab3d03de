"""What is beside the text of a Word document: its character styles and notes; and how much of it all is read."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.ooxml import limits
from pipeline.ooxml.names import W
from pipeline.ooxml.safe_xml import too_complex
from pipeline.patterns import pattern
from pipeline.readers.word.data_store import DataStore
from pipeline.readers.word.formatting import CharacterStyles
from pipeline.readers.word.glossary import Glossary

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.document import Run
    from pipeline.ooxml.appearance.styles import StyleLooks
    from pipeline.ooxml.package import Package, Relationship
    from pipeline.readers.word.bullets import Bullets

_EMPTY_TEXT: Final = sys.getsizeof("")
_GROWING: Final = pattern("[¨¯´¸¼-¾\u3300-\u33ff\ufb50-\ufdfc]")
"""Characters that become up to 18 when texts are compared (Unicode's compatibility form, UAX 15)."""
_GROWN_BYTES: Final = 36
_NOTES: Final = {"footnotes": "footnote", "endnotes": "endnote"}


class Aside(Struct, kw_only=True):
    """What all stories of a document draw on.

    Attributes:
        part: Name of the main part, for the message when there is too much.
        notes: Footnotes and endnotes that were not met yet, by kind and id.
        bullets: Its bullets that tick.
        glossary: The prompts of its controls.
        store: The data that its controls are bound to.
        places: Paragraphs, lines and cells read so far.
        text_bytes: Memory in bytes that their text takes.
    """

    part: str
    styles: CharacterStyles
    notes: Mapping[tuple[str, str], deque[_Element]]
    bullets: Bullets
    glossary: Glossary
    store: DataStore
    places: int = 0
    text_bytes: int = 0

    def note(self, kind: str, identifier: str) -> _Element | None:
        """Return a note the first time that it is referred to."""
        waiting = self.notes.get((kind, identifier))
        return waiting.popleft() if waiting else None

    def count(self, runs: Sequence[Run] = ()) -> None:
        """Count a cell, or the lines of a paragraph of ``runs``.

        Raises:
            RefusedForm: There are too many, or they hold too much text.
        """
        self.add(*lines_and_memory(runs))

    def add(self, places: int, text_bytes: int) -> None:
        """Count what is known to be so much; raises like :meth:`count`."""
        self.places += places
        self.text_bytes += text_bytes
        if self.places > limits.PLACES or self.text_bytes > limits.TEXT_BYTES:
            raise too_complex(self.part)


def lines_and_memory(runs: Sequence[Run]) -> tuple[int, int]:
    """Return the number of lines in a paragraph of ``runs``, and the memory in bytes that its text takes."""
    lines, text_bytes = 1, 0
    for run in runs:
        lines += run.text.count("\n")
        text_bytes += _memory(run.text)
    return lines, text_bytes


def _memory(text: str) -> int:
    """Return the bytes that a text takes, in the form that it takes most."""
    growing = 0 if text.isascii() else len(_GROWING.findall(text))
    return sys.getsizeof(text) - _EMPTY_TEXT + _GROWN_BYTES * growing


def gather(package: Package, related: Iterable[Relationship], looks: StyleLooks, bullets: Bullets) -> Aside:
    """Gather what ``related`` parts of the main part hold.

    Raises:
        RefusedForm: A part is broken.
    """
    return Aside(
        part=package.main_part,
        styles=character_styles(package, looks),
        notes=_notes(package, related),
        bullets=bullets,
        glossary=Glossary(package),
        store=DataStore(package),
    )


def character_styles(package: Package, looks: StyleLooks) -> CharacterStyles:
    """Return the character styles of a document, which are parsed when one is asked for."""
    related = package.related(package.main_part)
    target = next((relation.target for relation in related if relation.kind == "styles" and relation.exists), None)
    return CharacterStyles(lambda: () if target is None else package.xml_each(target, W + "style"), looks)


def _notes(package: Package, related: Iterable[Relationship]) -> dict[tuple[str, str], deque[_Element]]:
    """Gather the notes; broken files have ids that occur twice."""
    notes: dict[tuple[str, str], deque[_Element]] = {}
    for relation in related:
        kind = _NOTES.get(relation.kind, "")
        for note in package.xml(relation.target).iterchildren(W + kind) if kind else ():
            notes.setdefault((kind, note.get(W + "id", "")), deque()).append(note)
    return notes
