"""Text as XML writes it.

``xml.sax.saxutils`` does the same, and loads what opens addresses on the internet, which takes longer than a form.
"""

from __future__ import annotations


def escape(text: str) -> str:
    """Return text as the content of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoteattr(text: str) -> str:
    """Return text as the value of an attribute, in double quotes unless only those are in it."""
    value = escape(text).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    if '"' in value and "'" not in value:
        return f"'{value}'"
    return '"' + value.replace('"', "&quot;") + '"'
