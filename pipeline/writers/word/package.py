"""The package of a plain form: styles, settings, footer, properties. Its main part is still empty."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from pipeline.ooxml import Package
from pipeline.ooxml.names import R_NS, W_NS
from pipeline.writers.word.styles import style_sheet

if TYPE_CHECKING:
    from pipeline.mapping import Mapping

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES_NS: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS_NS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE_NS: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)

_CONTENT_TYPES: Final = (
    f'<Types xmlns="{_TYPES_NS}"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)
_RELATIONS: Final = (
    f'<Relationships xmlns="{_RELATIONS_NS}"><Relationship Id="rId1" Type="{R_NS}/officeDocument" '
    f'Target="word/document.xml"/><Relationship Id="rId2" Type="{_RELATIONS_NS}/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)
_DOCUMENT_RELATIONS: Final = (
    f'<Relationships xmlns="{_RELATIONS_NS}">'
    f'<Relationship Id="rIdStyles" Type="{R_NS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rIdSettings" Type="{R_NS}/settings" Target="settings.xml"/>'
    f'<Relationship Id="rIdFooter" Type="{R_NS}/footer" Target="footer1.xml"/></Relationships>'
)
_SETTINGS: Final = (
    f'<w:settings xmlns:w="{W_NS}"><w:defaultTabStop w:val="720"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    "</w:compat></w:settings>"
)
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
_BUILT_IN: Final = {"Title": "Title", "Heading1": "heading 1", "Footer": "footer"}


def plain_package(mapping: Mapping) -> Package:
    """Return the package of a plain form."""
    title = f"{mapping.form.title} · {mapping.form.version}"
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f'<w:document xmlns:w="{W_NS}"><w:body/></w:document>',
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
        "word/styles.xml": style_sheet(_STYLES, _BUILT_IN, after=40),
        "word/settings.xml": _SETTINGS,
        "word/footer1.xml": _footer(title),
        "docProps/core.xml": _core(mapping.form.title),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, _LONG_AGO), _HEAD + content, zipfile.ZIP_DEFLATED)
    return Package.open(packed.getvalue())


def _footer(title: str) -> str:
    return (
        f'<w:ftr xmlns:w="{W_NS}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t>{escape(title)}</w:t></w:r>'
        '<w:r><w:tab/></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
    )


def _core(title: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_CORE_NS}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>wordform</dc:creator><dc:language>en-GB</dc:language>"
        "</cp:coreProperties>"
    )
