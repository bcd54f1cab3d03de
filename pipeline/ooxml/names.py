"""Names of XML vocabularies, in Clark notation (``{namespace}`` ready to put before a local name).

Sources: ECMA-376 Part 1 (WordprocessingML 17, SpreadsheetML 18, DrawingML 20-21), Part 2 (packaging), Part 3 (markup
compatibility) and [MS-DOCX] for Microsoft's extensions. Part 4 lists the Strict and the Transitional namespaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

W_NS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A_NS: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
WP_NS: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PIC_NS: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
C_NS: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DGM_NS: Final = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
M_NS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/math"
S_NS: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XDR_NS: Final = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
CUSTOM_PROPERTIES_NS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VARIANT_TYPES_NS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"

W: Final = f"{{{W_NS}}}"
R: Final = f"{{{R_NS}}}"
A: Final = f"{{{A_NS}}}"
WP: Final = f"{{{WP_NS}}}"
M: Final = f"{{{M_NS}}}"
S: Final = f"{{{S_NS}}}"
XDR: Final = f"{{{XDR_NS}}}"

W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15: Final = "{http://schemas.microsoft.com/office/word/2012/wordml}"
W16SE: Final = "{http://schemas.microsoft.com/office/word/2015/wordml/symex}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VML: Final = "{urn:schemas-microsoft-com:vml}"
OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"

CONTENT_TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONSHIPS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"

TYPES_PART: Final = "[Content_Types].xml"
"""The part that lists the media types of the others."""

STRICT_MARK: Final = "http://purl.oclc.org/ooxml/"
"""What every Strict namespace begins with; a part without it needs no mapping."""

STRICT_TO_TRANSITIONAL: Final[Mapping[str, str]] = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": W_NS,
    "http://purl.oclc.org/ooxml/spreadsheetml/main": S_NS,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": R_NS,
    "http://purl.oclc.org/ooxml/officeDocument/math": M_NS,
    "http://purl.oclc.org/ooxml/officeDocument/customProperties": CUSTOM_PROPERTIES_NS,
    "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes": VARIANT_TYPES_NS,
    "http://purl.oclc.org/ooxml/officeDocument/extendedProperties": (
        "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    ),
    "http://purl.oclc.org/ooxml/officeDocument/customXml": (
        "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    ),
    "http://purl.oclc.org/ooxml/officeDocument/bibliography": (
        "http://schemas.openxmlformats.org/officeDocument/2006/bibliography"
    ),
    "http://purl.oclc.org/ooxml/schemaLibrary/main": "http://schemas.openxmlformats.org/schemaLibrary/2006/main",
    "http://purl.oclc.org/ooxml/drawingml/main": A_NS,
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": WP_NS,
    "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing": XDR_NS,
    "http://purl.oclc.org/ooxml/drawingml/picture": PIC_NS,
    "http://purl.oclc.org/ooxml/drawingml/chart": C_NS,
    "http://purl.oclc.org/ooxml/drawingml/diagram": DGM_NS,
    "http://purl.oclc.org/ooxml/drawingml/chartDrawing": (
        "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"
    ),
    "http://purl.oclc.org/ooxml/drawingml/lockedCanvas": (
        "http://schemas.openxmlformats.org/drawingml/2006/lockedCanvas"
    ),
}
OFFICE_PARTS: Final = frozenset({"[content_types].xml", "word/document.xml", "xl/workbook.xml"})
"""Names in lower case that only Word and Excel files have; some writers leave out the first, which all should have."""
