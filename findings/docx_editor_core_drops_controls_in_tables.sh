#!/usr/bin/env bash
# Package   @eigenpal/docx-editor-core 1.9.0 (npm)
# Expected  A content control may stand round paragraphs in a table cell (ISO/IEC 29500-1, 17.5.2.29 sdt, block level; 17.4.65
#           tc takes any block-level element). A library "to drive DOCX parsing and serialization" writes back what it has
#           read, or says what it leaves out.
# Seen      parseDocx() and repackDocx(), without a change in between, leave the control out with all that stands in it; the
#           cell is empty. The same control in the body, and one round words within a paragraph of a cell, stay.
# Matters   Forms have their long answers in just such controls: the questions are all there, and the narratives are gone
#           from the file that was saved.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-docx==1.2.0 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . @eigenpal/docx-editor-core@1.9.0 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls


def control(content: str):
    tag = '<w:sdtPr><w:tag w:val="account"/></w:sdtPr>'
    return parse_xml(f"<w:sdt {nsdecls('w')}>{tag}<w:sdtContent>{content}</w:sdtContent></w:sdt>")


def words(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


form = Document()
form.element.body.insert(0, control(f"<w:p>{words('In the body.')}</w:p>"))
table = form.add_table(rows=3, cols=1)
table.cell(0, 0).text = "What happened?"
table.cell(1, 0)._tc.insert(1, control(f"<w:p>{words('Round a paragraph of a cell.')}</w:p>"))
table.cell(2, 0).paragraphs[0]._p.append(control(words("Within a paragraph of a cell.")))
form.save("form.docx")
PY
cat >save.mjs <<'JS'
import fs from 'node:fs';
import { parseDocx, repackDocx } from '@eigenpal/docx-editor-core/docx';
const version = JSON.parse(fs.readFileSync('node_modules/@eigenpal/docx-editor-core/package.json')).version;
console.log('@eigenpal/docx-editor-core', version);
const saved = await repackDocx(await parseDocx(fs.readFileSync('form.docx')));
fs.writeFileSync('saved.docx', Buffer.from(saved.arrayBuffer ? await saved.arrayBuffer() : saved));
process.exit(0);
JS
node save.mjs
venv/bin/python - <<'PY'
import sys
import zipfile

TEXTS = ("In the body.", "What happened?", "Round a paragraph of a cell.", "Within a paragraph of a cell.")
print("expected: all four texts after parsing and saving")
left = {}
for name in ("form.docx", "saved.docx"):
    xml = zipfile.ZipFile(name).read("word/document.xml").decode()
    left[name] = [text for text in TEXTS if text in xml]
    print(name, "has", left[name])
sys.exit(0 if left["form.docx"] == list(TEXTS) and left["saved.docx"] == [*TEXTS[:2], TEXTS[3]] else 1)
PY
