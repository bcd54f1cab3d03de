#!/usr/bin/env bash
# Packages  excelize 0.1.0 (Python) writes, xlsx-populate 1.21.0 (npm) reads and saves; openpyxl 3.1.5 reads as well
# Expected  Which part of the package holds a sheet is told by its relationship (ISO/IEC 29500-1, 18.2.19 sheet, attribute
#           r:id); the names of the parts say nothing. excelize's move_sheet() puts the second sheet in front and leaves
#           its part where it was, as it may. Whoever asks for a sheet by its name gets that sheet.
# Seen      xlsx-populate takes xl/worksheets/sheet1.xml for the first name in the list, sheet2.xml for the second, and so
#           on. Once a sheet was moved, each name has another one's cells. Nothing is raised or warned of, and a workbook
#           that it saves has them so for every program.
# Matters   A workbook with a sheet for each child, or for each quarter, has what was said of one under the name of
#           another, and every sheet is complete by itself.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check excelize==0.1.0 openpyxl==3.1.5 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . xlsx-populate@1.21.0 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
import excelize

book = excelize.new_file()
book.set_sheet_name("Sheet1", "Riley")
book.new_sheet("Sam")
for name, answer in (("Riley", "No"), ("Sam", "Yes")):
    book.set_cell_value(name, "A1", "Seen alone")
    book.set_cell_value(name, "B1", answer)
book.save_as("as_made.xlsx")
book.move_sheet("Sam", "Riley")
book.save_as("moved.xlsx")
book.close()
PY
cat >read.cjs <<'JS'
const fs = require('fs');
const XlsxPopulate = require('xlsx-populate');
console.log('xlsx-populate', JSON.parse(fs.readFileSync('node_modules/xlsx-populate/package.json')).version);
async function answers(file) {
  const book = await XlsxPopulate.fromFileAsync(file);
  const seen = Object.fromEntries(['Riley', 'Sam'].map((name) => [name, book.sheet(name).cell('B1').value()]));
  await book.toFileAsync('saved_' + file);
  return seen;
}
(async () => {
  const seen = { 'as_made.xlsx': await answers('as_made.xlsx'), 'moved.xlsx': await answers('moved.xlsx') };
  fs.writeFileSync('seen.json', JSON.stringify(seen));
})();
JS
node read.cjs
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import json
import sys

import openpyxl


def answers(file: str) -> dict[str, str]:
    book = openpyxl.load_workbook(file)
    return {name: book[name]["B1"].value for name in ("Riley", "Sam")}


print("excelize", metadata.version("excelize"), "; openpyxl", metadata.version("openpyxl"))
right, exchanged = {"Riley": "No", "Sam": "Yes"}, {"Riley": "Yes", "Sam": "No"}
seen = json.load(open("seen.json"))
for file in ("as_made.xlsx", "moved.xlsx"):
    print(f"{file}: openpyxl {answers(file)}, xlsx-populate {seen[file]}, saved by it {answers('saved_' + file)}")
sound = answers("as_made.xlsx") == answers("moved.xlsx") == seen["as_made.xlsx"] == answers("saved_as_made.xlsx") == right
sys.exit(0 if sound and seen["moved.xlsx"] == answers("saved_moved.xlsx") == exchanged else 1)
PY
