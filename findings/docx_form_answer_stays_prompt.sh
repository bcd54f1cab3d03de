#!/usr/bin/env bash
# Package   docx-form 1.0.3
# Expected  set_text() fills a content control in, so that it no longer counts as empty. w:showingPlcHdr says that what a
#           control shows is its prompt and not an answer (ISO/IEC 29500-1, 17.5.2.39); Word takes the mark away with the
#           first letter that is typed. A program that puts an answer in has to do the same.
# Seen      The words and their style change, the mark stays. On paper and on the screen the control is filled in; by its
#           own word it still shows a prompt. The library itself reads the answer back, so its user sees nothing amiss.
# Matters   A reader that goes by the mark, as the standard says, takes the answer for a prompt and the form for blank. In
#           Word a click selects the whole answer, and the next key replaces it. Words under the mark that are not the
#           prompt of the blank form are somebody's answer, or at least have to be asked about.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docx-form==1.0.3 python-docx==1.2.0 2>pip.log ||
  { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import sys

from docx import Document
from docx.oxml import parse_xml
from docx_form import DocxForm

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CONTROL = """
<w:sdt xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:sdtPr><w:alias w:val="Name"/><w:tag w:val="name"/>
<w:id w:val="42"/><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent><w:p><w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>
<w:t>Click or tap here to enter text.</w:t></w:r></w:p></w:sdtContent></w:sdt>"""

blank = Document()
blank.element.body.insert(0, parse_xml(CONTROL))
blank.save("blank.docx")

form = DocxForm("blank.docx")
form.content_control_forms_and_form_fields[0].set_text("Alex Example")
form.save("filled.docx")

control = next(Document("filled.docx").element.body.iter(W + "sdt"))
text = "".join(control.itertext(W + "t"))
marked = control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
print("docx-form", metadata.version("docx-form"))
print("expected: 'Alex Example', marked as a prompt: False")
print(f"seen:     {text!r}, marked as a prompt: {marked}")
print("docx-form reads back:", repr(DocxForm("filled.docx").content_control_forms_and_form_fields[0].text))
sys.exit(0 if text == "Alex Example" and marked else 1)
PY
