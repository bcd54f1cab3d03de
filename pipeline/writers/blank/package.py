"""The package of a plain form: styles, settings, footer, properties. Its main part is still empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.ooxml import Package
from pipeline.ooxml.author import AUTHOR
from pipeline.ooxml.names import W_NS
from pipeline.ooxml.quoting import escape
from pipeline.writers.word.package import new_package, settings
from pipeline.writers.word.styles import style_sheet

if TYPE_CHECKING:
    from pipeline.mapping import Mapping

_EMPTY: Final = f'<w:document xmlns:w="{W_NS}"><w:body/></w:document>'
_STYLES: Final = {
    "Title": ('<w:spacing w:after="160"/>', '<w:b/><w:color w:val="1F3864"/><w:sz w:val="40"/>'),
    "Heading1": (
        '<w:keepNext/><w:spacing w:before="280" w:after="120"/><w:outlineLvl w:val="0"/>',
        '<w:b/><w:color w:val="1F3864"/><w:sz w:val="28"/>',
    ),
    "Label": ('<w:keepNext/><w:spacing w:before="20" w:after="40"/>', '<w:b/><w:sz w:val="20"/>'),
    "Group": ('<w:keepNext/><w:spacing w:before="20" w:after="20"/>', '<w:b/><w:color w:val="1F3864"/>'),
    "Option": ('<w:keepNext/><w:spacing w:before="120" w:after="40"/>', ""),
    "Child": ('<w:spacing w:after="40"/><w:ind w:left="425"/>', ""),
    "Centred": ('<w:jc w:val="center"/>', ""),
    "Gap": ('<w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/>', ""),
    "Footer": ('<w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs>', '<w:color w:val="595959"/><w:sz w:val="16"/>'),
}
"""Paragraph styles: what they say of paragraphs, and of text."""


def plain_package(mapping: Mapping) -> Package:
    """Return the package of a plain form."""
    parts = {
        "styles": style_sheet(_STYLES, after=40),
        "settings": settings(),
        "footer": _footer(f"{mapping.form.title} · {mapping.form.version}"),
    }
    return Package.open(new_package(_EMPTY, parts, title=mapping.form.title, creator=AUTHOR))


def _footer(title: str) -> str:
    return (
        f'<w:ftr xmlns:w="{W_NS}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t>{escape(title)}</w:t></w:r>'
        '<w:r><w:tab/></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
    )
