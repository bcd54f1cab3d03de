"""Assessment → files: the submitted document with its results in place, the register."""

from pipeline.writers.in_place import write_in_place

__all__ = ["write_in_place"]
