"""Assessment → files: the submitted document with its results in place, the register."""

from pipeline.writers.in_place import write_in_place
from pipeline.writers.protect import protect
from pipeline.writers.register import RegisterRow, register_bytes
from pipeline.writers.suffix import suit_suffix

__all__ = ["RegisterRow", "protect", "register_bytes", "suit_suffix", "write_in_place"]
