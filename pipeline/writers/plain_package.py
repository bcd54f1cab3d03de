"""The package of a plain form: styles, settings, footer, properties. Its main part is still empty."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from pipeline.ooxml import Package
from pipeline.ooxml.names import R_NS, W_NS

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_GRID: Final = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    "<w:tblPr><w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + '</w:tblBorders><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)


def plain_package(mapping: Mapping) -> Package:
    """Give the package of a plain form."""
    title = f"{mapping.form.title} · {mapping.form.version}"
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f'<w:document xmlns:w="{W_NS}"><w:body/></w:document>',
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
        "word/styles.xml": _styles(),
        "word/settings.xml": _SETTINGS,
        "word/footer1.xml": _footer(title),
        "docProps/core.xml": _core(mapping.form.title),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, _LONG_AGO), _HEAD + content, zipfile.ZIP_DEFLATED)
    return Package.open(packed.getvalue())


def _styles() -> str:
    return (
        f'<w:styles xmlns:w="{W_NS}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="MS Gothic" w:cs="Arial"/><w:sz w:val="21"/>'
        '<w:szCs w:val="21"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:before="20" w:after="40" w:line="259" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        f"{''.join(_paragraph_styles())}{_GRID}</w:styles>"
    )


def _paragraph_styles() -> Iterator[str]:
    for name, (paragraph, run) in _STYLES.items():
        look = f"<w:rPr>{run}</w:rPr>" if run else ""
        custom = "" if name in _BUILT_IN else ' w:customStyle="1"'
        yield (
            f'<w:style w:type="paragraph"{custom} w:styleId="{name}"><w:name w:val="{_BUILT_IN.get(name, name)}"/>'
            f'<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr>{paragraph}</w:pPr>{look}</w:style>'
        )


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
