"""How much a package may ask of us: bounds that keep any file under 10 seconds and 300 MB.

Real forms are far below all of them; each number says what it was chosen for.
"""

from __future__ import annotations

from typing import Final

MEGABYTE: Final = 1_000_000

FILE_BYTES: Final = 100 * MEGABYTE
"""The whole file as it arrives: it is held in memory, and once more when it is written back."""

ENTRIES: Final = 10_000
"""Members of the zip: a form has 20, a long report with pictures some hundred."""

TOTAL_BYTES: Final = 500 * MEGABYTE
"""Sum of the unpacked sizes that the directory declares. Only parts that are asked for are unpacked."""

PART_BYTES: Final = 64 * MEGABYTE
"""One unpacked part."""

RATIO: Final = 400
"""Unpacked bytes to packed ones. Honest drawings reach 224:1, deflate ends at 1032:1, where bombs live …"""

RATIO_FROM_BYTES: Final = 16 * MEGABYTE
"""… but a small part harms nobody, so the ratio counts from this size on."""

TREE_BYTES: Final = 190 * MEGABYTE
"""Estimated memory of all XML trees of one package together; see :func:`tree_bytes`."""

HELD_NODES: Final = 100_000
"""Elements and attributes held at a time of a part that is read piece by piece: a style has some dozens."""

STREAMED_BYTES: Final = 8 * MEGABYTE
"""One unpacked part that is read piece by piece, which takes little memory, but time: up to 0.5 s for a megabyte."""

PLACES: Final = 250_000
"""Paragraphs, lines and cells of one document: each becomes an object of half a kilobyte. A report of 900 pages has
20,000."""

TEXT_BYTES: Final = 5 * MEGABYTE
"""Memory for the text of one document: everything after reading makes copies of it. A report of 900 pages has two
million characters, of one to four bytes each."""

BYTES_A_TAG: Final = 175
"""Memory for one tag (``<``) in bytes: libxml2 takes 120 for an element and as much for a text beside it; in documents
every second tag makes one of them, in a hostile file each tag makes both."""

BYTES_AN_ATTRIBUTE: Final = 160
"""Memory for one attribute (``=``) in bytes: its own node and one for its value."""


def tree_bytes(xml: bytes) -> int:
    """Estimate the memory in bytes that parsing ``xml`` takes, from counting alone (measured with libxml2 2.14)."""
    return len(xml) + BYTES_A_TAG * xml.count(b"<") + BYTES_AN_ATTRIBUTE * xml.count(b"=")


def most_tree_bytes(xml: bytes) -> int:
    """Return the most that :func:`tree_bytes` can give for so long a part: counting took a hundredth of a form."""
    return len(xml) * (1 + max(BYTES_A_TAG, BYTES_AN_ATTRIBUTE))
