"""Assessment → files: the submitted document with its results in place, the register."""

from pipeline.writers.in_place import write_in_place
from pipeline.writers.register import RegisterRow, register_bytes

__all__ = ["RegisterRow", "register_bytes", "write_in_place"]
