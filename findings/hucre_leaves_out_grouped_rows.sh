#!/usr/bin/env bash
# Packages  odfpy 1.4.1 writes, hucre 1.0.0 (npm) reads; python-calamine 0.9.1 reads as well
# Expected  The rows of an OpenDocument table need not be children of the table: rows that are repeated on each page stand in
#           table:table-header-rows, grouped ones in table:table-row-group (OpenDocument 1.2, part 1, 9.1 Basic Table Model).
#           LibreOffice 7.4 writes both, for "Rows to Repeat" of the print range and for "Group and Outline". Whoever asks
#           for the rows of a sheet gets all of them.
# Seen      readOds() takes the rows that are children of the table and leaves out all others; the rows that are left move up
#           into their place. Nothing is thrown or reported.
# Matters   A section of a checklist is grouped so that it can be folded away, and it is missing as a whole, folded or not.
#           What is left adds up to a total that is too low, under headings that are missing too.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check odfpy==1.4.1 python-calamine==0.9.1 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . hucre@1.0.0 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableHeaderRows, TableRow, TableRowGroup
from odf.text import P


def row(*texts: str) -> TableRow:
    made = TableRow()
    for text in texts:
        cell = TableCell(valuetype="string")
        cell.addElement(P(text=text))
        made.addElement(cell)
    return made


def around(holder, *rows: TableRow):
    for each in rows:
        holder.addElement(each)
    return holder


book = OpenDocumentSpreadsheet()
table = Table(name="Form")
around(
    table,
    around(TableHeaderRows(), row("Question", "Points")),
    row("Attends school", "0"),
    around(TableRowGroup(), row("Missing overnight", "10"), row("Seen alone", "5")),
    row("Has a phone", "1"),
)
book.spreadsheet.addElement(table)
book.save("form.ods")
PY
cat >read.mjs <<'JS'
import fs from 'node:fs';
import { readOds } from 'hucre/ods';
console.log('hucre', JSON.parse(fs.readFileSync('node_modules/hucre/package.json')).version);
const book = await readOds(fs.readFileSync('form.ods'));
fs.writeFileSync('rows.json', JSON.stringify(book.sheets[0].rows));
JS
node read.mjs
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import json
import sys

from python_calamine import CalamineWorkbook

print("odfpy", metadata.version("odfpy"), "; python-calamine", metadata.version("python-calamine"))
right = CalamineWorkbook.from_path("form.ods").get_sheet_by_name("Form").to_python()
seen = json.load(open("rows.json"))
print("expected, as python-calamine has it:", right)
print("hucre, seen:", seen)
sound = [row[0] for row in right] == ["Question", "Attends school", "Missing overnight", "Seen alone", "Has a phone"]
sys.exit(0 if sound and seen == [["Attends school", "0"], ["Has a phone", "1"]] else 1)
PY
