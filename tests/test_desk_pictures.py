"""The pictures of the desk: all of them are there, and small."""

from __future__ import annotations

import itertools
import struct
import zlib

from docs.draw_desk import IMAGES, PAGES, SCHEMES, SIZES, with_few_colours

WHITE, INK, RED = b"\xff\xff\xff", b"\x17\x20\x2b", b"\x9d\x1c\x15"


def png(rows: list[list[bytes]], kind: int) -> bytes:
    """Make a picture of three bytes a dot, its rows held against their dots at the left (1) or the rows above (2)."""
    width, plain = len(rows[0]), [b"".join(row) for row in rows]
    packed = b""
    for number, row in enumerate(plain):
        before = bytes(3) + row[:-3] if kind == 1 else plain[number - 1] if number else bytes(len(row))
        packed += bytes([kind]) + bytes((one - other) & 255 for one, other in zip(row, before, strict=True))
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(packed)))
    chunks = (struct.pack(">I", len(body)) + name + body + bytes(4) for name, body in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_a_picture_with_few_colours_keeps_each_dot() -> None:
    rows = [[WHITE, INK, WHITE], [WHITE, RED, RED]]
    for kind in (1, 2):
        made = with_few_colours(png(rows, kind))
        (colours,) = struct.unpack(">I", made[33:37])
        palette = [made[41 + at : 44 + at] for at in range(0, colours, 3)]
        (size,) = struct.unpack(">I", made[45 + colours : 49 + colours])
        lines = zlib.decompress(made[53 + colours : 53 + colours + size])
        assert [[palette[dot] for dot in lines[at + 1 : at + 4]] for at in (0, 4)] == rows


def test_every_page_has_its_pictures_and_all_of_them_are_small() -> None:
    names = {"-".join(parts) + ".png" for parts in itertools.product(PAGES, SIZES, SCHEMES)}
    found = {path.name: path.read_bytes() for path in IMAGES.iterdir()}
    assert set(found) == names
    assert all(struct.unpack(">II", data[16:24]) in SIZES.values() for data in found.values())
    assert sum(map(len, found.values())) < 2_000_000
