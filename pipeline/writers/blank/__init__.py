"""Blank forms made from a mapping, as Word files and workbooks."""
