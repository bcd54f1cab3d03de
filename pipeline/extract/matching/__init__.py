"""A completed form aligned with its blank: tables, rows, cells and lines, printed or added."""
