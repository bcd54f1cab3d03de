#!/usr/bin/env bash
# Package   mammoth 1.13.0 (Python)
# Expected  A drop-down list among the legacy form fields is a field FORMDROPDOWN, whose ffData holds the entries and the
#           chosen one (ISO/IEC 29500-1, 17.16.5.21 FORMDROPDOWN, 17.16.17 ffData). mammoth knows these fields: it reads a
#           FORMCHECKBOX by its ffData, and what it doesn't know it names among its messages.
# Seen      The box beside it is read and the typed field too, but the chosen entry is nowhere, and no message says so. It
#           can't be in the text: Word keeps the number of the entry and writes no words between the marks of the field.
# Matters   A form whose boxes all arrive looks as if it were read, and each question with a list is blank.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mammoth==1.13.0 python-docx==1.2.0 2>pip.log ||
  { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import io
import sys

import mammoth
from docx import Document
from docx.oxml import parse_xml

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def field(code: str, settings: str, result: str = "") -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Field"/><w:enabled/><w:calcOnExit w:val="0"/>'
        f'{settings}</w:ffData></w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


FIELDS = [
    field("FORMCHECKBOX", '<w:checkBox><w:sizeAuto/><w:default w:val="0"/><w:checked/></w:checkBox>'),
    field("FORMTEXT", "<w:textInput/>", "<w:r><w:t>Invented Academy</w:t></w:r>"),
    field("FORMDROPDOWN", '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Low"/><w:listEntry w:val="High"/></w:ddList>'),
]
form, file = Document(), io.BytesIO()
for place, made in enumerate(FIELDS):
    form.element.body.insert(place, parse_xml(f"<w:p {W}>{made}</w:p>"))
form.save(file)
result = mammoth.convert_to_html(io.BytesIO(file.getvalue()))
said = [message.message for message in result.messages]
print("mammoth", metadata.version("mammoth"))
print("expected: a ticked box, Invented Academy, High; or a message about the list")
print("seen:    ", result.value, "messages", said)
others = 'checked="checked"' in result.value and "Invented Academy" in result.value
sys.exit(0 if others and "High" not in result.value and not said else 1)
PY
