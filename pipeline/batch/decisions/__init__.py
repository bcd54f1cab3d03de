"""Decisions as commands take them: checked, recorded, and followed by documents and tables."""
