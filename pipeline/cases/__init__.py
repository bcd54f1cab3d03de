"""Whose assessment a file is, which version counts, and what only a person can decide: pure rules, without files.

The words are those of ``docs/decisions.md``: a *child* across all forms, an *assessment* (form, child, date completed),
a *version* (one file received for it), a *question* (what only a person can decide).
"""
