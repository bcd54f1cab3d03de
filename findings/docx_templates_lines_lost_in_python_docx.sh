#!/usr/bin/env bash
# Packages  docx-templates 4.15.0 (npm) writes, python-docx 1.2.0 and docx2txt 0.9 read
# Expected  A value of two lines comes out as text, break, text: w:t holds characters only (ISO/IEC 29500-1, 17.3.3.31 t,
#           whose type is a string without children) and w:br stands beside it (17.3.3.1 br). docx-templates says of its
#           option processLineBreaks, on by default, that line breaks become "actual linebreaks".
# Seen      It puts the break inside the text: <w:t>first<w:br/>second</w:t>. What an XML library calls the text of that
#           element ends at the first child, so both readers give the first line and nothing of the others; neither
#           raises. LibreOffice 7.4 shows both lines run together. With processLineBreaksAsNewText: true the markup is right
#           and all is read.
# Matters   A narrative that another system filled into a form loses all its lines but the first when a program reads it,
#           though they are in the file. A reader of forms has to take the text after children of w:t as well.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-docx==1.2.0 docx2txt==0.9 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . docx-templates@4.15.0 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
from docx import Document

template = Document()
template.add_paragraph("+++INS account+++")
template.save("template.docx")
PY
cat >fill.cjs <<'JS'
const fs = require('fs');
const { createReport } = require('docx-templates');
console.log('docx-templates', require('docx-templates/package.json').version);
const template = fs.readFileSync('template.docx');
const data = { account: 'Seen at the station.\nWent home by car.' };
const fill = async (name, more) =>
  fs.writeFileSync(name, Buffer.from(await createReport({ template, data, cmdDelimiter: '+++', ...more })));
fill('default.docx', {}).then(() => fill('new_text.docx', { processLineBreaksAsNewText: true }));
JS
node fill.cjs
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import re
import sys
import zipfile

import docx2txt
from docx import Document

print("python-docx", metadata.version("python-docx"), "docx2txt", metadata.version("docx2txt"))
print("expected: both lines from both files")
read = {}
for name in ("default.docx", "new_text.docx"):
    xml = zipfile.ZipFile(name).read("word/document.xml").decode()
    print(name, re.search(r"<w:t .*</w:t>", xml, re.DOTALL)[0])
    read[name] = (Document(name).paragraphs[0].text.strip(), docx2txt.process(name).strip())
    print("  python-docx and docx2txt read", read[name])
first = "Seen at the station."
lost = read["default.docx"] == (first, first)
sys.exit(0 if lost and all("car" in text for text in read["new_text.docx"]) else 1)
PY
