"""What the options say that several commands share."""

from __future__ import annotations

import datetime as dt
from enum import IntEnum
from pathlib import Path

from msgspec import Struct

from pipeline.readers.opening.open import AS_IT_COMES, Opening


class Volume(IntEnum):
    """How much is said."""

    QUIET = 0
    NORMAL = 1
    VERBOSE = 2


class Settings(Struct, frozen=True, kw_only=True):
    """What the shared options say.

    Attributes:
        mappings: Folders or files of mappings besides the usual ones.
        policy: A policy file that is laid over its mapping.
        day: The day on which the forms are worked out: today unless told.
        opening: How protected files and files with macros are opened.
    """

    mappings: tuple[Path, ...] = ()
    policy: Path | None = None
    day: dt.date
    opening: Opening = AS_IT_COMES
    volume: Volume = Volume.NORMAL


def usual_settings() -> Settings:
    """Return what holds where no option says otherwise."""
    return Settings(day=dt.date.today())  # noqa: DTZ011 - the day here
