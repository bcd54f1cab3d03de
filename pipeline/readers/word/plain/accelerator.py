"""The accelerator: the walk over plain markup, compiled by Cython where the wheel was built with a compiler.

The compiled module has a sum of its source in its name, so one that is older than its source is never used. Without it
Python runs the walk. Without any walk all is read parsed, which takes longer and comes to the same.
"""

from __future__ import annotations

import importlib
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.readers.word.plain.formatting import PlainFormatting
from pipeline.sums import sha256

if TYPE_CHECKING:
    from pipeline.ooxml.appearance.styles import StyleLooks
    from pipeline.readers.word.bullets import Bullets
    from pipeline.readers.word.formatting import CharacterStyles
    from pipeline.readers.word.plain.found import Begin, Walk
    from pipeline.readers.word.plain.walk import PlainWalk
    from pipeline.readers.word.reuse.store import Kept

SWITCH: Final = "WORDFORM_ACCELERATOR"
"""The variable that does without it when it is ``off``."""

_SOURCES: Final = ("walk.py", "walk.pxd")


def is_on() -> bool:
    """Return whether plain markup is read by a walk: nobody switched it off."""
    return os.environ.get(SWITCH, "").lower() != "off"


def plain_walk(styles: CharacterStyles, looks: StyleLooks, bullets: Bullets) -> Begin | None:
    """Return what begins a walk over plain markup in a document with some styles; ``None`` to read all parsed."""
    return begun_by(compiled() or _by_python(), PlainFormatting(styles, looks, bullets)) if is_on() else None


def begun_by(walk: type[PlainWalk], formatting: PlainFormatting) -> Begin:
    """Return what begins a walk of a kind."""

    def begin(xml: bytes, head: bytes, kept: Kept) -> Walk:
        return walk(xml, kept, formatting, (b"w:", b"w14:") if b" xmlns:w14=" in head else (b"w:",))

    return begin


def _by_python() -> type[PlainWalk]:
    from pipeline.readers.word.plain.python_walk import PythonWalk  # not needed where it was compiled

    return PythonWalk


@lru_cache(maxsize=1)
def compiled() -> type[PlainWalk] | None:
    """Return the walk as it was compiled from the very source that is here; ``None`` when it wasn't."""
    folder = Path(__file__).parent
    try:
        source = b"".join(folder.joinpath(name).read_bytes() for name in _SOURCES)
        module = importlib.import_module(f"{__package__}.walk_{sha256(source).hexdigest()[:16]}")
    except (ImportError, OSError):
        return None
    walk: type[PlainWalk] = module.PlainWalk
    return walk
