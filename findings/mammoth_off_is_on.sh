#!/usr/bin/env bash
# Package   mammoth 1.13.0 (Python)
# Expected  An on/off property takes six values: true, false, 1, 0, on and off (ISO/IEC 29500-1, 22.9.2.7 ST_OnOff: the
#           union of xsd:boolean with "on" and "off", in Strict and in Transitional alike). w:val="off" is as good a "no"
#           as "0".
# Seen      mammoth takes every value for yes that is not "0" or "false". A legacy check box that is off counts as ticked,
#           and words whose striking out is switched off are struck. No message is among those that it returns.
# Matters   Word writes 0 or 1, so this never shows in forms that Word saved last; writers that follow the schema's other
#           spelling turn every answer round: all boxes ticked, all words crossed out. Whatever stands on mammoth inherits
#           it.
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
PARAGRAPH = """
<w:p {W}><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Missing"/><w:enabled/><w:calcOnExit w:val="0"/>
<w:checkBox><w:sizeAuto/><w:default w:val="0"/><w:checked w:val="{value}"/></w:checkBox></w:ffData></w:fldChar></w:r>
<w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:r><w:rPr><w:strike w:val="{value}"/></w:rPr><w:t>Low</w:t></w:r></w:p>"""


def shown(value: str) -> tuple[bool, bool, list[str]]:
    form, file = Document(), io.BytesIO()
    form.element.body.insert(0, parse_xml(PARAGRAPH.format(W=W, value=value)))
    form.save(file)
    result = mammoth.convert_to_html(io.BytesIO(file.getvalue()))
    return 'checked="checked"' in result.value, "<s>" in result.value, [message.message for message in result.messages]


print("mammoth", metadata.version("mammoth"))
no = {}
for value, meaning in {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}.items():
    ticked, struck, messages = shown(value)
    no[value] = ticked and struck and not messages
    print(f"w:val={value!r}: expected ticked and struck {meaning}; seen ticked {ticked}, struck {struck}, messages {messages}")
sys.exit(0 if no["off"] and not no["0"] and not no["false"] else 1)
PY
