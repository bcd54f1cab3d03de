#!/usr/bin/env bash
# Package   docxtpl 0.20.2 (with python-docx 1.2.0, lxml 6.1.3)
# Expected  `{%p if … %}` takes away the paragraph that it stands in, and nothing else (docxtpl's documentation,
#           "Extensions": the tags with p for paragraphs). A text box hangs on a paragraph, inside a run (ISO/IEC 29500-1,
#           20.4.2.8 inline and 20.4.2.3 anchor), and holds paragraphs of its own (w:txbxContent), so paragraphs nest.
# Seen      The paragraph is cut out by a pattern that knows no nesting. When a text box is anchored in front of the tag,
#           the cut starts inside the box and takes its end with it; lxml mends the torn tree without complaint. All that
#           follows, the section's page setup too, ends up inside the box's fallback, which Word shows to nobody. No
#           error, no warning.
# Matters   Logos, address fields and "office use" stamps of forms are such boxes, and where they hang is not to be seen
#           on the page. A condition typed into that paragraph makes a document that ends there.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docxtpl==0.20.2 python-docx==1.2.0 lxml==6.1.3 2>pip.log ||
  { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import io
import sys

from docx import Document
from docx.oxml import parse_xml
from docxtpl import DocxTemplate

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BOX = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
     xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
     xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
     xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
     xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
     xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent>
<mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="1440000" cy="360000"/><wp:docPr id="1" name="Box"/><a:graphic>
<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/>
<wps:txbx><w:txbxContent><w:p><w:r><w:t>Office use</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>
</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:shape style="width:113pt;height:28pt"><v:textbox><w:txbxContent><w:p><w:r><w:t>Office use</w:t></w:r></w:p>
</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


def rendered(with_box: bool) -> Document:
    template = Document()
    first = template.add_paragraph("{%p if on_request %}")
    if with_box:
        first._p.insert(0, parse_xml(BOX))
    for text in ("Given on request.", "{%p endif %}", "Outcome: Medium", "Reviewed by Pat Sample"):
        template.add_paragraph(text)
    blank, filled = io.BytesIO(), io.BytesIO()
    template.save(blank)
    document = DocxTemplate(io.BytesIO(blank.getvalue()))
    document.render({"on_request": True})
    document.save(filled)
    return Document(io.BytesIO(filled.getvalue()))


print("docxtpl", metadata.version("docxtpl"))
plain, boxed = rendered(False), rendered(True)
expected = [text for paragraph in plain.paragraphs if (text := paragraph.text)]
seen = [text for paragraph in boxed.paragraphs if (text := paragraph.text)]
hidden = [
    "".join(paragraph.itertext(W + "t"))
    for fallback in boxed.element.body.iter("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
    for paragraph in fallback.iter(W + "p")
]
print("without the text box, paragraphs of the page:", expected)
print("with it, expected the same; seen:            ", seen)
print("inside the fallback of the box:              ", hidden)
print("page setup at the end of the body:           ", boxed.element.body.find(W + "sectPr") is not None)
sys.exit(0 if expected and not seen and "Outcome: Medium" in hidden else 1)
PY
