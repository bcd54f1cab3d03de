"""Styles added to a completed form: what is struck out or hidden need not be said at the words themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.formbuilder import CompletedForm

STYLES = "word/styles.xml"


def add_style(form: CompletedForm, kind: str, name: str, look: str, *, based_on: str = "", more: str = "") -> str:
    """Add a style and give its id.

    Args:
        form: The form.
        kind: ``character``, ``paragraph`` or ``table``.
        name: Its id.
        look: Markup of its run properties.
        based_on: Id of the style that it is based on.
        more: Markup of its other properties.
    """
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    style = (
        f'<w:style w:type="{kind}" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>{base}{more}'
        f"<w:rPr>{look}</w:rPr></w:style>"
    )
    parts = form.package.parts
    parts[STYLES] = parts[STYLES].replace(b"</w:styles>", style.encode() + b"</w:styles>")
    return name
