"""The version of wordform."""

__version__ = "0.2.0"
