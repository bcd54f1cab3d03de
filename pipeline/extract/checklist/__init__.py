"""Checklists: rows with an entry, options, points and notes."""
