"""A body whose blocks were all read from their bytes, but for paragraphs with nothing in them.

These alone are parsed, with what is round and behind all blocks: whether they are what they look like is for the parser
to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.document import Block
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import PARAGRAPH
from pipeline.readers.word.reuse.store import Known, bare_paragraph
from pipeline.readers.word.reuse.tables import BARE

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.readers.word.plain.found import Walked
    from pipeline.readers.word.styles_and_notes import Aside

_BEHIND: Final = (b"<w:sectPr ", b"<w:sectPr>", b"<w:sectPr/", b"</w:body>")
"""What may be behind the last block."""

_SECTION: Final = W + "sectPr"


class WholeBody(Struct, frozen=True):
    """The blocks of a body in their order, ``None`` for a paragraph with nothing in it.

    Attributes:
        rest: The markup of these, and what is behind the last block.
    """

    blocks: Sequence[Known | None]
    rest: bytes

    def is_all_of(self, document: _Element) -> bool:
        """Return whether a main part whose body is this ``rest`` has nothing else that is read."""
        if len(document) != 1:
            return False
        paragraphs = [child for child in document[0] if child.tag == PARAGRAPH and not len(child)]
        others = [child for child in document[0] if child.tag == _SECTION]
        is_all = len(paragraphs) + len(others) == len(document[0])
        return is_all and len(paragraphs) == self.blocks.count(None)

    def read(self, aside: Aside) -> tuple[Block, ...]:
        """Return the blocks, and count what is in them."""
        found: list[Block] = []
        paragraphs = bare = 0
        for known in self.blocks:
            if known is None:
                paragraphs += 1
                bare += 1
                found.append(bare_paragraph((), paragraphs))
                continue
            aside.add(known.places, known.text_bytes)
            read = known.read
            if isinstance(read, tuple):
                paragraphs += 1
                found += (read[0], *read[1])
            else:
                found.append(read)  # type: ignore[arg-type]  # a table
        aside.add(bare, 0)
        return tuple(found)


def whole_body(xml: bytes, start: int, walked: Sequence[Walked]) -> WholeBody | None:
    """Put the blocks of a body together that begins at ``start``; ``None`` when anything else is between them."""
    found: list[Known | None] = []
    rest: list[bytes] = []
    counts = {b"p": 0, b"tbl": 0}
    at = start
    for block in walked:
        between = xml[at : block.begin]
        bare = _bare_paragraphs(between)
        rest.append(between)
        counts[b"p"] += bare
        counts[block.kind] += 1
        if bare < 0 or block.steps[0][1] != counts[block.kind]:
            return None
        found += (*[None] * bare, block.known)
        at = block.end
    rest.append(xml[at:])
    behind = BARE.match(xml, at)
    if behind is not None:
        found += [None] * behind[0].count(b"<")
        at = behind.end()
    return WholeBody(found, b"".join(rest)) if xml.startswith(_BEHIND, at) else None


def _bare_paragraphs(markup: bytes) -> int:
    """Count the paragraphs with nothing in them that some markup is; -1 when it is anything else."""
    if not markup:
        return 0
    return markup.count(b"<") if BARE.fullmatch(markup) else -1
