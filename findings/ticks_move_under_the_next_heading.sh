#!/usr/bin/env bash
# Packages  mammoth 1.13.0, docx2python 3.7.1 (Python) and officeparser 8.1.1 (npm) read; python-docx 1.2.0 makes the form,
#           and reads as well
# Expected  A row need not begin in the first column: w:gridBefore says how many columns of the table's grid it leaves out
#           in front (ISO/IEC 29500-1, 17.4.15 gridBefore). All three read how many columns a cell spans (17.4.17
#           gridSpan), so they count by that grid.
# Seen      They leave gridBefore out of account, and the row begins at the left edge. The headings Yes and No, with no cell
#           above the questions, come to stand above the questions and the column of Yes: what was ticked as Yes is under
#           No. None of the three warns. python-docx says how many columns are left out (grid_cols_before).
# Matters   Headings without a cell in the corner are drawn so, or made by pulling in the left edge of their row. As such
#           tools have it, every yes of that table is a no, and every no has no heading.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  python-docx==1.2.0 mammoth==1.13.0 docx2python==3.7.1 lxml==6.1.3 2>pip.log || { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . officeparser@8.1.1 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

ROWS = [("", "Yes", "No"), ("Seen alone", "x", ""), ("Missing overnight", "", "x")]
form = Document()
table = form.add_table(rows=0, cols=3)
for texts in ROWS:
    for cell, text in zip(table.add_row().cells, texts, strict=True):
        cell.text = text
headings = table.rows[0]._tr
headings.remove(headings.tc_lst[0])
headings.insert(0, parse_xml(f'<w:trPr {nsdecls("w")}><w:gridBefore w:val="1"/></w:trPr>'))
form.save("form.docx")
PY
cat >read.mjs <<'JS'
import fs from 'node:fs';
import { createRequire } from 'node:module';
const { OfficeParser } = createRequire(import.meta.url)('officeparser');
console.log('officeparser', JSON.parse(fs.readFileSync('node_modules/officeparser/package.json')).version);
const form = await OfficeParser.parseOffice('form.docx');
fs.writeFileSync('officeparser.html', (await form.to('html')).value);
JS
node read.mjs
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import sys
from pathlib import Path

import mammoth
from docx import Document
from docx2python import docx2python
from lxml import html


def of_html(text: str) -> list[list[str]]:
    return [[cell.text_content().strip() for cell in row.iter("td", "th")] for row in html.fromstring(text).iter("tr")]


for name in ("mammoth", "docx2python"):
    print(name, metadata.version(name))
with open("form.docx", "rb") as file:
    by_mammoth = mammoth.convert_to_html(file)
with docx2python("form.docx") as form:
    tables = [[["".join(cell).strip() for cell in row] for row in table] for table in form.body]
seen = {
    "mammoth": of_html(by_mammoth.value),
    "docx2python": next(table for table in tables if len(table) > 1),
    "officeparser": of_html(Path("officeparser.html").read_text()),
}
right = [[""] * row.grid_cols_before + [cell.text for cell in row.cells] for row in Document("form.docx").tables[0].rows]
print("expected, as python-docx has it:", right)
moved = []
for name, rows in seen.items():
    print(f"{name}, seen:", rows)
    headings, seen_alone = rows[0], rows[1]
    tick = seen_alone.index("x")
    moved.append(headings[tick] == "No" and right[0][tick] == "Yes" and rows[1:] == right[1:])
sys.exit(0 if all(moved) and not by_mammoth.messages else 1)
PY
