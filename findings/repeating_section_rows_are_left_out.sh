#!/usr/bin/env bash
# Packages  python-docx 1.2.0, docx-parser-converter 1.0.3 (Python) and officeparser 7.8.0 (npm) read; mammoth 1.13.0 reads
#           the same file right
# Expected  Rows of a table may stand in a content control (ISO/IEC 29500-1, 17.5.2, sdt at row level); Word's repeating
#           section (w15:repeatingSection, [MS-DOCX]) puts one round each row that its "+" adds. Whoever asks for
#           the rows of a table, or for the text of the form, gets them.
# Seen      All rows inside the section are left out, and the row below it moves up into their place: row 2 of the table
#           is no longer the first action but the signature. None of the three warns or raises.
# Matters   Action plans, lists of agencies and of children in a household are made with "+" so that people can add rows.
#           The rows that everybody filled in are the ones that nobody reads; the headers and the last row look complete.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  python-docx==1.2.0 docx-parser-converter==1.0.3 mammoth==1.13.0 2>pip.log || { cat pip.log >&2; exit 2; }
npm install --silent --no-fund --no-audit --ignore-scripts officeparser@7.8.0 >npm.log 2>&1 || { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
from docx import Document
from docx.oxml import parse_xml

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"


def control(kind: str) -> str:
    return f'<w:sdt xmlns:w="{W}" xmlns:w15="{W15}"><w:sdtPr><w15:{kind}/></w:sdtPr><w:sdtContent/></w:sdt>'


form = Document()
table = form.add_table(rows=0, cols=2)
for texts in (("Action", "By"), ("Call the school", "Jo"), ("Visit at home", "Sam"), ("Agreed by", "Kim")):
    for cell, text in zip(table.add_row().cells, texts, strict=True):
        cell.text = text
section = parse_xml(control("repeatingSection"))
rows = [row._tr for row in table.rows]
rows[0].addnext(section)
for row in rows[1:3]:
    item = parse_xml(control("repeatingSectionItem"))
    section[-1].append(item)
    item[-1].append(row)
form.save("form.docx")
PY
cat >read.js <<'JS'
const office = require("officeparser");
const read = office.parseOfficeAsync || office.OfficeParser.parseOffice;
read("form.docx").then((made) => console.log(typeof made === "string" ? made : made.toText()));
JS
node read.js >officeparser.txt
venv/bin/python - <<'PY'
import sys
from pathlib import Path

import mammoth
from docx import Document
from docx_parser_converter import docx_to_text

read = {
    "python-docx": "\n".join(" | ".join(cell.text for cell in row.cells) for row in Document("form.docx").tables[0].rows),
    "docx-parser-converter": docx_to_text("form.docx"),
    "officeparser": Path("officeparser.txt").read_text(),
}
with open("form.docx", "rb") as file:
    right = mammoth.extract_raw_text(file).value
print("mammoth, which reads all rows:", right.split())
for name, text in read.items():
    print(f"{name}: {text.split()}")
inside, outside = ("school", "Visit"), ("Action", "Agreed")
lost = all(word not in text for text in read.values() for word in inside)
kept = all(word in text for text in [*read.values(), right] for word in outside)
sys.exit(0 if lost and kept and all(word in right for word in inside) else 1)
PY
